"""Voltammograms: potential to the right, current up, and the way of the sweep."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.report.figures.voltammogram import Voltammogram, Voltammograms, voltammogram

SWEEP = np.interp(np.arange(401.0), [0, 100, 300, 400], [0.0, 100.0, -100.0, 0.0])
CELL = Voltammogram("Li-Ag || Li-Ag", "Li-Ag", SWEEP, SWEEP / 24.0)


def test_what_is_drawn() -> None:
    figure = voltammogram(Voltammograms([CELL], [CELL]))
    line, points = figure.data
    assert np.asarray(line.x) == pytest.approx(SWEEP)
    assert np.asarray(line.y) == pytest.approx(SWEEP / 24.0)
    assert (line.mode, points.mode) == ("lines", "markers")
    assert figure.layout.xaxis.title.text == "Voltage, working minus counter [mV]"
    assert figure.layout.yaxis.title.text == "Current density [mA/cm²]"
    assert figure.layout.xaxis.zeroline
    assert figure.layout.yaxis.zeroline


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_arrow_points_the_way_of_the_first_sweep(sign: float) -> None:
    cell = Voltammogram("A", "Li", sign * SWEEP, sign * SWEEP / 24.0)
    (arrow,) = voltammogram(Voltammograms([cell])).layout.annotations
    assert arrow.x == pytest.approx(sign * 50.0)
    assert sign * (arrow.x - arrow.ax) > 0.0
    assert arrow.y == pytest.approx(arrow.x / 24.0)


def test_a_sweep_one_way_has_its_arrow_in_the_middle() -> None:
    cell = Voltammogram("A", "Li", np.arange(3.0), np.arange(3.0))
    (arrow,) = voltammogram(Voltammograms([cell])).layout.annotations
    assert (arrow.ax, arrow.x) == (0.0, 1.0)
