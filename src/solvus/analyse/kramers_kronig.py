"""Does a spectrum obey the relations of Kramers and Kronig? The linear test, Lin-KK.

A linear, causal, stable and stationary cell has an impedance whose real and imaginary part follow
from each other. A sum of relaxations obeys this by construction:

    Z(w) = R0 + sum_k R_k/(1 + j w tau_k) [+ j w L] [+ 1/(j w C)],   tau_k fixed, evenly in log tau

It is fitted to both parts at once by linear least squares with the weight 1/|Z|. What it cannot
follow is noise, or a breach of the relations: drift during the sweep, a distorted or saturated
signal, a stray point. The two are told apart by the order of the residuals along the frequency:
noise has none.

How many relaxations: the smallest number at which mu = 1 - sum|R_k < 0|/sum|R_k >= 0| falls below
0.85 (Schönleber, Klotz, Ivers-Tiffée, Electrochim. Acta 131 (2014) 20). Where the residuals are not
yet free of order there, as with CPEs and diffusion, the number goes on growing to what the points
per decade carry; more freedom can only make the test milder, never false.

Valid for seven points or more. A breach outside the band, or one that is slow against the sweep
and small, may be absorbed by relaxations at the edges: the test proves breaches, not their absence.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from solvus.analyse.spectrum import ordered

MU_LIMIT = 0.85
TOLERANCE = 0.005  # of |Z|: residuals below are taken for what an instrument does
ORDER_LIMIT = 3.0  # standard deviations of the von Neumann ratio above which there is an order
STRAY = 3.0  # times the scatter of neighbours, which noise of one spread does not reach
MOST_PER_DECADE = 4.0  # relaxations
LEAST_POINTS = 7

CONSISTENT = "consistent"
NOISY = "noisy"
VIOLATED = "violated"


class KramersKronig(NamedTuple):
    """The outcome of the test.

    verdict : "consistent", "noisy" (residuals above the tolerance, but without order) or
    "violated"; reason : the same in a sentence with numbers.
    frequency [Hz] (n,), falling; fitted (n,) complex; residual_real, residual_imaginary (n,):
    (measured - fitted)/|measured| [1]; noise : their standard deviation with the degrees of freedom
    that are left [1]; scatter : the same from third differences alone, without the relaxations;
    order : by how many standard deviations neighbours resemble each other; suspect [Hz] : the
    points that lie beyond three times the scatter and the tolerance; relaxations, mu : at the end;
    options : what was asked.
    """

    verdict: str
    reason: str
    frequency: np.ndarray
    fitted: np.ndarray
    residual_real: np.ndarray
    residual_imaginary: np.ndarray
    noise: float
    scatter: float
    order: float
    suspect: np.ndarray
    relaxations: int
    mu: float
    options: dict[str, float | bool]


def kramers_kronig(
    frequency: ArrayLike,
    impedance: ArrayLike,
    *,
    inductance: bool = True,
    capacitance: bool = True,
    mu_limit: float = MU_LIMIT,
    tolerance: float = TOLERANCE,
) -> KramersKronig:
    """Test a spectrum.

    frequency [Hz] : (n,), n >= 7, in any order, each once; impedance : complex (n,), in any unit.
    inductance, capacitance : whether the sum has j w L and 1/(j w C); mu_limit : see the module;
    tolerance [1] : of |Z|, below which residuals are not held against the spectrum.

    Raises ValueError for fewer than seven points, a point of Z = 0, and what `read_spectrum`
    refuses.
    """
    f, z = ordered(frequency, impedance)
    if len(f) < LEAST_POINTS:
        raise ValueError(
            f"a spectrum of {len(f)} points is too short for the test of Kramers and Kronig; "
            f"it needs {LEAST_POINTS}"
        )
    if not np.abs(z).all():
        raise ValueError("the spectrum has a point where Z is zero")
    if not (0.0 < mu_limit < 1.0 and 0.0 < tolerance < 1.0):
        raise ValueError("the limit of mu and the tolerance are numbers between 0 and 1")
    count, fitted, mu = _fit(f, z, inductance, capacitance, mu_limit)
    away = (z - fitted) / np.abs(z)
    unknowns = count + 1 + inductance + capacitance
    noise = float(np.sqrt(np.sum(np.abs(away) ** 2) / max(2 * len(f) - unknowns, 1)))
    scatter = _scatter(z)
    order = order_of(away.real, away.imag)
    largest = np.maximum(np.abs(away.real), np.abs(away.imag))
    suspect = f[largest > max(3.0 * scatter, tolerance)]
    worst = [float(f[i]) for i in np.argsort(-largest)[: min(3, len(suspect))]]
    verdict, reason = _verdict(noise, order, tolerance, scatter, worst)
    return KramersKronig(
        verdict=verdict,
        reason=reason,
        frequency=f,
        fitted=fitted,
        residual_real=away.real,
        residual_imaginary=away.imag,
        noise=noise,
        scatter=scatter,
        order=order,
        suspect=suspect,
        relaxations=count,
        mu=mu,
        options={
            "inductance": inductance, "capacitance": capacitance,
            "mu_limit": mu_limit, "tolerance": tolerance,
        },
    )  # fmt: skip


def order_of(*residuals: np.ndarray) -> float:
    """How much neighbours resemble each other, in standard deviations; about 0 for noise.

    From the von Neumann ratio of the mean squared difference of neighbours to the variance, which
    is 2 for independent values of one spread; its standard deviation is 2/sqrt(n). residuals :
    arrays (n,) along the frequency, taken together.
    """
    jumps = sum(float(np.sum(np.diff(one) ** 2)) for one in residuals)
    power = sum(float(np.sum(one**2)) for one in residuals)
    steps = sum(len(one) - 1 for one in residuals)
    if power == 0.0 or steps < 2:
        return 0.0
    ratio = jumps / power * sum(len(one) for one in residuals) / steps
    return float((2.0 - ratio) / 2.0 * np.sqrt(steps))


def relaxation_columns(f: np.ndarray, tau: np.ndarray) -> np.ndarray:
    """1/(1 + j 2 pi f tau) (frequencies, relaxations)."""
    return 1.0 / (1.0 + 2j * np.pi * f[:, None] * tau)


def stray_columns(f: np.ndarray, inductance: bool, capacitance: bool) -> np.ndarray:
    """Columns of R0, j w L and 1/(j w C) (frequencies, 1 to 3), L and C scaled to the band."""
    columns = [np.ones(len(f), complex)]
    if inductance:
        columns.append(1j * f / f.max())
    if capacitance:
        columns.append(-1j * f.min() / f)
    return np.stack(columns, axis=1)


def _fit(
    f: np.ndarray, z: np.ndarray, inductance: bool, capacitance: bool, mu_limit: float
) -> tuple[int, np.ndarray, float]:
    """Number of relaxations, fitted Z, mu."""
    decades = np.log10(f[0] / f[-1])
    stray = stray_columns(f, inductance, capacitance)
    room = len(f) - 2  # half of the 2n equations are left over at least
    most = int(np.clip(MOST_PER_DECADE * (decades + 1.0), 3, min(0.5 * len(f) + 2, room)))
    reached = False
    best: tuple[float, int, np.ndarray, float] | None = None
    for count in range(min(3, most), most + 1):
        fitted, mu = _least_squares(f, z, count, stray)
        away = (z - fitted) / np.abs(z)
        reached = reached or mu < mu_limit or count == most
        if not reached:
            continue
        order = order_of(away.real, away.imag)
        if best is None or order < best[0]:
            best = (order, count, fitted, mu)
        if order < 1.0:
            break
    assert best is not None  # the last count is always looked at
    return best[1], best[2], best[3]


def _least_squares(
    f: np.ndarray, z: np.ndarray, count: int, stray: np.ndarray
) -> tuple[np.ndarray, float]:
    tau = np.geomspace(1.0 / f[0], 1.0 / f[-1], count) / (2.0 * np.pi)
    columns = np.hstack([relaxation_columns(f, tau), stray])
    scaled = columns / np.abs(z)[:, None]
    target = z / np.abs(z)
    found = np.linalg.lstsq(
        np.vstack([scaled.real, scaled.imag]), np.concatenate([target.real, target.imag]), 1e-12
    )[0]
    own = found[:count]
    positive = own[own >= 0.0].sum()
    mu = 1.0 - float(-own[own < 0.0].sum() / positive) if positive > 0.0 else -np.inf
    return columns @ found, mu


def _scatter(z: np.ndarray) -> float:
    """Noise relative to |Z| from third differences, which a smooth spectrum does not have.

    The median of their magnitude, so that a jump or a stray point does not count; for the
    coefficients 1, -3, 3, -1 the variance is 20 times that of a point.
    """
    middle = np.abs(z[1:-2] + z[2:-1]) / 2.0
    thirds = np.diff(z, 3)[np.abs(middle) > 0.0] / middle[np.abs(middle) > 0.0]
    every = np.abs(np.concatenate([thirds.real, thirds.imag]))
    return float(np.median(every) / 0.6745 / np.sqrt(20.0)) if every.size else 0.0


def _verdict(
    noise: float, order: float, tolerance: float, scatter: float, worst: list[float]
) -> tuple[str, str]:
    told = f"residuals of {100.0 * noise:.2g} % of |Z|"
    above = f"above the tolerance of {100.0 * tolerance:.2g} %"
    if noise <= tolerance:
        within = f"{told}, within the tolerance of {100.0 * tolerance:.2g} %"
        if order > ORDER_LIMIT and noise > STRAY * scatter:
            within += ", though in an order along the frequency that noise does not have"
        return CONSISTENT, within
    if order > ORDER_LIMIT:
        return VIOLATED, (
            f"{told}, {above}, and in an order along the frequency that noise does not have "
            f"({order:.1f} standard deviations)"
        )
    if noise > STRAY * scatter:
        places = ", ".join(f"{one:.3g}" for one in worst)
        return VIOLATED, (
            f"{told}, {above} and {noise / max(scatter, 1e-15):.2g} times the scatter of "
            f"neighbours elsewhere: points that stand out, the worst at {places} Hz"
        )
    return NOISY, f"{told}, {above}, but without order along the frequency: noise, not a breach"
