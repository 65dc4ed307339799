"""Cathodes as the report draws them: curves, what is cycled, capacity over the cut-off."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.materials import library, open_circuit
from solvus.report.cathode_curves import open_circuit_data
from solvus.report.figures.open_circuit import OpenCircuits, open_circuits
from solvus.report.series import Measured


@pytest.fixture
def data() -> OpenCircuits:
    oxide, sulfur = library.cathode("ncm622"), library.cathode("span")
    measured = [Measured("4.55 V", 4.55, 211.4, 4.0)]
    return open_circuit_data([(oxide, 2.8, 4.3), (sulfur, 1.0, 3.0)], measured)


def test_the_curves_are_those_of_the_cathodes(data: OpenCircuits) -> None:
    for curve in data.curves:
        cathode = library.cathode(curve.name)
        x = np.asarray(curve.x)
        assert curve.potential == pytest.approx(open_circuit.potential(cathode, x))
        assert (x[0], x[-1]) == pytest.approx(open_circuit.limits(cathode))
    assert data.curves[0].cycled == pytest.approx((0.1274, 0.9117), abs=1e-4)
    assert data.curves[1].cycled == pytest.approx((0.2, 1.0))


def test_only_what_is_made_full_has_an_upper_cut_off_to_choose(data: OpenCircuits) -> None:
    (line,) = data.capacities
    assert line.name == "NCM622"
    at = np.interp(4.55, np.asarray(line.x), np.asarray(line.y))
    assert at == pytest.approx(206.9, abs=0.1)


def test_what_is_drawn(data: OpenCircuits) -> None:
    figure = open_circuits(data)
    named = [trace.name for trace in figure.data if trace.showlegend is not False]
    assert named == ["NCM622", "SPAN", "measured, not used in the fit"]
    ends = [trace for trace in figure.data if trace.mode == "markers" and trace.xaxis == "x"]
    assert len(ends) == 2
    assert ends[0].y == pytest.approx([4.3, 3.618], abs=2e-3)
    right = [trace for trace in figure.data if trace.xaxis == "x2"]
    assert len(right) == 2
    assert figure.layout.yaxis.title.text == "Potential against Li [V]"
    assert figure.layout.xaxis2.title.text == "Upper cut-off [V]"
