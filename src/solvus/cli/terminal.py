"""Where things are printed: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table

LONGEST_NAME = 34  # columns of a name beside its text
PIPED_WIDTH = 100  # columns where no terminal says how many it has


def say(text: str) -> None:
    """Print a message to stderr."""
    print(text, file=sys.stderr, flush=True)


def emit(document: Any) -> None:
    """Print one JSON document to stdout.

    Only ASCII, so that no encoding of the terminal can spoil it. Raises ValueError for a number
    that is not finite.
    """
    print(json.dumps(document, indent=2, allow_nan=False))


def show(*things: Any, style: str | None = None) -> None:
    """Print texts and tables to stdout, as wide as the terminal, without trailing spaces."""
    from rich.console import Console

    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else PIPED_WIDTH
    console = Console(markup=False, highlight=False, emoji=False, width=width)
    with console.capture() as captured:
        for thing in things:
            console.print(thing, style=style)
    print("\n".join(line.rstrip() for line in captured.get().split("\n")), end="")


def table(columns: Sequence[str], right: Iterable[str] = (), title: str = "") -> Table:
    """A plain table; the columns whose headings are in `right` hold numbers and never wrap."""
    from rich import box
    from rich.table import Table

    made = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        title=title or None,
        title_justify="left",
        title_style="bold",
    )
    numbers = set(right)
    for heading in columns:
        if heading in numbers:
            made.add_column(heading, justify="right", no_wrap=True)
        else:
            made.add_column(heading, overflow="fold")
    return made


def pairs(rows: Iterable[tuple[str, str]]) -> Table:
    """Names and what they are, in two columns."""
    from rich.table import Table

    made = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    made.add_column(max_width=LONGEST_NAME)
    made.add_column(overflow="fold")
    for name, text in rows:
        made.add_row(name, text)
    return made


def drop_stdout() -> None:
    """Let nothing more be written to a pipe whose reader has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
