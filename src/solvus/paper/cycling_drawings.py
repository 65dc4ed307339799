"""The figures of the symmetric cells: lives, hysteresis, layers, efficiency, impedance, sweeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from solvus.base.constants import SECONDS_PER_HOUR, F
from solvus.paper.claims import Claim, all_claims, claim
from solvus.paper.cycling import BAND, CELLS, CYCLES, DRAWN, WIDE, Cycling
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
from solvus.report.series import Line, Measured
from solvus.study.features import FEATURES
from solvus.study.run import StudyRun, run_study
from solvus.study.schema import Study

if TYPE_CHECKING:
    import plotly.graph_objects as go

MV, UM, MAH = 1e3, 1e6, 1.0 / 36e3
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


def _per_cycle(done: StudyRun, feature: str) -> np.ndarray:
    """A feature by cycle, inf after the end of a life, array (CYCLES,)."""
    found = np.full(CYCLES, np.inf)
    life = done.run.life
    for cycle in range(1, min(life.cycles - (not life.censored), CYCLES) + 1):
        found[cycle - 1] = FEATURES[feature].read(done, cycle)
    return found


def _quantiles(values: np.ndarray, levels: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Percentiles over draws; a draw that has ended counts as inf."""
    kept = np.where(np.isnan(values), np.inf, values)
    low, high = np.percentile(kept, levels, axis=0, method="nearest")
    return low, high


def voltage(cycling: Cycling) -> go.Figure:
    """Voltage over the whole life of the three cells (Figure 3a)."""
    cells = []
    for name, system in CELLS.items():
        run = cycling.laboratory.run(name).run
        time = np.concatenate([c.time for c in run.curves]) / SECONDS_PER_HOUR
        begins = [h.start / SECONDS_PER_HOUR for h in run.half_cycles[0::2]]
        failure = None
        if run.events:
            event = run.events[0]
            failure = (event.cycle, event.time / SECONDS_PER_HOUR, event.name)
        cells.append(
            life_voltage.CellLife(
                _name(system), system, time, MV * np.concatenate([c.voltage for c in run.curves]),
                np.array(begins), failure,
            )
        )  # fmt: skip
    return life_voltage.life_voltage(life_voltage.LifeVoltage(cells, stops=CHOSEN))


OBSERVED = {"life_li": (120.0, 140.0), "life_ag": (240.0, np.inf), "life_mg": (240.0, np.inf)}
HYSTERESIS = {"life_li": "sym.li.hys", "life_ag": "sym.liag.hys", "life_mg": "none"}


def hysteresis(cycling: Cycling) -> go.Figure:
    """Hysteresis against cycle number with bands, readings and lives (Figure 3b)."""
    cells = []
    for name, system in CELLS.items():
        done = cycling.laboratory.run(name)
        y = MV * _per_cycle(done, "hysteresis")
        line = Line(_name(system), NUMBERS, y, key=system)
        lowest = highest = life = None
        if name in DRAWN:
            values = MV * cycling.lives[name].hysteresis
            low, high = _quantiles(values, BAND)
            lowest, highest = _quantiles(values, WIDE)
            line = line._replace(low=low, high=high)
            ends = cycling.lives[name].ends
            if np.isfinite(ends).any():
                marks = [np.percentile(ends, q, method="nearest") for q in (*BAND, *WIDE)]
                middle = float(done.run.life.cycles)
                life = hysteresis_life.Life(middle, *(float(mark) for mark in marks))
        cells.append(
            hysteresis_life.HysteresisBand(
                line, lowest, highest, _measured(HYSTERESIS[name]), life, OBSERVED[name]
            )
        )
    return hysteresis_life.hysteresis_life(hysteresis_life.HysteresisLife(cells))


def enlarged(cycling: Cycling) -> go.Figure:
    """The first, 75th and 100th cycle of Li and Li-Ag (Figure 3c, d)."""
    cells = []
    for name in DRAWN:
        run = cycling.laboratory.run(name).run
        curves = []
        for cycle in CHOSEN:
            mine = [c for c in run.curves if run.half_cycles[c.half_cycle].cycle == cycle]
            if not mine:
                continue
            time = np.concatenate([c.time for c in mine])
            curves.append(
                chosen_cycles.CycleCurve(
                    cycle, (time - time[0]) / SECONDS_PER_HOUR,
                    MV * np.concatenate([c.voltage for c in mine]),
                )
            )  # fmt: skip
        cells.append(chosen_cycles.CellCycles(_name(CELLS[name]), curves))
    return chosen_cycles.chosen_cycles(chosen_cycles.ChosenCycles(cells))


LAYERS = {"life_li": "layer.li.", "life_ag": "layer.liag."}


