"""Inverse design of a pouch file: a quantity asked for, one number of the file set free."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from solvus.base import units
from solvus.base.errors import Fault, InputError, suggestion
from solvus.pouch.energy import Energies, energies
from solvus.pouch.quantities import QUANTITIES, Quantity
from solvus.pouch.solve import FLAT, Solved, solve, solve_whole
from solvus.study.fields import described
from solvus.study.pouch_checks import Notice, answers
from solvus.study.pouch_design import coating_of, design_of
from solvus.study.pouch_places import Place, place_of, with_values
from solvus.study.pouch_schema import PouchFile

ROUND_OFF = 1e-9  # by which a check may be missed
Allowed = Callable[[np.ndarray], np.ndarray]

_NAMED = re.compile(r"\s*([A-Za-z_][\w.]*)\s*(?:=|:)\s*(.+)")
_MONEY = re.compile(r"\s*([-+\d.eE]+)\s*\$(?:\s*/\s*kWh)?\s*")


@dataclass(frozen=True)
class Target:
    """A quantity and the value asked for [SI]."""

    quantity: Quantity
    value: float

    @property
    def text(self) -> str:
        """As in "specific energy of 400 Wh/kg"."""
        return f"{self.quantity.title} of {show_quantity(self.quantity, self.value)}"


@dataclass(frozen=True)
class Solution:
    """A value of the free variable, what the design comes to with it, and what to know of it."""

    value: float
    energies: Energies
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class Inverse:
    """What came of an inverse design: the search, its solutions, and the answer in a sentence."""

    target: Target
    place: Place
    solved: Solved
    solutions: tuple[Solution, ...]
    sentence: str


def show_quantity(quantity: Quantity, value: float, digits: int = 4) -> str:
    """A value [SI] of a quantity as text in the unit of the trade."""
    number = number_of(quantity, value)
    return f"{number:.{digits}g}" + ("" if quantity.shown_in == "1" else f" {quantity.shown_in}")


def number_of(quantity: Quantity, value: Any) -> Any:
    """A value [SI], or an array, of a quantity in the unit it is shown in."""
    if quantity.shown_in == "$":
        return value
    if quantity.shown_in == "$/kWh":
        return value * 3.6e6
    return units.from_si(value, quantity.unit, quantity.shown_in)


def read_target(text: str, basis: str = "body") -> Target:
    """A target "400 Wh/kg", "1.5 Ah" or "energy_density.stack = 900 Wh/L".

    Without a name the unit says which quantity is meant; an energy per volume then is the one as
    built on the basis of the file. Raises InputError with a sentence.
    """
    try:
        return _target(text, basis)
    except ValueError as error:
        raise InputError(Fault(str(error), "--target")) from None


def _target(text: str, basis: str) -> Target:
    named = _NAMED.fullmatch(text)
    if named is not None:
        name = named[1]
        if name == "energy_density":
            name = f"energy_density.{basis}"
        if name not in QUANTITIES:
            raise ValueError(f'"{name}" is no quantity.{suggestion(name, QUANTITIES)}')
        quantity = QUANTITIES[name]
        return Target(quantity, _value(named[2], quantity))
    known = {one.unit: one for one in QUANTITIES.values() if one.recognised and one.unit != "1"}
    known["J/m^3"] = QUANTITIES[f"energy_density.{basis}"]
    if _MONEY.fullmatch(text):
        quantity = QUANTITIES["cost_per_energy" if "/" in text else "cost"]
        return Target(quantity, _value(text, quantity))
    for unit, quantity in known.items():
        try:
            return Target(quantity, units.parse(text, unit))
        except ValueError:
            continue
    raise ValueError(
        f"{described(text)} does not say which quantity is meant; write e.g. "
        '"400 Wh/kg", "900 Wh/L", "n_to_p = 1.5" or "energy_density.envelope = 600 Wh/L"'
    )


def _value(text: str, quantity: Quantity) -> float:
    if "$" not in quantity.shown_in:
        return units.parse(text, quantity.unit)
    match = _MONEY.fullmatch(text)
    if match is None:
        raise ValueError(f'{described(text)} is not in {quantity.shown_in}; write e.g. '
                         f'"100 {quantity.shown_in}"')  # fmt: skip
    return float(match[1]) / (3.6e6 if quantity.shown_in == "$/kWh" else 1.0)


def solve_for(pouch: PouchFile, target: Target, path: str) -> Inverse:
    """All values of the number at `path` that give the target, within its range and the checks.

    Raises InputError where the path names no number.
    """
    try:
        place = place_of(pouch, path)
    except ValueError as error:
        raise InputError(Fault(str(error), "--free")) from None

    def found(x: np.ndarray) -> Energies:
        with np.errstate(all="ignore"):  # ends of a range where nothing is left of a cell
            return energies(design_of(with_values(pouch, {path: x})))

    def quantity(x: np.ndarray) -> np.ndarray:
        return np.asarray(target.quantity.of(found(x)), float)

    def allowed(x: np.ndarray) -> np.ndarray:
        return allows(pouch, {path: x})

    def search(within: Allowed | None) -> Solved:
        if place.whole:
            return solve_whole(quantity, target.value, round(place.low), round(place.high), within)
        return solve(quantity, target.value, place.low, place.high, within)

    solved = search(allowed)
    solutions = tuple(_solution(pouch, path, root) for root in solved.roots)
    sentence = _sentence(target, place, solved, solutions)
    if not solutions and not np.isfinite(solved.y).all():
        sentence += _without_checks(target, place, search(None))
    return Inverse(target, place, solved, solutions, sentence)


def allows(pouch: PouchFile, values: Mapping[str, Any]) -> np.ndarray:
    """Whether the checks of the file, and geometry, allow a design with these values in it."""
    return margin(pouch, values) >= -ROUND_OFF


def margin(pouch: PouchFile, values: Mapping[str, Any]) -> np.ndarray:
    """By how much a design with these values can be, and passes the checks that refuse [1].

    The tightest of: porosity of the coating and share of its binder; width that the tabs leave;
    capacity of the first half-cycle over the reversible one, less 1; share of the capacity that
    can be used; N/P - 1; electrolyte over what the pores take, less 1. Below zero it cannot be, or
    does not pass.
    """
    moved = with_values(pouch, values)
    with np.errstate(all="ignore"):
        design = design_of(moved)
        found, mix, cathode = energies(design), coating_of(moved).recipe, design.cathode
        rows = [mix.porosity, mix.binder + ROUND_OFF,
                1.0 - (design.positive_tab.width + design.negative_tab.width) / design.stack.width,
                cathode.first_charge / cathode.specific_capacity - 1.0,
                found.areal_capacity / (cathode.loading * cathode.specific_capacity)
                - 2.0 * ROUND_OFF]  # fmt: skip
        if pouch.checks.n_to_p == "refuse":
            rows.append(found.n_to_p - 1.0)
        if pouch.checks.electrolyte == "refuse":
            rows.append(found.electrolyte_ratio / found.electrolyte_least - 1.0)
        return np.asarray(np.min(np.broadcast_arrays(*rows), axis=0), float)


def _solution(pouch: PouchFile, path: str, root: float) -> Solution:
    moved = with_values(pouch, {path: root})
    design = design_of(moved)
    found = energies(design)
    return Solution(root, found, tuple(answers(moved, design, found)[1]))


def _sentence(
    target: Target, place: Place, solved: Solved, solutions: tuple[Solution, ...]
) -> str:
    values = [place.show(one.value) for one in solutions]
    if len(values) == 1 and solved.exact:
        return f"{target.text} takes {place.path} = {values[0]}"
    if values and solved.exact:
        listed = ", ".join(values[:-1]) + f" and {values[-1]}"
        return f"{target.text} is met more than once: {place.path} = {listed}"
    if values:
        reached = show_quantity(target.quantity, float(target.quantity.of(solutions[0].energies)))
        more = f"; also at {', '.join(values[1:])}" if len(values) > 1 else ""
        return (
            f"{target.text} takes {place.path} = {values[0]}, with which it is {reached}{more}"
        )
    return _out_of_reach(target, place, solved)


def _out_of_reach(target: Target, place: Place, solved: Solved) -> str:
    known = np.isfinite(solved.y)
    if not known.any():
        return (
            f"no value of {place.path} from {place.show(place.low)} to {place.show(place.high)} "
            "passes the checks of the file"
        )
    best = show_quantity(target.quantity, solved.best)
    side = "most" if solved.best < target.value else "least"
    at = place.show(solved.best_at)
    ends = [place.show(float(end)) for end in (solved.x[known].min(), solved.x[known].max())]
    limits = "" if known.all() else ", where the checks of the file are met,"
    if np.ptp(solved.y[known]) <= FLAT * abs(solved.best):
        if abs(solved.best - target.value) <= ROUND_OFF * abs(target.value):
            return f"{target.text} is met whatever {place.path} is, which does not move it"
        return f"{target.text} is out of reach: {place.path} does not move it, it stays at {best}"
    return (
        f"{target.text} is out of reach: the {side} that {place.path} gives from {ends[0]} to "
        f"{ends[1]}{limits} is {best}, at {at}"
    )


def _without_checks(target: Target, place: Place, solved: Solved) -> str:
    if solved.roots:
        return f"; without the checks {place.path} = {place.show(solved.roots[0])} would do"
    if not np.isfinite(solved.best):
        return ""
    best = show_quantity(target.quantity, solved.best)
    return f"; without the checks it would be {best}, at {place.show(solved.best_at)}"
