"""From runs to maps: what the face is told, its books against those of the foil, what is seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from solvus.base import record
from solvus.base.constants import F
from solvus.base.errors import InputError
from solvus.study.installed import read_study
from solvus.study.morphology import Kept, kept_of, look_at, moves_of
from solvus.study.morphology_block import Morphology
from solvus.study.morphology_record import record_of
from solvus.study.run import StudyRun, run_study

SILVER = "solute: Ag, content: 10 wt%, "
CYCLES = """
  - repeat: 3
    steps: [Strip at 1 mA/cm2 for 1 mAh/cm2, Rest for 1 h, Plate at 1 mA/cm2 for 1 mAh/cm2]
"""
SMALL = Morphology.model_validate(
    {"pixels": 32, "side": "64 um", "sem": {"pixel": "1 um"}, "density": "signal"}
)


def ran(tmp_path: Path, kind: str = "symmetric", solute: str = SILVER, steps: str = CYCLES):
    path = tmp_path / "study.yaml"
    foil = f"{{{solute}thickness: 50 um, coulombic_efficiency: 96 %}}"
    path.write_text(
        f"title: t\ncell: {{kind: {kind}, working: {foil}}}\nprotocol:{steps}\n"
        "run: {cells: 20, curves: none}\n"
    )
    return run_study(read_study(path), tmp_path)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> StudyRun:
    return ran(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def kept(done: StudyRun) -> list[Kept]:
    return kept_of(done, SMALL, (1, 3))


def test_the_face_is_told_what_the_foil_did(done: StudyRun) -> None:
    moves = list(moves_of(done, SMALL))
    thickness = 36000.0 / F * done.cell.v_li
    assert [round(m.thickness / thickness) for m in moves] == [-1, 1] * 3  # no rests
    assert [m.cycle for m in moves] == [1, 1, 2, 2, 3, 3]
    plated = [m for m in moves if m.thickness > 0.0]
    assert [m.thickness for m in plated] == pytest.approx([thickness] * 3)
    assert [m.lost for m in plated] == pytest.approx([0.04] * 3, rel=0.05)  # and some of the skin
    halves = [done.run.half_cycles[m.half_cycle] for m in plated]
    assert [m.found.signal for m in plated] == [h.signal_found for h in halves]
    assert [m.found.overpotential for m in plated] == [h.tip for h in halves]


def test_pure_lithium_loses_what_its_efficiency_says(tmp_path: Path) -> None:
    lost = [m.lost for m in moves_of(ran(tmp_path, solute=""), SMALL) if m.thickness > 0.0]
    assert lost == pytest.approx([0.04] * 3)


def test_the_counter_electrode_sees_the_opposite(done: StudyRun) -> None:
    counter = SMALL.model_copy(update={"electrode": "counter"})
    own, other = list(moves_of(done, SMALL)), list(moves_of(done, counter))
    assert [m.thickness for m in other] == pytest.approx([-m.thickness for m in own])


def test_books_of_map_and_foil_agree(done: StudyRun, kept: list[Kept]) -> None:
    last, side = kept[-1], done.run.half_cycles[-1].working
    v_li = done.cell.v_li
    net = -sum(h.current * h.duration for h in done.run.half_cycles) / F * v_li
    lost = side.lost_lithium * v_li
    scale = 1e-14 * 36000.0 / F * v_li * 10
    assert last.face.residue.mean() == pytest.approx(lost, abs=scale)
    assert last.face.metal.mean() == pytest.approx(net - lost, abs=scale)


def test_the_layer_is_that_of_the_run(done: StudyRun, kept: list[Kept]) -> None:
    layers = done.run.half_cycles[-1].layers
    assert layers is not None
    mean = kept[-1].face.residue.mean() / kept[-1].inside.packing
    assert mean == pytest.approx(layers[0].thickness, rel=1e-9)
    assert kept[-1].inside.porosity == layers[0].porosity
    section = look_at(kept[-1], SMALL).section
    assert (section.top - section.base).mean() == pytest.approx(layers[0].thickness, rel=0.2)


def test_cycles_are_kept_at_their_ends(done: StudyRun, kept: list[Kept]) -> None:
    assert [one.cycle for one in kept] == [1, 3]
    assert {one.state for one in kept} == {"plated"}
    alone = kept_of(done, SMALL, (3,))[0]
    assert np.array_equal(alone.face.metal, kept[-1].face.metal)
    by_block = kept_of(done, SMALL.model_copy(update={"cycles": (1, 3)}))
    assert np.array_equal(by_block[0].face.metal, kept[0].face.metal)
    assert [one.cycle for one in kept_of(done, SMALL)] == [3]
    other = kept_of(done, SMALL.model_copy(update={"seed": 1}), (3,))[0]
    assert not np.array_equal(other.face.metal, alone.face.metal)


def test_the_last_plating_is_told(done: StudyRun, kept: list[Kept]) -> None:
    plating, exact = kept[-1].plating, kept[-1].exact
    assert plating is not None
    assert exact is not None
    signal = done.run.half_cycles[-1].signal_found
    assert plating.density == pytest.approx(1e12 * signal)
    assert float(exact.planarity) == pytest.approx(np.sqrt(plating.density) * plating.deposit)


def test_a_single_foil_reads_its_own_surface(done: StudyRun, tmp_path: Path) -> None:
    """Without a cell around it the surface found follows from the state of the foil."""
    foil = ran(tmp_path, "foil")
    alone = [m.found.signal for m in moves_of(foil, SMALL) if m.thickness > 0.0]
    within = [m.found.signal for m in moves_of(done, SMALL) if m.thickness > 0.0]
    assert alone == pytest.approx(within, rel=1e-6)


def test_a_foil_that_plates_first_is_as_made(tmp_path: Path) -> None:
    foil = ran(tmp_path, "foil", steps="\n  - Plate at 1 mA/cm2 for 1 mAh/cm2")
    first = next(moves_of(foil, SMALL, tmp_path))
    x = 0.0071
    assert first.found.signal == pytest.approx(0.0687 + (1 - 0.0687) * x, rel=0.01)


def test_a_run_without_plating_has_a_flat_face(tmp_path: Path) -> None:
    foil = ran(tmp_path, "foil", steps="\n  - Strip at 1 mA/cm2 for 1 mAh/cm2")
    only = kept_of(foil, SMALL)[0]
    assert (only.state, only.plating, only.exact) == ("stripped", None, None)
    assert only.face.metal.std() == 0.0
    seen = look_at(only, SMALL)
    assert seen.layer is None
    assert seen.surface.sa == pytest.approx(0.0, abs=1e-18)


def test_plating_in_two_steps_is_one(tmp_path: Path) -> None:
    steps = "\n  - Plate at 1 mA/cm2 for {}\n  - Plate at 1 mA/cm2 for {}"
    once = kept_of(ran(tmp_path, steps="\n  - Plate at 1 mA/cm2 for 1 mAh/cm2"), SMALL)[0]
    twice = kept_of(ran(tmp_path, steps=steps.format("0.4 mAh/cm2", "0.6 mAh/cm2")), SMALL)[0]
    np.testing.assert_allclose(twice.face.metal, once.face.metal, rtol=1e-6)


@pytest.mark.parametrize(
    ("kind", "block", "cycles", "says"),
    [
        ("symmetric", {}, (4,), "1 to 3"),
        ("foil", {"electrode": "counter"}, (), "no counter electrode"),
        ("foil", {"density": "overpotential"}, (), "overpotential of the surface found"),
    ],
)
def test_what_the_run_does_not_have_is_told(
    tmp_path: Path, kind: str, block: dict, cycles: tuple[int, ...], says: str
) -> None:
    asked = Morphology.model_validate({"pixels": 16, "side": "64 um"} | block)
    with pytest.raises(InputError, match=says):
        kept_of(ran(tmp_path, kind), asked, cycles)


def test_a_study_of_rests_has_no_map(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no current flows"):
        kept_of(ran(tmp_path, steps="\n  - Rest for 1 h"), SMALL)


def test_the_record_holds_it_all(done: StudyRun, kept: list[Kept], tmp_path: Path) -> None:
    looks = [look_at(one, SMALL) for one in kept]
    made = record_of(done, SMALL, looks)
    record.save(made, tmp_path / "map.nc")
    back = record.load(tmp_path / "map.nc")
    assert back["cycle"].values.tolist() == [1, 3]
    assert back["height"].dims == ("cycle", "y", "x")
    assert back["height"].attrs["units"] == "m"
    np.testing.assert_allclose(
        back["height"].values[1], kept[1].face.surface(kept[1].inside.packing), atol=1e-11
    )
    assert "illustrative" in back.attrs["trust"]
    assert "ISO 25178-2" in back.attrs["roughness_settings"]
    assert back.attrs["study"] == done.study.source_text
