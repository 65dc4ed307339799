"""Small invented inputs for the figures of a pouch cell."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from solvus.report.figures.pouch_bases import Basis, PouchBases, pouch_bases
from solvus.report.figures.pouch_bill import Part, PouchBill, pouch_bill
from solvus.report.figures.pouch_life import CellLife, PouchLives, pouch_life
from solvus.report.figures.pouch_map import PouchMap, pouch_map
from solvus.report.figures.pouch_solve import PouchSolve, pouch_solve
from solvus.report.figures.pouch_stack import Layer, PouchStack, Rectangle, pouch_stack
from solvus.report.figures.pouch_sweep import PouchSweep, pouch_sweep
from solvus.report.figures.pouch_uncertainty import (
    Carried,
    PouchUncertainty,
    pouch_uncertainty,
)
from solvus.report.series import Line

X = np.linspace(5.0, 50.0, 10)
UNIT = [
    Layer("anode_foil", "alloy foil", 30.0), Layer("separator", "separator", 14.0),
    Layer("cathode_coating", "coating", 52.0), Layer("cathode_foil", "cathode foil", 12.0),
]  # fmt: skip
PLAN = [Rectangle("laminate", "pouch", 0.0, 0.0, 50.0, 60.0),
        Rectangle("cathode_coating", "cathode", 5.0, 2.0, 40.0, 50.0)]  # fmt: skip
PARTS = [Part("cathode_coating", "cathode coating", 8.2, 1240.0, 0.16),
         Part("electrolyte", "electrolyte", 3.6, 0.0, 0.04),
         Part("anode_collector", "anode collector", 0.0, 0.0, 0.0)]  # fmt: skip

BASES = [
    Basis("body", {"as built": 836.0, "discharged": 828.0, "charged": 741.0}),
    Basis("envelope", {"as built": 594.0, "discharged": 588.0, "charged": 526.0},
          {"charged": 530.0}),
]  # fmt: skip


def _carried() -> go.Figure:
    drawn = np.random.default_rng(1).normal(330.0, 5.0, 500)
    shares = {"electrolyte.amount": 0.6, "anode.thickness": 0.4, "cell.width": -1e-4}
    one = Carried("specific energy", "Wh/kg", drawn, 322.0, 330.0, 338.0, shares, 333.0)
    return pouch_uncertainty(PouchUncertainty([one, one]))


def _map() -> go.Figure:
    z = 1000.0 - 5.0 * X[:, None] - 100.0 * np.linspace(0.0, 1.0, 5)
    margin = X[:, None] / 15.0 - np.ones(5)
    return pouch_map(PouchMap(
        np.linspace(4.3, 4.55, 5), X, z, "Cut-off [V]", "Foil [µm]", "Wh/L", margin, (4.3, 30.0),
        850.0,
    ))  # fmt: skip


BUILDERS = {
    "pouch_stack": lambda: pouch_stack(PouchStack(PLAN, [*UNIT, *UNIT[:2]], UNIT)),
    "pouch_bill": lambda: pouch_bill(PouchBill(PARTS)),
    "pouch_bases": lambda: pouch_bases(PouchBases(BASES, 836.0)),
    "pouch_sweep": lambda: pouch_sweep(PouchSweep(
        [Line("as built", X, 1000.0 - 5.0 * X)], [Line("per mass", X, 350.0 - X)], "Foil [µm]",
        X > 15.0, 30.0,
    )),
    "pouch_map": _map,
    "pouch_solve": lambda: pouch_solve(PouchSolve(
        X, 350.0 - X, "Foil [µm]", "Specific energy [Wh/kg]", 330.0, [20.0], None, (30.0, 320.0)
    )),
    "pouch_uncertainty": _carried,
    "pouch_life": lambda: pouch_life(PouchLives([CellLife(
        "Li-Ag", X, 2.7 + 0.01 * X, 3.0 + 0.01 * X, 830.0 - X, 740.0 - X, 100.0 - 0.1 * X
    )])),
}  # fmt: skip
