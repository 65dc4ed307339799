"""What the instruments of a study read along a run: one row a step, each number with its unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from solvus.model.half_cycle import HalfCycle, Snapshot
from solvus.observe import INSTRUMENTS, aes, depth_profile, eis, epma, tof_sims, xps
from solvus.study.run import StudyRun

Values = Mapping[str, float]
LEAST_LITHIUM = 1e-4  # [mol/m2], a nanometre


class Reader(NamedTuple):
    """How an instrument stands in a row of readings: (run, snapshot, its parameters) -> entries,
    and the unit of each entry it may make."""

    read: Callable[[StudyRun, Snapshot, Values], dict[str, Any]]
    units: Mapping[str, str]


def readings_of(
    done: StudyRun, snapshots: Sequence[Snapshot] | None = None
) -> list[dict[str, Any]]:
    """What the instruments of the study read at the end of every kept step, SI values.

    `snapshots` of the run asks for these alone.
    """
    rows: list[dict[str, Any]] = []
    asked = done.study.instruments
    for snapshot in done.run.snapshots if snapshots is None else snapshots:
        if not snapshot.end_of_step:
            continue
        row: dict[str, Any] = {
            "half_cycle": snapshot.half_cycle,
            "step": done.run.half_cycles[snapshot.half_cycle].text,
            "time": snapshot.time,
        }
        for name, wanted in asked.items():
            values = INSTRUMENTS[name].values(wanted.law, wanted.parameters)
            row |= READERS[name].read(done, snapshot, values)
        rows.append(row)
    return rows


def _aes(done: StudyRun, shot: Snapshot, values: Values) -> dict[str, Any]:
    return {"aes": aes.read(shot.face, values)}


def _epma(done: StudyRun, shot: Snapshot, values: Values) -> dict[str, Any]:
    return {"epma": epma.read(shot.face, values)}


def _profile(done: StudyRun, shot: Snapshot, values: Values) -> dict[str, Any]:
    profile = depth_profile.read(shot.face, values)
    return {
        "profile_depth": profile.depth[::10].tolist(),
        "profile_reading": profile.reading[::10].tolist(),
    }


def holds_lithium(half: HalfCycle) -> bool:
    """Whether both electrodes hold lithium: a bare substrate blocks, and has no such spectrum."""
    return all(
        side is None or side.lithium > LEAST_LITHIUM for side in (half.working, half.counter)
    )


def _eis(done: StudyRun, shot: Snapshot, values: Values) -> dict[str, Any]:
    cell = done.cell
    if cell.interface is None or cell.layers is None:
        return {}
    half = done.run.half_cycles[shot.half_cycle]
    if not holds_lithium(half):
        return {}
    layers = half.layers
    found = eis.read(values, cell.interface.values, layers, cell.layers.salt, cell.temperature)
    read = {
        "eis_frequency": found.parts.frequency.tolist(),
        "eis_real": found.parts.total.real.tolist(),
        "eis_imaginary": found.parts.total.imag.tolist(),
    }
    if found.reading is not None:
        read |= {
            "eis_intercept": found.reading.intercept.resistance,
            "eis_interface": found.reading.interface,
            "eis_total": found.reading.total,
        }
    return read


def _xps(done: StudyRun, shot: Snapshot, values: Values) -> dict[str, Any]:
    solute = getattr(done.cell.working, "solute", None)
    if solute is None or not solute.xps:
        return {}
    return {"xps": xps.area(shot.face, values, solute)}


def _tof_sims(done: StudyRun, shot: Snapshot, values: Values) -> dict[str, Any]:
    solute = getattr(done.cell.working, "solute", None)
    if solute is None:
        return {}
    signals = tof_sims.read(shot.face, values, solute)
    return {"tof_solute": signals.solute, "tof_lithium": signals.lithium}


OHM_AREA = "ohm m^2"
OF_PURE = "1 (of the pure element)"

READERS: dict[str, Reader] = {
    "aes": Reader(_aes, {"aes": "1"}),
    "epma": Reader(_epma, {"epma": "mol/m^2"}),
    "depth_profile": Reader(
        _profile, {"profile_depth": "m (SiO2-equivalent)", "profile_reading": "1"}
    ),
    "eis": Reader(
        _eis,
        {
            "eis_frequency": "Hz",
            "eis_real": OHM_AREA,
            "eis_imaginary": OHM_AREA,
            "eis_intercept": OHM_AREA,
            "eis_interface": OHM_AREA,
            "eis_total": OHM_AREA,
        },
    ),
    "xps": Reader(_xps, {"xps": "1 (of the bare pure solute)"}),
    "tof_sims": Reader(_tof_sims, {"tof_solute": OF_PURE, "tof_lithium": OF_PURE}),
}


def units_of_readings() -> dict[str, str]:
    """The unit of every entry that a row of readings may have."""
    return {"time": "s"} | {k: unit for one in READERS.values() for k, unit in one.units.items()}
