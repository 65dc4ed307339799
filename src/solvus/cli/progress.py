"""Progress bars on stderr: there only where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

INTERVAL = 0.1  # [s] between two updates: a step may take less than a millisecond

Tell = Callable[[str, int, int], None]
"""Called with (what is being done, how many are done, how many in all)."""


def _ignore(what: str, done: int, total: int) -> None:
    pass


@contextmanager
def progress_bar(what: str) -> Iterator[Tell]:
    """Show a bar while the body runs; nothing when stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield _ignore
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        shown = -INTERVAL

        def tell(now: str, done: int, total: int) -> None:
            nonlocal shown
            time = monotonic()
            if time - shown < INTERVAL and done < total:
                return
            shown = time
            bar.update(task, description=now, completed=done, total=total)

        yield tell
