"""Impedance of a symmetric cell at equilibrium, electrode by electrode.

    Z = R_el + sum over both electrodes of
        R_f/(1 + (jw R_f C_f)^a) + R_ct/(1 + (jw R_ct C_dl)^a)
        + h N_M/kappa + Z0 tanh(sqrt(jw tau))/sqrt(jw tau)

    R_ct = RT/(F j0),   Z0 = 2RT (1-t+)^2 TDF h N_M/(F^2 c0 D),   tau = h^2 N_M eps/D

w = 2 pi f. Film and charge transfer are an R beside a constant-phase element each, with C the
capacitance that puts the apex of the arc at 1/(R C). The pores of the layer hold a salt gradient
between the electrode and a separator at c0 (a finite length with a transmissive boundary); their
ohmic part stands at every frequency and is read in the high-frequency intercept. At w = 0 the layer
gives the slope at j = 0 of the steady law of `kernels.salt_layer`.

Linear response of the surface that stands there in steady operation: it holds for amplitudes small
against RT/F, leaves out the surface found at a reversal (see `interface`) and metal cut off in
the layer that still carries current.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from solvus.base.constants import F, R
from solvus.base.parameters import Parameter, resolve
from solvus.model.interface import transient_full
from solvus.model.interface.kinds import FILM
from solvus.model.layer.kinds import Layer, Salt

Values = Mapping[str, float]

PARAMETERS = (
    Parameter(
        "film_capacitance", "F/m^2", "5 uF/cm2", "0.1 uF/cm2", "100 uF/cm2", "assumed",
        "1 to 10 uF/cm2 for the SEI of Li in carbonates, recalled, not re-read",
        "C_f, capacitance of the film at the apex of its arc",
    ),
    Parameter(
        "cpe_exponent", "1", "0.9", "0.5", "1", "assumed",
        "0.8 to 1 in fits of Li cells, recalled, not re-read; 1 is an ideal capacitor",
        "a, exponent of the constant-phase elements of film and double layer",
    ),
)  # fmt: skip
"""Parameters of the impedance that no law of the interface has."""

_DOUBLE_LAYER = tuple(p for p in transient_full.PARAMETERS if p.name == "double_layer")
_ALL = (*FILM, *_DOUBLE_LAYER, *PARAMETERS)


class Impedance(NamedTuple):
    """Impedance [ohm m2] of the cell at `frequency` [Hz]; arrays (n,), complex but the first.

    total = electrolyte + film + charge_transfer + layer_ohmic + layer_diffusion, where all but the
    electrolyte hold both electrodes.
    """

    frequency: np.ndarray
    total: np.ndarray
    electrolyte: np.ndarray
    film: np.ndarray
    charge_transfer: np.ndarray
    layer_ohmic: np.ndarray
    layer_diffusion: np.ndarray


class LayerConstants(NamedTuple):
    """Of one layer: ohmic resistance h N_M/kappa and diffusion resistance Z0 [ohm m2], tau [s]."""

    ohmic: float
    diffusion: float
    tau: float


def complete(values: Values) -> dict[str, float]:
    """`values` [SI] of the interface with every parameter of the impedance; defaults fill the rest.

    Raises InputError for a value outside its range.
    """
    return dict(values) | resolve(_ALL, {}, given=values)


def layer_constants(layer: Layer, salt: Salt, temperature: float) -> LayerConstants:
    """The constants of the pores of one layer at a temperature [K]; inf once they have closed."""
    if layer.thickness == 0.0:
        return LayerConstants(0.0, 0.0, 0.0)
    length = layer.thickness * layer.macmullin
    rest = 1.0 - salt.transference_number
    factor = 2.0 * R * temperature * rest**2 * salt.thermodynamic_factor / F**2
    return LayerConstants(
        ohmic=length / salt.conductivity,
        diffusion=factor * length / (salt.salt_concentration * salt.salt_diffusivity),
        tau=layer.thickness * length * layer.porosity / salt.salt_diffusivity,
    )


def impedance(
    frequency: ArrayLike,
    values: Values,
    layers: tuple[Layer, Layer] | None,
    salt: Salt | None,
    temperature: float = 298.15,
) -> Impedance:
    """Impedance of a cell of two electrodes with the same film and reaction.

    frequency [Hz] : array (n,), not negative; 0 gives the steady resistance.
    values [SI] : film_resistance, exchange_current, electrolyte_resistance, double_layer,
        film_capacitance, cpe_exponent (see `complete`).
    layers : of the working and the counter electrode; None where there are none.
    salt : of the electrolyte; None will do where there are no layers.
    temperature [K].

    A layer that has closed passes no current: Z is then infinite at every frequency. Raises
    ValueError for a frequency that is negative or not a number and for layers without a salt,
    KeyError for a missing value.
    """
    f = np.atleast_1d(np.asarray(frequency, float))
    if not (np.isfinite(f) & (f >= 0.0)).all():
        raise ValueError("an impedance needs frequencies that are finite and not negative")
    omega = 2.0 * np.pi * f
    exponent = values["cpe_exponent"]
    transfer = R * temperature / (F * values["exchange_current"])
    film = 2.0 * arc(omega, values["film_resistance"], values["film_capacitance"], exponent)
    reaction = 2.0 * arc(omega, transfer, values["double_layer"], exponent)
    electrolyte = np.full(f.shape, values["electrolyte_resistance"], complex)
    ohmic, diffusion = np.zeros(f.shape, complex), np.zeros(f.shape, complex)
    for layer in layers or ():
        if salt is None:
            raise ValueError("the impedance of the layers needs the salt of the electrolyte")
        constants = layer_constants(layer, salt, temperature)
        ohmic += constants.ohmic
        if np.isfinite(constants.ohmic):
            diffusion += finite_length(omega, constants.diffusion, constants.tau)
    total = electrolyte + film + reaction + ohmic + diffusion
    return Impedance(f, total, electrolyte, film, reaction, ohmic, diffusion)


def arc(
    omega: np.ndarray, resistance: float, capacitance: float, exponent: float = 1.0
) -> np.ndarray:
    """R/(1 + (jw R C)^a) [ohm m2] at w [rad/s]; R [ohm m2], C [F/m2], a [1]."""
    reach = (omega * resistance * capacitance) ** exponent
    return np.asarray(resistance / (1.0 + reach * np.exp(0.5j * np.pi * exponent)))


def finite_length(omega: np.ndarray, resistance: float, tau: float) -> np.ndarray:
    """Z0 tanh(s)/s [ohm m2], s = sqrt(jw tau), at w [rad/s]; Z0 [ohm m2], tau [s].

    Z0 at w = 0 and for tau = 0; towards high frequency Z0/s, without overflow.
    """
    s = np.sqrt(1j * omega * tau)
    # tanh s = (1 - e)/(1 + e), e = exp(-2s), in which nothing grows with s
    tanh = -np.expm1(-2.0 * s) / (1.0 + np.exp(-2.0 * s))
    ratio = np.divide(tanh, s, out=np.ones_like(s), where=s != 0.0)
    return np.asarray(resistance * ratio)
