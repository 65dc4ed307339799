"""Fit of a spin-orbit doublet: two pseudo-Voigt lines, or two for each state, over a background.

With binding energy E, and each state of area A (of its stronger line), energy E_0 and width w (full
width at half maximum):

    y(E) = sum over states of A [p(E - E_0; w) + p(E - E_0 - splitting; q w)/ratio] + background
    p(e; w) = m L + (1 - m) G,   L and G the Lorentzian and Gaussian of unit area and width w

Splitting, ratio (stronger over weaker area), q (width of the weaker by the stronger) and the
mixing m are common to all states. The background is fitted along with the lines (`subtracted`
False):

    linear    b_0 + b_1 share of the window
    shirley   b_0 + b_1 integral of the lines from the low end      (active Shirley)
    tougaard  b_0 + b_1 integral of K(E - E')/B1 lines(E') dE'

or taken off first as `background.background` finds it. Standard errors come from the Jacobian; with
the background taken off first they leave out what the background costs.

Counts are weighted by the model's own variance (Poisson); other data equally, with the scatter of
the residuals. Where chi squared is too large or neighbouring residuals hang together, the lines
are not the whole story: errors are widened by sqrt(chi2/dof) and sqrt((1 + r)/(1 - r)), r the
correlation of neighbouring residuals, and a notice says so. No error bar covers a wrong choice of
states.

A statistical ratio is (l + 1)/l: 2 for p, 3/2 for d, 4/3 for f.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from solvus.analyse.background import background, cut
from solvus.analyse.doublet_model import BACKGROUNDS, Model, Options, check

PRINTED = {"shirley": "Shirley", "tougaard": "Tougaard"}
STATISTICAL = {"p": 2.0, "d": 1.5, "f": 4.0 / 3.0}


class Reference(NamedTuple):
    """Where the energy scale is tied down: `line` was read at `read` and stands at `true` [eV],
    with the standard error `sigma` of the shift."""

    line: str
    read: float
    true: float
    sigma: float = 0.0


class Value(NamedTuple):
    """A number and its standard error; error 0 where it was given and not fitted."""

    value: float
    error: float


class State(NamedTuple):
    """A doublet: energy of the stronger line [eV] on the referenced scale, area of the stronger
    line [counts eV], full width at half maximum [eV]."""

    energy: Value
    area: Value
    width: Value


class DoubletFit(NamedTuple):
    """The fit, with what it was made of.

    states; splitting [eV], ratio [1], width_ratio [1], mixing [1]; energy [eV] as the file gives
    it, counts, fitted, background : arrays (n,); parts : array (2 states, n), without background,
    stronger and weaker by turns; residuals : array (n,), in standard deviations; chi2 : reduced;
    r2 [1]; hanging : correlation of neighbouring residuals [1]; shift [eV] added to the energies;
    words : definition and options; notices : sentences.
    """

    states: tuple[State, ...]
    splitting: Value
    ratio: Value
    width_ratio: Value
    mixing: Value
    energy: np.ndarray
    counts: np.ndarray
    fitted: np.ndarray
    background: np.ndarray
    parts: np.ndarray
    residuals: np.ndarray
    chi2: float
    r2: float
    hanging: float
    shift: float
    words: str
    notices: tuple[str, ...]


def fit_doublet(
    energy: np.ndarray,
    counts: np.ndarray,
    options: Options | None = None,
    reference: Reference | None = None,
) -> DoubletFit:
    """Fit the doublet of a spectrum.

    energy : binding energy [eV], rising or falling; counts : array alike. reference : ties the
    energies of the states down; without one they are what the file says, and `words` says that.
    Raises ValueError for options or spectra that do not allow the fit, or a fit that finds none.
    """
    options = options or Options()
    check(options)
    e, y = cut(energy, counts, options.window or (-math.inf, math.inf))
    if e[0] > e[-1]:
        e, y = e[::-1], y[::-1]
    model = Model(e, options)
    base = background(
        options.background if options.background in BACKGROUNDS else "linear",
        e, y, min(options.ends, e.size // 4), options.cross_section,
    ).values  # fmt: skip
    counting = _counting(y, options.noise)
    start = model.start(y, base)
    given = y - base if options.subtracted else y
    found, jacobian, sd = _solved(model, start, given, y, base, counting)
    return _result(model, found, jacobian, sd, y, base, counting, reference)


def _solved(
    model: Model,
    start: np.ndarray,
    given: np.ndarray,
    counts: np.ndarray,
    base: np.ndarray,
    counting: bool,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Parameters, Jacobian of the weighted residuals, and standard deviation of each point.

    Poisson weights are those of the model: of the data they would pull it down.
    """
    from scipy.optimize import least_squares

    p, low_high = start, model.bounds()
    sd = np.sqrt(np.maximum(counts, 1.0)) if counting else np.ones_like(counts)
    for _ in range(3 if counting else 1):
        fixed = sd

        def residuals(q: np.ndarray, fixed: np.ndarray = fixed) -> np.ndarray:
            return (model.curve(q) - given) / fixed

        done = least_squares(residuals, p, bounds=low_high, x_scale="jac", max_nfev=400)
        p = done.x
        if counting:
            under = base if model.options.subtracted else 0.0
            sd = np.sqrt(np.maximum(model.curve(p) + under, 1.0))
    if done.status < 1 or not np.isfinite(p).all():
        raise ValueError(
            "the fit of the doublet does not settle: give energies, fewer states, or a ratio"
        )
    if not counting:
        dof = counts.size - p.size
        sd = np.full_like(counts, math.sqrt(max(float(np.sum(done.fun**2)) / dof, 1e-300)))
        return p, done.jac / sd[0], sd
    return p, done.jac, sd


