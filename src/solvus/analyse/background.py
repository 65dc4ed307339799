"""Background under the lines of an electron spectrum: what is left of electrons that lost energy.

On the binding-energy scale E, with I the signal and B the background, from the low end of the
window upwards:

    linear    B is the straight line between the two ends
    Shirley   B(E) = I_low + (I_high - I_low) A(E)/A(all),   A(E) = integral to E of (I - B)
              found by iteration from B = I_low until it stands still (Shirley 1972)
    Tougaard  B(E) = I_low + integral of K(E - E') (I(E') - I_low) dE' over E' below E
              K(T) = B1 T/((C - T^2)^2 + D T^2) for T > T0 (universal cross-section, U3),
              B1 as given, or so that B meets the signal at the high end

The ends are means over `ends` points. Valid for one group of lines on a window whose ends are free
of lines: Shirley is descriptive, Tougaard holds for a homogeneous solid. The class constants are
those of Tougaard, Surf. Interface Anal. 25 (1997) 137 (recalled, not re-read; C and D of the
polymers are also what a CasaXPS file among the test data prints).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

NAMES = ("linear", "shirley", "tougaard", "none")
TOLERANCE = 1e-6  # of the step between the ends, at which an iteration stands still
MOST_PASSES = 500
LEAST_POINTS = 8


class CrossSection(NamedTuple):
    """Inelastic cross-section of three parameters: C, D [eV2], gap T0 [eV], and B1 [eV2] (None: so
    that the background meets the signal at the high end)."""

    c: float
    d: float
    gap: float = 0.0
    b: float | None = None

    def __call__(self, loss: np.ndarray) -> np.ndarray:
        """K(T)/B1 [1/eV3] at the energy losses T [eV]."""
        t = np.asarray(loss, float)
        shape = t / ((self.c - t**2) ** 2 + self.d * t**2)
        return np.where(t >= max(self.gap, 1e-12), shape, 0.0)


CROSS_SECTIONS = {
    "polymer": CrossSection(551.0, 436.0),
    "silica": CrossSection(542.0, 275.0),
    "silicon": CrossSection(325.0, 96.0),
    "aluminium": CrossSection(230.0, 4.5),
}
"""Classes of solids by name; metals such as Ag are wider than any of these: give a pair of C, D."""


class Background(NamedTuple):
    """A background [counts] at the energies given, its name with the options, passes of the
    iteration, and B1 [eV2] of a Tougaard background (nan for others)."""

    values: np.ndarray
    words: str
    passes: int = 0
    b: float = math.nan


class LineArea(NamedTuple):
    """Area above the background [counts eV], its standard error from counting (or scatter) and from
    where the ends stand, and the definition with its options."""

    area: float
    error: float
    words: str


def background(
    name: str,
    energy: np.ndarray,
    counts: np.ndarray,
    ends: int = 1,
    cross_section: CrossSection = CROSS_SECTIONS["polymer"],
) -> Background:
    """The background `name` (one of `NAMES`) of a whole window.

    energy : binding energy [eV], rising or falling; counts : array alike; ends : points averaged at
    each end. Raises ValueError for what is no such window, or where the iteration does not settle.
    """
    e, y, turned = _window(energy, counts, ends)
    low, high = _ends(y, ends)
    found = _of(name, e, y, (low, high), ends, cross_section)
    return found._replace(values=found.values[::-1] if turned else found.values)


def line_area(
    name: str,
    energy: np.ndarray,
    counts: np.ndarray,
    ends: int = 3,
    cross_section: CrossSection = CROSS_SECTIONS["polymer"],
    noise: np.ndarray | None = None,
) -> LineArea:
    """Area of the lines of a window above the background `name`.

    noise : standard deviation of each count; left out: the square root of the counts (Poisson). The
    error adds the noise of the points to what moving either end by its own standard error does.
    Raises ValueError as `background` does.
    """
    e, y, turned = _window(energy, counts, ends)
    if noise is None:
        if (y < 0.0).any():
            raise ValueError("counts below zero have no counting noise: give the noise")
        sd = np.sqrt(np.maximum(y, 1.0))
    else:
        sd = np.asarray(noise, float)[::-1] if turned else np.asarray(noise, float)
    weight = _weights(e)
    low, high = _ends(y, ends)

    def above(shift_low: float, shift_high: float) -> float:
        edges = (low + shift_low, high + shift_high)
        return float(weight @ (y - _of(name, e, y, edges, ends, cross_section).values))

    found = _of(name, e, y, (low, high), ends, cross_section)
    own = float(weight**2 @ sd**2)
    if name == "none":
        return LineArea(float(weight @ y), math.sqrt(own), found.words)
    moves = [math.sqrt(float(np.sum(part**2))) / ends for part in (sd[:ends], sd[-ends:])]
    by_low = 0.5 * (above(moves[0], 0.0) - above(-moves[0], 0.0))
    by_high = 0.5 * (above(0.0, moves[1]) - above(0.0, -moves[1]))
    return LineArea(above(0.0, 0.0), math.sqrt(own + by_low**2 + by_high**2), found.words)


def cut(
    energy: np.ndarray, counts: np.ndarray, window: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """The part of a spectrum between two energies [eV], in the order it has.

    Raises ValueError where fewer than `LEAST_POINTS` points lie there.
    """
    low, high = sorted(window)
    e = np.asarray(energy, float)
    inside = (e >= low) & (e <= high) & np.isfinite(np.asarray(counts, float))
    if inside.sum() < LEAST_POINTS:
        reach = f"{np.nanmin(e):g} to {np.nanmax(e):g} eV" if e.size else "no energies"
        raise ValueError(
            f"{int(inside.sum())} points lie between {low:g} and {high:g} eV, at least "
            f"{LEAST_POINTS} are needed; the spectrum has {reach}"
        )
    return e[inside], np.asarray(counts, float)[inside]


def cumulated(energy: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Integral of `lines` from the lowest energy up to each (trapezoids); energy rising."""
    steps = 0.5 * (lines[1:] + lines[:-1]) * np.diff(energy)
    return np.concatenate([[0.0], np.cumsum(steps)])


