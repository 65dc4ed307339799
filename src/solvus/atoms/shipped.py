"""Calculations that the package carries: total energies and structures that took hours.

``atoms/calculations`` holds, under the name of the study in ``examples`` that makes each, what
``solvus adsorb`` wrote. Every difference of energies is taken when it is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from solvus.atoms.document import from_document
from solvus.atoms.found import Solved

FOLDER = Path(__file__).parent / "calculations"


class Calculation(NamedTuple):
    """A calculation that the package carries: its study, what was found, also in its variants."""

    name: str
    title: str
    sha256: str
    solved: Solved
    variants: Mapping[str, Solved]


@cache
def calculation(name: str) -> Calculation:
    """The calculation of that name, its differences of energies taken now."""
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return Calculation(
        name,
        document["title"],
        document["study_sha256"],
        from_document(document["solved"]),
        {key: from_document(one) for key, one in document["variants"].items()},
    )


def names() -> list[str]:
    """The calculations that the package carries."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))
