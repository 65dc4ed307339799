"""solvus analyse: from files to tables, a page and numbers with error bars."""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path

import pytest

from .conftest import Call, document

PLATE, STRIP = -25.0, 25.0  # [mV]
TIP = -60.0
AREA = 1e-4  # [m2]


def symmetric(path: Path, cycles: int = 4, growth: float = 0.0, noise: float = 2e-5) -> Path:
    """A symmetric cell at 1 mA: |V| of 25 mV, growing by `growth` mV a cycle, a tip in the first
    plating of each cycle; in the layout of the Battery Data Format."""
    draw = random.Random(1)
    lines = ["Test Time / s,Voltage / V,Current / A,Cycle Count / 1"]
    time = 0.0
    for cycle in range(1, cycles + 1):
        for current, level in ((-1e-3, PLATE - growth * cycle), (1e-3, STRIP + growth * cycle)):
            for point in range(120):
                tip = TIP * math.exp(-(((point - 4) / 2.0) ** 2)) if current < 0.0 else 0.0
                volts = 1e-3 * (level + tip) + draw.gauss(0.0, noise)
                lines.append(f"{time:g},{volts:.7f},{current:g},{cycle}")
                time += 30.0
    path.write_text("\n".join(lines) + "\n")
    return path


def spectrum(path: Path) -> Path:
    """R0 = 5 ohm, an arc of 40 ohm at 1 kHz."""
    lines = ["Frequency (Hz),Z' (Ohm),Z'' (Ohm)"]
    for step in range(41):
        f = 10.0 ** (5 - 0.125 * step)
        z = 5.0 + 40.0 / (1.0 + 1j * f / 1000.0)
        lines.append(f"{f:.6g},{z.real:.6f},{z.imag:.6f}")
    path.write_text("\n".join(lines) + "\n")
    return path


def test_readings_carry_what_was_put_in(call: Call, tmp_path: Path) -> None:
    file = symmetric(tmp_path / "cell.csv")
    out = tmp_path / "out"
    about = document(call("analyse", file, "--cell", "symmetric", "--area", "1 cm2", "--out", out,
                          "--json"))  # fmt: skip
    (part,) = about["files"]
    found = {(one["where"], one["name"]): one for one in part["readings"]}
    full = found["cycle 4", "hysteresis_full"]
    assert full["value"] == pytest.approx(0.050, abs=4 * full["sigma"])
    assert 0.0 < full["sigma"] < 5e-4
    assert "median V" in full["definition"]
    spike = found["cycle 4", "nucleation_plate"]
    assert spike["value"] == pytest.approx(0.060, abs=4 * spike["sigma"])
    assert 0.0 < spike["sigma"] < 2e-4
    areal = found["cycle 1", "resistance_areal"]
    assert areal["value"] == pytest.approx(0.050 / 2e-3 * AREA, rel=0.05)
    assert about["faults"] == []
    with open(out / "cell_cycles.csv", newline="") as opened:
        rows = [row for row in csv.reader(opened) if not row[0].startswith("#")]
    assert len(rows) == 5
    assert "hysteresis_full [mV]" in rows[0]
    page = (out / "analysis.html").read_text()
    assert "First plating" in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_many_files_side_by_side_and_one_that_cannot_be_read(call: Call, tmp_path: Path) -> None:
    one = symmetric(tmp_path / "one.csv")
    other = symmetric(tmp_path / "other.csv", growth=1.0)
    bad = tmp_path / "bad.mpt"
    bad.write_text("nothing that anybody knows\n")
    out = tmp_path / "out"
    done = call("analyse", one, other, spectrum(tmp_path / "z.csv"), bad, "--cell", "symmetric",
                "--area", "1 cm2", "--out", out)  # fmt: skip
    assert done.exit_code == 2
    assert f"{bad}" in done.stderr
    assert "Traceback" not in done.stderr
    page = (out / "analysis.html").read_text()
    assert "Side by side" in page
    assert "Not read" in page
    assert (out / "z_spectra.csv").exists()
    assert "20.0" in done.stdout  # ohm cm2: 40 ohm, two electrodes, 1 cm2


def test_a_table_as_parquet(call: Call, tmp_path: Path) -> None:
    from solvus.base.record import load_table

    out = tmp_path / "out"
    file = symmetric(tmp_path / "cell.csv")
    asked = ("--cell", "symmetric", "--table", "parquet", "--out", out)
    assert call("analyse", file, *asked).exit_code == 0
    table = load_table(out / "cell_cycles.parquet")
    assert table.units["hysteresis_full"] == "mV"
    assert any(key.startswith("definition") for key in table.attrs)


