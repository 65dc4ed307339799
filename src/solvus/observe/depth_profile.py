"""AES sputter depth profile: reading against SiO2-equivalent depth (MRI model).

The true profile, layers of the skin over the matrix, is turned to SiO2-equivalent depth by the
sputter scale s (real nm per SiO2 nm) and blurred by atomic mixing w, information depth lambda and
roughness sigma (Hofmann's mixing-roughness-information depth model):

    g_w(d) = exp(-(d + w)/w)/w for d > -w,   g_lambda(d) = exp(d/lambda)/lambda for d < 0,
    g_sigma(d) = exp(-d^2/2 sigma^2)/(sigma sqrt(2 pi)),   d = depth reached - depth of origin

with the part of each kernel that would lie above the surface left out and the rest normalised.
The blurred composition is read by the AES law, place by place: with and without a skin, with and
without Li on top of it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.base.parameters import Parameter
from solvus.model.electrode import Face
from solvus.model.surface import signal
from solvus.observe.kinds import SIGNAL_LAWS, Instrument, Values

STEP = 0.5e-9  # [m] of the grid: no longer than the shortest length that blurs
TAIL_REACH, ROUGH_REACH = 8.0, 5.0  # of the exponentials and the Gaussian, in their lengths

PARAMETERS = (
    Parameter(
        "sputter_scale", "1", "1.5", "0.5", "5", "assumed",
        "LiAg against SiO2 from recalled sputter yields, 1.0 to 2.15",
        "s, real depth per SiO2-equivalent depth",
    ),
    Parameter(
        "roughness", "m", "17 nm", "1 nm", "100 nm", "assumed",
        "10 to 25 nm for sputtered metal foils", "sigma, Gaussian roughness (SiO2-equivalent)",
    ),
    Parameter(
        "mixing", "m", "3 nm", "0.5 nm", "20 nm", "assumed", "2 to 4 nm at 1 keV Ar",
        "w, depth of atomic mixing (SiO2-equivalent)",
    ),
    Parameter(
        "information_depth", "m", "1.5 nm", "0.5 nm", "10 nm", "assumed", "1 to 2 nm",
        "lambda, escape depth of the Auger electrons (SiO2-equivalent)",
    ),
)  # fmt: skip

INSTRUMENT = Instrument(
    "depth_profile", "AES sputter depth profile", PARAMETERS, SIGNAL_LAWS, default_law="floor"
)


class Profile(NamedTuple):
    """Reading y [1] against SiO2-equivalent depth [m]."""

    depth: np.ndarray
    reading: np.ndarray


def read(face: Face, values: Values, reach: float = 400e-9) -> Profile:
    """The profile of a face down to `reach` [m SiO2]; `values` from `INSTRUMENT.values`."""
    scale = values["sputter_scale"]
    beyond = TAIL_REACH * (values["mixing"] + values["information_depth"])
    beyond += ROUGH_REACH * values["roughness"]
    grid = np.arange(0.0, reach + beyond, STEP) + 0.5 * STEP
    y = np.zeros_like(grid)
    for area, layers in face.columns():
        blurred = _blurred(_composition(face, grid * scale, layers), values)
        y += area * signal(blurred, values["floor"], values["ratio"])
    inside = grid <= reach
    return Profile(grid[inside], y[inside])


def _composition(
    face: Face, depth: np.ndarray, layers: tuple[tuple[float, float, float], ...]
) -> np.ndarray:
    """Atom fraction at real depths [m]: the layers, then the matrix from its own face on.

    A layer boundary inside a cell of the grid is shared out by thickness, so that the profile
    moves smoothly with the layer.
    """
    step = depth[1] - depth[0]
    top = 0.0
    x = np.interp(depth - sum(layer[0] for layer in layers), face.depth, face.fraction)
    for thickness, fraction, _ in layers:
        low = np.maximum(depth - 0.5 * step, top)
        high = np.minimum(depth + 0.5 * step, top + thickness)
        share = np.clip((high - low) / step, 0.0, 1.0)
        x = share * fraction + (1.0 - share) * x
        top += thickness
    return x


def _blurred(x: np.ndarray, values: Values) -> np.ndarray:
    mixing, escape = values["mixing"], values["information_depth"]
    for blur in (_mixing_kernel(mixing), _escape_kernel(escape), _rough(values["roughness"])):
        inside = slice(len(blur) // 2, len(blur) // 2 + len(x))
        whole = np.convolve(np.ones_like(x), blur)[inside]
        x = np.convolve(x, blur)[inside] / whole
    return x


def _offsets(reach: float) -> np.ndarray:
    half = int(np.ceil(reach / STEP))
    return np.arange(-half, half + 1) * STEP


def _tail(length: float, start: float) -> np.ndarray:
    """The share of exp(-(d - start)/length)/length, d > start, that falls into each cell."""
    cells = _offsets(TAIL_REACH * length)
    edges = np.append(cells - 0.5 * STEP, cells[-1] + 0.5 * STEP)
    return _unit(np.diff(-np.expm1(-np.maximum(edges - start, 0.0) / length)))


def _mixing_kernel(length: float) -> np.ndarray:
    return _tail(length, -length)


def _escape_kernel(length: float) -> np.ndarray:
    return _tail(length, 0.0)[::-1]


def _rough(length: float) -> np.ndarray:
    return _unit(np.exp(-0.5 * (_offsets(ROUGH_REACH * length) / length) ** 2))


def _unit(kernel: np.ndarray) -> np.ndarray:
    return kernel / kernel.sum()
