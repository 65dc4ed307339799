"""The table of a cycled cell: one row a cycle, every number with its error and its definition.

A cycle begins whenever the direction in which the record began comes again; the counters of the
file are kept beside it and never used. What the columns mean is in `COLUMNS`, which is what prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from solvus.analyse.capacity import DifferentialCapacity, smoothed_differential
from solvus.analyse.cycling_record import FOIL_KINDS, CyclerCell, CyclingRecord
from solvus.analyse.half_readings import HalfReadings, spike_numbers
from solvus.analyse.segmentation import Halves
from solvus.analyse.shorts import ShortEvent
from solvus.analyse.table_columns import PER_HALF, told
from solvus.analyse.uncertain import (
    Reading,
    Uncertain,
    combined,
    per_area,
    quotient,
    reading,
    without_error,
)
from solvus.base.record import Table
from solvus.base.units import from_si

NO_PLACE = -1


class PerCycle(NamedTuple):
    """The table of a cell.

    cell; numbers : column -> values with errors, arrays (cycles,); flags : words of each cycle;
    places : rows of the halves, array (cycles, 2), negative current first, -1 where there is none;
    halves, readings : of the half-cycles; rows : the record; options, notices; sources : standard
    errors of the five sources; events : shorts.
    """

    cell: CyclerCell
    numbers: Mapping[str, Uncertain]
    flags: tuple[tuple[str, ...], ...]
    places: np.ndarray
    halves: Halves
    readings: HalfReadings
    rows: CyclingRecord
    options: Mapping[str, str]
    notices: tuple[str, ...]
    sources: np.ndarray
    events: tuple[ShortEvent, ...] = ()

    @property
    def cycles(self) -> int:
        """How many cycles there are."""
        return len(self.flags)

    def read(self, name: str, cycle: int) -> Reading:
        """One number of a cycle, counted from 1. Raises KeyError and IndexError."""
        if not 1 <= cycle <= self.cycles:
            raise IndexError(f"there are {self.cycles} cycles, and {cycle} is none of them")
        about = told(name, self.cell)
        options = {key: self.options[key] for key in (*about.options, "accuracy")}
        return reading(
            self.numbers[name], cycle - 1, name, about.unit, about.definition, options
        )

    def curve(self, cycle: int, direction: str) -> tuple[np.ndarray, np.ndarray]:
        """(charge passed since its beginning [C], voltage [V]) of a half-cycle; direction : its
        word, "plate", "charge", ... Raises IndexError where the cycle has none."""
        return self.halves.curve(self._half(cycle, direction), self.rows.trace)

    def differential(
        self, cycle: int, direction: str, width: float = 5e-3, smoothing: float = 5e-3
    ) -> DifferentialCapacity:
        """dQ/dV of a half-cycle [C/V], with its noise; see `capacity.smoothed_differential`."""
        noise = float(self.readings.noise[self._half(cycle, direction)])
        charge, voltage = self.curve(cycle, direction)
        return smoothed_differential(charge, voltage, width, smoothing, noise)

    def _half(self, cycle: int, direction: str) -> int:
        words = (self.cell.negative, self.cell.positive)
        if direction not in words:
            raise ValueError(f'"{direction}" is none of {", ".join(words)}')
        there = 1 <= cycle <= self.cycles
        half = int(self.places[cycle - 1, words.index(direction)]) if there else NO_PLACE
        if half == NO_PLACE:
            raise IndexError(f"cycle {cycle} has no half-cycle that would {direction}")
        return half

    def flagged(self, word: str) -> np.ndarray:
        """Whether a cycle carries a flag, array (cycles,)."""
        return np.array([word in words for words in self.flags], bool)

    def table(self, *, display: bool = False) -> Table:
        """Columns of equal length, `<name>` and `<name>_sigma` (noise and systematics).

        In SI units, or with `display` in those of the trade. attrs: definition of each column,
        options and notices.
        """
        columns: dict[str, np.ndarray] = {}
        units: dict[str, str] = {}
        attrs = {f"option {key}": value for key, value in self.options.items()}
        for name, numbers in self.numbers.items():
            about = told(name, self.cell)
            unit = about.display if display else about.unit
            if about.exact:
                columns[name] = _whole(numbers.value * _factor(about.unit, unit))
            else:
                columns[name] = numbers.value * _factor(about.unit, unit)
                columns[f"{name}_sigma"] = numbers.sigma * _factor(about.unit, unit)
                units[f"{name}_sigma"] = unit
            units[name] = unit
            attrs[f"definition {name}"] = about.definition
        columns["flags"] = np.array([" ".join(words) for words in self.flags], object)
        if self.notices:
            attrs["notices"] = "; ".join(self.notices)
        return Table(columns, units, attrs)


def _factor(unit: str, display: str) -> float:
    return 1.0 if unit == display else from_si(1.0, unit, display)


def _whole(values: np.ndarray) -> np.ndarray:
    """Counts as whole numbers, where all are."""
    whole = bool(((values == np.rint(values)) & (np.abs(values) < 2.0**53)).all())
    return values.astype(int) if whole else values


def rows_of(sign: np.ndarray) -> np.ndarray:
    """Half-cycles by cycle: array (cycles, 2) of their places, negative sign first, -1 for none."""
    places: list[list[int]] = []
    for half, direction in enumerate(sign):
        side = 0 if direction < 0.0 else 1
        if direction == sign[0] or not places or places[-1][side] != NO_PLACE:
            places.append([NO_PLACE, NO_PLACE])
        places[-1][side] = half
    return np.array(places, int).reshape(-1, 2)


def numbers_of(
    rows: CyclingRecord,
    cell: CyclerCell,
    halves: Halves,
    readings: HalfReadings,
    sources: np.ndarray,
    area_error: float,
) -> tuple[dict[str, Uncertain], np.ndarray]:
    """All columns but class and retention, and the places of the halves of each cycle."""
    places = rows_of(halves.sign)
    negative, positive = (_side(readings, places[:, side]) for side in (0, 1))
    made: dict[str, Uncertain] = {"cycle": without_error(np.arange(1, len(places) + 1))}
    start = halves.first[places.max(axis=1)] if len(places) else np.zeros(0, int)
    begun = np.where((places >= 0).all(axis=1), halves.first[places.min(axis=1)], start)
    if rows.file_cycle is not None:
        made["file_cycle"] = without_error(rows.file_cycle[begun])
    made["start"] = without_error(rows.trace.time[begun])
    area = rows.area if rows.area is not None else (1.0 if rows.areal else None)
    whole = not rows.areal or rows.area is not None
    for word, half, sign in ((cell.negative, negative, -1), (cell.positive, positive, 1)):
        _of_half(made, word, half, sign, cell, area, whole, area_error)
    made["efficiency"] = _efficiency(cell, halves, readings, places)
    full = combined((1.0, positive["plateau"]), (-1.0, negative["plateau"]))
    made["hysteresis_full"], made["polarisation_half"] = full, combined((0.5, full))
    made["mid_gap"] = combined((1.0, positive["mid"]), (-1.0, negative["mid"]))
    gap = full if cell.kind in FOIL_KINDS else made["mid_gap"]
    dc = quotient(gap, combined((1.0, negative["current"]), (1.0, positive["current"])))
    if whole:
        made["resistance"] = dc
    if area is not None:
        made["resistance_areal"] = per_area(dc, area, area_error, 1)
    if cell.kind in FOIL_KINDS:
        _spikes(made, readings, halves.sign, places, sources, cell)
        for word in [name.rpartition("_")[2] for name in made if name.startswith("tip_charge_")]:
            if area is not None:
                found = per_area(made[f"tip_charge_{word}"], area, area_error)
                made[f"tip_charge_areal_{word}"] = found
            if not whole:
                del made[f"tip_charge_{word}"]
    return made, places


def _side(readings: HalfReadings, places: np.ndarray) -> dict[str, Uncertain]:
    return {name: getattr(readings, name).at(places) for name in PER_HALF}


def _of_half(
    made: dict[str, Uncertain],
    word: str,
    half: Mapping[str, Uncertain],
    sign: int,
    cell: CyclerCell,
    area: float | None,
    whole: bool,
    area_error: float,
) -> None:
    """Columns of one direction: charges, energies, voltages, current."""
    dissipated = float(sign) if cell.kind in FOIL_KINDS else 1.0
    power = combined((dissipated, half["energy"]))
    if whole:
        made[f"charge_{word}"], made[f"energy_{word}"] = half["charge"], power
        made[f"current_{word}"] = half["current"]
    if area is not None:
        for name in ("charge", "current"):
            made[f"{name}_areal_{word}"] = per_area(half[name], area, area_error)
    if cell.mass is not None and whole:
        made[f"charge_specific_{word}"] = combined((1.0 / cell.mass, half["charge"]))
    for name in ("plateau", "end", "mean", "mid"):
        made[f"{name}_{word}"] = half[name]
    if cell.nominal is not None and whole:
        made[f"rate_{word}"] = combined((1.0 / cell.nominal, half["current"]))


def _efficiency(
    cell: CyclerCell, halves: Halves, readings: HalfReadings, places: np.ndarray
) -> Uncertain:
    """What came back over what was given in the half-cycle before it."""
    if cell.gives == 0:
        return without_error(np.full(len(places), np.nan))
    back = places[:, 1 if cell.gives < 0 else 0]
    given = np.where(back > 0, back - 1, NO_PLACE)
    right = (given >= 0) & (halves.sign[np.maximum(given, 0)] == cell.gives)
    return quotient(readings.charge.at(back), readings.charge.at(np.where(right, given, NO_PLACE)))


def _spikes(
    made: dict[str, Uncertain],
    readings: HalfReadings,
    sign: np.ndarray,
    places: np.ndarray,
    sources: np.ndarray,
    cell: CyclerCell,
) -> None:
    sides = {"plate": 0} | ({"strip": 1} if cell.kind == "symmetric" else {})
    for word, side in sides.items():
        for what, name in (
            ("tip", "tip"), ("plateau", "late_plateau"), ("difference", "tip_less_plateau"),
            ("nucleation", "nucleation"), ("tip_charge", "tip_charge"),
        ):  # fmt: skip
            found = spike_numbers(readings, sign, what, sources).at(places[:, side])
            made[f"{name}_{word}"] = found
        made[f"noise_{word}"] = without_error(readings.noise).at(places[:, side])
