"""solvus parameters: every table, with status."""

from __future__ import annotations

from solvus.model import layer, mechanisms

from .conftest import Call, document


def test_every_mechanism_is_listed(call: Call) -> None:
    names = {one["name"] for one in document(call("parameters", "--json"))["parameters"]}
    assert names >= {*mechanisms.NAMES, "log", "butler_volmer", "aes", "floor"}
    assert "H4f" in call("parameters").stdout


def test_one_table(call: Call) -> None:
    (one,) = document(call("parameters", "h3V", "--json"))["parameters"]
    rows = {row["name"]: row for row in one["parameters"]}
    assert rows["contact_charge"]["status"] == "fitted"
    assert rows["diffusivity"]["default"] is None
    shown = call("parameters", "H3v").stdout
    assert "of the material" in shown
    assert one["trust"].split(":")[0] in shown


def test_what_has_none_and_what_is_not_known(call: Call) -> None:
    assert "no parameters" in call("parameters", "literal").stdout
    result = call("parameters", "H9")
    assert result.exit_code == 2
    assert "H3" in result.stderr


def test_the_laws_of_the_layer_are_listed(call: Call) -> None:
    listed = document(call("parameters", "--json"))["parameters"]
    roles = {one["name"]: one["role"] for one in listed}
    for role, laws in layer.LAWS.items():
        for name in laws:
            assert roles[name] == f"layer, {role}"
    (one,) = document(call("parameters", "per_electrode", "--json"))["parameters"]
    rows = {row["name"]: row for row in one["parameters"]}
    assert rows["closing_charge"]["unit"] == "C/m^2"
    assert rows["conductivity"]["default"] is None
    shown = call("parameters", "shared_electrolyte").stdout
    assert "electrolyte_volume" in shown
    assert "layer, closure" in shown
