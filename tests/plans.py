"""Plans of two models and a few measurements, small enough to run in a blink."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from solvus.infer.deciding_plan import Candidate, Model, Pair, Plan
from solvus.infer.deciding_values import Knob
from solvus.infer.predictions import Prediction
from solvus.study.features import FEATURES

OHM = 1e-4  # ohm m2 in 1 ohm cm2
MA = 10.0  # A/m2 in 1 mA/cm2

# |V| = j (R_el + 2 (R_film + RT/(F j0))) at 1 mA/cm2: everything in it is linear
LINEAR = """\
title: Which film?
study:
  title: Pure Li
  cell: {working: {thickness: 50 um}}
  interface: {kinetics: linear, nucleation_transient: none}
  protocol: [Strip at 1 mA/cm2 for 0.1 mAh/cm2]
  run: {cells: 10}
models:
  thin:
    uncertain:
      interface.parameters.film_resistance: {value: 8 ohm cm2, sigma: 1 ohm cm2}
      interface.parameters.electrolyte_resistance: {value: 4 ohm cm2, sigma: 2 ohm cm2}
    correlation:
      - [interface.parameters.film_resistance, interface.parameters.electrolyte_resistance, 0.5]
  thick:
    changes: {interface.parameters.film_resistance: 20 ohm cm2}
candidates:
  - name: at 1 mA/cm2
    feature: end_voltage
    step: 1
    error: 3 mV
  - name: at 3 mA/cm2
    protocol: [Strip at 3 mA/cm2 for 0.1 mAh/cm2]
    feature: end_voltage
    step: 1
    error: 10 % of the reading
"""


def written(folder: Path, text: str = LINEAR, *changes: tuple[str, str]) -> Path:
    """A plan file; each change replaces a text that must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "plan.yaml"
    path.write_text(text)
    return path


def candidate(
    name: str, error: float = 1.0, *, relative: bool = False, cost: float = 1.0, repeats: str = ""
) -> Candidate:
    """A measurement of a voltage [V]."""
    return Candidate(name, FEATURES["end_voltage"], 1, error, relative, cost, repeats)


def plan(
    models: Sequence[str],
    candidates: Sequence[Candidate],
    pairs: Sequence[Pair],
    separate: float = 3.0,
) -> Plan:
    """A plan whose predictions are given, not run."""
    knob = Knob("x", (), None, None, ())
    made = tuple(Model(name, "", (knob,), np.eye(1), {}, None) for name in models)
    return Plan(
        "made up", "plan.yaml", made, tuple(candidates), tuple(pairs), separate, "", Path(),
        {}, {}, {},
    )  # fmt: skip


def said(
    values: Mapping[str, Sequence[float | tuple[float, ...]]],
    parts: Mapping[str, Sequence[float]] | None = None,
) -> dict[tuple[str, int], Prediction]:
    """Predictions by model, one a measurement; a tuple is a value and its alternatives; `parts`
    are the sigmas by one uncertain value of the model."""
    made = {}
    for model, row in values.items():
        sides = max(len(value) if isinstance(value, tuple) else 1 for value in row)
        for i, value in enumerate(row):
            branches = value if isinstance(value, tuple) else (value,) * sides
            sigma = parts[model][i] if parts and model in parts else 0.0
            why = "it ended early" if math.isnan(branches[0]) else ""
            made[model, i] = Prediction(model, i, np.array(branches), why, np.array([sigma]))
    return made
