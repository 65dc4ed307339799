"""The files that a run leaves in its folder, each whole or not there."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solvus.study.measured import MeasuredCell
    from solvus.study.run import StudyRun

RECORD, TABLE, PAGE = "record", "half_cycles", "run.html"


def check_folder(folder: Path) -> None:
    """Make the folder and see that it can be written to, before anything is computed.

    Raises InputError where it cannot.
    """
    from solvus.base.errors import Fault, InputError

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except FileExistsError:
        raise InputError(Fault("is a file; name a folder", "--out", str(folder))) from None
    except OSError as error:
        message = f"cannot be written to: {error.strerror or error}"
        raise InputError(Fault(message, "--out", str(folder))) from None


def save_run(done: StudyRun, folder: Path, record_format: str, table_format: str) -> dict[str, str]:
    """Save record, table, readings and the study; returns what -> path."""
    from solvus.base import record
    from solvus.base.files import write_text
    from solvus.study.records import record_of, table_of
    from solvus.study.variant import standing_alone

    paths = {
        "record": folder / f"{RECORD}.{record_format}",
        "table": folder / f"{TABLE}.{table_format}",
        "readings": folder / "readings.json",
        "study": folder / "study.yaml",
    }
    kept = record_of(done)
    record.save(kept, paths["record"])
    columns, units = table_of(done.run)
    about = {key: kept.attrs[key] for key in ("title", "ended", "complete", "study_sha256")}
    record.save_table(columns, paths["table"], units, about)
    write_text(paths["readings"], json.dumps(readings_document(done), indent=1) + "\n")
    write_text(paths["study"], standing_alone(done.study))
    return {name: str(path) for name, path in paths.items()}


def save_page(
    done: StudyRun, folder: Path, study: str, measured: Sequence[MeasuredCell]
) -> dict[str, str]:
    """Draw the run of the study file `study` and its measured files as a page; what -> path."""
    from solvus.report.run_page import write_run_page

    path = folder / PAGE
    write_run_page(path, done, Path(study).name, Path(study).parent, measured)
    return {"page": str(path)}


def readings_document(done: StudyRun) -> dict[str, Any]:
    """What the instruments of the study read, with units; no rows where none was asked for."""
    from solvus.observe import INSTRUMENTS
    from solvus.study.readings import readings_of, units_of_readings
    from solvus.study.records import finite

    asked = done.study.instruments
    return {
        "title": done.study.title,
        "instruments": {
            name: {
                "law": one.law or INSTRUMENTS[name].default_law or None,
                "parameters_si": INSTRUMENTS[name].values(one.law, one.parameters),
            }
            for name, one in asked.items()
        },
        "units": units_of_readings(),
        "readings": finite(readings_of(done)) if asked else [],
    }
