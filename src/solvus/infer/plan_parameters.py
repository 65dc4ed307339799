"""The parameters of a ``calibration:`` block, met with the studies that they set."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import NamedTuple

from solvus.base import units
from solvus.base.yaml_source import KeyPath, key_text
from solvus.infer.problem import Free
from solvus.infer.sources import Source, unknown_study
from solvus.infer.studies import Move
from solvus.study import calibration_block as written
from solvus.study.calibration_block import Calibration
from solvus.study.fields import described
from solvus.study.places import Place, key_path, place_of, value_at

Slip = tuple[KeyPath, str]
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*")


class Part(NamedTuple):
    """A parameter that can be moved, and what it sets."""

    free: Free
    moves: tuple[Move, ...]


class Parts(NamedTuple):
    """The parameters that are without fault, and what is wrong with the others."""

    parts: list[Part]
    slips: list[Slip]


def parts_of(block: Calibration, sources: Mapping[str, Source]) -> Parts:
    """Read every parameter; slips are key paths below ``calibration``."""
    parts: list[Part] = []
    slips: list[Slip] = []
    taken: dict[tuple[str, KeyPath], str] = {}
    for name, one in block.parameters.items():
        at: KeyPath = ("parameters", name)
        moves, places, wrong = _moves(name, one, block, sources)
        for move in moves:
            other = taken.setdefault((move.study, move.path), name)
            if other != name:
                text = f"{key_text(move.path)} is set by {other} already"
                wrong.append((("sets",), text))
        free = None
        if places:
            free, slipped = _free(name, one, places, moves, sources)
            wrong += slipped
        slips += [((*at, *below), text) for below, text in wrong]
        if free is not None and not wrong:
            parts.append(Part(free, tuple(moves)))
    return Parts(parts, slips)


def unit_of(text: str | float) -> str:
    """The unit that a text is written in, "" for a bare number."""
    match = _NUMBER.match(str(text))
    return str(text)[match.end() :].strip() if match else ""


def _moves(
    name: str, one: written.Parameter, block: Calibration, sources: Mapping[str, Source]
) -> tuple[list[Move], list[Place], list[Slip]]:
    """What a parameter sets in which studies, and the places there."""
    slips: list[Slip] = []
    for study in one.study:
        text = unknown_study(study, block)
        if text is not None:
            slips.append((("study",), text))
    moves: list[Move] = []
    places: list[Place] = []
    nowhere: dict[str, list[str]] = {}  # sentence -> studies
    for study in one.study or (written.THIS, *block.studies):
        if study not in sources:  # said elsewhere: no such name, or a file that cannot be read
            continue
        source = sources[study]
        for text in one.sets:
            path = key_path(text)
            try:
                place = place_of(source.study, path, source.known)
            except ValueError as error:
                nowhere.setdefault(str(error), []).append(study)
                continue
            if places and (place.unit, place.basis) != (places[0].unit, places[0].basis):
                first = key_text(moves[0].path)
                slips.append((("sets",), f"{first} and {text} have different units"))
                continue
            moves.append(Move(name, study, path))
            places.append(place)
    for sentence, names in nowhere.items():
        where = f" (in the study {', '.join(names)})" if len(names) < len(sources) else ""
        slips.append((("sets",), sentence + where))
    return moves, places, slips


def _free(
    name: str,
    one: written.Parameter,
    places: list[Place],
    moves: list[Move],
    sources: Mapping[str, Source],
) -> tuple[Free | None, list[Slip]]:
    """Start, bounds and prior of a parameter [SI]."""
    slips: list[Slip] = []
    values: dict[str, float | None] = {}
    place = places[0]
    for key in ("start", "low", "high", "prior", "prior_sigma"):
        text = getattr(one, key)
        values[key] = None
        if text is not None:
            try:
                values[key] = place.read(text)
            except ValueError as error:
                slips.append(((key,), str(error)))
    if slips:
        return None, slips
    low, high = _bounds(values, one, places, slips)
    start = values["start"]
    if start is None and values["prior"] is not None:
        start = values["prior"]
    if start is None:
        source = sources[moves[0].study]
        start = value_at(source.study, moves[0].path, source.known)
        if start is None:
            slips.append(((), "has no start, and the study gives no value; write start: ..."))
    _check(one, values, start, low, high, slips)
    if slips or start is None:
        return None, slips
    asked = [one.start, one.prior, one.low, one.high, place.example]
    display = next((unit_of(text) for text in asked if text is not None and unit_of(text)), "1")
    return (
        Free(
            name, start, low, high, one.scale == "log", values["prior"], values["prior_sigma"],
            place.unit, "%" if place.basis else display, _told(moves, len(sources)),
        ),
        slips,
    )  # fmt: skip


def _told(moves: list[Move], studies: int) -> tuple[str, ...]:
    """What is set, each key path once, with its studies where they are not all."""
    by_path: dict[KeyPath, list[str]] = {}
    for move in moves:
        by_path.setdefault(move.path, []).append(move.study)
    return tuple(
        key_text(path) + ("" if len(names) == studies else f" of {', '.join(names)}")
        for path, names in by_path.items()
    )


def _bounds(
    values: dict[str, float | None],
    one: written.Parameter,
    places: list[Place],
    slips: list[Slip],
) -> tuple[float, float]:
    """The bounds [SI], those of the study's own range where they are left out."""
    least, most = max(place.low for place in places), min(place.high for place in places)
    example = places[0].example
    found = []
    for key, end in (("low", least), ("high", most)):
        value = values[key]
        if value is None and not math.isfinite(end):
            slips.append(((), f"has no {key}, and nothing else bounds it; write {key}: {example}"))
        elif value is not None and not all(place.holds(value) for place in places):
            unit = unit_of(getattr(one, key)) or "1"
            room = " to ".join(_shown(x, places[0].unit, unit) for x in (least, most))
            text = f"{described(getattr(one, key))} lies outside what a study takes there, {room}"
            slips.append(((key,), text))
        found.append(end if value is None else value)
    return found[0], found[1]


