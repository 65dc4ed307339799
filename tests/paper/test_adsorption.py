"""The paper's adsorption energies: verdicts from calculations, and the page that shows them."""

from __future__ import annotations

import math

import pytest

from solvus.atoms.shipped import calculation, names
from solvus.paper import adsorption
from solvus.paper.adsorption import judge_adsorption
from solvus.paper.adsorption_page import sections
from solvus.paper.claims import all_claims, claim
from solvus.paper.verdict import NOT_PRINTED, Verdict, judge
from solvus.report.blocks import Figure, Table
from solvus.report.page import render

CLAIMS = [one for one in all_claims() if one.group == "adsorption"]


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    # nothing but the calculations is asked for a claim of this group
    return [judge(one, None, None, None) for one in CLAIMS]  # type: ignore[arg-type]


def test_every_claim_has_a_value_an_engine_and_its_settings(verdicts: list[Verdict]) -> None:
    assert [one.claim.id for one in verdicts] == [
        "dft.li",
        "dft.li127ag",
        "dft.li31ag",
        "dft.li15ag",
    ]
    for one in verdicts:
        assert one.computed is not None
        assert one.model_sigma > 0.0
        for word in ("gpaw", "PBE", "250 eV", "k x n = 8", "layers", "bcc lithium"):
            assert word in one.how


def test_a_verdict_is_the_distance_in_both_sigmas(verdicts: list[Verdict]) -> None:
    for one in verdicts[:3]:
        assert one.computed is not None
        assert one.distance is not None
        both = math.hypot(one.claim.sigma or 0.0, one.model_sigma)
        assert one.distance == pytest.approx(abs(one.computed - one.claim.number) / both)


def test_what_the_paper_left_out_is_a_prediction(verdicts: list[Verdict]) -> None:
    assert verdicts[3].kind == NOT_PRINTED
    assert verdicts[3].distance is None


def test_more_silver_in_the_face_binds_lithium_more(verdicts: list[Verdict]) -> None:
    """The order that the paper explains its cells by: the point of the whole comparison."""
    lithium, _, less, more = (one.computed for one in verdicts)
    assert lithium is not None
    assert less is not None
    assert more is not None
    assert less < lithium - 0.2
    assert more < lithium - 0.2


def test_single_points_say_whose_geometry_they_have(verdicts: list[Verdict]) -> None:
    assert "single points at the geometry of chgnet" in verdicts[1].how
    assert "relaxed to 0.01 eV/A" in verdicts[2].how


def test_a_calculation_that_is_not_finished_decides_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = calculation("li31ag_gpaw")
    cut = [one._replace(tried=()) for one in made.solved.surfaces]
    broken = made._replace(solved=made.solved._replace(surfaces=tuple(cut)))
    monkeypatch.setattr(adsorption, "calculation", lambda name: broken)
    found, sigma = judge_adsorption(claim("dft.li"))
    assert (found.value, sigma) == (None, 0.0)
    assert "not finished" in found.how


def test_the_page_shows_every_part(verdicts: list[Verdict]) -> None:
    made = sections(verdicts)
    anchors = [one.anchor for one in made]
    assert anchors == ["short", "figure-4j", "slabs", "below", "solutes", "nucleation", "trust",
                       "calculations", "claims"]  # fmt: skip
    for one in made:
        if one.anchor in ("figure-4j", "slabs", "solutes", "nucleation", "trust"):
            assert any(isinstance(block, Figure) for block in one.blocks), one.anchor
    page = render("t", "l", made, [])
    for name in names():
        assert f"solvus adsorb examples/{name}.yaml" in page


def test_figure_4j_has_the_printed_values(verdicts: list[Verdict]) -> None:
    section = next(one for one in sections(verdicts) if one.anchor == "figure-4j")
    figure = next(block for block in section.blocks if isinstance(block, Figure))
    printed = next(t for t in figure.figure.data if t.name and "Wang" in t.name)
    assert sorted(printed.y) == [-0.22, -0.12, 0.13]
    assert any(isinstance(block, Table) for block in section.blocks)
