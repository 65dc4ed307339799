"""The blocks of a plan file: rival models, measurements that could be made, pairs to be told apart.

Values stay as they are written: which unit is due follows from the key path or the feature, and is
checked with the studies at hand (`deciding_plan`).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from typing import Annotated, Any, TypeVar

from pydantic import Field, PlainValidator, ValidationError, field_validator

from solvus.base.yaml_source import KeyPath
from solvus.study.blocks import Block
from solvus.study.calibration_block import Names, Number, Written
from solvus.study.fields import Title, as_text, described, whole_number_reader
from solvus.study.sentences import Slip, carry, slips_of

SEPARATE = 3.0  # sigma from which on two predictions count as told apart
LARGEST = 1e6

B = TypeVar("B", bound=Block)
K = TypeVar("K", bound=Hashable)


def _number_reader(least: float, *, above: bool, example: str) -> PlainValidator:
    def read(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{described(value)} is not a number; write e.g. {example}")
        if not (value > least if above else value >= least) or value > LARGEST:
            begin = f"above {least:g}" if above else f"{least:g}"
            raise ValueError(f"{described(value)} is out of range; write {begin} to {LARGEST:g}")
        return float(value)

    return PlainValidator(read)


def _read_log(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{described(value)} is not a number; write e.g. -12.3")
    return float(value)


def _read_changes(value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(
            f"{described(value)} stands where key paths and texts are due; write e.g. "
            "{cell.working.mechanism: H4a}"
        )
    return value


def _read_yes(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{described(value)} is neither; write true or false")
    return value


def _read_text(value: Any) -> str:
    return as_text(value, "a few words")


def _read_title(value: Any) -> str:
    return as_text(value, "patches of LiAg") if value is not None else ""


Positive = Annotated[float, _number_reader(0.0, above=True, example="3")]
NotNegative = Annotated[float, _number_reader(0.0, above=False, example="4.6")]
Log = Annotated[float, PlainValidator(_read_log)]
Count = Annotated[int, PlainValidator(whole_number_reader(4, 0, 10_000))]
Changes = Annotated[dict[str, Any], PlainValidator(_read_changes)]
Text = Annotated[str, PlainValidator(_read_text)]
Yes = Annotated[bool, PlainValidator(_read_yes)]
Words = Annotated[str, PlainValidator(_read_title)]


class UncertainBlock(Block):
    """A value that is known to within sigma; ``sets`` names the key paths it stands for, where the
    name of the entry is none. Of a ``threshold`` the predictions on its two sides are alternatives
    and not a spread."""

    sets: Names = ()
    value: Written | None = None
    sigma: Written = Field(examples=["0.06 at%"])
    threshold: Yes = False


class FitBlock(Block):
    """How the model fits what is measured: chi2, parameters, readings, effective readings, and
    ln of the evidence with its error where a posterior gave it."""

    chi2: NotNegative = Field(examples=["4.6"])
    parameters: Count = Field(examples=["4"])
    readings: Count = Field(examples=["11"])
    effective: Positive | None = None
    evidence: Log | None = None
    evidence_error: NotNegative | None = None


class ModelBlock(Block):
    """A rival: what it changes in the study, and how well its values are known."""

    title: Words = ""
    changes: Changes = Field(default_factory=dict)
    uncertain: dict[str, UncertainBlock] = Field(default_factory=dict)
    correlation: tuple[tuple[str, str, float], ...] = ()
    fitted: Text | None = None
    samples: Text | None = None
    fit: FitBlock | None = None

    @field_validator("uncertain", mode="wrap")
    @classmethod
    def _uncertain(cls, value: Any, read: Any) -> dict[str, UncertainBlock]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise ValueError(
                f"{described(value)} stands where uncertain values are due; write e.g. "
                "{cell.working.parameters.solubility: {value: 0.75 at%, sigma: 0.06 at%}}"
            )
        found, slips = each(value.items(), UncertainBlock)
        if slips:
            raise carry(slips)
        return found

    @field_validator("correlation", mode="wrap")
    @classmethod
    def _correlation(cls, value: Any, read: Any) -> tuple[tuple[str, str, float], ...]:
        example = "[[one, other, 0.7]]"
        if value is None:
            return ()
        if not isinstance(value, list):
            raise ValueError(f"{described(value)} is no list; write e.g. {example}")
        rows, slips = [], list[Slip]()
        for number, row in enumerate(value):
            if not (isinstance(row, list) and len(row) == 3 and _is_correlation(row[2])):
                text = f"must be two names and a number between -1 and 1; write e.g. {example}"
                slips.append(((number,), text))
                continue
            rows.append((str(row[0]), str(row[1]), float(row[2])))
        if slips:
            raise carry(slips)
        return tuple(rows)


def _is_correlation(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and -1.0 < value < 1.0


class CandidateBlock(Block):
    """A measurement: what is done, which feature is read where, with which error and cost."""

    name: Text = Field(examples=["4 mAh/cm2 stripped, AES"])
    protocol: list[Any] | None = None
    changes: Changes = Field(default_factory=dict)
    changes_in: dict[str, Changes] = Field(default_factory=dict)
    feature: Text = Field(examples=["aes"])
    cycle: Number | None = None
    step: Number | None = None
    conditioning: Count | None = None
    error: Written = Field(examples=["4 %"])
    cost: Positive = 1.0
    repeats: Words = ""

    @field_validator("protocol", mode="plain")
    @classmethod
    def _protocol(cls, value: Any) -> list[Any] | None:
        if value is not None and not isinstance(value, list):
            raise ValueError(
                f"{described(value)} is no list of steps; write e.g. "
                "[Strip at 1 mA/cm2 for 4 mAh/cm2]"
            )
        return value

    @field_validator("changes_in", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return {} if value is None else value


class PlanBlock(Block):
    """The whole file; what may stand as ``study``, ``models``, ``candidates`` and ``pairs`` is told
    by who reads them (`deciding_plan`)."""

    title: Title = Field(examples=["Where does the silver go?"])
    study: Any = None
    models: Any = None
    candidates: Any = None
    pairs: Any = None
    separate: Positive = SEPARATE
    cost_unit: Words = ""


def each(entries: Iterable[tuple[K, Any]], kind: type[B]) -> tuple[dict[K, B], list[Slip]]:
    """Every entry read as `kind`, and the faults of those that cannot be, below their keys."""
    found: dict[K, B] = {}
    slips: list[Slip] = []
    for key, value in entries:
        try:
            found[key] = kind.model_validate(value)
        except ValidationError as error:
            slips += [(_below(key, path), text) for path, text in slips_of(error, kind)]
    return found, slips


def _below(key: Any, path: KeyPath) -> KeyPath:
    return (key, *path)
