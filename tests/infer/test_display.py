"""Values in the units they were written in."""

from __future__ import annotations

import math

import numpy as np
import pytest

from solvus.infer.display import foretold, is_bound, number, numbers, spread, told, unit_word
from solvus.infer.problem import Asked

VOLT = Asked("tip", "V", "mV")
WARM = Asked("temperature", "K", "degC")


def test_a_temperature_has_its_zero_elsewhere_and_its_spread_not() -> None:
    assert number(298.15, WARM) == pytest.approx(25.0)
    assert spread(2.0, WARM, 298.15) == pytest.approx(2.0)
    np.testing.assert_allclose(numbers(np.array([273.15, 300.15]), WARM), [0.0, 27.0])


@pytest.mark.parametrize(
    ("value", "sigma", "text"),
    [
        (0.0862, 0.003, "86.2 ± 3.0 mV"),
        (0.0862, 0.0413, "86 ± 41 mV"),
        (0.0862, 0.4, "86 ± 400 mV"),
        (0.0862, 3.1e-7, "86.20000 ± 0.00031 mV"),
        (0.0862, 0.0, "86.2 mV"),
        (0.0862, math.nan, "86.2 mV"),
    ],
)
def test_a_value_is_told_to_two_digits_of_its_error(value: float, sigma: float, text: str) -> None:
    assert told(value, sigma, VOLT) == text


def test_a_life_as_long_as_the_protocol_is_a_lower_bound() -> None:
    life = Asked("life", most=130.0)
    assert foretold(130.0, 0.0, life) == "≥ 130"
    assert foretold(129.0, 0.0, life) == "129"
    assert is_bound(130.0, life)
    assert not is_bound(1e9, Asked("life"))


def test_a_pure_number_has_no_unit() -> None:
    assert unit_word(Asked("life")) == ""
    assert told(140.0, 5.0, Asked("life")) == "140.0 ± 5.0"
