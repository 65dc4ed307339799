"""The tables of one run: half-cycles, readings, laws with their parameters, materials, software."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from solvus.base.parameters import Parameter
from solvus.base.units import from_si
from solvus.model.cell import parameters_for
from solvus.model.interface import KINETICS, LEVELS, TRANSIENTS
from solvus.model.layer import CLOSURES, EFFICIENCIES
from solvus.model.mechanisms import NAMES
from solvus.observe import INSTRUMENTS
from solvus.report.blocks import (
    Block,
    Cell,
    Column,
    Details,
    Listing,
    Row,
    Section,
    Table,
    Text,
)
from solvus.study.readings import readings_of
from solvus.study.records import table_of
from solvus.study.run import StudyRun, design_of

NO_CURVES = "No curves were kept (curves: none, or detail: fast, in the run block of the study)."
MOST_AT_ENDS = 12  # rows of a long table shown at its beginning and at its end

# column of the table of half-cycles -> heading, SI unit, unit shown, digits
HALF_CYCLES = {
    "current": ("current", "A/m^2", "mA/cm2", ".4g"),
    "duration": ("time", "s", "h", ".4g"),
    "tip": ("tip", "V", "mV", ".1f"),
    "plateau": ("flat", "V", "mV", ".1f"),
    "end": ("end", "V", "mV", ".1f"),
    "working_thickness": ("foil", "m", "um", ".2f"),
    "working_skin_solute": ("skin", "mol/m^2", "umol/cm2", ".3f"),
    "working_layer_thickness": ("layer", "m", "um", ".2f"),
    "working_layer_open_share": ("open", "1", "%", ".1f"),
    "counter_thickness": ("counter foil", "m", "um", ".2f"),
    "counter_layer_thickness": ("its layer", "m", "um", ".2f"),
    "counter_layer_open_share": ("its open share", "1", "%", ".1f"),
}
# the same of a full cell
FULL_HALF_CYCLES = {
    "current": ("current", "A/m^2", "mA/cm2", ".4g"),
    "duration": ("time", "s", "h", ".4g"),
    "charge": ("charge", "C/m^2", "mAh/cm2", ".4g"),
    "cathode_mid": ("mid", "V", "V", ".3f"),
    "end": ("end", "V", "V", ".3f"),
    "cathode_energy": ("energy", "J/m^2", "mWh/cm2", ".4g"),
    "cathode_content": ("content", "1", "1", ".3f"),
    "working_thickness": ("foil", "m", "um", ".2f"),
    "working_skin_solute": ("skin", "mol/m^2", "umol/cm2", ".3f"),
    "working_layer_thickness": ("layer", "m", "um", ".2f"),
    "working_layer_open_share": ("open", "1", "%", ".1f"),
}
# key of a reading -> heading, SI unit, unit shown, digits
READINGS = {
    "aes": ("AES", "1", "at%", ".1f"),
    "epma": ("EPMA", "mol/m^2", "umol/cm2", ".4g"),
    "eis_intercept": ("R at once", "ohm m^2", "ohm.cm2", ".4g"),
    "eis_interface": ("R of the arc", "ohm m^2", "ohm.cm2", ".4g"),
    "eis_total": ("R in all", "ohm m^2", "ohm.cm2", ".4g"),
    "xps": ("XPS, of pure", "1", "%", ".2f"),
    "tof_solute": ("SIMS of solute, of pure", "1", "1", ".3g"),
    "tof_lithium": ("SIMS of Li, of pure", "1", "1", ".3g"),
}


CATHODE_MODELS = {
    "particle": "one particle for all, the electrolyte a resistance",
    "porous": "porous electrode, salt and potential resolved",
}

# unit as it is read -> as it is printed
PRINTED = {
    "1": "", "um": "µm", "umol/cm2": "µmol/cm²", "mA/cm2": "mA/cm²", "ohm.cm2": "Ω cm²",
    "mAh/cm2": "mAh/cm²", "mWh/cm2": "mWh/cm²",
}  # fmt: skip


class Law(NamedTuple):
    """A law in force: what of, its name and title, how far it can be trusted, its parameters with
    their values [SI], and those that the study gives."""

    of: str
    name: str
    title: str
    trust: str
    parameters: Sequence[Parameter]
    values: Mapping[str, float]
    given: Mapping[str, float]


def at_ends(count: int) -> list[int]:
    """Places of the rows that a long table shows: its first and its last ones."""
    if count <= 2 * MOST_AT_ENDS:
        return list(range(count))
    return [*range(MOST_AT_ENDS), *range(count - MOST_AT_ENDS, count)]


def half_cycle_table(done: StudyRun) -> Table:
    """The half-cycles, of a long run the first and the last ones."""
    columns, _ = table_of(done.run)
    known = HALF_CYCLES if done.cell.cathode is None else FULL_HALF_CYCLES
    pairs = zip(columns["current"], columns["duration"], strict=True)
    columns["charge"] = [abs(current) * time for current, time in pairs]
    # 0 or no number all along: no skin, nothing lost, no voltage
    shown = [key for key in known if any(v == v and v != 0.0 for v in columns.get(key, ()))]
    for key in ("working_layer", "counter_layer"):
        if f"{key}_thickness" not in shown and f"{key}_open_share" in shown:
            shown.remove(f"{key}_open_share")  # there are no pores
    count = len(columns["cycle"])
    places = at_ends(count)
    rows: list[Row] = [
        [Cell(str(columns["cycle"][place]), sort=place), _broken(columns["step"][place]),
         *(_number(columns[key][place], known[key]) for key in shown)]
        for place in places
    ]  # fmt: skip
    heads = [Column("cycle", numeric=True), Column("step"), *_heads(known, shown)]
    return Table(heads, rows, _which("half-cycles", count))


def reading_table(done: StudyRun) -> Table | None:
    """What the instruments read at the ends of steps; None where they read no single numbers."""
    ends = [shot for shot in done.run.snapshots if shot.end_of_step]
    chosen = [ends[place] for place in at_ends(len(ends))]
    readings = readings_of(done, chosen)
    shown = [key for key in READINGS if any(key in row for row in readings)]
    if not shown:
        return None
    rows: list[Row] = []
    for read in readings:
        half = done.run.half_cycles[read["half_cycle"]]
        numbers = [_number(read.get(key), READINGS[key]) for key in shown]
        cycle = Cell(str(half.cycle), sort=read["half_cycle"])
        rows.append([cycle, _broken(half.text), *numbers])
    heads = [Column("cycle", numeric=True), Column("after"), *_heads(READINGS, shown)]
    return Table(heads, rows, _which("readings", len(ends)))


def _heads(known: Mapping[str, tuple[str, str, str, str]], shown: Sequence[str]) -> list[Column]:
    units = {key: known[key][2] for key in shown}
    return [Column(known[key][0], PRINTED.get(u, u), numeric=True) for key, u in units.items()]


def _number(value: float | None, about: tuple[str, str, str, str]) -> Cell:
    if value is None or value != value:
        return Cell("–", "muted")
    _, unit, display, digits = about
    shown = from_si(value, unit, display)
    return Cell(format(shown, digits), sort=shown)


def _broken(step: str) -> str:
    """A step that a narrow column breaks before its ends, and nowhere else."""
    return re.sub(r" (?!for |or |until )", "\u00a0", step)


def _which(what: str, count: int) -> str:
    if count <= 2 * MOST_AT_ENDS:
        return f"All {count} {what}." if count > 1 else ""
    return f"The first and the last {MOST_AT_ENDS} of {count} {what}; the files saved have all."


def laws_of(done: StudyRun, folder: Path | None = None) -> list[Law]:
    """Every law in force: mechanisms of foils that hold a solute, interface, layer, instruments."""
    study, cell = done.study, done.cell
    found = []
    counter = None if study.cell.counter is study.cell.working else study.cell.counter
    for which, foil in (("working foil", study.cell.working), ("counter foil", counter)):
        if foil is None:
            continue
        design = design_of(foil, folder)
        inside = design.foil.composition
        if inside.solute is None or inside.is_substrate:
            continue
        rule = NAMES[foil.mechanism]
        values = parameters_for(design, study.cell.temperature)
        found.append(
            Law(which, rule.name, rule.title, rule.status, rule.parameters, values, foil.parameters)
        )
    if cell.cathode is not None:
        model = cell.cathode.design.model
        found.append(Law("cathode", model, CATHODE_MODELS[model], "", (), {}, {}))
    if cell.interface is not None:
        laws, known, given = study.interface, cell.interface.values, study.interface.parameters
        for law in (
            LEVELS[laws.nucleation_level], TRANSIENTS[study.transient],
            KINETICS[laws.kinetics],
        ):  # fmt: skip
            found.append(
                Law("interface", law.name, law.title, "", law.parameters, known, given)
            )
    if cell.layers is not None:
        known, given = cell.layers.values, study.layer.parameters
        for one in (CLOSURES[study.layer.closure], EFFICIENCIES[study.layer.efficiency]):
            found.append(
                Law("reaction layer", one.name, one.title, "", one.parameters, known, given)
            )
    return found + _instruments(done)


def _instruments(done: StudyRun) -> list[Law]:
    found = []
    for name, asked in done.study.instruments.items():
        instrument = INSTRUMENTS[name]
        table, title = instrument.parameters, instrument.title
        if instrument.laws:
            law = instrument.laws[asked.law or instrument.default_law]
            table, title = (*table, *law.parameters), f"{title}: {law.title}"
        values = instrument.values(asked.law, asked.parameters)
        found.append(Law("instrument", name, title, "", table, values, asked.parameters))
    return found


def law_table(laws: Sequence[Law]) -> Table:
    """The laws by name, with what is known of their trust."""
    if not any(law.trust for law in laws):
        known: list[Row] = [[law.of, law.name, law.title] for law in laws]
        return Table(("of", "law", "what it says"), known, "Laws in force.")
    rows: list[Row] = [[law.of, law.name, law.title, law.trust or "–"] for law in laws]
    return Table(("of", "law", "what it says", "trust"), rows, "Laws in force.")


def parameter_table(laws: Sequence[Law]) -> Table:
    """Every parameter of the laws once, with its range, status and source."""
    rows: list[Row] = []
    known: set[tuple[str, str]] = set()
    for law in laws:
        who = law.name if law.of == "instrument" else law.of
        for parameter in law.parameters:
            if (who, parameter.name) in known:
                continue
            known.add((who, parameter.name))
            given = parameter.name in law.given
            rows.append(parameter_row(who, parameter, law.values[parameter.name], given=given))
    return Table(
        PARAMETER_COLUMNS, rows,
        "Every parameter in force. Given: by the study, whatever its source; the others are the "
        "defaults of the laws or come from the materials below.",
    )  # fmt: skip


PARAMETER_COLUMNS = ("of", "parameter", "value", "from", "to", "status", "source", "what")


def parameter_row(who: str, parameter: Parameter, value: float, *, given: bool = False) -> Row:
    """A parameter as a row of `PARAMETER_COLUMNS`; `given` where a study says its value [SI]."""
    return [
        who, parameter.name, _in_its_unit(value, parameter), parameter.low or "–",
        parameter.high or "–", Cell("given", "strong") if given else parameter.status,
        "the study" if given else parameter.source, parameter.meaning,
    ]  # fmt: skip


def _in_its_unit(value: float, parameter: Parameter) -> str:
    """A value in the unit in which its default or its range is told."""
    unit = (parameter.default or parameter.high or "").partition(" ")[2] or "1"
    return f"{from_si(value, parameter.unit, unit):.4g} {unit}".removesuffix(" 1")


def material_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """The rows of `materials.show.sources_used`, one a value."""
    columns = ("material", "key", "value", "status", "source")
    return Table(columns, [list(row.values()) for row in rows], "Materials used.")


STATUSES = (
    "measured and compiled values were read in a source or taken from a handbook; calculated "
    "ones follow from others; assumed ones are guesses within a range, and are many for Li-Ag."
)


def software(known: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a page says of the software, from `base.record.provenance`."""
    versions = (known[k] for k in ("python_version", "numpy_version", "numba_version"))
    return [
        ("Solvus", known["solvus_version"]),
        ("Date", known["date_utc"]),
        ("Python, NumPy, Numba", ", ".join(versions)),
    ]


def rests_on(done: StudyRun, folder: Path | None) -> list[Section]:
    """The sections on what a run rests on: laws, parameters, materials, the study."""
    laws = laws_of(done, folder)
    parameters = parameter_table(laws)
    folded = Details(f"{len(parameters.rows)} parameters", (parameters,))
    tables: tuple[Block, ...] = (law_table(laws), folded)
    if not laws:
        tables = (Text("No law with a parameter is in force: pure lithium without a cell."),)
    return [
        Section("Laws and parameters", "parameters", "", tables),
        Section("Materials and sources", "materials", STATUSES, (
            Details(f"{len(done.materials)} values", (material_table(done.materials),)),
        )),
        Section("Study", "study", "", (
            Details("The study as it was read", (Listing(done.study.source_text, "study.yaml"),)),
        )),
    ]  # fmt: skip
