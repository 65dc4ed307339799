"""Records: named arrays with units and provenance, the one shape of simulated and measured data.

A record is an `xarray.Dataset` whose variables carry ``units`` and ``long_name`` and whose
attributes say where it comes from. A table is a set of equal columns with units.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from solvus.base.errors import Fault, InputError
from solvus.base.files import temporary_beside

if TYPE_CHECKING:
    import xarray as xr

RECORD_SUFFIXES = (".nc", ".zarr")
TABLE_SUFFIXES = (".parquet", ".csv")


@dataclass(frozen=True)
class Variable:
    """An array with its dimensions, its unit as text ("A/m^2", "1") and a name to print."""

    dims: tuple[str, ...]
    values: Any
    unit: str
    long_name: str = ""


@dataclass(frozen=True)
class Table:
    """Columns of equal length, the unit of each, and what is known about them."""

    columns: dict[str, np.ndarray]
    units: dict[str, str] = field(default_factory=dict)
    attrs: dict[str, str] = field(default_factory=dict)


def dataset(variables: Mapping[str, Variable], attrs: Mapping[str, Any]) -> xr.Dataset:
    """Return a record; a variable named like its only dimension becomes that coordinate.

    Attributes that are not text or numbers are stored as JSON text.
    """
    import xarray as xr

    built = {
        name: xr.DataArray(
            _values(variable.values),
            dims=variable.dims,
            attrs={"units": variable.unit, "long_name": variable.long_name or name},
        )
        for name, variable in variables.items()
    }
    coords = {name: array for name, array in built.items() if array.dims == (name,)}
    data = {name: array.variable for name, array in built.items() if name not in coords}
    return xr.Dataset(data, coords=coords, attrs={k: _plain(v) for k, v in attrs.items()})


def save(record: xr.Dataset, path: str | os.PathLike[str]) -> None:
    """Write a record as netCDF (``.nc``) or zarr (``.zarr``), whole or not at all."""
    suffix = _suffix(path, RECORD_SUFFIXES)
    with temporary_beside(path) as temporary:
        if suffix == ".nc":
            record.to_netcdf(temporary, engine="h5netcdf", invalid_netcdf=False)
        else:
            record.to_zarr(temporary, consolidated=False)


def load(path: str | os.PathLike[str]) -> xr.Dataset:
    """Read a record into memory; InputError if it is not there or cannot be read."""
    import xarray as xr

    suffix = _suffix(path, RECORD_SUFFIXES)
    try:
        if suffix == ".nc":
            opened = xr.open_dataset(path, engine="h5netcdf", decode_times=False)
        else:
            opened = xr.open_zarr(path, consolidated=False, decode_times=False, chunks=None)
        with opened:
            return opened.load()
    except FileNotFoundError:
        raise InputError(Fault("there is no such record", file=str(path))) from None
    except (OSError, ValueError, KeyError) as error:
        raise InputError(Fault(f"cannot be read as a record: {error}", file=str(path))) from error


def save_table(
    columns: Mapping[str, Any],
    path: str | os.PathLike[str],
    units: Mapping[str, str] | None = None,
    attrs: Mapping[str, Any] | None = None,
) -> None:
    """Write columns (a mapping or a data frame) as ``.parquet`` or ``.csv``, whole or not at all.

    Parquet keeps unit and attributes in its metadata. CSV has one line ``# key: value`` for each
    attribute, then a header ``time [s],voltage [V]``; floats are written to the last digit.
    """
    suffix = _suffix(path, TABLE_SUFFIXES)
    arrays = {str(name): np.asarray(columns[name]) for name in columns}
    lengths = {array.shape[:1] for array in arrays.values()}
    if len(lengths) > 1 or any(array.ndim != 1 for array in arrays.values()):
        raise ValueError("the columns of a table must be one-dimensional and of equal length")
    told = {key: str(_plain(value)) for key, value in (attrs or {}).items()}
    with temporary_beside(path) as temporary:
        if suffix == ".csv":
            temporary.write_text(_csv_text(arrays, units or {}, told), "utf-8", newline="")
        else:
            _write_parquet(arrays, units or {}, told, temporary)


def load_table(path: str | os.PathLike[str]) -> Table:
    """Read a table that `save_table` wrote; InputError if it cannot be read."""
    suffix = _suffix(path, TABLE_SUFFIXES)
    try:
        return _read_csv(Path(path)) if suffix == ".csv" else _read_parquet(Path(path))
    except FileNotFoundError:
        raise InputError(Fault("there is no such table", file=str(path))) from None
    except (OSError, ValueError, IndexError) as error:
        raise InputError(Fault(f"cannot be read as a table: {error}", file=str(path))) from error


def provenance(
    study_text: str = "",
    materials: Sequence[Mapping[str, Any]] = (),
    ended: str = "",
    **more: Any,
) -> dict[str, str]:
    """Return what a record must say about itself, as text attributes.

    Solvus and library versions, date (UTC), the study and its SHA-256, the materials with their
    sources (JSON), how the run ended, and whatever else is given.
    """
    about = {
        "solvus_version": _version("solvus"),
        "date_utc": datetime.now(UTC).isoformat(timespec="seconds"),
        "python_version": platform.python_version(),
        "numpy_version": np.__version__,
        "numba_version": _version("numba"),
        "study": study_text,
        "study_sha256": hashlib.sha256(study_text.encode("utf-8")).hexdigest(),
        "materials": json.dumps(list(materials), ensure_ascii=False),
        "ended": ended,
    }
    return about | {key: str(_plain(value)) for key, value in more.items()}


def _values(values: Any) -> np.ndarray:
    """Return an array; text as objects, which both formats store at variable length."""
    array = np.asarray(values)
    return array.astype(object) if array.dtype.kind == "U" else array


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "not installed"


def _plain(value: Any) -> str | int | float:
    """Return an attribute that every format can hold: text, a number, or JSON text."""
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, np.generic):
        return _plain(value.item())
    return json.dumps(value, ensure_ascii=False, default=str)


def _suffix(path: str | os.PathLike[str], known: tuple[str, ...]) -> str:
    suffix = Path(path).suffix.lower()
    if suffix not in known:
        raise InputError(Fault(f"the name must end in {' or '.join(known)}", file=str(path)))
    return suffix


def _csv_text(
    arrays: Mapping[str, np.ndarray], units: Mapping[str, str], attrs: Mapping[str, str]
) -> str:
    out = io.StringIO()
    for key, value in attrs.items():
        out.write(f"# {key}: {' '.join(value.split())}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(f"{name} [{units[name]}]" if name in units else name for name in arrays)
    # tolist gives Python floats, whose text comes back to the same float
    writer.writerows(zip(*(array.tolist() for array in arrays.values()), strict=True))
    return out.getvalue()


def _read_csv(path: Path) -> Table:
    attrs: dict[str, str] = {}
    with open(path, encoding="utf-8", newline="") as file:
        line = file.readline()
        while line.startswith("#"):
            key, _, value = line[1:].partition(":")
            attrs[key.strip()] = value.strip()
            line = file.readline()
        header = next(csv.reader([line]))
        rows = list(csv.reader(file))
    if any(len(row) != len(header) for row in rows):
        raise ValueError("its lines have different numbers of columns")
    columns, units = {}, {}
    for index, title in enumerate(header):
        name, bracket, unit = title.removesuffix("]").partition(" [")
        if bracket:
            units[name] = unit
        columns[name] = _column([row[index] for row in rows])
    return Table(columns, units, attrs)


def _column(texts: list[str]) -> np.ndarray:
    """Return whole numbers as int, other numbers as float, anything else as text."""
    for kind in (int, float):
        try:
            return np.array([kind(text) for text in texts], dtype=kind)
        except (ValueError, OverflowError):
            continue
    return np.array(texts, dtype=object)


def _write_parquet(
    arrays: Mapping[str, np.ndarray],
    units: Mapping[str, str],
    attrs: Mapping[str, str],
    path: Path,
) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    made = {name: pa.array(array) for name, array in arrays.items()}
    fields = [
        pa.field(name, made[name].type, metadata={"units": units[name]} if name in units else None)
        for name in made
    ]
    schema = pa.schema(fields, metadata=dict(attrs))
    parquet.write_table(pa.table(list(made.values()), schema=schema), path)


def _read_parquet(path: Path) -> Table:
    from pyarrow import parquet

    table = parquet.read_table(path)
    columns = {n: table[n].to_numpy(zero_copy_only=False) for n in table.column_names}
    units = {
        f.name: f.metadata[b"units"].decode()
        for f in table.schema
        if f.metadata and b"units" in f.metadata
    }
    stored = table.schema.metadata or {}
    attrs = {
        k.decode(): v.decode() for k, v in stored.items() if k not in (b"ARROW:schema", b"pandas")
    }
    return Table(columns, units, attrs)
