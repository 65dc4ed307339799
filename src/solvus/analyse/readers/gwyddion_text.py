"""Height maps that Gwyddion exports as text: four comment lines, then rows of numbers.

    # Channel: name
    # Width: 12.34 µm
    # Height: 5678.9 nm
    # Value units: m

in any language: the first line with a number is the width, the second the height, the last without
one the unit. Width is columns times step. A channel that is no length is refused.
"""

from __future__ import annotations

import re
from pathlib import Path

from solvus.analyse.readers.height_grid import measured, metres
from solvus.analyse.readers.plain_text import number, row_of, table_below, text_lines
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.text_head import lines_of
from solvus.base.errors import Fault, InputError

_LENGTH = re.compile(r"#[^:]{1,40}:\s*([\d.,]{1,20}(?:[eE][+-]?\d{1,3})?)\s*([A-Za-zµμÅ]{1,3})\s*$")
_WORD = re.compile(r"#[^:]{1,40}:\s*(\S{1,12})\s*$")


def sniff(head: bytes, path: Path) -> bool:
    """Whether four comment lines, two of them lengths, stand over rows of numbers."""
    lines = lines_of(head)[:4]
    return (
        len(lines) == 4
        and all(line.startswith("#") and ":" in line for line in lines)
        and sum(bool(_LENGTH.match(line)) for line in lines) == 2
    )


def read(path: Path, progress: Progress | None = None) -> Measured:
    """The map. InputError with the line for a header or rows that do not fit."""
    lines = text_lines(path)
    head = []
    for line in lines[:10]:
        if not line.startswith("#"):
            break
        head.append(line)
    sizes = [(at, m) for at, line in enumerate(head, 1) if (m := _LENGTH.match(line))]
    if len(sizes) != 2:
        raise InputError(Fault("the comment lines do not state a width and a height with their "
                               "units", file=str(path), line=1))  # fmt: skip
    width, height = (
        number(m[1], path, at, "size") * metres(m[2], path, at, "size") for at, m in sizes
    )
    after = [
        (at, m) for at, line in enumerate(head, 1) if at > sizes[1][0] and (m := _WORD.match(line))
    ]
    if not after:
        raise InputError(Fault("the comment lines do not state the unit of the values",
                               file=str(path), line=len(head)))  # fmt: skip
    unit = metres(after[-1][1][1], path, after[-1][0], "value units")
    first = row_of(lines[len(head)]) if len(lines) > len(head) else None
    if not first:
        raise InputError(Fault("there are no rows of heights", file=str(path), line=len(head) + 1))
    grid = table_below(lines, len(head), len(first), path) * unit
    if progress is not None:
        progress(1.0)
    channel = head[0].partition(":")[2].strip()[:80]
    pixel = (width / grid.shape[1], height / grid.shape[0])
    return measured(grid, pixel, 1.0, path, {"channel": channel})


READER = Reader("gwyddion-text", "Gwyddion text export", (".txt",), sniff, read)
