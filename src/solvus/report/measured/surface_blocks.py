"""What the pages of spectra, profiles, maps, heights and sections share."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from solvus.analyse.uncertain import Reading
from solvus.report.measured.words import words_of

if TYPE_CHECKING:
    import xarray as xr


def sentence(one: Reading) -> str:
    """ "Ag 3d binding energy 368.21 ± 0.01 eV"."""
    return f"{one.name} {words_of(one)}"


def slug(*parts: str) -> str:
    """An anchor or name of a table: lower case, digits, hyphens, beginning with a letter."""
    text = re.sub(r"[^a-z0-9]+", "-", " ".join(parts).lower()).strip("-")
    return text if text[:1].isalpha() else f"file-{text}".rstrip("-")


def file_of(record: xr.Dataset) -> str:
    """The name of the file a record comes from."""
    return str(record.attrs.get("file", ""))


def notices_of(record: xr.Dataset) -> list[str]:
    """What the reader had to say of the file."""
    return [str(one) for one in json.loads(record.attrs.get("notices", "[]"))]


def once(notices: Sequence[str]) -> tuple[str, ...]:
    """Each sentence once, in order."""
    return tuple(dict.fromkeys(notices))
