"""What can be moved on the page: names, units, ranges of the schema, windows of the sliders."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from solvus.explore.base import FULL, SYMMETRIC, Base
from solvus.materials import library
from solvus.pouch.energy import BASES
from solvus.study import step_words
from solvus.study.pouch_load import read_text
from solvus.study.pouch_places import Place, place_of
from solvus.study.pouch_schema import PouchFile
from solvus.study.variant import write_entry
from solvus.study.yaml_text import as_yaml

NO_SOLUTE = "none"
PER_FACE, SHARED, ON_COPPER = "per_face", "shared", "copper"
MA_PER_CM2, MAH_PER_CM2 = 10.0, 3.6e4  # A/m2, C/m2
MOST_CYCLES = 1000  # on the page: such a run takes some seconds


@dataclass(frozen=True)
class Number:
    """A number that can be moved.

    low, high : range of the schema, in `unit`; window : what the slider spans of it; step : of the
    slider; whole : counted; cell : the kind of cell it belongs to, "" for both; path : in the pouch
    file, "" where it is not there
    """

    name: str
    label: str
    unit: str
    low: float
    high: float
    window: tuple[float, float]
    step: float
    whole: bool = False
    cell: str = ""
    path: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Choice:
    """A choice among few: value -> what it is called."""

    name: str
    label: str
    options: MappingProxyType[str, str]


@dataclass(frozen=True)
class Controls:
    """Everything that can be moved, by name, in the order of the rail."""

    numbers: dict[str, Number]
    choices: dict[str, Choice]


# name, label, key path, window of the slider (in the unit shown), its step, a word on it
_OF_POUCH = (
    ("content", "Solute content", "anode.content", (1.0, 40.0), 0.5, "as weighed in"),
    ("thickness", "Foil thickness", "anode.thickness", (5.0, 100.0), 0.5, "moves N/P with it"),
    ("cutoff", "Upper cut-off", "cathode.upper_cutoff", (3.0, 4.6), 0.01, ""),
    ("ec", "Electrolyte per capacity (E/C)", "electrolyte.amount", (0.5, 6.0), 0.05,
     "in the bill; the life knows it only where its study states an amount"),
    ("width", "Cathode width", "cell.width", (20.0, 200.0), 1.0, ""),
    ("height", "Cathode height", "cell.height", (20.0, 300.0), 1.0, ""),
    ("cathodes", "Number of cathodes", "cell.cathodes", (1.0, 60.0), 1.0, "double-coated"),
)  # fmt: skip


def controls_of(base: Base) -> Controls:
    """The controls of a page with the ranges of the schema."""
    found: dict[str, Number] = {}
    probe = _probe(base)
    for name, label, path, window, step, hint in _OF_POUCH:
        try:
            place = place_of(probe, path)
        except ValueError:  # the file says nothing that this number could move
            continue
        found[name] = _of_place(name, label, place, window, step, hint)
        if name == "thickness":
            found["np"] = Number("np", "N/P", "1", 0.01, 1000.0, (0.2, 6.0), 0.05,
                                 hint="moves the foil thickness with it")  # fmt: skip
    for number in (
        Number("rate", "Current of the cycles", "C", step_words.SMALLEST_C_RATE,
               step_words.LARGEST_C_RATE, (0.05, 2.0), 0.05, cell=FULL,
               hint="per 1C of the cathode"),
        Number("current", "Current density", "mA/cm2", step_words.SMALLEST_CURRENT / MA_PER_CM2,
               step_words.LARGEST_CURRENT / MA_PER_CM2, (0.1, 5.0), 0.1, cell=SYMMETRIC),
        Number("capacity", "Stripped capacity", "mAh/cm2", 1e-6,
               step_words.LARGEST_CHARGE / MAH_PER_CM2, (0.1, 8.0), 0.1, cell=SYMMETRIC,
               hint="in each half-cycle"),
        Number("cycles", "Cycles simulated", "1", 1, MOST_CYCLES, (10, 500), 10, whole=True),
    ):  # fmt: skip
        found[number.name] = number
    return Controls(found, _choices(base))


def _of_place(
    name: str, label: str, place: Place, window: tuple[float, float], step: float, hint: str
) -> Number:
    low, high = place.number(place.low), place.number(place.high)
    unit = "wt%" if place.basis == "mass" else "at%" if place.basis else place.shown_in
    seen = (max(window[0], low), min(window[1], high))
    if not seen[0] < seen[1]:  # a unit that the window was not written for
        seen = (low, high)
    return Number(name, label, unit, low, high, seen, step, place.whole, path=place.path, hint=hint)


def _probe(base: Base) -> PouchFile:
    """The pouch file of the page with a solute in it, so that its content has a range."""
    if base.made.file.anode.content is not None:
        return base.made.file
    data = dict(base.pouch.data) | {"checks": {"n_to_p": "warn", "electrolyte": "warn"}}
    data["anode"] = dict(base.pouch.data["anode"])
    write_entry(data, ("anode", "solute"), "Ag")
    write_entry(data, ("anode", "content"), "10 wt%")
    return read_text(as_yaml(data), base.name, base.pouch.folder).file


def _choices(base: Base) -> dict[str, Choice]:
    own = base.made.file.anode.solute
    solutes = {NO_SOLUTE: "none (pure Li)"}
    for symbol in dict.fromkeys(["Ag", "Mg", *library.names("solute"), *([own] if own else [])]):
        solutes[symbol] = library.solute(symbol, base.pouch.folder).symbol
    listed = (
        Choice("cell", "Cell that is run", MappingProxyType(
            {FULL: "Full cell of the pouch", SYMMETRIC: "Symmetric cell"})),
        Choice("solute", "Solute", MappingProxyType(solutes)),
        Choice("foil", "Foil", MappingProxyType(
            {PER_FACE: "One per face", SHARED: "Shared by two", ON_COPPER: "On copper"})),
        Choice("basis", "Volume of Wh/L", MappingProxyType({one: one for one in BASES})),
    )  # fmt: skip
    return {choice.name: choice for choice in listed}
