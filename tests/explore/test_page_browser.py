"""The page in a browser: drawn, moved, shared, stopped, by mouse, by keyboard and on a phone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from explore.conftest import EXAMPLES
from solvus.explore.server import Served
from solvus.study.installed import registries
from solvus.study.load import load_text
from solvus.study.pouch_load import read_text

WAIT = 30_000  # [ms]
DESKTOP, PHONE = (1400, 1000), (390, 844)
PLOTS = "document.querySelectorAll('#panel-design .js-plotly-plot').length"
LIFE = "document.querySelector('#card-life')?.textContent"
QUICK = "?cycles=20"

Open = Callable[..., Any]


@pytest.fixture
def opened(browser: Any, served: Served) -> Iterator[Open]:
    """Open the page as a new user; at the end nothing must have failed or left this computer."""
    contexts, troubles, hosts = [], [], set()

    def open_page(
        query: str = QUICK, size: tuple[int, int] = DESKTOP, ready: bool = True, at: str = ""
    ) -> Any:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.on("console", lambda one: troubles.append(one.text) if one.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda asked: hosts.add(urlsplit(asked.url).hostname))
        page.goto((at or served.url) + query)
        page.wait_for_selector("#card-wh-kg")
        if ready:
            page.wait_for_selector("#card-life")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []
    assert hosts <= {"127.0.0.1", None, ""}


def saved(page: Any, button: str) -> str:
    with page.expect_download() as waited:
        page.click(button)
    return Path(waited.value.path()).read_text(encoding="utf-8")


def until(page: Any, true: str) -> None:
    """Wait until an expression is true; the page itself forbids to have it evaluated there."""
    end = time.monotonic() + WAIT / 1000.0
    while not page.evaluate(true):
        assert time.monotonic() < end, true
        page.wait_for_timeout(40)


def number(page: Any, card: str) -> float:
    return float(page.text_content(card).split()[0].lstrip(">"))


def test_all_charts_are_drawn_and_the_profile_plays_in_the_browser_alone(opened: Open) -> None:
    page = opened()
    assert page.evaluate(PLOTS) == 4
    for name in ("profile", "voltage", "retention", "bill"):
        assert page.locator(f"#{name} .trace, #{name} .bars path").count() > 0, name
    assert number(page, "#card-wh-l") == 836
    page.wait_for_timeout(600)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    shapes = set()
    page.locator("#profile .updatemenu-button").first.click()
    for _ in range(12):
        shapes.add(page.locator("#profile .scatterlayer .js-line").nth(1).get_attribute("d"))
        page.wait_for_timeout(120)
    assert len(shapes) > 5
    assert asked == []


def test_a_slider_moves_the_bill_while_it_is_dragged_and_the_run_after(opened: Open) -> None:
    page = opened()
    before = number(page, "#card-wh-kg")
    thumb = page.locator("#s-thickness [role=slider]")
    box = thumb.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] / 2, steps=4)
    until(page, f"parseFloat(document.querySelector('#card-wh-kg').textContent) < {before} - 1")
    assert "thickness" not in page.url  # nothing has been let go yet
    page.mouse.up()
    until(page, "location.search.includes('thickness=')")
    assert float(page.input_value("#n-thickness")) > 40.0
    assert float(page.input_value("#n-np")) > 2.5  # it went with the foil
    foil = page.input_value("#n-thickness")
    slider = page.locator("#s-np [role=slider]")
    assert slider.get_attribute("aria-label") == "N/P"
    slider.focus()
    page.keyboard.press("ArrowRight")
    until(page, f"document.querySelector('#n-thickness').value !== '{foil}'")
    assert float(page.input_value("#n-thickness")) != pytest.approx(float(foil))


def test_an_address_brings_a_design_back(opened: Open) -> None:
    page = opened("?solute=Mg&content=15&foil=copper&cell=symmetric&cycles=20")
    assert page.input_value("#n-content") == "15"
    assert page.text_content("#c-solute").strip().startswith("Mg")
    assert page.is_checked("#c-foil input[value=copper]")
    assert page.is_visible("#control-current")
    assert not page.is_visible("#control-rate")
    assert "cycles of life" in page.text_content("#cards-life")


def test_a_hostile_address_is_told(opened: Open) -> None:
    page = opened("?thickness=1e9&evil=<script>window.hit=1</script>&solute=../x.yaml&cycles=20")
    said = page.text_content("#faults")
    assert "out of range" in said
    assert "<script>" not in page.inner_html("#faults").replace("&lt;", "")
    assert page.evaluate("window.hit") is None
    assert page.input_value("#n-thickness") == "30"


def test_what_is_typed_wrong_is_told_and_kept(opened: Open) -> None:
    page = opened()
    page.fill("#n-ec", "99999")
    page.wait_for_selector("#faults li")
    assert "out of range" in page.text_content("#faults")
    assert number(page, "#card-wh-l") == 836
    page.fill("#n-ec", "3")
    until(page, "!document.querySelector('#faults li')")
    page.click("#reset")
    until(page, "document.querySelector('#n-ec').value === '2.6'")


def test_downloads_can_be_read(opened: Open) -> None:
    page = opened("?thickness=42&cycles=20")
    study = load_text(saved(page, "#get-study"), registries())
    assert study.cell.working.thickness == pytest.approx(42e-6)
    pouch = read_text(saved(page, "#get-pouch"), "pouch.yaml", EXAMPLES)
    assert pouch.file.anode.thickness == pytest.approx(42e-6)
    table = saved(page, "#get-data").splitlines()
    assert len(table) == 1 + 44
    report = saved(page, "#get-report")
    assert report.startswith("<!")
    assert "NCM622" in report


def test_a_long_run_shows_how_far_it_is_and_can_be_stopped(opened: Open, slow: Served) -> None:
    page = opened("?cycles=1000", ready=False, at=slow.url)
    page.wait_for_selector("#progress progress")
    page.wait_for_selector("#cancel:visible")
    page.click("#cancel")
    until(page, "document.querySelector('#progress').textContent.includes('stopped')")
    assert not page.is_visible("#cancel")
    page.fill("#n-cycles", "2")  # and the page goes on
    page.keyboard.press("Tab")
    page.wait_for_selector("#card-life")


def test_pinned_designs_stand_side_by_side(opened: Open) -> None:
    page = opened()
    page.click("#pin")
    page.fill("#n-thickness", "50")
    until(page, "document.querySelector('#n-np').value > 3")
    page.click("#pin")
    page.click("#tab-compare")
    until(page, "document.querySelectorAll('#pinned thead th').length === 3")
    until(page, "document.querySelectorAll('#pinned .js-plotly-plot').length === 2")
    page.click("#pinned button:has-text('Open') >> nth=0")
    until(page, "document.querySelector('#n-thickness').value === '30'")
    page.click("#unpin")
    page.wait_for_selector("#pinned .empty")


def test_a_file_is_drawn_over_the_run(opened: Open) -> None:
    page = opened("?cell=symmetric&thickness=50&cycles=20")
    page.click("#tab-data")
    page.set_input_files(".drop input[type=file]", [str(EXAMPLES / "data" / "symmetric_li_ag.mpt")])
    page.wait_for_selector("#data-found .js-plotly-plot .main-svg")
    text = page.text_content("#data-found")
    assert "Measured points over the simulated lines" in text
    assert "hysteresis" in text
    page.set_input_files(".drop input[type=file]", [
        {"name": "<img src=x onerror=alert(1)>.csv", "mimeType": "text/csv", "buffer": b"\0\1\2"}
    ])  # fmt: skip
    page.wait_for_selector("#data-faults li")
    assert "no format" in page.text_content("#data-faults")
    assert page.locator("#data-faults img").count() == 0


def test_folders_of_designs_and_the_claims_of_the_paper_are_shown(opened: Open) -> None:
    page = opened()
    page.click("#tab-sweep")
    page.wait_for_selector("#sweep-chart .points path")
    assert "11 designs" in page.text_content("#sweep-line")
    assert "on the front" in page.text_content("#sweep-line")
    assert page.locator("#sweep-table tbody tr").count() == 11
    page.click("#sweep-y-sense input[value=none]")
    until(page, "!document.querySelector('#sweep-line').textContent.includes('front')")
    page.click("#tab-paper")
    assert page.locator("#paper-claims tbody tr").count() > 40
    assert page.is_visible("#judge")


def test_a_phone_shows_it_without_scrolling_sideways(opened: Open) -> None:
    page = opened(size=PHONE)
    assert not page.is_visible("#n-thickness")  # folded away
    for tab in ("compare", "sweep", "data", "paper", "design"):
        page.click(f"#tab-{tab}")
        page.wait_for_selector(f"#panel-{tab}:visible")
        page.wait_for_timeout(150)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], tab
    page.click("#rail summary")
    page.wait_for_selector("#n-thickness:visible")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.fill("#n-thickness", "40")
    until(page, "location.search.includes('thickness=40')")


def test_the_keyboard_reaches_every_control(opened: Open) -> None:
    page = opened()
    reached: list[str] = []
    for _ in range(140):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(
            "(() => { const e = document.activeElement; const c = e.closest('[id^=s-]');"
            " return e.id || (c ? c.id : e.getAttribute('role') || e.tagName); })()"
        ))  # fmt: skip
        if reached[-1] == "get-report":
            break
    for name in ("n-thickness", "s-thickness", "n-np", "s-np", "c-solute", "n-rate", "n-ec", "pin",
                 "tab-design", "get-study"):  # fmt: skip
        assert name in reached, (name, reached)
    page.focus("#n-thickness")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    width = "getComputedStyle(document.activeElement).outlineWidth"
    ring = page.evaluate(f"[{width}, getComputedStyle(document.activeElement.parentElement)"
                         ".outlineWidth].map(parseFloat)")  # fmt: skip
    assert max(ring) >= 2.0
    page.focus("#tab-design")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#panel-compare:visible")


def test_two_users_do_not_see_each_other(opened: Open) -> None:
    one, other = opened("?thickness=35&cycles=20"), opened("?thickness=55&cycles=20")
    one.click("#pin")
    assert one.input_value("#n-thickness") == "35"
    assert other.input_value("#n-thickness") == "55"
    assert number(one, "#card-wh-kg") > number(other, "#card-wh-kg")
    until(one, "document.querySelector('#tab-compare').textContent === 'Compare (1)'")
    other.fill("#n-thickness", "60")
    until(other, "location.search.includes('thickness=60')")
    assert other.text_content("#tab-compare") == "Compare"
    assert one.input_value("#n-thickness") == "35"
