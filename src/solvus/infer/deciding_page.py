"""A decision as blocks of a report: what to measure, what each model predicts, how the models fit.

`sections` makes a page of its own; `section` the same in one section, for a page about more.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go

from solvus.base.record import provenance
from solvus.infer import criteria
from solvus.infer.decide import Decision, decide
from solvus.infer.deciding_plan import read_plan
from solvus.infer.deciding_words import SIGMA, error_shown, fits, needed, of_pair, shown, summary
from solvus.infer.display import number, unit_word
from solvus.report.blocks import Block, Cell, Column, Details, Figure, Row, Section, Table, Text
from solvus.report.figures import deciding_predictions, deciding_rank, information_criteria
from solvus.report.page import write_page

WORKED = ("transport", "closure", "nucleation")
MOST_BARS = 12
LINE = 38  # [px] of a model in a strip, with its part of the axis and title


def section(decision: Decision, anchor: str, text: str = "") -> Section:
    """Everything about a decision in one section; predictions, fits and remarks folded away."""
    blocks: list[Block] = [*_list(decision), *_ranking(decision)]
    blocks.append(Details("What each model predicts", _predicted(decision)))
    if decision.plan.scores:
        blocks.append(Details("How the models fit what is measured", _fits(decision)))
    blocks.append(Details("What to know before relying on it", _remarks(decision)))
    words = "\n\n".join(part for part in (text, summary(decision)) if part)
    return Section(decision.plan.title, anchor, words, blocks)


def worked_sections(
    folder: Path, progress: Callable[[str, int, int], None] | None = None
) -> list[Section]:
    """A section for each of the worked plans that `folder` (``examples``) holds; they are run.

    Seconds. The anchors are "decide-transport" and so on. InputError as `read_plan`.
    """
    found = []
    for name in WORKED:
        path = folder / f"decide_{name}.yaml"
        if path.is_file():
            found.append(section(decide(read_plan(path), progress), f"decide-{name}"))
    return found


def sections(decision: Decision) -> list[Section]:
    """The sections of a page about one decision."""
    made = [
        Section("What to measure", "plan", summary(decision), _list(decision)),
        Section("Which measurement tells most", "ranking", "", _ranking(decision)),
        Section("What each model predicts", "predictions", "", _predicted(decision)),
    ]
    if decision.plan.scores:
        made.append(Section("How the models fit what is measured", "fits", "", _fits(decision)))
    return [*made, Section("What to know before relying on it", "remarks", "", _remarks(decision))]


def write(path: str | os.PathLike[str], decision: Decision) -> None:
    """Write the page of a decision, whole or not at all."""
    plan = decision.plan
    models = ", ".join(f"{one.name} ({one.title})" if one.title else one.name
                       for one in plan.models)  # fmt: skip
    about = provenance()
    write_page(
        path,
        plan.title,
        f"Rival models: {models}. {len(plan.candidates)} measurements are weighed.",
        sections(decision),
        [
            ("Plan", plan.file),
            ("Solvus", f"{about['solvus_version']}, {about['date_utc']}"),
            ("Distance", "|a - b|/sqrt(s_a² + s_b² + error²), in standard deviations"),
        ],
    )


def _list(decision: Decision) -> list[Block]:
    if not decision.steps:
        return []
    pairs, plan = decision.plan.pairs, decision.plan
    rows: list[Row] = []
    for place, step in enumerate(decision.steps, 1):
        candidate = plan.candidates[step.candidate]
        apart = [_distance_cell(step.after[pair], plan.separate) for pair in pairs]
        rows.append([place, candidate.name, _cost(candidate.cost), *apart])
    columns: list[Column | str] = [
        Column("step", numeric=True), "measurement", Column("cost", plan.cost_unit, numeric=True),
        *(Column(of_pair(pair), SIGMA, numeric=True) for pair in pairs),
    ]  # fmt: skip
    return [Table(columns, rows, "The list, and how far apart each pair is after each step.")]


def _ranking(decision: Decision) -> list[Block]:
    plan = decision.plan
    found = [one for one in decision.distances.values() if one.sigma > 0.05]
    found = sorted(found, key=lambda one: -one.sigma)[:MOST_BARS]
    blocks: list[Block] = []
    if found:
        bars = [
            deciding_rank.Candidate(
                candidate.name,
                one.pair,
                one.sigma,
                (_alternatives(decision, one.pair[0], one.candidate),
                 _alternatives(decision, one.pair[1], one.candidate)),
                f"error of the reading {error_shown(candidate)}",
            )
            for one in found
            for candidate in (plan.candidates[one.candidate],)
        ]  # fmt: skip
        blocks.append(
            Figure(
                deciding_rank.deciding_rank(deciding_rank.DecidingRank(bars)),
                "The largest distances of two predictions, in standard deviations of reading and "
                "uncertain values together.",
            )
        )
    return [*blocks, _distance_table(decision), _pair_table(decision)]


def _prediction(decision: Decision, model: str, i: int) -> str:
    return shown(decision.plan.candidates[i], decision.predictions[model, i])


def _alternatives(decision: Decision, model: str, i: int) -> str:
    """A prediction where "or" stands between the models already."""
    return _prediction(decision, model, i).replace(" or ", " / ")


def _distance_table(decision: Decision) -> Table:
    plan = decision.plan
    ranks = {one.candidate: n for n, one in enumerate(decision.ranking, 1)}
    order = [*ranks, *decision.unranked]
    rows: list[Row] = [
        [
            Cell(str(ranks.get(i, "-")), sort=ranks.get(i, len(order))),
            plan.candidates[i].name,
            error_shown(plan.candidates[i]),
            *(_distance_cell(decision.distances[i, pair].sigma, plan.separate)
              for pair in plan.pairs),
        ]
        for i in order
    ]  # fmt: skip
    columns: list[Column | str] = [
        Column("rank", numeric=True), "measurement", "error of the reading",
        *(Column(of_pair(pair), SIGMA, numeric=True) for pair in plan.pairs),
    ]  # fmt: skip
    return Table(
        columns, rows,
        "Distances of each pair. Ranked by the least of them; a measurement that some model makes "
        "no prediction for is not ranked.",
    )  # fmt: skip


def _pair_table(decision: Decision) -> Table:
    rows: list[Row] = []
    for pair in decision.plan.pairs:
        best = decision.best(pair)
        together = _distance_cell(decision.apart[pair], decision.plan.separate)
        if best is None:
            rows.append([of_pair(pair), "none", "", "", together])
            continue
        candidate = decision.plan.candidates[best.candidate]
        alone = _distance_cell(best.sigma, decision.plan.separate)
        rows.append([of_pair(pair), candidate.name, alone, needed(candidate, best), together])
    columns = (
        "pair", "best measurement", Column("distance", SIGMA, numeric=True),
        f"error that would give {decision.plan.separate:g} {SIGMA}",
        Column("all together", SIGMA, numeric=True),
    )  # fmt: skip
    return Table(columns, rows, "What separates each pair best.")


def _predicted(decision: Decision) -> list[Block]:
    plan = decision.plan
    rows: list[Row] = [
        [one.name, *(_predicted_cell(decision, model.name, i) for model in plan.models)]
        for i, one in enumerate(plan.candidates)
    ]
    table = Table(
        ["measurement", *(model.name for model in plan.models)], rows,
        "Predictions with the standard deviation that uncertain values leave them.",
    )  # fmt: skip
    strips = [strip for i in range(len(plan.candidates)) if (strip := _strip(decision, i))]
    if not strips:
        return [table]
    figure = Figure(
        _with_room(
            deciding_predictions.deciding_predictions(
                deciding_predictions.DecidingPredictions(strips)
            ),
            len(plan.models) * len(strips),
        ),
        "What each model predicts, with one standard deviation from its uncertain values; the "
        "error of a reading comes on top. Two points of one model are alternatives.",
    )
    return [figure, table]


def _with_room(figure: go.Figure, lines: int) -> go.Figure:
    """The figure with every model named, and at least `LINE` pixels for each of its lines."""
    figure.update_yaxes(dtick=1)
    figure.update_layout(height=max(figure.layout.height, LINE * lines))
    narrow = figure.layout.meta["narrow"]
    narrow["height"] = max(narrow["height"], LINE * lines)
    return figure


def _strip(decision: Decision, i: int) -> deciding_predictions.Measurement | None:
    candidate = decision.plan.candidates[i]
    asked = candidate.asked
    made = [
        deciding_predictions.Prediction(
            model.name,
            *(number(value + sign * one.sigma, asked) for sign in (0.0, -1.0, 1.0)),
        )
        for model in decision.plan.models
        for one in (decision.predictions[model.name, i],)
        if one.is_made
        for value in (one.value, *one.others)
    ]
    if not made:
        return None
    return deciding_predictions.Measurement(candidate.name, unit_word(asked), made)


def _predicted_cell(decision: Decision, model: str, i: int) -> Cell:
    one = decision.predictions[model, i]
    return Cell(
        _prediction(decision, model, i),
        "" if one.is_made else "muted",
        note=one.why or "; ".join(one.notes),
        sort=one.value if one.is_made else None,
    )


def _fits(decision: Decision) -> list[Block]:
    scores = decision.plan.scores
    rows = fits(decision)
    heads = {
        "chi2": "chi2", "parameters": "parameters", "readings": "readings",
        "effective_readings": "of these effective", "aic": "AIC", "akaike_weight": "weight",
        "aicc": "AICc", "bic": "BIC", "log_evidence_ratio": "ln Z above the best",
    }  # fmt: skip
    keys = [key for key in heads if any(_is_known(row[key]) for row in rows)]
    table = Table(
        ["model", *(Column(heads[key], numeric=True) for key in keys)],
        [[row["model"], *(_number(row[key]) for key in keys)] for row in rows],
        "Information criteria; the weight is a share of belief among these models only. ln Z, the "
        "evidence, is given where a posterior was sampled.",
    )
    told = Text("\n\n".join(criteria.cautions(scores)))
    if not criteria.comparable(scores):
        return [table, told]
    figure = Figure(
        information_criteria.information_criteria(_scored(decision)),
        "How much worse than the best model each is, by AIC and, where it is known, by evidence.",
    )
    return [figure, table, told]


def _scored(decision: Decision) -> information_criteria.InformationCriteria:
    return information_criteria.InformationCriteria(
        [
            information_criteria.ModelScore(
                row["model"], row["delta_aic"], row["parameters"], row["chi2"],
                round(one.freedom), row["p_value"],
                None if row["log_evidence_ratio"] is None
                else (row["log_evidence_ratio"], row["log_evidence_error"]),
            )
            for row, one in zip(fits(decision), decision.plan.scores, strict=True)
        ]
    )  # fmt: skip


def _remarks(decision: Decision) -> list[Block]:
    return [Text("\n\n".join(decision.remarks))]


def _is_known(value: object) -> bool:
    return isinstance(value, int | float) and bool(np.isfinite(value))


def _number(value: Any) -> Cell:
    if not _is_known(value):
        return Cell("–", "muted")
    return Cell(f"{value:.3g}", sort=float(value))


def _cost(value: float) -> Cell:
    return Cell(f"{value:g}", sort=value)


def _distance_cell(sigma: float, separate: float) -> Cell:
    if not np.isfinite(sigma):
        return Cell("–", "muted", note="not every model of the pair makes a prediction")
    return Cell(f"{sigma:.1f}", "strong" if sigma >= separate else "", sort=sigma)


