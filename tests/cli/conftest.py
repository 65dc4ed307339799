"""Studies small enough to run in a blink, and two ways to call the program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from solvus.cli.app import app

SMALL = """\
title: Two steps
cell:
  working: {solute: Ag, content: 10 wt%, thickness: 50 um}
protocol:
  - Strip at 1 mA/cm2 for 1 mAh/cm2
  - Plate at 1 mA/cm2 for 1 mAh/cm2
instruments:
  aes:
  depth_profile:
run: {cells: 20}
"""

Call = Callable[..., Result]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    return path


@pytest.fixture
def call() -> Call:
    """Run a command in this process."""
    runner = CliRunner()

    def invoke(*arguments: object) -> Result:
        return runner.invoke(app, [str(one) for one in arguments])

    return invoke


@pytest.fixture
def solvus(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the program as a user would, in an empty folder."""

    def start(*arguments: object, **how: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            program(*arguments),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env=os.environ | {"COLUMNS": "100"},
            **how,
        )

    return start


def program(*arguments: object) -> list[str]:
    """The command line of the program in a process of its own."""
    code = "import sys; from solvus.cli.app import main; sys.exit(main())"
    return [sys.executable, "-c", code, *map(str, arguments)]


def document(result: Result) -> dict[str, Any]:
    """The one JSON document on stdout; numbers that are not finite are refused."""

    def refuse(text: str) -> None:
        raise ValueError(f"{text} is not JSON")

    read = json.loads(result.stdout, parse_constant=refuse)
    assert isinstance(read, dict)
    return read
