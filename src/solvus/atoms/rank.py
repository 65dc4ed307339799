"""One MPI rank of a calculation: ``mpiexec -n N gpaw python -m solvus.atoms.rank FOLDER``."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from ase.parallel import world

from solvus.atoms.calculate import calculate
from solvus.atoms.task import Task
from solvus.base.files import write_text


def main(folder: Path) -> None:
    """Run the task of a folder; every rank but the first keeps its steps elsewhere."""
    task = Task(**json.loads((folder / "task.json").read_text()))
    with tempfile.TemporaryDirectory() as spare:
        own = folder
        if world.rank != 0:
            own = Path(spare) / "steps"
            shutil.copytree(folder, own)
        world.barrier()
        outcome = calculate(task, own)
    if world.rank == 0:
        write_text(folder / "outcome.json", json.dumps(outcome._asdict()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
