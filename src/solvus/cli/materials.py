"""``solvus materials``: what is on file, and where each number comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from solvus.cli.outcome import AsJson, Debug, ending
from solvus.cli.terminal import emit, pairs, show, table

if TYPE_CHECKING:
    from solvus.materials.kinds import Material
    from solvus.materials.show import Row

_DEFAULT_KIND_OF_A_FILE = "solute"


def materials(
    name: Annotated[
        str | None, typer.Argument(help="Material to show, e.g. Ag, or a material file.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="solute, metal, compound or electrolyte.")
    ] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """List the materials, or show one with values, ranges, status and sources."""
    with ending(as_json, debug):
        from solvus.materials import library
        from solvus.materials.show import listing, title, view

        if kind is not None:
            library.names(kind)  # refuses a kind that there is not
        if name is None:
            rows = [row for row in listing() if kind in (None, row["kind"])]
            if as_json:
                emit({"materials": rows})
            else:
                _print_listing(rows)
            return
        found_kind, material = _find(name, kind)
        rows = view(material)
        if as_json:
            about = {"kind": found_kind, "name": title(material), "title": material.name}
            emit(about | _words(material) | {"values": rows})
        else:
            _print_material(found_kind, material)


def _find(name: str, kind: str | None) -> tuple[str, Material]:
    """The material and its kind; without a kind every kind is searched."""
    from solvus.base.errors import Fault, InputError, suggestion
    from solvus.materials import library

    if kind is None and (name.lower().endswith((".yaml", ".yml")) or "/" in name):
        kind = _DEFAULT_KIND_OF_A_FILE
    if kind is not None:
        return kind, library.find(kind, name, Path())
    known = {one: library.names(one) for one in library.kinds()}
    for one, names in known.items():
        if name.casefold() in {known_name.casefold() for known_name in names}:
            return one, library.find(one, name)
    everything = [one for names in known.values() for one in names]
    raise InputError(Fault(f'"{name}" is not a known material.{suggestion(name, everything)}'))


def _words(material: Material) -> dict[str, str]:
    """What a material says in words: note, default mechanism, composition."""
    keys = ("default_mechanism", "composition", "note")
    return {key: getattr(material, key) for key in keys if getattr(material, key, "")}


def _print_listing(rows: list[Row]) -> None:
    shown = table(("kind", "name", "what", "numbers by status"))
    last = ""
    for row in rows:
        kind = row["kind"] if row["kind"] != last else ""
        shown.add_row(kind, row["name"], row["title"], row["values"])
        last = row["kind"]
    show(shown)


def _print_material(kind: str, material: Material) -> None:
    """Values first; sources and notes below, each source once."""
    from solvus.materials.show import title, view

    short = title(material)
    named = short if short == material.name else f"{short}, {material.name}"
    show(f"{named} ({kind})", style="bold")
    for key, text in _words(material).items():
        show(f"{key.replace('_', ' ')}: {text}")
    sources: dict[str, int] = {}
    shown = table(("value of", "value", "unit", "range", "status", "source"), right=("value",))
    section = ""
    rows = view(material)
    for row in rows:
        *above, key = row["key"].rsplit(".", 1)
        if above and above[0] != section:
            shown.add_row(above[0].replace(".", " ").replace("_", " "), style="bold")
        section = above[0] if above else ""
        reference = ""
        if row["source"]:
            reference = f"[{sources.setdefault(row['source'], len(sources) + 1)}]"
        label = ("· " if above else "") + key.replace("_", " ")
        span = row["range"] if row["range"] != f"{row['value']} to {row['value']}" else "exact"
        shown.add_row(label, row["value"], row["unit"], span, row["status"], reference)
    show("", shown)
    _print_list("Sources", [(f"[{number}]", text) for text, number in sources.items()])
    _print_list("Notes", [(_readable(row["key"]), row["note"]) for row in rows if row["note"]])


def _readable(key: str) -> str:
    return key.removeprefix("phases.").replace(".", " ").replace("_", " ")


def _print_list(heading: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        show("", heading, style="bold")
        show(pairs(rows))
