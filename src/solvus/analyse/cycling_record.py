"""What a cycling record needs beside it to be read: the cell, which electrode works, its area.

A record has current positive for oxidation of the working electrode (a simulated one: current
density, in a full cell positive on charge). What that does to the cell depends on what was
connected as the working electrode, which no file says; it is asked for and never guessed:

    kind         working        I < 0 there                 denominator of the efficiency
    symmetric    foil           plates the foil             none: the charges are set, not found
    li_cu        substrate      plates on the substrate     plating
                 lithium        strips the substrate        plating
    half         cathode        discharges (lithiates)      charge
                 anode          discharges (lithiates)      discharge, what the anode took up
    full, pouch  cathode        discharges                  charge
                 anode          charges                     charge

For `lithium`, and for `anode` of a full cell, current and voltage are turned round, so that below
I < 0 plates on the foil or substrate (symmetric, li_cu) or discharges the cell.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from solvus.analyse.segmentation import Trace
from solvus.analyse.uncertain import EXACT, Accuracy
from solvus.base.errors import Fault, InputError, suggestion

if TYPE_CHECKING:
    import xarray as xr

WORKING = {
    "symmetric": ("foil",),
    "li_cu": ("substrate", "lithium"),
    "half": ("cathode", "anode"),
    "full": ("cathode", "anode"),
    "pouch": ("cathode", "anode"),
}
TURNED = {("li_cu", "lithium"), ("full", "anode"), ("pouch", "anode")}
LARGEST = 1e12  # in SI units
FOIL_KINDS = ("symmetric", "li_cu")


@dataclass(frozen=True)
class CyclerCell:
    """The cell behind a record.

    kind : one of `WORKING`; working : the electrode that the record calls working, one of the
    names of its kind (a symmetric cell has but one). area [m2], mass of active material [kg],
    nominal capacity [C] : None where not known; numbers that need them are then left out.
    Raises InputError where the kind or the electrode is not said or not known, or a number is not
    positive.
    """

    kind: str
    working: str = ""
    area: float | None = None
    mass: float | None = None
    nominal: float | None = None

    def __post_init__(self) -> None:
        """Refuse to guess."""
        if self.kind not in WORKING:
            raise InputError(
                Fault(f'"{self.kind}" is no kind of cell.{suggestion(self.kind, WORKING)}', "cell")
            )
        choices = WORKING[self.kind]
        if not self.working and len(choices) == 1:
            object.__setattr__(self, "working", choices[0])
        if self.working not in choices:
            said = f'"{self.working}" is' if self.working else "nothing is said of"
            raise InputError(
                Fault(
                    f"{said} the working electrode of a {self.kind} cell, on which the sign of "
                    f"every number depends; write {' or '.join(choices)}",
                    "working",
                )
            )
        for name in ("area", "mass", "nominal"):
            value = getattr(self, name)
            if value is not None and not 0.0 < value < math.inf:
                raise InputError(Fault(f"{value:g} is not a positive {name}", name))

    @property
    def negative(self) -> str:
        """What a negative current does, after the record has been turned: "plate", "discharge"."""
        return "plate" if self.kind in FOIL_KINDS else "discharge"

    @property
    def positive(self) -> str:
        """What a positive current does: "strip" or "charge"."""
        return "strip" if self.kind in FOIL_KINDS else "charge"

    @property
    def gives(self) -> int:
        """Sign of the half-cycle that an efficiency divides by, 0 where there is none."""
        if self.kind == "symmetric":
            return 0
        return -1 if self.kind == "li_cu" or (self.kind, self.working) == ("half", "anode") else 1

    @property
    def turn(self) -> float:
        """-1 where current and voltage of the record are turned round, 1 where not."""
        return -1.0 if (self.kind, self.working) in TURNED else 1.0


class CyclingRecord(NamedTuple):
    """The rows of a record, turned as its cell asks, and what goes with them.

    trace : see `Trace`; file_cycle : cycle of the file at each row, array (n,), or None; area [m2]
    or None; areal : whether the currents came per area, so that nothing is known of the whole cell
    unless an area is given; simulated : whether no instrument took part; notices : sentences.
    """

    trace: Trace
    file_cycle: np.ndarray | None
    area: float | None
    areal: bool
    simulated: bool
    notices: tuple[str, ...]
    file: str


def record_rows(record: xr.Dataset | Mapping[str, Any], cell: CyclerCell) -> CyclingRecord:
    """The rows of a cycling record, checked.

    record : a dataset with `time`, `voltage` and `current` or `current_density` along `point`, or
        a mapping of such arrays. Rows in which one of them is not a number are left out, and a
        notice says how many. An area that the cell does not give is taken from the record.

    Raises InputError for a record of another kind, too few rows, a time that falls and a cell
    through which no current flowed.
    """
    attrs = dict(getattr(record, "attrs", {}))
    file = str(attrs.get("file", ""))

    def refuse(message: str) -> InputError:
        return InputError(Fault(message, file=file))

    areal = "current" not in record and "current_density" in record
    flow = "current_density" if areal else "current"
    for name in ("time", "voltage", flow):
        if name not in record:
            raise refuse(f"the record has no {name}; time, voltage and current of a cycler are due")
    time, voltage, current = (_column(record, name) for name in ("time", "voltage", flow))
    if not time.shape == voltage.shape == current.shape or time.ndim != 1:
        raise refuse(
            f"{time.size} times, {voltage.size} voltages and {current.size} currents "
            "do not pair up"
        )
    known = _reading(time) & _reading(voltage) & _reading(current)
    notices = _notices(attrs)
    if not known.all():
        notices.append(f"{int((~known).sum())} rows without a time, voltage or current left out")
    rows = np.flatnonzero(known)
    if rows.size < 2:
        raise refuse(f"the record has {rows.size} rows with numbers; a half-cycle needs two")
    whole = rows.size == time.size
    pick: Any = slice(None) if whole else rows
    time, voltage, current = time[pick], voltage[pick], current[pick]
    back = np.flatnonzero(np.diff(time) < 0.0)
    if back.size:
        raise refuse(
            f"the time falls after row {int(rows[back[0]]) + 1}, from {time[back[0]]:g} s to "
            f"{time[back[0] + 1]:g} s; mend the time first"
        )
    if not np.any(current):
        raise refuse("no current flows in this record, so there is no half-cycle in it")
    area = cell.area if cell.area is not None else _float(attrs.get("area_m2"))
    factor = cell.turn * (area if areal and area is not None else 1.0)
    optional = {
        name: _column(record, name)[pick] if name in record else None
        for name in ("charge", "mode", "set_current", "cycle", "curve_half_cycle")
    }
    for name, values in optional.items():
        if values is not None and name != "cycle" and not _reading(values).all():
            optional[name] = None  # a counter with holes is no counter
    charge, set_current = optional["charge"], optional["set_current"]
    if charge is not None:
        charge = charge * factor
    cycle, breaks = _file_cycle(record, optional)
    trace = Trace(
        time, current * factor, voltage * cell.turn, charge, optional["mode"],
        set_current, breaks,
        _column(record, "spectrum_time") if "spectrum_time" in record else None,
    )  # fmt: skip
    return CyclingRecord(
        trace, cycle, area, areal, areal and "study" in attrs, tuple(notices), file
    )


def accuracy_of(rows: CyclingRecord, given: Accuracy | None) -> Accuracy:
    """The accuracy that is given; else exact for a simulation, assumed for a measurement."""
    if given is not None:
        return given
    return EXACT if rows.simulated else Accuracy()


def _reading(values: np.ndarray) -> np.ndarray:
    """Whether a value can have been read: overflows are written as huge numbers by some."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(values) < LARGEST)


def _column(record: xr.Dataset | Mapping[str, Any], name: str) -> np.ndarray:
    values = record[name]
    return np.asarray(getattr(values, "values", values), float)


def _file_cycle(
    record: xr.Dataset | Mapping[str, Any], optional: Mapping[str, np.ndarray | None]
) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Cycle of the file at each row, and rows before which half-cycles were not kept."""
    half = optional["curve_half_cycle"]
    if half is None:
        return optional["cycle"], None
    breaks = np.flatnonzero(np.diff(half) > 1.0) + 1
    if "half_cycle_cycle" not in record:
        return None, breaks
    return _column(record, "half_cycle_cycle")[half.astype(int)], breaks


def _notices(attrs: Mapping[str, Any]) -> list[str]:
    """Sentences of the reader, kept as JSON text."""
    told = attrs.get("notices", "[]")
    try:
        return [str(line) for line in (json.loads(told) if isinstance(told, str) else told)]
    except (ValueError, TypeError):
        return [str(told)]


def _float(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if 0.0 < number < math.inf else None
