"""Salt in the pores of the reaction layers of a cell under current.

In the pores of a layer of thickness h, porosity p and MacMullin number N_M the salt diffuses with
D/N_M; lithium enters or leaves at the metal with the share (1 - t+) of the current that migration
does not carry, and at its outer edge the layer meets the free electrolyte:

    p dc/dt = (D/N_M) d2c/dz2,   (D/N_M) dc/dz = +-(1 - t+) j/F at the metal,   c = c_free outside

With h, N_M held over a half-cycle the deviation at the metal after a step of current is exact in
modes, each a low pass of the current:

    c - c_free = B sum_k w_k a_k,   da_k/dt = (j - a_k) (2k+1)^2 pi^2/(4 tau)
    B = (1 - t+) h N_M/(F D),   w_k = 8/(pi (2k+1))^2,   tau = h^2 N_M p/D

Their steady sum is B j. What the modes beyond the last leave out follows at once. c_free follows
from the salt of both layers and of the free electrolyte together, which is conserved; electrolyte
that fills the pores of a growing layer comes at the concentration as filled.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.kernels.jit import njit

MODES = 12


class SaltTransport(NamedTuple):
    """Constants, SI. `per_current` is (1 - t+)/(F D); `volt` (2RT/F)(1 - t+) TDF; `free` the
    thickness of electrolyte outside the layers [m]; `fresh` N0; `exponent` b of N_M = N0 s^-b."""

    conductivity: float
    diffusivity: float
    concentration: float
    per_current: float
    volt: float
    free: float
    fresh: float
    exponent: float


@njit
def time_constant(h: float, s: float, porosity: float, salt: SaltTransport) -> float:
    """tau = h^2 N_M p/D [s]; 0 for no layer and for one that is closed."""
    if s <= 0.0:
        return 0.0
    return h * h * salt.fresh * s ** (-salt.exponent) * porosity / salt.diffusivity


@njit
def relax(
    modes: np.ndarray, j: float, time: float, thickness: np.ndarray, open_share: np.ndarray,
    porosity: np.ndarray, salt: SaltTransport,
) -> None:  # fmt: skip
    """Carry the modes, array (2, MODES) [A/m2], through `time` [s] at the current j [A/m2].

    thickness [m], open_share [1], porosity [1] of the layers, arrays (2,).
    """
    for e in range(2):
        tau = time_constant(thickness[e], open_share[e], porosity[e], salt)
        for k in range(MODES):
            if tau <= 0.0:
                modes[e, k] = j
                continue
            order = 2.0 * k + 1.0
            rate = order * order * np.pi * np.pi / (4.0 * tau)
            modes[e, k] = j + (modes[e, k] - j) * np.exp(-rate * time)


@njit
def surface_and_mean(modes: np.ndarray, e: int, j: float, time: float, tau: float) -> tuple:
    """(deviation at the metal, its mean over the layer)/B [A/m2] after `time` at j."""
    surface, mean, weights, means = 0.0, 0.0, 0.0, 0.0
    # exp(-(2k+1)^2 x) for k = 0, 1, 2, ... by products: (2k+3)^2 - (2k+1)^2 = 8 (k+1)
    left = np.exp(-np.pi * np.pi * time / (4.0 * tau)) if tau > 0.0 else 0.0
    eighth = left**8
    fall = eighth
    sign = 1.0
    for k in range(MODES):
        order = 2.0 * k + 1.0
        weight = 8.0 / (np.pi * order) ** 2
        share = sign * 2.0 / (order * np.pi)
        amplitude = j + (modes[e, k] - j) * left
        left *= fall
        fall *= eighth
        surface += weight * amplitude
        mean += weight * share * amplitude
        weights += weight
        means += weight * share
        sign = -sign
    return surface + (1.0 - weights) * j, mean + (0.5 - means) * j


@njit
def voltage(
    times: np.ndarray, duration: float, j: float, thickness: np.ndarray, open_share: np.ndarray,
    porosity: np.ndarray, modes: np.ndarray, salt: SaltTransport, out: np.ndarray,
) -> None:  # fmt: skip
    """Voltage across both layers at times [s] of a half-cycle of signed current j [A/m2].

    thickness [m], open_share [1] : arrays (electrode, start and end of the half-cycle), linear
    between, the end after `duration` [s]; porosity (electrode,); modes (2, MODES) at its start.
    out : array (times, 2): voltage [V], signed as the current, inf once a layer is closed or its
    salt is gone; lowest concentration at a metal [mol/m3].
    """
    side = 1.0 if j >= 0.0 else -1.0
    last = max(duration, 1e-300)
    beta, surface, mean = np.zeros(2), np.zeros(2), np.zeros(2)
    tau, held = np.zeros(2), np.zeros(2)
    for e in range(2):
        tau[e] = time_constant(thickness[e, 0], open_share[e, 0], porosity[e], salt)
    for i in range(times.size):
        share = times[i] / last
        ohmic, closed = 0.0, False
        for e in range(2):
            h = thickness[e, 0] + share * (thickness[e, 1] - thickness[e, 0])
            s = open_share[e, 0] + share * (open_share[e, 1] - open_share[e, 0])
            if s <= 0.0:
                closed = True
                continue
            path = h * salt.fresh * s ** (-salt.exponent)
            ohmic += path / salt.conductivity
            beta[e] = salt.per_current * path
            held[e] = porosity[e] * h
            surface[e], mean[e] = surface_and_mean(modes, e, j, times[i], tau[e])
        if closed:
            out[i, 0], out[i, 1] = side * np.inf, 0.0
            continue
        excess = held[0] * beta[0] * mean[0] - held[1] * beta[1] * mean[1]
        room = salt.free + held[0] + held[1]
        middle = salt.concentration - (excess / room if room > 0.0 else 0.0)
        working = middle + beta[0] * surface[0]
        counter = middle - beta[1] * surface[1]
        out[i, 1] = min(working, counter)
        if out[i, 1] <= 0.0:
            out[i, 0] = side * np.inf
            continue
        out[i, 0] = j * ohmic + salt.volt * np.log(working / counter)
