"""Plain rows for listings and provenance."""

import json

from solvus.materials import library, show


def test_listing_has_a_row_for_each_material() -> None:
    rows = show.listing()
    assert len(rows) == sum(len(library.names(kind)) for kind in library.kinds())
    silver = next(row for row in rows if row["name"] == "Ag")
    assert silver["title"] == "silver"
    assert "assumed" in silver["values"]


def test_view_shows_number_unit_range_status_and_source() -> None:
    rows = {row["key"]: row for row in show.view(library.solute("Ag"))}
    row = rows["phases.LiAg.plateau"]
    assert (row["value"], row["unit"], row["range"]) == ("60", "mV", "30 to 85")
    assert row["status"] == "assumed"
    assert rows["molar_mass"]["source"].startswith("IUPAC")
    table = show.view(library.solute("Mg"))[-1]
    assert table["key"] == "thermodynamics"
    assert "COST 507" in table["source"]


def test_sources_used_can_be_stored_with_a_record() -> None:
    used = show.sources_used([library.solute("Mg"), library.lithium(), library.compound("agcl")])
    assert {row["material"] for row in used} == {"Mg", "Li", "AgCl"}
    assert all(row["source"] or row["status"] == "assumed" for row in used)
    assert json.loads(json.dumps(used)) == used
