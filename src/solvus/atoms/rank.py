"""One MPI rank of a calculation: ``mpiexec -n N gpaw python -m solvus.atoms.rank FOLDER``."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path

from ase.parallel import world

from solvus.atoms.calculate import calculate
from solvus.atoms.task import Task
from solvus.base.files import write_text

HELD = "SOLVUS_HELD"  # set where the standard input is a pipe held open by who started the ranks


def main(folder: Path) -> None:
    """Run the task of a folder; every rank but the first keeps its steps elsewhere."""
    if world.rank == 0 and os.environ.get(HELD) == "1":
        threading.Thread(target=_end_with_starter, daemon=True).start()
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


def _end_with_starter() -> None:
    """End once the pipe is closed; MPI then ends the other ranks. Nobody must be left writing in a
    folder where the next run goes on."""
    os.read(0, 1)  # not sys.stdin, whose lock a thread that waits would keep at the exit
    os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
