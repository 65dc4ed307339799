"""The figures of a calibration, from what was found to what a figure takes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from solvus.infer.display import number, numbers, spread, unit_word
from solvus.infer.posterior import Posterior
from solvus.infer.profile import Profile
from solvus.infer.result import Reading, Result
from solvus.report.figures.corner import Corner, Sampled, corner
from solvus.report.figures.correlation import Correlation, correlation
from solvus.report.figures.fit_residuals import FitResiduals, FittedReading, fit_residuals
from solvus.report.figures.profile_likelihood import (
    ParameterProfile,
    ProfileLikelihood,
    profile_likelihood,
)

BOUND_WORDS = {0: "", 1: "at least", -1: "at most"}


def residual_figure(result: Result) -> go.Figure:
    """Every reading beside the model."""
    return fit_residuals(FitResiduals([_reading(one) for one in result.readings]))


def correlation_figure(result: Result) -> go.Figure:
    """Correlation of the parameters; ValueError for one parameter alone."""
    if len(result.estimates) < 2:
        raise ValueError("one parameter has nothing to be correlated with")
    return correlation(Correlation(result.problem.names, result.correlation))


def profile_figure(result: Result, profiles: Sequence[Profile]) -> go.Figure:
    """Profiles of all parameters."""
    shown = []
    for estimate, one in zip(result.estimates, profiles, strict=True):
        free = estimate.free
        shown.append(
            ParameterProfile(
                free.name, unit_word(free), numbers(one.values, free), one.delta,
                number(estimate.value, free), spread(estimate.sigma, free, estimate.value),
                number(free.low, free), number(free.high, free), free.log,
            )
        )  # fmt: skip
    return profile_likelihood(ProfileLikelihood(shown))


def corner_figure(result: Result, posterior: Posterior) -> go.Figure:
    """The posterior of all parameters."""
    shown = []
    for estimate, samples in zip(result.estimates, posterior.thetas.T, strict=True):
        free = estimate.free
        prior, width = math.nan, math.nan
        if free.prior is not None and free.prior_sigma is not None:
            prior, width = number(free.prior, free), spread(free.prior_sigma, free, free.prior)
        shown.append(
            Sampled(free.name, unit_word(free), numbers(np.asarray(samples), free),
                    number(estimate.value, free), prior, width)
        )  # fmt: skip
    return corner(Corner(shown))


def _reading(one: Reading) -> FittedReading:
    asked = one.asked
    return FittedReading(
        asked.name, number(one.value, asked), spread(one.sigma, asked, one.value),
        number(one.predicted, asked), spread(one.band, asked, one.value), unit_word(asked),
        BOUND_WORDS[one.bound],
    )  # fmt: skip
