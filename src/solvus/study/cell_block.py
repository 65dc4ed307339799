"""The cell of a study: its foils, or a foil and a cathode, as they are put together."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from solvus.base.errors import suggestion
from solvus.model.layer.reaction_layer import DEFAULT_PACKING
from solvus.study.blocks import Block, Name, Overrides, known, material, read_overrides
from solvus.study.fields import (
    Area,
    AreaResistance,
    CathodeModel,
    CellKind,
    ElectrolyteAmount,
    Fade,
    Loading,
    Packing,
    Percent,
    Porosity,
    SeparatorThickness,
    Sides,
    Temperature,
    Thickness,
    choice,
)
from solvus.study.recipe import Recipe
from solvus.study.registries import parameters_of
from solvus.study.sentences import carry

_ROOM_TEMPERATURE = 298.15


class Foil(Recipe):
    """One foil as it is put into the cell.

    Attributes
    ----------
    solute : symbol of a solute, or the path of its material file; None for pure lithium
    route : "metal", or "chloride" (the salt is melted into lithium and leaves LiCl)
    content : Fraction(value, basis) of the solute, or of the salt on the chloride route
    thickness : float [m], of the whole foil
    sides : 1 or 2 faces worked
    mechanism : name in the registry of mechanisms (filled in when the file leaves it out)
    parameters : the parameters of the mechanism that the file gives, in SI units
    coulombic_efficiency : float [1], in (0, 1]
    retention : float [1], share of the solute that the skin keeps per cycle
    packing : float [1], share of the reaction layer that the lost lithium would fill if dense
    """

    thickness: Thickness = Field(examples=["50 um"])
    sides: Sides = 1
    mechanism: Name = Field("", validate_default=True)
    parameters: Overrides = Field(default_factory=dict)
    coulombic_efficiency: Percent = 1.0
    retention: Percent = Field(None, validate_default=True)
    packing: Packing = DEFAULT_PACKING

    @field_validator("mechanism", mode="before")
    @classmethod
    def _mechanism(cls, value: Any, info: ValidationInfo) -> str:
        if value not in (None, ""):
            return choice(value, tuple(known(info).mechanisms), "mechanism")
        if "solute" not in info.data:
            raise carry([])  # the solute is already at fault: nothing to say about its mechanism
        default = known(info).default_mechanism(info.data["solute"])
        if default not in known(info).mechanisms:
            raise ValueError(
                f'the file of this solute names "{default}", which is no mechanism.'
                f"{suggestion(default, known(info).mechanisms)}"
            )
        return default

    @field_validator("parameters", mode="before")
    @classmethod
    def _parameters(cls, value: Any, info: ValidationInfo) -> dict[str, float]:
        if "mechanism" not in info.data:
            return {}
        mechanism = known(info).mechanisms[info.data["mechanism"]]
        return read_overrides(value, parameters_of(mechanism))

    @field_validator("retention", mode="wrap")
    @classmethod
    def _retention(cls, value: Any, read: Any, info: ValidationInfo) -> float:
        if value is None:
            return float(info.data.get("coulombic_efficiency", 1.0))
        return float(read(value))

    @model_validator(mode="after")
    def _fits(self, info: ValidationInfo) -> Self:
        faults = known(info).foil_faults(self)
        if faults:
            raise carry([((key,), sentence) for key, sentence in faults])
        return self


class Cathode(Block):
    """The cathode of a full cell.

    Attributes
    ----------
    material : name of a cathode, or the path of its material file or BPX file
    model : "particle" (one particle, the electrolyte a resistance) or "porous" (resolved)
    loading : float [kg/m2], active material per face
    porosity : float [1] of the coating; None for that on file
    resistance : float [ohm m2], in series with the electrode; None for that on file
    fade : float [1], share of the active material lost per cycle; None for that on file
    lithium_returned : float [1], content that no discharge fills beyond; None for that on file
    """

    material: Name = Field(examples=["ncm622"])
    model: CathodeModel = "particle"
    loading: Loading = Field(examples=["15.2 mg/cm2"])
    porosity: Porosity | None = None
    resistance: AreaResistance | None = None
    fade: Fade | None = None
    lithium_returned: Percent | None = None

    @field_validator("material", mode="before")
    @classmethod
    def _material(cls, value: Any, info: ValidationInfo) -> str:
        return material(value, "cathode", known(info).cathodes, info)


class Separator(Block):
    """What keeps the electrodes of a full cell apart: thickness [m], porosity [1]."""

    thickness: SeparatorThickness = 20e-6
    porosity: Porosity = 0.4


class Cell(Block):
    """What is put together.

    Attributes
    ----------
    kind : "symmetric" (two foils, a voltage), "half" (a substrate without lithium against a foil),
        "full" (a cathode against a foil) or "foil" (one foil, no voltage)
    temperature : float [K]
    electrolyte : name of an electrolyte
    working, counter : Foil; ``counter`` is None for a foil and in a full cell, and like ``working``
        in a symmetric cell whose file leaves it out
    cathode, separator : of a full cell; None in others
    electrolyte_amount : (float, "m" or "kg/C"), volume per area or mass per capacity; None where
        the study does not say
    area : float [m2] of the electrodes; None where the study does not say
    """

    kind: CellKind = "symmetric"
    temperature: Temperature = _ROOM_TEMPERATURE
    electrolyte: Name = "lipf6_ec_dec_fec"
    working: Foil = Field(examples=["{solute: Ag, content: 10 wt%, thickness: 50 um}"])
    counter: Foil | None = Field(None, validate_default=True)
    cathode: Cathode | None = Field(None, validate_default=True)
    separator: Separator | None = Field(None, validate_default=True)
    electrolyte_amount: ElectrolyteAmount | None = None
    area: Area | None = None

    @field_validator("electrolyte", mode="before")
    @classmethod
    def _electrolyte(cls, value: Any, info: ValidationInfo) -> str:
        return material(value, "electrolyte", known(info).electrolytes, info)

    @model_validator(mode="after")
    def _half(self) -> Self:
        content = self.working.content
        if self.kind == "half" and (content is None or content.value < 1.0):
            raise carry([(
                ("working",),
                "the working electrode of a half cell holds no lithium as made; write e.g. "
                "{solute: Cu, content: 100 wt%, thickness: 10 um}, or kind: symmetric",
            )])  # fmt: skip
        return self

    @field_validator("counter", mode="wrap")
    @classmethod
    def _counter(cls, value: Any, read: Any, info: ValidationInfo) -> Foil | None:
        if value is None:
            if info.data.get("kind") == "half":
                raise ValueError(
                    "is missing; a half cell needs the foil that gives the lithium, e.g. "
                    "counter: {thickness: 500 um}"
                )
            symmetric = info.data.get("kind") == "symmetric"
            return info.data.get("working") if symmetric else None
        if info.data.get("kind") == "foil":
            raise ValueError(
                "a single foil has no counter electrode; remove this block or write kind: symmetric"
            )
        if info.data.get("kind") == "full":
            raise ValueError(
                "the counter electrode of a full cell is its cathode; write it as cathode, e.g. "
                "{material: ncm622, loading: 15.2 mg/cm2}"
            )
        foil: Foil = read(value)
        return foil


    @field_validator("cathode", "separator", mode="wrap")
    @classmethod
    def _of_a_full_cell(cls, value: Any, read: Any, info: ValidationInfo) -> Any:
        name, full = str(info.field_name), info.data.get("kind") == "full"
        if value is None:
            if full and name == "cathode":
                raise ValueError(
                    "is missing; a full cell needs one, e.g. {material: ncm622, loading: "
                    "15.2 mg/cm2}"
                )
            return Separator() if full else None
        if not full:
            raise ValueError(
                f"belongs to a full cell, and this one is of kind {info.data.get('kind')}; remove "
                "this block or write kind: full"
            )
        return read(value)
