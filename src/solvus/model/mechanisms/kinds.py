"""What a mechanism is: rules for the skin, a law for what it covers, and a parameter table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from solvus.base.parameters import Parameter
from solvus.kernels.skin import NO_SKIN

Values = Mapping[str, float]


def everywhere(gamma: np.ndarray, values: Values) -> np.ndarray:
    """Share of the area that a skin of gamma [mol/m2] covers: all of it."""
    return np.ones_like(gamma)


@dataclass(frozen=True)
class Mechanism:
    """One hypothesis on what happens to the solute that the front sets free.

    name, title : as in a study file, and in words.
    kind : NO_SKIN, SATURATED, FLUX_DRAINED or CONTACT_LOST of the kernel.
    parameters : the table; `solubility` and `diffusivity` come from the solute when not given.
    ladder : names of the solute's compounds the skin passes through, Li-rich first; the first one
        is the skin in contact with the matrix. Empty takes the Li-richest compound known.
    held : name of the parameter that holds the permeance of each rung, as the solute [mol/m2] that
        the phase carries at 1 mA/cm2 (K = held j/F); "" where the rung is not limited.
    drained : compound left when contact is lost, "" if it is never lost.
    coverage : share of the area that a skin of gamma covers.
    status : how far it can be trusted, one sentence, printed wherever it is used.
    """

    name: str
    title: str
    kind: int
    parameters: tuple[Parameter, ...]
    status: str
    ladder: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    drained: str = ""
    coverage: Callable[[np.ndarray, Values], np.ndarray] = field(default=everywhere)

    @property
    def has_skin(self) -> bool:
        """Whether the solute may leave the solution."""
        return self.kind != NO_SKIN


DIFFUSION = (
    Parameter(
        "diffusivity", "m^2/s", None, "1e-14 cm2/s", "1e-6 cm2/s", "compiled",
        "the solute's material file", "diffusivity of the solute in the matrix",
    ),
    Parameter(
        "composition_exponent", "1", "0", "-60", "60", "assumed", "",
        "beta in D(x) = D exp(beta x)",
    ),
)  # fmt: skip

SKIN = (
    *DIFFUSION,
    Parameter(
        "solubility", "1", None, "0 at%", "70 at%", "assumed", "the solute's material file",
        "atom fraction of solute in Li in equilibrium with the skin",
    ),
    Parameter(
        "supersaturation", "1", "1.01", "1.001", "10", "assumed", "",
        "face concentration over solubility at which a skin appears",
    ),
    Parameter(
        "partition", "1", "1", "0", "1", "assumed", "",
        "solute taken up by Li plated beneath the skin, in units of the solubility",
    ),
    Parameter(
        "relaxation", "s", "60 s", "1 s", "3600 s", "assumed",
        "skin time constants are minutes (full transport of the skin)",
        "time in which the skin's Li follows a jump of its quasi-steady value",
    ),
)  # fmt: skip


def riding(default: str, source: str) -> Parameter:
    """The share lambda of the area at which the skin stays on top of plated Li."""
    return Parameter(
        "riding", "1", default, "0", "1", "assumed", source,
        "share of the area where Li plates beneath the skin (0 buries it)",
    )  # fmt: skip


def held_by(phase: str, default: str, source: str) -> Parameter:
    """Solute that a phase of the skin carries 1 mA/cm2 through: its permeance in other units."""
    return Parameter(
        f"held_{phase.lower()}", "mol/m^2", default, "1e-6 umol/cm2", "1e6 umol/cm2", "assumed",
        source, f"solute in {phase} through which 1 mA/cm2 passes; K = held j/F",
    )  # fmt: skip


KEPT_SHARE = Parameter(
    "kept_share", "1", "1", "0.01", "1", "assumed", "",
    "share of the solute of the skin that is still there when an instrument looks",
)  # fmt: skip


def patches(onset: str, steepness: str, source: str) -> tuple[Parameter, Parameter]:
    """The two parameters of the coverage law f = 1 - exp(-(Gamma/onset)^steepness)."""
    return (
        Parameter(
            "coverage_onset", "mol/m^2", onset, "0.01 umol/cm2", "100 umol/cm2", "fitted", source,
            "Gamma at which 63 % of the area is covered",
        ),
        Parameter(
            "coverage_steepness", "1", steepness, "0.1", "20", "fitted", source,
            "exponent p of the coverage law",
        ),
    )  # fmt: skip


def avrami(gamma: np.ndarray, values: Values) -> np.ndarray:
    """Share of the area covered by patches, f = 1 - exp(-(Gamma/G1)^p)."""
    reduced = np.maximum(gamma, 0.0) / values["coverage_onset"]
    return -np.expm1(-(reduced ** values["coverage_steepness"]))
