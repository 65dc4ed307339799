"""The program as a whole: start-up, version, slips on the command line, broken pipes."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from solvus import __version__
from solvus.cli.app import main

from .conftest import program

COMMANDS = ("init", "check", "run", "foil", "materials", "parameters", "reproduce")
SLOW_LIBRARIES = (
    "numpy",
    "numba",
    "scipy",
    "pandas",
    "xarray",
    "pint",
    "pydantic",
    "yaml",
    "plotly",
)


@pytest.mark.parametrize("arguments", ["--help", "--version"])
def test_nothing_slow_is_imported_to_say_what_there_is(arguments: str) -> None:
    code = (
        "import sys; from solvus.cli.app import main; main(sys.argv[1:]);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, arguments], capture_output=True, text=True, check=True
    )
    assert not set(SLOW_LIBRARIES) & set(done.stderr.split())


def test_help_names_every_command_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in COMMANDS)
    assert "2 bad input" in told


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "reproduce" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"solvus {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rn"], "run"),
        (["run"], "STUDY"),
        (["run", "--jsn", "x.yaml"], "--json"),
        (["run", "x.yaml", "--frames", "-1"], "--frames"),
        (["run", "x.yaml", "--format", "hdf"], "hdf"),
        (["check"], "--schema"),
    ],
)
def test_a_slip_on_the_command_line_is_bad_input(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert "Traceback" not in told.err
    assert told.out == ""


def test_a_slip_is_told_in_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--json", "--jsn", "x.yaml"]) == 2
    (fault,) = json.loads(capsys.readouterr().out)["faults"]
    assert "--jsn" in fault["message"]


def test_a_reader_that_leaves_early_is_no_error() -> None:
    with subprocess.Popen(
        program("materials", "Ag"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
    assert b"Traceback" not in told
    assert b"BrokenPipe" not in told
