"""The porous cathode through a stretch of constant current, up to a time or a voltage.

The equations of `porous` are a differential-algebraic system of index 1, M y' = f(y), and RODASP
(see `rodasp`) is made for these: one matrix a step, no Newton iteration but for the potentials
right after a jump of the current. A step that oversteps the voltage limit is taken again, shorter,
until it ends there.
"""

from __future__ import annotations

import numpy as np

from solvus.kernels import rodasp
from solvus.kernels.jit import lean
from solvus.kernels.porous import PHI_E, PHI_S, C, Porous, Work, at_lithium, equilibrium, rates
from solvus.kernels.porous_matrix import factor_matrix, solve_matrix

DONE, LIMIT, RECORD_FULL, NO_PROGRESS, NO_START, AT_END = 0, 1, 2, 3, 4, 5
TIME, VOLTAGE, SURFACE, MEAN, SALT = 0, 1, 2, 3, 4
COLUMNS = 5

STAGES = rodasp.STAGES
GAMMA = rodasp.GAMMA
A = tuple(tuple(row) for row in rodasp.A)
COUPLING = tuple(tuple(row) for row in rodasp.C)

SAFETY, SHRINK, GROWTH = 0.9, 0.2, 4.0
NEWTON, NEWTON_STEP = 200, 0.05  # iterations, largest [V]
NEWTON_MET, NEWTON_NEARLY = 1e-12, 1e-9  # [V], where it stops, where it may
INSTANT = 1e-15  # [s]: a step so short that nothing but the potentials follows
TRIALS, LIMIT_MET = 60, 1e-9  # on the way to a voltage limit, met at [V]
DRY = 1e-6  # [mol/m3]: salt that counts as used up
AT_THE_END = 1e-4  # of lithium content: a surface so close to an end of its range is there


@lean
def voltage(m: np.ndarray, current: float, resistance: float, p: Porous) -> float:
    """Potential of the current collector against lithium without overpotential [V]."""
    last = m.shape[0] - 1
    return m[last, PHI_S] + current * (0.5 * p.width[last] / p.sigma + resistance)


@lean
def consistent(
    theta: np.ndarray, m: np.ndarray, current: float, p: Porous, work: Work
) -> bool:
    """Find the potentials that go with the lithium and the salt as they are; False if none do."""
    for _ in range(NEWTON):
        rates(theta, m, current, p, work.f_theta, work.f_m, work)
        factor_matrix(theta, m, current, 1.0 / INSTANT, p, work)
        work.f_theta[:] = 0.0
        work.f_m[:, C] = 0.0
        solve_matrix(work.f_theta, work.f_m, p, work)
        worst = 0.0
        for k in range(m.shape[0]):
            for i in (PHI_E, PHI_S):
                size = abs(work.f_m[k, i])
                if not size < np.inf:
                    return False
                worst = max(worst, size)
        damp = 1.0 if worst <= NEWTON_STEP else NEWTON_STEP / worst
        for k in range(m.shape[0]):
            for i in (PHI_E, PHI_S):
                m[k, i] += damp * work.f_m[k, i]
        if worst <= NEWTON_MET:
            return True
    return worst <= NEWTON_NEARLY


@lean
def at_rest(theta: np.ndarray, m: np.ndarray, p: Porous) -> None:
    """Potentials without a current, for particles as they are: where Newton starts from."""
    last = theta.shape[1] - 1
    mean = 0.0
    for k in range(theta.shape[0]):
        mean += equilibrium(theta[k, last], p)[0] / theta.shape[0]
    m[:, PHI_E] = 0.0
    m[: p.separator, PHI_S] = 0.0
    m[p.separator :, PHI_S] = mean


@lean
def combine(
    y: np.ndarray, parts: np.ndarray, coefficients: tuple, count: int, out: np.ndarray
) -> None:
    """out = y + sum over j < count of coefficients[j] parts[j]; all arrays (n, k)."""
    for a in range(y.shape[0]):
        for b in range(y.shape[1]):
            total = y[a, b]
            for j in range(count):
                total += coefficients[j] * parts[j, a, b]
            out[a, b] = total


@lean
def put(found: np.ndarray, out: np.ndarray) -> None:
    """out = found, arrays (n, k)."""
    for a in range(found.shape[0]):
        for b in range(found.shape[1]):
            out[a, b] = found[a, b]


@lean
def keep(found: np.ndarray, parts: np.ndarray, stage: int) -> None:
    """parts[stage] = found."""
    for a in range(found.shape[0]):
        for b in range(found.shape[1]):
            parts[stage, a, b] = found[a, b]


