"""From study files to runs: every part of a study reaches the model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cells import HOUR, MAH, table
from solvus.base.errors import InputError
from solvus.model.electrode import AlloyFoil
from solvus.model.half_cycle import Run
from solvus.study.file_kinds import STUDY, kind_of_file
from solvus.study.installed import read_study
from solvus.study.run import StudyRun, cell_of, run_study, window_of
from solvus.study.schema import Study

ROOT = Path(__file__).resolve().parents[2]
FOIL = "{solute: Ag, content: 10 wt%, thickness: 50 um}"


def study(folder: Path, protocol: str, more: str = "", cell: str = f"working: {FOIL}") -> Study:
    path = folder / "study.yaml"
    path.write_text(f"title: A test\ncell: {{{cell}}}\nprotocol: [{protocol}]\n{more}", "utf-8")
    return read_study(path)


def ran(folder: Path, protocol: str, more: str = "", cell: str = f"working: {FOIL}") -> StudyRun:
    return run_study(study(folder, protocol, more, cell), folder)


def skin(run: Run) -> float:
    return run.half_cycles[-1].working.skin_solute


STUDIES = [
    path for path in sorted((ROOT / "examples").glob("*.yaml")) if kind_of_file(path) == STUDY
]


@pytest.mark.parametrize("path", STUDIES, ids=lambda p: p.stem)
def test_every_example_runs_to_its_end_or_that_of_the_cell(path: Path) -> None:
    done = run_study(read_study(path), path.parent)
    assert done.run.complete or done.run.events, done.run.ended
    assert np.all(np.isfinite([half.working.lithium for half in done.run.half_cycles]))


def test_progress_counts_to_the_end(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    asked = study(
        tmp_path, "{repeat: 3, steps: [Strip at 1 mA/cm2 for 1 h, Plate at 1 mA/cm2 for 1 h]}"
    )
    run_study(asked, tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(n, 6) for n in range(1, 7)]


def test_parameters_reach_mechanism_and_interface(tmp_path: Path) -> None:
    protocol = "Strip at 1 mA/cm2 for 3 mAh/cm2"
    default = ran(tmp_path, protocol).run
    foil = FOIL.replace("}", ", parameters: {solubility: 0.9 at%}}")
    assert skin(ran(tmp_path, protocol, cell=f"working: {foil}").run) < skin(default)
    resistive = "interface: {parameters: {electrolyte_resistance: 54 ohm.cm2}}"
    added = ran(tmp_path, protocol, resistive).run.half_cycles[0].end - default.half_cycles[0].end
    assert added == pytest.approx(50e-4 * 10.0, rel=1e-3)


def test_laws_and_numerics_reach_the_cell(tmp_path: Path) -> None:
    more = (
        "interface: {nucleation_level: langmuir, nucleation_transient: short, kinetics: linear}\n"
        "run: {cells: 40, tolerance: 1e-4}\n"
    )
    made, _ = cell_of(
        study(tmp_path, "Rest for 1 h", more, f"temperature: 40 degC, working: {FOIL}")
    )
    assert isinstance(made.working, AlloyFoil)
    assert made.working.u.size == 40
    assert made.working.rules.tolerance == 1e-4
    assert made.temperature == pytest.approx(313.15)
    assert made.interface is not None
    names = made.interface.level.name, made.interface.transient.name, made.interface.kinetics.name
    assert names == ("langmuir", "short", "linear")


def test_a_warm_foil_diffuses_faster(tmp_path: Path) -> None:
    made = [
        cell_of(study(tmp_path, "Rest for 1 h", cell=f"temperature: {t} degC, working: {FOIL}"))[0]
        for t in (25, 45)
    ]
    values = [one.working.values["diffusivity"] for one in made]  # type: ignore[attr-defined]
    assert values[1] > 2.0 * values[0]


def test_a_single_foil_has_neither_counter_nor_interface(tmp_path: Path) -> None:
    made, _ = cell_of(study(tmp_path, "Rest for 1 h", cell=f"kind: foil, working: {FOIL}"))
    assert made.counter is None
    assert made.interface is None


@pytest.mark.parametrize("sides", [1, 2])
def test_a_c_rate_counts_in_the_charge_behind_one_face(tmp_path: Path, sides: int) -> None:
    foil = FOIL.replace("}", f", sides: {sides}}}")
    done = ran(tmp_path, "Strip at 0.2C for 1 h", cell=f"working: {foil}")
    charge = done.run.half_cycles[0].current * HOUR
    assert charge == pytest.approx(0.2 * 10.25 * MAH / sides, rel=1e-3)


def test_the_window_is_the_most_that_the_protocol_asks(tmp_path: Path) -> None:
    protocol = (
        "Rest for 72 h, {repeat: 5, steps: [Strip at 3 mA/cm2 for 1 h, Plate at 0.1C for 2 h]}, "
        "Strip at 0.1 mA/cm2 until exhausted"
    )
    window = window_of(study(tmp_path, protocol), 10 * MAH)
    assert window.current == 30.0
    assert window.duration == pytest.approx(100 * HOUR)
    assert window_of(study(tmp_path, "Rest for 72 h"), 10 * MAH) == (0.0, 0.0)
    swept = study(tmp_path, "Sweep from 20 mV to -100 mV at 1 mV/s")
    assert window_of(swept, 10 * MAH, 20e-4) == pytest.approx((50.0, 120.0))  # 0.1 V/20 ohm cm2


@pytest.mark.parametrize(
    "cell",
    [
        "working: {solute: Ag, content: 100 wt%, thickness: 1 um}, counter: {thickness: 50 um}",
        "working: {thickness: 50 um}, counter: {solute: Ag, content: 100 wt%, thickness: 1 um}",
        f"working: {FOIL}, counter: {{thickness: 20 um, sides: 2}}",
        "working: {solute: Ag, content: 10 wt%, route: chloride, thickness: 50 um, sides: 2}",
        "working: {solute: Mg, content: 10 wt%, thickness: 5 um}",
        *(f"working: {{solute: Ag, content: 10 wt%, thickness: 50 um, mechanism: {name}}}"
          for name in ("H1", "H2", "H3", "H4a", "H4f", "saturated")),
    ],
)  # fmt: skip
def test_cells_of_every_sort_run(tmp_path: Path, cell: str) -> None:
    first = "Strip" if "working: {solute: Ag, content: 100" not in cell else "Plate"
    second = "Plate" if first == "Strip" else "Strip"
    protocol = ", ".join(
        f"{verb} at 1 mA/cm2 for 0.5 mAh/cm2" for verb in (first, second, second, first)
    )
    if "100 wt%" in cell:
        protocol = ", ".join(f"{v} at 1 mA/cm2 for 0.5 mAh/cm2" for v in (first, second))
    done = ran(tmp_path, protocol, cell=cell)
    assert done.run.complete, done.run.ended
    assert np.all(np.isfinite([half.tip for half in done.run.half_cycles]))


def test_rests_and_platings_may_come_first(tmp_path: Path) -> None:
    protocol = (
        "Rest for 72 h, Plate at 1 mA/cm2 for 2 mAh/cm2 or until -0.5 V, Rest for 1 h, "
        "Strip at 0.01 mA/cm2 for 1 h, Strip at 30 mA/cm2 for 1 mAh/cm2, "
        "Strip at 1 mA/cm2 until exhausted"
    )
    done = ran(tmp_path, protocol, "end_of_life: {voltage: 10 V}")  # 30 mA/cm2 take 2 V at the tip
    assert done.run.complete
    capacity = done.study.cell.working
    assert capacity.thickness == 50e-6
    stripped = sum(half.current * half.duration for half in done.run.half_cycles)
    assert stripped == pytest.approx(10.25 * MAH, rel=0.05)


def test_losses_of_a_study_are_booked(tmp_path: Path) -> None:
    foil = FOIL.replace("}", ", coulombic_efficiency: 98 %, retention: 95 %}")
    protocol = "{repeat: 10, steps: [Strip at 1 mA/cm2 for 1 h, Plate at 1 mA/cm2 for 1 h]}"
    last = ran(tmp_path, protocol, cell=f"working: {foil}").run.half_cycles[-1]
    plated = 10 * MAH / 96485.33212
    assert last.working.lost_lithium > 0.02 * plated
    assert last.working.lost_lithium < 0.05 * plated
    assert last.working.lost_solute > 0.0


def test_a_mechanism_that_does_not_fit_is_a_fault_of_the_input(tmp_path: Path) -> None:
    foil = "{solute: Au, content: 1 at%, thickness: 50 um, mechanism: H3v}"
    with pytest.raises(InputError, match="needs Li11Ag2"):
        ran(tmp_path, "Strip at 1 mA/cm2 for 1 h", cell=f"working: {foil}")


def test_materials_are_listed_once_with_their_sources(tmp_path: Path) -> None:
    cell = "working: {solute: Ag, content: 10 wt%, route: chloride, thickness: 50 um}"
    done = ran(tmp_path, "Rest for 1 h", cell=cell)
    named = {row["material"] for row in done.materials}
    assert len(named) == 5  # Li, Ag, AgCl, LiCl and the electrolyte
    keys = [(row["material"], row["key"]) for row in done.materials]
    assert len(keys) == len(set(keys))
    assert all(row["status"] for row in done.materials)


def test_a_material_of_the_user_is_found_beside_the_study(tmp_path: Path) -> None:
    source = ROOT / "src/solvus/materials/data/solutes/ag.yaml"
    own = source.read_text("utf-8").replace("value: 0.75\n", "value: 0.9\n", 1)
    (tmp_path / "own.yaml").write_text(own, "utf-8")
    protocol = "Strip at 1 mA/cm2 for 3 mAh/cm2"
    found = [
        skin(ran(tmp_path, protocol, cell=f"working: {FOIL.replace('Ag', name)}").run)
        for name in ("Ag", "./own.yaml")
    ]
    assert found[1] < found[0]


def test_thinned_curves_change_no_number(tmp_path: Path) -> None:
    protocol = "{repeat: 6, steps: [Strip at 1 mA/cm2 for 1 h, Plate at 1 mA/cm2 for 1 h]}"
    runs = [ran(tmp_path, protocol, f"run: {{curves: {kept}}}").run
            for kept in ("all", "every 3 cycles", "none")]  # fmt: skip
    assert [len(run.curves) for run in runs] == [12, 4, 0]
    assert np.array_equal(table(runs[0]), table(runs[1]))
    assert np.array_equal(table(runs[0]), table(runs[2]))
