"""Columns of a text table into arrays: any size, block by block, and every fault with its line.

pyarrow parses the numbers to the last digit. Cells are not decoded, so that a unit sign in
another encoding does no harm. A row that is cut, a cell that is no number: the file is refused,
with the line, because what would be left of it is not the measurement.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import numpy as np

from solvus.analyse.readers.moments import moment_format, seconds_of
from solvus.analyse.readers.reader import Progress
from solvus.analyse.readers.text_head import Sheet, cells_of, shown
from solvus.base.errors import Fault, InputError

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 1 << 23  # bytes parsed at a time
NULLS = ["", "nan", "NaN", "NAN", "-", "--", "N/A", "n/a", "NULL", "null", "#N/A", "None"]
_COUNTS = re.compile(r"Expected (\d+) columns, got (\d+)")
_DURATION = re.compile(r"(?:(\d+)\s*d(?:ays?,?)?\s*)?(\d+):(\d{1,2}):(\d{1,2}(?:[.,]\d+)?)")
# The same for pyarrow's regular expressions, which name their groups.
_DURATION_RE2 = (
    r"^\s*(?:(?P<d>\d+)\s*d(?:ays?,?)?\s*)?(?P<h>\d+):(?P<m>\d{1,2}):(?P<s>\d{1,2}(?:[.,]\d+)?)\s*$"
)


class Words(NamedTuple):
    """A column of text: which word each row has, array (n,), and the words; -1 for none."""

    codes: np.ndarray
    words: tuple[str, ...]

    def where(self, wanted: Sequence[str]) -> np.ndarray:
        """Whether each row has one of the wanted words, array (n,); case does not count."""
        low = {one.casefold() for one in wanted}
        hit = np.array([word.strip().casefold() in low for word in self.words] + [False])
        return np.asarray(hit[self.codes])


def read_columns(
    sheet: Sheet,
    numbers: Sequence[int],
    texts: Sequence[int] = (),
    progress: Progress | None = None,
) -> tuple[dict[int, np.ndarray], dict[int, Words]]:
    """Read columns of a sheet by their index.

    numbers : columns of numbers, of times as h:m:s (seconds), or of dates (seconds since 1970 as
        if the clock were UTC): float arrays (n,), nan for an empty cell. texts : columns of words.

    Raises InputError with the line for a row with more or fewer cells than the first, a cell that
    is not what the first of its column is, and a file that holds no row.
    """
    kinds = {index: _kind(sheet, index) for index in numbers}
    try:
        table = _table(sheet, kinds, texts, progress)
    except _Bad as bad:
        if not bad.ragged or sheet.titles[-1]:
            raise InputError(_fault(sheet, kinds)) from None
        # some rows end in a delimiter and some do not: there is nothing behind it
        sheet = sheet._replace(titles=sheet.titles[:-1])
        try:
            table = _table(sheet, kinds, texts, progress, trim=True)
        except _Bad:
            raise InputError(_fault(sheet, kinds, trimmed=True)) from None
    if not table or not len(next(iter(table.values()))):
        raise InputError(Fault("there are no rows", file=str(sheet.path), line=sheet.first))
    words = {index: _words(table.pop(index)) for index in texts}
    found = {i: _numbers(table.pop(i), kind, sheet) for i, kind in kinds.items()}
    if any(np.isinf(values).any() for values in found.values()):
        raise InputError(_fault(sheet, kinds, trimmed=True))
    if progress is not None:
        progress(1.0)
    return found, words


class _Bad(Exception):
    """Something is wrong with a row; `_fault` finds out which. ragged : it has too few cells."""

    def __init__(self, ragged: bool) -> None:
        super().__init__(ragged)
        self.ragged = ragged


class _Trimmed:
    """A file as pyarrow reads one, without the delimiters that end its lines."""

    closed = False

    def __init__(self, file: BinaryIO, delimiter: str) -> None:
        self.file = file
        self.mark = delimiter.encode()

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(size)
        if block:
            block += self.file.readline()  # so that no line end is torn apart
        for end in (b"\r\n", b"\n"):
            block = block.replace(self.mark + end, end)
        return block

    def close(self) -> None:
        self.file.close()


def is_duration(cell: str) -> bool:
    """Whether a cell is a time as h:m:s."""
    return _DURATION.fullmatch(cell) is not None


def _kind(sheet: Sheet, index: int) -> str:
    """What a column holds, by its first cells: number, duration, or the format of its dates."""
    for row in sheet.sample:
        cell = row[index] if index < len(row) else ""
        if cell in NULLS or _number(cell, sheet.decimal) is not None:
            if cell in NULLS:
                continue
            return "number"
        if is_duration(cell):
            return "duration"
        form = moment_format(cell)
        return form if form is not None else "number"
    return "number"


def _number(cell: str, decimal: str) -> float | None:
    if cell in NULLS:
        return math.nan
    if "_" in cell or (decimal == "," and "." in cell):
        return None
    try:
        value = float(cell.replace(",", ".") if decimal == "," else cell)
    except ValueError:
        return None
    return None if math.isinf(value) else value


def _table(
    sheet: Sheet,
    kinds: dict[int, str],
    texts: Sequence[int],
    progress: Progress | None,
    trim: bool = False,
) -> dict[int, pa.ChunkedArray]:
    """The wanted columns as pyarrow has them; `_Bad` if a row does not fit."""
    import pyarrow as pa
    from pyarrow import csv

    quoted = sheet.delimiter != "\t"
    types: dict[str, Any] = {f"c{i}": pa.dictionary(pa.int32(), pa.binary()) for i in texts}
    for index, kind in kinds.items():
        types[f"c{index}"] = pa.float64() if kind == "number" else pa.binary()
    wide = {"utf-16": "utf-16"}.get(sheet.encoding)
    how: dict[str, Any] = {"encoding": wide} if wide else {}
    try:
        with open(sheet.path, "rb") as file:
            size = max(os.fstat(file.fileno()).st_size, 1)
            reader = csv.open_csv(
                pa.PythonFile(_Trimmed(file, sheet.delimiter), "r") if trim else file,
                read_options=csv.ReadOptions(
                    use_threads=False,
                    block_size=BLOCK,
                    skip_rows=sheet.first - 1,
                    column_names=[f"c{i}" for i in range(len(sheet.titles))],
                    **how,
                ),
                parse_options=csv.ParseOptions(
                    delimiter=sheet.delimiter,
                    quote_char='"' if quoted else False,
                ),
                convert_options=csv.ConvertOptions(
                    check_utf8=False,
                    include_columns=list(types),
                    column_types=types,
                    null_values=NULLS,
                    decimal_point=sheet.decimal,
                ),
            )
            batches, share = [], 0.0
            for batch in reader:
                batches.append(batch)
                if progress is not None:
                    share = max(share, min(file.tell() / size, 1.0))  # pyarrow reads ahead
                    progress(share)
            whole = pa.Table.from_batches(batches, schema=reader.schema).unify_dictionaries()
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeError) as error:
        if "empty" in str(error).lower():
            raise InputError(
                Fault("there are no rows", file=str(sheet.path), line=sheet.first)
            ) from None
        counts = _COUNTS.search(str(error))
        raise _Bad(counts is not None and int(counts[2]) < int(counts[1])) from None
    return {int(name[1:]): whole[name] for name in whole.column_names}


def _numbers(column: pa.ChunkedArray, kind: str, sheet: Sheet) -> np.ndarray:
    if kind == "number":
        return np.asarray(column.to_numpy(), float)
    if kind == "duration":
        return _durations(column, sheet)
    texts = [None if cell is None else cell.decode("utf-8", "replace")
             for cell in column.to_pylist()]  # fmt: skip
    return seconds_of(texts, kind, str(sheet.path), sheet.first)


def _durations(column: pa.ChunkedArray, sheet: Sheet) -> np.ndarray:
    """h:m:s, with days before it or without, in seconds."""
    import pyarrow as pa
    from pyarrow import compute

    parts = compute.extract_regex(column, _DURATION_RE2)
    wrong = np.flatnonzero(
        compute.and_(compute.is_null(parts), compute.is_valid(column)).to_numpy()
    )
    if wrong.size:
        at = int(wrong[0])
        cell = column[at].as_py().decode("utf-8", "replace")
        told = f'row {at + 1} of the table has "{shown(cell)}" where a time as h:m:s is due'
        raise InputError(Fault(told, file=str(sheet.path), line=sheet.first + at))

    def part(name: str) -> np.ndarray:
        texts = compute.struct_field(parts, name).cast(pa.string())
        texts = compute.if_else(compute.equal(texts, ""), "0", texts)
        return np.asarray(
            compute.replace_substring(texts, ",", ".").cast(pa.float64()).to_numpy(), float
        )

    return ((part("d") * 24.0 + part("h")) * 60.0 + part("m")) * 60.0 + part("s")


def _words(column: pa.ChunkedArray) -> Words:
    """The dictionary of a text column; pyarrow has made it one for all blocks."""
    if not column.num_chunks:
        return Words(np.zeros(0, int), ())
    whole = column.combine_chunks()
    chunks = whole.chunks if hasattr(whole, "chunks") else [whole]
    codes = np.concatenate([c.indices.fill_null(-1).to_numpy(zero_copy_only=False) for c in chunks])
    words = chunks[0].dictionary.to_pylist()
    return Words(codes, tuple((word or b"").decode("utf-8", "replace") for word in words))


def _fault(sheet: Sheet, kinds: dict[int, str], trimmed: bool = False) -> Fault:
    """Say which line of a file that could not be parsed is wrong, and how."""
    width = len(sheet.titles)
    file = str(sheet.path)
    for number, line in _numbered(sheet):
        cells = cells_of(line, sheet.delimiter)
        if len(cells) == width + 1 and not cells[-1] and trimmed:
            cells = cells[:-1]
        if len(cells) != width:
            told = (
                f"the row has {len(cells)} cells and the first row {width}, as if the file were "
                "cut off or two were joined here; delete the line if the rest is what you want"
            )
            return Fault(told, line=number, file=file)
        for index, kind in kinds.items():
            if kind == "number" and _number(cells[index], sheet.decimal) is None:
                title = sheet.titles[index] or f"column {index + 1}"
                told = f'"{shown(cells[index])}" is no number'
                return Fault(told, key=shown(title), line=number, file=file)
    return Fault("the rows cannot be told apart", line=sheet.first, file=file)


def _numbered(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """The lines of the table that are not blank, with their numbers."""
    with open(sheet.path, encoding=sheet.encoding, errors="replace", newline=None) as file:
        for number, line in enumerate(file, 1):
            if number >= sheet.first and line.strip():
                yield number, line.rstrip("\n")
