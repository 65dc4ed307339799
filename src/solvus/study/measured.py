"""The measured files of a study, read, and what they say beside the run of the study.

The same functions judge both: `analyse.features.features_of` the measured record, the features of
the study (which agree with it on a simulated record) the run. Cycles are matched by number: cycle
`cycles_from` of a file is cycle 1 of the study.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvus.analyse import readers
from solvus.analyse.cycling_record import CyclerCell
from solvus.analyse.features import features_of
from solvus.analyse.impedance_series import MeasuredSpectrum, spectra_of
from solvus.analyse.per_cycle import PerCycle
from solvus.analyse.uncertain import Uncertain, combined
from solvus.base import yaml_source
from solvus.base.errors import Fault, InputError
from solvus.base.units import show
from solvus.study.features import FEATURES, NotReached
from solvus.study.measured_block import MeasuredFile
from solvus.study.run import StudyRun
from solvus.study.schema import Study

if TYPE_CHECKING:
    import xarray as xr

EIS = "eis"
SPECIFIC = "specific_discharge_capacity"
# feature of the study -> column of the measured table that is the same number
OF_FOILS = {"hysteresis": "polarisation_half"}
OF_CATHODES = {
    "discharge_capacity": "charge_areal_discharge", "charge_capacity": "charge_areal_charge",
    SPECIFIC: "charge_areal_discharge", "cycle_efficiency": "efficiency", "polarisation": "mid_gap",
    "mid_voltage": "mid_discharge", "mean_voltage": "mean_discharge",
}  # fmt: skip
NO_EFFICIENCY = ("diagnostic",)  # flags of cycles whose efficiency says nothing
OTHER_CURRENT = 0.1  # share by which currents differ before it is said


class MeasuredCell(NamedTuple):
    """A measured file of a study.

    name : in the study; file : path as written; found : the table of its cycles, None where it
    holds spectra alone; spectra : of its impedance; first : its cycle that is cycle 1 of the
    study; area [m2] and mass [kg], None where not known; notices : sentences that must be seen.
    """

    name: str
    file: str
    form: str
    found: PerCycle | None
    spectra: tuple[MeasuredSpectrum, ...]
    first: int
    area: float | None
    mass: float | None
    notices: tuple[str, ...]


class Readings(NamedTuple):
    """A feature against the cycles of the study: arrays (n,), value and sigma [SI]."""

    cycle: np.ndarray
    value: np.ndarray
    sigma: np.ndarray


def cycler_cell(study: Study, area: float | None = None, mass: float | None = None) -> CyclerCell:
    """The cell of a study as whoever reads a cycler's file must know it; area [m2], mass [kg].

    A full cell against pure lithium is a half cell of its cathode. ValueError for a single foil.
    """
    kind, foil = study.cell.kind, study.cell.working
    if kind == "foil":
        raise ValueError("a single foil has no voltage that a cycler could read")
    if kind == "full":
        return CyclerCell("full" if foil.solute else "half", "cathode", area, mass)
    return CyclerCell(*{"symmetric": ("symmetric", "foil"), "half": ("li_cu", "substrate")}[kind],
                      area, mass)  # fmt: skip


def measured_of(study: Study, folder: Path | None = None) -> list[MeasuredCell]:
    """Read the measured files of a study; folder : that of the study file.

    Raises InputError with all faults, each in the measured file or at its place in the study;
    MissingExtra where a format needs a library that is not installed.
    """
    cells: list[MeasuredCell] = []
    faults: list[Fault] = []
    marks: yaml_source.Marks = {}
    if study.measured:
        _, marks = yaml_source.load(study.source_text, study.source_name)
    for name, entry in study.measured.items():
        try:
            cells.append(read_measured(study, name, folder or Path()))
        except InputError as error:
            faults += [_placed(one, study, name, entry, marks) for one in error.faults]
    if faults:
        raise InputError(*faults)
    return cells


def _placed(
    fault: Fault, study: Study, name: str, entry: MeasuredFile, marks: yaml_source.Marks
) -> Fault:
    """A fault without a line of its own goes to the entry of its file in the study."""
    if fault.line:
        return fault
    key = fault.key if fault.key in MeasuredFile.model_fields else "file"
    text = fault.message if key != "file" else f'"{entry.file}": {fault.message}'
    return yaml_source.fault_at(text, ("measured", name, key), marks, study.source_name)


def read_measured(study: Study, name: str, folder: Path) -> MeasuredCell:
    """Read one measured file of a study; its faults name the key of its entry, or a line."""
    entry = study.measured[name]
    try:
        record = readers.read(folder / entry.file, form=entry.form)
    except InputError as error:
        if not entry.form or any("no format" not in one.message for one in error.faults):
            raise
        raise InputError(*(Fault(one.message, "form") for one in error.faults)) from None
    kinds = set(str(record.attrs["kind"]).split("+"))
    known = {"cycling", "impedance"} if EIS in study.instruments else {"cycling"}
    if not kinds & known:
        due = "a cycled cell or spectra of its impedance" if len(known) > 1 else "a cycled cell"
        more = "" if kinds != {"impedance"} else "; for its spectra add instruments: {eis: }"
        raise InputError(Fault(
            f"is a file of kind {record.attrs['kind']} ({record.attrs['form']}), where {due} is "
            f"due{more}", "file"
        ))  # fmt: skip
    area = entry.area or study.cell.area or record.attrs.get("area_m2")
    mass = entry.mass or record.attrs.get("mass_kg")
    found = _table(study, record, entry, area, mass) if "cycling" in kinds else None
    spectra_found = spectra_of(record) if "impedance" in kinds else ()
    notices = found.notices if found is not None else tuple(readers.notices_of(record))
    return MeasuredCell(
        name, entry.file, str(record.attrs["form"]), found, spectra_found, entry.cycles_from,
        area, mass, notices,
    )  # fmt: skip


def _table(
    study: Study, record: xr.Dataset, entry: MeasuredFile, area: float | None, mass: float | None
) -> PerCycle:
    found = features_of(record, cycler_cell(study, area, mass))
    if entry.cycles_from > found.cycles:
        raise InputError(Fault(
            f"cycle {entry.cycles_from} is not among the {found.cycles} of {entry.file}; write 1 "
            f"to {found.cycles}", "cycles_from"
        ))  # fmt: skip
    return found


def features_beside(study: Study) -> Mapping[str, str]:
    """The features that run and file have in common, with the column of the file."""
    return OF_FOILS if study.cell.cathode is None else OF_CATHODES


def readings_of(study: Study, cell: MeasuredCell, feature: str) -> Readings:
    """A feature of a measured cell against the cycles of the study, those that are whole.

    Left out: cycles that are not whole, and of an efficiency those of a diagnostic. Charges of a
    cell whose area (or mass) is not known are none.
    """
    found = cell.found
    numbers = column_of(study, cell, feature)
    if found is None or numbers is None:
        return Readings(np.zeros(0, int), np.zeros(0), np.zeros(0))
    value, sigma = numbers.value, numbers.sigma
    number = np.arange(1, found.cycles + 1) - cell.first + 1
    keep = (number >= 1) & np.isfinite(value) & np.isfinite(sigma) & ~found.flagged("incomplete")
    for word in NO_EFFICIENCY if feature == "cycle_efficiency" else ():
        keep &= ~found.flagged(word)
    return Readings(number[keep], value[keep], sigma[keep])


def column_of(study: Study, cell: MeasuredCell, feature: str) -> Uncertain | None:
    """A feature in every cycle of a file; None without cycles, and where it needs an area (or a
    mass) that is not known."""
    if cell.found is None:
        return None
    numbers = cell.found.numbers
    if feature != SPECIFIC:
        return numbers.get(features_beside(study)[feature])
    if "charge_specific_discharge" in numbers:
        return numbers["charge_specific_discharge"]
    areal = numbers.get(OF_CATHODES[SPECIFIC])
    per_mass = per_active(study, cell)
    return None if areal is None or per_mass is None or cell.area is None else combined(
        (per_mass * cell.area, areal)
    )  # fmt: skip


def per_active(study: Study, cell: MeasuredCell) -> float | None:
    """What a charge of the file is multiplied by to be one of the active material [1/kg]: by its
    mass, else by its area and the loading of the study; None where neither is known."""
    if cell.mass is not None:
        return 1.0 / cell.mass
    if cell.area is None or study.cell.cathode is None:
        return None
    return 1.0 / (cell.area * study.cell.cathode.loading)


def simulated(done: StudyRun, feature: str, cycle: int) -> float:
    """A feature of the run at a cycle [SI], nan where the run has none."""
    try:
        return FEATURES[feature].read(done, int(cycle))
    except NotReached:
        return float("nan")


def differences(done: StudyRun, cell: MeasuredCell) -> list[str]:
    """Sentences on what makes file and run two different tests."""
    found = cell.found
    if found is None:
        return []
    said: list[str] = []
    turn = -1.0 if done.cell.cathode is not None else 1.0
    signs = [turn * np.sign(half.current) for half in done.run.half_cycles if half.current]
    words = {-1.0: found.cell.negative, 1.0: found.cell.positive}
    if signs and signs[0] != found.halves.sign[0]:
        said.append(
            f"it begins with a {words[float(found.halves.sign[0])]}, the study with a "
            f"{words[float(signs[0])]}: cycles of the same number are half a cycle apart"
        )
    if done.cell.cathode is not None and cell.area is None and cell.mass is None:
        said.append("its capacities are not drawn: give its area or mass")
    return said + _other_current(done, cell, found)


def _other_current(done: StudyRun, cell: MeasuredCell, found: PerCycle) -> list[str]:
    column = found.numbers.get(f"current_areal_{found.cell.negative}")
    if column is None:
        return []
    turn = -1.0 if done.cell.cathode is not None else 1.0
    for row in range(cell.first - 1, found.cycles):
        cycle, own = row - cell.first + 2, float(column.value[row])
        mine = [h for h in done.run.half_cycles if h.cycle == cycle and turn * h.current < 0.0]
        if not mine or not np.isfinite(own):
            continue
        asked = abs(max(mine, key=lambda half: half.duration * abs(half.current)).current)
        if abs(own - asked) > OTHER_CURRENT * asked:
            return [
                f"its current in cycle {cycle} is {show(own, 'A/m^2', 'mA/cm2')}, that of the "
                f"study {show(asked, 'A/m^2', 'mA/cm2')}"
            ]
    return []
