"""One lithium atom on a site of a slab, and where it has gone after a relaxation."""

from __future__ import annotations

import math

import numpy as np
from ase import Atoms

from solvus.atoms.sites import Site
from solvus.atoms.surface import HOST

# Over the face, in lattice constants: the height at which the adsorbed atom is one bcc
# neighbour distance, sqrt(3)/2, from the atoms that it touches.
_HEIGHT = {"hollow": 0.5, "bridge": math.sqrt(0.5), "top": math.sqrt(0.75)}


def with_adatom(slab: Atoms, site: Site, a: float) -> Atoms:
    """A copy of the slab with one lithium atom on a site, at contact distance (tag 0)."""
    placed = slab.copy()
    face = [i for i, tag in enumerate(slab.get_tags()) if tag == 1]
    spot = np.array((site.x * a, site.y * a))
    near = _touched(slab, face, spot, site.kind, a)
    level = float(np.mean(slab.positions[near, 2]))
    atom = Atoms(HOST, [(*spot, level + _HEIGHT[site.kind] * a)], tags=[0])
    constraints = placed.constraints
    placed.set_constraint()
    placed += atom
    placed.set_constraint(constraints)
    return placed


def site_now(atoms: Atoms, a: float) -> str:
    """The kind of site of the ideal lattice that the adsorbed atom, the last, is nearest to."""
    fraction = (atoms.positions[-1, :2] / a) % 1.0
    corners = {"top": (0.0, 0.0), "hollow": (0.5, 0.5)}
    spots = [(kind, np.array(at)) for kind, at in corners.items()]
    spots += [("bridge", np.array((0.5, 0.0))), ("bridge", np.array((0.0, 0.5)))]

    def away(at: np.ndarray) -> float:
        gap = np.abs(fraction - at)
        return float(np.hypot(*np.minimum(gap, 1.0 - gap)))

    return min(spots, key=lambda spot: away(spot[1]))[0]


def _touched(slab: Atoms, face: list[int], spot: np.ndarray, kind: str, a: float) -> list[int]:
    """The one, two or four atoms of the face nearest to a spot."""
    lengths = slab.cell.lengths()[:2]
    gap = np.abs(slab.positions[face, :2] - spot) % lengths
    away = np.hypot(*np.minimum(gap, lengths - gap).T)
    order = np.argsort(away, kind="stable")[: {"top": 1, "bridge": 2, "hollow": 4}[kind]]
    # on a p(1x1) or narrow cell an atom is its own neighbour
    return [face[k] for k in order if away[k] < a]
