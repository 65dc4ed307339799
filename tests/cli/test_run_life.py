"""solvus run on cells that age: layers and hysteresis in the table, life and efficiency above."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from solvus.base import record

from .conftest import Call, document

AGING = """\
title: Until it fails
cell:
  working: {thickness: 50 um, coulombic_efficiency: 90 %, packing: 25 %}
layer: {closure: CLOSURE, parameters: {PARAMETERS}}
end_of_life: {voltage: 0.4 V}
protocol:
  - repeat: 40
    steps: [Strip at 1 mA/cm2 for 1 mAh/cm2, Plate at 1 mA/cm2 for 1 mAh/cm2]
run: {cells: 20, curves: every 10 cycles}
"""
COPPER = """\
title: Average efficiency
cell:
  kind: half
  working: {solute: Cu, content: 100 wt%, thickness: 10 um, coulombic_efficiency: 95 %}
  counter: {thickness: 100 um}
protocol:
  - Plate at 1 mA/cm2 for 3 mAh/cm2
  - {repeat: 3, steps: [Strip at 1 mA/cm2 for 1 h or until 1 V, Plate at 1 mA/cm2 for 1 h]}
  - Strip at 1 mA/cm2 for 9 h or until 1 V or until exhausted
run: {cells: 20}
"""
SWEPT = """\
title: Swept
cell: {working: {solute: Ag, content: 10 wt%, thickness: 50 um}}
protocol: [Sweep from 20 mV to -20 mV at 1 mV/s, Sweep from -20 mV to 0 V at 1 mV/s]
instruments: {eis: }
run: {cells: 20}
"""


def aging(folder: Path, closure: str = "per_electrode", given: str = "") -> Path:
    path = folder / "aging.yaml"
    path.write_text(AGING.replace("CLOSURE", closure).replace("PARAMETERS", given))
    return path


def written(folder: Path, text: str) -> Path:
    path = folder / "study.yaml"
    path.write_text(text)
    return path


CLOSING = "closing_charge: 2 mAh/cm2"


def test_the_life_is_in_the_document_and_in_the_head(call: Call, tmp_path: Path) -> None:
    path = aging(tmp_path, given=CLOSING)
    result = call("run", path, "--out", tmp_path / "o", "--json")
    assert result.exit_code == 0
    about = document(result)
    life = about["life"]
    assert life["censored"] is False
    assert life["ended_by"] == "voltage limit"
    assert life["text"] == str(life["cycles"]) == str(about["cycles"])
    assert 10 < life["cycles"] < 20
    assert life["voltage_limit_V"] == pytest.approx(0.4)
    [event] = life["events"]
    assert event["half_cycle"] == about["steps"] - 1
    assert event["time_h"] == pytest.approx(about["simulated_h"])
    assert event["sentence"] in about["ended"]
    assert about["complete"] is False
    assert about["average_efficiency_percent"] is None
    last = about["half_cycles"][-1]
    assert last["end_mV"] == pytest.approx(400.0, abs=0.01)
    assert 0.0 < last["open_percent"] < 25.0
    kept = record.load(tmp_path / "o" / "record.nc")
    assert kept.attrs["life"] == life["text"]
    assert kept.attrs["life_event"] == "voltage limit"
    shown = call("run", path, "--no-save").stdout
    assert f"life     ended in cycle {life['cycles']} (voltage limit)" in shown
    assert "NOT COMPLETE" in shown
    assert "|V| has passed 0.4 V" in " ".join(shown.split())


def test_the_layers_are_in_the_rows(call: Call, tmp_path: Path) -> None:
    about = document(call("run", aging(tmp_path, given=CLOSING), "--no-save", "--json"))
    strip, plate = about["half_cycles"][:2]
    # a tenth of 1 mAh/cm2 is 0.485 um of lithium, at a packing of a quarter 1.94 um
    assert strip["layer_um"] == 0.0
    assert strip["counter_layer_um"] == pytest.approx(1.94, rel=2e-3)
    assert plate["layer_um"] == plate["counter_layer_um"] == pytest.approx(1.94, rel=2e-3)
    assert plate["open_percent"] == strip["open_percent"] == pytest.approx(95.0)
    assert strip["plateau_mV"] == pytest.approx(strip["end_mV"], rel=0.01)
    shown = call("run", aging(tmp_path, given=CLOSING), "--no-save").stdout
    for heading in ("layer", "open", "flat"):
        assert heading in shown


def test_what_nothing_ended_is_a_bound(call: Call, tmp_path: Path) -> None:
    path = aging(tmp_path, "inventory")
    about = document(call("run", path, "--no-save", "--json"))
    assert about["life"]["text"] == ">40"
    assert about["life"]["ended_by"] is None
    assert about["life"]["events"] == []
    assert about["half_cycles"][-1]["layer_um"] > 70.0
    assert about["half_cycles"][-1]["open_percent"] is None  # nothing closes
    shown = call("run", path, "--no-save").stdout
    assert "life     >40 cycles, nothing ended it" in shown
    assert "layer" in shown
    assert "open" not in shown


def test_what_is_not_there_is_not_shown(call: Call, study: Path) -> None:
    """Without a loss there is no layer, and one cycle is no life."""
    about = document(call("run", study, "--no-save", "--json"))
    assert about["half_cycles"][-1]["layer_um"] == 0.0
    assert about["half_cycles"][-1]["open_percent"] is None
    shown = call("run", study, "--no-save").stdout
    assert "layer" not in shown
    assert "life " not in shown


@pytest.mark.parametrize("columns", [80, 120])
def test_the_table_of_an_aging_alloy_fits_the_terminal(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    text = AGING.replace("{thickness", "{solute: Ag, content: 10 wt%, mechanism: H2, thickness")
    text = text.replace("CLOSURE", "per_electrode").replace("PARAMETERS", CLOSING)
    shown = call("run", written(tmp_path, text + "instruments: {aes: }\n"), "--no-save").stdout
    lines = shown.splitlines()
    assert max(map(len, lines)) <= columns
    assert "…" not in shown
    assert any(line.split()[:2] == ["1", "Strip"] for line in lines)
    for heading in ("tip", "metal", "skin", "layer", "AES"):
        assert heading in shown


def test_a_half_cell_says_its_average_efficiency(call: Call, tmp_path: Path) -> None:
    path = written(tmp_path, COPPER)
    about = document(call("run", path, "--no-save", "--json"))
    assert about["complete"] is True
    assert about["average_efficiency_percent"] == pytest.approx(95.0, abs=1e-6)
    assert about["life"]["voltage_limit_V"] is None
    assert "95 % of what was plated was stripped" in call("run", path, "--no-save").stdout
    cut = COPPER[: COPPER.index("  - Strip at 1 mA/cm2 for 9 h")] + "run: {cells: 20}\n"
    unfinished = document(call("run", written(tmp_path, cut), "--no-save", "--json"))
    assert unfinished["average_efficiency_percent"] is None


def test_a_sweep_is_one_step_and_as_many_half_cycles_as_signs(call: Call, tmp_path: Path) -> None:
    path = written(tmp_path, SWEPT)
    about = document(call("run", path, "--out", tmp_path / "o", "--json"))
    assert (about["steps"], about["steps_asked"]) == (2, 2)
    assert [row["current_mA_per_cm2"] > 0 for row in about["half_cycles"]] == [True, False, False]
    assert about["half_cycles"][0]["plateau_mV"] is None
    readings = json.loads((tmp_path / "o" / "readings.json").read_text())
    keys = set().union(*readings["readings"]) - {"half_cycle", "step"}
    assert {"eis_frequency", "eis_total"} <= keys <= set(readings["units"])
    shown = call("run", path, "--no-save").stdout
    assert "Sweep from 20 mV to -20 mV at 1 mV/s" in " ".join(shown.split())
    assert "R in all" in shown
