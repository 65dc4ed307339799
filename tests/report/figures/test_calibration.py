"""What the figures of a calibration show."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from solvus.report.figures.corner import CONTAINS, _level
from solvus.report.figures.fit_residuals import MOST_SHOWN


def test_a_reading_stands_where_it_deviates_in_its_sigmas(figures: dict[str, go.Figure]) -> None:
    points = next(t for t in figures["fit_residuals"].data if t.name == "measured")
    assert points.x[0] == pytest.approx(-0.5)  # (25 - 27)/4
    assert points.x[2] == pytest.approx(2.0)  # (240 - 200)/20
    assert list(points.marker.symbol) == ["circle", "x", "triangle-right"]
    assert list(points.error_x.array) == [1.0, 0.0, 0.0]


def test_a_reading_that_was_not_reached_stands_at_the_edge(figures: dict[str, go.Figure]) -> None:
    figure = figures["fit_residuals"]
    points = next(t for t in figure.data if t.name == "measured")
    assert points.x[1] == -MOST_SHOWN
    assert figure.layout.xaxis.range[0] < -MOST_SHOWN
    assert any("not reached" in note.text for note in figure.layout.annotations)


def test_the_band_of_the_model_is_in_sigmas_of_the_reading(figures: dict[str, go.Figure]) -> None:
    band = next(t for t in figures["fit_residuals"].data if t.mode == "lines")
    assert list(band.x)[:2] == [-0.25, 0.25]
    assert len([x for x in band.x if x is not None]) == 4  # none for the one not reached


def test_each_pair_is_printed_once(figures: dict[str, go.Figure]) -> None:
    figure = figures["correlation"]
    z = np.asarray(figure.data[0].z, float)
    assert np.isnan(z[0, 1])
    np.testing.assert_allclose(z[[0, 1, 1], [0, 0, 1]], [0.8, -0.3, 0.1])
    texts = sorted(text for trace in figure.data[1:] for text in trace.text)
    assert texts == ["+0.10", "+0.80", "−0.30"]
    strong = next(trace for trace in figure.data[1:] if "+0.80" in trace.text)
    assert list(strong.text) == ["+0.80"]  # alone in white


def test_limits_and_bounds_are_lines(figures: dict[str, go.Figure]) -> None:
    shapes = figures["profile_likelihood"].layout.shapes
    levels = sorted(s.y0 for s in shapes if s.y0 == s.y1)
    assert levels == [1.0, 1.0, 4.0, 4.0]
    bounds = [s.x0 for s in shapes if s.x0 == s.x1]
    assert bounds == [9.0]  # only the one that the walk met


def test_a_logarithmic_parameter_is_compared_in_its_logarithm(
    figures: dict[str, go.Figure],
) -> None:
    linear = [t for t in figures["profile_likelihood"].data if t.line.dash == "dash"]
    straight, curved = (np.asarray(t.x, float) for t in linear)
    assert np.ptp(np.diff(straight)) < 1e-9
    assert np.ptp(np.diff(np.log(curved))) < 1e-9


def test_the_lines_of_a_corner_hold_their_share() -> None:
    counts = np.random.default_rng(0).gamma(0.3, 1.0, (28, 28))
    for share in CONTAINS:
        inside = counts[counts >= _level(counts, share)].sum() / counts.sum()
        assert inside == pytest.approx(share, abs=0.02)


def test_only_priors_that_are_given_are_drawn(figures: dict[str, go.Figure]) -> None:
    names = [t.name for t in figures["corner"].data if t.name and t.name.startswith("prior")]
    assert names == ["prior of bb"]
