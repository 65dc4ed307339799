"""What CasaXPS writes into the comments of a VAMAS block: regions, backgrounds, fitted components.

Lines are read word by word; a line that does not read as such is passed over, because a comment may
hold anything. Positions are kinetic energies in the file, and given here as binding energies.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

LONGEST = 2000  # characters of a line of CasaXPS
_GROUP = re.compile(r"\(\*(.*?)\*\)")
_NUMBER = r"([+-]?\d{1,20}(?:\.\d{0,20})?(?:[eE][+-]?\d{1,3})?)"
_REGION = re.compile(rf"CASA region \(\*(.*?)\*\) \(\*(.*?)\*\) {_NUMBER} {_NUMBER} {_NUMBER} (.*)")
_COMPONENT = re.compile(
    rf"CASA comp \(\*(.*?)\*\) \(\*(.*?)\*\) Area {_NUMBER} .*?MFWHM {_NUMBER} .*?"
    rf"Position {_NUMBER} "
)


def casa_of(comment: Sequence[str], source_energy: float) -> dict[str, list[dict[str, Any]]]:
    """Regions and components of a block comment; empty where there are none.

    source_energy [eV] : turns positions to binding energies. A region has name, background, window
    [eV], rsf, tail (what else stands on its line: of a Tougaard background B, C, D, T0); a
    component name, shape, position_eV, fwhm_eV, area [counts eV/s].
    """
    if not math.isfinite(source_energy):
        return {}
    regions, components = [], []
    for line in comment:
        if len(line) > LONGEST:
            continue
        if match := _REGION.match(line):
            ends = sorted(source_energy - float(match[k]) for k in (3, 4))
            tail = [float(word) for word in _GROUP.sub(" ", match[6]).split() if _is_number(word)]
            regions.append(
                {"name": match[1], "background": match[2], "window_eV": ends,
                 "rsf": float(match[5]), "tail": tail}
            )  # fmt: skip
        elif match := _COMPONENT.match(line):
            components.append(
                {"name": match[1], "shape": match[2], "area": float(match[3]),
                 "fwhm_eV": float(match[4]), "position_eV": source_energy - float(match[5])}
            )  # fmt: skip
    return {"regions": regions, "components": components} if regions or components else {}


def _is_number(word: str) -> bool:
    try:
        return math.isfinite(float(word))
    except ValueError:
        return False
