"""The web page in a browser: how soon it is there, how soon a moved slider has new numbers.

Runs where Dash, Playwright and a Chromium are installed, and says so where they are not.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from importlib.util import find_spec
from typing import Any

GOAL_READY, GOAL_NUMBERS = 4.0, 0.5  # [s]
MOVES = 15
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CALL = "import sys; from solvus.cli.app import main; sys.exit(main(sys.argv[1:]))"


def browser_program() -> str:
    """The Chromium that is installed, "" where there is none."""
    named = os.environ.get("SOLVUS_CHROMIUM", "")
    return named or next((path for name in NAMES if (path := shutil.which(name))), "")


def started() -> tuple[subprocess.Popen[str], str, float]:
    """The page being served, its address, and the seconds until it answered."""
    begun = time.perf_counter()
    call = [sys.executable, "-c", CALL, "explore", "--port", "0", "--no-open"]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().split()[3]
    with urllib.request.urlopen(url, timeout=60) as answer:
        answer.read()
    return process, url, time.perf_counter() - begun


def until(page: Any, true: str, limit: float = 60.0) -> None:
    """Wait until an expression is true of the page."""
    end = time.perf_counter() + limit
    while not page.evaluate(true):
        if time.perf_counter() > end:
            raise TimeoutError(true)
        page.wait_for_timeout(10)


def moved(page: Any, card: str) -> float:
    """Seconds from the key that moves the foil to another number on a card."""
    before = page.text_content(card)
    begun = time.perf_counter()
    page.keyboard.press("ArrowLeft")
    until(page, f"document.querySelector('{card}').textContent !== '{before}'")
    return time.perf_counter() - begun


def measured(url: str, program: str) -> dict[str, float]:
    """What a visit takes: first numbers, charts, moves of a slider, requests, megabytes."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=QUIET)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        sizes: list[int] = []
        page.on("response", lambda one: sizes.append(int(one.headers.get("content-length", 0))))
        begun = time.perf_counter()
        page.goto(url)
        page.wait_for_selector("#card-wh-kg")
        numbers = time.perf_counter() - begun
        page.wait_for_selector("#card-life")
        until(page, "document.querySelectorAll('#panel-design .js-plotly-plot').length === 4")
        ready = time.perf_counter() - begun
        requests, size = len(sizes), sum(sizes)
        slider = page.locator("#s-thickness [role=slider]")
        slider.focus()
        bill = []
        for _ in range(MOVES):
            bill.append(moved(page, "#card-wh-kg"))
            page.wait_for_timeout(400)
        page.wait_for_timeout(4000)
        life = []
        for _ in range(MOVES):
            life.append(moved(page, "#cards-life"))
            page.wait_for_timeout(1200)
        browser.close()
    return {
        "numbers": numbers, "ready": ready, "bill": statistics.median(bill),
        "life": statistics.median(life), "requests": requests, "megabytes": size / 2**20,
    }  # fmt: skip


def main() -> list[str]:
    """The lines of this bench."""
    program = browser_program()
    if find_spec("dash") is None or find_spec("playwright") is None or not program:
        return ["explore: not measured (needs dash, playwright and a Chromium)"]
    process, url, answered = started()
    try:
        found = measured(url, program)
    finally:
        process.terminate()
        process.wait(30)
    return [
        f"explore: server answers after {answered:.1f} s; numbers after {found['numbers']:.1f} s, "
        f"page with its runs and charts after {found['ready']:.1f} s (goal {GOAL_READY:g} s)",
        f"explore: slider to new numbers of the bill {found['bill']:.2f} s (goal "
        f"{GOAL_NUMBERS:g} s), to the new life {found['life']:.2f} s, medians of {MOVES}",
        f"explore: {found['requests']:.0f} requests, {found['megabytes']:.1f} MB, all of this "
        "computer",
    ]


if __name__ == "__main__":
    print("\n".join(main()))
