"""One design: written into its file, run and read as the file alone would be."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import solvus
from solvus.base.errors import InputError
from solvus.designs.check import check_axes
from solvus.designs.columns import read_asked
from solvus.designs.design import compute, files_of
from solvus.designs.job import Job, read_job
from solvus.pouch.quantities import QUANTITIES
from solvus.study import features
from solvus.study.installed import read_study
from solvus.study.pouch_inverse import number_of
from solvus.study.pouch_life import live
from solvus.study.pouch_load import read_text
from solvus.study.run import run_study
from solvus.study.variant import changed

SOURCE = Path(solvus.__file__).parent


def job_of(path: Path, **over: object) -> Job:
    return read_job(path, over)[0]


def test_a_design_is_what_its_own_file_gives(small: Path) -> None:
    small.write_text(small.read_text().replace("50 um}", "50 um, coulombic_efficiency: 97 %}"))
    job, _ = read_job(small)
    row = compute(job, 7, (0.5, 0.1)).row
    assert row["lost_charge_last"] > 0.0
    alone = run_study(changed(read_study(small), {"cell.working.thickness": "40 um",
                                                  "cell.working.content": "5 wt%"}))  # fmt: skip
    last = alone.run.half_cycles[-1]
    assert row["design"] == 7
    assert row["status"] == "ok"
    assert row["cell.working.thickness"] == pytest.approx(40.0)
    assert row["foil_left"] == pytest.approx(1e6 * last.working.thickness, rel=1e-12)
    assert row["lost_charge_last"] == pytest.approx(features.lost_charge(alone, 1) / 3.6e4)
    assert row["tip_first"] == pytest.approx(1e3 * alone.run.half_cycles[1].tip, rel=1e-12)
    assert row["ended"] == alone.run.ended


def test_a_design_that_cannot_be_is_a_row_with_its_sentence(small: Path) -> None:
    job, _ = read_job(small)
    row = compute(job, 0, (0.5, 0.9)).row
    assert row["status"] == "failed"
    assert "cell.working.content" in row["error"]
    assert "there is no lithium metal" in row["error"]
    assert math.isnan(row["foil_left"])
    assert row.keys() == compute(job, 1, (0.5, 0.1)).row.keys()


def test_a_fault_of_the_model_is_a_row_as_well(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("nothing left")

    job, _ = read_job(small)
    monkeypatch.setattr("solvus.designs.design.run_study", broken)
    row = compute(job, 0, (0.5, 0.1)).row
    assert row["status"] == "failed"
    assert row["error"] == (
        "internal error, a fault of Solvus: ZeroDivisionError: nothing left"
    )


def test_an_interrupted_run_is_no_result(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job, _ = read_job(small)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("solvus.model.runner.Runner.take", interrupted)
    with pytest.raises(KeyboardInterrupt):
        compute(job, 0, (0.5, 0.1))


def test_what_is_asked_for_becomes_a_column(small: Path) -> None:
    text = small.read_text() + "  read: {end: {feature: end_voltage, step: 2}}\n"
    small.write_text(text)
    job, _ = read_job(small)
    row = compute(job, 0, (0.5, 0.1)).row
    assert 0.0 < row["end"] < 100.0
    assert next(one for one in job.quantities if one.name == "end").unit == "mV"


def test_every_fault_of_what_is_asked_for_is_told() -> None:
    with pytest.raises(InputError) as error:
        read_asked({"a": {"feature": "hysteresis"}, "b": 3, "c": {"feature": "lives"}})
    assert [fault.key for fault in error.value.faults] == [
        "sweep.read.a", "sweep.read.b", "sweep.read.c",
    ]  # fmt: skip


def test_the_quantities_of_a_pouch_are_those_of_its_file(pouch: Path) -> None:
    job = read_job(pouch, {"anode.thickness": "20 um to 60 um"}, wishes={"life": False})[0]
    row = compute(job, 0, (0.5,)).row
    text = pouch.read_text().replace("  thickness: 30 um\n", "  thickness: 40 um\n")
    own = read_text(text, str(pouch), pouch.parent)
    for name, quantity in QUANTITIES.items():
        expected = float(number_of(quantity, float(quantity.of(own.energies))))
        assert row[name] == pytest.approx(expected, rel=1e-9), name


def test_the_study_of_a_life_follows_the_cell(pouch: Path) -> None:
    job = job_of(
        pouch, **{
            "anode.thickness": ["40 um"], "cathode.loading": ["18 mg/cm2"],
            "cathode.upper_cutoff": ["4.4 V"], "separator.thickness": ["16 um"],
            "anode.solute": ["Mg"], "anode.content": ["12 wt%"],
            "life.study.cell.working.packing": ["30 %"],
        },
    )  # fmt: skip
    _, study = files_of(job, {k: v for axis in job.axes for k, v in axis.changes(0.5).items()})
    assert study is not None
    assert study.cell.working.thickness == pytest.approx(40e-6)
    assert study.cell.working.solute == "Mg"
    assert study.cell.working.content is not None
    assert study.cell.working.content.value == pytest.approx(0.12)
    assert study.cell.working.packing == pytest.approx(0.30)
    assert study.cell.cathode is not None
    assert study.cell.cathode.loading == pytest.approx(0.18)
    assert study.cell.separator is not None
    assert study.cell.separator.thickness == pytest.approx(16e-6)
    ends = [step.text for loop in study.protocol for step in loop.body if step.sign < 0]
    assert ends == ["Charge at 0.1C until 4.4 V", "Charge at 0.2C until 4.4 V"]


def test_a_cut_off_moves_what_it_ends_and_holds_and_a_stated_electrolyte_follows(
    pouch: Path, tmp_path: Path
) -> None:
    text = (pouch.parent / "ncm622_liag_pouch.yaml").read_text()
    text = text.replace("  kind: full\n", "  kind: full\n  electrolyte_amount: 2.6 g/Ah\n")
    text = text.replace("      - Discharge at 0.2C until 2.8 V\n", (
        "      - Hold at 4.3 V until C/20\n      - Discharge at 0.2C until 2.8 V\n"
        "      - Hold at 2.8 V until C/20\n"
    ))  # fmt: skip
    (tmp_path / "life.yaml").write_text(text)
    cell = tmp_path / "cell.yaml"
    cell.write_text(pouch.read_text().replace("ncm622_liag_pouch.yaml", "life.yaml"))
    job = job_of(cell, **{"cathode.upper_cutoff": ["4.4 V"], "electrolyte.amount": ["3 g/Ah"]})
    _, study = files_of(job, {k: v for axis in job.axes for k, v in axis.changes(0.5).items()})
    assert study is not None
    assert [step.text for step in study.protocol[1].body] == [
        "Charge at 0.2C until 4.4 V", "Hold at 4.4 V until C/20",
        "Discharge at 0.2C until 2.8 V", "Hold at 2.8 V until C/20",
    ]  # fmt: skip
    assert study.cell.electrolyte_amount is not None
    amount, unit = study.cell.electrolyte_amount
    assert (amount, unit) == (pytest.approx(3e-3 / 3600.0), "kg/C")


def test_a_cell_as_in_its_file_lives_as_its_file_says(pouch: Path) -> None:
    job = job_of(pouch, **{"anode.thickness": ["30 um"]})
    row = compute(job, 0, (0.5,)).row
    own = read_text(pouch.read_text(), str(pouch), pouch.parent)
    lived = live(own)
    assert row["energy_density.last"] == pytest.approx(
        float(lived.life.discharged.body[-1]) / 3.6e6, rel=1e-9
    )
    assert row["cycles"] == lived.life.cycle[-1]


def test_an_axis_that_names_nothing_is_told_before_anything_runs(small: Path) -> None:
    job = job_of(small, **{"cell.working.thicknes": ["20 um"], "run.cells": [1, 2]})
    with pytest.raises(InputError) as error:
        check_axes(job)
    assert [fault.key for fault in error.value.faults] == [
        "sweep.over.cell.working.thicknes", "sweep.over.run.cells",
    ]  # fmt: skip
    assert "Did you mean" in error.value.faults[0].message


@pytest.mark.parametrize(
    ("over", "read", "keys"),
    [
        ({"life": {"A": {"cell.working.thickness": "20 um"}}}, "", ["sweep.over.life"]),
        ({"status": {"A": {"cell.working.thickness": "20 um"}}}, "", ["sweep.over.status"]),
        ({}, "life: {feature: hysteresis, cycle: 1}", ["sweep.read.life"]),
        ({"x": {"A": {"run.cells": 20}}}, "x: {feature: life}", ["sweep.read.x"]),
    ],
)
def test_two_columns_never_have_one_name(
    small: Path, over: dict[str, object], read: str, keys: list[str]
) -> None:
    if read:
        small.write_text(small.read_text() + f"  read: {{{read}}}\n")
    with pytest.raises(InputError) as error:
        read_job(small, over)
    assert [fault.key for fault in error.value.faults] == keys


def test_alternatives_may_hold_whole_blocks(pouch: Path) -> None:
    job = read_job(pouch, {"collector": {
        "Cu": {"anode.collector": {"thickness": "6 um"}}, "none": {"anode.collector": "none"},
    }}, wishes={"life": False})[0]  # fmt: skip
    rows = [compute(job, 0, (u,)).row for u in (0.2, 0.7)]
    assert [row["status"] for row in rows] == ["ok", "ok"]
    assert rows[0]["mass"] > rows[1]["mass"]


def test_whole_numbers_are_swept_as_such(pouch: Path, small: Path) -> None:
    job = read_job(pouch, {"cell.cathodes": [8, 12]}, wishes={"life": False})[0]
    masses = [compute(job, 0, (u,)).row["mass"] for u in (0.2, 0.7)]
    assert masses[1] > 1.3 * masses[0]
    cells = read_job(small, {"run.cells": "20 to 40 in 3"})[0]
    assert compute(cells, 0, (0.5, 0.1, 0.5)).row["status"] == "ok"


def test_any_error_of_a_design_is_its_row(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise TypeError("no such thing")

    job, _ = read_job(small)
    monkeypatch.setattr("solvus.designs.design.run_study", broken)
    assert "TypeError: no such thing" in compute(job, 0, (0.5, 0.1)).row["error"]


def test_a_material_beside_the_study_of_a_life_counts_too(pouch: Path, tmp_path: Path) -> None:
    (tmp_path / "lives").mkdir()
    study = (pouch.parent / "ncm622_liag_pouch.yaml").read_text()
    electrolyte = tmp_path / "lives" / "mine.yaml"
    electrolyte.write_text(
        (SOURCE / "materials/data/electrolytes/lipf6_ec_dec_fec.yaml").read_text()
    )
    (tmp_path / "lives" / "life.yaml").write_text(
        study.replace("  kind: full\n", "  kind: full\n  electrolyte: mine.yaml\n")
    )
    cell = tmp_path / "cell.yaml"
    cell.write_text(pouch.read_text().replace("ncm622_liag_pouch.yaml", "lives/life.yaml"))
    over = {"anode.thickness": ["30 um"]}
    before = read_job(cell, over)[0].key
    electrolyte.write_text(electrolyte.read_text() + "# other\n")
    assert read_job(cell, over)[0].key != before


def test_the_key_is_of_what_decides_a_result(small: Path, tmp_path: Path) -> None:
    one, _ = read_job(small)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    copy = elsewhere / "other.yaml"
    copy.write_text(small.read_text())
    assert read_job(copy)[0].key == one.key
    assert read_job(copy, {"cell.working.content": ["5 wt%"]})[0].key != one.key
    assert read_job(copy, fast=True)[0].key != one.key
    copy.write_text(small.read_text().replace("50 um}", "51 um}"))
    assert read_job(copy)[0].key != one.key


def test_a_changed_material_file_makes_another_job(small: Path) -> None:
    material = small.parent / "mine.yaml"
    material.write_text("kind: solute\n")
    text = small.read_text().replace("    cell.working.content: [5 wt%, 10 wt%, 99 wt%]",
                                     "    cell.working.solute: [Ag, mine.yaml]")  # fmt: skip
    small.write_text(text)
    before = read_job(small)[0].key
    material.write_text("kind: solute # other\n")
    assert read_job(small)[0].key != before
