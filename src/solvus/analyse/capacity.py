"""Capacity, voltage and efficiency of a cell with two different electrodes, cycle by cycle.

Of one half-cycle, with the charge q passed since its beginning:

    Q = integral of |j| dt,   E = integral of V dq,   mean = E/Q,   mid = V(q = Q/2)

and of a cycle, with the charge before the discharge whichever of them the cell began with:

    efficiency = Q_discharge/Q_charge,   polarisation = mid_charge - mid_discharge

Between points current and voltage are straight lines. Whoever prints a retention must say against
which cycle: the functions here want it named.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from solvus.analyse.segmentation import stretches

CHARGE, DISCHARGE = 1, -1


class HalfCurve(NamedTuple):
    """A charge (sign 1) or a discharge (sign -1): time [s], charge passed since its beginning
    [C/m2, or whatever the current brings], voltage [V]; arrays (n,)."""

    sign: int
    time: np.ndarray
    charge: np.ndarray
    voltage: np.ndarray

    @property
    def capacity(self) -> float:
        """Charge passed in all."""
        return float(self.charge[-1])


class Cycles(NamedTuple):
    """Cycles in order, arrays (cycles,); nan where a cycle has no such half.

    charge, discharge : charge passed; energy_in, energy_out : energy; mid_charge, mid_discharge :
    voltage at half the charge [V]; begins : 1 for a cell that was charged first, -1 for one that
    was discharged first.
    """

    charge: np.ndarray
    discharge: np.ndarray
    energy_in: np.ndarray
    energy_out: np.ndarray
    mid_charge: np.ndarray
    mid_discharge: np.ndarray
    begins: int

    @property
    def efficiency(self) -> np.ndarray:
        """Coulombic efficiency of each discharge [1], see `coulombic_efficiency`."""
        return coulombic_efficiency(self.charge, self.discharge, self.begins)

    @property
    def energy_efficiency(self) -> np.ndarray:
        """Energy of each discharge over that of the charge before it [1]."""
        return coulombic_efficiency(self.energy_in, self.energy_out, self.begins)

    @property
    def mean_charge(self) -> np.ndarray:
        """Mean voltage of each charge over its charge [V]."""
        return _over(self.energy_in, self.charge)

    @property
    def mean_discharge(self) -> np.ndarray:
        """Mean voltage of each discharge over its charge [V]."""
        return _over(self.energy_out, self.discharge)

    @property
    def polarisation(self) -> np.ndarray:
        """Mid voltage of the charge less that of the discharge of each cycle [V]."""
        return self.mid_charge - self.mid_discharge


def half_curves(
    time: ArrayLike, current: ArrayLike, voltage: ArrayLike, *, rest: float = 0.0
) -> list[HalfCurve]:
    """Split a record into its charges and discharges.

    time [s], never falling; current, positive on charge, per area or of the cell; voltage [V]:
        arrays (n,). rest : |current| up to which the cell rests.

    A half-cycle goes on until the current changes its sign: steps of one sign are one half-cycle,
    whatever the current, and a rest between two of them adds no charge. Rests between half-cycles
    belong to none. Raises ValueError for arrays that do not pair up, a time that falls and values
    that are not numbers.
    """
    t, j, v = (np.asarray(values, float) for values in (time, current, voltage))
    if t.ndim != 1 or t.shape != j.shape or t.shape != v.shape:
        raise ValueError(f"{t.size} times, {j.size} currents and {v.size} voltages do not pair up")
    for name, values in (("time", t), ("current", j), ("voltage", v)):
        if not np.isfinite(values).all():
            raise ValueError(f"the {name} holds values that are not numbers")
    if (np.diff(t) < 0.0).any():
        raise ValueError("the time falls within the record")
    sign = np.where(np.abs(j) > rest, np.sign(j), 0.0)
    found = []
    for first, last in stretches(sign):
        if last > first:
            piece = slice(first, last + 1)
            size = np.abs(np.where(sign[piece] == 0.0, 0.0, j[piece]))
            found.append(HalfCurve(int(sign[first]), t[piece], _passed(t[piece], size), v[piece]))
    return found


def cycles_of(halves: Sequence[HalfCurve]) -> Cycles:
    """The half-cycles of a record by cycle: a cycle begins whenever the first sign comes again."""
    begins = halves[0].sign if halves else CHARGE
    rows: list[dict[int, HalfCurve]] = []
    for half in halves:
        if half.sign == begins or not rows:
            rows.append({})
        rows[-1][half.sign] = half

    def both(read: str) -> tuple[np.ndarray, np.ndarray]:
        of = [[_read(row[sign], read) if sign in row else np.nan for row in rows]
              for sign in (CHARGE, DISCHARGE)]  # fmt: skip
        return np.array(of[0]), np.array(of[1])

    return Cycles(*both("capacity"), *both("energy"), *both("mid"), begins=begins)


def _read(half: HalfCurve, what: str) -> float:
    if what == "capacity":
        return half.capacity
    return {"energy": energy, "mid": mid_voltage}[what](half.charge, half.voltage)


def charge_passed(time: ArrayLike, current: ArrayLike) -> np.ndarray:
    """Charge passed since the first point [A s or A s/m2]: integral of |j| dt, array (n,)."""
    return _passed(np.asarray(time, float), np.abs(np.asarray(current, float)))


def _passed(time: np.ndarray, size: np.ndarray) -> np.ndarray:
    steps: np.ndarray = 0.5 * (size[1:] + size[:-1]) * (time[1:] - time[:-1])
    return np.concatenate((np.zeros(min(len(time), 1)), np.cumsum(steps)))


def energy(charge: np.ndarray, voltage: np.ndarray) -> float:
    """Energy of a half-cycle, the integral of V dq [J/m2 for C/m2].

    charge : passed since its beginning, never falling; voltage [V]: arrays (n,).
    """
    return float(0.5 * (voltage[1:] + voltage[:-1]) @ (charge[1:] - charge[:-1]))


def mean_voltage(charge: np.ndarray, voltage: np.ndarray) -> float:
    """Voltage averaged over the charge of a half-cycle, E/Q [V]; nan where none passed."""
    passed = charge[-1] - charge[0] if len(charge) else 0.0
    return energy(charge, voltage) / float(passed) if passed > 0.0 else np.nan


def mid_voltage(charge: np.ndarray, voltage: np.ndarray) -> float:
    """Voltage at half the charge of a half-cycle [V]; nan where no charge passed."""
    if not len(charge) or not charge[-1] > charge[0]:
        return np.nan
    return float(np.interp(0.5 * (charge[0] + charge[-1]), charge, voltage))


def coulombic_efficiency(
    charge: np.ndarray, discharge: np.ndarray, begins: int = CHARGE
) -> np.ndarray:
    """Discharge over the charge that went before it, of each cycle [1].

    charge, discharge : of each cycle, arrays (cycles,). begins : 1 where a cycle is a charge and
        then a discharge; -1 where it is a discharge and then a charge: a discharge is then held
        against the charge of the cycle before, and the first has no efficiency (nan).

    It says what the cathode gave back, not what the foil lost, as long as the foil has lithium to
    spare.
    """
    before = np.asarray(charge, float)
    if begins == DISCHARGE:
        before = np.concatenate((np.full(min(before.size, 1), np.nan), before[:-1]))
    return _over(np.asarray(discharge, float), before)


def retention(capacity: ArrayLike, reference: float) -> np.ndarray:
    """Capacities over that of the cycle they are held against [1]; any unit.

    Raises ValueError for a reference that is not a positive number.
    """
    if not 0.0 < reference < np.inf:
        raise ValueError(f"a capacity of {reference:g} is nothing to hold others against")
    return np.asarray(capacity, float) / reference


def differential_capacity(
    charge: ArrayLike, voltage: ArrayLike, edges: ArrayLike
) -> np.ndarray:
    """dQ/dV of a half-cycle in bins of voltage, array (bins,), in units of charge per volt.

    charge : passed since its beginning, never falling; voltage [V]: arrays (n,). edges [V] : of
        the bins, rising, array (bins + 1,).

    The charge passed while the voltage was in a bin, over the width of the bin: nothing is lost
    however the voltage turns, and the sum over bins that hold all of the curve is its charge. What
    passes at a constant voltage lies in the bin that begins there or below. Raises ValueError for
    edges that do not rise and arrays that do not pair up.
    """
    q, v, at = (np.asarray(values, float) for values in (charge, voltage, edges))
    if q.shape != v.shape or q.ndim != 1:
        raise ValueError(f"{q.size} charges and {v.size} voltages do not pair up")
    if at.size < 2 or not (np.diff(at) > 0.0).all():
        raise ValueError("the edges of the bins must rise, and there are two or more")
    passed = np.diff(q)
    low, high = np.minimum(v[1:], v[:-1]), np.maximum(v[1:], v[:-1])
    span = np.where(high > low, high - low, 1.0)
    below = np.array([
        passed @ np.where(high > low, np.clip((edge - low) / span, 0.0, 1.0), low < edge)
        for edge in at
    ])  # fmt: skip
    return np.asarray(np.diff(below) / np.diff(at))


class DifferentialCapacity(NamedTuple):
    """dQ/dV of a half-cycle: middles of the bins [V], dQ/dV and its standard error from the noise
    [charge per volt], arrays (bins,); and what it was smoothed with: width of a bin and standard
    deviation of the Gaussian over the bins [V], 0 for none."""

    voltage: np.ndarray
    value: np.ndarray
    error: np.ndarray
    width: float
    smoothing: float


def smoothed_differential(
    charge: ArrayLike,
    voltage: ArrayLike,
    width: float = 5e-3,
    smoothing: float = 5e-3,
    noise: float = 0.0,
) -> DifferentialCapacity:
    """dQ/dV in bins of one width, smoothed by a Gaussian; both belong to the result.

    charge, voltage : as `differential_capacity`. width [V] : of the bins, whose edges are whole
    multiples of it. smoothing [V] : standard deviation of the Gaussian, which keeps the sum over
    the bins. noise [V] : of one reading.

    The error is that of the charge at each edge, through the differences and the Gaussian: with s
    the noise and d the voltage between two readings it is dQ/dV sqrt(s d/sqrt pi), the scatter of
    readings that noise puts on the wrong side of the edge, and no more than s dQ/dV.
    Peaks narrower than width and smoothing are broadened by them. Raises ValueError as
    `differential_capacity`, for a width that is not positive, and for one that makes more than
    100 000 bins.
    """
    v = np.asarray(voltage, float)
    if not 0.0 < width < np.inf or not 0.0 <= smoothing < np.inf or not 0.0 <= noise < np.inf:
        raise ValueError(
            f"width {width:g}, smoothing {smoothing:g} and noise {noise:g} V: the first is "
            "positive, the others are not negative"
        )
    if v.size < 2 or not np.isfinite(v).all():
        raise ValueError("the voltage needs two readings or more, all of them numbers")
    reach = int(np.ceil(4.0 * smoothing / width))
    low, high = np.floor(v.min() / width) - reach, np.ceil(v.max() / width) + reach
    if high - low > 100_000:
        raise ValueError(f"bins of {width:g} V over {np.ptp(v):g} V are too many; widen them")
    edges = width * np.arange(low, max(high, low + 1.0) + 1.0)
    value = differential_capacity(charge, v, edges)
    kernel = np.ones(1)
    if smoothing > 0.0:
        kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * width / smoothing) ** 2)
        kernel /= kernel.sum()
    apart = width / np.maximum(np.histogram(v, edges)[0], 1)
    off = value * np.minimum(noise, np.sqrt(noise * apart / np.sqrt(np.pi)))
    at_edge = np.zeros(edges.size)
    at_edge[1:-1] = 0.5 * (off[1:] + off[:-1])
    weight = np.diff(np.concatenate(([0.0], kernel, [0.0]))) / width
    error = np.sqrt(np.convolve(at_edge**2, weight**2, mode="full"))
    start = reach + 1
    return DifferentialCapacity(
        0.5 * (edges[1:] + edges[:-1]),
        np.convolve(value, kernel, mode="full")[reach : reach + value.size],
        error[start : start + value.size],
        width,
        smoothing,
    )


def _over(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """A quotient, nan where there is nothing to divide by."""
    out = np.full(np.shape(part), np.nan)
    np.divide(part, whole, out=out, where=np.asarray(whole) > 0.0)
    return out
