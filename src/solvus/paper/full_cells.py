"""The full cells: two numbers of the NCM622 cathode fitted, everything else carried over.

Foil, layer and film are those of the surface and of the symmetric cells. Of the cathode two numbers
are fitted on three readings of role fit:

    cathode_resistance   in series with the electrode, of what its kinetics on file do not give
    lithium_returned     the lithium content that its discharges end at (first-cycle loss)

on 170 mAh/g at 0.5C against Li, and 184.3 mAh/g and 3.77 V in mid-capacity at 0.1C to 4.30 V. How
fast a cathode fades no reading of role fit says: it is drawn over its range on file. Bands come
from runs at values drawn from both fits and from that range.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.optimize import least_squares

from solvus.materials import library
from solvus.model.protocol import Loop
from solvus.paper.claims import claim
from solvus.paper.cycling import Cycling, band, draws
from solvus.paper.laboratory import STUDIES, Laboratory, study, with_cycling
from solvus.study.full_cycles import FullCycles, full_cycles
from solvus.study.run import StudyRun, run_study
from solvus.study.schema import Study

DRAWS, SEED = 60, 414
ACTIVATION = {"full_li": 1, "full_ag": 1, "full_span_ag": 3, "full_span_li": 3, "pouch_ag": 1}
DRAWN = tuple(ACTIVATION)
CYCLES = {"full_li": 110, "full_ag": 110, "full_span_ag": 90, "full_span_li": 90, "pouch_ag": 60}
FADING = ("ncm622", "span")
CUT_OFFS = ("cutoff_43", "cutoff_455")

READINGS = ("full.ncm622.li.q1", "cutoff.q.43", "cutoff.v.43")
PRINTED_DIGIT = 0.05  # [mAh/g], of a reading without an uncertainty
START = np.array([20e-4, 0.92])  # ohm m2, 1
SCALE = np.array([10e-4, 0.01])
BOUNDS = ([0.0, 0.85], [100e-4, 0.99])
MAH_PER_G = 3.6e3  # C/kg

Tell = Callable[[str], None]


class FullReading(NamedTuple):
    """A fitted reading: its claim, value and sigma in its unit, what the fit makes of it."""

    id: str
    value: float
    sigma: float
    unit: str
    fitted: float


class Aged(NamedTuple):
    """A cell at every draw: discharge capacity [C/m2], its middle voltage [V] and that of the
    charge [V], by cycle after activation; arrays (draws, cycles), nan where the cell was spent."""

    capacity: np.ndarray
    middle: np.ndarray
    middle_charge: np.ndarray


@dataclass(frozen=True)
class FullCells:
    """The fit of the cathode and what follows from everything fitted before."""

    cycling: Cycling
    values: np.ndarray
    covariance: np.ndarray
    readings: tuple[FullReading, ...]
    chi2: float

    @property
    def theta(self) -> dict[str, float]:
        """Everything a laboratory needs for these cells; the fading of the cathodes as on file."""
        return self.cycling.theta | _named(self.values)

    @property
    def laboratory(self) -> Laboratory:
        """Runs at the fitted values."""
        return Laboratory(self.theta)

    @property
    def sigmas(self) -> np.ndarray:
        """Standard errors of the two numbers."""
        return np.sqrt(np.diag(self.covariance))

    @cached_property
    def thetas(self) -> list[dict[str, float]]:
        """Values drawn from the fits, and fading from its range on file (a triangle over it)."""
        random = np.random.default_rng(SEED)
        ranges = {name: library.cathode(name).fade for name in FADING}
        made = []
        for drawn in draws(self.cycling.result)[:DRAWS]:
            own = np.clip(random.multivariate_normal(self.values, self.covariance), *BOUNDS)
            fades = {
                f"fade_{name}": float(random.triangular(v.si_low, v.si, v.si_high))
                for name, v in ranges.items()
            }
            made.append(self.cycling.surface | drawn | _named(own) | fades)
        return made

    @cached_property
    def aged(self) -> dict[str, Aged]:
        """The cells of DRAWN at every draw."""
        return {name: _aged(name, self.thetas) for name in DRAWN}

    @cached_property
    def cut_offs(self) -> dict[str, np.ndarray]:
        """Capacity [mAh/g] and mid voltage [V] of the first discharge from each cut-off, by draw;
        arrays (draws, 2)."""
        made = {}
        for name in CUT_OFFS:
            asked = _cut(study(name), 0)
            runs = [run_study(with_cycling(asked, theta), STUDIES) for theta in self.thetas]
            made[name] = np.array([first_discharge(done) for done in runs])
        return made

    def retention(self, name: str, cycle: int) -> np.ndarray:
        """Discharge capacity of a cycle over that of the first one after activation, by draw."""
        capacity = self.aged[name].capacity
        return np.asarray(np.nan_to_num(capacity[:, cycle - 1] / capacity[:, 0]))

    def spread(self, values: np.ndarray) -> float:
        """Half the width of the 68 % band of a number over the draws."""
        (low,), (high,) = band(values[:, None])
        return float(0.5 * (high - low))


def calibrate_full(cycling: Cycling, progress: Tell | None = None) -> FullCells:
    """Fit the two numbers of the cathode, everything else as fitted before."""
    if progress is not None:
        progress("calibrating the cathode of the full cells")
    targets = [claim(name) for name in READINGS]
    sigmas = np.array([one.sigma or PRINTED_DIGIT for one in targets])
    wanted = np.array([one.number for one in targets])

    def residuals(x: np.ndarray) -> np.ndarray:
        return (_predicted(cycling, x * SCALE) - wanted) / sigmas

    low, high = (np.array(side) / SCALE for side in BOUNDS)
    found = least_squares(residuals, START / SCALE, bounds=(low, high), diff_step=1e-3)
    covariance = np.linalg.inv(found.jac.T @ found.jac) * np.outer(SCALE, SCALE)
    fitted = _predicted(cycling, found.x * SCALE)
    readings = tuple(
        FullReading(one.id, one.number, sigma, one.unit, float(value))
        for one, sigma, value in zip(targets, sigmas, fitted, strict=True)
    )
    return FullCells(cycling, found.x * SCALE, covariance, readings, float(2.0 * found.cost))


def _named(values: np.ndarray) -> dict[str, float]:
    return {"cathode_resistance": float(values[0]), "lithium_returned": float(values[1])}


def _predicted(cycling: Cycling, values: np.ndarray) -> np.ndarray:
    """What the fitted readings would be at these values."""
    theta = cycling.theta | _named(values)
    full = run_study(with_cycling(_cut(study("full_li"), 1), theta), STUDIES)
    low = run_study(with_cycling(_cut(study("cutoff_43"), 0), theta), STUDIES)
    fast = specific(full, float(cycles_of(full).cycles.discharge[1]))
    return np.array([fast, *first_discharge(low)])


def _cut(asked: Study, repeats: int) -> Study:
    """The study with its last loop done that often, without transients and curves."""
    *before, loop = asked.protocol
    assert isinstance(loop, Loop)
    kept = (*before, *([Loop(repeats, loop.body)] if repeats else []))
    return _quick(asked).model_copy(update={"protocol": kept})


def _quick(asked: Study) -> Study:
    """Without transients and with 40 cells of the foil, which capacities do not notice."""
    interface = asked.interface.model_copy(update={"nucleation_transient": "none"})
    run = asked.run.model_copy(update={"cells": 40, "curves": 0})
    return asked.model_copy(update={"interface": interface, "run": run})


def _aged(name: str, thetas: list[dict[str, float]]) -> Aged:
    asked, before, count = _quick(study(name)), ACTIVATION[name], CYCLES[name]
    made = Aged(*(np.full((len(thetas), count), np.nan) for _ in range(3)))
    for row, theta in enumerate(thetas):
        done = run_study(with_cycling(asked, theta), STUDIES)
        found = cycles_of(done).cycles
        for kept, values in zip(
            made, (found.discharge, found.mid_discharge, found.mid_charge), strict=True
        ):
            own = values[before : before + count]
            kept[row, : len(own)] = own
    return made


def cycles_of(done: StudyRun) -> FullCycles:
    """The cycles of a run by the definitions of `analyse.capacity`."""
    return full_cycles(done.run)


def first_discharge(done: StudyRun) -> tuple[float, float]:
    """Capacity [mAh/g] and mid voltage [V] of the first discharge of a run."""
    found = cycles_of(done).cycles
    return specific(done, float(found.discharge[0])), float(found.mid_discharge[0])


def specific(done: StudyRun, charge: float) -> float:
    """A charge [C/m2] per active material of the cathode [mAh/g]."""
    assert done.study.cell.cathode is not None
    return charge / done.study.cell.cathode.loading / MAH_PER_G
