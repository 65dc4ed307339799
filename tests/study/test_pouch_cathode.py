"""The cathode of a pouch file: its first half-cycle, the voltage of its energy, its coating."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from solvus.base.errors import InputError
from solvus.materials import library, open_circuit
from solvus.model.coating import coat, recipe_of
from solvus.pouch.geometry import coating_thickness
from solvus.study.full_cell import balance_of
from solvus.study.installed import read_study
from solvus.study.pouch_design import design_of
from solvus.study.pouch_load import read_pouch, read_text, variants_of
from solvus.study.pouch_places import with_values
from solvus.study.pouch_sweep import sweep

EXAMPLES = Path(__file__).parents[2] / "examples"

SMALL = """\
title: small
cell: {cathodes: 3, width: 40 mm, height: 50 mm}
cathode:
  loading: 15 mg/cm2
  specific_capacity: 180 mAh/g
  mid_voltage: 3.8 V
  active: 92 %
  coating_density: 3.2 g/cm3
anode: {solute: Ag, content: 10 wt%, thickness: 30 um}
electrolyte: {amount: 2.6 g/Ah}
"""

SULFUR = """\
title: sulfur
cell: {cathodes: 3, width: 40 mm, height: 50 mm}
cathode:
  loading: 5 mg/cm2
  material: span
  lower_cutoff: 1 V
  upper_cutoff: 3 V
anode: {solute: Ag, content: 10 wt%, thickness: 40 um}
electrolyte: {amount: 2.6 g/Ah}
"""


def test_a_sulfur_cell_has_the_n_to_p_of_its_study() -> None:
    """The same foil and cathode as a pouch and as a study: one N/P, by the first discharge."""
    pouch = read_text(SULFUR)
    study = read_study(EXAMPLES / "span_liag.yaml")
    balance = balance_of(study, EXAMPLES)
    assert pouch.energies.n_to_p == pytest.approx(balance.n_to_p_first, rel=1e-9)
    assert pouch.energies.n_to_p == pytest.approx(1.99, abs=0.005)
    assert pouch.energies.n_to_p_reversible == pytest.approx(balance.n_to_p, rel=1e-9)
    cycle = open_circuit.first_cycle(library.cathode("span"), 1.0, 3.0)
    assert cycle.begins_with == "discharge"
    cathode = pouch.design.cathode
    assert (cathode.first_charge, cathode.specific_capacity) == (cycle.first, cycle.back)


def test_a_sulfur_cathode_made_with_lithium_is_charged_first() -> None:
    """Nothing is known of a loss then: the first charge is what every later one is."""
    pouch = read_text(SULFUR.replace("3 V", "3 V\n  lithium_from: cathode"))
    cathode = pouch.design.cathode
    assert cathode.holds_lithium == 1.0
    assert cathode.first_charge == cathode.specific_capacity


def test_a_foil_that_the_cathode_drinks_up_is_refused() -> None:
    """0.825 mAh/cm2 stay in the cathode; a foil of 3 um holds less."""
    thin = SULFUR.replace("40 um", "3 um") + "checks: {n_to_p: warn}\n"
    with pytest.raises(InputError, match="nothing is left to cycle") as caught:
        read_text(thin, "cell.yaml")
    (fault,) = caught.value.faults
    assert fault.key == "anode.thickness"
    lean = read_text(thin.replace("3 um", "10 um"))
    assert "of the first discharge is" in lean.notices[0].text


def test_energy_by_the_mean_voltage_is_the_energy_itself() -> None:
    """Of an open circuit the mean gives the integral of U dq; the mid voltage misses 1.8 %."""
    made = library.cathode("ncm622")
    found = variants_of(read_pouch(EXAMPLES / "wang2023_1p4Ah.yaml"))
    mid, mean = found["by open circuit"], found["by open circuit, mean voltage"]
    voltage = mean.design.cathode.voltage
    assert voltage == pytest.approx(open_circuit.mean_voltage(made, 2.8, 4.3) - 0.025)
    assert mid.design.cathode.voltage == open_circuit.mid_voltage(made, 2.8, 4.3) - 0.025
    assert mean.energies.energy / mid.energies.energy == pytest.approx(1.018, abs=5e-4)
    cutoffs = sweep(mean.file, {"cathode.upper_cutoff": [4.2, 4.3, 4.5]}).energies  # type: ignore[dict-item]
    assert cutoffs.energy[1] == pytest.approx(mean.energies.energy)
    one = open_circuit.mean_voltage(made, 2.8, 4.5) - 0.025
    assert cutoffs.energy[2] / cutoffs.charge[2] == pytest.approx(one)


def test_the_mean_voltage_may_be_written_and_must_be_where_asked_for() -> None:
    mean = SMALL + "energy_by: mean\n"
    with pytest.raises(InputError, match="as energy_by: mean asks for it") as caught:
        read_text(mean)
    assert [fault.key for fault in caught.value.faults] == ["cathode.mean_voltage"]
    for text in (mean.replace("mid_voltage", "mean_voltage"),
                 mean.replace("3.8 V", "3.7 V\n  mean_voltage: 3.8 V")):  # fmt: skip
        assert read_text(text).energies.energy == pytest.approx(read_text(SMALL).energies.energy)
    row = "{upper_cutoff: 4.3 V, specific_capacity: 180 mAh/g, mid_voltage: 3.7 V}"
    row = f"  measured:\n    - {row}\n"
    rows = mean.replace("  specific_capacity: 180 mAh/g\n  mid_voltage: 3.8 V\n", row)
    with pytest.raises(InputError, match="in every row") as caught:
        read_text(rows)
    assert caught.value.faults[0].key == "cathode.measured[0].mean_voltage"
    known = rows.replace("3.7 V}", "3.7 V, mean_voltage: 3.8 V}")
    assert read_text(known).design.cathode.voltage == pytest.approx(3.8)


def test_a_coating_too_dense_is_told_with_the_densities_it_was_held_against() -> None:
    dense = SULFUR.replace("upper_cutoff: 3 V", "upper_cutoff: 3 V\n  coating_density: 3.2 g/cm3")
    with pytest.raises(InputError, match=r"active 1\.7, carbon 1\.9, binder 1\.4 g/cm3"):
        read_text(dense)


def test_the_coating_is_that_of_the_study_of_the_same_cathode() -> None:
    """One formula for both, arrays too."""
    made = library.cathode("ncm622")
    text = SMALL.replace("  specific_capacity: 180 mAh/g\n  mid_voltage: 3.8 V\n",
                         "  material: ncm622\n  upper_cutoff: 4.3 V\n")  # fmt: skip
    text = text.replace("  active: 92 %\n  coating_density: 3.2 g/cm3\n", "")
    pouch = read_text(text)
    theirs = coat(made, 0.15, recipe_of(made))
    assert coating_thickness(pouch.design) == pytest.approx(theirs.thickness, rel=1e-12)
    assert pouch.design.cathode.porosity == theirs.porosity
    moved = design_of(with_values(pouch.file, {"cathode.loading": np.array([0.1, 0.15])}))
    many = coat(made, np.array([0.1, 0.15]), recipe_of(made))  # type: ignore[arg-type]
    assert coating_thickness(moved) == pytest.approx(many.thickness, rel=1e-12)
    assert many.active_volume == pytest.approx(theirs.active_volume)
