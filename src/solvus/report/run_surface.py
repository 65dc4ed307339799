"""What instruments saw of one run: impedance, surface and depth readings, the foil in motion."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from solvus.model.half_cycle import Snapshot
from solvus.observe import INSTRUMENTS, aes, depth_profile, eis, xps
from solvus.report.blocks import Block, Figure, Section
from solvus.report.figures import bode, cycle_trends, nyquist
from solvus.report.figures import depth_profile as profile_figure
from solvus.report.figures.concentration_animation import (
    ConcentrationAnimation,
    concentration_animation,
)
from solvus.report.figures.surface_vs_charge import SurfaceVsCharge, surface_vs_charge
from solvus.report.figures.xps_doublet import XpsDoublet, xps_doublet
from solvus.report.run_figures import MAH, NM, PERCENT, doublet, moment, spectrum, spread
from solvus.report.run_measured import CURVES_NOTE, spectra
from solvus.report.run_tables import reading_table
from solvus.report.series import Line
from solvus.report.theme import STATES
from solvus.report.traces import shades
from solvus.study.measured import MeasuredCell
from solvus.study.readings import holds_lithium
from solvus.study.run import StudyRun, cell_of, design_of, run_study
from solvus.study.schema import Foil

MOST_MOVING = 12  # half-cycles of which the foil is shown in motion
MOMENTS = 72  # of a moving picture, shared among its half-cycles
MOST_PROFILES = 5
CHOSEN = 3  # spectra: first, middle and last kept step
FEW = 3  # cycles from which on readings are drawn against cycle number
STATE_NAMES = {1: "stripped", 0: "at rest", -1: "plated"}


def label(foil: Foil, folder: Path | None = None) -> str:
    """A foil in a word: "Li", "Li-Ag", or the solute alone where it holds no lithium."""
    inside = design_of(foil, folder).foil.composition
    if inside.solute is None:
        return "Li"
    return inside.solute.symbol if inside.is_substrate else f"Li-{inside.solute.symbol}"


def _values(done: StudyRun, name: str) -> dict[str, float]:
    """Parameters [SI] of an instrument: as the study asks, else its defaults."""
    asked = done.study.instruments.get(name)
    return INSTRUMENTS[name].values(*((asked.law, asked.parameters) if asked else ()))


def _ends(done: StudyRun) -> list[Snapshot]:
    return [shot for shot in done.run.snapshots if shot.end_of_step]


def _some(shots: Sequence[Snapshot], most: int) -> list[Snapshot]:
    return [shots[number - 1] for number in spread(len(shots), most)] if shots else []


def _when(done: StudyRun, shot: Snapshot) -> str:
    """A snapshot in words: what was done last, in which cycle, or step where there are few."""
    half = done.run.half_cycles[shot.half_cycle]
    state = STATE_NAMES[int(np.sign(half.current))]
    many = done.run.half_cycles[-1].cycle >= FEW
    return f"cycle {half.cycle}, {state}" if many else f"step {shot.half_cycle + 1}, {state}"


def _telling(done: StudyRun, ends: Sequence[Snapshot]) -> list[Snapshot]:
    """Snapshots to tell apart: all of a few, else the first, middle and last stripped state and
    the last of all."""
    stripped = [s for s in ends if done.run.half_cycles[s.half_cycle].current > 0.0]
    if len(ends) <= MOST_PROFILES or not stripped:
        return _some(ends, MOST_PROFILES)
    chosen = _some(stripped, CHOSEN)
    return chosen if chosen[-1] is ends[-1] else [*chosen, ends[-1]]


def impedance_section(
    done: StudyRun, system: str, measured: Sequence[MeasuredCell] = ()
) -> Section | None:
    """Nyquist and Bode plots at the first, the middle and the last step kept, and of files."""
    cell = done.cell
    if "eis" not in done.study.instruments or cell.interface is None or cell.layers is None:
        return None
    values, drawn, closed = _values(done, "eis"), [], 0
    for shot in _some(_ends(done), CHOSEN):
        half = done.run.half_cycles[shot.half_cycle]
        if not holds_lithium(half):
            continue
        layers = half.layers
        found = eis.read(values, cell.interface.values, layers, cell.layers.salt, cell.temperature)
        if found.reading is None:
            closed += 1
            continue
        parts = found.parts
        drawn.append(spectrum(_when(done, shot), system, parts.frequency, parts.total))
    text = "Of the cell at rest, at the end of the first, the middle and the last step kept."
    if closed:
        text += " Where the pores of a layer have closed no current passes: nothing is drawn."
    seen = spectra(measured, CHOSEN)
    blocks = [] if not drawn else [
        Figure(nyquist.nyquist(nyquist.Nyquist(drawn, seen)), "Impedance in the complex plane; "
               "marks at powers of ten of the frequency." + CURVES_NOTE * bool(seen), "Nyquist"),
        Figure(bode.bode(bode.Bode(drawn, seen)), "The same against frequency.", "Bode"),
    ]  # fmt: skip
    return Section("Impedance", "impedance", text, blocks)


def surface_section(done: StudyRun, folder: Path | None = None) -> Section | None:
    """What the instruments that look at the foil read at the ends of steps."""
    asked, ends = set(done.study.instruments), _ends(done)
    if not asked:
        return None
    if not ends:
        text = "No snapshots were kept (curves: none in the run block of the study)."
        return Section("Readings", "readings", text)
    solute = getattr(done.cell.working, "solute", None)
    blocks: list[Block] = []
    if "aes" in asked and solute is not None:
        blocks.append(_aes(done, ends, solute.symbol, folder))
    if "depth_profile" in asked and solute is not None:
        blocks.append(_profiles(done, ends, solute.symbol))
    if "xps" in asked and solute is not None and solute.xps:
        values = _values(done, "xps")
        shots = _telling(done, ends)
        found = [(_when(done, s), xps.read(s.face, values, solute)) for s in shots]
        drawn = [doublet(name, "", one) for name, one in found]
        blocks.append(Figure(
            xps_doublet(XpsDoublet(drawn, level=found[0][1].level)),
            f"Computed doublet of {solute.symbol} and its two lines at the ends of steps.", "XPS",
        ))  # fmt: skip
    table = reading_table(done)
    if table is not None:
        blocks.append(table)
    text = "Of the working electrode at the ends of steps."
    return Section("Readings", "readings", text, blocks) if blocks else None


def _aes(done: StudyRun, ends: list[Snapshot], solute: str, folder: Path | None) -> Figure:
    """The AES reading: over charge in a short run, over cycles by state in a long one."""
    values, rows = _values(done, "aes"), done.run.half_cycles
    read = [(shot, PERCENT * aes.read(shot.face, values)) for shot in ends]
    if len({rows[shot.half_cycle].cycle for shot in ends}) >= FEW:
        lines = []
        for name, sign in (("stripped", 1.0), ("plated", -1.0)):
            mine = [(shot, y) for shot, y in read if sign * rows[shot.half_cycle].current > 0.0]
            style = STATES["strip" if sign > 0.0 else "plate"]
            cycles = [rows[shot.half_cycle].cycle for shot, _ in mine]
            if mine:
                line = Line(name, cycles, [y for _, y in mine], colour=style.colour)
                lines.append(line._replace(dash="solid" if sign > 0.0 else "dash"))
        trend = cycle_trends.Trend(f"AES reading of {solute}", "at%", lines)
        figure = cycle_trends.cycle_trends(cycle_trends.CycleTrends([trend]))
        return Figure(figure, "AES reading of the surface at the ends of steps.", "Surface, AES")
    made = cell_of(done.study, folder)[0].working.face()
    x = [0.0, *(MAH * shot.charge for shot, _ in read)]
    y = [PERCENT * aes.read(made, values), *(y for _, y in read)]
    figure = surface_vs_charge(SurfaceVsCharge([Line("computed", x, y, key=solute)], [], solute))
    # read at the ends alone: what joins them shows their order and no course
    figure.update_traces(mode="lines+markers", line={"dash": "dot", "width": 1.2}, marker_size=9)
    return Figure(
        figure,
        "AES reading of the surface as made and at the end of each step, against the net charge "
        "stripped. Dots join them in order; plating goes back to the left.",
        "Surface, AES",
    )


def _profiles(done: StudyRun, ends: list[Snapshot], solute: str) -> Figure:
    values, shots = _values(done, "depth_profile"), _telling(done, ends)
    colours = shades(len(shots))
    lines = []
    for shot, colour in zip(shots, colours, strict=True):
        found = depth_profile.read(shot.face, values)
        lines.append(
            Line(_when(done, shot), NM * found.depth, PERCENT * found.reading, colour=colour,
                 dash="solid")
        )  # fmt: skip
    which = "each step" if len(shots) == len(ends) else f"{len(shots)} steps"
    return Figure(
        profile_figure.depth_profile(profile_figure.DepthProfile(lines, [], solute)),
        f"What a sputter profile would read at the end of {which}; the later, the darker.",
        "Depth profile, AES",
    )


def foil_in_motion(done: StudyRun, folder: Path | None = None) -> Section | None:
    """The concentration profile of the working foil as a moving picture, for short runs.

    Where the run kept no snapshots inside its steps it is done once more with them: a short run
    takes a moment, and its record stays what was asked for.
    """
    inside = design_of(done.study.cell.working, folder).foil.composition
    count = len(done.run.half_cycles)
    if inside.solute is None or inside.is_substrate or count > MOST_MOVING:
        return None
    if not done.run.snapshots or not done.run.complete:
        return None
    moving = done
    if all(shot.end_of_step for shot in done.run.snapshots):
        moving = run_study(done.study, folder, frames=max(MOMENTS // count - 1, 3))
    values = _values(done, "aes")
    first = Snapshot(0, 0.0, 0.0, True, cell_of(done.study, folder)[0].working.face())
    shots = [first, *_some(moving.run.snapshots, 2 * MOMENTS)]
    moments = [moment(moving.run, shot, aes.read(shot.face, values)) for shot in shots]
    figure = Figure(
        concentration_animation(ConcentrationAnimation(moments, inside.solute.symbol)),
        "The solute in the working foil: the whole foil, its outermost layer, and where in the "
        "protocol this is. The axis of concentration is logarithmic.",
    )
    return Section("The foil in motion", "motion", "", (figure,))
