"""The toy with a pause before each force, so that a test can kill a run in its middle."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

import numpy as np

from solvus.atoms.engines.toy import ToyCalculator

__version__ = "3"


class Slow(ToyCalculator):
    """The toy, 10 ms later."""

    def get_forces(self, atoms: Any) -> np.ndarray:
        """Forces (atoms, 3) [eV/angstrom]."""
        time.sleep(0.01)
        return super().get_forces(atoms)


class Deadly(ToyCalculator):
    """The toy that ends its process at the first force of a wide slab."""

    def get_forces(self, atoms: Any) -> np.ndarray:
        """Forces (atoms, 3) [eV/angstrom], of a small slab."""
        if len(atoms) > 12:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().get_forces(atoms)


def slow() -> Slow:
    """An engine as a user would point at one."""
    return Slow()


def deadly() -> Deadly:
    """An engine that is killed by the system on a wide slab, as for want of memory."""
    return Deadly()


not_a_function = 3
