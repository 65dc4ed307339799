"""What the arcs of a fitted circuit say: resistance, relaxation time, effective capacitance.

    p(R, C)     tau = R C
    p(R, CPE)   tau = (R Q)^(1/n)      -Im Z of the arc is largest at 1/(2 pi tau)

A CPE is no capacitance; two conversions are in use and differ by what is taken to be spread:

    Brug et al., J. Electroanal. Chem. 176 (1984) 275: time constants along the face, R_s in play
        C = Q^(1/n) (1/R_s + 1/R)^((n-1)/n)
    Hsu and Mansfeld, Corrosion 57 (2001) 747: time constants through a film
        C = Q^(1/n) R^((1-n)/n) = tau/R

R_s is the sum of the resistors in series with everything else. Arcs carry the names of their
elements: which process they are is not read off their look. Standard errors follow from the
covariance of the fit in first order.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from solvus.analyse.circuit_start import ARC_SYMBOLS, CAPACITIVE, is_arc, nodes_of
from solvus.analyse.circuits import Circuit, Leaf, Node, Parallel, Series, written

INSIDE, EDGE, OUTSIDE = "inside the band", "at the edge of the band", "outside the band"
EDGE_FACTOR = 3.0  # an apex nearer to the end of the band than by this has no second flank
APART = 5.0  # ratio of two relaxation times below which arcs hardly part
STEP = 1e-5


class Derived(NamedTuple):
    """A number that follows from a fit, with its standard error, nan where none can be given."""

    value: float
    sigma: float


class Arc(NamedTuple):
    """An arc of a fit: text of its part, and the name of its resistance ("R1", "Zarc1.R").

    resistance [ohm]; tau [s]; apex [Hz]; exponent [1], 1 for a capacitor; brug, hsu_mansfeld [F] :
    effective capacitances, brug nan without a series resistance; place : of the apex in the band.
    """

    text: str
    resistor: str
    resistance: Derived
    tau: Derived
    apex: float
    exponent: Derived
    brug: Derived
    hsu_mansfeld: Derived
    place: str


class _Parts(NamedTuple):
    """Places of the parameters of an arc: R, and tau, C or Q, and n if there is one."""

    resistance: int
    second: int
    exponent: int | None
    is_time: bool


def arcs_of(
    circuit: Circuit, values: np.ndarray, covariance: np.ndarray, frequency: np.ndarray
) -> tuple[Arc, ...]:
    """The arcs of a circuit at values (p,) with covariance (p, p), seen at frequencies [Hz].

    Parts with a resistance and one C or CPE beside it, and K and Zarc; others have no single
    relaxation time and are left out.
    """
    series = _series_resistors(circuit)
    found = []
    for node in nodes_of(circuit.root):
        parts = _parts(node) if is_arc(node) else None
        if parts is not None:
            found.append(_arc(circuit, node, parts, series, values, covariance, frequency))
    return tuple(found)


def arc_warnings(arcs: tuple[Arc, ...]) -> tuple[str, ...]:
    """Sentences on arcs that the band cuts off and on arcs that cannot be told apart."""
    out = [
        f"the arc {arc.text} has its apex at {arc.apex:.3g} Hz, {arc.place}: its resistance "
        "rests on the shape of the arc, not on points on both its sides"
        for arc in arcs
        if arc.place != INSIDE
    ]
    in_order = sorted(arcs, key=lambda arc: arc.tau.value)
    for one, other in pairwise(in_order):
        ratio = other.tau.value / one.tau.value
        if ratio < APART:
            out.append(
                f"the arcs {one.text} and {other.text} lie within a factor of {ratio:.2g} in "
                "relaxation time: their sum is better known than their shares"
            )
    return tuple(out)


def _series_resistors(circuit: Circuit) -> list[int]:
    parts = circuit.root.parts if isinstance(circuit.root, Series) else (circuit.root,)
    return [p.first for p in parts if isinstance(p, Leaf) and p.element.symbol == "R"]


def _parts(node: Node) -> _Parts | None:
    if isinstance(node, Leaf) and node.element.symbol in ARC_SYMBOLS:
        exponent = node.first + 2 if len(node.element.parameters) == 3 else None
        return _Parts(node.first, node.first + 1, exponent, True)
    if not isinstance(node, Parallel) or len(node.parts) != 2:
        return None
    capacitive = [p for p in node.parts if isinstance(p, Leaf) and p.element.symbol in CAPACITIVE]
    if len(capacitive) != 1:
        return None
    other = next(p for p in node.parts if p is not capacitive[0])
    branch = other.parts if isinstance(other, Series) else (other,)
    resistors = [p for p in branch if isinstance(p, Leaf) and p.element.symbol == "R"]
    if len(resistors) != 1:
        return None
    second = capacitive[0]
    exponent = second.first + 1 if second.element.symbol == "CPE" else None
    return _Parts(resistors[0].first, second.first, exponent, False)


def _arc(
    circuit: Circuit, node: Node, parts: _Parts, series: list[int], values: np.ndarray,
    covariance: np.ndarray, frequency: np.ndarray,
) -> Arc:  # fmt: skip
    own = [parts.resistance, parts.second]
    own += [] if parts.exponent is None else [parts.exponent]

    def n(p: np.ndarray) -> float:
        return 1.0 if parts.exponent is None else float(p[parts.exponent])

    def tau(p: np.ndarray) -> float:
        if parts.is_time:
            return float(p[parts.second])
        return float((p[parts.resistance] * p[parts.second]) ** (1.0 / n(p)))

    def hsu(p: np.ndarray) -> float:
        return tau(p) / float(p[parts.resistance])

    def brug(p: np.ndarray) -> float:
        r = float(p[parts.resistance])
        return hsu(p) * (1.0 + r / float(p[series].sum())) ** ((n(p) - 1.0) / n(p))

    def made(function: Callable[[np.ndarray], float], places: list[int]) -> Derived:
        return derived(function, places, values, covariance)

    exponent = made(n, [parts.exponent]) if parts.exponent is not None else Derived(1.0, np.nan)
    time = made(tau, own[1:2] if parts.is_time else own)
    apex = 1.0 / (2.0 * np.pi * time.value)
    return Arc(
        text=written(node),
        resistor=circuit.names[parts.resistance],
        resistance=made(lambda p: float(p[parts.resistance]), own[:1]),
        tau=time,
        apex=apex,
        exponent=exponent,
        brug=made(brug, own + series) if series else Derived(np.nan, np.nan),
        hsu_mansfeld=made(hsu, own),
        place=_place(apex, frequency),
    )


def _place(apex: float, frequency: np.ndarray) -> str:
    low, high = float(frequency.min()), float(frequency.max())
    if not low <= apex <= high:
        return OUTSIDE
    return EDGE if apex < EDGE_FACTOR * low or apex > high / EDGE_FACTOR else INSIDE


def derived(
    function: Callable[[np.ndarray], float], places: list[int], values: np.ndarray,
    covariance: np.ndarray,
) -> Derived:  # fmt: skip
    """A function of parameters with its standard error; nan if one of them has none."""
    slope = np.zeros(len(values))
    for place in places:
        step = np.zeros(len(values))
        step[place] = STEP * values[place]
        slope[place] = (function(values + step) - function(values - step)) / (2.0 * step[place])
    variance = float(slope @ covariance @ slope)
    known = all(covariance[place, place] > 0.0 for place in places)
    return Derived(function(values), float(np.sqrt(variance)) if known and variance > 0 else np.nan)
