"""docs/study-files.md against the code: every key, law and parameter, and its examples."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from solvus.base.parameters import Parameter
from solvus.model import interface, layer, mechanisms
from solvus.observe import INSTRUMENTS
from solvus.observe.kinds import SIGNAL_LAWS
from solvus.study.installed import registries
from solvus.study.load import load_text
from solvus.study.schema import Cell, EndOfLife, Foil, Instrument, Interface, Layer, Run, Study

PAGE = (Path(__file__).parents[2] / "docs" / "study-files.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
MARKED = set(re.findall(r"`([^`\n]+)`", PAGE)) | set(re.findall(r"^\s*(\w+):", PAGE, re.MULTILINE))


def _names(parameters: tuple[Parameter, ...]) -> set[str]:
    return {parameter.name for parameter in parameters}


def test_every_key_is_explained() -> None:
    blocks = (Study, Cell, Foil, Interface, Layer, EndOfLife, Instrument, Run)
    keys = {key for block in blocks for key in block.model_fields}
    assert keys - MARKED == set()


def test_every_law_and_every_parameter_is_named() -> None:
    roles = [*interface.LAWS.values(), *layer.LAWS.values()]
    laws = {name: law for role in roles for name, law in role.items()}
    owners: list[Any] = [*mechanisms.NAMES.values(), *laws.values(), *INSTRUMENTS.values()]
    owners += SIGNAL_LAWS.values()
    names = {*mechanisms.NAMES, *laws, *INSTRUMENTS, *SIGNAL_LAWS}
    parameters = set().union(*(_names(owner.parameters) for owner in owners))
    assert (names | parameters) - MARKED == set()


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_example_is_a_study(text: str) -> None:
    load_text(text, registries())


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 3
