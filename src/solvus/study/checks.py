"""What can only be seen with several parts of a study side by side."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping

from solvus.base.units import show
from solvus.model.protocol import (
    OF_A_FULL_CELL,
    Protocol,
    Step,
    net_charge_extremes,
    written_steps,
)
from solvus.study.registries import FoilLike
from solvus.study.sentences import Slip
from solvus.study.step_words import LARGEST_CURRENT, LONGEST

_ROUND_OFF = 1e-9


# Blocks that a single foil has no use for, and what they describe.
_OF_A_CELL = {
    "interface": "the voltage",
    "layer": "what the salt in the reaction layers does to the voltage",
    "end_of_life": "a voltage",
    "measured": "what a cycler read of a voltage",
}


def verb_slips(kind: str, protocol: Protocol) -> list[Slip]:
    """Verbs that this kind of cell does not know: a full cell is charged, a foil is plated."""
    said = _said_of_a_full_cell if kind == "full" else _said_of_foils
    slips = [(("protocol", *at), said(step)) for at, step in written_steps(protocol)]
    return [(place, sentence) for place, sentence in slips if sentence]


def _said_of_foils(step: Step) -> str:
    if step.kind not in OF_A_FULL_CELL:
        return ""
    if step.kind == "hold":
        return (
            f'"{step.text}" holds the voltage of a full cell, and there is no cathode here; write '
            '"Strip", "Plate", "Rest" or "Sweep", or kind: full and a cathode'
        )
    return (
        f'"{step.text}" begins with "{step.kind}", which depends on the cell; write "Strip" when '
        'lithium leaves the working foil and "Plate" when it comes back, or kind: full and a '
        "cathode"
    )


def _said_of_a_full_cell(step: Step) -> str:
    if step.kind in OF_A_FULL_CELL or step.kind == "rest":
        return ""
    begin = f'"{step.text}" speaks of a foil, and this is a full cell; write '
    if step.kind == "sweep":
        return begin + 'steps such as "Charge at C/5 until 4.3 V" or "Hold at 4.3 V until C/20"'
    if step.kind == "strip":
        return begin + '"Discharge", which strips the foil, e.g. "Discharge at C/5 until 2.8 V"'
    return begin + '"Charge", which plates the foil, e.g. "Charge at C/5 until 4.3 V"'


def cell_current_slips(protocol: Protocol, capacity: float, area: float = math.nan) -> list[Slip]:
    """Currents of a full cell that are out of range, or cannot be told per area.

    capacity : of the cathode [C/m2], in which C-rates count.  area : of the electrodes [m2].
    """
    return _current_slips(protocol, capacity, "this cell", area)


def voltage_slips(kind: str, protocol: Protocol, given: Collection[str]) -> list[Slip]:
    """A single foil has no voltage: nothing may ask for one. `given` : the blocks of the study."""
    if kind != "foil":
        return []
    slips: list[Slip] = [
        (
            ("protocol", *at),
            f'"{step.text}" asks for a voltage, which a single foil does not have; remove '
            + ("this step" if step.kind == "sweep" else '"until ... V"')
            + " or write kind: symmetric",
        )
        for at, step in written_steps(protocol)
        if step.kind == "sweep"
        or (step.kind not in OF_A_FULL_CELL and not math.isnan(step.voltage_limit))
    ]
    slips += [
        (
            (block,),
            f"describes {what}, which a single foil does not have; remove this block or write "
            "kind: symmetric",
        )
        for block, what in _OF_A_CELL.items()
        if block in given
    ]
    return slips


def efficiency_slips(kind: str, chosen: str, laws: Mapping[str, object]) -> list[Slip]:
    """A law of efficiency that knows foils of lithium only says nothing of a bare substrate."""
    if kind != "half" or getattr(laws.get(chosen), "on_substrates", True):
        return []
    text = (
        f'"{chosen}" is a law of lithium foils, and a half cell plates on a bare substrate; write '
        "efficiency: constant"
    )
    return [(("layer", "efficiency"), text)]


def charge_slips(
    protocol: Protocol,
    working: FoilLike,
    counter: FoilLike | None,
    capacity: Callable[[FoilLike], float],
) -> list[Slip]:
    """Steps that cannot be done with the lithium there is, and C-rates that make no sense.

    Of a protocol with steps of a full cell, where a voltage sets the charge, nothing is said.
    """
    if any(step.kind in OF_A_FULL_CELL for _, step in written_steps(protocol)):
        return []
    held = capacity(working)
    slips = _current_slips(protocol, held, "this foil")
    if slips:
        return slips
    extremes = net_charge_extremes(protocol, held)
    if extremes.stripped.charge > held * (1.0 + _ROUND_OFF):
        asked = show(extremes.stripped.charge, "C/m^2", "mAh/cm2")
        slips.append(
            (
                ("protocol", *extremes.stripped.at),
                f"by the end of this step {asked} are stripped in all, but the working foil holds "
                f"{show(held, 'C/m^2', 'mAh/cm2')}; strip less, take a thicker foil, or add "
                '"or until exhausted"',
            )
        )
    if counter is None:
        return slips
    other = capacity(counter)
    if -extremes.plated.charge > other * (1.0 + _ROUND_OFF):
        asked = show(-extremes.plated.charge, "C/m^2", "mAh/cm2")
        slips.append(
            (
                ("protocol", *extremes.plated.at),
                f"by the end of this step {asked} are plated in all, but the counter electrode "
                f"holds {show(other, 'C/m^2', 'mAh/cm2')}; plate less, or take a thicker counter",
            )
        )
    return slips


def _current_slips(
    protocol: Protocol, held: float, where: str, area: float = math.nan
) -> list[Slip]:
    """Currents that are known only with a capacity [C/m2] or an area [m2]; "this foil" or so."""
    slips: list[Slip] = []
    for at, step in written_steps(protocol):
        try:
            said = _too_much(step.resolved(held, area), where)
        except ValueError as error:
            said = str(error)
        if said:
            slips.append((("protocol", *at), said))
    return slips


def _too_much(step: Step, where: str) -> str:
    for current, c_rate in ((step.current, step.c_rate), (step.cut_current, step.cut_c_rate)):
        if current > LARGEST_CURRENT * (1.0 + _ROUND_OFF):
            return (
                f'"{step.text}" is {show(current, "A/m^2", "mA/cm2")} on {where}; the largest '
                f"current is 1 A/cm2: write {'less' if math.isnan(c_rate) else 'a smaller C-rate'}"
            )
    if math.isfinite(step.charge) and step.longest > LONGEST:
        more = "more A" if math.isnan(step.c_rate) else "more C"
        return f'"{step.text}" takes longer than 100000 h on {where}; write {more}'
    return ""
