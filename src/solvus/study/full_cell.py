"""A full cell of a study: its cathode, what the cell can hold, and where its parts do not fit."""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

from solvus.base.errors import InputError
from solvus.base.units import show
from solvus.materials import library, open_circuit
from solvus.materials.cathode_kinds import Cathode
from solvus.materials.kinds import Electrolyte
from solvus.materials.values import Value
from solvus.model.cathode import (
    CathodeDesign,
    CathodeElectrode,
    SaltTables,
    Spacer,
    salt_constant,
)
from solvus.model.coating import coat, recipe_of
from solvus.model.protocol import Protocol, written_steps
from solvus.study import checks, composition, schema
from solvus.study.sentences import Slip

_ROUND_OFF = 1e-9


class Balance(NamedTuple):
    """What a full cell holds per area of a face [C/m2], and its ratios.

    first : what the first charge moves (of a cathode made without lithium, what the first discharge
    takes); reversible : later cycles, both between the cut-offs; foil : lithium of the foil;
    n_to_p, n_to_p_first : foil over reversible, over first charge; pores : electrolyte [m] that
    fills the pores; amount : electrolyte there is [m], nan where the study does not say.
    """

    first: float
    reversible: float
    foil: float
    pores: float
    amount: float
    v_low: float
    v_high: float
    from_foil: bool = False

    @property
    def reserve(self) -> float:
        """Lithium that can be lost before a discharge misses it [C/m2]: that of the foil, and what
        the first cycle leaves there or, of a cathode made without lithium, takes and keeps."""
        kept = self.first - self.reversible
        return self.foil - self.first if self.from_foil else self.foil + kept

    @property
    def n_to_p(self) -> float:
        """Lithium of the foil over the reversible capacity [1]."""
        return self.foil / self.reversible

    @property
    def n_to_p_first(self) -> float:
        """Lithium of the foil over the capacity of the first half-cycle [1]."""
        return self.foil / self.first


def design_of(cell: schema.Cell, folder: Path | None = None) -> CathodeDesign:
    """The cathode of a study as the model wants it."""
    assert cell.cathode is not None
    assert cell.separator is not None
    asked = cell.cathode
    material = library.cathode(asked.material, folder)
    if asked.lithium_returned is not None:
        end = Value(
            value=asked.lithium_returned, unit="1", low=0.0, high=1.0, status="assumed", si_unit="1"
        )
        material = material.model_copy(update={"lithium_returned": end})
    recipe = recipe_of(material)
    if asked.porosity is not None:
        recipe = recipe._replace(porosity=asked.porosity)
    return CathodeDesign(
        material, asked.loading, recipe, asked.model,
        Spacer(cell.separator.thickness, cell.separator.porosity), asked.fade, asked.resistance,
    )  # fmt: skip


def salt_of(electrolyte: Electrolyte) -> SaltTables:
    """The transport of an electrolyte on file."""
    return salt_constant(
        electrolyte.conductivity.si, electrolyte.salt_diffusivity.si,
        electrolyte.thermodynamic_factor.si, electrolyte.transference_number.si,
        electrolyte.salt_concentration.si,
    )  # fmt: skip


def electrode_of(study: schema.Study, folder: Path | None = None) -> CathodeElectrode:
    """The cathode of a study as made."""
    cell = study.cell
    salt = salt_of(library.electrolyte(cell.electrolyte, folder))
    return CathodeElectrode(
        design_of(cell, folder), salt, cell.temperature, tolerance=study.run.tolerance
    )


def cut_offs(protocol: Protocol, material: Cathode) -> tuple[float, float]:
    """The lowest voltage [V] that a discharge of the protocol ends at, the highest that a charge
    does; those on file where none is named. A hold counts by the half of the range it lies in."""
    low, high = material.voltage_low.si, material.voltage_high.si
    down: list[float] = []
    up: list[float] = []
    for _, step in written_steps(protocol):
        if math.isnan(step.voltage_limit):
            continue
        above = step.kind == "hold" and step.voltage_limit > 0.5 * (low + high)
        (up if step.kind == "charge" or above else down).append(step.voltage_limit)
    return min(down, default=low), max(up, default=high)