def _check(
    one: written.Parameter,
    values: dict[str, float | None],
    start: float | None,
    low: float,
    high: float,
    slips: list[Slip],
) -> None:
    """What start, bounds, prior and scale must be to each other."""
    if slips:
        return
    if not low < high:
        slips.append((("low",), "is not below high; a parameter needs room between its bounds"))
        return
    if one.scale == "log" and not low > 0.0:
        slips.append((("scale",), "log needs a low bound above zero; write low: or scale: linear"))
    within = (("start", start), ("prior", values["prior"]))
    for key, value in within:
        if value is not None and not low <= value <= high:
            given = getattr(one, key)
            told = described(given) if given is not None else "what the study gives"
            slips.append(((key,), f"{told} lies outside the bounds, {_room(one, low, high)}"))
    sigma = values["prior_sigma"]
    if values["prior"] is not None and sigma is None:
        slips.append((("prior",), "has no prior_sigma; write how well it is known"))
    if sigma is not None and values["prior"] is None:
        slips.append((("prior_sigma",), "stands alone; write prior: too"))
    if sigma is not None and not sigma > 0.0:
        slips.append((("prior_sigma",), f"{described(one.prior_sigma)} is not above zero"))


def _room(one: written.Parameter, low: float, high: float) -> str:
    low_text = one.low if one.low is not None else f"{low:g}"
    high_text = one.high if one.high is not None else f"{high:g}"
    return f"{low_text} to {high_text}"


def _shown(value: float, unit: str, display: str) -> str:
    if not math.isfinite(value):
        return "any"
    try:
        return units.show(value, unit, display)
    except ValueError:  # wt% and at% are read elsewhere
        return f"{100.0 * value:g} %"
