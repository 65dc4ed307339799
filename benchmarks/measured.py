"""Measured data: a million rows from a text file to the table of cycles, and the fit of a spectrum.

The file is written by the bench itself in EC-Lab's layout. Each reading is a fresh process; its
time is that of the processor with the start of Python, its memory the peak. The file is written in
a process of its own too: a child's peak begins at the memory of its parent.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import numpy as np

from solvus.analyse.circuit_fit import fit_circuit
from solvus.analyse.readers.mpt_write import write_mpt
from solvus.base.record import Variable, dataset

ROWS = 1_000_000
PER_HALF = 2_000
SECONDS_A_ROW = 1.8
FITS = 30
CIRCUIT = "R0-p(R1,CPE1)"
GOALS = {"seconds": 5.0, "megabytes": 600.0, "fit": 0.1}

USED = """
used = resource.getrusage(resource.RUSAGE_SELF)
scale = 1024 if sys.platform != "darwin" else 1024**2
print(json.dumps({"rows": rows, "seconds": time.process_time(),
                  "megabytes": used.ru_maxrss / scale}))
"""
OURS = """
import json, resource, sys, time
from solvus.analyse.cycling_record import CyclerCell
from solvus.analyse.features import features_of
from solvus.analyse.readers import read
record = read(sys.argv[1])
table = features_of(record, CyclerCell("symmetric", area=1e-4)).table(display=True)
rows = record.sizes["point"]
assert len(table.columns["cycle"]) == int(sys.argv[2]), len(table.columns["cycle"])
"""
PEER = """
import json, resource, sys, time
from galvani import BioLogic
table, _ = BioLogic.MPTfile(sys.argv[1])
rows = len(table)
"""


def million(path: Path) -> None:
    """Write the file."""
    row = np.arange(ROWS)
    half = row // PER_HALF
    current = np.where(half % 2, -1e-3, 1e-3)
    settled = 1.0 + 2.0 * np.exp(-(row % PER_HALF) / 40.0)
    noise = np.random.default_rng(0).normal(0.0, 1e-5, ROWS)
    columns = {
        "time": (row * SECONDS_A_ROW, "s"),
        "voltage": (0.02 * np.sign(current) * settled + noise, "V"),
        "current": (current, "A"),
        "charge": (np.cumsum(current) * SECONDS_A_ROW, "C"),
        "half_cycle": (half, "1"),
        "cycle": (half // 2 + 1, "1"),
    }
    made = {name: Variable(("point",), *told) for name, told in columns.items()}
    write_mpt(dataset(made, {"area_m2": 1e-4}), path)


def child(code: str, *arguments: str) -> dict[str, float]:
    """What a fresh process tells of its rows, seconds and megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", code + USED, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"reading failed:\n{done.stdout}{done.stderr}")
    told: dict[str, float] = json.loads(done.stdout)
    return told


def spectrum_fit() -> float:
    """Time [s] of one fit of an arc with 0.3 % noise, 70 points, after a first one."""
    f = np.geomspace(1e5, 0.1, 70)
    rng = np.random.default_rng(1)
    z = 4.0 + 1.0 / (1.0 / 20.0 + 1e-5 * (2j * np.pi * f) ** 0.9)
    noisy = [
        z * (1.0 + 3e-3 * (rng.normal(size=f.size) + 1j * rng.normal(size=f.size)))
        for _ in range(FITS)
    ]
    fit_circuit(CIRCUIT, f, noisy[0])
    begun = time.process_time()
    for one in noisy:
        fit_circuit(CIRCUIT, f, one)
    return (time.process_time() - begun) / FITS


def main() -> Iterator[str]:
    """A million rows to the table of cycles, the same file by galvani, and a fit."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "million.mpt"
        subprocess.run([sys.executable, __file__, str(path)], check=True)
        cycles = ROWS // PER_HALF // 2
        size = path.stat().st_size / 1e6
        told = child(OURS, str(path), str(cycles))
        yield (
            f"measured: .mpt of {told['rows']:.0f} rows ({size:.0f} MB) to the table of "
            f"{cycles} cycles {told['seconds']:.1f} s CPU, {told['megabytes']:.0f} MB at most "
            f"(goal {GOALS['seconds']:g} s, {GOALS['megabytes']:g} MB)"
        )
        yield peer(path)
    yield (
        f"measured: fit of {CIRCUIT} to 70 points {1e3 * spectrum_fit():.1f} ms CPU "
        f"(goal {1e3 * GOALS['fit']:g} ms)"
    )


def peer(path: Path) -> str:
    """The same file by galvani, rows only: no table, no checks."""
    try:
        version = metadata.version("datalab-org-galvani")
    except metadata.PackageNotFoundError:
        return "measured: galvani, peer not installed"
    told = child(PEER, str(path))
    return (
        f"measured: the same rows by galvani {version}, without a table "
        f"{told['seconds']:.1f} s CPU, {told['megabytes']:.0f} MB at most"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        million(Path(sys.argv[1]))
    else:
        for line in main():
            print(line)
