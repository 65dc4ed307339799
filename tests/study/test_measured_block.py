"""The block `measured`: every fault at its line, and files read by the cell of the study."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from solvus.analyse.readers import bdf_write
from solvus.base.errors import Fault, InputError
from solvus.base.record import Variable, dataset
from solvus.study.installed import read_study
from solvus.study.measured import cycler_cell, measured_of
from solvus.study.schema import Study
from solvus.study.variant import standing_alone

HEAD = """\
title: t
cell: {working: {thickness: 50 um}}
protocol: [Strip at 1 mA/cm2 for 1 h, Plate at 1 mA/cm2 for 1 h]
"""
FULL = """\
title: t
cell:
  kind: full
  working: {SOLUTE thickness: 40 um}
  cathode: {material: ncm622, model: particle, loading: 15.2 mg/cm2}
protocol: [Charge at 0.5C until 4.3 V, Discharge at 0.5C until 2.8 V]
"""


def written(folder: Path, *lines: str, head: str = HEAD) -> Path:
    path = folder / "study.yaml"
    path.write_text(head + "\n".join(lines) + "\n")
    return path


def cycler_file(path: Path, cycles: int = 3) -> Path:
    """A square wave of 1 mA and 20 mV, an hour a half-cycle, as a BDF csv."""
    time = np.arange(0.0, cycles * 7200.0, 60.0)
    sign = np.where((time // 3600.0) % 2 == 0, 1.0, -1.0)
    dims = ("point",)
    record = dataset({
        "time": Variable(dims, time, "s", "time"),
        "current": Variable(dims, 1e-3 * sign, "A", "current"),
        "voltage": Variable(dims, 0.02 * sign, "V", "voltage"),
    }, {"kind": "cycling"})  # fmt: skip
    bdf_write.write(record, path)
    return path


def spectrum_file(path: Path) -> Path:
    """A spectrum of a resistance beside a capacitance, as BDF."""
    frequency = np.geomspace(1e5, 0.1, 40)
    z = 5.0 + 20.0 / (1.0 + 2j * np.pi * frequency * 20.0 * 1e-5)
    dims = ("spectrum", "frequency_point")
    record = dataset({
        "frequency": Variable(dims, frequency[None], "Hz", "f"),
        "z_real": Variable(dims, z.real[None], "ohm", "re"),
        "z_imag": Variable(dims, z.imag[None], "ohm", "im"),
    }, {"kind": "impedance"})  # fmt: skip
    bdf_write.write(record, path)
    return path


def faults_of(path: Path) -> list[Fault]:
    """Faults of a study file or, where it has none, of its measured files."""
    with pytest.raises(InputError) as caught:
        measured_of(read_study(path), path.parent)
    return list(caught.value.faults)


def test_a_file_is_read_with_the_area_of_its_entry_or_of_the_study(tmp_path: Path) -> None:
    cycler_file(tmp_path / "cell.csv")
    lines = ("measured:", "  a: {file: cell.csv}", "  b: {file: cell.csv, area: 2 cm2}")
    head = HEAD.replace("cell: {", "cell: {area: 1.13 cm2, ")
    one, other = measured_of(read_study(written(tmp_path, *lines, head=head)), tmp_path)
    assert (one.name, other.name, one.form) == ("a", "b", "bdf")
    assert one.area == pytest.approx(1.13e-4)
    assert other.area == pytest.approx(2e-4)
    assert one.found is not None
    assert one.found.cycles == 3
    assert one.found.read("polarisation_half", 2).value == pytest.approx(0.02, rel=1e-6)
    areal = one.found.read("current_areal_strip", 1).value
    assert areal == pytest.approx(1e-3 / 1.13e-4, rel=1e-6)
    without = measured_of(read_study(written(tmp_path, *lines[:2])), tmp_path)[0]
    assert without.area is None


def test_nothing_measured_is_nothing_to_read(tmp_path: Path) -> None:
    for line in ("", "measured:", "measured: {}"):
        assert measured_of(read_study(written(tmp_path, line)), tmp_path) == []


def test_all_faults_of_the_block_at_once_each_with_its_line(tmp_path: Path) -> None:
    cycler_file(tmp_path / "cell.csv")
    (tmp_path / "empty.csv").write_text("")
    path = written(
        tmp_path, "measured:", "  a: {file: gone.mpt}", "  b: {file: cell.csv, aera: 1 cm2}",
        "  c: {file: cell.csv, area: 0 cm2}", "  d: {file: cell.csv, mass: 3}", "  e: {}",
        "  f: {file: empty.csv}", "  g: {file: cell.csv, cycles_from: 0}", "  h: cell.csv",
    )  # fmt: skip
    found = {fault.key: fault for fault in faults_of(path)}
    assert set(found) == {
        "measured.a.file", "measured.b.aera", "measured.c.area", "measured.d.mass",
        "measured.e.file", "measured.f.file", "measured.g.cycles_from", "measured.h",
    }  # fmt: skip
    for line, key in enumerate(sorted(found), 5):
        assert found[key].line == line, found[key]
        assert found[key].column
        assert found[key].file == str(path)
    assert "there is no such file" in found["measured.a.file"].message
    assert "area" in found["measured.b.aera"].message
    assert "1.13 cm2" in found["measured.c.area"].message
    assert "is missing" in found["measured.e.file"].message


def test_a_missing_file_is_a_fault_of_the_study_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"study.yaml:5:.*measured\.a\.file.*no such file"):
        read_study(written(tmp_path, "measured:", "  a: {file: gone.mpt}"))
    with pytest.raises(InputError, match="stands where measured files are due"):
        read_study(written(tmp_path, "measured: cell.csv"))


def test_what_a_file_holds_must_suit_the_study(tmp_path: Path) -> None:
    spectrum_file(tmp_path / "eis.csv")
    cycler_file(tmp_path / "cell.csv")
    (tmp_path / "text.csv").write_text("nothing of the kind\n")
    lines = (
        "measured:", "  a: {file: eis.csv}", "  b: {file: text.csv}",
        "  c: {file: cell.csv, cycles_from: 4}", "  d: {file: cell.csv, form: bdff}",
    )  # fmt: skip
    found = {fault.key: fault for fault in faults_of(written(tmp_path, *lines))}
    assert [fault.line for fault in found.values()] == [5, 6, 7, 8]
    assert "kind impedance" in found["measured.a.file"].message
    assert "eis" in found["measured.a.file"].message
    assert '"text.csv"' in found["measured.b.file"].message
    assert "write 1 to 3" in found["measured.c.cycles_from"].message
    assert "bdf" in found["measured.d.form"].message
    with_eis = written(tmp_path, "instruments: {eis: }", *lines[:2])
    assert len(measured_of(read_study(with_eis), tmp_path)[0].spectra) == 1


def test_a_single_foil_has_nothing_a_cycler_could_read(tmp_path: Path) -> None:
    cycler_file(tmp_path / "cell.csv")
    head = HEAD.replace("cell: {", "cell: {kind: foil, ")
    path = written(tmp_path, "measured: {a: {file: cell.csv}}", head=head)
    assert "single foil does not have" in faults_of(path)[0].message


def test_the_cell_of_the_file_follows_from_that_of_the_study(tmp_path: Path) -> None:
    def cell(head: str) -> tuple[str, str]:
        study: Study = read_study(written(tmp_path, head=head))
        made = cycler_cell(study)
        return made.kind, made.working

    half = HEAD.replace(
        "{working: {thickness: 50 um}}",
        "{kind: half, working: {solute: Cu, content: 100 wt%, thickness: 10 um}, counter: "
        "{thickness: 50 um}}",
    ).replace("Strip at 1 mA/cm2 for 1 h, ", "")
    assert cell(HEAD) == ("symmetric", "foil")
    assert cell(half) == ("li_cu", "substrate")
    assert cell(FULL.replace("SOLUTE", "")) == ("half", "cathode")
    assert cell(FULL.replace("SOLUTE", "solute: Ag, content: 10 wt%,")) == ("full", "cathode")


def test_the_study_that_a_run_saves_finds_its_files_from_any_folder(tmp_path: Path) -> None:
    cycler_file(tmp_path / "cell.csv")
    study = read_study(written(tmp_path, "measured: {a: {file: cell.csv}}"))
    (tmp_path / "out").mkdir()
    saved = tmp_path / "out" / "study.yaml"
    saved.write_text(standing_alone(study))
    again = read_study(saved)
    assert again.cell == study.cell
    assert measured_of(again, saved.parent)[0].name == "a"
    plain = read_study(written(tmp_path))
    assert standing_alone(plain) == plain.source_text
