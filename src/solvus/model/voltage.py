"""The voltage of one half-cycle of a symmetric cell, from the laws of the interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from solvus.base.parameters import Parameter, resolve
from solvus.model.interface import KINETICS, LEVELS, TRANSIENTS
from solvus.model.interface.kinds import (
    LEAST_RESISTANCE,
    REFERENCE_CURRENT,
    Kinetics,
    Level,
    Overpotential,
    Plating,
    Transient,
)
from solvus.model.interface.transient_none import settled


class Polarisation(NamedTuple):
    """|V| [V] of the cell without equilibrium potentials, at times [s]; coverage [1]."""

    time: np.ndarray
    voltage: np.ndarray
    coverage: np.ndarray


@dataclass(frozen=True)
class Interface:
    """The laws in force and their parameters [SI], complete."""

    level: Level
    transient: Transient
    kinetics: Kinetics
    values: dict[str, float]

    def level_found(self, y: float, own: float | None = None) -> float:
        """Nucleation level [V] of a surface of signal y, or its `own` where it has one."""
        return self.level.level(y, self.values) if own is None else own

    def resistance_found(
        self,
        y: float,
        temperature: float,
        own: float | None = None,
        current: float = REFERENCE_CURRENT,
    ) -> float:
        """R_n(y) [ohm m2]: what the level leaves when the rest of the cell is taken off.

        current : |j| [A/m2] that is plated with; only a level that is no resistor asks for it.
        """
        strip = self.kinetics.overpotential(REFERENCE_CURRENT, self.values, temperature)
        rest = self.values["electrolyte_resistance"] + strip / REFERENCE_CURRENT
        resistance = self.level_found(y, own) / REFERENCE_CURRENT - rest
        if self.level.rise is not None:
            over = resistance * REFERENCE_CURRENT + self.level.rise(current, self.values)
            resistance = over / current
        return max(resistance, LEAST_RESISTANCE)

    def plate(
        self,
        current: float,
        duration: float,
        y: float | None,
        temperature: float,
        v_li: float,
        own: float | None = None,
    ) -> Polarisation:
        """|V|(t) while one electrode plates at |current| and the other strips.

        y : signal of the surface that is plated on; None on a deposit that is plated on further.
        own : nucleation level [V] of that surface where it does not follow from the signal.
        """
        over = self.plating(current, duration, y, temperature, v_li, own)
        ohmic = self.values["electrolyte_resistance"] * current
        strip = self.stripping(current, temperature)
        return Polarisation(over.time, over.eta + strip + ohmic, over.coverage)

    def plating(
        self,
        current: float,
        duration: float,
        y: float | None,
        temperature: float,
        v_li: float,
        own: float | None = None,
    ) -> Overpotential:
        """The overpotential of the plated electrode alone; arguments as in `plate`."""
        found = 1.0 if y is None else self.resistance_found(y, temperature, own, current)
        plating = Plating(current, duration, found, temperature, v_li)
        run = settled if y is None else self.transient.run
        return run(plating, self.values, self.kinetics)

    def stripping(self, current: float, temperature: float) -> float:
        """The overpotential [V] of the stripped electrode alone at |current| [A/m2]."""
        return self.kinetics.overpotential(current, self.values, temperature)


def interface_parameters(level: str, transient: str, kinetics: str) -> tuple[Parameter, ...]:
    """The tables of three laws together."""
    laws = (LEVELS[level], TRANSIENTS[transient], KINETICS[kinetics])
    return tuple(p for law in laws for p in law.parameters)


def make_interface(
    level: str = "log",
    transient: str = "full",
    kinetics: str = "butler_volmer",
    given: dict[str, float] | None = None,
) -> Interface:
    """The named laws; `given` [SI] wins over the defaults of their tables."""
    values = resolve(interface_parameters(level, transient, kinetics), {}, given=given or {})
    return Interface(LEVELS[level], TRANSIENTS[transient], KINETICS[kinetics], values)
