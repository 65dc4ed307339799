"""PyBaMM's experiments become protocols, or every reason why not is told."""

from __future__ import annotations

import pytest

from solvus.base.errors import InputError
from solvus.bridge.experiment import entries, protocol_of
from solvus.model.protocol import Loop, count_steps, expand

CYCLE = ("Charge at C/10 until 4.3 V", "Hold at 4.3 V until C/20", "Discharge at 0.5C until 2.8 V")


def test_cycles_become_repeats() -> None:
    experiment = ["Rest for 1 hour", *[CYCLE] * 100, "Rest for 1 hour", CYCLE]
    assert entries(experiment) == [
        "Rest for 1 hour",
        {"repeat": 100, "steps": list(CYCLE)},
        "Rest for 1 hour",
        {"repeat": 1, "steps": list(CYCLE)},
    ]
    rest, loop, *_ = protocol = protocol_of(experiment)
    assert isinstance(loop, Loop)
    assert loop.times == 100
    assert count_steps(protocol) == 1 + 300 + 1 + 3
    assert next(expand(protocol, 36000.0)) == rest
    kinds = [step.kind for step in expand(protocol, 36000.0)][1:4]
    assert kinds == ["charge", "hold", "discharge"]


def test_one_sentence_is_an_experiment() -> None:
    assert entries("Rest for 1 hour") == ["Rest for 1 hour"]
    assert entries(["Rest for 1 hour"] * 3) == [{"repeat": 3, "steps": ["Rest for 1 hour"]}]


def test_every_sentence_that_cannot_be_read_is_told_once() -> None:
    with pytest.raises(InputError) as caught:
        protocol_of([("Discharge at 1 W for 1 hour", "Rest", CYCLE[0])] * 2 + [("Charge at 1 C",)])
    told = [fault.message for fault in caught.value.faults]
    assert len(told) == 3
    assert "constant power is not modelled" in told[0]


@pytest.mark.parametrize("given", [[], ()])
def test_an_empty_experiment_is_refused(given: object) -> None:
    with pytest.raises(InputError, match="empty experiment"):
        entries(given)


def test_what_is_no_experiment_is_refused() -> None:
    with pytest.raises(InputError, match="give a list of sentences"):
        entries(5)
    with pytest.raises(InputError, match="not written as a sentence"):
        entries([5])


def test_an_experiment_of_pybamm_says_what_it_was_made_of() -> None:
    pybamm = pytest.importorskip("pybamm", reason="PyBaMM is not installed; make bench has it")
    made = pybamm.Experiment([CYCLE] * 3)
    assert entries(made) == entries([CYCLE] * 3)
    steps = [pybamm.step.string(CYCLE[0]), CYCLE[2]]
    assert entries(pybamm.Experiment(steps)) == [CYCLE[0], CYCLE[2]]
    wrong = pybamm.Experiment(
        [pybamm.step.c_rate(1, duration=60), pybamm.step.string(CYCLE[0], temperature=300.0)],
        temperature="30 oC",
        termination="80% capacity",
    )
    with pytest.raises(InputError) as caught:
        entries(wrong)
    told = " ".join(fault.message for fault in caught.value.faults)
    assert len(caught.value.faults) == 4
    assert all(word in told for word in ("temperature of its own", "termination", "CRate"))
