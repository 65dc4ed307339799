"""The uncertain values of a model of a plan: as the plan states them, from a calibration, or as
draws of a posterior."""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import numpy as np

from solvus.base import record
from solvus.base.errors import InputError, suggestion
from solvus.base.yaml_source import KeyPath, key_path
from solvus.infer.criteria import Score
from solvus.infer.deciding_block import FitBlock, ModelBlock
from solvus.infer.deciding_calibration import Calibration, read_calibration, read_chain
from solvus.infer.faults import Faults
from solvus.study.fields import described
from solvus.study.fitted import Value

DRAWS = 32  # of a posterior, taken evenly from all there are
ROUND_OFF = 1e-9


class Knob(NamedTuple):
    """A value that is known to within sigma, as written.

    paths : the key paths it stands for. value : None to take that of the study. sigma : None where
    none is known. at : its entry in the plan. threshold : whether its sides are alternatives.
    fitted : entries of a file of fitted values behind it, which find their own places.
    """

    name: str
    paths: tuple[KeyPath, ...]
    value: str | float | None
    sigma: str | float | None
    at: KeyPath
    threshold: bool = False
    fitted: tuple[Value, ...] = ()


class Values(NamedTuple):
    """Uncertain values of a model, their correlation, draws [SI] by name, and how the model fits,
    None where nothing says so."""

    knobs: tuple[Knob, ...]
    correlation: np.ndarray
    samples: dict[str, np.ndarray]
    score: Score | None


def values_of(model: str, block: ModelBlock, folder: Path, faults: Faults) -> Values:
    """The uncertain values of a model; what is wrong is added to `faults`."""
    at: KeyPath = ("models", model)
    calibration = None
    if block.fitted is not None:
        try:
            calibration = read_calibration(folder / block.fitted)
        except InputError as error:
            faults.of_file(error, block.fitted, (*at, "fitted"))
    knobs = [
        Knob(
            name,
            tuple(key_path(one) for one in (entry.sets or (name,))),
            entry.value,
            entry.sigma,
            (*at, "uncertain", name),
            entry.threshold,
        )
        for name, entry in block.uncertain.items()
    ]
    if calibration is not None:
        own = {path for knob in knobs for path in knob.paths}
        own |= {key_path(path) for path in block.changes}
        knobs += _from_calibration(calibration.values, own, (*at, "fitted"))
    names = [knob.name for knob in knobs]
    score = _score(model, block.fit, calibration)
    return Values(
        tuple(knobs),
        _correlation(block, names, calibration, (*at, "correlation"), faults),
        _samples(block, folder, names, calibration, (*at, "samples"), faults),
        score,
    )


def _from_calibration(values: tuple[Value, ...], own: set[KeyPath], at: KeyPath) -> list[Knob]:
    """One knob a parameter of the calibration, unless the plan says something of its own."""
    grouped: dict[str, list[Value]] = {}
    for value in values:
        if key_path(value.key) not in own:
            grouped.setdefault(value.parameter, []).append(value)
    return [
        Knob(name, (), parts[0].value, parts[0].sigma, at, False, tuple(parts))
        for name, parts in grouped.items()
    ]


def _correlation(
    block: ModelBlock,
    names: list[str],
    calibration: Calibration | None,
    at: KeyPath,
    faults: Faults,
) -> np.ndarray:
    """Correlation of the knobs, array (n, n): of the calibration, then what the plan states."""
    matrix = np.eye(len(names))
    if calibration is not None:
        for i, one in enumerate(calibration.names):
            for j, other in enumerate(calibration.names[:i]):
                if one in names and other in names:
                    k, m = names.index(one), names.index(other)
                    matrix[k, m] = matrix[m, k] = calibration.correlation[i, j]
    for number, (one, other, r) in enumerate(block.correlation):
        unknown = [name for name in (one, other) if name not in names]
        for name in unknown:
            text = f'"{name}" is none of the uncertain values.{suggestion(name, names)}'
            faults.add((*at, number), text)
        if one == other:
            faults.add((*at, number), "must be two different values")
        elif not unknown:
            i, j = names.index(one), names.index(other)
            matrix[i, j] = matrix[j, i] = r
    if len(names) and float(np.linalg.eigvalsh(matrix)[0]) < -ROUND_OFF:
        faults.add(at, "these correlations exclude each other: no values could be correlated so")
    return matrix


def _score(model: str, fit: FitBlock | None, calibration: Calibration | None) -> Score | None:
    if fit is None:
        score = calibration.score if calibration is not None else None
        return None if score is None else score._replace(model=model)
    effective = float(fit.readings) if fit.effective is None else fit.effective
    return Score(
        model, fit.chi2, fit.parameters, fit.readings, effective,
        math.nan if fit.evidence is None else fit.evidence,
        math.nan if fit.evidence_error is None else fit.evidence_error,
    )  # fmt: skip


def _samples(
    block: ModelBlock,
    folder: Path,
    names: list[str],
    calibration: Calibration | None,
    at: KeyPath,
    faults: Faults,
) -> dict[str, np.ndarray]:
    """Draws of the knobs [SI]: from a table with a column each, or from the folder of a chain."""
    if block.samples is None:
        return {}
    path = folder / block.samples
    try:
        if path.is_dir():
            columns = read_chain(path, calibration or Calibration((), (), np.eye(0), None, {}))
        else:
            table = record.load_table(path)
            columns = {name: np.asarray(table.columns[name]) for name in table.columns}
    except InputError as error:
        faults.of_file(error, block.samples, at)
        return {}
    found = {name: columns[name] for name in names if name in columns}
    if not found:
        hint = suggestion(next(iter(columns), ""), names)
        faults.add(at, f"{block.samples} has no column named after an uncertain value.{hint}")
        return {}
    size = len(next(iter(found.values())))
    numbers = all(one.dtype.kind in "iuf" and np.all(np.isfinite(one)) for one in found.values())
    if size < 2 or not numbers:
        text = f"{described(block.samples)} needs at least two draws, all of them finite numbers"
        faults.add(at, text)
        return {}
    chosen = np.unique(np.linspace(0, size - 1, min(DRAWS, size)).round().astype(int))
    return {name: one[chosen].astype(float) for name, one in found.items()}
