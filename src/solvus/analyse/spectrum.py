"""Reading an impedance spectrum of a symmetric cell without a circuit.

    Z = Re Z + j Im Z,  capacitive where Im Z < 0

Read are the intercept with the real axis at high frequency, the width of what follows down to the
minimum of -Im Z (the arc or arcs of the interface), and Re Z at the lowest frequency. Arcs are not
named by their look, and every number comes with the word for how it was found, because the two
ends of an arc are often outside the measured band.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

CROSSING = "crossing of the real axis"
HIGHEST = "Re Z at the highest frequency"
MINIMUM = "to the deepest minimum of -Im Z"
LOWEST = "to the lowest frequency"
GIVEN = "to the frequency given"

APEX_SHARE = 0.02  # of the range of Re Z by which an apex rises above the minimum that ends its arc


class Intercept(NamedTuple):
    """Resistance [as Z], frequency [Hz] and method, "crossing ..." or "... highest frequency"."""

    resistance: float
    frequency: float
    method: str


class SpectrumReading(NamedTuple):
    """What a spectrum says; resistances in the unit of Z.

    intercept : at high frequency; interface : width of the arc from there to `arc_end` [Hz];
    method : how the end of the arc was chosen; minima : minima of -Im Z that there were to choose
    from; apex : frequency [Hz] at which -Im Z of the arc is largest; left : -Im Z at its end, which
    is 0 for an arc that closes; total : Re Z at the lowest frequency measured.
    """

    intercept: Intercept
    interface: float
    method: str
    arc_end: float
    minima: int
    apex: float
    left: float
    total: float


def read_spectrum(
    frequency: ArrayLike, impedance: ArrayLike, arc_end: float | None = None
) -> SpectrumReading:
    """Read a spectrum.

    frequency [Hz] : array (n,), n >= 3, in any order, each once; impedance : complex array (n,), in
        ohm or ohm m2 alike.
    arc_end [Hz] : where the arc ends, if the reader knows better than the deepest minimum.

    The intercept is where Im Z first changes from inductive to capacitive on the way down in
    frequency, on the straight line between the two points; without such a crossing it is Re Z at
    the highest frequency, which is too large by what of the arc lies above it. The arc ends at
    the deepest interior minimum of -Im Z, on the parabola in log f through three points; an apex
    above it must rise by 2 % of the range of Re Z, so that noise where Z is all but real ends
    nothing. Without a minimum it ends at the lowest frequency and may be cut off.

    Raises ValueError for fewer than three points, frequencies that are not positive or repeat, and
    values that are not numbers.
    """
    f, z = ordered(frequency, impedance)
    x, down = np.log(f), -z.imag
    first, intercept = _intercept(f, z)
    least = APEX_SHARE * float(np.ptp(z.real))
    found = [i for i in range(first + 1, len(f) - 1) if _ends_arc(down[first:], i - first, least)]
    minima = len(found)
    if arc_end is not None:
        if not f[-1] <= arc_end <= f[0]:
            raise ValueError(
                f"the arc cannot end at {arc_end:g} Hz; measured were {f[-1]:g} to {f[0]:g} Hz"
            )
        end, method = np.log(arc_end), GIVEN
    elif found:
        deepest = min(found, key=lambda i: down[i])
        around = slice(deepest - 1, deepest + 2)
        end, method = _vertex(x[around], down[around]), MINIMUM
    else:
        end, method = x[-1], LOWEST
    resistance, left = (float(_at(end, x, values)) for values in (z.real, down))
    within = slice(first, max(int(np.searchsorted(-x, -end, side="right")), first + 1))
    return SpectrumReading(
        intercept=intercept,
        interface=resistance - intercept.resistance,
        method=method,
        arc_end=float(np.exp(end)),
        minima=minima,
        apex=float(f[within][np.argmax(down[within])]),
        left=left,
        total=float(z.real[-1]),
    )


def within(
    frequency: ArrayLike,
    impedance: ArrayLike,
    lowest: float = 0.0,
    highest: float = np.inf,
    capacitive: bool = False,
) -> tuple[np.ndarray, np.ndarray, int]:
    """The part of a spectrum between two frequencies [Hz], and how many points were left out.

    capacitive : leave out points with Im Z > 0, the inductance of leads as a rule. Frequencies come
    back falling. Raises ValueError as `read_spectrum`, and if fewer than three points are left.
    """
    f, z = ordered(frequency, impedance)
    keep = (f >= lowest) & (f <= highest)
    if capacitive:
        keep &= z.imag <= 0.0
    if keep.sum() < 3:
        raise ValueError(
            f"{keep.sum()} of {len(f)} points lie between {lowest:g} and {highest:g} Hz"
            f"{' and are capacitive' if capacitive else ''}; three are needed"
        )
    return f[keep], z[keep], int((~keep).sum())


def per_electrode(resistance: float, area: float = 1.0) -> float:
    """R A/2 [ohm m2]: the share of one of the two equal electrodes of a symmetric cell.

    resistance [ohm] with area [m2], or [ohm m2] with the area left at 1. Raises ValueError for an
    area that is not positive.
    """
    if not 0.0 < area < np.inf:
        raise ValueError(f"an area of {area:g} m2 is no area of an electrode")
    return 0.5 * resistance * area


def ordered(frequency: ArrayLike, impedance: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Frequencies falling, and the impedance with them; arguments and errors as `read_spectrum`."""
    f, z = np.asarray(frequency, float), np.asarray(impedance, complex)
    if f.ndim != 1 or f.shape != z.shape:
        raise ValueError(f"{f.size} frequencies and {z.size} impedances do not pair up")
    if len(f) < 3:
        raise ValueError(f"a spectrum of {len(f)} points is too short to read; it needs three")
    if not (np.isfinite(f).all() and np.isfinite(z).all()):
        raise ValueError("the spectrum holds values that are not numbers")
    order = np.argsort(-f)
    f, z = f[order], z[order]
    if f[-1] <= 0.0 or not np.diff(f).all():
        raise ValueError("the frequencies of a spectrum are positive and each occurs once")
    return f, z


