"""From the state of a page to a pouch cell and to the studies that are run for it."""

from __future__ import annotations

import hashlib
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solvus import __version__
from solvus.base.errors import InputError
from solvus.base.units import show
from solvus.base.yaml_source import key_path
from solvus.explore.base import FULL, Base, Source, per_face
from solvus.explore.controls import NO_SOLUTE, ON_COPPER, PER_FACE, SHARED, Controls
from solvus.explore.losses import losses_of
from solvus.explore.protocol_words import foils_protocol, full_protocol
from solvus.explore.state import State, default_state, rounded
from solvus.study.full_notices import notices
from solvus.study.installed import registries
from solvus.study.load import load_text
from solvus.study.pouch_inverse import read_target, solve_for
from solvus.study.pouch_linked import at_cut_off
from solvus.study.pouch_load import Pouch, read_text
from solvus.study.pouch_misfits import misfits
from solvus.study.schema import Study
from solvus.study.variant import write_entry
from solvus.study.yaml_text import as_yaml

COPPER = "6 um"  # assumed: of the collector, where the file of the page has none
LONG_RUN = 60  # cycles from which on only every n-th is kept as curves
STUDY_FILE = "study.yaml"
# Of a study: what a cell is and how it is run; not what was measured of it or is swept over it.
KEPT = ("title", "cell", "interface", "layer", "end_of_life", "protocol", "instruments", "run")
WARN = {"n_to_p": "warn", "electrolyte": "warn"}


@dataclass(frozen=True)
class Asked:
    """A study that is to be run: its text, the folder of its materials, and the key of its result.
    """

    text: str
    folder: Path
    key: str


@dataclass(frozen=True)
class Designed:
    """A pouch cell as set on the page: its text and what it comes to."""

    text: str
    pouch: Pouch


def pouch_text(base: Base, state: State, controls: Controls) -> str:
    """The pouch file of a state."""
    data = deepcopy(base.pouch.data)
    for name, number in controls.numbers.items():
        if number.path and name != "content":
            value = state.number(name)
            unit = "" if number.whole else number.unit
            text: Any = round(value) if number.whole else f"{value:.6g} {unit}"
            write_entry(data, tuple(number.path.split(".")), text)
    _recipe(data["anode"], state, controls)
    anode, foil = data["anode"], state.word("foil")
    anode["foil"] = SHARED if foil == SHARED else PER_FACE
    if foil != ON_COPPER:
        anode["collector"] = "none"
    elif not isinstance(anode.get("collector"), dict):
        anode["collector"] = {"thickness": COPPER}
    data["basis"] = state.word("basis")
    data["checks"] = dict(WARN)
    data["title"] = _title(base, state, controls)
    if base.made.file.life is not None or "life" in data:
        data["life"] = {"study": STUDY_FILE}
    return as_yaml(data)


def _title(base: Base, state: State, controls: Controls) -> str:
    title = base.made.file.title
    return title if state == default_state(base, controls) else f"{title}, changed"


def _recipe(block: dict[str, Any], state: State, controls: Controls) -> None:
    """Solute and content of a foil; those of another solute are metal in lithium."""
    solute = state.word("solute")
    if solute != block.get("solute"):
        block.pop("route", None)
    if solute == NO_SOLUTE:
        for key in ("solute", "content", "route"):
            block.pop(key, None)
        return
    block["solute"] = solute
    block["content"] = f"{state.number('content'):.6g} {controls.numbers['content'].unit}"


def design_of(base: Base, state: State, controls: Controls) -> Designed:
    """The pouch cell of a state. Raises InputError with every fault."""
    text = pouch_text(base, state, controls)
    return Designed(text, read_text(text, "the pouch cell", base.pouch.folder))


def study_text(
    base: Base, state: State, controls: Controls, designed: Designed, *, reference: bool = False
) -> str:
    """The study of the cell that is run for a state; `reference` : with pure lithium instead."""
    cell = state.word("cell")
    if reference:
        state = state.moved({"solute": NO_SOLUTE})
    source = base.full if cell == FULL else base.foils
    data = deepcopy(source.data)
    data = {key: value for key, value in data.items() if key in KEPT}
    _foil(data["cell"]["working"], base, state, controls, designed)
    cycles = round(state.number("cycles"))
    if cell == FULL:
        _full(data, base, state, designed, cycles)
    else:
        data["cell"].pop("counter", None)
        data["protocol"] = foils_protocol(
            state.number("current"), state.number("capacity"), cycles
        )
    kept = "all" if cycles <= LONG_RUN else f"every {-(-cycles // LONG_RUN)} cycles"
    data["run"] = dict(data.get("run") or {}) | {"curves": kept}
    data["title"] = _study_title(state, data)
    return as_yaml(data)


