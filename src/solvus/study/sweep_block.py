"""The block ``sweep:`` of a study or a pouch file: which entries vary, and what is read of each
design."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, PlainValidator, WithJsonSchema

from solvus.study.axes import Axis, read_axis
from solvus.study.blocks import Block
from solvus.study.calibration_block import MOST_SEED
from solvus.study.fields import choice, described, whole_number_reader
from solvus.study.sentences import Slip, carry

METHODS = {
    "sobol": "points of Sobol's sequence, scrambled: the most even, best in powers of two",
    "latin": "a Latin hypercube: each axis is filled evenly, whatever their number",
    "random": "independent draws",
}
MOST_DRAWS = 10_000_000
EXAMPLE = "{cell.working.thickness: 20 um to 60 um in 5}"
READ = "{voltage at 50: {feature: hysteresis, cycle: 50}}"


def read_axes(value: Any) -> tuple[Axis, ...]:
    """The axes of a block ``over``; every fault at once."""
    if not isinstance(value, dict) or not value:
        raise ValueError(f"{described(value)} stands where entries and their values are due; "
                         f"write e.g. {EXAMPLE}")  # fmt: skip
    axes: list[Axis] = []
    slips: list[Slip] = []
    for name, entry in value.items():
        try:
            axes.append(read_axis(str(name), entry))
        except ValueError as error:
            context = getattr(error, "context", None) or {}
            below = context.get("slips")
            slips += [((name, *path), text) for path, text in below] if below else [
                ((name,), str(error))
            ]  # fmt: skip
    slips += _clashes(axes)
    if slips:
        raise carry(slips)
    return tuple(axes)


def _clashes(axes: list[Axis]) -> list[Slip]:
    """Entries that two axes set: the last would win, unseen."""
    first: dict[str, str] = {}
    slips: list[Slip] = []
    for axis in axes:
        paths = {path for path, _ in axis.sets}
        for value in axis.values:
            paths |= {path for path, _ in value[1]} if isinstance(value, tuple) else set()
        for path in sorted(paths):
            other = next((one for one in first if _within(path, one) or _within(one, path)), None)
            if other is not None:
                slips.append(((axis.name,), f"sets {path}, and {first[other]} sets {other}; put "
                              "both into one axis"))  # fmt: skip
        first |= dict.fromkeys(paths, axis.name)
    return slips


def _within(path: str, other: str) -> bool:
    """Whether a key path is another one or lies below it."""
    return path == other or path.startswith((f"{other}.", f"{other}["))


def _read_asked(value: Any) -> dict[str, Any]:
    """Name of a column -> feature and place as written; `designs.columns` knows the features."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"{described(value)} stands where a block is due; write e.g. {READ}")
    return {str(name): entry for name, entry in value.items()}


def _whole(example: int, low: int, high: int) -> tuple[Any, Any]:
    return (
        PlainValidator(whole_number_reader(example, low, high)),
        WithJsonSchema({"type": "integer", "minimum": low, "maximum": high}),
    )


Draws = Annotated[int, *_whole(256, 1, MOST_DRAWS)]
BatchSize = Annotated[int, *_whole(100, 1, 100_000)]
SweepSeed = Annotated[int, *_whole(1, 0, MOST_SEED)]
Method = Annotated[
    str,
    PlainValidator(lambda value: choice(value, tuple(METHODS), "method")),
    WithJsonSchema({"enum": list(METHODS)}),
]
Axes = Annotated[
    tuple[Axis, ...], PlainValidator(read_axes), WithJsonSchema({"type": "object"})
]
Asked = Annotated[dict[str, Any], PlainValidator(_read_asked), WithJsonSchema({"type": "object"})]


def _read_yes_or_no(value: Any) -> bool:
    words = {"yes": True, "no": False, "true": True, "false": False}
    if str(value).lower() not in words:
        raise ValueError(f"{described(value)} is neither yes nor no")
    return words[str(value).lower()]


YesOrNo = Annotated[
    bool, PlainValidator(_read_yes_or_no), WithJsonSchema({"enum": ["yes", "no", True, False]})
]


class SweepBlock(Block):
    """A design space and how it is walked through.

    over : axes, the listed ones combined with each other and with the draws of the others
    draws, method, seed : of the axes that are drawn; batch : designs that are one piece of work
    read : more columns, name -> (feature, its place)
    curves : whether what happens over the cycles of each design is kept as well
    life : of a pouch file, whether the study it names is run for each design
    """

    over: Axes = Field(examples=[EXAMPLE])
    draws: Draws = 64
    method: Method = "sobol"
    seed: SweepSeed = 1
    batch: BatchSize | None = None
    read: Asked = Field(default_factory=dict)
    curves: YesOrNo = False
    life: YesOrNo = True
