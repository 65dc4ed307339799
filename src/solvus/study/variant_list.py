"""The variants that a file lists: name -> key path -> what stands there instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, TypeVar

from solvus.base import yaml_source
from solvus.base.yaml_source import key_path
from solvus.study.sentences import Slip
from solvus.study.variant import write_entry

T = TypeVar("T")
Read = Callable[[dict[str, Any]], tuple[T | None, list[Slip]]]
"""Makes something of the plain data of a file; every fault beside it."""


def read_variant(
    data: Mapping[str, Any], changes: Mapping[str, Any], read: Read[T]
) -> tuple[T | None, list[Slip]]:
    """What `read` makes of the data with these changes; the data stay as they are."""
    changed = deepcopy(dict(data))
    changed.pop("variants", None)
    for path, entry in changes.items():
        try:
            write_entry(changed, key_path(path), entry)
        except (ValueError, IndexError) as error:
            return None, [((path,), str(error) or "names nothing")]
    return read(changed)


def slips_of_variants(
    variants: Mapping[str, Mapping[str, Any]], data: Mapping[str, Any], read: Read[T]
) -> list[Slip]:
    """Every fault of every variant, at the key path of the variant that it comes from."""
    slips: list[Slip] = []
    for name, changes in variants.items():
        for path, message in read_variant(data, changes, read)[1]:
            key = yaml_source.key_text(path)
            at = next((one for one in changes if key.startswith(one)), "")
            place = ("variants", name, at) if at else ("variants", name)
            slips.append((place, message if key == at or not key else f"{key}: {message}"))
    return slips