def _intercept(f: np.ndarray, z: np.ndarray) -> tuple[int, Intercept]:
    """The first capacitive point and the intercept before it.

    Only the inductive stretch at the top of the band counts: a loop at low frequency does not.
    """
    capacitive = np.flatnonzero(z.imag < 0.0)
    first = int(capacitive[0]) if capacitive.size else 0
    if first == 0:
        return 0, Intercept(float(z.real[0]), float(f[0]), HIGHEST)
    above, below = z[first - 1], z[first]
    share = above.imag / (above.imag - below.imag)
    log_f = np.log(f[first - 1]) + share * np.log(f[first] / f[first - 1])
    resistance = above.real + share * (below.real - above.real)
    return first, Intercept(float(resistance), float(np.exp(log_f)), CROSSING)


def _ends_arc(down: np.ndarray, i: int, least: float) -> bool:
    """Whether -Im Z falls to point i, from an apex higher by `least`, and rises after it."""
    lowest = down[i] <= down[i - 1] and down[i] < down[i + 1]
    return bool(lowest and down[:i].max() > down[i] + least)


def _vertex(x: np.ndarray, y: np.ndarray) -> float:
    """Place of the minimum of the parabola through three points."""
    left, right = (y[1] - y[0]) / (x[1] - x[0]), (y[2] - y[1]) / (x[2] - x[1])
    curvature = (right - left) / (x[2] - x[0])
    return float(0.5 * (x[0] + x[1]) - 0.5 * left / curvature)


def _at(place: float, x: np.ndarray, y: np.ndarray) -> float:
    """y at a place, on the parabola in log f through the three nearest points."""
    i = int(np.clip(np.argmin(np.abs(x - place)), 1, len(x) - 2))
    (a, b, c), (p, q, r) = x[i - 1 : i + 2], y[i - 1 : i + 2]
    return float(
        p * (place - b) * (place - c) / ((a - b) * (a - c))
        + q * (place - a) * (place - c) / ((b - a) * (b - c))
        + r * (place - a) * (place - b) / ((c - a) * (c - b))
    )
