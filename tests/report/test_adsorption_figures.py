"""What the figures of adsorption show: values only where there are, true scale, whole cells."""

from __future__ import annotations

import math

import numpy as np
import plotly.graph_objects as go
import pytest
from adsorption_inputs import NUCLEATION, lost, shifted, toy, toy_ranking

from solvus.atoms.sites import enumerate_sites
from solvus.atoms.surface import Surface
from solvus.report.adsorption_figures import (
    energies_figure,
    site_figure,
    slab_figures,
    slab_picture,
    slab_symbols,
    variants_figure,
)
from solvus.report.adsorption_ranking import Ranked, rank_solutes
from solvus.report.adsorption_words import energy_text, subscripted, whole
from solvus.report.atom_discs import RADII, mixed, polygons, tiled
from solvus.report.figures.nucleation_rank import NucleationRank, nucleation_rank, subtitle
from solvus.report.figures.relaxed_slabs import SlabPicture, _view, relaxed_slabs
from solvus.report.figures.solute_ranking import SoluteRanking, solute_ranking
from solvus.report.figures.solute_shift import solute_shift


def texts(figure: go.Figure) -> list[str]:
    return [
        text for trace in figure.data if isinstance(trace.text, tuple | list) for text in trace.text
    ]


def test_what_did_not_converge_has_no_value(figures: dict[str, go.Figure]) -> None:
    figure = figures["adsorption_energies"]
    (cross,) = [t for t in figure.data if t.marker.symbol == "x-open" and t.x[0] is not None]
    assert len(cross.x) == 1
    assert "gave up after 200 steps" in cross.text[0]
    values = [
        y for t in figure.data if t.mode == "markers" and t is not cross for y in t.y
        if y is not None
    ]  # fmt: skip
    assert cross.y[0] < min(values)
    assert figure.layout.yaxis.range[0] < cross.y[0]
    assert not any("eV" in text for text in cross.text)


def test_the_bold_marker_is_the_lowest_site() -> None:
    figure = energies_figure([toy().surfaces]).figure
    (bold,) = [t for t in figure.data if t.mode == "markers" and t.marker.size == 14]
    assert list(bold.y) == pytest.approx([found.energy for found in toy().surfaces])
    assert list(bold.marker.symbol) == ["square"] * 3
    rest = [t for t in figure.data if t.mode == "markers" and t.marker.size == 9]
    assert sum(len(t.x) for t in rest) == sum(len(f.tried) - 1 for f in toy().surfaces)


def test_printed_values_stand_beside_surfaces_that_are_there(
    figures: dict[str, go.Figure],
) -> None:
    (printed,) = [t for t in figures["adsorption_energies"].data if t.name == "Wang et al."]
    assert list(printed.y) == [-0.2]
    assert 1.0 < printed.x[0] < 1.5  # right of the second surface, left of the third


def test_the_zero_is_said_to_be_what_it_is() -> None:
    words = [a.text for a in energies_figure([toy().surfaces], reference="atom").figure.layout
             .annotations]  # fmt: skip
    assert "an<br>isolated<br>lithium<br>atom" in words
    with pytest.raises(ValueError, match="one to 3 levels"):
        energies_figure([toy().surfaces] * 4)


def test_discs_are_to_scale_and_the_panels_undistorted(figures: dict[str, go.Figure]) -> None:
    figure = figures["relaxed_slabs"]
    silver = [t for t in figure.data if t.fill == "toself" and t.fillcolor == mixed("#0072B2", 0.0)]
    assert silver
    x = np.array([v for v in silver[0].x if v is not None])[:31]
    assert 0.5 * (x.max() - x.min()) == pytest.approx(RADII["Ag"], abs=0.02)
    layout = figure.layout
    for number in range(1, 7):
        name = "" if number == 1 else str(number)
        assert layout[f"yaxis{name}"].scaleanchor == f"x{name}"
    assert len({layout[f"xaxis{n}"].range for n in ("", "2", "3")}) == 1


def test_the_window_is_filled_with_periodic_images() -> None:
    side, half = 3.0, 5.0
    rows = tiled(np.array([[0.1, 0.2], [1.4, 1.4]]), side, half, (0, 1))
    for index, place in enumerate(np.array([[0.1, 0.2], [1.4, 1.4]])):
        wanted = {
            (round(place[0] + side * i, 6), round(place[1] + side * j, 6))
            for i in range(-4, 5) for j in range(-4, 5)
            if abs(place[0] + side * i) <= half and abs(place[1] + side * j) <= half
        }  # fmt: skip
        mine = {(round(x, 6), round(y, 6)) for which, x, y in rows if which == index}
        assert mine == wanted
    x, y = polygons(np.array([[1.0, 2.0], [4.0, 2.0]]), 0.5)
    assert x.count(None) == y.count(None) == 1
    assert max(v for v in y if v is not None) == pytest.approx(2.5, abs=0.01)


