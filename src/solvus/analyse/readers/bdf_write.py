"""Records into Battery Data Format, csv or parquet, in either style of titles."""

from __future__ import annotations

import csv as _csv
import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from solvus.analyse.readers import simulated
from solvus.analyse.readers.bdf_labels import LABELS, Label
from solvus.base import units
from solvus.base.errors import Fault, InputError
from solvus.base.files import temporary_beside

if TYPE_CHECKING:
    import xarray as xr

STYLES = ("preferred", "machine")


def write(record: xr.Dataset, path: str | os.PathLike[str], style: str = "preferred") -> None:
    """Write the trace and the spectra of a record as ``.csv`` or ``.parquet``, whole or not at all.

    style : "preferred" for ``Voltage / V`` or "machine" for ``voltage_volt``. Numbers are written
    to the last digit. Parquet keeps the attributes of the record; csv has no place for them. A
    simulated record has a column of ones whose title says so.

    Raises InputError for a record without trace and spectra, another ending, another style.
    """
    if style not in STYLES:
        raise InputError(Fault(f'there is no style "{style}": {" or ".join(STYLES)}'))
    suffix = Path(path).suffix.lower()
    if suffix not in (".csv", ".parquet"):
        raise InputError(Fault("the name must end in .csv or .parquet", file=str(path)))
    columns = _columns_out(record)
    if not columns:
        raise InputError(
            Fault("BDF holds traces and spectra, and the record has neither", file=str(path))
        )
    titled = {_title(label, style): values for label, values in columns.items()}
    if mark := simulated.column_title(record.attrs, style == "machine"):
        titled[mark] = np.ones(next(iter(titled.values())).size)
    with temporary_beside(path) as temporary:
        if suffix == ".csv":
            _write_csv(titled, temporary)
        else:
            _write_parquet(titled, record.attrs, temporary)


def _columns_out(record: xr.Dataset) -> dict[Label, np.ndarray]:
    """Columns to write, in the order of `LABELS`, in the unit of each label."""
    points = record["voltage"].size if "point" in record.dims and "voltage" in record else 0
    rows = _spectrum_rows(record)
    extra = len(rows["frequency"]) if rows else 0
    out: dict[Label, np.ndarray] = {}
    for label in LABELS:
        trace = record[label.variable].values if points and label.variable in record and (
            record[label.variable].dims == ("point",)) else None  # fmt: skip
        if trace is None and label.variable not in rows:
            continue
        values = np.full(points + extra, np.nan)
        if trace is not None:
            values[:points] = trace
        if label.variable in rows:
            values[points:] = rows[label.variable]
        if label.si != label.unit:
            zero, one = (units.from_si(x, label.si, label.unit) for x in (0.0, 1.0))
            values = values * (one - zero) + zero
        out[label] = values
    return out


def _spectrum_rows(record: xr.Dataset) -> dict[str, np.ndarray]:
    """The points of all spectra, one after the other, with the time and number of each."""
    if "frequency" not in record or record["frequency"].dims != ("spectrum", "frequency_point"):
        return {}
    there = np.isfinite(record["frequency"].values)
    number = np.broadcast_to(np.arange(there.shape[0])[:, None], there.shape)[there]
    rows = {name: record[name].values[there] for name in ("frequency", "z_real", "z_imag")}
    rows["spectrum"] = number.astype(float)
    for name, source in (("time", "spectrum_time"), ("cycle", "spectrum_cycle"),
                         ("voltage", "spectrum_voltage")):  # fmt: skip
        if source in record:
            rows[name] = record[source].values[number]
    return rows


def _title(label: Label, style: str) -> str:
    return label.machine if style == "machine" else f"{label.label} / {label.unit}"


def _write_csv(columns: Mapping[str, np.ndarray], path: Path) -> None:
    import pyarrow as pa
    from pyarrow import csv

    head = io.StringIO()
    _csv.writer(head, lineterminator="\n").writerow(columns)
    arrays = [_exact(values) for values in columns.values()]
    table = pa.table(arrays, names=list(columns))
    with open(path, "wb") as file:
        file.write(head.getvalue().encode("utf-8"))
        csv.write_csv(table, file, csv.WriteOptions(include_header=False))


def _write_parquet(columns: Mapping[str, np.ndarray], attrs: Mapping[str, Any], path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    told = {f"solvus:{key}": str(value) for key, value in attrs.items()}
    arrays = [_exact(values) for values in columns.values()]
    table = pa.table(arrays, names=list(columns)).replace_schema_metadata(told)
    parquet.write_table(table, path)


def _exact(values: np.ndarray) -> Any:
    """An arrow array, empty where the value is nan, whole numbers without a point."""
    import pyarrow as pa

    finite = values[np.isfinite(values)]
    if finite.size and (finite == np.rint(finite)).all() and np.abs(finite).max() < 2**53:
        whole = np.where(np.isfinite(values), values, 0.0).astype(np.int64)
        return pa.array(whole, mask=~np.isfinite(values))
    return pa.array(values, mask=np.isnan(values))
