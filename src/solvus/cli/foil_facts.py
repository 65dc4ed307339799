"""The numbers that ``solvus foil`` prints, each with its unit in its name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solvus.materials.kinds import Phase
    from solvus.model.foil import Composition
    from solvus.study import schema

_ONE_MAH_PER_CM2 = 36.0e3  # C/m2
_MICRO = 1e6
_UMOL_PER_CM2 = 1e2  # in mol/m2


def facts_of(foil: schema.Foil, folder: Path) -> dict[str, Any]:
    """Everything about a foil; None where a quantity does not exist (no solute, no lithium)."""
    from solvus.base.constants import F
    from solvus.base.units import from_si
    from solvus.materials import library
    from solvus.materials.melt import lithium_to_solute_ratio
    from solvus.study.run import design_of

    made = design_of(foil, folder).foil
    inside = made.composition
    x = inside.atom_fraction
    holds_lithium = not inside.is_substrate
    lithium = library.lithium().molar_volume.si * _ONE_MAH_PER_CM2 / F
    facts: dict[str, Any] = {
        "foil": describe(foil, inside),
        "solute": inside.solute.symbol if inside.solute else None,
        "route": foil.route,
        "thickness_um": foil.thickness * _MICRO,
        "sides": foil.sides,
        "solute_at_percent": 100.0 * x,
        "solute_wt_percent": 100.0 * inside.mass_fraction,
        "lithium_per_solute": lithium_to_solute_ratio(x) if x > 0.0 else None,
        "salt_volume_percent": 100.0 * inside.salt_share,
        "density_g_per_cm3": from_si(inside.density, "kg/m^3", "g/cm3"),
        "mass_mg_per_cm2": from_si(made.areal_mass, "kg/m^2", "mg/cm2"),
        "capacity_mAh_per_g": from_si(inside.specific_capacity, "C/kg", "mAh/g"),
        "capacity_mAh_per_cm2": made.capacity * foil.sides / _ONE_MAH_PER_CM2,
        "capacity_mAh_per_cm2_per_side": made.capacity / _ONE_MAH_PER_CM2,
        "foil_um_per_mAh_per_cm2": None,
        "solute_umol_per_mAh": None,
        "lithium_um_per_mAh_per_cm2": lithium * _MICRO,
        "phases": [_phase(phase, inside) for phase in inside.solute.phases]
        if inside.solute
        else [],
        "notes": _notes(inside),
    }
    if holds_lithium:
        per_charge = foil.thickness / foil.sides / made.capacity
        facts["foil_um_per_mAh_per_cm2"] = per_charge * _ONE_MAH_PER_CM2 * _MICRO
    if holds_lithium and x > 0.0:
        released = x / (1.0 - x) * _ONE_MAH_PER_CM2 / F
        facts["solute_umol_per_mAh"] = released * _UMOL_PER_CM2
    return facts


def describe(foil: schema.Foil, inside: Composition) -> str:
    """The foil in a few words: what it is made of and how thick it is."""
    made_of = "pure Li"
    if inside.solute is not None and foil.content is not None:
        basis = {"mass": "wt%", "atom": "at%"}[foil.content.basis]
        added = "AgCl" if foil.route == "chloride" else inside.solute.symbol
        made_of = f"Li with {100.0 * foil.content.value:.4g} {basis} {added}"
        if inside.is_substrate:
            made_of = f"pure {inside.solute.symbol}, no Li"
    worked = "worked from both sides" if foil.sides == 2 else "worked from one side"
    return f"{made_of}, {foil.thickness * _MICRO:.4g} um, {worked}"


def _phase(phase: Phase, inside: Composition) -> dict[str, Any]:
    low, high = phase.solute_fraction_low, phase.solute_fraction_high
    x = phase.solute_fraction
    return {
        "formula": phase.formula,
        "solute_at_percent_low": 100.0 * (low.si if low else x),
        "solute_at_percent_high": 100.0 * (high.si if high else x),
        "range_status": low.status if low else "by formula",
        "plateau_mV": 1e3 * phase.plateau.si,
        "plateau_mV_low": 1e3 * phase.plateau.si_low,
        "plateau_mV_high": 1e3 * phase.plateau.si_high,
        "plateau_status": phase.plateau.status,
        "capacity_mAh_per_g_if_left": _if_left(phase, inside),
    }


def _if_left(phase: Phase, inside: Composition) -> float:
    """Capacity [mAh/g of foil, its salt included] when the compound stays behind."""
    from solvus.base.units import from_si
    from solvus.materials import library
    from solvus.materials.melt import specific_capacity, specific_capacity_to_compound

    if inside.solute is None or inside.is_substrate:
        return 0.0
    m_li, w = library.lithium().molar_mass.si, inside.mass_fraction
    metal_share = inside.specific_capacity / specific_capacity(w, m_li)
    left = specific_capacity_to_compound(
        w, inside.solute.molar_mass.si, m_li, phase.lithium_per_solute
    )
    return from_si(metal_share * left, "C/kg", "mAh/g")


def _notes(inside: Composition) -> list[str]:
    notes: list[str] = []
    if inside.solute is None:
        return notes
    solute = inside.solute
    limit = solute.solubility
    if not inside.is_substrate:
        notes.append(
            f"{solute.symbol} dissolves in Li up to {limit.value:g} {limit.unit} "
            f"({limit.low:g} to {limit.high:g}, {limit.status}); the foil is taken as one phase."
        )
        volume = solute.partial_molar_volume_in_lithium
        notes.append(
            f"Volumes add, with {volume.value:g} {volume.unit} for {solute.symbol} "
            f"({volume.low:g} to {volume.high:g}, {volume.status})."
        )
    return notes
