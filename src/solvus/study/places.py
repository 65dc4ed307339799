"""The numbers of a study by their key paths: what they measure, which values they may take, and
the study with some of them moved.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel

from solvus.base import units
from solvus.base.errors import suggestion
from solvus.base.parameters import Parameter
from solvus.base.units import Fraction
from solvus.base.yaml_source import KeyPath, key_path, key_text
from solvus.study.fields import Measure, described
from solvus.study.registries import Registries, parameters_of
from solvus.study.schema import Cell, Foil, Instrument, Study

COUNTER = ("cell", "counter")
_BASES = {"mass": "wt%", "atom": "at%"}


class Place(NamedTuple):
    """A number of a study: key path, SI unit, range [SI], an example with a unit.

    basis : "mass" or "atom" for the content of a foil, which is written in wt% or at%.
    """

    path: KeyPath
    unit: str
    low: float
    high: float
    example: str
    basis: str = ""

    def read(self, text: str | float) -> float:
        """The value [SI] of a text with a unit; ValueError with a sentence.

        Its range is not looked at: see `holds`.
        """
        if not self.basis:
            return units.parse(text, self.unit)
        content = units.parse_fraction(text)
        if content.basis != self.basis:
            unit = _BASES[self.basis]
            raise ValueError(f"{described(text)}: the study gives this content in {unit}; do so")
        return content.value

    def holds(self, value: float) -> bool:
        """Whether a value [SI] lies in the range, to round-off."""
        slack = 1e-9 * max(abs(value), 1e-300)
        return self.low - slack <= value <= self.high + slack


def with_values(
    study: Study, values: Mapping[str, float] | Mapping[KeyPath, float]
) -> Study:
    """The study with numbers moved: key path -> value in SI units, not checked again.

    What the file leaves to follow keeps following: a counter foil that is left out moves with the
    working foil, and a retention that is left out with the coulombic efficiency. Paths below
    ``cell.counter`` are set last and make the counter a foil of its own. The content of a foil
    keeps its basis (by mass or by atoms). The text of the study stays that of the file.

    Raises ValueError for a path that leads nowhere (see `place_of`, which says more).
    """
    paths = {key_path(path): value for path, value in values.items()}
    for path in sorted(paths, key=lambda path: path[:2] == COUNTER):
        try:
            study = _placed(study, path, float(paths[path]))
        except (AttributeError, KeyError, TypeError, IndexError):
            raise ValueError(f"the study has no {key_text(path)}") from None
    return study


def _placed(node: Any, path: KeyPath, value: float) -> Any:
    head, rest = path[0], path[1:]
    if isinstance(node, Mapping):
        return {**node, head: _placed(node[head], rest, value) if rest else value}
    if not isinstance(node, BaseModel) or head not in type(node).model_fields:
        raise KeyError(head)
    child = getattr(node, str(head))
    made = _placed(child, rest, value) if rest else _number(child, value)
    moved = node.model_copy(update={str(head): made})
    if isinstance(node, Cell) and head == "working" and node.counter is node.working:
        moved = moved.model_copy(update={"counter": made})
    follows = isinstance(node, Foil) and head == "coulombic_efficiency"
    if follows and "retention" not in node.model_fields_set:
        moved = moved.model_copy(update={"retention": made})
        moved.model_fields_set.discard("retention")  # it goes on following
    return moved


def _number(old: Any, value: float) -> Any:
    return Fraction(value, old.basis) if isinstance(old, Fraction) else value


def place_of(study: Study, path: str | KeyPath, known: Registries) -> Place:
    """What the number at a key path measures and which values the study would take.

    Raises ValueError with a sentence for a path that names nothing, or no number.
    """
    keys = key_path(path)
    if not keys:
        raise ValueError('names nothing; write e.g. "cell.working.thickness"')
    node: Any = study
    for depth, head in enumerate(keys):
        here, last = keys[:depth], depth == len(keys) - 1
        if isinstance(node, BaseModel):
            if head not in type(node).model_fields:
                raise ValueError(_no_key(head, here, type(node).model_fields))
            if last and head != "parameters":
                return _field(node, str(head), keys)
            parent, node = node, getattr(node, str(head))
            if head == "parameters":
                return _parameter(parent, keys, depth + 1, known)
        elif isinstance(node, Mapping):
            if head not in node:
                raise ValueError(_no_key(head, here, node))
            node = node[head]
        if node is None and not last:
            raise ValueError(f'"{key_text(keys[: depth + 1])}" is not in this study')
        if not isinstance(node, BaseModel | Mapping):
            break
    raise ValueError(f'"{key_text(keys)}" is no number that can be moved')


def value_at(study: Study, path: str | KeyPath, known: Registries) -> float | None:
    """The number at a key path [SI]: as the study gives it, else the default of its table.

    None where the value comes from a material. Raises ValueError as `place_of`.
    """
    keys = place_of(study, path, known).path
    holder = block_at(study, keys[:-1])
    if isinstance(holder, Mapping) and keys[-1] not in holder:
        row = _table(block_at(study, keys[:-2]), keys, known)[str(keys[-1])]
        return None if row.default is None else units.parse(row.default, row.unit)
    found = block_at(study, keys)
    return found.value if isinstance(found, Fraction) else float(found)


def block_at(study: Study, path: KeyPath) -> Any:
    """The block, mapping or value that stands at a key path of a study."""
    node: Any = study
    for head in path:
        node = node[head] if isinstance(node, Mapping) else getattr(node, str(head))
    return node


def laws_behind(
    block: Any, keys: KeyPath, known: Registries
) -> dict[str, tuple[str, dict[str, Parameter]]]:
    """The laws whose tables the parameters of a block come from: role -> (name, rows).

    The role of the mechanism of a foil is "mechanism", of an instrument "instrument" and "law".
    """
    if isinstance(block, Foil):
        owners: dict[str, tuple[str, Any]] = {
            "mechanism": (block.mechanism, known.mechanisms[block.mechanism])
        }
    elif isinstance(block, Instrument):
        name = str(keys[1])
        instrument = known.instruments[name]
        laws = getattr(instrument, "laws", {})
        chosen = block.law or getattr(instrument, "default_law", None)
        owners = {"instrument": (name, instrument)}
        if isinstance(laws, Mapping) and chosen in laws:
            owners["law"] = str(chosen), laws[chosen]
    else:
        roles = {**known.interface_laws, **known.layer_laws}
        owners = {
            role: (getattr(block, role), roles[role][getattr(block, role)])
            for role in type(block).model_fields
            if role in roles and getattr(block, role) in roles[role]
        }
    return {
        role: (name, {row.name: row for row in parameters_of(owner)})
        for role, (name, owner) in owners.items()
    }


def _table(block: Any, keys: KeyPath, known: Registries) -> dict[str, Parameter]:
    rows: dict[str, Parameter] = {}
    for _, table in laws_behind(block, keys, known).values():
        rows = {**table, **rows}
    return rows


def _no_key(head: str | int, here: KeyPath, names: Mapping[str, Any]) -> str:
    where = f"in {key_text(here)}" if here else "in a study"
    return f'"{head}" is not a key {where}.{suggestion(str(head), names)}'


def _field(node: BaseModel, name: str, keys: KeyPath) -> Place:
    now = getattr(node, name)
    if isinstance(now, Fraction):
        example = f"10 {_BASES[now.basis]}"
        return Place(keys, "1", 0.0, 1.0, example, now.basis)
    field = type(node).model_fields[name]
    found = next(_measures((field.annotation, *field.metadata)), None)
    if found is None:
        numbers = [
            other
            for other, one in type(node).model_fields.items()
            if any(_measures((one.annotation, *one.metadata)))
        ]
        hint = f"; numbers here: {', '.join(numbers)}" if numbers else ""
        raise ValueError(f'"{key_text(keys)}" is no number that can be moved{hint}')
    if now is None:
        raise ValueError(f'"{key_text(keys)}" has no value in this study; give it one')
    low, high = (units.parse(text, found.unit) for text in (found.low, found.high))
    return Place(keys, found.unit, low, high, found.example)


def _measures(parts: tuple[Any, ...]) -> Iterator[Measure]:
    """The measure of a field, which an optional field holds inside its annotation."""
    for part in parts:
        if isinstance(part, Measure):
            yield part
        else:
            yield from _measures((*get_args(part), *getattr(part, "__metadata__", ())))


def _parameter(block: Any, keys: KeyPath, depth: int, known: Registries) -> Place:
    table = _table(block, keys, known)
    if len(keys) != depth + 1:
        names = ", ".join(table)
        raise ValueError(f'"{key_text(keys)}" is no parameter; parameters here: {names}')
    name = str(keys[depth])
    if name not in table:
        raise ValueError(
            f'"{name}" is not a parameter in {key_text(keys[:depth])}.{suggestion(name, table)}'
        )
    row = table[name]
    low = -math.inf if row.low is None else units.parse(row.low, row.unit)
    high = math.inf if row.high is None else units.parse(row.high, row.unit)
    example = row.default or row.low or row.high or f"1 {row.unit}"
    return Place(keys, row.unit, low, high, example)
