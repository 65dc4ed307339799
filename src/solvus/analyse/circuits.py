"""Equivalent circuits written as text: `R0-p(R1,CPE1)-W1`.

    circuit  = part { "-" part }                    in series
    part     = element | "p(" circuit "," circuit { "," circuit } ")" | "(" circuit ")"
    element  = symbol [ number ]                    R0, CPE1, Wo2; see `circuit_elements`

Text is parsed and never evaluated. An element without a number gets the lowest that is free for
its symbol, so that `R-p(R,CPE)` reads as `R0-p(R1,CPE0)`. Length, number of elements and depth of
nesting are limited, so that no text takes long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn

import numpy as np
from numpy.typing import ArrayLike

from solvus.analyse.circuit_elements import ELEMENTS, UNITS, Element, Evaluated
from solvus.base.errors import Fault, InputError, suggestion

MOST_CHARACTERS = 400
MOST_ELEMENTS = 40
MOST_DEPTH = 12

_NAME = re.compile(r"([A-Za-z]+)([0-9]{0,3})")
_OPENS = re.compile(r"p?[ \t]*\(")


class Leaf(NamedTuple):
    """An element: its kind, its name ("CPE1"), and the place of its first parameter."""

    element: Element
    name: str
    first: int


class Series(NamedTuple):
    """Parts in series, two or more."""

    parts: tuple[Node, ...]


class Parallel(NamedTuple):
    """Branches in parallel, two or more."""

    parts: tuple[Node, ...]


Node = Leaf | Series | Parallel


@dataclass(frozen=True)
class Circuit:
    """A circuit: its text, its tree, and its parameters in the order of the text.

    names : "R0", "CPE1.Q", "CPE1.n", ...; quantities : what each measures, a key of
    `circuit_elements.UNITS`; leaves : the elements in the order of the text.
    """

    text: str
    root: Node
    leaves: tuple[Leaf, ...]
    names: tuple[str, ...] = field(init=False)
    quantities: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """List the parameters."""
        listed = [(leaf.name, p) for leaf in self.leaves for p in leaf.element.parameters]
        names = tuple(f"{name}.{p.suffix}" if p.suffix else name for name, p in listed)
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "quantities", tuple(p.quantity for _, p in listed))

    @property
    def units(self) -> tuple[str, ...]:
        """The unit of each parameter where Z is in ohm."""
        return tuple(UNITS[quantity] for quantity in self.quantities)

    def impedance(self, frequency: ArrayLike, values: ArrayLike) -> np.ndarray:
        """Z (n,) complex at frequencies [Hz] for parameter values in the order of `names`.

        Raises ValueError for a wrong number of values.
        """
        return self.with_derivatives(frequency, values)[0]

    def with_derivatives(self, frequency: ArrayLike, values: ArrayLike) -> Evaluated:
        """Z (n,) and dZ/dp (parameters, n), exact; arguments and errors as `impedance`."""
        w = 2.0 * np.pi * np.asarray(frequency, float)
        p = np.asarray(values, float)
        if p.shape != (len(self.names),):
            raise ValueError(f"{self.text} has {len(self.names)} parameters, not {p.size}")
        slopes = np.zeros((len(self.names), *w.shape), complex)
        z = _evaluate(self.root, w, p, slopes)
        return z, slopes


def parse_circuit(text: str) -> Circuit:
    """Read a circuit string.

    Raises InputError with the place of the first fault: what stands there and what may.
    """
    if not isinstance(text, str):
        raise InputError(Fault(f"a circuit is text such as R0-p(R1,CPE1), not {text!r}"))
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            Fault(f"a circuit of {len(text)} characters is too long; at most {MOST_CHARACTERS}")
        )
    reader = _Reader(text)
    reader.number_free_elements()
    root = reader.series(0)
    if reader.place < len(reader.text):
        reader.fail("expected - between parts in series, or the end")
    return Circuit(written(root), root, tuple(reader.leaves))


class _Reader:
    """One pass over the text, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.leaves: list[Leaf] = []
        self.parameters = 0
        self.free: dict[str, list[int]] = {}

    def number_free_elements(self) -> None:
        """The numbers that elements without one will get: those that nobody has taken."""
        taken: dict[str, set[int]] = {}
        for symbol, number in _NAME.findall(self.text):
            if number:
                taken.setdefault(symbol, set()).add(int(number))
        self.free = {
            symbol: [n for n in range(2 * MOST_ELEMENTS, -1, -1) if n not in taken.get(symbol, ())]
            for symbol in ELEMENTS
        }

    def series(self, depth: int) -> Node:
        parts = [self.part(depth)]
        while self.take("-"):
            parts.append(self.part(depth))
        flat = [
            one for part in parts for one in (part.parts if isinstance(part, Series) else (part,))
        ]
        return flat[0] if len(flat) == 1 else Series(tuple(flat))

    def part(self, depth: int) -> Node:
        self.skip()
        opens = _OPENS.match(self.text, self.place)
        if opens is None:
            return self.leaf()
        if depth >= MOST_DEPTH:
            self.fail(f"nested deeper than {MOST_DEPTH} levels")
        begun = self.place
        self.place = opens.end()
        branches = [self.series(depth + 1)]
        while self.take(","):
            branches.append(self.series(depth + 1))
        if not self.take(")"):
            self.fail(f"the bracket opened at character {begun + 1} is not closed")
        parallel = opens[0].startswith("p")
        if parallel != (len(branches) > 1):
            self.place = begun
            what = "a parallel part needs two branches, as p(R1,C1)"
            self.fail(what if parallel else "branches in parallel are written p(..., ...)")
        return Parallel(tuple(branches)) if parallel else branches[0]

    def leaf(self) -> Leaf:
        match = _NAME.match(self.text, self.place)
        if match is None:
            self.fail("expected an element, such as R0, or p(")
        symbol, number = match[1], match[2]
        if symbol not in ELEMENTS:
            self.fail(f'there is no element "{symbol[:20]}".{suggestion(symbol, ELEMENTS)}')
        name = f"{symbol}{int(number) if number else self.free[symbol].pop()}"
        if any(leaf.name == name for leaf in self.leaves):
            self.fail(f"{name} occurs twice; give each element a number of its own")
        if len(self.leaves) >= MOST_ELEMENTS:
            self.fail(f"more than {MOST_ELEMENTS} elements")
        self.place = match.end()
        made = Leaf(ELEMENTS[symbol], name, self.parameters)
        self.leaves.append(made)
        self.parameters += len(made.element.parameters)
        return made

    def skip(self) -> None:
        while self.place < len(self.text) and self.text[self.place] in " \t":
            self.place += 1

    def take(self, sign: str) -> bool:
        self.skip()
        if not self.text.startswith(sign, self.place):
            return False
        self.place += 1
        return True

    def fail(self, why: str) -> NoReturn:
        there = self.text[self.place : self.place + 12]
        found = f"{there!r}" if there else "the end"
        shown = self.text if len(self.text) <= 60 else self.text[:57] + "..."
        raise InputError(
            Fault(f"{shown!r}, character {self.place + 1}: {why}; there stands {found}", "circuit")
        )


