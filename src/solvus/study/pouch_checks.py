"""What can only be seen with several parts of a pouch file side by side."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from solvus.base.errors import InputError
from solvus.base.units import show
from solvus.base.yaml_source import KeyPath
from solvus.materials import library, open_circuit
from solvus.pouch.design import Design
from solvus.pouch.energy import Energies
from solvus.pouch.geometry import foil_per_face
from solvus.study.pouch_design import (
    ACTIVE_DENSITY,
    BINDER_DENSITY,
    CARBON_DENSITY,
    coating_of,
    discharge_of,
    lithium_from,
)
from solvus.study.pouch_schema import CathodeBlock, PouchFile
from solvus.study.sentences import Slip


class Notice(NamedTuple):
    """Something to know of a design that is no fault: key path and a sentence with numbers."""

    path: KeyPath
    text: str


def cathode_slips(block: CathodeBlock, folder: Path) -> list[Slip]:
    """What a cathode block lacks or says twice, and cut-offs outside the data."""
    slips = _loading_slips(block) + _coating_slips(block)
    plain = [name for name in ("specific_capacity", "mid_voltage") if getattr(block, name)]
    if block.measured:
        slips += [((name,), "stands beside measured, whose rows give it; remove one of the two")
                  for name in plain]  # fmt: skip
        return slips + _row_slips(block)
    if len(plain) == 2:
        if block.upper_cutoff is not None:
            slips.append((("upper_cutoff",), "moves nothing beside specific_capacity and "
                          "mid_voltage; remove it, or those two"))  # fmt: skip
        return slips
    if len(plain) == 1:
        other = "mid_voltage" if plain[0] == "specific_capacity" else "specific_capacity"
        slips.append(((other,), f"is missing beside {plain[0]}; write both, or neither with "
                      "material and upper_cutoff"))  # fmt: skip
        return slips
    if block.material is None:
        slips.append(((), "says nothing of capacity and voltage; write specific_capacity and "
                      "mid_voltage, or measured with its rows, or material and "
                      "upper_cutoff"))  # fmt: skip
    elif block.upper_cutoff is None:
        slips.append((("upper_cutoff",), "is missing; the capacity of a material depends on it, "
                      "write e.g. upper_cutoff: 4.3 V"))  # fmt: skip
    else:
        slips += _window_slips(block, folder)
    return slips


def _loading_slips(block: CathodeBlock) -> list[Slip]:
    given = [name for name in ("loading", "areal_capacity") if getattr(block, name) is not None]
    if not given:
        return [(("loading",), "is missing; write e.g. loading: 15.2 mg/cm2 (active material per "
                 "face), or areal_capacity: 3.3 mAh/cm2")]  # fmt: skip
    if len(given) == 2:
        return [(("areal_capacity",), "stands beside loading; keep one of the two")]
    return []


def _coating_slips(block: CathodeBlock) -> list[Slip]:
    slips: list[Slip] = []
    if block.active is None and block.material is None:
        slips.append((("active",), "is missing; write the mass share of active material in the "
                      "coating, e.g. active: 92 %"))  # fmt: skip
    if block.coating_density is not None and block.porosity is not None:
        slips.append((("porosity",), "stands beside coating_density; keep one of the two"))
    if block.material is None and block.coating_density is None and block.porosity is None:
        slips.append((("coating_density",), "is missing; write e.g. coating_density: 3.2 g/cm3, or "
                      "porosity: 28 %"))  # fmt: skip
    if block.carbon is not None and block.active is not None and block.active + block.carbon > 1:
        total = 100.0 * (block.active + block.carbon)
        slips.append((("carbon",), f"and active add up to {total:.4g} %; the rest is binder, write "
                      "less"))  # fmt: skip
    return slips


def _row_slips(block: CathodeBlock) -> list[Slip]:
    cutoff, rows = block.upper_cutoff, block.measured
    if cutoff is None:
        if len(rows) == 1:
            return []
        return [(("upper_cutoff",), "is missing; write the one that the cell is charged to, "
                 f"e.g. upper_cutoff: {rows[0].upper_cutoff:g} V")]  # fmt: skip
    low, high = rows[0].upper_cutoff, rows[-1].upper_cutoff
    if not low - 1e-9 <= cutoff <= high + 1e-9:
        return [(("upper_cutoff",), f"{cutoff:g} V lies outside the {low:g} to {high:g} V that "
                 "were measured; write one within, or add a row")]  # fmt: skip
    return []


def _window_slips(block: CathodeBlock, folder: Path) -> list[Slip]:
    assert block.material is not None
    assert block.upper_cutoff is not None
    made = library.cathode(block.material, folder)
    low = made.voltage_low.si if block.lower_cutoff is None else block.lower_cutoff
    try:
        open_circuit.window(made, low, block.upper_cutoff)
    except InputError as error:
        key = "upper_cutoff"
        if block.lower_cutoff is not None and low < made.voltage_low.si:
            key = "lower_cutoff"
        return [((key,), fault.message) for fault in error.faults]
    return []


def geometry_slips(pouch: PouchFile) -> list[Slip]:
    """Coatings denser than what they are made of, tabs that do not fit."""
    slips: list[Slip] = []
    porosity = float(coating_of(pouch).porosity)
    if porosity < 0.0:
        given = pouch.cathode.coating_density or 0.0
        solid = given / (1.0 - porosity)
        slips.append((
            ("cathode", "coating_density"),
            f"{show(given, 'kg/m^3', 'g/cm3')} leaves a porosity of {100.0 * porosity:.3g} %: what "
            f"it is made of has {show(solid, 'kg/m^3', 'g/cm3')} without pores (active "
            f"{ACTIVE_DENSITY / 1e3:g}, carbon {CARBON_DENSITY / 1e3:g}, binder "
            f"{BINDER_DENSITY / 1e3:g} g/cm3 where the file says nothing); write less",
        ))  # fmt: skip
    slips += _first_charge_slips(pouch)
    both = pouch.tabs.positive.width + pouch.tabs.negative.width
    if both > pouch.cell.width:
        slips.append((
            ("tabs",),
            f"are {show(both, 'm', 'mm')} wide together, on a cell of "
            f"{show(pouch.cell.width, 'm', 'mm')}; write narrower ones",
        ))  # fmt: skip
    return slips


def _first_charge_slips(pouch: PouchFile) -> list[Slip]:
    """A cathode that holds the lithium gives back no more than its first charge took."""
    gives = discharge_of(pouch)
    first, again = float(gives.first_charge), float(gives.capacity)
    if lithium_from(pouch) == "foil" or first >= again * (1.0 - 1e-9):
        return []
    return [(
        ("cathode", "first_charge"),
        f"{show(first, 'C/kg', 'mAh/g')} is less than the {show(again, 'C/kg', 'mAh/g')} that a "
        "discharge gives back; write that or more",
    )]  # fmt: skip


def answers(
    pouch: PouchFile, design: Design, found: Energies
) -> tuple[list[Slip], list[Notice]]:
    """What the checks of a file say of its design: what is refused, and what is only told."""
    refused: list[Slip] = []
    told: list[Notice] = []

    def say(path: KeyPath, text: str, answer: str, way_out: str) -> None:
        if answer == "refuse":
            refused.append((path, f"{text}; {way_out}"))
        else:
            told.append(Notice(path, text))

    if found.n_to_p < 1.0 - 1e-9:
        say(("anode", "thickness"), _foil_too_thin(pouch, design, found), pouch.checks.n_to_p,
            "take a thicker foil, or write checks: {n_to_p: warn}")  # fmt: skip
    if found.electrolyte_ratio < found.electrolyte_least * (1.0 - 1e-9):
        least = show(float(found.electrolyte_least), "kg/C", "g/Ah")
        text = (
            f"{show(float(found.electrolyte_ratio), 'kg/C', 'g/Ah')} do not fill the pores of "
            f"cathode and separator, which take {least}"
        )
        say(("electrolyte", "amount"), text, pouch.checks.electrolyte, f"write at least {least}")
    if pouch.separator.overhang < pouch.anode.overhang:
        told.append(Notice(
            ("separator", "overhang"),
            f"the separator stands out by {show(pouch.separator.overhang, 'm', 'mm')} and the "
            f"anode by {show(pouch.anode.overhang, 'm', 'mm')}: it does not cover the anode",
        ))  # fmt: skip
    return refused, told


def _foil_too_thin(pouch: PouchFile, design: Design, found: Energies) -> str:
    of = {"first_charge": "capacity of the first charge", "reversible": "reversible capacity"}
    held = foil_per_face(design) * design.anode.capacity
    least = float(pouch.anode.thickness / found.n_to_p)
    text = (
        f"the foil holds {show(float(held), 'C/m^2', 'mAh/cm2', 3)} per face, and N/P by the "
        f"{of[pouch.n_to_p]} is {float(found.n_to_p):.3g}: below 1; "
        f"{show(least, 'm', 'um', 3)} would give 1"
    )
    if lithium_from(pouch) == "foil":
        text += ". The cathode brings no lithium, so that the foil limits the cell"
    return text
