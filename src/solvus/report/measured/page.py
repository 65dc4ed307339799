"""The page on measured files: what each holds, cells side by side, what must be seen."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from solvus.report import blocks
from solvus.report.measured.asked import Asked
from solvus.report.measured.cycling import cycles_figure
from solvus.report.measured.part import Analysed
from solvus.report.page import write_page

if TYPE_CHECKING:
    from solvus.base.errors import Fault

MOST_SIDE_BY_SIDE = 7  # cells that colours and symbols tell apart


def write_analysis(
    path: str | os.PathLike[str],
    parts: Sequence[Analysed],
    refused: Sequence[Fault],
    asked: Asked,
    about: Sequence[tuple[str, str]],
) -> None:
    """Write the page to `path`, whole or not at all.

    refused : why files, or parts of them, are not on it. about : terms at the foot.
    """
    files = list(dict.fromkeys(part.file for part in parts))
    cell = f"{asked.kind} cell".replace("_", " ") if asked.kind else "measured files"
    title = files[0] if len(files) == 1 else f"{len(files)} measured files"
    sections = [_overview(parts, refused), *_side_by_side(parts)]
    sections += [section for part in parts for section in part.sections]
    lead = f"Read as {cell}, by the functions that also read the simulations."
    write_page(path, title, lead, sections, about)


def _overview(parts: Sequence[Analysed], refused: Sequence[Fault]) -> blocks.Section:
    rows = [(part.file, part.kind.replace("_", " "), part.headline) for part in parts]
    found: list[blocks.Block] = [
        blocks.Table(("File", "Holds", "In short"), rows, "Errors are standard errors.")
    ]
    seen = [(part.file, sentence) for part in parts for sentence in part.notices]
    if seen:
        found.append(
            blocks.Table(("File", "Notice"), list(dict.fromkeys(seen)),
                         "What was assumed, left out or looks wrong.", "Please note")
        )  # fmt: skip
    if refused:
        found.append(
            blocks.Table(("File", "Why"), [(one.file, _why(one)) for one in refused],
                         "Nothing of these is on this page.", "Not read")
        )  # fmt: skip
    return blocks.Section("In short", "in-short", "", tuple(found))


def _why(fault: Fault) -> str:
    where = f"line {fault.line}: " if fault.line else ""
    return f"{where}{fault.key + ': ' if fault.key else ''}{fault.message}"


def _side_by_side(parts: Sequence[Analysed]) -> list[blocks.Section]:
    """All cycled cells in one figure, where there are several."""
    cells = {part.file: part.cycles for part in parts if part.cycles is not None}
    if not 2 <= len(cells) <= MOST_SIDE_BY_SIDE:
        return []
    return [blocks.Section("Side by side", "side-by-side", "", (cycles_figure(cells),))]
