"""The beginning of a text file: its encoding, its decimal mark, and the line of column titles."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from solvus.analyse.readers.reader import HEAD_BYTES
from solvus.base.errors import Fault, InputError

HEADER_BYTES = 1 << 22  # a header that is longer than this is none
SAMPLE_ROWS = 400  # rows that are looked at to learn what a column holds
SHOWN = 60  # characters of a file in a message
DELIMITERS = "\t,;"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CLOSING = ("*", "end of experiment")  # last lines of formats that need no line end behind them
TAIL_BYTES = 4096
_CUT_NUMBER = re.compile(r"""(?:^|[\s;,"])((?:[+-]?(?:\d+(?:[.,]\d*)?|\.\d+)[eE][+-]?)"""
                         r"""|[+-]?\d*\.|[+-])$""")  # fmt: skip
_COMMA_NUMBER = re.compile(r"[+-]?\d+,\d+(?:[eE][+-]?\d+)?")


class Sheet(NamedTuple):
    """Where the table of a text file lies and how it is written.

    encoding, delimiter, decimal : of the file. titles : of the columns, as many as a row has
    cells, unnamed ones empty. top : the lines above the titles. first : number of the line where
    the rows begin, from 1. sample : cells of the first rows.
    """

    path: Path
    encoding: str
    delimiter: str
    decimal: str
    titles: tuple[str, ...]
    top: tuple[str, ...]
    first: int
    sample: tuple[tuple[str, ...], ...]


def head_of(path: Path, size: int = HEAD_BYTES) -> bytes:
    """The first `size` bytes; OSError as the system gives it."""
    with open(path, "rb") as file:
        return file.read(size)


def encoding_of(head: bytes) -> str:
    """How a text is encoded: by its byte order mark, else UTF-8 if it is that, else latin-1."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def text_of(head: bytes) -> str:
    """The beginning of a file as text, whatever it is; lines end in a line feed."""
    text = codecs.getincrementaldecoder(encoding_of(head))("replace").decode(head)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lines_of(head: bytes) -> list[str]:
    """The lines of `text_of`."""
    return text_of(head).split("\n")


def cells_of(line: str, delimiter: str) -> list[str]:
    """The cells of one line, without blanks around them; quotes count in comma lists only."""
    if delimiter == "\t" or '"' not in line:
        return [cell.strip() for cell in line.split(delimiter)]
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return [cell.strip() for cell in line.split(delimiter)]


def find_titles(
    lines: Sequence[str],
    is_titles: Callable[[Sequence[str]], bool],
    delimiters: str = DELIMITERS,
) -> tuple[int, str] | None:
    """Index of the first line that `is_titles` takes for column titles, and its delimiter."""
    for index, line in enumerate(lines):
        for delimiter in delimiters:
            if delimiter in line and is_titles(cells_of(line, delimiter)):
                return index, delimiter
    return None


def open_sheet(
    path: Path,
    is_titles: Callable[[Sequence[str]], bool],
    what: str,
    delimiters: str = DELIMITERS,
) -> Sheet:
    """Find the table of a text file.

    is_titles : told the cells of a line, whether they are the column titles. what : of titles
    that are due, for the message.

    Raises InputError for a file without such a line, without rows, or that is no text.
    """
    head = head_of(path, HEADER_BYTES)
    refuse_binary(head, path)
    lines = lines_of(head)
    found = find_titles(lines, is_titles, delimiters)
    if found is None:
        raise InputError(
            Fault(f"there is no line with the column titles {what}", file=str(path), line=1)
        )
    at, delimiter = found
    rows = [line for line in lines[at + 1 : at + 1 + 2 * SAMPLE_ROWS] if line.strip()]
    if len(head) == HEADER_BYTES and len(rows) > 1:
        rows = rows[:-1]  # the last line may be cut by our own reading
    sample = tuple(tuple(cells_of(row, delimiter)) for row in rows[:SAMPLE_ROWS])
    if not sample:
        raise InputError(
            Fault("there are no rows below the column titles", file=str(path), line=at + 1)
        )
    titles = cells_of(lines[at], delimiter)
    width = len(sample[0])
    filled = max((i + 1 for i, cell in enumerate(sample[0]) if cell), default=0)
    if any(titles[width:]) or filled > len(titles):
        told = f"{len(titles)} column titles and {width} cells in the first row do not pair up"
        raise InputError(Fault(told, file=str(path), line=at + 2))
    titles = (titles + [""] * width)[:width]
    return Sheet(
        path=path,
        encoding=encoding_of(head),
        delimiter=delimiter,
        decimal=decimal_of(sample, delimiter),
        titles=tuple(titles),
        top=tuple(lines[:at]),
        first=at + 2,
        sample=sample,
    )


def unfinished(path: Path) -> list[str]:
    """A sentence if the last line of a text file does not end, as when the file was cut in it.

    Raises InputError with the line if its last cell is no whole number, such as "1.5e-" or "-",
    unless the line above ends so too. A file that is no text has no lines: nothing is said.
    """
    head = head_of(path)
    wide = encoding_of(head) == "utf-16"
    if b"\x00" in head and not wide:
        return []
    with open(path, "rb") as file:
        file.seek(0, 2)
        file.seek(max(file.tell() - TAIL_BYTES, 0))
        tail = file.read()
    text = tail.replace(b"\x00", b"").decode("latin-1")
    if text.endswith(("\n", "\r")):
        return []
    lines = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    if lines[-1].casefold() in CLOSING:
        return []
    cut = _CUT_NUMBER.search(lines[-1])
    usual = cut is not None and len(lines) > 1 and cut[1][-1] in ".-" and "e" not in cut[1].lower()
    if cut is not None and not (usual and lines[-2].endswith(cut[1][-1])):
        with open(path, encoding=encoding_of(head), errors="replace") as whole:
            number = sum(1 for _ in whole)
        raise InputError(
            Fault(f'the file ends in "{shown(cut[1])}", which is no whole number, as if it were '
                  "cut off here", file=str(path), line=number)
        )  # fmt: skip
    return ["the last line of the file does not end: if the file was cut off, its last number may "
            "have been cut too"]  # fmt: skip


def decimal_of(sample: Sequence[Sequence[str]], delimiter: str) -> str:
    """The decimal mark: a comma where numbers are written with one and it does not part cells."""
    if delimiter != ",":
        for row in sample:
            if any(_COMMA_NUMBER.fullmatch(cell) for cell in row):
                return ","
    return "."


def refuse_binary(head: bytes, path: Path) -> None:
    """Raise InputError if the bytes are no text: a zero byte outside UTF-16."""
    at = head.find(b"\x00")
    if at >= 0 and encoding_of(head) != "utf-16":
        raise InputError(
            Fault(f"is not a text file: there is a zero byte at byte {at}", file=str(path))
        )


def shown(text: str) -> str:
    """A piece of a file, short and printable enough for a message."""
    plain = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 3] + "..."
