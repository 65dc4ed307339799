"""What every figure must be: built from its input, titled, with units, whole as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from solvus.report import figures as package
from solvus.report.figures.concentration_animation import (
    ConcentrationAnimation,
    concentration_animation,
)
from solvus.report.figures.foil_moment import FLOOR, Moment
from solvus.report.figures.verdict_overview import VerdictOverview, verdict_overview

# One figure a file; foil_moment.py holds the parts of the animation.
FILES = {path.stem for path in Path(str(package.__file__)).parent.glob("*.py")}
NAMES = sorted(FILES - {"__init__", "foil_moment"})
# Axes that count or name things have no unit.
UNITLESS = re.compile(
    r"Number of claims|Cycle number|relative to cycle 1|Worse than the best|Δχ²|Lithium content"
    r"|Autocorrelation"
)
# Drawn as a table: rows and columns are named, there is no quantity along an axis; or as a map with
# a scale bar in it.
TABLES = {
    "chi2_table",
    "verdict_overview",
    "surface_bars",
    "deciding_predictions",
    "information_criteria",
    "correlation",
    "element_map",
}


def test_every_figure_is_built_here(figures: dict[str, go.Figure]) -> None:
    assert sorted(figures) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_has_data_height_and_the_look(name: str, figures: dict[str, go.Figure]) -> None:
    figure = figures[name]
    assert figure.data
    assert figure.layout.height >= 150
    assert figure.layout.template.layout.font.family.startswith("system-ui")


@pytest.mark.parametrize("name", NAMES)
def test_it_survives_the_way_through_json(name: str, figures: dict[str, go.Figure]) -> None:
    text = figures[name].to_json()
    back = json.loads(text)
    assert len(back["data"]) == len(figures[name].data)
    assert "NaN" not in re.sub(r'"[^"]*"', "", text)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in TABLES])
def test_axis_titles_carry_units(name: str, figures: dict[str, go.Figure]) -> None:
    layout = figures[name].layout.to_plotly_json()
    axes = [
        axis for key, axis in layout.items()
        if re.fullmatch(r"[xy]axis\d*", key) and "text" in axis.get("title", {})
    ]  # fmt: skip
    titles = [axis["title"]["text"] for axis in axes]
    assert any("[" in title for title in titles) or name == "epma_cycles"
    for title, axis in zip(titles, axes, strict=True):
        named = not all(re.fullmatch(r"[-\d.–>]*", text) for text in axis.get("ticktext", ()))
        assert named or re.search(r"\[.+\]", title) or UNITLESS.search(title), title


@pytest.mark.parametrize("name", NAMES)
def test_narrow_settings_name_things_that_exist(name: str, figures: dict[str, go.Figure]) -> None:
    layout = figures[name].layout.to_plotly_json()
    for path in layout["meta"]["narrow"]:
        first, *rest = path.split(".")
        if first in {"margin", "legend", "min_width", "height"}:
            continue
        assert first in layout, path
        if rest and rest[0].isdigit():
            assert int(rest[0]) < len(layout[first]), path


def test_frames_change_the_same_traces_in_kind_and_number(figures: dict[str, go.Figure]) -> None:
    figure = figures["concentration_animation"]
    assert len(figure.frames) == 3
    for frame in figure.frames:
        assert len(frame.data) == len(frame.traces)
        assert [t.mode for t in frame.data] == [figure.data[i].mode for i in frame.traces]
    steps = figure.layout.sliders[0].steps
    assert [step.args[0][0] for step in steps] == [frame.name for frame in figure.frames]


def test_the_face_moves_with_the_foil(figures: dict[str, go.Figure]) -> None:
    edges = [max(frame.data[0].x) for frame in figures["concentration_animation"].frames]
    assert edges[0] == pytest.approx(50.0)
    assert edges[1] == pytest.approx(25.0 + 0.3)
    assert edges[2] == pytest.approx(35.0 + 0.5 + 0.6 * 0.2)


def test_the_profile_is_counted_from_the_back(moments: list[Moment]) -> None:
    own = moments
    depth = np.array([0.0, 10.0, 20.0])
    own[1] = own[1]._replace(depth=depth, solute=np.array([3.0, 2.0, 1.0]), thickness=25.0)
    line = concentration_animation(ConcentrationAnimation(own)).frames[1].data[2]
    np.testing.assert_allclose(line.x, [0.0, 5.0, 15.0, 25.0])
    np.testing.assert_allclose(line.y, [1.0, 1.0, 2.0, 3.0])


def test_nothing_is_drawn_below_the_floor_of_the_logarithm(moments: list[Moment]) -> None:
    own = [m._replace(solute=np.zeros(6)) for m in moments]
    figure = concentration_animation(ConcentrationAnimation(own, "Mg"))
    for frame in figure.frames:
        for trace in frame.data[:4]:
            assert min(y for y in trace.y if y is not None) >= np.float32(FLOOR)


def test_patches_on_hardly_any_area_are_no_skin(moments: list[Moment]) -> None:
    own = moments
    own[1] = own[1]._replace(layers=((3e9, 50.0),), covered=1e-9)
    figure = concentration_animation(ConcentrationAnimation(own))
    assert "no skin" in figure.frames[1].data[4].text[0]
    assert figure.layout.xaxis.range[1] < 100.0


def test_a_buried_skin_is_drawn_under_the_plated_lithium(moments: list[Moment]) -> None:
    hidden = moments[2]._replace(deposit=2.0, shown=0.0)
    figure = concentration_animation(ConcentrationAnimation([*moments[:2], hidden]))
    skin = figure.frames[2].data[3]
    assert max(skin.x) == pytest.approx(35.0 + 0.2)
    assert skin.text[2] == "15 at% "
    magnified = figure.frames[2].data[5]
    assert min(x for x in magnified.x if x is not None) == pytest.approx(2000.0)
    assert "0 % at the surface" in figure.frames[2].data[4].text[0]


def test_a_skin_half_buried_is_drawn_at_both_places(moments: list[Moment]) -> None:
    skin = concentration_animation(ConcentrationAnimation(moments)).frames[2].data[3]
    places = [x for x in skin.x if x is not None]
    assert (min(places), max(places)) == (35.0, pytest.approx(35.0 + 0.5 + 0.6 * 0.2))
    assert None in skin.x


def test_one_moment_is_no_animation(moments: list[Moment]) -> None:
    with pytest.raises(ValueError, match="two moments"):
        concentration_animation(ConcentrationAnimation(moments[:1]))


def test_chi2_colour_is_capped_and_sums_are_not(figures: dict[str, go.Figure]) -> None:
    figure = figures["chi2_table"]
    z = np.asarray(figure.data[0].z, float)
    assert z[0].tolist() == [10.0, 1.9]
    assert np.isnan(z[1, 1])
    texts = [text for trace in figure.data[1:] for text in trace.text]
    assert "<b>400.5</b>" in texts
    assert "<b>1.9</b>" in texts
    assert "–" in texts


def test_a_verdict_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="maybe"):
        verdict_overview(VerdictOverview({"Foil": {"maybe": 1}}))


def test_verdict_bars_hold_the_counts(figures: dict[str, go.Figure]) -> None:
    bars = {
        trace.name.split(" ", 1)[1]: list(trace.x) for trace in figures["verdict_overview"].data
    }
    assert bars == {"agrees": [3, 0], "differs": [1, 0], "not printed": [0, 9]}


def test_a_printed_plateau_is_drawn_over_its_length(figures: dict[str, go.Figure]) -> None:
    plateau = next(t for t in figures["depth_profile"].data if t.line.width == 3)
    assert list(plateau.x) == [0.0, 120.0, None]
