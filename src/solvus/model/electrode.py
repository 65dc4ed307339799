"""An electrode in motion: the foil's state, and what stands at its face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from solvus.base.constants import F
from solvus.kernels import foil as kernel
from solvus.kernels.front import work_for
from solvus.kernels.mesh import FIRST_CELL, first_width, graded_edges
from solvus.kernels.skin import FLUX_DRAINED
from solvus.kernels.solute import matrix_from, mesh_from
from solvus.materials import library
from solvus.materials.kinds import Phase, Solute
from solvus.model import diffusivity
from solvus.model.foil import Foil
from solvus.model.interface.kinds import REFERENCE_CURRENT
from solvus.model.mechanisms import NAMES
from solvus.model.mechanisms.kinds import Mechanism

VISIBLE_DEPTH = 2e-9  # [m]: a skin much thinner does not show, a deposit much thicker hides it
FULL_FACE = 0.999  # atom fraction of solute at which a face has no lithium left to give
SPENT_SHARE = 0.005  # of the thickness: what is left of a foil that counts as spent
BUFFER_ROWS = 512
FIRST_STEP = 0.02  # of layer^2/D, step tried after a change of current

REASONS = {
    kernel.FOIL_SPENT: "the foil has no more lithium to strip",
    kernel.FACE_FULL: "the face of the foil has filled with solute up to the limit of the phase",
    kernel.LI_LIMIT: "the skin cannot carry this current: its outer face has no lithium left",
    kernel.NO_PROGRESS: "the time step has become too small to go on",
}


class Window(NamedTuple):
    """What a run will ask of a foil, for the mesh: largest current [A/m2], longest step [s]."""

    current: float
    duration: float


class Segment(NamedTuple):
    """What a stretch of constant current gave; columns of `rows` as in `kernels.foil`."""

    status: int
    time: float
    rows: np.ndarray


@dataclass(frozen=True)
class Face:
    """What an instrument finds at and beneath the surface.

    share : of the area that shows the skin (the rest shows matrix or deposit) [1]
    layers : (thickness [m], atom fraction of solute, solute [mol/m3]) of the skin where it is,
        outermost first
    depth, fraction : the matrix beneath, at its face and the centres of the cells [m], and its
        atom fraction of solute
    deposit : thickness [m] of Li on top of the skin, averaged over the area
    concentration : solute in the matrix [mol/m3] at `depth`
    covered : share of the area that has a skin, seen or buried [1]
    buried : share of the area that the deposit lies on [1]
    """

    share: float
    layers: tuple[tuple[float, float, float], ...]
    depth: np.ndarray
    fraction: np.ndarray
    deposit: float
    concentration: np.ndarray
    covered: float = 1.0
    buried: float = 1.0

    def columns(self) -> list[tuple[float, tuple[tuple[float, float, float], ...]]]:
        """(share of the area, layers over the matrix) of each sort of place, `layers` as above.

        With and without a skin, with and without Li on top of it; the deposit is a layer too.
        """
        found = []
        for skin, layers in ((self.covered, self.layers), (1.0 - self.covered, ())):
            buried = self.buried if self.deposit > 0.0 else 0.0
            for area, top in ((skin * buried, True), (skin * (1.0 - buried), False)):
                if area > 0.0:
                    over = ((self.deposit / buried, 0.0, 0.0),) if top else ()
                    found.append((area, over + layers))
        return found

    @property
    def edges(self) -> np.ndarray:
        """Edges of the cells of the matrix [m], from its face on; array (cells + 1,)."""
        edges = np.zeros(len(self.depth))
        for i in range(1, len(edges)):
            edges[i] = 2.0 * self.depth[i] - edges[i - 1]
        return edges

    @property
    def matrix_fraction(self) -> float:
        """Atom fraction of solute at the face of the matrix."""
        return float(self.fraction[0])

    @property
    def skin_fraction(self) -> float:
        """Atom fraction of solute of the outermost layer; that of the matrix without a skin."""
        return self.layers[0][1] if self.layers else self.matrix_fraction


class Electrode(Protocol):
    """What a cell asks of an electrode."""

    def advance(self, current: float, duration: float) -> Segment: ...
    def save(self) -> tuple[np.ndarray, ...]: ...
    def restore(self, saved: tuple[np.ndarray, ...]) -> None: ...
    def lose(self, retention: float) -> None: ...
    def plate_with(self, efficiency: float) -> None: ...
    def surface(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]: ...
    def potential(self, rows: np.ndarray) -> np.ndarray: ...
    def row(self) -> np.ndarray: ...
    def face(self) -> Face: ...
    def books(self) -> tuple[float, float, float, float]: ...
    @property
    def efficiency(self) -> float: ...
    @property
    def lost(self) -> float: ...
    @property
    def level(self) -> float | None: ...
    @property
    def has_potential(self) -> bool: ...


class AlloyFoil:
    """A foil of Li, pure or alloyed, on the kernel of `kernels.foil`."""

    def __init__(
        self,
        foil: Foil,
        mechanism: str,
        values: dict[str, float],
        window: Window,
        *,
        efficiency: float = 1.0,
        cells: int = 100,
        tolerance: float = 1e-3,
    ) -> None:
        """`values` are the mechanism's parameters, complete and in SI (see `parameters_for`)."""
        solute = foil.composition.solute
        self.mechanism: Mechanism = NAMES[mechanism]
        self.values = values
        self.solute = solute
        self.v_li = library.lithium().molar_volume.si
        self.v_a = solute.partial_molar_volume_in_lithium.si if solute else self.v_li
        self.phases = _ladder(self.mechanism, solute)
        self.drained = (
            solute.phase(self.mechanism.drained) if solute and self.mechanism.drained else None
        )
        known = [*self.phases, *([self.drained] if self.drained else [])]
        self._per_solute = np.array([p.lithium_per_solute for p in known])
        self._volumes = np.array([p.molar_volume_per_solute.si for p in known])
        c0 = foil.initial_concentration
        depth = foil.depth
        speed = self.v_li * window.current / F
        edges = graded_edges(
            cells, first_width(cells, depth, values["diffusivity"], speed, window.duration)
        )
        self.mesh = mesh_from(edges)
        thermodynamics = solute.thermodynamics if solute else None
        table = diffusivity.table(
            values["diffusivity"], values["composition_exponent"], thermodynamics, self.v_li,
            self.v_a,
        )  # fmt: skip
        c_sol = diffusivity.concentration(values.get("solubility", 0.0), self.v_li, self.v_a)
        self.matrix = matrix_from(table, 1.0 / self.v_a, c_sol, values.get("partition", 1.0))
        self.rules = self._rules(c0, c_sol, depth, efficiency, tolerance)
        self.work = work_for(cells)
        self.buffer = np.zeros((BUFFER_ROWS, kernel.COLUMNS))
        self.u = self.mesh.width * depth * c0
        self.s = np.zeros(kernel.FIELDS)
        self.s[kernel.THICKNESS] = depth
        # the layer that the front works on, and a fiftieth of the time it takes to form; where that
        # is too long after a reversal, the error control says so
        layer = min(self.mesh.width[0] * cells / FIRST_CELL, 1.0) * depth
        self.first_step = max(FIRST_STEP * layer**2 / values["diffusivity"], 1e-6)
        self.current = 0.0

    def _rules(
        self, c0: float, c_sol: float, depth: float, efficiency: float, tolerance: float
    ) -> kernel.Rules:
        values, mechanism = self.values, self.mechanism
        limit = FULL_FACE
        if self.solute is not None and not self.solute.phases and not mechanism.has_skin:
            limit = min(limit, self.solute.solubility.si)
        held = [values[name] if name else 1e6 for name in mechanism.held] or [1e6]
        per_solute = [phase.lithium_per_solute for phase in self.phases] or [0.0]
        return kernel.Rules(
            kind=mechanism.kind if self.solute is not None else 0,
            c_nucleation=c_sol * values.get("supersaturation", 1.0),
            c_cap=diffusivity.concentration(limit, self.v_li, self.v_a),
            v_li=self.v_li,
            v_solute=self.v_a,
            n_drained=self.drained.lithium_per_solute if self.drained else 0.0,
            contact_charge=values.get("contact_charge", np.inf),
            riding=values.get("riding", 1.0),
            relaxation=values.get("relaxation", 60.0),
            efficiency=efficiency,
            ladder_n=np.array(per_solute),
            ladder_k=np.array(held) * REFERENCE_CURRENT / F,
            faraday=F,
            tolerance=tolerance,
            c_scale=max(c0, 1.0),
            gamma_scale=max(1e-3 * c0 * depth, 1e-9),
            thickness_end=SPENT_SHARE * depth,
            max_step=np.inf,
        )

    def advance(self, current: float, duration: float) -> Segment:
        """Carry the foil through `duration` [s] at `current` [A/m2] (> 0 strips)."""
        if duration <= 0.0:  # nothing happens, and the current did not change
            return Segment(kernel.DONE, 0.0, np.zeros((0, kernel.COLUMNS)))
        if current != self.current or self.s[kernel.STEP] == 0.0:
            self.s[kernel.STEP] = min(self.first_step, duration)
            self.current = current
        if current > 0.0 and self._is_full():  # a full face cannot begin to give
            return Segment(kernel.FACE_FULL, 0.0, np.zeros((0, kernel.COLUMNS)))
        parts, reached = [], 0.0
        while True:
            status, count, reached = kernel.advance(
                self.u, self.s, current, reached, duration, self.mesh, self.matrix, self.rules,
                self.work, self.buffer,
            )  # fmt: skip
            parts.append(self.buffer[:count].copy())
            if status != kernel.RECORD_FULL:
                rows = parts[0] if len(parts) == 1 else np.concatenate(parts)
                return Segment(status, reached, rows)

    def _is_full(self) -> bool:
        first = self.u[0] / (self.mesh.width[0] * self.s[kernel.THICKNESS])
        if self.s[kernel.PRESENT] != 0.0 or first < 0.5 * self.rules.c_cap:
            return False
        return bool(self.row()[0, kernel.FACE] >= self.rules.c_cap)

    def save(self) -> tuple[np.ndarray, ...]:
        """A copy of the state."""
        return self.u.copy(), self.s.copy(), np.array([self.current])

    def restore(self, saved: tuple[np.ndarray, ...]) -> None:
        """Return to a saved state."""
        self.u[:], self.s[:] = saved[0], saved[1]
        self.current = float(saved[2][0])

    def lose(self, retention: float) -> None:
        """The skin keeps `retention` of its solute and lithium; the rest is booked as lost."""
        if retention < 1.0:
            kernel.keep_skin(self.u, self.s, retention)

    def plate_with(self, efficiency: float) -> None:
        """From now on this share of the plated charge becomes lithium, the rest is lost."""
        if efficiency != self.rules.efficiency:
            self.rules = self.rules._replace(efficiency=efficiency)

    @property
    def efficiency(self) -> float:
        """Share of the plated charge that becomes lithium [1]."""
        return self.rules.efficiency

    @property
    def lost(self) -> float:
        """Lithium lost so far [mol/m2]."""
        return float(self.s[kernel.LOST_LI])

    @property
    def level(self) -> float | None:
        """Nothing of its own: the level of nucleation follows from the surface signal."""
        return None

    @property
    def has_potential(self) -> bool:
        """Whether a thermodynamic table gives the foil a potential against lithium."""
        return self.solute is not None and self.solute.thermodynamics is not None

    def row(self) -> np.ndarray:
        """The present state as one row of the record, array (1, COLUMNS)."""
        out = np.zeros((1, kernel.COLUMNS))
        base, _, _ = kernel.split_current(self.s, self.current, self.rules)
        kernel.record(
            out, 0, 0.0, self.u, self.s, self.current, self.v_li * base / F,
            kernel.face_mode(self.s, self.current, self.rules, self.matrix),
            self.mesh, self.matrix, self.rules,
        )  # fmt: skip
        return out

    def surface(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(atom fraction of the matrix face, of the skin, area share of the skin), arrays (n,)."""
        x_matrix = diffusivity.atom_fraction(rows[:, kernel.FACE], self.v_li, self.v_a)
        gamma = rows[:, kernel.OUT_GAMMA]
        if not self.phases or not gamma.any():
            return x_matrix, np.zeros_like(gamma), np.zeros_like(gamma)
        x_skin = 1.0 / (1.0 + rows[:, kernel.OUT_N])
        covered = self.mechanism.coverage(gamma, self.values)
        height = gamma * self._volume(rows[:, kernel.OUT_N]) / np.maximum(covered, 1e-12)
        shows = -np.expm1(-height / VISIBLE_DEPTH)
        buried = max(1.0 - self.values.get("riding", 1.0), 1e-12)
        deposit = rows[:, kernel.OUT_TOP_LI] * self.v_li / buried
        hidden = -buried * np.expm1(-deposit / VISIBLE_DEPTH)
        return x_matrix, x_skin, covered * shows * (1.0 - hidden)

    def _volume(self, n: np.ndarray) -> np.ndarray:
        """Volume per mole of solute [m3/mol] of the phase with n Li per solute."""
        return self._volumes[np.argmin(np.abs(n[:, None] - self._per_solute[None, :]), axis=1)]

    def potential(self, rows: np.ndarray) -> np.ndarray:
        """Potential [V] of the matrix face against Li, where a thermodynamic table is known."""
        if self.solute is None or self.solute.thermodynamics is None:
            return np.zeros(rows.shape[0])
        x = diffusivity.atom_fraction(rows[:, kernel.FACE], self.v_li, self.v_a)
        known = self.solute.thermodynamics
        return np.interp(x, (0.0, *known.x), (0.0, *known.potential))

    def face(self) -> Face:
        """What an instrument would find now."""
        row = self.row()
        x_matrix, _, share = self.surface(row)
        covered = float(self.mechanism.coverage(row[:, kernel.OUT_GAMMA], self.values)[0])
        kept = self.values.get("kept_share", 1.0)
        layers = []
        for n, gamma in self._layers(row[0]):
            volume = float(self._volume(np.array([n]))[0])
            height = kept * gamma * volume / max(covered, 1e-12)
            layers.append((height, 1.0 / (1.0 + n), 1.0 / volume))
        thickness = self.s[kernel.THICKNESS]
        centres = 0.5 * (self.mesh.edge[1:] + self.mesh.edge[:-1]) * thickness
        c = self.u / (self.mesh.width * thickness)
        inside = diffusivity.atom_fraction(c, self.v_li, self.v_a)
        return Face(
            share=float(share[0]),
            layers=tuple(layers),
            depth=np.concatenate(([0.0], centres)),
            fraction=np.concatenate((x_matrix, inside)),
            deposit=float(self.s[kernel.TOP_LI]) * self.v_li,
            concentration=np.concatenate((row[:, kernel.FACE], c)),
            covered=covered if layers else 0.0,
            buried=1.0 - self.values.get("riding", 1.0),
        )

    def _layers(self, row: np.ndarray) -> list[tuple[float, float]]:
        """(Li per solute, solute [mol/m2]) of the skin's phases, outermost first."""
        gamma = float(row[kernel.OUT_GAMMA])
        if gamma <= 0.0 or not self.phases:
            return []
        if self.rules.kind != FLUX_DRAINED or self.current <= 0.0:
            return [(float(row[kernel.OUT_N]), gamma)]
        parts, rest = [], gamma
        for n, k in zip(self.rules.ladder_n, self.rules.ladder_k, strict=True):
            part = min(rest, k * F / self.current)
            if part > 0.0:
                parts.append((float(n), part))
            rest -= part
        return parts[::-1]

    def books(self) -> tuple[float, float, float, float]:
        """(Li, solute, Li lost, solute lost) [mol/m2]."""
        lithium, solute = kernel.totals(self.u, self.s, self.rules)
        return lithium, solute, float(self.s[kernel.LOST_LI]), float(self.s[kernel.LOST_SOLUTE])


def misfit(mechanism: Mechanism, solute: Solute | None) -> str | None:
    """Why a mechanism cannot describe a solute, or None: a compound it needs is not on file."""
    if solute is None or not mechanism.has_skin:
        return None
    known = [phase.name for phase in solute.phases]
    needed = [*mechanism.ladder, *([mechanism.drained] if mechanism.drained else [])]
    missing = [name for name in needed if name not in known]
    if not missing and known:
        return None
    has = f"has {', '.join(known)}" if known else "has no compound with lithium on file"
    needs = f"needs {', '.join(missing)}" if missing else "needs a compound for the skin"
    instead = "H1 or saturated" if known else "H1"
    return f"{mechanism.name} {needs}, and {solute.symbol} {has}; write mechanism: {instead}"


def _ladder(mechanism: Mechanism, solute: Solute | None) -> tuple[Phase, ...]:
    if solute is None or not mechanism.has_skin:
        return ()
    if mechanism.ladder:
        return tuple(solute.phase(name) for name in mechanism.ladder)
    return solute.phases[:1]


def values_of_solute(solute: Solute | None, temperature: float) -> dict[str, float]:
    """The parameters of a mechanism that a material knows: diffusivity [m2/s], solubility [1]."""
    if solute is None:
        return {"diffusivity": library.lithium().self_diffusivity.at(temperature)}
    given = {"solubility": solute.solubility.si}
    if solute.diffusivity is not None:
        given["diffusivity"] = solute.diffusivity.at(temperature)
    return given
