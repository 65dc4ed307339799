"""The keys of a BPX file that a cathode needs, with the bounds of what can be meant."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from solvus.materials.values import ROOM_TEMPERATURE

OCP, DIFFUSIVITY = "OCP [V]", "Diffusivity [m2.s-1]"
"""Keys of functions: a number, a formula of x or a table."""

# Wide bounds: what lies outside is a slip in the unit.
Length = Annotated[float, Field(ge=1e-9, le=0.1)]
PerVolume = Annotated[float, Field(ge=1e2, le=1e10)]
Concentration = Annotated[float, Field(ge=1, le=1e6)]
Rate = Annotated[float, Field(ge=1e-16, le=1e3)]
Conductivity = Annotated[float, Field(ge=1e-9, le=1e9)]
Area = Annotated[float, Field(ge=1e-10, le=1e6)]
Count = Annotated[float, Field(ge=1, le=1e6)]
Charge = Annotated[float, Field(ge=1e-9, le=1e6)]
Voltage = Annotated[float, Field(gt=0, le=20)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Energy = Annotated[float, Field(ge=0, lt=1e6, allow_inf_nan=False)]


class Part(BaseModel):
    """Keys of one object; those not named here are left unread."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class Table(Part):
    """Rows of a function, linear between them."""

    x: list[float]
    y: list[float]


class Particle(Part):
    """One active material."""

    radius: Length = Field(alias="Particle radius [m]")
    area: PerVolume = Field(alias="Surface area per unit volume [m-1]")
    concentration: Concentration = Field(alias="Maximum concentration [mol.m-3]")
    low: Share = Field(alias="Minimum stoichiometry")
    high: Share = Field(alias="Maximum stoichiometry")
    rate: Rate = Field(alias="Reaction rate constant [mol.m-2.s-1]")
    diffusivity: float | str | Table = Field(alias="Diffusivity [m2.s-1]")
    diffusion_energy: Energy = Field(default=0.0, alias="Diffusivity activation energy [J.mol-1]")
    potential: float | str | Table = Field(alias="OCP [V]")


class Electrode(Part):
    """The porous electrode; an SPM file has its thickness alone."""

    thickness: Length = Field(alias="Thickness [m]")
    porosity: Share | None = Field(default=None, alias="Porosity")
    conductivity: Conductivity | None = Field(default=None, alias="Conductivity [S.m-1]")


class Cell(Part):
    """What a C-rate needs, and the temperature that the values are for."""

    area: Area = Field(alias="Electrode area [m2]")
    pairs: Count = Field(alias="Number of electrode pairs connected in parallel to make a cell")
    capacity: Charge = Field(alias="Nominal cell capacity [A.h]")
    lower: Voltage | None = Field(default=None, alias="Lower voltage cut-off [V]")
    temperature: Annotated[float, Field(gt=100, lt=1000)] = Field(
        default=ROOM_TEMPERATURE, alias="Reference temperature [K]"
    )


def sentence(found: Any) -> str:
    """Return what one error of pydantic says, with what was given."""
    if found["type"] == "missing":
        return "is missing"
    given = repr(found["input"])
    given = given if len(given) <= 40 else given[:37] + "..."
    bounds = {
        "greater_than_equal": ("at least", "ge"), "less_than_equal": ("at most", "le"),
        "greater_than": ("more than", "gt"), "less_than": ("less than", "lt"),
    }  # fmt: skip
    if found["type"] in bounds:
        words, key = bounds[found["type"]]
        return f"{given} cannot be: {words} {found['ctx'][key]:g} is due; look at the unit"
    if found["loc"][0] in (OCP, DIFFUSIVITY):
        return f'{given} is not a number, a formula of x, or {{"x": [...], "y": [...]}}'
    return f"{given} is not a number that can be used; write one, without a unit"
