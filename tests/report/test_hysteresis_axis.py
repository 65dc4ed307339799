"""Lines of hysteresis that reach the limit, and the axis they are drawn on."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest
from cycle_life_inputs import CYCLES, growth

from solvus.report.hysteresis_axis import add_growth, add_limit, add_spread, set_axis
from solvus.report.series import Line


def test_a_line_ends_at_the_limit_where_it_first_is_beyond() -> None:
    figure = go.Figure()
    add_growth(figure, growth(), 500.0)
    line = figure.data[-1]
    assert list(line.x) == list(range(1, 10))
    assert line.y[-1] == 500.0
    assert line.y[-2] == pytest.approx(20.0 * 1.2**8)


def test_a_line_that_stays_below_is_whole() -> None:
    figure = go.Figure()
    add_growth(figure, Line("Li-Ag", CYCLES, 25.0 + CYCLES), 500.0)
    assert list(figure.data[-1].y) == [25.0 + n for n in CYCLES]


def test_the_band_goes_on_until_its_lower_bound_is_at_the_limit() -> None:
    figure = go.Figure()
    line = growth()
    assert line.low is not None
    assert line.high is not None
    add_spread(figure, line, (line.low, line.high), 500.0)
    band = figure.data[0]
    assert max(band.x) == 10.0
    upper, lower = np.asarray(band.y[:10]), np.asarray(band.y[10:])[::-1]
    assert upper[-3:].tolist() == [500.0] * 3
    assert lower[8] == pytest.approx(19.0 * 1.2**9)
    assert lower[9] == 500.0
    assert np.isfinite(upper).all()


def test_the_axis_is_logarithmic_with_round_ticks() -> None:
    figure = go.Figure()
    set_axis(figure, 20.0, 500.0)
    low, high = figure.layout.yaxis.range
    assert 10**low < 20.0 < 500.0 < 10**high
    assert figure.layout.yaxis.type == "log"
    assert {"20", "50", "100", "200", "500"} <= set(figure.layout.yaxis.ticktext)
    assert figure.layout.yaxis.title.text.endswith("[mV]")


def test_the_limit_is_named_on_its_line() -> None:
    figure = go.Figure()
    add_limit(figure, 450.0, 200.0)
    assert list(figure.data[0].y) == [450.0, 450.0]
    assert "450 mV" in figure.data[0].text[0]
