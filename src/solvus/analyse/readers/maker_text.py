"""What the text exports of all makers of cyclers have in common: titles to columns, signs, charge.

A maker's module states its titles as `Field`s and what it means by a sign; the rest is here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from solvus.analyse.readers.assemble import (
    CONSTANT_CURRENT,
    CONSTANT_VOLTAGE,
    REST,
    cycling,
    net_charge,
)
from solvus.analyse.readers.moments import iso_moment
from solvus.analyse.readers.reader import Measured, Progress
from solvus.analyse.readers.text_columns import Words, is_duration, read_columns
from solvus.analyse.readers.text_head import Sheet, find_titles, lines_of, open_sheet
from solvus.analyse.readers.titles import Column, Field, find_columns, plain, split_title
from solvus.base.errors import Fault, InputError

IsTitles = Callable[[Sequence[str]], bool]
LINES_SNIFFED = 200
MOMENT = "moment"  # a field of this name is only looked at in its first row, for the start


class Maker(NamedTuple):
    """A maker's text export.

    instrument : its name. fields : what it writes, by variable of the record; besides those of
    `assemble.CYCLING` there may be ``charged`` and ``discharged`` (counters, C), ``capacity`` (a
    counter without a sign that starts again with a step, C), ``state`` (words) and ``moment``.
    is_titles : whether cells are its column titles. what : of them, for a message. discharge,
    charge, rest : how the words of ``state`` begin, lower case. spare : fields that are only read
    where the second of the pair is not there. delimiters : that it may use.
    """

    instrument: str
    fields: tuple[Field, ...]
    is_titles: IsTitles
    what: str
    discharge: tuple[str, ...] = ()
    charge: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    spare: tuple[tuple[str, str], ...] = ()
    delimiters: str = "\t,;"


class Export(NamedTuple):
    """A text export as read: the sheet, columns in SI by variable, words, and where they stood."""

    sheet: Sheet
    have: dict[str, np.ndarray]
    words: dict[str, Words]
    found: dict[str, Column]


def titles_with(*needed: str | tuple[str, ...]) -> IsTitles:
    """A test for column titles: each of the names, or one of each tuple, is among them."""
    groups = [
        {plain(one) for one in (group if isinstance(group, tuple) else (group,))}
        for group in needed
    ]

    def is_titles(cells: Sequence[str]) -> bool:
        if len(cells) < 3:
            return False
        names = {plain(cell.lstrip("~")) for cell in cells}
        names |= {plain(split_title(cell)[0]) for cell in cells}
        return all(names & group for group in groups)

    return is_titles


def knows(head: bytes, maker: Maker) -> bool:
    """Whether a line near the beginning has the maker's column titles."""
    lines = lines_of(head)[:LINES_SNIFFED]
    return find_titles(lines, maker.is_titles, maker.delimiters) is not None


def read_export(path: Path, maker: Maker, progress: Progress | None = None) -> Export:
    """Read the columns of a maker's text export; InputError as `open_sheet`, `read_columns`."""
    sheet = open_sheet(path, maker.is_titles, maker.what, maker.delimiters)
    found = find_columns(sheet.titles, maker.fields, str(path), sheet.first - 1)
    for name, instead in maker.spare:
        if instead in found:
            found.pop(name, None)
    wordy = {field.name for field in maker.fields if not field.si}
    numbers = [column.at for name, column in found.items() if name not in wordy]
    texts = [column.at for name, column in found.items() if name in wordy and name != MOMENT]
    arrays, read_words = read_columns(sheet, numbers, texts, progress)
    have = {
        name: column.si(arrays[column.at])
        for name, column in found.items() if name not in wordy
    }  # fmt: skip
    words = {name: read_words[found[name].at] for name in wordy & found.keys() - {MOMENT}}
    return Export(sheet, have, words, found)


