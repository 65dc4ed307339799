"""The elements of an equivalent circuit: impedance and its exact derivatives.

With w = 2 pi f, x = sqrt(j w tau) and resistances in ohm (or ohm m2, if the spectrum is per area):

    R     R                                  C     1/(j w C)
    L     j w L                              La    L (j w)^n       lossy inductor
    CPE   1/(Q (j w)^n)                      W     sigma (1 - j)/sqrt(w)   semi-infinite diffusion
    Wo    R coth(x)/x   diffusion to a wall  Ws    R tanh(x)/x     diffusion to a reservoir
    G     R/sqrt(1 + j w tau)   Gerischer    K     R/(1 + j w tau)
    Zarc  R/(1 + (j w tau)^n)

Symbols and meaning are those of the package impedance.py, so that circuit strings written for it
keep their meaning. Wo and Ws tend to W with sigma = R/sqrt(2 tau) at high frequency; R of Wo is
not its limit at low frequency, which is R/3 in series with the capacitance tau/R.

Sources: Lasia, Electrochemical Impedance Spectroscopy and its Applications (Springer 2014),
chapters 4 and 7; Boukamp and Bouwmeester, Solid State Ionics 157 (2003) 29 for G.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

Array = np.ndarray
Evaluated = tuple[Array, Array]  # Z (n,) and dZ/dp (parameters, n)

# What a parameter measures -> its unit where Z is in ohm.
UNITS: Mapping[str, str] = {
    "resistance": "ohm",
    "capacitance": "F",
    "inductance": "H",
    "lossy inductance": "ohm s^n",
    "admittance": "s^n/ohm",
    "exponent": "1",
    "time": "s",
    "diffusion": "ohm/s^0.5",
}


class ElementParameter(NamedTuple):
    """One number of an element: name after the dot ("" if it is the only one), what it measures."""

    suffix: str
    quantity: str


class Element(NamedTuple):
    """A kind of element: symbol, title, parameters, and Z with dZ/dp from w [rad/s] and values."""

    symbol: str
    title: str
    parameters: tuple[ElementParameter, ...]
    evaluate: Callable[[Array, Sequence[float]], Evaluated]


def _resistor(w: Array, p: Sequence[float]) -> Evaluated:
    return np.full(w.shape, p[0], complex), np.ones((1, *w.shape), complex)


def _capacitor(w: Array, p: Sequence[float]) -> Evaluated:
    z = 1.0 / (1j * w * p[0])
    return z, -z[None] / p[0]


def _inductor(w: Array, p: Sequence[float]) -> Evaluated:
    return 1j * w * p[0], 1j * w[None]


def _lossy_inductor(w: Array, p: Sequence[float]) -> Evaluated:
    power = (1j * w) ** p[1]
    return p[0] * power, np.stack([power, p[0] * power * np.log(1j * w)])


def _constant_phase(w: Array, p: Sequence[float]) -> Evaluated:
    z = 1.0 / (p[0] * (1j * w) ** p[1])
    return z, np.stack([-z / p[0], -z * np.log(1j * w)])


def _semi_infinite(w: Array, p: Sequence[float]) -> Evaluated:
    unit = (1.0 - 1j) / np.sqrt(w)
    return p[0] * unit, unit[None]


def _to_a_wall(w: Array, p: Sequence[float]) -> Evaluated:
    x = np.sqrt(1j * w * p[1])
    coth = 1.0 / np.tanh(x)
    slope = 0.5 * p[0] / p[1] * (1.0 - coth**2 - coth / x)
    return p[0] * coth / x, np.stack([coth / x, slope])


def _to_a_reservoir(w: Array, p: Sequence[float]) -> Evaluated:
    x = np.sqrt(1j * w * p[1])
    tanh = np.tanh(x)
    slope = 0.5 * p[0] / p[1] * (1.0 - tanh**2 - tanh / x)
    return p[0] * tanh / x, np.stack([tanh / x, slope])


def _gerischer(w: Array, p: Sequence[float]) -> Evaluated:
    inside = 1.0 + 1j * w * p[1]
    z = p[0] / np.sqrt(inside)
    return z, np.stack([z / p[0], -0.5 * z * 1j * w / inside])


def _relaxation(w: Array, p: Sequence[float]) -> Evaluated:
    z = p[0] / (1.0 + 1j * w * p[1])
    return z, np.stack([z / p[0], -(z**2) / p[0] * 1j * w])


def _depressed(w: Array, p: Sequence[float]) -> Evaluated:
    power = (1j * w * p[1]) ** p[2]
    z = p[0] / (1.0 + power)
    common = -(z**2) / p[0] * power
    return z, np.stack([z / p[0], common * p[2] / p[1], common * np.log(1j * w * p[1])])


def _made(*parameters: tuple[str, str]) -> tuple[ElementParameter, ...]:
    return tuple(ElementParameter(suffix, quantity) for suffix, quantity in parameters)


_R, _TAU, _N = ("R", "resistance"), ("tau", "time"), ("n", "exponent")

ELEMENTS: Mapping[str, Element] = {
    element.symbol: element
    for element in (
        Element("R", "resistor", _made(("", "resistance")), _resistor),
        Element("C", "capacitor", _made(("", "capacitance")), _capacitor),
        Element("L", "inductor", _made(("", "inductance")), _inductor),
        Element("La", "lossy inductor", _made(("L", "lossy inductance"), _N), _lossy_inductor),
        Element("CPE", "constant phase element", _made(("Q", "admittance"), _N), _constant_phase),
        Element("W", "semi-infinite diffusion", _made(("", "diffusion")), _semi_infinite),
        Element("Wo", "diffusion to a wall", _made(_R, _TAU), _to_a_wall),
        Element("Ws", "diffusion to a reservoir", _made(_R, _TAU), _to_a_reservoir),
        Element("G", "Gerischer element", _made(_R, _TAU), _gerischer),
        Element("K", "relaxation R/(1 + j w tau)", _made(_R, _TAU), _relaxation),
        Element("Zarc", "depressed arc", _made(_R, _TAU, _N), _depressed),
    )
}
