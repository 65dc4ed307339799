"""Text files that were cut in their last number, of every kind."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from instrument_files import instrument_file
from solvus.analyse.readers import REGISTRY, notices_of, read
from solvus.analyse.readers.text_head import unfinished
from solvus.base.errors import InputError

TEXTS = {
    "eis-text": "freq/Hz,Re(Z)/Ohm,Im(Z)/Ohm\n" + "1e3,1,-1e-3\n1e2,2,-2e-3\n1e1,3,-4.624e-03\n",
    "zplot": "ZPLOT2 ASCII\nFreq(Hz)\tZ'(a)\tZ''(b)\nEnd Comments\n"
    "1e3\t1\t-1e-3\n1e2\t2\t-2e-3\n1e1\t3\t-4.624e-03\n",
    "xy-text": "Binding energy (eV),Counts\n" + "90,1e2\n89,2e2\n88,3e2\n87,4e2\n86,4.624e-03\n",
    "depth-text": "Depth (nm),Ag (at.%)\n0,1e1\n1,2e1\n2,3e1\n3,4e1\n4,4.624e-03\n",
    "xyz-text": "0 0 1e-3\n0 1 1e-3\n0 2 1e-3\n1 0 1e-3\n1 1 1e-3\n1 2 1e-3\n"
    "2 0 1e-3\n2 1 1e-3\n2 2 4.624e-03\n",
    "bdf": "Test Time / s,Voltage / V,Current / A\n0,3.7,1e-3\n1,3.7,1e-3\n2,3.7,4.624e-03\n",
}


def told(path: Path, form: str) -> bool:
    return sum("does not end" in one for one in notices_of(read(path, form=form))) == 1


@pytest.mark.parametrize("form", TEXTS)
def test_a_number_that_may_be_cut_is_told(form: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXTS[form])
    assert not told(path, form)
    path.write_text(TEXTS[form].rstrip().removesuffix("e-03"))
    assert told(path, form)


@pytest.mark.parametrize("end", ["4.624e-", "4.624e", "4.624E+", "4.", "-4.", "-", "+", "."])
@pytest.mark.parametrize("form", TEXTS)
def test_half_a_number_is_refused_with_its_line(form: str, end: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    text = TEXTS[form].rstrip().removesuffix("4.624e-03").removesuffix("-")
    path.write_text(text + end)
    with pytest.raises(InputError, match=rf"a\.txt:{text.count(chr(10)) + 1}: ") as caught:
        read(path, form=form)
    assert len(caught.value.faults) == 1


def test_a_point_behind_every_number_is_a_way_to_write(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("freq/Hz,Re(Z)/Ohm,Im(Z)/Ohm\n1000.,1.,-1.\n100.,2.,-2.\n10.,3.,-3.")
    assert told(path, "eis-text")


def test_half_a_number_of_two_byte_letters(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXTS["bdf"], encoding="utf-16")
    assert not told(path, "bdf")
    path.write_text(TEXTS["bdf"].rstrip().removesuffix("624e-03"), encoding="utf-16")
    with pytest.raises(InputError, match=r'a\.txt:4: .*"4\."'):
        read(path, form="bdf")


@pytest.mark.parametrize("end", ["*", "end of experiment"])
def test_a_last_line_that_closes_a_format_needs_no_end(end: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"1\n2\n{end}")
    assert unfinished(path) == []
    path.write_text(f"1\n2\n{end}3")
    assert len(unfinished(path)) == 1


@pytest.mark.parametrize("cell", ["inf", "1e999"])
@pytest.mark.parametrize("form", ["eis-text", "xy-text", "depth-text"])
def test_an_infinite_cell_is_no_number_in_any_table(form: str, cell: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXTS[form].replace("4.624e-03", cell).replace("-inf", "inf"))
    with pytest.raises(InputError, match=rf'a\.txt:\d+: .*{cell}" is no number'):
        read(path, form=form)


def test_binary_formats_have_no_lines() -> None:
    assert {one.name for one in REGISTRY if not one.text} == {
        "biologic-mpr", "neware", "phi", "image", "surface-topography", "hyperspy",
    }  # fmt: skip


def test_a_published_file_that_is_cut(tmp_path: Path) -> None:
    data = instrument_file("eis/exampleData.csv").read_bytes()
    for size in range(2490, 2510):
        path = tmp_path / "a.csv"
        path.write_bytes(data[:size])
        try:
            record = read(path)
        except InputError:
            continue
        full = read(instrument_file("eis/exampleData.csv"))
        n = record["z_imag"].size
        same = np.array_equal(record["z_imag"].values[0], full["z_imag"].values[0, :n])
        assert same or any("does not end" in one for one in notices_of(record))
