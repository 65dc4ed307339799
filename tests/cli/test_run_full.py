"""solvus run and solvus check on full cells: cycles as rows, the cell in words, notices."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from solvus.base import record
from solvus.cli.full_summary import MOST_ROWS, chosen_cycles

from .conftest import Call, document

FULL = """\
title: A full cell
cell:
  kind: full
  working: {solute: Ag, content: 10 wt%, thickness: 40 um, coulombic_efficiency: 98 %}
  cathode: {material: ncm622, loading: 15 mg/cm2, fade: 1 %}
  electrolyte_amount: 3 g/Ah
protocol:
  - Charge at C/5 until 4.3 V
  - Discharge at C/5 until 2.8 V
  - repeat: CYCLES
    steps:
      - Charge at C/2 until 4.3 V
      - Hold at 4.3 V until C/10
      - Discharge at C/2 until 2.8 V
      - Rest for 10 min
instruments: {aes: }
run: {cells: 20}
"""


def full(folder: Path, cycles: int = 3, *changes: tuple[str, str]) -> Path:
    text = FULL.replace("CYCLES", str(cycles))
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "full.yaml"
    path.write_text(text)
    return path


def test_the_document_has_the_cell_and_its_cycles(call: Call, tmp_path: Path) -> None:
    about = document(call("run", full(tmp_path), "--no-save", "--json"))
    assert about["complete"] is True
    assert about["cathode"]["material"] == "NCM622"
    assert about["cathode"]["one_c_mA_per_cm2"] == pytest.approx(0.175 * 15)
    balance = about["balance"]
    assert balance["n_to_p"] == pytest.approx(
        balance["foil_mAh_per_cm2"] / balance["reversible_mAh_per_cm2"]
    )
    assert balance["electrolyte_uL_per_cm2"] > balance["pores_uL_per_cm2"]
    assert about["life"]["least_retention_percent"] == pytest.approx(80.0)
    rows = about["per_cycle"]
    assert [row["cycle"] for row in rows] == [1, 2, 3, 4]
    assert [row["reference_cycle"] for row in rows] == [1, 2, 2, 2]
    last, halves = rows[-1], [h for h in about["half_cycles"] if h["cycle"] == 4]
    signs = [(half["current_mA_per_cm2"] > 0) - (half["current_mA_per_cm2"] < 0) for half in halves]
    assert signs == [1, 1, -1, 0]  # charge and hold, discharge, rest
    assert last["charge_mAh_per_cm2"] == pytest.approx(
        sum(half["charge_mAh_per_cm2"] for half in halves[:2])
    )
    assert last["discharge_mAh_per_g"] == pytest.approx(1e3 * last["discharge_mAh_per_cm2"] / 15.0)
    assert last["energy_mWh_per_cm2"] == pytest.approx(
        last["mean_discharge_V"] * last["discharge_mAh_per_cm2"]
    )
    assert last["polarisation_mV"] == pytest.approx(
        1e3 * (last["mid_charge_V"] - last["mid_discharge_V"])
    )
    assert halves[-1]["mean_V"] is None  # a rest has no charge to average over


def test_the_terminal_tells_a_full_cell(call: Call, tmp_path: Path) -> None:
    path = full(tmp_path)
    shown = call("run", path, "--no-save").stdout
    (cathode,) = [line for line in shown.splitlines() if line.startswith("cathode")]
    assert "NCM622, 15 mg/cm2" in cathode
    assert "(particle model)" in cathode
    assert "N/P" in shown
    assert "the pores hold" in shown
    rows = document(call("run", path, "--no-save", "--json"))["per_cycle"]
    assert f"{rows[-1]['retention_percent']:.1f} % of cycle 2" in shown
    for heading in ("disch.", "kept", "CE", "mid", "polar.", "layer"):
        assert heading in shown
    assert "tip" not in shown


@pytest.mark.parametrize("columns", [80, 120])
def test_the_table_fits_the_terminal(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = call("run", full(tmp_path, 20), "--no-save").stdout.splitlines()
    assert max(map(len, lines)) <= columns
    body = [line.split() for line in lines if line.split()[:1] and line.split()[0].isdigit()]
    assert [row[0] for row in body[:3]] == ["1", "2", "3"]
    assert body[-1][0] == "21"
    assert len(body) <= MOST_ROWS


@pytest.mark.parametrize("count", [1, 9, 10, 11, 12, 102, 5000])
def test_few_cycles_are_shown_and_the_first_three_and_last_among_them(count: int) -> None:
    places = chosen_cycles(count)
    assert places == sorted(set(places))
    assert len(places) == min(count, MOST_ROWS)
    assert {0, min(1, count - 1), min(2, count - 1), count - 1} <= set(places)
    assert places[-1] == count - 1


def test_what_is_saved_has_the_cathode(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "o"
    result = call("run", full(tmp_path), "--out", out, "--table", "csv", "--page")
    assert result.exit_code == 0, result.stderr
    assert (out / "run.html").stat().st_size > 1e5
    kept = record.load(out / "record.nc")
    assert {"cathode_content", "half_cycle_cathode_mid", "voltage"} <= set(kept.variables)
    assert "charges the cell" in kept.attrs["sign_convention"]
    with (out / "half_cycles.csv").open() as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    assert len(rows) == 2 + 3 * 4
    assert json.loads((out / "readings.json").read_text())["readings"]


def test_notices_are_told_and_are_no_faults(call: Call, tmp_path: Path) -> None:
    bad = (("40 um", "8 um"), ("15 mg/cm2", "50 mg/cm2"), ("C/2 until 4", "4C until 4"))
    path = full(tmp_path, 1, *bad)
    result = call("check", path)
    assert result.exit_code == 0
    assert "N/P 0.1" in result.stdout
    notices = [line for line in result.stderr.splitlines() if "notice:" in line]
    assert len(notices) == 3
    assert "the foil holds" in notices[0]
    assert "um thick on one face" in notices[1]
    assert "the salt carries" in notices[2]
    one = document(call("check", path, "--json"))["studies"][0]
    assert one["valid"] is True
    assert len(one["notices"]) == 3
    about = document(call("run", path, "--no-save", "--json"))
    assert about["notices"][:3] == one["notices"]
    assert "over after" in about["notices"][3]
    shown = " ".join(call("run", path, "--no-save").stdout.split())
    for sentence in about["notices"]:
        assert sentence in shown


def test_a_good_cell_has_no_notice(call: Call, tmp_path: Path) -> None:
    assert document(call("run", full(tmp_path), "--no-save", "--json"))["notices"] == []
    assert call("check", full(tmp_path)).stderr == ""


def test_every_instrument_looks_at_the_foil_of_a_full_cell(call: Call, tmp_path: Path) -> None:
    asked = "{aes: , depth_profile: , epma: , xps: , tof_sims: }"
    path = full(tmp_path, 1, ("{aes: }", asked))
    result = call("run", path, "--out", tmp_path / "o", "--page")
    assert result.exit_code == 0, result.stderr
    read = json.loads((tmp_path / "o" / "readings.json").read_text())["readings"]
    assert {"aes", "epma", "xps", "tof_solute"} <= set().union(*read)


def test_an_impedance_without_the_cathode_is_refused(call: Call, tmp_path: Path) -> None:
    result = call("check", full(tmp_path, 1, ("{aes: }", "{aes: , eis: }")))
    assert result.exit_code == 2
    assert "instruments.eis: the impedance of a cathode is not modelled" in result.stderr


def test_other_cells_have_no_cycles_of_a_cathode(call: Call, study: Path) -> None:
    about = document(call("run", study, "--no-save", "--json"))
    assert about["per_cycle"] == []
    assert "cathode" not in about
    assert about["life"]["least_retention_percent"] is None
