"""What ``solvus run --json`` prints, and the terminal shows a part of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from solvus.cli.foil_facts import describe
from solvus.cli.full_document import cell_document, cycle_rows, half_cycle_extras
from solvus.cli.run_files import readings_document

if TYPE_CHECKING:
    from solvus.model.half_cycle import HalfCycle
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
                "plateau_mV": 1e3 * half.plateau,
                "end_mV": 1e3 * half.end,
                "metal_um": 1e6 * side.thickness,
                "skin_solute_umol_per_cm2": 1e2 * side.skin_solute,
                "plated_on_top_um": 1e6 * side.top_lithium * v_li,
                "aes_at_percent": None if y is None else 100.0 * y,
                **_layers(done, half),
                **half_cycle_extras(done, half),
            }
        )
    return finite(rows)


def _layers(done: StudyRun, half: HalfCycle) -> dict[str, float | None]:
    """The reaction layers; the open share of the more closed one, None where nothing closes."""
    said: dict[str, float | None] = {"layer_um": None, "counter_layer_um": None}
    said["open_percent"] = None
    if half.layers is None or done.cell.layers is None:
        return said
    said["layer_um"], said["counter_layer_um"] = (1e6 * one.thickness for one in half.layers)
    if done.cell.layers.closure.closes and any(one.lost > 0.0 for one in half.layers):
        said["open_percent"] = 100.0 * min(one.open_share for one in half.layers)
    return said


def life_of(done: StudyRun) -> dict[str, Any]:
    """Cycles reached, whether that is only a bound, and what ended the life."""
    from solvus.study.records import finite

    run = done.run
    events = [
        {
            "name": event.name,
            "cycle": event.cycle,
            "half_cycle": event.half_cycle,
            "time_h": event.time / 3600.0,
            "sentence": event.sentence,
        }
        for event in run.events
    ]
    about = run.life
    limit = done.cell.voltage_of_death
    return {
        "text": about.text,
        "cycles": about.cycles,
        "censored": about.censored,
        "ended_by": about.rule or None,
        "voltage_limit_V": finite(limit) if done.study.cell.kind != "foil" else None,
        "least_retention_percent": 100.0 * done.cell.least_share
        if done.cell.cathode is not None
        else None,
        "events": events,
    }


def average_efficiency(done: StudyRun) -> float | None:
    """Stripped over plated charge of the whole run of a half cell [%], None where it is none."""
    from solvus.study.features import NotReached, efficiency

    if done.study.cell.kind != "half":
        return None
    try:
        return 100.0 * efficiency(done, 0)
    except NotReached:
        return None


def document(
    done: StudyRun, study: str, seconds: float, files: dict[str, str], *, interrupted: bool
) -> dict[str, Any]:
    """The JSON document of a run of the study file `study`."""
    from solvus.model.protocol import count_steps

    run = done.run
    readings = readings_document(done)["readings"]
    rows = half_cycle_rows(done, readings)
    return {
        "study": study,
        "title": done.study.title,
        "complete": run.complete,
        "interrupted": interrupted,
        "ended": run.ended,
        "steps": run.steps,
        "steps_asked": count_steps(done.study.protocol),
        "cycles": run.half_cycles[-1].cycle if run.half_cycles else 0,
        "life": life_of(done),
        "average_efficiency_percent": average_efficiency(done),
        "simulated_h": sum(half.duration for half in run.half_cycles) / 3600.0,
        "seconds": round(seconds, 3),
        "electrodes": _electrodes(done, Path(study).parent),
        **cell_document(done, Path(study).parent),
        "per_cycle": cycle_rows(done, rows),
        "half_cycles": rows,
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
