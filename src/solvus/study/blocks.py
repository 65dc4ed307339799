"""What the blocks of a study have in common: names and parameters checked against registries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, WithJsonSchema

from solvus.base.errors import InputError, suggestion
from solvus.base.parameters import Parameter, resolve
from solvus.study.fields import choice, described
from solvus.study.registries import HasParameters, Registries, parameters_of
from solvus.study.sentences import Slip, carry, slips_of, slips_of_faults

MATERIAL_ENDINGS = (".yaml", ".yml", ".json")

_OVERRIDES = WithJsonSchema(
    {
        "type": "object",
        "additionalProperties": {"type": ["string", "number"]},
        "description": "Overrides of the parameter table, each with its unit.",
    }
)
_NAME = WithJsonSchema({"type": "string"})
Name = Annotated[str, _NAME]
OptionalName = Annotated[str | None, _NAME]
Overrides = Annotated[dict[str, float], _OVERRIDES]


class Block(BaseModel):
    """A block of keys: frozen, and no key but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


B = TypeVar("B", bound=Block)


def known(info: ValidationInfo) -> Registries:
    """The names that the loader passed along."""
    # the loader always passes a context; pydantic allows for none
    return info.context["registries"]  # type: ignore[index]


def material(value: Any, kind: str, names: tuple[str, ...], info: ValidationInfo) -> str:
    """A name of the library, or the path of a material file as it is written."""
    if not isinstance(value, str) or not value.lower().endswith(MATERIAL_ENDINGS):
        return choice(value, names, kind)
    try:
        known(info).check_material(kind, value)
    except InputError as error:
        raise carry(((), f"{described(value)}: {fault}") for fault in error.faults) from None
    return value


def read_overrides(
    value: Any, tables: Iterable[Parameter], elsewhere: Mapping[str, str] | None = None
) -> dict[str, float]:
    """SI values of the parameters that were given; the others keep what their table says.

    elsewhere : names that are parameters of laws not chosen -> where they belong.
    """
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"{described(value)} stands where a block of parameters is due")
    table = tuple(tables)
    names = [parameter.name for parameter in table]
    slips: list[Slip] = [
        ((name,), _not_here(name, names, elsewhere or {}))
        for name in value
        if name not in names
    ]
    given = {name: number for name, number in value.items() if name in names}
    values: dict[str, float] = {}
    try:
        values = resolve(tuple(p for p in table if p.name in given), given)
    except InputError as error:
        slips += slips_of_faults(error.faults)
    if slips:
        raise carry(slips)
    return values


def _not_here(name: Any, names: list[str], elsewhere: Mapping[str, str]) -> str:
    if name in elsewhere:
        return f"is a parameter of {elsewhere[name]}, which is not chosen; remove this line"
    return f"is not a parameter here.{suggestion(str(name), names)}"


def read_law_overrides(
    value: Any,
    laws: Mapping[str, Mapping[str, HasParameters]],
    chosen: Mapping[str, str],
) -> dict[str, float]:
    """As `read_overrides` for laws by role, of which `chosen` are in force (role -> name)."""
    elsewhere = {
        parameter.name: f"{role}: {name}"
        for role, known_laws in laws.items()
        for name, law in known_laws.items()
        for parameter in law.parameters
    }
    in_force = parameters_of(*(laws[role][name] for role, name in chosen.items()))
    return read_overrides(value, in_force, elsewhere)


def read_each(value: Any, keys: Any, model: type[B], info: ValidationInfo) -> dict[Any, B]:
    """Every entry read as `model`; all their faults at once."""
    slips: list[Slip] = []
    read: dict[Any, B] = {}
    for key in keys:
        try:
            read[key] = model.model_validate(value[key], context=info.context)
        except ValidationError as error:
            slips += [((key, *path), text) for path, text in slips_of(error, model)]
    if slips:
        raise carry(slips)
    return read
