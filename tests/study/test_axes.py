"""Axes of a design space: what may be written, and which value stands at which u."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from solvus.study.axes import read_axis

PATH = "cell.working.thickness"


def values(entry: Any, count: int) -> list[Any]:
    axis = read_axis(PATH, entry)
    assert axis.count == count
    return [axis.value((k + 0.5) / count) for k in range(count)]


def test_a_range_with_a_count_is_even_and_has_both_ends() -> None:
    assert values("20 um to 60 um in 5", 5) == [20.0, 30.0, 40.0, 50.0, 60.0]
    assert values("60 um to 20 um in 3", 3) == [60.0, 40.0, 20.0]
    assert values("20 to 60 um in 3", 3) == [20.0, 40.0, 60.0]


def test_a_logarithmic_range_has_even_ratios() -> None:
    assert values("1 um to 100 um in 3, logarithmic", 3) == pytest.approx([1.0, 10.0, 100.0])


def test_a_list_of_quantities_is_numbers_and_is_written_back_with_its_unit() -> None:
    axis = read_axis(PATH, ["20 um", "50 um"])
    assert axis.numeric
    assert axis.unit == "um"
    assert [axis.changes(u)[PATH] for u in (0.2, 0.7, 1.0)] == ["20 um", "50 um", "50 um"]


def test_a_list_of_names_may_leave_the_entry_out() -> None:
    axis = read_axis("cell.working.solute", ["Ag", None, "Mg"])
    assert not axis.numeric
    assert [axis.value(u) for u in (0.1, 0.5, 0.9)] == ["Ag", "none", "Mg"]
    assert [axis.changes(u) for u in (0.1, 0.5)] == [
        {"cell.working.solute": "Ag"}, {"cell.working.solute": None},
    ]  # fmt: skip


def test_alternatives_move_several_entries_together() -> None:
    axis = read_axis("solute", {"Li-Ag": {"a.solute": "Ag"}, "Li": {"a.solute": None, "a.x": "2"}})
    assert axis.value(0.9) == "Li"
    assert axis.changes(0.9) == {"a.solute": None, "a.x": "2"}


def test_values_may_go_into_sentences() -> None:
    axis = read_axis(
        "current",
        {"values": "1 mA/cm2 to 3 mA/cm2 in 3", "sets": {"protocol[0]": "Strip at {} for 1 h"}},
    )
    assert axis.unit == "mA/cm2"
    assert axis.changes(0.5) == {"protocol[0]": "Strip at 2 mA/cm2 for 1 h"}


@pytest.mark.parametrize(
    ("entry", "low", "middle", "high"),
    [
        ("20 um to 60 um", 20.0, 40.0, 60.0),
        ("1 um to 100 um, logarithmic", 1.0, 10.0, 100.0),
    ],
)
def test_a_range_without_a_count_is_drawn_evenly(
    entry: str, low: float, middle: float, high: float
) -> None:
    axis = read_axis(PATH, entry)
    assert axis.count is None
    assert [axis.value(u) for u in (0.0, 0.5, 1.0)] == pytest.approx([low, middle, high])


@pytest.mark.parametrize("entry", ["50 um +- 5 um", "50 um +- 10 %", "50 um ± 5 um"])
def test_a_spread_is_a_normal_distribution(entry: str) -> None:
    axis = read_axis(PATH, entry)
    u = np.linspace(0.01, 0.99, 9)
    expected = [NormalDist(50.0, 5.0).inv_cdf(float(one)) for one in u]
    assert [axis.value(float(one)) for one in u] == pytest.approx(expected)
    assert math.isfinite(float(axis.value(0.0)))  # a point of Sobol's sequence may be 0


def test_a_factor_is_normal_in_the_logarithm() -> None:
    axis = read_axis(PATH, "1e-15 m2/s */ 3")
    one_sigma = NormalDist().cdf(1.0)
    assert axis.value(0.5) == pytest.approx(1e-15)
    assert axis.value(one_sigma) == pytest.approx(3e-15)


@given(st.floats(0.0, 1.0), st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_draws_stay_in_their_range(u: float, low: float, wide: float) -> None:
    axis = read_axis(PATH, f"{low!r} um to {low + wide!r} um")
    slack = 1e-9 * (abs(low) + wide)
    assert low - slack <= float(axis.value(u)) <= low + wide + slack


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("20 um to 60 mm", "two units"),
        ("20 um to 20 um", "begins and ends"),
        ("60 um to 20 um", "does not rise"),
        ("0 um to 20 um, logarithmic", "above zero"),
        ("1 um to 20 um, even", '"even" is not known'),
        ("1 um to 20 um in 1", "2 to 10000"),
        ("1 um to 20 um in 2.5", "2 to 10000"),
        ("20 um", "one value"),
        (20, "one value"),
        ([], "is empty"),
        ({}, "is empty"),
        (["20 um", "20 um"], "twice"),
        (["Ag", "Ag"], "twice"),
        (["20 um", "0.03 mm"], "several units"),
        (["20 um", 5, "foo"], "several units"),
        ("20 um to 1e999 um in 3", "too large"),
        ([{"a": 1}], "a name"),
        ("50 um +- 0 um", "no spread"),
        ("50 um +- 5 mm", "two units"),
        ("1e-15 m2/s */ 0.5", "above one"),
        ("a to b", "no number"),
        ({"values": "1 um to 2 um"}, "needs values and sets"),
        ({"values": "1 um to 2 um", "sets": {"a": "b"}}, "has no {}"),
        ({"values": "1 um to 2 um", "sets": {"a": "{}"}, "more": 1}, "needs values and sets"),
    ],
)
def test_what_cannot_be_an_axis_is_said(entry: Any, said: str) -> None:
    with pytest.raises((ValueError, PydanticCustomError)) as error:
        read_axis(PATH, entry)
    assert said in str(error.value)
