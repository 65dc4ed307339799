"""Cycles sorted by current and window."""

from __future__ import annotations

import numpy as np

from solvus.analyse.rate_classes import classified

SOUND = np.zeros(6, bool)


def test_a_class_is_made_by_currents_and_voltages() -> None:
    currents = np.array([[1, 1], [1.04, 1], [1.06, 1], [2, 1], [1, 1], [1, 1.0]])
    window = np.array([[4.2, 3.0]] * 4 + [[4.22, 3.0], [4.2, 2.9]])
    found = classified(currents, window, SOUND, by_charge=False)
    assert found.number.tolist() == [1, 1, 2, 3, 1, 4]
    assert found.main == 1


def test_a_set_charge_is_a_window_too_and_what_broke_off_stays() -> None:
    currents = np.ones((6, 2))
    charge = np.array([[1.0], [1.09], [2.0], [2.0], [0.5], [2.0]])
    broken = np.array([False] * 4 + [True, False])
    found = classified(currents, charge, broken, by_charge=True)
    assert found.number.tolist() == [1, 1, 2, 2, 2, 2]
    assert not classified(currents, charge, broken, by_charge=True).diagnostic[4]


def test_a_check_is_short_and_a_block_is_none() -> None:
    currents = np.repeat([1.0, 0.1, 1.0, 0.1], [4, 1, 4, 3])[:, None] * np.ones((1, 2))
    window = np.zeros((12, 2))
    broken = np.zeros(12, bool)
    found = classified(currents, window, broken, by_charge=False)
    assert found.diagnostic.tolist() == [False] * 4 + [True] + [False] * 7
    more = classified(currents, window, broken, by_charge=False, diagnostic_run=3)
    assert more.diagnostic[-3:].all()
    few = classified(currents[3:6], window[3:6], broken[3:6], by_charge=False)
    assert not few.diagnostic.any()


def test_a_missing_half_agrees_with_any_and_nothing_gives_nothing() -> None:
    currents = np.array([[1.0, 1.0], [1.0, np.nan]])
    found = classified(currents, np.array([[4.2, 3.0], [4.2, np.nan]]), SOUND[:2], by_charge=False)
    assert found.number.tolist() == [1, 1]
    assert classified(np.zeros((0, 2)), np.zeros((0, 2)), SOUND[:0], by_charge=False).main == 0
