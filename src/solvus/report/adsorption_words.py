"""How the pages on adsorption name surfaces, engines and numbers."""

from __future__ import annotations

import math
import re
from html import escape

from solvus.atoms.found import Found
from solvus.atoms.outcome import RELAX
from solvus.atoms.plan import Level
from solvus.atoms.surface import Surface

_ENGINES = {"gpaw": "GPAW", "chgnet": "CHGNet", "sevennet": "SevenNet", "toy": "toy, no physics"}
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_FORMULA = re.compile(r"\b(?:[A-Z][a-z]?\d*)*[A-Z][a-z]?\d+(?:[A-Z][a-z]?\d*)*")
_ELEMENT = re.compile(r"([A-Za-z])(\d+)")


def subscripted(name: str) -> str:
    """A name with the numbers of its formulas lowered: "Li31Ag(100)" -> "Li₃₁Ag(100)"."""

    def lowered(found: re.Match[str]) -> str:
        return _ELEMENT.sub(lambda m: m[1] + m[2].translate(_LOWERED), found[0])

    return _FORMULA.sub(lowered, name)


def drawn(name: str) -> str:
    """The same for the text of a figure, which would take "<" for a tag."""
    return escape(subscripted(name), quote=False)


def whole(label: str) -> str:
    """A label that is not broken between a number and its element: "hollow, 1 Ag"."""
    return re.sub(r"(\d|\w) (?=[A-Z(]|below)", "\\1\u00a0", label)


def energy_text(value: float, digits: int = 3) -> str:
    """An energy with its sign [eV], a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    rounded = round(value, digits) + 0.0  # no sign before a zero that was negative
    return f"{rounded:+.{digits}f}".replace("-", "−")


def number_text(value: float, form: str = ".3g") -> str:
    """A number in a format, a dash where there is none."""
    return f"{value:{form}}".replace("-", "−") if math.isfinite(value) else "–"


def engine_name(level: Level) -> str:
    """The engine as people write it, with the functional if it has one."""
    name = _ENGINES.get(level.engine, level.engine)
    return f"{name}, {level.settings['xc']}" if "xc" in level.settings else name


def level_name(found: Found) -> str:
    """The engine and whether it relaxed the slab or took the geometry of a screening."""
    how = "relaxed" if found.first.kind == RELAX else "at the screened geometry"
    return f"{engine_name(found.level)}, {how}"


def cell_text(surface: Surface) -> str:
    """The cell and its depth: "p(2×2), 8 layers"."""
    return f"p({surface.n}×{surface.n}), {surface.layers} layers"


def held_layers(surface: Surface) -> int:
    """How many layers do not move."""
    return surface.layers if surface.fixed is None else surface.fixed
