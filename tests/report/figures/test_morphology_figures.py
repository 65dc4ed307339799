"""What the figures of a foil's face must be beyond what every figure is."""

from __future__ import annotations

import json

import numpy as np
import pytest
from morphology_inputs import a_diagram, a_reading, a_relief, an_image, bumps

from solvus.report.figures.confocal_map import ConfocalMaps, confocal_map
from solvus.report.figures.coverage import coverage
from solvus.report.figures.height_map import (
    MOST_DRAWN,
    HeightMaps,
    Relief,
    exaggeration,
    height_map,
    thinned,
)
from solvus.report.figures.sem_section import Sections, sem_section

MAPS = (
    lambda: height_map(HeightMaps([a_relief()])),
    lambda: confocal_map(ConfocalMaps([a_reading()], "settings")),
    lambda: sem_section(Sections([an_image()])),
)


@pytest.mark.parametrize("build", MAPS)
def test_they_say_that_they_are_illustrative(build) -> None:
    assert "illustrative" in build().layout.title.text


def test_the_surface_says_how_much_higher_it_is_drawn() -> None:
    low = height_map(HeightMaps([a_relief(height=0.2)]))
    assert "drawn 10 times as high" in low.layout.title.text
    steep = height_map(HeightMaps([a_relief(height=40.0)]))
    assert "drawn to scale" in steep.layout.title.text
    assert exaggeration(1.0, 100.0) == 20.0
    assert exaggeration(100.0, 100.0) == 1.0


def test_the_drawn_aspect_is_the_stated_one() -> None:
    figure = height_map(HeightMaps([a_relief(height=0.2)]))
    low, high = figure.layout.scene.zaxis.range
    ratio = figure.layout.scene.aspectratio
    assert ratio.z / ratio.x == pytest.approx(10.0 * (high - low) / 64.0)


def test_surfaces_share_colours_and_heights() -> None:
    figure = height_map(HeightMaps([a_relief("a", 1.0), a_relief("b", 3.0)]))
    surfaces = [t for t in figure.data if t.type == "surface"]
    assert len({(t.cmin, t.cmax) for t in surfaces}) == 1
    assert figure.layout.scene.zaxis.range == figure.layout.scene2.zaxis.range
    assert [t.showscale for t in surfaces] == [True, False]
    names = [a.text for a in figure.layout.annotations]
    assert names == ["<b>a</b>", "<b>b</b>"]


def test_large_maps_are_thinned_not_averaged() -> None:
    z = np.random.default_rng(0).normal(size=(1000, 1000))
    drawn, step = thinned(z)
    assert max(drawn.shape) <= MOST_DRAWN
    assert np.array_equal(drawn, z[::step, ::step])
    assert drawn.std() == pytest.approx(z.std(), rel=0.05)
    whole = thinned(bumps())
    assert whole[1] == 1


def test_a_page_of_three_large_maps_stays_light() -> None:
    """Packed, as the page holds it, well below what plotly itself weighs."""
    from solvus.report.packing import packed_figure

    z = 2.0 * np.random.default_rng(0).normal(size=(512, 512))
    grey = np.clip(np.random.default_rng(1).normal(0.5, 0.2, (230, 640)), 0.0, 1.0)
    figures = [
        height_map(HeightMaps([Relief(str(i), z, 0.5) for i in range(3)])),
        confocal_map(ConfocalMaps([a_reading()._replace(height=z)] * 3, "s")),
        sem_section(Sections([an_image(columns=640)._replace(image=grey)] * 3)),
    ]
    assert sum(len(packed_figure(figure)) for figure in figures) < 1.5e6


@pytest.mark.parametrize("count", [0, 4])
def test_one_to_three_maps(count: int) -> None:
    with pytest.raises(ValueError, match="one to three"):
        height_map(HeightMaps([a_relief()] * count))
    with pytest.raises(ValueError, match="one to three"):
        confocal_map(ConfocalMaps([a_reading()] * count, "s"))


def test_confocal_maps_carry_numbers_and_settings() -> None:
    figure = confocal_map(ConfocalMaps([a_reading()], "S-filter 2.5 um"))
    texts = " ".join(a.text for a in figure.layout.annotations)
    assert "Sa 0.8, Sq 1 µm" in texts
    assert "Sz 7.9 µm, Sdr 12 %" in texts
    assert "S-filter 2.5 um" in texts
    assert figure.layout.yaxis.scaleanchor == "x"


def test_sections_have_equal_scales_and_the_faces_measured() -> None:
    figure = sem_section(Sections([an_image(), an_image("b")]))
    assert figure.layout.yaxis.scaleanchor == "x"
    assert figure.layout.yaxis2.scaleanchor == "x2"
    lines = [t for t in figure.data if t.type == "scatter"]
    assert [max(t.y) for t in lines[:2]] == pytest.approx([5.0 + 20.0, 5.0 + 10.0])
    assert [t.showlegend for t in lines] == [True, True, False, False]
    texts = [a.text for a in figure.layout.annotations]
    assert "layer 10.0 ± 0.5 µm as measured along it" in texts[0]


def test_a_layer_that_is_seen_in_part_says_so() -> None:
    figure = sem_section(Sections([an_image(missing=20)]))
    assert "on 50 % of it" in figure.layout.annotations[0].text
    nowhere = an_image()
    gone = nowhere._replace(mean=np.nan, lower=nowhere.lower * np.nan, upper=nowhere.upper * np.nan)
    figure = sem_section(Sections([gone]))
    assert "no layer is seen" in figure.layout.annotations[0].text
    assert [t.type for t in figure.data] == ["heatmap"]
    with pytest.raises(ValueError, match="no section"):
        sem_section(Sections([]))


def test_an_image_lies_the_right_way_up() -> None:
    """The first row of the image is the topmost, the first of a heat map the lowest."""
    heat = sem_section(Sections([an_image()])).data[0]
    z = np.asarray(heat.z)
    assert z[-1].mean() < 30.0  # the outside is black
    assert 90.0 < z[0].mean() < 120.0  # the foil is grey
    assert (heat.y0, heat.dy) == (5.25, 0.5)


def test_coverage_shows_criterion_and_platings() -> None:
    figure = coverage(a_diagram())
    shapes = [s.x0 for s in figure.layout.shapes]
    assert shapes == [9.6e6, 9.6e6]
    assert "planar from 9.6×10⁶" in figure.layout.annotations[0].text
    marks = [t for t in figure.data if t.mode == "markers"]
    assert [list(t.y) for t in marks] == [[100.0], [0.2]]
    assert figure.layout.xaxis2.type == "log"
    with pytest.raises(ValueError, match="every deposit"):
        coverage(a_diagram(needed=[]))


def test_no_figure_holds_what_json_cannot() -> None:
    for build in (*MAPS, lambda: coverage(a_diagram())):
        assert json.loads(build().to_json())
