"""Nyquist plot of impedance spectra: the same scale on both axes, frequencies marked by decade."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.cell_traces import cell_line, cell_points, styles_of
from solvus.report.series import Array
from solvus.report.theme import Style, axis_title, new_figure

APART = 0.07  # of the width of the plot: labels nearer to each other than this are left out
FLAT = 0.42  # least height of the plot, as a share of its width
FAR = 0.6  # of the largest Re Z: a spectrum that begins beyond is not drawn from zero
PER_AREA = "Ω cm²"


class Spectrum(NamedTuple):
    """A spectrum: name, system that sets the colour ("Li-Ag"), frequency [Hz], real and imaginary
    part in the unit of the figure (capacitive is negative)."""

    name: str
    system: str
    frequency: Array
    real: Array
    imaginary: Array


class Nyquist(NamedTuple):
    """Computed or fitted spectra, drawn as lines, and measured ones, drawn as points, all in one
    unit: "Ω cm²", or "Ω" where no area is known."""

    spectra: Sequence[Spectrum]
    measured: Sequence[Spectrum] = ()
    unit: str = PER_AREA


def nyquist(data: Nyquist) -> go.Figure:
    """-Im Z upwards against Re Z; a full mark at every power of ten of the frequency.

    The marks stand on the lines, and on the points where there is no line.
    """
    figure = new_figure(470)
    hover = f"%{{customdata}}: Re %{{x:.4g}} {data.unit}, −Im %{{y:.4g}} {data.unit}"
    curves = [_rising(spectrum) for spectrum in (*data.spectra, *data.measured)]
    right = max(float(re.max()) for _, re, _ in curves)
    top = max(float(up.max()) for _, _, up in curves)
    low = min(0.0, *(float(up.min()) for _, _, up in curves))
    left = min(float(re.min()) for _, re, _ in curves)
    left = left - 0.06 * (right - left) if left > FAR * right or left < 0.0 else 0.0
    wide = right - left
    labelled: list[tuple[float, float]] = []
    styles = styles_of([spectrum.system for spectrum in data.spectra])
    for spectrum, style in zip(data.spectra, styles, strict=True):
        f, re, up = _rising(spectrum)
        words = [_hertz(value) for value in f]
        figure.add_trace(cell_line(spectrum.name, style, re, up, hover, customdata=words))
        figure.add_trace(_marks(spectrum.name, style, (f, re, up), APART * wide, labelled, hover))
    styles = styles_of([spectrum.system for spectrum in data.measured])
    for spectrum, style in zip(data.measured, styles, strict=True):
        f, re, up = _rising(spectrum)
        words = [_hertz(value) for value in f]
        figure.add_trace(cell_points(spectrum.name, style, re, up, hover, customdata=words))
        if not data.spectra:
            figure.add_trace(
                _marks(spectrum.name, style, (f, re, up), APART * wide, labelled, hover)
            )
    height = max(1.25 * top, 1.06 * FLAT * wide)
    figure.update_xaxes(
        title_text=axis_title("Re Z", data.unit),
        range=[left, left + 1.06 * wide],
        constrain="domain",
    )
    figure.update_yaxes(
        title_text=axis_title("−Im Z", data.unit),
        range=[min(1.1 * low, -0.04 * height), height],
        scaleanchor="x",
        scaleratio=1.0,
        constrain="domain",
        zeroline=True,
        zerolinecolor="#b9c0c6",
    )
    return figure


def _marks(
    name: str,
    style: Style,
    curve: tuple[np.ndarray, np.ndarray, np.ndarray],
    apart: float,
    labelled: list[tuple[float, float]],
    hover: str,
) -> go.Scatter:
    """Full marks at the powers of ten, named where no other name is near; `labelled` grows."""
    f, re, up = curve
    decades = _decades(f)
    x, y = (np.interp(np.log10(decades), np.log10(f), values) for values in (re, up))
    words = [_hertz(value) for value in decades]
    texts: list[str] = []
    sides: list[str] = []
    for a, b, value, word in zip(x, y, decades, words, strict=True):
        free = all(np.hypot(a - c, b - d) > apart for c, d in labelled)
        texts.append(word if free else "")
        # on the way up with Re the arc lies to the right of the mark, on the way down to the left
        ahead, behind = np.interp(np.log10(value) + np.array([-0.1, 0.1]), np.log10(f), up)
        rises = "middle left" if sides else "top center"  # the end of a tail stands free above
        sides.append(rises if ahead > behind else "middle right")
        if free:
            labelled.append((float(a), float(b)))
    return go.Scatter(
        x=x,
        y=y,
        mode="markers+text",
        marker={"color": style.colour, "size": 7},
        text=texts,
        textposition=sides,
        textfont={"size": 12, "color": style.colour},
        cliponaxis=False,
        name=name,
        legendgroup=name,
        showlegend=False,
        customdata=words,
        hovertemplate=f"<b>{name}</b><br>{hover}<extra></extra>",
    )


def _rising(spectrum: Spectrum) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Frequency, Re and -Im in order of rising frequency."""
    f, re, im = (
        np.asarray(a, float) for a in (spectrum.frequency, spectrum.real, spectrum.imaginary)
    )
    order = np.argsort(f)
    return f[order], re[order], -im[order]


def _decades(frequency: np.ndarray) -> np.ndarray:
    """The powers of ten within the band, its ends included if they are ones."""
    low, high = np.log10(frequency[0]), np.log10(frequency[-1])
    return 10.0 ** np.arange(np.ceil(low - 1e-6), np.floor(high + 1e-6) + 1.0)


def _hertz(value: float) -> str:
    """A frequency in words: 1 mHz, 10 Hz, 2.5 kHz."""
    for factor, unit in ((1e6, "MHz"), (1e3, "kHz"), (1.0, "Hz"), (1e-3, "mHz")):
        if value >= 0.999999 * factor:
            return f"{value / factor:.3g} {unit}"
    return f"{1e6 * value:.3g} µHz"
