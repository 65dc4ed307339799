"""Panels one below the other."""

from __future__ import annotations

import pytest

from solvus.report.stacking import GAP, stacked


def test_panels_have_their_height_and_gaps_between() -> None:
    narrow = stacked([300, 200], 120)
    assert narrow["height"] == 300 + 200 + GAP + 120
    area = 300 + 200 + GAP
    low, high = narrow["yaxis.domain"]
    assert ((high - low) * area, high) == (pytest.approx(300.0), 1.0)
    below = narrow["yaxis2.domain"]
    assert below[0] == 0.0
    assert (low - below[1]) * area == pytest.approx(GAP)
    assert narrow["annotations.1.y"] == below[1]
    assert narrow["xaxis2.domain"] == [0.0, 1.0]


def test_one_panel_takes_all() -> None:
    assert stacked([250], 100)["yaxis.domain"] == [0.0, 1.0]
