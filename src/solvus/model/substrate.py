"""A foil of the solute alone: Li plates on top of it and is stripped from it."""

from __future__ import annotations

import numpy as np

from solvus.base.constants import F
from solvus.kernels import foil as kernel
from solvus.materials import library
from solvus.materials.kinds import Solute
from solvus.model.electrode import VISIBLE_DEPTH, Face, Segment

START = 1e-9  # share of a segment at which its record begins; a record has no row at time 0


class Substrate:
    """A foil of pure solute. Nothing alloys: the potential is that of Li, 0 V."""

    def __init__(self, solute: Solute, thickness: float, efficiency: float = 1.0) -> None:
        """`thickness` [m] behind one face; bare of lithium to begin with."""
        self.solute = solute
        self.thickness = thickness
        self.efficiency = efficiency
        self.top = 0.0
        self.lost = 0.0

    def advance(self, current: float, duration: float) -> Segment:
        """Plate or strip Li on top; FOIL_SPENT when there is none left."""
        status, reached = kernel.DONE, duration
        if current > 0.0 and current * duration > self.top * F * (1.0 + 1e-12):
            status, reached = kernel.FOIL_SPENT, self.top * F / current
        rate = (self.efficiency if current < 0.0 else 1.0) * current / F
        self.lost += max(-current, 0.0) * reached / F * (1.0 - self.efficiency)
        times = np.array([START * reached, reached])
        rows = np.repeat(self.row(), 2, axis=0)
        rows[:, kernel.TIME] = times
        rows[:, kernel.OUT_TOP_LI] = np.maximum(0.0, self.top - rate * times)
        self.top = float(rows[1, kernel.OUT_TOP_LI])
        return Segment(status, reached, rows if reached > 0.0 else rows[:0])

    def save(self) -> tuple[np.ndarray, ...]:
        """A copy of the state."""
        return (np.array([self.top, self.lost]),)

    def restore(self, saved: tuple[np.ndarray, ...]) -> None:
        """Return to a saved state."""
        self.top, self.lost = float(saved[0][0]), float(saved[0][1])

    def lose(self, retention: float) -> None:
        """A substrate has no skin to lose."""

    def plate_with(self, efficiency: float) -> None:
        """From now on this share of the plated charge becomes lithium, the rest is lost."""
        self.efficiency = efficiency

    @property
    def level(self) -> float | None:
        """Nucleation level [V] of the bare substrate at 1 mA/cm2 where its file gives one."""
        known = self.solute.nucleation_level
        bare = self.top * library.lithium().molar_volume.si < VISIBLE_DEPTH
        return known.si if known is not None and bare else None

    @property
    def has_potential(self) -> bool:
        """A substrate does not alloy: lithium on it is at 0 V."""
        return False

    def row(self) -> np.ndarray:
        """The present state as one row of the record."""
        out = np.zeros((1, kernel.COLUMNS))
        out[0, kernel.OUT_THICKNESS] = self.thickness
        out[0, kernel.OUT_TOP_LI] = self.top
        return out

    def surface(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(matrix, skin, share): pure solute while bare, hidden once Li is plated on it."""
        deposit = rows[:, kernel.OUT_TOP_LI] * library.lithium().molar_volume.si
        return np.zeros(len(rows)), np.ones(len(rows)), np.exp(-deposit / VISIBLE_DEPTH)

    def potential(self, rows: np.ndarray) -> np.ndarray:
        """0 V: alloying of the substrate is not modelled."""
        return np.zeros(len(rows))

    def face(self) -> Face:
        """Li down to the thickness plated, beneath it the pure solute."""
        deposit = self.top * library.lithium().molar_volume.si
        pure = 1.0 / self.solute.molar_volume.si
        seen = float(self.surface(self.row())[2][0])
        return Face(
            share=seen,
            layers=((self.thickness, 1.0, pure),),
            depth=np.array([0.0, 0.5e-6]),
            fraction=np.zeros(2),
            deposit=deposit,
            concentration=np.zeros(2),
        )

    def books(self) -> tuple[float, float, float, float]:
        """(Li, solute, Li lost, solute lost) [mol/m2]."""
        return self.top, self.thickness / self.solute.molar_volume.si, self.lost, 0.0
