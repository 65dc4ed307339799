"""No transient: the plating electrode is its own deposit from the start."""

from __future__ import annotations

import numpy as np

from solvus.model.interface.kinds import Kinetics, Overpotential, Plating, Transient, Values


def settled(plating: Plating, values: Values, kinetics: Kinetics) -> Overpotential:
    """The steady overpotential of a covered electrode, at the start and the end."""
    eta = kinetics.overpotential(plating.current, values, plating.temperature)
    return Overpotential(np.array([0.0, plating.duration]), np.full(2, eta), np.ones(2))


LAW = Transient("none", "no nucleation", (), settled)
