"""Cells that others measured, from their files to the table; skipped where the files are not."""

from __future__ import annotations

import json

import numpy as np
import pytest

from instrument_files import instrument_file
from solvus.analyse.cycling_record import CyclerCell
from solvus.analyse.features import features_of, life_of
from solvus.analyse.per_cycle import PerCycle
from solvus.analyse.readers import read


def table_of(name: str, cell: CyclerCell) -> PerCycle:
    return features_of(read(instrument_file(name)), cell)


def test_lithium_on_both_sides_of_a_garnet() -> None:
    """Eight half-cycles of an hour with spectra between them; medians known from the file."""
    known = json.loads(instrument_file("expected.json").read_text())["li_llzo_li_symmetric"]
    found = table_of("biologic/li_llzo_li_symmetric.mb.mpt", CyclerCell("symmetric"))
    assert found.rows.area == pytest.approx(1e-4 * known["area_cm2_in_file"])
    assert found.cycles == known["cc_halves"] // 2
    strip, plate = found.numbers["plateau_strip"], found.numbers["plateau_plate"]
    sizes = np.stack([strip.value, -plate.value], axis=1).ravel()
    bars = np.stack([strip.noise, plate.noise], axis=1).ravel()
    apart = np.abs(sizes - 1e-3 * np.array(known["median_abs_V_mV"])) / bars
    assert (apart < 3.0).all()
    charge = found.numbers["charge_strip"]
    assert charge.value == pytest.approx(3.6 * known["Q_per_half_mAh"], rel=1e-3)
    dc = found.numbers["resistance"]
    assert (np.abs(dc.value - known["Rdc_from_median_ohm"]) < 3.0 * dc.sigma).all()
    # hysteresis is free of the offset that dominates the error of a single voltage
    full = found.numbers["hysteresis_full"]
    assert (full.sigma < 0.1 * strip.sigma).all()
    # a solid electrolyte without a nucleation spike says so
    assert np.isnan(found.numbers["nucleation_plate"].value).all()
    assert (found.numbers["tip_less_plateau_plate"].value < 0.0).all()
    assert found.flags == ((),) * 4
    assert life_of(found).text == ">4"


def test_a_full_cell_that_gave_out_keeps_its_160_cycles() -> None:
    pytest.importorskip("fastnda")
    found = table_of("neware/nw4-120-1-6-53.ndax", CyclerCell("full", "cathode"))
    assert found.cycles == 160
    counted = found.numbers["file_cycle"].value
    assert (np.diff(counted) >= 0).all()
    assert not found.halves.disagrees.any()


def test_an_arbin_file_whose_current_and_counter_are_a_thousand_off() -> None:
    """Efficiencies do not notice; the reader's warning comes through to the table."""
    found = table_of("bdf/arbin_example.bdf.csv", CyclerCell("full", "cathode"))
    assert found.numbers["efficiency"].value[1:] == pytest.approx(0.995, abs=1e-3)
    assert any("1/1000" in line for line in found.notices)
