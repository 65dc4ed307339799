"""The folder of a sweep: what was asked, and a part file for every batch that is finished.

``sweep.json`` says what is computed, by which code, over which points. ``designs/part-N.parquet``
holds the rows of the designs from number N on; it is written under a temporary name and renamed, so
that a part that is there is whole, and one that is not is computed again. ``curves.zarr`` holds the
course of each design over its cycles, written before its part.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from solvus import __version__
from solvus.base.errors import Fault, InputError
from solvus.base.files import write_text
from solvus.base.record import save_table
from solvus.designs.columns import DESIGN, ERROR, SECONDS, STATUS, TEXT, Column
from solvus.designs.course import UNITS
from solvus.designs.design import Done
from solvus.designs.job import Job
from solvus.study.axes import Axis

if TYPE_CHECKING:
    import zarr

ABOUT, PARTS, CURVES = "sweep.json", "designs", "curves.zarr"
POINTS = "points_base64"
OWN = (
    Column(DESIGN, "number of the design", "", "number"),
    Column(STATUS, "ok or failed", "", TEXT),
    Column(ERROR, "why it failed", "", TEXT),
)
TIME = Column(SECONDS, "time that it took", "s", "number")


class Store:
    """The parts of a folder that belong to a job and a plan."""

    def __init__(self, folder: Path, job: Job, plan: Mapping[str, Any]) -> None:
        """Take the folder as of this job and plan, or begin it.

        plan : what else must be the same where a run goes on (how points are drawn, say); entries
            whose name begins with "_" are noted and may change.

        Raises InputError where the folder holds another job, another plan or another version.
        """
        self.folder, self.job = folder, job
        self.columns = (*OWN, *job.inputs, *job.quantities, TIME)
        about = _about(job, plan, self.columns)
        path = folder / ABOUT
        if path.exists():
            _check(read_about(folder), about, folder)
            about["begun"] = read_about(folder)["begun"]
        elif (folder / PARTS).exists() and any((folder / PARTS).iterdir()):
            raise InputError(Fault(
                f"has parts of designs but no {ABOUT} that says of what; name another folder with "
                "--out", file=str(folder),
            ))  # fmt: skip
        write_text(path, json.dumps(about, indent=1, ensure_ascii=False) + "\n")
        (folder / PARTS).mkdir(exist_ok=True)
        for left in (folder / PARTS).glob(".*.partial*"):  # what a kill left of a part
            left.unlink(missing_ok=True)
        self._curves: zarr.Group | None = None

    def path(self, first: int) -> Path:
        """The part whose first design has this number."""
        return self.folder / PARTS / f"part-{first:09d}.parquet"

    def has(self, first: int, points: np.ndarray) -> bool:
        """Whether the part of these points is finished."""
        from pyarrow import ArrowInvalid, parquet

        path = self.path(first)
        if not path.exists():
            return False
        try:
            found = parquet.read_schema(path).metadata or {}
        except (OSError, ArrowInvalid) as error:
            raise InputError(Fault(
                f"cannot be read: {error}; remove it and its designs are computed again",
                file=str(path),
            )) from None  # fmt: skip
        kept = base64.b64decode(found.get(POINTS.encode(), b""))
        # a part of more designs than are asked for now (fewer draws) has these too
        return kept.startswith(_bytes(points)) and len(points) > 0

    def add(self, first: int, points: np.ndarray, done: Sequence[Done]) -> None:
        """Keep a finished part: the curves first, then the rows, whose file says it is finished."""
        if self.job.curves:
            self._add_curves(first, done)
        rows = [one.row for one in done]
        columns = {
            column.name: _array([row[column.name] for row in rows], column.kind)
            for column in self.columns
        }
        units = {one.name: one.unit for one in self.columns if one.unit}
        told = {POINTS: base64.b64encode(_bytes(points)).decode(), "job": self.job.key,
                "code": self.job.code}  # fmt: skip
        try:
            save_table(columns, self.path(first), units, told)
        except OSError as error:  # which comes without the name of the file
            why = error.strerror or str(error)
            raise OSError(
                error.errno, f"cannot be written ({why}); what was finished is kept, and the same "
                "command goes on from there", str(self.path(first)),
            ) from None  # fmt: skip

    def _add_curves(self, first: int, done: Sequence[Done]) -> None:
        try:
            self._write_curves(first, done)
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(Fault(
                f"cannot be gone on with ({' '.join(str(error).split())}); name another folder "
                "with --out", file=str(self.folder / CURVES),
            )) from None  # fmt: skip

    def _write_curves(self, first: int, done: Sequence[Done]) -> None:
        import zarr

        cycles = max((len(one.course["charge"]) for one in done if one.course), default=0)
        if self._curves is None:
            self._curves = zarr.open_group(self.folder / CURVES, mode="a")
        for name, (unit, title) in UNITS.items():
            if name not in self._curves:
                made = self._curves.create_array(
                    name, shape=(0, 0), chunks=(max(len(done), 1), 256), dtype="f8",
                    fill_value=math.nan, dimension_names=("design", "cycle"),
                )  # fmt: skip
                made.attrs.update({"units": unit, "long_name": title})
            array: Any = self._curves[name]
            wide = max(array.shape[1], cycles)
            array.resize((max(array.shape[0], first + len(done)), wide))
            block = np.full((len(done), wide), math.nan)
            for row, one in zip(block, done, strict=True):
                if one.course:
                    row[: len(one.course[name])] = one.course[name]
            array[first : first + len(done)] = block


def _bytes(points: np.ndarray) -> bytes:
    """Points as they are kept beside their rows, which they tell apart to the last bit."""
    return np.ascontiguousarray(points, dtype=np.float64).tobytes()


def read_about(folder: Path) -> dict[str, Any]:
    """What a folder says of itself; InputError where it is no folder of designs."""
    path = folder / ABOUT
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(Fault(
            f"is no folder of designs: it has no {ABOUT}; name one that solvus sweep wrote",
            file=str(folder),
        )) from None  # fmt: skip
    except (OSError, ValueError) as error:
        raise InputError(Fault(f"cannot be read: {error}", file=str(path))) from None
    if not isinstance(found, dict) or not {"job", "code", "plan", "columns"} <= found.keys():
        raise InputError(Fault("does not describe a sweep", file=str(path)))
    return found


def parts_of(folder: Path) -> Iterator[Path]:
    """The finished parts of a folder, in order."""
    yield from sorted((folder / PARTS).glob("part-*.parquet"))


def _about(job: Job, plan: Mapping[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    return {
        "kind": job.kind,
        "title": job.title,
        "file": job.name,
        "solvus_version": __version__,
        "code": job.code,
        "job": job.key,
        "plan": dict(plan),
        "begun": datetime.now(UTC).isoformat(timespec="seconds"),
        "axes": [
            {"name": axis.name, "unit": axis.unit, "values": axis.count,
             "sets": [path for path, _ in axis.sets]} | _alternatives(axis)
            for axis in job.axes
        ],
        "columns": [column._asdict() for column in columns],
        "text": job.text,
        "life_text": job.life_text,
        "always": dict(job.always),
    }  # fmt: skip


def _alternatives(axis: Axis) -> dict[str, Any]:
    """What named alternatives stand for: name -> key path -> entry. The text of a study is kept
    without its block `sweep`, so that it is said nowhere else."""
    named = {one[0]: dict(one[1]) for one in axis.values if isinstance(one, tuple)}
    return {"alternatives": named} if named else {}


def _check(old: Mapping[str, Any], new: Mapping[str, Any], folder: Path) -> None:
    where = str(folder / ABOUT)
    elsewhere = "name another folder with --out"
    if old["code"] != new["code"]:
        raise InputError(Fault(
            f"its designs were computed by another state of Solvus ({old['solvus_version']}, "
            f"{old['code']}; this is {new['solvus_version']}, {new['code']}), and two must not be "
            f"mixed; {elsewhere}", file=where,
        ))  # fmt: skip
    if old["job"] != new["job"]:
        parts = [name for name in ("text", "life_text", "axes", "always") if old[name] != new[name]]
        said = {"text": "the file", "life_text": "the study of the life", "axes": "the axes",
                "always": "what all designs have in common"}  # fmt: skip
        apart = " and ".join(said[name] for name in parts) or "what the designs are"
        raise InputError(Fault(f"its designs are of another sweep: {apart} changed; {elsewhere}",
                               file=where))  # fmt: skip
    fixed = [{k: v for k, v in one["plan"].items() if k[:1] != "_"} for one in (old, new)]
    if fixed[0] != fixed[1]:
        apart = ", ".join(sorted(k for k in fixed[0].keys() | fixed[1].keys()
                                 if fixed[0].get(k) != fixed[1].get(k)))  # fmt: skip
        raise InputError(Fault(f"its points were drawn otherwise ({apart}); {elsewhere}",
                               file=where))  # fmt: skip


def _array(values: list[Any], kind: str) -> np.ndarray:
    if kind == TEXT:
        return np.array(values, dtype=object)
    whole = all(isinstance(value, int) for value in values)
    return np.array(values, dtype=np.int64 if whole else np.float64)
