"""EC-Lab's text exports: locales, headers, columns, interleaved spectra, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ec_lab import save, text

from solvus.analyse.readers import notices_of, read
from solvus.base.errors import InputError

TIME = [88246.0 + 60.0 * i for i in range(8)]


def trace(**more: list[Any]) -> dict[str, list[Any]]:
    """A rest, four points at 2 mA, a hold at 4.2 V, a rest."""
    columns: dict[str, list[Any]] = {
        "mode": [3, 1, 1, 1, 1, 2, 2, 3],
        "Ns": [0, 1, 1, 1, 1, 2, 2, 3],
        "time/s": TIME,
        "Ewe/V": [3.0, 3.5, 3.6, 3.7, 3.8, 4.2, 4.2, 4.1],
        "half cycle": [0, 0, 0, 0, 0, 2, 2, 3],
    }
    return columns | more


def made(folder: Path, columns: dict[str, list[Any]], **how: Any) -> Any:
    return read(save(folder / "made.mpt", text(columns, **how)))


CURRENT = [0.0, 2.0, 2.0, 2.0, 2.0, 1.5, 1.0, 0.0]


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("header", [True, False])
def test_every_locale_with_a_header_and_without(tmp_path: Path, decimal: str, header: bool) -> None:
    record = made(tmp_path, trace(**{"I/mA": CURRENT}), decimal=decimal, header=header)
    assert record.attrs["kind"] == "cycling"
    assert record.time.values == pytest.approx(np.array(TIME) - TIME[0])
    assert record.attrs["time_offset_s"] == pytest.approx(TIME[0])
    assert record.current.values == pytest.approx(np.array(CURRENT) / 1e3, rel=1e-12)
    assert record.voltage.values[4] == pytest.approx(3.8, rel=1e-12)
    assert record.mode.values.tolist() == [0, 1, 1, 1, 1, 2, 2, 0]
    assert record.half_cycle.values.tolist() == [0, 0, 0, 0, 0, 2, 2, 3]  # never renumbered
    if header:
        assert record.attrs["started"] == "2021-08-23T11:44:40.646000"
        assert record.attrs["area_m2"] == pytest.approx(5e-5)
        assert record.attrs["technique"] == "Modulo Bat"
        assert "VMP3" in record.attrs["instrument"]


@pytest.mark.parametrize(
    ("title", "scale"),
    [("I/mA", 1.0), ("<I>/mA", 1.0), ("I/A", 1e-3), ("I/µA", 1e3), ("<I>/A", 1e-3)],
)
def test_every_column_of_a_measured_current(tmp_path: Path, title: str, scale: float) -> None:
    record = made(tmp_path, trace(**{title: [one * scale for one in CURRENT]}))
    assert record.current.values == pytest.approx(np.array(CURRENT) / 1e3, rel=1e-9)


@pytest.mark.parametrize(
    ("title", "per_mah"), [("(Q-Qo)/mA.h", 1.0), ("(Q-Qo)/C", 3.6), ("(Q-Qo)/A.h", 1e-3)]
)
def test_every_column_of_charge(tmp_path: Path, title: str, per_mah: float) -> None:
    charge = [0.0, 0.1, 0.2, 0.3, 0.4, 0.45, 0.47, 0.47]
    columns = trace(**{"I/mA": CURRENT, title: [one * per_mah for one in charge]})
    assert made(tmp_path, columns).charge.values == pytest.approx(np.array(charge) * 3.6)


def test_control_is_a_current_only_where_the_current_was_controlled(tmp_path: Path) -> None:
    """control/V/mA read as a current would be 4.2 A in the hold."""
    control = [0.0, 2.0, 2.0, 2.0, 2.0, 4.2, 4.2, 0.0]
    step = [0.0, *[2.0 / 60.0] * 4, 1.5 / 60.0, 1.0 / 60.0, 0.0]
    record = made(tmp_path, trace(**{"control/V/mA": control, "dq/mA.h": step}))
    assert record.current.values == pytest.approx(np.array(CURRENT) / 1e3, rel=1e-6)
    assert record.set_current.values[1:5] == pytest.approx(2e-3)
    assert np.isnan(record.set_current.values[5:7]).all()
    assert any("no measured current" in one for one in notices_of(record))


def test_set_current_alone(tmp_path: Path) -> None:
    record = made(tmp_path, trace(**{"control/mA": CURRENT}))
    assert record.current.values[1:5] == pytest.approx(2e-3)
    assert np.isnan(record.current.values[5])
    assert any("no current" in one for one in notices_of(record))


def test_a_three_electrode_file_keeps_both_voltages(tmp_path: Path) -> None:
    more = {"I/mA": CURRENT, "<Ece>/V": [0.1] * 8, "Ewe-Ece/V": [2.9] * 8}
    record = made(tmp_path, trace(**more))
    assert record.voltage.values[0] == pytest.approx(3.0)
    assert record.cell_voltage.values[0] == pytest.approx(2.9)
    assert record.counter_voltage.values[0] == pytest.approx(0.1)


def test_interleaved_spectra_are_taken_out(tmp_path: Path) -> None:
    frequency = [0.0, 1e5, 1e3, 0.0, 1e5, 1e3, 1e1, 0.0]
    more = {
        "I/mA": CURRENT, "freq/Hz": frequency,
        "Re(Z)/Ohm": [0.0, 1.0, 2.0, 0.0, 3.0, 4.0, 5.0, 0.0],
        "-Im(Z)/Ohm": [0.0, 0.1, 0.2, 0.0, 0.3, 0.4, 0.5, 0.0],
        "z cycle": [0, 0, 0, 0, 1, 1, 1, 1],
    }  # fmt: skip
    record = made(tmp_path, trace(**more))
    assert record.attrs["kind"] == "cycling+impedance"
    assert record.sizes == {"point": 3, "spectrum": 2, "frequency_point": 3}
    assert record.time.values == pytest.approx([0.0, 180.0, 420.0])
    assert record.spectrum_time.values == pytest.approx([60.0, 240.0])
    assert record.spectrum_cycle.values.tolist() == [0, 1]
    assert record.z_real.values[1] == pytest.approx([3.0, 4.0, 5.0])
    assert record.z_imag.values[0, :2] == pytest.approx([-0.1, -0.2])  # capacitive: negative
    assert np.isnan(record.frequency.values[0, 2])


@pytest.mark.parametrize("counter", ["cycle number", "loops"])
def test_several_spectra_without_a_trace(tmp_path: Path, counter: str) -> None:
    sweep = [1e5, 1e3, 1e1, 1e-1]
    columns: dict[str, list[Any]] = {
        "freq/Hz": sweep * 2,
        "|Z|/Ohm": [2.0] * 8,
        "Phase(Z)/deg": [-60.0] * 8,
        "time/s": TIME,
    }
    if counter != "loops":
        columns[counter] = [1.0] * 4 + [2.0] * 4
    record = made(tmp_path, columns)
    assert record.attrs["kind"] == "impedance"
    assert record.frequency.shape == (2, 4)
    assert record.z_real.values == pytest.approx(np.full((2, 4), 1.0))
    assert record.z_imag.values == pytest.approx(np.full((2, 4), -np.sqrt(3.0)))


def test_absolute_times_and_another_delimiter(tmp_path: Path) -> None:
    times = [f"08/23/2021 11:{44 + i}:40.500" for i in range(8)]
    content = text(trace(**{"I/mA": CURRENT, "time/s": times}))
    record = read(save(tmp_path / "dates.mpt", content))
    assert record.time.values == pytest.approx(60.0 * np.arange(8))
    record = read(save(tmp_path / "list.mpt", text(trace(**{"I/mA": CURRENT})).replace("\t", ";")))
    assert record.time.values == pytest.approx(60.0 * np.arange(8))


def test_what_means_not_set_is_left_out_and_said(tmp_path: Path) -> None:
    record = made(tmp_path, trace(**{"I/mA": CURRENT}), area="0.001")
    assert "area_m2" not in record.attrs
    assert "mass_kg" not in record.attrs
    told = notices_of(record)
    assert sum("none was set" in one for one in told) == 2
    given = made(tmp_path, trace(**{"I/mA": CURRENT}), mass="0.0173")
    assert given.attrs["mass_kg"] == pytest.approx(1.73e-5)


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(path)
    assert len(caught.value.faults) == 1
    return str(caught.value)


def test_impedances_without_frequencies_are_refused(tmp_path: Path) -> None:
    columns: dict[str, list[Any]] = {"Re(Z)/Ohm": [1.0], "-Im(Z)/Ohm": [1.0], "time/s": [0.0]}
    assert "freq/Hz" in refused(save(tmp_path / "a.mpt", text(columns)))


def test_a_file_that_is_cut_off_in_a_row(tmp_path: Path) -> None:
    content = text(trace(**{"I/mA": CURRENT}))
    short = content.rstrip("\n").rpartition("\t")[0] + "\n"
    path = save(tmp_path / "cut.mpt", short)
    told = refused(path)
    assert f"cut.mpt:{short.count(chr(10))}:" in told
    assert "cut off" in told


def test_a_file_that_is_cut_off_between_rows(tmp_path: Path) -> None:
    more = "Number of loops : 1\nLoop 0 from point number 0 to 11\n"
    path = save(tmp_path / "cut.mpt", text(trace(**{"I/mA": CURRENT}), more=more))
    assert "12 points" in refused(path)


def test_a_cell_that_is_no_number_is_named_with_its_line(tmp_path: Path) -> None:
    content = text(trace(**{"I/mA": CURRENT}))
    spoilt = content.replace("3.700000000E+00", "3.7oops")
    told = refused(save(tmp_path / "bad.mpt", spoilt))
    line = spoilt[: spoilt.index("3.7oops")].count("\n") + 1
    assert f"bad.mpt:{line}: Ewe/V" in told
    assert "3.7oops" in told


def test_no_rows_no_time_no_current(tmp_path: Path) -> None:
    whole = text(trace(**{"I/mA": CURRENT}))
    empty = whole[: whole.index("mode\t")] + "mode\ttime/s\tEwe/V\n"
    assert "no rows" in refused(save(tmp_path / "a.mpt", empty))
    columns = trace(**{"I/mA": CURRENT})
    del columns["time/s"]
    assert "time/s" in refused(save(tmp_path / "b.mpt", text(columns)))
    columns = trace()
    del columns["mode"]
    assert "no current" in refused(save(tmp_path / "c.mpt", text(columns)))


def test_notices_are_json_and_the_file_is_known_by_its_hash(tmp_path: Path) -> None:
    record = made(tmp_path, trace(**{"I/mA": CURRENT}))
    assert isinstance(json.loads(record.attrs["notices"]), list)
    assert len(record.attrs["sha256"]) == 64
    assert "oxidises the working electrode" in record.attrs["sign_convention"]
