"""What is said of the symmetric cells, on runs made up for it: what holds, and what is a bound."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from solvus.analyse.life import Life
from solvus.model.impedance import layer_constants
from solvus.model.layer.kinds import Layer, Salt
from solvus.observe.eis import Spectrum
from solvus.paper import cycling_drawings
from solvus.paper import cycling_features as features
from solvus.paper.claims import claim

SALT = Salt(0.8, 3e-10, 0.25, 2.0, 1000.0)


class MadeUp:
    """A laboratory whose runs and curves are given by the names of their studies."""

    def __init__(self, runs: dict[str, Any] | None = None, **curves: np.ndarray) -> None:
        self.runs, self.curves = runs or {}, curves

    def run(self, name: str) -> Any:
        return self.runs[name]

    def curve(self, name: str, half_cycle: int) -> Any:
        volts = self.curves[name]
        return SimpleNamespace(time=np.linspace(0.0, 3600.0, len(volts)), voltage=volts)


def tipped(tip: float, plateau: float = 0.025) -> np.ndarray:
    """A voltage that begins at a tip [V] and is flat after it."""
    volts = np.full(400, plateau)
    volts[:3] = tip
    return volts


@pytest.mark.parametrize(
    ("li", "ag", "holds"),
    [(0.088, 0.026, True), (0.088, 0.080, False), (0.026, 0.026, False), (0.026, 0.088, False)],
)
def test_a_spike_must_stand_on_lithium_and_not_on_the_alloy(
    li: float, ag: float, holds: bool
) -> None:
    lab: Any = MadeUp(life_li=tipped(li), life_ag=tipped(ag))
    found = features.spike(lab, claim("sym.spike"), "")
    assert found.holds is holds
    assert f"{1e3 * li:.0f} mV" in found.how


def swept(factor: float) -> Any:
    """A run of two half-sweeps, of opposite sign."""
    time = np.linspace(0.0, 100.0, 51)
    curves = [
        SimpleNamespace(time=time + start, current=np.full(51, sign * factor))
        for start, sign in ((0.0, 1.0), (101.0, -1.0))
    ]
    return SimpleNamespace(run=SimpleNamespace(curves=curves))


@pytest.mark.parametrize(("more", "holds"), [(1.2, True), (1.01, False), (0.8, False)])
def test_a_larger_sweep_current_must_be_clearly_larger(more: float, holds: bool) -> None:
    lab: Any = MadeUp({"cv_li": swept(1.0), "cv_ag": swept(more)})
    found = features.cv_order(lab, claim("cv.order"), "")
    assert found.holds is holds
    assert f"{100.0 * (more - 1.0):+.1f} %" in found.how


@pytest.mark.parametrize(("ag", "holds"), [(10.0, True), (19.5, False), (25.0, False)])
def test_a_narrower_arc_must_be_clearly_narrower(
    ag: float, holds: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(lab: Any, name: str, cycle: int) -> Any:
        arc = 20.0 if name == "life_li" else ag
        at = SimpleNamespace(resistance=5e-4)
        return SimpleNamespace(
            reading=SimpleNamespace(interface=1e-4 * arc, intercept=at, total=3e-3)
        )

    monkeypatch.setattr(features, "spectrum", read)
    found = features.eis_order(MadeUp(), claim("eis.order"), "")  # type: ignore[arg-type]
    assert found.holds is holds


def test_a_cell_that_passes_no_current_has_no_arc_to_compare(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nothing: Any = None
    monkeypatch.setattr(features, "spectrum", lambda lab, name, cycle: Spectrum(nothing, None))
    found = features.eis_order(MadeUp(), claim("eis.order"), "")  # type: ignore[arg-type]
    assert (found.holds, found.value) == (None, None)
    assert "no current" in found.how


@pytest.mark.parametrize("censored", [True, False])
def test_a_life_says_whether_it_is_a_bound(censored: bool) -> None:
    run = SimpleNamespace(life=Life(132, censored, "" if censored else "voltage limit"))
    lab: Any = MadeUp({"life_li": SimpleNamespace(run=run)})
    found = features.life(lab, claim("sym.li.life"), "")
    assert (found.value, found.censored) == (132.0, censored)
    assert ("voltage limit" in found.how) is not censored


def test_the_layer_is_that_of_the_last_half_cycle_of_its_cycle() -> None:
    layers = [Layer(1.0, h, 0.5, 3.0, 0.7) for h in (1e-6, 2e-6, 3e-6)]
    halves = [
        SimpleNamespace(cycle=cycle, layers=(layer, layer))
        for cycle, layer in zip((1, 1, 2), layers, strict=True)
    ]
    cell = SimpleNamespace(layers=SimpleNamespace(salt=SALT), temperature=298.15)
    lab: Any = MadeUp(
        {"life_li": SimpleNamespace(run=SimpleNamespace(half_cycles=halves), cell=cell)}
    )
    assert features.layer_of(lab, "life_li", 1) == layer_constants(layers[1], SALT, 298.15)


def test_a_life_without_an_end_is_drawn_as_a_bound() -> None:
    few = np.array([200.0, 230.0, *[np.inf] * 30])
    drawn = cycling_drawings._life(Life(240, True, ""), few)
    assert drawn is not None
    assert (drawn.median, drawn.low, drawn.high) == (np.inf, 240.0, np.inf)
    assert drawn.lowest == 230.0
    ended = cycling_drawings._life(Life(165, False, "voltage limit"), np.arange(100.0, 141.0))
    assert ended is not None
    assert (ended.median, ended.low, ended.high) == (165.0, 106.0, 134.0)
    assert cycling_drawings._life(Life(240, True, ""), np.full(5, np.inf)) is None


def test_where_the_real_cells_ended_is_what_the_claims_say() -> None:
    assert cycling_drawings._observed("life_li") == (120.0, 140.0)
    assert cycling_drawings._observed("life_mg") == (240.0, np.inf)
