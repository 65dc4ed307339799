"""The pages on full and pouch cells, drawn from few draws."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from solvus.infer.fit import fit
from solvus.infer.plan import plan_of
from solvus.infer.result import result_of
from solvus.paper import full_cells, full_page, pouch_section
from solvus.paper.claims import all_claims
from solvus.paper.cycling import FIT_STUDY, Cycling
from solvus.paper.full_cells import FullCells, calibrate_full
from solvus.paper.laboratory import STUDIES
from solvus.paper.verdict import Verdict, judge
from solvus.report.page import render
from solvus.study.installed import read_study


@pytest.fixture(scope="module")
def judged() -> Iterator[tuple[FullCells, list[Verdict]]]:
    with plan_of(read_study(FIT_STUDY), STUDIES).opened() as made:
        result = result_of(fit(made.problem, starts=1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(full_cells, "DRAWS", 3)
        cells = calibrate_full(Cycling(result, result, {}))
        own = [c for c in all_claims() if c.group in ("full", "pouch")]
        yield cells, [judge(c, None, None, cells) for c in own]  # type: ignore[arg-type]


@pytest.mark.parametrize("page", [full_page, pouch_section])
def test_a_page_renders_and_names_every_claim_of_its_group(
    judged: tuple[FullCells, list[Verdict]], page: object
) -> None:
    cells, verdicts = judged
    sections = page.sections(cells, verdicts)  # type: ignore[attr-defined]
    text = render("A page", "lead", sections, [("about", "it")])
    group = "full" if page is full_page else "pouch"
    for verdict in verdicts:
        if verdict.claim.group == group:
            assert verdict.claim.id in text
    assert text.count("data-figure") >= 6


def test_the_fitted_numbers_have_units(judged: tuple[FullCells, list[Verdict]]) -> None:
    cells, _ = judged
    rows = full_page.fitted_rows(cells)
    assert [row["name"] for row in rows] == ["cathode_resistance", "lithium_returned"]
    assert [row["unit"] for row in rows] == ["ohm.cm2", "%"]
    assert rows[0]["value"] == pytest.approx(1e4 * cells.values[0])
    assert full_page.document(cells)["readings"][0]["id"] == "full.ncm622.li.q1"
