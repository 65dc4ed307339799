"""The calibration behind the verdicts: least squares on readings of role fit, and nothing else.

Five readings (AES as made and after 3 and 5 mAh/cm2; nucleation overpotential at 0 and 5 mAh/cm2)
and three parameters: the floor of the AES law and the two of the logarithmic nucleation level. The
threshold charge of mechanism H3v is not fitted: every value in a bracket gives the same readings,
and the bracket is found here. What no reading of role fit fixes (sputter scale, roughness,
solubility, diffusivity) keeps a prior, whose width is carried into the predictions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from solvus.paper.claims import Claim, all_claims
from solvus.paper.features import find
from solvus.paper.laboratory import Laboratory

MAH_PER_CM2 = 36000.0  # [C/m2]


class Free(NamedTuple):
    """A parameter that is fitted: start, bounds, step for derivatives, display."""

    name: str
    start: float
    low: float
    high: float
    scale: float
    unit: str
    meaning: str


class Prior(NamedTuple):
    """A parameter that no reading of role fit fixes: value and standard deviation [SI]."""

    name: str
    value: float
    sigma: float
    why: str


FREE = (
    Free("floor", 0.07, 0.0, 0.5, 0.01, "1", "AES reading of lithium without solute, y0"),
    Free("level_full", 0.045, 0.0, 0.3, 0.01, "V", "nucleation level on pure solute, eta_1"),
    Free("level_slope", 0.016, 0.0, 0.2, 0.01, "V", "fall of the level per e-fold of y, b"),
)

PRIORS = (
    Prior("sputter_scale", 1.5, 0.33, "LiAg over SiO2, 1.0 to 2.15, taken as uniform"),
    Prior("roughness", 17e-9, 4.3e-9, "10 to 25 nm, taken as uniform"),
    Prior(
        "solubility",
        0.0075,
        0.0006,
        "no datum; near the 0.71 at% of the foil, which is one phase as made",
    ),
    Prior("diffusivity_factor", 1.0, 0.5, "extrapolated tracer diffusivity of Ag in Li"),
)

FITTED_GROUPS = ("surface", "nucleation")
START_CONTACT_CHARGE = 4.0 * MAH_PER_CM2


@dataclass(frozen=True)
class Calibration:
    """Fitted values and covariance [SI], chi2, readings used, and the bracket of Q_v [C/m2]."""

    values: dict[str, float]
    covariance: np.ndarray
    chi2: float
    readings: tuple[str, ...]
    bracket: tuple[float, float]

    @property
    def theta(self) -> dict[str, float]:
        """Everything a laboratory needs: fitted values and the centres of the priors."""
        centre = {prior.name: prior.value for prior in PRIORS}
        return centre | {"contact_charge": START_CONTACT_CHARGE} | self.values

    @property
    def sigma(self) -> dict[str, float]:
        """Standard error of each fitted parameter."""
        return dict(zip(self.values, np.sqrt(np.diag(self.covariance)), strict=True))

    @property
    def freedom(self) -> int:
        """Readings minus parameters."""
        return len(self.readings) - len(self.values)


def readings() -> tuple[Claim, ...]:
    """The claims on surfaces and nucleation that may be fitted."""
    return tuple(c for c in all_claims() if c.role == "fit" and c.group in FITTED_GROUPS)


def residuals(theta: dict[str, float], claims: tuple[Claim, ...]) -> np.ndarray:
    """(computed - printed)/sigma of the claims, array (n,)."""
    lab = Laboratory(theta)
    found = []
    for claim in claims:
        value = find(lab, claim).value
        assert value is not None
        assert claim.sigma is not None
        found.append((value - claim.number) / claim.sigma)
    return np.array(found)


def calibrate() -> Calibration:
    """Fit the free parameters; SciPy least squares, covariance from the Jacobian at the optimum."""
    from scipy.optimize import least_squares

    claims = readings()
    fixed = {prior.name: prior.value for prior in PRIORS}
    fixed["contact_charge"] = START_CONTACT_CHARGE

    def cost(vector: np.ndarray) -> np.ndarray:
        theta = {free.name: float(v) for free, v in zip(FREE, vector, strict=True)}
        return residuals(fixed | theta, claims)

    best = least_squares(
        cost,
        [free.start for free in FREE],
        bounds=([free.low for free in FREE], [free.high for free in FREE]),
        x_scale=[free.scale for free in FREE],
        diff_step=1e-4,
    )
    covariance = np.linalg.inv(best.jac.T @ best.jac)
    values = {free.name: float(v) for free, v in zip(FREE, best.x, strict=True)}
    chi2 = float(np.sum(best.fun**2))
    bracket = contact_bracket(fixed | values, claims, chi2)
    return Calibration(values, covariance, chi2, tuple(c.id for c in claims), bracket)


def contact_bracket(
    theta: dict[str, float], claims: tuple[Claim, ...], chi2: float
) -> tuple[float, float]:
    """Smallest and largest Q_v [C/m2] on a grid whose chi2 is within 4 of the best.

    The readings know Q_v only as "above the charge of one sample and not above that of another".
    """
    grid = np.arange(0.5, 7.01, 0.25) * MAH_PER_CM2
    good = [
        q
        for q in grid
        if np.sum(residuals(theta | {"contact_charge": float(q)}, claims) ** 2) < chi2 + 4.0
    ]
    return (float(min(good)), float(max(good))) if good else (np.nan, np.nan)


def predict(calibration: Calibration, claim: Claim) -> tuple[float, float]:
    """(value, standard deviation) of a numerical claim in its own unit.

    Linear propagation of the covariance of the fit and of the priors, by central differences of
    one standard deviation.
    """
    centre = calibration.theta

    def at(**moved: float) -> float:
        value = find(Laboratory(centre | moved), claim).value
        assert value is not None
        return value

    slopes = []
    for name, sigma in calibration.sigma.items():
        step = max(sigma, 1e-9)
        high, low = at(**{name: centre[name] + step}), at(**{name: centre[name] - step})
        slopes.append((high - low) / (2.0 * step))
    gradient = np.array(slopes)
    variance = float(gradient @ calibration.covariance @ gradient)
    for prior in PRIORS:
        high = at(**{prior.name: prior.value + prior.sigma})
        low = at(**{prior.name: prior.value - prior.sigma})
        variance += (0.5 * (high - low)) ** 2
    return at(), float(np.sqrt(variance))
