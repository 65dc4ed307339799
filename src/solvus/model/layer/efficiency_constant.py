"""The coulombic efficiency of the foil, whatever surface it is plated on."""

from __future__ import annotations

from solvus.model.layer.kinds import Efficiency, Values


def _efficiency(of_foil: float, level: float, values: Values) -> float:
    return of_foil


LAW = Efficiency("constant", "as stated for the foil", (), _efficiency)
