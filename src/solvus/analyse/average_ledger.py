"""Average coulombic efficiency (Adams, method 3) from a trace, with the ledger of its charges.

    CE = (sum of the short strips + final strip)/(reservoir + sum of the short platings)

which is `coulombic.average_efficiency` of charges that are measured, not nominal. What each
half-cycle was is recognised from the charges, backwards from the final strip:

    final strip    the last strip
    short          platings and strips before it whose charges agree with the last plating
                   within `short_share` (10 %)
    reservoir      the plating before the first of the short strips
    conditioning   platings and strips before the reservoir, left out

A protocol that does not read so is refused with what is missing. A gain of the ammeter and the area
drop out of the efficiency. An offset of the current does not: it adds to one direction what it
takes from the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from solvus.analyse.coulombic import AverageEfficiency, average_efficiency
from solvus.analyse.per_cycle import PerCycle
from solvus.analyse.uncertain import Reading, quotient, reading, summed

SHORT_SHARE = 0.1
TO_CUT_OFF = 5.0  # times the last voltage of the short strips, where the final one took it all
DEFINITION = (
    "average coulombic efficiency, method 3 of Adams et al. 2018: (n Q_C + Q_S)/(n Q_C + Q_T) with "
    "measured charges"
)
CONDITIONING, RESERVOIR, SHORT, FINAL = "conditioning", "reservoir", "short", "final strip"


class LedgerRow(NamedTuple):
    """A half-cycle of the protocol: its role, plated (or stripped), start [s], charge with its
    error [C, or C/m2 where the currents came per area], voltage at its end [V]."""

    role: str
    plated: bool
    start: float
    charge: float
    sigma: float
    end: float


class Ledger(NamedTuple):
    """The ledger, the efficiency with its error bar, the average as `coulombic` gives it (error of
    the noise alone), and whether the final strip ran into its cut-off."""

    rows: tuple[LedgerRow, ...]
    efficiency: Reading
    average: AverageEfficiency
    to_cut_off: bool


def roles_of(
    plated: Sequence[bool], charge: Sequence[float], short_share: float = SHORT_SHARE
) -> list[str]:
    """The role of each half-cycle, "" for strips ahead of the first plating.

    plated : whether a half-cycle plates; charge : magnitudes, any unit; in order, alternating.
    Raises ValueError with what is missing.
    """
    if not any(plated):
        raise ValueError("nothing is plated in this record, so there is no average efficiency")
    if plated[-1]:
        raise ValueError(
            "the record ends with a plating: the final strip to the cut-off is missing"
        )
    begins = list(plated).index(True)
    turns = zip(plated[begins:-1], plated[begins + 1 :], strict=True)
    if any(one == other for one, other in turns):
        raise ValueError("platings and strips do not alternate, so half-cycles are missing")
    place = len(plated) - 2
    usual = charge[place]

    def short(index: int) -> bool:
        return abs(charge[index] - usual) <= short_share * usual

    cycles = 0
    while place - 1 > begins and short(place) and short(place - 1):
        cycles, place = cycles + 1, place - 2
    if cycles == 0:
        raise ValueError(
            f"before the final strip no strip and plating agree within {100 * short_share:g} %: "
            "there are no short cycles after a reservoir"
        )
    roles = [""] * begins + [CONDITIONING] * (place - begins)
    return [*roles, RESERVOIR, *[SHORT] * (2 * cycles), FINAL]


def ledger_of(found: PerCycle, short_share: float = SHORT_SHARE) -> Ledger:
    """The ledger and the average efficiency of a Li || Cu cell.

    Raises ValueError for another kind of cell and where the protocol is not one of method 3.
    """
    if found.cell.kind != "li_cu":
        raise ValueError(
            f"an average efficiency is that of lithium on a substrate (li_cu), not of a "
            f"{found.cell.kind} cell: a foil that is its own reservoir needs an end point that is "
            "defined otherwise"
        )
    halves, readings = found.halves, found.readings
    plates = halves.sign < 0.0
    roles = roles_of(plates.tolist(), halves.charge.tolist(), short_share)
    counted = np.array([role in (RESERVOIR, SHORT, FINAL) for role in roles])
    up, down = np.flatnonzero(counted & ~plates), np.flatnonzero(counted & plates)
    charge = readings.charge
    average = average_efficiency(
        charge.value[down], charge.value[up],
        plated_error=charge.noise[down], stripped_error=charge.noise[up],
    )  # fmt: skip
    value = quotient(summed(charge.at(up)), summed(charge.at(down)))
    options = {
        key: found.options[key] for key in ("rest", "blip", "long_gap", "accuracy")
    } | {"short_share": f"{short_share:g}", "cycles": f"{average.cycles}"}
    end = float(readings.end.value[-1])
    rows = tuple(
        LedgerRow(
            role, bool(plates[half]), float(found.rows.trace.time[halves.first[half]]),
            float(charge.value[half]), float(charge.sigma[half]), float(readings.end.value[half]),
        )
        for half, role in enumerate(roles)
    )  # fmt: skip
    return Ledger(
        rows,
        reading(value, 0, "average_efficiency", "1", DEFINITION, options),
        average._replace(above_one=bool(value.value[0] > 1.0 + 3.0 * max(value.sigma[0], 1e-9))),
        end > TO_CUT_OFF * float(np.abs(readings.end.value[up[:-1]]).max()),
    )
