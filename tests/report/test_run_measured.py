"""Measured files on the page of a run: a file written of the run itself lies on its lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from solvus.analyse.readers import bdf_write
from solvus.base.record import Variable, dataset
from solvus.report.blocks import Figure, Section, Table, Text
from solvus.report.run_measured import measured_section, points, spectra
from solvus.report.run_page import sections, write_run_page
from solvus.study.installed import read_study
from solvus.study.measured import differences, measured_of
from solvus.study.records import record_of
from solvus.study.run import StudyRun, run_study

AREA = 1.13e-4
CYCLES = 5
SYMMETRIC = f"""\
title: symmetric
cell: {{area: 1.13 cm2, working: {{thickness: 50 um, coulombic_efficiency: 95 %}}}}
protocol:
  - repeat: {CYCLES}
    steps: [Strip at 1 mA/cm2 for 1 h, Plate at 1 mA/cm2 for 1 h, Rest for 10 min]
instruments: {{eis: }}
run: {{cells: 20}}
"""
HALF = """\
title: half
cell:
  kind: half
  area: 1.13 cm2
  working: {solute: Cu, content: 100 wt%, thickness: 10 um, coulombic_efficiency: 96.2 %}
  counter: {thickness: 500 um}
protocol:
  - Plate at 0.5 mA/cm2 for 2 mAh/cm2
  - repeat: 3
    steps:
      - Strip at 0.5 mA/cm2 for 1 mAh/cm2 or until 1 V
      - Plate at 0.5 mA/cm2 for 1 mAh/cm2
  - Strip at 0.5 mA/cm2 for 20 h or until 1 V or until exhausted
run: {cells: 20}
"""
FULL = """\
title: full
cell:
  kind: full
  area: 1.13 cm2
  working: {thickness: 40 um}
  cathode: {material: ncm622, model: particle, loading: 15.2 mg/cm2, fade: 1 %}
protocol:
  - repeat: 4
    steps: [Charge at 0.5C until 4.3 V, Discharge at 0.5C until 2.8 V]
