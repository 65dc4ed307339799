"""Lithium on copper: the average-efficiency protocol gives back what was put in, and the tip."""

from __future__ import annotations

import numpy as np
import pytest

from cells import (
    EXHAUST,
    HOUR,
    MA,
    MAH,
    copper,
    design,
    done,
    layered,
    lithium,
    plate,
    rest,
    strip,
)
from solvus.analyse.coulombic import average_efficiency, cycle_efficiency
from solvus.materials import library
from solvus.model.cell import FoilDesign
from solvus.model.half_cycle import Run
from solvus.model.protocol import Step
from solvus.model.simulate import Keep, simulate

TO_THE_END = strip(20, 0.5, until_exhausted=True)
SHORT = 10


def average_protocol(conditioning: int = 1) -> list[Step]:
    """Plate 5 and strip all of it, plate 5, SHORT cycles of 1, strip all of it; 0.5 mA/cm2."""
    return [
        *[plate(5, 0.5), TO_THE_END] * conditioning,
        plate(5, 0.5),
        *[strip(1, 0.5), plate(1, 0.5)] * SHORT,
        TO_THE_END,
    ]


def charges(run: Run) -> tuple[list[float], list[float]]:
    """(plated, stripped) charge of each half-cycle [C/m2]."""
    passed = [half.current * half.duration for half in run.half_cycles]
    return [-q for q in passed if q < 0.0], [q for q in passed if q > 0.0]


def ace(run: Run, conditioning: int = 1) -> float:
    """What a laboratory would compute from the charges."""
    return average_efficiency(*charges(run), conditioning=2 * conditioning).value


ALLOY = design("Ag", um=100.0, efficiency=0.8, retention=0.8)  # the other side must not count


@pytest.mark.parametrize("efficiency", [0.9, 0.962, 0.985, 1.0])
@pytest.mark.parametrize("counter", [lithium(200.0), ALLOY])
def test_the_average_efficiency_is_the_one_put_in(efficiency: float, counter: FoilDesign) -> None:
    """Whatever stands opposite: each plating on the copper loses its share, no more and no less."""
    run = done(layered(copper(efficiency=efficiency), counter), average_protocol(), Keep(0))
    assert ace(run) == pytest.approx(efficiency, abs=1e-9)
    plated, stripped = charges(run)
    first = cycle_efficiency(plated[:1], stripped[:1]).value[0]
    assert first == pytest.approx(efficiency, abs=1e-9)  # of the conditioning cycle


def test_the_final_strip_pays_for_all_short_cycles() -> None:
    """Q_S = CE Q_T - n (1 - CE) Q_C: the reservoir covers every loss, no cycle ends early."""
    run = done(layered(copper(efficiency=0.95), lithium(200.0)), average_protocol(), Keep(0))
    _, stripped = charges(run)
    assert stripped[1:-1] == pytest.approx([MAH] * SHORT)
    assert stripped[-1] == pytest.approx((0.95 * 5.0 - SHORT * 0.05) * MAH, rel=1e-9)
    last = run.half_cycles[-1]
    assert last.working.lithium == pytest.approx(0.0, abs=1e-12)
    assert last.layers is not None
    assert last.layers[0].lost == pytest.approx(0.05 * 20.0 * MAH, rel=1e-9)


def test_an_alloy_foil_in_the_place_of_copper_reads_too_high() -> None:
    """The final strip then takes the foil's own lithium as well: the reading exceeds the efficiency
    by Q_foil/(n Q_C + Q_T), as far as the foil can be emptied, and may exceed one."""
    efficiency = 0.95
    foil = design("Mg", "H1", um=10.0, mass_fraction=0.1, efficiency=efficiency)
    bottom = 0.05  # [mA/cm2], so slowly that the foil gives nearly all
    protocol = [*average_protocol(0)[:-1], strip(40, bottom, until_exhausted=True)]
    run = done(layered(foil, lithium(200.0)), protocol, Keep(0))
    before = foil.foil.capacity
    left = run.half_cycles[-1].working.lithium * 96485.33212
    due = efficiency + (before - left) / ((SHORT + 5) * MAH)
    assert ace(run, 0) == pytest.approx(due, rel=1e-6)
    assert before > 30.0 * left
    assert ace(run, 0) > efficiency + 0.1
    on_copper = done(layered(copper(efficiency=efficiency), lithium(200.0)), protocol, Keep(0))
    assert ace(on_copper, 0) == pytest.approx(efficiency, abs=1e-9)
    assert due > 1.0
    assert average_efficiency(*charges(run)).above_one


def test_bare_copper_is_found_at_its_own_level() -> None:
    """The tip at 1 mA/cm2 is the level on file; on lithium it is that of lithium; ohmic between."""
    known = library.solute("Cu").nucleation_level
    assert known is not None
    steps = [plate(1), strip(0.5), plate(0.5), EXHAUST, plate(1)]
    run = done(layered(copper(), lithium(), transient="full", nuclei=1e11), steps)
    bare, _, on_lithium, _, again = run.half_cycles
    assert bare.tip == pytest.approx(known.si, rel=2e-3)
    assert again.tip == pytest.approx(bare.tip, rel=1e-9)
    assert on_lithium.tip < 0.65 * bare.tip
    curve = np.abs(run.curves[0].voltage)
    assert 3.0 * curve[-1] < curve.max()
    double = done(
        layered(copper(), lithium(), transient="full", nuclei=1e10, current=2 * MA), [plate(1, 2.0)]
    )
    assert 1.9 * known.si < double.half_cycles[0].tip < 2.0 * known.si


def test_a_first_plating_that_is_stopped_by_the_tip() -> None:
    """A limit that lies above the tip is not met, one below it ends the plating at once."""
    made = layered(copper(), lithium(), transient="full")
    over = done(made, [plate(1, voltage_limit=-0.2)])
    assert over.half_cycles[0].duration == HOUR
    short = done(layered(copper(), lithium(), transient="full"), [plate(1, voltage_limit=-0.1)])
    assert short.half_cycles[0].duration < 1.0
    assert short.half_cycles[0].end == pytest.approx(0.1, abs=1e-6)


def test_a_bare_substrate_cannot_be_stripped() -> None:
    run = simulate(layered(copper(), lithium()), [strip(1)])
    assert not run.complete
    assert "working electrode: the foil has no more lithium to strip" in run.ended
    assert run.half_cycles[0].duration == 0.0
    counter_empty = simulate(layered(copper(), lithium(2.0)), [plate(1), rest(1)])
    assert "counter electrode: the foil has no more lithium" in counter_empty.ended


def test_copper_keeps_its_books_and_its_layer() -> None:
    """Losses on copper make a layer there; the foil opposite gets one by its own losses."""
    made = layered(copper(efficiency=0.9), design(None, "H1", 100.0, efficiency=0.97))
    run = done(made, [plate(2), strip(1), plate(1), EXHAUST], Keep(0))
    layers = run.half_cycles[-1].layers
    assert layers is not None
    assert layers[0].lost == pytest.approx(0.1 * 3.0 * MAH, rel=1e-9)
    stripped = sum(h.current * h.duration for h in run.half_cycles if h.current > 0.0)
    assert layers[1].lost == pytest.approx(0.03 * stripped, rel=1e-9)
    assert run.half_cycles[0].layers[1].lost == 0.0  # type: ignore[index]
