"""solvus materials: listing, one material, what is not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from solvus.materials import library

from .conftest import Call, document


def test_the_listing_has_every_material(call: Call) -> None:
    rows = document(call("materials", "--json"))["materials"]
    everything = [name for kind in library.kinds() for name in library.names(kind)]
    assert [row["name"] for row in rows] == everything
    shown = call("materials").stdout
    assert all(name in shown for name in everything)


def test_a_kind_alone(call: Call) -> None:
    rows = document(call("materials", "--kind", "solute", "--json"))["materials"]
    assert [row["name"] for row in rows] == list(library.names("solute"))


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_one_material_says_where_each_number_comes_from(
    call: Call, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = call("materials", "ag").stdout
    assert max(map(len, shown.splitlines())) <= columns
    words = " ".join(shown.split())
    for said in ("107.868", "g/mol", "assumed", "Pelton", "recalled, not re-read", "phases LiAg"):
        assert said in words
    assert shown.count("Pelton") == 1  # a source stands once, however many numbers rest on it
    assert "…" not in shown


def test_one_material_in_json(call: Call) -> None:
    about = document(call("materials", "LiCl", "--json"))
    assert (about["kind"], about["name"]) == ("compound", "LiCl")
    assert {row["key"] for row in about["values"]} >= {"molar_mass", "density"}
    assert all(row["status"] for row in about["values"])


def test_a_material_file_of_the_user(call: Call, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text((library.DATA / "solutes" / "zn.yaml").read_text())
    assert document(call("materials", own, "--json"))["name"] == "Zn"
    own.write_text("symbol: Zn\n")
    result = call("materials", own)
    assert result.exit_code == 2
    assert "molar_mass" in result.stderr


def test_what_is_not_known(call: Call) -> None:
    result = call("materials", "agcll", "--json")
    assert result.exit_code == 2
    assert 'Did you mean "agcl"?' in document(result)["faults"][0]["message"]
    assert call("materials", "--kind", "solvent").exit_code == 2
    assert call("materials", "Li", "--kind", "solute").exit_code == 2
