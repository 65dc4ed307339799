"""The doublet as spectroscopists draw it."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.report.figures.xps_doublet import (
    DoubletSpectrum,
    PrintedLine,
    XpsDoublet,
    xps_doublet,
)

E = np.linspace(362.0, 380.0, 181)
STRONG, WEAK = (h * np.exp(-((E - e) ** 2)) for h, e in ((3.0, 368.2), (2.0, 374.2)))
ONE = DoubletSpectrum("after 5 mAh/cm²", "Ag", E, STRONG + WEAK, (STRONG, WEAK))


def test_binding_energy_falls_to_the_right() -> None:
    figure = xps_doublet(XpsDoublet([ONE]))
    assert figure.layout.xaxis.autorange == "reversed"
    assert figure.layout.xaxis.title.text == "Binding energy [eV]"
    assert figure.layout.yaxis.title.text == "Ag 3d intensity [% of the peak of bare Ag]"


def test_the_lines_lie_under_their_sum() -> None:
    *parts, whole = xps_doublet(XpsDoublet([ONE])).data
    assert [part.fill for part in parts] == ["tozeroy", "tozeroy"]
    assert not any(part.showlegend for part in parts)
    total = np.asarray(parts[0].y) + np.asarray(parts[1].y)
    assert np.asarray(whole.y) == pytest.approx(total)
    assert whole.name == "after 5 mAh/cm²"


def test_measured_is_points_and_printed_is_an_upright_with_its_band() -> None:
    printed = [PrintedLine("printed", 369.6, 0.2), PrintedLine("exact", 375.6)]
    figure = xps_doublet(XpsDoublet([ONE], [ONE._replace(parts=())], printed))
    assert figure.data[-1].mode == "markers"
    lines = [shape for shape in figure.layout.shapes if shape.type == "line"]
    bands = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert [line.x0 for line in lines] == [369.6, 375.6]
    assert [(band.x0, band.x1) for band in bands] == [pytest.approx((369.4, 369.8))]
    assert [note.text for note in figure.layout.annotations] == ["printed", "exact"]
