"""What is wanted of designs: objectives with their directions, and what must hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvus.base.errors import Fault, InputError, suggestion
from solvus.base.units import parse
from solvus.designs.columns import INPUT, LIFE_REACHED, OK, QUANTITY, STATUS, Column
from solvus.study.fields import described

if TYPE_CHECKING:
    import pandas as pd

MOST = 4
BEST = {  # direction of a quantity where nothing is said: which of them are taken, in this order
    "specific_energy": "max", "energy_density.body": "max", "life": "max",
    "cost_per_energy": "min", "hysteresis_last": "min", "lost_charge_last": "min",
}  # fmt: skip
DEFAULT = (
    ("specific_energy", "energy_density.body", "life"),
    ("specific_energy", "energy_density.body", "cost_per_energy"),
    ("life", "hysteresis_last"),
    ("life", "lost_charge_last"),
)
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_RULE = re.compile(rf"\s*([^<>=]+?)\s*(<=|>=|<|>)\s*({_NUMBER}.*?)\s*")
_PLAIN = re.compile(_NUMBER)


class Objective(NamedTuple):
    """A quantity, and whether the most ("max") or the least ("min") of it is wanted."""

    column: Column
    direction: str

    @property
    def sign(self) -> float:
        """By which values are multiplied to be minimised."""
        return -1.0 if self.direction == "max" else 1.0

    @property
    def text(self) -> str:
        """As in "most specific_energy"."""
        return f"{'most' if self.direction == 'max' else 'least'} {self.column.name}"


class Rule(NamedTuple):
    """What must hold of a number of a design: at least or at most a limit, in the column's unit.

    strict : whether the limit itself is too little, or too much
    """

    column: Column
    at_least: bool
    limit: float
    text: str
    strict: bool = False

    def missed_by(self, values: np.ndarray) -> np.ndarray:
        """By how much it is missed, over 1 + |limit|; 0 or less where it holds, array as values."""
        gap = self.limit - values if self.at_least else values - self.limit
        missed = gap / (1.0 + abs(self.limit))
        return np.where(missed == 0.0, np.finfo(float).tiny, missed) if self.strict else missed


def read_objectives(
    columns: Mapping[str, Column], most: Sequence[str], least: Sequence[str]
) -> tuple[Objective, ...]:
    """Objectives by name; the usual ones of such designs where none is named.

    Raises InputError with every fault: a name that is no quantity, one given twice, too many.
    """
    known = {n: c for n, c in columns.items() if c.kind == QUANTITY and n != LIFE_REACHED}
    asked = [(name, "max") for name in most] + [(name, "min") for name in least]
    if not asked:
        names = next((one for one in DEFAULT if all(n in known for n in one)), ())
        asked = [(name, BEST[name]) for name in names]
    faults = [Fault(f'"{name}" is no quantity of these designs.{suggestion(name, known)}',
                    f"--{how}") for name, how in asked if name not in known]  # fmt: skip
    named = [name for name, _ in asked]
    faults += [Fault(f'"{name}" is wanted twice', f"--{how}")
               for k, (name, how) in enumerate(asked) if name in named[:k]]  # fmt: skip
    if not 2 <= len(asked) <= MOST:
        faults.append(Fault(f"{len(asked)} objectives; a front is of two to {MOST}, write e.g. "
                            "--max specific_energy --min cost_per_energy", "--max"))  # fmt: skip
    if faults:
        raise InputError(*faults)
    return tuple(Objective(known[name], how) for name, how in asked)


def read_rules(columns: Mapping[str, Column], texts: Sequence[str]) -> tuple[Rule, ...]:
    """What must hold, as in "n_to_p >= 1.2" or "electrolyte_ratio <= 3 g/Ah".

    Raises InputError with every fault.
    """
    known = {n: c for n, c in columns.items() if c.kind in (QUANTITY, INPUT)}
    rules, faults = [], []
    for text in texts:
        try:
            rules.append(_rule(known, text))
        except ValueError as error:
            faults.append(Fault(str(error), "--where"))
    if faults:
        raise InputError(*faults)
    return tuple(rules)


def _rule(known: Mapping[str, Column], text: str) -> Rule:
    match = _RULE.fullmatch(text)
    if match is None:
        raise ValueError(f'{described(text)} is no rule; write e.g. "n_to_p >= 1.2"')
    name, sign, limit = match[1], match[2], match[3]
    if name not in known:
        raise ValueError(f'"{name}" is no number of these designs.{suggestion(name, known)}')
    column = known[name]
    value = _limit(limit, column.unit)
    return Rule(column, sign in (">=", ">"), value, text.strip(), sign in ("<", ">"))


def _limit(text: str, unit: str) -> float:
    """A limit in the unit of its column; a bare number counts in it."""
    text = text.strip()
    if text.endswith(unit) and _PLAIN.fullmatch(text.removesuffix(unit).strip()):
        text = text.removesuffix(unit).strip()
    if _PLAIN.fullmatch(text):
        return float(text)
    if "$" in unit or unit in ("cycles", ""):
        raise ValueError(f"{described(text)}: write a number{f' in {unit}' if unit else ''}")
    return parse(text, unit)


def costs_of(
    frame: pd.DataFrame, objectives: Sequence[Objective], rules: Sequence[Rule]
) -> tuple[np.ndarray, np.ndarray]:
    """(objectives to be minimised, array (designs, objectives); by how much rules are missed).

    Failed designs have nan, and miss every rule.
    """
    ok = (frame[STATUS] == OK).to_numpy()
    values = np.stack([one.sign * frame[one.column.name].to_numpy(float) for one in objectives], 1)
    values[~ok] = np.nan
    missed = np.zeros((len(frame), len(rules)))
    for k, rule in enumerate(rules):
        missed[:, k] = rule.missed_by(frame[rule.column.name].to_numpy(float))
    missed[~ok | np.isnan(missed).any(axis=1)] = np.inf
    return values, missed
