"""Auger electron spectroscopy of the surface: y = Ag/(Li + Ag) as printed by the instrument.

The spot averages over the skin and what is bare of it:

    y = w y(x_skin) + (1 - w) y(x_matrix),   w the share of the area that shows the skin

with y(x) one of the laws literal, floor, ratio. None of them is established: as made, 0.71 at% Ag
reads 7.3 at%. The information depth (about 2 nm) enters through the visibility of a thin skin.
"""

from __future__ import annotations

import numpy as np

from solvus.model.electrode import Face
from solvus.model.surface import averaged
from solvus.observe.kinds import SIGNAL_LAWS, Instrument, Values

INSTRUMENT = Instrument(
    "aes", "Auger electron spectroscopy, surface", (), SIGNAL_LAWS, default_law="floor"
)


def read(face: Face, values: Values) -> float:
    """Reading y [1] of a face; `values` from `INSTRUMENT.values(law, given)`."""
    matrix, skin = np.array([face.matrix_fraction]), np.array([face.skin_fraction])
    share = np.array([face.share])
    return float(averaged(matrix, skin, share, values["floor"], values["ratio"])[0])
