"""What an interface law is, by role, and the circuit that all of them share.

Voltage of a symmetric cell while one electrode strips and the other plates at |j|:

    V = j R_el + eta_strip + eta_plate(t),   eta_strip = j R_film + charge transfer

The nucleation level eta_n(y) is the voltage *of the cell* at the tip of the dip at 1 mA/cm2; the
surface found has the resistance R_n = eta_n/j_ref - (the rest of the cell at j_ref).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from solvus.base.constants import F, R
from solvus.base.parameters import Parameter

Values = Mapping[str, float]
REFERENCE_CURRENT = 10.0  # [A/m2], 1 mA/cm2
LEAST_RESISTANCE = 1e-5  # [ohm m2] of the surface found, where the level lies below the rest


@dataclass(frozen=True)
class Kinetics:
    """Current and overpotential of a film and the reaction behind it: eta(i, values, T).

    stretch : factor on 2RT/F and on j0 with which Butler-Volmer becomes this law: 1, or a large
        number for its linear limit, in which only their ratio counts.
    """

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    overpotential: Callable[[float, Values, float], float]
    stretch: float = 1.0


@dataclass(frozen=True)
class Level:
    """The nucleation level eta_n [V] at 1 mA/cm2 as a function of the surface signal y.

    rise : what the overpotential of the surface found gains [V] at another |j| [A/m2]; None where
        that surface is a resistor, so that its overpotential goes as the current does.
    """

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    level: Callable[[float, Values], float]
    rise: Callable[[float, Values], float] | None = None


class Plating(NamedTuple):
    """One plating: |j| [A/m2], duration [s], R of the surface found [ohm m2], T [K], V_Li."""

    current: float
    duration: float
    r_found: float
    temperature: float
    v_li: float


class Overpotential(NamedTuple):
    """eta of the plating electrode [V] and its coverage with new Li [1] at times [s]."""

    time: np.ndarray
    eta: np.ndarray
    coverage: np.ndarray


@dataclass(frozen=True)
class Transient:
    """How the plating electrode goes from the surface found to its own deposit."""

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    run: Callable[[Plating, Values, Kinetics], Overpotential]


READING = (
    Parameter(
        "reading_floor", "1", "0.0687", "0", "0.5", "fitted",
        "floor of the AES law, fitted to the AES readings of role fit (solvus reproduce)",
        "y0 of the surface signal that the nucleation level is a function of",
    ),
    Parameter(
        "reading_ratio", "1", "1", "0.1", "50", "assumed", "literal Ag:Li ratio",
        "k of the surface signal",
    ),
)  # fmt: skip

FILM = (
    Parameter(
        "film_resistance", "ohm m^2", "8 ohm cm2", "0.1 ohm cm2", "500 ohm cm2", "assumed",
        "recalled, not re-read: 5 to 10 ohm cm2 for the SEI of cycled Li in carbonates",
        "resistance of the SEI of one electrode",
    ),
    Parameter(
        "exchange_current", "A/m^2", "10 mA/cm2", "0.01 mA/cm2", "1000 mA/cm2", "assumed",
        "recalled, not re-read: Boyle et al., ACS Energy Lett. 5 (2020) 701, bare Li in EC:DEC",
        "exchange current density j0 behind the film",
    ),
    Parameter(
        "electrolyte_resistance", "ohm m^2", "4 ohm cm2", "0.1 ohm cm2", "100 ohm cm2", "assumed",
        "separator and electrolyte of a coin cell, 1 M LiPF6 in carbonates",
        "ohmic resistance R_el between the electrodes",
    ),
)  # fmt: skip


def thermal_voltage(temperature: float) -> float:
    """2 R T/F [V]."""
    return 2.0 * R * temperature / F
