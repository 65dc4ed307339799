"""The state of the page and its address, which anybody may have written."""

from __future__ import annotations

import math
from typing import Any

import pytest

from solvus.explore.controls import NO_SOLUTE
from solvus.explore.site import Site, user_of
from solvus.explore.state import checked_number, query_of, state_from


def test_the_state_of_the_file_is_what_the_file_says(site: Site) -> None:
    now = site.default
    assert now.word("solute") == "Ag"
    assert now.word("basis") == "body"
    assert now.number("thickness") == pytest.approx(30.0)
    assert now.number("ec") == pytest.approx(2.6)
    assert now.number("rate") == pytest.approx(0.2)
    assert now.number("np") == pytest.approx(2.02, abs=0.01)
    assert query_of(now, site.default) == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"thickness": 45.0, "solute": "Mg"},
        {"cell": "symmetric", "current": 3.0, "capacity": 0.5},
        {"foil": "copper", "cathodes": 20.0, "basis": "envelope"},
        {"solute": NO_SOLUTE, "cutoff": 4.45, "cycles": 100.0},
    ],
)
def test_an_address_brings_the_state_back(site: Site, changes: dict[str, Any]) -> None:
    moved = site.default.moved(changes)
    found, faults = state_from(query_of(moved, site.default), site.default, site.controls)
    assert faults == []
    assert found == moved


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("?thickness=1e9", "out of range"),
        ("?thickness=-3", "out of range"),
        ("?thickness=nan", "is no number"),
        ("?thickness=inf", "is no number"),
        ("?thickness=30um", "is no number"),
        ("?thickness=", "is empty"),
        ("?cathodes=2.5", "not a whole number"),
        ("?cathodes=1e6", "out of range"),
        ("?solute=Unobtainium", "is not known"),
        ("?solute=../../../etc/passwd", "is not known"),
        ("?solute=./mine.yaml", "is not known"),
        ("?life.study=/etc/passwd", "is not known"),
        ("?foil=<script>alert(1)</script>", "is not known"),
        ("?thicknes=30", 'Did you mean "thickness"'),
        ("?thickness=30&thickness=40", "stands twice"),
        ("?" + "a=1&" * 60, "too many parts"),
        ("?thickness=" + "9" * 5000, "longer than"),
        ("?%00=%ff%fe", "is not known"),
    ],
)
def test_a_hostile_address_gives_a_sentence(site: Site, query: str, word: str) -> None:
    found, faults = state_from(query, site.default, site.controls)
    assert any(word in one for one in faults), faults
    assert all(len(one) < 400 for one in faults)
    allowed = {"?thickness=30&thickness=40"}  # the last one counts
    assert query in allowed or found == site.default


@pytest.mark.parametrize("value", [True, [], {}, "x", math.nan, math.inf, "1e999"])
def test_what_is_no_number_is_none(site: Site, value: Any) -> None:
    with pytest.raises(ValueError, match="is no number"):
        checked_number(site.controls.numbers["thickness"], value)


@pytest.mark.parametrize(
    "plain", [None, 3, [], "x", {"thickness": {"a": 1}}, {"solute": 3, "foil": None}, {"x": 1}]
)
def test_a_browser_may_send_anything(site: Site, plain: Any) -> None:
    assert site.state(plain) == site.default


def test_ranges_are_those_of_the_schema(site: Site) -> None:
    numbers = site.controls.numbers
    assert (numbers["thickness"].low, numbers["thickness"].high) == pytest.approx((0.1, 5000.0))
    assert (numbers["cutoff"].low, numbers["cutoff"].high) == pytest.approx((4.3, 4.55))
    for number in numbers.values():
        assert number.low <= number.window[0] < number.window[1] <= number.high, number.name


def test_the_name_of_a_user_is_short_and_plain() -> None:
    assert user_of("../<b>" + "x" * 500).strip("x") == "b"
    assert len(user_of("a" * 500)) == 64
    assert user_of({"a": 1}) == ""
