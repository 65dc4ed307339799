"""Whatever is put together and asked: no step raises, no voltage is lost, no lithium either."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cells import design, layers
from full_cells import cathode, full, lithium_of, nominal
from solvus.model.cathode import Mesh
from solvus.model.cell import Cell, FoilDesign
from solvus.model.protocol import Step
from solvus.model.simulate import simulate

MESH = Mesh(3, 4)


@st.composite
def foils(draw: st.DrawFn) -> FoilDesign:
    um = draw(st.sampled_from([5.0, 20.0, 80.0]))
    solute = draw(st.sampled_from([None, "Ag", "Mg"]))
    efficiency = draw(st.sampled_from([1.0, 0.99, 0.8]))
    if solute is None:
        return design(None, "H1", um, efficiency=efficiency)
    mechanism = "H3v" if solute == "Ag" else "H1"
    return design(solute, mechanism, um, efficiency=efficiency, retention=0.9)


@st.composite
def made(draw: st.DrawFn) -> Cell:
    positive = cathode(
        draw(st.sampled_from(["ncm622", "ncm811", "span"])),
        draw(st.sampled_from(["particle", "porous"])),
        draw(st.sampled_from([0.005, 0.05, 0.2])),
        fade=draw(st.sampled_from([0.0, 0.02])),
        mesh=MESH,
    )
    return full(
        draw(foils()),
        positive,
        layers(draw(st.sampled_from(["inventory", "per_electrode", "shared_electrolyte"]))),
        transient=draw(st.sampled_from(["none", "short", "full"])),
        kinetics=draw(st.sampled_from(["butler_volmer", "linear"])),
        bare=draw(st.booleans()),
        cells=12,
    )


@st.composite
def steps(draw: st.DrawFn, cell: Cell) -> Step:
    assert cell.cathode is not None
    material, one_c = cell.cathode.design.material, nominal(cell)
    low, high = material.voltage_low.si, material.voltage_high.si
    kind = draw(st.sampled_from(["charge", "discharge", "charge", "discharge", "hold", "rest"]))
    hours = draw(st.sampled_from([0.01, 1.0, 20.0]))
    limit = low + (high - low) * draw(st.floats(0.0, 1.0))
    if kind == "rest":
        return Step("rest", duration=3600.0 * hours, text="Rest")
    if kind == "hold":
        cut = draw(st.sampled_from([math.nan, 0.02, 0.2])) * one_c
        return Step("hold", duration=3600.0 * hours, voltage_limit=limit, cut_current=cut,
                    text="Hold")  # fmt: skip
    duration = draw(st.sampled_from([math.inf, 3600.0 * hours]))
    if math.isfinite(duration) and draw(st.booleans()):
        limit = math.nan
    rate = draw(st.sampled_from([0.02, 0.3, 1.0, 6.0]))
    name = "charge" if kind == "charge" else "discharge"
    return Step(name, rate * one_c, duration=duration, voltage_limit=limit, text=f"{kind} {limit}")


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_cell_through_any_protocol(data: st.DataObject) -> None:
    cell = data.draw(made())
    before, solute = lithium_of(cell), sum(cell.working.books()[1::2])
    assert cell.cathode is not None
    held = cell.cathode.salt
    protocol = [data.draw(steps(cell)) for _ in range(data.draw(st.integers(1, 8)))]
    run = simulate(cell, protocol)
    assert run.ended
    assert run.complete or "step " in run.ended
    assert np.isclose(lithium_of(cell), before, rtol=1e-11, atol=0.0)
    assert np.isclose(sum(cell.working.books()[1::2]), solute, rtol=1e-10, atol=1e-15)
    assert np.isclose(cell.cathode.salt, held, rtol=1e-11)
    for half, curve in zip(run.half_cycles, run.curves, strict=True):
        side = half.cathode
        assert side is not None
        assert 0.0 <= side.content <= 1.0
        assert 0.0 <= side.surface <= 1.0
        if half.duration > 0.0:
            assert np.isfinite(half.end)
            assert np.isfinite(curve.voltage).all()
            assert np.all(np.diff(curve.time) >= 0.0)
            passed = np.trapezoid(curve.current, curve.time)
            assert np.isclose(passed, half.current * half.duration, rtol=1e-9, atol=1e-9)
    whole = sum(half.duration for half in run.half_cycles)
    assert np.isclose(run.half_cycles[-1].start + run.half_cycles[-1].duration, whole)
