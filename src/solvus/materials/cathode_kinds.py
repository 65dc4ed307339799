"""The shape of a cathode: active material, its open circuit, its kinetics, its slurry.

The lithium content x counts on the scale of `specific_capacity`: x = 1 is full. Discharging the
cell fills the cathode (x rises, potential falls), charging empties it.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from solvus.base import units
from solvus.materials.values import (
    Density,
    Diffusivity,
    Frozen,
    Number,
    Potential,
    Status,
    Value,
    in_unit,
)

SpecificCapacity = Annotated[Value, in_unit("C/kg")]
Length = Annotated[Value, in_unit("m")]
CurrentDensity = Annotated[Value, in_unit("A/m^2")]
Conductivity = Annotated[Value, in_unit("S/m")]
AreaResistance = Annotated[Value, in_unit("ohm*m^2")]
ShapeRow = Annotated[tuple[float, float], Field(strict=False)]

# How far the shares of the galleries, the parts of a slurry may miss 1: rounding in print.
_SUM_TOLERANCE = 2e-3


def _volts(data: Any) -> Any:
    return units.parse(data, "V") if isinstance(data, str | int | float) else data


class Gallery(Frozen):
    """One kind of site of the multi-species, multi-reaction model (Verbrugge et al. 2017).

    It holds share/(1 + exp(F (U - potential)/(R T width))) of the lithium at the potential U [V].
    """

    potential: Annotated[float, BeforeValidator(_volts), Field(allow_inf_nan=False)]
    share: Annotated[float, Field(strict=False, gt=0, le=1)]
    width: Annotated[float, Field(strict=False, gt=0, le=100)]


class OpenCircuit(Frozen):
    """Potential against lithium [V] over the lithium content, at 25 degC.

    Either `galleries`, with x the sum of what they hold, or a `table` (a .csv file of x and
    potential [V], x rising, potential falling) that is joined by a monotone cubic.
    """

    source: str = ""
    status: Status
    note: str = ""
    galleries: tuple[Gallery, ...] = Field(default=(), strict=False)
    table: str = ""
    x: tuple[float, ...] = ()
    potential: tuple[float, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.source.strip() and self.status != "assumed":
            raise ValueError(f'status "{self.status}" needs a source; without one it is "assumed"')
        if bool(self.galleries) == bool(self.table):
            raise ValueError("give one of galleries and table")
        if self.galleries:
            total = sum(gallery.share for gallery in self.galleries)
            if abs(total - 1) > _SUM_TOLERANCE:
                raise ValueError(f"the shares of the galleries add up to {total:g}, not to 1")
        else:
            self._check_table()
        return self

    def _check_table(self) -> None:
        if len(self.x) != len(self.potential) or len(self.x) < 4:
            raise ValueError("the table needs four rows or more, with x and potential [V]")
        if not all(map(math.isfinite, (*self.x, *self.potential))):
            raise ValueError("the table has an entry that is not a finite number")
        if self.x[0] < 0 or self.x[-1] > 1:
            raise ValueError(f"x must lie within 0 to 1, not {self.x[0]:g} to {self.x[-1]:g}")
        for row, (one, two) in enumerate(pairwise(self.x), 2):
            if two <= one:
                raise ValueError(f"x must rise from row to row; row {row} has {two:g}")
        for row, (one, two) in enumerate(pairwise(self.potential), 2):
            if two >= one:
                raise ValueError(
                    f"potential must fall from row to row; row {row} has {two:g} V after {one:g} V"
                )


class Slurry(Frozen):
    """What the coating is made of: mass fractions, densities of the additives, porosity."""

    active: Number
    carbon: Number
    binder: Number
    carbon_density: Density
    binder_density: Density
    porosity: Number

    @model_validator(mode="after")
    def _check(self) -> Self:
        for key in ("active", "carbon", "binder", "porosity"):
            if not 0 <= getattr(self, key).si < 1 and key != "active":
                raise ValueError(f"{key} must lie between 0 and 1")
        total = self.active.si + self.carbon.si + self.binder.si
        if abs(total - 1) > _SUM_TOLERANCE or self.active.si <= 0:
            raise ValueError(f"active, carbon and binder add up to {total:g}, not to 1")
        return self


class Cathode(Frozen):
    """A positive electrode.

    The lithium content x runs from 0 to 1 on the scale of `specific_capacity`; a cell is put
    together at x = `lithium_as_made` (a charged cathode such as sulfur: 0). What the first cycle
    loses is an end that x no longer reaches:

    * `lithium_returned`: no discharge fills the cathode beyond it, though lithium and voltage
      would allow it. A layered oxide loses its first-cycle charge here.
    * `lithium_retained` (0 if left out): no charge empties it below, once it has been filled. A
      sulfur cathode loses its first-discharge surplus here.

    At either end the voltage of a real electrode runs to the cut-off within a per cent of its
    capacity, so that a step which gets there has ended.

    `one_c` is the capacity that C-rates count in. The exchange current density is
    i0 = exchange_current 2 sqrt(x (1-x)) sqrt(c/(1000 mol/m3)). D(x) = diffusivity times the
    factor of `diffusivity_shape` (rows of x and factor, linear between rows), 1 where left out.
    `electronic_conductivity` is that of the porous electrode, `contact_resistance` is in series
    with it, per area of electrode. `fade` is the share of its capacity lost per cycle.
    """

    name: str
    composition: str
    specific_capacity: SpecificCapacity
    one_c: SpecificCapacity
    density: Density
    particle_radius: Length
    diffusivity: Diffusivity
    exchange_current: CurrentDensity
    electronic_conductivity: Conductivity
    contact_resistance: AreaResistance
    open_circuit: OpenCircuit
    lithium_as_made: Number
    lithium_returned: Number
    voltage_low: Potential
    voltage_high: Potential
    fade: Number
    slurry: Slurry
    lithium_retained: Number | None = None
    diffusivity_shape: tuple[ShapeRow, ...] | None = Field(default=None, strict=False)
    note: str = ""

    @property
    def retained(self) -> float:
        """The least x [1] that a charge leaves behind, once the cathode has been filled."""
        return self.lithium_retained.si if self.lithium_retained is not None else 0.0

    @model_validator(mode="after")
    def _check(self) -> Self:
        for key in ("specific_capacity", "one_c", "density", "particle_radius",
                    "exchange_current", "electronic_conductivity"):  # fmt: skip
            if getattr(self, key).si <= 0:
                raise ValueError(f"{key} must be more than 0")
        if self.contact_resistance.si < 0:
            raise ValueError("contact_resistance must not be less than 0")
        if not 0 <= self.fade.si < 1:
            raise ValueError("fade must lie between 0 and 1")
        if self.diffusivity.at(298.15) <= 0:
            raise ValueError("diffusivity must be more than 0")
        if not 0 <= self.lithium_as_made.si <= 1:
            raise ValueError("lithium_as_made must lie between 0 and 1")
        if not 0 <= self.retained < self.lithium_returned.si <= 1:
            raise ValueError("lithium_returned must be at most 1 and lie above lithium_retained")
        if self.voltage_low.si >= self.voltage_high.si:
            raise ValueError("voltage_low must lie below voltage_high")
        self._check_shape()
        return self

    def _check_shape(self) -> None:
        rows = self.diffusivity_shape or ()
        if any(two[0] <= one[0] for one, two in pairwise(rows)):
            raise ValueError("diffusivity_shape: x must rise from row to row")
        if any(not 0 <= x <= 1 or not 0 < factor < math.inf for x, factor in rows):
            raise ValueError("diffusivity_shape: x lies in 0 to 1 and the factor is more than 0")
