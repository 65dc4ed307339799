"""How the parts of a pouch cell look: one colour each, the same in every figure of a cell."""

from __future__ import annotations

from collections.abc import Mapping

from solvus.report.theme import BLUE, GREEN, GREY, ORANGE, PALE, PURPLE, SKY, YELLOW

PARTS: Mapping[str, str] = {
    "cathode_coating": "#3d444b",
    "cathode_foil": SKY,
    "anode_foil": BLUE,
    "anode_collector": ORANGE,
    "separator": PALE,
    "electrolyte": GREEN,
    "laminate": PURPLE,
    "tabs": YELLOW,
    "extra": GREY,
}
"""Colour of a part, by its name in the bill; separators are told apart by their hairline too."""
