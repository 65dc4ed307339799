"""Every other maker's text export, in the layout of its files: units, signs, charge, counters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from solvus.analyse.readers import notices_of, read
from solvus.base.errors import InputError

# One run, written by every maker: rest, charge at 2 A for an hour, discharge at 1 A for an hour.
HOURS = [0.0, 0.5, 0.5, 1.0, 1.5, 1.5, 2.0, 2.5]
VOLTS = [3.0, 3.0, 3.3, 3.5, 3.7, 3.4, 3.2, 3.0]
AMPS = [0.0, 0.0, 2.0, 2.0, 2.0, -1.0, -1.0, -1.0]
NET_AH = [0.0, 0.0, 0.0, 1.0, 2.0, 2.0, 1.5, 1.0]
STEP_AH = [0.0, 0.0, 0.0, 1.0, 2.0, 0.0, 0.5, 1.0]
CHARGED = [0.0, 0.0, 0.0, 1.0, 2.0, 2.0, 2.0, 2.0]
DISCHARGED = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 1.0]
STEPS = [1, 1, 2, 2, 2, 3, 3, 3]
ROWS = range(len(HOURS))


def clock(hours: float) -> str:
    return f"{int(hours):02d}:{int(hours * 60) % 60:02d}:00"


def arbin() -> str:
    titles = ("Data Point,Date Time,Test Time (s),Step Time (s),Cycle Index,Step Index,"
              "Current (A),Voltage (V),Charge Capacity (Ah),Discharge Capacity (Ah),"
              "Aux_Temperature_1 (C)\n")  # fmt: skip
    return titles + "".join(
        f"{i},\t09/20/2024 {clock(8 + HOURS[i])}.558,{HOURS[i] * 3600},0,1,{STEPS[i]},{AMPS[i]},"
        f"{VOLTS[i]},{CHARGED[i]},{DISCHARGED[i]},25\n" for i in ROWS
    )  # fmt: skip


def landt() -> str:
    titles = ("channel_index,cycle_index,step_index,date_time_iso_string,test_time_s,step_time_s,"
              "current_a,voltage_v,charge_capacity_Ah,discharge_capacity_Ah,"
              "temperature_1_C\n")  # fmt: skip
    return titles + "".join(
        f"1,1,{STEPS[i]},2024-09-20T{clock(8 + HOURS[i])},{HOURS[i] * 3600},0,{AMPS[i]},{VOLTS[i]},"
        f"{CHARGED[i]},{DISCHARGED[i]},25\n" for i in ROWS
    )  # fmt: skip


def landt_older() -> str:
    states = ["Rest", "C_CC", "D_CC"]
    titles = ("Index\tTest-Time\tStep-Time\tVoltage/V\tCurrent/mA\tCapacity/mAh\tSCapacity/mAh/g"
              "\tState\n")  # fmt: skip
    return titles + "".join(
        f"{i}\t{clock(HOURS[i])}\t0\t{VOLTS[i]}\t{abs(AMPS[i]) * 1e3}\t{STEP_AH[i] * 1e3}\t0"
        f"\t{states[STEPS[i] - 1]}\n" for i in ROWS
    )  # fmt: skip


def maccor() -> str:
    titles = "Rec\tCycle P\tCycle C\tStep\tTestTime\tStepTime\tCap. [Ah]\tCurrent [A]\tVoltage [V]"
    top = "Name:\tcell ÿ\nStarted\t5/11/2021 3:40:24 PM\n\n"
    return top + titles + "\tMd\tES\tDPT Time\n\n" + "".join(
        f"{i}\t0\t1\t{STEPS[i]}\t{HOURS[i] * 60}\t0\t{STEP_AH[i]}\t{abs(AMPS[i])}\t{VOLTS[i]}"
        f"\t{'RCD'[STEPS[i] - 1]}\t0\t5/11/2021 {clock(HOURS[i] + 3)} PM\t\n" for i in ROWS
    )  # fmt: skip


def basytec() -> str:
    top = ("~Resultfile from Basytec Battery Test System\n~Start of Test: 19.06.2023 17:56:53\n~\n"
           "~Time[h]\tDataSet\tLine\tCommand\tU[V]\tI[A]\tAh[Ah]\tT1[°C]\tCyc-Count\n")  # fmt: skip
    words = ["Pause", "Charge", "Discharge"]
    return top + "".join(
        f"{HOURS[i]}\t{i}\t{STEPS[i]}\t{words[STEPS[i] - 1]}\t{VOLTS[i]}\t{AMPS[i]}\t{NET_AH[i]}"
        "\t25\t1\n" for i in ROWS
    ).replace(".", ",")  # fmt: skip


def novonix() -> str:
    top = ("[Summary]\nNovonix UHPC data file\nMass (g): 0.0123\nArea (cm2): 1.000\n"
           "Started: 2025-07-19 15:26:20\n[End Summary]\n[Data]\n"
           "Date and Time,Cycle Number,Step Type,Run Time (h),Step Time (h),Current (A),"
           "Potential (V),Capacity (Ah),Temperature (°C),Step Number\n")  # fmt: skip
    return top + "".join(
        f"2025-07-19 {clock(15 + HOURS[i])},1,7,{HOURS[i]},0,{AMPS[i]},{VOLTS[i]},{NET_AH[i]},25,"
        f"{STEPS[i]}\n" for i in ROWS
    )  # fmt: skip


def neware() -> str:
    words = ["Rest", "CC Chg", "CC DChg"]
    titles = ("DataPoint,Cycle Index,Step Index,Step Type,Time,Total Time,Current(µA),Voltage(mV),"
              "Capacity(mAs),Date,\n")  # fmt: skip
    return titles + "".join(
        f"{i + 1},1,{STEPS[i]},{words[STEPS[i] - 1]},00:00:00.000,{clock(HOURS[i])}.000,"
        f"{AMPS[i] * 1e6},{VOLTS[i] * 1e3},{STEP_AH[i] * 3.6e6},2025-06-17 {clock(9 + HOURS[i])},\n"
        for i in ROWS
    )  # fmt: skip


MAKERS = {
    "arbin": (arbin, "utf-8-sig"),
    "landt": (landt, "utf-8"),
    "landt older": (landt_older, "utf-8"),
    "maccor": (maccor, "latin-1"),
    "basytec": (basytec, "latin-1"),
    "novonix": (novonix, "utf-8"),
    "neware-text": (neware, "utf-8"),
}


def of(maker: str, folder: Path, change: Any = None) -> Path:
    made, encoding = MAKERS[maker]
    content = made() if change is None else change(made())
    path = folder / "made.csv"
    path.write_bytes(content.replace("\n", "\r\n").encode(encoding))
    return path


@pytest.mark.parametrize("maker", MAKERS)
def test_the_same_run_from_every_maker(tmp_path: Path, maker: str) -> None:
    record = read(of(maker, tmp_path))
    assert record.attrs["form"] == maker.partition(" ")[0]
    assert record.time.values == pytest.approx(np.array(HOURS) * 3600.0)
    assert record.voltage.values == pytest.approx(VOLTS)
    assert record.current.values == pytest.approx(AMPS)
    assert record.charge.values == pytest.approx(np.array(NET_AH) * 3600.0, abs=1e-6)
    if "step_index" in record:
        assert record.step_index.values.tolist() == STEPS
    if "temperature" in record:
        assert record.temperature.values == pytest.approx(298.15)
    if "mode" in record:
        known = record["mode"].values[np.isfinite(record["mode"].values)]
        assert set(known.tolist()) <= {0, 1}


@pytest.mark.parametrize("maker", [name for name in MAKERS if name != "landt older"])
def test_the_start_is_read(tmp_path: Path, maker: str) -> None:
    started = {"arbin": "2024-09-20T08:00:00.558000", "landt": "2024-09-20T08:00:00",
               "maccor": "2021-05-11T15:40:24", "basytec": "2023-06-19T17:56:53",
               "novonix": "2025-07-19T15:26:20", "neware-text": "2025-06-17T09:00:00"}  # fmt: skip
    assert read(of(maker, tmp_path)).attrs["started"] == started[maker]


@pytest.mark.parametrize("maker", MAKERS)
def test_a_cell_that_is_no_number_is_told_with_its_line(tmp_path: Path, maker: str) -> None:
    last = {"neware-text": "3000.0", "basytec": "3,0"}.get(maker, "3.0")

    def spoil(content: str) -> str:
        head, mark, tail = content.rpartition(last)
        return f"{head}3oops{tail}" if mark else content

    path = of(maker, tmp_path, spoil)
    with pytest.raises(InputError) as caught:
        read(path)
    (fault,) = caught.value.faults
    assert "3oops" in str(fault)
    lines = path.read_bytes().split(b"\r\n")
    assert b"3oops" in lines[fault.line - 1]


@pytest.mark.parametrize("maker", MAKERS)
def test_a_row_that_is_cut_is_refused(tmp_path: Path, maker: str) -> None:
    def half(content: str) -> str:
        last = content.rstrip("\n").rindex("\n")
        return content[: (last + len(content)) // 2]

    with pytest.raises(InputError, match=r"made\.csv:\d+: the row has \d+ cells"):
        read(of(maker, tmp_path, half))


@pytest.mark.parametrize("maker", MAKERS)
def test_a_last_line_that_does_not_end_is_told(tmp_path: Path, maker: str) -> None:
    record = read(of(maker, tmp_path, lambda content: content.rstrip("\n")))
    assert any("does not end" in one for one in notices_of(record))
    assert not any("does not end" in one for one in notices_of(read(of(maker, tmp_path))))


def test_maccor_in_minutes_or_seconds_by_its_clock(tmp_path: Path) -> None:
    assert any("minutes" in one for one in notices_of(read(of("maccor", tmp_path))))
    record = read(of("maccor", tmp_path, lambda text: text.replace("TestTime", "Test Time (min)")))
    assert not any("minutes" in one for one in notices_of(record))
    assert record.time.values[-1] == pytest.approx(9000.0)
    days = read(of("maccor", tmp_path, lambda text: _as_days(text)))
    assert days.time.values[-1] == pytest.approx(9000.0)


def _as_days(content: str) -> str:
    for hours in sorted(set(HOURS), reverse=True):
        content = content.replace(f"\t{hours * 60}\t0\t", f"\t0d {clock(hours)}.00\t0\t")
    return content


def test_maccor_without_modes_says_what_it_cannot_know(tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    path.write_text("Rec,Step,Test Time (sec),Current,Voltage\n1,1,0,1,3\n2,1,1,1,3\n")
    record = read(path)
    assert any("cannot be told" in one for one in notices_of(record))
    assert any("no unit in the title" in one for one in notices_of(record))


def test_novonix_area_that_nobody_set(tmp_path: Path) -> None:
    record = read(of("novonix", tmp_path))
    assert "area_m2" not in record.attrs
    assert record.attrs["mass_kg"] == pytest.approx(1.23e-5)


def test_neware_without_a_total_time(tmp_path: Path) -> None:
    by_clock = read(of("neware-text", tmp_path, lambda text: text.replace("Total Time", "Other")))
    assert by_clock.time.values == pytest.approx(np.array(HOURS) * 3600.0)
    assert any("clock" in one for one in notices_of(by_clock))


def test_utf_16_and_quotes(tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    path.write_text(arbin(), encoding="utf-16")
    assert read(path).current.values == pytest.approx(AMPS)
    titles, rows = arbin().split("\n", 1)
    quoted = ",".join(f'"{title}"' for title in titles.split(","))
    path.write_text(f"{quoted}\n{rows}")
    assert read(path).current.values == pytest.approx(AMPS)


def test_a_table_of_cycles_is_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "summary.csv"
    path.write_text("Cycle_Index,Q_chg,Q_dis,CE\n1,1,1,1\n")
    with pytest.raises(InputError, match="no format that is known"):
        read(path)
