"""Files that other people measured; they do not come with the package.

They are sought in the folder that SOLVUS_INSTRUMENTS names, or in ``shared`` beside the repository.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "instruments"
FOLDER = Path(os.environ.get("SOLVUS_INSTRUMENTS", _BESIDE))


def instrument_file(name: str) -> Path:
    """The file `name` of the folder; the test is skipped, and says so, where it is not."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{name} does not come with the package (set SOLVUS_INSTRUMENTS)")
    return path
