"""Progress of many designs: a bar with rate, time left and failures, or a line now and then."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from solvus.cli.terminal import say

if TYPE_CHECKING:
    from solvus.designs.work import Count

EVERY = 30.0  # [s] between two lines where no terminal shows a bar
REFRESH = 0.1  # [s] between two updates of a bar


@contextmanager
def design_progress(what: str) -> Iterator[Callable[[Count], None]]:
    """Show how far designs are while the body runs."""
    clock = _Clock()
    if not sys.stderr.isatty():
        yield _lines(clock)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rest]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, rest="")
        shown = -REFRESH

        def tell(count: Count) -> None:
            nonlocal shown
            if monotonic() - shown < REFRESH and count.done < count.total:
                return
            shown = monotonic()
            bar.update(task, completed=count.done, total=count.total, rest=clock.told(count))

        yield tell


class _Clock:
    """Rate and time left, from what was run since it was made; what was found costs no time."""

    def __init__(self) -> None:
        self.begun = monotonic()

    def told(self, count: Count) -> str:
        """ "12.3/s, 4 min left, 2 failed"."""
        run, spent = count.done - count.found, monotonic() - self.begun
        parts = []
        if run > 0 and spent > 0.0:
            rate = run / spent
            parts.append(f"{rate:.3g}/s" if rate >= 1.0 else f"{1.0 / rate:.3g} s each")
            if count.done < count.total:
                parts.append(f"{duration((count.total - count.done) / rate)} left")
        parts.append(f"{count.failed} failed")
        return ", ".join(parts)


def _lines(clock: _Clock) -> Callable[[Count], None]:
    last = clock.begun

    def tell(count: Count) -> None:
        nonlocal last
        if monotonic() - last < EVERY:
            return
        last = monotonic()
        say(f"{count.done} of {count.total} designs, {clock.told(count)}")

    return tell


def duration(seconds: float) -> str:
    """A time as "40 s", "12 min" or "3.5 h"."""
    if seconds < 90.0:
        return f"{seconds:.0f} s"
    return f"{seconds / 60.0:.0f} min" if seconds < 5400.0 else f"{seconds / 3600.0:.1f} h"
