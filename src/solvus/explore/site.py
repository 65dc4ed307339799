"""What a server holds for all its pages: the file, the controls, the jobs. It never changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from solvus.base.errors import InputError
from solvus.explore.base import Base, read_base
from solvus.explore.controls import NO_SOLUTE, Controls, controls_of
from solvus.explore.design import Asked, Designed, asked_of, design_of
from solvus.explore.jobs import DONE, FAILED, Jobs, View
from solvus.explore.linking import sentences
from solvus.explore.outcome import Outcome
from solvus.explore.state import State, default_state, from_plain
from solvus.explore.sweeps import Swept, read_sweeps
from solvus.study.schema import Study

INLINE = 0.4  # [s] that an answer may wait for its run before it says that it is running
MOST_USER = 64  # characters
_UNKNOWN = re.compile(r"parameters: (\w+): has no default")


@dataclass(frozen=True)
class Site:
    """The file of the page, what can be moved, its first state, the jobs, the result folders."""

    base: Base
    controls: Controls
    default: State
    jobs: Jobs
    sweeps: tuple[Swept, ...]

    def state(self, plain: Any) -> State:
        """The state of what a browser sends."""
        return from_plain(plain, self.default, self.controls)


def open_site(file: str | None, results: list[str], jobs: Jobs) -> Site:
    """Read the file and the folders of results. Raises InputError with every fault."""
    faults = []
    swept: tuple[Swept, ...] = ()
    try:
        swept = read_sweeps([Path(one) for one in results])
    except InputError as error:
        faults += list(error.faults)
    try:
        base = read_base(file)
        controls = controls_of(base)
    except InputError as error:
        raise InputError(*error.faults, *faults) from None
    if faults:
        raise InputError(*faults)
    return Site(base, controls, default_state(base, controls), jobs, swept)


class Wanted(NamedTuple):
    """A design, the studies that are run for it, and sentences where they cannot be."""

    state: State
    designed: Designed | None
    main: Asked | None
    study: Study | None
    reference: Asked | None
    faults: tuple[str, ...]


def wanted(site: Site, state: State) -> Wanted:
    """What a state asks for; a study that cannot be is told and not run."""
    try:
        designed = design_of(site.base, state, site.controls)
    except InputError as error:
        return Wanted(state, None, None, None, None, sentences(error))
    try:
        main, study = asked_of(site.base, state, site.controls, designed)
    except InputError as error:
        return Wanted(state, designed, None, None, None, run_faults(state, error))
    reference = None
    if state.word("solute") != NO_SOLUTE:
        try:
            reference, _ = asked_of(site.base, state, site.controls, designed, reference=True)
        except InputError:  # pure lithium cannot be in this cell: it is not shown
            reference = None
    return Wanted(state, designed, main, study, reference, ())


def run_faults(state: State, error: InputError) -> tuple[str, ...]:
    """Why a cell is not run; of a solute of which a number is not on file, that its bill stands."""
    unknown = [match[1] for text in sentences(error) if (match := _UNKNOWN.search(text))]
    if not unknown:
        return sentences(error)
    return (
        f"Li-{state.word('solute')} is not run: its {' and its '.join(unknown)} is not on file. "
        "Write it into a study (cell.working.parameters) to run it; the bill stands.",
    )


class Ran(NamedTuple):
    """How the runs of a design stand: outcome of the cell and of its reference, None while they
    are not there, and the view of the slower of the two."""

    main: Outcome | None
    reference: Outcome | None
    view: View


def begin(site: Site, user: str, lane: str, asked: Wanted) -> None:
    """Ask for the runs of a design; what this user asked for before in the lane is let go."""
    for name, one in ((lane, asked.main), (f"{lane}-reference", asked.reference)):
        if one is None:
            site.jobs.cancel(user, name)
        else:
            site.jobs.submit(user, name, "simulate", (one.text, one.folder), one.key)


def view_of(site: Site, asked: Wanted, seconds: float = 0.0) -> View:
    """How the slower of the two runs stands, after waiting at most so long for each.

    A cell that failed is over whatever its reference does.
    """
    if asked.main is None:
        return View(FAILED, sentences=asked.faults)
    main = site.jobs.wait(asked.main.key, seconds)
    if main.status != DONE or asked.reference is None:
        return main
    other = site.jobs.wait(asked.reference.key, seconds)
    return main if other.over else other


def look(site: Site, asked: Wanted, seconds: float = 0.0) -> Ran:
    """What the runs gave, after waiting at most so long for each of them."""
    view = view_of(site, asked, seconds)
    return Ran(_result(site, asked.main), _result(site, asked.reference), view)


def _result(site: Site, asked: Asked | None) -> Outcome | None:
    if asked is None or site.jobs.view(asked.key).status != DONE:
        return None
    try:
        found = site.jobs.result(asked.key)
    except KeyError:  # a cache that was full has dropped it
        return None
    assert isinstance(found, Outcome)
    return found


def user_of(sent: Any) -> str:
    """The name of a user as the browser sends it, short and plain."""
    text = sent if isinstance(sent, str) else ""
    return "".join(c for c in text if c.isalnum() or c in "-_")[:MOST_USER]
