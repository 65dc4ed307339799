"""``solvus analyse``: files of instruments to tables, figures and numbers with error bars."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from solvus.cli.analyse_settings import surface_of
from solvus.cli.interrupts import GivenUp, Interrupts
from solvus.cli.outcome import BAD_INPUT, AsJson, Debug, ending, fail, tell_faults
from solvus.cli.progress import Tell, progress_bar
from solvus.cli.run_files import check_folder
from solvus.cli.terminal import emit, say, show, table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solvus.analyse.uncertain import Reading
    from solvus.base.errors import Fault
    from solvus.report.measured.asked import Asked
    from solvus.report.measured.part import Analysed

PAGE = "analysis.html"
TABLES = ("csv", "parquet")
FEW_PLACES = 3  # cycles, spectra or regions
MOST_PRINTED = 16  # readings of one part in the terminal
QUANTITIES = {
    "area": "m^2", "mass": "kg", "nominal": "C", "limit": "V", "series": "ohm", "least": "1",
}  # fmt: skip


class Made(NamedTuple):
    """What became of the files: parts, why others did not, SHA-256 of each that was read."""

    parts: list[Analysed]
    faults: list[Fault]
    hashes: dict[str, str]


def analyse(
    files: Annotated[list[str], typer.Argument(metavar="FILES...", help="Files of instruments.")],
    cell: Annotated[
        str, typer.Option(metavar="KIND", help="symmetric, li_cu, half, full or pouch; due for "
                          "files of cycles.")
    ] = "",
    working: Annotated[
        str, typer.Option(metavar="NAME", help="Working electrode: cathode or anode; of li_cu "
                          "substrate or lithium.")
    ] = "",
    area: Annotated[
        str | None, typer.Option(help='Of one electrode, "1.13 cm2", instead of that of the file.')
    ] = None,
    mass: Annotated[
        str | None, typer.Option(help='Of active material, "10.2 mg".')
    ] = None,
    nominal: Annotated[str | None, typer.Option(help='Nominal capacity, "1.4 Ah".')] = None,
    reference_cycle: Annotated[
        int | None, typer.Option(min=1, help="Cycle that a retention is held against.")
    ] = None,
    least: Annotated[str, typer.Option(help="Retention at which a life ends.")] = "80 %",
    limit: Annotated[
        str | None, typer.Option(help='|V| at which the life of a symmetric cell ends, "0.5 V".')
    ] = None,
    series: Annotated[
        str | None, typer.Option(help='R_s of the cell of a voltammogram, "3 ohm".')
    ] = None,
    circuit: Annotated[
        str, typer.Option(help="Of impedance spectra: R C L La W Wo Ws CPE G K, -, p(..., ...).")
    ] = "R0-p(R1,CPE1)",
    resistor: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Resistor of the interface; may be "
                                       "given again.  [default: those of all arcs]")
    ] = None,
    setting: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Of spectra, maps, heights, sections, "
                     'e.g. pixel="0.5 um"; docs/analyse.md lists them.'),
    ] = None,
    form: Annotated[
        str, typer.Option(metavar="NAME", help="Format, if it is not to be found out.")
    ] = "",
    out: Annotated[
        str, typer.Option(metavar="DIR", help="Where tables and analysis.html go.")
    ] = "out/analysis",
    table_format: Annotated[
        str, typer.Option("--table", help="csv or parquet.")
    ] = "csv",
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Read files of instruments by the functions that read the simulations.

    Tables of cycles and spectra, every number with its error bar and definition, and one page.
    """  # fmt: skip
    with ending(as_json, debug):
        asked = _asked(locals())
        if table_format not in TABLES:
            raise typer.BadParameter(f'--table "{table_format}" is none of {", ".join(TABLES)}')
        if not out.strip():
            raise typer.BadParameter("--out is empty; name a folder")
        names = _names(files)
        folder = Path(out)
        check_folder(folder)
        saved: dict[str, str] = {}
        try:
            with Interrupts("stopping after this file; the files before it are kept") as asks:
                made = _read_all(names, form, asked, asks)
                if made.parts:
                    _save(made, folder, table_format, asked, saved)
        except GivenUp:
            written = f"{len(saved)} tables are written, no page" if saved else "nothing is written"
            fail(f"given up; {written}", as_json)
        if as_json:
            emit(_document(made, saved))
        else:
            _print(made, saved)
            tell_faults(made.faults, as_json=False)
        if made.faults:
            raise typer.Exit(BAD_INPUT)


def _asked(given: dict[str, Any]) -> Asked:
    """The options in SI units. Raises InputError with every one that cannot be read."""
    from solvus.analyse.circuits import parse_circuit
    from solvus.analyse.cycling_record import CyclerCell
    from solvus.base.errors import Fault, InputError
    from solvus.base.units import parse
    from solvus.report.measured.asked import Asked

    faults: list[Fault] = []
    read: dict[str, Any] = {}
    for name, unit in QUANTITIES.items():
        try:
            read[name] = None if given[name] is None else parse(given[name], unit)
            _check_range(name, read[name], given[name])
        except ValueError as error:
            faults.append(Fault(str(error), f"--{name}"))

    def checked(step: Callable[[], Any]) -> Any:
        try:
            return step()
        except InputError as error:
            faults.extend(error.faults)
            return None

    surface = checked(lambda: surface_of(given["setting"] or []))
    checked(lambda: parse_circuit(given["circuit"]))
    if given["cell"]:
        sizes = [read.get(name) for name in ("area", "mass", "nominal")]
        checked(lambda: CyclerCell(given["cell"], given["working"], *sizes))
    if faults:
        raise InputError(*faults)
    return Asked(
        kind=given["cell"], working=given["working"], reference_cycle=given["reference_cycle"],
        circuit=given["circuit"], resistors=tuple(given["resistor"] or ()), surface=surface,
        **read,
    )  # fmt: skip


