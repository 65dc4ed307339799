"""The point about which a slab is most symmetric, brought to the origin of its cell."""

from __future__ import annotations

import numpy as np
from ase import Atoms

_TOLERANCE = 1e-4  # angstrom, of the symmetry
_WHOLE = 2e-5  # in cells, about as far as the tolerance reaches: what counts as no translation

Operations = list[tuple[np.ndarray, np.ndarray]]  # turn (2, 2) and translation (2,), in cells


def shift_to_centre(atoms: Atoms) -> np.ndarray:
    """The shift [angstrom] in the plane after which most symmetries have no translation.

    GPAW uses operations about the origin only, and the hollow that holds an atom is not there: on
    p(4x4) that is a factor of two in k-points. No energy hangs on the shift, but for what is left
    of the grid (below 1 meV). Without spglib it is zero.
    """
    try:
        import spglib
    except ImportError:
        return np.zeros(3)
    cell = (atoms.cell.array, atoms.get_scaled_positions(), atoms.numbers)
    found = spglib.get_symmetry(cell, symprec=_TOLERANCE)
    if found is None:
        return np.zeros(3)
    operations = [
        (turn[:2, :2], shift[:2])
        for turn, shift in zip(found["rotations"], found["translations"], strict=True)
        if turn[2, 2] == 1
    ]
    centre = max(_candidates(operations), key=lambda point: _fixed(point, operations))
    return -np.asarray(centre @ atoms.cell.array[:2])


def _candidates(operations: Operations) -> list[np.ndarray]:
    """The origin, and the points that a half turn leaves where they are: (1 - R) c = t."""
    points = [np.zeros(2)]
    for turn, shift in operations:
        if np.array_equal(turn, -np.eye(2)):
            halves = [np.array((i, j)) / 2.0 for i in (0, 1) for j in (0, 1)]
            points += [shift / 2.0 + half for half in halves]
    return points


def _fixed(point: np.ndarray, operations: Operations) -> int:
    """How many operations leave a point where it is, up to the translations of the cell."""
    gaps = [turn @ point + shift - point for turn, shift in operations]
    return sum(bool(np.all(np.abs(gap - np.round(gap)) < _WHOLE)) for gap in gaps)
