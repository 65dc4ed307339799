"""``solvus materials``: what is on file, and where each number comes from."""

from __future__ import annotations

import bisect
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from solvus.cli.outcome import AsJson, Debug, ending
from solvus.cli.terminal import emit, pairs, show, table

_SHOWN_ROWS = 10

if TYPE_CHECKING:
    from solvus.materials.kinds import Material
    from solvus.materials.show import Row


def materials(
    name: Annotated[
        str | None,
        typer.Argument(
            help="Material to show, e.g. Ag, or a material file (.yaml; a cathode also BPX .json)."
        ),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="solute, metal, compound, electrolyte or cathode.")
    ] = None,
    curve: Annotated[
        Path | None,
        typer.Option("--curve", help="Write a cathode's open circuit to this .csv or .parquet."),
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
            _refuse_curve(curve, "")
            rows = [row for row in listing() if kind in (None, row["kind"])]
            if as_json:
                emit({"materials": rows})
            else:
                _print_listing(rows)
            return
        found_kind, material = _find(name, kind)
        rows = view(material)
        more = {}
        if found_kind == "cathode":
            more = _cathode(material, curve)
        else:
            _refuse_curve(curve, title(material))
        if as_json:
            about = {"kind": found_kind, "name": title(material), "title": material.name}
            emit(about | _words(material) | {"values": rows} | more)
        else:
            _print_material(found_kind, material)
            _print_cathode(more)


def _find(name: str, kind: str | None) -> tuple[str, Material]:
    """The material and its kind; without a kind every kind is searched."""
    from solvus.base.errors import Fault, InputError, suggestion
    from solvus.materials import library

    if kind is None and (name.lower().endswith((".yaml", ".yml", ".json")) or "/" in name):
        kind = library.kind_of(Path(name))
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


def _refuse_curve(curve: Path | None, name: str) -> None:
    if curve is not None:
        from solvus.base.errors import InputError

        what = f"{name} is none" if name else "name one"
        raise InputError(f"--curve writes the open circuit of a cathode; {what}")


def _cathode(material: Material, curve: Path | None) -> dict[str, Any]:
    """Windows and curve of a cathode; the curve also as a table, if a file is named."""
    from solvus.base.record import save_table
    from solvus.materials import cathode_view
    from solvus.materials.kinds import Cathode

    assert isinstance(material, Cathode)
    columns = cathode_view.curve(material)
    if curve is not None:
        circuit = material.open_circuit
        about = {"title": f"open circuit of {material.name} on discharge", "status": circuit.status}
        save_table(columns, curve, cathode_view.CURVE_UNITS, about | {"source": circuit.source})
    return {
        "windows": cathode_view.cut_offs(material),
        "curve": {"units": cathode_view.CURVE_UNITS}
        | {key: [float(one) for one in column] for key, column in columns.items()},
    }


def _print_cathode(more: dict[str, Any]) -> None:
    """The windows, and a few rows of the curve."""
    if not more:
        return
    headings = ("from V", "to V", "mAh/g", "mid V", "mean V", "first mAh/g", "comes back")
    shown = table(headings, right=headings)
    for row in more["windows"]:
        shown.add_row(
            f"{row['from_V']:g}", f"{row['to_V']:g}", f"{row['discharge_mAh_g']:.1f}",
            f"{row['mid_V']:.3f}", f"{row['mean_V']:.3f}", f"{row['first_mAh_g']:.1f}",
            f"{100 * row['efficiency']:.1f} %",
        )  # fmt: skip
    begins = more["windows"][0]["begins_with"]
    show("", f"Between two cut-offs at rest (first: the {begins} of a new cell)", style="bold")
    show(shown)
    curve = more["curve"]
    rows = table(("mAh/g discharged", "x", "V"), right=("mAh/g discharged", "x", "V"))
    for row in range(_SHOWN_ROWS + 1):
        capacity = curve["capacity"][-1] * row / _SHOWN_ROWS
        x, volts = (_between(curve["capacity"], curve[key], capacity) for key in ("x", "potential"))
        rows.add_row(f"{capacity:.1f}", f"{x:.4f}", f"{volts:.3f}")
    show("", "Open circuit on discharge (all rows: --curve FILE.csv or --json)", style="bold")
    show(rows)


def _between(known: list[float], values: list[float], at: float) -> float:
    """Linear between the rows of a curve, which lie closer than the digits shown."""
    after = min(max(bisect.bisect_left(known, at), 1), len(known) - 1)
    share = (at - known[after - 1]) / (known[after] - known[after - 1])
    return values[after - 1] + share * (values[after] - values[after - 1])


def _readable(key: str) -> str:
    return key.removeprefix("phases.").replace(".", " ").replace("_", " ")


def _print_list(heading: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        show("", heading, style="bold")
        show(pairs(rows))
