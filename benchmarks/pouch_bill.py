"""The bill of materials of a pouch cell: one design, and a million at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from solvus.pouch.energy import energies
from solvus.study.pouch_load import read_pouch

FILE = Path(__file__).parents[1] / "examples" / "wang2023_1p4Ah.yaml"
REPEATS = 2000
DESIGNS = 1_000_000


def main() -> Iterator[str]:
    """Time of one bill with its energies, and designs per second with three numbers varied."""
    design = read_pouch(FILE).design
    energies(design)
    begun = time.perf_counter()
    for _ in range(REPEATS):
        energies(design)
    one = (time.perf_counter() - begun) / REPEATS
    yield f"pouch: one bill of materials with its energies {1e6 * one:.0f} us"
    spread = np.random.default_rng(0).uniform(0.8, 1.2, (3, DESIGNS))
    many = design._replace(
        anode=design.anode._replace(thickness=spread[0] * design.anode.thickness),
        separator=design.separator._replace(thickness=spread[1] * design.separator.thickness),
        cathode=design.cathode._replace(loading=spread[2] * design.cathode.loading),
    )
    begun = time.perf_counter()
    energies(many)
    seconds = time.perf_counter() - begun
    yield f"pouch: {DESIGNS / seconds / 1e6:.1f} million designs a second, {DESIGNS} at once"


if __name__ == "__main__":
    for line in main():
        print(line)
