"""Readings in words: digits as the error leaves them, units of the trade."""

from __future__ import annotations

import math

import pytest

from solvus.analyse.uncertain import Reading
from solvus.report.measured.words import reading_table, words_of


def reading(value: float, sigma: float, unit: str, name: str = "a") -> Reading:
    return Reading(name, value, sigma, sigma, {}, unit, "what it is", {"trim": "0.05"})


@pytest.mark.parametrize(
    ("value", "sigma", "unit", "name", "words"),
    [
        (0.02501, 0.0008, "V", "a", "25.01 ± 0.80 mV"),
        (3.8101, 0.0012, "V", "a", "3.8101 ± 0.0012 V"),
        (0.985, 0.0021, "1", "efficiency", "98.50 ± 0.21 %"),
        (2.5e-3, 1.1e-4, "ohm*m^2", "a", "25.0 ± 1.1 Ω cm²"),
        (31429.0, 1100.0, "ohm", "a", "31429 ± 1100 Ω"),
        (1.598e-7, 3e-9, "m", "a", "159.8 ± 3.0 nm"),
        (8e-6, 3e-7, "m", "a", "8.00 ± 0.30 µm"),
        (5.0, math.nan, "ohm", "a", "5 Ω"),
        (math.nan, math.nan, "V", "nucleation", "none"),
    ],
)
def test_words(value: float, sigma: float, unit: str, name: str, words: str) -> None:
    assert words_of(reading(value, sigma, unit, name)) == words


def test_the_table_keeps_the_options_at_hand() -> None:
    table = reading_table([("cycle 1", reading(0.025, 0.001, "V"))])
    (row,) = table.rows
    assert row[0] == "cycle 1"
    assert row[3].note == "trim 0.05"  # type: ignore[union-attr]