def balance_of(study: schema.Study, folder: Path | None = None) -> Balance:
    """What the cell of a study holds. Raises InputError as `open_circuit.window`."""
    cell, design = study.cell, design_of(study.cell, folder)
    material = design.material
    low, high = cut_offs(study.protocol, material)
    reversible = open_circuit.capacity_between(material, low, high) * design.loading
    first = open_circuit.first_cycle(material, low, high).first * design.loading
    foil = composition.areal_capacity(cell.working, folder)
    pores = pores_of(design)
    amount = math.nan
    if cell.electrolyte_amount is not None:
        number, unit = cell.electrolyte_amount
        density = library.electrolyte(cell.electrolyte, folder).density.si
        amount = number if unit == "m" else number * reversible / density
    empty = material.lithium_as_made.si < 0.5  # the foil brings all the lithium
    return Balance(first, reversible, foil, pores, amount, low, high, empty)


def pores_of(design: CathodeDesign) -> float:
    """Volume of the pores of separator and coating per area [m]."""
    coating, gap = design.coating, design.separator
    return gap.thickness * gap.porosity + coating.thickness * coating.porosity


def faults(study: schema.Study, folder: Path | None = None) -> list[Slip]:
    """Where cathode, foil, electrolyte and protocol of a full cell do not fit: (path, sentence)."""
    design = design_of(study.cell, folder)
    found = _coating_faults(study, design) + _instrument_faults(study) + _life_faults(study)
    found += checks.cell_current_slips(
        study.protocol, design.nominal, study.cell.area or math.nan
    )
    windows = _window_faults(study, design.material)
    if windows:
        return found + windows
    try:
        balance = balance_of(study, folder)
    except InputError as error:
        return [*found, *((("cell", "cathode"), fault.message) for fault in error.faults)]
    return found + _balance_faults(study, balance, design)


def _coating_faults(study: schema.Study, design: CathodeDesign) -> list[Slip]:
    coating = coat(design.material, design.loading, design.recipe or recipe_of(design.material))
    if coating.thickness > 1e-3:
        return [(
            ("cell", "cathode", "loading"),
            f"{show(design.loading, 'kg/m^2', 'mg/cm2')} makes a coating of "
            f"{show(coating.thickness, 'm', 'um')}; write a loading that stays below 1 mm",
        )]  # fmt: skip
    return []


def _instrument_faults(study: schema.Study) -> list[Slip]:
    if "eis" not in study.instruments:
        return []
    return [(
        ("instruments", "eis"),
        "the impedance of a cathode is not modelled, and that of a full cell would be wrong "
        "without it; remove this instrument, or read it in a symmetric cell of the same foil",
    )]  # fmt: skip


def _life_faults(study: schema.Study) -> list[Slip]:
    if study.end_of_life.voltage is None:
        return []
    return [(
        ("end_of_life", "voltage"),
        "ends the life of a cell of two foils, and a full cell has a voltage of its own at which "
        "its steps end; remove this line, or write retention, e.g. 80 %",
    )]  # fmt: skip


def _window_faults(study: schema.Study, material: Cathode) -> list[Slip]:
    low, high = material.voltage_low.si, material.voltage_high.si
    slack = _ROUND_OFF * high
    return [
        (
            ("protocol", *at),
            f'"{step.text}": {step.voltage_limit:g} V lies outside {low:g} to {high:g} V, where '
            f"the data of {material.name} hold; write a voltage within them",
        )
        for at, step in written_steps(study.protocol)
        if not math.isnan(step.voltage_limit)
        and not low - slack <= step.voltage_limit <= high + slack
    ]


def _balance_faults(study: schema.Study, balance: Balance, design: CathodeDesign) -> list[Slip]:
    found: list[Slip] = []
    if balance.from_foil and balance.foil < balance.first * (1.0 - _ROUND_OFF):
        found.append((
            ("cell", "working", "thickness"),
            f"the foil holds {show(balance.foil, 'C/m^2', 'mAh/cm2')} of lithium, and the first "
            f"discharge of this cathode takes {show(balance.first, 'C/m^2', 'mAh/cm2')} "
            f"(N/P {balance.n_to_p_first:.2f}); take a thicker foil or a smaller loading",
        ))  # fmt: skip
    if balance.amount < balance.pores * (1.0 - _ROUND_OFF):
        found.append((
            ("cell", "electrolyte_amount"),
            f"is {1e5 * balance.amount:.3g} uL/cm2, less than the {1e5 * balance.pores:.3g} uL/cm2 "
            "that the pores of coating and separator hold; write more, or make them thinner",
        ))  # fmt: skip
    return found
