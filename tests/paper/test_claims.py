"""Every number of the paper is a claim, with its role, and can be decided or says why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from solvus.atoms.shipped import calculation
from solvus.base import yaml_source
from solvus.paper.claims import GROUPS, Claim, all_claims, claim
from solvus.paper.features import FEATURES
from solvus.paper.full_features import FULL_FEATURES
from solvus.paper.laboratory import STUDIES
from solvus.study.installed import read_study

OBSERVATIONS = Path(__file__).resolve().parents[3] / "shared" / "paper" / "observations.yaml"


def observed() -> dict[str, dict[str, Any]]:
    """The list of what the paper prints, which was made before the package and lies beside it."""
    if not OBSERVATIONS.is_file():
        pytest.skip("the list of observations does not come with the package")
    data, _ = yaml_source.load(OBSERVATIONS, "observations")
    return {row["id"]: row for group in GROUPS for row in data[group]}


def test_every_observation_is_a_claim_and_no_claim_is_invented() -> None:
    assert [one.id for one in all_claims()] == list(observed())


def test_values_uncertainties_and_roles_are_those_of_the_list() -> None:
    for name, row in observed().items():
        one = claim(name)
        assert one.value == row["value"], name
        assert one.sigma == row.get("sigma"), name
        assert one.role == row["role"], name
        assert one.op == row.get("op"), name


def test_identifiers_are_unique_and_found() -> None:
    names = [one.id for one in all_claims()]
    assert len(names) == len(set(names))
    assert [claim(name).id for name in names] == names
    with pytest.raises(KeyError):
        claim("aes.strip6")


# Fitted without an uncertainty: `full_cells` counts them to half of their last printed digit.
TO_A_DIGIT = ("cutoff.q.43",)


@pytest.mark.parametrize("one", all_claims(), ids=lambda one: one.id)
def test_a_claim_is_complete(one: Claim) -> None:
    assert one.says
    assert one.where
    assert one.printed
    if one.op is not None:
        assert one.role == "limit"
        assert one.number > 0.0
    if one.role == "fit" and isinstance(one.value, float) and one.id not in TO_A_DIGIT:
        assert one.sigma is not None
        assert one.sigma > 0.0
    if isinstance(one.value, str):
        with pytest.raises(TypeError):
            _ = one.number


def test_every_claim_has_a_feature_that_exists() -> None:
    used = set()
    for one in all_claims():
        name, _, which = one.feature.partition(":")
        if one.group == "adsorption":
            on = calculation(one.study).solved.surfaces
            assert which in {found.surface.name for found in on}, one.id
            continue
        here = FULL_FEATURES if one.group in ("full", "pouch") else FEATURES
        assert name in here, one.id
        used.add(name)
    assert used == set(FEATURES) | set(FULL_FEATURES)


def test_every_study_of_a_claim_is_there_and_every_study_loads() -> None:
    files = {path.stem for path in STUDIES.glob("*.yaml")}
    asked = {one.study for one in all_claims() if one.study and one.group != "adsorption"}
    assert asked <= files
    for name in files:
        assert read_study(STUDIES / f"{name}.yaml").title
