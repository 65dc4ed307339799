"""The page on a pouch cell: its sections, its numbers, and that drawings match the geometry."""

from __future__ import annotations

from pathlib import Path

import pytest

from solvus.pouch.geometry import counts
from solvus.report.blocks import Cards, Figure, Section, Table
from solvus.report.page import render
from solvus.report.pouch_figures import (
    _layers,
    _unit,
    bases_figure,
    stack_figure,
    sweep_figure,
)
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
        "short", "cell", "bill", "energy", "moved", "inverse", "sweep", "uncertainty", "solute",
        "file",
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


def test_the_factor_between_volumes_is_that_of_the_cell(page: list[Section]) -> None:
    """Whatever the page says of the spread of its volumes is worked out for the cell on it."""
    for cell, own in ((WANG, page), (CELLS["benchmark"], sections(Asked(CELLS["benchmark"], {})))):
        built = cell.energies.built
        (energy,) = [one for one in own if one.anchor == "energy"]
        assert f"a factor of {built.stack / built.tabs:.2f} apart" in energy.text
        assert "half-way" in energy.text
    mean = sections(Asked(variants_of(WANG)["by open circuit, mean voltage"], {}))
    assert "its mean voltage" in next(one.text for one in mean if one.anchor == "energy")


def bases_of(reported: str) -> Figure:
    text = WANG.file.source_text
    line = next(one for one in text.splitlines() if one.startswith("reported:"))
    return bases_figure(read_text(text.replace(line, f"reported: {reported}"), "p", EXAMPLES))


def test_only_what_names_no_volume_crosses_all_of_them() -> None:
    free = bases_of("{energy_density: 836 Wh/L}")
    assert len(free.figure.layout.shapes) == 1
    assert "without saying of which volume" in free.caption
    named = bases_of("{energy_density.envelope.charged: 530 Wh/L, mass: 16 g}")
    assert not named.figure.layout.shapes
    assert "without saying" not in named.caption
    assert "printed of the volume that it stands on" in named.caption
    (mark,) = [one for one in named.figure.data if one.type == "scatter" and one.mode == "markers"]
    assert list(mark.x) == ["envelope,<br>seals flat"]
    assert list(mark.y) == pytest.approx([530.0])
    assert mark.offsetgroup == "charged"
    both = bases_of("{energy_density: 836 Wh/L, energy_density.body: 830 Wh/L}")
    assert len(both.figure.layout.shapes) == 1
    assert any(one.type == "scatter" and one.mode == "markers" for one in both.figure.data)


def contours(reported: str) -> list[str]:
    text = WANG.file.source_text
    line = next(one for one in text.splitlines() if one.startswith("reported:"))
    cell = read_text(text.replace(line, f"reported: {reported}"), "p", EXAMPLES)
    swept = sweep(cell.file, read_sweeps(cell.file, {
        "anode.thickness": "20 um to 40 um in 3", "separator.thickness": "12 um, 16 um",
    }))  # fmt: skip
    return [one.name for one in sweep_figure(cell, swept).figure.data if one.name]


def test_a_map_has_the_contour_of_its_own_volume_only() -> None:
    assert "836" in contours("{energy_density: 836 Wh/L}")
    assert "840" in contours("{energy_density.body: 840 Wh/L, energy_density: 836 Wh/L}")
    assert "600" not in contours("{energy_density.envelope: 600 Wh/L}")


def test_a_page_on_a_sulfur_cell_speaks_of_its_first_discharge() -> None:
    text = (
        "title: s\ncell: {cathodes: 12, width: 40 mm, height: 52 mm}\n"
        "cathode: {material: span, lower_cutoff: 1 V, upper_cutoff: 3 V, loading: 5 mg/cm2}\n"
        "anode: {solute: Ag, content: 10 wt%, thickness: 40 um}\nelectrolyte: {amount: 2.6 g/Ah}\n"
    )
    found = sections(Asked(read_text(text, "p"), {}))
    labels = [card.label for card in blocks(found, Cards)[0].cards]
    assert "N/P by the first discharge" in labels
    captions = " ".join(one.caption for one in blocks(found, Figure))
    assert "after its first discharge" in captions


def test_a_cell_of_numbers_alone_has_a_page(tmp_path: Path) -> None:
    pouch: Pouch = CELLS["benchmark"]
    path = tmp_path / "pouch.html"
    write_pouch_page(path, Asked(pouch, {}), "benchmark.yaml")
    assert "64.45 Ah" in path.read_text(encoding="utf-8")
    short = sections(Asked(pouch, {}))
    assert "uncertainty" not in [section.anchor for section in short]
    assert stack_figure(pouch).figure.data
