"""240 cycles of symmetric cells of Li-Ag and of Li: foils, skins, layers and the voltage.

Each cell is run through `model.simulate`, as a study runs it, with its default mechanism, and loses
lithium to a reaction layer; setting up is included, import and compilation are not.
"""

from __future__ import annotations

import time
from statistics import median

from solvus.base.units import Fraction
from solvus.materials import library
from solvus.model.cell import FoilDesign, Numerics, make_cell
from solvus.model.electrode import Window
from solvus.model.foil import Foil, compose
from solvus.model.layer.reaction_layer import make_layers, salt_values
from solvus.model.protocol import Loop, Step, expand
from solvus.model.simulate import Keep, Run, simulate
from solvus.model.voltage import make_interface

CURRENT = 10.0  # A/m2
HALF_CYCLE = 3600.0  # s
CYCLE = (
    Step("strip", current=CURRENT, duration=HALF_CYCLE),
    Step("plate", current=CURRENT, duration=HALF_CYCLE),
)
CASES = (  # curves kept, transient, cells, what that is called
    (1, "full", 100, "transients, all curves kept"),
    (10, "full", 100, "transients, curves of every 10th cycle kept"),
    (0, "none", 40, "fast: no transients, 40 cells a foil, no curves"),
)


def run(
    cycles: int, curves: int = 1, *, solute: str | None = "Ag", transient: str = "full",
    cells: int = 100, efficiency: float = 0.985,
) -> tuple[Run, float]:  # fmt: skip
    """The run of so many cycles, curves of every n-th kept, and its CPU time [s]."""
    cpu = time.process_time()
    made = compose(library.solute(solute), Fraction(0.1, "mass")) if solute else compose(None, None)
    foil = Foil(made, thickness=50e-6)
    mechanism = library.solute(solute).default_mechanism if solute else "H1"
    design = FoilDesign(foil, mechanism, {}, efficiency, efficiency)
    cell = make_cell(
        design, design, make_interface(transient=transient), Window(CURRENT, HALF_CYCLE),
        numerics=Numerics(cells),
        layers=make_layers(
            salt_values(library.electrolyte("lipf6_ec_dec_fec")), given={"closing_charge": 2.6e5}
        ),
        voltage_of_death=0.5,
    )  # fmt: skip
    done = simulate(cell, expand([Loop(cycles, CYCLE)], foil.capacity), Keep(curves))
    if not done.complete:
        raise SystemExit(f"the run ended early: {done.ended}")
    return done, time.process_time() - cpu


def main(cycles: int = 240, repeats: int = 5) -> list[str]:
    """CPU time of all cycles and of one, by what is kept and how fine."""
    run(1)  # compiles, or loads the cache
    lines = []
    for solute in ("Ag", None):
        name = f"Li-{solute}" if solute else "Li"
        for curves, transient, cells, kept in CASES:
            seconds = median(
                run(cycles, curves, solute=solute, transient=transient, cells=cells)[1]
                for _ in range(repeats)
            )
            lines.append(
                f"{name} || {name}, {cycles} cycles with reaction layer, {kept}: {seconds:.2f} s "
                f"CPU, {1e3 * seconds / cycles:.2f} ms a cycle"
            )
    return lines


if __name__ == "__main__":
    print("\n".join(main()))
