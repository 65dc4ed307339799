"""The page on a pouch cell: its sections, its numbers, and that drawings match the geometry."""

from __future__ import annotations

from pathlib import Path

import pytest

from solvus.pouch.geometry import counts
from solvus.report.blocks import Cards, Figure, Section, Table
from solvus.report.page import render
from solvus.report.pouch_figures import _layers, _unit, stack_figure
from solvus.report.pouch_page import Asked, sections, write_pouch_page
from solvus.study.pouch_inverse import read_target, solve_for
from solvus.study.pouch_load import Pouch, read_pouch, read_text, variants_of
from solvus.study.pouch_sweep import carried, read_sweeps, sweep

EXAMPLES = Path(__file__).parents[2] / "examples"
WANG = read_pouch(EXAMPLES / "wang2023_1p4Ah.yaml")
CELLS = {
    "per face": WANG,
    "on copper": variants_of(WANG)["Cu 6 um, separator 12 um"],
    "shared": variants_of(WANG)["one shared foil, separator 16 um"],
    "cathode-ended": read_text(
        WANG.file.source_text.replace("ends: anode ", "ends: cathode "), "p", EXAMPLES
    ),
    "inner faces": read_text(
        WANG.file.source_text.replace("overhang: 0.5 mm", "overhang: 0.5 mm\n  end_faces: inner"),
        "p", EXAMPLES,
    ),
    "benchmark": read_pouch(EXAMPLES / "li_metal_benchmark.yaml"),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_the_layers_drawn_are_as_thick_as_the_cell(name: str) -> None:
    pouch = CELLS[name]
    drawn = sum(layer.thickness for layer in _layers(pouch))
    assert drawn == pytest.approx(1e6 * float(pouch.energies.thickness.as_built), rel=1e-9)
    kinds = [layer.part for layer in _layers(pouch)]
    n = counts(pouch.design)
    assert kinds.count("separator") == n.separators
    assert kinds.count("cathode_coating") == n.coated
    assert kinds[0] == kinds[-1] == "laminate"


@pytest.mark.parametrize("name", ["per face", "on copper", "shared"])
def test_the_repeat_unit_is_what_one_more_cathode_adds(name: str) -> None:
    pouch = CELLS[name]
    text = "cathodes: 12"
    more = read_text(
        pouch.file.source_text.replace(text, "cathodes: 13"), "p", EXAMPLES
    ) if name == "per face" else None  # fmt: skip
    unit = sum(layer.thickness for layer in _unit(pouch))
    design, n = pouch.design, counts(pouch.design)
    without = 1e6 * float(pouch.energies.thickness.as_built)
    if more is not None:
        assert 1e6 * float(more.energies.thickness.as_built) - without == pytest.approx(unit)
    ends = 2.0 * float(design.envelope.laminate_thickness) * 1e6
    wraps = float(design.separator.wraps * design.separator.thickness) * 1e6
    anode = float(design.anode.collector_thickness + 2 * design.anode.thickness
                  * (0.5 if design.anode.shared else 1.0)) * 1e6  # fmt: skip
    assert n.cathodes * unit + anode + ends + wraps == pytest.approx(without)


@pytest.fixture(scope="module")
def page() -> list[Section]:
    asked = Asked(
        WANG, variants_of(WANG), carried(WANG.file, count=128),
        solve_for(WANG.file, read_target("900 Wh/L"), "cathode.upper_cutoff"),
        sweep(WANG.file, read_sweeps(WANG.file, {"separator.thickness": "10 um to 20 um"})),
    )  # fmt: skip
    return sections(asked)


def blocks(page: list[Section], kind: type) -> list:
    return [block for section in page for block in section.blocks if isinstance(block, kind)]


def test_everything_asked_for_has_its_section(page: list[Section]) -> None:
    assert [section.anchor for section in page] == [
        "short", "cell", "bill", "energy", "moved", "inverse", "sweep", "uncertainty", "file",
    ]  # fmt: skip
    assert len(blocks(page, Figure)) == 9
    text = render("Pouch", "lead", page, [])
    assert "836" in text


def test_the_cards_say_what_the_cell_is_worth(page: list[Section]) -> None:
    cards = {card.label: card.value for card in blocks(page, Cards)[0].cards}
    assert cards["specific energy"] == "329 Wh/kg"
    assert cards["of the body, as built"] == "836 Wh/L"


def test_the_table_of_variants_has_the_file_first(page: list[Section]) -> None:
    variants = blocks(page, Table)[1]
    assert variants.rows[0][0] == "as the file has it"
    assert len(variants.rows) == 1 + len(WANG.file.variants)
    assert variants.rows[0][1:5] == ["1003", "836", "594", "478"]


def test_a_cell_of_numbers_alone_has_a_page(tmp_path: Path) -> None:
    pouch: Pouch = CELLS["benchmark"]
    path = tmp_path / "pouch.html"
    write_pouch_page(path, Asked(pouch, {}), "benchmark.yaml")
    assert "64.45 Ah" in path.read_text(encoding="utf-8")
    short = sections(Asked(pouch, {}))
    assert "uncertainty" not in [section.anchor for section in short]
    assert stack_figure(pouch).figure.data
