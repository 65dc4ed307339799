"""Small invented inputs of the figures of cycle life and of the choice between models."""

from __future__ import annotations

import numpy as np

from solvus.report.figures.chosen_cycles import (
    CellCycles,
    ChosenCycles,
    CycleCurve,
    chosen_cycles,
)
from solvus.report.figures.closures import ClosureLine, Closures, closures
from solvus.report.figures.cycle_trends import CycleTrends, Trend, cycle_trends
from solvus.report.figures.deciding_rank import Candidate, DecidingRank, deciding_rank
from solvus.report.figures.efficiency_ledger import (
    CellLedger,
    EfficiencyLedger,
    ProtocolStep,
    efficiency_ledger,
)
from solvus.report.figures.hysteresis_life import (
    HysteresisBand,
    HysteresisLife,
    Life,
    hysteresis_life,
)
from solvus.report.figures.information_criteria import (
    InformationCriteria,
    ModelScore,
    information_criteria,
)
from solvus.report.figures.layer_growth import LayerCell, LayerGrowth, layer_growth
from solvus.report.figures.life_voltage import CellLife, LifeVoltage, life_voltage
from solvus.report.series import Line, Measured

CYCLES = np.arange(1.0, 11.0)
READINGS = [Measured("first", 1.0, 25.0, 4.0, "fit"), Measured("last", 8.0, 90.0, 9.0)]


def wave(cycles: int, height: float, points: int = 40) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Starts of the cycles [h], time [h] and a square wave [mV], 2 h a cycle, 30 mV of tip."""
    own = np.linspace(0.0, 1.0, points, endpoint=False)
    half = height + 30.0 * np.exp(-own / 0.02)
    time = np.concatenate([n + own for n in range(2 * cycles)])
    return 2.0 * np.arange(cycles), time, np.tile(np.concatenate((half, -half)), cycles)


def cell_life(name: str = "Li", cycles: int = 12, height: float = 25.0) -> CellLife:
    """A cell that runs to the end."""
    begins, time, voltage = wave(cycles, height)
    return CellLife(f"{name} || {name}", name, time, voltage, begins)


def growth() -> Line:
    """Hysteresis that is beyond every limit from cycle 9 on, its band from 8 and 10 on."""
    y = np.where(CYCLES < 9, 20.0 * 1.2**CYCLES, np.inf)
    low = np.where(CYCLES < 10, 19.0 * 1.2**CYCLES, np.inf)
    high = np.where(CYCLES < 8, 21.0 * 1.2**CYCLES, np.nan)
    return Line("Li || Li", CYCLES, y, low, high, key="Li")


def failing_cell() -> HysteresisBand:
    """A cell that fails, with readings, life and what was observed."""
    line = growth()
    assert line.low is not None
    assert line.high is not None
    life = Life(9.0, 8.0, 10.0, 7.0, np.inf)
    low, high = 0.9 * np.asarray(line.low), 1.1 * np.asarray(line.high)
    return HysteresisBand(line, low, high, READINGS, life, (0.0, 10.0))


def lasting_cell() -> HysteresisBand:
    """A cell that outlives what was computed."""
    line = Line("Li-Ag || Li-Ag", CYCLES, 25.0 + 0.1 * CYCLES, key="Li-Ag")
    life = Life(np.inf, 10.0, np.inf, 10.0, np.inf)
    return HysteresisBand(line, life=life, observed=(10.0, np.inf))


def layer_cell(name: str = "Li") -> LayerCell:
    """A layer that grows by 1 um a cycle while 0.04 mAh/cm2 are lost."""
    line = Line(f"{name} || {name}", CYCLES, CYCLES, 0.9 * CYCLES, 1.1 * CYCLES, key=name)
    return LayerCell(line, CYCLES, 10.0 - 0.04 * CYCLES, 0.03 * CYCLES, 0.01 * CYCLES, READINGS)


def ledger() -> CellLedger:
    """Half a cell: 5 mAh/cm2 of reservoir, 10 cycled, 4.43 found again."""
    _, time, voltage = wave(8, 22.0)
    steps = [
        ProtocolStep(kind, kind, 4.0 * i, 4.0 * (i + 1))
        for i, kind in enumerate(("conditioning", "reservoir", "cycles", "strip"))
    ]
    reading = Measured("ACE", 0.0, 96.2, 0.4, "fit")
    charges = (5.0, 10.0, 10.0, 4.43)
    return CellLedger("Li || Cu", "Li", time, voltage, steps, *charges, 96.2, reading)


def candidates(count: int) -> list[Candidate]:
    """As many candidates of two pairs of rivals, 0.5 sigma farther apart each."""
    pairs = (("film", "rate"), ("H3v", "H4f"))
    return [
        Candidate(f"measurement number {n}", pairs[n % 2], 0.5 * n, (f"{n} mV", f"{2 * n} mV"))
        for n in range(count)
    ]


def scores() -> list[ModelScore]:
    """The best model last, one without evidence, one far beyond the axis."""
    return [
        ModelScore("worse", 4.0, 5, 6.1, 4, 0.19, (-3.0, 0.5)),
        ModelScore("hopeless", 900.0, 4, 906.0, 5, 1e-9),
        ModelScore("best", 0.0, 6, 2.0, 3, np.nan, (0.0, 0.2)),
    ]


def trends() -> CycleTrends:
    """Two quantities of two electrodes."""
    pair = [Line("working electrode", [1, 2, 3], [9.0, 8.0, 7.0]), Line("b", [1, 2, 3], [9, 9, 8])]
    return CycleTrends([Trend("Open pores", "%", pair), Trend("Foil left", "µm", pair[:1])])


BUILDERS = {
    "cycle_trends": lambda: cycle_trends(trends()),
    "life_voltage": lambda: life_voltage(
        LifeVoltage([cell_life(), cell_life("Li-Ag", 6)._replace(failure=(6, 12.0, "limit"))])
    ),
    "hysteresis_life": lambda: hysteresis_life(HysteresisLife([failing_cell(), lasting_cell()])),
    "chosen_cycles": lambda: chosen_cycles(
        ChosenCycles(
            [
                CellCycles(name, [CycleCurve(n, CYCLES, n + CYCLES) for n in (1, 75)])
                for name in ("Li || Li", "Li-Ag || Li-Ag")
            ]
        )
    ),
    "layer_growth": lambda: layer_growth(LayerGrowth([layer_cell(), layer_cell("Li-Ag")])),
    "efficiency_ledger": lambda: efficiency_ledger(EfficiencyLedger([ledger(), ledger()])),
    "closures": lambda: closures(
        Closures([ClosureLine(growth(), 9.0, "pores closed")], READINGS[:1])
    ),
    "deciding_rank": lambda: deciding_rank(DecidingRank(candidates(15))),
    "information_criteria": lambda: information_criteria(InformationCriteria(scores())),
}
