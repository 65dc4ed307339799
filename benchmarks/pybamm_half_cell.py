"""The case of `full_case.py` in PyBaMM: SPM and DFN half cells, with the values of the bridge.

PyBaMM runs the values that `solvus.bridge.pybamm_values` makes, for a cathode as it is made and a
lithium electrode without overpotential. Its particle model knows no resistance of pores and
separator; what Solvus puts for it goes into PyBaMM's contact resistance.
"""

from __future__ import annotations

import argparse
import os
import time
from typing import NamedTuple

import numpy as np

os.environ.setdefault("PYBAMM_DISABLE_TELEMETRY", "true")  # read when PyBaMM is imported

import pybamm
from full_case import (
    AREA,
    ELECTROLYTE,
    RATES,
    WAYS,
    WINDOW,
    Array,
    Curve,
    apart,
    design,
    start_of,
)

from solvus.bridge.pybamm_values import Ends, parameter_values
from solvus.model.cathode import Model

NO_OVERPOTENTIAL = {"exchange_current": 1e8, "film_resistance": 0.0}
OPTIONS = {"working electrode": "positive", "contact resistance": "true"}
MODELS = {"particle": pybamm.lithium_ion.SPM, "porous": pybamm.lithium_ion.DFN}
RECORDED = 2000  # instants of a curve


class Points(NamedTuple):
    """Finite volumes over separator, cathode and particle."""

    separator: int
    cathode: int
    particle: int


# Within 0.3 mV of twice as fine, see `convergence`.
FINE: dict[Model, Points] = {"particle": Points(20, 20, 160), "porous": Points(20, 40, 160)}
USUAL = Points(20, 20, 20)  # PyBaMM's own default


def values_of(model: Model, resistance: float, way: str = "discharge") -> pybamm.ParameterValues:
    """Values of the case; `resistance` [ohm m2] in series."""
    made = parameter_values(
        design(model), ELECTROLYTE, WINDOW, area=AREA, ends=Ends(0.0, 1.0),
        content=start_of(way), lithium=NO_OVERPOTENTIAL,
    )  # fmt: skip
    return pybamm.ParameterValues(made | {"Contact resistance [Ohm]": resistance / AREA})


def points_of(points: Points) -> dict[str, int]:
    """As PyBaMM names them."""
    return {"x_n": 20, "x_s": points.separator, "x_p": points.cathode, "r_p": points.particle}


def curve(
    model: Model, rate: float, way: str, resistance: float, points: Points | None = None,
    *, rtol: float = 1e-7, atol: float = 1e-9,
) -> Curve:  # fmt: skip
    """Voltage over charge at a C-rate [1/h], from start to the cut-off."""
    values = values_of(model, resistance, way)
    sign = 1.0 if way == "discharge" else -1.0
    values["Current function [A]"] = sign * rate * values["Nominal cell capacity [A.h]"]
    simulation = pybamm.Simulation(
        MODELS[model](OPTIONS),
        parameter_values=values,
        solver=pybamm.IDAKLUSolver(rtol=rtol, atol=atol),
        var_pts=points_of(points or FINE[model]),
    )
    longest = 1.6 * 3600.0 / rate
    solution = simulation.solve([0.0, longest], t_interp=np.linspace(0.0, longest, RECORDED))
    passed = np.abs(solution["Discharge capacity [A.h]"].entries) * 3600.0 / AREA
    return passed, solution["Voltage [V]"].entries


def cycles(
    count: int, rate: float, resistance: float, points: Points, **tolerances: float
) -> tuple[float, Array]:
    """Cycles at a C-rate between the cut-offs, as a user of PyBaMM writes them.

    Returns CPU time [s], with building the model, and the charge of each discharge [C/m2].
    """
    began = time.process_time()
    low, high = WINDOW
    pair = (f"Discharge at {rate}C until {low} V", f"Charge at {rate}C until {high} V")
    simulation = pybamm.Simulation(
        MODELS["particle"](OPTIONS),
        parameter_values=values_of("particle", resistance),
        experiment=pybamm.Experiment([pair] * count),
        solver=pybamm.IDAKLUSolver(**tolerances),
        var_pts=points_of(points),
    )
    solution = simulation.solve(calc_esoh=False)
    passed = [cycle.steps[0]["Discharge capacity [A.h]"].entries for cycle in solution.cycles]
    given = np.array([one[-1] - one[0] for one in passed]) * 3600.0 / AREA
    return time.process_time() - began, given


def convergence() -> list[str]:
    """How far the curves of FINE are from twice as fine, and from tighter tolerances."""
    lines = []
    for model, points in FINE.items():
        finer = Points(*(2 * count for count in points))
        for rate in (RATES[0], RATES[-1]):
            for way in WAYS:
                own = curve(model, rate, way, 0.0)
                mesh, end = apart(own, curve(model, rate, way, 0.0, finer))
                tight, _ = apart(own, curve(model, rate, way, 0.0, rtol=1e-9, atol=1e-11))
                usual, _ = apart(own, curve(model, rate, way, 0.0, USUAL))
                lines.append(
                    f"{model}, {way} at {rate}C: {1e3 * mesh:.3f} mV to twice as fine (charge "
                    f"{end:+.1e}), {1e3 * tight:.4f} mV to a tight tolerance, "
                    f"{1e3 * usual:.2f} mV to PyBaMM's default mesh"
                )
    return lines


if __name__ == "__main__":
    argparse.ArgumentParser(description="How fine a mesh PyBaMM needs for this case.").parse_args()
    print("\n".join(convergence()))
