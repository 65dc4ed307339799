"""Invented inputs of the figures of a calibration."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go

from solvus.report.figures.corner import Corner, Sampled, corner
from solvus.report.figures.correlation import Correlation, correlation
from solvus.report.figures.fit_residuals import FitResiduals, FittedReading, fit_residuals
from solvus.report.figures.profile_likelihood import (
    ParameterProfile,
    ProfileLikelihood,
    profile_likelihood,
)

READINGS = [
    FittedReading("hysteresis, cycle 1", 25.0, 4.0, 27.0, 1.0, "mV"),
    FittedReading("hysteresis, cycle 120", 100.0, 12.0, math.nan, 0.0, "mV"),
    FittedReading("life", 240.0, 20.0, 200.0, 10.0, "", "at least"),
]
CORRELATION = [[1.0, 0.8, -0.3], [0.8, 1.0, 0.1], [-0.3, 0.1, 1.0]]
Z = np.linspace(-2.2, 2.2, 12)


def profile(name: str, low: float, high: float, *, log: bool = False) -> ParameterProfile:
    """A parabola around 10 with sigma 1, cut at the bounds."""
    values = np.clip(10.0 + Z, low, high)
    return ParameterProfile(name, "mV", values, (values - 10.0) ** 2, 10.0, 1.0, low, high, log)


def sampled(name: str, prior: float = math.nan) -> Sampled:
    """Samples of a Gaussian."""
    samples = np.random.default_rng(len(name)).normal(5.0, 1.0, 4000)
    return Sampled(name, "mV", samples, 5.0, prior, 2.0 if prior == prior else math.nan)


BUILDERS: dict[str, Callable[[], go.Figure]] = {
    "fit_residuals": lambda: fit_residuals(FitResiduals(READINGS)),
    "correlation": lambda: correlation(Correlation(["a", "b", "c"], CORRELATION)),
    "profile_likelihood": lambda: profile_likelihood(
        ProfileLikelihood([profile("a", 0.0, 20.0), profile("b", 9.0, 20.0, log=True)])
    ),
    "corner": lambda: corner(Corner([sampled("a"), sampled("bb", 6.0), sampled("ccc")])),
}
