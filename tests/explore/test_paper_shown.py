"""The claims of the paper on the page: printed at once, judged after a run."""

from __future__ import annotations

import json
from typing import Any

import plotly.utils
import pytest

from solvus.explore.paper_callbacks import colour_of, judged, observed, standing, with_unit
from solvus.paper.claims import all_claims


def row(**changes: Any) -> dict[str, Any]:
    return {
        "group": "foil", "id": "x", "says": "a claim", "where": "p. 1", "role": "predict",
        "printed": "5", "computed": 5.1, "unit": "mV", "verdict": "agrees", "how": "", **changes,
    }  # fmt: skip


def as_text(parts: Any) -> str:
    return json.dumps(parts, cls=plotly.utils.PlotlyJSONEncoder, ensure_ascii=False)


def test_every_claim_is_there_before_anything_is_judged() -> None:
    text = as_text(observed())
    for claim in all_claims():
        assert json.dumps(claim.says, ensure_ascii=False) in text


@pytest.mark.parametrize(
    ("verdict", "role", "stands"),
    [
        ("agrees", "predict", "explains"), ("agrees (fitted)", "fit", "fits"),
        ("bound met", "limit", "explains"), ("differs by 3.0 sigma", "predict", "cannot explain"),
        ("bound missed by 2.5 sigma", "limit", "cannot explain"),
        ("not decidable here", "predict", "does not decide"),
    ],
)  # fmt: skip
def test_a_verdict_says_what_the_model_does(verdict: str, role: str, stands: str) -> None:
    assert standing(row(verdict=verdict, role=role)) == stands


def test_verdicts_are_counted_and_coloured() -> None:
    rows = [row(), row(verdict="differs by 3.0 sigma"), row(verdict="agrees (fitted)", role="fit")]
    text = as_text(judged(rows))
    assert "Of 3 claims the model explains 1, fits 1, cannot explain 1." in text
    assert "v-differs" in text
    assert colour_of("agrees (weak test)") == "v-agrees"
    assert colour_of("bound met (no end seen)") == "v-bound-met"


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        ("5 to 25 um", "um", "5 to 25 um"), ("7.3 at%", "at%", "7.3 at%"), ("47", "mV", "47 mV"),
        ("127", "1", "127"), ("3400 mAh/g", "mAh/g", "3400 mAh/g"), ("5.1", "", "5.1"),
    ],
)  # fmt: skip
def test_a_unit_stands_once(number: str, unit: str, text: str) -> None:
    assert with_unit(number, unit) == text
