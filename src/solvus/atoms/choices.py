"""How far the choices of a calculation move an energy of adsorption."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from solvus.atoms.found import Found
from solvus.atoms.outcome import SINGLE
from solvus.atoms.shipped import Calculation, calculation

CONVERGENCE = "convergence_gpaw"
# The same surfaces twice: relaxed with the reference, and single points at a screened geometry.
RELAXED, POINTS = "solutes_gpaw", "solutes_points_gpaw"


class Spread(NamedTuple):
    """How far a choice moves an energy of adsorption: half its range [eV], over which variants."""

    choice: str
    half_range: float
    variants: tuple[str, ...]


def sigma(found: Found) -> float:
    """Uncertainty [eV] of an energy from the choices of its calculation, in quadrature.

    That of single points holds what they leave out where both were computed.
    """
    left_out = missed_by_points() if found.first.kind == SINGLE else 0.0
    return math.hypot(left_out, *(one.half_range for one in spreads(found)))


def missed_by_points() -> float:
    """The most [eV] that single points at a screened geometry missed of an energy of adsorption
    that was also relaxed with the reference."""
    relaxed = {one.surface.name: one.energy for one in calculation(RELAXED).solved.surfaces}
    return max(
        abs(one.energy - relaxed[one.surface.name])
        for one in calculation(POINTS).solved.surfaces
        if one.surface.name in relaxed
    )


def spreads(found: Found, made: Calculation | None = None) -> list[Spread]:
    """How far each choice moves pure lithium, among variants no coarser than this calculation.

    A paper that names none of these choices leaves each as open as we do. `made` is a calculation
    of one surface with its variants, that of the package if none is given.
    """
    made = made or calculation(CONVERGENCE)
    solved = {"as in the study": made.solved, **made.variants}
    base = made.solved.surfaces[0]
    result = []
    for choice in _CHOICES:
        energies = {
            name: one.surfaces[0].energy
            for name, one in solved.items()
            if one.surfaces
            and math.isfinite(one.surfaces[0].energy)
            and _alone(choice, one.surfaces[0], base)
            and _no_coarser(choice, one.surfaces[0], found)
        }
        if len(energies) > 1:
            half = 0.5 * (max(energies.values()) - min(energies.values()))
            result.append(Spread(choice, half, tuple(energies)))
    return result


def _setting(name: str) -> Callable[[Found], Any]:
    """A choice that is a setting of the engine; numbers as floats, nan where there is none."""

    def of(found: Found) -> Any:
        value = found.level.settings.get(name, math.nan)
        return float(value) if isinstance(value, int | float) else value

    return of


# What is better the larger it is, and what is only another choice.
_FINER: dict[str, Callable[[Found], Any]] = {
    "k-points": _setting("k_times_n"),
    "layers": lambda found: float(found.surface.layers),
    "coverage": lambda found: float(found.surface.n),
    "cut-off": _setting("cutoff"),
    "vacuum": lambda found: found.surface.vacuum,
}
_OTHER: dict[str, Callable[[Found], Any]] = {
    "functional": _setting("xc"),
    "smearing": _setting("smearing"),
    "dipole correction": _setting("dipole"),
}
_CHOICES = _FINER | _OTHER
_KEYS = {"k-points": "k_times_n", "cut-off": "cutoff", "functional": "xc", "smearing": "smearing",
         "dipole correction": "dipole"}  # fmt: skip


def _alone(choice: str, one: Found, base: Found) -> bool:
    """Whether a variant differs from the base in that choice only, or not at all."""
    same = all(of(one) == of(base) for name, of in _CHOICES.items() if name != choice)
    mine = _KEYS.get(choice)
    others = [
        {key: value for key, value in found.level.settings.items() if key != mine}
        for found in (one, base)
    ]
    return same and others[0] == others[1] and one.surface.fixed == base.surface.fixed


def _no_coarser(choice: str, one: Found, than: Found) -> bool:
    return choice in _OTHER or bool(_CHOICES[choice](one) >= _CHOICES[choice](than))
