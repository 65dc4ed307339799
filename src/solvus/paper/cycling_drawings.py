"""The figures of the symmetric cells: lives, hysteresis, layers, efficiency, impedance, sweeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from solvus.analyse.life import Life
from solvus.model.layer import CLOSURES
from solvus.model.layer.kinds import Closure
from solvus.paper.claims import Claim, all_claims, claim
from solvus.paper.cycling import BAND, CELLS, CYCLES, DRAWN, WIDE, Cycling, band
from solvus.paper.cycling_features import spectrum
from solvus.paper.laboratory import STUDIES, study, with_cycling
from solvus.report.figures import (
    bode,
    chosen_cycles,
    closures,
    efficiency_ledger,
    hysteresis_life,
    layer_growth,
    life_voltage,
    nyquist,
    voltammogram,
)
from solvus.report.run_figures import (
    MV,
    UM,
    cell_ledger,
    cell_life,
    closure_line,
    cycle_curve,
    layer_cell,
    per_cycle,
    voltammogram_of,
)
from solvus.report.run_figures import spectrum as as_drawn
from solvus.report.series import Line, Measured
from solvus.study.run import run_study
from solvus.study.schema import Study

if TYPE_CHECKING:
    import plotly.graph_objects as go

CHOSEN = (1, 75, 100)
DEEP = 1e-3  # [Hz], to which the spectra are drawn beyond the instrument's range
NUMBERS = np.arange(1, CYCLES + 1)


def _name(system: str) -> str:
    return f"{system} || {system}"


def _readings(prefix: str) -> Iterator[tuple[Claim, int]]:
    for one in all_claims():
        if one.id.startswith(prefix):
            yield one, int(one.feature.rpartition(":")[2])


def _measured(prefix: str) -> list[Measured]:
    return [
        Measured("printed", float(cycle), c.number, float(c.sigma or 0.0), c.role)
        for c, cycle in _readings(prefix)
    ]


def voltage(cycling: Cycling) -> go.Figure:
    """Voltage over the whole life of the three cells (Figure 3a)."""
    cells = [
        cell_life(cycling.laboratory.run(name).run, _name(system), system)
        for name, system in CELLS.items()
    ]
    return life_voltage.life_voltage(life_voltage.LifeVoltage(cells, stops=CHOSEN))


LIFE = {"life_li": "sym.li.life", "life_ag": "sym.liag.life", "life_mg": "sym.limg.life"}
HYSTERESIS = {"life_li": "sym.li.hys", "life_ag": "sym.liag.hys", "life_mg": "none"}


def _observed(name: str) -> tuple[float, float]:
    """Between which cycles the real cell ended; it lived at the last reading of its hysteresis."""
    one = claim(LIFE[name])
    if one.op == ">":
        return one.number, np.inf
    return float(max(cycle for _, cycle in _readings(HYSTERESIS[name]))), one.number


def hysteresis(cycling: Cycling) -> go.Figure:
    """Hysteresis against cycle number with bands, readings and lives (Figure 3b)."""
    cells = []
    for name, system in CELLS.items():
        done = cycling.laboratory.run(name)
        y = MV * per_cycle(done, "hysteresis", NUMBERS)
        line = Line(_name(system), NUMBERS, y, key=system)
        lowest = highest = life = None
        if name in DRAWN:
            values = MV * cycling.lives[name].hysteresis
            low, high = band(values)
            lowest, highest = band(values, WIDE)
            line = line._replace(low=low, high=high)
            life = _life(done.run.life, cycling.lives[name].ends)
        cells.append(
            hysteresis_life.HysteresisBand(
                line, lowest, highest, _measured(HYSTERESIS[name]), life, _observed(name)
            )
        )
    return hysteresis_life.hysteresis_life(hysteresis_life.HysteresisLife(cells))


def _life(computed: Life, ends: np.ndarray) -> hysteresis_life.Life | None:
    """A life with the bands of its draws, array (draws,); None where no draw came to an end."""
    if not np.isfinite(ends).any():
        return None
    edges = []
    for levels in (BAND, WIDE):
        (low,), (high,) = band(ends[:, None], levels)
        edges += [min(float(low), float(CYCLES)), float(high)]  # all lived as long as they ran
    middle = np.inf if computed.censored else float(computed.cycles)
    return hysteresis_life.Life(middle, *edges)


def enlarged(cycling: Cycling) -> go.Figure:
    """The first, 75th and 100th cycle of Li and Li-Ag (Figure 3c, d)."""
    cells = []
    for name in DRAWN:
        run = cycling.laboratory.run(name).run
        found = (cycle_curve(run, cycle) for cycle in CHOSEN)
        curves = [curve for curve in found if curve is not None]
        cells.append(chosen_cycles.CellCycles(_name(CELLS[name]), curves))
    return chosen_cycles.chosen_cycles(chosen_cycles.ChosenCycles(cells))


LAYERS = {"life_li": "layer.li.", "life_ag": "layer.liag."}


def layers(cycling: Cycling) -> go.Figure:
    """Thickness of the reaction layer, and where the lithium is (Figure 3e, f)."""
    cells = []
    for name in DRAWN:
        done = cycling.laboratory.run(name)
        low, high = band(UM * cycling.lives[name].layer)
        y = UM * per_cycle(done, "layer_thickness", NUMBERS)
        lived = np.isfinite(y)
        title, key = _name(CELLS[name]), CELLS[name]
        line = Line(title, NUMBERS[lived], y[lived], low[lived], high[lived], key=key)
        cells.append(layer_cell(done, line, _measured(LAYERS[name])))
    return layer_growth.layer_growth(layer_growth.LayerGrowth(cells))


def rivals(cycling: Cycling) -> go.Figure:
    """The hysteresis of Li under every closure; what none but the fitted one has is its default."""
    drawn = []
    for law in CLOSURES.values():
        done = run_study(_closed_by(cycling, law), STUDIES)
        drawn.append(closure_line(done, law.title, NUMBERS))
    return closures.closures(closures.Closures(drawn, _measured("sym.li.hys")))


def _closed_by(cycling: Cycling, law: Closure) -> Study:
    asked = with_cycling(study("life_li"), cycling.theta)
    own = {parameter.name for parameter in law.parameters}
    known = {name: value for name, value in asked.layer.parameters.items() if name in own}
    layer = asked.layer.model_copy(update={"closure": law.name, "parameters": known})
    interface = asked.interface.model_copy(update={"nucleation_transient": "none"})
    return asked.model_copy(
        update={
            "layer": layer,
            "interface": interface,
            "run": asked.run.model_copy(update={"curves": 0, "cells": 40}),
        }
    )


def ledger(cycling: Cycling) -> go.Figure:
    """The average coulombic efficiency: what was plated and what came back (Figure S7)."""
    cells = []
    for name, system in (("ace_li", "Li"), ("ace_ag", "Li-Ag")):
        done = cycling.laboratory.run(name)
        one = claim("ace.li" if name == "ace_li" else "ace.liag")
        reading = Measured("printed", 0.0, one.number, float(one.sigma or 0.0), one.role)
        cells.append(cell_ledger(done, f"{system} || Cu", system, reading))
    return efficiency_ledger.efficiency_ledger(efficiency_ledger.EfficiencyLedger(cells))


def impedances(cycling: Cycling) -> list[nyquist.Spectrum]:
    """Spectra of Li and Li-Ag at cycles 1 and 100, down to where the salt shows."""
    found = []
    for name in DRAWN:
        for cycle in (1, 100):
            parts = spectrum(cycling.laboratory, name, cycle, f_min=DEEP).parts
            title = f"{CELLS[name]}, cycle {cycle}"
            found.append(as_drawn(title, CELLS[name], parts.frequency, parts.total))
    return found


def nyquist_plot(cycling: Cycling) -> go.Figure:
    """Impedance in the complex plane (Figure S10)."""
    return nyquist.nyquist(nyquist.Nyquist(impedances(cycling)))


def bode_plot(cycling: Cycling) -> go.Figure:
    """The same against frequency."""
    return bode.bode(bode.Bode(impedances(cycling)))


def sweeps(cycling: Cycling) -> go.Figure:
    """Cyclic voltammetry of Li and Li-Ag (Figure S6)."""
    drawn = [
        voltammogram_of(cycling.laboratory.run(name).run.curves, _name(system), system)
        for name, system in (("cv_li", "Li"), ("cv_ag", "Li-Ag"))
    ]
    return voltammogram.voltammogram(voltammogram.Voltammograms(drawn))
