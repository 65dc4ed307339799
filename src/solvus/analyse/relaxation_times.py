"""The distribution of relaxation times of a spectrum, as far as starting values need it.

    Z(w) = R0 + sum_k g_k/(1 + j w tau_k) + j w L + 1/(j w C),   g_k, R0, L, 1/C >= 0

on a fixed grid of tau, by non-negative least squares with the weight 1/|Z| and a penalty on the
second differences of g (Tikhonov; Wan et al., Electrochim. Acta 184 (2015) 483). The place and the
area of a peak say where an arc is and how wide. The height and width of a peak depend on the
penalty, so that nothing here is a result.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from solvus.analyse.kramers_kronig import relaxation_columns, stray_columns

PER_DECADE = 8
BEYOND = 1.0  # decades of tau outside the band
PENALTY = 0.02
LEAST_SHARE = 0.01  # of the sum of g, below which a peak is none


class Peak(NamedTuple):
    """A peak: area [as Z] and relaxation time [s] of its top."""

    resistance: float
    tau: float


class Relaxations(NamedTuple):
    """Peaks in order of rising tau, and what is not relaxation, each in the unit of Z.

    resistance : R0; inductive : w L at the highest, capacitive : 1/(w C) at the lowest frequency.
    """

    peaks: tuple[Peak, ...]
    resistance: float
    inductive: float
    capacitive: float


def relaxations(frequency: np.ndarray, impedance: np.ndarray) -> Relaxations:
    """The peaks of a spectrum; frequency [Hz] (n,) falling, impedance (n,) complex, both finite."""
    from scipy.optimize import nnls

    f, z = frequency, impedance
    edges = np.log10([1.0 / f[0], 1.0 / f[-1]]) + np.array([-BEYOND, BEYOND])
    count = max(int(PER_DECADE * (edges[1] - edges[0])), 8)
    tau = np.logspace(edges[0], edges[1], count) / (2.0 * np.pi)
    scale = float(np.abs(z).max())
    stray = stray_columns(f, inductance=True, capacitance=True)
    columns = np.hstack([relaxation_columns(f, tau), stray]) * scale
    weighted = columns / np.abs(z)[:, None]
    smooth = PENALTY * np.sqrt(len(f)) * np.diff(np.eye(count, count + 3), 2, axis=0)
    target = z / np.abs(z)
    system = np.vstack([weighted.real, weighted.imag, smooth])
    known = np.concatenate([target.real, target.imag, np.zeros(len(smooth))])
    found = nnls(system, known, maxiter=20 * system.shape[1])[0] * scale
    g, (r0, inductive, capacitive) = found[:count], found[count:]
    return Relaxations(_peaks(tau, g), float(r0), float(inductive), float(capacitive))


def _peaks(tau: np.ndarray, g: np.ndarray) -> tuple[Peak, ...]:
    """Between two minima lies a peak; those with next to no area are left out."""
    whole = g.sum()
    if not whole > 0.0:
        return ()
    padded = np.concatenate([[-1.0], g, [-1.0]])
    tops = [i for i in range(len(g)) if padded[i] < g[i] >= padded[i + 2] and g[i] > 0.0]
    cuts = [0] + [a + int(np.argmin(g[a : b + 1])) for a, b in pairwise(tops)]
    areas = np.add.reduceat(g, cuts)
    return tuple(
        Peak(float(area), float(tau[top]))
        for top, area in zip(tops, areas, strict=True)
        if area > LEAST_SHARE * whole
    )
