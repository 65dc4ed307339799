"""Starting values and bounds of a circuit from the spectrum it is fitted to.

Every parallel part with a capacitive branch is an arc and gets a peak of the distribution of
relaxation times, in the order of the text and of rising relaxation time; what diffuses or blocks
gets the low end of the spectrum, plain resistors outside arcs the real intercept at the high end.
Where something diffuses, the slowest peak may be it, and the arcs may stand in the other order:
these are the next starts. Further ones scatter around them, always the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from solvus.analyse.circuits import Circuit, Leaf, Node, Parallel
from solvus.analyse.relaxation_times import Peak, Relaxations, relaxations

ARC_SYMBOLS = ("K", "Zarc")
CAPACITIVE = ("C", "CPE")
INDUCTIVE = ("L", "La")
DIFFUSIVE = ("W", "Wo", "Ws", "G")
EXPONENT_BOUNDS = (0.2, 1.0)
FIRST_EXPONENT = 0.85
SPREAD = 1.0  # of the natural logarithm, between starts
SEED = 20231123


class Scales(NamedTuple):
    """Extremes of |Z| and of w [rad/s], which bound what a spectrum can tell."""

    z_low: float
    z_high: float
    w_low: float
    w_high: float


def scales_of(frequency: np.ndarray, impedance: np.ndarray) -> Scales:
    """The extremes of a spectrum."""
    size, w = np.abs(impedance), 2.0 * np.pi * frequency
    return Scales(float(size.min()), float(size.max()), float(w.min()), float(w.max()))


def bounds_of(quantity: str, scales: Scales) -> tuple[float, float]:
    """Lowest and highest value of a parameter by what it measures, far outside of what is seen."""
    z0, z1, w0, w1 = scales
    if quantity == "exponent":
        return EXPONENT_BOUNDS
    if quantity == "resistance":
        return 1e-4 * z0, 1e4 * z1
    if quantity == "time":
        return 1e-3 / w1, 1e3 / w0
    if quantity == "capacitance":
        return 1e-4 / (z1 * w1), 1e4 / (z0 * w0)
    if quantity == "admittance":
        corners = [w**-n for w in (w0, w1) for n in EXPONENT_BOUNDS]
        return 1e-4 * min(corners) / z1, 1e4 * max(corners) / z0
    if quantity == "diffusion":
        return 1e-4 * z0 * np.sqrt(w0), 1e4 * z1 * np.sqrt(w1)
    corners = [w**-n for w in (w0, w1) for n in EXPONENT_BOUNDS]
    return 1e-6 * z0 * min(corners), 1e4 * z1 * max(corners)  # inductances


def starts(
    circuit: Circuit, frequency: np.ndarray, impedance: np.ndarray, most: int
) -> Iterator[np.ndarray]:
    """At most so many sets of starting values, the most likely first; frequency [Hz] falling."""
    seen = relaxations(frequency, impedance)
    diffusive = any(leaf.element.symbol in DIFFUSIVE for leaf in circuit.leaves)
    arcs = sum(is_arc(node) for node in nodes_of(circuit.root))
    bases = []
    for peak_is_tail in (False, True) if diffusive else (False,):
        for turned in (False, True) if diffusive and arcs > 1 else (False,):
            filled = _Filling(circuit, frequency, impedance, seen, peak_is_tail, turned)
            bases.append(filled.values)
    yield from bases[:most]
    exponents = np.array([quantity == "exponent" for quantity in circuit.quantities])
    rng = np.random.default_rng(SEED)
    for count in range(most - len(bases)):
        base = bases[count % len(bases)]
        scattered = base * np.exp(SPREAD * rng.normal(size=base.size))
        yield np.where(exponents, rng.uniform(0.6, 1.0, base.size), scattered)


def is_arc(node: Node) -> bool:
    """Whether a node makes an arc: K, Zarc, or something in parallel to a C or CPE."""
    if isinstance(node, Leaf):
        return node.element.symbol in ARC_SYMBOLS
    return isinstance(node, Parallel) and any(
        isinstance(part, Leaf) and part.element.symbol in CAPACITIVE for part in node.parts
    )


def is_loop(node: Node) -> bool:
    """Whether a node makes an inductive loop: something in parallel to an L, and no arc."""
    return isinstance(node, Parallel) and any(
        isinstance(part, Leaf) and part.element.symbol in INDUCTIVE for part in node.parts
    )


def nodes_of(node: Node) -> Iterator[Node]:
    """A node and all below it, in the order of the text."""
    yield node
    if not isinstance(node, Leaf):
        for part in node.parts:
            yield from nodes_of(part)


class _Filling:
    """One walk through the tree that gives every parameter a value.

    peak_is_tail : whether the slowest peak is diffusion, rather than what lies below all peaks;
    turned : whether the arcs stand in the order of falling relaxation time.
    """

    def __init__(
        self,
        circuit: Circuit,
        f: np.ndarray,
        z: np.ndarray,
        seen: Relaxations,
        peak_is_tail: bool,
        turned: bool,
    ) -> None:
        self.values = np.empty(len(circuit.names))
        self.scales = scales_of(f, z)
        self.tail: Peak | None = None
        peaks = list(seen.peaks)
        if any(leaf.element.symbol in DIFFUSIVE for leaf in circuit.leaves):
            if peak_is_tail and peaks:
                self.tail = peaks.pop()
            else:
                peaks = [peak for peak in peaks if peak.tau * self.scales.w_low < 0.5] or peaks
        arcs = _peaks_for(sum(is_arc(node) for node in nodes_of(circuit.root)), peaks, self.scales)
        self.arcs = iter(arcs[::-1] if turned else arcs)
        least = 0.02 * self.scales.z_low
        self.ohmic = max(seen.resistance, least)
        self.inductive = max(seen.inductive, least)
        self.loop = Peak(0.5 * float(np.ptp(z.real)) + least, _loop_time(f, z))
        self.low = max(-float(z[-1].imag), 0.05 * self.scales.z_high)
        self.fill(circuit.root, None)

    def fill(self, node: Node, arc: Peak | None) -> None:
        if is_arc(node):
            arc = next(self.arcs)
        elif is_loop(node):
            arc = self.loop
        if not isinstance(node, Leaf):
            for part in node.parts:
                self.fill(part, arc)
            return
        quantities = [parameter.quantity for parameter in node.element.parameters]
        own = slice(node.first, node.first + len(quantities))
        self.values[own] = [self.value(node.element.symbol, q, arc) for q in quantities]

    def value(self, symbol: str, quantity: str, arc: Peak | None) -> float:
        w0, w1 = self.scales.w_low, self.scales.w_high
        n = 1.0 if symbol == "La" else FIRST_EXPONENT
        if symbol in DIFFUSIVE:
            r, tau = self.tail or Peak(self.low, 1.0 / w0)
            return {"resistance": r, "time": tau, "diffusion": r / np.sqrt(2.0 * tau)}[quantity]
        if quantity == "exponent":
            return n
        if symbol in INDUCTIVE:
            return self.inductive / w1 if arc is None else arc.resistance * arc.tau
        if arc is None:
            alone = {
                "capacitance": 1.0 / (w0 * self.low),
                "admittance": w0**-n / self.low,
                "time": 1.0 / np.sqrt(w0 * w1),
            }
            return alone.get(quantity, self.ohmic)
        if quantity == "resistance":
            return arc.resistance
        if quantity == "time":
            return arc.tau
        return arc.tau ** (n if quantity == "admittance" else 1.0) / arc.resistance


def _loop_time(f: np.ndarray, z: np.ndarray) -> float:
    """1/w where the lower half of the spectrum is most inductive."""
    slow = slice(len(f) // 2, None)
    return float(1.0 / (2.0 * np.pi * f[slow][np.argmax(z.imag[slow])]))


def _peaks_for(count: int, peaks: list[Peak], scales: Scales) -> list[Peak]:
    """As many peaks as there are arcs: the largest, or the largest split; tau rising."""
    if not peaks:
        peaks = [Peak(0.5 * scales.z_high, 1.0 / np.sqrt(scales.w_low * scales.w_high))]
    peaks = sorted(peaks, reverse=True)[:count]
    while len(peaks) < count:
        resistance, tau = peaks.pop(0)
        peaks += [Peak(0.5 * resistance, tau / 4.0), Peak(0.5 * resistance, tau * 4.0)]
        peaks.sort(reverse=True)
    return sorted(peaks, key=lambda peak: peak.tau)
