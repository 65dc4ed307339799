"""One HTML file that needs nothing else: text, tables, figures, the script that draws them.

The script and the figures are packed into the page; a content policy forbids every request to a
network. All text is escaped; only `markupsafe.Markup`, which our own code makes, is taken as is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from solvus.base.files import write_text
from solvus.report import blocks as content
from solvus.report.packing import packed_figure, packed_plotly
from solvus.report.theme import VERDICTS

TEMPLATES = Path(__file__).parent / "templates"
FILTER_FROM = 12  # rows from which on a table gets a field to search it


def write_page(
    path: str | os.PathLike[str],
    title: str,
    lead: str,
    sections: Sequence[content.Section],
    about: Sequence[tuple[str, str]],
    links: Sequence[content.PageLink] = (),
) -> None:
    """Write the page to `path`, whole or not at all.

    lead : what the page says, in a sentence or two under the title.
    about : (term, text) pairs at the foot: version, study, sources.
    links : the pages of the report, this one among them; its href is the name of `path`.

    Raises ValueError for two sections with one anchor, an unknown verdict or a forbidden link.
    """
    write_text(path, render(title, lead, sections, about, links, Path(path).name))


def render(
    title: str,
    lead: str,
    sections: Sequence[content.Section],
    about: Sequence[tuple[str, str]],
    links: Sequence[content.PageLink] = (),
    here: str = "",
) -> str:
    """The page as text; see `write_page`. `here` is its own name among `links`."""
    anchors = [section.anchor for section in sections]
    twice = {anchor for anchor in anchors if anchors.count(anchor) > 1}
    if twice:
        raise ValueError(f"anchors used more than once: {', '.join(sorted(twice))}")
    has_figures = any(_has_figure(section.blocks) for section in sections)
    counter = iter(range(1, 1_000_000))
    return (
        _environment()
        .get_template("page.html")
        .render(
            title=title,
            lead=lead,
            sections=sections,
            about=about,
            links=links,
            here=here,
            plotly=Markup(packed_plotly()) if has_figures else "",
            next_number=lambda: next(counter),
        )
    )


def _has_figure(some: Sequence[content.Block]) -> bool:
    return any(
        isinstance(block, content.Figure)
        or (isinstance(block, content.Details) and _has_figure(block.blocks))
        for block in some
    )


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "paragraphs": paragraphs,
        "css": content.css_of,
        "sign": lambda kind: VERDICTS[kind].sign if kind in VERDICTS else "",
        "link": content.checked_link,
        "packed": lambda figure: Markup(packed_figure(figure)),
        "room": room,
        "cells": _cells,
        "columns": _columns,
        "kind": lambda block: type(block).__name__,
    }
    made.globals |= {
        "verdict_css": Markup("\n".join(_verdict_rules())),
        "filter_from": FILTER_FROM,
    }
    return made


def paragraphs(text: str) -> Markup:
    """Escaped paragraphs of a text, parted by empty lines; a `Markup` passes as it is."""
    if isinstance(text, Markup):
        return text
    parts = [part.strip() for part in text.split("\n\n")]
    return Markup("\n").join(Markup("<p>{}</p>").format(escape(p)) for p in parts if p)


def _cells(row: content.Row) -> list[content.Cell]:
    return [_cell(value) for value in row]


def _cell(value: content.Cell | str | float) -> content.Cell:
    if isinstance(value, content.Cell):
        return value
    if isinstance(value, str):
        return content.Cell(value)
    return content.Cell(f"{value:g}", sort=value)


def _columns(columns: Sequence[content.Column | str]) -> list[content.Column]:
    return [content.Column(one) if isinstance(one, str) else one for one in columns]


def _verdict_rules() -> Iterator[str]:
    """Colours of the verdicts from the theme, so that tables and figures agree."""
    for look in VERDICTS.values():
        yield f".{look.css} {{ --verdict: {look.colour}; --verdict-ink: {look.ink}; }}"


def room(block: content.Figure) -> dict[str, Any]:
    """Height and least width [px] that the page keeps free for a figure."""
    layout = block.figure.layout
    meta = layout.meta if isinstance(layout.meta, dict) else {}
    narrow = meta.get("narrow", {})
    return {"height": int(layout.height or 450), "min_width": int(narrow.get("min_width", 0))}
