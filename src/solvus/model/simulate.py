"""Run a protocol on a cell: the runner that fits it, the sentence that says how it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from solvus.kernels import foil as kernel
from solvus.model.cell import Cell
from solvus.model.electrode import REASONS
from solvus.model.full_runner import FullRunner
from solvus.model.half_cycle import Keep, Run
from solvus.model.protocol import Step
from solvus.model.runner import Runner

Progress = Callable[[int], None]

CARRIED_OUT = "the protocol was carried out to its end"


def simulate(
    cell: Cell, steps: Iterable[Step], keep: Keep | None = None, progress: Progress | None = None
) -> Run:
    """Run `steps` on `cell`. Never raises on what a foil cannot do: `Run.ended` says it.

    An interrupt from the keyboard ends the run after the last whole step, with what was computed.
    Raises ValueError for a rest, or a plating of a single foil, that names no end.
    """
    runner = (Runner if cell.cathode is None else FullRunner)(cell, keep or Keep())
    run = runner.run
    whole = 0  # half-cycles of the steps that were carried out
    stops: dict[str, str] = {}  # steps until exhausted that ended with lithium left
    try:
        for number, step in enumerate(steps):
            reason = runner.take(step)
            run.steps, whole = number + 1, len(run.half_cycles)
            if progress is not None:
                progress(number + 1)
            if reason and not (runner.may_empty(step) and runner.working_gave_out):
                run.ended = f'step {number + 1}, "{step.text}": {reason}'
                runner.finish()
                return run
            if reason and REASONS[kernel.FOIL_SPENT] not in reason:
                stops[step.text] = f'"{step.text}" ended early, {reason}'
    except KeyboardInterrupt:
        del run.half_cycles[whole:]
        run.snapshots = [shot for shot in run.snapshots if shot.half_cycle < whole]
        run.curves = [curve for curve in run.curves if curve.half_cycle < whole]
        run.ended, run.interrupted = f"interrupted after {run.steps} steps", True
        return run
    runner.finish()
    run.complete, run.ended = True, "; ".join([CARRIED_OUT, *stops.values()])
    return run
