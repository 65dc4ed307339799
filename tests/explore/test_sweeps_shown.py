"""Folders of designs: axes, front, table, failures."""

from __future__ import annotations

from pathlib import Path

import pytest

from explore.conftest import swept_folder
from solvus.base.errors import InputError
from solvus.explore import sweeps
from solvus.explore.sweep_callbacks import body
from solvus.explore.sweeps import (
    LARGE_IS_GOOD,
    NEITHER,
    SMALL_IS_GOOD,
    Swept,
    axes_of,
    failures,
    first_axes,
    read_sweeps,
    rows_of,
    scatter,
    sense_of,
)

ONE = [Swept("a", swept_folder())]


def test_axes_are_the_columns_of_numbers_with_their_units() -> None:
    axes = axes_of(ONE)
    assert axes["specific_energy"] == "Specific energy [Wh/kg]"
    assert "ended" not in axes
    assert axes["anode.thickness"] == "anode.thickness [µm]"
    assert first_axes(ONE) == ("specific_energy", "life")
    assert first_axes([]) == (None, None)
    assert axes_of([]) == {}
    assert (sense_of("life"), sense_of("cost")) == (LARGE_IS_GOOD, SMALL_IS_GOOD)


def test_the_front_is_what_nothing_beats() -> None:
    figure, count = scatter(ONE, "specific_energy", "life", LARGE_IS_GOOD, LARGE_IS_GOOD)
    frame = ONE[0].results.frame[:-1]
    points = list(zip(frame["specific_energy"], frame["life"], strict=True))
    best = {p for p in points if not any(q != p and q[0] >= p[0] and q[1] >= p[1] for q in points)}
    assert set(zip(figure.data[-1].x, figure.data[-1].y, strict=True)) == best
    assert count == len(best)
    other, fewer = scatter(ONE, "specific_energy", "life", SMALL_IS_GOOD, SMALL_IS_GOOD)
    assert set(other.data[-1].x) != set(figure.data[-1].x)
    assert fewer > 0
    plain, none = scatter(ONE, "specific_energy", "life", NEITHER, LARGE_IS_GOOD)
    assert (len(plain.data), none) == (1, 0)


def test_the_table_begins_with_the_best() -> None:
    heads, rows, count = rows_of(ONE, "specific_energy", "life", LARGE_IS_GOOD)
    assert count == 11  # the one that failed is not among them
    column = heads.index("Life [cycles]")
    values = [row[column] for row in rows]
    assert values == sorted(values, reverse=True)
    _, rising, _ = rows_of(ONE, "specific_energy", "life", SMALL_IS_GOOD)
    assert [row[column] for row in rising] == sorted(values)


def test_failures_are_told() -> None:
    assert failures(ONE) == ["a: 1 of 12 designs failed, the first with: a foil too thin"]


def test_several_folders_share_one_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "read_results", lambda folder: swept_folder())
    two = read_sweeps([Path("out/a"), Path("out/b")])
    figure, _ = scatter(two, "specific_energy", "life", LARGE_IS_GOOD, LARGE_IS_GOOD)
    assert [trace.name for trace in figure.data[:2]] == ["a", "b"]


def test_folders_that_are_none_are_all_told() -> None:
    with pytest.raises(InputError) as told:
        read_sweeps([Path("nowhere/a"), Path("nowhere/b")])
    assert len(told.value.faults) == 2


def test_without_a_folder_the_page_says_how_to_name_one(site: object) -> None:
    assert "--results" in str(body(site))  # type: ignore[arg-type]
