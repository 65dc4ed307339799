"""The order of two roughnesses over the ranges of what is free, and how it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from solvus.model.coverage import density_needed
from solvus.study.installed import read_study
from solvus.study.roughness_order import Order, roughness_order
from solvus.study.run import StudyRun, run_study

CYCLES = 4
DRAWS = 8


def cell(tmp_path: Path, foil: str, steps: str = "") -> StudyRun:
    steps = steps or (
        f"[{{repeat: {CYCLES}, steps: [Strip at 1 mA/cm2 for 1 mAh/cm2, "
        "Plate at 1 mA/cm2 for 1 mAh/cm2]}]"
    )
    path = tmp_path / "study.yaml"
    path.write_text(
        f"title: t\ncell: {{working: {{{foil}thickness: 50 um}}}}\nprotocol: {steps}\n"
        "run: {cells: 20, curves: none}\n"
    )
    return run_study(read_study(path), tmp_path)


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> tuple[StudyRun, StudyRun]:
    folder = tmp_path_factory.mktemp("cells")
    return (
        cell(folder, "solute: Ag, content: 10 wt%, coulombic_efficiency: 98.5 %, "),
        cell(folder, "coulombic_efficiency: 96.2 %, "),
    )


@pytest.fixture(scope="module")
def order(cells: tuple[StudyRun, StudyRun]) -> Order:
    return roughness_order(*cells, cycle=CYCLES, draws=DRAWS)


def test_the_law_decides_and_that_is_said(order: Order) -> None:
    """More nuclei on the alloy: always smoother. Fewer, by the cube of its overpotential: not."""
    assert order.laws["signal"].smoother == 1.0
    assert order.laws["overpotential"].smoother < 0.5
    assert order.holds is None
    assert "not" not in order.words.split(";")[0]
    assert "100 % with N = N_1 y" in order.words
    assert f"{DRAWS} draws" in order.words


def test_densities_are_those_of_the_surfaces_found(
    order: Order, cells: tuple[StudyRun, StudyRun]
) -> None:
    ag, li = (one.run.half_cycles[-1] for one in cells)
    assert order.laws["signal"].densities == pytest.approx(ag.signal_found / li.signal_found)
    assert order.laws["overpotential"].densities == pytest.approx((ag.tip / li.tip) ** 3)
    assert order.laws["constant"].densities == 1.0
    assert order.laws["signal"].densities > 1.0 > order.laws["overpotential"].densities


def test_the_window_parts_planar_from_rugged(
    order: Order, cells: tuple[StudyRun, StudyRun]
) -> None:
    assert order.needed == pytest.approx(density_needed(order.deposit))
    assert order.needed / 1e4 == pytest.approx(9.6e6, rel=0.01)
    window = order.laws["signal"].window
    assert window is not None
    low, high = window
    ag, li = (one.run.half_cycles[-1].signal_found for one in cells)
    assert low * ag == pytest.approx(order.needed)
    assert high * li == pytest.approx(order.needed)
    assert order.laws["overpotential"].window is None
    assert order.laws["constant"].window is None


def test_it_holds_where_every_law_agrees(cells: tuple[StudyRun, StudyRun]) -> None:
    ag, li = cells
    assert roughness_order(ag, li, CYCLES, DRAWS, laws=("signal",)).holds is True
    assert roughness_order(li, ag, CYCLES, DRAWS, laws=("signal",)).holds is False


def test_the_same_seed_gives_the_same_order(
    order: Order, cells: tuple[StudyRun, StudyRun]
) -> None:
    assert roughness_order(*cells, cycle=CYCLES, draws=DRAWS) == order
    other = roughness_order(*cells, cycle=CYCLES, draws=DRAWS, seed=1)
    assert other.laws["signal"].ratio != order.laws["signal"].ratio


def test_progress_counts_every_draw(cells: tuple[StudyRun, StudyRun]) -> None:
    told: list[tuple[int, int]] = []
    roughness_order(*cells, cycle=1, draws=2, progress=lambda n, of: told.append((n, of)))
    assert told == [(n, 6) for n in range(1, 7)]


def test_without_plating_there_is_no_order(
    cells: tuple[StudyRun, StudyRun], tmp_path: Path
) -> None:
    bare = cell(tmp_path, "", "[Strip at 1 mA/cm2 for 1 mAh/cm2]")
    with pytest.raises(ValueError, match="nothing is plated"):
        roughness_order(bare, cells[1], CYCLES)
