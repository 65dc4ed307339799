"""What is kept of a run, and the charts and numbers drawn from it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from solvus.explore import charts
from solvus.explore.cards import bill_cards, life_card, life_sentences, life_words
from solvus.explore.design import design_of
from solvus.explore.download_callbacks import table_text
from solvus.explore.outcome import Outcome, outcome_of, shortened
from solvus.explore.site import Site, wanted
from solvus.model.protocol import count_steps
from solvus.study.installed import registries
from solvus.study.load import load_text
from solvus.study.run import run_study


def run(site: Site, reference: bool = False, **changes: object) -> Outcome:
    asked = wanted(site, site.default.moved({"cycles": 20, **changes}))
    one = asked.reference if reference else asked.main
    assert one is not None
    return outcome_of(one.text, one.folder)


@pytest.fixture(scope="module")
def full(site: Site) -> tuple[Outcome, Outcome]:
    return run(site), run(site, reference=True)


@pytest.fixture(scope="module")
def foils(site: Site) -> tuple[Outcome, Outcome]:
    return run(site, cell="symmetric"), run(site, reference=True, cell="symmetric")


def test_the_life_is_that_of_the_run(site: Site) -> None:
    asked = wanted(site, site.default.moved({"cycles": 200})).main
    assert asked is not None
    study = load_text(asked.text, registries(asked.folder))
    made = run_study(study, asked.folder)
    found = outcome_of(asked.text, asked.folder)
    assert found.life.cycles == made.run.life.cycles
    assert found.life.rule == made.run.events[0].name
    assert not found.life.censored
    assert life_words(found) == str(made.run.life.cycles)
    assert found.capacity is not None
    assert found.capacity.end is not None


def test_a_life_that_nothing_ended_is_a_bound(full: tuple[Outcome, Outcome]) -> None:
    assert life_words(full[0]) == ">22"  # two cycles of activation
    assert "nothing ended it" in life_card(*full).label
    assert life_sentences(full[0]) == list(full[0].notices)
    life = full[0].life._replace(censored=False, sentence="the foil is bare")
    ended = replace(full[0], life=life)
    assert life_sentences(ended)[0] == "The foil is bare."


def test_the_profile_moves_without_the_server(full: tuple[Outcome, Outcome]) -> None:
    figure = charts.profile_chart(full[0])
    assert len(figure.frames) > 30
    ways = [button.args[1] for button in figure.layout.updatemenus[0].buttons]
    ways += [step.args[1] for step in figure.layout.sliders[0].steps]
    assert not any(way["frame"]["redraw"] for way in ways)
    solute = [max(layer[1] for layer in one.layers) for one in full[0].moments if one.layers]
    assert max(solute) > 5.0  # silver gathers in a skin; the foil has 0.7 at%
    assert "no solute" in charts.profile_chart(full[1]).layout.annotations[0].text


def test_the_dip_of_the_alloy_is_the_lower_one(foils: tuple[Outcome, Outcome]) -> None:
    tips = []
    for one in foils:
        assert one.voltage is not None
        assert one.voltage.dip is not None
        tips.append(float(np.max(one.voltage.dip.voltage)))
    assert tips[0] < tips[1]
    drawn = charts.voltage_chart([("Li-Ag", foils[0]), ("Li", foils[1])])
    assert {f" tip {tip:.0f} mV" for tip in tips} <= {
        str(trace.text[0]) for trace in drawn.data if trace.text
    }


def test_full_cells_show_retention_and_foils_what_they_lose(
    full: tuple[Outcome, Outcome], foils: tuple[Outcome, Outcome]
) -> None:
    kept = charts.retention_chart([("Li-Ag", full[0]), ("Li", full[1])])
    assert kept.layout.yaxis.title.text == "Discharge kept [%]"
    lost = charts.retention_chart([("Li-Ag", foils[0]), ("Li", foils[1])])
    titles = [one.text for one in lost.layout.annotations]
    assert titles == ["Polarisation", "Lithium lost to the layer", "Foil left"]
    assert foils[0].trends is not None
    assert foils[1].trends is not None
    ratio = foils[1].trends.lost.y[-1] / foils[0].trends.lost.y[-1]
    assert ratio == pytest.approx(3.8 / 1.5, rel=0.05)  # 96.2 and 98.5 % efficiency


def test_the_bill_on_the_page_is_the_bill(site: Site) -> None:
    pouch = design_of(site.base, site.default, site.controls).pouch
    figure = charts.bill_chart(pouch)
    mass = sum(trace.x[0] for trace in figure.data if trace.y[0] == "mass")
    assert mass == pytest.approx(1e3 * float(pouch.energies.mass))
    words = {one.name: one.value for one in bill_cards(pouch)}
    assert words["wh-l"] == "836 Wh/L"
    assert words["np"] == "2.02 N/P"


@pytest.mark.parametrize("narrow", [False, True])
def test_charts_have_a_layout_for_a_phone(full: tuple[Outcome, Outcome], narrow: bool) -> None:
    found = charts.fitted(charts.profile_chart(full[0]), narrow)
    assert (found["layout"]["xaxis2"]["domain"][0] == 0.0) == narrow


def test_the_table_has_units_and_a_row_a_half_cycle(full: tuple[Outcome, Outcome]) -> None:
    lines = table_text(full[0]).splitlines()
    assert len(lines) == 1 + 2 * 22
    assert "[s]" in lines[0]
    assert len(set(map(len, (line.split(",") for line in (lines[0], lines[5]))))) == 1


def test_a_protocol_is_cut_to_its_beginning(site: Site) -> None:
    asked = wanted(site, site.default).main
    assert asked is not None
    protocol = load_text(asked.text, registries(asked.folder)).protocol
    assert count_steps(protocol) == 4 + 2 * 240
    assert 6 <= count_steps(shortened(protocol, 8)) <= 8
