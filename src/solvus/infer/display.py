"""SI values of a calibration in the units they were written in."""

from __future__ import annotations

import numpy as np

from solvus.base import units
from solvus.infer.problem import Asked, Free

SHARES = {"at%": "%", "wt%": "%"}


def unit_word(of: Free | Asked) -> str:
    """The unit as it is printed; "" for a pure number."""
    return "" if of.display == "1" else of.display


def number(value: float, of: Free | Asked) -> float:
    """A value [SI] in the display unit."""
    return units.from_si(value, of.unit, of.display)


def spread(sigma: float, of: Free | Asked, at: float = 0.0) -> float:
    """A standard deviation [SI] in the display unit, whose zero may lie elsewhere (degC)."""
    return abs(number(at + sigma, of) - number(at, of))


def numbers(values: np.ndarray, of: Free | Asked) -> np.ndarray:
    """Many values [SI] in the display unit."""
    zero, one = number(0.0, of), number(1.0, of)
    return zero + np.asarray(values, float) * (one - zero)


def is_bound(predicted: float, of: Asked) -> bool:
    """Whether a prediction [SI] is all that the protocol allows, so that the truth may be more."""
    return predicted >= of.most


def foretold(predicted: float, sigma: float, of: Asked) -> str:
    """A prediction [SI] as `told`, ``≥ 130`` where it is a lower bound."""
    if is_bound(predicted, of):
        return f"≥ {number(predicted, of):.4g} {unit_word(of)}".rstrip()
    return told(predicted, sigma, of)


def told(value: float, sigma: float, of: Free | Asked) -> str:
    """``96.2 ± 0.4 %``: two digits of the standard deviation, and the value to the same place."""
    shown, error = number(value, of), spread(sigma, of, value)
    if not np.isfinite(error) or error <= 0.0:
        text = f"{shown:.4g}"
    else:
        digits = max(0, 1 - int(np.floor(np.log10(error))))
        text = f"{shown:.{digits}f} ± {error:.{digits}f}" if digits <= 6 else (
            f"{shown:.4g} ± {error:.2g}")  # fmt: skip
    return f"{text} {unit_word(of)}".rstrip()
