"""What is computed in processes of their own. A task takes plain data and gives plain data."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from solvus.explore.charts import profile_chart
from solvus.explore.files import Files, Read, read_files
from solvus.explore.outcome import Outcome, outcome_of
from solvus.paper.reproduce import reproduce
from solvus.report.run_page import write_run_page
from solvus.study.installed import registries
from solvus.study.load import load_text
from solvus.study.run import run_study

Tell = Callable[[str, int, int], None]


def simulate(payload: tuple[str, Path], tell: Tell) -> Outcome:
    """Run a study of the page: (text, folder of its materials)."""
    text, folder = payload
    found = outcome_of(text, folder, lambda done, total: tell("cycles", done, total))
    # drawn here: its frames take longer to make than an answer of the page may
    return replace(found, profile=profile_chart(found).to_dict(), moments=())


def report(payload: tuple[str, Path], tell: Tell) -> str:
    """The page of the project on the run of a study, as HTML."""
    text, folder = payload
    study = load_text(text, registries(folder), "study.yaml")
    done = run_study(study, folder, progress=lambda done, total: tell("cycles", done, total))
    with tempfile.TemporaryDirectory(prefix="solvus-") as made:
        path = Path(made) / "run.html"
        write_run_page(path, done, "study.yaml", folder)
        return path.read_text(encoding="utf-8")


def paper(payload: None, tell: Tell) -> list[dict[str, Any]]:
    """Every claim of the paper with its verdict, a row each."""
    with tempfile.TemporaryDirectory(prefix="solvus-") as made:
        return reproduce(Path(made), tell, quick=True).rows()


def analyse(payload: Files, tell: Tell) -> Read:
    """Read and analyse files that were sent, and put them beside a run."""
    return read_files(payload, tell)


TASKS: dict[str, Callable[[Any, Tell], Any]] = {
    "simulate": simulate, "report": report, "paper": paper, "analyse": analyse,
}  # fmt: skip