def test_the_adsorbed_atom_is_in_the_middle_and_the_solute_is_seen() -> None:
    view = _view(slab_picture(toy().surfaces[1]))
    assert view.places[-1, :2] == pytest.approx([0.0, 0.0])
    assert view.places[-1, 2] > 0.5
    assert view.places[view.layer == 1, 2].mean() == pytest.approx(0.0)
    assert list(view.layer) == [1, 2, 3, 0]
    solute = view.picture.symbols.index("Ag")
    assert {view.row[-1], view.row[solute]} <= {0, 1}


@pytest.mark.parametrize("seed", range(4))
def test_a_solute_next_to_the_adsorbed_atom_is_never_hidden_behind(seed: int) -> None:
    """Whichever side of the atom it is on, it is in one of the rows that are drawn."""
    rng = np.random.default_rng(seed)
    n, a = 4, 3.4
    lattice = [(i * a, j * a, 0.0) for i in range(n) for j in range(n)]
    lattice += [((i + 0.5) * a, (j + 0.5) * a, -0.5 * a) for i in range(n) for j in range(n)]
    symbols = ["Li"] * len(lattice) + ["Li"]
    number = int(rng.integers(n * n))
    symbols[number] = "Ag"
    spot = np.array(lattice[number][:2]) + a * np.array([0.5, rng.choice([-0.5, 0.5])])
    places = np.array([*lattice, (*spot, 0.5 * a)])
    view = _view(SlabPicture("s", "", symbols, places, 2, 0, n * a))
    assert max(view.row[-1], view.row[number]) <= 1


def test_symbols_follow_the_lattice_of_the_slab() -> None:
    surface = Surface("s", 2, 3, "Ag", 1, "second")
    assert slab_symbols(surface) == ["Li"] * 4 + ["Ag"] + ["Li"] * 7


def test_without_a_site_the_clean_slab_is_drawn() -> None:
    found = toy().surfaces[1]
    for number in range(len(found.tried)):
        found = lost(found, number)
    picture = slab_picture(found)
    assert not picture.adsorbed
    assert len(picture.symbols) == len(picture.positions) == 3
    assert "no site converged" in picture.words
    figure = relaxed_slabs([picture])
    assert not any(t.name == "adsorbed Li" for t in figure.data)
    with pytest.raises(ValueError, match="one to 3 slabs"):
        relaxed_slabs([picture] * 4)


def test_many_slabs_are_spread_evenly_over_figures() -> None:
    def columns(count: int) -> list[int]:
        made = slab_figures((toy().surfaces * 3)[:count])
        return [sum("<b>" in (a.text or "") for a in one.figure.layout.annotations) for one in made]

    assert [columns(n) for n in (0, 1, 3, 4, 5, 7)] == [[], [1], [3], [2, 2], [3, 2], [3, 2, 2]]


def test_every_site_has_its_number_and_place() -> None:
    surface = Surface("Li15Ag(100)", 2, 4, "Ag", 1)
    found = toy().surfaces[1]._replace(surface=surface, tried=())
    figure = site_figure(found).figure
    marks = [t for t in figure.data if t.mode == "markers+text"]
    sites = enumerate_sites(surface)
    assert len(marks) == len(sites) == 6
    for mark, site in zip(marks, sites, strict=True):
        assert (mark.x[0], mark.y[0]) == pytest.approx((site.x * found.lattice,
                                                        site.y * found.lattice))  # fmt: skip
        assert f"(×{site.copies})" in mark.name
        assert "not tried" in mark.name
    low, high = figure.layout.xaxis.range
    assert all(low < t.x[0] < high for t in marks)


def test_the_map_says_what_was_found(figures: dict[str, go.Figure]) -> None:
    names = [t.name for t in figures["site_map"].data if t.mode == "markers+text"]
    best = toy().surfaces[1].best
    assert best is not None
    (bold,) = [name for name in names if name.startswith("<b>")]
    assert best.site.label in bold
    assert f"{energy_text(best.energy)} eV" in bold


def test_sites_that_were_not_refined_have_the_number_of_the_screening() -> None:
    found = toy().surfaces[1]
    refined = found._replace(tried=found.tried[:1])
    marks = [t for t in site_figure(refined, found).figure.data if t.mode == "markers+text"]
    assert ["(screening)" in mark.name for mark in marks] == [False, True, True]
    assert f"{energy_text(found.tried[1].energy)} eV (screening)" in marks[1].name


def test_solutes_are_ranked_against_lithium_on_the_same_model() -> None:
    made = toy_ranking()
    assert [one.solute for one in made.ranked] == ["Ag", "Mg"]  # the strongest binding first
    lithium, silver, _ = toy().surfaces
    assert made.ranked[0].shift == pytest.approx(silver.energy - lithium.energy)
    assert made.ranked[0].segregation == silver.segregation
    assert made.ranked[0].solubility == 0.75
    assert math.isnan(made.ranked[1].solubility)


@pytest.mark.parametrize(
    "change",
    [{"n": 2}, {"layers": 4}, {"solute_count": 2}, {"placement": "second"}, {"vacuum": 8.0}],
)
def test_another_model_is_not_ranked_with_them(change: dict[str, object]) -> None:
    """The dilution of the one would be taken for the solute of the other."""
    lithium, silver, magnesium = toy().surfaces
    other = magnesium._replace(surface=magnesium.surface._replace(**change))
    assert rank_solutes([lithium, silver, other], {}) is None
    assert rank_solutes([lithium, silver, magnesium, other], {}) is not None


