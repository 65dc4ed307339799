"""docs/fronts.md against the commands: options and files that there are, rules and objectives that
are read."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
import typer

from solvus.cli.app import app
from solvus.designs.job import read_job
from solvus.designs.wanted import read_objectives, read_rules

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "fronts.md").read_text()
CALLS = [
    shlex.split(line.partition("   #")[0])[1:]
    for block in re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)
    for line in block.replace("\\\n", " ").splitlines()
]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
OF_FILES = [call for call in CALLS if call[0] == "pareto" and call[1].endswith(".yaml")]


def given(call: list[str], option: str) -> list[str]:
    return [after for before, after in pairwise(call) if before == option]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: " ".join(call[:2]))
def test_commands_of_the_page_can_be_given(call: list[str]) -> None:
    known = {name for one in COMMANDS[call[0]].params for name in one.opts}
    assert {word for word in call if word.startswith("--")} <= known
    assert call[1].startswith("out/") or (ROOT / call[1]).is_file()


@pytest.mark.parametrize("call", OF_FILES, ids=lambda call: call[1])
def test_what_the_page_wants_is_there_to_be_wanted(call: list[str]) -> None:
    over = dict(one.split("=", 1) for one in given(call, "--over"))
    job = read_job(ROOT / call[1], over)[0]
    columns = {one.name: one for one in (*job.inputs, *job.quantities)}
    assert len(read_objectives(columns, given(call, "--max"), given(call, "--min"))) == 3
    read_rules(columns, given(call, "--where"))


@pytest.mark.parametrize("command", ["pareto", "sensitivity"])
def test_options_of_their_own_are_on_the_page(command: str) -> None:
    of_all = {"--over", "--fast", "--workers", "--scheduler", "--out", "--page", "--json",
              "--debug", "--seed", "--help"}  # fmt: skip
    own = {name for one in COMMANDS[command].params for name in one.opts if name[:2] == "--"}
    assert not {name for name in own - of_all if f"`{name}" not in PAGE}
