"""``solvus explore``: it serves, says where, ends cleanly, and refuses in sentences."""

from __future__ import annotations

import importlib.util
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest

from solvus.explore.base import read_base
from solvus.explore.controls import controls_of
from solvus.explore.design import asked_of, design_of
from solvus.explore.state import default_state

from .conftest import Call, program

EXAMPLES = Path(__file__).parents[2] / "examples"

needs_dash = pytest.mark.skipif(
    importlib.util.find_spec("dash") is None, reason="the web page needs the extra ui"
)


@needs_dash
def test_it_serves_until_it_is_interrupted() -> None:
    started = subprocess.Popen(
        program("explore", EXAMPLES / "symmetric_li_ag.yaml", "--port", "0", "--no-open"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    try:
        assert started.stdout is not None
        line = started.stdout.readline()
        assert line.startswith("Solvus is at http://127.0.0.1:")
        with urllib.request.urlopen(line.split()[3], timeout=30) as answer:
            assert answer.status == 200
        started.send_signal(signal.SIGINT)
        _, errors = started.communicate(timeout=30)
    finally:
        started.kill()
    assert started.returncode == 0
    assert errors.strip() == "ended"


@needs_dash
def test_a_port_in_use_is_told(call: Call) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        shown = call("explore", "--port", port, "--no-open")
    assert shown.exit_code == 2
    assert f"{port} is in use" in shown.stderr
    assert "Traceback" not in shown.stderr


@needs_dash
def test_every_fault_is_told_at_once(call: Call) -> None:
    shown = call("explore", "nowhere.yaml", "--results", "nowhere", "--port", "0", "--no-open")
    assert shown.exit_code == 2
    assert "nowhere.yaml" in shown.stderr
    assert len(shown.stderr.strip().splitlines()) == 2


@needs_dash
def test_a_host_that_is_none_is_told(call: Call) -> None:
    shown = call("explore", "--host", "no.such.host.invalid", "--port", "0", "--no-open")
    assert shown.exit_code == 2
    assert "--host" in shown.stderr


def test_without_dash_it_says_what_to_install(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name == "dash" else real(name)
    )
    shown = call("explore", "--no-open")
    assert shown.exit_code == 1
    assert 'pip install "solvus[ui]"' in shown.stderr


@needs_dash
@pytest.mark.parametrize("cell", ["full", "symmetric"])
def test_what_the_page_saves_is_valid(call: Call, tmp_path: Path, cell: str) -> None:
    base = read_base()
    controls = controls_of(base)
    state = default_state(base, controls).moved({"cell": cell, "thickness": 12.0, "foil": "shared"})
    designed = design_of(base, state, controls)
    asked, _ = asked_of(base, state, controls, designed)
    for name, text in (("pouch.yaml", designed.text), ("study.yaml", asked.text)):
        (tmp_path / name).write_text(text)
        shown = call("check", tmp_path / name)
        assert shown.exit_code == 0, shown.stderr
        assert "valid" in shown.stdout
