"""The foil case of `foil_case.py` with the Solvus kernel, without study file, model or record."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from foil_case import (
    ATOMIC_VOLUME,
    CURRENT,
    DIFFUSIVITY,
    DIFFUSIVITY_SLOPE,
    FACE_SPEED,
    FARADAY,
    HALF_CYCLE,
    START_FRACTION,
    THICKNESS,
    Array,
)

from solvus.kernels import foil
from solvus.kernels.front import work_for
from solvus.kernels.mesh import first_width, graded_edges
from solvus.kernels.skin import NO_SKIN
from solvus.kernels.solute import matrix_from, mesh_from

TABLE_POINTS = 1025
ROWS = 4096  # record rows for one half-cycle, never all used


def own_edges(cells: int) -> Array:
    """The mesh that Solvus itself chooses for this case, array (cells+1,) [1]."""
    first = first_width(cells, THICKNESS, DIFFUSIVITY, FACE_SPEED, HALF_CYCLE)
    return graded_edges(cells, first)


def first_step(edges: Array, dilute: float = DIFFUSIVITY) -> float:
    """The step [s] after each change of current, as the model of a foil chooses it."""
    return 0.5 * (edges[1] * THICKNESS) ** 2 / dilute


def diffusivity_table(dilute: float = DIFFUSIVITY) -> Array:
    """D [m2/s] on a uniform grid of y from 0 to 1."""
    y = np.linspace(0.0, 1.0, TABLE_POINTS)
    return dilute * np.exp(-DIFFUSIVITY_SLOPE * y)


def rules_for(tolerance: float) -> foil.Rules:
    """A foil that grows no skin, with equal atomic volumes and no losses."""
    return foil.Rules(
        kind=NO_SKIN,
        c_nucleation=np.inf,
        c_cap=1.0 / ATOMIC_VOLUME,
        v_li=ATOMIC_VOLUME,
        v_solute=ATOMIC_VOLUME,
        n_drained=0.0,
        contact_charge=np.inf,
        riding=1.0,
        relaxation=1.0,
        efficiency=1.0,
        ladder_n=np.zeros(1),
        ladder_k=np.zeros(1),
        faraday=FARADAY,
        tolerance=tolerance,
        c_scale=START_FRACTION / ATOMIC_VOLUME,
        gamma_scale=1.0,
        thickness_end=1e-9,
        max_step=HALF_CYCLE,
    )


def run(
    edges: Array, cycles: int = 100, tolerance: float = 1e-4, dilute: float = DIFFUSIVITY
) -> dict[str, Any]:
    """Cycle the foil and time it, set-up included, import and compilation excluded.

    edges : array (cells+1,) on 0..1 from the moving face; tolerance : of the local error [1];
    dilute : D of the dilute alloy [m2/s].

    Returns surface_fraction after every half-cycle, array (2*cycles,); drift, the relative change
    of the silver; steps; cpu_s and wall_s; contents, the final array (cells,) [mol/m2].
    """
    cpu, wall = time.process_time(), time.perf_counter()
    mesh = mesh_from(edges)
    matrix = matrix_from(
        diffusivity_table(dilute), 1.0 / ATOMIC_VOLUME, 1.0 / ATOMIC_VOLUME, 1.0
    )
    rules, work = rules_for(tolerance), work_for(edges.size - 1)
    u = mesh.width * THICKNESS * START_FRACTION / ATOMIC_VOLUME
    s = np.zeros(foil.FIELDS)
    s[foil.THICKNESS] = THICKNESS
    start = u.sum()
    out = np.zeros((ROWS, foil.COLUMNS))
    ends, steps = np.zeros(2 * cycles), 0
    start_step = first_step(edges, dilute)
    for half in range(2 * cycles):
        current = CURRENT if half % 2 == 0 else -CURRENT
        s[foil.STEP] = start_step
        status, rows, _ = foil.advance(
            u, s, current, 0.0, HALF_CYCLE, mesh, matrix, rules, work, out
        )
        if status != foil.DONE:
            raise RuntimeError(f"half-cycle {half} ended with status {status}")
        ends[half] = out[rows - 1, foil.FACE] * ATOMIC_VOLUME
        steps += rows
    return {
        "surface_fraction": ends,
        "cpu_s": time.process_time() - cpu,
        "wall_s": time.perf_counter() - wall,
        "drift": abs(u.sum() / start - 1.0),
        "steps": steps,
        "contents": u,
    }