def _result(
    model: Model,
    p: np.ndarray,
    jacobian: np.ndarray,
    sd: np.ndarray,
    counts: np.ndarray,
    base: np.ndarray,
    counting: bool,
    reference: Reference | None,
) -> DoubletFit:
    lines = model.parts(p)
    under = base if model.options.subtracted else model.under(p, lines)
    fitted = lines.sum(axis=0) + under
    residuals = (counts - fitted) / sd
    dof = counts.size - p.size
    chi2 = float(np.sum(residuals**2)) / dof
    power = float(np.sum(residuals**2)) or 1.0
    hanging = float(np.sum(residuals[1:] * residuals[:-1])) / power
    wider, notices = _widening(chi2, hanging, counts.size, dof, counting)
    errors, more = _errors(model, p, jacobian)
    errors = errors * wider
    shift = reference.true - reference.read if reference else 0.0
    tied = reference.sigma if reference else 0.0

    def of(name: str) -> Value:
        if name not in model.names:
            return Value(model.value(p, name), 0.0)
        return Value(model.value(p, name), float(errors[model.names.index(name)]))

    states = []
    for i in range(model.options.states):
        at = of(f"energy{i}")
        energy = Value(at.value + shift, math.hypot(at.error, tied))
        states.append(State(energy, of(f"area{i}"), of(f"width{i}")))
    spread = float(np.sum((counts - counts.mean()) ** 2)) or 1.0
    r2 = 1.0 - float(np.sum((counts - fitted) ** 2)) / spread
    return DoubletFit(
        tuple(states), of("splitting"), of("ratio"), of("width_ratio"), of("mixing"), model.e,
        counts, fitted, under, lines, residuals, chi2, r2, hanging, shift,
        _words(model, reference, counting), (*notices, *more),
    )  # fmt: skip


def _widening(
    chi2: float, hanging: float, points: int, dof: int, counting: bool
) -> tuple[float, list[str]]:
    """Factor on the standard errors, and the sentences that say why."""
    factor, notices = 1.0, []
    if counting and chi2 > 1.0 + 3.0 * math.sqrt(2.0 / dof):
        factor *= math.sqrt(chi2)
        notices.append(
            f"chi squared is {chi2:.2f} per degree of freedom, more than counting explains: the "
            f"standard errors are widened by {math.sqrt(chi2):.2f}"
        )
    # with counts, residuals far below the noise are none to speak of
    if hanging > 3.0 / math.sqrt(points) and not (counting and chi2 < 0.5):
        wider = math.sqrt((1.0 + hanging) / max(1.0 - hanging, 0.01))
        factor *= wider
        notices.append(
            f"neighbouring residuals hang together (correlation {hanging:.2f}): the lines miss "
            "part of the shape (more states, asymmetry or another background); the standard errors "
            f"are widened by {wider:.2f} and do not cover that"
        )
    return factor, notices


def _errors(model: Model, p: np.ndarray, jacobian: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Standard errors from the Jacobian; nan for all where the parameters cannot be told apart.

    A parameter that ended at its bound is held there for the errors of the others.
    """
    low, high = model.bounds()
    near = 1e-6 * np.where(np.isfinite(high - low), high - low, 0.0)
    at_edge = (p - low <= near) | (high - p <= near)
    notices = [
        f"{name} ended at its bound ({value:.4g}) and has no error bar"
        for name, value, edge in zip(model.names, p, at_edge, strict=True)
        if edge
    ]
    errors = np.full(p.size, math.nan)
    free = ~at_edge
    scale = np.linalg.norm(jacobian[:, free], axis=0)
    if not (scale > 0.0).all():
        return errors, [*notices, "the data do not depend on all parameters: no error bars"]
    _, s, vt = np.linalg.svd(jacobian[:, free] / scale, full_matrices=False)
    if s[-1] < 1e-10 * s[0]:
        return errors, [*notices, "the parameters cannot be told apart: no error bars"]
    errors[free] = np.sqrt(((vt / s[:, None]) ** 2).sum(axis=0)) / scale
    return errors, notices


def _words(model: Model, reference: Reference | None, counting: bool) -> str:
    options = model.options
    lines = "one doublet" if options.states == 1 else f"{options.states} doublets"
    how = "taken off first" if options.subtracted else "fitted along"
    under = "no background"
    if options.background != "none":
        under = f"{PRINTED.get(options.background, options.background)} background {how}"
    if options.background == "tougaard":
        c = options.cross_section
        under += f" (U3: C {c.c:g}, D {c.d:g} eV2, T0 {c.gap:g} eV)"
    ratio = "fitted" if options.ratio is None else f"held at {options.ratio:g}"
    splitting = "fitted" if options.splitting_free else f"held at {options.splitting:g} eV"
    widths = "fitted" if options.width_ratio is None else f"held at {options.width_ratio:g}"
    scale = "energy scale as the file has it, no reference"
    if reference:
        shift = reference.true - reference.read
        moved = f"({shift:+.2f} eV)"
        scale = f"{reference.line} read at {reference.read:g} set to {reference.true:g} eV {moved}"
    noise = "Poisson weights" if counting else "equal weights, scatter of the residuals"
    return (
        f"{lines} of pseudo-Voigt lines, {model.e[0]:g} to {model.e[-1]:g} eV, {under}; splitting "
        f"{splitting}, area ratio {ratio}, width ratio {widths}; {noise}; {scale}"
    )


def _counting(y: np.ndarray, noise: str) -> bool:
    if noise == "counts" and (y < 0.0).any():
        raise ValueError('counts below zero are no counts; write noise "scatter"')
    whole = bool((y >= 0.0).all() and np.array_equal(y, np.round(y)))
    return noise == "counts" or (noise == "auto" and whole)
