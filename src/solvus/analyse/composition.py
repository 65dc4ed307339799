"""Composition from line intensities and sensitivity factors (AES, XPS).

    x_i = (I_i/S_i)/sum of all (I_j/S_j)

for a homogeneous solid within the escape depth; matrix effects, topography and a film over the
metal are not in it. Errors of intensities and of factors are taken as independent, to first order:

    var x_i = x_i^2 [(1 - x_i)^2 r_i^2 + sum over j /= i of x_j^2 r_j^2]

with r the relative errors of u = I/S.

The part from the factors is common to all measurements made with the same factors, the part from
the intensities is not: both are returned. Only the latter counts in comparing two spots.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from solvus.analyse.sensitivity import Factor, factor

DEFINITION = "x_i = (I_i/S_i)/sum"
SUM_TOLERANCE = 0.006  # of a printed composition that is rounded to 0.1 at% in five parts


class Composition(NamedTuple):
    """Atomic fractions by line.

    fraction, error, from_intensity, from_factors : dicts of arrays [1] shaped like the intensities;
    factors : what was used; words : the definition and the factors, for whoever prints the numbers.
    """

    fraction: dict[str, np.ndarray]
    error: dict[str, np.ndarray]
    from_intensity: dict[str, np.ndarray]
    from_factors: dict[str, np.ndarray]
    factors: dict[str, Factor]
    words: str


def composition(
    intensity: Mapping[str, ArrayLike],
    sigma: Mapping[str, ArrayLike],
    factors: Mapping[str, Factor] | None = None,
) -> Composition:
    """Atomic fractions of the elements whose lines are given.

    intensity, sigma : by line ("Ag 3d"), numbers or arrays of one shape (rows of a depth profile),
    and their standard errors in the same unit. factors : by line; those on file where left out.
    Raises ValueError for fewer than two lines, a negative intensity or error, nothing at all to see
    in a row, a factor that is not positive, or a line without a factor.
    """
    if len(intensity) < 2:
        raise ValueError("a composition needs the intensities of two lines at least")
    used = {line: (factors or {}).get(line) or factor(line) for line in intensity}
    for line, one in used.items():
        if not (one.value > 0.0 and one.sigma >= 0.0):
            raise ValueError(
                f"the sensitivity factor of {line} must be positive, its error not less than 0"
            )
    names = list(intensity)
    value = np.array(np.broadcast_arrays(*(np.asarray(intensity[n], float) for n in names)))
    missing = [n for n in names if n not in sigma]
    if missing:
        raise ValueError(f"the intensity of {', '.join(missing)} has no error; give 0 if exact")
    error = np.array([np.broadcast_to(np.asarray(sigma[n], float), value.shape[1:]) for n in names])
    if (value < 0.0).any() or (error < 0.0).any():
        raise ValueError(
            "an intensity below zero is no amount: mend the background, or give 0 with its error"
        )
    s = _column([used[n].value for n in names], value)
    s_sigma = _column([used[n].sigma for n in names], value)
    u = value / s
    total = u.sum(axis=0)
    if (total == 0.0).any():
        raise ValueError("nothing is seen of any element: there is no composition")
    x = u / total
    noise = _spread(x, error / s / total)
    scale = _spread(x, x * s_sigma / s)
    return Composition(
        _by(names, x),
        _by(names, np.hypot(noise, scale)),
        _by(names, noise),
        _by(names, scale),
        used,
        f"{DEFINITION}; " + "; ".join(_line_words(n, used[n]) for n in names),
    )


def closure(parts: Mapping[str, float], tolerance: float = SUM_TOLERANCE) -> str:
    """A sentence where printed fractions [1] do not add up to one within `tolerance`, else ""."""
    total = sum(parts.values())
    if abs(total - 1.0) <= tolerance:
        return ""
    return f"the printed fractions add up to {100 * total:.4g} %, not to 100 %"


def _by(names: list[str], rows: np.ndarray) -> dict[str, np.ndarray]:
    return dict(zip(names, rows, strict=True))


def _column(values: list[float], like: np.ndarray) -> np.ndarray:
    return np.array(values).reshape((-1,) + (1,) * (like.ndim - 1))


def _spread(x: np.ndarray, du: np.ndarray) -> np.ndarray:
    """Standard error of x_i = u_i/U from those of u_i/U, which are independent."""
    squares = du**2
    others = squares.sum(axis=0) - squares
    return np.sqrt((1.0 - x) ** 2 * squares + x**2 * others)


def _line_words(name: str, one: Factor) -> str:
    return f"S({name}) = {one.value:g} ± {one.sigma:.2g} ({one.status}: {one.source})"
