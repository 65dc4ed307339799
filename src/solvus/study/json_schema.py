"""JSON Schema (draft 2020-12) of a study file, for editors that complete and check YAML."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from solvus.study.protocol_list import ENTRY_SCHEMA, LIST_SCHEMA
from solvus.study.registries import Registries
from solvus.study.schema import Instrument, Study

_FILE = {"type": "string", "pattern": r"\.ya?ml$", "description": "Path of a material file."}
_CATHODE_FILE = _FILE | {
    "pattern": r"\.(ya?ml|json)$",
    "description": "Path of a material file or a BPX file.",
}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _EditorSchema(GenerateJsonSchema):
    """Describes what may be written; the defaults, being SI floats, are left out."""

    def default_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])


def json_schema(known: Registries) -> dict[str, Any]:
    """The schema as plain data; names are those in ``known``.

    It knows keys, names and the shape of values.  Units and ranges are left to the loader, which
    is also kinder: it takes names in any case, where the schema asks for them as listed.
    """
    schema = Study.model_json_schema(schema_generator=_EditorSchema)
    parts = schema["$defs"]
    parts["ProtocolEntry"] = ENTRY_SCHEMA
    parts["Instrument"] = Instrument.model_json_schema(schema_generator=_EditorSchema)
    _offer(parts["Foil"], "solute", known.solutes, _FILE)
    _offer(parts["Foil"], "mechanism", tuple(known.mechanisms))
    _offer(parts["Cell"], "electrolyte", known.electrolytes, _FILE)
    _offer(parts["Cathode"], "material", known.cathodes, _CATHODE_FILE)
    for block, roles in (("Interface", known.interface_laws), ("Layer", known.layer_laws)):
        for role, laws in roles.items():
            _offer(parts[block], role, tuple(laws))
    schema["properties"]["protocol"] = LIST_SCHEMA
    schema["properties"]["instruments"] = {
        "type": "object",
        "properties": {name: _or_null("Instrument") for name in known.instruments},
        "additionalProperties": False,
    }
    for key in ("interface", "layer", "end_of_life", "run", "instruments", "measured"):
        schema["properties"][key] = {"anyOf": [schema["properties"][key], {"type": "null"}]}
    for block in (schema, *parts.values()):
        if "description" in block:
            block["description"] = block["description"].partition("\n")[0]
    return {**schema, "$schema": DIALECT, "title": "Solvus study"}


def _offer(block: dict[str, Any], key: str, names: tuple[str, ...], *others: Any) -> None:
    listed = {"enum": list(names)}
    block["properties"][key] = {"anyOf": [listed, *others]} if others else listed


def _or_null(part: str) -> dict[str, Any]:
    """An optional block may be left empty, which YAML reads as null."""
    return {"anyOf": [{"$ref": f"#/$defs/{part}"}, {"type": "null"}]}
