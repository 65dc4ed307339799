"""Bode plot of impedance spectra: magnitude and phase against frequency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.cell_traces import cell_line, cell_points, styles_of
from solvus.report.figures.nyquist import PER_AREA, Spectrum
from solvus.report.theme import Style, axis_title, restyled

RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


class Bode(NamedTuple):
    """Computed or fitted spectra, drawn as lines, and measured ones, drawn as points, all in one
    unit: "Ω cm²", or "Ω" where no area is known."""

    spectra: Sequence[Spectrum]
    measured: Sequence[Spectrum] = ()
    unit: str = PER_AREA


def bode(data: Bode) -> go.Figure:
    """Two panels over one axis of frequency: |Z|, and minus the phase so that capacitive is up."""
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.06)
    restyled(figure, 540)
    for spectra, drawn in ((data.spectra, cell_line), (data.measured, cell_points)):
        styles = styles_of([spectrum.system for spectrum in spectra])
        for spectrum, style in zip(spectra, styles, strict=True):
            _add(figure, spectrum, style, drawn, data.unit)
    every = [*data.spectra, *data.measured]
    f = np.concatenate([np.asarray(spectrum.frequency, float) for spectrum in every])
    size = np.concatenate([np.abs(_complex(spectrum)) for spectrum in every])
    figure.update_xaxes(type="log", **decade_ticks(f, (1,)))
    figure.update_xaxes(title_text=axis_title("Frequency", "Hz"), row=2, col=1)
    figure.update_yaxes(
        title_text=axis_title("|Z|", data.unit), type="log", row=1, col=1,
        **decade_ticks(size, (1, 2, 5)),
    )  # fmt: skip
    figure.update_yaxes(title_text=axis_title("−Phase", "°"), rangemode="tozero", row=2, col=1)
    return figure


def _complex(spectrum: Spectrum) -> np.ndarray:
    return np.asarray(spectrum.real, float) + 1j * np.asarray(spectrum.imaginary, float)


def _add(
    figure: go.Figure,
    spectrum: Spectrum,
    style: Style,
    drawn: Callable[..., go.Scatter],
    unit: str,
) -> None:
    hovers = (f"|Z| %{{y:.3g}} {unit} at %{{x:.3g}} Hz", "−phase %{y:.1f}° at %{x:.3g} Hz")
    z, f = _complex(spectrum), spectrum.frequency
    for row, y in enumerate((np.abs(z), -np.degrees(np.angle(z))), 1):
        trace = drawn(spectrum.name, style, f, y, hovers[row - 1], showlegend=row == 1)
        figure.add_trace(trace, row=row, col=1)


def decade_ticks(values: np.ndarray, within: Sequence[int]) -> dict[str, Any]:
    """Marks at so many places in each decade, 1000 and more and 0.01 and less as powers of ten."""
    low, high = (int(edge(np.log10(values)[pick])) for edge, pick in (
        (np.floor, values.argmin()), (np.ceil, values.argmax())))  # fmt: skip
    places = [(step, n) for n in range(low, high + 1) for step in within]
    return {
        "tickmode": "array",
        "tickvals": [step * 10.0**n for step, n in places],
        "ticktext": [_written(step, n) for step, n in places],
    }


def _written(step: int, power: int) -> str:
    if -2 < power < 3:
        return f"{step * 10.0**power:g}"
    raised = f"10{str(power).translate(RAISED)}"
    return raised if step == 1 else f"{step}·{raised}"
