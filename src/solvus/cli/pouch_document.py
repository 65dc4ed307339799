"""What ``solvus pouch --json`` prints, and the terminal shows a part of."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solvus.pouch.energy import Energies
    from solvus.study.pouch_inverse import Inverse
    from solvus.study.pouch_life import PouchLife
    from solvus.study.pouch_load import Pouch
    from solvus.study.pouch_sweep import Carried, Sweep

_WH_PER_L, _UM, _MM = 3.6e6, 1e6, 1e3


def cell_document(pouch: Pouch) -> dict[str, Any]:
    """The cell: its energies and ratios, its bill, what there is to know of it."""
    from solvus.study.pouch_checks import first_half_cycle

    return {
        "title": pouch.file.title,
        **worth(pouch.energies),
        "n_to_p_basis": pouch.file.n_to_p,
        "first_half_cycle": first_half_cycle(pouch.file),
        "energy_by": pouch.file.energy_by,
        "volume_basis": pouch.file.basis,
        "reported": reported_rows(pouch),
        "bill": bill_rows(pouch),
        "notices": [{"key": ".".join(map(str, one.path)), "text": one.text}
                    for one in pouch.notices],
    }  # fmt: skip


def worth(found: Energies) -> dict[str, Any]:
    """Every quantity of one design, with its unit in its name."""
    return {
        "capacity_Ah": found.charge / 3600.0,
        "energy_Wh": found.energy / 3600.0,
        "mass_g": 1e3 * found.mass,
        "specific_energy_Wh_per_kg": found.specific_energy / 3600.0,
        "energy_density_as_built_Wh_per_L": _bases(found.built),
        "energy_density_discharged_Wh_per_L": _bases(found.discharged),
        "energy_density_charged_Wh_per_L": _bases(found.charged),
        "thickness_as_built_mm": _MM * found.thickness.as_built,
        "thickness_discharged_mm": _MM * found.thickness.discharged,
        "thickness_charged_mm": _MM * found.thickness.charged,
        "areal_capacity_mAh_per_cm2": found.areal_capacity / 36.0e3,
        "n_to_p": found.n_to_p,
        "n_to_p_by_first_charge": found.n_to_p_first,
        "n_to_p_by_reversible_capacity": found.n_to_p_reversible,
        "electrolyte_g_per_Ah": 3.6e6 * found.electrolyte_ratio,
        "electrolyte_least_g_per_Ah": 3.6e6 * found.electrolyte_least,
        "cost": found.cost,
        "cost_per_kWh": 3.6e6 * found.cost_per_energy,
    }


def _bases(found: Any) -> dict[str, Any]:
    return {name: value / _WH_PER_L for name, value in found._asdict().items()}


def reported_rows(pouch: Pouch) -> list[dict[str, Any]]:
    """What was printed for the cell, beside what is computed; of the file's volume where the
    print leaves it open."""
    from solvus.pouch.quantities import QUANTITIES
    from solvus.study.pouch_inverse import number_of

    rows = []
    for name, value in pouch.file.reported.items():
        of = f"energy_density.{pouch.file.basis}" if name == "energy_density" else name
        quantity = QUANTITIES[of]
        rows.append({
            "quantity": of,
            "unit": quantity.shown_in,
            "reported": number_of(quantity, value),
            "computed": number_of(quantity, quantity.of(pouch.energies)),
        })  # fmt: skip
    return rows


def bill_rows(pouch: Pouch) -> list[dict[str, Any]]:
    """One row a part, in the order of the bill."""
    from solvus.pouch.bill import TITLES

    whole = pouch.bill.mass
    return [
        {
            "part": TITLES[name],
            "number": item.number,
            "mass_g": 1e3 * item.mass,
            "mass_percent": 100.0 * item.mass / whole,
            "thickness_um": _UM * item.thickness,
            "volume_cm3": 1e6 * item.volume,
            "cost": item.cost,
        }
        for name, item in pouch.bill._asdict().items()
    ]


def inverse_document(found: Inverse) -> dict[str, Any]:
    """The answer to an inverse design."""
    from solvus.study.pouch_inverse import number_of

    target, place = found.target, found.place
    reached = bool(found.solutions)
    none = reached or not math.isfinite(found.solved.best)
    return {
        "quantity": target.quantity.name,
        "unit": target.quantity.shown_in,
        "target": number_of(target.quantity, target.value),
        "free": place.path,
        "free_unit": place.shown_in if not place.basis else place.example.split()[-1],
        "reachable": reached,
        "sentence": found.sentence,
        "best": None if none else number_of(target.quantity, found.solved.best),
        "best_at": None if none else place.number(found.solved.best_at),
        "solutions": [
            {
                "value": place.number(one.value),
                "text": place.show(one.value),
                "notices": [notice.text for notice in one.notices],
                **worth(one.energies),
            }
            for one in found.solutions
        ],
    }


def sweep_document(found: Sweep, names: tuple[str, ...]) -> dict[str, Any]:
    """A sweep as columns: the swept numbers and each quantity, row by row."""
    from solvus.study.pouch_sweep import columns_of

    columns = {
        name: {"unit": unit, "values": values}
        for name, (unit, values) in columns_of(found, names).items()
    }
    return {"shape": [len(one) for one in found.values], "columns": columns}


def uncertainty_document(found: Carried) -> dict[str, Any]:
    """Bands and contributions of uncertain inputs."""
    from solvus.pouch.quantities import QUANTITIES
    from solvus.study.pouch_inverse import number_of

    def of(name: str) -> dict[str, Any]:
        quantity, spread = QUANTITIES[name], found.spreads[name]
        numbers = {key: number_of(quantity, getattr(spread, key))
                   for key in ("low", "median", "high", "mean", "sd")}  # fmt: skip
        return {
            "unit": quantity.shown_in,
            "samples": int(spread.samples.size),
            **numbers,
            "contributions": [
                {"input": one.name, "alone": one.first, "with_others": one.total}
                for one in found.contributions[name]
            ],
        }

    return {name: of(name) for name in found.spreads}


def life_document(found: PouchLife) -> dict[str, Any]:
    """The design along its life, cycle by cycle."""
    life = found.life
    return {
        "study": found.study,
        "ended": found.ended,
        "reference_cycle": found.reference,
        "notes": list(found.notes),
        "cycle": life.cycle.tolist(),
        "thickness_discharged_mm": (_MM * life.thickness_discharged).tolist(),
        "thickness_charged_mm": (_MM * life.thickness_charged).tolist(),
        "breath_mm": (_MM * life.breath).tolist(),
        "capacity_share": life.share.tolist(),
        "capacity_Ah": (life.charge / 3600.0).tolist(),
        "specific_energy_Wh_per_kg": (life.specific_energy / 3600.0).tolist(),
        "energy_density_discharged_Wh_per_L": {
            name: (value / _WH_PER_L).tolist() for name, value in life.discharged._asdict().items()
        },
        "energy_density_charged_Wh_per_L": {
            name: (value / _WH_PER_L).tolist() for name, value in life.charged._asdict().items()
        },
    }
