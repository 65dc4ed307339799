"""What ``solvus run --json`` prints, and the terminal shows a part of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from solvus.cli.foil_facts import describe
from solvus.cli.run_files import readings_document

if TYPE_CHECKING:
    from solvus.study.run import StudyRun


def half_cycle_rows(done: StudyRun, readings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a half-cycle, each number with its unit in its name; None where there is none."""
    from solvus.materials import library
    from solvus.study.records import finite

    v_li = library.lithium().molar_volume.si
    aes = {row["half_cycle"]: row.get("aes") for row in readings}
    rows = []
    for number, half in enumerate(done.run.half_cycles):
        side, y = half.working, aes.get(number)
        rows.append(
            {
                "half_cycle": number,
                "cycle": half.cycle,
                "step": half.text,
                "current_mA_per_cm2": half.current / 10.0,
                "charge_mAh_per_cm2": abs(half.current) * half.duration / 36.0e3,
                "duration_h": half.duration / 3600.0,
                "tip_mV": 1e3 * half.tip,
                "end_mV": 1e3 * half.end,
                "metal_um": 1e6 * side.thickness,
                "skin_solute_umol_per_cm2": 1e2 * side.skin_solute,
                "plated_on_top_um": 1e6 * side.top_lithium * v_li,
                "aes_at_percent": None if y is None else 100.0 * y,
            }
        )
    return finite(rows)


def document(
    done: StudyRun, study: str, seconds: float, files: dict[str, str], *, interrupted: bool
) -> dict[str, Any]:
    """The JSON document of a run of the study file `study`."""
    from solvus.model.protocol import count_steps

    run = done.run
    readings = readings_document(done)["readings"]
    return {
        "study": study,
        "title": done.study.title,
        "complete": run.complete,
        "interrupted": interrupted,
        "ended": run.ended,
        "steps": len(run.half_cycles),
        "steps_asked": count_steps(done.study.protocol),
        "cycles": run.half_cycles[-1].cycle if run.half_cycles else 0,
        "simulated_h": sum(half.duration for half in run.half_cycles) / 3600.0,
        "seconds": round(seconds, 3),
        "electrodes": _electrodes(done, Path(study).parent),
        "half_cycles": half_cycle_rows(done, readings),
        "readings": readings,
        "files": files,
    }


def _electrodes(done: StudyRun, folder: Path) -> dict[str, dict[str, Any]]:
    """Each foil in words, its mechanism and how far that can be trusted."""
    from solvus.model.mechanisms import NAMES
    from solvus.study.run import design_of

    cell = done.study.cell
    said: dict[str, dict[str, Any]] = {}
    for which, foil in (("working", cell.working), ("counter", cell.counter)):
        if foil is None:
            continue
        inside = design_of(foil, folder).foil.composition
        said[which] = {"foil": describe(foil, inside)}
        if inside.solute is not None and not inside.is_substrate:
            mechanism = NAMES[foil.mechanism]
            said[which] |= {
                "mechanism": f"{mechanism.name}, {mechanism.title}",
                "trust": mechanism.status,
            }
    return said
