"""Doublets of the metals here: where the stronger line stands, how far apart the two lines are.

Energies and splittings of the elements in the metal, recalled and not re-read (NIST XPS database,
PHI handbook 1992). They are used to recognise a line and to start a fit, whose splitting is free:
no result rests on them. Doublets that ordinary resolution does not part are left out.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from solvus.base.errors import suggestion

NEAR = 4.0  # [eV] by which charging and chemistry may move a line that is to be recognised
_LINE = re.compile(r"(?<![A-Za-z])([A-Z][a-z]?)[ _-]?([1-6][spdfSPDF])(?![A-Za-z])")
BELOW, BEYOND = 5.0, 6.0  # [eV] of a window cut out of a wide scan, on either side of the lines
LEAST_SPAN = 1.3  # of a region, by the splitting
WIDE = 40.0  # [eV] more than the splitting, from which on a region is a wide scan


class Level(NamedTuple):
    """A doublet: binding energy of its stronger line and distance to the weaker one [eV]."""

    energy: float
    splitting: float


LEVELS = {
    "Ag 3d": Level(368.25, 6.0),
    "Au 4f": Level(84.0, 3.67),
    "Pt 4f": Level(71.1, 3.33),
    "In 3d": Level(443.9, 7.54),
    "Sn 3d": Level(485.0, 8.41),
    "Fe 2p": Level(706.8, 13.1),
    "Ni 2p": Level(852.7, 17.3),
    "Cu 2p": Level(932.6, 19.8),
    "Zn 2p": Level(1021.8, 23.0),
}


def level_named(name: str) -> str:
    """The doublet of that name, "Ag3d" as well; ValueError, naming those known, for another."""
    found = _alike(name)
    if not found:
        raise ValueError(f'no doublet "{name}" is on file.{suggestion(name, LEVELS)}')
    return found


def line_named(name: str) -> str:
    """A name of a region as lines are written: "Ag3d scan" and "clean_Ag_3d5/2" give "Ag 3d"; names
    without a line in them come back as they are."""
    found = _LINE.search(name)
    return f"{found[1]} {found[2].lower()}" if found else name.strip()


def is_line(name: str) -> bool:
    """Whether a name has a line in it, as "Ag 3d" and "clean_Au_4f" have and "scan 1" has not."""
    return _LINE.search(name) is not None


def level_in(name: str, energy: np.ndarray, counts: np.ndarray) -> str:
    """The doublet that a region shows: the one it is named after, else one whose two lines lie in
    the range and whose stronger line is the top of it; "" for none.

    energy : binding energy [eV], array (n,); counts : alike.
    """
    inside = [key for key, level in LEVELS.items() if holds(level, energy)]
    named = _alike(name)
    top = float(energy[int(np.argmax(counts))])
    if named in inside:
        at = LEVELS[named]
        stronger = abs(top - at.energy) < abs(top - at.energy - at.splitting)
        other = top + at.splitting if stronger else top - at.splitting
        return named if np.min(energy) < other < np.max(energy) else ""
    if is_line(name):
        return ""
    near = {key: abs(top - LEVELS[key].energy) for key in inside}
    best = min(near, key=lambda key: near[key], default="")
    return best if best and near[best] <= NEAR else ""


def holds(level: Level, energy: np.ndarray) -> bool:
    """Whether both lines of a doublet, moved by at most `NEAR`, lie in a range of energies [eV]."""
    low, high = float(np.min(energy)), float(np.max(energy))
    reaches = low < level.energy + NEAR and level.energy + level.splitting - NEAR < high
    return reaches and high - low > LEAST_SPAN * level.splitting


def window_of(level: Level, energy: np.ndarray, counts: np.ndarray) -> tuple[float, float] | None:
    """The part [eV] of a wide scan about a doublet, by the top near its stronger line; None for a
    region that is no wide scan."""
    if float(np.ptp(energy)) <= level.splitting + WIDE:
        return None
    near = np.abs(energy - level.energy) <= NEAR
    if not near.any():
        return None
    top = float(energy[near][int(np.argmax(counts[near]))])
    return top - BELOW, top + level.splitting + BEYOND


def _alike(name: str) -> str:
    line = line_named(name)
    return line if line in LEVELS else ""
