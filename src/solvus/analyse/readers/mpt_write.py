"""Records into EC-Lab's text layout (.mpt), traces with spectra between their rows.

Titles, order of columns, signs and number of digits are those of exports of EC-Lab; oxidation of
the working electrode is positive and ``-Im(Z)`` is positive where the cell is capacitive. A record
that was simulated says so in the header.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from solvus.analyse.readers import simulated
from solvus.analyse.readers.assemble import CONSTANT_CURRENT, CONSTANT_VOLTAGE, REST
from solvus.base import units
from solvus.base.errors import Fault, InputError
from solvus.base.files import temporary_beside

if TYPE_CHECKING:
    import xarray as xr

THEIR_MODES = {CONSTANT_CURRENT: 1, CONSTANT_VOLTAGE: 2, REST: 3}
LONG, SHORT = "%.15E", "%.7E"
# title, variable, SI unit, unit of the file, how a number is written
COLUMNS = (
    ("mode", "mode", "1", "1", "%d"),
    ("ox/red", "oxidation", "1", "1", "%d"),
    ("error", "zero", "1", "1", "%d"),
    ("control changes", "zero", "1", "1", "%d"),
    ("Ns changes", "turned", "1", "1", "%d"),
    ("counter inc.", "zero", "1", "1", "%d"),
    ("time/s", "time", "s", "s", LONG),
    ("Ewe/V", "voltage", "V", "V", SHORT),
    ("I/mA", "current", "A", "mA", SHORT),
    ("(Q-Qo)/mA.h", "charge", "C", "mAh", LONG),
    ("freq/Hz", "frequency", "Hz", "Hz", SHORT),
    ("Re(Z)/Ohm", "z_real", "ohm", "ohm", SHORT),
    ("-Im(Z)/Ohm", "z_minus_imag", "ohm", "ohm", SHORT),
    ("half cycle", "half_cycle", "1", "1", "%d"),
    ("cycle number", "cycle", "1", "1", "%d"),
)
_OPTIONAL = ("charge", "half_cycle", "cycle", "mode")
_Rows = dict[str, np.ndarray]


def write_mpt(record: xr.Dataset, path: str | os.PathLike[str]) -> None:
    """Write the trace of a record, and its spectra where they were taken, whole or not at all.

    record : time [s], voltage [V], current [A] along ``point``, and where there are ones charge
    [C], half_cycle, cycle, mode; spectra as `analyse.readers.read` makes them.
    Time and charge have 16 digits, everything else 8, as in EC-Lab's own exports.

    Raises InputError for a record without a trace in amperes or with gaps in it, and another
    ending than ``.mpt``.
    """
    if not os.fspath(path).lower().endswith(".mpt"):
        raise InputError(Fault("the name must end in .mpt", file=str(path)))
    rows = _all_rows(record, str(path))
    used = [one for one in COLUMNS if one[1] in rows]
    head = _head(record.attrs, [one[0] for one in used])
    with temporary_beside(path) as temporary, open(
        temporary, "w", encoding="latin-1", errors="replace", newline=""
    ) as file:  # fmt: skip
        file.write(head)
        file.writelines(_lines(rows, used))


def _head(attrs: Mapping[str, Any], titles: list[str]) -> str:
    """Everything above the rows, the line of titles included."""
    lines = [
        str(attrs.get("technique") or "Modulo Bat").replace(":", " "),
        "",
        f"Device : {str(attrs.get('instrument', '')).removeprefix('Bio-Logic ')}",
        f"Comments : {simulated.comment(attrs)}",
    ]
    for name, key, si, unit, word in (
        ("Electrode surface area", "area_m2", "m^2", "cm2", "cm\N{SUPERSCRIPT TWO}"),
        ("Characteristic mass", "mass_kg", "kg", "g", "g"),
    ):
        if attrs.get(key):
            lines.append(f"{name} : {units.from_si(float(attrs[key]), si, unit):.9f} {word}")
    lines += ["Cycle Definition : Charge/Discharge alternance", ""]
    lines = [" ".join(line.split()) for line in lines]
    count = len(lines) + 4  # the first two, a blank one, and the titles
    top = ["EC-Lab ASCII FILE", f"Nb header lines : {count}", "", *lines, "\t".join(titles) + "\t"]
    return "".join(f"{line}\r\n" for line in top)


def _lines(rows: _Rows, used: list[tuple[str, str, str, str, str]]) -> Iterator[str]:
    form = "\t".join(one[4] for one in used) + "\r\n"
    columns = []
    for _, name, si, unit, number in used:
        values = rows[name] * (units.from_si(1.0, si, unit) if si != unit else 1.0)
        columns.append((np.rint(values).astype(int) if number == "%d" else values + 0.0).tolist())
    for row in zip(*columns, strict=True):
        yield form % row


def _all_rows(record: xr.Dataset, file: str) -> _Rows:
    """The rows of trace and spectra in the order in which they were taken, by variable."""
    missing = [name for name in ("time", "voltage", "current") if name not in record]
    if missing:
        raise InputError(Fault(f"the record has no {missing[0]} of a trace", file=file))
    names = ["time", "voltage", "current", *(name for name in _OPTIONAL if name in record)]
    trace = {name: np.asarray(record[name].values, float) for name in names}
    for name, values in trace.items():
        if name == "mode":
            continue
        if not np.isfinite(values).all():
            told = f"the record has rows without a {name}, which EC-Lab's layout cannot say"
            raise InputError(Fault(told, file=file))
    trace |= _flags(trace)
    spectra = _spectrum_rows(record, trace)
    if not spectra:
        return trace
    place = spectra.pop("place")
    blank = np.zeros(trace["time"].size)
    for name in ("frequency", "z_real", "z_minus_imag"):
        trace[name] = blank
    key = np.concatenate([np.arange(blank.size, dtype=float), place - 0.5])
    order = np.argsort(key, kind="stable")
    return {name: np.concatenate([trace[name], spectra[name]])[order] for name in trace}


def _flags(trace: _Rows) -> _Rows:
    """Columns of EC-Lab that follow from the others."""
    current = trace["current"]
    mode = trace.get("mode", np.where(current == 0.0, REST, CONSTANT_CURRENT))
    theirs = np.full(current.size, THEIR_MODES[CONSTANT_VOLTAGE], float)
    for ours, number in THEIR_MODES.items():
        theirs[mode == ours] = number
    made = {
        "mode": theirs,
        "oxidation": (current > 0.0).astype(float),
        "zero": np.zeros(current.size),
    }
    made["turned"] = np.zeros(current.size)
    if "half_cycle" in trace:
        made["turned"] = (np.diff(trace["half_cycle"], prepend=0.0) != 0.0).astype(float)
    return made


def _spectrum_rows(record: xr.Dataset, trace: _Rows) -> _Rows:
    """The points of the spectra; ``place`` is the row of the trace before which each stands."""
    if "z_real" not in record or record["z_real"].ndim != 2:
        return {}
    there = np.isfinite(record["frequency"].values)
    number = np.broadcast_to(np.arange(there.shape[0])[:, None], there.shape)[there]
    begun = record["spectrum_time"].values
    place = np.searchsorted(trace["time"], begun, side="left")
    last = trace["time"].size - 1
    place = np.where(trace["time"][np.minimum(place, last)] == begun, place + 1, place)
    place = np.minimum(place, last + 1)
    # whatever is not of the spectrum itself stands as it did in the row before
    rows = {name: values[np.maximum(place - 1, 0)][number] for name, values in trace.items()}
    rows |= {
        "place": place[number].astype(float),
        "time": begun[number],
        "mode": np.full(number.size, THEIR_MODES[CONSTANT_VOLTAGE], float),
        "current": np.zeros(number.size),
        "turned": np.zeros(number.size),
        "frequency": record["frequency"].values[there],
        "z_real": record["z_real"].values[there],
        "z_minus_imag": -record["z_imag"].values[there],
    }
    if "spectrum_voltage" in record:
        rows["voltage"] = record["spectrum_voltage"].values[number]
    return rows
