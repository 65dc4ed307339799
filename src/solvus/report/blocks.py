"""What a page is made of: sections of text, tables, figures, cards and things folded away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import plotly.graph_objects as go

from solvus.report.theme import VERDICTS

# Besides a verdict, how a cell or card may be set: bold, in a softer ink.
PLAIN_KINDS = {"": "", "strong": "strong", "muted": "muted"}
ANCHOR = re.compile(r"[a-z][a-z0-9-]*")


class Column(NamedTuple):
    """Head of a column; numbers are set to the right."""

    name: str
    unit: str = ""
    numeric: bool = False


class Cell(NamedTuple):
    """A cell: text, a verdict or "strong" or "muted", a link, a note shown under the pointer.

    sort : what the column is sorted by, if not the text.
    """

    text: str
    kind: str = ""
    href: str = ""
    note: str = ""
    sort: float | str | None = None


Row = Sequence[Cell | str | float | int]


@dataclass(frozen=True)
class Figure:
    """A plotly figure with its caption. `alt` tells what it shows to who cannot see it; left
    out, the caption does."""

    figure: go.Figure
    caption: str
    title: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Table:
    """Columns, rows of as many cells, caption. ValueError for rows of another length."""

    columns: Sequence[Column | str]
    rows: Sequence[Row]
    caption: str
    title: str = ""

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"row {number} of the table has {len(row)} cells, not {len(self.columns)}"
                )


@dataclass(frozen=True)
class Text:
    """Paragraphs, parted by an empty line. A `markupsafe.Markup` is taken as HTML."""

    text: str


@dataclass(frozen=True)
class Listing:
    """Text in fixed width, line by line: a study file, a record's summary."""

    text: str
    title: str = ""


class Card(NamedTuple):
    """A number that stands out: value, what it is, a verdict that colours it."""

    value: str
    label: str
    kind: str = ""


@dataclass(frozen=True)
class Cards:
    """A row of cards."""

    cards: Sequence[Card]


@dataclass(frozen=True)
class Details:
    """Blocks folded away under a summary line."""

    summary: str
    blocks: Sequence[Block]


Block = Figure | Table | Text | Listing | Cards | Details


@dataclass(frozen=True)
class Section:
    """A heading with an anchor (lower case, digits, hyphens), an opening text, blocks."""

    title: str
    anchor: str
    text: str = ""
    blocks: Sequence[Block] = ()

    def __post_init__(self) -> None:
        if not ANCHOR.fullmatch(self.anchor):
            raise ValueError(f'anchor "{self.anchor}": lower-case letters, digits and hyphens only')


class PageLink(NamedTuple):
    """Another page of the same report: its title and its address relative to this one."""

    title: str
    href: str


def css_of(kind: str) -> str:
    """The class of a verdict or a plain kind; ValueError for one that is not known."""
    if kind in VERDICTS:
        return f"verdict {VERDICTS[kind].css}"
    if kind in PLAIN_KINDS:
        return PLAIN_KINDS[kind]
    raise ValueError(f'"{kind}" is none of {", ".join([*VERDICTS, *filter(None, PLAIN_KINDS)])}')


def checked_link(href: str) -> str:
    """`href` if it is an anchor, a relative address or https; ValueError for anything else."""
    relative = not re.match(r"[a-z][a-z0-9+.-]*:|//", href.strip(), re.IGNORECASE)
    if relative or href.startswith("https://"):
        return href
    raise ValueError(f'"{href}" is no link a report may hold: relative, #anchor or https only')
