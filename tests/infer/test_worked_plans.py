"""The worked plans of `examples`: what they decide is what the physics of the models says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from solvus.infer.decide import Decision, decide
from solvus.infer.deciding_plan import read_plan

EXAMPLES = Path(__file__).parents[2] / "examples"


@cache
def decision(name: str) -> Decision:
    return decide(read_plan(EXAMPLES / f"decide_{name}.yaml"), workers=1)


def distance(found: Decision, begin: str, one: str, other: str) -> float:
    """Of two models in the measurement whose name begins so."""
    number = next(i for i, c in enumerate(found.plan.candidates) if c.name.startswith(begin))
    pair = next(pair for pair in found.plan.pairs if set(pair) == {one, other})
    return found.distances[number, pair].sigma


def value(found: Decision, begin: str, model: str) -> float:
    number = next(i for i, c in enumerate(found.plan.candidates) if c.name.startswith(begin))
    return found.predictions[model, number].value


def test_silver_dissolved_from_the_skin_tells_the_patches_of_the_ratio_law() -> None:
    found = decision("transport")
    for model in ("H3v", "H4a"):
        assert value(found, "silver", model) == pytest.approx(1.33e-2, rel=0.03)
        assert distance(found, "silver", model, "H4f") > 3.0
    assert 0.2e-2 < value(found, "silver", "H4f") < 0.45e-2  # of an independent prototype
    assert found.open_pairs == (("H3v", "H4a"),)


def test_a_skin_that_loses_contact_reads_one_of_two_values() -> None:
    found = decision("transport")
    at_4 = found.predictions["H3v", 0]
    assert at_4.value == pytest.approx(0.533, abs=0.01)
    assert at_4.others == pytest.approx([0.209], abs=0.01)
    assert 0.38 < value(found, "strip 4", "H4a") < 0.50
    assert found.predictions["H4f", 0].value == pytest.approx(0.39, abs=0.02)


def test_a_second_current_tells_a_film_from_a_barrier() -> None:
    found = decision("nucleation")
    for film in ("log", "langmuir"):
        assert distance(found, "as made, plate at 2", film, "rate") > 3.0
        assert value(found, "as made, plate at 2", film) == pytest.approx(0.172, abs=0.004)
    assert value(found, "as made, plate at 2", "rate") == pytest.approx(0.115, abs=0.005)
    assert distance(found, "strip 1", "log", "rate") == pytest.approx(0.0, abs=1e-3)


def test_pure_lithium_tells_silver_from_a_film_that_is_stripped_away() -> None:
    found = decision("nucleation")
    assert distance(found, "pure Li", "log", "film removed") > 3.0
    assert distance(found, "as made, plate at 2", "log", "film removed") < 1.0
    assert found.open_pairs == (("log", "langmuir"),)


def test_two_closures_need_a_cell_of_unlike_electrodes() -> None:
    found = decision("closure")
    mine, shared = "per electrode", "shared electrolyte"
    for cell in ("Li || Li, hysteresis in cycle 60", "Li || Li, hysteresis in cycle 120",
                 "Li || thick Li"):  # fmt: skip
        assert distance(found, cell, mine, shared) < 1.0
    assert distance(found, "Li || Li-Ag", mine, shared) > 3.0
    # lithium that nothing closes lasts for (50 um - 1 mAh/cm2)/(3.8 % of 1 mAh/cm2) cycles
    assert value(found, "Li || thick Li", "inventory") == pytest.approx(9.3 / 0.038, abs=2.0)
    assert found.open_pairs == ()
    assert len(found.steps) == 1
    number = 2  # cycle 160, which a cell that closes does not see
    assert number in found.unranked
    assert "was not reached" in found.predictions[mine, number].why
