"""Finding the table in a text and reading it, in blocks, to the last digit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvus.analyse.readers import text_columns
from solvus.analyse.readers.moments import iso_moment, moment_format
from solvus.analyse.readers.text_columns import read_columns
from solvus.analyse.readers.text_head import open_sheet
from solvus.analyse.readers.titles import split_title, unit_factor
from solvus.base.errors import InputError


def sheet_of(path: Path, content: str | bytes, encoding: str = "utf-8") -> text_columns.Sheet:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return open_sheet(path, lambda cells: cells[:1] == ["t"], '"t"')


@settings(max_examples=40, deadline=None)
@given(
    values=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20),
    comma=st.booleans(),
)
def test_numbers_come_back_to_the_last_digit(
    tmp_path_factory: pytest.TempPathFactory, values: list[float], comma: bool
) -> None:
    cells = [f"{value!r}" for value in values]
    rows = "\n".join(f"{cell};1{'.5' if not comma else ',5'}" for cell in
                     (cell.replace(".", ",") if comma else cell for cell in cells))  # fmt: skip
    path = tmp_path_factory.mktemp("numbers") / "a.csv"
    sheet = sheet_of(path, f"above\nt;x\n{rows}\n")
    arrays, _ = read_columns(sheet, [0])
    assert arrays[0].tolist() == values


def test_blocks_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"{i}\tword{i % 3}\t{i // 60:02d}:{i % 60:02d}:00\n" for i in range(3000))
    sheet = sheet_of(tmp_path / "a.txt", f"t\tw\td\n{rows}")
    whole, words = read_columns(sheet, [0, 2], [1])
    monkeypatch.setattr(text_columns, "BLOCK", 1000)
    shares: list[float] = []
    parts, part_words = read_columns(sheet, [0, 2], [1], shares.append)
    assert np.array_equal(whole[0], parts[0])
    assert np.array_equal(parts[2], np.arange(3000) * 60.0)
    for read_words in (words, part_words):
        assert [read_words[1].words[code] for code in read_words[1].codes[:4]] == [
            "word0", "word1", "word2", "word0",
        ]  # fmt: skip
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 10


def test_rows_that_end_in_a_delimiter_and_rows_that_do_not(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path / "a.txt", "t\tx\n1\t2\t\n3\t4\t\r\n5\t6\n")
    arrays, _ = read_columns(sheet, [0, 1])
    assert arrays[1].tolist() == [2.0, 4.0, 6.0]


def test_bytes_of_another_encoding_do_no_harm(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path / "a.txt", b"caf\xe9 \xff\nt\tT/\xb0C\n1\t2\n")
    assert sheet.encoding == "latin-1"
    assert sheet.titles == ("t", "T/°C")
    assert read_columns(sheet, [1])[0][1].tolist() == [2.0]


def test_empty_cells_are_no_numbers_and_no_fault(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path / "a.txt", "t,x\n1,\n,NaN\n2,3\n")
    arrays, _ = read_columns(sheet, [0, 1])
    assert np.isnan(arrays[1][:2]).all()
    assert arrays[1][2] == 3.0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("t,x\n1,2\n3\n", ":3: the row has 1 cells"),
        ("t,x\n1,2\n\n3,4,5\n", ":4: the row has 3 cells"),
        ("t,x\n1,2\n3,1_000\n", ':3: x: "1_000" is no number'),
        ("t,x\n", "no rows"),
        ("x,y\n1,2\n", "column titles"),
        ("t,x\n1,00:00:01\n2,nope\n", 'row 2 of the table has "nope"'),
        ("t,x\n1,2,3\n", ":2: 2 column titles and 3 cells"),
        ("t,x\n1,2\n3,\x00\n", "zero byte"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, content: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        read_columns(sheet_of(tmp_path / "a.csv", content), [0, 1])
    assert told in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("08/23/2021 11:44:40.646", "2021-08-23T11:44:40.646000"),
        ("19.06.2023 17:56:53", "2023-06-19T17:56:53"),
        ("23-Nov-23 3:56:08 PM", "2023-11-23T15:56:08"),
        ("5/11/2021 3:40:24 PM", "2021-05-11T15:40:24"),
        ("2025-07-19 15:26:20", "2025-07-19T15:26:20"),
        ("2025-07-19T15:26:20.1234567", "2025-07-19T15:26:20.123456"),
        ("23/08/2021 11:44", "2021-08-23T11:44:00"),
        ("2021-08-23", "2021-08-23T00:00:00"),
        ("99/99/2021 11:44:40", ""),
        ("soon", ""),
        ("", ""),
    ],
)
def test_dates_as_instruments_write_them(text: str, iso: str) -> None:
    assert iso_moment(text) == iso


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    moment_format(text)
    iso_moment(text)
    split_title(text)


@pytest.mark.parametrize(
    ("title", "name", "unit"),
    [("Current(µA)", "Current", "µA"), ("U[V]", "U", "V"), ("Voltage / V", "Voltage", "V"),
     ("Cap. [Ah]", "Cap.", "Ah"), ("~Time[s]", "Time", "s"), ("Test_Time", "Test_Time", "")],
)  # fmt: skip
def test_titles_are_split(title: str, name: str, unit: str) -> None:
    assert split_title(title) == (name, unit)


@pytest.mark.parametrize(
    ("unit", "si", "of_ten"),
    [("mA", "A", 0.01), ("µA", "A", 1e-5), ("mAs", "C", 0.01), ("mA.h", "C", 36.0),
     ("Ah", "C", 36000.0), ("C", "C", 10.0), ("C", "K", 283.15), ("°C", "K", 283.15),
     ("\N{REPLACEMENT CHARACTER}C", "K", 283.15), ("hrs", "s", 36000.0), ("Ohm", "ohm", 10.0)],
)  # fmt: skip
def test_units_as_instruments_write_them(unit: str, si: str, of_ten: float) -> None:
    factor, divisor, offset = unit_factor(unit, si)
    assert 10.0 * factor / divisor + offset == pytest.approx(of_ten, rel=1e-12)


def test_times_with_days(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path / "a.txt", "t\tx\n0d 00:00:00.5\t1\n1d 02:03:04\t1\n26:03:04,25\t1\n")
    arrays, _ = read_columns(sheet, [0])
    assert arrays[0].tolist() == [0.5, 93784.0, 93784.25]
