"""Foils to try the kernels on: state, mesh, matrix and rules made in one call, run in another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from solvus.kernels import foil as K
from solvus.kernels.front import Work, work_for
from solvus.kernels.mesh import first_width, graded_edges
from solvus.kernels.skin import NO_SKIN
from solvus.kernels.solute import Matrix, Mesh, matrix_from, mesh_from

FARADAY = 96485.33212
V_LI = 13.0e-6
HOUR = 3600.0
MAH = 36.0e3  # C/m2 in 1 mAh/cm2
UMOL = 1e-2  # mol/m2 in 1 umol/cm2


def concentration(x: float, v_li: float = V_LI, v_solute: float = 10.3e-6) -> float:
    """c [mol/m3] at atom fraction x."""
    return x / (x * v_solute + (1.0 - x) * v_li)


def speed(j: float, v_li: float = V_LI) -> float:
    """v [m/s] of a front that gives j [A/m2] of Li and nothing else."""
    return v_li * j / FARADAY


@dataclass
class Foil:
    """One foil and what has been recorded of it."""

    u: np.ndarray
    s: np.ndarray
    mesh: Mesh
    matrix: Matrix
    rules: K.Rules
    work: Work
    out: np.ndarray = field(default_factory=lambda: np.zeros((4000, K.COLUMNS)))
    rows: int = 0
    first_step: float = 0.05

    def run(self, j: float, duration: float, restart: bool = True) -> tuple[int, float]:
        """(status, time reached [s]) of a segment at j [A/m2]; `out` holds its record."""
        if restart:
            self.s[K.STEP] = min(self.first_step, duration)
        status, reached = K.RECORD_FULL, 0.0
        while status == K.RECORD_FULL:  # the record keeps the last rows only
            status, self.rows, reached = K.advance(
                self.u, self.s, j, reached, duration, self.mesh, self.matrix, self.rules,
                self.work, self.out,
            )  # fmt: skip
        return status, reached

    def done(self, j: float, duration: float, restart: bool = True) -> Foil:
        """Run a segment that has to end well."""
        status, reached = self.run(j, duration, restart)
        assert status == K.DONE
        assert abs(reached - duration) <= 1e-9 * duration
        return self

    @property
    def solute(self) -> float:
        """Solute with what was lost [mol/m2]."""
        return K.solute_total(self.u, self.s) + self.s[K.LOST_SOLUTE]

    @property
    def lithium(self) -> float:
        """Li with what was lost with the skin [mol/m2]."""
        return K.lithium_total(self.u, self.s, self.rules) + self.s[K.LOST_LI]

    @property
    def c(self) -> np.ndarray:
        """Concentrations [mol/m3] of the cells."""
        return self.u / (self.mesh.width * self.s[K.THICKNESS])

    @property
    def depth(self) -> np.ndarray:
        """Distances [m] of the cell centres from the face."""
        return 0.5 * (self.mesh.edge[1:] + self.mesh.edge[:-1]) * self.s[K.THICKNESS]

    @property
    def record(self) -> np.ndarray:
        """The rows of the last segment."""
        return self.out[: self.rows]


def foil(
    cells: int = 60,
    thickness: float = 50e-6,
    x0: float = 0.0071,
    diffusivity: float | Callable[[np.ndarray], np.ndarray] = 1.5e-14,
    v_solute: float = 10.3e-6,
    x_sol: float | None = None,
    partition: float = 1.0,
    first: float | None = None,
    present: bool = False,
    time: float = HOUR,
    **rules: object,
) -> Foil:
    """A fresh foil of uniform composition x0; keywords of `Rules` override the defaults."""
    c0 = concentration(x0, V_LI, v_solute)
    c_sol = c0 if x_sol is None else concentration(x_sol, V_LI, v_solute)
    c_max = 1.0 / v_solute if v_solute > 0.0 else 100.0 * c0
    grid = np.linspace(0.0, c_max, 257)
    table = diffusivity(grid) if callable(diffusivity) else np.full(grid.size, diffusivity)
    if first is None:
        first = first_width(cells, thickness, float(table[0]), speed(10.0), time)
    edge = graded_edges(cells, first)
    defaults: dict[str, object] = {
        "kind": NO_SKIN,
        "c_nucleation": 1.001 * c_sol,
        "c_cap": 0.999 * c_max,
        "v_li": V_LI,
        "v_solute": v_solute,
        "n_drained": 1.0,
        "contact_charge": 4.0 * MAH,
        "riding": 1.0,
        "relaxation": 60.0,
        "efficiency": 1.0,
        "ladder_n": np.array([5.5]),
        "ladder_k": np.array([np.inf]),
        "faraday": FARADAY,
        "tolerance": 1e-4,
        "c_scale": c0,
        "gamma_scale": 1e-3 * c0 * thickness,
        "thickness_end": 0.005 * thickness,
        "max_step": 1e9,
    }
    state = np.zeros(K.FIELDS)
    state[K.THICKNESS], state[K.PRESENT] = thickness, float(present)
    return Foil(
        np.diff(edge) * thickness * c0,
        state,
        mesh_from(edge),
        matrix_from(table, c_max, c_sol, partition),
        K.Rules(**(defaults | rules)),  # type: ignore[arg-type]
        work_for(cells),
    )
