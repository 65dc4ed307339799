"""solvus check: valid or not, with places; what a study asks for; the schema."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from solvus.cli.check import longest_time, longest_time_of_full_cell
from solvus.model.protocol import Loop, Step

from .conftest import SMALL, Call, document

FOLDER = Path(__file__).parents[2] / "examples"
EXAMPLES = sorted(FOLDER.glob("[!d]*.yaml"))  # decide_*.yaml are plans, not studies


def test_the_examples_are_valid(call: Call) -> None:
    result = call("check", *EXAMPLES)
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.splitlines()) == len(EXAMPLES) > 3
    assert all(": valid; " in line for line in result.stdout.splitlines())


def test_a_valid_study_in_numbers(call: Call, study: Path) -> None:
    (one,) = document(call("check", study, "--json"))["studies"]
    assert one["valid"] is True
    assert one["steps"] == 2
    assert one["longest_simulated_time_h"] == pytest.approx(2.0)
    # 50 um of lithium hold 10.3 mAh/cm2, and 10 wt% of silver take up half a percent of it
    assert one["foil_capacity_mAh_per_cm2"] == pytest.approx(10.25, abs=0.05)
    assert "valid; 2 steps, foil capacity 10.3 mAh/cm2" in call("check", study).stdout


def test_one_bad_study_among_good_ones(call: Call, study: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(SMALL.replace("thickness", "thicknes"))
    result = call("check", study, bad, tmp_path / "nowhere.yaml")
    assert result.exit_code == 2
    assert f"{study}: valid" in result.stdout
    assert f"{bad}:3:" in result.stderr
    assert "nowhere.yaml" in result.stderr
    about = document(call("check", study, bad, "--json"))
    assert [one["valid"] for one in about["studies"]] == [True, False]
    assert about["faults"] == about["studies"][1]["faults"]
    assert about["faults"]


def test_the_schema(call: Call) -> None:
    schema = document(call("check", "--schema"))
    assert "protocol" in schema["properties"]
    assert "Ag" in str(schema["$defs"]["Foil"]["properties"]["solute"])


def test_the_longest_time_counts_loops_without_running_them() -> None:
    strip = Step("strip", current=10.0, duration=60.0)
    rest = Step("rest", duration=30.0)
    protocol = (Loop(1000, (strip, Loop(10, (rest,)))), rest)
    assert longest_time(protocol, 1e9) == pytest.approx(1000 * (60 + 300) + 30)


def test_a_strip_to_the_end_takes_what_the_foil_can_hold() -> None:
    plate = Step("plate", current=10.0, charge=100.0)
    emptied = Step("strip", current=10.0, until_exhausted=True)
    assert math.isinf(emptied.longest)
    assert longest_time((plate, emptied), 1000.0) == pytest.approx(10.0 + 110.0)


def test_a_full_cell_takes_no_longer_than_its_cathode_can_hold() -> None:
    charge = Step("charge", math.nan, c_rate=0.1, voltage_limit=4.3)
    discharge = Step("discharge", math.nan, amperes=2.0, duration=60.0, voltage_limit=2.8)
    until, timed = Step("hold", cut_c_rate=0.05), Step("hold", duration=30.0)
    protocol = (Loop(10, (charge, until, discharge, timed)),)
    found = longest_time_of_full_cell(protocol, nominal=100.0, whole=140.0, area=1.0)
    assert found == pytest.approx(10 * (1.4 * 36000.0 + 60.0 + 30.0))
