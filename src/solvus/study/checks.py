"""What can only be seen with several parts of a study side by side."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping

from solvus.base.units import show
from solvus.model.protocol import Protocol, net_charge_extremes, written_steps
from solvus.study.protocol_text import LARGEST_CURRENT, LONGEST
from solvus.study.registries import FoilLike
from solvus.study.sentences import Slip

_ROUND_OFF = 1e-9


# Blocks that a single foil has no use for, and what they describe.
_OF_A_CELL = {
    "interface": "the voltage",
    "layer": "what the salt in the reaction layers does to the voltage",
    "end_of_life": "a voltage",
}


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
        if step.kind == "sweep" or not math.isnan(step.voltage_limit)
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
    """Steps that cannot be done with the lithium there is, and C-rates that make no sense."""
    held = capacity(working)
    slips = _c_rate_slips(protocol, held)
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


def _c_rate_slips(protocol: Protocol, held: float) -> list[Slip]:
    slips: list[Slip] = []
    for at, step in written_steps(protocol):
        place = ("protocol", *at)
        try:
            resolved = step.resolved(held)
        except ValueError as error:
            slips.append((place, str(error)))
            continue
        if resolved.current > LARGEST_CURRENT * (1.0 + _ROUND_OFF):
            slips.append(
                (
                    place,
                    f'"{step.text}" is {show(resolved.current, "A/m^2", "mA/cm2")} on this foil; '
                    "the largest current is 1 A/cm2: write a smaller C-rate",
                )
            )
        elif math.isfinite(resolved.charge) and resolved.longest > LONGEST:
            slips.append(
                (place, f'"{step.text}" takes longer than 100000 h on this foil; write more C')
            )
    return slips
