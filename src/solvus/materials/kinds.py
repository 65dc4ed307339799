"""The shapes of materials: frozen records whose every number carries its source.

A number in a material file is a `Value` (`materials/values.py`); a cathode's shape is in
`materials/cathode_kinds.py`.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from solvus.materials.cathode_kinds import Cathode as Cathode
from solvus.materials.values import (
    ROOM_TEMPERATURE as ROOM_TEMPERATURE,
)
from solvus.materials.values import (
    Density,
    Diffusion,
    Diffusivity,
    Energy,
    Frozen,
    MolarMass,
    MolarVolume,
    Number,
    Potential,
    Value,
    in_unit,
)

# Of M/density and the molar volume as compiled: they come from different handbooks.
_VOLUME_TOLERANCE = 0.02


class Thermodynamics(Frozen):
    """A table of the bcc solid solution at 25 degC against the solute's atom fraction.

    `potential` [V] is that of the alloy against bcc Li, E = -(mu_Li - mu_Li,pure)/F;
    `factor` [1] is x (1-x)/(RT) d2G/dx2, 1 for an ideal solution.
    """

    table: str
    source: str = Field(min_length=1)
    x: tuple[float, ...] = ()
    potential: tuple[float, ...] = ()
    factor: tuple[float, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not len(self.x) == len(self.potential) == len(self.factor) or len(self.x) < 2:
            raise ValueError("the table needs two rows or more, with x, potential and factor")
        if any(b <= a for a, b in zip(self.x, self.x[1:], strict=False)):
            raise ValueError("x must rise from row to row")
        return self


class Phase(Frozen):
    """A compound Li_n A of lithium and a solute A.

    `solute_fraction_low` and `_high` bound its homogeneity range; left out for a line compound.
    `molar_volume_per_solute` is the volume per mole of A. `plateau` is the potential against Li
    at which it coexists with the next Li-richer phase: bcc Li for the Li-richest one.
    """

    name: str
    formula: str
    molar_volume_per_solute: MolarVolume
    plateau: Potential
    solute_fraction_low: Number | None = None
    solute_fraction_high: Number | None = None
    sputter_rate: Number | None = None
    note: str = ""

    @field_validator("formula")
    @classmethod
    def _readable(cls, formula: str) -> str:
        _stoichiometry(formula)
        return formula

    @cached_property
    def lithium_per_solute(self) -> float:
        """The n of Li_n A, read from the formula."""
        lithium, _, solute = _stoichiometry(self.formula)
        return lithium / solute

    @cached_property
    def solute_fraction(self) -> float:
        """Atom fraction of the solute, 1/(1 + n)."""
        return 1.0 / (1.0 + self.lithium_per_solute)

    @model_validator(mode="after")
    def _check(self) -> Self:
        x = self.solute_fraction
        low, high = self.solute_fraction_low, self.solute_fraction_high
        if (low is None) != (high is None):
            raise ValueError("give both solute_fraction_low and solute_fraction_high, or neither")
        if low is not None and high is not None and not low.si <= x <= high.si:
            raise ValueError(f"{self.formula} ({x:.3f}) lies outside its homogeneity range")
        return self


class XpsLine(Frozen):
    """A photoelectron doublet: binding energy of its stronger line and spin-orbit splitting."""

    level: str
    binding_energy: Energy
    splitting: Energy


class Metal(Frozen):
    """The host metal, lithium."""

    symbol: str
    name: str
    molar_mass: MolarMass
    density: Density
    molar_volume: MolarVolume
    self_diffusivity: Diffusivity
    sputter_rate: Number
    melting_point: Annotated[Value, in_unit("K")]
    surface_energy: Annotated[Value, in_unit("J/m^2")]


class Solute(Frozen):
    """An element alloyed to lithium.

    `solubility` is its limit in bcc Li [atom fraction] near 25 degC. `phases` are its compounds
    with lithium, the Li-richest first; `metal_plateau` is the potential at which the Li-poorest
    one (or bcc, if there is none) coexists with the metal. `sputter_rate` is relative to SiO2.
    `nucleation_level` is that of lithium on the bare metal at 1 mA/cm2, if it does not alloy.
    """

    symbol: str
    name: str
    molar_mass: MolarMass
    density: Density
    molar_volume: MolarVolume
    partial_molar_volume_in_lithium: MolarVolume
    solubility: Number
    default_mechanism: str
    diffusivity: Diffusivity | None = None
    thermodynamics: Thermodynamics | None = None
    phases: tuple[Phase, ...] = Field(default=(), strict=False)
    metal_plateau: Potential | None = None
    sputter_rate: Number | None = None
    sputter_enrichment: Number | None = None
    xps: tuple[XpsLine, ...] = Field(default=(), strict=False)
    nucleation_level: Potential | None = None
    note: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        from_density = self.molar_mass.si / self.density.si
        if abs(from_density / self.molar_volume.si - 1) > _VOLUME_TOLERANCE:
            raise ValueError("molar_volume does not fit molar_mass and density")
        for phase in self.phases:
            if _stoichiometry(phase.formula)[1] != self.symbol:
                raise ValueError(f"phase {phase.formula} is not a compound of {self.symbol}")
        for richer, poorer in zip(self.phases, self.phases[1:], strict=False):
            if poorer.lithium_per_solute >= richer.lithium_per_solute:
                raise ValueError(f"phases: {richer.name} must come after {poorer.name}")
            if poorer.plateau.si < richer.plateau.si:
                raise ValueError(f"phases: the plateau of {poorer.name} is too low to be stable")
        return self

    def phase(self, name: str) -> Phase:
        """Return the phase of that name; KeyError if there is none."""
        for phase in self.phases:
            if phase.name == name:
                return phase
        raise KeyError(name)


class Compound(Frozen):
    """A salt that takes part in making a foil."""

    formula: str
    name: str
    molar_mass: MolarMass
    density: Density


class Electrolyte(Frozen):
    """A liquid electrolyte; the transport values are those at its salt concentration, 25 degC."""

    name: str
    composition: str
    salt_concentration: Annotated[Value, in_unit("mol/m^3")]
    density: Density
    conductivity: Annotated[Value, in_unit("S/m")]
    salt_diffusivity: Diffusion
    transference_number: Number
    thermodynamic_factor: Number


Material = Metal | Solute | Compound | Electrolyte | Cathode


def _stoichiometry(formula: str) -> tuple[int, str, int]:
    """Return (lithium count, other element, its count): Li11Ag2 -> (11, "Ag", 2)."""
    match = re.fullmatch(r"Li(\d*)([A-Z][a-z]?)(\d*)", formula)
    if match is None:
        raise ValueError(f'formula "{formula}" must look like Li9Ag4, lithium first')
    lithium, solute = int(match[1] or 1), int(match[3] or 1)
    if not lithium or not solute:
        raise ValueError(f'formula "{formula}" has a count of zero')
    return lithium, match[2], solute
