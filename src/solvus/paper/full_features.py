"""What the claims on full cells, cut-offs and pouch cells are compared with, by name.

Each feature gives what it found and the sigma of the model, from the draws of `full_cells`. Cycles
count from the first one after activation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from solvus.analyse.capacity import CHARGE
from solvus.base.errors import InputError
from solvus.paper.claims import Claim
from solvus.paper.claims import claim as find_claim
from solvus.paper.found import Found
from solvus.paper.full_cells import (
    ACTIVATION,
    CUT_OFFS,
    FullCells,
    cycles_of,
    first_discharge,
    specific,
)
from solvus.paper.laboratory import EXAMPLES, STUDIES, study
from solvus.study.full_cell import balance_of
from solvus.study.full_cycles import first_bump, foil_share, half_of
from solvus.study.pouch_inverse import Inverse, read_target, solve_for
from solvus.study.pouch_load import Pouch, read_pouch
from solvus.study.pouch_sweep import carried

VISIBLE_BUMP = 5e-3  # [V] of a fall on the way up, from which on a bump would be seen
WH_PER_L, WH_PER_KG = 3.6e6, 3.6e3
LEAN = "pouch.811.ed"
POUCH_FILE, POUCH_811_FILE = "wang2023_1p4Ah.yaml", "ncm811_5p2Ah.yaml"


class Judged(NamedTuple):
    """What a feature gives, and the sigma of the model in the unit of the claim."""

    found: Found
    sigma: float = 0.0


def pouch(name: str) -> Pouch:
    """The pouch of an example file."""
    return read_pouch(EXAMPLES / name)


def capacity(cells: FullCells, claim: Claim, which: str) -> Judged:
    """Discharge capacity of a cycle [mAh/g]."""
    done = cells.laboratory.run(claim.study)
    cycle = int(which)
    value = specific(done, _discharge(cells, claim.study, cycle))
    loading = study(claim.study).cell.cathode
    assert loading is not None
    spread = cells.spread(cells.aged[claim.study].capacity[:, cycle - 1])
    how = f"{ACTIVATION[claim.study]} cycle of activation before"
    return Judged(Found(value, how), spread / loading.loading / 3.6e3)


def n_to_p(cells: FullCells, claim: Claim, which: str) -> Judged:
    """Lithium of the foil over what the first charge moves."""
    balance = balance_of(study(claim.study), STUDIES)
    how = (
        f"per face over the first charge ({balance.first / 36e3:.2f} mAh/cm2); over the reversible "
        f"capacity it is {balance.n_to_p:.2f}"
    )
    return Judged(Found(balance.n_to_p_first, how))


def retention(cells: FullCells, claim: Claim, which: str) -> Judged:
    """Discharge capacity of a cycle over that of the first after activation [%]."""
    cycle = int(which)
    first, then = (_discharge(cells, claim.study, n) for n in (1, cycle))
    draws = 100.0 * cells.retention(claim.study, cycle)
    low, middle, high = np.percentile(draws, (16.0, 50.0, 84.0))
    done = cells.laboratory.run(claim.study)
    life = done.run.life
    knee = f"80 % in cycle {life.text} of the run" if not life.censored else "no knee by the end"
    how = f"{knee}; draws {low:.0f} to {high:.0f} % (68 %), half of them above {middle:.0f}"
    return Judged(Found(100.0 * then / first, how), 0.5 * float(high - low))


def bumps(cells: FullCells, claim: Claim, which: str) -> Judged:
    """Whether the voltage of the first charge dips on Li and not on Li-Ag."""
    seen, said = {}, []
    for name, system in (("full_li", "Li"), ("full_ag", "Li-Ag")):
        done = cells.laboratory.run(name)
        read = first_bump(done.run, 1)
        assert read is not None
        seen[system] = read.height
        _, foil = foil_share(half_of(done.run, 1, CHARGE))
        said.append(
            f"{system}: the cell falls by {1e3 * read.height:.1f} mV, the foil by "
            f"{1e3 * (foil.max() - foil[-1]):.1f} mV"
        )
    holds = seen["Li"] > VISIBLE_BUMP >= seen["Li-Ag"]
    how = (
        f"first charge: {'; '.join(said)}. The cathode rises meanwhile; the level of Li-Ag as made "
        f"is the {find_claim('nuc.0').printed} that the paper prints"
    )
    return Judged(Found(None, how, holds=holds))


def polarisation_rise(cells: FullCells, claim: Claim, which: str) -> Judged:
    """Rise of the gap between charge and discharge at half the charge, between two cycles [mV]."""
    first, last = (int(number) for number in which.split("-"))
    found = cycles_of(cells.laboratory.run(claim.study)).cycles.polarisation
    before = ACTIVATION[claim.study]
    value = 1e3 * float(found[last + before - 1] - found[first + before - 1])
    aged = cells.aged[claim.study]
    gap = aged.middle_charge - aged.middle
    draws = 1e3 * (gap[:, last - 1] - gap[:, first - 1])
    how = "from the layer on the foil and what the cathode has faded; its resistance is held"
    return Judged(Found(value, how), cells.spread(draws))


def cutoff(cells: FullCells, claim: Claim, which: str) -> Judged:
    """Capacity [mAh/g], mid voltage [V] or energy gain [%] of a charge to a cut-off."""
    low, high = (first_discharge(cells.laboratory.run(name)) for name in CUT_OFFS)
    draws = cells.cut_offs
    if which == "gain":
        gain = 100.0 * (high[0] * high[1] / (low[0] * low[1]) - 1.0)
        drawn = 100.0 * (draws[CUT_OFFS[1]].prod(axis=1) / draws[CUT_OFFS[0]].prod(axis=1) - 1.0)
        said = f"{high[0]:.1f} mAh/g x {high[1]:.3f} V over {low[0]:.1f} x {low[1]:.3f}"
        return Judged(Found(gain, said), cells.spread(drawn))
    column = 0 if which == "q" else 1
    value = (low if claim.study == CUT_OFFS[0] else high)[column]
    sigma = cells.spread(draws[claim.study][:, column])
    return Judged(Found(value, "first discharge at 0.1C"), sigma)


def energy_density(cells: FullCells, claim: Claim, which: str) -> Judged:
    """Wh/L of the 1.4 Ah cell on the basis of its file: the middle of what its ranges give.

    The values of the file were chosen to come out at the printed number, so they are no test.
    """
    cell = pouch(POUCH_FILE)
    built = cell.energies.built
    spread = carried(cell.file)
    assert spread is not None
    over = spread.spreads[f"energy_density.{cell.file.basis}"]
    parts = ", ".join(
        f"{name} {float(getattr(built, name)) / WH_PER_L:.0f}" for name in built._fields
    )
    how = (
        "median over the ranges of all that the paper does not print, by the volume of the "
        f"{cell.file.basis} as built. With the values of the file, which were chosen to be "
        f"consistent with what is printed: {parts} Wh/L"
    )
    return Judged(Found(over.median / WH_PER_L, how), over.sd / WH_PER_L)


def large_capacity(cells: FullCells, claim: Claim, which: str) -> Judged:
    """The capacity of the NCM811 cell is its area, which the paper does not print."""
    cell = pouch(POUCH_811_FILE)
    how = (
        f"loading and foil fix {float(cell.energies.areal_capacity) / 36e3:.2f} mAh/cm2 per face "
        "(with an assumed specific capacity); the area is not printed"
    )
    return Judged(Found(None, how))


def lean(name: str = POUCH_811_FILE) -> Inverse:
    """What electrolyte the printed specific energy of the NCM811 cell leaves room for."""
    cell = pouch(name)
    return solve_for(cell.file, read_target(find_claim(LEAN).printed), "electrolyte.amount")


def specific_energy(cells: FullCells, claim: Claim, which: str) -> Judged:
    """Wh/kg of the NCM811 cell: the middle of what the assumed ranges of its file give."""
    cell = pouch(POUCH_811_FILE)
    as_it_is = float(cell.energies.specific_energy) / WH_PER_KG
    least = float(cell.energies.electrolyte_ratio) * 3.6e6
    try:
        needs = lean().sentence
    except InputError as error:
        needs = str(error)
    spread = carried(cell.file)
    assert spread is not None
    over = spread.spreads["specific_energy"]
    how = (
        f"median over the ranges of all that the paper does not print; {as_it_is:.0f} with the "
        f"{least:.2g} g/Ah of the 1.4 Ah cell; {needs}"
    )
    return Judged(Found(over.median / WH_PER_KG, how), over.sd / WH_PER_KG)


def _discharge(cells: FullCells, name: str, cycle: int) -> float:
    """Charge [C/m2] of a discharge after activation; 0 where the cell was spent before."""
    found = cycles_of(cells.laboratory.run(name)).cycles.discharge
    at = cycle + ACTIVATION[name] - 1
    return float(found[at]) if at < len(found) else 0.0


FULL_FEATURES: dict[str, Callable[[FullCells, Claim, str], Judged]] = {
    "full.capacity": capacity,
    "full.n_to_p": n_to_p,
    "full.retention": retention,
    "full.bump": bumps,
    "full.polarisation": polarisation_rise,
    "cutoff": cutoff,
    "pouch.energy_density": energy_density,
    "pouch.capacity_811": large_capacity,
    "pouch.specific_energy": specific_energy,
}


def judge_full(cells: FullCells, claim: Claim) -> Judged:
    """Evaluate the feature of a claim on full or pouch cells."""
    name, _, which = claim.feature.partition(":")
    return FULL_FEATURES[name](cells, claim, which)