@lean
def take_last(parts: np.ndarray, out: np.ndarray) -> None:
    """out += the increment of the last stage: the method is stiffly accurate."""
    for a in range(out.shape[0]):
        for b in range(out.shape[1]):
            out[a, b] += parts[STAGES - 1, a, b]


@lean
def couple(coefficients: tuple, count: int, h: float, p: Porous, work: Work) -> None:
    """Add M times the sum over j < count of coefficients[j]/h U_j to the rates."""
    f_theta, f_m, part, cell = work.f_theta, work.f_m, work.part, work.cell
    volume = p.volume
    for j in range(count):
        share = coefficients[j] / h
        for k in range(f_theta.shape[0]):
            for i in range(f_theta.shape[1]):
                f_theta[k, i] += share * volume[i] * part[j, k, i]
        for k in range(f_m.shape[0]):
            f_m[k, C] += share * p.porosity[k] * p.width[k] * cell[j, k, C]


@lean
def try_step(
    theta: np.ndarray, m: np.ndarray, current: float, h: float, p: Porous, work: Work
) -> None:
    """A step of h [s]: the new state in work.theta, work.m, its error in work.part[5], cell[5]."""
    factor_matrix(theta, m, current, 1.0 / (GAMMA * h), p, work)
    for stage in range(STAGES):
        combine(theta, work.part, A[stage], stage, work.theta)
        combine(m, work.cell, A[stage], stage, work.m)
        rates(work.theta, work.m, current, p, work.f_theta, work.f_m, work)
        couple(COUPLING[stage], stage, h, p, work)
        solve_matrix(work.f_theta, work.f_m, p, work)
        keep(work.f_theta, work.part, stage)
        keep(work.f_m, work.cell, stage)
    take_last(work.part, work.theta)
    take_last(work.cell, work.m)


@lean
def within(theta: np.ndarray, p: Porous) -> bool:
    """Whether every surface has a lithium content that it can take."""
    last, inside = theta.shape[1] - 1, True
    for k in range(theta.shape[0]):
        inside = inside and p.low < theta[k, last] < p.high
    return inside


@lean
def error_of(work: Work, p: Porous, tolerance: float) -> float:
    """Largest local error in units of the tolerance: of lithium content [1], salt [1000 mol/m3],
    potential [V]; inf for a state that cannot be."""
    part, worst = work.part, 0.0
    if not within(work.theta, p):
        return np.inf
    for k in range(part.shape[1]):
        for i in range(part.shape[2]):
            size = abs(part[STAGES - 1, k, i])
            if not size < np.inf:
                return np.inf
            worst = max(worst, size)
    for k in range(work.m.shape[0]):
        worst = max(worst, abs(work.cell[STAGES - 1, k, C]) * 1e-3)
        worst = max(worst, abs(work.cell[STAGES - 1, k, PHI_E]))
        worst = max(worst, abs(work.cell[STAGES - 1, k, PHI_S]))
        if not work.m[k, C] > DRY:
            return np.inf
    return worst / tolerance if worst < np.inf else np.inf


@lean
def added(times: np.ndarray, volts: np.ndarray, t: float) -> float:
    """What the lithium electrode adds to the voltage at time t [V], by straight lines."""
    last = times.size - 1
    if t >= times[last]:
        return volts[last]
    i = np.searchsorted(times, t)
    if i == 0:
        return volts[0]
    a, b = times[i - 1], times[i]
    return volts[i - 1] + (volts[i] - volts[i - 1]) * (t - a) / (b - a)


@lean
def mean_content(theta: np.ndarray, p: Porous) -> float:
    """Lithium content averaged over the electrode [1]."""
    total, room = 0.0, 0.0
    for k in range(theta.shape[0]):
        width = p.width[p.separator + k]
        for i in range(theta.shape[1]):
            total += width * p.volume[i] * theta[k, i]
            room += width * p.volume[i]
    return total / room


@lean
def record(
    out: np.ndarray, row: int, t: float, theta: np.ndarray, m: np.ndarray, current: float,
    resistance: float, p: Porous,
) -> None:  # fmt: skip
    """Write one row: time, voltage, lithium content of the last surface and mean, salt at x = 0."""
    out[row, TIME] = t
    out[row, VOLTAGE] = voltage(m, current, resistance, p)
    out[row, SURFACE] = theta[theta.shape[0] - 1, theta.shape[1] - 1]
    out[row, MEAN] = mean_content(theta, p)
    out[row, SALT] = at_lithium(m, current, p)[3]


