"""From a cycling record, measured or simulated, to the table of its cycles.

    found = features_of(record, CyclerCell("symmetric", area=1.13e-4))
    found.read("hysteresis_full", 10)      # value, sigma, definition, options
    found.table(display=True)              # columns with units, to be saved or shown

The same function reads both kinds of record: a simulated one is exact, a measured one has the
accuracy that is stated or an ordinary one, which is then said to be assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from solvus.analyse import nucleation, rate_classes, segmentation
from solvus.analyse.cycle_flags import at_limit, broken_off, flags_of, notices_of
from solvus.analyse.cycling_record import FOIL_KINDS, CyclerCell, accuracy_of, record_rows
from solvus.analyse.half_readings import HalfReadings, half_readings
from solvus.analyse.hysteresis import TRIM
from solvus.analyse.life import Life, capacity_life, life_range
from solvus.analyse.per_cycle import PerCycle, numbers_of
from solvus.analyse.rate_classes import Classes, classified
from solvus.analyse.segmentation import Halves, segmented
from solvus.analyse.shorts import RULES, ShortRules, cell_life, shorts
from solvus.analyse.uncertain import (
    VOLTAGE_OFFSET,
    Accuracy,
    Uncertain,
    quotient,
    without_error,
)
from solvus.base.errors import Fault, InputError

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Options:
    """How a record is read; see `segmentation`, `hysteresis`, `nucleation`, `rate_classes`.

    accuracy : of the instrument; None: exact for a simulation, ordinary for a measurement.
    rest [A] : |I| up to which the cell rests; None: `rest_share` of the largest.
    noise [V] : of one reading of the voltage; None: 0 for a simulation, else from the trace.
    limit [V] : |V| at which a half-cycle of a foil cell ended; None: found where it stands out.
    reference_cycle : the cycle that a retention is held against; None: there is no retention.
    """

    accuracy: Accuracy | None = None
    rest: float | None = None
    rest_share: float = segmentation.REST_SHARE
    blip: float = segmentation.BLIP
    long_gap: float = segmentation.LONG_GAP
    trim: float = TRIM
    early: float = nucleation.EARLY
    sigmas: float = nucleation.SIGMAS
    noise: float | None = None
    limit: float | None = None
    reference_cycle: int | None = None
    current_share: float = rate_classes.CURRENT_SHARE
    window_volts: float = rate_classes.WINDOW_VOLTS
    charge_share: float = rate_classes.CHARGE_SHARE
    diagnostic_run: int = rate_classes.DIAGNOSTIC_RUN
    shorts: ShortRules = RULES

    def words(self, rest: float, accuracy: Accuracy, unit: str) -> dict[str, str]:
        """Every option as it is printed; rest : the threshold that was used [`unit`]."""
        told = {
            field.name: f"{value:g}"
            for field in fields(self)
            if isinstance(value := getattr(self, field.name), float | int)
        }
        told["rest"] = f"{rest:.3g} {unit}"
        told["accuracy"] = accuracy.words
        told["shorts"] = self.shorts.words
        told["classes"] = (
            f"currents within {100 * self.current_share:g} %, window within "
            f"{1e3 * self.window_volts:g} mV, set charge within {100 * self.charge_share:g} %"
        )
        return told


def features_of(
    record: xr.Dataset | Mapping[str, Any],
    cell: CyclerCell,
    *,
    area: float | None = None,
    options: Options | None = None,
) -> PerCycle:
    """The table of the cycles of a record.

    record : see `cycling_record.record_rows`. area [m2] : instead of that of the cell.
    Raises InputError for a record or options that cannot be read, in one sentence.
    """
    asked = options if options is not None else Options()
    if area is not None:
        cell = CyclerCell(cell.kind, cell.working, area, cell.mass, cell.nominal)
    rows = record_rows(record, cell)
    accuracy = accuracy_of(rows, asked.accuracy)
    try:
        sources = accuracy.sources(float(np.abs(rows.trace.current).max()))
        halves = segmented(
            rows.trace, rest=asked.rest, rest_share=asked.rest_share, blip=asked.blip,
            long_gap=asked.long_gap,
        )  # fmt: skip
        readings = half_readings(
            rows.trace, halves, sources, trim=asked.trim, early=asked.early, sigmas=asked.sigmas,
            noise=0.0 if asked.noise is None and rows.simulated else asked.noise,
            spikes_of={"symmetric": (-1, 1), "li_cu": (-1,)}.get(cell.kind, ()),
        )  # fmt: skip
    except ValueError as error:
        raise InputError(Fault(str(error), file=rows.file)) from None
    if not halves.sign.size:
        message = f"no current exceeds the rest threshold of {halves.rest:g}; write a smaller one"
        raise InputError(Fault(message, "rest", rows.file))
    numbers, places = numbers_of(rows, cell, halves, readings, sources, accuracy.area)
    limited = at_limit(cell, halves, readings, asked.limit)
    broken, short = broken_off(rows.trace.time.size, halves, limited, places)
    classes = _classes(cell, halves, readings, places, broken, asked)
    numbers["class"] = without_error(classes.number)
    if asked.reference_cycle is not None:
        numbers["retention"] = retention_of(cell, numbers, classes, asked.reference_cycle)
    events = shorts(rows.trace, halves, readings, asked.shorts) if cell.kind == "symmetric" else []
    flags = flags_of(halves, readings, places, limited, short, classes, events, numbers)
    unit = "A/m2" if rows.areal and rows.area is None else "A"
    return PerCycle(
        cell, numbers, flags, places, halves, readings, rows,
        asked.words(halves.rest, accuracy, unit), notices_of(rows, halves, events), sources,
        tuple(events),
    )  # fmt: skip



def life_of(
    found: PerCycle,
    *,
    limit: float | None = None,
    factor: float | None = None,
    soft_ends: bool = False,
    least: float | None = None,
) -> Life:
    """Life of a cell, or a bound where the record ended before it.

    Symmetric: its first hard short (with `soft_ends` any short) and, where given, polarisation:
    limit [V], held against the largest |V| of each cycle past the early part; factor on the early
    value, against half of the full hysteresis. Other cells: the first cycle whose retention is
    below `least` [1], of the class of the reference cycle.

    Raises ValueError where what it needs is not given or not there.
    """
    return _life(found, 0.0, limit, factor, soft_ends, least)


def life_range_of(found: PerCycle, **rules: Any) -> tuple[Life, Life]:
    """The lives with all readings one standard error up and down, shorter first; rules as
    `life_of`. Shorts are seen or not, and have no error here."""
    return life_range(
        np.zeros(1), np.ones(1), lambda shift: _life_shifted(found, float(shift[0]), rules)
    )


def _life_shifted(found: PerCycle, shift: float, rules: Mapping[str, Any]) -> Life:
    known: dict[str, Any] = {
        "limit": None, "factor": None, "soft_ends": False, "least": None
    } | dict(rules)  # fmt: skip
    return _life(found, shift, **known)


def _life(
    found: PerCycle,
    shift: float,
    limit: float | None,
    factor: float | None,
    soft_ends: bool,
    least: float | None,
) -> Life:
    """The life with readings moved by `shift` standard errors."""
    if found.cell.kind != "symmetric":
        if least is None:
            raise ValueError(f"give the least share that a {found.cell.kind} cell must keep")
        if "retention" not in found.numbers:
            raise ValueError("a life by capacity needs a reference cycle; give one in the options")
        kept = found.numbers["retention"]
        share = kept.value + shift * kept.sigma
        return capacity_life(share, least, 1.0)
    if least is not None:
        raise ValueError("a symmetric cell has no share of a capacity to lose")
    half = found.numbers["polarisation_half"]
    size = np.abs(half.value) + shift * half.sigma
    if limit is not None:
        size = _extremes(found) + shift * np.hypot(half.sigma, _reading_error(found))
    events = list(found.events)
    cycle_of = _cycle_of(found.places, found.halves.sign.size)
    return cell_life(events, cycle_of, size, limit=limit, factor=factor, soft_ends=soft_ends)


def _reading_error(found: PerCycle) -> float:
    """Standard error of one voltage [V], offset and noise."""
    noise = float(np.nanmedian(np.hypot(found.readings.noise, found.readings.digit)))
    return float(np.hypot(noise, found.sources[VOLTAGE_OFFSET]))


def retention_of(
    cell: CyclerCell, numbers: Mapping[str, Uncertain], classes: Classes, reference: int
) -> Uncertain:
    """Charge given back over that of a reference cycle, of its class only [1].

    Raises InputError where there is no such cycle, or it gave nothing back.
    """
    if cell.gives == 0:
        raise InputError(
            Fault("a symmetric cell has no retention: its charges are set, not found",
                  "reference_cycle")
        )  # fmt: skip
    given = _given_back(cell, numbers)
    if not 1 <= reference <= given.value.size:
        raise InputError(
            Fault(f"cycle {reference} is not among the {given.value.size} of the record",
                  "reference_cycle")
        )  # fmt: skip
    place = np.full(given.value.size, reference - 1)
    if not given.value[reference - 1] > 0.0:
        raise InputError(Fault(f"cycle {reference} gave nothing back", "reference_cycle"))
    share = quotient(given, given.at(place))
    share.noise[reference - 1] = 0.0
    other = classes.number != classes.number[reference - 1]
    for part in share:
        part[other] = np.nan
    return share


def _given_back(cell: CyclerCell, numbers: Mapping[str, Uncertain]) -> Uncertain:
    word = cell.positive if cell.gives < 0 else cell.negative
    for name in (f"charge_{word}", f"charge_areal_{word}"):
        if name in numbers:
            return numbers[name]
    raise InputError(Fault("the record has no charges to hold against each other"))


def _classes(
    cell: CyclerCell,
    halves: Halves,
    readings: HalfReadings,
    places: np.ndarray,
    broken: np.ndarray,
    asked: Options,
) -> Classes:
    safe = np.maximum(places, 0)
    currents = np.where(places >= 0, readings.current.value[safe], np.nan)
    by_charge = cell.kind in FOIL_KINDS
    if by_charge:
        # Li || Cu strips to a limit, so that only what was plated is set
        sides = safe[:, :1] if cell.kind == "li_cu" else safe
        held = places[:, : sides.shape[1]] >= 0
        window = np.where(held, halves.charge[sides], np.nan)
    else:
        top = np.where(places[:, 1] >= 0, readings.most[safe[:, 1]], np.nan)
        low = np.where(places[:, 0] >= 0, readings.least[safe[:, 0]], np.nan)
        window = np.stack([top, low], axis=1)
    return classified(
        currents, window, broken, by_charge=by_charge, current_share=asked.current_share,
        window_volts=asked.window_volts, charge_share=asked.charge_share,
        diagnostic_run=asked.diagnostic_run,
    )  # fmt: skip


def _cycle_of(places: np.ndarray, halves: int) -> np.ndarray:
    out = np.zeros(halves, int)
    for cycle, pair in enumerate(places, 1):
        out[pair[pair >= 0]] = cycle
    return out


def _extremes(found: PerCycle) -> np.ndarray:
    """Largest |V| of each cycle, past the early part in which a nucleation spike stands."""
    out = np.zeros(found.cycles)
    for cycle, pair in enumerate(found.places):
        for half in pair[pair >= 0]:
            charge, voltage = found.halves.curve(int(half), found.rows.trace)
            late = charge >= nucleation.EARLY * charge[-1]
            out[cycle] = max(out[cycle], float(np.abs(voltage[late]).max(initial=0.0)))
    return out
