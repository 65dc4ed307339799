"""The studies of a calibration: the one that holds the block, and those that it names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from solvus.base import yaml_source
from solvus.base.errors import Fault, InputError, suggestion
from solvus.infer.reach import Reach, reach
from solvus.study.calibration_block import THIS, Calibration
from solvus.study.installed import read_study, registries
from solvus.study.registries import Registries
from solvus.study.schema import Study


@dataclass(frozen=True)
class Source:
    """A study of a calibration: as read, file as written, its folder, the names it may use, how
    far its protocol goes."""

    study: Study
    file: str
    folder: Path
    known: Registries
    reach: Reach


def read_sources(
    study: Study, folder: Path, block: Calibration, marks: yaml_source.Marks
) -> tuple[dict[str, Source], list[Fault]]:
    """The studies by name, this one first, and what is wrong with the files of the others."""
    own = Path(study.source_name).name
    sources = {THIS: Source(study, own, folder, registries(folder), reach(study.protocol))}
    faults: list[Fault] = []
    for name, file in block.studies.items():
        path = folder / file
        try:
            other = read_study(path)
        except InputError as error:
            for fault in error.faults:
                if fault.file == str(path) and not fault.line:  # the file as such
                    at = ("calibration", "studies", name)
                    text = f"{file}: {fault.message}"
                    fault = yaml_source.fault_at(text, at, marks, study.source_name)
                faults.append(fault)
            continue
        known = registries(path.parent)
        sources[name] = Source(other, file, path.parent, known, reach(other.protocol))
    return sources, faults


def unknown_study(name: str, block: Calibration) -> str | None:
    """The sentence on a study that the block does not name; None where it does."""
    names: Iterable[str] = (THIS, *block.studies)
    if name in names:
        return None
    return f'"{name}" is not a study of this calibration.{suggestion(name, names)}'
