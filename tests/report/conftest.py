"""Small invented inputs, one a figure; the figures themselves are built once a session."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest
from adsorption_inputs import BUILDERS as ADSORPTION
from calibration_inputs import BUILDERS as CALIBRATION
from cycle_life_inputs import BUILDERS as CYCLE_LIFE
from design_inputs import BUILDERS as DESIGNS
from explore_inputs import BUILDERS as EXPLORE
from full_cell_inputs import BUILDERS as FULL_CELL
from impedance_inputs import BUILDERS as IMPEDANCE
from measured_inputs import BUILDERS as MEASURED
from morphology_inputs import BUILDERS as MORPHOLOGY
from pouch_inputs import BUILDERS as POUCH
from surface_inputs import BUILDERS as SURFACE

from solvus.report.figures.bode import Bode, bode
from solvus.report.figures.chi2_table import ChiSquared, Observation, chi2_table
from solvus.report.figures.concentration_animation import (
    ConcentrationAnimation,
    concentration_animation,
)
from solvus.report.figures.deciding_predictions import (
    DecidingPredictions,
    Measurement,
    Prediction,
    deciding_predictions,
)
from solvus.report.figures.depth_profile import DepthProfile, Stretch, depth_profile
from solvus.report.figures.epma_cycles import EpmaCycles, epma_cycles
from solvus.report.figures.foil_moment import Moment
from solvus.report.figures.nucleation_curves import NucleationCurves, nucleation_curves
from solvus.report.figures.nucleation_level import NucleationLevel, Reference, nucleation_level
from solvus.report.figures.nyquist import Nyquist, Spectrum, nyquist
from solvus.report.figures.open_circuit import CathodeCurve, OpenCircuits, open_circuits
from solvus.report.figures.surface_bars import SurfaceBars, SurfaceReading, surface_bars
from solvus.report.figures.surface_vs_charge import SurfaceVsCharge, surface_vs_charge
from solvus.report.figures.verdict_overview import VerdictOverview, verdict_overview
from solvus.report.figures.voltammogram import Voltammogram, Voltammograms, voltammogram
from solvus.report.figures.xps_doublet import DoubletSpectrum, XpsDoublet, xps_doublet
from solvus.report.series import Line, Measured

X = np.linspace(0.0, 8.0, 9)
SPECTRUM = Spectrum("Li || Li", "Li", 10.0**X, 24.0 - X, -X * (8.0 - X))
POINTS = [Measured("as made", 0.0, 7.0, 1.0, "fit"), Measured("strip 3", 3.0, 20.0, 4.0)]


def three_moments() -> list[Moment]:
    """As made, half stripped with a skin, and half plated back."""
    depth = np.linspace(0.0, 50.0, 6)
    flat = np.full(6, 0.7)
    return [
        Moment(0.0, 0.0, "strip", depth, flat, (), 7.0, 50.0),
        Moment(5.0, 5.0, "strip", 0.5 * depth, flat, ((300.0, 50.0),), 53.0, 25.0),
        Moment(7.0, 3.0, "plate", 0.7 * depth, flat, ((200.0, 15.0),), 21.0, 35.0, 0.5, 0.6, 0.4),
    ]


def _surface_bars() -> go.Figure:
    reading = SurfaceReading("strip 5,<br>plate 3", "state", 21.0, 18.0, 24.0, 17.0, 4.0)
    return surface_bars(SurfaceBars([reading, reading._replace(group="rest", role="fit")]))


def _chi2_table() -> go.Figure:
    observations = [
        Observation("strip 5", 58.9, 4.0, "fit"),
        Observation("x", 17.0, 4.0, "predict"),
    ]
    chi2, predicted = [[400.0, 1.9], [0.5, np.nan]], [[-21.1, 53.4], [19.8, np.nan]]
    return chi2_table(ChiSquared(observations, ["H1", "H3v"], chi2, predicted))


def _deciding() -> go.Figure:
    predictions = [Prediction("H3v", 1.3, 1.2, 1.4), Prediction("H4f", 0.3, 0.2, 0.4)]
    return deciding_predictions(
        DecidingPredictions(
            [Measurement("Ag in the skin after 5 mAh/cm²", "µmol/cm²", predictions)]
        )
    )


BUILDERS = {
    "concentration_animation": lambda: concentration_animation(
        ConcentrationAnimation(three_moments())
    ),
    "surface_bars": _surface_bars,
    "depth_profile": lambda: depth_profile(
        DepthProfile(
            [Line("H3v", X, 50.0 - X, 45.0 - X, 55.0 - X)],
            [Stretch("plateau", 0.0, 120.0, 50.0, 5.0), Stretch("160 nm", 160.0, 160.0, 30.0, 6.0)],
        )
    ),
    "nucleation_level": lambda: nucleation_level(
        NucleationLevel([Line("log", X, 86.0 - X)], POINTS, Reference("pure Ag", 47.0, 3.0))
    ),
    "nucleation_curves": lambda: nucleation_curves(
        NucleationCurves([Line("0", X + 1e-3, -X), Line("3", X + 1e-3, -X - 1.0)])
    ),
    "surface_vs_charge": lambda: surface_vs_charge(
        SurfaceVsCharge([Line("H1", X, X), Line("H3v", X, 2.0 * X)], POINTS)
    ),
    "chi2_table": _chi2_table,
    "verdict_overview": lambda: verdict_overview(
        VerdictOverview({"Foil": {"agrees": 3, "differs": 1}, "Pouch": {"not printed": 9}})
    ),
    "epma_cycles": lambda: epma_cycles(
        EpmaCycles([Line("98.5 % kept", X, 1.0 + 0.01 * X)], [10, 30, 50])
    ),
    "deciding_predictions": _deciding,
    "open_circuit": lambda: open_circuits(
        OpenCircuits(
            [CathodeCurve("NCM622", X / 8.0, 4.5 - X / 8.0, (0.2, 0.9))],
            [Line("NCM622", 4.0 + X / 16.0, 150.0 + X)],
            [Measured("to 4.3 V", 4.3, 184.0, 0.0, "fit")],
        )
    ),
    "nyquist": lambda: nyquist(Nyquist([SPECTRUM], [SPECTRUM])),
    "bode": lambda: bode(Bode([SPECTRUM], [SPECTRUM])),
    "voltammogram": lambda: voltammogram(Voltammograms([Voltammogram("Li || Li", "Li", X, X)])),
    "xps_doublet": lambda: xps_doublet(XpsDoublet([DoubletSpectrum("a", "Ag", X, X, [X])])),
    **ADSORPTION,
    **CYCLE_LIFE,
    **EXPLORE,
    **FULL_CELL,
    **IMPEDANCE,
    **MEASURED,
    **MORPHOLOGY,
    **CALIBRATION,
    **DESIGNS,
    **POUCH,
    **SURFACE,
}


@pytest.fixture
def moments() -> list[Moment]:
    """As made, stripped, plated back in part."""
    return three_moments()


@pytest.fixture(scope="session")
def figures() -> dict[str, go.Figure]:
    """Every figure of the report, by the name of its file."""
    return {name: build() for name, build in BUILDERS.items()}
