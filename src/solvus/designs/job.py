"""What is done for every design of a space: a study or a pouch file, its axes, what is read.

A job is text and numbers only, so that it can be sent to any process on any machine; it carries the
fingerprint of the code that made it and a key over everything that decides a result.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from solvus.base import yaml_source
from solvus.base.errors import Fault, InputError
from solvus.base.fingerprint import fingerprint
from solvus.designs.columns import (
    OWN_NAMES,
    TEXT,
    Column,
    columns_of_runs,
    input_columns,
    pouch_columns,
    read_asked,
)
from solvus.study.axes import Axis
from solvus.study.blocks import MATERIAL_ENDINGS
from solvus.study.file_kinds import POUCH, STUDY, kind_of
from solvus.study.installed import read_study
from solvus.study.pouch_load import read_pouch
from solvus.study.schema import Study
from solvus.study.sweep_block import SweepBlock, read_axes
from solvus.study.variant import standing_alone
from solvus.study.yaml_text import as_yaml

LIFE_PREFIX = "life.study."
_NOT_OF_A_DESIGN = ("sweep", "calibration", "measured")
FAST = {"run.detail": "fast"}


@dataclass(frozen=True, eq=False)
class Job:
    """A design space and what is computed of each of its designs.

    text, name : of the file without `sweep` and what else is no matter of a design
    life_text, life_name : of the study of the life of a pouch, "" without
    cell : kind of cell that is run, "" where none is
    always : key path -> entry, written into the study of every design (before the axes)
    asked : more columns, name -> (feature, place)
    curves : whether the course over the cycles is kept
    files : what stands in the files that the texts name, as a hash: they decide results too
    """

    kind: str
    title: str
    name: str
    folder: str
    text: str
    life_text: str
    life_name: str
    cell: str
    axes: tuple[Axis, ...]
    always: tuple[tuple[str, Any], ...]
    asked: tuple[tuple[str, tuple[str, int]], ...]
    curves: bool
    files: str
    code: str = field(default_factory=fingerprint)

    @cached_property
    def key(self) -> str:
        """Sixteen hex digits over all that decides a result, not over names and places."""
        about = asdict(self)
        for name in ("name", "folder", "life_name", "title"):
            del about[name]
        text = json.dumps(about, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def __hash__(self) -> int:
        return hash(self._place)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Job) and self._place == other._place

    @property
    def _place(self) -> tuple[str, str, str]:
        return self.key, self.folder, self.life_name

    @property
    def inputs(self) -> tuple[Column, ...]:
        """The columns of the axes."""
        return input_columns(self.axes)

    @property
    def quantities(self) -> tuple[Column, ...]:
        """The columns of what is computed, numbers first."""
        found: list[Column] = []
        if self.kind == POUCH.name:
            found += pouch_columns(bool(self.life_text))
        if self.cell:
            found += [one.column for one in columns_of_runs(self.cell, dict(self.asked))]
            found.append(Column("ended", "how the run ended", "", TEXT))
        return tuple(found)


def read_job(
    path: str | Path, over: Mapping[str, Any] | None = None, *, fast: bool = False,
    wishes: Mapping[str, Any] | None = None,
) -> tuple[Job, SweepBlock]:  # fmt: skip
    """The job of a study or a pouch file, and its block ``sweep``.

    over : axes as written, beside those of the file (and in place of one of the same name)
    wishes : entries of the block, read already, that go before those of the file

    Raises InputError with every fault.
    """
    data, _ = yaml_source.load(Path(path))
    of_pouch = kind_of(data) == POUCH
    if not of_pouch and kind_of(data) != STUDY:
        kind = kind_of(data)
        raise InputError(Fault(
            f"is {kind.name}; a sweep is of a study or a pouch file", "", str(path)
        ))  # fmt: skip
    file: Any = read_pouch(path).file if of_pouch else read_study(path)
    block = _block(file.sweep, over or {}, str(path))
    block = block.model_copy(update=dict(wishes or {}))
    asked = read_asked(block.read)
    life: Study | None = None
    if of_pouch and file.life is not None and block.life:
        life = _life_study(file.folder / file.life.study, str(path))
    run = life if of_pouch else file
    always: dict[str, Any] = {} if block.curves else {"run.curves": "none"}
    always |= FAST if fast else {}
    text = file.source_text if of_pouch else _bare(standing_alone(file))
    life_text = "" if life is None else _bare(standing_alone(life))
    folder = Path(path).parent
    job = Job(
        kind=POUCH.name if of_pouch else STUDY.name,
        title=file.title,
        name=str(path),
        folder=str(folder),
        text=text,
        life_text=life_text,
        life_name="" if life is None else life.source_name,
        cell="" if run is None else run.cell.kind,
        axes=block.over,
        always=tuple(always.items()) if run is not None else (),
        asked=tuple(asked.items()),
        curves=block.curves and run is not None,
        files=_files(folder, text, life, life_text, block.over),
    )  # fmt: skip
    _check_names(job)
    return job, block


def without_life(job: Job, names: Iterable[str]) -> Job:
    """The job without the study of the life of its pouch cell, where no column of these names and
    no axis needs it: a cell alone costs milliseconds. The job itself where one does."""
    if job.kind != POUCH.name or not job.life_text or job.curves:
        return job
    moved = [path for axis in job.axes for path, _ in axis.sets]
    moved += [path for axis in job.axes for one in axis.values if isinstance(one, tuple)
              for path, _ in one[1]]  # fmt: skip
    lean = replace(job, life_text="", life_name="", cell="", always=(), asked=(),
                   files=_files(Path(job.folder), job.text, None, "", job.axes))  # fmt: skip
    known = {one.name for one in (*lean.inputs, *lean.quantities)}
    needed = not known.issuperset(names) or any(path.startswith(LIFE_PREFIX) for path in moved)
    return job if needed else lean


def _check_names(job: Job) -> None:
    """Raise InputError where two columns of the table would have one name."""
    taken = dict.fromkeys(OWN_NAMES, "a column of every table")
    taken |= {one.name: "a quantity of these designs" for one in replace(job, asked=()).quantities}
    faults = []
    for kind, names in (("over", [one.name for one in job.axes]),
                        ("read", [name for name, _ in job.asked])):  # fmt: skip
        for name in names:
            if name in taken:
                faults.append(Fault(f'"{name}" is {taken[name]}; write another name',
                                    f"sweep.{kind}.{name}", job.name))  # fmt: skip
            taken[name] = "the name of an axis" if kind == "over" else "a column that is read"
    if faults:
        raise InputError(*faults)


def with_axes(job: Job, axes: tuple[Axis, ...]) -> Job:
    """The same job over other axes."""
    return replace(job, axes=axes)


def _block(block: SweepBlock | None, over: Mapping[str, Any], name: str) -> SweepBlock:
    if not over:
        if block is None:
            raise InputError(Fault(
                "is missing; write which entries vary, e.g. sweep: {over: "
                "{cell.working.thickness: 20 um to 60 um in 5}}, or give --over", "sweep", name
            ))  # fmt: skip
        return block
    try:
        given = read_axes(dict(over))
    except ValueError as error:
        slips = (getattr(error, "context", None) or {}).get("slips", [((), str(error))])
        raise InputError(*(
            Fault(text, f"--over {yaml_source.key_text(at)}".rstrip()) for at, text in slips
        )) from None  # fmt: skip
    named = {axis.name: axis for axis in (block.over if block is not None else ())}
    named |= {axis.name: axis for axis in given}
    axes = tuple(named.values())
    if block is None:
        return SweepBlock.model_construct(**_defaults(), over=axes)
    return block.model_copy(update={"over": axes})


def _defaults() -> dict[str, Any]:
    return {
        name: one.get_default(call_default_factory=True)
        for name, one in SweepBlock.model_fields.items() if not one.is_required()
    }  # fmt: skip


def _life_study(path: Path, name: str) -> Study:
    study = read_study(path)
    if study.cell.kind != "full":
        raise InputError(Fault(
            f"{path} is of kind {study.cell.kind}; a pouch lives as a full cell", "life.study", name
        ))  # fmt: skip
    return study


def _bare(text: str) -> str:
    """The text of a study without the blocks that are no matter of a design."""
    from_file, _ = yaml_source.load(text)
    if not any(key in from_file for key in _NOT_OF_A_DESIGN):
        return text
    kept = {key: one for key, one in from_file.items() if key not in _NOT_OF_A_DESIGN}
    return as_yaml(kept)


def _files(
    folder: Path, text: str, life: Study | None, life_text: str, axes: tuple[Axis, ...]
) -> str:
    """A hash of the material files that the texts and the axes name, each beside its own file."""
    found = hashlib.sha256()
    beside = [folder] if life is None else [folder, Path(life.source_name).parent]
    loaded = [yaml_source.load(one)[0] for one in (text, life_text) if one]
    for source in _texts([*loaded, *(axis.values for axis in axes)]):
        for path in (place / source for place in beside):
            if source.lower().endswith(MATERIAL_ENDINGS) and path.is_file():
                found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for one in node.values():
            yield from _texts(one)
    elif isinstance(node, list | tuple):
        for one in node:
            yield from _texts(one)
