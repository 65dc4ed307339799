"""Candidate measurements by distance, models by information criteria."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest
from cycle_life_inputs import candidates, scores

from solvus.report.figures.deciding_rank import CAP, DECISIVE, DecidingRank, deciding_rank
from solvus.report.figures.information_criteria import (
    InformationCriteria,
    information_criteria,
)


def bars(figure: go.Figure) -> list[go.Bar]:
    return [trace for trace in figure.data if trace.type == "bar"]


def test_the_farthest_apart_stands_on_top_with_its_predictions() -> None:
    figure = deciding_rank(DecidingRank(candidates(15)))
    notes = figure.layout.annotations
    assert notes[0].text.startswith("measurement number 14   ")
    assert "14 mV or 28 mV" in notes[0].text
    assert (notes[0].y, notes[14].y) == (0, 14)
    top, bottom = figure.layout.yaxis.range[::-1]
    assert top < 0 < 14 < bottom


def test_a_pair_of_rivals_has_one_colour() -> None:
    film, phases = bars(deciding_rank(DecidingRank(candidates(15))))
    assert (film.name, phases.name) == ("film or rate", "H3v or H4f")
    assert len(film.x) + len(phases.x) == 15
    assert film.marker.line.color != phases.marker.line.color


def test_what_does_not_decide_is_pale() -> None:
    film = bars(deciding_rank(DecidingRank(candidates(15))))[0]
    by_length = dict(zip(film.x, film.marker.color, strict=True))
    assert by_length[4.0] != by_length[2.0]
    assert by_length[DECISIVE] == by_length[4.0]


def test_a_bar_beyond_the_axis_says_its_number() -> None:
    far = candidates(2)[1]._replace(distance=23.4)
    figure = deciding_rank(DecidingRank([far]))
    assert list(bars(figure)[0].x) == [CAP]
    assert "23.4 σ apart" in bars(figure)[0].hovertext[0]
    ends = next(figure.select_traces({"mode": "markers+text"}))
    assert ends.text[0].strip() == "23 σ"
    assert ends.marker.size == (14,)


def test_long_labels_break_and_make_room_on_a_narrow_page() -> None:
    long = candidates(1)[0]._replace(label="a measurement " * 8)
    narrow = deciding_rank(DecidingRank([long])).layout.meta["narrow"]
    short = deciding_rank(DecidingRank(candidates(1))).layout.meta["narrow"]
    assert narrow["annotations.0.text"].count("<br>") == 3
    assert narrow["height"] > short["height"]


def test_models_are_ranked_with_their_statistics_in_words() -> None:
    figure = information_criteria(InformationCriteria(scores()))
    texts = [note.text for note in figure.layout.annotations]
    assert [text.split("</b>")[0] for text in texts] == ["<b>best", "<b>worse", "<b>hopeless"]
    assert "5 parameters, χ² 6.1 (4 d.o.f.), p = 0.19" in texts[1]
    assert "p < 0.001" in texts[2]
    assert "p" not in texts[0].split("d.o.f.")[1].replace("span", "")


def test_evidence_is_on_the_same_scale_as_aic() -> None:
    figure = information_criteria(InformationCriteria(scores()))
    aic, evidence = figure.select_traces({"mode": "markers+text"})
    assert list(aic.x) == [0.0, 4.0, 30.0]
    assert (aic.text[2].strip(), aic.marker.symbol[2]) == ("900", "triangle-right")
    assert list(evidence.x) == [0.0, pytest.approx(6.0)]
    assert list(evidence.error_x.array) == [pytest.approx(0.4), pytest.approx(1.0)]
    assert [round(y) for y in evidence.y] == [0, 1]


def test_without_evidence_nothing_speaks_of_it() -> None:
    plain = [score._replace(evidence=None) for score in scores()[:1]]
    figure = information_criteria(InformationCriteria(plain))
    assert not any("ln Z" in (t.name or "") for t in figure.data)
    assert figure.layout.xaxis.range[1] > 10.0
