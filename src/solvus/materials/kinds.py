"""The shapes of materials: frozen records whose every number carries its source.

A number in a material file is ``{value, unit, low, high, status, source, note}``; here it is a
`Value`, and `Value.si` is the float that the models use.
"""

from __future__ import annotations

import math
import re
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from solvus.base import units
from solvus.base.constants import R

ROOM_TEMPERATURE = 298.15
"""Temperature [K] that the material files mean by 25 degC."""

# Of M/density and the molar volume as compiled: they come from different handbooks.
_VOLUME_TOLERANCE = 0.02


class _Frozen(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True
    )


class Value(_Frozen):
    """A number with unit, range, status and source.

    measured: read in a paper or data page that measured it. compiled: from a handbook.
    calculated: follows from other entries or an assessed database. fitted: chosen so that a model
    agrees with data. assumed: a guess within [low, high]; only this one may lack a source.
    """

    value: Annotated[float, Field(strict=False, allow_inf_nan=False)]
    unit: str = Field(min_length=1)
    low: Annotated[float, Field(strict=False, allow_inf_nan=False)]
    high: Annotated[float, Field(strict=False, allow_inf_nan=False)]
    status: Literal["measured", "compiled", "calculated", "fitted", "assumed"]
    source: str = ""
    note: str = ""
    si_unit: str = Field(default="", exclude=True, repr=False)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"value {self.value:g} lies outside {self.low:g} to {self.high:g}")
        if not self.source.strip() and self.status != "assumed":
            raise ValueError(f'status "{self.status}" needs a source; without one it is "assumed"')
        if self.si_unit:
            self._in_si(self.value)
        return self

    def _in_si(self, number: float) -> float:
        text = repr(number) if self.unit == "1" else f"{number!r} {self.unit}"
        return units.parse(text, self.si_unit)

    @cached_property
    def si(self) -> float:
        """The value in SI units."""
        return self._in_si(self.value)

    @cached_property
    def si_low(self) -> float:
        """The lower end of the range in SI units."""
        return self._in_si(self.low)

    @cached_property
    def si_high(self) -> float:
        """The upper end of the range in SI units."""
        return self._in_si(self.high)


def _in(si_unit: str) -> BeforeValidator:
    """Make a Value field check its unit against `si_unit` and convert to it."""

    def attach(data: Any) -> Any:
        if isinstance(data, dict):
            if "si_unit" in data:
                raise ValueError("si_unit is not a key of a number; write unit")
            return {**data, "si_unit": si_unit}
        if isinstance(data, int | float | str):
            raise ValueError("a number alone is not enough; give value, unit, low, high, status, "
                             "source")  # fmt: skip
        return data

    return BeforeValidator(attach)


Number = Annotated[Value, _in("1")]
Potential = Annotated[Value, _in("V")]
MolarMass = Annotated[Value, _in("kg/mol")]
Density = Annotated[Value, _in("kg/m^3")]
MolarVolume = Annotated[Value, _in("m^3/mol")]
Diffusion = Annotated[Value, _in("m^2/s")]
MolarEnergy = Annotated[Value, _in("J/mol")]
Energy = Annotated[Value, _in("J")]


class Diffusivity(_Frozen):
    """D(T) [m2/s] = D0 exp(-Q/(R T)), from D0 (`prefactor`) or from D at 25 degC (`at_25_degc`)."""

    activation_energy: MolarEnergy
    prefactor: Diffusion | None = None
    at_25_degc: Diffusion | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.prefactor is None) == (self.at_25_degc is None):
            raise ValueError("give one of prefactor and at_25_degc")
        return self

    def at(self, temperature: float) -> float:
        """Return D [m2/s] at a temperature [K]."""
        energy = self.activation_energy.si
        if self.prefactor is not None:
            return self.prefactor.si * math.exp(-energy / (R * temperature))
        assert self.at_25_degc is not None
        return self.at_25_degc.si * math.exp(-energy / R * (1 / temperature - 1 / ROOM_TEMPERATURE))


class Thermodynamics(_Frozen):
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


class Phase(_Frozen):
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


class XpsLine(_Frozen):
    """A photoelectron doublet: binding energy of its stronger line and spin-orbit splitting."""

    level: str
    binding_energy: Energy
    splitting: Energy


class Metal(_Frozen):
    """The host metal, lithium."""

    symbol: str
    name: str
    molar_mass: MolarMass
    density: Density
    molar_volume: MolarVolume
    self_diffusivity: Diffusivity
    sputter_rate: Number
    melting_point: Annotated[Value, _in("K")]
    surface_energy: Annotated[Value, _in("J/m^2")]


class Solute(_Frozen):
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


class Compound(_Frozen):
    """A salt that takes part in making a foil."""

    formula: str
    name: str
    molar_mass: MolarMass
    density: Density


class Electrolyte(_Frozen):
    """A liquid electrolyte; the transport values are those at its salt concentration, 25 degC."""

    name: str
    composition: str
    salt_concentration: Annotated[Value, _in("mol/m^3")]
    density: Density
    conductivity: Annotated[Value, _in("S/m")]
    salt_diffusivity: Diffusion
    transference_number: Number
    thermodynamic_factor: Number


Material = Metal | Solute | Compound | Electrolyte


def _stoichiometry(formula: str) -> tuple[int, str, int]:
    """Return (lithium count, other element, its count): Li11Ag2 -> (11, "Ag", 2)."""
    match = re.fullmatch(r"Li(\d*)([A-Z][a-z]?)(\d*)", formula)
    if match is None:
        raise ValueError(f'formula "{formula}" must look like Li9Ag4, lithium first')
    lithium, solute = int(match[1] or 1), int(match[3] or 1)
    if not lithium or not solute:
        raise ValueError(f'formula "{formula}" has a count of zero')
    return lithium, match[2], solute
