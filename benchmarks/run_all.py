"""All benchmarks, one line a figure. `make bench` calls this."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

os.environ["OMP_NUM_THREADS"] = "1"  # read when the libraries are imported

import adsorption
import calibration
import design_sweeps
import full_vs_pybamm
import kernel_vs_c
import kernel_vs_pybamm
import measured
import morphology
import pouch_bill
import scaling
import startup
import sweep_vs_pybamm
import symmetric_cell

import designs
import explore


def main() -> None:
    """Print the machine, then each line as soon as it is known."""
    names = ("solvus", "numba", "numpy", "pybamm")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    print(f"{platform.machine()}, Python {platform.python_version()}, {versions}", flush=True)
    print(kernel_vs_c.main(), flush=True)
    parts = (
        kernel_vs_pybamm,
        full_vs_pybamm,
        sweep_vs_pybamm,
        symmetric_cell,
        designs,
        calibration,
        morphology,
        pouch_bill,
        measured,
        adsorption,
        design_sweeps,
        explore,
        scaling,
        startup,
    )
    for part in parts:
        for line in part.main():
            print(line, flush=True)


if __name__ == "__main__":
    main()
