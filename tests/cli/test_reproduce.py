"""solvus reproduce: what it prints of a reproduction that is made up here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Call, document


class Made:
    """Two claims and one fitted parameter."""

    def __init__(self, out: Path) -> None:
        self.report = out / "index.html"
        self.fitted = [{"name": "floor", "value": 0.067, "sigma": 0.014, "unit": "1"}]

    def rows(self) -> list[dict[str, Any]]:
        common = {"group": "surface", "where": "Fig 2", "unit": "at%", "role": "predict"}
        return [
            {
                "id": "one", "printed": "57 at%", "computed": 53.4, "sigma": 0.7,
                "verdict": "agrees", **common,
            },
            {
                "id": "two", "printed": "8", "computed": None, "sigma": float("nan"),
                "verdict": "not decidable", **common,
            },
        ]  # fmt: skip

    def counts(self) -> dict[str, int]:
        return {"agrees": 1, "not decidable": 1}


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def reproduce(
        out: Path, progress: Callable[[str, int, int], None], *, quick: bool
    ) -> Made:
        assert out.is_dir()
        progress("one", 0, 2)
        progress("two", 2, 2)
        return Made(out)

    monkeypatch.setattr("solvus.paper.reproduce.reproduce", reproduce)


@pytest.mark.usefixtures("made_up")
def test_the_document(call: Call, tmp_path: Path) -> None:
    about = document(call("reproduce", "--out", tmp_path / "r", "--json"))
    assert about["verdicts"] == {"agrees": 1, "not decidable": 1}
    assert about["rows"][0]["computed"] == 53.4
    assert about["rows"][1]["sigma"] is None
    assert about["report"] == str(tmp_path / "r" / "index.html")


@pytest.mark.usefixtures("made_up")
def test_the_table(call: Call, tmp_path: Path) -> None:
    shown = call("reproduce", "--out", tmp_path / "r").stdout
    for said in ("surface", "· one", "57 at%", "53.4", "1 agrees", "1 parameter", "index.html"):
        assert said in shown


def test_an_out_that_cannot_be(call: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert call("reproduce", "--out", tmp_path / "file").exit_code == 2


def test_an_interrupt_says_where_the_finished_parts_are(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reproduce(out: Path, progress: object, *, quick: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("solvus.paper.reproduce.reproduce", reproduce)
    result = call("reproduce", "--out", tmp_path / "r", "--json")
    assert result.exit_code == 1
    assert str(tmp_path / "r") in document(result)["error"]
