"""The block ``measured:`` of a study: files of the cell that was really cycled, by name.

    measured:
      cell_17: {file: data/cell_17.mpt}
      cell_18: {file: data/cell_18.csv, area: 1.13 cm2, cycles_from: 3}

A path is taken from the folder of the study. That a file is there is checked with the study; what
it holds is read by `solvus.study.measured`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, PlainValidator, ValidationInfo, WithJsonSchema, field_validator

from solvus.study.blocks import Block, Name, read_each
from solvus.study.fields import Area, as_text, described, quantity_reader, whole_number_reader
from solvus.study.sentences import Slip

EXAMPLE = "cell_17: {file: data/cell_17.mpt}"
MOST_CYCLE = 1_000_000

_mass = quantity_reader("kg", "12.4 mg", "0.001 mg", "100 kg")
Mass = Annotated[
    float,
    PlainValidator(_mass),
    WithJsonSchema({"type": "string", "examples": ["12.4 mg"]}),
]
Cycle = Annotated[
    int,
    PlainValidator(whole_number_reader(3, 1, MOST_CYCLE)),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_CYCLE}),
]


class MeasuredFile(Block):
    """A measured file: path, format, area, mass, and its cycle that is cycle 1 of the study.

    form : name of the format, "" where the content of the file tells it. area [m2] : None for
    that of the study's cell, and where it has none, of the file. mass : of active material [kg].
    """

    file: Name = Field(examples=["data/cell_17.mpt"])
    form: Name = ""
    area: Area | None = None
    mass: Mass | None = None
    cycles_from: Cycle = 1

    @field_validator("file", "form", mode="before")
    @classmethod
    def _text(cls, value: Any, info: ValidationInfo) -> str:
        return as_text(value, {"file": "data/cell_17.mpt", "form": "bdf"}[str(info.field_name)])


def read_measured_block(value: Any, info: ValidationInfo) -> dict[str, MeasuredFile]:
    """The block, all faults of all its files at once."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(
            f"{described(value)} stands where measured files are due; write e.g. {EXAMPLE}"
        )
    return read_each(value, value, MeasuredFile, info)


def missing_files(data: Any, folder: Path) -> list[Slip]:
    """A slip for each file of the block, as it stands in the study, that is not there."""
    entries = data if isinstance(data, dict) else {}
    slips: list[Slip] = []
    for name, entry in entries.items():
        file = entry.get("file") if isinstance(entry, dict) else None
        if not isinstance(file, str) or not file.strip():
            continue
        said = _missing(folder / " ".join(file.split()))
        if said:
            slips.append((("measured", name, "file"), f"{described(file)}: {said}"))
    return slips


def _missing(path: Path) -> str:
    """Why there is no file to be read, "" where there is one."""
    try:
        if path.is_file():
            return "" if path.stat().st_size else "the file is empty"
        return "is not a file" if path.exists() else f"there is no such file in {path.parent}"
    except (OSError, ValueError) as error:
        return f"cannot be read: {getattr(error, 'strerror', None) or error}"
