"""The life of a full cell in a pouch: what is taken from which half-cycle, and what it makes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from solvus.base.constants import F
from solvus.base.errors import InputError
from solvus.materials import library
from solvus.model.half_cycle import CathodeSide, HalfCycle, Side
from solvus.model.layer.kinds import Layer
from solvus.study.installed import registries
from solvus.study.pouch_life import life_from, live
from solvus.study.pouch_load import Pouch, read_pouch, read_text
from solvus.study.run import design_of
from solvus.study.schema import Foil

EXAMPLES = Path(__file__).parents[2] / "examples"
WANG = read_pouch(EXAMPLES / "wang2023_1p4Ah.yaml")
AREAL = float(WANG.energies.areal_capacity)


def foil(thickness: str = "30 um") -> Foil:
    return Foil.model_validate(
        {"solute": "Ag", "content": "10 wt%", "thickness": thickness},
        context={"registries": registries()},
    )


def half(
    cycle: int, charge: float, layer: float, lithium: float, voltage: float = 3.8
) -> HalfCycle:
    """A half-cycle of 10 h; `charge` [C/m2] is positive on discharge."""
    side = Side(0, 0, 0, 0, 0, 0, 0, lithium, 0, 0, 0)
    cathode = CathodeSide(0, 0, 0, 0, 1, 1000, abs(charge) * voltage, voltage)
    layers = (Layer(0.0, layer, 1.0, 1.0, 0.75), Layer(0.0, 0.0, 1.0, 1.0, 0.75))
    return HalfCycle(cycle, "step", charge / 36000.0, 0.0, 36000.0, 0, 0, 0, 0, 0, side, None,
                     layers, cathode)  # fmt: skip


def run(halves: list[HalfCycle], working: Foil | None = None) -> SimpleNamespace:
    cell = SimpleNamespace(kind="full", working=working or foil())
    return SimpleNamespace(
        study=SimpleNamespace(cell=cell),
        run=SimpleNamespace(half_cycles=halves, ended="finished after 2 cycles"),
    )


MADE = design_of(foil()).foil.capacity / F
V_LI = library.lithium().molar_volume.si


def test_layer_lithium_capacity_and_voltage_are_taken_from_the_discharges() -> None:
    lost = 0.05 * AREAL / F  # of lithium, into a layer of 8 um
    done = run([
        half(1, -AREAL, 0.0, MADE + AREAL / F), half(1, AREAL, 0.0, MADE),
        half(2, -AREAL, 8e-6, MADE), half(2, 0.9 * AREAL, 8e-6, MADE - lost, 3.6),
    ])  # fmt: skip
    found = life_from(WANG, done, "study.yaml")  # type: ignore[arg-type]
    life = found.life
    assert life.cycle.tolist() == [1, 2]
    assert life.charge / WANG.energies.charge == pytest.approx([1.0, 0.9])
    assert life.energy[1] / life.energy[0] == pytest.approx(0.9 * 3.6 / 3.8)
    assert life.thickness_discharged[0] == pytest.approx(WANG.energies.thickness.as_built)
    grown = life.thickness_discharged[1] - life.thickness_discharged[0]
    assert grown == pytest.approx(24 * (8e-6 - lost * V_LI))
    assert found.notes == ()


def test_the_layers_of_the_paper_cost_a_14th_of_li_ag_and_a_quarter_of_li() -> None:
    """Layers of 8 um (Li-Ag) and 39 um (Li) at cycle 50, added to the foil as made: 93 and 75 %."""
    for layer, kept in ((8e-6, 0.93), (39e-6, 0.75)):
        done = run([half(1, AREAL, 0.0, MADE), half(50, AREAL, layer, MADE)])
        life = life_from(WANG, done, "study.yaml").life  # type: ignore[arg-type]
        assert life.discharged.body[1] / life.discharged.body[0] == pytest.approx(kept, abs=0.01)


def test_a_discharge_in_two_steps_is_one() -> None:
    done = run([half(1, 0.7 * AREAL, 0.0, MADE), half(1, 0.3 * AREAL, 0.0, MADE),
                half(2, AREAL, 0.0, MADE)])  # fmt: skip
    life = life_from(WANG, done, "study.yaml").life  # type: ignore[arg-type]
    assert life.charge[1] / life.charge[0] == pytest.approx(1.0)
    assert np.all(np.diff(life.cycle) == 1)


def test_another_foil_than_that_of_the_design_is_told() -> None:
    done = run([half(1, AREAL, 0.0, MADE)], foil("50 um"))
    (note,) = life_from(WANG, done, "study.yaml").notes  # type: ignore[arg-type]
    assert "50 um of foil per face, the design 30 um" in note


def test_a_run_without_a_discharge_has_no_life() -> None:
    with pytest.raises(InputError, match="no discharge"):
        life_from(WANG, run([half(1, -AREAL, 0.0, MADE)]), "s.yaml")  # type: ignore[arg-type]


def living_by(study: str) -> Pouch:
    """The cell with the life of another study, or of none."""
    text = WANG.file.source_text.partition("\nlife:")[0]
    text += f"\nlife: {{study: {study}}}\n" if study else "\n"
    return read_text(text, "cell.yaml", EXAMPLES)


def test_a_file_without_a_study_has_no_life() -> None:
    with pytest.raises(InputError, match="life: is missing"):
        live(living_by(""))


def test_a_study_of_another_kind_is_refused() -> None:
    with pytest.raises(InputError, match="kind: full"):
        live(living_by("strip_then_plate.yaml"))
    with pytest.raises(InputError, match="no such file"):
        live(living_by("nowhere.yaml"))


def test_the_cell_of_the_paper_lives() -> None:
    """The study of the example, run: layers thicken the cell, little is lost, nothing misfits."""
    found = live(WANG)
    life = found.life
    assert found.notes == ()
    assert life.cycle[-1] == 52
    assert np.all(np.diff(life.thickness_discharged) > 0.0)
    # Wh/L falls faster than capacity: the cell thickens too
    assert life.discharged.body[-1] / life.discharged.body[0] < life.charge[-1] / life.charge[0]
    assert 0.9 < life.charge[-1] / life.charge[2] < 1.0
    assert np.all(life.breath > 0.0)
