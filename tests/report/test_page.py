"""The page: whole, escaped, without a request to any network, readable by a parser."""

from __future__ import annotations

import base64
import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import plotly.graph_objects as go
import pytest
from markupsafe import Markup

from solvus.report import page as module
from solvus.report.blocks import (
    Card,
    Cards,
    Cell,
    Column,
    Details,
    Figure,
    Listing,
    PageLink,
    Section,
    Table,
    Text,
)
from solvus.report.packing import packed_plotly
from solvus.report.page import paragraphs, render, write_page

VOID = {"meta", "link", "br", "input", "img", "hr"}
HOSTILE = "<img src=x onerror=alert(1)> & \"quoted\" 'too' </script>"


class Outline(HTMLParser):
    """Checks that tags close in order; collects addresses, headings, ids, classes and scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.loads: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.classes: set[str] = set()
        self.events: list[str] = []
        self.text: list[str] = []
        self.own_script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.events += [name for name in given if name.startswith("on")]
        self.loads += [str(given[k]) for k in ("src", "srcset", "data", "poster") if k in given]
        if "href" in given:
            (self.links if tag == "a" else self.loads).append(str(given["href"]))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.ids += [str(given["id"])] if "id" in given else []
        self.classes |= set(str(given.get("class", "")).split())
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"script", "style"}:
            self.text.append(data)
        elif self.open and self.open[-1] == "script":
            self.own_script = data


def parsed(html: str) -> Outline:
    outline = Outline()
    outline.feed(html)
    outline.close()
    assert not outline.open, f"left open: {outline.open}"
    return outline


def sections(figure: go.Figure) -> list[Section]:
    table = Table(
        ["Id", Column("Value", "at%", True), "Verdict"],
        [
            ["a", 7.3, Cell("agrees", "agrees")],
            ["b", Cell("1 ± 2", sort=1.0), Cell("?", "differs")],
        ],
        "Readings.",
        "All readings",
    )
    return [
        Section("First", "first", "One.\n\nTwo.", [table, Cards([Card("41", "agree", "agrees")])]),
        Section(
            "Second", "second", "", [Details("More", [Figure(figure, "Seen."), Listing("a: 1")])]
        ),
    ]


@pytest.fixture(scope="module")
def whole(figures: dict[str, go.Figure]) -> str:
    links = [PageLink("Overview", "index.html"), PageLink("Materials", "materials.html")]
    return render(
        "Report",
        "Lead.",
        sections(figures["depth_profile"]),
        [("Version", "1")],
        links,
        "index.html",
    )


def test_it_is_html_with_headings_in_order(whole: str) -> None:
    outline = parsed(whole)
    assert whole.lstrip().startswith("<!DOCTYPE html>")
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    steps = zip(outline.headings, outline.headings[1:], strict=False)
    assert all(after - before <= 1 for before, after in steps)
    assert len(set(outline.ids)) == len(outline.ids)
    assert {"#first", "#second", "#about", "#content"} <= set(outline.links)


def test_it_asks_no_network_for_anything(whole: str) -> None:
    outline = parsed(whole)
    assert outline.loads == ["data:,"]
    assert not re.search(r"https?://|//cdn|@import|url\(", whole)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', whole)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "connect-src" not in policy[1]
    assert not re.search(r"\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon", outline.own_script)


def test_plotly_may_not_offer_to_upload_a_figure(whole: str) -> None:
    assert "showSendToCloud: false" in whole
    assert 'plotlyServerURL: ""' in whole


def test_the_figure_and_the_script_can_be_unpacked(whole: str) -> None:
    packed = re.search(r'id="figure-\d+-data">([^<]*)<', whole)
    assert packed
    figure = json.loads(gzip.decompress(base64.b64decode(packed[1])))
    assert {"data", "layout"} <= set(figure)
    script = re.search(r'id="plotly-packed">([^<]*)<', whole)
    assert script
    assert "plotly.js" in gzip.decompress(base64.b64decode(script[1])).decode()[:200]


def test_the_script_is_packed_once_and_small(whole: str) -> None:
    assert len(packed_plotly()) < 2_600_000
    assert whole.count(packed_plotly()) == 1


def test_a_page_without_figures_carries_no_plotly() -> None:
    html = render("R", "L", [Section("A", "a", "Text.")], [])
    assert len(html) < 40_000
    assert "plotly-packed" not in re.sub(r"<script>.*</script>", "", html, flags=re.DOTALL)


def test_every_text_is_escaped(figures: dict[str, go.Figure]) -> None:
    h = HOSTILE
    blocks = [
        Text(h),
        Table([h, Column(h, h)], [[h, Cell(h, "agrees", note=h, sort=h)]] * 20, h, h),
        Figure(figures["epma_cycles"], h, h, h),
        Listing(h, h),
        Cards([Card(h, h, "differs")]),
        Details(h, [Text(h)]),
    ]
    html = render(h, h, [Section(h, "a", h, blocks)], [(h, h)], [PageLink(h, "x.html")])
    outline = parsed(html)
    assert not outline.events
    assert "<img" not in html
    assert "x" not in outline.loads
    assert html.count("&lt;img") > 15


def test_only_markup_passes_as_html() -> None:
    assert paragraphs("a <b>\n\nc") == "<p>a &lt;b&gt;</p>\n<p>c</p>"
    assert paragraphs(Markup("<p>H<sub>2</sub></p>")) == "<p>H<sub>2</sub></p>"


def test_a_figure_is_named_for_who_cannot_see_it(whole: str) -> None:
    assert re.search(r'class="plot"[^>]*aria-label="Seen\."', whole)


def test_cells_carry_verdict_sign_and_sort_value(whole: str) -> None:
    assert "v-agrees" in parsed(whole).classes
    assert 'data-sort="7.3"' in whole
    assert re.search(r'<span aria-hidden="true">✓</span> agrees', whole)


def test_this_page_is_marked_among_the_links(whole: str) -> None:
    assert '<a href="index.html" aria-current="page">' in whole
    assert '<a href="materials.html">' in whole


def test_long_tables_can_be_filtered() -> None:
    def html(rows: int) -> str:
        return render("R", "L", [Section("A", "a", "", [Table(["x"], [["y"]] * rows, "c")])], [])

    assert 'type="search"' in html(20)
    assert 'type="search"' not in html(3)


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "http://a.b", "//a.b/c", "data:text/html,x"]
)
def test_a_link_that_is_not_safe_is_refused(href: str) -> None:
    with pytest.raises(ValueError, match="no link"):
        render("R", "L", [], [], [PageLink("x", href)])


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="row 2"):
        Table(["a", "b"], [["1", "2"], ["1"]], "c")
    with pytest.raises(ValueError, match="anchor"):
        Section("A", "Bad Anchor")
    with pytest.raises(ValueError, match="more than once"):
        render("R", "L", [Section("A", "a"), Section("B", "a")], [])
    with pytest.raises(ValueError, match="perhaps"):
        render("R", "L", [Section("A", "a", "", [Cards([Card("1", "x", "perhaps")])])], [])


def test_the_same_input_gives_the_same_page(figures: dict[str, go.Figure]) -> None:
    pages = [render("R", "L", sections(figures["depth_profile"]), []) for _ in range(2)]
    assert pages[0] == pages[1]


def test_it_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "new" / "index.html"
    links = [PageLink("Here", "index.html")]
    write_page(target, "R", "µ", [Section("A", "a")], [], links)
    before = target.read_bytes()
    assert "aria-current" in before.decode("utf-8")
    with pytest.raises(ValueError, match="more than once"):
        write_page(target, "R", "L", [Section("A", "a"), Section("B", "a")], [])

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(OSError, match="disk full"):
        write_page(target, "R", "other", [], [])
    assert target.read_bytes() == before
    assert [p.name for p in target.parent.iterdir()] == ["index.html"]


def test_templates_lie_beside_the_module() -> None:
    assert {p.name for p in module.TEMPLATES.iterdir()} >= {
        "page.html", "blocks.html", "page.css", "page.js"
    }  # fmt: skip
