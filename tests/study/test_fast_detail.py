"""`run: {detail: fast}`: what it stands for, what it leaves alone, and what it costs in accuracy.

The bounds are those that docs/study-files.md states.
"""

from __future__ import annotations

import numpy as np
import pytest

from solvus.base.errors import InputError
from solvus.model.half_cycle import Run
from solvus.study.installed import registries
from solvus.study.load import load_text
from solvus.study.run import run_study
from solvus.study.schema import FAST, Study

KNOWN = registries()
CYCLE = "[Strip at {j} mA/cm2 for {q} mAh/cm2, Plate at {j} mA/cm2 for {q} mAh/cm2]"
TEXT = """
title: One of many
cell: {{{kind}working: {{{foil}}}}}
protocol:
  - repeat: {cycles}
    steps: {steps}
"""


def study(
    run: str = "", *, foil: str = "thickness: 30 um", kind: str = "", cycles: int = 3,
    steps: str = CYCLE.format(j=1, q=1), more: str = "",
) -> Study:  # fmt: skip
    text = TEXT.format(kind=kind, foil=foil, cycles=cycles, steps=steps)
    return load_text(text + (f"run: {{{run}}}\n" if run else "") + more, KNOWN)


def test_fast_stands_for_few_cells_no_curves_and_no_transient() -> None:
    full, fast = study(), study("detail: Fast")
    assert (full.run.detail, full.run.cells, full.run.curves) == ("full", 100, 1)
    assert (fast.run.detail, fast.run.cells, fast.run.curves) == ("fast", FAST["cells"], 0)
    assert (full.transient, fast.transient) == ("full", "none")
    done = run_study(fast)
    assert not done.run.curves
    assert not done.run.snapshots
    assert done.cell.interface is not None
    assert done.cell.interface.transient.name == "none"
    assert len(done.cell.working.face().depth) == FAST["cells"] + 1


def test_what_the_file_says_itself_stands() -> None:
    asked = study(
        "detail: fast, cells: 60, curves: every 2 cycles",
        more="interface: {nucleation_transient: short}\n",
    )
    assert (asked.run.cells, asked.run.curves, asked.transient) == (60, 2, "short")


def test_parameters_of_the_transient_may_stay_in_the_file() -> None:
    asked = study("detail: fast", more="interface: {parameters: {double_layer: 30 uF/cm2}}\n")
    assert asked.transient == "none"
    assert len(run_study(asked).run.half_cycles) == 6


@pytest.mark.parametrize(
    ("steps", "kind", "law"),
    [
        ("[Strip at 1 mA/cm2 for 1 h, Plate at 1 mA/cm2 for 1 h or until -0.1 V]", "", "full"),
        ("[Sweep from 0 V to 50 mV at 1 mV/s]", "", "full"),
        ("[Strip at 1 mA/cm2 for 1 h, Plate at 1 mA/cm2 for 1 h]", "", "none"),
        ("[Charge at 0.5C until 4.3 V, Discharge at 0.5C until 3 V]", "full", "none"),
    ],
)
def test_a_step_that_a_voltage_ends_keeps_its_transient(steps: str, kind: str, law: str) -> None:
    kinds = "kind: full, cathode: {material: ncm622, loading: 15 mg/cm2}, " if kind else ""
    assert study("detail: fast", steps=steps, kind=kinds).transient == law


def test_a_detail_that_there_is_not() -> None:
    with pytest.raises(InputError, match="is not a known detail of a run"):
        study("detail: quick")


DESIGNS = {
    "Li to its end": "thickness: 20 um, coulombic_efficiency: 96 %",
    "Li-Ag to its end": "solute: Ag, content: 28 wt%, thickness: 25 um, coulombic_efficiency: 95 %",
    "Li-Ag": "solute: Ag, content: 4 wt%, thickness: 90 um, coulombic_efficiency: 99 %",
    "Li-Mg": "solute: Mg, content: 4 wt%, thickness: 86 um, coulombic_efficiency: 98 %",
    "Li-Mg to its end": "solute: Mg, content: 20 wt%, thickness: 25 um, coulombic_efficiency: 96 %",
}
BOUNDS = {
    "plateau": 0.023, "lost": 0.003, "layer": 0.003, "foil": 0.0007, "skin": 0.11, "surface": 0.15,
    "signal": 0.09,
}  # fmt: skip


def course(run: Run) -> dict[str, np.ndarray]:
    """What the docs bound, one value a half-cycle; the last one, cut short, left out."""
    halves = run.half_cycles[:-1]
    layers = [half.layers for half in halves]
    return {
        "plateau": np.array([half.plateau for half in halves]),
        "lost": np.array([half.working.lost_lithium for half in halves]),
        "layer": np.array([one[0].thickness for one in layers if one is not None]),
        "foil": np.array([half.working.thickness for half in halves]),
        "skin": np.array([half.working.skin_solute for half in halves]),
        "surface": np.array([half.working.matrix_fraction for half in halves]),
        "signal": np.array([half.signal_found for half in halves if half.current < 0.0]),
    }


@pytest.mark.parametrize("name", DESIGNS)
def test_fast_differs_from_full_by_what_the_docs_say(name: str) -> None:
    how = {"foil": DESIGNS[name], "cycles": 240, "steps": CYCLE.format(j=2, q=1)}
    full = run_study(study("curves: none", **how)).run  # type: ignore[arg-type]
    fast = run_study(study("detail: fast", **how)).run  # type: ignore[arg-type]
    assert bool(full.events) == ("to its end" in name)
    assert [event.name for event in fast.events] == [event.name for event in full.events]
    assert abs(fast.life.cycles - full.life.cycles) <= 1
    one, other = course(full), course(fast)
    for what, bound in BOUNDS.items():
        both = min(len(one[what]), len(other[what]))
        a, b = one[what][:both], other[what][:both]
        assert np.nanmax(np.abs(a - b)) <= bound * np.nanmax(np.abs(a)), what
