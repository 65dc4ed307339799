"""Engines: what gives the energy of a set of atoms. One file each, in a registry by name."""

from __future__ import annotations

from solvus.atoms.engines import chgnet, gpaw, sevennet, toy
from solvus.atoms.engines.kinds import Engine as Engine
from solvus.atoms.engines.kinds import Setting as Setting
from solvus.atoms.engines.kinds import external

ENGINES: dict[str, Engine] = {
    engine.name: engine for engine in (gpaw.ENGINE, chgnet.ENGINE, sevennet.ENGINE, toy.ENGINE)
}


def engine(name: str) -> Engine:
    """The engine of that name, or the one that ``module:callable`` points to.

    Raises KeyError if there is none of that name, ImportError or AttributeError if the module or
    what it should hold is not there.
    """
    if ":" in name:
        return external(name)
    return ENGINES[name]
