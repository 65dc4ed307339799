"""docs/pouch.md against the code: every key, every quantity, every example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from solvus.pouch.quantities import QUANTITIES
from solvus.study.pouch_schema import PouchFile
from solvus.study.pouch_template import template

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "pouch.md").read_text(encoding="utf-8")


def keys(model: type[BaseModel]) -> list[str]:
    found = []
    for name, field in model.model_fields.items():
        found.append(name)
        parts = (field.annotation, *getattr(field.annotation, "__args__", ()))
        for part in parts:
            if isinstance(part, type) and issubclass(part, BaseModel):
                found += keys(part)
    return found


@pytest.mark.parametrize("key", sorted(set(keys(PouchFile))))
def test_every_key_is_explained(key: str) -> None:
    assert re.search(rf"`(?:\w+\.)*{key}(?:\.\w+)*`", PAGE), key
    assert re.search(rf"\b{key}\b", template()), f"{key} is not in the template"


@pytest.mark.parametrize("name", [n for n in QUANTITIES if not n.startswith("energy_density")])
def test_every_quantity_is_named(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_the_examples_are_there() -> None:
    named = set(re.findall(r"examples/[\w.]+\.yaml", PAGE))
    assert len(named) == 3
    assert all((ROOT / name).is_file() for name in named)
