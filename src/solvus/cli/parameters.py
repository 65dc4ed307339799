"""``solvus parameters``: what a study may override, with defaults, ranges, status and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from solvus.cli.outcome import AsJson, Debug, ending
from solvus.cli.terminal import emit, pairs, show, table

if TYPE_CHECKING:
    from solvus.base.parameters import Parameter


def parameters(
    name: Annotated[
        str | None, typer.Argument(help="Mechanism, law or instrument, e.g. H3v, log, aes.")
    ] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """List mechanisms, laws and instruments, or show the parameters of one."""
    with ending(as_json, debug):
        from solvus.base.errors import Fault, InputError, suggestion

        everything = _everything()
        if name is None:
            if as_json:
                emit({"parameters": everything})
            else:
                _print_listing(everything)
            return
        found = [one for one in everything if one["name"].casefold() == name.casefold()]
        if not found:
            known = dict.fromkeys(one["name"] for one in everything)
            raise InputError(Fault(f'"{name}" is not known.{suggestion(name, known)}'))
        if as_json:
            emit({"parameters": found})
        else:
            for one in found:
                _print_one(one)


def _everything() -> list[dict[str, Any]]:
    """One entry for each mechanism, law of interface and layer, instrument and reading law."""
    from solvus.model import interface, layer, mechanisms
    from solvus.observe import INSTRUMENTS
    from solvus.observe.kinds import SIGNAL_LAWS

    entries = [
        _entry("mechanism", one, one.status) for one in dict.fromkeys(mechanisms.NAMES.values())
    ]
    for role, laws in interface.LAWS.items():
        entries += [_entry(f"interface, {role}", law) for law in laws.values()]
    for role, layer_laws in layer.LAWS.items():
        entries += [_entry(f"layer, {role}", law) for law in layer_laws.values()]
    entries += [_entry("instrument", instrument) for instrument in INSTRUMENTS.values()]
    entries += [_entry("law of an instrument", law) for law in SIGNAL_LAWS.values()]
    return entries


def _entry(role: str, owner: Any, trust: str = "") -> dict[str, Any]:
    rows = [_row(parameter) for parameter in owner.parameters]
    return {
        "role": role,
        "name": owner.name,
        "title": owner.title,
        "trust": trust,
        "parameters": rows,
    }


def _row(parameter: Parameter) -> dict[str, str | None]:
    keys = ("name", "unit", "default", "low", "high", "status", "source", "meaning")
    return {key: getattr(parameter, key) for key in keys}


def _print_listing(entries: list[dict[str, Any]]) -> None:
    shown = table(("role", "name", "what", "parameters"), right=("parameters",))
    last = ""
    for one in entries:
        role = one["role"] if one["role"] != last else ""
        shown.add_row(role, one["name"], one["title"], str(len(one["parameters"])))
        last = one["role"]
    show(shown)


def _print_one(entry: dict[str, Any]) -> None:
    show(f"{entry['name']}, {entry['title']} ({entry['role']})", style="bold")
    if entry["trust"]:
        show(entry["trust"])
    if not entry["parameters"]:
        show("It has no parameters.")
        return
    shown = table(("parameter", "default", "from", "to", "status"))
    for row in entry["parameters"]:
        default = row["default"] or "of the material"
        shown.add_row(row["name"], default, row["low"], row["high"], row["status"])
    show("", shown, "")
    words = [
        (row["name"], row["meaning"] + (f" [{row['source']}]" if row["source"] else ""))
        for row in entry["parameters"]
    ]
    show(pairs(words))