@lean
def advance(
    theta: np.ndarray, m: np.ndarray, current: float, start: float, duration: float,
    first_step: float, max_step: float, tolerance: float, resistance: float, limit: float,
    times: np.ndarray, volts: np.ndarray, p: Porous, work: Work, out: np.ndarray,
) -> tuple:  # fmt: skip
    """Carry the electrode from `start` to `duration` [s] of a stretch of constant current [A/m2].

    theta (cathode, N), m (cells, 3) are changed in place. limit [V] ends the stretch where the
    voltage with `volts` at `times` added passes it, upwards on charge, downwards on discharge; nan
    for none. Returns (status, rows written, time reached, next step). RECORD_FULL: call again from
    there. AT_END: a surface has come to an end of the lithium contents that it can take; there
    its exchange current vanishes, and no charge is left on the way to any voltage. NO_PROGRESS: no
    step is short enough, as where the salt at the metal is used up.
    """
    t, h, rows = start, first_step, 0
    side = 1.0 if current > 0.0 else -1.0
    slack = 1e-12 * max(duration, 1.0)
    below = -np.inf
    if start == 0.0:
        if not consistent(theta, m, current, p, work):
            at_rest(theta, m, p)
            if not consistent(theta, m, current, p, work):
                return NO_START, rows, t, h
        record(out, rows, t, theta, m, current, resistance, p)
        rows += 1
    if not np.isnan(limit):
        now = voltage(m, current, resistance, p)
        below = side * (now + added(times, volts, t) - limit)
        if below >= 0.0:
            return LIMIT, rows, t, h
    while t < duration - slack:
        stop = duration - t
        h = min(min(h, max_step), stop)
        if stop < 2.0 * h and h < stop:
            h = 0.5 * stop
        try_step(theta, m, current, h, p, work)
        error = error_of(work, p, tolerance)
        if not error <= 1.0:
            h *= max(SHRINK, SAFETY * error**-0.25) if error < 1e30 else SHRINK
            if h < 1e-12 * max(duration, 1.0) or h < 1e-9:
                ended = current != 0.0 and at_end(theta, side, p)
                return AT_END if ended else NO_PROGRESS, rows, t, first_step
            continue
        met = False
        if not np.isnan(limit):
            now = voltage(work.m, current, resistance, p)
            beyond = side * (now + added(times, volts, t + h) - limit)
            if beyond >= 0.0:
                h = to_limit(
                    theta, m, current, t, h, below, beyond, resistance, limit, times, volts, p, work
                )
                met = True
            else:
                below = beyond
        put(work.theta, theta)
        put(work.m, m)
        t += h
        record(out, rows, t, theta, m, current, resistance, p)
        rows += 1
        if met:
            return LIMIT, rows, t, h
        if current != 0.0 and at_end(theta, side, p):
            return AT_END, rows, t, h
        h *= min(GROWTH, SAFETY * max(error, 1e-12) ** -0.25)
        if rows == out.shape[0] and t < duration - slack:
            return RECORD_FULL, rows, t, h
    return DONE, rows, t, h


@lean
def at_end(theta: np.ndarray, side: float, p: Porous) -> bool:
    """Whether every surface has come to the end that a current of that sign drives it to."""
    last, most = theta.shape[1] - 1, 0.0
    for k in range(theta.shape[0]):
        x = theta[k, last]
        most = max(most, x - p.low if side > 0.0 else p.high - x)
    return most < AT_THE_END


@lean
def to_limit(
    theta: np.ndarray, m: np.ndarray, current: float, t: float, h: float, below: float,
    beyond: float, resistance: float, limit: float, times: np.ndarray, volts: np.ndarray,
    p: Porous, work: Work,
) -> float:  # fmt: skip
    """The step [s] that ends at the voltage limit, in work.theta and work.m (Illinois method)."""
    side = 1.0 if current > 0.0 else -1.0
    low, high, kept = 0.0, h, 0
    trial = h
    for _ in range(TRIALS):
        trial = high - beyond * (high - low) / (beyond - below)
        if not low < trial < high:
            trial = 0.5 * (low + high)
        try_step(theta, m, current, trial, p, work)
        now = voltage(work.m, current, resistance, p)
        value = side * (now + added(times, volts, t + trial) - limit)
        if not (abs(value) < np.inf and within(work.theta, p)):
            value = 1.0  # beyond what a particle can take
        if abs(value) <= LIMIT_MET or high - low <= 1e-12 * h:
            break
        if value > 0.0:
            high, beyond = trial, value
            below *= 0.5 if kept > 0 else 1.0
            kept = 1
        else:
            low, below = trial, value
            beyond *= 0.5 if kept < 0 else 1.0
            kept = -1
    if low > 0.0 and not within(work.theta, p):
        trial = low
        try_step(theta, m, current, trial, p, work)
    return trial
