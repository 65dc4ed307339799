"""A run as the files of an instrument: from a study, or from the folder that a run left."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from solvus.base import record as records
from solvus.base.errors import Fault, InputError
from solvus.observe.cycler import Recording, Spectrum, as_measured
from solvus.study.installed import read_study, registries
from solvus.study.load import load_text
from solvus.study.places import with_values
from solvus.study.readings import readings_of
from solvus.study.records import record_of
from solvus.study.run import run_study
from solvus.study.schema import Study

if TYPE_CHECKING:
    import xarray as xr

UNIT_AREA = 1.0e-4  # [m2], of a cell whose study does not say its area
READINGS = "readings.json"


class Exported(NamedTuple):
    """A record as of an instrument, and the sentences that go with it."""

    record: xr.Dataset
    notices: tuple[str, ...]


def exported(
    path: str | Path,
    area: float | None = None,
    how: Recording | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Exported:
    """The record of a cycler, of a study file (run here with all curves) or of a run's record.

    path : a study, or the record (.nc, .zarr) of ``solvus run``; the spectra of a record are taken
    from the ``readings.json`` beside it. area [m2] : where the study does not say it, or of
    another cell of the same design; 1 cm2 if neither says it, and a notice tells.

    Spectra are those at the end of each cycle, if the study has the instrument eis.

    Raises InputError for a file that is neither, and as `observe.cycler.as_measured`.
    """
    file = Path(path)
    if file.suffix.lower() in records.RECORD_SUFFIXES:
        made, study, kept = _of_record(file)
    else:
        made, study, kept = _of_study(file, progress)
    notices = []
    if area is None:
        area = study.cell.area if study is not None else None
    if area is None:
        area = UNIT_AREA
        notices.append("the study says no area, so that of the cell is taken as 1 cm2")
    spectra, left_out = _of_cycles(kept, made)
    if left_out:
        notices.append(f"{left_out} spectra of closed layers, which pass no current, left out")
    return Exported(as_measured(made, area, spectra, how), tuple(notices))


def _of_study(
    file: Path, progress: Callable[[int, int], None] | None
) -> tuple[xr.Dataset, Study, list[Spectrum]]:
    study = with_values(read_study(file), {"run.curves": 1.0})
    done = run_study(study, file.parent, progress=progress)
    if not done.run.half_cycles:
        raise InputError(Fault(f"nothing was cycled: {done.run.ended}", file=str(file)))
    rows = readings_of(done) if "eis" in study.instruments else []
    return record_of(done), study, _spectra(rows)


def _of_record(file: Path) -> tuple[xr.Dataset, Study | None, list[Spectrum]]:
    made = records.load(file)
    text = str(made.attrs.get("study", ""))
    if not text or "curve_half_cycle" not in made:
        told = 'is not the record of a run; export a study, or the record that "solvus run" saved'
        raise InputError(Fault(told, file=str(file)))
    try:
        study = load_text(text, registries(file.parent), f"study in {file}")
    except InputError:
        study = None  # written by another version, or with files that are not here
    beside = file.parent / READINGS
    try:
        rows = json.loads(beside.read_text(encoding="utf-8"))["readings"]
        kept = _spectra(rows)
    except FileNotFoundError:
        kept = []
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(Fault("cannot be read as readings of a run", file=str(beside))) from None
    return made, study, kept


def _spectra(rows: Iterable[Mapping[str, Any]]) -> list[Spectrum]:
    """All spectra among rows of readings; a number that JSON could not say is nan."""
    found = []
    for row in rows:
        if "eis_frequency" not in row:
            continue
        frequency, real, imaginary = (
            np.array([math.nan if one is None else one for one in row[name]], float)
            for name in ("eis_frequency", "eis_real", "eis_imaginary")
        )
        found.append(Spectrum(int(row["half_cycle"]), frequency, real + 1j * imaginary))
    return found


def _of_cycles(spectra: Iterable[Spectrum], made: xr.Dataset) -> tuple[list[Spectrum], int]:
    """The last spectrum of each cycle, and how many were left out for not being finite."""
    cycles = made["half_cycle_cycle"].values if "half_cycle_cycle" in made else np.zeros(0)
    last = {int(cycles[one.half_cycle]): one for one in spectra if one.half_cycle < cycles.size}
    found = [one for one in last.values() if np.isfinite(one.impedance).all()]
    return found, len(last) - len(found)
