"""Small invented inputs for the figures of the web page."""

from __future__ import annotations

import numpy as np

from solvus.report.figures.design_scatter import DesignGroup, DesignScatter, design_scatter
from solvus.report.figures.pouch_shares import PouchShares, Share, pouch_shares
from solvus.report.figures.voltage_time import Dip, VoltageCell, VoltageTime, voltage_time

X = np.linspace(0.0, 8.0, 9)
DIP = Dip(X, 40.0 + 30.0 * np.exp(-X))

BUILDERS = {
    "voltage_time": lambda: voltage_time(VoltageTime([
        VoltageCell("Li-Ag", "Li-Ag", X, 30.0 - X, DIP), VoltageCell("Li", "Li", X, 40.0 - X),
    ])),
    "pouch_shares": lambda: pouch_shares(PouchShares([
        Share("cathode_coating", "cathode coating", 8.2, 2.6), Share("tabs", "tabs", 0.1, 0.02),
        Share("extra", "tape and the rest", 0.0, 0.0),
    ])),
    "design_scatter": lambda: design_scatter(DesignScatter(
        [DesignGroup("a", X, X, [f"design {i}" for i in range(9)]),
         DesignGroup("b", X, 8.0 - X, [f"design {i}" for i in range(9)])],
        "Specific energy [Wh/kg]", "Life [cycles]", (X[:2], X[:2]),
    )),
}  # fmt: skip
