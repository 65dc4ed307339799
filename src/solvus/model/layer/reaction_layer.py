"""The reaction layers of a cell: from what was lost to thickness, pores and voltage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from solvus.base.constants import F, R
from solvus.base.parameters import Parameter, resolve
from solvus.kernels import salt_layer
from solvus.materials import library
from solvus.materials.kinds import Electrolyte
from solvus.model.layer import CLOSURES, EFFICIENCIES
from solvus.model.layer.kinds import Closure, Efficiency, Layer, Salt

DEFAULT_PACKING = 0.25  # share of the layer that the lost lithium would fill if dense

SALT = Salt._fields
LEAST_POROSITY = 0.01  # where the solids would fill more than the layer has room for


def layer_parameters(closure: str, efficiency: str) -> tuple[Parameter, ...]:
    """The tables of two laws together."""
    laws = (CLOSURES[closure], EFFICIENCIES[efficiency])
    return tuple(p for law in laws for p in law.parameters)


@dataclass(frozen=True)
class ReactionLayers:
    """The laws in force, their parameters [SI] complete, the packing of each electrode (working,
    counter) [1]."""

    closure: Closure
    efficiency: Efficiency
    values: dict[str, float]
    packing: tuple[float, float]
    temperature: float

    def of(self, lost: tuple[float, float]) -> tuple[Layer, Layer]:
        """Both layers when (working, counter) have lost these charges [C/m2]."""
        open_shares = self.open_shares(lost)
        return (
            self._layer(lost[0], open_shares[0], 0),
            self._layer(lost[1], open_shares[1], 1),
        )

    def open_shares(self, lost: tuple[float, float]) -> tuple[float, float]:
        """s of (working, counter) [1], below 0 beyond what closes the pores: a charge at which
        they close can be found between two others."""
        return self.closure.open_shares(lost, self.values)

    def _layer(self, lost: float, s: float, own: int) -> Layer:
        bound, number, power = self._known
        per_charge, porosity = self._bulk[own]
        return Layer(
            lost,
            lost * per_charge,
            max(s, 0.0),
            number * s**-power if s > 0.0 else np.inf,
            porosity,
            bound * lost,
            (1.0 - bound) * lost,
        )

    @cached_property
    def _known(self) -> tuple[float, float, float]:
        """(share of compounds, N0, b)."""
        known = self.values
        return known["sei_share"], known["fresh_macmullin"], known["closing_exponent"]

    @cached_property
    def _bulk(self) -> tuple[tuple[float, float], ...]:
        """(thickness per charge lost [m3/C], porosity [1]) of each electrode."""
        v_li, bound = library.lithium().molar_volume.si, self.values["sei_share"]
        swollen = 1.0 - bound + bound * self.values["sei_volume"] / v_li
        return tuple(
            (v_li / (F * packing), max(1.0 - packing * swollen, LEAST_POROSITY))
            for packing in self.packing
        )

    @property
    def salt(self) -> Salt:
        """The salt of the electrolyte outside the layers."""
        return Salt(*(self.values[name] for name in SALT))

    @property
    def transport(self) -> salt_layer.SaltTransport:
        """The constants that the kernel asks for."""
        salt = self.salt
        carried = 1.0 - salt.transference_number
        return salt_layer.SaltTransport(
            conductivity=salt.conductivity,
            diffusivity=salt.salt_diffusivity,
            concentration=salt.salt_concentration,
            per_current=carried / (F * salt.salt_diffusivity),
            volt=2.0 * R * self.temperature / F * carried * salt.thermodynamic_factor,
            free=self.values["free_electrolyte"],
            fresh=self.values["fresh_macmullin"],
            exponent=self.values["closing_exponent"],
        )


def salt_values(electrolyte: Electrolyte) -> dict[str, float]:
    """What an electrolyte on file says of its salt [SI], by the names of the parameters."""
    return {name: getattr(electrolyte, name).si for name in SALT}


def make_layers(
    known: Mapping[str, float],
    *,
    closure: str = "per_electrode",
    efficiency: str = "constant",
    given: Mapping[str, float] | None = None,
    packing: tuple[float, float] = (DEFAULT_PACKING, DEFAULT_PACKING),
    temperature: float = 298.15,
) -> ReactionLayers:
    """The named laws; `given` [SI] wins over what the electrolyte says (`known`, see
    `salt_values`), and that over the defaults of the tables."""
    table = layer_parameters(closure, efficiency)
    values = resolve(table, {}, given={**known, **(given or {})})
    return ReactionLayers(
        CLOSURES[closure], EFFICIENCIES[efficiency], values, packing, temperature
    )