def layers(cycling: Cycling) -> go.Figure:
    """Thickness of the reaction layer, and where the lithium is (Figure 3e, f)."""
    cells = []
    for name in DRAWN:
        done = cycling.laboratory.run(name)
        low, high = _quantiles(UM * cycling.lives[name].layer, BAND)
        y = UM * _per_cycle(done, "layer_thickness")
        line = Line(_name(CELLS[name]), NUMBERS, y, low, high, key=CELLS[name])
        rows = done.run.half_cycles[1::2]
        kept = [row.layers[0] for row in rows if row.layers is not None]
        foil = [row.working.lithium for row in rows]
        cells.append(
            layer_growth.LayerCell(
                line, np.array([row.cycle for row in rows]), F * MAH * np.array(foil),
                MAH * np.array([one.dead for one in kept]),
                MAH * np.array([one.sei for one in kept]), _measured(LAYERS[name]),
            )
        )  # fmt: skip
    return layer_growth.layer_growth(layer_growth.LayerGrowth(cells))


RIVALS = {
    "per_electrode": "each electrode closes its own pores",
    "shared_electrolyte": "both dry out one electrolyte",
    "inventory": "nothing closes",
}


def rivals(cycling: Cycling) -> go.Figure:
    """The hysteresis of Li under the three closures, each through what it needs no fit for."""
    drawn = []
    for name, title in RIVALS.items():
        done = run_study(_closed_by(cycling, name), STUDIES)
        run = done.run
        y = MV * _per_cycle(done, "hysteresis")
        life = run.life
        end = float(life.cycles) if not life.censored else np.inf
        drawn.append(closures.ClosureLine(Line(title, NUMBERS, y), end, life.rule))
    return closures.closures(closures.Closures(drawn, _measured("sym.li.hys")))


def _closed_by(cycling: Cycling, closure: str) -> Study:
    asked = with_cycling(study("life_li"), cycling.theta)
    known = dict(asked.layer.parameters)
    if closure != "per_electrode":
        known.pop("closing_charge")
    layer = asked.layer.model_copy(update={"closure": closure, "parameters": known})
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
        rows, curves = done.run.half_cycles, done.run.curves
        passed = [MAH * abs(h.current) * h.duration for h in rows]
        hours = [h.start / SECONDS_PER_HOUR for h in rows]
        last = hours[-1] + rows[-1].duration / SECONDS_PER_HOUR
        steps = [
            efficiency_ledger.ProtocolStep("conditioning", "conditioning", hours[0], hours[2]),
            efficiency_ledger.ProtocolStep("reservoir", "reservoir", hours[2], hours[3]),
            efficiency_ledger.ProtocolStep("cycles", "10 cycles", hours[3], hours[-1]),
            efficiency_ledger.ProtocolStep("strip", "strip to the end", hours[-1], last),
        ]
        one = claim("ace.li" if name == "ace_li" else "ace.liag")
        time = np.concatenate([c.time for c in curves]) / SECONDS_PER_HOUR
        cells.append(
            efficiency_ledger.CellLedger(
                f"{system} || Cu", system, time, MV * np.concatenate([c.voltage for c in curves]),
                steps, passed[2], sum(passed[4:-1:2]), sum(passed[3:-1:2]), passed[-1],
                100.0 * FEATURES["efficiency"].read(done, 1),
                Measured("printed", 0.0, one.number, float(one.sigma or 0.0), one.role),
            )
        )  # fmt: skip
    return efficiency_ledger.efficiency_ledger(efficiency_ledger.EfficiencyLedger(cells))


def impedances(cycling: Cycling) -> list[nyquist.Spectrum]:
    """Spectra of Li and Li-Ag at cycles 1 and 100, down to where the salt shows."""
    found = []
    for name in DRAWN:
        for cycle in (1, 100):
            parts = spectrum(cycling.laboratory, name, cycle, f_min=DEEP).parts
            z = 1e4 * parts.total
            found.append(
                nyquist.Spectrum(
                    f"{CELLS[name]}, cycle {cycle}", CELLS[name], parts.frequency, z.real, z.imag
                )
            )
    return found


def nyquist_plot(cycling: Cycling) -> go.Figure:
    """Impedance in the complex plane (Figure S10)."""
    return nyquist.nyquist(nyquist.Nyquist(impedances(cycling)))


def bode_plot(cycling: Cycling) -> go.Figure:
    """The same against frequency."""
    return bode.bode(bode.Bode(impedances(cycling)))


def sweeps(cycling: Cycling) -> go.Figure:
    """Cyclic voltammetry of Li and Li-Ag (Figure S6)."""
    drawn = []
    for name, system in (("cv_li", "Li"), ("cv_ag", "Li-Ag")):
        curves = cycling.laboratory.run(name).run.curves
        drawn.append(
            voltammogram.Voltammogram(
                _name(system), system, MV * np.concatenate([c.voltage for c in curves]),
                0.1 * np.concatenate([c.current for c in curves]),
            )
        )  # fmt: skip
    return voltammogram.voltammogram(voltammogram.Voltammograms(drawn))
