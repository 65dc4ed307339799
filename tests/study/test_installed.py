"""The examples and the template against what the package really knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from solvus.base.errors import InputError
from solvus.materials import library
from solvus.study.file_kinds import STUDY, kind_of_file
from solvus.study.installed import read_study, registries
from solvus.study.json_schema import json_schema
from solvus.study.load import load_text
from solvus.study.template import template

FOLDER = Path(__file__).parents[2] / "examples"
EXAMPLES = [path for path in sorted(FOLDER.glob("*.yaml")) if kind_of_file(path) == STUDY]


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_the_examples_load(path: Path) -> None:
    assert read_study(path).source_name == str(path)


def test_the_template_loads() -> None:
    study = load_text(template(), registries())
    assert study.cell.working.mechanism == "H3v"


def test_every_default_is_known() -> None:
    known = registries()
    for solute in (None, *known.solutes):
        assert known.default_mechanism(solute) in known.mechanisms
    study = load_text(template(), known)
    for role, laws in known.interface_laws.items():
        assert getattr(study.interface, role) in laws
    assert study.cell.electrolyte in known.electrolytes


def test_a_solute_of_the_user_lies_beside_the_study(tmp_path: Path) -> None:
    own = (library.DATA / "solutes" / "ag.yaml").read_text(encoding="utf-8")
    (tmp_path / "my_ag.yaml").write_text(own, encoding="utf-8")
    path = tmp_path / "study.yaml"
    path.write_text(template().replace("solute: Ag ", "solute: my_ag.yaml "), encoding="utf-8")
    assert read_study(path).cell.working.solute == "my_ag.yaml"
    path.write_text(template().replace("solute: Ag ", "solute: mine.yaml "), encoding="utf-8")
    with pytest.raises(InputError, match="no such file"):
        read_study(path)


def test_too_much_magnesium_is_told_with_the_end_of_the_table() -> None:
    text = template().replace("solute: Ag ", "solute: Mg ").replace("10 wt%", "70 at%")
    with pytest.raises(InputError, match=r"70 at% Mg in the metal, and the most is 66.9 at%"):
        load_text(text, registries())


def test_the_schema_offers_what_is_installed() -> None:
    offered = json_schema(registries())["$defs"]["Foil"]["properties"]["mechanism"]["enum"]
    assert {"H1", "H3v"} <= set(offered)
