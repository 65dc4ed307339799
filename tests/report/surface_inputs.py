"""Small invented inputs for the figures of surface measurements."""

from __future__ import annotations

import numpy as np

from solvus.report.figures.element_map import ElementMap, element_maps
from solvus.report.figures.layer_thickness import Thicknesses, layer_thickness
from solvus.report.figures.map_correlation import MapCorrelation, map_correlation
from solvus.report.figures.xps_area import XpsArea, xps_area
from solvus.report.figures.xps_fit import FittedState, XpsFit, xps_fit

E = np.linspace(364.0, 380.0, 81)
UNDER = 10.0 + E - E[0]
LINES = [h * np.exp(-((E - e) ** 2)) for h, e in ((30.0, 368.0), (20.0, 374.0))]
FIT = XpsFit(
    E, sum(LINES) + UNDER, sum(LINES) + UNDER, UNDER,
    [FittedState("368.00 ± 0.01 eV", LINES)], np.sin(E), words="one doublet, Shirley",
)  # fmt: skip
MAP = ElementMap("Ag", np.arange(600.0).reshape(20, 30), 0.5, words="spread 12 ± 1 %")
LAYER = Thicknesses("Li, 50 cycles", "Li", np.array([9.0, 10.0, 10.5, np.nan, 12.0]), 10.4, 0.6)

BUILDERS = {
    "xps_fit": lambda: xps_fit(FIT),
    "element_map": lambda: element_maps([MAP, MAP._replace(element="Li", pixel=0.0)]),
    "layer_thickness": lambda: layer_thickness([LAYER]),
    "xps_area": lambda: xps_area(XpsArea("O 1s", E, LINES[0] + UNDER, UNDER)),
    "map_correlation": lambda: map_correlation([
        MapCorrelation("Ag", np.arange(1.0, 9.0), np.exp(-np.arange(1.0, 9.0)), np.full(8, 0.1))
    ]),
}
