"""What was found as data: there and back, nothing lost, and settings that may not be changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from toy_faces import TOY

from solvus.atoms.document import from_document, to_document
from solvus.atoms.energies import Mismatch
from solvus.atoms.found import Solved
from solvus.atoms.plan import Level, Plan
from solvus.atoms.pool import Runner
from solvus.atoms.store import Store
from solvus.atoms.surface import Surface
from solvus.atoms.workflow import solve

PLAN = Plan(
    (
        Surface("Li", 1, 3, fixed=1),
        Surface("x", 2, 3, "Ag", 1, "pattern", ((1, 1, 0),), fixed=None),
    ),
    Level("toy", TOY | {"strength": 1.1}),
    screen=Level("toy", TOY),
    refine="single",
    most_sites=2,
    fmax=0.05,
)


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    return solve(PLAN, Runner(Store(tmp_path_factory.mktemp("store"))).run)


@pytest.fixture
def document(solved: Solved) -> dict[str, Any]:
    text = json.dumps(to_document(solved), allow_nan=False)
    read: dict[str, Any] = json.loads(text)
    return read


def test_there_and_back(solved: Solved, document: dict[str, Any]) -> None:
    again = from_document(document)
    assert repr(again) == repr(solved)  # repr: nan is not equal to nan, its text is
    assert again.plan == solved.plan
    assert to_document(again) == document


def test_there_and_back_without_a_screening(tmp_path: Path) -> None:
    plan = PLAN._replace(screen=None, surfaces=PLAN.surfaces[:1])
    solved = solve(plan, Runner(Store(tmp_path)).run)
    document = json.loads(json.dumps(to_document(solved), allow_nan=False))
    assert repr(from_document(document)) == repr(solved)


def test_energies_are_taken_again(solved: Solved, document: dict[str, Any]) -> None:
    """Those that stand in it for the reader are not believed."""
    row = document["surfaces"][1]
    row["adsorption_energy_eV"] = -99.0
    row["sites"][0]["adsorption_energy_eV"] = -99.0
    assert repr(from_document(document)) == repr(solved)
    key = row["sites"][0]["calculation"]
    document["calculations"][key]["energy"] += 0.25
    found = from_document(document).surfaces[1].tried[0].energy
    assert found == pytest.approx(solved.surfaces[1].tried[0].energy + 0.25)


@pytest.mark.parametrize("which", ["bulk", "first", "sunk"])
@pytest.mark.parametrize(
    "change",
    [{"settings": TOY}, {"version": "toy 0"}, {"engine": "chgnet"}],
    ids=lambda c: next(iter(c)),
)
def test_other_settings_are_refused(
    which: str, change: dict[str, Any], document: dict[str, Any]
) -> None:
    row = document["surfaces"][1]
    document["calculations"][row[which]] |= change
    with pytest.raises(Mismatch, match="may not be subtracted"):
        from_document(document)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda d: d.pop("plan"), KeyError),
        (lambda d: d.update(format=2), ValueError),
        (lambda d: d["calculations"].popitem(), KeyError),
        (lambda d: d["surfaces"][0]["surface"].update(colour="red"), TypeError),
        (lambda d: d["surfaces"][0].pop("again"), KeyError),
    ],
)
def test_what_is_no_such_document_is_refused(
    change: Any, error: type[Exception], document: dict[str, Any]
) -> None:
    change(document)
    with pytest.raises(error):
        from_document(document)
