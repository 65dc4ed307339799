"""Whatever stands in a record: a table or one sentence, never a traceback, never a warning."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvus.analyse.average_ledger import ledger_of
from solvus.analyse.cycling_record import WORKING, CyclerCell
from solvus.analyse.features import Options, features_of, life_of, life_range_of
from solvus.analyse.shorts import ShortRules
from solvus.base.errors import InputError

CELLS = [CyclerCell(kind, working, area, 1e-5, 3.6)
         for kind, choices in WORKING.items() for working in choices
         for area in (None, 1e-4)]  # fmt: skip
NUMBERS = st.one_of(
    st.floats(-5.0, 5.0), st.sampled_from([0.0, 1e-3, -1e-3, 1.0, -1.0, np.nan, np.inf, 1e300])
)
SMALL = st.integers(0, 40)


@st.composite
def records(draw: st.DrawFn) -> dict[str, np.ndarray]:
    size = draw(SMALL)
    steps = draw(st.lists(st.sampled_from([0.0, 1e-3, 1.0, 60.0, 1e5]), min_size=size,
                          max_size=size))  # fmt: skip
    made = {"time": np.cumsum(steps) if size else np.zeros(0)}
    levels = st.lists(NUMBERS, min_size=size, max_size=size)
    current = draw(st.one_of(levels, st.lists(st.sampled_from([-1e-3, 0.0, 1e-3]), min_size=size,
                                              max_size=size)))  # fmt: skip
    made["current"], made["voltage"] = np.array(current), np.array(draw(levels))
    for name in draw(st.sets(st.sampled_from(["charge", "mode", "set_current", "cycle"]))):
        made[name] = np.array(draw(levels))
    if draw(st.booleans()):
        made["spectrum_time"] = np.array(draw(st.lists(st.floats(0.0, 1e6), max_size=3)))
    return made


def sentence(error: Exception) -> None:
    assert str(error)
    assert "\n" not in str(error)


@settings(max_examples=100, deadline=None)
@given(
    records(),
    st.sampled_from(CELLS),
    st.sampled_from([
        Options(), Options(reference_cycle=1), Options(shorts=ShortRules(series=10.0)),
        Options(rest=0.0, blip=0.0), Options(trim=0.0, early=0.5),
    ]),
)  # fmt: skip
def test_a_table_or_a_sentence(
    record: dict[str, np.ndarray], cell: CyclerCell, options: Options
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            found = features_of(record, cell, options=options)
        except InputError as error:
            sentence(error)
            return
        table = found.table(display=True)
        assert {len(column) for column in table.columns.values()} == {found.cycles}
        for name in found.numbers:
            found.read(name, found.cycles)
            sigma = found.numbers[name].sigma
            assert not (sigma < 0.0).any()
        try:
            life_of(found, factor=2.0, limit=1.0)
            life_range_of(found, limit=1.0)
        except ValueError as error:
            sentence(error)
        try:
            ledger_of(found)
        except ValueError as error:
            sentence(error)


def test_an_empty_record_says_so() -> None:
    with pytest.raises(InputError, match="0 rows with numbers"):
        features_of({"time": [], "current": [], "voltage": []}, CELLS[0])
