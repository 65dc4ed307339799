"""Slabs of bcc lithium, (100) face up, with solute atoms on lattice sites."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from ase import Atoms
from ase.constraints import FixAtoms

from solvus.atoms.sites import Operation
from solvus.atoms.surface import HOST, Surface, solute_sites


def build(surface: Surface, a: float) -> Atoms:
    """The slab on its ideal lattice of constant `a` [angstrom].

    Atoms lie in order of layer, i, j; ``tags`` hold the layer, 1 at the face.
    """
    n, depth = surface.n, surface.layers
    taken = set(solute_sites(surface))
    symbols, positions, tags = [], [], []
    bottom = surface.vacuum
    for layer, i, j in itertools.product(range(1, depth + 1), range(n), range(n)):
        shift = 0.5 * ((layer - 1) % 2)
        symbols.append(surface.solute if (layer, i, j) in taken else HOST)
        positions.append(((i + shift) * a, (j + shift) * a, bottom + 0.5 * a * (depth - layer)))
        tags.append(layer)
    height = 0.5 * a * (depth - 1) + 2.0 * surface.vacuum
    cell, periodic = (n * a, n * a, height), (True, True, False)
    slab = Atoms(symbols, positions, tags=tags, cell=cell, pbc=periodic)
    slab.set_constraint(FixAtoms(indices=held(surface, slab)))
    return slab


def held(surface: Surface, slab: Atoms) -> list[int]:
    """Indices of the atoms that do not move: the lowest layers, or all of the slab."""
    lowest = 0 if surface.fixed is None else surface.layers - surface.fixed
    return [i for i, tag in enumerate(slab.get_tags()) if tag > lowest]


def bulk(a: float) -> Atoms:
    """The primitive cell of bcc lithium, of one atom."""
    half = 0.5 * a
    cell = [(-half, half, half), (half, -half, half), (half, half, -half)]
    return Atoms(HOST, [(0.0, 0.0, 0.0)], cell=cell, pbc=True)


def rattled(
    slab: Atoms, size: float, seed: int, operations: Sequence[Operation] | None = None
) -> Atoms:
    """A copy whose free atoms are moved at random, `size` [angstrom] in each direction.

    An ideal slab can sit where no force tells the way, and a relaxation ends before it began.
    With `operations` (of ``sites.symmetries``) the displacement is averaged over them, so that it
    keeps the symmetry of the slab.
    """
    moved = slab.copy()
    shift = np.random.default_rng(seed).normal(0.0, size, (len(slab), 3))
    if operations is not None:
        shift = _mean(shift, operations)
    shift[[i for fix in slab.constraints for i in fix.get_indices()]] = 0.0
    moved.positions += shift
    return moved


def _mean(shift: np.ndarray, operations: Sequence[Operation]) -> np.ndarray:
    """A displacement (atoms, 3) averaged over the symmetries of a slab."""
    total = np.zeros_like(shift)
    for permutation, rotation in operations:
        image = shift.copy()
        image[:, :2] = shift[:, :2] @ rotation.T
        total[permutation] += image
    return total / len(operations)
