"""What `solvus calibrate` left in a folder: values, correlation, fit, and draws of a posterior."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from solvus.base import yaml_source
from solvus.base.errors import Fault, InputError
from solvus.infer.criteria import Score
from solvus.infer.posterior import read_parts
from solvus.infer.problem import Free
from solvus.infer.store import DOCUMENT
from solvus.study.fitted import Value, read_fitted


class Calibration(NamedTuple):
    """A calibration on file.

    values : as in its file of fitted values. names, correlation : of the parameters, array (n, n);
    no names where the document of the calibration is missing, and what follows from it too.
    score : how the model fits, None then. document : everything else.
    """

    values: tuple[Value, ...]
    names: tuple[str, ...]
    correlation: np.ndarray
    score: Score | None
    document: dict[str, Any]


def read_calibration(path: Path) -> Calibration:
    """The fitted values at `path` and the document beside them, if it is there and of them.

    Raises InputError where either cannot be read, or where they are not of one calibration.
    """
    fitted = read_fitted(path)
    beside = path.parent / DOCUMENT
    if not beside.is_file():
        return Calibration(fitted.values, (), np.eye(0), None, {})
    document = _document(beside)
    told = (fitted.model_extra or {}).get("study_sha256")
    if told != document.get("study_sha256"):
        raise InputError(
            Fault(f"is not of the calibration whose {DOCUMENT} lies beside it", file=str(path))
        )
    try:
        names = tuple(str(one["name"]) for one in document["parameters"])
        matrix = np.array(document["correlation"], float)
        score = _score(document, len(names))
    except (KeyError, TypeError, ValueError):
        raise InputError(Fault("is not a document of solvus calibrate", file=str(beside))) from None
    return Calibration(fitted.values, names, matrix.reshape(len(names), -1), score, document)


def _document(path: Path) -> dict[str, Any]:
    text = yaml_source.read_text(path, str(path))
    try:
        read = json.loads(text)
    except ValueError as error:
        raise InputError(Fault(f"is no JSON: {error}", file=str(path))) from None
    if not isinstance(read, dict):
        raise InputError(Fault("is not a document of solvus calibrate", file=str(path)))
    return read


def _score(document: dict[str, Any], parameters: int) -> Score:
    """Priors count as readings, bounds do not."""
    fit = document["fit"]
    listed = sum(1 for one in document["readings"] if one["bound"] in (None, ""))
    evidence, error = _evidence(document)
    return Score(
        "", float(fit["chi2"]), parameters, listed + int(fit["priors"]),
        float(fit["effective_readings"]) + int(fit["priors"]), evidence, error,
    )  # fmt: skip


def _evidence(document: dict[str, Any]) -> tuple[float, float]:
    """ln Z from the posterior, nan where none was sampled: Laplace's is no posterior."""
    for one in document.get("evidence", ()):
        if one["error"] is not None and one["log"] is not None and not one["caution"]:
            return float(one["log"]), float(one["error"])
    return math.nan, math.nan


def read_chain(folder: Path, calibration: Calibration) -> dict[str, np.ndarray]:
    """The samples of a posterior [SI] by parameter, arrays (samples,), the burn-in left away.

    Raises InputError for a folder without a chain, or with the chain of another calibration.
    """
    first = next(iter(sorted(folder.glob("part-*.npz"))), None)
    if first is None:
        raise InputError(Fault("holds no chain of solvus calibrate --posterior", file=str(folder)))
    try:
        with np.load(first, allow_pickle=False) as part:
            key = str(part["key"])
    except (OSError, ValueError, KeyError) as error:
        raise InputError(Fault(f"cannot be read as a chain: {error}", file=str(first))) from None
    document = calibration.document
    if not document or not key.startswith(str(document.get("key"))):
        raise InputError(
            Fault("is not the chain of the calibration that is named as fitted", file=str(folder))
        )
    steps = np.concatenate([part["u"] for part in read_parts(folder, key)])
    after = int((document.get("posterior") or {}).get("burn_in", len(steps) // 2))
    samples = steps[after:].reshape(-1, steps.shape[2])
    free = [_free(one) for one in document["parameters"]]
    return {
        one.name: np.array([one.from_unit(float(x)) for x in column])
        for one, column in zip(free, samples.T, strict=True)
    }


def _free(one: dict[str, Any]) -> Free:
    low, high = one["bounds_si"]
    return Free(one["name"], one["start_si"], low, high, one["scale"] == "log")
