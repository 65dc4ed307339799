"""Files that a user sends: read like any other, in a folder that is removed, beside a run.

Nothing of what is sent names a place on the disk: the files get names of our own, and only the
ending of theirs is kept. What can point to other files (HDF5, netCDF) is not taken.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import plotly.graph_objects as go

from solvus.analyse.readers import read
from solvus.base import yaml_source
from solvus.base.errors import Fault, InputError, MissingExtra
from solvus.base.units import show
from solvus.explore.linking import told
from solvus.report.blocks import Figure
from solvus.report.measured.asked import Asked
from solvus.report.measured.collect import analysed
from solvus.report.measured.part import Analysed
from solvus.report.measured.words import words_of
from solvus.report.run_page import sections
from solvus.study.installed import registries
from solvus.study.load import load_data
from solvus.study.measured import MeasuredCell, cycler_cell, read_measured
from solvus.study.run import run_study
from solvus.study.schema import Study
from solvus.study.variant import write_entry
from solvus.study.yaml_text import as_yaml

MOST_FILES = 8
MOST_BYTES = 20 << 20  # of all files together
MOST_NAME = 80
MOST_READINGS = 60
MOST_FIGURES = 6  # of a file
POINTS_ELSEWHERE = (b"\x89HDF\r\n\x1a\n", b"CDF\x01", b"CDF\x02", b"CDF\x05")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")
_PRINTABLE = re.compile(r"[^\w .()+,=-]+")


class Sent(NamedTuple):
    """A file as it came: the name it was given, and what it holds."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Files:
    """Files, the study that they are put beside with the folder of its materials, and the area of
    the electrodes [m2] where it is said."""

    files: tuple[Sent, ...]
    study: str
    folder: Path
    area: float | None


class ReadFile(NamedTuple):
    """What a file holds: headline, (where, reading, value, definition), sentences, figures."""

    name: str
    headline: str
    readings: tuple[tuple[str, str, str, str], ...]
    notices: tuple[str, ...]
    figures: tuple[tuple[str, dict[str, Any]], ...]


class Read(NamedTuple):
    """What all files hold, figures with measured points over the run, and what is wrong."""

    files: tuple[ReadFile, ...]
    beside: tuple[tuple[str, dict[str, Any]], ...]
    faults: tuple[str, ...]


def plain_name(name: str) -> str:
    """A name that can be shown anywhere: no path, no signs that mean something elsewhere."""
    last = re.split(r"[\\/]", str(name))[-1]
    return _PRINTABLE.sub("_", last)[:MOST_NAME].strip() or "file"


def check_sent(files: tuple[Sent, ...]) -> None:
    """Raises InputError for too many, too large or empty files, or kinds that are not taken."""
    faults = []
    if len(files) > MOST_FILES:
        faults.append(Fault(f"{len(files)} files were sent; send {MOST_FILES} at most"))
    size = sum(len(one.data) for one in files)
    if size > MOST_BYTES:
        faults.append(Fault(
            f"the files have {size / 2**20:.1f} MB; send {MOST_BYTES >> 20} MB at most, or read "
            "them with: solvus analyse"
        ))  # fmt: skip
    for one in files:
        if not one.data:
            faults.append(Fault("the file is empty", file=plain_name(one.name)))
        elif one.data.startswith(POINTS_ELSEWHERE):
            faults.append(Fault(
                "HDF5 and netCDF files can point to other files and are not taken by the page; "
                "read it with: solvus analyse", file=plain_name(one.name)
            ))  # fmt: skip
    if faults:
        raise InputError(*faults)


def read_files(sent: Files, tell: Callable[[str, int, int], None]) -> Read:
    """Read the files as `solvus analyse` does, and put them beside the run of the study."""
    check_sent(sent.files)
    found: list[ReadFile] = []
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="solvus-") as made:
        paths = dict(_written(sent.files, Path(made)))
        base = _study(sent, {})
        for number, (name, path) in enumerate(paths.items()):
            tell(f"reading {name}", number, len(paths) + 1)
            try:
                record = read(path)
                record.attrs["file"] = name
                parts = analysed(record, _asked(base, sent.area), f"file-{number + 1}")
                found += [_file(name, part) for part in parts]
            except InputError as error:
                faults += [f"{name}: {told(replace(one, file=''))}" for one in error.faults]
            except MissingExtra as error:
                faults.append(f"{name}: {error}")
        tell("beside the run", len(paths), len(paths) + 1)
        beside, more = _beside(sent, paths)
    return Read(tuple(found), tuple(beside), tuple(_without(text, made) for text in faults + more))


def _written(files: tuple[Sent, ...], folder: Path) -> Iterator[tuple[str, Path]]:
    """(name to show, path) of each file, written under a name of our own."""
    taken: set[str] = set()
    for number, one in enumerate(files, 1):
        shown, ending = plain_name(one.name), _ENDING.fullmatch(Path(one.name).suffix)
        while shown in taken:
            shown = f"{shown} ({number})"
        taken.add(shown)
        path = folder / f"file_{number}{ending[0].lower() if ending else ''}"
        path.write_bytes(one.data)
        yield shown, path


def _without(text: str, folder: str) -> str:
    """A sentence without the folder that the files lay in."""
    return text.replace(f"{folder}/", "").replace(folder, "")


def _asked(study: Study, area: float | None) -> Asked:
    cell = cycler_cell(study)
    return Asked(kind=cell.kind, working=cell.working, area=area or study.cell.area)


def _study(sent: Files, paths: dict[str, Path]) -> Study:
    """The study of the page with the files in its block of measured ones."""
    data, marks = yaml_source.load(sent.study, "the study")
    for name, path in paths.items():
        entry = {"file": str(path)}
        if sent.area is not None:
            entry["area"] = show(sent.area, "m^2", "cm2", 6)
        write_entry(data, ("measured", name), entry)
    return load_data(data, marks, registries(sent.folder), as_yaml(data), "the study")


def _beside(
    sent: Files, paths: dict[str, Path]
) -> tuple[list[tuple[str, dict[str, Any]]], list[str]]:
    """Figures of the run with the measured points over its lines."""
    faults: list[str] = []
    study = _study(sent, paths)
    cells: list[MeasuredCell] = []
    for name in paths:
        try:
            cells.append(read_measured(study, name, Path()))
        except InputError as error:
            faults += [f"{name} is not beside the run: {told(replace(one, file=''))}"
                       for one in error.faults]  # fmt: skip
        except MissingExtra:  # told where the file was read
            continue
    if not cells:
        return [], list(dict.fromkeys(faults))
    done = run_study(study, sent.folder)
    drawn = [
        (block.title or section.title, block.figure.to_dict())
        for section in sections(done, sent.folder, cells)
        for block in section.blocks
        if isinstance(block, Figure) and _has_points(block.figure)
    ]
    return drawn, list(dict.fromkeys(faults))


def _has_points(figure: go.Figure) -> bool:
    return any("measured" in str(trace.name or "") for trace in figure.data)


def _file(name: str, part: Analysed) -> ReadFile:
    readings = tuple(
        (where, one.name.replace("_", " "), words_of(one), one.definition)
        for where, one in part.readings[:MOST_READINGS]
    )
    figures = [
        (block.title or section.title, block.figure.to_dict())
        for section in part.sections
        for block in section.blocks
        if isinstance(block, Figure)
    ]
    return ReadFile(name, part.headline, readings, part.notices, tuple(figures[:MOST_FIGURES]))
