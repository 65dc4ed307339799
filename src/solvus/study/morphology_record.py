"""Maps of a foil's face, and what was read of them, as a record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from solvus.analyse.roughness import Roughness
from solvus.base import record
from solvus.base.record import Variable
from solvus.study.morphology import ILLUSTRATIVE, Look, values_of
from solvus.study.morphology_block import Morphology
from solvus.study.run import StudyRun

if TYPE_CHECKING:
    import xarray as xr


def record_of(done: StudyRun, asked: Morphology, looks: Sequence[Look]) -> xr.Dataset:
    """The maps as a record: heights over (cycle, y, x), readings over (cycle, confocal_y, _x)."""
    first = looks[0]
    n, pixel = len(first.kept.face.metal), first.kept.face.pixel
    m, step = len(first.confocal.height), first.confocal.pixel
    faces = [look.kept.face for look in looks]
    dims, seen = ("cycle", "y", "x"), ("cycle", "confocal_y", "confocal_x")
    made = {
        "cycle": Variable(("cycle",), [look.kept.cycle for look in looks], "1", "cycle"),
        "y": Variable(("y",), _centres(n, pixel), "m", "place"),
        "x": Variable(("x",), _centres(n, pixel), "m", "place"),
        "confocal_y": Variable(("confocal_y",), _centres(m, step), "m", "place"),
        "confocal_x": Variable(("confocal_x",), _centres(m, step), "m", "place"),
        "metal": Variable(dims, _stack([f.metal for f in faces]), "m", "height of the metal"),
        "residue": Variable(
            dims, _stack([f.residue for f in faces]), "m", "residue, as dense lithium"
        ),
        "height": Variable(
            dims,
            _stack([f.surface(k.kept.inside.packing) for f, k in zip(faces, looks, strict=True)]),
            "m",
            "height of the outer surface above the face as made",
        ),
        "confocal_height": Variable(
            seen,
            _stack([look.confocal.height for look in looks]),
            "m",
            "height as the confocal reads it",
        ),
        "packing": Variable(
            ("cycle",), [k.kept.inside.packing for k in looks], "1", "packing of the residue"
        ),
    }
    about = {
        "title": done.study.title,
        "trust": ILLUSTRATIVE,
        "seed": str(asked.seed),
        "density_law": asked.density,
        "parameters_si": values_of(asked),
        "electrode": asked.electrode,
        "roughness_settings": first.seen.settings.words,
        "roughness_si": [_numbers(look.seen) for look in looks],
    }
    text = done.study.source_text
    attrs = record.provenance(text, done.materials, done.run.ended, **about)
    return record.dataset(made, attrs)


def _numbers(found: Roughness) -> dict[str, float]:
    return {k: v for k, v in found._asdict().items() if k != "settings"}


def _stack(maps: Sequence[np.ndarray]) -> np.ndarray:
    """Maps one upon the other, in single precision: a picometre on a relief of ten micrometres."""
    return np.stack(maps).astype(np.float32)


def _centres(count: int, step: float) -> list[float]:
    return [(place + 0.5) * step for place in range(count)]
