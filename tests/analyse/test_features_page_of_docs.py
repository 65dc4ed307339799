"""The page on features names every column and flag, and its numbers are those of the code."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from solvus.analyse import cycle_flags
from solvus.analyse.cycling_record import WORKING, CyclerCell
from solvus.analyse.features import Options
from solvus.analyse.nucleation import _of_many
from solvus.analyse.shorts import ShortRules
from solvus.analyse.table_columns import COLUMNS, told

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "features.md").read_text(encoding="utf-8")


def test_every_column_kind_and_flag_is_on_the_page() -> None:
    for name in COLUMNS:
        stem = name if "_areal" not in name and "_specific" not in name else name.split("_")[0]
        assert f"`{stem}" in PAGE, name
    for kind, choices in WORKING.items():
        assert f"`{kind}`" in PAGE
        assert all(f"`{working}`" in PAGE for working in choices)
    listed = inspect.getdoc(cycle_flags) or ""
    for flag in ("limit", "incomplete", "diagnostic", "above_one", "hold", "mixed_rate", "one_row",
                 "interrupted", "counter_disagrees", "hard_short", "soft_short"):  # fmt: skip
        assert f"`{flag}`" in PAGE
        assert flag in listed


def test_its_numbers_are_those_of_the_code() -> None:
    options, rules = Options(), ShortRules()
    assert (options.trim, options.early, options.sigmas) == (0.05, 0.1, 3.0)
    assert (rules.hard, rules.soft, rules.within, rules.history) == (0.1, 0.2, 60.0, 5)
    assert (_of_many(3.0, 100), _of_many(3.0, 1000)) == pytest.approx((4.2, 4.7), abs=0.05)


@pytest.mark.parametrize("kind", WORKING)
def test_every_column_of_every_cell_has_a_definition_and_units_that_convert(kind: str) -> None:
    from_si = pytest.importorskip("solvus.base.units").from_si
    cell = CyclerCell(kind, WORKING[kind][0])
    for name in COLUMNS:
        about = told(name, cell)
        assert about.definition
        assert from_si(1.0, about.unit, about.display) > 0.0
