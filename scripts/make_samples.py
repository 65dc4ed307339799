"""Write the sample files of examples/data, as instruments would, from the studies beside them.

    python scripts/make_samples.py [FOLDER]

Nothing in them was measured; each file says "simulated by Solvus" and its version.
"""

from __future__ import annotations

import sys
from pathlib import Path

from solvus.analyse.readers import bdf
from solvus.analyse.readers.mpt_write import write_mpt
from solvus.observe.cycler import Recording
from solvus.study.export import exported

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
FOLDER = EXAMPLES / "data"
SPARSE = Recording(every=600.0, change=2e-3)
"""A row each ten minutes, and one whenever the voltage has moved by 2 mV."""
FULL = Recording(every=600.0, change=20e-3)
SAMPLES = {
    "symmetric_li_ag.mpt": ("sample_symmetric_li_ag.yaml", SPARSE),
    "symmetric_li.mpt": ("sample_symmetric_li.yaml", SPARSE),
    "ncm622_li.bdf.csv": ("sample_ncm622_li.yaml", FULL),
}


def make(folder: Path) -> list[Path]:
    """Write every sample into `folder`; returns their paths."""
    made = []
    for name, (study, how) in SAMPLES.items():
        record = exported(EXAMPLES / study, how=how).record
        path = folder / name
        (write_mpt if name.endswith(".mpt") else bdf.write)(record, path)
        made.append(path)
    return made


if __name__ == "__main__":
    for written in make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(f"{written}: {written.stat().st_size} bytes")
