"""Numbers with their sources: what every material file is made of.

A number in a material file is ``{value, unit, low, high, status, source, note}``; here it is a
`Value`, and `Value.si` is the float that the models use.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from solvus.base import units
from solvus.base.constants import R

ROOM_TEMPERATURE = 298.15
"""Temperature [K] that the material files mean by 25 degC."""

Status = Literal["measured", "compiled", "calculated", "fitted", "assumed"]
"""How a number is known; see `Value`."""


class Frozen(BaseModel):
    """A record that cannot be changed and refuses keys it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True
    )


class Value(Frozen):
    """A number with unit, range, status and source.

    measured: read in a paper or data page that measured it. compiled: from a handbook.
    calculated: follows from other entries or an assessed database. fitted: chosen so that a model
    agrees with data. assumed: a guess within [low, high]; only this one may lack a source.
    """

    value: Annotated[float, Field(strict=False, allow_inf_nan=False)]
    unit: str = Field(min_length=1)
    low: Annotated[float, Field(strict=False, allow_inf_nan=False)]
    high: Annotated[float, Field(strict=False, allow_inf_nan=False)]
    status: Status
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


def in_unit(si_unit: str) -> BeforeValidator:
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


Number = Annotated[Value, in_unit("1")]
Potential = Annotated[Value, in_unit("V")]
MolarMass = Annotated[Value, in_unit("kg/mol")]
Density = Annotated[Value, in_unit("kg/m^3")]
MolarVolume = Annotated[Value, in_unit("m^3/mol")]
Diffusion = Annotated[Value, in_unit("m^2/s")]
MolarEnergy = Annotated[Value, in_unit("J/mol")]
Energy = Annotated[Value, in_unit("J")]


class Diffusivity(Frozen):
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
