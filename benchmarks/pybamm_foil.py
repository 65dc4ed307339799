"""The foil case of `foil_case.py` in PyBaMM, as its user would write it, with its best settings.

On xi = (z - s)/L, with s the moving face, L the thickness left and Q = y L the silver held:

    dQ/dt = d/dxi ( D(y)/L dy/dxi + v (1 - xi) y ),   dL/dt = -v,   v = V j/F
    D/L dy/dxi + v y = 0 at xi = 0,   dy/dxi = 0 at xi = 1

Silver is conserved to rounding only if the D of the boundary condition is the value that PyBaMM
itself extrapolates to the face, `boundary_value(D(y))`, and not D of the extrapolated y.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np

os.environ.setdefault("PYBAMM_DISABLE_TELEMETRY", "true")  # read when PyBaMM is imported

import pybamm
from foil_case import (
    ATOMIC_VOLUME,
    CURRENT,
    DIFFUSIVITY,
    DIFFUSIVITY_SLOPE,
    FARADAY,
    HALF_CYCLE,
    START_FRACTION,
    THICKNESS,
    Array,
    error,
    graded_edges,
    uniform_edges,
)

Solve = Callable[[], Any]
AtEnds = Callable[[Any, str], Array]


class Foil(pybamm.BaseModel):
    """One alloy foil of 1 m2; positive current strips it."""

    def __init__(self, dilute: float | pybamm.Symbol = DIFFUSIVITY) -> None:
        """dilute : D of the dilute alloy [m2/s], a number or an input of the solve."""
        super().__init__(name="alloy foil")
        xi = pybamm.SpatialVariableEdge("xi", domain="foil")
        held = pybamm.Variable("Silver held [m]", domain="foil")
        thickness = pybamm.Variable("Thickness [m]")
        current = pybamm.Parameter("Current function [A]")
        speed = ATOMIC_VOLUME / FARADAY * current

        y = held / thickness
        diffusivity = dilute * pybamm.exp(-DIFFUSIVITY_SLOPE * y)
        flux = -(diffusivity / thickness**2) * pybamm.grad(held) - speed * (1 - xi) * y
        self.rhs = {held: -pybamm.div(flux), thickness: -speed}
        at_face = pybamm.boundary_value
        slope = -speed * thickness * at_face(held, "left") / at_face(diffusivity, "left")
        self.boundary_conditions = {held: {"left": (slope, "Neumann"), "right": (0, "Neumann")}}
        self.initial_conditions = {held: START_FRACTION * THICKNESS, thickness: THICKNESS}
        self.variables = {
            "Surface fraction": at_face(y, "left"),
            "Thickness [m]": thickness,
            "Silver [m]": pybamm.Integral(held, pybamm.SpatialVariable("xi", domain="foil")),
            # What the Experiment machinery asks of a model.
            "Current [A]": current,
            "Voltage [V]": pybamm.Scalar(0),
            "Time [s]": pybamm.t,
        }
        self.summary_variables: list[str] = []  # likewise


def simulation_of(
    model: Foil, cells: int, edges: Array | None, rtol: float, atol: float, **kwargs: Any
) -> Any:
    """The model on a mesh, with IDAKLU at these tolerances."""
    xi = pybamm.SpatialVariable("xi", domain="foil")
    submesh: Any = pybamm.Uniform1DSubMesh
    if edges is not None:
        submesh = pybamm.MeshGenerator(pybamm.UserSupplied1DSubMesh, {"edges": np.asarray(edges)})
    return pybamm.Simulation(
        model,
        geometry={"foil": {xi: {"min": pybamm.Scalar(0), "max": pybamm.Scalar(1)}}},
        submesh_types={"foil": submesh},
        var_pts={xi: cells},
        spatial_methods={"foil": pybamm.FiniteVolume()},
        solver=pybamm.IDAKLUSolver(rtol=rtol, atol=atol),
        **kwargs,
    )


def _as_experiment(
    cells: int, edges: Array | None, cycles: int, rtol: float, atol: float, dilute: float
) -> tuple[Solve, AtEnds]:
    step = pybamm.step.current
    # One output interval per half-cycle: asking for more would only cost PyBaMM time.
    pair = (
        step(CURRENT, duration=HALF_CYCLE, period=HALF_CYCLE),
        step(-CURRENT, duration=HALF_CYCLE, period=HALF_CYCLE),
    )
    values = pybamm.ParameterValues(
        {"Current function [A]": CURRENT, "Nominal cell capacity [A.h]": CURRENT}
    )
    experiment = pybamm.Experiment([pair] * cycles)
    simulation = simulation_of(
        Foil(dilute), cells, edges, rtol, atol, parameter_values=values, experiment=experiment
    )

    def at_ends(solution: Any, name: str) -> Array:
        steps = [one for cycle in solution.cycles for one in cycle.steps]
        return np.array([one[name].entries[..., -1] for one in steps])

    return lambda: simulation.solve(calc_esoh=False), at_ends


def square_wave(cycles: int) -> tuple[Array, Array, pybamm.ParameterValues]:
    """Breakpoints [s], ends of the half-cycles [s] and parameters of a current as a square wave."""
    starts = HALF_CYCLE * np.arange(2 * cycles)
    # A square wave as an interpolant needs a short ramp at each reversal.
    ends = starts + HALF_CYCLE - 1e-3
    times = np.sort(np.concatenate([starts, ends]))
    currents = np.repeat(np.where(np.arange(2 * cycles) % 2 == 0, CURRENT, -CURRENT), 2)
    values = pybamm.ParameterValues(
        {
            "Current function [A]": pybamm.Interpolant(times, currents, pybamm.t),
            "Nominal cell capacity [A.h]": CURRENT,
        }
    )
    return times, ends, values


def _as_one_solve(
    cells: int, edges: Array | None, cycles: int, rtol: float, atol: float, dilute: float
) -> tuple[Solve, AtEnds]:
    times, ends, values = square_wave(cycles)
    simulation = simulation_of(Foil(dilute), cells, edges, rtol, atol, parameter_values=values)

    def at_ends(solution: Any, name: str) -> Array:
        return np.asarray(solution[name](ends))

    return lambda: simulation.solve(t_eval=times, t_interp=ends), at_ends


def run(
    cells: int = 100,
    edges: Array | None = None,
    cycles: int = 100,
    rtol: float = 1e-4,
    atol: float = 1e-6,
    path: str = "experiment",
    again: bool = False,
    dilute: float = DIFFUSIVITY,
) -> dict[str, Any]:
    """Cycle the foil in PyBaMM and time it up to the surface fractions, import excluded.

    cells : int; edges : array (cells+1,) on 0..1 from the moving face, or None for equal cells.
    rtol, atol : tolerances of IDAKLU. atol applies to Q = y L, so it is given here for y [1] and
    scaled by the foil's thickness.
    path : "experiment" (steps and cycles) or "one_solve" (a square wave in one solve).
    again : also time a second solve of the same simulation, which has model and solver built.
    dilute : D of the dilute alloy [m2/s].

    Returns surface_fraction after every half-cycle, array (2*cycles,); drift, the relative change
    of the silver in the foil; cpu_s and wall_s; again_cpu_s if asked for.
    """
    paths = {"experiment": _as_experiment, "one_solve": _as_one_solve}
    if path not in paths:
        raise ValueError(f'path "{path}" is not known; write one of {sorted(paths)}')
    cpu, wall = time.process_time(), time.perf_counter()
    solve, at_ends = paths[path](cells, edges, cycles, rtol, atol * THICKNESS, dilute)
    solution = solve()
    result: dict[str, Any] = {"surface_fraction": at_ends(solution, "Surface fraction")}
    result["cpu_s"] = time.process_time() - cpu
    result["wall_s"] = time.perf_counter() - wall
    if again:
        cpu = time.process_time()
        at_ends(solve(), "Surface fraction")
        result["again_cpu_s"] = time.process_time() - cpu
    silver = at_ends(solution, "Silver [m]") / (START_FRACTION * THICKNESS)
    result["drift"] = float(np.max(np.abs(silver - 1.0)))
    return result


def main() -> None:
    """Print time and error of one setting against a run at rtol 1e-8 on the same mesh."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cells", type=int, default=100)
    parser.add_argument("--mesh", choices=["uniform", "graded"], default="uniform")
    parser.add_argument("--cycles", type=int, default=100)
    parser.add_argument("--rtol", type=float, default=1e-4)
    parser.add_argument("--atol", type=float, default=1e-6)
    parser.add_argument("--path", choices=["experiment", "one_solve"], default="experiment")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()

    edges = {"uniform": uniform_edges, "graded": graded_edges}[given.mesh](given.cells)
    result = run(given.cells, edges, given.cycles, given.rtol, given.atol, given.path)
    tight = run(given.cells, edges, given.cycles, 1e-8, 1e-11)
    result["error"] = error(result["surface_fraction"], tight["surface_fraction"])
    if given.json:
        print(json.dumps(result, default=lambda array: array.tolist()))
        return
    print(
        f"PyBaMM {pybamm.__version__} {given.path}, {given.cells} {given.mesh} cells, "
        f"{given.cycles} cycles: {result['cpu_s']:.2f} s CPU, error {result['error']:.1e}, "
        f"silver drift {result['drift']:.1e}"
    )


if __name__ == "__main__":
    main()
