"""Lives that were reached and lives that are bounds."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.analyse.life import Life, capacity_life, life, life_range, polarisation_life

RISING = 0.025 + 0.001 * np.arange(200)  # |V| of cycle n is 0.024 + 0.001 n


def test_a_failure_is_a_number_and_none_is_a_bound() -> None:
    assert life(132, True, "shorted") == Life(132, False, "shorted")
    assert life(132, True).text == "132"
    assert life(240, False).text == ">240"
    assert life(0, False).text == ">0"


def test_the_first_cycle_above_the_limit() -> None:
    found = polarisation_life(RISING, limit=0.1005)
    assert found.text == "77"
    assert "0.1005 V" in found.rule
    assert polarisation_life(-RISING, limit=0.1005) == found
    # at the limit is not above it
    assert polarisation_life([0.1, 0.5, 0.50001], limit=0.5).cycles == 3


def test_a_factor_on_the_early_value() -> None:
    found = polarisation_life(RISING, factor=3.0)  # early value 0.027, the median of five
    assert found.cycles == 58
    assert "3 x 0.027 V" in found.rule
    formation = np.concatenate(([0.3], np.full(99, 0.02), [0.05]))
    assert polarisation_life(formation, factor=2.0).cycles == 101


def test_whichever_comes_first() -> None:
    both = polarisation_life(RISING, limit=0.05, factor=3.0)
    assert (both.cycles, both.rule) == (27, "|V| > 0.05 V")
    both = polarisation_life(RISING, limit=0.2, factor=3.0)
    assert both.cycles == 58
    none = polarisation_life(RISING, limit=0.5, factor=30.0)
    assert none.text == ">200"
    assert " or " in none.rule


def test_a_cycle_without_a_reading_fails_nothing_and_numbers_are_kept() -> None:
    size = np.array([0.02, np.nan, 0.02, 0.9, np.nan])
    assert polarisation_life(size, limit=0.5, cycle=[10, 20, 30, 40, 50]).cycles == 40
    assert polarisation_life(size, limit=1.0, cycle=[10, 20, 30, 40, 50]).text == ">40"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "give a limit"),
        ({"limit": 0.0}, "limit is 0"),
        ({"factor": 1.0}, "factor is 1"),
        ({"limit": np.nan}, "limit is nan"),
        ({"limit": 0.5, "cycle": [1, 2]}, "as many cycle numbers"),
        ({"limit": 0.5, "cycle": [1, 3, 2]}, "as many cycle numbers"),
        ({"limit": 0.5, "cycle": [0, 1, 2]}, "as many cycle numbers"),
        ({"factor": 2.0, "early": 0}, "at least one cycle"),
    ],
)
def test_rules_that_say_nothing_are_refused(given: dict[str, float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        polarisation_life([0.1, 0.1, 0.1], **given)


def test_no_reading_and_no_cycle_are_refused() -> None:
    with pytest.raises(ValueError, match="no cycle with a reading"):
        polarisation_life([np.nan, np.nan], limit=0.5)
    with pytest.raises(ValueError, match="no cycle with a reading"):
        polarisation_life([], limit=0.5)
    with pytest.raises(ValueError, match="cannot have done -1"):
        life(-1, False)
    with pytest.raises(ValueError, match="count from 1"):
        life(0, True)


def test_life_by_capacity_is_held_against_what_is_named() -> None:
    falling = 3.0 - 0.01 * np.arange(100)  # 80 % of 3.0 is met at 60 and passed at 61
    found = capacity_life(falling, 0.8, 3.0)
    assert found.cycles in (61, 62)
    assert "80 % of 3" in found.rule
    assert capacity_life(falling, 0.8, 2.0).text == ">100"
    gaps = np.array([3.0, np.nan, 1.0])
    assert capacity_life(gaps, 0.8, 3.0, cycle=[3, 4, 5]).text == "5"


@pytest.mark.parametrize(
    ("capacity", "least", "reference", "told"),
    [
        ([np.nan], 0.8, 3.0, "no cycle with a reading"),
        ([3.0], 1.2, 3.0, "between 0 and 1"),
        ([3.0], 0.8, 0.0, "nothing to hold others against"),
    ],
)
def test_a_life_by_capacity_that_cannot_be_read(
    capacity: list[float], least: float, reference: float, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        capacity_life(capacity, least, reference)


def test_a_life_is_as_sure_as_its_readings() -> None:
    early, late = life_range(RISING, np.full(200, 0.002), lambda v: polarisation_life(v, limit=0.1))
    assert (early.cycles, late.cycles) == (75, 79)
    early, late = life_range(RISING, np.full(200, 0.2), lambda v: polarisation_life(v, limit=0.21))
    assert early.text == "1"
    assert late.text == ">200"