def test_two_files_of_one_name_keep_both_tables(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    files = (symmetric(tmp_path / "a" / "cell.csv"), symmetric(tmp_path / "b" / "cell.csv"))
    assert call("analyse", *files, "--cell", "symmetric", "--out", tmp_path / "o").exit_code == 0
    made = sorted(path.name for path in (tmp_path / "o").iterdir())
    assert made == ["a_cell_cycles.csv", "analysis.html", "b_cell_cycles.csv"]
    page = (tmp_path / "o" / "analysis.html").read_text()
    assert "a/cell.csv: cycles" in page
    assert "Side by side" in page


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "write --cell"),
        (("--cell", "symetric"), "Did you mean"),
        (("--cell", "full"), "cathode or anode"),
        (("--cell", "symmetric", "--area", "1.13"), "has no unit"),
        (("--cell", "symmetric", "--area", "0 cm2"), "is not positive"),
        (("--cell", "symmetric", "--circuit", "R0-p(R1"), "R0-p(R1"),
        (("--cell", "symmetric", "--circuit", "__import__('os')"), "circuit"),
        (("--cell", "symmetric", "--set", "pixle=1 um"), "Did you mean"),
        (("--cell", "symmetric", "--set", "pixel=1"), "has no unit"),
        (("--cell", "symmetric", "--set", "window=364 eV"), "2 are due"),
        (("--cell", "symmetric", "--form", "biologic"), "there is no format"),
        (("--cell", "symmetric", "--table", "xlsx"), "csv, parquet"),
    ],
)
def test_what_is_wrong_is_bad_input(
    call: Call, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    file = symmetric(tmp_path / "cell.csv")
    done = call("analyse", file, *options, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_every_wrong_option_is_told_at_once(call: Call, tmp_path: Path) -> None:
    file = symmetric(tmp_path / "cell.csv")
    wrong = ("--area", "1 V", "--mass", "1 cm", "--set", "states=two", "--circuit", "Q9")
    said = call("analyse", file, "--cell", "symmetric", *wrong, "--out", tmp_path / "o").stderr
    for word in ("--area", "--mass", "--set states", "Q9"):
        assert word in said, word


def full(path: Path, cycles: int = 3) -> Path:
    """Charged and discharged between 3 and 4 V: 90 % returned, a tenth lost a cycle."""
    lines = ["Test Time / s,Voltage / V,Current / A,Cycle Count / 1"]
    time = 0.0
    for cycle in range(1, cycles + 1):
        rows = round(400 * 0.9 ** (cycle - 1))
        for current, count in ((1e-3, rows), (-1e-3, round(0.9 * rows))):
            for point in range(count):
                share = point / (count - 1)
                volts = 3.0 + share if current > 0.0 else 3.95 - share
                lines.append(f"{time:g},{volts:.6f},{current:g},{cycle}")
                time += 9.0
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_full_cell(call: Call, tmp_path: Path) -> None:
    asked = ("--cell", "full", "--working", "cathode", "--mass", "10 mg", "--reference-cycle", "1")
    about = document(call("analyse", full(tmp_path / "full.csv"), *asked, "--out", tmp_path / "o",
                          "--json"))  # fmt: skip
    (part,) = about["files"]
    found = {(one["where"], one["name"]): one for one in part["readings"]}
    for cycle in (1, 2, 3):
        one = found[f"cycle {cycle}", "efficiency"]
        assert one["value"] == pytest.approx(0.9, abs=3 * one["sigma"] + 3e-3)
    capacity = found["cycle 1", "charge_specific_discharge"]
    assert capacity["value"] / 3600.0 == pytest.approx(90.0, rel=0.01)  # 0.9 mAh of 10 mg
    assert found["cycle 3", "retention"]["value"] == pytest.approx(0.81, abs=0.01)
    page = (tmp_path / "o" / "analysis.html").read_text()
    assert "retention below 80 % of cycle 1" in page
    assert "Differential capacity" in page


def test_a_series_resistance_and_a_sweep(call: Call, tmp_path: Path) -> None:
    """A resistor of 10 ohm swept as a voltammogram, in EC-Lab's own words."""
    head = ["EC-Lab ASCII FILE", "Nb header lines : 5", "", "Cyclic Voltammetry",
            "mode\tox/red\terror\tcontrol changes\tcounter inc.\ttime/s\tcontrol/V\tEwe/V\t<I>/mA\t"
            "cycle number\t(Q-Qo)/C\tI Range\tP/W"]  # fmt: skip
    volts = [1e-3 * (20 - abs(40 - one)) for one in range(80)]
    rows = [
        f"2\t1\t0\t0\t0\t{0.5 * i:.3f}\t{v:.6f}\t{v:.6f}\t{100.0 * v:.6f}\t1\t0\t41\t0"
        for i, v in enumerate(volts)
    ]
    file = tmp_path / "cv.mpt"
    file.write_text("\n".join([*head, *rows]) + "\n", "latin-1")
    asked = ("--cell", "symmetric", "--area", "1 cm2", "--series", "4 ohm")
    done = call("analyse", file, *asked, "--out", tmp_path / "o")
    assert done.exit_code == 0, done.stderr
    assert "voltammogram of 80 points" in done.stdout
    assert "6.0" in done.stdout  # ohm cm2: 10 ohm less R_s
    assert "hysteresis" not in done.stdout


def test_other_instruments_take_their_settings(call: Call, tmp_path: Path) -> None:
    rows = ["\t".join(str((7 * x + 3 * y) % 11 + 40) for x in range(24)) for y in range(24)]
    file = tmp_path / "foil_Ag_La.csv"
    file.write_text("\n".join(row.replace("\t", ",") for row in rows) + "\n")
    done = call("analyse", file, "--set", "pixel=0.5 um", "--out", tmp_path / "o")
    assert done.exit_code == 0, done.stderr
    assert "spread beyond counting" in done.stdout
    assert "in pixels" not in done.stdout


def test_all_cycles_are_in_the_document(call: Call, tmp_path: Path) -> None:
    asked = ("--cell", "symmetric", "--area", "1 cm2", "--out", tmp_path / "o")
    file = symmetric(tmp_path / "cell.csv", cycles=9)
    (part,) = document(call("analyse", file, *asked, "--json"))["files"]
    assert {one["where"] for one in part["readings"]} == {f"cycle {one}" for one in range(1, 10)}
    shown = call("analyse", file, *asked).stdout
    assert "3 of 9 shown" in shown
    assert [f"cycle {one}" in shown for one in (1, 2, 5, 9)] == [True, False, True, True]


def test_an_error_of_the_area_is_in_an_interface_resistance(call: Call, tmp_path: Path) -> None:
    asked = ("--cell", "symmetric", "--area", "1 cm2", "--out", tmp_path / "o", "--json")
    (part,) = document(call("analyse", spectrum(tmp_path / "z.csv"), *asked))["files"]
    (one,) = part["readings"]
    assert one["value"] == pytest.approx(20e-4, rel=1e-3)
    assert one["systematic"]["area"] == pytest.approx(0.02 * 20e-4, rel=1e-2)
    assert one["sigma"] >= one["systematic"]["area"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--resistor", "CPE1.Q"), "resistances are R0, R1"),
        (("--limit", "-1 V"), "is not positive"),
        (("--least", "800 %"), "no share"),
        (("--set", "pixel=-1 um"), "is not positive"),
        (("--set", "pixel=1 um", "--set", "pixel=2 um"), "given twice"),
    ],
)
def test_what_makes_no_sense_is_refused(
    call: Call, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    file = spectrum(tmp_path / "z.csv")
    done = call("analyse", file, "--cell", "symmetric", *options, "--out", tmp_path / "o")
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())


def test_a_file_given_twice_is_refused(call: Call, tmp_path: Path) -> None:
    file = symmetric(tmp_path / "cell.csv")
    done = call("analyse", file, file, "--cell", "symmetric", "--out", tmp_path / "o")
    assert done.exit_code == 2
    assert "given twice" in done.stderr


def test_a_cell_that_it_cannot_be_is_doubted(call: Call, tmp_path: Path) -> None:
    file = full(tmp_path / "full.csv")
    asked = ("--area", "1 cm2", "--out", tmp_path / "o")
    said = " ".join(call("analyse", file, "--cell", "symmetric", *asked).stdout.split())
    assert "is --cell right?" in said
    turned = call("analyse", file, "--cell", "full", "--working", "anode", *asked).stdout
    assert "is --working right?" in " ".join(turned.split())


def test_a_name_that_is_no_text_does_no_harm(call: Call, tmp_path: Path) -> None:
    file = symmetric(tmp_path / "na\udcefve.csv")
    done = call("analyse", file, "--cell", "symmetric", "--out", tmp_path / "o")
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "o" / "analysis.html").exists()
