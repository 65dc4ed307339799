"""What can only be seen with several parts of a pouch file side by side."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from solvus.base.errors import InputError
from solvus.base.units import show
from solvus.base.yaml_source import KeyPath
from solvus.materials import library, open_circuit
from solvus.pouch.bill import capacity
from solvus.pouch.design import Design
from solvus.pouch.energy import Energies
from solvus.pouch.geometry import foil_per_face
from solvus.study.pouch_design import (
    coating_of,
    discharge_of,
    lithium_from,
)
from solvus.study.pouch_schema import CathodeBlock, PouchFile
from solvus.study.sentences import Slip

ROOM = 0.05  # of the body: electrolyte beyond the pores of less volume finds room between the parts


class Notice(NamedTuple):
    """Something to know of a design that is no fault: key path and a sentence with numbers."""

    path: KeyPath
    text: str


def cathode_slips(block: CathodeBlock, folder: Path, energy_by: str = "mid") -> list[Slip]:
    """What a cathode block lacks or says twice, and cut-offs outside the data.

    energy_by : "mid" or "mean", the voltage that the file counts energy by
    """
    slips = _loading_slips(block) + _coating_slips(block)
    volts = f"{energy_by}_voltage"
    plain = [name for name in ("specific_capacity", "mid_voltage", "mean_voltage")
             if getattr(block, name) is not None]  # fmt: skip
    if block.measured:
        slips += [((name,), "stands beside measured, whose rows give it; remove one of the two")
                  for name in plain]  # fmt: skip
        return slips + _row_slips(block, energy_by)
    lacking = [name for name in ("specific_capacity", volts) if name not in plain]
    if not lacking:
        if block.upper_cutoff is not None:
            slips.append((("upper_cutoff",), "moves nothing beside specific_capacity and "
                          f"{volts}; remove it, or those two"))  # fmt: skip
        return slips
    if plain:
        why = "" if energy_by == "mid" else ", as energy_by: mean asks for it"
        slips += [((name,), f"is missing beside {plain[0]}{why}; write specific_capacity and "
                   f"{volts}, or neither with material and upper_cutoff")
                  for name in lacking]  # fmt: skip
        return slips
    if block.material is None:
        slips.append(((), "says nothing of capacity and voltage; write specific_capacity and "
                      f"{volts}, or measured with its rows, or material and "
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


def _row_slips(block: CathodeBlock, energy_by: str) -> list[Slip]:
    cutoff, rows = block.upper_cutoff, block.measured
    bare: list[Slip] = [
        (("measured", number, "mean_voltage"), "is missing, as energy_by: mean asks for it; write "
         "it in every row, or energy_by: mid")
        for number, row in enumerate(rows) if row.voltage(energy_by) is None
    ]  # fmt: skip
    if bare:
        return bare
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
    coating = coating_of(pouch)
    porosity = float(coating.recipe.porosity)
    if porosity < 0.0:
        given = pouch.cathode.coating_density or 0.0
        solid = given / (1.0 - porosity)
        active, carbon, binder = (1e-3 * one for one in coating.densities)
        slips.append((
            ("cathode", "coating_density"),
            f"{show(given, 'kg/m^3', 'g/cm3')} leaves a porosity of {100.0 * porosity:.3g} %: what "
            f"it is made of has {show(solid, 'kg/m^3', 'g/cm3')} without pores (active {active:g}, "
            f"carbon {carbon:g}, binder {binder:g} g/cm3); write less",
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
    """A later half-cycle moves no more than the first one did, whichever the cell begins with."""
    gives = discharge_of(pouch)
    first, again = float(gives.first_charge), float(gives.capacity)
    if first >= again * (1.0 - 1e-9):
        return []
    later = "charge" if lithium_from(pouch) == "foil" else "discharge"
    return [(
        ("cathode", "first_charge"),
        f"{show(first, 'C/kg', 'mAh/g')} is less than the {show(again, 'C/kg', 'mAh/g')} that a "
        f"{later} gives back; write that or more",
    )]  # fmt: skip


def empty_slips(pouch: PouchFile, design: Design) -> list[Slip]:
    """A foil from which the cathode retains all that it can give."""
    held = capacity(design)
    if held.used > 0.0:
        return []
    retained = design.cathode.loading * (
        design.cathode.first_charge - design.cathode.specific_capacity
    )
    return [(
        ("anode", "thickness"),
        f"the foil gives {show(float(held.first), 'C/m^2', 'mAh/cm2', 3)} per face, and the "
        f"cathode retains {show(float(retained), 'C/m^2', 'mAh/cm2', 3)} of its first discharge: "
        "nothing is left to cycle; take a thicker foil",
    )]  # fmt: skip


def first_half_cycle(pouch: PouchFile) -> str:
    """What the cell begins with: "first charge" or "first discharge"."""
    return "first discharge" if lithium_from(pouch) == "foil" else "first charge"


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
    surplus = _surplus(design, found)
    if surplus > ROOM * found.energy / found.built.body:
        told.append(Notice(
            ("electrolyte", "amount"),
            f"{show(surplus, 'm^3', 'cm3', 3)} of the electrolyte are more than the pores take: "
            "they count in the mass and have no room in any of the volumes",
        ))  # fmt: skip
    if pouch.separator.overhang < pouch.anode.overhang:
        told.append(Notice(
            ("separator", "overhang"),
            f"the separator stands out by {show(pouch.separator.overhang, 'm', 'mm')} and the "
            f"anode by {show(pouch.anode.overhang, 'm', 'mm')}: it does not cover the anode",
        ))  # fmt: skip
    return refused, told


def _surplus(design: Design, found: Energies) -> float:
    """Volume [m3] of the electrolyte that the pores of cathode and separator do not take."""
    over = float(found.electrolyte_ratio) - float(found.electrolyte_least)
    return max(over, 0.0) * float(found.charge) / float(design.electrolyte.density)


def _foil_too_thin(pouch: PouchFile, design: Design, found: Energies) -> str:
    of = {"first_charge": f"capacity of the {first_half_cycle(pouch)}",
          "reversible": "reversible capacity"}  # fmt: skip
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
