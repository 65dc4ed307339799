"""Objectives and rules as they are written."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from solvus.base.errors import InputError
from solvus.designs.columns import Column
from solvus.designs.wanted import costs_of, read_objectives, read_rules

COLUMNS = {
    one.name: one for one in (
        Column("anode.thickness", "anode.thickness", "um", "input"),
        Column("specific_energy", "specific energy", "Wh/kg", "quantity"),
        Column("energy_density.body", "energy density", "Wh/L", "quantity"),
        Column("life", "cycle life", "cycles", "quantity"),
        Column("life_reached", "whether", "1", "quantity"),
        Column("cost_per_energy", "cost", "$/kWh", "quantity"),
        Column("electrolyte_ratio", "electrolyte", "g/Ah", "quantity"),
        Column("voltage at 50", "hysteresis", "mV", "quantity"),
        Column("ended", "how", "", "text"),
    )
}  # fmt: skip
FRAME = pd.DataFrame({
    "status": ["ok", "ok", "failed"], "specific_energy": [300.0, 400.0, np.nan],
    "cost_per_energy": [50.0, 80.0, np.nan], "electrolyte_ratio": [2.0, 3.5, np.nan],
    "anode.thickness": [20.0, 30.0, 40.0], "voltage at 50": [25.0, 35.0, np.nan],
})  # fmt: skip


def test_the_usual_objectives_of_a_pouch_cell() -> None:
    texts = [one.text for one in read_objectives(COLUMNS, [], [])]
    assert texts == ["most specific_energy", "most energy_density.body", "most life"]


def test_objectives_by_name_and_their_costs() -> None:
    wanted = read_objectives(COLUMNS, ["specific_energy"], ["cost_per_energy"])
    costs, missed = costs_of(FRAME, wanted, ())
    assert costs[:2].tolist() == [[-300.0, 50.0], [-400.0, 80.0]]
    assert np.isnan(costs[2]).all()
    assert missed.shape == (3, 0)


def test_every_fault_of_objectives_is_told() -> None:
    with pytest.raises(InputError) as error:
        read_objectives(COLUMNS, ["specific_enrgy", "life"], ["life"])
    told = [fault.message for fault in error.value.faults]
    assert 'Did you mean "specific_energy"' in told[0]
    assert "wanted twice" in told[1]
    with pytest.raises(InputError, match="a front is of two to 4"):
        read_objectives(COLUMNS, ["life"], [])


@pytest.mark.parametrize(
    ("text", "limit", "missed"),
    [
        ("electrolyte_ratio <= 3 g/Ah", 3.0, [False, True]),
        ("electrolyte_ratio <= 0.003 kg/Ah", 3.0, [False, True]),
        ("electrolyte_ratio > 3", 3.0, [True, False]),
        ("electrolyte_ratio > 2", 2.0, [True, False]),
        ("electrolyte_ratio >= 2", 2.0, [False, False]),
        ("electrolyte_ratio < 3.5", 3.5, [False, True]),
        ("voltage at 50 <= 30 mV", 30.0, [False, True]),
        ("cost_per_energy < 60 $/kWh", 60.0, [False, True]),
        ("anode.thickness >= 25 um", 25.0, [True, False]),
        ("anode.thickness >= 0.025 mm", 25.0, [True, False]),
    ],
)
def test_rules_are_read_with_their_units(text: str, limit: float, missed: list[bool]) -> None:
    rules = read_rules(COLUMNS, [text])
    assert rules[0].limit == pytest.approx(limit)
    _, by = costs_of(FRAME, (
        *read_objectives(COLUMNS, ["specific_energy"], ["cost_per_energy"]),), rules)  # fmt: skip
    assert (by[:2, 0] > 0.0).tolist() == missed
    assert by[2, 0] == np.inf  # a failed design misses every rule


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("electrolyte_ratio", "no rule"),
        ("electrolyte_ratio == 3", "no rule"),
        ("__import__('os') >= 1", "no number of these designs"),
        ("electrolyte >= 1", "no number of these designs"),
        ("ended >= 1", "no number of these designs"),
        ("electrolyte_ratio <= 3 um", "3 um"),
        ("cost_per_energy <= 3 Wh", "a number in $/kWh"),
        ("life >= 3 h", "a number in cycles"),
    ],
)
def test_what_is_no_rule_is_said(text: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        read_rules(COLUMNS, [text])
    assert said in str(error.value)
    assert error.value.faults[0].key == "--where"
