"""Small invented inputs of the figures on measured impedance."""

from __future__ import annotations

import numpy as np

from solvus.report.figures.interface_resistance import (
    InterfaceResistances,
    InterfaceSeries,
    interface_resistances,
)
from solvus.report.figures.spectrum_residuals import (
    SpectrumResidual,
    SpectrumResiduals,
    spectrum_residuals,
)

F = np.geomspace(1e5, 0.1, 13)
WAVE = 0.3 * np.sin(np.arange(13.0))
CYCLES = np.arange(1.0, 6.0)
MEASURED = InterfaceSeries("a", "Li", CYCLES, 20.0 + CYCLES, 0.5 + 0.0 * CYCLES)

BUILDERS = {
    "spectrum_residuals": lambda: spectrum_residuals(
        SpectrumResiduals([SpectrumResidual("a", "Li", F, WAVE, -WAVE)], 0.5, "tolerance")
    ),
    "interface_resistance": lambda: interface_resistances(
        InterfaceResistances([MEASURED._replace(sigma=())], [MEASURED])
    ),
}
