"""The figures of a series of measured spectra: what is drawn, in which unit, and what is not."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.analyse.circuits import parse_circuit
from solvus.analyse.impedance_series import MeasuredSpectrum, fit_series
from solvus.report.impedance_figures import impedance_figures

F = np.geomspace(1e5, 0.1, 43)
CIRCUIT = parse_circuit("R0-p(R1,CPE1)")


def spectra(count: int, cycle: float = 1.0) -> list[MeasuredSpectrum]:
    rng = np.random.default_rng(1)
    found = []
    for i in range(count):
        z = CIRCUIT.impedance(F, [4.0, 20.0 + i, 1e-4, 0.8])
        z = z * (1.0 + 2e-3 * (rng.normal(size=43) + 1j * rng.normal(size=43)))
        found.append(MeasuredSpectrum(i, 3600.0 * i, cycle * i, F, z))
    return found


def test_measured_points_lie_on_fitted_lines_in_ohm_cm2() -> None:
    figures = impedance_figures(fit_series(CIRCUIT, spectra(6)), "Li", 2e-4)
    lines = [trace for trace in figures.nyquist.data if trace.mode == "lines"]
    points = [trace for trace in figures.nyquist.data if trace.mode == "markers"]
    assert [trace.name for trace in points] == [
        "Spectrum 1, cycle 0, measured", "Spectrum 3, cycle 2, measured",
        "Spectrum 6, cycle 5, measured",
    ]  # fmt: skip
    assert len(lines) == 3
    assert len(lines[0].x) > len(points[0].x)
    assert max(points[0].x) == pytest.approx(2.0 * 24.0, rel=0.02)
    assert max(lines[0].x) == pytest.approx(2.0 * 24.0, rel=0.02)
    assert len(figures.bode.data) == 12
    resistance = figures.interface
    assert resistance is not None
    y = 0.5 * (20.0 + np.arange(6)) * 2.0
    assert np.asarray(resistance.data[0].y) == pytest.approx(y, rel=0.02)
    assert resistance.layout.xaxis.title.text == "Cycle number"
    assert "Ω cm²" in resistance.layout.yaxis.title.text


def test_without_area_and_cycle_the_axes_are_ohm_and_hours() -> None:
    figures = impedance_figures(fit_series(CIRCUIT, spectra(3, np.nan)))
    assert "cm²" not in figures.nyquist.to_json()
    assert figures.interface is not None
    assert figures.interface.layout.xaxis.title.text == "Time [h]"
    assert list(figures.interface.data[0].x) == [0.0, 1.0, 2.0]
    assert figures.nyquist.data[-1].name == "Spectrum 3, measured"


def test_residuals_show_the_verdict_and_the_level() -> None:
    figures = impedance_figures(fit_series(CIRCUIT, spectra(1)))
    test, fit = figures.kramers_kronig, figures.fit_residuals
    assert test is not None
    assert fit is not None
    assert "consistent" in test.data[1].name
    assert test.layout.shapes[0].y1 == pytest.approx(0.5)
    assert fit.layout.shapes[0].y1 == pytest.approx(0.2, rel=0.25)
    assert np.std(fit.data[1].y) == pytest.approx(0.2, rel=0.3)
    assert figures.interface is None  # one spectrum is no series


def test_what_could_not_be_fitted_is_still_drawn() -> None:
    short = [one._replace(frequency=F[:2], impedance=one.impedance[:2]) for one in spectra(2)]
    figures = impedance_figures(fit_series(CIRCUIT, short))
    assert [trace.mode for trace in figures.nyquist.data].count("markers") == 2
    assert figures.kramers_kronig is figures.fit_residuals is figures.interface is None
