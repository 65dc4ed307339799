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
from solvus.study import full_cell, schema

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
        resolved = step.resolved(capacity, study.cell.area or np.nan)
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
    full = study.cell.kind == "full"
    if counter is not None or full:
        interface = make_interface(
            laws.nucleation_level, study.transient, laws.kinetics, dict(laws.parameters)
        )
        known = interface.values
        resistance = known["electrolyte_resistance"] + 2.0 * known["film_resistance"]
    cathode = full_cell.electrode_of(study, folder) if full else None
    nominal = cathode.design.nominal if cathode is not None else working.foil.capacity
    return (
        make_cell(
            working,
            counter,
            interface,
            window_of(study, nominal, resistance),
            temperature=study.cell.temperature,
            numerics=Numerics(study.run.cells, study.run.tolerance),
            layers=layers_of(study, folder),
            voltage_of_death=_voltage_of_death(study),
            cathode=cathode,
            least_share=study.end_of_life.retention,
        ),
        working,
    )


def layers_of(study: schema.Study, folder: Path | None = None) -> ReactionLayers | None:
    """The reaction layers of a study, None for a single foil.

    In a full cell the free electrolyte fills the pores of coating and separator, and what a closure
    shares is the amount that the study states, or what fills these pores.
    """
    counter = study.cell.counter
    if study.cell.kind == "foil":
        return None
    known = salt_values(library.electrolyte(study.cell.electrolyte, folder))
    if study.cell.kind == "full":
        balance = full_cell.balance_of(study, folder)
        known["free_electrolyte"] = balance.pores
        if study.layer.closure == "shared_electrolyte":
            stated = np.isfinite(balance.amount)
            known["electrolyte_volume"] = balance.amount if stated else balance.pores
    return make_layers(
        known,
        closure=study.layer.closure,
        efficiency=study.layer.efficiency,
        given=study.layer.parameters,
        packing=(study.cell.working.packing, (counter or study.cell.working).packing),
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
    nominal = working.foil.capacity if cell.cathode is None else cell.cathode.design.nominal
    steps = expand(study.protocol, nominal, study.cell.area or np.nan)
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
    if study.cell.cathode is not None:
        used.append(library.cathode(study.cell.cathode.material, folder))
    if study.cell.kind != "foil":
        used.append(library.electrolyte(study.cell.electrolyte, folder))
    unique = {id(material): material for material in used}
    return list(sources_used(list(unique.values())))
