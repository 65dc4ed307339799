"""How CPU time grows with cycles and with cells, and what memory a long thinned run takes.

The exponent is the slope of log time against log size: 1 is linear. Memory is the growth of the
peak of a fresh process between a short and a long run whose curves are not kept.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import numpy as np

from solvus.base.units import Fraction
from solvus.materials import library
from solvus.model.cell import FoilDesign, Numerics, make_cell
from solvus.model.electrode import Window
from solvus.model.foil import Foil, compose
from solvus.model.protocol import Loop, Step, expand
from solvus.model.simulate import Keep, simulate
from solvus.model.voltage import make_interface

CURRENT, HALF_CYCLE = 10.0, 3600.0  # A/m2, s
CYCLES = (60, 120, 240, 480)
CELLS = (400, 800, 1600, 3200)  # many: a call costs as much as a hundred cells do
LONG = (100, 2000)  # cycles


def run(cycles: int, cells: int = 100) -> float:
    """CPU time [s] of a symmetric Li-Ag cell without kept curves."""
    foil = Foil(compose(library.solute("Ag"), Fraction(0.1, "mass")), thickness=50e-6)
    design = FoilDesign(foil, "H1", {"diffusivity": 1e-15})
    cell = make_cell(
        design, design, make_interface(), Window(CURRENT, HALF_CYCLE), numerics=Numerics(cells)
    )
    step = {"current": CURRENT, "duration": HALF_CYCLE}
    protocol = [Loop(cycles, (Step("strip", **step), Step("plate", **step)))]
    cpu = time.process_time()
    done = simulate(cell, expand(protocol, foil.capacity), Keep(curves=0))
    if not done.complete:
        raise SystemExit(f"the run ended early: {done.ended}")
    return time.process_time() - cpu


def exponent(sizes: tuple[int, ...], seconds: list[float]) -> float:
    """Slope of log time against log size."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def peak_megabytes(cycles: int) -> float:
    """Peak resident memory of a fresh process that runs so many cycles."""
    command = [sys.executable, __file__, str(cycles)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(told)


def main(repeats: int = 3) -> list[str]:
    """Three lines: growth with cycles, with cells, and memory."""
    run(2)
    by_cycles = [median(run(n) for _ in range(repeats)) for n in CYCLES]
    by_cells = [median(run(20, n) for _ in range(repeats)) for n in CELLS]
    short, long_ = (peak_megabytes(n) for n in LONG)
    per_cycle = 1e3 * (long_ - short) / (LONG[1] - LONG[0])
    return [
        f"time against cycles, {CYCLES[0]} to {CYCLES[-1]}: exponent "
        f"{exponent(CYCLES, by_cycles):.2f}",
        f"time against cells, {CELLS[0]} to {CELLS[-1]}: exponent {exponent(CELLS, by_cells):.2f}",
        f"memory, curves not kept: {short:.0f} MB at {LONG[0]} cycles, {long_:.0f} MB at "
        f"{LONG[1]} ({per_cycle:.1f} kB a cycle for the table)",
    ]


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run(int(sys.argv[1]))
        # VmHWM and not ru_maxrss, which a process inherits from the one that started it
        status = Path("/proc/self/status").read_text(encoding="ascii")
        print(float(status.split("VmHWM:")[1].split()[0]) / 1024)
    else:
        print("\n".join(main()))