def _check_range(name: str, value: float | None, written: str) -> None:
    if value is None:
        return
    if value < 0.0 or (value == 0.0 and name != "series"):
        raise ValueError(f'"{written}" is not positive')
    if name == "least" and value >= 1.0:
        raise ValueError(f'"{written}" is no share of the reference that a cell may fall to')


def _names(files: list[str]) -> dict[str, str]:
    """What each file is called: its name, with its folder where two are called alike.

    Raises InputError for a file that is given twice.
    """
    from solvus.base.errors import Fault, InputError

    where = [Path(file).resolve() for file in files]
    twice = {one for one in where if where.count(one) > 1}
    if twice:
        raise InputError(*(Fault("is given twice", file=_printable(one)) for one in sorted(twice)))
    short = [one.name for one in where]
    alone = {name for name in short if short.count(name) == 1}
    return {
        file: _printable(one.name if one.name in alone else f"{one.parent.name}/{one.name}")
        for file, one in zip(files, where, strict=True)
    }


def _printable(name: str | Path) -> str:
    """A name as text: bytes of it that are none are shown as such."""
    return str(name).encode("utf-8", "backslashreplace").decode("utf-8")


def _read_all(names: dict[str, str], form: str, asked: Asked, interrupts: Interrupts) -> Made:
    from solvus.analyse.readers import read
    from solvus.base.errors import Fault, InputError, MissingExtra
    from solvus.report.measured.collect import analysed

    made = Made([], [], {})
    with progress_bar("reading") as tell:
        for number, (file, name) in enumerate(names.items()):
            if interrupts.asked:
                made.faults.append(Fault("not read: interrupted", file=file))
                continue
            try:
                told = partial(_tell_share, tell, number, len(names), name)
                record = read(file, form=form, progress=told)
                record.attrs["file"] = name
                made.parts.extend(analysed(record, asked, f"file-{number + 1}"))
                made.hashes[name] = str(record.attrs["sha256"])
            except InputError as error:
                made.faults.extend(_placed(fault, file) for fault in error.faults)
            except MissingExtra as error:
                made.faults.append(Fault(str(error), file=file))
    return made


def _tell_share(tell: Tell, number: int, count: int, name: str, share: float) -> None:
    tell(name, int(100 * (number + share)), 100 * count)


def _placed(fault: Fault, file: str) -> Fault:
    return replace(fault, file=_printable(file))


def _save(
    made: Made, folder: Path, table_format: str, asked: Asked, saved: dict[str, str]
) -> None:
    """Write the tables and the page; what -> path is put into `saved`, one after the other."""
    from solvus.base.record import provenance, save_table
    from solvus.report.measured.page import write_analysis

    for part in made.parts:
        for name, columns in part.tables.items():
            path = _free(folder / f"{_stem(part.file)}_{name}.{table_format}", saved)
            save_table(columns.columns, path, columns.units, columns.attrs)
            saved[f"{part.file}: {name}"] = str(path)
    known = provenance()
    about = [(f"SHA-256 of {name}", text) for name, text in made.hashes.items()]
    about += [("Solvus", known["solvus_version"]), ("Date", known["date_utc"])]
    page = folder / PAGE
    write_analysis(page, made.parts, made.faults, asked, about)
    saved["page"] = str(page)


def _stem(file: str) -> str:
    return re.sub(r"[^\w.-]+", "_", str(Path(file).with_suffix(""))) or "file"


def _free(path: Path, saved: dict[str, str]) -> Path:
    """A name that no other file of this call has: two files may be called alike."""
    taken, number, free = set(saved.values()), 2, path
    while str(free) in taken:
        free = path.with_stem(f"{path.stem}_{number}")
        number += 1
    return free


def _document(made: Made, saved: dict[str, str]) -> dict[str, Any]:
    from solvus.study.records import finite

    return finite(
        {
            "files": [
                {
                    "file": part.file,
                    "kind": part.kind,
                    "headline": part.headline,
                    "readings": [
                        {"where": where, **one._asdict(), "options": dict(one.options),
                         "systematic": dict(one.systematic)}
                        for where, one in part.readings
                    ],
                    "notices": list(part.notices),
                }
                for part in made.parts
            ],
            "faults": [asdict(fault) for fault in made.faults],
            "saved": saved,
        }
    )  # fmt: skip


def _few(readings: Sequence[tuple[str, Reading]]) -> tuple[list[tuple[str, Reading]], str]:
    """As many as a terminal shows well, and what is to be said of the others.

    All readings of the first, a middle and the last cycle, spectrum or region.
    """
    places = list(dict.fromkeys(where for where, _ in readings))
    if len(readings) <= MOST_PRINTED or len(places) <= FEW_PLACES:
        return list(readings), ""
    shown = {places[0], places[(len(places) - 1) // 2], places[-1]}
    kept = [pair for pair in readings if pair[0] in shown]
    return kept, f"{len(shown)} of {len(places)} shown; tables and --json have all."


def _print(made: Made, saved: dict[str, str]) -> None:
    from solvus.report.measured.words import words_of

    for part in made.parts:
        show(f"{part.file}: {part.headline}", style="bold")
        shown = table(["where", "reading", "value", "definition"], right=["value"])
        few, others = _few(part.readings)
        for where, one in few:
            shown.add_row(where, one.name.replace("_", " "), words_of(one), one.definition)
        show(shown, *([others] if others else []), "")
        if part.notices:
            show("Please note:", *(f"- {sentence}" for sentence in part.notices), "")
    for what, path in saved.items():
        say(f"saved {what}: {path}")
