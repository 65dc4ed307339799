"""What a table of designs holds: inputs, how it went, and the quantities of each design."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from solvus.base.errors import Fault, InputError
from solvus.base.units import from_si
from solvus.model.half_cycle import HalfCycle, Side
from solvus.pouch.quantities import QUANTITIES
from solvus.study.axes import Axis
from solvus.study.features import FEATURES, Feature, NotReached
from solvus.study.fields import choice, described, whole_number_reader
from solvus.study.pouch_inverse import number_of
from solvus.study.pouch_life import PouchLife
from solvus.study.pouch_load import Pouch
from solvus.study.run import StudyRun
from solvus.study.sweep_block import READ

INPUT, QUANTITY, TEXT = "input", "quantity", "text"
DESIGN, STATUS, ERROR, SECONDS = "design", "status", "error", "seconds"
OWN_NAMES = (DESIGN, STATUS, ERROR, SECONDS)
OK, FAILED = "ok", "failed"
LIFE, LIFE_REACHED, ENDED = "life", "life_reached", "ended"


class Column(NamedTuple):
    """A column: name, title, the unit its numbers are in, and whether it is an input, a quantity
    or a text."""

    name: str
    title: str
    unit: str
    kind: str


class OfRun(NamedTuple):
    """A column of a run, and how it is read: a number in the column's unit, nan where there is
    none."""

    column: Column
    read: Callable[[StudyRun], float]


def input_columns(axes: Sequence[Axis]) -> tuple[Column, ...]:
    """The columns of the axes; those of alternatives and texts hold texts."""
    return tuple(
        Column(axis.name, axis.name, axis.unit, INPUT if axis.numeric else TEXT) for axis in axes
    )


def columns_of_runs(kind: str, asked: Mapping[str, tuple[str, int]]) -> tuple[OfRun, ...]:
    """What is read of every run of a cell of this kind, and what is asked for besides."""
    listed = [_life(), _reached(), _cycles(), *_of_the_foil()]
    if kind != "foil":
        listed += [_at(name, last=True) for name in ("lost_charge", "layer_thickness")]
    if kind in ("symmetric", "half"):
        listed += [_tip(), _at("hysteresis", last=False), _at("hysteresis", last=True)]
    if kind == "half":
        listed.append(_feature("efficiency", "efficiency", 0))
    if kind == "full":
        first = ("discharge_capacity", "discharge_energy", "mid_voltage")
        listed += [_at(name, last=False) for name in first]
        listed += [_at(name, last=True) for name in ("discharge_capacity", "retention")]
    return (*listed, *(_feature(name, *of) for name, of in asked.items()))


def _life() -> OfRun:
    """The life; where `life_reached` is 0 the protocol ended first, and it is a bound."""
    return OfRun(
        Column(LIFE, "cycle life", "cycles", QUANTITY), lambda run: float(run.run.life.cycles)
    )


def _reached() -> OfRun:
    column = Column(LIFE_REACHED, "whether the life ended within the protocol", "1", QUANTITY)
    return OfRun(column, lambda run: 0.0 if run.run.life.censored else 1.0)


def _cycles() -> OfRun:
    column = Column("cycles", "cycles that were carried out", "cycles", QUANTITY)
    return OfRun(column, lambda run: float(_halves(run)[-1].cycle) if _halves(run) else 0.0)


def _halves(run: StudyRun) -> list[HalfCycle]:
    return run.run.half_cycles


def _of_the_foil() -> list[OfRun]:
    """The working foil as it is left."""

    def side(read: Callable[[Side], float]) -> Callable[[StudyRun], float]:
        return lambda run: read(_halves(run)[-1].working) if _halves(run) else math.nan

    return [
        OfRun(
            Column("surface_solute", "solute at the surface, at the end", "at%", QUANTITY),
            side(lambda s: 100.0 * (
                s.skin_share * s.skin_fraction + (1.0 - s.skin_share) * s.matrix_fraction)),
        ),
        OfRun(
            Column("foil_left", "foil left, at the end", "um", QUANTITY),
            side(lambda s: 1e6 * s.thickness),
        ),
        OfRun(
            Column("skin_solute", "solute in the skin, at the end", "umol/cm2", QUANTITY),
            side(lambda s: 1e2 * s.skin_solute),
        ),
    ]  # fmt: skip


def _tip() -> OfRun:
    """The nucleation overpotential of the first half-cycle that plates the working electrode."""

    def read(run: StudyRun) -> float:
        return next((1e3 * half.tip for half in _halves(run) if half.current < 0.0), math.nan)

    title = "nucleation overpotential of the first plating"
    return OfRun(Column("tip_first", title, "mV", QUANTITY), read)


def _at(name: str, *, last: bool) -> OfRun:
    """A feature at the first cycle or at the last one."""
    feature = FEATURES[name]
    where = "last" if last else "first"

    def read(run: StudyRun) -> float:
        halves = [half for half in _halves(run) if half.current != 0.0]
        return _read(feature, run, halves[-1 if last else 0].cycle) if halves else math.nan

    title = f"{feature.title}, {where} cycle"
    return OfRun(Column(f"{name}_{where}", title, feature.display, QUANTITY), read)


def _feature(column: str, name: str, place: int) -> OfRun:
    feature = FEATURES[name]
    title = f"{feature.title}, {feature.place} {place}" if feature.place else feature.title
    return OfRun(
        Column(column, title, feature.display, QUANTITY), lambda run: _read(feature, run, place)
    )


def _read(feature: Feature, run: StudyRun, place: int) -> float:
    try:
        found = feature.read(run, place)
    except NotReached:
        return math.nan
    return found if feature.unit == feature.display else from_si(
        found, feature.unit, feature.display
    )


def pouch_columns(life: bool) -> tuple[Column, ...]:
    """What is read of every pouch cell, with the life that is put into it."""
    listed = [Column(q.name, q.title, q.shown_in, QUANTITY) for q in QUANTITIES.values()]
    if life:
        listed += [
            Column("specific_energy.last", "specific energy, last cycle", "Wh/kg", QUANTITY),
            Column("energy_density.last", "energy density as the file counts, last cycle", "Wh/L",
                   QUANTITY),
        ]  # fmt: skip
    return tuple(listed)


def pouch_values(pouch: Pouch, lived: PouchLife | None) -> dict[str, float]:
    """The numbers of `pouch_columns` for one cell."""
    found = {
        name: float(number_of(quantity, float(quantity.of(pouch.energies))))
        for name, quantity in QUANTITIES.items()
    }
    if lived is not None:
        dense = getattr(lived.life.discharged, pouch.file.basis)
        found["specific_energy.last"] = from_si(
            float(lived.life.specific_energy[-1]), "J/kg", "Wh/kg"
        )
        found["energy_density.last"] = from_si(float(dense[-1]), "J/m^3", "Wh/L")
    return found


def read_asked(read: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    """Name of a column -> (feature, place) of a block ``read``; InputError with every fault."""
    found: dict[str, tuple[str, int]] = {}
    faults: list[Fault] = []
    for name, entry in read.items():
        try:
            found[name] = _asked(entry)
        except ValueError as error:
            faults.append(Fault(str(error), f"sweep.read.{name}"))
    if faults:
        raise InputError(*faults)
    return found


def _asked(entry: Any) -> tuple[str, int]:
    if not isinstance(entry, dict) or "feature" not in entry:
        raise ValueError(f"{described(entry)} names no feature; write e.g. {READ}")
    name = choice(entry["feature"], tuple(FEATURES), "feature")
    kind = FEATURES[name].place
    others = [key for key in entry if key not in ("feature", kind)]
    if others or (kind and kind not in entry):
        due = f"feature and {kind}" if kind else "feature alone"
        raise ValueError(f"{name} is read with {due}; write e.g. {READ}")
    if not kind:
        return name, 0
    return name, whole_number_reader(50, 0 if kind == "conditioning" else 1, 10**6)(entry[kind])
