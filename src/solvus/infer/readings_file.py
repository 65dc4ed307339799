"""Readings from a csv file: one row each, its place, value and sigma.

The first line names the columns, with units in brackets: ``cycle,hysteresis [mV],sigma [mV]``.
Lines that begin with ``#`` are left out. A unit that a column does not name is given by the caller.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from solvus.base import units, yaml_source
from solvus.base.errors import Fault, InputError, suggestion


class Row(NamedTuple):
    """A reading: place (0 without one), value and sigma [SI], display unit, line of the file."""

    place: int
    value: float
    sigma: float
    display: str
    line: int


class _Column(NamedTuple):
    number: int
    unit: str


def read_rows(
    path: Path,
    unit: str,
    columns: Mapping[str, str],
    *,
    place: str = "",
    display: str = "",
    sigma: float | None = None,
) -> list[Row]:
    """The readings of a file.

    unit : SI unit of the quantity; display : unit of numbers whose column names none.
    columns : "value", "sigma" and the kind of place -> name of the column, where it is another.
    place : kind of place ("cycle"), "" if the feature has none.
    sigma : standard deviation [unit] of all rows, where there is no such column.

    Raises InputError with every fault of the file, at its line.
    """
    name = str(path)
    lines = yaml_source.read_text(path, name).splitlines()
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip()[:1] not in ("", "#")]
    if not numbered:
        raise InputError(Fault("holds no readings", file=name))
    _refuse_other_separators(*numbered[0], name)
    head, *body = [(n, _cells(line)) for n, line in numbered]
    wanted = [*([place] if place else []), "value", *([] if sigma is not None else ["sigma"])]
    found, faults = _found(head, wanted, columns, name)
    if not body:
        faults.append(Fault("has a heading and no readings", file=name, line=head[0]))
    if faults:
        raise InputError(*faults)
    rows: list[Row] = []
    for line, cells in body:
        try:
            _check_width(len(cells), len(head[1]))
            rows.append(_row(cells, line, found, place, unit, display, sigma))
        except ValueError as error:
            faults.append(Fault(str(error), file=name, line=line))
    if faults:
        raise InputError(*faults)
    return rows


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line]))]


def _refuse_other_separators(number: int, line: str, name: str) -> None:
    """Spreadsheets of some countries write semicolons, with commas in the numbers."""
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if line.count(mark) > line.count(","):
            text = f"its columns are separated by {word}; write commas, and decimals with a point"
            raise InputError(Fault(text, file=name, line=number))


def _check_width(fields: int, due: int) -> None:
    """A decimal comma makes one field two, and every number after it another column's."""
    if fields != due:
        raise ValueError(
            f"has {fields} field{'' if fields == 1 else 's'}, the heading has {due}; decimals "
            "need a point and columns are separated by commas"
        )


def _found(
    head: tuple[int, list[str]], wanted: list[str], columns: Mapping[str, str], name: str
) -> tuple[dict[str, _Column], list[Fault]]:
    """Where the wanted columns stand, and which of them are missing."""
    titles: dict[str, _Column] = {}
    found: dict[str, _Column] = {}
    faults: list[Fault] = []
    for number, title in enumerate(head[1]):
        column, _, unit = title.partition("[")
        column = column.strip()
        if column and column in titles:
            faults.append(Fault(f'has two columns "{column}"; rename one', "", name, head[0]))
        titles.setdefault(column, _Column(number, unit.strip().removesuffix("]").strip()))
    for one in wanted:
        column = columns.get(one, one)
        if column in titles:
            found[one] = titles[column]
            continue
        round_unit = next(filter(None, (_in_round(title, column) for title in titles)), None)
        if round_unit is not None:
            text = f'"{round_unit[0]}": units stand in [ ]; write {column} [{round_unit[1]}]'
            faults.append(Fault(text, "", name, head[0]))
            continue
        hint = "" if one in columns else f" Name it with columns: {{{one}: ...}}."
        faults.append(
            Fault(f'has no column "{column}".{suggestion(column, titles)}{hint}', "", name, head[0])
        )
    return found, faults


def _in_round(title: str, column: str) -> tuple[str, str] | None:
    """(title, unit) of a title that is the column with its unit in round brackets."""
    named, bracket, unit = title.partition("(")
    if not bracket or named.strip() != column:
        return None
    return title, unit.strip().removesuffix(")").strip()


def _row(
    cells: list[str],
    line: int,
    found: Mapping[str, _Column],
    place: str,
    unit: str,
    display: str,
    sigma: float | None,
) -> Row:
    where = 0
    if place:
        where = _whole(_cell(cells, found[place].number, place), place)
    shown = found["value"].unit or display
    value = _number(_cell(cells, found["value"].number, "value"), "value", shown, unit)
    if sigma is None:
        its = found["sigma"]
        sigma = _number(_cell(cells, its.number, "sigma"), "sigma", its.unit or shown, unit)
    if not sigma > 0.0:
        raise ValueError("sigma is not above zero; every reading has an error")
    return Row(where, value, sigma, shown, line)


def _cell(cells: list[str], number: int, what: str) -> str:
    if number >= len(cells) or not cells[number]:
        raise ValueError(f"{what} is missing")
    return cells[number]


def _whole(text: str, what: str) -> int:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not number.is_integer():
        raise ValueError(f'{what} "{text}" is not a whole number')
    return int(number)


def _number(text: str, what: str, display: str, unit: str) -> float:
    try:
        float(text)
    except ValueError:
        raise ValueError(f'{what} "{text}" is not a number') from None
    return units.parse(f"{text} {display}".strip(), unit)
