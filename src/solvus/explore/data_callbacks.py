"""The Data tab: files of instruments, read in a process of their own and put beside a run."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from dash import Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from solvus.base.errors import InputError
from solvus.explore import charts
from solvus.explore.files import MOST_BYTES, Files, Read, Sent, check_sent, plain_name
from solvus.explore.jobs import CANCELLED, DONE, FAILED
from solvus.explore.linking import sentences
from solvus.explore.parts import listed, still, table
from solvus.explore.site import Site, user_of, wanted

LANE = "data"
CM2 = 1e-4  # m2
LARGEST_AREA = 1e6  # [cm2]
FIRST_WAIT = 0.3  # [s]


def decoded(contents: Sequence[Any], names: Sequence[Any]) -> tuple[Sent, ...]:
    """Files as a browser sends them: data URLs in base64. Raises InputError with sentences."""
    size = sum(len(one) for one in contents if isinstance(one, str))
    if size > 1.4 * MOST_BYTES:
        raise InputError(
            f"the files have about {size / 1.37 / 2**20:.0f} MB; send {MOST_BYTES >> 20} MB at "
            "most, or read them with: solvus analyse"
        )
    found, faults = [], []
    for content, name in zip(contents, names, strict=False):
        head, comma, text = str(content).partition(",")
        try:
            if not comma or not head.endswith(";base64"):
                raise ValueError("no data URL")
            data = base64.b64decode(text, validate=True)
        except (ValueError, binascii.Error):
            faults.append(f"{plain_name(str(name))} did not arrive whole; send it again")
            continue
        found.append(Sent(str(name), data))
    if faults:
        raise InputError(*faults)
    files = tuple(found)
    check_sent(files)
    return files


def area_of(value: Any) -> float | None:
    """The area [m2] of what was typed in cm2; None where nothing was. InputError else."""
    if value in (None, ""):
        return None
    if isinstance(value, int | float) and 0.0 < value <= LARGEST_AREA:
        return float(value) * CM2
    raise InputError(f"the area must be above 0 and at most {LARGEST_AREA:g} cm²; write e.g. 1.13")


def key_of(files: Files) -> str:
    """The key of what is read: everything that it depends on."""
    digest = hashlib.sha256(f"{files.study}\0{files.folder}\0{files.area}".encode())
    for one in files.files:
        digest.update(f"\0{one.name}\0{len(one.data)}\0".encode("utf-8", "replace"))
        digest.update(one.data)
    return f"data-{digest.hexdigest()}"


def shown(found: Read, narrow: bool) -> list[Component]:
    """What was read, on the page: over the run first, then file by file."""
    body: list[Component] = []
    if found.beside:
        body.append(html.H2("Measured points over the simulated lines"))
        body.append(html.Div(_charts(found.beside, narrow), className="charts"))
    for one in found.files:
        body.append(html.H2(one.name))
        body.append(html.P(one.headline, className="headline"))
        if one.notices:
            body.append(html.Div(listed(one.notices, "notices")))
        body.append(html.Div(_charts(one.figures, narrow), className="charts"))
        readings = table(
            ("where", "reading", "value", "definition"), one.readings,
            f"Readings of {one.name}, with standard errors",
        )  # fmt: skip
        body.append(html.Details([html.Summary(f"{len(one.readings)} readings"), readings],
                                 className="more"))  # fmt: skip
    return body


def _charts(figures: Sequence[tuple[str, dict[str, Any]]], narrow: bool) -> list[Component]:
    return [still(charts.fitted(go.Figure(one, skip_invalid=True), narrow), title)
            for title, one in figures]  # fmt: skip


def register(app: Dash, site: Site) -> None:
    """Put the callbacks of this tab on the page."""

    @app.callback(
        Output("data-key", "data"),
        Output("data-faults", "children"),
        Output("data-line", "children"),
        Output("data-cancel", "className"),
        Output("poll-data", "disabled"),
        Output("ready-data", "data"),
        Input("upload", "contents"),
        Input("poll-data", "n_intervals"),
        Input("data-cancel", "n_clicks"),
        State("upload", "filename"),
        State("area", "value"),
        State("state", "data"),
        State("data-key", "data"),
        State("user", "data"),
        prevent_initial_call=True,
    )
    def read(
        contents: Any, _: int, __: int, names: Any, area: Any, held: Any, key: Any, sent: str
    ) -> Any:
        user, hit = user_of(sent), ctx.triggered_id
        if hit == "data-cancel":
            site.jobs.cancel(user, LANE)
            return no_update, "", "stopped; nothing was read", "button hidden", True, no_update
        if hit == "upload":
            if not contents:
                return (*[no_update] * 6,)
            try:
                files = _files(site, contents, names, area, held)
            except InputError as error:
                said = listed(sentences(error), "faults")
                return None, said, "", "button hidden", True, None
            key = key_of(files)
            site.jobs.submit(user, LANE, "analyse", files, key)
        if not isinstance(key, str) or not key.startswith("data-"):
            return (*[no_update] * 6,)
        view = site.jobs.wait(key, FIRST_WAIT if hit == "upload" else 0.0)
        if not view.over:
            return key, "", view.what or "waiting to be read", "button", False, no_update
        if view.status == DONE:
            return key, no_update, "", "button hidden", True, key
        wrong = view.sentences if view.status == FAILED else ()
        line = "stopped; nothing was read" if view.status == CANCELLED else ""
        return key, listed(wrong, "faults"), line, "button hidden", True, None

    @app.callback(
        Output("data-found", "children"),
        Output("data-faults", "children", allow_duplicate=True),
        Input("ready-data", "data"),
        State("narrow", "data"),
        prevent_initial_call=True,
    )
    def draw(key: Any, narrow: bool) -> Any:
        if not isinstance(key, str) or not key.startswith("data-"):
            return "", no_update
        try:
            found = site.jobs.result(key)
        except KeyError:
            return "", listed(["what was read is not kept any longer; send the files again"],
                              "faults")  # fmt: skip
        return shown(found, bool(narrow)), listed(found.faults, "faults")


def _files(site: Site, contents: Any, names: Any, area: Any, held: Any) -> Files:
    """What was sent, with the study of the page. Raises InputError with every fault."""
    listed_contents = contents if isinstance(contents, list) else [contents]
    listed_names = names if isinstance(names, list) else [names]
    files = decoded(listed_contents, listed_names)
    asked = wanted(site, site.state(held))
    if asked.main is None:
        raise InputError(*(f"the design cannot be run: {text}" for text in asked.faults))
    return Files(files, asked.main.text, asked.main.folder, area_of(area))
