"""What ``solvus run --json`` says of a full cell besides what it says of every cell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solvus.model.half_cycle import HalfCycle
    from solvus.study.run import StudyRun

_MAH_PER_CM2 = 1.0 / 36.0e3  # in 1 C/m2
_MWH_PER_CM2 = 1.0 / 36.0e3  # in 1 J/m2
_UL_PER_CM2 = 1e5  # in 1 m


def half_cycle_extras(done: StudyRun, half: HalfCycle) -> dict[str, Any]:
    """Keys of a row of half-cycles that only a full cell has; none for others."""
    side = half.cathode
    if side is None or done.cell.cathode is None:
        return {}
    charge = abs(half.current) * half.duration
    return {
        "current_mA_per_cm2": -half.current / 10.0,
        "charge_mAh_per_g": charge / done.cell.cathode.design.loading / 3.6e3,
        "mid_V": side.mid,
        "mean_V": side.energy / charge if charge > 0.0 else None,
        "energy_mWh_per_cm2": side.energy * _MWH_PER_CM2,
        "cathode_content": side.content,
        "cathode_active_percent": 100.0 * side.active,
    }


def cycle_rows(done: StudyRun, half_cycles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a cycle of a full cell, each number with its unit in its name; none for others.

    half_cycles : the rows of `half_cycle_rows`, for what the foil looks like at the end of a cycle.
    """
    from solvus.study.full_cycles import full_cycles
    from solvus.study.records import finite

    if done.cell.cathode is None:
        return []
    found, loading = full_cycles(done.run), done.cell.cathode.design.loading
    cycles = found.cycles
    last = {row["cycle"]: row for row in half_cycles}
    rows = []
    for place, number in enumerate(found.number.tolist()):
        foil = last[number]
        rows.append({
            "cycle": number,
            "charge_mAh_per_cm2": cycles.charge[place] * _MAH_PER_CM2,
            "discharge_mAh_per_cm2": cycles.discharge[place] * _MAH_PER_CM2,
            "discharge_mAh_per_g": cycles.discharge[place] / loading / 3.6e3,
            "retention_percent": 100.0 * found.retention[place],
            "reference_cycle": int(found.reference[place]) or None,
            "efficiency_percent": 100.0 * cycles.efficiency[place],
            "mean_discharge_V": cycles.mean_discharge[place],
            "mid_charge_V": cycles.mid_charge[place],
            "mid_discharge_V": cycles.mid_discharge[place],
            "polarisation_mV": 1e3 * cycles.polarisation[place],
            "energy_mWh_per_cm2": cycles.energy_out[place] * _MWH_PER_CM2,
            "foil_um": foil["metal_um"],
            "layer_um": foil["layer_um"],
            "aes_at_percent": foil["aes_at_percent"],
        })  # fmt: skip
    return [finite({key: _plain(value) for key, value in row.items()}) for row in rows]


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def cell_document(done: StudyRun, folder: Path) -> dict[str, Any]:
    """Cathode, balance and electrolyte of a full cell, and what to be told of it."""
    from solvus.study.full_cell import balance_of
    from solvus.study.full_notices import notices_of_run
    from solvus.study.records import finite

    if done.cell.cathode is None:
        return {}
    design = done.cell.cathode.design
    coating, gap, balance = design.coating, design.separator, balance_of(done.study, folder)
    about = {
        "cathode": {
            "material": design.material.name,
            "composition": design.material.composition,
            "model": design.model,
            "loading_mg_per_cm2": 100.0 * design.loading,
            "coating_um": 1e6 * coating.thickness,
            "porosity_percent": 100.0 * coating.porosity,
            "one_c_mA_per_cm2": design.nominal / 3.6e3 / 10.0,
            "separator_um": 1e6 * gap.thickness,
            "separator_porosity_percent": 100.0 * gap.porosity,
        },
        "balance": {
            "lower_cut_off_V": balance.v_low,
            "upper_cut_off_V": balance.v_high,
            "foil_mAh_per_cm2": balance.foil * _MAH_PER_CM2,
            "reversible_mAh_per_cm2": balance.reversible * _MAH_PER_CM2,
            "first_mAh_per_cm2": balance.first * _MAH_PER_CM2,
            "n_to_p": balance.n_to_p,
            "n_to_p_first": balance.n_to_p_first,
            "pores_uL_per_cm2": balance.pores * _UL_PER_CM2,
            "electrolyte_uL_per_cm2": balance.amount * _UL_PER_CM2,
        },
        "notices": notices_of_run(done, folder),
    }
    said: dict[str, Any] = finite(about)
    return said
