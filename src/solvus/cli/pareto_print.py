"""How ``solvus pareto`` shows a front on a terminal."""

from __future__ import annotations

from typing import Any

from solvus.cli.terminal import pairs, show, table

MOST_ROWS = 25


def print_front(about: dict[str, Any]) -> None:
    """The front by its first objective, the knee marked, and what to know of it."""
    wanted = ", ".join(
        f"{'most' if one['direction'] == 'max' else 'least'} {one['name']}"
        for one in about["objectives"]
    )
    show(f"Front: {wanted}", style="bold")
    rules = "; ".join(about["rules"])
    meet = f" that meet {rules}" if rules else ""
    show(f"{len(about['front'])} of {about['allowed']} designs{meet} ({about['designs']} in all)")
    if about["front"]:
        show("", _table(about))
        if len(about["front"]) > MOST_ROWS:
            show(f"{MOST_ROWS} of {len(about['front'])}, evenly along it; all are in the file of "
                 "the front")  # fmt: skip
        _print_knee(about)
    if len(about["dominated_share"]) > 1:
        first, last = about["dominated_share"][0], about["dominated_share"][-1]
        show("", f"Dominated of what lies between best and worst: {100 * first['share']:.1f} % "
             f"after {first['designs']} designs, {100 * last['share']:.1f} % after "
             f"{last['designs']}")  # fmt: skip
    notes = list(about["notes"])
    if about["failed"]:
        worst = about["reasons"][0]
        what = "design failed" if about["failed"] == 1 else (
            f"designs failed, {worst['designs']} of them as in"
        )  # fmt: skip
        notes.append(f"{about['failed']} {what}: {worst['example']}")
    if notes:
        show("", *[f"· {note}" for note in notes])
    show("", pairs([(what, path) for what, path in about["files"].items()]))


def _table(about: dict[str, Any]) -> Any:
    from solvus.designs.front import evenly

    units = about["units"]
    names = [n for n in about["front"][0] if n in units]
    sure = "on_front_percent" in about["front"][0]
    made = table(["design", *(_heading(n, units[n]) for n in names),
                  *(["stays [%]"] if sure else []), ""])  # fmt: skip
    for column in made.columns[:-1]:
        column.justify = "right"
    knee = next(k for k, row in enumerate(about["front"]) if row["knee"])
    for number in evenly(len(about["front"]), MOST_ROWS, knee):
        row = about["front"][number]
        cells = [str(row["design"]), *(_cell(row, name) for name in names)]
        if sure:
            cells.append(f"{row['on_front_percent']:.0f}")
        made.add_row(*cells, "knee" if row["knee"] else "")
    return made


def _heading(name: str, unit: str) -> str:
    """The last part of a key path, in words, over its unit."""
    words = name.replace("energy_density.", "energy ").rpartition(".")[2].replace("_", " ")
    return f"{words} [{unit}]" if unit not in ("", "1") else words


def _cell(row: dict[str, Any], name: str) -> str:
    value = row[name]
    if value is None or isinstance(value, str):
        return value or "–"
    return f"{'>' if name == 'life' and row['bound'] else ''}{value:.4g}"


def _print_knee(about: dict[str, Any]) -> None:
    knee = about["knee"]
    told = []
    for one in about["objectives"]:
        unit = "" if one["unit"] in ("", "1") else f" {one['unit']}"
        told.append(f"{_cell(knee, one['name'])}{unit}")
    show("", f"Knee: design {knee['design']}, {', '.join(told)}", style="bold")
