"""What the reaction layer of an electrode is, and what a law about it may say.

The layer holds the lithium lost on plating. Its thickness follows from the loss and a packing,

    h = Q_lost V_Li/(F phi),

and the salt passes through its pores (see `kernels.salt_layer`), whose MacMullin number N_M grows
as they close,

    N_M = N0 s^-b,   s = 1 - Q_lost/Q_c.

What s says is left to a closure: whose loss closes whose pores.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from solvus.base.parameters import Parameter

Values = Mapping[str, float]


class Salt(NamedTuple):
    """Transport of the salt in the free electrolyte (SI), at its concentration as filled."""

    conductivity: float
    salt_diffusivity: float
    transference_number: float
    thermodynamic_factor: float
    salt_concentration: float


class Layer(NamedTuple):
    """The reaction layer of one electrode.

    lost : charge lost so far [C/m2]; thickness : h [m]; open_share : s [1], 0 once its pores are
    closed; macmullin : N_M [1], inf once closed; porosity : share of its volume left to the
    electrolyte [1]; sei, dead : the charge lost [C/m2] as compounds and as metal cut off.
    """

    lost: float
    thickness: float
    open_share: float
    macmullin: float
    porosity: float
    sei: float = 0.0
    dead: float = 0.0


@dataclass(frozen=True)
class Closure:
    """How much of the pores is open, (s of the working, s of the counter electrode), from the
    charges lost by both [C/m2]; `closes` is False where nothing ever closes."""

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    open_shares: Callable[[tuple[float, float], Values], tuple[float, float]]
    closes: bool = True


@dataclass(frozen=True)
class Efficiency:
    """Share of the plated charge that becomes lithium, from that of the foil [1] and the
    nucleation level of the surface plated on [V]; `on_substrates` is False where the law knows
    foils of lithium only, and not the level of a bare substrate."""

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    efficiency: Callable[[float, float, Values], float]
    on_substrates: bool = True


POROUS = (
    Parameter(
        "fresh_macmullin", "1", "1.5", "1", "50", "assumed",
        "Bruggeman exponent 3/2 on a porosity of 0.75", "N0, MacMullin number of the open layer",
    ),
    Parameter(
        "closing_exponent", "1", "1.5", "0.5", "5", "assumed",
        "Bruggeman for filling pores; 1 for pores that dry out", "b of N_M = N0 s^-b",
    ),
    Parameter(
        "sei_share", "1", "0.3", "0", "1", "assumed",
        "not identifiable from cycling; metal cut off is the larger part (Fang et al. 2019)",
        "share of the lost lithium that is bound in compounds",
    ),
    Parameter(
        "sei_volume", "m^3/mol", "20 cm3/mol", "5 cm3/mol", "60 cm3/mol", "assumed",
        "Li2CO3 17.5, LiF 9.8, alkyl carbonates above 40 cm3 per mol of Li",
        "volume of compounds per lithium bound in them",
    ),
    Parameter(
        "free_electrolyte", "m", "20 um", "1 um", "1 mm", "assumed",
        "pores of a separator, per area", "electrolyte between the layers",
    ),
    Parameter(
        "conductivity", "S/m", None, "0.01 S/m", "5 S/m", "assumed", "the electrolyte on file",
        "conductivity of the free electrolyte",
    ),
    Parameter(
        "salt_diffusivity", "m^2/s", None, "1e-12 m2/s", "1e-8 m2/s", "assumed",
        "the electrolyte on file", "diffusivity of the salt in the free electrolyte",
    ),
    Parameter(
        "transference_number", "1", None, "0", "0.99", "assumed", "the electrolyte on file",
        "transference number of lithium, t+",
    ),
    Parameter(
        "thermodynamic_factor", "1", None, "0.2", "10", "assumed", "the electrolyte on file",
        "1 + d ln f/d ln c of the salt",
    ),
    Parameter(
        "salt_concentration", "mol/m^3", None, "10 mol/m3", "6000 mol/m3", "compiled",
        "the electrolyte on file", "salt in the electrolyte as filled",
    ),
)  # fmt: skip