run: {cells: 20}
"""
LINES = "measured:\n  cell_17: {file: cell_17.csv}\n"


def as_measured(done: StudyRun, path: Path, *, volts: float = 0.0, skip: float = 0.0) -> None:
    """The record of a run as a cycler with a noise of 0.1 mV would write it, with `volts` more
    overpotential, what is before `skip` [s] left out."""
    record = record_of(done)
    time = record["time"].values
    current = AREA * record["current_density"].values
    noise = 1e-4 * np.random.default_rng(1).standard_normal(time.size)
    voltage = record["voltage"].values + noise + volts * np.sign(current)
    keep, dims = time >= skip, ("point",)
    made = dataset({
        "time": Variable(dims, time[keep], "s", "time"),
        "current": Variable(dims, current[keep], "A", "current"),
        "voltage": Variable(dims, voltage[keep], "V", "voltage"),
    }, {"kind": "cycling"})  # fmt: skip
    bdf_write.write(made, path)


def beside(folder: Path, text: str, **how: float) -> StudyRun:
    """A run with a file beside it that was written of the same run."""
    path = folder / "study.yaml"
    path.write_text(text)
    as_measured(run_study(read_study(path), folder), folder / "cell_17.csv", **how)
    path.write_text(text + LINES)
    return run_study(read_study(path), folder)


def named(done: StudyRun, folder: Path) -> dict[str, Section]:
    return {section.anchor: section for section in sections(done, folder)}


def figure(section: Section, title: str) -> Figure:
    return next(b for b in section.blocks if isinstance(b, Figure) and b.title == title)


def markers(drawn: Figure) -> list:
    return [t for t in drawn.figure.data if t.mode == "markers" and "measured" in (t.name or "")]


def table(section: Section) -> Table:
    return next(block for block in section.blocks if isinstance(block, Table))


def test_points_of_a_symmetric_cell_lie_on_its_line(tmp_path: Path) -> None:
    done = beside(tmp_path, SYMMETRIC)
    page = named(done, tmp_path)
    (cell,) = measured_of(done.study, tmp_path)
    drawn = figure(page["cycles"], "Hysteresis")
    (seen,) = markers(drawn)
    line = next(t for t in drawn.figure.data if t.mode == "lines" and len(t.x) == CYCLES)
    assert list(seen.x) == [1, 2, 3, 4, 5]
    sigma = np.asarray(seen.error_y.array, float)
    assert np.all(sigma > 0.0)
    assert np.all(np.abs(np.asarray(seen.y) - np.asarray(line.y, float)) < 3.0 * sigma)
    assert "one standard error" in drawn.caption
    rows = table(page["measured"]).rows
    assert [row[:2] for row in rows] == [["voltage hysteresis", n] for n in ("1", "3", "5")]
    assert all(abs(float(str(row[4]))) < 3.0 for row in rows)
    assert differences(done, cell) == []
    open_points = markers(figure(page["voltage"], "Chosen cycles"))
    assert len(open_points) == 3
    assert [trace.showlegend for trace in open_points] == [True, False, False]
    assert max(np.max(trace.x) for trace in open_points) < 2.3  # [h] of a cycle, not of the run


def test_a_cell_that_differs_is_told_by_how_many_sigma(tmp_path: Path) -> None:
    done = beside(tmp_path, SYMMETRIC, volts=0.010)
    (cell,) = measured_of(done.study, tmp_path)
    rows = table(measured_section(done, [cell]) or Section("", "a")).rows
    assert all(float(str(row[4])) > 20.0 for row in rows)
    seen = points(done, [cell], "hysteresis")
    assert seen[0].name == "cell_17, cycle 1"
    assert seen[0].y == pytest.approx(float(str(rows[0][2]).split()[0]) + 10.0, abs=0.2)


def test_a_file_with_cycles_ahead_is_counted_from_where_the_study_says(tmp_path: Path) -> None:
    done = beside(tmp_path, SYMMETRIC)
    text = (tmp_path / "study.yaml").read_text()
    (tmp_path / "study.yaml").write_text(text.replace("7.csv}", "7.csv, cycles_from: 3}"))
    (cell,) = measured_of(read_study(tmp_path / "study.yaml"), tmp_path)
    seen, every = (points(done, [c], "hysteresis") for c in (cell, cell._replace(first=1)))
    assert [point.x for point in seen] == [1, 2, 3]
    assert [point.y for point in seen] == [point.y for point in every[2:]]


def test_what_makes_two_tests_of_them_is_said(tmp_path: Path) -> None:
    done = beside(tmp_path, SYMMETRIC, skip=3600.5)  # begins with the plating
    (cell,) = measured_of(done.study, tmp_path)
    assert "begins with a plate, the study with a strip" in differences(done, cell)[0]
    other = (tmp_path / "study.yaml").read_text().replace("area: 1.13 cm2", "area: 2.26 cm2")
    (tmp_path / "study.yaml").write_text(other)
    (cell,) = measured_of(read_study(tmp_path / "study.yaml"), tmp_path)
    section = measured_section(done, [cell])
    assert section is not None
    texts = [block.text for block in section.blocks if isinstance(block, Text)]
    assert any("0.5 mA/cm2, that of the study 1 mA/cm2" in text for text in texts)


def test_a_half_cell_has_its_average_efficiency_beside_the_simulated(tmp_path: Path) -> None:
    done = beside(tmp_path, HALF)
    page = named(done, tmp_path)
    rows = {str(row[0]): row for row in table(page["measured"]).rows}
    told = rows["average coulombic efficiency"]
    assert str(told[2]).startswith("96.2")
    assert abs(float(str(told[4]))) < 3.0
    words = str(figure(page["efficiency"], "Average coulombic efficiency").figure.to_json())
    assert "measured 96." in words


def test_points_of_a_full_cell_lie_on_its_lines(tmp_path: Path) -> None:
    done = beside(tmp_path, FULL)
    page = named(done, tmp_path)
    capacity = figure(page["cycles"], "Capacity")
    above, below = markers(capacity)
    assert (above.yaxis, below.yaxis) == ("y", "y2")
    for seen, axis in ((above, "y"), (below, "y2")):
        line = next(t for t in capacity.figure.data if t.mode == "lines" and t.yaxis == axis)
        own = dict(zip(line.x, line.y, strict=True))
        apart = np.array([y - own[x] for x, y in zip(seen.x, seen.y, strict=True)])
        assert len(seen.x) >= 3
        assert np.all(np.abs(apart) < 3.0 * np.asarray(seen.error_y.array))
    assert len(markers(figure(page["cycles"], "Polarisation"))) == 1
    drawn = figure(page["voltage"], "Voltage against charge passed")
    for seen in markers(drawn):
        x, y = np.asarray(seen.x, float), np.asarray(seen.y, float)
        lines = [t for t in drawn.figure.data if t.mode == "lines"]
        apart = [np.median(np.abs(y - np.interp(x, t.x, t.y))) for t in lines]
        assert min(apart) < 3e-3  # [V]
    features = {str(row[0]) for row in table(page["measured"]).rows}
    assert {"discharge capacity of the active material", "polarisation"} <= features
    assert all(abs(float(str(row[4]))) < 3.0 for row in table(page["measured"]).rows)


def test_without_area_and_mass_a_full_cell_has_no_capacities(tmp_path: Path) -> None:
    done = beside(tmp_path, FULL)
    (cell,) = measured_of(done.study, tmp_path)
    bare = cell._replace(area=None)
    assert points(done, [bare], "specific_discharge_capacity") == []
    assert points(done, [bare], "polarisation")
    assert any("give its area or mass" in said for said in differences(done, bare))


def test_measured_spectra_are_drawn_over_the_simulated(tmp_path: Path) -> None:
    done = beside(tmp_path, SYMMETRIC)
    frequency = np.geomspace(1e5, 0.1, 40)
    z = 5.0 + 20.0 / (1.0 + 2j * np.pi * frequency * 2e-4)
    dims = ("spectrum", "frequency_point")
    bdf_write.write(dataset({
        "frequency": Variable(dims, frequency[None], "Hz", "f"),
        "z_real": Variable(dims, z.real[None], "ohm", "re"),
        "z_imag": Variable(dims, z.imag[None], "ohm", "im"),
    }, {"kind": "impedance"}), tmp_path / "cell_17.csv")  # fmt: skip
    page = named(done, tmp_path)
    assert len(markers(figure(page["impedance"], "Nyquist"))) == 1
    (cell,) = measured_of(done.study, tmp_path)
    (drawn,) = spectra([cell], 3)
    assert np.max(drawn.real) == pytest.approx(25.0 * 1.13, rel=1e-3)  # ohm cm2
    assert spectra([cell._replace(area=None)], 3) == []


def test_a_page_without_measured_files_says_nothing_of_them(tmp_path: Path) -> None:
    done = beside(tmp_path, SYMMETRIC)
    assert "measured" not in {section.anchor for section in sections(done, tmp_path, [])}
    write_run_page(tmp_path / "run.html", done, "study.yaml", tmp_path)
    assert "Measured and simulated" in (tmp_path / "run.html").read_text()
