"""A toy: pairs that repel and bonds that saturate, in closed form. No physics; for tests.

E = sum_i [ sum_j A_ij exp(-p d_ij) f(r) - sqrt(sum_j X_ij^2 exp(-2 q d_ij) f(r)) ],
d_ij = r/r0_ij - 1: the second-moment form of Rosato, Guillope and Legrand, Philos. Mag. A 59, 321
(1989), with round numbers of ours. f falls smoothly to zero between 1.6 and 1.9 r0.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from solvus.atoms.engines.kinds import Engine, Setting

# contact distance [angstrom], bond [eV]; repulsion is 0.12 of the bond
_METALS = {"Li": (3.04, 0.45), "Ag": (2.89, 0.75), "Mg": (3.20, 0.42), "Zn": (2.75, 0.40)}
_REPULSION, _P, _Q = 0.12, 10.0, 2.7
_FADE = (1.6, 1.9)

SETTINGS = (
    Setting("strength", 1.0, "", 0.1, 10.0, "Factor on every energy."),
    Setting("fails_from", 0, "", 0, 10_000, "Fail to converge from this many atoms on; 0: never.",
            level=False),
)  # fmt: skip


class ToyCalculator:
    """The toy, as ASE asks for it: energy [eV] and forces [eV/angstrom] of its last atoms."""

    def __init__(self, strength: float = 1.0, fails_from: int = 0) -> None:
        """Take a factor on every energy, and from how many atoms on to fail (0: never)."""
        self.strength = strength
        self.fails_from = fails_from
        self._last: tuple[bytes, tuple[float, np.ndarray]] | None = None

    def get_potential_energy(self, atoms: Any, force_consistent: bool = False) -> float:
        """Energy [eV]."""
        return self._both(atoms)[0]

    def get_forces(self, atoms: Any) -> np.ndarray:
        """Forces (atoms, 3) [eV/angstrom]."""
        return self._both(atoms)[1]

    def _both(self, atoms: Any) -> tuple[float, np.ndarray]:
        if self.fails_from and len(atoms) >= self.fails_from:
            raise RuntimeError("the toy was told to fail")
        parts = (atoms.positions, atoms.numbers, atoms.cell.array, atoms.pbc)
        asked = b"".join(part.tobytes() for part in parts)
        if self._last is None or self._last[0] != asked:  # an optimiser asks five times a step
            self._last = (asked, energy_and_forces(atoms))
        energy, forces = self._last[1]
        return self.strength * energy, self.strength * forces


def energy_and_forces(atoms: Any) -> tuple[float, np.ndarray]:
    """Energy [eV] and forces (atoms, 3) [eV/angstrom] of the toy."""
    from ase.neighborlist import neighbor_list

    size = np.array([_METALS[s][0] for s in atoms.symbols])
    bond = np.array([_METALS[s][1] for s in atoms.symbols])
    reach = _FADE[1] * float(size.max())
    first, second, distance, vector = neighbor_list("ijdD", atoms, reach)
    r0 = 0.5 * (size[first] + size[second])
    x = np.sqrt(bond[first] * bond[second])
    d = distance / r0 - 1.0
    fade, slope = _fade(distance / r0)
    push = _REPULSION * x * np.exp(-_P * d)
    pull = x**2 * np.exp(-2.0 * _Q * d)
    n = len(atoms)
    density = np.bincount(first, pull * fade, n)
    root = np.sqrt(np.maximum(density, 1e-300))
    energy = float(np.sum(push * fade) - np.sum(root))
    # of each ordered pair: its own push, and its part in the density of its first atom
    along = push * (slope - _P * fade) / r0
    along -= 0.5 / root[first] * pull * (slope - 2.0 * _Q * fade) / r0
    unit = vector / distance[:, None]
    forces = np.zeros((n, 3))
    for axis in range(3):
        part = along * unit[:, axis]
        forces[:, axis] = np.bincount(first, part, n) - np.bincount(second, part, n)
    return energy, forces


def _fade(ratio: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A smooth step from 1 to 0 between the two ends of `_FADE`, and its slope."""
    low, high = _FADE
    t = np.clip((ratio - low) / (high - low), 0.0, 1.0)
    return 1.0 - t**3 * (10.0 - 15.0 * t + 6.0 * t**2), -30.0 * t**2 * (1 - t) ** 2 / (high - low)


def _make(settings: Mapping[str, Any], log: Path | None) -> ToyCalculator:
    return ToyCalculator(settings["strength"], settings["fails_from"])


ENGINE = Engine(
    name="toy",
    kind="toy",
    about="second-moment pairs in closed form; no physics, for tests and for trying things out",
    settings=SETTINGS,
    make=_make,
    version=lambda: "toy 1",
    elements=lambda: frozenset(_METALS),
    sampled=False,
    source="form: Rosato et al., Philos. Mag. A 59, 321 (1989); numbers of ours",
)
