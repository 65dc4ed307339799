"""A full cell as it is written: what it holds, what is refused, and that it runs as written."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from solvus.base.errors import InputError
from solvus.materials import library, open_circuit
from solvus.study.full_cell import balance_of, cut_offs, electrode_of
from solvus.study.installed import read_study
from solvus.study.run import StudyRun, run_study

MAH = 36000.0  # C/m2 in 1 mAh/cm2
TEXT = """\
title: a full cell
cell:
  kind: full
  working: {thickness: 50 um, coulombic_efficiency: 99 %}
  cathode: {material: ncm622, loading: 15.2 mg/cm2}
protocol:
  - repeat: 2
    steps:
      - Charge at 0.5C until 4.3 V
      - Discharge at 0.5C until 2.8 V
run: {cells: 12}
"""


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    """The study with each text replaced, which must be there."""
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "full.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def ran(folder: Path, *changes: tuple[str, str]) -> StudyRun:
    return run_study(read_study(written(folder, *changes)), folder)


def refused(folder: Path, *changes: tuple[str, str]) -> str:
    with pytest.raises(InputError) as caught:
        read_study(written(folder, *changes))
    return str(caught.value)


def protocol(*steps: str) -> tuple[str, str]:
    """The change that puts these steps in the place of the protocol."""
    start, end = TEXT.index("  - repeat"), TEXT.index("run:")
    return TEXT[start:end], "".join(f"  - {step}\n" for step in steps)


@pytest.mark.parametrize("model", ["particle", "porous"])
def test_a_study_runs_as_written(tmp_path: Path, model: str) -> None:
    done = ran(tmp_path, ("mg/cm2}", f"mg/cm2, model: {model}, resistance: 5 ohm cm2}}"))
    assert done.run.complete, done.run.ended
    assert len(done.run.half_cycles) == 4
    one_c = 175 * 3.6e3 * 0.152 / 3600.0
    assert done.run.half_cycles[0].current == pytest.approx(-0.5 * one_c)
    assert [half.end for half in done.run.half_cycles] == pytest.approx([4.3, 2.8] * 2, abs=1e-6)
    made = done.cell.cathode
    assert made is not None
    assert made.design.model == model
    assert made.design.resistance == pytest.approx(5e-4)
    assert any("NCM622" in str(row) for row in done.materials)


def test_what_a_cell_holds(tmp_path: Path) -> None:
    study = read_study(written(tmp_path))
    found = balance_of(study)
    material = library.cathode("ncm622")
    assert (found.v_low, found.v_high) == (2.8, 4.3)
    assert found.reversible == pytest.approx(184.3 * 3.6e3 * 0.152, rel=2e-3)
    full, empty = open_circuit.window(material, 2.8, 4.3)
    assert found.reversible == pytest.approx(0.152 * 235 * 3.6e3 * (full - empty))
    assert found.first > found.reversible
    assert found.n_to_p == pytest.approx(found.foil / found.reversible)
    assert found.foil == pytest.approx(10.3 * MAH, rel=0.01)
    assert math.isnan(found.amount)
    coating = electrode_of(study).design.coating
    assert found.pores == pytest.approx(20e-6 * 0.4 + coating.thickness * 0.27)


def test_what_the_run_gives_is_what_the_balance_says(tmp_path: Path) -> None:
    """At a small current, within a few per cent of it."""
    done = ran(tmp_path, ("0.5C", "0.02C"))
    found = balance_of(done.study)
    first, back = (abs(h.current) * h.duration for h in done.run.half_cycles[:2])
    assert first == pytest.approx(found.first, rel=0.01)
    assert back == pytest.approx(found.reversible, rel=0.01)


@pytest.mark.parametrize(
    ("steps", "due"),
    [
        (("Charge at 0.1C for 5 h", "Discharge at 0.1C until 3.0 V"), (3.0, 4.6)),
        (("Charge at 0.1C until 4.2 V", "Discharge at 0.1C for 2 h"), (2.8, 4.2)),
        (("Charge at 0.1C until 4.2 V", "Hold at 4.25 V until C/20", "Discharge at 0.1C for 2 h"),
         (2.8, 4.25)),
        (("Charge at 0.1C until 4.1 V", "Charge at 0.05C until 4.4 V",
          "Discharge at 1C until 3.5 V", "Discharge at 0.1C until 3.0 V"), (3.0, 4.4)),
        (("Charge at 0.1C for 1 h", "Rest for 1 h"), (2.8, 4.6)),
    ],
)  # fmt: skip
def test_cut_offs_are_those_of_charges_and_discharges(
    tmp_path: Path, steps: tuple[str, ...], due: tuple[float, float]
) -> None:
    """One voltage alone, of a discharge, is not both ends of a window."""
    study = read_study(written(tmp_path, protocol(*steps)))
    assert cut_offs(study.protocol, library.cathode("ncm622")) == due


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("until 4.3 V", "until 4.9 V"), "4.9 V lies outside 2.8 to 4.6 V"),
        (("15.2 mg/cm2", "190 mg/cm2, porosity: 70 %"), "stays below 1 mm"),
        (("run:", "end_of_life: {voltage: 5 V}\nrun:"), "remove this line, or write retention"),
        (("Charge at 0.5C until 4.3 V", "Plate at 0.5C for 1 h"), 'write "Charge"'),
        (("ncm622", "ncm623"), "ncm623"),
        (("  cathode: {material: ncm622, loading: 15.2 mg/cm2}\n", ""), "a full cell needs one"),
        (("kind: full", "kind: symmetric"), "belongs to a full cell"),
        (("until 2.8 V", "until -2.8 V"), "2.8 V"),
        (("50 um,", "50 um, sides: 3,"), "sides"),
    ],
)
def test_what_does_not_fit_is_said(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    told = refused(tmp_path, change)
    assert said in told
    assert "full.yaml:" in told


def test_a_foil_that_cannot_fill_a_cathode_made_empty_is_refused(tmp_path: Path) -> None:
    steps = ("Discharge at 0.1C until 1 V", "Charge at 0.1C until 3 V")
    span = (("ncm622", "span"), ("15.2 mg/cm2", "5 mg/cm2"), protocol(*steps))
    assert "take a thicker foil or a smaller loading" in refused(
        tmp_path, *span, ("50 um", "10 um")
    )
    assert ran(tmp_path, *span).run.complete


def test_too_little_electrolyte_to_fill_the_pores_is_refused(tmp_path: Path) -> None:
    drop = ("  kind: full\n", "  kind: full\n  electrolyte_amount: 1 uL/cm2\n")
    assert "less than the" in refused(tmp_path, drop)
    enough = (drop[0], drop[1].replace("1 uL", "5 uL"))
    found = balance_of(read_study(written(tmp_path, enough)))
    assert found.amount == pytest.approx(5e-5)


def test_less_electrolyte_dries_out_sooner(tmp_path: Path) -> None:
    """The shared closure knows what the study pours in."""
    lives = []
    for amount in ("3 uL/cm2", "12 uL/cm2"):
        done = ran(
            tmp_path, ("  kind: full\n", f"  kind: full\n  electrolyte_amount: {amount}\n"),
            ("99 %", "90 %"), ("50 um", "200 um"), ("repeat: 2", "repeat: 30"),
            ("run:", "layer: {closure: shared_electrolyte}\nrun:"),
        )  # fmt: skip
        lives.append(done.run.events[0].cycle if done.run.events else np.inf)
    assert lives[0] < lives[1]


def test_fade_and_retention_of_the_study_end_its_life(tmp_path: Path) -> None:
    done = ran(
        tmp_path, ("mg/cm2}", "mg/cm2, fade: 2 %}"), ("repeat: 2", "repeat: 8"),
        ("run:", "end_of_life: {retention: 90 %}\nrun:"), ("0.5C", "0.1C"),
    )  # fmt: skip
    # 0.98^(k-1) < 0.9 in cycle 7
    assert [(event.name, event.cycle) for event in done.run.events] == [("capacity", 7)]


def test_amperes_need_an_area_and_are_spread_over_it(tmp_path: Path) -> None:
    amperes = protocol("Charge at 1 mA until 4.3 V")
    assert "area" in refused(tmp_path, amperes)
    area = ("  kind: full\n", "  kind: full\n  area: 1.13 cm2\n")
    done = ran(tmp_path, amperes, area)
    assert done.run.half_cycles[0].current == pytest.approx(-1e-3 / 1.13e-4)
