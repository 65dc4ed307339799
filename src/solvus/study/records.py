"""Runs as records: xarray datasets with units, names and provenance, and plain tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from solvus.base import record
from solvus.base.record import Variable
from solvus.kernels import foil as kernel
from solvus.kernels import porous_step
from solvus.model.electrode import AlloyFoil
from solvus.model.half_cycle import Run
from solvus.model.skin_history import skin_history
from solvus.observe import INSTRUMENTS, aes
from solvus.study.run import StudyRun

if TYPE_CHECKING:
    import xarray as xr

START_OF_RUN = "time from the start of the run"
CHARGES = -1.0  # in a full cell plating the foil, a negative current within, charges the cell
SIGNS = {
    False: "current > 0 strips the working foil; voltage is working minus counter",
    True: "current > 0 charges the cell; voltage is cathode minus foil, the working electrode",
}

# column of the kernel's record -> (name, unit, what it is)
FOIL_COLUMNS = {
    kernel.FACE: ("face_concentration", "mol/m^3", "solute in the matrix at its face"),
    kernel.OUT_THICKNESS: ("thickness", "m", "thickness of the matrix"),
    kernel.OUT_GAMMA: ("skin_solute", "mol/m^2", "solute held by the skin"),
    kernel.OUT_SKIN_LI: ("skin_lithium", "mol/m^2", "lithium held by the skin"),
    kernel.OUT_TOP_LI: ("top_lithium", "mol/m^2", "lithium on top of the skin"),
    kernel.OUT_N: ("skin_stoichiometry", "1", "lithium per solute at the outer face of the skin"),
}

# column of the table of half-cycles -> (unit, what it is)
STEP_COLUMNS = {
    "current": ("A/m^2", "current density, stripping positive"),
    "start": ("s", "time at which it started"),
    "duration": ("s", "time that it took"),
    "tip": ("V", "largest voltage, magnitude"),
    "end": ("V", "voltage at its end, magnitude"),
    "mean": ("V", "mean voltage over time, magnitude"),
    "plateau": ("V", "median voltage without the first and last 5 % of the time, magnitude"),
    "signal_found": ("1", "solute signal of the surface that was plated on"),
}
SIDE_COLUMNS = {
    "thickness": ("m", "thickness of the matrix"),
    "skin_solute": ("mol/m^2", "solute held by the skin"),
    "skin_lithium": ("mol/m^2", "lithium held by the skin"),
    "top_lithium": ("mol/m^2", "lithium on top of the skin"),
    "matrix_fraction": ("1", "atom fraction of solute at the face of the matrix"),
    "skin_fraction": ("1", "atom fraction of solute at the outer face of the skin, 0 without one"),
    "skin_share": ("1", "share of the area that shows the skin"),
    "lithium": ("mol/m^2", "lithium of the electrode"),
    "solute": ("mol/m^2", "solute of the electrode"),
    "lost_lithium": ("mol/m^2", "lithium lost so far"),
    "lost_solute": ("mol/m^2", "solute lost so far"),
}
CATHODE_COLUMNS = {
    "content": ("1", "lithium content, mean over the cathode"),
    "surface": ("1", "lithium content at the surface of the outermost particle"),
    "lithium": ("mol/m^2", "lithium in the active part of the cathode"),
    "lost_lithium": ("mol/m^2", "lithium cut off with material that is no longer active"),
    "active": ("1", "share of the active material that is still active"),
    "salt": ("mol/m^3", "salt concentration in the separator at the foil"),
    "energy": ("J/m^2", "energy taken up or given, magnitude"),
    "mid": ("V", "voltage at half the charge"),
}
LAYER_COLUMNS = {
    "thickness": ("m", "thickness of the reaction layer"),
    "open_share": ("1", "share of the pores of the layer that is open"),
    "sei": ("C/m^2", "charge lost to compounds (the split is assumed)"),
    "dead": ("C/m^2", "charge lost as metal cut off (the split is assumed)"),
}


def table_of(run: Run) -> tuple[dict[str, list[Any]], dict[str, str]]:
    """One row a half-cycle: columns and the SI unit of each."""
    columns, about = _table(run)
    return columns, {name: unit for name, (unit, _) in about.items() if name != "step"}


def _table(run: Run) -> tuple[dict[str, list[Any]], dict[str, tuple[str, str]]]:
    columns: dict[str, list[Any]] = {"half_cycle": [], "cycle": [], "step": []}
    about = {
        "half_cycle": ("1", "half-cycle, counted from 0"),
        "cycle": ("1", "cycle, counted from 1"),
        "step": ("1", "step as written"),
    }
    for number, half in enumerate(run.half_cycles):
        columns["half_cycle"].append(number)
        columns["cycle"].append(half.cycle)
        columns["step"].append(half.text)
        for name, told in STEP_COLUMNS.items():
            columns.setdefault(name, []).append(getattr(half, name))
            about[name] = told
        for prefix, side in (("working", half.working), ("counter", half.counter)):
            if side is None:
                continue
            for name, (unit, meaning) in SIDE_COLUMNS.items():
                columns.setdefault(f"{prefix}_{name}", []).append(getattr(side, name))
                about[f"{prefix}_{name}"] = unit, f"{meaning}, {prefix} electrode"
        if half.cathode is not None:
            columns["current"][-1] *= CHARGES
            for name, (unit, meaning) in CATHODE_COLUMNS.items():
                columns.setdefault(f"cathode_{name}", []).append(getattr(half.cathode, name))
                about[f"cathode_{name}"] = unit, meaning
        sides = ("working",) if half.cathode is not None else ("working", "counter")
        for prefix, layer in zip(sides, half.layers or (), strict=False):
            for name, (unit, meaning) in LAYER_COLUMNS.items():
                columns.setdefault(f"{prefix}_layer_{name}", []).append(getattr(layer, name))
                about[f"{prefix}_layer_{name}"] = unit, f"{meaning}, {prefix} electrode"
    return columns, about


def record_of(done: StudyRun) -> xr.Dataset:
    """The record of a run: curves over `point`, half-cycles, snapshots of the working foil."""
    run = done.run
    skin, skin_ended = _skin(done)
    variables = _curves(run) | _half_cycles(run) | _snapshots(done) | skin
    attrs = record.provenance(
        done.study.source_text,
        done.materials,
        run.ended,
        title=done.study.title,
        complete=str(run.complete),
        life=run.life.text,
        life_event=run.life.rule,
        skin_transport=skin_ended,
        sign_convention=SIGNS[done.cell.cathode is not None],
    )
    return record.dataset(variables, attrs)


def _curves(run: Run) -> dict[str, Variable]:
    curves = run.curves
    if not curves:
        return {}
    dims, full = ("point",), curves[0].cathode is not None
    half = np.concatenate([np.full(len(c.time), c.half_cycle) for c in curves])
    current = (CHARGES if full else 1.0) * np.concatenate([c.current for c in curves])
    label = "current density, charge positive" if full else "current density, stripping positive"
    made = {
        "time": Variable(dims, np.concatenate([c.time for c in curves]), "s", START_OF_RUN),
        "current_density": Variable(dims, current, "A/m^2", label),
        "curve_half_cycle": Variable(dims, half, "1", "half-cycle of the point"),
    }
    has_counter = curves[0].counter is not None
    if has_counter or full:
        voltage = np.concatenate([c.voltage for c in curves])
        covered = np.concatenate([c.coverage for c in curves])
        of = "cathode minus foil" if full else "working minus counter"
        made["voltage"] = Variable(dims, voltage, "V", f"voltage, {of}")
        made["coverage"] = Variable(dims, covered, "1", "area covered by newly plated lithium")
    for prefix in ("working", "counter") if has_counter else ("working",):
        block = np.concatenate([getattr(c, prefix) for c in curves])
        for column, (name, unit, meaning) in FOIL_COLUMNS.items():
            label = f"{meaning}, {prefix} electrode"
            made[f"{prefix}_{name}"] = Variable(dims, block[:, column], unit, label)
    if full:
        cathode = np.concatenate([c.cathode for c in curves if c.cathode is not None])
        for column, name in (
            (porous_step.MEAN, "content"), (porous_step.SURFACE, "surface"),
            (porous_step.SALT, "salt"),
        ):  # fmt: skip
            unit, meaning = CATHODE_COLUMNS[name]
            made[f"cathode_{name}"] = Variable(dims, cathode[:, column], unit, meaning)
    return made


def _half_cycles(run: Run) -> dict[str, Variable]:
    columns, about = _table(run)
    return {
        name if name == "half_cycle" else f"half_cycle_{name}": Variable(
            ("half_cycle",), np.array(values), *about[name]
        )
        for name, values in columns.items()
    }


def _snapshots(done: StudyRun) -> dict[str, Variable]:
    shots = done.run.snapshots
    if not shots:
        return {}
    dims = ("snapshot", "cell")
    values = INSTRUMENTS["aes"].values()
    asked = done.study.instruments.get("aes")
    if asked is not None:
        values = INSTRUMENTS["aes"].values(asked.law, asked.parameters)
    heights = [float(sum(layer[0] for layer in s.face.layers)) for s in shots]
    return {
        "snapshot_time": Variable(("snapshot",), [s.time for s in shots], "s", START_OF_RUN),
        "snapshot_half_cycle": Variable(
            ("snapshot",), [s.half_cycle for s in shots], "1", "half-cycle"
        ),
        "snapshot_end_of_step": Variable(
            ("snapshot",), [int(s.end_of_step) for s in shots], "1", "1 at the end of its step"
        ),
        "snapshot_charge": Variable(
            ("snapshot",), [s.charge for s in shots], "C/m^2", "net charge stripped"
        ),
        "snapshot_skin_thickness": Variable(("snapshot",), heights, "m", "thickness of the skin"),
        "snapshot_skin_fraction": Variable(
            ("snapshot",), [s.face.skin_fraction for s in shots], "1", "solute, outer face"
        ),
        "snapshot_aes": Variable(
            ("snapshot",), [aes.read(s.face, values) for s in shots], "1", "AES reading"
        ),
        "depth": Variable(dims, [s.face.depth for s in shots], "m", "depth below the matrix face"),
        "solute_fraction": Variable(
            dims, [s.face.fraction for s in shots], "1", "atom fraction of solute in the matrix"
        ),
    }


def _skin(done: StudyRun) -> tuple[dict[str, Variable], str]:
    """The skin followed in full, if the study asks for it, and how that ended."""
    electrode = done.cell.working
    if done.study.run.skin != "full":
        return {}, "quasi-steady"
    try:
        if not isinstance(electrode, AlloyFoil):
            raise ValueError("there is no skin drained by the flux to follow")
        history = skin_history(done.run, electrode)
    except ValueError as error:
        return {}, str(error)
    dims = ("skin_point",)
    return {
        "skin_time": Variable(dims, history.time, "s", START_OF_RUN),
        "skin_outer_lithium": Variable(dims, history.outer, "1", "Li per solute, outer face"),
        "skin_held_lithium": Variable(dims, history.held, "mol/m^2", "Li held by the skin"),
        "skin_gamma": Variable(dims, history.gamma, "mol/m^2", "solute held by the skin"),
    }, history.ended


def finite(value: Any) -> Any:
    """The value as JSON can say it: numbers that are not finite become null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, np.generic):
        return finite(value.item())
    if isinstance(value, dict):
        return {key: finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [finite(inner) for inner in value]
    return value