def written(node: Node) -> str:
    """The text of a node, without what is not needed."""
    if isinstance(node, Leaf):
        return node.name
    if isinstance(node, Series):
        return "-".join(written(part) for part in node.parts)
    return f"p({','.join(written(part) for part in node.parts)})"


def _evaluate(node: Node, w: np.ndarray, p: np.ndarray, slopes: np.ndarray) -> np.ndarray:
    """Z of a node; the derivatives for its parameters are written into their rows of `slopes`."""
    if isinstance(node, Leaf):
        own = slice(node.first, node.first + len(node.element.parameters))
        z, slopes[own] = node.element.evaluate(w, p[own].tolist())
        return z
    parts = [(_evaluate(part, w, p, slopes), span(part)) for part in node.parts]
    if isinstance(node, Series):
        return np.sum([z for z, _ in parts], axis=0)
    whole = 1.0 / np.sum([1.0 / z for z, _ in parts], axis=0)
    for z, own in parts:
        slopes[own] *= (whole / z) ** 2
    return whole


def span(node: Node) -> slice:
    """The places of the parameters of a node, which follow one another."""
    first, last = node, node
    while not isinstance(first, Leaf):
        first = first.parts[0]
    while not isinstance(last, Leaf):
        last = last.parts[-1]
    return slice(first.first, last.first + len(last.element.parameters))
