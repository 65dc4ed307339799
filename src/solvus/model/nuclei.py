"""How many nuclei a plating starts from: a law each, chosen by name.

No reading of the paper constrains any of these numbers: its roughness is told in words. The laws
differ in what they say of an alloy. More solute at the surface means more nuclei if solute atoms
are the sites (`signal`), and fewer if the overpotential sets their number (`overpotential`), as it
falls with the solute.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from solvus.base.parameters import Parameter

Values = Mapping[str, float]

UNCONSTRAINED = "illustrative: one of the free numbers N, m, l_c that no reading constrains"


class Found(NamedTuple):
    """The surface that a plating finds: solute signal y [1] as a surface-sensitive instrument
    reads it, and overpotential [V] at the tip of the nucleation dip; nan where it is not known."""

    signal: float
    overpotential: float


@dataclass(frozen=True)
class Density:
    """A law of the density of nuclei N [1/m2]; `needs` names the field of `Found` it is of."""

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    density: Callable[[Found, Values], float]
    needs: str = ""


CONSTANT = Density(
    "constant",
    "N = N_0 on every surface",
    (
        Parameter(
            "density", "1/m^2", "1e7 1/cm2", "1e4 1/cm2", "1e9 1/cm2", "assumed",
            UNCONSTRAINED + "; 1e7 to 1e9 1/cm2 are told of Li on Cu (recalled, not re-read)",
            "N_0, nuclei per area",
        ),
    ),
    lambda found, values: values["density"],
)  # fmt: skip

SIGNAL = Density(
    "signal",
    "N = N_1 y, y the solute signal of the surface found",
    (
        Parameter(
            "density_full", "1/m^2", "1e8 1/cm2", "1e5 1/cm2", "1e10 1/cm2", "assumed",
            UNCONSTRAINED + "; that N is proportional to y is itself an assumption; the default is "
            "chosen so that 1 mAh/cm2 is planar on stripped Li-Ag and not on Li",
            "N_1, nuclei per area of a surface that reads as pure solute; the background that "
            "pure lithium reads counts as well",
        ),
    ),
    lambda found, values: values["density_full"] * found.signal,
    "signal",
)  # fmt: skip

OVERPOTENTIAL = Density(
    "overpotential",
    "N = N_r (eta/eta_r)^3, eta the tip of the nucleation dip",
    (
        Parameter(
            "density_reference", "1/m^2", "1e7 1/cm2", "1e4 1/cm2", "1e9 1/cm2", "assumed",
            UNCONSTRAINED, "N_r, nuclei per area at eta_r",
        ),
        Parameter(
            "overpotential_reference", "V", "86 mV", "1 mV", "1 V", "measured",
            "Wang 2023, tip on the Li-Ag foil as made", "eta_r, where N_r is told",
        ),
    ),
    lambda found, values: values["density_reference"]
    * (found.overpotential / values["overpotential_reference"]) ** 3,
    "overpotential",
)  # fmt: skip
"""Pei et al., Nano Lett. 17 (2017) 1132, of which the abstract was read: the size of nuclei goes as
1/eta and their density as eta^3, on copper."""

DENSITIES: dict[str, Density] = {law.name: law for law in (CONSTANT, SIGNAL, OVERPOTENTIAL)}
