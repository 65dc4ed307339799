"""What a calibration leaves on disk: ``calibration.json``, ``fitted.yaml`` and a page."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from solvus.base.files import write_text
from solvus.base.record import provenance
from solvus.infer.calibrate import Calibrated
from solvus.infer.display import is_bound, number, spread, told, unit_word
from solvus.infer.drawings import BOUND_WORDS
from solvus.infer.page import write_calibration_page
from solvus.infer.posterior import PERCENTILES, Posterior
from solvus.infer.problem import Asked, Free
from solvus.infer.profile import Profile
from solvus.infer.result import Estimate, Prediction, Reading
from solvus.study.fitted import AT_BOUND, OPEN, STATUS, Value, belongings, document
from solvus.study.records import finite
from solvus.study.yaml_text import as_yaml

FITTED, DOCUMENT, PAGE = "fitted.yaml", "calibration.json", "calibration.html"
DIGITS = 8


def save(done: Calibrated, folder: Path) -> dict[str, str]:
    """Write everything, each file whole or not at all; what -> path."""
    paths = {"fitted": folder / FITTED, "document": folder / DOCUMENT, "page": folder / PAGE}
    about = json.dumps(document_of(done), indent=1, allow_nan=False, ensure_ascii=False)
    write_text(paths["document"], about + "\n")
    write_text(paths["fitted"], fitted_text(done))
    write_calibration_page(done, paths["page"])
    return {name: str(path) for name, path in paths.items()}


def document_of(done: Calibrated) -> dict[str, Any]:
    """Everything that was found, as plain data; numbers that are not finite become null.

    Values stand in SI units (``..._si``) and in the unit they were written in.
    """
    result, plan = done.result, done.plan
    score = result.score
    about = provenance(plan.study.source_text)
    slopes = np.array(
        [free.slope(float(u)) for free, u in zip(plan.parameters, result.fit.u, strict=True)]
    )
    profiles = {one.name: one for one in done.profiles}
    percentiles = _percentiles(done.posterior, len(result.readings))
    return finite(
        {
            "title": plan.study.title,
            "study": plan.study.source_name,
            "studies": {name: source.file for name, source in plan.sources.items()},
            **{key: about[key] for key in ("solvus_version", "date_utc", "study_sha256")},
            "key": plan.key,
            "interrupted": done.interrupted,
            "parameters": [_parameter(one, profiles.get(one.free.name), done.posterior, i)
                           for i, one in enumerate(result.estimates)],
            "covariance_si": (result.covariance * np.outer(slopes, slopes)).tolist(),
            "correlation": result.correlation.tolist(),
            "directions": [one._asdict() for one in result.directions],
            "fit": {
                "chi2": result.chi2, "freedom": result.freedom, "p_value": score.p_value,
                "aic": score.aic, "aicc": score.aicc, "bic": score.bic,
                "effective_readings": result.problem.readings,
                "priors": len(result.problem.priors),
                "loss": result.fit.loss, "seed": result.fit.seed,
            },
            "optima": [
                {"start": one.start, "cost": one.cost, "finished": one.finished,
                 "values_si": result.problem.theta(one.u)}
                for one in result.fit.optima
            ],
            "readings": [_reading(one) for one in result.readings],
            "predictions": [_prediction(one, percentiles[i] if percentiles else None)
                            for i, one in enumerate(result.predictions)],
            "posterior": _posterior(done.posterior),
            "evidence": [one._asdict() for one in done.evidence],
            "cautions": done.cautions,
            "seconds": {name: round(one, 2) for name, one in done.seconds.items()},
            "runs": done.runs,
        }
    )  # fmt: skip


def fitted_text(done: Calibrated) -> str:
    """The file of fitted values that a study takes over with ``use:``."""
    plan, result = done.plan, done.result
    about = provenance(plan.study.source_text)
    values: list[Value] = []
    for one in result.estimates:
        free = one.free
        for move in plan.moves:
            if move.parameter != free.name:
                continue
            source = plan.sources[move.study]
            path = ".".join(str(part) for part in move.path)
            value = Value(
                parameter=free.name,
                key=path,
                value=_written(one.value, free),
                sigma=f"{spread(one.sigma, free, one.value):.3g} {unit_word(free)}".rstrip(),
                status=OPEN if one.open else AT_BOUND if one.bound else STATUS,
                note=_note(one),
                belongs_to=belongings(source.study, move.path, source.known),
            )
            if value not in values:
                values.append(value)
    known = {
        "title": f"fitted: {plan.study.title}",
        "made_by": f"solvus {about['solvus_version']}",
        "date_utc": about["date_utc"],
        "study": plan.sources["this"].file,
        "study_sha256": about["study_sha256"],
        **({"interrupted": done.interrupted} if done.interrupted else {}),
        "chi2": float(f"{result.chi2:.6g}"),
        "freedom": float(f"{result.freedom:.6g}"),
        "fitted_to": [
            f"{r.asked.name}: {told(r.value, r.sigma, r.asked)}"
            + (f" ({r.source})" if r.source else "")
            for r in result.readings
        ],
    }
    head = "# Values fitted by `solvus calibrate`. A study takes them over with a line\n#   use: "
    return f"{head}{FITTED}\n" + as_yaml(document(values, known))


def _written(value: float, free: Free) -> str:
    return f"{number(value, free):.{DIGITS}g} {unit_word(free)}".rstrip()


def _note(one: Estimate) -> str | None:
    if one.open:
        return "not determined by the data; spread evenly between its bounds"
    if one.bound:
        return f"at its {one.bound} bound"
    return "known by its prior" if one.by_prior > 0.5 else None


def _parameter(
    one: Estimate, profile: Profile | None, posterior: Posterior | None, i: int
) -> dict[str, Any]:
    free = one.free
    said: dict[str, Any] = {
        "name": free.name, "sets": list(free.sets), "unit": unit_word(free), "unit_si": free.unit,
        "value": number(one.value, free), "sigma": spread(one.sigma, free, one.value),
        "value_si": one.value, "sigma_si": one.sigma, "interval_si": [one.low, one.high],
        "start_si": free.start, "bounds_si": [free.low, free.high],
        "scale": "log" if free.log else "linear", "prior_si": free.prior,
        "prior_sigma_si": free.prior_sigma, "at_bound": one.bound,
        "known_by_prior": one.by_prior, "determined": not one.open,
    }  # fmt: skip
    if profile is not None:
        said["profile"] = {
            "values_si": profile.values.tolist(), "delta_chi2": profile.delta.tolist(),
            "limits_68_si": [profile.low, profile.high],
            "limits_95_si": [profile.low2, profile.high2],
        }  # fmt: skip
    if posterior is not None and len(posterior.samples):
        column = posterior.percentiles(posterior.thetas[:, [i]])[:, 0]
        said["percentiles_si"] = dict(zip(map(str, PERCENTILES), column.tolist(), strict=True))
    return said


def _reading(one: Reading) -> dict[str, Any]:
    return {
        **_named(one.asked), "value": number(one.value, one.asked),
        "sigma": spread(one.sigma, one.asked, one.value),
        "predicted": number(one.predicted, one.asked),
        "lower_bound": is_bound(one.predicted, one.asked),
        "band": spread(one.band, one.asked, one.value), "deviation": one.deviation,
        "weight": one.weight, "bound": BOUND_WORDS[one.bound], "source": one.source,
    }  # fmt: skip


def _prediction(one: Prediction, column: np.ndarray | None) -> dict[str, Any]:
    said = {
        **_named(one.asked), "value": number(one.value, one.asked),
        "sigma": spread(one.sigma, one.asked, one.value),
        "lower_bound": is_bound(one.value, one.asked),
    }  # fmt: skip
    if column is not None:
        shown = [number(float(x), one.asked) for x in column]
        said["percentiles"] = dict(zip(map(str, PERCENTILES), shown, strict=True))
    return said


def _named(asked: Asked) -> dict[str, Any]:
    place = None if math.isnan(asked.place) else asked.place
    return {"name": asked.name, "feature": asked.feature, "study": asked.study, "place": place,
            "unit": unit_word(asked)}  # fmt: skip


def _percentiles(posterior: Posterior | None, readings: int) -> list[np.ndarray]:
    if posterior is None or not len(posterior.samples):
        return []
    return list(posterior.percentiles(posterior.answers[:, readings:]).T)


def _posterior(posterior: Posterior | None) -> dict[str, Any] | None:
    if posterior is None:
        return None
    return {
        "steps": posterior.steps, "walkers": posterior.chain.shape[1], "burn_in": posterior.burn,
        "acceptance": posterior.acceptance,
        "autocorrelation_steps": posterior.times.tolist(),
        "effective_samples": posterior.effective.tolist(), "short": posterior.short,
    }  # fmt: skip
