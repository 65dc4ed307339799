"""Adsorption: what the workflow costs beside plain ASE, and the screening of the paper's surfaces.

Plain ASE is what a script of a page does: slabs of ``ase.build``, BFGS as it comes, the same
calculator. Both relax the clean slab and three sites of Li(100), p(2x2)x4, to 0.01 eV/angstrom. The
screening with CHGNet is printed where CHGNet is installed (extra ``atoms-fast``).
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from ase.build import add_adsorbate, bcc100
from ase.constraints import FixAtoms
from ase.optimize import BFGS

from solvus.atoms.engines import ENGINES
from solvus.atoms.engines.toy import ToyCalculator
from solvus.atoms.found import Solved
from solvus.atoms.plan import Level, Plan
from solvus.atoms.pool import Runner
from solvus.atoms.store import Store
from solvus.atoms.surface import Surface
from solvus.atoms.workflow import solve

FMAX, LATTICE = 0.01, 3.587
PAPER = (
    Surface("Li(100)", 4, 8),
    Surface("Li127Ag(100)", 4, 8, "Ag", 1),
    Surface("Li31Ag(100)", 4, 8, "Ag", 4),
)
GOAL_TOY, GOAL_SCREENING = 2.0, 900.0  # seconds


def of_engine(name: str, surfaces: tuple[Surface, ...], folder: Path, most: int | None) -> Solved:
    """The whole workflow with one engine, in this process."""
    level = Level(name, ENGINES[name].defaults())
    plan = Plan(surfaces, level, fmax=FMAX, most_sites=most, segregation=most is not None)
    return solve(plan, Runner(Store(folder)).run)


def plain() -> tuple[float, int]:
    """Seconds and steps of plain ASE."""
    start, steps = time.process_time(), 0
    for site in (None, "hollow", "bridge", "ontop"):
        slab = bcc100("Li", (2, 2, 4), a=LATTICE, vacuum=10.0)
        slab.set_constraint(FixAtoms(mask=[atom.tag > 2 for atom in slab]))
        if site is not None:
            add_adsorbate(slab, "Li", {"hollow": 1.8, "bridge": 2.5, "ontop": 3.1}[site], site)
        slab.rattle(0.02, seed=1)
        slab.calc = ToyCalculator()
        optimizer = BFGS(slab, logfile=None)
        optimizer.run(fmax=FMAX, steps=500)
        steps += optimizer.nsteps
    return time.process_time() - start, steps


def main() -> Iterator[str]:
    """The lines of this bench."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        surface = (Surface("Li(100)", 2, 4),)
        start = time.process_time()
        solved = of_engine("toy", surface, folder / "toy", None)
        ours = time.process_time() - start
        start = time.process_time()
        of_engine("toy", surface, folder / "toy", None)
        again = time.process_time() - start
        theirs, steps = plain()
        mine = sum(one.steps for one in solved.surfaces[0].outcomes if one.kind == "relax")
        yield (
            f"adsorption, toy, Li(100) p(2x2)x4: {ours:.2f} s and {mine} steps with bulk, records "
            f"and the second clean slab; plain ASE without them {theirs:.2f} s and {steps} steps: "
            f"{theirs / ours:.1f} times (goal of the whole workflow {GOAL_TOY:g} s); "
            f"found finished {1e3 * again:.0f} ms"
        )
        if find_spec("chgnet") is None:
            yield "adsorption, CHGNet: not installed (extra atoms-fast)"
            return
        start = time.process_time()
        screened = of_engine("chgnet", PAPER, folder / "screen", 6)
        spent = time.process_time() - start
        count = sum(len(found.tried) for found in screened.surfaces)
        yield (
            f"adsorption, CHGNet: {count} sites on three surfaces of 128 atoms, with clean slabs "
            f"and segregation, {spent / 60.0:.1f} min CPU (goal {GOAL_SCREENING / 60.0:g})"
        )


if __name__ == "__main__":
    for line in main():
        print(line, flush=True)