def scattered(energy: np.ndarray, lines: np.ndarray, cross_section: CrossSection) -> np.ndarray:
    """Integral of K(E - E')/B1 `lines`(E') dE' over E' below each E; energy rising."""
    return np.asarray(scattering(energy, cross_section) @ lines)


def scattering(energy: np.ndarray, cross_section: CrossSection) -> np.ndarray:
    """The matrix (n, n) that makes `scattered` of lines."""
    kernel = cross_section(energy[:, None] - energy[None, :])
    return np.asarray(kernel * _weights(energy)[None, :])


def _of(
    name: str,
    e: np.ndarray,
    y: np.ndarray,
    edges: tuple[float, float],
    ends: int,
    cross_section: CrossSection,
) -> Background:
    low, high = edges
    where = f"{e[0]:g} to {e[-1]:g} eV, {ends} point{'s' if ends > 1 else ''} at each end"
    if name == "none":
        return Background(np.zeros_like(y), "no background")
    if name == "linear":
        share = (e - e[0]) / (e[-1] - e[0])
        return Background(low + (high - low) * share, f"linear background, {where}")
    if name == "shirley":
        values, passes = _shirley(e, y, low, high)
        words = f"Shirley background, {where}, {passes} passes to {TOLERANCE:g}"
        return Background(values, words, passes)
    if name == "tougaard":
        return _tougaard(e, y, edges, where, cross_section)
    raise ValueError(f'background "{name}" is none of {", ".join(NAMES)}')


def _shirley(e: np.ndarray, y: np.ndarray, low: float, high: float) -> tuple[np.ndarray, int]:
    values = np.full_like(y, low)
    scale = max(abs(high - low), 1e-12 * max(abs(high), abs(low)), 1e-300)
    for passes in range(1, MOST_PASSES + 1):
        area = cumulated(e, y - values)
        if not area[-1] > 0.0:
            raise ValueError(
                "no line stands above a Shirley background there: its area comes out negative; "
                "choose the ends of the window on either side of the line"
            )
        new = low + (high - low) * area / area[-1]
        moved = float(np.abs(new - values).max())
        values = new
        if moved <= TOLERANCE * scale:
            return values, passes
    raise ValueError(
        f"the Shirley background has not settled after {MOST_PASSES} passes; widen the window or "
        "take a linear background"
    )


def _tougaard(
    e: np.ndarray,
    y: np.ndarray,
    edges: tuple[float, float],
    where: str,
    cross_section: CrossSection,
) -> Background:
    low, high = edges
    shape = scattered(e, y - low, cross_section)
    b = cross_section.b
    if b is None:
        if not shape[-1] > 0.0:
            raise ValueError(
                "a Tougaard background cannot meet the signal at the high end: nothing scatters "
                f"into it with C {cross_section.c:g}, D {cross_section.d:g} eV2; widen the window"
            )
        b = (high - low) / float(shape[-1])
        met = "adjusted to the high end"
    else:
        met = "as given"
    words = (
        f"Tougaard background (U3: C {cross_section.c:g}, D {cross_section.d:g} eV2, "
        f"T0 {cross_section.gap:g} eV, B1 {b:.5g} eV2 {met}), {where}"
    )
    return Background(low + b * shape, words, 1, b)


def _window(
    energy: np.ndarray, counts: np.ndarray, ends: int
) -> tuple[np.ndarray, np.ndarray, bool]:
    """Energies rising, counts alike, and whether they were turned round for it."""
    e, y = np.asarray(energy, float), np.asarray(counts, float)
    if e.ndim != 1 or e.shape != y.shape or e.size < LEAST_POINTS:
        raise ValueError(f"a window has energies and counts, at least {LEAST_POINTS} of each")
    if not (np.isfinite(e).all() and np.isfinite(y).all()):
        raise ValueError("energies and counts of a window are finite numbers")
    turned = bool(e[0] > e[-1])
    e, y = (e[::-1], y[::-1]) if turned else (e, y)
    if not (np.diff(e) > 0.0).all():
        raise ValueError("the energies of a window rise all along or fall all along")
    if not 1 <= ends <= e.size // 4:
        raise ValueError(f"{ends} points at an end: write 1 to {e.size // 4} for this window")
    return e, y, turned


def _ends(y: np.ndarray, ends: int) -> tuple[float, float]:
    return float(y[:ends].mean()), float(y[-ends:].mean())


def _weights(energy: np.ndarray) -> np.ndarray:
    """Weights of the trapezoidal rule at the energies."""
    steps = np.diff(energy)
    weight = np.zeros_like(energy)
    weight[:-1] += 0.5 * steps
    weight[1:] += 0.5 * steps
    return weight
