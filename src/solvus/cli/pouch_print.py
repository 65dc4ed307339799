"""A pouch cell on the terminal: what it is worth, its bill, and what was asked besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from solvus.cli.terminal import pairs, show, table

MOST_ROWS = 24  # of a sweep: what fills a screen; --json and --out have all
BASES = {"stack": "stack", "body": "body, seals folded flat", "envelope": "envelope, seals flat",
         "tabs": "envelope with tabs"}  # fmt: skip


def print_cell(about: Mapping[str, Any]) -> None:
    """Worth, energies on every basis, bill, notices."""
    show(about["title"], style="bold")
    show(pairs(_worth(about)), "", _energies(about), "", _bill(about))
    if about["reported"]:
        shown = table(["beside", "reported", "here"], right=["reported", "here"])
        for row in about["reported"]:
            shown.add_row(f"{row['quantity']} [{row['unit']}]", f"{row['reported']:.4g}",
                          f"{row['computed']:.4g}")  # fmt: skip
        show("", shown)
    for notice in about["notices"]:
        show("", f"Note: {notice['text']}.")


def _worth(about: Mapping[str, Any]) -> list[tuple[str, str]]:
    by = {"first_charge": about["first_half_cycle"], "reversible": "reversible capacity"}
    other = {"first_charge": "by_reversible_capacity", "reversible": "by_first_charge"}
    declared = about["n_to_p_basis"]
    second = by["reversible" if declared == "first_charge" else "first_charge"]
    return [
        ("capacity", f"{about['capacity_Ah']:.4g} Ah, "
                     f"{about['areal_capacity_mAh_per_cm2']:.3g} mAh/cm2 per face"),
        ("energy", f"{about['energy_Wh']:.4g} Wh, by the {about['energy_by']} voltage"),
        ("mass", f"{about['mass_g']:.4g} g"),
        ("specific energy", f"{about['specific_energy_Wh_per_kg']:.4g} Wh/kg"),
        ("thickness", f"{about['thickness_as_built_mm']:.3g} mm as built, "
                      f"{about['thickness_discharged_mm']:.3g} mm discharged, "
                      f"{about['thickness_charged_mm']:.3g} mm charged"),
        ("N/P", f"{about['n_to_p']:.3g} by the {by[declared]}, "
                f"{about['n_to_p_' + other[declared]]:.3g} by the {second}"),
        ("electrolyte", f"{about['electrolyte_g_per_Ah']:.3g} g/Ah; the pores take "
                        f"{about['electrolyte_least_g_per_Ah']:.2g}"),
        ("materials", f"{about['cost']:.3g} $, {about['cost_per_kWh']:.3g} $/kWh "
                      "(prices assumed unless the file gives them)"),
    ]  # fmt: skip


def _energies(about: Mapping[str, Any]) -> Any:
    states = {"as built": "as_built", "discharged": "discharged", "charged": "charged"}
    shown = table(["Wh/L", *states], right=list(states))
    for basis, words in BASES.items():
        star = " *" if basis == about["volume_basis"] else ""
        shown.add_row(
            words + star,
            *(f"{about[f'energy_density_{state}_Wh_per_L'][basis]:.0f}"
              for state in states.values()),
        )
    return shown


def _bill(about: Mapping[str, Any]) -> Any:
    right = ["number", "mass\ng", "\n%", "one is\num", "volume\ncm3", "cost\n$"]
    shown = table(["part", *right], right=right)
    for row in about["bill"]:
        if not row["mass_g"]:
            continue
        thick = f"{row['thickness_um']:.4g}" if row["thickness_um"] else "–"
        shown.add_row(
            row["part"], f"{row['number']:g}", f"{row['mass_g']:#.4g}",
            f"{row['mass_percent']:.1f}", thick,
            f"{row['volume_cm3']:.3g}" if row["volume_cm3"] else "–", f"{row['cost']:.3g}",
        )  # fmt: skip
    shown.add_row("cell", "", f"{about['mass_g']:.4g}", "100.0", "", "", f"{about['cost']:.3g}")
    return shown


def print_variants(variants: Mapping[str, Mapping[str, Any]], first: Mapping[str, Any]) -> None:
    """A row a variant: Wh/L on every basis, Wh/kg, N/P."""
    right = [*("stack", "body", "envel.", "tabs"), "charged\nbody", "\nWh/kg", "\nN/P"]
    shown = table(["variant, Wh/L", *right], right=right)
    for name, about in {"as the file has it": first, **variants}.items():
        built = about["energy_density_as_built_Wh_per_L"]
        shown.add_row(
            name, *(f"{built[basis]:.0f}" for basis in BASES),
            f"{about['energy_density_charged_Wh_per_L']['body']:.0f}",
            f"{about['specific_energy_Wh_per_kg']:.0f}", f"{about['n_to_p']:.2f}",
        )  # fmt: skip
    show("", shown)


def print_inverse(about: Mapping[str, Any]) -> None:
    """The answer to an inverse design, and what the cell then comes to."""
    show("", about["sentence"] + ".", style="bold")
    for one in about["solutions"]:
        built = one["energy_density_as_built_Wh_per_L"]["body"]
        show(
            f"{about['free']} = {one['text']}: {one['capacity_Ah']:.4g} Ah, "
            f"{one['specific_energy_Wh_per_kg']:.4g} Wh/kg, {built:.4g} Wh/L of the body, "
            f"N/P {one['n_to_p']:.3g}, {one['electrolyte_g_per_Ah']:.3g} g/Ah"
        )
        for notice in one["notices"]:
            show(f"Note: {notice}.")


def print_sweep(about: Mapping[str, Any]) -> None:
    """The rows of a sweep; of a long one some are left out."""
    columns = {name: one for name, one in about["columns"].items() if name != "passes_checks"}
    heads = [_head(name, one["unit"]) for name, one in columns.items()]
    passes = about["columns"]["passes_checks"]["values"]
    shown = table([*heads, "\n\n\n\nchecks"], right=heads)
    count = len(passes)
    step = -(-count // MOST_ROWS)
    for row in range(0, count, step):
        numbers = [one["values"][row] for one in columns.values()]
        values = ["–" if number is None else f"{number:.4g}" for number in numbers]
        shown.add_row(*values, "" if passes[row] else "not met")
    show("", shown)
    if step > 1:
        show(f"Every {step}th of {count} rows; --json and --out have all of them.")


def _head(name: str, unit: str) -> str:
    """A key path as words below each other, the unit last; five lines fit every name."""
    words = [*name.replace(".", "_").split("_"), *([] if unit in ("", "1") else [f"[{unit}]"])]
    return "\n".join([""] * (5 - len(words)) + words)


def print_uncertainty(about: Mapping[str, Mapping[str, Any]]) -> None:
    """Bands and the largest contributions."""
    right = ["5 %", "median", "95 %"]
    shown = table(["with the ranges of the file", *right], right=right)
    for name, one in about.items():
        shown.add_row(f"{name} [{one['unit']}]", *(f"{one[key]:.4g}" for key in
                                                   ("low", "median", "high")))  # fmt: skip
    show("", shown)
    for name, one in about.items():
        told = [f"{row['input']} {100.0 * row['with_others']:.0f} %"
                for row in one["contributions"][:4]]  # fmt: skip
        show(f"{name}, share of the variance: {', '.join(told)}")


def print_life(about: Mapping[str, Any]) -> None:
    """A few cycles of the life: thickness, Wh/L, Wh/kg, capacity."""
    right = ["cycle", "Ah", "mm\ndischarged", "mm\ncharged", "Wh/L\nbody", "\nWh/kg"]
    shown = table(right, right=right)
    count = len(about["cycle"])
    rows = sorted({round(i * (count - 1) / 9) for i in range(10)}) if count > 10 else range(count)
    for row in rows:
        shown.add_row(
            f"{about['cycle'][row]:.0f}", f"{about['capacity_Ah'][row]:.4g}",
            f"{about['thickness_discharged_mm'][row]:.3g}",
            f"{about['thickness_charged_mm'][row]:.3g}",
            f"{about['energy_density_discharged_Wh_per_L']['body'][row]:.0f}",
            f"{about['specific_energy_Wh_per_kg'][row]:.1f}",
        )  # fmt: skip
    show("", f"Along {about['study']}: {about['ended']}. The discharge of cycle "
         f"{about['reference_cycle']} stands for the design.", shown)  # fmt: skip
    for note in about["notes"]:
        show(f"Note: {note}.")
