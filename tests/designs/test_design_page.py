"""The page on a folder of designs."""

from __future__ import annotations

from pathlib import Path

import pytest

from solvus.designs.crew import Here
from solvus.designs.page import courses_of, drawn, grid_of, sections, write_sweep_page
from solvus.designs.plan import carry_out, read_sweep
from solvus.designs.reasons import reasons_of
from solvus.designs.results import Results, read_results


@pytest.fixture
def found(small: Path, tmp_path: Path) -> Results:
    text = small.read_text().replace("50 um}", "50 um, coulombic_efficiency: 97 %}")
    text = text.replace("  - Strip", "  - repeat: 3\n    steps:\n    - Strip", 1)
    small.write_text(text.replace("  - Plate", "    - Plate"))
    carry_out(read_sweep(small, wishes={"curves": True}), tmp_path / "o", Here(), 1)
    return read_results(tmp_path / "o")


def test_the_page_shows_what_came_of_the_designs(found: Results, tmp_path: Path) -> None:
    write_sweep_page(tmp_path / "sweep.html", found)
    text = (tmp_path / "sweep.html").read_text()
    for said in ("Designs: Two steps", "12 designs over 2 axes; 4 could not be", "there is no "
                 "lithium metal", "Reaction layer", "Hysteresis"):  # fmt: skip
        assert said in text


def test_only_what_differs_is_drawn(found: Results) -> None:
    names = drawn(found)
    assert "foil_left" in names
    assert "life" not in names  # three cycles in all of them
    assert all(found.ok[name].nunique() > 1 for name in names)
    assert len(grid_of(found).figure.data) == 2 * len(names)


def test_the_courses_that_differ_are_drawn(found: Results) -> None:
    titles = [block.figure.layout.yaxis.title.text for block in courses_of(found)]  # type: ignore[union-attr]
    assert "Reaction layer [um]" in titles
    assert not any(title.startswith("Charge") for title in titles)  # 1 mAh/cm2 in every cycle


def test_sentences_that_differ_in_numbers_are_one_reason(found: Results) -> None:
    (reason,) = reasons_of(found.frame)
    assert reason["designs"] == 4


def test_a_folder_of_failures_alone_still_has_a_page(found: Results) -> None:
    failed = found.frame[found.frame["status"] == "failed"].reset_index(drop=True)
    lost = Results(found.folder, found.about, found.columns, failed)
    assert [one.anchor for one in sections(lost)] == ["short", "failures", "file"]
