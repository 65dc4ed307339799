"""The Solvus kernel against its plain C twin: same mesh, scheme and step control, one foil.

The C is compiled with `gcc -O3 -march=native` into benchmarks/build; both run in one process, by
turns, so that a busy machine slows both. CPU time is what is compared.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import time
from pathlib import Path
from statistics import median

import numpy as np
import solvus_foil
from foil_case import (
    ATOMIC_VOLUME,
    CURRENT,
    FARADAY,
    HALF_CYCLE,
    START_FRACTION,
    THICKNESS,
    Array,
)

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "c_twin" / "diffusion.c"
LIBRARY = HERE / "build" / "diffusion.so"
DOUBLES = ctypes.POINTER(ctypes.c_double)


class CFoil(ctypes.Structure):
    """`foil` of diffusion.c, field by field."""

    _fields_ = (
        ("cells", ctypes.c_int),
        ("edge", DOUBLES),
        ("points", ctypes.c_int),
        ("table", DOUBLES),
        ("per_step", ctypes.c_double),
        ("volume", ctypes.c_double),
        ("faraday", ctypes.c_double),
        ("c_cap", ctypes.c_double),
        ("c_scale", ctypes.c_double),
        ("tolerance", ctypes.c_double),
        ("thickness_end", ctypes.c_double),
        ("max_step", ctypes.c_double),
    )


def compile_twin() -> ctypes.CDLL:
    """Compile the C, every time, and load it."""
    compiler = os.environ.get("CC", "gcc")
    if shutil.which(compiler) is None:
        raise SystemExit(f'there is no C compiler "{compiler}" here; install one or set CC')
    LIBRARY.parent.mkdir(exist_ok=True)
    options = ["-std=c11", "-O3", "-march=native", "-Wall", "-Wextra", "-shared", "-fPIC"]
    subprocess.run([compiler, *options, str(SOURCE), "-o", str(LIBRARY), "-lm"], check=True)
    library = ctypes.CDLL(str(LIBRARY))
    library.cycle_foil.restype = ctypes.c_long
    library.cycle_foil.argtypes = [
        ctypes.POINTER(CFoil),
        ctypes.c_int,
        ctypes.c_double,
        ctypes.c_double,
        ctypes.c_double,
        DOUBLES,
        DOUBLES,
        DOUBLES,
        ctypes.c_int,
        DOUBLES,
    ]
    return library


def pointer(array: Array) -> ctypes._Pointer[ctypes.c_double]:
    """The data of a contiguous array of doubles."""
    return array.ctypes.data_as(DOUBLES)


def run_twin(library: ctypes.CDLL, edges: Array, cycles: int, tolerance: float) -> dict:
    """What `solvus_foil.run` does, in C."""
    cpu = time.process_time()
    edges = np.ascontiguousarray(edges)
    table = solvus_foil.diffusivity_table()
    rules = solvus_foil.rules_for(tolerance)
    foil = CFoil(
        edges.size - 1,
        pointer(edges),
        table.size,
        pointer(table),
        (table.size - 1) * ATOMIC_VOLUME,
        ATOMIC_VOLUME,
        FARADAY,
        rules.c_cap,
        rules.c_scale,
        tolerance,
        rules.thickness_end,
        rules.max_step,
    )
    u = np.diff(edges) * THICKNESS * START_FRACTION / ATOMIC_VOLUME
    thickness = ctypes.c_double(THICKNESS)
    out, faces = np.zeros((solvus_foil.ROWS, 3)), np.zeros(2 * cycles)
    steps = library.cycle_foil(
        ctypes.byref(foil),
        2 * cycles,
        CURRENT,
        HALF_CYCLE,
        solvus_foil.first_step(edges),
        pointer(u),
        ctypes.byref(thickness),
        pointer(out),
        solvus_foil.ROWS,
        pointer(faces),
    )
    if steps < 0:
        raise RuntimeError(f"the twin stopped with status {-steps}")
    return {
        "surface_fraction": faces * ATOMIC_VOLUME,
        "contents": u,
        "steps": steps,
        "cpu_s": time.process_time() - cpu,
    }


def main(cells: int = 100, cycles: int = 100, tolerance: float = 1e-3, repeats: int = 15) -> str:
    """Run both by turns; a sentence with times, ratio and how far the results lie apart."""
    library = compile_twin()
    edges = solvus_foil.own_edges(cells)
    solvus_foil.run(edges, 1, tolerance)  # compiles, or loads the cache
    ours, twins, ratios = [], [], []
    for _ in range(repeats):
        ours.append(solvus_foil.run(edges, cycles, tolerance))
        twins.append(run_twin(library, edges, cycles, tolerance))
        ratios.append(ours[-1]["cpu_s"] / twins[-1]["cpu_s"])
    one, other = ours[0], twins[0]
    apart = max(
        float(np.max(np.abs(one[name] / other[name] - 1.0)))
        for name in ("surface_fraction", "contents")
    )
    if one["steps"] != other["steps"] or not apart < 1e-9:
        raise SystemExit(
            f"the twins disagree: {one['steps']} and {other['steps']} steps, {apart:.1e} apart"
        )
    return (
        f"kernel / plain C: {median(ratios):.2f} "
        f"({1e3 * median(r['cpu_s'] for r in ours):.1f} ms and "
        f"{1e3 * median(r['cpu_s'] for r in twins):.1f} ms CPU, {cycles} cycles, {cells} graded "
        f"cells, {one['steps']} steps, results {apart:.0e} apart)"
    )


if __name__ == "__main__":
    print(main())
