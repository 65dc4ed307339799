"""The block ``calibration:`` of a study: what is free, what was read, what is to be predicted.

Values stay as they are written: which unit is due follows from the key path or the feature that
they belong to, and is checked with the whole study at hand (`solvus.infer.plan`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import (
    Field,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from solvus.study.blocks import Block, Name, OptionalName, read_each
from solvus.study.fields import as_text, choice, described, whole_number_reader
from solvus.study.sentences import Slip, carry

THIS = "this"
PLACES = ("cycle", "step", "conditioning")
MOST_PLACE, MOST_STARTS, MOST_SEED = 1_000_000, 1000, 2**32 - 1
SCALES, LOSSES = ("linear", "log"), ("linear", "soft_l1")
BOUNDS = {"reading": 0, "at least": 1, "at most": -1}


def read_written(value: Any) -> str | float:
    """A value as it stands in the file: a text with a unit, or a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f'{described(value)} stands where a value is due; write e.g. "25 mV"')
    return value


def read_names(value: Any) -> tuple[str, ...]:
    """One text or a list of texts."""
    listed = value if isinstance(value, list) else [value]
    if not listed:
        raise ValueError("an empty list stands where a name or a list of names is due")
    return tuple(as_text(one, "cell.working.coulombic_efficiency") for one in listed)


def read_numbers(value: Any) -> tuple[int, ...]:
    """One whole number or a list of them, each 1 or more."""
    listed = value if isinstance(value, list) else [value]
    read = whole_number_reader(50, 1, MOST_PLACE)
    return tuple(read(one) for one in listed)


def _whole(example: int, low: int, high: int) -> PlainValidator:
    return PlainValidator(whole_number_reader(example, low, high))


def _integer(low: int, high: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "integer", "minimum": low, "maximum": high})


def _chosen(what: str, choices: Iterable[str]) -> PlainValidator:
    known = tuple(choices)
    return PlainValidator(lambda value: choice(value, known, what))


def _enum(choices: Iterable[str]) -> WithJsonSchema:
    return WithJsonSchema({"enum": list(choices)})


def _listed(kind: str) -> dict[str, Any]:
    return {"anyOf": [{"type": kind}, {"type": "array", "items": {"type": kind}}]}


Written = Annotated[
    str | float, PlainValidator(read_written), WithJsonSchema({"type": ["string", "number"]})
]
Names = Annotated[tuple[str, ...], PlainValidator(read_names), WithJsonSchema(_listed("string"))]
Numbers = Annotated[
    tuple[int, ...], PlainValidator(read_numbers), WithJsonSchema(_listed("integer"))
]
Number = Annotated[int, _whole(50, 1, MOST_PLACE), _integer(1, MOST_PLACE)]
Count = Annotated[int, _whole(2, 0, MOST_PLACE), _integer(0, MOST_PLACE)]
Scale = Annotated[str, _chosen("scale", SCALES), _enum(SCALES)]
Bound = Annotated[str, _chosen("bound", BOUNDS), _enum(BOUNDS)]
Starts = Annotated[int, _whole(8, 1, MOST_STARTS), _integer(1, MOST_STARTS)]
Seed = Annotated[int, _whole(1, 0, MOST_SEED), _integer(0, MOST_SEED)]
Loss = Annotated[str, _chosen("loss", LOSSES), _enum(LOSSES)]


class Parameter(Block):
    """A free parameter: the key paths it sets, in which studies, start, bounds, prior, scale."""

    sets: Names = Field(examples=["cell.working.coulombic_efficiency"])
    study: Names = ()
    start: Written | None = None
    low: Written | None = None
    high: Written | None = None
    prior: Written | None = None
    prior_sigma: Written | None = None
    scale: Scale = "linear"


