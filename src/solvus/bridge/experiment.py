"""PyBaMM's experiments as protocols of a full cell.

    from solvus.bridge.experiment import entries, protocol_of
    cycle = ("Charge at C/10 until 4.3 V", "Discharge at 0.5C until 2.8 V")
    protocol_of([cycle] * 100)    # one Loop of 100 times two steps

What a sentence means is said in :mod:`solvus.study.cell_text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from solvus.base.errors import Fault, InputError
from solvus.model.protocol import Protocol
from solvus.study.protocol_list import read_protocol

Entry = str | dict[str, Any]


def entries(experiment: Any) -> list[Entry]:
    """The ``protocol:`` list of a study file that says the same, as plain data.

    experiment : a list of sentences and of tuples of sentences (cycles), or a
        ``pybamm.Experiment`` made of them.  Equal cycles that follow each other become one
        ``repeat``.

    Raises InputError with a fault for everything that is no sentence: steps made by a function
    of ``pybamm.step``, and temperatures, start times or terminations of an experiment.
    """
    faults: list[Fault] = []
    conditions = _conditions(experiment, faults)
    cycles = [
        tuple(_sentence(step, faults) for step in _steps_of(condition)) for condition in conditions
    ]
    if not cycles and not faults:
        faults.append(Fault('an empty experiment; write e.g. ["Discharge at C/5 until 2.8 V"]'))
    if faults:
        raise InputError(*dict.fromkeys(faults))
    return [_entry(cycle, len(list(same))) for cycle, same in groupby(cycles)]


def protocol_of(experiment: Any) -> Protocol:
    """The same as steps and loops; amperes and C-rates are resolved when a cell is known.

    Raises InputError as :func:`entries` does, and for sentences that cannot be read.
    """
    protocol, slips = read_protocol(entries(experiment))
    if slips:
        raise InputError(*(Fault(message) for message in dict.fromkeys(text for _, text in slips)))
    return protocol


def _conditions(experiment: Any, faults: list[Fault]) -> Iterable[Any]:
    if isinstance(experiment, str):
        return [experiment]
    if isinstance(experiment, Sequence):
        return experiment
    cycles = getattr(experiment, "cycles", None)
    if not isinstance(cycles, Sequence):
        faults.append(
            Fault(
                f"{type(experiment).__name__} is no experiment; give a list of sentences or a "
                "pybamm.Experiment"
            )
        )
        return []
    for name, instead in (
        ("temperature", "write it as temperature: in the cell of the study"),
        ("termination_string", "write the number of cycles, or end_of_life: in the study"),
    ):
        if getattr(experiment, name, None) is not None:
            what = name.partition("_")[0]
            faults.append(Fault(f"the experiment has a {what} of its own; {instead}"))
    return cycles


def _steps_of(condition: Any) -> tuple[Any, ...]:
    return tuple(condition) if isinstance(condition, tuple | list) else (condition,)


def _sentence(step: Any, faults: list[Fault]) -> str:
    """The sentence a step was made from; "" and a fault where it is none."""
    if isinstance(step, str):
        return step
    said = getattr(step, "description", None)
    if not isinstance(said, str):
        faults.append(
            Fault(
                f"{type(step).__name__} is a step that is not written as a sentence; write e.g. "
                '"Discharge at C/5 until 2.8 V"'
            )
        )
        return ""
    for name, instead in (
        ("temperature", "the temperature of a study is that of its cell"),
        ("start_time", 'a step follows the one before; write "Rest for ..." between them'),
    ):
        if getattr(step, name, None) is not None:
            faults.append(Fault(f'"{said}" has a {name.replace("_", " ")} of its own; {instead}'))
    return said


def _entry(cycle: tuple[str, ...], times: int) -> Entry:
    if len(cycle) == 1 and times == 1:
        return cycle[0]
    return {"repeat": times, "steps": list(cycle)}
