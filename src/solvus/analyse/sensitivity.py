"""Relative sensitivity factors: a small table for what the foils here are made of.

S_i is the area that one line of element i has, relative to C 1s (XPS) or to Ag MNN (AES), at equal
amount. The XPS factors are photoionisation cross-sections at 1486.6 eV (Scofield 1976), both lines
of a doublet together: transmission of the analyser and escape depth are not in them, and the areas
must have been corrected for them. 20 % is assumed for what that and the background leave.

There is no factor for Li KLL: published ones differ by factors, and it decides Li : Ag. Whoever
gives a composition with it must give the factor, its error and where it comes from.
"""

from __future__ import annotations

from typing import NamedTuple

from solvus.base.errors import suggestion

RECALLED = "recalled, not re-read: Scofield, J. Electron Spectrosc. 8 (1976) 129; C 1s = 1"
PRINTED = "as RSF in a CasaXPS file among the test data; Scofield 1976; C 1s = 1"
BY_DEFINITION = "the line to which AES factors of the PHI handbook (1976) refer"


class Factor(NamedTuple):
    """A sensitivity factor [1], its standard error, status and source."""

    value: float
    sigma: float
    status: str
    source: str


def _xps(value: float, source: str = RECALLED) -> Factor:
    return Factor(value, 0.2 * value if value != 1.0 else 0.0, "compiled", source)


FACTORS: dict[str, Factor] = {
    "Li 1s": _xps(0.0568),
    "C 1s": _xps(1.0),
    "N 1s": _xps(1.80),
    "O 1s": _xps(2.93),
    "F 1s": _xps(4.43),
    "Mg 2p": _xps(0.3335),
    "Al 2p": _xps(0.5371),
    "Si 2p": _xps(0.817),
    "P 2p": _xps(1.192),
    "S 2p": _xps(1.677),
    "Cl 2p": _xps(2.285),
    "Fe 2p": _xps(16.42, PRINTED),
    "Ag 3d": _xps(18.04),
    "Au 4f": _xps(17.12),
    "Ag MNN": Factor(1.0, 0.0, "assumed", BY_DEFINITION),
}


def factor(line: str) -> Factor:
    """The factor on file of a line such as "Ag 3d".

    Raises ValueError, naming what is on file, for another line.
    """
    if line in FACTORS:
        return FACTORS[line]
    if line.replace(" ", "").casefold() in ("likll", "likvv"):
        raise ValueError(
            "no sensitivity factor is on file for Li KLL: published ones differ by factors; give "
            "it with its error and source"
        )
    raise ValueError(f'no sensitivity factor is on file for "{line}".{suggestion(line, FACTORS)}')
