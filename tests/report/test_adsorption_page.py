"""The page on adsorption: its sections, its tables, and what it says of how far to trust them."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from pathlib import Path

import pytest
from adsorption_inputs import lost, shifted, toy

from solvus.atoms.document import from_document, to_document
from solvus.atoms.found import Found, Solved
from solvus.atoms.plan import Level
from solvus.report.adsorption_page import (
    about_rows,
    core_hours,
    every_outcome,
    library_solubility,
    sections,
    settings_table,
    write_adsorption_page,
)
from solvus.report.adsorption_tables import segregation_table, sites_table
from solvus.report.adsorption_trust import (
    changes,
    measured_lattice,
    spread_of_difference,
    trust_blocks,
    variants_text,
)
from solvus.report.blocks import Block, Cards, Cell, Details, Figure, Section, Table, Text


def anchors(found: list[Section]) -> list[str]:
    return [section.anchor for section in found]


def blocks(found: list[Section], kind: type) -> list:
    return [block for section in found for block in section.blocks if isinstance(block, kind)]


def plain(value: object) -> str:
    return value.text if isinstance(value, Cell) else str(value)


def rows_of(some: list[Block]) -> dict[str, tuple[str, str]]:
    """The table of trust as what -> (here, what that means)."""
    (table,) = [block for block in some if isinstance(block, Table)]
    return {plain(what): (plain(here), plain(means)) for what, here, means in table.rows}


def with_settings(solved: Solved, **settings: object) -> Solved:
    """The same study as if an engine with these settings had made it."""

    def changed(found: Found) -> Found:
        first = found.first._replace(settings=found.first.settings | settings)
        return found._replace(first=first)

    return solved._replace(surfaces=tuple(map(changed, solved.surfaces)))


def test_everything_computed_has_its_section() -> None:
    variants = {"cut-off": shifted(toy(), 0.01)}
    assert anchors(sections(toy(), variants)) == [
        "short", "energies", "slabs", "sites", "segregation", "ranking", "variants", "trust",
        "provenance",
    ]  # fmt: skip
    alone = toy()._replace(surfaces=toy().surfaces[:1])
    assert anchors(sections(alone, {})) == [
        "short", "energies", "slabs", "sites", "trust", "provenance",
    ]  # fmt: skip


def test_the_page_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "adsorption.html"
    write_adsorption_page(path, "Li <on> Ag", "study.yaml", toy(), {"v": shifted(toy(), 0.01)})
    text = path.read_text(encoding="utf-8")
    assert "Li &lt;on&gt; Ag" in text
    assert "study.yaml" in text
    assert "Li₂Ag(100)" in text
    assert "nan" not in re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL).split()


def test_a_document_read_back_gives_the_same_page(tmp_path: Path) -> None:
    again = from_document(to_document(toy()))
    for name, solved in (("one", toy()), ("two", again)):
        write_adsorption_page(tmp_path / name, "t", "s", solved, {})
    assert (tmp_path / "one").read_text() == (tmp_path / "two").read_text()


def test_a_bulk_that_failed_leaves_a_page_that_says_so(tmp_path: Path) -> None:
    nothing = toy()._replace(surfaces=())
    found = sections(nothing, {"v": toy()})
    assert anchors(found) == ["short", "trust", "provenance"]
    assert "did not converge" in blocks(found, Text)[0].text
    write_adsorption_page(tmp_path / "x.html", "t", "s", nothing, {})


def test_the_cards_are_the_energies() -> None:
    cards = blocks(sections(toy(), {}), Cards)[0].cards
    shown = float(cards[0].value.split("\u00a0")[0].replace("−", "-"))
    assert shown == pytest.approx(toy().surfaces[0].energy, abs=0.005)
    assert "Li₂Ag(100), hollow, 4 Ag" in [card.label for card in cards]
    assert any("no physics" in block.text for block in blocks(sections(toy(), {}), Text))


def test_a_site_without_a_value_is_a_dash_and_says_why() -> None:
    table = sites_table([lost(toy().surfaces[1])], "toy")
    energies = [plain(row[2]) for row in table.rows]
    assert energies[-1] == "–"
    assert "–" not in energies[:-1]
    assert plain(table.rows[-1][3]) == "no"
    assert isinstance(table.rows[-1][3], Cell)
    assert table.rows[-1][3].note == "gave up after 200 steps"
    bold = [row for row in table.rows if isinstance(row[1], Cell) and row[1].kind == "strong"]
    assert len(bold) == 1


def test_segregation_says_where_the_solute_would_be() -> None:
    table = segregation_table(toy().surfaces)
    assert table is not None
    told = {plain(row[1]): plain(row[-1]) for row in table.rows}
    assert toy().surfaces[1].segregation > 0.0 > toy().surfaces[2].segregation
    assert told == {"Ag": "prefers to sink", "Mg": "prefers the face"}
    silver = toy().surfaces[1]._replace(segregation=math.nan)
    assert "not known" in plain(segregation_table([silver]).rows[0][-1])  # type: ignore[union-attr]
    assert segregation_table(toy().surfaces[:1]) is None


def test_solubilities_come_from_the_library() -> None:
    assert library_solubility(toy()) == pytest.approx({"Ag": 0.75, "Mg": 66.9})
    (ranking,) = [one for one in sections(toy(), {}) if one.anchor == "ranking"]
    assert "assumed: Ag" in ranking.text


def test_names_of_surfaces_are_text_in_figures_and_tables() -> None:
    first, *others = toy().surfaces
    named = first._replace(surface=first.surface._replace(name="<b>Li</b>"))
    solved = toy()._replace(surfaces=(named, *others), screened=())
    figure = blocks(sections(solved, {}), Figure)[0].figure
    assert any("&lt;b&gt;Li" in text for text in figure.layout.xaxis.ticktext)


def test_a_lost_site_makes_an_upper_bound() -> None:
    first, *others = toy().surfaces
    lost = first.tried[-1]._replace(
        outcome=first.tried[-1].outcome._replace(converged=False), energy=float("nan")
    )
    cut = first._replace(tried=(*first.tried[:-1], lost))
    assert cut.upper_bound
    assert not first.upper_bound
    told = rows_of(trust_blocks(toy()._replace(surfaces=(cut, *others)), {}))
    assert "upper bound" in " ".join(map(str, told["converged"]))


def test_trust_is_made_from_the_calculations() -> None:
    told = rows_of(trust_blocks(toy(), {}))
    assert "no physics" in told["engine"][1]
    assert told["lattice constant"][0] == f"{toy().surfaces[0].lattice:.3f} Å"
    assert told["slabs"][0] == "p(1×1), 3 layers, 2 held"
    count = len(every_outcome(toy(), {}))
    assert told["converged"] == (f"{count} of {count} calculations", "all of them")
    assert told["sites"][0].startswith("0 of ")
    assert "k-points" not in told  # the toy samples none
    largest = max(o.fmax for o in every_outcome(toy(), {}) if o.kind == "relax")
    assert told["forces"][0] == f"at most {1e3 * largest:.2g} meV/Å left"


def test_what_failed_is_named_among_the_trust() -> None:
    broken = toy()._replace(surfaces=(lost(toy().surfaces[1]),))
    told = rows_of(trust_blocks(broken, {}))
    assert broken.surfaces[0].tried[-1].site.label in told["converged"][1]


def test_a_coarse_mesh_is_said_to_be_coarse() -> None:
    coarse = rows_of(trust_blocks(with_settings(toy(), kpts=[4, 4, 1]), {}))
    assert coarse["k-points"][0] == "p(1×1): 4×4×1"
    assert "still off" in coarse["k-points"][1]
    fine = rows_of(trust_blocks(with_settings(toy(), kpts=[8, 8, 1]), {}))
    assert "still off" not in fine["k-points"][1]


def test_a_slab_that_relaxed_on_is_said_so() -> None:
    found = toy().surfaces[1]
    assert found.again is not None
    again = found.again._replace(energy=found.first.energy - 0.094)
    told = rows_of(trust_blocks(toy()._replace(surfaces=(found._replace(again=again),)), {}))
    assert told["clean slab"][0] == "Li₂Ag(100) gained 94 meV when relaxed again"


def test_single_points_after_a_screening_are_said_so() -> None:
    plan = toy().plan._replace(screen=toy().plan.level, refine="single")
    single = Solved(plan, toy().surfaces, shifted(toy(), 0.1).surfaces)
    told = rows_of(trust_blocks(single, {}))
    assert "no force of the engine" in told["geometry"][1]
    assert blocks(sections(single, {}), Details)[0].summary == "The screening: 9 sites"
    assert "−0.300 eV" in told["screening"][1]
    assert "the same order" in told["screening"][1]


def test_variants_say_what_moved_most() -> None:
    variants = {"a": shifted(toy(), 0.01), "b": shifted(toy(), -0.05)}
    assert len(changes(toy(), variants)) == 6
    text = variants_text(toy(), variants)
    assert "b moved most: −0.150 eV on Li₂Mg(100)" in text
    alone = variants_text(toy(), {"a": shifted(toy(), 0.01)})
    assert alone.startswith("The only variant, a, moved +0.030 eV")
    spread = spread_of_difference(toy(), variants)
    assert spread is not None
    assert spread[1] - spread[0] == pytest.approx(0.06)
    assert "no variants" in variants_text(toy(), {})
    assert "No variant has a value" in variants_text(toy(), {"c": toy()._replace(surfaces=())})


def test_depths_and_widths_of_the_variants_are_named() -> None:
    found = toy().surfaces[0]
    other = found._replace(surface=found.surface._replace(layers=6, n=2))
    told = rows_of(trust_blocks(toy(), {"deeper": toy()._replace(surfaces=(other,))}))
    assert told["slabs"][1] == "tried beside: 6 layers"
    assert told["coverage"][1].endswith("tried beside: p(2×2)")
    alone = rows_of(trust_blocks(toy(), {"same": toy()}))
    assert alone["slabs"][1] == "no other depth was tried"
    assert alone["coverage"][1].endswith("no other width was tried")


def test_the_measured_lattice_constant_is_that_of_lithium() -> None:
    assert measured_lattice() == pytest.approx(3.51, abs=0.01)


def test_every_calculation_is_listed_once_with_its_key() -> None:
    outcomes = every_outcome(toy(), {"same": toy()})
    assert len(outcomes) == len({one.key for one in outcomes})
    assert core_hours(outcomes) == pytest.approx(sum(o.seconds for o in outcomes) / 3600.0)
    table = blocks(sections(toy(), {}), Details)[-1].blocks[0]
    assert isinstance(table, Table)
    assert {plain(row[-1]) for row in table.rows} == {one.key for one in outcomes}
    terms = dict(about_rows(toy(), {}))
    assert terms["Engines"] == "toy 1"
    assert "0.03 eV/Å" in terms["Relaxation"]


def test_settings_have_units_and_an_engine_of_ones_own_has_none() -> None:
    table = settings_table(Level("gpaw", {"cutoff": 250.0, "scf_density": 1e-4}), "gpaw 26.7")
    assert [[plain(cell) for cell in row[:2]] for row in table.rows] == [
        ["cutoff", "250 eV"], ["scf_density", "0.0001"],
    ]  # fmt: skip
    assert len(settings_table(Level("mine:calculator", {}), "mine 1").rows) == 1


def test_the_report_does_without_ase() -> None:
    """The page of a document must open where the optional extra is not installed."""
    code = (
        "import sys; sys.modules['ase'] = None\n"
        "import solvus.report.adsorption_page, solvus.atoms.document\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
