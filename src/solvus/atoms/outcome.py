"""What a calculation gave."""

from __future__ import annotations

from typing import Any, NamedTuple

BULK, ATOM, RELAX, SINGLE = "bulk", "atom", "relax", "single"


class Outcome(NamedTuple):
    """What a calculation gave.

    energy : total [eV], extrapolated to zero smearing (of a bulk: per atom, at its minimum);
    fmax : largest force left on a free atom [eV/angstrom], nan where none was asked for;
    converged : to what was asked; steps : ionic steps; seconds : wall clock of all of them,
    restarts included; trouble : what went wrong, "" if nothing did;
    lattice, bulk_modulus : of a bulk [angstrom, GPa]; positions : where the atoms ended.
    """

    key: str
    label: str
    kind: str
    engine: str
    version: str
    settings: dict[str, Any]
    energy: float
    fmax: float
    converged: bool
    steps: int
    seconds: float
    ranks: int
    trouble: str
    lattice: float
    bulk_modulus: float
    finished: str
    positions: list[list[float]]
