"""The smaller blocks of a pouch file: stack, foils, separator, electrolyte, pouch, tabs, prices.

A default is a guess at common practice (assumed).
"""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from solvus.pouch.design import METAL_DENSITIES
from solvus.study.blocks import Block, Name, known, material
from solvus.study.fields import choice
from solvus.study.pouch_fields import FillAmount
from solvus.study.pouch_types import (
    Area,
    AskedToRefuse,
    AskedToWarn,
    Cathodes,
    Cup,
    Density,
    Ends,
    Foil,
    Laminate,
    Length,
    Margin,
    Mass,
    MassPerArea,
    PricePerArea,
    PricePerMass,
    Seal,
    SeparatorThickness,
    Share,
    TabLength,
    TabThickness,
    TabWidth,
    Wraps,
)
from solvus.study.sentences import carry


class StackBlock(Block):
    """The stack: number of cathodes, which electrode ends it, footprint of the cathode [m]."""

    cathodes: Cathodes = Field(examples=["12"])
    ends: Ends = "anode"
    width: Length = Field(examples=["40 mm"])
    height: Length = Field(examples=["52 mm"])

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.ends == "cathode" and self.cathodes < 2:
            raise carry([(("cathodes",), "one cathode cannot end a stack on both sides; write 2 or "
                          "more, or ends: anode")])  # fmt: skip
        return self


class Sheet(Block):
    """A metal foil: thickness [m], metal (sets the density), ear of bare foil to the tab [m2]."""

    thickness: Foil = Field(examples=["12 um"])
    metal: Name = "Al"
    ear: Area = 0.0

    @field_validator("metal", mode="before")
    @classmethod
    def _metal(cls, value: Any) -> str:
        return choice(value, tuple(METAL_DENSITIES), "metal")

    @property
    def density(self) -> float:
        """Density of the metal [kg/m3]."""
        return METAL_DENSITIES[self.metal]


class SeparatorBlock(Block):
    """The separator: thickness [m], porosity [1], density of its solid or of the porous whole,
    ceramic coating [kg/m2], overhang [m], extra layers wrapped around the stack."""

    thickness: SeparatorThickness = 16e-6
    porosity: Share = 0.4
    density: Density | None = None
    bulk_density: Density | None = None
    ceramic: MassPerArea = 0.0
    overhang: Margin = 1e-3
    wraps: Wraps = 2

    @model_validator(mode="after")
    def _one_density(self) -> Self:
        if self.density is not None and self.bulk_density is not None:
            raise carry([(("bulk_density",), "stands beside density; keep one of the two")])
        return self


class ElectrolyteBlock(Block):
    """The electrolyte: amount per capacity of the cell, by mass or volume, and density.

    name : a material of the library, whose density is taken where `density` is left out
    """

    name: Name = "lipf6_ec_dec_fec"
    amount: FillAmount = Field(examples=["2.6 g/Ah"])
    density: Density | None = None

    @field_validator("name", mode="before")
    @classmethod
    def _name(cls, value: Any, info: ValidationInfo) -> str:
        return material(value, "electrolyte", known(info).electrolytes, info)


class SealBlock(Block):
    """Widths of the seals [m]: each side, top (where the tabs leave) and bottom."""

    side: Seal = 5e-3
    top: Seal = 8e-3
    bottom: Seal = 0.0


class PouchBlock(Block):
    """The laminate: thickness [m], its mass per area [kg/m2] or density, seals, shape.

    cup : "drawn" (the walls of the cup count as laminate) or "flat" (two sheets)
    """

    thickness: Laminate = 113e-6
    areal_mass: MassPerArea | None = None
    density: Density | None = None
    seals: SealBlock = Field(default_factory=SealBlock)
    cup: Cup = "drawn"

    @model_validator(mode="after")
    def _one_mass(self) -> Self:
        if self.areal_mass is not None and self.density is not None:
            raise carry([(("density",), "stands beside areal_mass; keep one of the two")])
        return self


class TabBlock(Block):
    """A tab: width, thickness, length outside the seal [m], metal, sealant strip [kg]."""

    width: TabWidth = 6e-3
    thickness: TabThickness = 0.1e-3
    length: TabLength = 15e-3
    metal: Name = "Al"
    sealant: Mass = 2e-5

    @field_validator("metal", mode="before")
    @classmethod
    def _metal(cls, value: Any) -> str:
        return choice(value, tuple(METAL_DENSITIES), "metal")


class TabsBlock(Block):
    """The two tabs."""

    positive: TabBlock = Field(default_factory=lambda: TabBlock(metal="Al"))
    negative: TabBlock = Field(default_factory=lambda: TabBlock(metal="Ni"))

    @field_validator("negative", mode="before")
    @classmethod
    def _nickel(cls, value: Any) -> Any:
        return {"metal": "Ni", **value} if isinstance(value, dict) else value


class PricesBlock(Block):
    """Prices of materials; every default is assumed, of the order of 2023. `solute` left out: a
    guess for the solute of the foil."""

    active: PricePerMass = 20.0
    additives: PricePerMass = 10.0
    aluminium: PricePerMass = 5.0
    copper: PricePerMass = 12.0
    lithium: PricePerMass = 100.0
    solute: PricePerMass | None = None
    separator: PricePerArea = 0.5
    electrolyte: PricePerMass = 10.0
    laminate: PricePerArea = 1.0
    tabs: PricePerMass = 20.0


class ChecksBlock(Block):
    """What is done about a foil that holds less than a charge, and about too little electrolyte
    to fill the pores: "refuse" or "warn"."""

    n_to_p: AskedToRefuse = "refuse"
    electrolyte: AskedToWarn = "warn"


class LifeBlock(Block):
    """The life of the cell: a full-cell study whose layers and capacity are put into the design."""

    study: Name = Field(examples=["ncm622_liag.yaml"])