class Datum(Block):
    """A reading: feature, study, place, value and sigma; or a file of readings and its columns;
    or a measured file of the study, by its name.

    cycle, step, conditioning : the place, whichever kind the feature asks for.
    columns : name of the column for the place, ``value`` and ``sigma``, where the file calls
        them otherwise. unit : of values whose column names none.
    measured : name in the block ``measured`` of its study; sigma then stands for that of the file.
    """

    feature: Name = Field(examples=["hysteresis"])
    study: Name = THIS
    cycle: Number | None = None
    step: Number | None = None
    conditioning: Count | None = None
    value: Written | None = None
    sigma: Written | None = None
    bound: Bound = "reading"
    source: str = ""
    repeats: str = ""
    file: OptionalName = None
    columns: dict[str, str] = Field(default_factory=dict)
    unit: OptionalName = None
    measured: OptionalName = None

    @field_validator(
        "feature", "study", "source", "repeats", "file", "unit", "measured", mode="before"
    )
    @classmethod
    def _text(cls, value: Any, info: ValidationInfo) -> Any:
        return value if value is None else as_text(value, f"a {info.field_name}")


class Prediction(Block):
    """A feature to be given with its band, at one place or several."""

    feature: Name = Field(examples=["hysteresis"])
    study: Name = THIS
    cycle: Numbers = ()
    step: Numbers = ()
    conditioning: Count | None = None

    @field_validator("feature", "study", mode="before")
    @classmethod
    def _text(cls, value: Any, info: ValidationInfo) -> Any:
        return as_text(value, f"a {info.field_name}")


class Search(Block):
    """How the best point is sought: starts, seed of the random ones, loss."""

    starts: Starts = 8
    seed: Seed = 1
    loss: Loss = "linear"


class Calibration(Block):
    """The whole block; ``studies`` are further study files by name, this one is "this"."""

    studies: dict[str, str] = Field(default_factory=dict)
    parameters: dict[str, Parameter] = Field(
        examples=["{loss: {sets: cell.working.coulombic_efficiency, low: 90 %, high: 100 %}}"]
    )
    data: tuple[Datum, ...] = Field(
        examples=["[{feature: hysteresis, cycle: 1, value: 25 mV, sigma: 4 mV}]"]
    )
    predict: tuple[Prediction, ...] = ()
    fit: Search = Field(default_factory=Search)

    @field_validator("studies", mode="before")
    @classmethod
    def _studies(cls, value: Any) -> dict[str, str]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise ValueError(
                f"{described(value)} stands where names of study files are due; write e.g. "
                "{ag: symmetric_li_ag.yaml}"
            )
        slips: list[Slip] = []
        if THIS in value:
            slips.append(((THIS,), "is this study itself; write another name"))
        for name, path in value.items():
            if not isinstance(path, str):
                slips.append(((name,), f"{described(path)} is not the path of a study file"))
        if slips:
            raise carry(slips)
        return value

    @field_validator("parameters", mode="wrap")
    @classmethod
    def _parameters(cls, value: Any, read: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, dict) or not value:
            raise ValueError(
                f"{described(value) if value else 'nothing'} stands where free parameters are due; "
                "write e.g. loss: {sets: cell.working.coulombic_efficiency, low: 90 %, high: 100 %}"
            )
        return read_each(value, value, Parameter, info)

    @field_validator("data", "predict", mode="wrap")
    @classmethod
    def _rows(cls, value: Any, read: Any, info: ValidationInfo) -> Any:
        model = Datum if info.field_name == "data" else Prediction
        if value is None and model is Prediction:
            return ()
        if not isinstance(value, list | tuple):
            raise ValueError(
                f"{described(value)} stands where a list is due; write lines such as "
                "- {feature: hysteresis, cycle: 1, value: 25 mV, sigma: 4 mV}"
            )
        return tuple(read_each(value, range(len(value)), model, info).values())

    @field_validator("fit", mode="before")
    @classmethod
    def _empty_block(cls, value: Any) -> Any:
        return {} if value is None else value
