"""240 cycles of a symmetric Li-Ag cell: two foils, their skins, and the voltage.

The cell is run through `model.simulate`, as a study runs it, with its default mechanism;
setting up is included, import and compilation are not.
"""

from __future__ import annotations

import time
from statistics import median

from solvus.base.units import Fraction
from solvus.materials import library
from solvus.model.cell import FoilDesign, make_cell
from solvus.model.electrode import Window
from solvus.model.foil import Foil, compose
from solvus.model.protocol import Loop, Step, expand
from solvus.model.simulate import Keep, Run, simulate
from solvus.model.voltage import make_interface

CURRENT = 10.0  # A/m2
HALF_CYCLE = 3600.0  # s
CYCLE = (
    Step("strip", current=CURRENT, duration=HALF_CYCLE),
    Step("plate", current=CURRENT, duration=HALF_CYCLE),
)


def run(cycles: int, curves: int = 1) -> tuple[Run, float]:
    """The run of so many cycles, curves of every n-th kept, and its CPU time [s]."""
    cpu = time.process_time()
    foil = Foil(compose(library.solute("Ag"), Fraction(0.1, "mass")), thickness=50e-6)
    design = FoilDesign(foil, library.solute("Ag").default_mechanism, {})
    window = Window(CURRENT, HALF_CYCLE)
    cell = make_cell(design, design, make_interface(), window)
    done = simulate(cell, expand([Loop(cycles, CYCLE)], foil.capacity), Keep(curves))
    if not done.complete:
        raise SystemExit(f"the run ended early: {done.ended}")
    return done, time.process_time() - cpu


def main(cycles: int = 240, repeats: int = 5) -> list[str]:
    """Two lines: CPU time of all cycles and of one, with and without thinning."""
    run(1)  # compiles, or loads the cache
    lines = []
    for curves, kept in ((1, "all curves kept"), (10, "curves of every 10th cycle kept")):
        seconds = median(run(cycles, curves)[1] for _ in range(repeats))
        lines.append(
            f"symmetric cell, {cycles} cycles, both foils and voltage, {kept}: {seconds:.2f} s "
            f"CPU, {1e3 * seconds / cycles:.1f} ms a cycle"
        )
    return lines


if __name__ == "__main__":
    print("\n".join(main()))
