"""Solvus: lithium-alloy anodes from the surface atom to the pouch cell.

    import solvus
    done = solvus.run_study(solvus.read_study("examples/strip_then_plate.yaml"))
    record = solvus.record_of(done)          # an xarray.Dataset with units and provenance

The names below are fetched when they are first asked for, so that `import solvus` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "read_study": "solvus.study.installed",
    "run_study": "solvus.study.run",
    "record_of": "solvus.study.records",
    "table_of": "solvus.study.records",
    "readings_of": "solvus.study.readings",
    "reproduce": "solvus.paper.reproduce",
    "InputError": "solvus.base.errors",
}

__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'solvus' has no attribute '{name}'")
    return getattr(import_module(_PUBLIC[name]), name)
