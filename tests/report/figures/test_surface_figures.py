"""Figures of spectra, profiles, maps and layers: what is drawn is what was measured."""

from __future__ import annotations

import json

import numpy as np
import pytest
from surface_inputs import FIT, LAYER, LINES, MAP, UNDER, E

from solvus.report.figures.depth_profile import DepthProfile, ProfilePoints, depth_profile
from solvus.report.figures.element_map import bar_length, element_maps
from solvus.report.figures.height_map import HeightMaps, Relief, height_map
from solvus.report.figures.layer_thickness import layer_thickness
from solvus.report.figures.xps_fit import xps_fit


def test_binding_energy_falls_and_measured_is_points() -> None:
    figure = xps_fit(FIT)
    assert tuple(figure.layout.xaxis.range) == (380.0, 364.0)
    points = [trace for trace in figure.data if trace.mode == "markers"]
    assert [trace.name for trace in points] == ["measured", "residual"]
    assert np.asarray(points[0].y) == pytest.approx(np.asarray(FIT.counts))
    assert points[1].yaxis == "y2"
    assert figure.layout.annotations[0].text == "one doublet, Shirley"


def test_components_stand_on_the_background() -> None:
    first, second = (trace for trace in xps_fit(FIT).data if trace.fill == "toself")
    n = E.size
    assert np.asarray(first.y)[:n] == pytest.approx(UNDER + LINES[0])
    assert np.asarray(first.y)[n:] == pytest.approx(UNDER[::-1])
    assert (first.showlegend, second.showlegend) == (True, False)


@pytest.mark.parametrize(("width", "due"), [(100.0, 20.0), (8.1, 2.0), (0.5, 0.1), (30000, 5000)])
def test_scale_bars_are_round(width: float, due: float) -> None:
    assert bar_length(width) == pytest.approx(due)


def test_a_map_has_its_counts_and_a_bar_of_the_right_length() -> None:
    figure = element_maps([MAP])
    heat, bar = figure.data
    assert heat.z.shape == (20, 30)
    assert heat.dx == 0.5
    assert bar.x[1] - bar.x[0] == bar_length(15.0) == 2.0
    assert figure.layout.annotations[-1].text == "2 µm"
    assert heat.colorbar.title.text == "counts"
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]  # first row on top
    assert "spread 12 ± 1 %" in figure.layout.annotations[0].text


def test_a_map_without_a_pixel_says_pixels_and_holes_are_left_out() -> None:
    holed = MAP.counts.copy()
    holed[3, 4] = np.nan
    figure = element_maps([MAP._replace(pixel=0.0, counts=holed)])
    assert figure.layout.annotations[-1].text == "5 pixels"
    assert json.loads(figure.to_json())["data"]
    with pytest.raises(ValueError, match="one to three"):
        element_maps([MAP] * 4)


def test_a_histogram_of_thickness_holds_the_whole_section() -> None:
    figure = layer_thickness([LAYER])
    steps, mean = figure.data
    assert np.sum(np.asarray(steps.y)[1:-1:2]) == pytest.approx(100.0)
    assert (mean.x[0], mean.error_x.array[0]) == (10.4, 0.6)
    assert mean.name == "mean 10.4 ± 0.6 µm"
    with pytest.raises(ValueError, match="no thickness"):
        layer_thickness([LAYER._replace(thickness=[np.nan])])


def test_measured_profiles_are_points_with_bars_and_interfaces_are_bands() -> None:
    profile = ProfilePoints("strip 5", "Ag", [0.0, 10.0], [50.0, 48.0], [2.0, 2.0], [(160.0, 48.0)])
    figure = depth_profile(DepthProfile([], [], "Ag", [profile]))
    (points,) = figure.data
    assert points.mode == "markers"
    assert points.name == "strip 5, measured"
    assert list(points.error_y.array) == [2.0, 2.0]
    band, line = figure.layout.shapes
    assert (band.x0, band.x1, line.x0) == (136.0, 184.0, 160.0)


def test_a_measured_height_map_may_have_holes_and_oblong_pixels() -> None:
    z = np.random.default_rng(0).normal(size=(20, 30))
    z[2, 3] = np.nan
    figure = height_map(HeightMaps([Relief("a", z, 0.5, "Li", 1.0)]))
    assert max(figure.data[0].x) == pytest.approx(14.5)
    assert max(figure.data[0].y) == pytest.approx(19.0)
    aspect = figure.layout.scene.aspectratio
    assert aspect.x / aspect.y == pytest.approx(15.0 / 20.0)
    assert np.isfinite(figure.layout.scene.zaxis.range).all()
