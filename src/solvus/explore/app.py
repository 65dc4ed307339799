"""The application: the page with its callbacks, and the headers that every answer has."""

from __future__ import annotations

import logging
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dash
import flask
from dash import Dash

from solvus.explore import (
    compare_callbacks,
    data_callbacks,
    design_callbacks,
    download_callbacks,
    paper_callbacks,
    sweep_callbacks,
)
from solvus.explore.layout import page
from solvus.explore.site import Site

ASSETS = Path(str(resources.files("solvus.explore") / "assets"))
MOST_BODY = 40 << 20  # bytes of a request: 20 MB of files as base64, and the page's own state
LOG = logging.getLogger("solvus.explore")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
OOPS = "The page met a fault of its own; the values shown are those from before."


def make_app(site: Site, hosts: frozenset[str] | None = None) -> Dash:
    """The application of a site.

    hosts : values of the Host header that are answered ("127.0.0.1:8050"), None for all. A name
        that some page has bound to this computer is then refused (DNS rebinding).
    """
    app = Dash(
        "solvus", title="Solvus", update_title=None, serve_locally=True,
        assets_folder=str(ASSETS), on_error=_failed, suppress_callback_exceptions=False,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )  # fmt: skip
    app.layout = lambda: page(
        site.base, site.controls, site.default, sweep_callbacks.body(site),
        paper_callbacks.body(),
    )  # fmt: skip
    app.validation_layout = app.layout()
    for part in (
        design_callbacks, compare_callbacks, data_callbacks, download_callbacks, paper_callbacks,
        sweep_callbacks,
    ):  # fmt: skip
        part.register(app, site)
    _guard(app, hosts)
    return app


def _failed(error: Exception) -> Any:
    """A sentence on the page for what should not have happened; the log has the rest."""
    LOG.error("a callback failed", exc_info=error)
    dash.set_props("oops", {"children": OOPS})
    return dash.no_update


def _guard(app: Dash, hosts: frozenset[str] | None) -> None:
    server = app.server
    server.config["MAX_CONTENT_LENGTH"] = MOST_BODY
    policy = _policy(app)

    @server.before_request
    def _known_host() -> Any:
        asked = flask.request.host.lower()
        if hosts is not None and asked not in hosts:
            return _refused(f'this page is not served to the host name "{asked[:100]}"', 421)
        origin = flask.request.headers.get("Origin")
        if origin and urlsplit(origin).netloc.lower() != asked:
            return _refused("requests from other pages are not answered", 403)
        return None

    @server.after_request
    def _with_headers(answer: flask.Response) -> flask.Response:
        for name, value in HEADERS.items():
            answer.headers[name] = value
        answer.headers["Content-Security-Policy"] = policy
        fixed = flask.request.path.startswith(("/_dash-component-suites/", "/assets/"))
        if not fixed:
            answer.headers["Cache-Control"] = "no-store"
        return answer

    @server.errorhandler(Exception)
    def _told(error: Exception) -> Any:
        code = getattr(error, "code", None)
        if isinstance(code, int) and code < 500:
            return _refused(f"this cannot be answered ({code})", code)
        LOG.error("a request failed", exc_info=error)
        return _refused(OOPS, 500)


def _refused(sentence: str, code: int) -> flask.Response:
    return flask.Response(f"{sentence}\n", status=code, mimetype="text/plain")


def _policy(app: Dash) -> str:
    """Nothing from elsewhere: scripts of this server and the inline ones that Dash writes."""
    scripts = " ".join(app.csp_hashes())  # they come in quotes
    return "; ".join((
        "default-src 'self'", f"script-src 'self' {scripts}", "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:", "font-src 'self' data:", "connect-src 'self'",
        "object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ))  # fmt: skip
