"""The page on a full cell: its numbers are the run's, and nothing is shown that is not there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from solvus.report.blocks import Cards, Details, Figure, Section, Table, Text
from solvus.report.full_figures import (
    capacity_cell,
    cell_curves,
    cell_dqdv,
    first_charges,
    kept_cycles,
    polarisation_cell,
    stack_of,
)
from solvus.report.run_page import cell_name, sections, system_of, write_run_page
from solvus.report.run_tables import laws_of
from solvus.study.features import FEATURES
from solvus.study.full_cycles import full_cycles
from solvus.study.installed import read_study
from solvus.study.run import StudyRun, run_study

CELL = (
    "cell: {kind: full, working: {solute: Ag, content: 10 wt%, thickness: 40 um, "
    "coulombic_efficiency: 97 %}, cathode: {material: ncm622, loading: 15 mg/cm2, fade: 1 %}"
)
UP, DOWN = "Charge at C/2 until 4.3 V", "Discharge at C/2 until 2.8 V"
PROTOCOL = (
    "protocol: [Charge at C/5 until 4.3 V, Discharge at C/5 until 2.8 V, "
    f"{{repeat: 4, steps: [{UP}, {DOWN}]}}]"
)


def ran(folder: Path, *lines: str) -> StudyRun:
    path = folder / "study.yaml"
    made = lines if any(line.startswith("run:") for line in lines) else (*lines, "run: {cells: 20}")
    path.write_text("\n".join(["title: t", *made, ""]))
    return run_study(read_study(path), folder)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> StudyRun:
    return ran(tmp_path_factory.mktemp("full"), CELL + "}", PROTOCOL, "instruments: {aes: }")


def named(page: list[Section]) -> dict[str, Section]:
    return {section.anchor: section for section in page}


def titles(section: Section) -> list[str]:
    return [block.title for block in section.blocks if isinstance(block, Figure)]


def test_what_a_full_cell_shows(done: StudyRun) -> None:
    page = named(sections(done))
    assert list(page) == [
        "short", "cell", "voltage", "cycles", "readings", "motion", "half-cycles", "parameters",
        "materials", "study",
    ]  # fmt: skip
    assert titles(page["cell"]) == ["The cell to scale"]
    assert titles(page["voltage"]) == [
        "Voltage against charge passed", "dQ/dV", "The beginning of a charge",
    ]  # fmt: skip
    assert titles(page["cycles"]) == ["Capacity", "Polarisation", "Reaction layer", "What is left"]
    assert (cell_name(done), system_of(done)) == ("NCM622 || Li-Ag", "Li-Ag")
    laws = {(law.of, law.name) for law in laws_of(done)}
    assert ("cathode", "particle") in laws


def test_the_cards_are_features_of_the_run(done: StudyRun) -> None:
    (cards,) = [b for b in named(sections(done))["short"].blocks if isinstance(b, Cards)]
    values = [card.value for card in cards.cards]
    read = {name: feature.read for name, feature in FEATURES.items()}
    assert f"{read['specific_discharge_capacity'](done, 5) / 3.6e3:.1f} mAh/g" in values
    assert f"{100.0 * read['retention'](done, 5):.1f} %" in values
    assert f"{read['mean_voltage'](done, 5):.3f} V" in values


def test_half_cycles_are_told_in_the_words_of_a_cell(done: StudyRun) -> None:
    section = named(sections(done))["half-cycles"]
    (table,) = [block for block in section.blocks if isinstance(block, Table)]
    heads = [column.name for column in table.columns]  # type: ignore[union-attr]
    assert {"charge", "mid", "energy", "content", "foil", "layer"} <= set(heads)
    assert not {"tip", "flat", "counter foil"} & set(heads)
    first = table.rows[0]
    current = first[heads.index("current")].sort  # type: ignore[union-attr]
    assert current == pytest.approx(0.2 * 175 * 15e-3)  # charging is positive, C/5 of 175 mAh/g
    charge = first[heads.index("charge")].sort  # type: ignore[union-attr]
    hours = first[heads.index("time")].sort  # type: ignore[union-attr]
    assert charge == pytest.approx(current * hours)


def test_lines_are_the_cycles_of_the_run(done: StudyRun) -> None:
    found = full_cycles(done.run)
    cell = capacity_cell(done, "c", "Li-Ag")
    np.testing.assert_allclose(cell.line.y, found.cycles.discharge / 0.15 / 3.6e3)
    kept = capacity_cell(done, "c", "Li-Ag", share=True)
    assert list(kept.line.x) == [1.0, 2.0, 3.0, 4.0]  # counted from after activation
    assert kept.line.y[0] == 100.0
    assert kept.line.y[-1] == pytest.approx(100.0 * found.retention[-1])
    polar = polarisation_cell(done, "c", "Li-Ag")
    assert polar is not None
    np.testing.assert_allclose(
        polar.line.y, 1e3 * (np.asarray(polar.charge) - np.asarray(polar.discharge))
    )
    curves = cell_curves(done, "c", [2])
    (cycle,) = curves.cycles
    assert cycle.discharge is not None
    given = FEATURES["specific_discharge_capacity"].read(done, 2) / 3.6e3
    assert cycle.discharge.capacity[-1] == pytest.approx(given)
    assert cycle.discharge.voltage[-1] == pytest.approx(2.8, abs=1e-3)


def test_dqdv_holds_all_of_the_charge(done: StudyRun) -> None:
    found = cell_dqdv(done, "c", [1, 5])
    assert found is not None
    for one in found.cycles:
        width = np.diff(one.voltage).mean()
        for name, values in (("charge", one.charge), ("discharge", one.discharge)):
            whole = FEATURES[f"{name}_capacity"].read(done, one.cycle) / 0.15 / 3.6e3
            assert np.sum(values) * width == pytest.approx(whole, rel=1e-9)
    assert cell_dqdv(done, "c", [99]) is None


def test_the_foil_in_a_charge_is_the_voltage_less_that_of_the_cathode(done: StudyRun) -> None:
    drawn = first_charges([(done, "c", "Li-Ag", 2)])
    assert drawn is not None
    (cell,) = drawn.cells
    assert cell.foil is not None
    part = done.run.curves[2]
    assert part.cathode is not None
    np.testing.assert_allclose(cell.foil, 1e3 * (part.voltage - part.cathode[:, 1]))
    # plating costs the foil its nucleation first, and less later
    assert max(cell.foil) == pytest.approx(cell.foil[: len(cell.foil) // 2].max())  # type: ignore[call-overload]
    dip = FEATURES["foil_dip"].read(done, 2)
    assert 0.0 < 1e3 * dip < max(cell.foil)


def test_the_stack_breathes_by_the_lithium_of_the_cathode(done: StudyRun) -> None:
    made, charged, empty, *_ = stack_of(done).moments
    assert made.layers == pytest.approx({"foil": 40.0, "separator": 20.0, "coating": 53.4}, abs=0.1)
    first = FEATURES["charge_capacity"].read(done, 1) / 36e3
    grown = charged.layers["foil"] + charged.layers["lithium"] - 40.0
    # 4.85 um of lithium in 1 mAh/cm2, of which 97 % arrives as metal
    assert grown == pytest.approx(0.97 * 4.85 * first, rel=0.01)
    assert empty.layers["foil"] < charged.layers["foil"]
    assert charged.layers["coating"] == made.layers["coating"]


def test_without_curves_the_cycles_are_there_and_the_curves_are_not(tmp_path: Path) -> None:
    done = ran(tmp_path, CELL + "}", PROTOCOL, "run: {cells: 20, curves: none}")
    page = named(sections(done))
    assert "No curves were kept" in page["voltage"].text
    assert titles(page["cycles"])[:2] == ["Capacity", "Polarisation"]
    assert kept_cycles(done) == []
    assert first_charges([(done, "c", "Li-Ag", 1)]) is None


def test_a_charge_alone_has_no_cycle_to_show(tmp_path: Path) -> None:
    done = ran(tmp_path, CELL + "}", "protocol: [Charge at C/5 until 4.3 V]")
    page = named(sections(done))
    assert page["voltage"].text == "No cycle has both a charge and a discharge."
    assert "cycles" not in page
    assert len(stack_of(done).moments) == 1


def test_notices_are_on_the_page(tmp_path: Path) -> None:
    thin = CELL.replace("40 um", "8 um") + "}"
    done = ran(tmp_path, thin, f"protocol: [{UP}, {DOWN}]")
    short = named(sections(done))["short"]
    texts = [block.text for block in short.blocks if isinstance(block, Text)]
    assert any("N/P is 0." in text for text in texts)


def test_the_page_is_written(done: StudyRun, tmp_path: Path) -> None:
    path = tmp_path / "run.html"
    write_run_page(path, done, "study.yaml", tmp_path)
    text = path.read_text()
    assert "NCM622 || Li-Ag" in text
    parameters = named(sections(done))["parameters"]
    assert any(isinstance(block, Details) for block in parameters.blocks)
