"""Battery Data Format, as csv or parquet, in and out.

Columns are named ``Voltage / V`` (preferred) or ``voltage_volt`` (for machines); both are read, in
any unit, and both can be written. Positive current is charge in BDF, and oxidation of the working
electrode here: the same number where the working electrode is a cathode, as BDF takes it to be.
Columns that BDF does not define are written as ``Name / unit`` too. EIS rows have a frequency and
no voltage and current; they follow the trace.

Reference: Battery Data Alliance, battery-data-format (ontology 1.1), labels and machine names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from solvus.analyse.readers import simulated
from solvus.analyse.readers.assemble import cycling, net_charge
from solvus.analyse.readers.bdf_labels import ENDINGS, LABELS, variables_of
from solvus.analyse.readers.bdf_write import STYLES, write
from solvus.analyse.readers.plausibility import disagreement
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.text_columns import read_columns
from solvus.analyse.readers.text_head import find_titles, lines_of, open_sheet, shown
from solvus.analyse.readers.titles import Column, Field, find_columns, plain, split_title
from solvus.base.errors import Fault, InputError

__all__ = ["READER", "STYLES", "find_bdf", "is_titles", "read", "sniff", "write"]

PARQUET_MAGIC = b"PAR1"
KEPT_TEXTS = ("instrument", "technique", "started")
KEPT_NUMBERS = ("area_m2", "mass_kg")
_REQUIRED = ("time", "voltage", "current")
# What other programs leave beside the columns of BDF: name, and what its unit is in SI.
_BESIDE = {
    "current": ("Current", 1.0),
    "voltage": ("Voltage", 1.0),
    "time": ("Test_Time", 1.0),
    "charged": ("Charge_Capacity", 3600.0),
    "discharged": ("Discharge_Capacity", 3600.0),
}


def is_titles(cells: Sequence[str]) -> bool:
    """Whether the cells of a line are BDF labels, of a trace or of a spectrum."""
    names = set(variables_of(cells))
    return set(_REQUIRED) <= names or {"frequency", "z_real", "z_imag"} <= names


def _some_titles(cells: Sequence[str]) -> bool:
    return sum(bool(label) for label in variables_of(cells)) >= 2


def sniff(head: bytes, path: Path) -> bool:
    """A csv whose first line has BDF labels, or a parquet file that ends so or names them."""
    if head.startswith(PARQUET_MAGIC):
        return ".bdf" in path.name.casefold() or _parquet_is_bdf(path)
    return find_titles([one for one in lines_of(head) if one.strip()][:1], is_titles) is not None


def read(path: Path, progress: Progress | None = None) -> Measured:
    """Read a BDF file, csv or parquet; see the module."""
    with open(path, "rb") as file:
        parquet = file.read(4) == PARQUET_MAGIC
    titles, arrays, line, attrs = (_read_parquet if parquet else _read_csv)(path, progress)
    columns = find_bdf(titles, str(path), line)
    missing = [one for one in _REQUIRED if one not in columns]
    if missing and not {"frequency", "z_real", "z_imag"} <= columns.keys():
        labels = [f'"{one.label} / {one.unit}"' for one in LABELS if one.variable in missing]
        raise InputError(Fault(f"BDF needs {', '.join(labels)}", file=str(path), line=line))
    have = {name: column.si(arrays[column.at]) for name, column in columns.items()}
    notices = _beside(titles, arrays, have)
    if mark := simulated.mark_in(titles):
        notices.append(mark.pop("notice"))
        attrs = {**attrs, **mark}
    step = have.get("step", have.get("cycle"))
    if "charge" not in have and {"charged", "discharged"} <= have.keys():
        have["charge"] = net_charge([(have["charged"], 1.0), (have["discharged"], -1.0)], step)
    for name in ("charged", "discharged"):
        have.pop(name, None)
    impedance = None
    if {"frequency", "z_real", "z_imag"} <= have.keys():
        parts = ("frequency", "z_real", "z_imag", "spectrum")
        impedance = {name: have.pop(name) for name in parts if name in have}
        have.setdefault("time", np.arange(len(impedance["frequency"]), dtype=float))
        if "cycle" in have and np.isfinite(have["cycle"][impedance["frequency"] > 0.0]).all():
            impedance["spectrum_cycle"] = have["cycle"]
    have.pop("spectrum", None)
    have.setdefault("step_index", have.pop("step_id", np.zeros(0)))
    if not have["step_index"].size:
        have.pop("step_index")
    return cycling(have, attrs, notices, str(path), impedance=impedance)


def find_bdf(titles: Sequence[str], file: str, line: int) -> dict[str, Column]:
    """The BDF columns of a file by variable, in either style; InputError for a wrong unit."""
    index: dict[str, int] = {}
    for at, name in enumerate(variables_of(titles)):
        if name:
            index.setdefault(name, at)
    fields = {one.variable: one for one in LABELS}
    found: dict[str, Column] = {}
    for variable, at in index.items():
        label = fields[variable]
        name, unit = split_title(titles[at])
        if not unit:
            unit = ENDINGS.get(name.casefold().rpartition("_")[2], label.unit)
        titled = [f"{label.label} / {unit}"]
        field = Field(variable, (label.label,), label.si)
        found |= {
            key: column._replace(at=at, title=titles[at])
            for key, column in find_columns(titled, [field], file, line).items()
        }
    return found


def _read_csv(path: Path, progress: Progress | None) -> tuple[Any, ...]:
    sheet = open_sheet(path, _some_titles, 'of BDF, such as "Voltage / V" or "voltage_volt"')
    arrays, _ = read_columns(sheet, _wanted(sheet.titles), progress=progress)
    return sheet.titles, arrays, sheet.first - 1, {}


def _read_parquet(path: Path, progress: Progress | None) -> tuple[Any, ...]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        schema = parquet.read_schema(path)
        wanted = _wanted(schema.names)
        table = parquet.read_table(path, columns=[schema.names[at] for at in wanted])
        arrays = {
            at: np.asarray(column.to_numpy(), float)
            for at, column in zip(wanted, table.columns, strict=True)
        }
    except (pa.ArrowException, OSError, ValueError, TypeError) as error:
        raise InputError(
            Fault(f"cannot be read as parquet: {_one_line(error)}", file=str(path))
        ) from None
    for at, values in arrays.items():
        if (endless := np.isinf(values)).any():
            told = f"row {int(np.argmax(endless)) + 1} has an infinite number"
            raise InputError(Fault(told, f'column "{shown(schema.names[at])}"', str(path)))
    if progress is not None:
        progress(1.0)
    return schema.names, arrays, 0, _kept(schema.metadata or {})


def _kept(metadata: Mapping[bytes, bytes]) -> dict[str, Any]:
    """What a parquet file that was written here still says of the measurement."""
    kept: dict[str, Any] = {}
    for name in KEPT_TEXTS + KEPT_NUMBERS:
        text = metadata.get(f"solvus:{name}".encode(), b"").decode("utf-8", "replace")
        if text and name in KEPT_TEXTS:
            kept[name] = text
        elif text:
            try:
                kept[name] = float(text)
            except ValueError:
                continue
    return kept


def _parquet_is_bdf(path: Path) -> bool:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return is_titles(parquet.read_schema(path).names)
    except (pa.ArrowException, OSError, ValueError):
        return False


def _beside(
    titles: Sequence[str], arrays: Mapping[int, np.ndarray], have: Mapping[str, np.ndarray]
) -> list[str]:
    """Notices of BDF columns that differ from the maker's columns in the same file."""
    names = [plain(title) for title in titles]
    told = []
    for variable, (name, scale) in _BESIDE.items():
        if variable not in have or plain(name) not in names:
            continue
        at = names.index(plain(name))
        label = next(one for one in LABELS if one.variable == variable)
        ours, theirs = f"{label.label} / {label.unit}", f'the column "{titles[at]}" beside it'
        told.append(disagreement(have[variable] / scale, arrays[at], ours, theirs))
    return [sentence for sentence in told if sentence]


def _wanted(titles: Sequence[str]) -> list[int]:
    """The columns that are of BDF, or of a maker beside them."""
    beside = {plain(name) for name, _ in _BESIDE.values()}
    return [at for at, label in enumerate(variables_of(titles))
            if label or plain(titles[at]) in beside]  # fmt: skip


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


READER = Reader("bdf", "Battery Data Format", (".csv", ".parquet"), sniff, read)
