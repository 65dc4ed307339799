"""What ``solvus run`` shows of a full cell: the cell in three lines, its cycles as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from solvus.cli.terminal import table

Row = dict[str, Any]

MOST_ROWS = 10
FULL_COLUMNS = 9  # so many columns of numbers stand in 80 characters; these go first, in order:
DISPENSABLE = ("mean_discharge_V", "charge_mAh_per_cm2", "energy_mWh_per_cm2")

# key of a row -> heading and digits
COLUMNS = {
    "charge_mAh_per_cm2": ("charge\nmAh/cm2", ".3f"),
    "discharge_mAh_per_cm2": ("disch.\nmAh/cm2", ".3f"),
    "discharge_mAh_per_g": ("disch.\nmAh/g", ".1f"),
    "retention_percent": ("kept\n%", ".2f"),
    "efficiency_percent": ("CE\n%", ".2f"),
    "mid_discharge_V": ("mid\nV", ".3f"),
    "mean_discharge_V": ("mean\nV", ".3f"),
    "polarisation_mV": ("polar.\nmV", ".1f"),
    "energy_mWh_per_cm2": ("energy\nmWh/cm2", ".3f"),
    "layer_um": ("layer\num", ".1f"),
    "foil_um": ("foil\num", ".1f"),
    "aes_at_percent": ("AES\nat%", ".1f"),
}


def cell_lines(about: dict[str, Any]) -> list[tuple[str, str]]:
    """Cathode, balance, electrolyte and what was reached, as (name, text)."""
    cathode, balance = about["cathode"], about["balance"]
    lines = [
        (
            "cathode",
            f"{cathode['material']}, {cathode['loading_mg_per_cm2']:.4g} mg/cm2 in a coating of "
            f"{cathode['coating_um']:.3g} um with {cathode['porosity_percent']:.3g} % pores "
            f"({cathode['model']} model)",
        ),
        (
            "balance",
            f"foil {balance['foil_mAh_per_cm2']:.3g} mAh/cm2; cathode, "
            f"{balance['lower_cut_off_V']:g} to {balance['upper_cut_off_V']:g} V, "
            f"{balance['first_mAh_per_cm2']:.3g} at first (N/P {balance['n_to_p_first']:.2f}), "
            f"then {balance['reversible_mAh_per_cm2']:.3g} (N/P {balance['n_to_p']:.2f})",
        ),
    ]
    amount, pores = balance["electrolyte_uL_per_cm2"], balance["pores_uL_per_cm2"]
    if amount is None:
        lines.append(("electrolyte", f"fills the pores, {pores:.3g} uL/cm2"))
    else:
        lines.append(("electrolyte", f"{amount:.3g} uL/cm2; the pores hold {pores:.3g} uL/cm2"))
    return [*lines, *_reached(about["per_cycle"])]


def _reached(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """The last discharge against the one it is held against."""
    given = [row for row in rows if row["discharge_mAh_per_cm2"] is not None]
    if not given:
        return []
    last = given[-1]
    text = (
        f"{last['discharge_mAh_per_cm2']:.3f} mAh/cm2, {last['discharge_mAh_per_g']:.1f} mAh/g in "
        f"cycle {last['cycle']}"
    )
    if last["reference_cycle"] not in (None, last["cycle"]):
        text += f": {last['retention_percent']:.1f} % of cycle {last['reference_cycle']}"
    return [("discharge", text)]


def chosen_cycles(count: int, most: int = MOST_ROWS) -> list[int]:
    """Places of the cycles to show: all of a few, else the first three, some between, the last."""
    if count <= most:
        return list(range(count))
    between = most - 4
    inner = {3 + (2 * i + 1) * (count - 4) // (2 * between) for i in range(between)}
    return sorted({0, 1, 2, count - 1} | inner)


def cycle_table(rows: Sequence[Row]) -> Any:
    """The cycles of a full cell, of many the first ones, some between and the last."""
    needed = [
        key
        for key in COLUMNS
        if any(row[key] if key == "layer_um" else row[key] is not None for row in rows)
    ]
    for key in DISPENSABLE:
        if len(needed) > FULL_COLUMNS and key in needed:
            needed.remove(key)
    headings = [COLUMNS[key][0] for key in needed]
    shown = table(["cycle", *headings], right=["cycle", *headings])
    last = -1
    for place in chosen_cycles(len(rows)):
        if place != last + 1:
            shown.add_row("⋮")
        row = rows[place]
        numbers = ["–" if row[k] is None else format(row[k], COLUMNS[k][1]) for k in needed]
        shown.add_row(str(row["cycle"]), *numbers)
        last = place
    return shown
