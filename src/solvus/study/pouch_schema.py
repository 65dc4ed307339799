"""A pouch file: what a pouch cell is put together from, in SI floats.

The models are frozen and refuse unknown keys; names of materials are checked as those of a study.
A default is a guess at common practice (assumed) unless its docstring names a source.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any, Self

from pydantic import (
    Field,
    PrivateAttr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from solvus.materials import library
from solvus.study.blocks import Block, OptionalName, material
from solvus.study.fields import Percent, Thickness, Title
from solvus.study.pouch_blocks import (
    ChecksBlock,
    ElectrolyteBlock,
    LifeBlock,
    PouchBlock,
    PricesBlock,
    SeparatorBlock,
    Sheet,
    StackBlock,
    TabsBlock,
)
from solvus.study.pouch_types import (
    Areal,
    Arrangement,
    Basis,
    Cell,
    Density,
    EndFaces,
    EnergyBy,
    LithiumFrom,
    Loading,
    Margin,
    Mass,
    Polarisation,
    Reported,
    Share,
    Specific,
    Uncertainties,
    Variants,
    VolumeBasis,
)
from solvus.study.recipe import Recipe
from solvus.study.sentences import carry
from solvus.study.sweep_block import SweepBlock


class CutoffRow(Block):
    """What was measured at an upper cut-off: discharged capacity [C/kg], mid voltage [V], and
    where known the mean voltage [V] and the capacity of the first half-cycle [C/kg]."""

    upper_cutoff: Cell = Field(examples=["4.3 V"])
    specific_capacity: Specific = Field(examples=["184.3 mAh/g"])
    mid_voltage: Cell = Field(examples=["3.77 V"])
    mean_voltage: Cell | None = None
    first_charge: Specific | None = None

    def voltage(self, energy_by: str) -> float | None:
        """The voltage [V] that energy is charge times: "mid" or "mean"."""
        return self.mean_voltage if energy_by == "mean" else self.mid_voltage


class CathodeBlock(Block):
    """The cathode; see docs/pouch.md for what stands in for what is left out.

    Capacity and voltage come from `specific_capacity` and `mid_voltage` (`mean_voltage`, where
    energy goes by that), from the rows of `measured` at `upper_cutoff` (linear between them), or
    from the open circuit of `material` between its cut-offs, less `polarisation` [V].

    first_charge : of the first charge; where the foil brings the lithium, of the first discharge
    """

    material: OptionalName = None
    upper_cutoff: Cell | None = None
    lower_cutoff: Cell | None = None
    polarisation: Polarisation = 0.0
    measured: tuple[CutoffRow, ...] = ()
    specific_capacity: Specific | None = None
    first_charge: Specific | None = None
    mid_voltage: Cell | None = None
    mean_voltage: Cell | None = None
    loading: Loading | None = None
    areal_capacity: Areal | None = None
    lithium_from: LithiumFrom | None = None
    active: Percent | None = None
    carbon: Share | None = None
    active_density: Density | None = None
    carbon_density: Density | None = None
    binder_density: Density | None = None
    coating_density: Density | None = None
    porosity: Share | None = None
    foil: Sheet = Field(default_factory=lambda: Sheet(thickness="12 um"))

    @field_validator("material", mode="before")
    @classmethod
    def _material(cls, value: Any, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        return material(value, "cathode", library.names("cathode"), info)

    @field_validator("measured", mode="after")
    @classmethod
    def _rising(cls, rows: tuple[CutoffRow, ...]) -> tuple[CutoffRow, ...]:
        for number, (one, two) in enumerate(pairwise(rows), 1):
            if two.upper_cutoff <= one.upper_cutoff:
                raise carry([((number, "upper_cutoff"), "must be above that of the row before it")])
        return rows

    def voltage(self, energy_by: str) -> float | None:
        """The voltage of the file [V] that energy is charge times: "mid" or "mean"."""
        return self.mean_voltage if energy_by == "mean" else self.mid_voltage


class AnodeBlock(Recipe):
    """The anode: the melt of its foil, and how foils and collectors are arranged.

    thickness : of one foil [m]; foil : "per_face" (each face has its own) or "shared" (one
        free-standing foil serves the two cathodes beside it)
    collector : metal foil between the two faces, None where the foil stands free
    end_faces : whether the end anodes carry foil on "both" faces or the "inner" one
    residual : share of the lithium that cannot be used [1]
    """

    thickness: Thickness = Field(examples=["30 um"])
    foil: Arrangement = "per_face"
    collector: Sheet | None = None
    overhang: Margin = 0.5e-3
    end_faces: EndFaces = "both"
    residual: Share = 0.0

    @field_validator("collector", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        if isinstance(value, str) and value.strip().lower() == "none":
            return None
        return {"metal": "Cu", **value} if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _one_foil(self) -> Self:
        if self.foil == "shared" and self.collector is not None:
            raise carry([(("collector",), "a foil that two cathodes share has no collector in its "
                          "middle; remove this block or write foil: per_face")])  # fmt: skip
        if self.content is not None and self.content.value >= 1.0:
            raise carry([(("content",), f"a foil of pure {self.solute} holds no lithium, and the "
                          "anode of a pouch cell needs some; write less")])  # fmt: skip
        return self


class PouchFile(Block):
    """A whole pouch file; every number in SI units.

    n_to_p, basis : what N/P counts, and which volume "Wh/L" means where nothing else is said
    energy_by : voltage that energy is charge times; "mid" is half-way through the discharge, which
        is what cells are mostly reported by, "mean" the mean over it, which gives the energy itself
    uncertain : key path -> range; variants : name -> key path -> what stands there instead
    reported : quantity -> what somebody printed for this cell [SI], shown beside it
    """

    title: Title = Field(examples=["NCM622 || Li-Ag, 1.4 Ah"])
    cell: StackBlock = Field(examples=["{cathodes: 12, width: 40 mm, height: 52 mm}"])
    cathode: CathodeBlock = Field(
        examples=["{loading: 15.2 mg/cm2, specific_capacity: 184.3 mAh/g, mid_voltage: 3.77 V, "
                  "active: 92 %, coating_density: 3.2 g/cm3}"]
    )  # fmt: skip
    anode: AnodeBlock = Field(examples=["{solute: Ag, content: 10 wt%, thickness: 30 um}"])
    separator: SeparatorBlock = Field(default_factory=SeparatorBlock)
    electrolyte: ElectrolyteBlock = Field(examples=["{amount: 2.6 g/Ah}"])
    pouch: PouchBlock = Field(default_factory=PouchBlock)
    tabs: TabsBlock = Field(default_factory=TabsBlock)
    extra_mass: Mass = 0.0
    formation: Percent = 1.0
    n_to_p: Basis = "first_charge"
    basis: VolumeBasis = "body"
    energy_by: EnergyBy = "mid"
    prices: PricesBlock = Field(default_factory=PricesBlock)
    checks: ChecksBlock = Field(default_factory=ChecksBlock)
    uncertain: Uncertainties = Field(default_factory=dict)
    variants: Variants = Field(default_factory=dict)
    reported: Reported = Field(default_factory=dict)
    life: LifeBlock | None = None
    sweep: SweepBlock | None = None
    _folder: Path = PrivateAttr(Path())
    _source: tuple[str, str] = PrivateAttr(("", ""))

    @property
    def folder(self) -> Path:
        """Where material files and the study of a life are sought."""
        return self._folder

    @property
    def source_name(self) -> str:
        """Where the file was read from, for messages."""
        return self._source[0]

    @property
    def source_text(self) -> str:
        """The file as it was read."""
        return self._source[1]
