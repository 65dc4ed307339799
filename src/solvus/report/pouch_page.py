"""The page on a pouch cell: to scale, its bill, its energies, what moves them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from solvus import __version__
from solvus.pouch.bill import TITLES
from solvus.pouch.energy import BASES
from solvus.report.adsorption_design import which_solute
from solvus.report.blocks import (
    Block,
    Card,
    Cards,
    Cell,
    Column,
    Listing,
    Row,
    Section,
    Table,
    Text,
)
from solvus.report.page import write_page
from solvus.report.pouch_figures import (
    BASIS_NAMES,
    MM,
    UM,
    WH_PER_KG,
    WH_PER_L,
    bases_figure,
    bill_figure,
    life_figure,
    solve_figure,
    stack_figure,
    sweep_figure,
    uncertainty_figure,
)
from solvus.study.pouch_checks import first_half_cycle
from solvus.study.pouch_inverse import Inverse
from solvus.study.pouch_life import PouchLife
from solvus.study.pouch_load import Pouch
from solvus.study.pouch_places import place_of
from solvus.study.pouch_sweep import Carried, Sweep, sweep

POINTS = 61  # of a curve
GRID = 41  # of a map, each way
THINNEST, THICKEST = 5e-6, 50e-6  # [m] of a foil over which the page sweeps


class Asked(NamedTuple):
    """A cell and whatever was asked of it."""

    pouch: Pouch
    variants: Mapping[str, Pouch]
    carried: Carried | None = None
    inverse: Inverse | None = None
    swept: Sweep | None = None
    life: PouchLife | None = None


def write_pouch_page(path: str | os.PathLike[str], asked: Asked, name: str) -> None:
    """Write the page on a pouch cell to `path`, whole or not at all; name : of its file."""
    pouch = asked.pouch
    about = [("File", name), ("Solvus", __version__)]
    found = pouch.energies
    lead = (
        f"{found.charge / 3600.0:.4g} Ah, {found.energy / 3600.0:.4g} Wh, "
        f"{1e3 * float(found.mass):.4g} g, "
        f"{MM * float(found.thickness.as_built):.3g} mm as built."
    )
    write_page(path, pouch.file.title, lead, sections(asked), about)


def sections(asked: Asked) -> list[Section]:
    """The sections of the page; what was not asked for is left out."""
    pouch = asked.pouch
    found = [
        Section("In short", "short", "", _short(pouch)),
        Section("The cell", "cell", "", (stack_figure(pouch),)),
        Section("Bill of materials", "bill", "", (bill_figure(pouch), bill_table(pouch))),
        Section("Energy", "energy", _energy(pouch), (bases_figure(pouch), *variants_table(asked))),
        _moved(pouch),
    ]
    if asked.inverse is not None:
        found.append(Section("Inverse design", "inverse", "",
                             (solve_figure(pouch, asked.inverse),)))  # fmt: skip
    if asked.swept is not None:
        found.append(Section("Sweep", "sweep", "", (sweep_figure(pouch, asked.swept),)))
    if asked.carried is not None:
        found.append(Section("Uncertainty", "uncertainty", "",
                             (uncertainty_figure(pouch, asked.carried),)))  # fmt: skip
    if asked.life is not None:
        notes = "\n\n".join(f"{note[0].upper()}{note[1:]}." for note in asked.life.notes)
        blocks: list[Block] = [life_figure(pouch, asked.life)]
        found.append(Section("Life", "life", notes, blocks))
    found.append(which_solute(pouch.file.anode.solute))
    listing = Listing(pouch.file.source_text, "The file")
    return [*found, Section("What it rests on", "file", _RESTS, (listing,))]


def _short(pouch: Pouch) -> list[Block]:
    found, basis = pouch.energies, pouch.file.basis
    built = float(getattr(found.built, basis)) / WH_PER_L
    cards = [
        Card(f"{float(found.specific_energy) / WH_PER_KG:.0f} Wh/kg", "specific energy"),
        Card(f"{built:.0f} Wh/L", f"of the {basis}, as built"),
        Card(f"{float(found.n_to_p):.2f}",
             f"N/P by the {first_half_cycle(pouch.file)}" if pouch.file.n_to_p == "first_charge"
             else "N/P by the reversible capacity"),
        Card(f"{3.6e6 * float(found.electrolyte_ratio):.3g} g/Ah",
             f"electrolyte; the pores take {3.6e6 * float(found.electrolyte_least):.2g}"),
        Card(f"{3.6e6 * float(found.cost_per_energy):.0f} $/kWh",
             "materials; prices that the file leaves out are assumed"),
    ]  # fmt: skip
    blocks: list[Block] = [Cards(cards)]
    if pouch.notices:
        blocks.append(Text("\n\n".join(f"{one.text[0].upper()}{one.text[1:]}."
                                       for one in pouch.notices)))  # fmt: skip
    return blocks


def bill_table(pouch: Pouch) -> Table:
    """The bill with every number."""
    columns = [
        Column("part"), Column("number", "", True), Column("mass", "g", True),
        Column("share", "%", True), Column("one is", "µm", True), Column("volume", "cm³", True),
        Column("cost", "$", True),
    ]  # fmt: skip
    whole = float(pouch.bill.mass)
    rows: list[Row] = [
        [
            TITLES[key], f"{item.number:g}", f"{1e3 * float(item.mass):#.4g}",
            f"{100.0 * float(item.mass) / whole:.1f}",
            f"{UM * float(item.thickness):.4g}" if item.thickness else "–",
            f"{1e6 * float(item.volume):.3g}" if item.volume else "–", f"{float(item.cost):.3g}",
        ]
        for key, item in pouch.bill._asdict().items()
        if item.mass
    ]  # fmt: skip
    total: Row = [Cell("cell", "strong"), "", Cell(f"{1e3 * whole:.4g}", "strong"), "100.0", "", "",
             Cell(f"{float(pouch.bill.cost):.3g}", "strong")]  # fmt: skip
    return Table(columns, [*rows, total], "Every part. Volume is that of the material.")


def variants_table(asked: Asked) -> tuple[Table, ...]:
    """The variants of the file beside it; nothing where it lists none."""
    if not asked.variants:
        return ()
    columns = [
        Column("variant"), *(Column(name, "", True) for name in BASES),
        Column("charged", "", True), Column("per mass", "", True), Column("N/P", "", True),
    ]  # fmt: skip
    listed = {"as the file has it": asked.pouch, **asked.variants}
    rows: list[Row] = [
        [
            name.replace(" um", "\u00a0µm"),
            *(f"{float(getattr(one.energies.built, basis)) / WH_PER_L:.0f}" for basis in BASES),
            f"{float(one.energies.charged.body) / WH_PER_L:.0f}",
            f"{float(one.energies.specific_energy) / WH_PER_KG:.0f}",
            f"{float(one.energies.n_to_p):.2f}",
        ]
        for name, one in listed.items()
    ]
    caption = (
        "The variants of the file: Wh/L on each volume as built, then of the body when charged; "
        "Wh/kg."
    )
    return (Table(columns, rows, caption),)


def _moved(pouch: Pouch) -> Section:
    """Foil thickness and, where it can be moved, the cut-off voltage."""
    thickness = np.linspace(THINNEST, THICKEST, POINTS)
    figures: list[Block] = [sweep_figure(pouch, sweep(pouch.file, {"anode.thickness": thickness}))]
    try:
        place = place_of(pouch.file, "cathode.upper_cutoff")
    except ValueError:  # capacity and voltage are numbers: nothing to move
        return Section("Foil thickness", "moved", "", figures)
    cutoff = np.linspace(place.low, place.high, GRID)
    figures.append(sweep_figure(pouch, sweep(pouch.file, {place.path: cutoff})))
    figures.append(sweep_figure(pouch, sweep(pouch.file, {
        place.path: cutoff, "anode.thickness": np.linspace(THINNEST, THICKEST, GRID),
    })))  # fmt: skip
    return Section("Cut-off voltage and foil thickness", "moved", _moved_text(pouch), figures)


def _moved_text(pouch: Pouch) -> str:
    if pouch.file.cathode.measured:
        return "Between the cut-offs that were measured, capacity and voltage are interpolated."
    return "Capacity and voltage over the cut-off are those of the cathode's open circuit."


def _energy(pouch: Pouch) -> str:
    """What energy is, and by how much the volumes of this cell differ."""
    found = pouch.energies.built._asdict()
    most, least = (pick(found, key=lambda name: float(found[name])) for pick in (max, min))
    high, low = (float(found[name]) / WH_PER_L for name in (most, least))
    by = {"mid": "the voltage half-way through it", "mean": "its mean voltage"}
    named = {name: words.replace("<br>", " ") for name, words in BASIS_NAMES.items()}
    return (
        f"Energy is capacity of a discharge times {by[pouch.file.energy_by]}. The volume it is "
        f"divided by is a matter of choice: as built, {high:.0f} Wh/L ({named[most]}) and "
        f"{low:.0f} Wh/L ({named[least]}) are the same cell, a factor of {high / low:.2f} apart."
    )


_RESTS = "What the file does not say takes the defaults of docs/pouch.md, which are assumed."