def _study_title(state: State, data: dict[str, Any]) -> str:
    solute, foil = state.word("solute"), data["cell"]["working"]
    name = "Li" if solute == NO_SOLUTE else f"Li-{solute}"
    if state.word("cell") != FULL:
        return f"{name}, {foil['thickness']}, symmetric"
    return f"{data['cell']['cathode']['material']} || {name}, {foil['thickness']}"


def _foil(
    foil: dict[str, Any], base: Base, state: State, controls: Controls, designed: Designed
) -> None:
    cell, solute = state.word("cell"), state.word("solute")
    own = base.study(cell).cell.working
    kept = losses_of(base, cell, solute, state.number("content"))
    if solute != (own.solute or NO_SOLUTE):
        for key in ("mechanism", "parameters"):
            foil.pop(key, None)
    _recipe(foil, state, controls)
    foil.pop("sides", None)
    foil["thickness"] = show(per_face(designed.pouch), "m", "um", 6)
    foil["coulombic_efficiency"] = f"{100.0 * kept.efficiency:.6g} %"
    foil["packing"] = f"{100.0 * kept.packing:.6g} %"
    if "retention" in foil or kept.retention != kept.efficiency:
        foil["retention"] = f"{100.0 * kept.retention:.6g} %"


def _full(
    data: dict[str, Any], base: Base, state: State, designed: Designed, cycles: int
) -> None:
    cathode, file = data["cell"]["cathode"], designed.pouch.file
    if file.cathode.material is not None:
        cathode["material"] = file.cathode.material
    loading = float(designed.pouch.design.cathode.loading)
    cathode["loading"] = show(loading, "kg/m^2", "mg/cm2", 6)
    separator = designed.pouch.file.separator
    data["cell"]["separator"] = {
        "thickness": show(separator.thickness, "m", "um", 6),
        "porosity": f"{100.0 * separator.porosity:.6g} %",
    }
    if "electrolyte_amount" in data["cell"]:
        ratio = float(designed.pouch.energies.electrolyte_ratio)
        data["cell"]["electrolyte_amount"] = show(ratio, "kg/C", "g/Ah", 6)
    if file.cathode.upper_cutoff is not None:
        for path, text in at_cut_off(base.full_study, file.cathode.upper_cutoff).items():
            write_entry(data, key_path(path), text)
    data["protocol"] = full_protocol(data["protocol"], state.number("rate"), cycles)


def source_of(base: Base, state: State) -> Source:
    """Where the study of a state comes from, which says in which folder materials are sought."""
    return base.full if state.word("cell") == FULL else base.foils


def asked_of(
    base: Base, state: State, controls: Controls, designed: Designed, *, reference: bool = False
) -> tuple[Asked, Study]:
    """The study to run and what it reads as. Raises InputError with every fault."""
    text = study_text(base, state, controls, designed, reference=reference)
    folder = source_of(base, state).folder
    study = load_text(text, registries(folder), "the study")
    digest = hashlib.sha256(f"{__version__}\0{folder}\0{text}".encode()).hexdigest()
    return Asked(text, folder, digest), study


def sentences_of(
    base: Base, state: State, designed: Designed, study: Study | None
) -> list[str]:
    """What is to be known of a design: notices of bill and study, misfits, what is assumed."""
    found = [f"{one.text[:1].upper()}{one.text[1:]}." for one in designed.pouch.notices]
    cell = state.word("cell")
    note = losses_of(base, cell, state.word("solute"), state.number("content")).note
    if study is not None and cell == FULL:
        apart = misfits(designed.pouch, study, base.full.folder)
        found += [f"{text[:1].upper()}{text[1:]}." for text in apart]
        if designed.pouch.file.cathode.material is None and study.cell.cathode is not None:
            found.append(
                "The pouch file names no material of its cathode: the life is that of a cell with "
                f"{study.cell.cathode.material}."
            )
        found += [f"{text[:1].upper()}{text[1:]}." for text in notices(study, base.full.folder)]
    if cell != FULL and "counter" in base.foils.data["cell"]:
        found.append("The study has a counter foil of its own; the page runs two foils alike.")
    return list(dict.fromkeys([*found, *([note] if note else [])]))


def thickness_for(
    base: Base, state: State, controls: Controls, n_to_p: float
) -> float:
    """The foil thickness [as the page counts] that gives an N/P.

    Raises InputError where no thickness of the schema does.
    """
    designed = design_of(base, state, controls)
    found = solve_for(designed.pouch.file, read_target(f"n_to_p = {n_to_p:.9g}"), "anode.thickness")
    if not found.solutions:
        raise InputError(f"N/P: {found.sentence}")
    return rounded(found.place.number(found.solutions[0].value))


def n_to_p_of(designed: Designed) -> float:
    """N/P as the file of the page counts it."""
    return float(f"{float(designed.pouch.energies.n_to_p):.4g}")
