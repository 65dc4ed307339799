"""Every instrument stands in the table of readers, and every entry it makes has a unit."""

from __future__ import annotations

from solvus.observe import INSTRUMENTS
from solvus.study.installed import registries
from solvus.study.load import load_text
from solvus.study.readings import READERS, readings_of, units_of_readings
from solvus.study.run import run_study

STUDY = """
title: Everything looks
cell: {working: {solute: Ag, content: 10 wt%, thickness: 50 um, coulombic_efficiency: 98 %}}
protocol: [Strip at 1 mA/cm2 for 1 mAh/cm2, Plate at 1 mA/cm2 for 0.5 mAh/cm2]
instruments: {INSTRUMENTS}
"""


def test_every_instrument_can_be_read() -> None:
    assert set(READERS) == set(INSTRUMENTS)


def test_each_makes_the_entries_that_it_has_units_for() -> None:
    named = ", ".join(f"{name}: {{}}" for name in INSTRUMENTS)
    text = STUDY.replace("INSTRUMENTS", named)
    rows = readings_of(run_study(load_text(text, registries())))
    assert len(rows) == 2
    known = units_of_readings()
    for row in rows:
        entries = set(row) - {"half_cycle", "step"}
        assert entries == set(known)


HALF = """
title: On copper and off it
cell:
  kind: half
  working: {solute: Cu, content: 100 wt%, thickness: 10 um, coulombic_efficiency: 96 %}
  counter: {thickness: 100 um}
protocol: [Plate at 1 mA/cm2 for 1 mAh/cm2, Strip at 1 mA/cm2 for 2 h or until 1 V]
instruments: {eis: {}}
"""


def test_a_bare_substrate_has_no_spectrum_and_the_strip_off_it_ends_by_its_voltage() -> None:
    done = run_study(load_text(HALF, registries()))
    assert done.run.complete
    assert done.run.half_cycles[1].duration < 3600.0
    covered, bare = readings_of(done)
    assert covered["eis_total"] > 0.0
    assert "eis_real" not in bare
