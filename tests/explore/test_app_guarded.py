"""What the server answers whom, without a browser: headers, hosts, callbacks, hostile requests."""

from __future__ import annotations

import json
from typing import Any

import flask.testing
import pytest

from solvus.explore.app import OOPS, make_app
from solvus.explore.server import is_loopback
from solvus.explore.site import Site

HOST = "127.0.0.1:8050"
JSON = {"Host": HOST, "Content-Type": "application/json"}


@pytest.fixture(scope="module")
def client(site: Site) -> flask.testing.FlaskClient:
    return make_app(site, frozenset({HOST, "localhost:8050"})).server.test_client()


def settle_body(site: Site, held: Any, box: Any, name: str = "thickness") -> dict[str, Any]:
    """The request of a browser in which one box was typed into."""
    numbers, choices = list(site.controls.numbers), list(site.controls.choices)
    state = site.default.plain()

    def many(kind: str, names: list[str], values: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"id": f"{kind}-{n}", "property": "value", "value": values[n]} for n in names]

    outputs = [
        {"id": "state", "property": "data"}, {"id": "query", "property": "data"},
        {"id": "faults", "property": "children"},
        *({"id": f"n-{n}", "property": "value"} for n in numbers),
        *({"id": f"s-{n}", "property": "value"} for n in numbers),
        *({"id": f"c-{n}", "property": "value"} for n in choices),
        *({"id": f"control-{n}", "property": "hidden"} for n in numbers),
    ]  # fmt: skip
    named = "...".join(f"{one['id']}.{one['property']}" for one in outputs)
    return {
        "output": f"..{named}..", "outputs": outputs, "changedPropIds": [f"n-{name}.value"],
        "inputs": [
            {"id": "address", "property": "search", "value": ""},
            {"id": "reset", "property": "n_clicks", "value": 0},
            {"id": "opened", "property": "data", "value": None},
            *many("n", numbers, state | {name: box}), *many("s", numbers, state),
            *many("c", choices, state),
        ],
        "state": [{"id": "state", "property": "data", "value": held}],
    }  # fmt: skip


def answer_to(client: flask.testing.FlaskClient, body: Any, **headers: str) -> Any:
    return client.post("/_dash-update-component", data=json.dumps(body), headers=JSON | headers)


def test_every_answer_is_guarded(client: flask.testing.FlaskClient) -> None:
    for path in ("/", "/_dash-layout", "/assets/page.css", "/nowhere"):
        answer = client.get(path, headers={"Host": HOST})
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe-eval" not in policy
        assert "http" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert (answer.headers.get("Cache-Control") == "no-store") == ("assets" not in path)
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_page_names_no_other_host(client: flask.testing.FlaskClient) -> None:
    text = client.get("/", headers={"Host": HOST}).text
    sources = [part.split('"')[0] for part in text.split('src="')[1:]]
    assert sources
    assert all(one.startswith("/") and not one.startswith("//") for one in sources)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8050", "127.0.0.1", ""])
def test_another_host_name_is_refused(client: flask.testing.FlaskClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "not served" in answer.text
    assert "<" not in answer.text.replace(host, "")


def test_requests_of_other_pages_are_refused(client: flask.testing.FlaskClient, site: Site) -> None:
    body = settle_body(site, site.default.plain(), 40.0)
    for origin in ("https://evil.example", "http://127.0.0.1:9999", "null"):
        assert answer_to(client, body, Origin=origin).status_code == 403
    assert answer_to(client, body, Origin=f"http://{HOST}").status_code == 200


def test_a_number_typed_moves_what_follows(client: flask.testing.FlaskClient, site: Site) -> None:
    found = answer_to(client, settle_body(site, site.default.plain(), 45.0)).get_json()["response"]
    assert found["state"]["data"]["thickness"] == 45.0
    assert found["n-np"]["value"] == pytest.approx(1.5 * site.default.number("np"), rel=1e-3)
    assert found["query"]["data"] == "?thickness=45"


@pytest.mark.parametrize("box", ["", None, "x", -3, 1e12, [1], {"a": 1}, True])
def test_a_number_that_cannot_be_is_told(
    client: flask.testing.FlaskClient, site: Site, box: Any
) -> None:
    answer = answer_to(client, settle_body(site, site.default.plain(), box))
    assert answer.status_code == 200
    found = answer.get_json()["response"]
    assert found["state"]["data"]["thickness"] == 30.0
    assert "Foil thickness" in json.dumps(found["faults"])


@pytest.mark.parametrize("held", [None, [], "x", {"thickness": "'; DROP"}, {"solute": "../x.yaml"}])
def test_a_state_that_was_made_up_is_that_of_the_file(
    client: flask.testing.FlaskClient, site: Site, held: Any
) -> None:
    found = answer_to(client, settle_body(site, held, 30.0)).get_json()["response"]
    assert found["state"]["data"] == site.default.plain()


@pytest.mark.parametrize(
    "body", [{}, [], "x", {"output": "nothing.data"}, {"output": 3}, {"output": "state.data"}]
)
def test_a_request_that_makes_no_sense_has_no_traceback(
    client: flask.testing.FlaskClient, body: Any
) -> None:
    answer = answer_to(client, body)
    assert answer.status_code >= 400
    assert "Traceback" not in answer.text
    assert len(answer.text) < 300


def test_a_body_that_is_too_large_is_refused(client: flask.testing.FlaskClient) -> None:
    answer = client.post("/_dash-update-component", data=b"x" * (41 << 20), headers=JSON)
    assert answer.status_code in (400, 413)
    assert "Traceback" not in answer.text


def test_no_file_of_the_disk_is_served(client: flask.testing.FlaskClient) -> None:
    for path in ("/assets/../app.py", "/assets/%2e%2e/app.py", "/etc/passwd", "/assets//etc/passwd",
                 "/_dash-component-suites/dash/../../../x", "/assets/..%5capp.py"):  # fmt: skip
        answer = client.get(path, headers={"Host": HOST})
        assert "import" not in answer.text[:400] or b"<!DOCTYPE" in answer.data[:100]
        assert "root:" not in answer.text


def test_what_should_not_happen_is_told_without_a_traceback(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("secret detail")

    client = make_app(site, None).server.test_client()
    monkeypatch.setattr("solvus.explore.design_callbacks.settled", broken)
    answer = answer_to(client, settle_body(site, site.default.plain(), 31.0))
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert OOPS in answer.text


@pytest.mark.parametrize(
    ("host", "own"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.3.4.5", True),
     ("0.0.0.0", False), ("192.168.0.7", False), ("example.org", False)],
)  # fmt: skip
def test_which_addresses_are_this_computer(host: str, own: bool) -> None:
    assert is_loopback(host) == own
