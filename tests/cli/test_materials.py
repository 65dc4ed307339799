"""solvus materials: listing, one material, what is not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from solvus.base.record import load_table
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


@pytest.mark.parametrize("columns", [60, 100])
def test_a_cathode_shows_its_windows_and_its_curve(
    call: Call, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = call("materials", "ncm622").stdout
    assert max(map(len, shown.splitlines())) <= columns
    words = " ".join(shown.split())
    assert "4.3 2.8 184.3 3.796 3.864 205.1 89.9 %" in words
    assert "first: the charge of a new cell" in words
    assert "208.9 0.9117 3.618" in words
    assert "10.1149/2.0341708jes" in words
    assert "the discharge of a new cell" in " ".join(call("materials", "span").stdout.split())


def test_a_cathode_in_json_and_as_a_table(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "curve.csv"
    about = document(call("materials", "NCM811", "--curve", path, "--json"))
    assert about["kind"] == "cathode"
    assert about["curve"]["units"] == {"x": "1", "capacity": "mAh/g", "potential": "V"}
    lines = path.read_text().splitlines()
    assert "x [1],capacity [mAh/g],potential [V]" in lines
    table = load_table(path)
    assert list(table.columns["potential"]) == about["curve"]["potential"]
    assert "Chen" in table.attrs["source"]


def test_a_cathode_file_of_the_user(call: Call, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text((library.DATA / "cathodes" / "ncm622.yaml").read_text(encoding="utf-8"))
    assert document(call("materials", own, "--json"))["kind"] == "cathode"
    bpx = tmp_path / "cell.json"
    bpx.write_text('{"Parameterisation": {}}')
    result = call("materials", bpx)
    assert result.exit_code == 2
    assert "Positive electrode: is missing" in result.stderr


def test_only_a_cathode_has_a_curve(call: Call, tmp_path: Path) -> None:
    for name in ((), ("Ag",)):
        result = call("materials", *name, "--curve", tmp_path / "curve.csv")
        assert result.exit_code == 2
        assert "--curve writes the open circuit of a cathode" in result.stderr
    assert not list(tmp_path.iterdir())
    assert call("materials", "span", "--curve", tmp_path / "curve.txt").exit_code == 2
