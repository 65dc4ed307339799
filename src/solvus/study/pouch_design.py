"""From a pouch file to the numbers of a design.

The entries of the file may have been replaced by arrays (see `pouch_places.with_values`): the
design then holds arrays too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from solvus.base.units import Fraction
from solvus.materials import library, open_circuit
from solvus.materials.kinds import Cathode
from solvus.model.coating import Densities, Recipe, densities_of, solid_density
from solvus.model.foil import Foil, compose
from solvus.pouch.design import (
    METAL_DENSITIES,
    AnodeSide,
    CathodeSide,
    Design,
    ElectrolyteFill,
    Envelope,
    Prices,
    SeparatorLayer,
    Stack,
    Tab,
    Values,
)
from solvus.study.pouch_blocks import TabBlock
from solvus.study.pouch_schema import CathodeBlock, PouchFile

# Assumed where a file leaves them out; densities [kg/m3] of common powders and binders.
ACTIVE_DENSITY = 4700.0
CARBON_DENSITY = 1900.0
BINDER_DENSITY = 1780.0
ASSUMED = Densities(ACTIVE_DENSITY, CARBON_DENSITY, BINDER_DENSITY)
POLYOLEFIN_DENSITY = 950.0
LAMINATE_DENSITY = 1600.0
SOLUTE_PRICES = {
    "Ag": 1000.0, "Mg": 3.0, "Zn": 3.0, "Al": 3.0, "Au": 8.0e4, "In": 300.0, "Sn": 30.0, "Cu": 10.0,
}  # fmt: skip
"""Prices of solutes [$/kg], assumed, of the order of 2023."""
UNKNOWN_PRICE = 100.0


def design_of(pouch: PouchFile) -> Design:
    """The design that a file describes."""
    shape, cell = pouch.pouch, pouch.cell
    seals = shape.seals
    mass = shape.areal_mass
    if mass is None:
        mass = shape.thickness * (LAMINATE_DENSITY if shape.density is None else shape.density)
    return Design(
        Stack(cell.cathodes, float(cell.ends == "anode"), cell.width, cell.height),
        _cathode(pouch),
        _anode(pouch),
        _separator(pouch),
        _electrolyte(pouch),
        Envelope(shape.thickness, mass, seals.side, seals.top, seals.bottom,
                 float(shape.cup == "drawn")),
        _tab(pouch.tabs.positive),
        _tab(pouch.tabs.negative),
        _prices(pouch),
        pouch.extra_mass,
    )  # fmt: skip


class Discharge(NamedTuple):
    """Capacity discharged again and again, capacity of the first half-cycle [C/kg], the voltage
    [V] that energy is charge times."""

    capacity: Values
    first_charge: Values
    voltage: Values


def discharge_of(pouch: PouchFile) -> Discharge:
    """What the cathode gives: the numbers of the file, its rows, or the open circuit.

    Of an open circuit the voltage is that half-way through the charge, or the mean over it, less
    the polarisation; the first half-cycle is that of `open_circuit.first_cycle`.
    """
    block = pouch.cathode
    given = block.voltage(pouch.energy_by)
    if block.specific_capacity is not None and given is not None:
        first = block.first_charge
        return Discharge(
            block.specific_capacity, block.specific_capacity if first is None else first, given
        )
    if block.measured:
        return _from_rows(block, pouch.energy_by)
    made = material_of(pouch)
    assert made is not None  # the loader has seen to it
    low = made.voltage_low.si if block.lower_cutoff is None else block.lower_cutoff
    full, _ = open_circuit.window(made, low, made.voltage_high.si)
    # As open_circuit.window, for all cut-offs at once.
    lithium = open_circuit.lithium_at(made, np.asarray(block.upper_cutoff, float))
    empty = np.maximum(lithium, made.retained)
    cycle = open_circuit.first_between(made, full, empty)
    voltage: Any = open_circuit.potential(made, 0.5 * (full + empty))
    if pouch.energy_by == "mean":
        voltage = open_circuit.mean_between(made, full, empty)
    taken: Any = np.maximum(cycle.first, cycle.back)
    if block.first_charge is not None:
        taken = block.first_charge
    elif lithium_from(pouch) != {"charge": "cathode", "discharge": "foil"}[cycle.begins_with]:
        taken = cycle.back  # made the other way round from the file: no loss is known of it
    return Discharge(_plain(cycle.back), _plain(taken), _plain(voltage - block.polarisation))


def material_of(pouch: PouchFile) -> Cathode | None:
    """The material of the cathode, if the file names one."""
    name = pouch.cathode.material
    return None if name is None else library.cathode(name, pouch.folder)


def _from_rows(block: CathodeBlock, energy_by: str) -> Discharge:
    """Linear between the rows of the file; the first charge where every row has one."""
    rows = block.measured
    cutoff = rows[0].upper_cutoff if block.upper_cutoff is None else block.upper_cutoff
    at = [row.upper_cutoff for row in rows]
    capacity = np.interp(cutoff, at, [row.specific_capacity for row in rows])
    firsts = [row.first_charge for row in rows]
    first: Any = capacity
    if block.first_charge is not None:
        first = block.first_charge
    elif all(one is not None for one in firsts):
        first = np.interp(cutoff, at, np.array(firsts, float))
    voltage = np.interp(cutoff, at, np.array([row.voltage(energy_by) for row in rows], float))
    return Discharge(_plain(capacity), _plain(first), _plain(voltage))


def loading_of(pouch: PouchFile, capacity: Values) -> Values:
    """Active material per face [kg/m2]."""
    block = pouch.cathode
    if block.loading is not None:
        return block.loading
    assert block.areal_capacity is not None  # the loader has seen to it
    return block.areal_capacity / capacity


class Coating(NamedTuple):
    """The coating: what it is mixed from, the true densities of that, its density [kg/m3]."""

    recipe: Recipe
    densities: Densities
    density: Values


def coating_of(pouch: PouchFile) -> Coating:
    """The coating, as `model.coating` has it: rho = (1 - porosity) rho_solid.

    Shares and densities come from the file, else from the slurry of the material, else they are
    those assumed above; without a carbon share the additives are half carbon, half binder.
    """
    block, made = pouch.cathode, material_of(pouch)
    slurry = made.slurry if made is not None else None

    def pick(given: float | None, ours: float | None, assumed: float) -> float:
        return given if given is not None else ours if ours is not None else assumed

    active = pick(block.active, slurry.active.si if slurry else None, 1.0)
    rest = 1.0 - active
    half = 0.5 * rest
    carbon = half
    if block.carbon is not None:
        carbon = block.carbon
    elif slurry and block.active is None:
        carbon = slurry.carbon.si
    ours = ASSUMED if made is None else densities_of(made)
    densities = Densities(
        pick(block.active_density, ours.active, 0.0),
        pick(block.carbon_density, ours.carbon, 0.0),
        pick(block.binder_density, ours.binder, 0.0),
    )
    porosity = pick(block.porosity, slurry.porosity.si if slurry else None, 0.3)
    recipe = Recipe(active, carbon, rest - carbon, porosity)
    solid = solid_density(recipe, densities)
    if block.coating_density is not None:
        recipe = recipe._replace(porosity=1.0 - block.coating_density / solid)
        return Coating(recipe, densities, block.coating_density)
    return Coating(recipe, densities, (1.0 - porosity) * solid)


def _cathode(pouch: PouchFile) -> CathodeSide:
    block, gives, coat = pouch.cathode, discharge_of(pouch), coating_of(pouch)
    return CathodeSide(
        loading_of(pouch, gives.capacity), coat.recipe.active, gives.capacity, gives.first_charge,
        gives.voltage, coat.density, coat.recipe.porosity,
        block.foil.thickness, block.foil.density, block.foil.ear,
        float(lithium_from(pouch) == "cathode"), pouch.formation,
    )  # fmt: skip


def lithium_from(pouch: PouchFile) -> str:
    """Whether the cathode is made with the lithium of the cell or the foil brings it."""
    if pouch.cathode.lithium_from is not None:
        return pouch.cathode.lithium_from
    made = material_of(pouch)
    return "foil" if made is not None and made.lithium_as_made.si < 0.5 else "cathode"


def _anode(pouch: PouchFile) -> AnodeSide:
    """The foil of the anode: density and lithium as the model of foils has them."""
    block = pouch.anode
    solute = None if block.solute is None else library.solute(block.solute, pouch.folder)
    basis = block.content.basis if block.content is not None else "mass"

    def of(content: float) -> tuple[float, float, float]:
        made = compose(solute, Fraction(content, basis), block.route)
        share = made.mass_fraction * (1.0 - _salt_mass(made.density, made.salt_share))
        return made.density, Foil(made, 1.0).capacity, share

    value = 0.0 if block.content is None else block.content.value
    density, capacity, share = _over(value, of)
    sheet = block.collector
    return AnodeSide(
        block.thickness, float(block.foil == "shared"), density, capacity, share,
        0.0 if sheet is None else sheet.thickness,
        METAL_DENSITIES["Cu"] if sheet is None else sheet.density,
        0.0 if sheet is None else sheet.ear,
        block.overhang, float(block.end_faces == "both"), block.residual,
        float(pouch.n_to_p == "first_charge"),
    )  # fmt: skip


def _salt_mass(density: float, salt_share: float) -> float:
    """Mass share of the LiCl that the chloride route leaves in a foil."""
    if salt_share == 0.0:
        return 0.0
    return salt_share * library.compound("LiCl").density.si / density


def _separator(pouch: PouchFile) -> SeparatorLayer:
    layer = pouch.separator
    density: Values = POLYOLEFIN_DENSITY if layer.density is None else layer.density
    if layer.bulk_density is not None:
        density = layer.bulk_density / (1.0 - layer.porosity)
    return SeparatorLayer(
        layer.thickness, layer.porosity, density, layer.ceramic, layer.overhang, layer.wraps
    )


def _electrolyte(pouch: PouchFile) -> ElectrolyteFill:
    block = pouch.electrolyte
    density = block.density
    if density is None:
        density = library.electrolyte(block.name, pouch.folder).density.si
    by_volume = block.amount.by_volume
    mass, volume = (0.0, block.amount.value) if by_volume else (block.amount.value, 0.0)
    return ElectrolyteFill(mass, volume, density)


def _tab(tab: TabBlock) -> Tab:
    return Tab(tab.width, tab.thickness, tab.length, METAL_DENSITIES[tab.metal], tab.sealant)


def _prices(pouch: PouchFile) -> Prices:
    known, symbol = pouch.prices, pouch.anode.solute
    solute: Values = 0.0
    if known.solute is not None:
        solute = known.solute
    elif symbol is not None:
        name = library.solute(symbol, pouch.folder).symbol
        solute = SOLUTE_PRICES.get(name, UNKNOWN_PRICE)
    return Prices(
        known.active, known.additives, known.aluminium, known.copper, known.lithium, solute,
        known.separator, known.electrolyte, known.laminate, known.tabs,
    )  # fmt: skip


def _over(value: Any, function: Callable[[float], tuple[float, ...]]) -> tuple[Any, ...]:
    """The function at a number, or at every different entry of an array."""
    if np.ndim(value) == 0:
        return function(float(value))
    unique, places = np.unique(np.asarray(value, float), return_inverse=True)
    columns = np.array([function(float(one)) for one in unique]).T
    return tuple(column[places].reshape(np.shape(value)) for column in columns)


def _plain(value: Any) -> Any:
    return float(value) if np.ndim(value) == 0 else value
