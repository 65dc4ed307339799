"""Numbers of spectra, profiles, maps, heights and sections as readings with error bars.

Each function takes the result of its module and gives one `Reading` a number: name, value,
standard error, unit, definition with its options. `noise` is what differs from one measurement to
the next; what is common to all (sensitivity factors, sputter rate, energy reference) stands under
`systematic`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from solvus.analyse.composition import Composition
from solvus.analyse.depth import Interface, Plateau
from solvus.analyse.doublet import DoubletFit
from solvus.analyse.element_map import Correlation, Ratio, Uniformity
from solvus.analyse.roughness_error import RoughnessError
from solvus.analyse.texture_layer import TextureLayer
from solvus.analyse.uncertain import Reading


def of_doublet(fit: DoubletFit, level: str) -> list[Reading]:
    """Energies, widths and areas of each state, splitting, ratio, and how good the fit is."""
    options = {"fit": fit.words, "chi2": f"{fit.chi2:.3g}", "r2": f"{fit.r2:.4f}"}
    options |= {"residual correlation": f"{fit.hanging:.2f}"}
    found = []
    for i, state in enumerate(fit.states, 1):
        mark = f"{level} state {i}" if len(fit.states) > 1 else level
        for name, value, unit in (
            ("binding energy", state.energy, "eV"),
            ("area of the stronger line", state.area, "counts eV"),
            ("width", state.width, "eV"),
        ):
            found.append(_reading(f"{mark} {name}", *value, unit, "doublet fit", options))
    for name, value, unit in (
        ("splitting", fit.splitting, "eV"),
        ("area ratio", fit.ratio, "1"),
        ("Lorentzian share", fit.mixing, "1"),
    ):
        found.append(_reading(f"{level} {name}", *value, unit, "doublet fit", options))
    return found


def of_composition(made: Composition, row: int | None = None) -> list[Reading]:
    """Atomic fraction by line; `row` of a profile where there are several."""
    found = []
    for line, fraction in made.fraction.items():
        parts = (fraction, made.from_intensity[line], made.from_factors[line])
        x, noise, scale = (float(np.atleast_1d(part)[row or 0]) for part in parts)
        found.append(
            _reading(f"atomic fraction of {line}", x, noise, "1", made.words, {},
                     {"sensitivity factors": scale})
        )  # fmt: skip
    return found


def of_interface(found: Interface, element: str) -> list[Reading]:
    """Position and width of a step in a profile."""
    scale = found.scale
    return [
        _reading(f"{element} interface {name}", value, error, "m", found.words, {},
                 {"sputter rate": scale * value})
        for name, value, error in (
            ("position", found.position, found.position_error),
            ("width", found.width, found.width_error),
        )
    ]  # fmt: skip


def of_plateau(found: Plateau, element: str, unit: str = "1") -> list[Reading]:
    """Level of a plateau."""
    options = {"scatter of points": f"{found.spread:.3g}"}
    return [_reading(f"{element} plateau", found.value, found.error, unit, found.words, options)]


def of_map(
    element: str,
    even: Uniformity | None = None,
    ratio: Ratio | None = None,
    correlation: Correlation | None = None,
    unit: str = "m",
) -> list[Reading]:
    """Spread, enrichment and correlation length of an element map."""
    found = []
    if even is not None:
        found.append(_reading(f"{element} spread beyond counting", even.spread, even.error, "1",
                              even.words, {"dispersion": f"{even.dispersion:.3f}"}))  # fmt: skip
    if ratio is not None:
        found.append(_reading(f"{element} enrichment", ratio.value, ratio.error, "1", ratio.words))
    if correlation is not None:
        found.append(_reading(f"{element} correlation length", correlation.length,
                              correlation.length_error, unit, correlation.words))  # fmt: skip
    return found


def of_roughness(found: RoughnessError) -> list[Reading]:
    """Sa, Sq, Sdr with error bars; Sz, which has none."""
    r = found.found
    return [
        _reading(name, value, error, unit, found.words)
        for name, value, error, unit in (
            ("Sa", r.sa, found.sa, "m"), ("Sq", r.sq, found.sq, "m"),
            ("Sdr", r.sdr, found.sdr, "1"), ("Sz", r.sz, math.nan, "m"),
        )
    ]  # fmt: skip


def of_layer(found: TextureLayer) -> list[Reading]:
    """Mean thickness of a layer with its error, and the spread along the section."""
    options = {"10 %": f"{1e6 * found.low:.3g} um", "median": f"{1e6 * found.median:.3g} um"}
    options |= {"90 %": f"{1e6 * found.high:.3g} um", "columns": f"{100 * found.share:.0f} %"}
    return [
        _reading("layer thickness, mean", found.mean, found.sampling, "m", found.words, options,
                 {"window and level": found.choices}),
        _reading("layer thickness, spread along the section", found.thickness.sd, math.nan, "m",
                 found.words, options),
    ]  # fmt: skip


def _reading(
    name: str,
    value: float,
    noise: float,
    unit: str,
    definition: str,
    options: Mapping[str, str] | None = None,
    systematic: Mapping[str, float] | None = None,
) -> Reading:
    common = dict(systematic or {})
    sigma = math.sqrt(noise**2 + sum(part**2 for part in common.values()))
    return Reading(name, float(value), sigma, float(noise), common, unit, definition, options or {})
