"""Lithium, solute and charge balance over whatever a cell is made to do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cells import EXHAUST, MA, books, cell, design, done, lithium, passed, plate, rest, strip
from solvus.model.cell import FoilDesign
from solvus.model.mechanisms import NAMES
from solvus.model.protocol import Step
from solvus.model.simulate import simulate

amounts = st.sampled_from((0.01, 0.5, 1.0, 3.0))
currents = st.sampled_from((0.01, 1.0, 3.0, 30.0))
steps = st.lists(
    st.one_of(
        st.builds(strip, amounts, currents),
        st.builds(plate, amounts, currents),
        st.builds(rest, st.sampled_from((0.01, 1.0, 72.0))),
        st.just(EXHAUST),
        st.just(strip(3, voltage_limit=0.03)),
        st.just(plate(3, voltage_limit=-0.07)),
    ),
    min_size=1,
    max_size=6,
)
foils = st.one_of(
    st.builds(
        lambda name, um, loss: design("Ag", name, um, efficiency=loss, retention=loss),
        st.sampled_from(sorted(NAMES)),
        st.sampled_from((5.0, 50.0)),
        st.sampled_from((0.9, 1.0)),
    ),
    st.just(design("Mg", "H1", 20.0)),
    st.just(lithium(20.0)),
)


def check(working: FoilDesign, counter: FoilDesign, protocol: list[Step]) -> None:
    made = cell(working, counter, cells=30, tolerance=1e-3, current=3 * MA)
    assert made.counter is not None
    before = books(made.working), books(made.counter)
    run = simulate(made, protocol)
    after = books(made.working), books(made.counter)
    net = passed(run)
    assert after[0][0] - before[0][0] == pytest.approx(-net, abs=1e-12 * before[0][0])
    assert after[1][0] - before[1][0] == pytest.approx(net, abs=1e-12 * before[1][0])
    for solute_after, solute_before in ((after[0][1], before[0][1]), (after[1][1], before[1][1])):
        assert solute_after == pytest.approx(solute_before, rel=1e-12, abs=1e-18)
    assert run.complete or ":" in run.ended
    last = run.half_cycles[-1]
    for side in (last.working, last.counter):
        assert side is not None
        assert np.all(np.isfinite(side))
        assert 0.0 <= side.matrix_fraction <= 1.0
        assert 0.0 <= side.skin_share <= 1.0
        assert min(side.thickness, side.lithium) > 0.0
    for half in run.half_cycles:
        assert half.duration == 0.0 or (np.isfinite(half.tip) and half.tip >= half.mean - 1e-12)


@given(foils, foils, steps)
@settings(max_examples=120, deadline=None, derandomize=True)
def test_books_of_a_cell_balance(
    working: FoilDesign, counter: FoilDesign, protocol: list[Step]
) -> None:
    check(working, counter, protocol)


@pytest.mark.parametrize("mechanism", sorted(NAMES))
@pytest.mark.parametrize("ma", [0.01, 1.0, 30.0])
@pytest.mark.parametrize("um", [5.0, 50.0])
def test_books_of_a_cell_balance_at_the_corners(mechanism: str, ma: float, um: float) -> None:
    made = design("Ag", mechanism, um, efficiency=0.985, retention=0.9)
    mah = 0.03 * um
    protocol = [rest(5), plate(mah, ma), strip(2 * mah, ma), rest(5), plate(mah, ma), EXHAUST]
    check(made, made, [*protocol, plate(mah, ma)])


def test_books_over_many_cycles() -> None:
    made = cell(design("Ag", efficiency=0.99, retention=0.95))
    before = books(made.working)
    run = done(made, [strip(1), plate(1)] * 200)
    after = books(made.working)
    assert after[1] == pytest.approx(before[1], rel=1e-12)
    assert after[0] - before[0] == pytest.approx(-passed(run), abs=1e-12 * before[0])