def test_other_settings_are_not_ranked_with_them() -> None:
    lithium, silver, magnesium = toy().surfaces
    bulk = magnesium.bulk._replace(settings=magnesium.bulk.settings | {"strength": 2.0})
    assert rank_solutes([lithium, silver, magnesium._replace(bulk=bulk)], {}) is None
    assert rank_solutes([silver, magnesium], {}) is None


def test_a_solute_without_a_value_comes_last_and_says_why() -> None:
    lithium, silver, magnesium = toy().surfaces
    for number in range(len(silver.tried)):
        silver = lost(silver, number)
    made = rank_solutes([lithium, silver, magnesium], {})
    assert made is not None
    assert [one.solute for one in made.ranked] == ["Mg", "Ag"]
    assert made.ranked[1].note == "no site converged"
    bars = solute_shift(made.ranked)
    assert list(bars.data[0].y) == ["Mg"]
    assert [a.text for a in bars.layout.annotations] == ["no site converged"]
    assert texts(solute_ranking(SoluteRanking(made.ranked, lithium.energy))) == ["<b>Mg</b>"]


def test_the_ranking_needs_both_energies() -> None:
    bare = Ranked("Ag", 0.1, -0.1, math.nan, 1.0, "")
    with pytest.raises(ValueError, match="no solute has"):
        solute_ranking(SoluteRanking([bare], 0.2))


def test_colours_of_solubility_end_where_their_scale_does() -> None:
    some = [Ranked(name, 0.1, -0.1, 0.2, at, "") for name, at in
            (("Al", 0.0), ("Mg", 66.9), ("Xx", math.nan))]  # fmt: skip
    unknown, known = solute_ranking(SoluteRanking(some, 0.2)).data
    assert list(known.marker.color) == pytest.approx([-2.0, math.log10(66.9)])
    assert unknown.marker.color == "#D4D8DC"
    assert "not known" in unknown.customdata[0][0]


def test_variants_are_changes_from_the_base(figures: dict[str, go.Figure]) -> None:
    figure = figures["adsorption_variants"]
    by_name = {t.name: t for t in figure.data}
    assert list(by_name["Li(100)"].x) == pytest.approx([0.01])
    assert list(by_name["Li₂Ag(100)"].x) == pytest.approx([0.02])
    assert energy_text(toy().surfaces[0].energy) in figure.layout.title.text
    assert [a.text for a in figure.layout.annotations] == ["no value: nothing converged"]
    alone = variants_figure(toy()._replace(surfaces=toy().surfaces[:1]), {"same": toy()}).figure
    assert not alone.layout.showlegend
    assert list(alone.data[0].x) == [0.0]


def test_a_variant_is_matched_by_the_name_of_its_surface() -> None:
    turned = toy()._replace(surfaces=toy().surfaces[::-1])
    for trace in variants_figure(toy(), {"turned": turned}).figure.data:
        assert list(trace.x) == pytest.approx([0.0])


def test_energies_rank_and_do_not_predict(figures: dict[str, go.Figure]) -> None:
    title = figures["nucleation_rank"].layout.title.text
    assert title == "ranks, does not predict: 0.25 eV against 39 mV"
    swapped = [NUCLEATION[0]._replace(overpotential=10.0), NUCLEATION[1]]
    assert subtitle(swapped).startswith("does not even rank")
    assert subtitle(swapped[:1]) == "one surface alone ranks nothing"
    with pytest.raises(ValueError, match="no surface has"):
        nucleation_rank(NucleationRank([NUCLEATION[0]._replace(energy=math.nan)]))
    bare = nucleation_rank(NucleationRank([p._replace(printed=math.nan) for p in NUCLEATION]))
    assert [t.name for t in bare.data] == ["computed"]


@pytest.mark.parametrize(
    ("plain", "set_"),
    [
        ("Li(100)", "Li(100)"),
        ("Li127Ag(100)", "Li₁₂₇Ag(100)"),
        ("Li31Ag(100), Ag in layer 2", "Li₃₁Ag(100), Ag in layer 2"),
        ("Li15Ag(100), p(2x2)x4", "Li₁₅Ag(100), p(2x2)x4"),
        ("run 7 of A1", "run 7 of A₁"),
    ],
)
def test_numbers_of_formulas_are_lowered(plain: str, set_: str) -> None:
    assert subscripted(plain) == set_


def test_words_and_numbers() -> None:
    assert energy_text(-0.1234) == "−0.123"
    assert energy_text(-1e-6) == "+0.000"
    assert energy_text(math.nan) == "–"
    assert whole("hollow, 1 Ag, Ag below") == "hollow, 1\u00a0Ag, Ag\u00a0below"


def test_a_variant_moves_what_it_should() -> None:
    """The helper of these tests: each surface by its own amount."""
    moved = shifted(toy(), 0.1).surfaces
    for place, (one, other) in enumerate(zip(moved, toy().surfaces, strict=True), 1):
        assert one.energy - other.energy == pytest.approx(0.1 * place)
