"""The names a study file may use, handed to the loader by its caller.

The study layer checks names (solutes, mechanisms, laws, instruments) and parameters against
these tables instead of importing each model, so a test can pass its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from solvus.base.parameters import Parameter
from solvus.base.units import Fraction


class HasParameters(Protocol):
    """Whatever carries a table of parameters: a mechanism, a law, an instrument."""

    @property
    def parameters(self) -> tuple[Parameter, ...]: ...


class FoilLike(Protocol):
    """What the capacity of a foil depends on; :class:`solvus.study.schema.Foil` has it."""

    @property
    def solute(self) -> str | None: ...
    @property
    def content(self) -> Fraction | None: ...
    @property
    def route(self) -> str: ...
    @property
    def thickness(self) -> float: ...
    @property
    def sides(self) -> int: ...


@dataclass(frozen=True)
class Registries:
    """Everything the loader has to know of the other layers.

    Attributes
    ----------
    solutes, electrolytes : names of the materials that come with the package
    check_material : (kind, path of a YAML file) -> None; InputError when that file is no such
        material, so that a study may bring its own
    mechanisms : name -> mechanism with its table of parameters
    default_mechanism : solute (None for pure lithium) -> name of a mechanism
    interface_laws : role -> name -> law with its table of parameters
    layer_laws : the same for the reaction layer
    cathodes : names of the cathodes that come with the package
    full_cell_faults : study of a full cell -> (path, sentence) where cathode, foil and protocol do
        not fit
    instruments : name -> instrument with its table of parameters and, where it has a choice,
        ``laws`` (a mapping name -> law, or names alone)
    capacity : foil -> charge that can be stripped from it, per area of worked face [C/m2]
    foil_faults : foil -> (key, sentence) where mechanism, parameters and solute do not fit
    content_fault : (solute, route, content) -> a sentence when that foil cannot be described
    """

    solutes: tuple[str, ...]
    electrolytes: tuple[str, ...]
    check_material: Callable[[str, str], None]
    mechanisms: Mapping[str, HasParameters]
    default_mechanism: Callable[[str | None], str]
    interface_laws: Mapping[str, Mapping[str, HasParameters]]
    instruments: Mapping[str, HasParameters]
    capacity: Callable[[FoilLike], float]
    content_fault: Callable[[str, str, Fraction], str | None]
    foil_faults: Callable[[Any], list[tuple[str, str]]] = lambda foil: []
    layer_laws: Mapping[str, Mapping[str, HasParameters]] = field(default_factory=dict)
    cathodes: tuple[str, ...] = ()
    full_cell_faults: Callable[[Any], list[tuple[tuple[str | int, ...], str]]] = lambda study: []


def parameters_of(*owners: Any) -> tuple[Parameter, ...]:
    """The tables of the owners one after the other, each name once (the first one stands)."""
    table: dict[str, Parameter] = {}
    for owner in owners:
        for parameter in getattr(owner, "parameters", ()):
            table.setdefault(parameter.name, parameter)
    return tuple(table.values())
