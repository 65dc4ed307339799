"""Reading a cyclic voltammogram of a symmetric cell: resistance at 0 V, currents, charges.

    R_p = dV/dj at V = 0, less R_s,   j0 = 2 R T/(F R_p)

for two equal electrodes in series that each give R T/(F j0). `voltammetry_of` reads both from a
record, with error bars. R_p holds whatever else is in series
with the reaction (a film, a layer), so j0 is an apparent one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from solvus.analyse.cycling_record import CyclerCell, accuracy_of, record_rows
from solvus.analyse.uncertain import (
    AREA,
    CURRENT_GAIN,
    SOURCES,
    VOLTAGE_GAIN,
    Accuracy,
    Reading,
    Uncertain,
    reading,
)
from solvus.base.constants import F, R
from solvus.base.errors import Fault, InputError

if TYPE_CHECKING:
    import xarray as xr

WINDOW = 5e-3  # [V], a tenth of 2RT/F
TURN_SHARE = 0.01  # of the range of the potential that counts as its turning point


class PolarisationResistance(NamedTuple):
    """R_p [ohm m2], its standard error [ohm m2], current density at 0 V [A/m2], points used.

    The error is that of the regression alone: the scatter and bend of the curve in the window.
    """

    resistance: float
    error: float
    offset: float
    points: int


class Extreme(NamedTuple):
    """A largest current density [A/m2] of one sign, the potential [V] and time [s] at which it
    flowed, and whether that was a turning point of the sweep rather than a peak within it."""

    current: float
    voltage: float
    time: float
    at_turn: bool


class HalfSweep(NamedTuple):
    """A stretch of one sign of the current: start and end [s], charge [C/m2] with its sign."""

    start: float
    end: float
    charge: float


def polarisation_resistance(
    voltage: ArrayLike, current: ArrayLike, series: float = 0.0, window: float = WINDOW
) -> PolarisationResistance:
    """R_p at 0 V by linear regression.

    voltage [V], current [A/m2] : arrays (n,), of one sweep or several.
    series : R_s [ohm m2], from the high-frequency intercept of a spectrum; taken off.
    window : points with |V - j R_s| <= window [V] are used. It must be small against 2RT/F, 51 mV.

    The potential is imposed and the current measured, so j is regressed on V; R_p is the inverse
    slope less R_s. Raises ValueError for fewer than three points in the window, all at one
    potential, values that are not numbers, and a slope or a rest that is not positive.
    """
    v, j = _pair(voltage, current, "potentials")
    if series < 0.0 or not 0.0 < window < np.inf:
        raise ValueError(f"series resistance {series:g} ohm m2 and window {window:g} V: "
                         "one must not be negative, the other must be positive")  # fmt: skip
    inside = np.abs(v - j * series) <= window
    v, j = v[inside], j[inside]
    if len(v) < 3 or np.ptp(v) == 0.0:
        raise ValueError(
            f"{len(v)} points within {1e3 * window:g} mV of 0 V are too few for a slope; "
            "widen the window"
        )
    spread = v - v.mean()
    square = float(spread @ spread)
    slope = float(spread @ j) / square
    if slope <= 0.0:
        raise ValueError("the current does not rise with the potential at 0 V")
    rest = j - j.mean() - slope * spread
    slope_error = float(np.sqrt(rest @ rest / (len(v) - 2) / square))
    resistance = 1.0 / slope - series
    if resistance <= 0.0:
        raise ValueError(
            f"the series resistance, {series:g} ohm m2, is all of the {1.0 / slope:g} ohm m2 found"
        )
    offset = float(j.mean() - slope * v.mean())
    return PolarisationResistance(resistance, slope_error / slope**2, offset, len(v))


def apparent_exchange_current(resistance: float, temperature: float = 298.15) -> float:
    """j0 [A/m2] = 2 R T/(F R_p) of two equal electrodes in series, from R_p [ohm m2] of both.

    Raises ValueError for a resistance that is not positive.
    """
    if not 0.0 < resistance < np.inf:
        raise ValueError(f"a resistance of {resistance:g} ohm m2 gives no exchange current")
    return 2.0 * R * temperature / (F * resistance)


def voltammetry_of(
    record: xr.Dataset | Mapping[str, Any],
    cell: CyclerCell,
    *,
    series: float,
    series_error: float = 0.0,
    window: float = WINDOW,
    temperature: float = 298.15,
    accuracy: Accuracy | None = None,
) -> dict[str, Reading]:
    """R_p [ohm m2] and j0 [A/m2] of the sweeps of a symmetric cell, with error bars.

    record, cell : as `features.features_of`. series, series_error : R_s of the cell and its
    standard error [ohm; ohm m2 where the record is per area]; it must be said, if only that it is
    0, because j0 without it is too small. window, temperature : as above. accuracy : None for the
    usual one.

    The gains of current and voltage shift R_p before R_s is taken off, an offset shifts only where
    the window lies. The noise is that of the regression and of R_s. Raises InputError for another
    kind of cell, a missing area, and all that `polarisation_resistance` refuses.
    """
    rows = record_rows(record, cell)
    if cell.kind != "symmetric":
        raise InputError(
            Fault(f"j0 = 2RT/(F R_p A) holds for two equal electrodes, not for {cell.kind}", "cell")
        )
    area = rows.area if rows.area is not None else (1.0 if rows.areal else None)
    if area is None:
        raise InputError(Fault("no area is known; give the area of one electrode", "area"))
    known = accuracy_of(rows, accuracy)
    own = 1.0 if rows.areal else area  # R_s of a record per area is per area too
    try:
        found = polarisation_resistance(
            rows.trace.voltage, rows.trace.current / area, series * own, window
        )
        sources = known.sources(float(np.abs(rows.trace.current).max()))
    except ValueError as error:
        raise InputError(Fault(str(error), file=rows.file)) from None
    resistance, whole = found.resistance, found.resistance + series * own
    systematic = np.zeros((1, len(SOURCES)))
    systematic[0, CURRENT_GAIN] = -whole * sources[CURRENT_GAIN]
    systematic[0, VOLTAGE_GAIN] = whole * sources[VOLTAGE_GAIN]
    systematic[0, AREA] = resistance * sources[AREA]
    noise = np.array([np.hypot(found.error, series_error * own)])
    r_p = Uncertain(np.array([resistance]), noise, systematic)
    j_0 = apparent_exchange_current(resistance, temperature)
    slope = -j_0 / resistance
    j0 = Uncertain(np.array([j_0]), noise * -slope, systematic * slope)
    options = {
        "series": f"{series:g}", "window": f"{window:g} V", "temperature": f"{temperature:g} K",
        "points": f"{found.points}", "accuracy": known.words,
    }  # fmt: skip
    return {
        "polarisation_resistance": reading(
            r_p, 0, "polarisation_resistance", "ohm*m^2",
            "polarisation resistance at 0 V: 1/(dj/dV) by regression of j on V, less R_s", options,
        ),
        "exchange_current": reading(
            j0, 0, "exchange_current", "A/m^2",
            "apparent exchange current density of two equal electrodes: 2RT/(F R_p)", options,
        ),
    }  # fmt: skip


def extremes(time: ArrayLike, voltage: ArrayLike, current: ArrayLike) -> tuple[Extreme, Extreme]:
    """The largest positive and the largest negative current density, arrays (n,), n >= 2.

    A current that is largest where the sweep turns (within 1 % of the largest or least potential)
    or where the record begins or ends is no peak; `at_turn` says so. Raises ValueError for arrays
    that do not pair up, fewer than two points and values that are not numbers.
    """
    t, j = _pair(time, current, "times")
    v, _ = _pair(voltage, current, "potentials")
    near = TURN_SHARE * np.ptp(v)
    at_turn = (v >= v.max() - near) | (v <= v.min() + near)
    at_turn[[0, -1]] = True
    high, low = (
        Extreme(float(j[i]), float(v[i]), float(t[i]), bool(at_turn[i]))
        for i in (np.argmax(j), np.argmin(j))
    )
    return high, low


def half_sweeps(time: ArrayLike, current: ArrayLike) -> list[HalfSweep]:
    """The stretches of one sign of the current, in order, and the charge of each.

    time [s], never falling, and current density [A/m2] : arrays (n,), n >= 2, straight lines
    between the points; a stretch ends where that line passes 0. Stretches without charge are left
    out. Raises ValueError as `extremes`, and for a time that falls.
    """
    t, j = _pair(time, current, "times")
    if (np.diff(t) < 0.0).any():
        raise ValueError("the time of a sweep falls")
    cross = np.flatnonzero(j[:-1] * j[1:] < 0.0)
    at = t[cross] + (t[cross + 1] - t[cross]) * j[cross] / (j[cross] - j[cross + 1])
    t, j = np.insert(t, cross + 1, at), np.insert(j, cross + 1, 0.0)
    pieces = 0.5 * (j[1:] + j[:-1]) * np.diff(t)
    found: list[HalfSweep] = []
    for start, end, charge in zip(t[:-1], t[1:], pieces, strict=True):
        if charge == 0.0:
            continue
        if found and found[-1].charge * charge > 0.0:
            found[-1] = found[-1]._replace(end=float(end), charge=found[-1].charge + float(charge))
        else:
            found.append(HalfSweep(float(start), float(end), float(charge)))
    return found


def _pair(values: ArrayLike, current: ArrayLike, what: str) -> tuple[np.ndarray, np.ndarray]:
    a, j = np.asarray(values, float), np.asarray(current, float)
    if a.ndim != 1 or a.shape != j.shape:
        raise ValueError(f"{a.size} {what} and {j.size} currents do not pair up")
    if len(a) < 2:
        raise ValueError(f"a sweep of {len(a)} points is too short to read")
    if not (np.isfinite(a).all() and np.isfinite(j).all()):
        raise ValueError("the sweep holds values that are not numbers")
    return a, j
