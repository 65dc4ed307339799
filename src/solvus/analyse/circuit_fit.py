"""Fitting an equivalent circuit to a spectrum by complex non-linear least squares.

    chi2 = sum_i (Re d_i/s_i)^2 + (Im d_i/s_i)^2,   d = measured - circuit

    weighting "modulus"   s_i = |Z_i|: a noise that is a share of |Z|; the share is found
              "unit"      s_i = 1: the same noise in ohm everywhere; it is found
              sigma given s_i known, real and imaginary part apart if complex; chi2 has a meaning

Positive parameters are sought as logarithms within wide bounds (`circuit_start.bounds_of`), from
automatic starting values or from given ones, with exact derivatives. Standard errors are those of
the linearised model, sigma_p^2 = (J^T J)^-1, times the reduced chi2 where the noise was found from
the fit itself; they presume that the circuit is right and the noise independent from point to
point, which `order` and the test of Kramers and Kronig speak about.

Sources: Boukamp, Solid State Ionics 20 (1986) 31; Macdonald and Garber, J. Electrochem. Soc. 124
(1977) 1022; Lasia (2014), chapter 14.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from solvus.analyse.circuit_arcs import Arc, arc_warnings, arcs_of
from solvus.analyse.circuit_search import MOST_STEPS, Found, Problem, all_values, search
from solvus.analyse.circuit_start import bounds_of, scales_of, starts
from solvus.analyse.circuits import Circuit, parse_circuit
from solvus.analyse.kramers_kronig import ORDER_LIMIT
from solvus.analyse.spectrum import ordered
from solvus.base.errors import Fault, InputError, suggestion

MODULUS, UNIT, KNOWN = "modulus", "unit", "known sigma"
MOST_STARTS = 12
FIRST_STEPS = 25  # of each automatic start; the best of them is then followed to the end
STUBBORN = 8  # starts, before a minimum that leaves an order in the residuals is believed
SAME_MINIMUM = 1e-3  # two fits whose chi2 differ by less are one
AGREED = 1e-9  # relative difference of chi2 that is round-off
FINE = 1e-12  # tolerance of the last search, from the best of all
AT_BOUND = 1e-3  # of the range of a parameter, in the coordinate in which it is sought
SINGULAR = 1e-10  # of the largest singular value


class Estimate(NamedTuple):
    """A fitted parameter: value and standard error in `unit` (where Z is in ohm).

    sigma is nan for a parameter that is fixed, lies at a bound, or that the spectrum does not
    determine; note says which: "", "fixed", "at its lower bound", "at its upper bound",
    "not determined".
    """

    name: str
    value: float
    sigma: float
    unit: str
    quantity: str
    note: str


class CircuitFit(NamedTuple):
    """A fit.

    estimates : in the order of the circuit; correlation (p, p), nan where sigma is. frequency [Hz]
    (n,), falling, with measured and fitted Z (n,). chi2 : see the module; degrees : 2n less the
    free parameters; noise : sqrt(chi2/degrees), a share of |Z| for "modulus", in ohm for "unit",
    and against the sigma given for "known sigma", where 1 is due. order : of the residuals along
    the frequency in standard deviations, above 3 the circuit leaves something out. covariance
    (p, p) of the parameters, zero where sigma is nan.
    converged : False where the search broke off, and no standard errors are given then. starts :
    how many sets of starting values were tried. arcs : see `circuit_arcs`. warnings : sentences.
    """

    circuit: Circuit
    estimates: tuple[Estimate, ...]
    correlation: np.ndarray
    covariance: np.ndarray
    frequency: np.ndarray
    measured: np.ndarray
    fitted: np.ndarray
    weighting: str
    chi2: float
    degrees: int
    noise: float
    order: float
    converged: bool
    starts: int
    arcs: tuple[Arc, ...]
    warnings: tuple[str, ...]

    def of(self, name: str) -> Estimate:
        """The estimate of a name ("R1"); InputError if the circuit has none of it."""
        _known(self.circuit, {name: 0.0})
        return self.estimates[self.circuit.names.index(name)]

    def curve(self, per_decade: int = 20) -> tuple[np.ndarray, np.ndarray]:
        """The fitted spectrum on a fine grid of the measured band, to be drawn: f [Hz], Z."""
        high, low = float(self.frequency[0]), float(self.frequency[-1])
        f = np.geomspace(high, low, max(int(per_decade * np.log10(high / low)), 2) + 1)
        return f, self.circuit.impedance(f, self.values)

    @property
    def values(self) -> np.ndarray:
        """The values in the order of the circuit."""
        return np.array([one.value for one in self.estimates])


def fit_circuit(
    circuit: str | Circuit,
    frequency: ArrayLike,
    impedance: ArrayLike,
    *,
    weighting: str = MODULUS,
    sigma: ArrayLike | None = None,
    start: Mapping[str, float] | ArrayLike | None = None,
    fixed: Mapping[str, float] | None = None,
    most_starts: int = MOST_STARTS,
) -> CircuitFit:
    """Fit a circuit.

    circuit : text or parsed; frequency [Hz] (n,) in any order; impedance (n,) complex, ohm (or ohm
        m2: the units of the result follow).
    weighting : "modulus" or "unit"; ignored if sigma, (n,) in the unit of Z, is given: real for
        both parts alike, or complex with the two apart, in the order of `frequency`.
    start : values by name or in the order of the circuit, instead of automatic ones; fixed : values
        by name that are not sought; most_starts : how many automatic starts may be tried.

    The first start whose residuals are free of order ends the search, as does a minimum found
    twice, after eight starts at least if it leaves an order in the residuals.
    Raises InputError for a circuit that is none and a name it does not have, ValueError for data
    that cannot be fitted: what `read_spectrum` refuses, fewer points than half the parameters.
    """
    parsed = parse_circuit(circuit) if isinstance(circuit, str) else circuit
    problem = _problem(parsed, frequency, impedance, weighting, sigma, fixed or {})
    if start is None:
        candidates: Iterable[np.ndarray] = starts(parsed, problem.f, problem.z, most_starts)
    else:
        candidates = [_start_values(parsed, start)]
    best: Found | None = None
    tried = 0
    for values in candidates:
        found = search(problem, values, MOST_STEPS if start is not None else FIRST_STEPS)
        tried += 1
        again = best is not None and abs(found.chi2 - best.chi2) < SAME_MINIMUM * best.chi2
        if best is None or found.chi2 < best.chi2:
            best = found
        settled = again and (best.order < ORDER_LIMIT or tried >= STUBBORN)
        if best.converged and (settled or best.order < 1.0):
            break
    assert best is not None  # there is one start at least
    finest = search(problem, all_values(problem, best.u), MOST_STEPS, FINE)
    best = finest if finest.chi2 <= best.chi2 * (1.0 + AGREED) else best
    return _result(problem, best, tried, KNOWN if sigma is not None else weighting)


def _problem(
    circuit: Circuit, frequency: ArrayLike, impedance: ArrayLike, weighting: str,
    sigma: ArrayLike | None, fixed: Mapping[str, float],
) -> Problem:  # fmt: skip
    f, z = ordered(frequency, impedance)
    if not np.abs(z).all():
        raise ValueError("the spectrum has a point where Z is zero")
    names = circuit.names
    _known(circuit, fixed)
    free = np.array([i for i, name in enumerate(names) if name not in fixed], int)
    if not free.size:
        raise ValueError("every parameter of the circuit is fixed: there is nothing to fit")
    if 2 * len(f) <= free.size:
        raise ValueError(
            f"{len(f)} points are too few for the {free.size} parameters of {circuit.text}"
        )
    held = np.array([float(fixed.get(name, np.nan)) for name in names])
    if np.any(~(held[[n in fixed for n in names]] > 0.0)):
        raise ValueError("a fixed value of a circuit is a positive number")
    scales = scales_of(f, z)
    bounds = np.array([bounds_of(circuit.quantities[i], scales) for i in free])
    logarithmic = np.array([circuit.quantities[i] != "exponent" for i in free])
    bounds[logarithmic] = np.log(bounds[logarithmic])
    spread = _sigmas(frequency, z, weighting, sigma)
    return Problem(circuit, f, z, spread, free, held, logarithmic, bounds[:, 0], bounds[:, 1])


def _sigmas(
    frequency: ArrayLike, z: np.ndarray, weighting: str, sigma: ArrayLike | None
) -> np.ndarray:
    """Standard deviations of both parts as a complex array, frequencies falling."""
    if sigma is None:
        if weighting not in (MODULUS, UNIT):
            hint = suggestion(weighting, (MODULUS, UNIT))
            raise InputError(Fault(f'there is no weighting "{weighting}".{hint}'))
        size = np.abs(z) if weighting == MODULUS else np.ones(len(z))
        return size * (1.0 + 1.0j)
    given = np.asarray(sigma)
    if given.shape != z.shape:
        raise ValueError(f"{given.size} standard deviations and {z.size} impedances do not pair up")
    both = given if np.iscomplexobj(given) else given * (1.0 + 1.0j)
    if not (np.isfinite(both).all() and (both.real > 0.0).all() and (both.imag > 0.0).all()):
        raise ValueError("a standard deviation is a positive number")
    return np.asarray(both[np.argsort(-np.asarray(frequency, float))], complex)


def _known(circuit: Circuit, named: Mapping[str, float]) -> None:
    for name in named:
        if name not in circuit.names:
            raise InputError(
                Fault(f'{circuit.text} has no parameter "{name}".{suggestion(name, circuit.names)}')
            )


def _start_values(circuit: Circuit, start: Mapping[str, float] | ArrayLike) -> np.ndarray:
    if isinstance(start, Mapping):
        _known(circuit, start)
        missing = [name for name in circuit.names if name not in start]
        if missing:
            raise InputError(Fault(f"starting values are missing for {', '.join(missing)}"))
        start = [start[name] for name in circuit.names]
    values = np.asarray(start, float)
    if values.shape != (len(circuit.names),) or not (values > 0.0).all():
        raise ValueError(
            f"starting values of {circuit.text} are {len(circuit.names)} positive numbers"
        )
    return values


def _result(problem: Problem, best: Found, tried: int, weighting: str) -> CircuitFit:
    circuit, count = problem.circuit, len(problem.circuit.names)
    values = all_values(problem, best.u)
    degrees = 2 * len(problem.f) - len(problem.free)
    noise = float(np.sqrt(best.chi2 / degrees))
    notes = [""] * count
    for place in set(range(count)) - set(problem.free.tolist()):
        notes[place] = "fixed"
    bounds = _at_bounds(problem, best.u)
    for place, note in zip(problem.free, bounds, strict=True):
        notes[place] = note
    covariance = np.zeros((count, count))
    inner = np.array([i for i, note in enumerate(bounds) if not note], int)
    if best.converged and inner.size:
        own, lost = _covariance(best.jacobian[:, inner])
        places = problem.free[inner]
        scale = np.where(problem.logarithmic[inner], values[places], 1.0)
        share = 1.0 if weighting == KNOWN else noise**2
        covariance[np.ix_(places, places)] = own * np.outer(scale, scale) * share
        for place in places[lost]:
            notes[place] = "not determined"
            covariance[place, :] = covariance[:, place] = 0.0
    sigma = np.sqrt(np.diag(covariance))
    sigma[sigma == 0.0] = np.nan
    estimates = tuple(
        Estimate(name, float(value), float(s), unit, quantity, note)
        for name, value, s, unit, quantity, note in zip(
            circuit.names, values, sigma, circuit.units, circuit.quantities, notes, strict=True
        )
    )
    z = circuit.impedance(problem.f, values)
    arcs = arcs_of(circuit, values, covariance, problem.f)
    return CircuitFit(
        circuit, estimates, covariance / np.outer(sigma, sigma), covariance, problem.f, problem.z,
        z, weighting, best.chi2, degrees, noise, best.order, best.converged, tried,
        arcs, _warnings(estimates, best) + arc_warnings(arcs),
    )  # fmt: skip


def _at_bounds(problem: Problem, u: np.ndarray) -> list[str]:
    close = AT_BOUND * (problem.high - problem.low)
    return [
        "at its lower bound" if low else "at its upper bound" if high else ""
        for low, high in zip(u < problem.low + close, u > problem.high - close, strict=True)
    ]


def _covariance(jacobian: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(J^T J)^-1 and which parameters take part in a direction that J does not see."""
    length = np.linalg.norm(jacobian, axis=0)
    length[length == 0.0] = 1.0
    _, singular, axes = np.linalg.svd(jacobian / length, full_matrices=False)
    seen = singular > SINGULAR * singular[0]
    inverse = (axes[seen].T / singular[seen] ** 2) @ axes[seen] / np.outer(length, length)
    lost = np.abs(axes[~seen]).max(axis=0, initial=0.0) > 0.1
    return inverse, lost


def _warnings(estimates: tuple[Estimate, ...], best: Found) -> tuple[str, ...]:
    out = []
    if not best.converged:
        out.append(
            f"the search broke off after {MOST_STEPS} steps: give starting values, or a circuit "
            "with fewer elements; no standard errors are given"
        )
    for one in estimates:
        unit = "" if one.unit == "1" else f" {one.unit}"
        if one.note not in ("", "fixed"):
            out.append(f"{one.name} = {one.value:.3g}{unit} is {one.note}")
        elif one.sigma > 0.5 * one.value:
            out.append(
                f"{one.name} = {one.value:.3g} ± {one.sigma:.2g}{unit}: the spectrum hardly "
                "determines it"
            )
    if best.order > ORDER_LIMIT:
        out.append(
            "the residuals have an order along the frequency "
            f"({best.order:.1f} standard deviations): the circuit leaves something out, and the "
            "standard errors are too small"
        )
    return tuple(out)
