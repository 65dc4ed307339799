"""The page on a foil's face: built from looks of a run, with everything that it rests on."""

from __future__ import annotations

from pathlib import Path

import pytest

from solvus.report.blocks import Cards, Figure, Section, Table
from solvus.report.morphology_page import Named, sections
from solvus.report.page import render
from solvus.study.installed import read_study
from solvus.study.morphology import kept_of, look_at
from solvus.study.morphology_block import Morphology
from solvus.study.run import run_study

ASKED = Morphology.model_validate(
    {"pixels": 32, "side": "64 um", "sem": {"pixel": "1 um"}, "parameters": {"memory": 0.25}}
)
STUDY = """\
title: t
cell: {working: {thickness: 50 um, coulombic_efficiency: 90 %}}
protocol:
  - repeat: 4
    steps: [Strip at 1 mA/cm2 for 1 mAh/cm2, Plate at 1 mA/cm2 for 1 mAh/cm2]
run: {cells: 20, curves: none}
"""


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> list[Named]:
    path: Path = tmp_path_factory.mktemp("page") / "study.yaml"
    path.write_text(STUDY)
    done = run_study(read_study(path), path.parent)
    kept = kept_of(done, ASKED, (1, 2, 3, 4))
    return [Named(f"cycle {one.cycle}", look_at(one, ASKED), "Li") for one in kept]


@pytest.fixture(scope="module")
def page(named: list[Named]) -> list[Section]:
    return sections(named, ASKED)


def blocks(page: list[Section], kind: type) -> list:
    return [block for section in page for block in section.blocks if isinstance(block, kind)]


def test_it_renders_with_its_four_figures(page: list[Section]) -> None:
    assert len(blocks(page, Figure)) == 4
    text = render("Morphology", "lead", page, [])
    assert text.count("illustrative") >= 4
    assert "Illustrative: no reading constrains how many nuclei there are (N)" in text


def test_all_faces_are_listed_and_the_last_three_drawn(
    page: list[Section], named: list[Named]
) -> None:
    platings, roughness, _ = blocks(page, Table)
    assert [row[0] for row in platings.rows] == [f"cycle\u00a0{n}" for n in (1, 2, 3, 4)]
    assert len(roughness.rows) == 8
    heights = blocks(page, Figure)[0].figure
    assert [a.text for a in heights.layout.annotations] == [
        "<b>cycle 2</b>", "<b>cycle 3</b>", "<b>cycle 4</b>",
    ]  # fmt: skip
    number = f"{1e6 * named[-1].look.seen.sa:.2f} µm"
    assert blocks(page, Cards)[0].cards[0].value == number


def test_settings_stand_by_the_numbers(page: list[Section]) -> None:
    roughness = blocks(page, Table)[1]
    assert "S-filter Gaussian 2.5 um" in roughness.caption
    assert "no S-filter" in roughness.caption


def test_every_parameter_is_listed_with_its_status(page: list[Section]) -> None:
    parameters = blocks(page, Table)[-1]
    rows = {(row[0], row[1]): row for row in parameters.rows}
    assert rows["map", "memory"][2] == "0.25"
    assert rows["map", "density_full"][2] == "1e+08 1/cm2"
    assert rows["map", "smoothing_length"][2] == "5 um"
    assert rows["section", "pixel"][2] == "1 um"
    assert {str(row[5]) for row in parameters.rows} == {"assumed"}


def test_a_face_that_was_never_plated_has_a_page(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text(
        "title: t\ncell: {kind: foil, working: {thickness: 50 um}}\n"
        "protocol: [Strip at 1 mA/cm2 for 1 mAh/cm2]\nrun: {cells: 20}\n"
    )
    kept = kept_of(run_study(read_study(path), tmp_path), ASKED)
    page = sections([Named("cycle 1", look_at(kept[0], ASKED))], ASKED)
    assert len(blocks(page, Figure)) == 4
    assert "–" in blocks(page, Table)[0].rows[0]
