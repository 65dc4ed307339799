"""The data and predictions of a ``calibration:`` block, met with the studies that they are of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from solvus.base import units
from solvus.base.errors import Fault, InputError, suggestion
from solvus.base.yaml_source import KeyPath, key_text
from solvus.infer.measured_rows import measured_rows
from solvus.infer.plan_parameters import Slip, unit_of
from solvus.infer.problem import Asked, Datum
from solvus.infer.reach import no_efficiency
from solvus.infer.readings_file import read_rows
from solvus.infer.sources import Source, unknown_study
from solvus.infer.studies import Wanted
from solvus.study import calibration_block as written
from solvus.study.calibration_block import BOUNDS, PLACES, Calibration
from solvus.study.features import Feature
from solvus.study.fields import described

LEAST = {"cycle": 1, "step": 1, "conditioning": 0}
COUNTED = {"life": "cycles"}  # features whose number is a count that the protocol limits
OVER_ONE = 1.0 + 1e-9


class Entry(NamedTuple):
    """Something wanted of the model, with the reading it is compared with, if any."""

    wanted: Wanted
    asked: Asked
    datum: Datum | None
    at: KeyPath


class Entries(NamedTuple):
    """Data and predictions that are without fault, and what is wrong with the others.

    slips : key paths below ``calibration``; faults : in files of readings.
    """

    data: list[Entry]
    predictions: list[Entry]
    slips: list[Slip]
    faults: list[Fault]


class _Reading(NamedTuple):
    place: int
    value: float
    sigma: float
    display: str
    where: str
    measured: bool = False


def entries_of(
    block: Calibration,
    sources: Mapping[str, Source],
    features: Mapping[str, Feature],
    folder: Path,
) -> Entries:
    """Read every datum and prediction; files of readings are sought in `folder`."""
    found = Entries([], [], [], [])
    if not block.data:
        found.slips.append((("data",), "is empty; there is nothing to fit to"))
    for number, one in enumerate(block.data):
        at: KeyPath = ("data", number)
        feature = _feature(one.feature, one.study, block, features, at, found)
        if feature is None:
            continue
        source = sources.get(one.study)
        for reading in _readings(one, feature, at, folder, source, found):
            if source is not None:
                _check_reading(reading, feature, source, at, found)
            found.data.append(_entry(one, feature, reading, at, source, len(sources) > 1))
    for number, asked in enumerate(block.predict):
        at = ("predict", number)
        feature = _feature(asked.feature, asked.study, block, features, at, found)
        if feature is None:
            continue
        for place in _places(asked, feature, at, found):
            source = sources.get(asked.study)
            if source is not None:
                _check_place(place, feature, source, at, found)
            found.predictions.append(
                _prediction(asked, feature, place, at, source, len(sources) > 1)
            )
    _refuse_twins(found)
    return found


def _feature(
    name: str,
    study: str,
    block: Calibration,
    features: Mapping[str, Feature],
    at: KeyPath,
    found: Entries,
) -> Feature | None:
    text = unknown_study(study, block)
    if text is not None:
        found.slips.append(((*at, "study"), text))
    if name not in features:
        found.slips.append(
            ((*at, "feature"), f'"{name}" is not a feature.{suggestion(name, features)}')
        )
    return features.get(name) if text is None else None


def _misplaced(one: written.Datum | written.Prediction, feature: Feature) -> list[Slip]:
    """Places of another kind than the feature has."""
    slips: list[Slip] = []
    for kind in PLACES:
        given = getattr(one, kind)
        if given not in (None, ()) and kind != feature.place:
            due = f"write {feature.place}: instead" if feature.place else "remove it"
            slips.append(((kind,), f"{feature.name} is not read at a {kind}; {due}"))
    return slips


def _readings(
    one: written.Datum, feature: Feature, at: KeyPath, folder: Path, source: Source | None,
    found: Entries,
) -> list[_Reading]:  # fmt: skip
    """One reading, or those of a file."""
    slips = _misplaced(one, feature)
    for key, text in (("columns", one.columns), ("unit", one.unit)):
        if text and one.file is None:
            slips.append(((key,), "is for a file of readings; write file: too, or remove it"))
    sigma = _value(one.sigma, "sigma", feature, slips)
    if sigma is not None and not sigma > 0.0:
        slips.append((("sigma",), f"{described(one.sigma)} is not above zero; every reading has an "
                      "error"))  # fmt: skip
    if one.measured is not None:
        return _from_measured(one, feature, sigma, slips, at, source, found)
    if one.file is not None:
        return _from_file(one, feature, sigma, slips, at, folder, found)
    value = _value(one.value, "value", feature, slips)
    for key in ("value", "sigma"):
        if getattr(one, key) is None:
            example = f"{key}: 4 {feature.display}".replace(" 1", "")
            slips.append(((), f"{feature.name} has no {key}; write e.g. {example}"))
    place = getattr(one, feature.place) if feature.place else 0
    if place is None:
        slips.append(((), _no_place(feature)))
    found.slips.extend(((*at, *below), text) for below, text in slips)
    if slips or value is None or sigma is None or place is None:
        return []
    display = unit_of(one.value) if one.value is not None else ""
    return [_Reading(place, value, sigma, display or feature.display, "")]


def _from_file(
    one: written.Datum,
    feature: Feature,
    sigma: float | None,
    slips: list[Slip],
    at: KeyPath,
    folder: Path,
    found: Entries,
) -> list[_Reading]:
    for key in ("value", feature.place):
        if key and getattr(one, key) is not None:
            slips.append(((key,), "is a column of the file; remove this key, or the file"))
    known = {"value", "sigma", feature.place} - {""}
    for key in one.columns:
        if key not in known:
            text = f"is no column that is read.{suggestion(key, sorted(known))}"
            slips.append((("columns", key), text))
    found.slips.extend(((*at, *below), text) for below, text in slips)
    if slips:
        return []
    assert one.file is not None
    path = folder / one.file
    try:
        rows = read_rows(
            path, feature.unit, one.columns, place=feature.place,
            display=one.unit or "", sigma=sigma,
        )  # fmt: skip
    except InputError as error:
        for fault in error.faults:
            if fault.line:
                found.faults.append(fault)
            else:
                found.slips.append(((*at, "file"), f"{one.file}: {fault.message}"))
        return []
    return [
        _Reading(
            row.place, row.value, row.sigma, row.display or feature.display, f"{path}:{row.line}: "
        )
        for row in rows
    ]


def _from_measured(
    one: written.Datum,
    feature: Feature,
    sigma: float | None,
    slips: list[Slip],
    at: KeyPath,
    source: Source | None,
    found: Entries,
) -> list[_Reading]:
    """Those of a measured file of the study, with its own errors or `sigma` in their stead."""
    for key in ("value", "file", "conditioning"):
        if getattr(one, key) is not None:
            slips.append(((key,), "comes with the measured file; remove this key, or measured:"))
    found.slips.extend(((*at, *below), text) for below, text in slips)
    if slips or source is None or one.measured is None:
        return []
    try:
        rows = measured_rows(source, one.measured, feature, one.cycle)
    except InputError as error:
        for fault in error.faults:
            if fault.line:
                found.faults.append(fault)
            else:
                found.slips.append(((*at, fault.key), fault.message))
        return []
    return [
        _Reading(row.place, row.value, sigma or row.sigma, row.display, f"{one.measured}: ", True)
        for row in rows
    ]


def _value(
    text: str | float | None, key: str, feature: Feature, slips: list[Slip]
) -> float | None:
    if text is None:
        return None
    try:
        return units.parse(text, feature.unit)
    except ValueError as error:
        slips.append(((key,), str(error)))
        return None


def _places(
    asked: written.Prediction, feature: Feature, at: KeyPath, found: Entries
) -> list[int]:
    slips = _misplaced(asked, feature)
    given = getattr(asked, feature.place) if feature.place else 0
    places = list(given) if isinstance(given, tuple) else [] if given is None else [given]
    if not places:
        slips.append(((), _no_place(feature)))
    found.slips.extend(((*at, *below), text) for below, text in slips)
    return [] if slips else places


def _no_place(feature: Feature) -> str:
    return f"{feature.name} says no {feature.place}; write e.g. {feature.place}: 1"


def _check_reading(
    reading: _Reading, feature: Feature, source: Source, at: KeyPath, found: Entries
) -> None:
    _check_place(reading.place, feature, source, at, found, reading.where)
    above = reading.value > OVER_ONE and not reading.measured  # what is measured has an error
    if feature.unit == "1" and "efficiency" in feature.name and above:
        text = f"{100.0 * reading.value:g} % is no efficiency; none is above 100 %"
        found.slips.append(((*at, "value"), reading.where + text))
    if feature.name in COUNTED and reading.value > source.reach.cycles:
        text = (
            f"{reading.value:g} {COUNTED[feature.name]} can never come out: the protocol of "
            f"{source.file} has {source.reach.cycles:g}; make it longer"
        )
        found.slips.append(((*at, "value"), reading.where + text))


def _check_place(
    place: int, feature: Feature, source: Source, at: KeyPath, found: Entries, where: str = ""
) -> None:
    """A place must be one that the protocol comes to."""
    kind = feature.place
    if not kind:
        return
    if place < LEAST.get(kind, 0):
        found.slips.append(((*at, kind), f"{where}{kind} {place} is none; the first is "
                            f"{LEAST[kind]}"))  # fmt: skip
        return
    if kind == "conditioning":
        text = no_efficiency(source.study, place)
        if text:
            found.slips.append(((*at, kind), f"{where}{text} ({source.file})"))
        return
    most = {"cycle": source.reach.cycles, "step": source.reach.steps}.get(kind, math.inf)
    if place > most:
        text = f"{kind} {place} is never reached: the protocol of {source.file} has {most:g}"
        found.slips.append(((*at, kind), where + text))


def _asked(
    feature: Feature, study: str, place: int, display: str, source: Source | None, several: bool
) -> Asked:
    name = feature.name + (f", {feature.place} {place}" if feature.place else "")
    return Asked(
        name + (f" ({study})" if several else ""), feature.unit, display, feature.title, study,
        float(place) if feature.place else math.nan,
        source.reach.cycles if source is not None and feature.name in COUNTED else math.inf,
    )  # fmt: skip


def _entry(
    one: written.Datum,
    feature: Feature,
    reading: _Reading,
    at: KeyPath,
    source: Source | None,
    several: bool,
) -> Entry:
    asked = _asked(feature, one.study, reading.place, reading.display, source, several)
    datum = Datum(
        asked, reading.value, reading.sigma, BOUNDS[one.bound], one.source or one.measured or "",
        one.repeats,
    )
    return Entry(Wanted(one.study, feature, reading.place), asked, datum, at)


def _prediction(
    one: written.Prediction,
    feature: Feature,
    place: int,
    at: KeyPath,
    source: Source | None,
    several: bool,
) -> Entry:
    asked = _asked(feature, one.study, place, feature.display, source, several)
    return Entry(Wanted(one.study, feature, place), asked, None, at)


def _refuse_twins(found: Entries) -> None:
    """The same reading given twice counts twice, unless it is said to be a repeat."""
    seen: dict[tuple[object, ...], Entry] = {}
    for entry in found.data:
        datum = entry.datum
        assert datum is not None
        key = (entry.wanted, datum.bound, datum.source)
        other = seen.setdefault(key, entry)
        repeats = other.datum.repeats if other.datum is not None else ""
        if other is entry or (datum.repeats and datum.repeats == repeats):
            continue
        text = (
            f"{entry.asked.name} is given before, in {key_text(other.at)}; remove one, name the "
            "sources, or give both repeats: with one name"
        )
        found.slips.append((entry.at, text))
