"""The JSON Schema for editors says what the loader does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from solvus.base import yaml_source
from solvus.study.json_schema import json_schema
from solvus.study.registries import Registries
from solvus.study.template import template

FOLDER = Path(__file__).parents[2] / "examples"
# decide_*.yaml are plans, and what has no protocol is a pouch cell.
EXAMPLES = [path for path in sorted(FOLDER.glob("[!d]*.yaml")) if "protocol:" in path.read_text()]

KINDS: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": int | float,
    "array": list,
    "object": dict,
    "null": type(None),
}
CHECKED = {"type", "enum", "anyOf", "oneOf", "pattern", "minimum", "maximum", "items", "minItems"}
CHECKED |= {"properties", "required", "additionalProperties", "minLength", "maxLength", "$ref"}
SAID = {"$schema", "$defs", "title", "description", "examples", "default"}


def fits(value: Any, schema: Any, root: dict[str, Any]) -> bool:
    """The part of draft 2020-12 that our schema uses; an unknown keyword is an error."""
    if isinstance(schema, bool):
        return schema
    assert schema.keys() <= CHECKED | SAID, schema.keys() - CHECKED - SAID
    if "$ref" in schema and not fits(value, root["$defs"][schema["$ref"].split("/")[-1]], root):
        return False
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(isinstance(value, KINDS[kind]) for kind in kinds):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "anyOf" in schema and not any(fits(value, part, root) for part in schema["anyOf"]):
        return False
    if "oneOf" in schema and sum(fits(value, part, root) for part in schema["oneOf"]) != 1:
        return False
    if isinstance(value, str):
        long = len(value) > schema.get("maxLength", len(value))
        return bool(re.search(schema.get("pattern", ""), value)) and not long
    if isinstance(value, int):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    if isinstance(value, list):
        enough = len(value) >= schema.get("minItems", 0)
        return enough and all(fits(item, schema.get("items", True), root) for item in value)
    if isinstance(value, dict):
        parts, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
        return set(schema.get("required", ())) <= set(value) and all(
            fits(inner, parts.get(key, rest), root) for key, inner in value.items()
        )
    return True


@pytest.mark.parametrize("source", [*EXAMPLES, template()], ids=[p.stem for p in EXAMPLES] + ["t"])
def test_what_loads_fits(source: Path | str, known: Registries) -> None:
    schema = json_schema(known)
    assert fits(yaml_source.load(source)[0], schema, schema)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("solute: Ag", "solute: Agg"),
        ("solute: Ag", "solut: Ag"),
        ("thickness: 50 um", "thickness: 50"),
        ("# cells: 100", "cells: 1"),
        ("# cells: 100", "cells: many"),
        ("detail: full", "detail: quick"),
        ("Rest for", "Wait for"),
        ("repeat: 5", "repeat: 0"),
        ("kind: symmetric", "kind: asymmetric"),
        ("title: ", "# title: "),
    ],
)
def test_what_an_editor_underlines(old: str, new: str, known: Registries) -> None:
    schema = json_schema(known)
    text = template()
    assert text.count(old) >= 1
    assert not fits(yaml_source.load(text.replace(old, new, 1))[0], schema, schema)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("material: ncm622", "material: ncm62"),
        ("material: ncm622", "materials: ncm622"),
        ("loading: 15.2 mg/cm2", "loading: 15.2"),
        ("model: particle", "model: sphere"),
        ("porosity: 40 %}", "pores: 40 %}"),
        ("Charge at 0.1C", "Load at 0.1C"),
    ],
)
def test_what_an_editor_underlines_of_a_full_cell(old: str, new: str, known: Registries) -> None:
    schema = json_schema(known)
    text = (FOLDER / "ncm622_liag.yaml").read_text(encoding="utf-8")
    assert fits(yaml_source.load(text)[0], schema, schema)
    assert old in text
    assert not fits(yaml_source.load(text.replace(old, new, 1))[0], schema, schema)
    own = text.replace("material: ncm622", "material: ./my_cell.json")
    assert fits(yaml_source.load(own)[0], schema, schema)


def test_it_is_json_of_the_right_draft(known: Registries) -> None:
    schema = json.loads(json.dumps(json_schema(known)))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(schema["$defs"]["Foil"]["properties"]["mechanism"]["enum"]) == {"H0", "H1", "H3v"}
    for name in re.findall(r"#/\$defs/(\w+)", json.dumps(schema)):
        assert name in schema["$defs"]
