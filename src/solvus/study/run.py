"""From a study to a run: the only place that puts foils, laws and a protocol together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from solvus.materials import library
from solvus.materials.show import sources_used
from solvus.model.cell import Cell, FoilDesign, Numerics, make_cell
from solvus.model.electrode import Window
from solvus.model.foil import Foil, compose
from solvus.model.layer.reaction_layer import ReactionLayers, make_layers, salt_values
from solvus.model.protocol import count_steps, expand, written_steps
from solvus.model.simulate import Keep, Run, simulate
from solvus.model.voltage import make_interface
from solvus.study import schema

DEAD_AT = 0.5  # [V], |V| at which the life of a symmetric cell counts as ended
LONGEST_FOR_MESH = 3.6e5  # [s]: weeks at a small current do not ask for a coarser mesh


@dataclass(frozen=True)
class StudyRun:
    """A study that has been run: what was asked, what came of it, the cell as it is left."""

    study: schema.Study
    run: Run
    cell: Cell
    materials: list[dict[str, Any]]


def design_of(foil: schema.Foil, folder: Path | None = None) -> FoilDesign:
    """The foil of a study as the model wants it; material files are sought in `folder`."""
    solute = library.solute(foil.solute, folder) if foil.solute else None
    made = Foil(compose(solute, foil.content, foil.route), foil.thickness, foil.sides)
    return FoilDesign(
        made, foil.mechanism, dict(foil.parameters), foil.coulombic_efficiency, foil.retention
    )


def window_of(study: schema.Study, capacity: float, resistance: float = np.inf) -> Window:
    """The largest current and the longest step of a protocol, for the mesh.

    resistance : of the cell [ohm m2], which bounds the current of a sweep.
    """
    current, duration = 0.0, 0.0
    for _, step in written_steps(study.protocol):
        if step.kind == "sweep":
            current = max(current, max(abs(step.v_from), abs(step.v_to)) / resistance)
            duration = max(duration, step.duration)
            continue
        resolved = step.resolved(capacity)
        current = max(current, resolved.current)
        if resolved.sign:
            longest = resolved.longest
            if np.isinf(longest):
                longest = capacity / resolved.current
            duration = max(duration, longest)
    return Window(current, min(duration, LONGEST_FOR_MESH))


def cell_of(study: schema.Study, folder: Path | None = None) -> tuple[Cell, FoilDesign]:
    """The cell of a study as made, and the design of its working foil."""
    working = design_of(study.cell.working, folder)
    counter = design_of(study.cell.counter, folder) if study.cell.counter else None
    laws = study.interface
    interface, resistance = None, np.inf
    if counter is not None:
        interface = make_interface(
            laws.nucleation_level, laws.nucleation_transient, laws.kinetics, dict(laws.parameters)
        )
        known = interface.values
        resistance = known["electrolyte_resistance"] + 2.0 * known["film_resistance"]
    return (
        make_cell(
            working,
            counter,
            interface,
            window_of(study, working.foil.capacity, resistance),
            temperature=study.cell.temperature,
            numerics=Numerics(study.run.cells, study.run.tolerance),
            layers=layers_of(study, folder),
            voltage_of_death=_voltage_of_death(study),
        ),
        working,
    )


def layers_of(study: schema.Study, folder: Path | None = None) -> ReactionLayers | None:
    """The reaction layers of a study, None for a single foil."""
    counter = study.cell.counter
    if counter is None:
        return None
    return make_layers(
        salt_values(library.electrolyte(study.cell.electrolyte, folder)),
        closure=study.layer.closure,
        efficiency=study.layer.efficiency,
        given=study.layer.parameters,
        packing=(study.cell.working.packing, counter.packing),
        temperature=study.cell.temperature,
    )


def _voltage_of_death(study: schema.Study) -> float:
    asked = study.end_of_life.voltage
    if asked is not None:
        return asked
    return DEAD_AT if study.cell.kind == "symmetric" else np.inf


def run_study(
    study: schema.Study,
    folder: Path | None = None,
    *,
    frames: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> StudyRun:
    """Run a study. `progress` is called with (steps done, steps in all).

    `frames` asks for that many snapshots inside every step besides the one at its end.
    """
    cell, working = cell_of(study, folder)
    total = count_steps(study.protocol)
    steps = expand(study.protocol, working.foil.capacity)
    told = (lambda done: progress(done, total)) if progress is not None else None
    run = simulate(cell, steps, Keep(study.run.curves, frames), told)
    return StudyRun(study, run, cell, materials_of(study, folder))


def materials_of(study: schema.Study, folder: Path | None = None) -> list[dict[str, Any]]:
    """The materials a study uses, with their sources, one row a value."""
    used: list[Any] = [library.lithium()]
    foils = [study.cell.working, *([study.cell.counter] if study.cell.counter else [])]
    for foil in foils:
        if foil.solute:
            used.append(library.solute(foil.solute, folder))
        if foil.route == "chloride":
            used += [library.compound("AgCl"), library.compound("LiCl")]
    if study.cell.counter is not None:
        used.append(library.electrolyte(study.cell.electrolyte, folder))
    unique = {id(material): material for material in used}
    return list(sources_used(list(unique.values())))
