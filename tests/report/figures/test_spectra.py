"""Nyquist and Bode plots: the numbers that are drawn, and the frequencies that are marked."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from solvus.report.figures.bode import Bode, bode
from solvus.report.figures.interface_resistance import (
    InterfaceResistances,
    InterfaceSeries,
    interface_resistances,
)
from solvus.report.figures.nyquist import Nyquist, Spectrum, nyquist
from solvus.report.figures.spectrum_residuals import (
    SpectrumResidual,
    SpectrumResiduals,
    spectrum_residuals,
)

F = np.geomspace(1e5, 0.1, 121)
Z = 4.0 + 20.0 / (1.0 + 2j * np.pi * F * 1e-4)
ONE = Spectrum("Li || Li", "Li", F, Z.real, Z.imag)
BIG = Spectrum("Li || Li, as made", "Li", F, 3.0 * Z.real, 3.0 * Z.imag)
ALLOY = Spectrum("Li-Ag || Li-Ag", "Li-Ag", F[::-1], 0.5 * Z.real[::-1], 0.5 * Z.imag[::-1])


def marks(figure: go.Figure) -> list[go.Scatter]:
    return [trace for trace in figure.data if trace.mode == "markers+text"]


def test_the_arc_stands_upright_on_equal_axes() -> None:
    figure = nyquist(Nyquist([ONE]))
    line = figure.data[0]
    assert (min(line.x), max(line.x)) == (pytest.approx(4.0, abs=0.1), pytest.approx(24.0))
    assert max(line.y) == pytest.approx(10.0, rel=1e-3)
    assert min(line.y) > 0.0
    layout = figure.layout
    assert (layout.yaxis.scaleanchor, layout.yaxis.scaleratio) == ("x", 1.0)
    assert layout.xaxis.range[0] == 0.0
    assert layout.xaxis.range[1] > 24.0
    assert layout.yaxis.range[1] > 10.0
    assert "[Ω cm²]" in layout.xaxis.title.text
    assert layout.yaxis.title.text.startswith("−Im")


def test_every_decade_is_marked_where_it_is() -> None:
    mark = marks(nyquist(Nyquist([ONE])))[0]
    decades = ["100 mHz", "1 Hz", "10 Hz", "100 Hz", "1 kHz", "10 kHz", "100 kHz"]
    assert list(mark.customdata) == decades
    at = 4.0 + 20.0 / (1.0 + 2j * np.pi * 1e3 * 1e-4)
    place = decades.index("1 kHz")
    assert (mark.x[place], mark.y[place]) == (
        pytest.approx(at.real, rel=1e-2),
        pytest.approx(-at.imag, rel=1e-2),
    )
    # 0.1, 1 and 10 Hz lie upon each other: one of them is named
    assert [word for word in mark.text[:3] if word] == ["100 mHz"]
    assert "1 kHz" in mark.text


def test_the_order_of_the_frequencies_does_not_matter() -> None:
    one, turned = (
        nyquist(Nyquist([spectrum]))
        for spectrum in (ONE, Spectrum(ONE.name, "Li", F[::-1], Z.real[::-1], Z.imag[::-1]))
    )
    assert one == turned


def test_cells_of_one_system_differ_in_dash_and_measured_ones_are_points() -> None:
    figure = nyquist(Nyquist([ONE, ALLOY, BIG], [ALLOY]))
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert len({(t.line.color, t.line.dash) for t in lines}) == 3
    assert lines[0].line.color == lines[2].line.color
    points = [trace for trace in figure.data if trace.mode == "markers"]
    assert [trace.name for trace in points] == ["Li-Ag || Li-Ag, measured"]
    assert np.sort(points[0].y) == pytest.approx(np.sort(-0.5 * Z.imag))
    named = [word for trace in marks(figure) for word in trace.text if word]
    assert len(named) < 3 * 7


def test_an_inductive_loop_is_not_cut_off() -> None:
    loop = Spectrum("L", "Li", F, Z.real, Z.imag + 2.0)
    assert nyquist(Nyquist([loop])).layout.yaxis.range[0] < -2.0


def test_bode_draws_magnitude_and_phase() -> None:
    figure = bode(Bode([ONE, ALLOY], [ONE]))
    assert [trace.mode for trace in figure.data] == ["lines"] * 4 + ["markers"] * 2
    assert np.asarray(figure.data[0].y) == pytest.approx(np.abs(Z))
    assert np.asarray(figure.data[1].y) == pytest.approx(-np.degrees(np.angle(Z)))
    assert figure.data[0].showlegend
    assert not figure.data[1].showlegend
    layout = figure.layout
    assert layout.xaxis.type == layout.yaxis.type == "log"
    assert layout.yaxis2.type is None
    assert layout.xaxis2.title.text == "Frequency [Hz]"


def test_bode_marks_decades_in_words_that_fit() -> None:
    axis = bode(Bode([ONE])).layout.xaxis
    ticks = dict(zip(axis.tickvals, axis.ticktext, strict=True))
    assert {0.1: "0.1", 1.0: "1", 1e3: "10³", 1e5: "10⁵"}.items() <= ticks.items()
    size = bode(Bode([ONE])).layout.yaxis
    assert {"5", "10", "20"} <= set(size.ticktext)
    small = Spectrum("s", "Li", F, 1e-3 * Z.real, 1e-3 * Z.imag)
    assert "5·10⁻³" in bode(Bode([small])).layout.yaxis.ticktext


def test_measured_spectra_alone_are_marked_and_may_be_in_ohm() -> None:
    figure = nyquist(Nyquist([], [ONE], "Ω"))
    assert [trace.mode for trace in figure.data] == ["markers", "markers+text"]
    assert "1 kHz" in marks(figure)[0].text
    assert figure.layout.xaxis.title.text == "Re Z [Ω]"
    assert "Ω cm²" not in figure.to_json()
    assert "Ω cm²" not in bode(Bode([], [ONE], "Ω")).to_json()


def test_a_small_arc_behind_a_large_resistance_is_not_drawn_from_zero() -> None:
    far = Spectrum("far", "Li", F, 100.0 + Z.real, Z.imag)
    layout = nyquist(Nyquist([], [far])).layout
    low, high = layout.xaxis.range
    assert 100.0 < low < 104.0
    assert 124.0 < high < 127.0
    assert layout.yaxis.range[1] > 10.0
    assert layout.yaxis.scaleanchor == "x"


def test_residuals_are_drawn_with_their_level() -> None:
    wave = np.sin(np.arange(121.0))
    residual = SpectrumResidual("a", "Li", F, wave, -2.0 * wave)
    figure = spectrum_residuals(SpectrumResiduals([residual], 0.5, "tolerance"))
    assert [trace.name for trace in figure.data] == [
        "± 0.5 %, tolerance", "a, Re", "a, Im",
    ]  # fmt: skip
    assert np.asarray(figure.data[2].y) == pytest.approx(-2.0 * wave)
    assert figure.data[1].marker.color != figure.data[2].marker.color
    (band,) = figure.layout.shapes
    assert (band.y0, band.y1) == (-0.5, 0.5)
    low, high = figure.layout.yaxis.range
    assert (low, high) == (-high, pytest.approx(2.3, rel=0.01))
    quiet = spectrum_residuals(SpectrumResiduals([residual._replace(real=0 * F, imaginary=0 * F)]))
    assert not quiet.layout.shapes
    assert quiet.layout.yaxis.range[1] > 0.5


def test_the_interface_over_cycles() -> None:
    at = np.arange(5.0)
    cell = InterfaceSeries("a", "Li", at, 20.0 + at, [0.5, 0.5, np.nan, 0.5, 0.5])
    figure = interface_resistances(InterfaceResistances([cell], [cell]))
    line, points = figure.data
    assert (line.mode, points.mode) == ("lines", "markers")
    assert list(points.error_y.array) == [0.5, 0.5, 0.0, 0.5, 0.5]
    assert line.error_y.array is None
    assert figure.layout.yaxis.title.text == "Resistance per electrode [Ω cm²]"
    timed = InterfaceResistances([], [cell], "Time", "h", "Ω")
    assert interface_resistances(timed).layout.xaxis.title.text == "Time [h]"
