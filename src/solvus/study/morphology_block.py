"""The block `morphology` of a study: how the face of a foil is mapped, seen and measured."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, PlainValidator, ValidationInfo, WithJsonSchema, field_validator

from solvus.analyse.roughness import FORMS
from solvus.base.parameters import Parameter
from solvus.model.morphology import PARAMETERS
from solvus.model.nuclei import DENSITIES
from solvus.observe import confocal, sem
from solvus.study.blocks import Block, Name, Overrides, read_overrides
from solvus.study.fields import choice, described, quantity_reader, whole_number_reader
from solvus.study.sentences import Slip, carry

DEFAULT_LAW = "signal"
ELECTRODES = ("working", "counter")
MOST_CYCLE = 10_000_000
MOST_MAP_PIXELS = 1024
LEAST_READINGS = 16  # of an instrument along the side of the square

_side = quantity_reader("m", "256 um", "5 um", "5 mm")
_index = quantity_reader("m", "2.5 um", "0.05 um", "5 mm")
_pixels = whole_number_reader(256, 16, MOST_MAP_PIXELS)
_cycle = whole_number_reader(50, 1, MOST_CYCLE)


def _read_index(value: Any) -> float | None:
    """A nesting index with its unit, or none."""
    if value is None or (isinstance(value, str) and value.strip().lower() == "none"):
        return None
    return _index(value)


def read_cycles(value: Any) -> tuple[int, ...]:
    """Cycle numbers, in order and each once; nothing stands for the last cycle of the run."""
    if value is None:
        return ()
    listed = value if isinstance(value, list | tuple) else [value]
    slips: list[Slip] = []
    cycles = set()
    for place, one in enumerate(listed):
        try:
            cycles.add(_cycle(one))
        except ValueError as error:
            slips.append(((place,) if listed is value else (), str(error)))
    if slips:
        raise carry(slips)
    return tuple(sorted(cycles))


def _text(example: str, meaning: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "description": meaning, "examples": [example]})


def _whole(low: int, high: int, meaning: str) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": "integer", "minimum": low, "maximum": high, "description": meaning}
    )


_CYCLES = WithJsonSchema(
    {"type": ["integer", "array", "null"], "items": {"type": "integer", "minimum": 1}}
)
Index = Annotated[
    float | None,
    PlainValidator(_read_index),
    WithJsonSchema({"type": ["string", "null"], "examples": ["2.5 um", "none"]}),
]


class Measured(Block):
    """How roughness is taken of a map: form removed, nesting indices [m] (None: no filter)."""

    form: Annotated[str, WithJsonSchema({"enum": list(FORMS)})] = "plane"
    s_filter: Index = 2.5e-6
    l_filter: Index = None

    @field_validator("form", mode="before")
    @classmethod
    def _form(cls, value: Any) -> str:
        return choice(value, FORMS, "form")


class Morphology(Block):
    """The face of a foil as a map of nuclei, and the instruments that look at it.

    Attributes
    ----------
    density : name of the law of the density of nuclei
    parameters : of that law and of the map, as far as the file gives them [SI]
    electrode : whose face
    pixels, side : of the square that is followed, side [m]
    seed : of the random numbers; the same seed gives the same maps
    cycles : at whose ends the map is kept; () is the last one
    confocal, sem : parameters of the instruments that the file gives [SI]
    roughness : how the map is measured
    """

    density: Annotated[Name, WithJsonSchema({"enum": list(DENSITIES)})] = DEFAULT_LAW
    parameters: Overrides = Field(default_factory=dict)
    electrode: Annotated[str, WithJsonSchema({"enum": list(ELECTRODES)})] = "working"
    pixels: Annotated[
        int, PlainValidator(_pixels), _whole(16, MOST_MAP_PIXELS, "Along a side.")
    ] = 256
    side: Annotated[float, PlainValidator(_side), _text("256 um", "Side of the square.")] = 256e-6
    seed: Annotated[
        int, PlainValidator(whole_number_reader(0, 0, 2**63 - 1)), _whole(0, 2**63 - 1, "Seed.")
    ] = 0
    cycles: Annotated[tuple[int, ...], PlainValidator(read_cycles), _CYCLES] = ()
    confocal: Overrides = Field(default_factory=dict, validate_default=True)
    sem: Overrides = Field(default_factory=dict, validate_default=True)
    roughness: Measured = Field(default_factory=Measured, validate_default=True)

    @field_validator("roughness", mode="before")
    @classmethod
    def _empty_block(cls, value: Any) -> Any:
        return {} if value is None else value

    @field_validator("density", mode="before")
    @classmethod
    def _density(cls, value: Any) -> str:
        return choice(value, tuple(DENSITIES), "law of the density of nuclei")

    @field_validator("electrode", mode="before")
    @classmethod
    def _electrode(cls, value: Any) -> str:
        return choice(value, ELECTRODES, "electrode")

    @field_validator("parameters", mode="before")
    @classmethod
    def _parameters(cls, value: Any, info: ValidationInfo) -> dict[str, float]:
        if "density" not in info.data:
            return {}
        return read_overrides(value, table_of(info.data["density"]))

    @field_validator("confocal", mode="before")
    @classmethod
    def _confocal(cls, value: Any, info: ValidationInfo) -> dict[str, float]:
        given = read_overrides(value, confocal.PARAMETERS)
        pixel = confocal.INSTRUMENT.values(given=given)["pixel"]
        _check_pixel(pixel, info, LEAST_READINGS, confocal.MOST_PIXELS)
        return given

    @field_validator("sem", mode="before")
    @classmethod
    def _sem(cls, value: Any, info: ValidationInfo) -> dict[str, float]:
        given = read_overrides(value, sem.PARAMETERS)
        pixel = sem.INSTRUMENT.values(given=given)["pixel"]
        _check_pixel(pixel, info, LEAST_READINGS, sem.MOST_PIXELS)
        return given

    @field_validator("roughness", mode="after")
    @classmethod
    def _filters_fit(cls, value: Measured, info: ValidationInfo) -> Measured:
        """The indices against the pixel and the length of the map that the confocal reads."""
        if not {"side", "confocal"} <= set(info.data):
            return value
        pixel = confocal.INSTRUMENT.values(given=info.data["confocal"])["pixel"]
        most = info.data["side"]
        slips: list[Slip] = [
            (
                (name,),
                f"{described(f'{1e6 * index:g} um')} does not suit the map: write "
                f"{2e6 * pixel:.3g} um (two pixels of the confocal) to {1e6 * most:.3g} um",
            )
            for name, index in (("s_filter", value.s_filter), ("l_filter", value.l_filter))
            if index is not None and not 2.0 * pixel <= index <= most - pixel
        ]
        s, long = value.s_filter, value.l_filter
        if not slips and s is not None and long is not None and s >= long:
            slips.append((("l_filter",), "must be longer than s_filter"))
        if slips:
            raise carry(slips)
        return value


def _check_pixel(pixel: float, info: ValidationInfo, least: int, most: int) -> None:
    """A fault for a pixel [m] that the side of the square holds too few or too many of."""
    side = info.data.get("side")
    if side is None or least * pixel <= side <= most * pixel:
        return
    sentence = (
        f"{described(f'{1e6 * pixel:g} um')} does not suit a square of {1e6 * side:g} um: write "
        f"{1e6 * side / most:.3g} um to {1e6 * side / least:.3g} um"
    )
    raise carry([(("pixel",), sentence)])


def table_of(density: str) -> tuple[Parameter, ...]:
    """The parameters that a study may give with a law of the density: its own and the map's."""
    return (*DENSITIES[density].parameters, *PARAMETERS)
