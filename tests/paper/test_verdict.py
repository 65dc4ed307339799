"""From a claim and a number to a verdict, on claims made up for it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from solvus.paper import verdict
from solvus.paper.calibrate import Calibration
from solvus.paper.claims import Claim, all_claims
from solvus.paper.features import Found
from solvus.paper.verdict import judge


class NoCells:
    """A calibration of symmetric cells that says the same of every claim."""

    laboratory = None

    def __init__(self, sigma: float = 0.0) -> None:
        self.of_all = sigma

    def sigma(self, claim: Claim) -> float:
        return self.of_all

    def remark(self, claim: Claim) -> str:
        return ", as drawn"


NO_FIT = Calibration({}, np.zeros((0, 0)), 0.0, (), (0.0, 0.0))


def made_up(**given: Any) -> Claim:
    plain: dict[str, Any] = {
        "id": "made.up", "group": "foil", "says": "a number", "value": 10.0, "unit": "1",
        "printed": "10", "where": "nowhere", "role": "predict", "feature": "made.up",
    }  # fmt: skip
    return Claim.model_validate(plain | given)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Any:
    """judged(found, model_sigma, **claim): the verdict on a made-up claim."""

    def one(found: Found | float, model_sigma: float = 0.0, **given: Any) -> verdict.Verdict:
        result = found if isinstance(found, Found) else Found(found, "made up")
        monkeypatch.setattr(verdict, "find", lambda lab, claim: result)
        monkeypatch.setattr(verdict, "predict", lambda fit, claim: (result.value, model_sigma))
        claim = made_up(study="some" if model_sigma else "", **given)
        monkeypatch.setattr(verdict, "judge_full", lambda full, claim: (result, model_sigma))
        return judge(claim, NO_FIT, NoCells(model_sigma), None)  # type: ignore[arg-type]

    return one


@pytest.mark.parametrize(
    ("computed", "model_sigma", "text"),
    [
        (10.0, 0.0, "agrees"),
        (11.99, 0.0, "agrees"),
        (12.01, 0.0, "differs by 2.0 sigma"),
        (5.0, 0.0, "differs by 5.0 sigma"),
        (17.0, 1.0, "differs by 4.9 sigma"),
        (12.5, 1.0, "agrees"),
        (12.5, 2.0, "agrees"),
        (12.5, 2.1, "agrees (weak test)"),
        (60.0, 10.0, "differs by 5.0 sigma"),
    ],
)
def test_two_sigma_of_reading_and_model_together(
    judged: Any, computed: float, model_sigma: float, text: str
) -> None:
    found = judged(computed, model_sigma, sigma=1.0)
    assert found.text == text
    assert found.distance == pytest.approx(abs(computed - 10.0) / math.hypot(1.0, model_sigma))


def test_a_fitted_reading_is_not_sold_as_a_prediction(judged: Any) -> None:
    assert judged(10.0, sigma=1.0, role="fit").text == "agrees (fitted)"
    assert judged(14.0, sigma=1.0, role="fit").text == "differs by 4.0 sigma"


@pytest.mark.parametrize(
    ("op", "computed", "kind"),
    [(">", 10.1, "bound met"), (">", 9.9, "bound missed"), ("<", 9.9, "bound met"),
     ("<", 10.1, "bound missed"), (">", 10.0, "bound missed")],
)  # fmt: skip
def test_bounds(judged: Any, op: str, computed: float, kind: str) -> None:
    assert judged(computed, op=op, role="limit").text == kind


@pytest.mark.parametrize(
    ("printed", "value", "computed", "text"),
    [
        ("127", 127.0, 127.4, "agrees"),
        ("127", 127.0, 127.6, "differs (arithmetic)"),
        ("0.1", 0.1, 0.149, "agrees"),
        ("0.10", 0.1, 0.149, "differs (arithmetic)"),
        ("5.2 A.h", 5.2, 5.25, "agrees"),
        ("5.2 A.h", 5.2, 5.26, "differs (arithmetic)"),
    ],
)
def test_arithmetic_has_to_come_out_to_the_printed_digits(
    judged: Any, printed: str, value: float, computed: float, text: str
) -> None:
    assert judged(computed, printed=printed, value=value, role="check").text == text


def test_statements_and_what_cannot_be_decided(judged: Any) -> None:
    assert judged(Found(None, "so", holds=True), value="so").text == "agrees"
    assert judged(Found(None, "so", holds=False), value="so").text == "differs"
    assert judged(Found(None, "no way to know")).text == "not decidable here"


def test_what_the_paper_does_not_print_is_predicted(judged: Any) -> None:
    one = judged(10.0, value="not reported")
    assert (one.text, one.computed, one.distance) == ("predicted, none printed", 10.0, None)


def test_full_and_pouch_cells_bring_their_own_sigma(judged: Any) -> None:
    for group in ("full", "pouch"):
        found = judged(13.0, 2.0, sigma=1.0, group=group)
        assert (found.kind, found.model_sigma) == ("agrees", 2.0)
        assert judged(Found(None, "so", holds=False), value="so", group=group).kind == "differs"


def test_a_row_says_everything_a_table_needs(judged: Any) -> None:
    row = judged(12.5, 2.1, sigma=1.0, note="a note").row()
    assert row["verdict"] == "agrees (weak test)"
    assert (row["computed"], row["sigma"], row["printed"], row["note"]) == (
        12.5,
        2.1,
        "10",
        "a note",
    )


def test_a_model_that_says_little_is_called_a_weak_test_of_every_claim(judged: Any) -> None:
    for claim in all_claims():
        if claim.sigma is not None and isinstance(claim.value, float) and claim.role == "predict":
            far = claim.value + 3.0 * claim.sigma
            one = judged(far, 3.0 * claim.sigma, sigma=claim.sigma, value=claim.value)
            assert one.text == "agrees (weak test)"


def test_a_bound_that_is_missed_says_by_how_much_where_the_model_knows(judged: Any) -> None:
    found = judged(16.0, 3.0, op="<", group="symmetric")
    assert found.text == "bound missed by 2.0 sigma"
    assert judged(9.0, 3.0, op="<", group="symmetric").text == "bound met"


@pytest.mark.parametrize(
    ("value", "op", "text"),
    [
        (10.0, ">", "bound met (no end seen)"),
        (9.0, ">", "bound missed"),
        (9.0, "<", "bound missed"),  # it went on: nothing says that it would have ended
    ],
)
def test_a_life_without_an_end_is_itself_a_bound(
    judged: Any, value: float, op: str, text: str
) -> None:
    found = Found(value, "made up", censored=True)
    assert judged(found, op=op, group="symmetric").text == text


def test_the_sigma_of_a_symmetric_cell_is_that_of_its_own_calibration(judged: Any) -> None:
    found = judged(13.0, 2.0, sigma=1.0, group="symmetric")
    assert found.model_sigma == 2.0
    assert found.kind == "agrees"
    assert found.how == "made up, as drawn"
