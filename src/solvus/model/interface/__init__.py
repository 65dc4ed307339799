"""Laws of the interface: one file of content each, by role."""

from __future__ import annotations

from solvus.model.interface import (
    kinetics_butler_volmer,
    kinetics_linear,
    level_langmuir,
    level_log,
    level_rate,
    transient_full,
    transient_none,
    transient_short,
)
from solvus.model.interface.kinds import Kinetics, Level, Transient

LEVELS: dict[str, Level] = {m.LAW.name: m.LAW for m in (level_log, level_langmuir, level_rate)}
TRANSIENTS: dict[str, Transient] = {
    m.LAW.name: m.LAW for m in (transient_full, transient_short, transient_none)
}
KINETICS: dict[str, Kinetics] = {
    m.LAW.name: m.LAW for m in (kinetics_butler_volmer, kinetics_linear)
}

LAWS: dict[str, dict[str, Level] | dict[str, Transient] | dict[str, Kinetics]] = {
    "nucleation_level": LEVELS,
    "nucleation_transient": TRANSIENTS,
    "kinetics": KINETICS,
}
