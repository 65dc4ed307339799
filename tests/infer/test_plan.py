"""A calibration block becomes a problem, or every fault of it a sentence at its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from small_studies import BLOCK, write

from solvus.base.errors import InputError
from solvus.infer.plan import Plan, read_plan


def _plan(folder: Path, block: str = BLOCK, more: str = "") -> Plan:
    return read_plan(write(folder, block, more))


def test_values_become_si_and_keep_their_unit(tmp_path: Path) -> None:
    plan = _plan(tmp_path)
    free = plan.parameters[0]
    assert (free.name, free.start, free.low, free.high) == ("level_full", 0.05, 0.005, 0.3)
    assert (free.unit, free.display, free.log) == ("V", "mV", False)
    assert [d.value for d in plan.data] == pytest.approx([0.086, 0.054, 0.073])
    assert [a.name for a in plan.predictions] == ["end_voltage, step 2 (this)"]
    assert plan.data[2].asked.study == "after_3"
    assert plan.search.starts == 2


def test_a_life_knows_what_its_protocol_allows(tmp_path: Path) -> None:
    block = BLOCK.replace("{feature: end_voltage, step: 2}", "{feature: life}")
    plan = _plan(tmp_path, block)
    assert plan.predictions[0].most == 1.0
    assert plan.data[0].asked.most == float("inf")


def test_a_parameter_sets_every_study_unless_told(tmp_path: Path) -> None:
    moves = _plan(tmp_path).moves
    assert {(m.parameter, m.study) for m in moves} == {
        (p, s) for p in ("level_full", "level_slope") for s in ("this", "after_3")
    }
    narrowed = BLOCK.replace("level_slope, start", "level_slope, study: after_3, start")
    plan = _plan(tmp_path, narrowed)
    assert [m.study for m in plan.moves if m.parameter == "level_slope"] == ["after_3"]
    assert plan.parameters[1].sets == ("interface.parameters.level_slope of after_3",)


def test_what_is_left_out_comes_from_the_study(tmp_path: Path) -> None:
    prior = "prior: 44 mV, prior_sigma: 4 mV"
    block = BLOCK.replace("start: 50 mV, low: 5 mV, high: 300 mV", prior)
    block = block.replace("start: 10 mV, low: 0 mV, high: 200 mV", "scale: linear")
    full, slope = _plan(tmp_path, block).parameters
    assert (full.start, full.prior, full.prior_sigma) == pytest.approx((0.044, 0.044, 0.004))
    assert (full.low, full.high) == (0.0, 0.3)  # of the table of the law
    assert slope.start == pytest.approx(0.0163)  # its default there


def test_the_key_follows_studies_and_readings(tmp_path: Path) -> None:
    (tmp_path / "tips.csv").write_text("step,value [mV],sigma [mV]\n2,54,3\n1,86,3\n")
    block = BLOCK.replace("step: 2, value: 54 mV, sigma: 3 mV", "file: tips.csv").replace(
        "    - {feature: tip, step: 1, value: 86 mV, sigma: 3 mV, source: Fig 4i}\n", ""
    )
    plan = _plan(tmp_path, block)
    assert [d.value for d in plan.data] == pytest.approx([0.054, 0.086, 0.073])
    keys = {plan.key}
    (tmp_path / "tips.csv").write_text("step,value [mV],sigma [mV]\n2,55,3\n1,86,3\n")
    keys.add(read_plan(tmp_path / "own.yaml").key)
    other = tmp_path / "after_3.yaml"
    other.write_text(other.read_text() + "# a word\n")
    keys.add(read_plan(tmp_path / "own.yaml").key)
    assert len(keys) == 3


def test_the_problem_runs(tmp_path: Path) -> None:
    with _plan(tmp_path).opened(1) as opened:
        values = opened.problem.evaluate(opened.problem.start).values
    assert len(values) == 4
    assert all(0.01 < value < 0.2 for value in values)


def test_a_study_without_a_block_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no calibration block"):
        _plan(tmp_path, "")


ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(ROOT.glob("examples/calibrate_*.yaml"))
FAULTS = [
    ("sigma: 3 mV, source: Fig 4i}\n    - {feature: tip, step: 2", "source: Fig 4i}\n    - "
     "{feature: tip, step: 2", "own.yaml:19:7: calibration.data[0]: tip has no sigma"),
    ("value: 86 mV, ", "", "tip has no value; write e.g. value: 4 mV"),
    ("sigma: 3 mV", "sigma: 0 mV", '"0 mV" is not above zero'),
    ("sigma: 3 mV", "sigma: -3 mV", '"-3 mV" is not above zero'),
    ("sigma: 3 mV", "sigma: 3 um", "a voltage is due"),
    ("value: 86 mV", "value: 86", "has no unit"),
    ("start: 50 mV", "start: 5 V", 'level_full.start: "5 V" lies outside the bounds, 5 mV to 300'),
    ("low: 5 mV", "low: 400 mV", 'level_full.low: "400 mV" lies outside what a study takes there'),
    ("low: 5 mV, high: 300 mV", "low: 60 mV, high: 60 mV", "is not below high"),
    ("start: 50 mV,", "start: 50 mV, scale: log, prior: 44 mV,", "has no prior_sigma"),
    ("start: 50 mV,", "start: 50 mV, prior_sigma: 4 mV,", "stands alone; write prior: too"),
    ("start: 50 mV,", "start: 50 mV, prior: 9 V, prior_sigma: 4 mV,", 'prior: "9 V" lies outside'),
    ("start: 10 mV, low: 0 mV", "start: 10 mV, scale: log, low: 0 mV", "log needs a low bound"),
    ("start: 50 mV", "start: 50 um", "level_full.start: "),
    ("sets: interface.parameters.level_full", "sets: interface.parameters.level_ful",
     'own.yaml:16:18: calibration.parameters.level_full.sets: "level_ful" is not a parameter'),
    ("sets: interface.parameters.level_full", "sets: interfac.x", 'Did you mean "interface"?'),
    ("sets: interface.parameters.level_full", "sets: cell.working.solute", "no number"),
    ("sets: interface.parameters.level_full",
     "sets: [interface.parameters.level_full, cell.working.thickness]", "different units"),
    ("sets: interface.parameters.level_full", "sets: interface.parameters.level_slope",
     "interface.parameters.level_slope is set by level_full already"),
    ("feature: tip, step: 1", "feature: tipp, step: 1", 'is not a feature. Did you mean "tip"?'),
    ("feature: tip, step: 1", "feature: tip, cycle: 1", "tip is not read at a cycle; write step:"),
    ("feature: tip, step: 1", "feature: tip", "tip says no step; write e.g. step: 1"),
    ("feature: tip, step: 1", "feature: tip, step: 9",
     "calibration.data[0].step: step 9 is never reached: the protocol of own.yaml has 2"),
    ("predict:\n    - {feature: end_voltage, step: 2}",
     "predict:\n    - {feature: hysteresis, cycle: [1, 7]}", "cycle 7 is never reached"),
    ("study: after_3, step: 2", "study: after3, step: 2", 'Did you mean "after_3"?'),
    ("feature: tip, step: 1, value: 86 mV, sigma: 3 mV",
     "feature: efficiency, conditioning: 1, value: 102 %, sigma: 1 %", "102 % is no efficiency"),
    ("feature: tip, step: 1, value: 86 mV, sigma: 3 mV",
     "feature: efficiency, conditioning: 1, value: 98 %, sigma: 1 %",
     "calibration.data[0].conditioning: efficiency is that of lithium plated on a substrate"),
    ("feature: tip, step: 1, value: 86 mV, sigma: 3 mV",
     "feature: life, value: 140, sigma: 5", "140 cycles can never come out: the protocol of own"),
    ("after_3: after_3.yaml", "after_3: nowhere.yaml",
     "calibration.studies.after_3: nowhere.yaml: there is no such file"),
    ("step: 1, value: 86 mV", "step: 2, value: 86 mV", "is given before, in data[0]"),
    ("step: 1, value: 86 mV, sigma: 3 mV", "file: no.csv", "file: no.csv: there is no such file"),
    ("value: 86 mV, sigma: 3 mV", "file: no.csv", "step: is a column of the file"),
    ("value: 86 mV", "value: 86 mV, unit: mV", "is for a file of readings"),
    ("  data:\n", "  data: []\n  old:\n", "is not a key here"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), FAULTS, ids=[f[2][:40] for f in FAULTS])
def test_what_is_wrong_is_one_sentence_at_its_place(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in BLOCK
    with pytest.raises(InputError) as error:
        _plan(tmp_path, BLOCK.replace(old, new, 1))
    assert said in str(error.value), str(error.value)
    assert all(fault.line for fault in error.value.faults)


def test_an_efficiency_cannot_be_freed_beyond_100_percent(tmp_path: Path) -> None:
    block = BLOCK.replace(
        "interface.parameters.level_full, start: 50 mV, low: 5 mV, high: 300 mV",
        "cell.working.coulombic_efficiency, start: 98 %, low: 90 %, high: 110 %",
    )
    with pytest.raises(InputError, match='high: "110 %" lies outside what a study takes there'):
        _plan(tmp_path, block)


def test_fewer_readings_than_parameters_are_refused_and_priors_help(tmp_path: Path) -> None:
    lines = [line for line in BLOCK.splitlines() if "feature: tip" not in line or "step: 1" in line]
    few = "\n".join(lines) + "\n"
    with pytest.raises(InputError, match="2 parameters are free, but there are only 1 reading"):
        _plan(tmp_path, few)
    _plan(tmp_path, few.replace("start: 10 mV", "prior: 16 mV, prior_sigma: 2 mV"))


def test_repeats_are_allowed_twice_and_count_once(tmp_path: Path) -> None:
    twice = BLOCK.replace("step: 1, value", "repeats: a, step: 2, value").replace(
        "  - {feature: tip, step: 2", "  - {feature: tip, repeats: a, step: 2"
    )
    lines = [line for line in twice.splitlines() if "study: after_3, step" not in line]
    with pytest.raises(InputError, match="only 1 reading and 0 priors"):
        _plan(tmp_path, "\n".join(lines) + "\n")
    assert len(_plan(tmp_path, twice).data) == 3


def test_all_faults_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    block = (
        BLOCK.replace("start: 50 mV", "start: 5 V")
        .replace("value: 86 mV, sigma: 3 mV", "value: 86 mV")
        .replace("feature: end_voltage", "feature: voltage")
        .replace("value: 54 mV", "value: 54 um")
    )
    with pytest.raises(InputError) as error:
        _plan(tmp_path, block)
    keys = [fault.key for fault in error.value.faults]
    assert keys == [
        "calibration.parameters.level_full.start",
        "calibration.data[0]",
        "calibration.data[1].value",
        "calibration.predict[0].feature",
    ]


def test_faults_of_a_further_study_are_at_its_own_lines(tmp_path: Path) -> None:
    path = write(tmp_path)
    other = tmp_path / "after_3.yaml"
    other.write_text(other.read_text().replace("thickness: 50 um", "thickness: 50 V"))
    with pytest.raises(InputError, match=r"after_3.yaml:6:5: cell.working.thickness"):
        read_plan(path)


def test_faults_of_a_file_of_readings_are_at_its_own_lines(tmp_path: Path) -> None:
    (tmp_path / "tips.csv").write_text("step,value [mV],sigma [mV]\n2,54,3\nx,86,3\n")
    block = BLOCK.replace("step: 2, value: 54 mV, sigma: 3 mV", "file: tips.csv", 1)
    with pytest.raises(InputError, match=r'tips.csv:3: step "x" is not a whole number'):
        _plan(tmp_path, block)
    (tmp_path / "tips.csv").write_text("step,value [mV],sigma [mV]\n2,54,3\n9,86,3\n")
    with pytest.raises(InputError, match=r"tips.csv:3: step 9 is never reached"):
        _plan(tmp_path, block)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_can_be_carried_out(path: Path) -> None:
    assert read_plan(path).parameters


def test_the_example_of_the_page_can_be_carried_out(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "calibration.md").read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert len(examples) == 1
    path = tmp_path / "page.yaml"
    path.write_text(examples[0])
    assert [one.name for one in read_plan(path).parameters] == ["level_full", "level_slope"]
