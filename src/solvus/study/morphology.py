"""From a run to maps of a foil's face, and what the instruments read of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from solvus.analyse.roughness import Roughness, roughness
from solvus.analyse.section import Greys, LayerThickness, layer_thickness
from solvus.base.constants import F
from solvus.base.errors import Fault, InputError
from solvus.base.parameters import resolve
from solvus.model.coverage import Coverage, coverage
from solvus.model.half_cycle import HalfCycle, Side
from solvus.model.interface.kinds import READING
from solvus.model.layer.reaction_layer import DEFAULT_PACKING
from solvus.model.morphology import Domain, HeightMap, Plating, Surface
from solvus.model.nuclei import DENSITIES, Found
from solvus.model.surface import averaged
from solvus.observe import confocal, sem
from solvus.observe.confocal import HeightReading
from solvus.observe.sem import Inside, Section
from solvus.study.morphology_block import Morphology, table_of
from solvus.study.run import StudyRun, design_of

Progress = Callable[[int, int], None]

ILLUSTRATIVE = (
    "illustrative: no reading constrains how many nuclei there are (N), how many come again (m) "
    "and how far relief is smoothed (l_c)"
)


class Move(NamedTuple):
    """A half-cycle as the face sees it: its number and cycle, mean thickness [m] plated
    (positive) or stripped (negative), share of it lost [1], the surface found."""

    half_cycle: int
    cycle: int
    thickness: float
    lost: float
    found: Found


class Kept(NamedTuple):
    """The face at the end of a cycle.

    state : "plated" or "stripped", what the last current did; plating : the last plating and
    exact : what theory says of it on a flat face, None before the first; inside : the foil below.
    """

    cycle: int
    half_cycle: int
    state: str
    face: HeightMap
    plating: Plating | None
    exact: Coverage | None
    inside: Inside


class Look(NamedTuple):
    """What is seen of a face that was kept: its outer surface (as simulated) and the confocal map
    with their roughness, the section with the thickness of its layer (None where none is seen)."""

    kept: Kept
    surface: Roughness
    confocal: HeightReading
    seen: Roughness
    section: Section
    layer: LayerThickness | None


def values_of(asked: Morphology) -> dict[str, float]:
    """Every parameter of the map and of its law of density [SI]."""
    return resolve(table_of(asked.density), {}, given=asked.parameters)


def moves_of(done: StudyRun, asked: Morphology, folder: Path | None = None) -> Iterator[Move]:
    """The half-cycles of a run as the face of an electrode sees them, rests left out.

    Raises InputError where the electrode is not there, or the law of density asks for what the
    run does not know (a voltage, of a single foil).
    """
    working = asked.electrode == "working"
    sign = 1.0 if working else -1.0
    v_li = done.cell.v_li
    before, lost = None, 0.0
    for number, half in enumerate(done.run.half_cycles):
        side = _side(half, working)
        thickness = -sign * half.current * half.duration * v_li / F
        gone = (side.lost_lithium - lost) * v_li
        if thickness != 0.0 and math.isfinite(thickness):
            share = min(max(gone / thickness, 0.0), 1.0) if thickness > 0.0 else 0.0
            found = Found(math.nan, math.nan)
            if thickness > 0.0:
                found = Found(_signal(done, half, before, working, folder), half.tip)
            yield Move(number, half.cycle, thickness, share, found)
        before, lost = side, side.lost_lithium


def kept_of(
    done: StudyRun,
    asked: Morphology,
    cycles: Sequence[int] = (),
    folder: Path | None = None,
    progress: Progress | None = None,
) -> list[Kept]:
    """The face at the ends of `cycles` (those of the block if none are given, else the last).

    Raises InputError for a cycle that the run does not have, or a run without any current.
    """
    wanted = sorted(set(cycles or asked.cycles or _last_cycle(done)))
    values, law = values_of(asked), DENSITIES[asked.density]
    domain = Domain(asked.pixels, asked.side)
    surface = Surface(domain, values, asked.seed)
    moves = list(moves_of(done, asked, folder))
    _check(done, wanted, moves)
    kept: list[Kept] = []
    plates, density = False, math.nan
    for place, move in enumerate(moves):
        if move.cycle > wanted[-1]:
            break
        if move.thickness > 0.0:
            if not plates:
                density = law.density(move.found, values)
                _check_density(density, law.needs, move)
            surface.plate(move.thickness, move.lost, density)
        else:
            surface.strip(-move.thickness)
        plates = move.thickness > 0.0
        if progress is not None:
            progress(place + 1, len(moves))
        ends = place + 1 == len(moves) or moves[place + 1].cycle > move.cycle
        if ends and move.cycle in wanted:
            kept.append(_kept(done, move, surface, asked.electrode == "working"))
    return kept


def look_at(kept: Kept, asked: Morphology) -> Look:
    """What confocal microscope and section show of a face, and what is measured on them.

    Raises InputError where an instrument or a filter does not suit the face.
    """
    face, packing, how = kept.face, kept.inside.packing, asked.roughness
    seen = confocal.INSTRUMENT.values(given=asked.confocal)
    cut = sem.INSTRUMENT.values(given=asked.sem)
    try:
        height = confocal.read(face, packing, seen, asked.seed)
        section = sem.section(face, kept.inside, cut, len(face.metal) // 2, asked.seed)
        own = roughness(face.surface(packing), face.pixel, how.form, edges="periodic")
        read = roughness(height.height, height.pixel, how.form, how.s_filter, how.l_filter)
    except ValueError as error:
        raise InputError(Fault(str(error), "morphology")) from None
    try:
        layer = layer_thickness(section.image, section.pixel, GREYS, cut["bridged_gap"])
    except ValueError:  # there is none yet, or it is thinner than the image can show
        layer = None
    return Look(kept, own, height, read, section, layer)


GREYS = Greys(0.5 * (sem.PORE + sem.FOIL), sem.BRIGHT)


def _side(half: HalfCycle, working: bool) -> Side:
    side = half.working if working else half.counter
    if side is None:
        raise InputError(Fault("a single foil has no counter electrode", "morphology.electrode"))
    return side


def _signal(
    done: StudyRun, half: HalfCycle, before: Side | None, working: bool, folder: Path | None
) -> float:
    """Signal of the surface plated on: as the run found it, else from the state of the foil."""
    if math.isfinite(half.signal_found):
        return half.signal_found
    reading = resolve(READING, {})
    floor, ratio = reading["reading_floor"], reading["reading_ratio"]
    if before is not None:
        faces = before.matrix_fraction, before.skin_fraction, before.skin_share
    else:
        study = done.study.cell
        foil = study.working if working else (study.counter or study.working)
        faces = design_of(foil, folder).foil.composition.atom_fraction, 0.0, 0.0
    x_matrix, x_skin, share = np.array(faces)
    return float(averaged(x_matrix, x_skin, share, floor, ratio))


def _last_cycle(done: StudyRun) -> tuple[int, ...]:
    halves = done.run.half_cycles
    return (halves[-1].cycle,) if halves else (1,)


def _check(done: StudyRun, wanted: Sequence[int], moves: Sequence[Move]) -> None:
    if not moves:
        raise InputError(Fault("no current flows in this study: there is nothing to map"))
    has = {move.cycle for move in moves}
    faults = [
        Fault(f"the run has cycles 1 to {max(has)} ({done.run.ended}), not {cycle}", "cycle")
        for cycle in wanted
        if cycle not in has
    ]
    if faults:
        raise InputError(*faults)


def _check_density(density: float, needs: str, move: Move) -> None:
    if 0.0 < density < math.inf:
        return
    why = f"the {needs} of the surface found" if needs else "it"
    raise InputError(
        Fault(
            f"this law gives no density of nuclei in cycle {move.cycle}, as {why} is not known or "
            "not positive; write density: constant",
            "morphology.density",
        )
    )


def _kept(done: StudyRun, move: Move, surface: Surface, working: bool) -> Kept:
    plating = surface.last
    exact = coverage(plating.density, plating.deposit) if plating is not None else None
    state = "plated" if move.thickness > 0.0 else "stripped"
    inside = inside_of(done, move.half_cycle, working=working)
    return Kept(move.cycle, move.half_cycle, state, surface.map(), plating, exact, inside)


def inside_of(done: StudyRun, half_cycle: int, *, working: bool) -> Inside:
    """Metal left at the end of a half-cycle, and packing and porosity of the layer on it."""
    half = done.run.half_cycles[half_cycle]
    side, v_li = _side(half, working), done.cell.v_li
    metal = side.thickness + side.top_lithium * v_li
    layer = half.layers[0 if working else 1] if half.layers is not None else None
    if layer is None or not layer.thickness > 0.0:
        return Inside(metal, DEFAULT_PACKING, 1.0 - DEFAULT_PACKING)
    return Inside(metal, min(layer.lost * v_li / F / layer.thickness, 1.0), layer.porosity)
