"""``solvus calibrate``: the parameters of studies fitted to readings, with what they are worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from solvus.cli.interrupts import GivenUp, Interrupts
from solvus.cli.outcome import FAILED, AsJson, Debug, ending, fail
from solvus.cli.progress import progress_bar
from solvus.cli.run_files import check_folder
from solvus.cli.terminal import emit, pairs, say, show, table

if TYPE_CHECKING:
    from solvus.infer.calibrate import Calibrated, Wishes
    from solvus.infer.plan import Plan


def calibrate(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="Study file with a calibration.")],
    out: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Where to save.  [default: out/<name of the study>]"),
    ] = None,
    starts: Annotated[
        int | None, typer.Option(min=1, max=1000, help="Starts of the search.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**32 - 1, help="Seed of the random starts.")
    ] = None,
    profile: Annotated[
        bool, typer.Option(help="Profile likelihood of every parameter.")
    ] = True,
    posterior: Annotated[
        bool, typer.Option("--posterior", help="Sample the posterior; goes on where it stopped.")
    ] = False,
    steps: Annotated[int, typer.Option(min=1, help="Steps of the posterior in all.")] = 1000,
    walkers: Annotated[
        int | None, typer.Option(min=2, help="Walkers of the posterior.  [default: 4 a parameter]")
    ] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Fit the parameters of a study's calibration block, and say how well they are known.

    Ctrl-C stops after the present runs and saves what was found (exit code 1); the posterior goes
    on from there when the command is given again.
    """
    with ending(as_json, debug, "interrupted before anything was found"):
        from solvus.infer.calibrate import Wishes
        from solvus.infer.plan import read_plan

        plan = read_plan(study)
        folder = Path(out) if out is not None else Path("out") / Path(study).stem
        check_folder(folder)
        wishes = Wishes(starts, seed, profile, posterior, steps, walkers)
        files: dict[str, str] = {}
        with Interrupts("stopping after these runs; Ctrl-C again gives up") as interrupts:
            try:
                done = _computed(plan, folder, wishes, interrupts, files)
            except GivenUp:
                kept = f"what was done before is in {folder}" if files else "nothing is saved"
                fail(f"given up; {kept}", as_json)
        if as_json:
            _emit(done, files)
        else:
            _print(done, files)
        if done.interrupted:
            say(f"interrupted in the {done.interrupted}; what was found is saved in {folder}")
            raise typer.Exit(FAILED)


def _computed(
    plan: Plan, folder: Path, wishes: Wishes, interrupts: Interrupts, files: dict[str, str]
) -> Calibrated:
    from solvus.infer.calibrate import calibrate as carry_out
    from solvus.infer.store import save

    with progress_bar("first runs") as tell:
        tell("first runs", 0, 1)
        return carry_out(
            plan,
            folder,
            wishes,
            progress=tell,
            stop=interrupts.stop_if_asked,
            keep=lambda now: files.update(save(now, folder)),
        )


def _emit(done: Calibrated, files: dict[str, str]) -> None:
    from solvus.infer.store import document_of

    emit(document_of(done) | {"files": files})


def _print(done: Calibrated, files: dict[str, str]) -> None:
    result, score = done.result, done.result.score
    show(done.plan.study.title, style="bold")
    show("", _parameters(done), "", _readings(done))
    if result.predictions:
        show("", _predictions(done))
    if done.cautions:
        show("", "To be known", style="bold")
        show(*[f"· {sentence}" for sentence in done.cautions])
    lines = [
        ("chi2", f"{result.chi2:.3f} at {result.freedom:g} degrees of freedom, "
                 f"p = {_number(score.p_value)}"),
        ("AIC, AICc, BIC", f"{score.aic:.2f}, {_number(score.aicc)}, {score.bic:.2f}"),
        ("readings", f"{result.problem.readings:g} (repeats count once), "
                     f"{len(result.problem.priors)} priors"),
        *(
            (f"ln Z, {one.method}", f"{one.log:.2f}"
             + (f" ± {one.error:.2f}" if one.error == one.error else ""))
            for one in done.evidence
        ),
        ("computed", f"{done.runs} runs in {sum(done.seconds.values()):.1f} s"),
        *((what, path) for what, path in files.items()),
    ]  # fmt: skip
    show("", pairs(lines))


def _parameters(done: Calibrated) -> Any:
    from solvus.infer.display import number, told, unit_word
    from solvus.infer.page import remark, shown_bounds, shown_prior

    profiles = {one.name: one for one in done.profiles}
    headings = ("parameter", "value", "68 % by profile", "prior", "bounds", "remark")
    made = table(headings if profiles else (*headings[:2], *headings[3:]))
    for one in done.result.estimates:
        row = [one.free.name, told(one.value, one.sigma, one.free)]
        if profiles:
            found = profiles[one.free.name]
            ends = [
                "open" if limit != limit else f"{number(limit, one.free):.4g}"
                for limit in (found.low, found.high)
            ]
            row.append(f"{' to '.join(ends)} {unit_word(one.free)}".rstrip())
        made.add_row(*row, shown_prior(one), shown_bounds(one), remark(one))
    return made


def _readings(done: Calibrated) -> Any:
    from solvus.infer.display import foretold, told
    from solvus.infer.drawings import BOUND_WORDS

    made = table(("reading", "read", "model", "sigmas above"), right=("sigmas above",))
    for one in done.result.readings:
        read = f"{BOUND_WORDS[one.bound]} {told(one.value, one.sigma, one.asked)}".strip()
        model = foretold(one.predicted, one.band, one.asked)
        missed = one.predicted != one.predicted
        made.add_row(one.asked.name, read, "not reached" if missed else model,
                     f"{one.deviation:+.2f}")  # fmt: skip
    return made


def _predictions(done: Calibrated) -> Any:
    from solvus.infer.display import foretold, number, unit_word

    posterior, count = done.posterior, len(done.result.readings)
    sampled = posterior is not None and len(posterior.samples) > 0
    made = table(("prediction", "value", *(["16 to 84 % of the posterior"] if sampled else [])))
    for i, one in enumerate(done.result.predictions):
        row = [one.asked.name, foretold(one.value, one.sigma, one.asked)]
        if sampled and posterior is not None:
            low, high = posterior.percentiles(posterior.answers[:, [count + i]])[[1, 3], 0]
            row.append(
                f"{number(low, one.asked):.4g} to {number(high, one.asked):.4g} "
                f"{unit_word(one.asked)}".rstrip()
            )
        made.add_row(*row)
    return made


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1e6 else "–"
