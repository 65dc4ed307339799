"""Tables of impedance that lack a column: known for what they are, and refused with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from solvus.analyse.readers import read
from solvus.base.errors import InputError

ROWS = "".join(f"{i}.5,{-i}.25\n" for i in range(1, 8))


@pytest.mark.parametrize("titles", ["Zreal,Zimag", "# Zreal,Zimag", '"Zre(ohms)","Zim(ohms)"'])
@pytest.mark.parametrize("mark", [",", "\t", ";", " "])
@pytest.mark.parametrize("top", ["", "a cell, measured in March\n\n"])
def test_a_table_without_frequencies_is_known_and_refused(
    titles: str, mark: str, top: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(top + f"{titles}\n{ROWS}".replace(",", mark))
    line = top.count("\n") + 1
    with pytest.raises(
        InputError, match=rf"a\.csv:{line}: .*no spectrum without a column of the f"
    ):
        read(path)


def test_two_columns_of_another_kind_are_not_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"length,width\n{ROWS}")
    with pytest.raises(InputError, match="of no format that is known here"):
        read(path)
