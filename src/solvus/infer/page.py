"""The page of a calibration: what was found, how well it fits, what is not known, predictions."""

from __future__ import annotations

import math
from pathlib import Path

from solvus.base.record import provenance
from solvus.infer.calibrate import Calibrated
from solvus.infer.display import foretold, number, spread, told, unit_word
from solvus.infer.drawings import (
    BOUND_WORDS,
    corner_figure,
    correlation_figure,
    profile_figure,
    residual_figure,
)
from solvus.infer.result import Estimate, Result
from solvus.report.blocks import (
    Block,
    Card,
    Cards,
    Cell,
    Column,
    Details,
    Figure,
    Listing,
    Section,
    Table,
)
from solvus.report.page import write_page

FAR = 2.0  # [sigma], from which on a reading is set in bold


def write_calibration_page(done: Calibrated, path: Path) -> None:
    """Write the page, whole or not at all."""
    plan = done.plan
    about = provenance(plan.study.source_text)
    sections = [_found(done), _how_well(done.result)]
    if plan.predictions:
        sections.append(_predicted(done))
    if done.profiles:
        sections.append(_profiles(done))
    if done.posterior is not None and len(done.posterior.samples):
        sections.append(_posterior(done))
    sections.append(_study(done))
    write_page(
        path,
        f"Calibration: {plan.study.title}",
        _lead(done),
        sections,
        [
            ("Solvus", about["solvus_version"]),
            ("Date", about["date_utc"]),
            ("Study", f"{plan.study.source_name}, SHA-256 {about['study_sha256'][:16]}…"),
        ],
    )


def _lead(done: Calibrated) -> str:
    result = done.result
    count = len(result.estimates)
    text = (
        f"{count} parameter{'' if count == 1 else 's'} fitted to {result.problem.readings:g} "
        f"readings and {len(result.problem.priors)} priors: χ² = {result.chi2:.2f} at "
        f"{result.freedom:g} degrees of freedom."
    )
    if done.interrupted:
        text += f" The calibration was interrupted during: {done.interrupted}."
    return text


def _found(done: Calibrated) -> Section:
    result = done.result
    columns = [
        Column("parameter"), Column("value"), Column("68 % by profile"), Column("prior"),
        Column("bounds"), Column("remark"),
    ]  # fmt: skip
    limits = {one.name: _limits(done, one.name) for one in done.profiles}
    rows = [
        (
            Cell(one.free.name, "strong"), told(one.value, one.sigma, one.free),
            limits.get(one.free.name, "–"), shown_prior(one), shown_bounds(one), remark(one),
        )
        for one in result.estimates
    ]  # fmt: skip
    blocks: list[Block] = [
        Table(columns, rows, "± is one standard deviation, by the derivatives at the best point."),
        Details(
            "What each parameter sets",
            [
                Table(
                    [Column("parameter"), Column("key paths")],
                    [(one.name, ", ".join(one.sets)) for one in done.plan.parameters],
                    "Key paths of the study files; the studies are named where they are not all.",
                )
            ],
        ),
    ]
    if len(result.estimates) > 1:
        blocks.append(
            Figure(
                correlation_figure(result),
                "Correlation of the parameters: near 1 or −1, two are known together rather than "
                "each.",
                "Correlation",
            )
        )
    said = done.cautions
    text = "\n\n".join(said) if said else "Every parameter is determined by the data."
    return Section("What was found", "found", text, blocks)


def _how_well(result: Result) -> Section:
    score = result.score
    cards = [
        Card(f"{result.chi2:.2f}", "χ², repeats weighed once"),
        Card(f"{result.freedom:g}", "degrees of freedom"),
        Card(_number(score.p_value), "p-value"),
        Card(f"{score.aic:.2f}", "AIC"),
        Card(_number(score.aicc), "AICc"),
        Card(f"{score.bic:.2f}", "BIC"),
    ]
    columns = [
        Column("reading"), Column("read"), Column("model"),
        Column("read above model", "σ", numeric=True),
        Column("weight", numeric=True), Column("source"),
    ]  # fmt: skip
    rows = []
    for one in result.readings:
        bound = BOUND_WORDS[one.bound]
        missed = one.predicted != one.predicted
        rows.append(
            (
                one.asked.name,
                f"{bound} {told(one.value, one.sigma, one.asked)}".strip(),
                "not reached" if missed else foretold(one.predicted, one.band, one.asked),
                Cell(f"{one.deviation:+.2f}".replace("-", "−"),
                     "strong" if abs(one.deviation) > FAR else "", sort=one.deviation),
                Cell(f"{one.weight:.2g}", sort=one.weight),
                one.source or "–",
            )
        )  # fmt: skip
    rest = result.fit.optima[1:]
    others = sum(one.finished for one in rest)
    text = "Every search that was followed to its end came to this point."
    if others:
        text = f"Searches from elsewhere ended in {others} other places, all of them higher."
    if others < len(rest):
        text += f" {len(rest) - others} were left after their first steps, far above it."
    figure = Figure(
        residual_figure(result),
        "Readings, with one standard deviation, against the model at zero; blue, one standard "
        "deviation of the model. Triangles are bounds, on the side on which the truth lies.",
        "Readings and model",
    )
    return Section(
        "How well it fits", "fit", text,
        [Cards(cards), figure, Table(columns, rows, "Readings and what the model says.")],
    )  # fmt: skip