def finish(
    export: Export, maker: Maker, attrs: Mapping[str, Any], notices: Sequence[str]
) -> Measured:
    """Sign of the current, net charge, mode and start of an export; then the measurement."""
    have, told = dict(export.have), list(notices)
    file = str(export.sheet.path)
    for name in ("time", "voltage", "current"):
        if name not in have:
            titles = next(field.titles for field in maker.fields if field.name == name)
            told_so = f'there is no column of the {name}, such as "{titles[0]}"'
            raise InputError(Fault(told_so, file=file, line=export.sheet.first - 1))
    told += _assumed_units(export)
    state = export.words.get("state")
    if state is not None:
        have["current"], more = _signed(have["current"], state, maker)
        told += more
        have["mode"] = modes(state, have["current"], maker)
    step = have.get("step", have.get("step_index"))
    if "charge" not in have:
        if {"charged", "discharged"} <= have.keys():
            parts = [(have["charged"], 1.0), (have["discharged"], -1.0)]
            have["charge"] = net_charge(parts, step)
        elif "capacity" in have:
            size = np.abs(have["capacity"])
            have["charge"] = net_charge([(size, _signs(have, state, maker))], step)
    for name in ("charged", "discharged", "capacity"):
        have.pop(name, None)
    about = {"instrument": maker.instrument, **_started(export), **attrs}
    return cycling(have, about, told, file)


def modes(state: Words, current: np.ndarray, maker: Maker) -> np.ndarray:
    """Mode of each row by the words of its state; nan where they do not say."""
    kinds = []
    for word in state.words:
        low = plain(word)
        if low.startswith(tuple(plain(one) for one in maker.rest)):
            kinds.append(float(REST))
        elif "cccv" in low:
            kinds.append(np.nan)
        elif "cv" in low:
            kinds.append(float(CONSTANT_VOLTAGE))
        elif "cc" in low:
            kinds.append(float(CONSTANT_CURRENT))
        else:
            kinds.append(np.nan)
    return np.asarray(np.array([*kinds, np.nan])[state.codes])


def _directions(state: Words, maker: Maker) -> np.ndarray:
    """1 in rows of charge, -1 of discharge, 0 of rest and of what is not known, array (n,)."""
    signs = []
    for word in state.words:
        low = word.strip().casefold()
        ends = low.replace("_", " ").split(" ")
        if any(part.startswith(maker.discharge) for part in (low, *ends) if part):
            signs.append(-1.0)
        elif any(part.startswith(maker.charge) for part in (low, *ends) if part):
            signs.append(1.0)
        else:
            signs.append(0.0)
    return np.asarray(np.array([*signs, 0.0])[state.codes])


def _signed(
    current: np.ndarray, state: Words, maker: Maker
) -> tuple[np.ndarray, list[str]]:
    """The current with a sign: as written if any is negative, else by the state of each row."""
    if not maker.discharge or (current < 0.0).any():
        return current, []
    direction = _directions(state, maker)
    if not (direction < 0.0).any():
        return current, []
    return np.where(direction < 0.0, -current, current), [
        "the file writes currents without a sign; those of discharges were made negative"
    ]


def _signs(
    have: Mapping[str, np.ndarray], state: Words | None, maker: Maker
) -> np.ndarray:
    """The sign that a counter without one grows with, in each row."""
    if state is not None and maker.discharge:
        direction = _directions(state, maker)
        if direction.any():
            return np.where(direction != 0.0, direction, np.sign(have["current"]))
    return np.asarray(np.sign(have["current"]))


def _assumed_units(export: Export) -> list[str]:
    """A sentence if the titles of time, voltage or current have no unit."""
    bare = [name for name in ("time", "voltage", "current")
            if name in export.found and not export.found[name].unit_given
            and not is_duration(export.sheet.sample[0][export.found[name].at])]  # fmt: skip
    if not bare:
        return []
    names = ", ".join(f'"{export.found[name].title}"' for name in bare)
    return [f"{names} {'has' if len(bare) == 1 else 'have'} no unit in the title; the maker's own "
            "is taken"]  # fmt: skip


def _started(export: Export) -> dict[str, str]:
    column = export.found.get(MOMENT)
    if column is None:
        return {}
    moment = iso_moment(export.sheet.sample[0][column.at])
    return {"started": moment} if moment else {}
