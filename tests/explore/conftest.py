"""A site without processes for the callbacks, and a served page with a browser for the rest."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("dash", reason="the web page needs the extra ui")

from solvus.explore import sweeps as sweeps_module
from solvus.explore.jobs import Jobs
from solvus.explore.server import Served, serve
from solvus.explore.site import Site, open_site

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NEEDED = ("CI", "SOLVUS_NEED_BROWSER")  # in the environment: no browser is a failure


def swept_folder() -> Any:
    """What reading a folder of designs gives, with one that failed."""
    count = 12
    x = np.linspace(10.0, 50.0, count)
    frame = pd.DataFrame({
        "design": range(count), "status": ["ok"] * (count - 1) + ["failed"],
        "error": [""] * (count - 1) + ["a foil too thin"], "seconds": 0.2,
        "anode.thickness": x, "specific_energy": 350.0 - x, "life": 4.0 * x + (x > 30.0) * -60.0,
    })  # fmt: skip

    def column(name: str, title: str, unit: str, kind: str) -> Any:
        return SimpleNamespace(name=name, title=title, unit=unit, kind=kind)

    listed = (
        column("anode.thickness", "anode.thickness", "um", "input"),
        column("specific_energy", "specific energy", "Wh/kg", "quantity"),
        column("life", "life", "cycles", "quantity"), column("ended", "ended", "", "text"),
    )  # fmt: skip
    return SimpleNamespace(frame=frame, columns={one.name: one for one in listed})


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The shipped cell; its jobs have processes once something is asked of them."""
    jobs = Jobs()
    yield open_site(None, [], jobs)
    jobs.close()


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """The page of the shipped cell on a free port, with one folder of results."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweeps_module, "read_results", lambda folder: swept_folder())
        page = serve(None, ["out/sweep"], "127.0.0.1", 0)
    yield from running(page)


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Served]:
    """A page whose runs take as long as anybody needs to stop them: a porous cathode."""
    text = (EXAMPLES / "ncm622_liag.yaml").read_text().replace("model: particle", "model: porous")
    path = tmp_path / "slow.yaml"
    path.write_text(text)
    yield from running(serve(str(path), [], "127.0.0.1", 0))


def running(page: Served) -> Iterator[Served]:
    """A page while it is being served."""
    thread = threading.Thread(target=page.run, daemon=True)
    thread.start()
    yield page
    page.stop()
    thread.join(10.0)


def missing(why: str) -> None:
    """Skip where a browser may be absent, fail where it must not be."""
    if any(os.environ.get(name) for name in NEEDED):
        pytest.fail(f"{why}, and {' or '.join(NEEDED)} asks for it; see scripts/install_browser.sh")
    pytest.skip(f"{why}; see scripts/install_browser.sh")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium: $SOLVUS_CHROMIUM, else the first that is installed."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed")
    program = os.environ.get("SOLVUS_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
    if not program or not Path(program).exists():
        missing(f"there is no Chromium ({program or ', '.join(NAMES)})")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=program, args=list(QUIET))
        yield opened
        opened.close()
