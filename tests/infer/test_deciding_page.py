"""A decision in words, as data and as blocks of a report."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from plans import LINEAR, candidate, plan, said, written
from solvus.infer.criteria import Score
from solvus.infer.decide import Decision, decide, decision_of
from solvus.infer.deciding_page import section, sections, worked_sections, write
from solvus.infer.deciding_plan import Model, read_plan
from solvus.infer.deciding_words import document, error_shown, needed, shown, summary
from solvus.report.blocks import Details, Figure, Table
from solvus.report.page import render

MV = 1e-3
VALUES: dict[str, list[float | tuple[float, ...]]] = {
    "a": [50 * MV, (20 * MV, 20 * MV, 110 * MV), 10 * MV],
    "b": [50 * MV, 60 * MV, math.nan],
    "c": [90 * MV, 60 * MV, 20 * MV],
}
CHOSEN = (
    candidate("first", 5 * MV),
    candidate("second", 0.1, relative=True),
    candidate("third", 5 * MV, cost=3.0),
)
PAIRS = (("a", "b"), ("a", "c"), ("b", "c"))


@pytest.fixture
def made() -> Decision:
    found = plan(list(VALUES), CHOSEN, PAIRS)
    scored = tuple(
        Model(**vars(one) | {"score": Score(one.name, 3.0 + n, 2, 11, 8.0, -4.0 - n, 0.2)})
        for n, one in enumerate(found.models)
    )
    object.__setattr__(found, "models", scored)
    return decision_of(found, said(VALUES, {"a": [2 * MV] * 3}))


def test_predictions_in_words(made: Decision) -> None:
    first, second, third = CHOSEN
    assert shown(first, made.predictions["a", 0]) == "50.0 ± 2.0 mV"
    assert shown(second, made.predictions["a", 1]) == "20.0 ± 2.0 mV or 110 mV"
    assert shown(first, made.predictions["b", 0]) == "50 mV"
    assert shown(third, made.predictions["b", 2]) == "none"
    assert error_shown(first) == "5 mV"
    assert error_shown(second) == "10 % of the reading"
    assert needed(first, made.distances[0, PAIRS[0]]) == "none is small enough"
    assert needed(first, made.distances[0, PAIRS[1]]).endswith(" mV")


def test_the_summary_names_the_list_and_what_is_left(made: Decision) -> None:
    text = summary(made)
    assert "every pair that can be told apart" not in text
    assert made.open_pairs == ()
    assert text.startswith("To separate every pair by 3 σ or more: ")
    values = {"a": [0.0], "b": [1 * MV]}
    nothing = decision_of(plan(list(values), CHOSEN[:1], PAIRS[:1]), said(values))
    assert summary(nothing).startswith("None of these measurements")
    assert "a or b (0.2 σ by all together)" in summary(nothing)


def test_the_document_is_json_with_units(made: Decision) -> None:
    about = json.loads(json.dumps(document(made), allow_nan=False))
    first, second, third = about["measurements"]
    assert first["unit"] == "mV"
    assert first["predictions"][0]["value"] == pytest.approx(50.0)
    assert first["predictions"][0]["sigma"] == pytest.approx(2.0)
    assert second["predictions"][0]["or"] == pytest.approx([110.0])
    assert third["predictions"][1] == {
        "model": "b", "value": None, "sigma": None, "or": [], "sigma_from": {},
        "why_none": "it ended early",
    }  # fmt: skip
    assert about["not_ranked"] == ["third"]
    assert [one["measurement"] for one in about["ranking"]] == ["first", "second"]
    by_pair = {tuple(one["pair"]): one for one in about["pairs"]}
    assert by_pair["a", "c"]["best_measurement"] == "first"
    assert about["fits"][0]["delta_aic"] == 0.0
    assert about["fits"][1]["log_evidence_ratio"] == pytest.approx(-1.0)
    assert any("11 readings count as 8" in one for one in about["remarks"])


def test_fits_to_other_readings_get_no_weights(made: Decision) -> None:
    one = made.plan.models[0]
    assert one.score is not None
    other = Model(**vars(one) | {"score": one.score._replace(readings=12)})
    object.__setattr__(made.plan, "models", (other, *made.plan.models[1:]))
    about = document(made)
    assert {row["akaike_weight"] for row in about["fits"]} == {None}
    assert {row["log_evidence_ratio"] for row in about["fits"]} == {None}
    fits = next(one for one in sections(made) if one.anchor == "fits")
    assert not any(isinstance(block, Figure) for block in fits.blocks)


def test_sections_make_a_page(made: Decision) -> None:
    parts = sections(made)
    assert [one.anchor for one in parts] == ["plan", "ranking", "predictions", "fits", "remarks"]
    text = render(made.plan.title, "lead", parts, [])
    assert "50.0 ± 2.0 mV" in text
    assert "10 % of the reading" in text
    figures = [block for part in parts for block in part.blocks if isinstance(block, Figure)]
    assert len(figures) == 3
    tables = [block for part in parts for block in part.blocks if isinstance(block, Table)]
    assert sum(len(one.rows) for one in tables) > 10


def test_one_section_for_a_page_about_more(made: Decision) -> None:
    found = section(made, "decide-a", "As an example.")
    assert found.anchor == "decide-a"
    assert found.text.startswith("As an example.\n\nTo separate")
    assert sum(isinstance(block, Details) for block in found.blocks) == 3
    render("page", "lead", [found, section(made, "decide-b")], [])


def test_sections_of_the_worked_plans(tmp_path: Path) -> None:
    written(tmp_path).rename(tmp_path / "decide_closure.yaml")
    (found,) = worked_sections(tmp_path)
    assert (found.anchor, found.title) == ("decide-closure", "Which film?")


def test_every_model_has_its_name_in_the_figure(made: Decision) -> None:
    part = next(one for one in sections(made) if one.anchor == "predictions")
    figure = next(block for block in part.blocks if isinstance(block, Figure)).figure
    assert all(axis.dtick == 1 for axis in figure.select_yaxes())
    drawn = [(trace.y[0], trace.x[0]) for trace in figure.data]
    assert ("a", pytest.approx(110.0)) in drawn
    assert len(drawn) == 9  # eight predictions, one of them with an alternative


def test_a_page_is_written(tmp_path: Path) -> None:
    done = decide(read_plan(written(tmp_path, LINEAR)), workers=1)
    write(tmp_path / "decide.html", done)
    text = (tmp_path / "decide.html").read_text()
    assert "Which film?" in text
    assert "at 3 mA/cm2" in text
    assert "How the models fit" not in text