def _predicted(done: Calibrated) -> Section:
    result, posterior = done.result, done.posterior
    columns = [Column("prediction"), Column("value")]
    spans: list[str] = []
    if posterior is not None and len(posterior.samples):
        columns.append(Column("16 to 84 % of the posterior"))
        table = posterior.percentiles(posterior.answers[:, len(result.readings) :])
        spans = [
            f"{number(low, one.asked):.4g} to {number(high, one.asked):.4g} "
            f"{unit_word(one.asked)}".rstrip()
            for one, low, high in zip(result.predictions, table[1], table[3], strict=True)
        ]
    rows = [
        (one.asked.name, foretold(one.value, one.sigma, one.asked), *spans[i : i + 1])
        for i, one in enumerate(result.predictions)
    ]
    caption = "± is one standard deviation, carried over linearly from the parameters."
    return Section("What it predicts", "predictions", "", [Table(columns, rows, caption)])


def _profiles(done: Calibrated) -> Section:
    figure = Figure(
        profile_figure(done.result, done.profiles),
        "χ² above its best value while one parameter is held and all others make the best of it; "
        "dotted, the 68 % and 95 % limits. A red line is a bound that was met first.",
        "Profile likelihood",
    )
    return Section("How far each can go", "profiles", "", [figure])


def _posterior(done: Calibrated) -> Section:
    posterior = done.posterior
    assert posterior is not None
    columns = [
        Column("parameter"), Column("median"), Column("16 to 84 %"),
        Column("autocorrelation", "steps", numeric=True),
        Column("effective samples", numeric=True),
    ]  # fmt: skip
    table = posterior.percentiles(posterior.thetas)
    times, effective = posterior.times, posterior.effective
    most = "at most " if posterior.short else ""
    rows = []
    for i, one in enumerate(done.result.estimates):
        low, middle, high = (number(float(x), one.free) for x in table[1:4, i])
        unit = unit_word(one.free)
        rows.append(
            (one.free.name, f"{middle:.4g} {unit}".rstrip(),
             f"{low:.4g} to {high:.4g} {unit}".rstrip(),
             Cell(_count(times[i]), sort=float(times[i])),
             Cell(_count(effective[i], most), sort=float(effective[i])))
        )  # fmt: skip
    evidence = "\n\n".join(
        f"ln Z = {one.log:.2f}"
        + (f" ± {one.error:.2f}" if one.error == one.error else "")
        + f" by {one.method}"
        + (f" ({one.caution})" if one.caution else "")
        + "."
        for one in done.evidence
    )
    text = (
        f"{posterior.steps} steps of {posterior.chain.shape[1]} walkers, the first "
        f"{posterior.burn} left away; {100 * posterior.acceptance:.0f} % of the moves were "
        f"accepted.\n\n{evidence}"
    )
    figure = Figure(
        corner_figure(done.result, posterior),
        "The posterior: each parameter alone and in pairs, lines around 39 and 86 % of the "
        "samples; red, the fit; dashed, a Gaussian prior. Where none is drawn the prior is flat.",
        "Posterior",
    )
    return Section(
        "Posterior", "posterior", text, [Table(columns, rows, "After the burn-in."), figure]
    )


def _study(done: Calibrated) -> Section:
    listings = [
        Listing(source.study.source_text, source.file) for source in done.plan.sources.values()
    ]
    return Section("Studies", "studies", "As they were read.", listings)


def _limits(done: Calibrated, name: str) -> str:
    one = next(profile for profile in done.profiles if profile.name == name)
    free = next(p for p in done.plan.parameters if p.name == name)
    low, high = (
        "open" if limit != limit else f"{number(limit, free):.4g}" for limit in (one.low, one.high)
    )
    return f"{low} to {high} {unit_word(free)}".rstrip()


def shown_bounds(one: Estimate) -> str:
    """The bounds in the unit they were written in."""
    free = one.free
    low, high = number(free.low, free), number(free.high, free)
    return f"{low:.4g} to {high:.4g} {unit_word(free)}".rstrip()


def shown_prior(one: Estimate) -> str:
    """The prior in the unit it was written in."""
    free = one.free
    if free.prior is None or free.prior_sigma is None:
        return "flat" + (" in the logarithm" if free.log else "")
    shown, width = number(free.prior, free), spread(free.prior_sigma, free, free.prior)
    return f"{shown:.4g} ± {width:.2g} {unit_word(free)}".rstrip()


def remark(one: Estimate) -> str:
    """What is special about a parameter, in a few words; "" for nothing."""
    if one.open:
        return "not determined"
    if one.bound:
        return f"at its {one.bound} bound"
    return f"{100 * one.by_prior:.0f} % by its prior" if one.by_prior > 0.5 else ""


def _count(value: float, most: str = "") -> str:
    return f"{most}{value:.0f}" if math.isfinite(value) else "–"


def _number(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 1e6 else "–"
