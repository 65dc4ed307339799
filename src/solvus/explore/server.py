"""The server: one port of this computer, until it is interrupted."""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Callable

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from solvus.base.errors import Fault, InputError
from solvus.explore.app import make_app
from solvus.explore.design import asked_of, design_of
from solvus.explore.jobs import Jobs
from solvus.explore.site import Site, open_site

NAMES = ("localhost", "127.0.0.1", "[::1]")
QUEUE = 64  # connections that may wait


class _Quiet(WSGIRequestHandler):
    """Says nothing of each request, and little of itself."""

    server_version = "solvus"
    sys_version = ""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


class Served:
    """A page that is being served: its address, and how to end it."""

    def __init__(self, site: Site, server: BaseWSGIServer, url: str) -> None:
        """Take what was opened."""
        self.site, self.url = site, url
        self._server = server

    def run(self) -> None:
        """Serve until `stop` or an interrupt."""
        try:
            self._server.serve_forever(poll_interval=0.2)
        finally:
            self._server.server_close()
            self.site.jobs.close()

    def stop(self) -> None:
        """End `run` from another thread."""
        self._server.shutdown()


def is_loopback(host: str) -> bool:
    """Whether an address is only reached from this computer."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def serve(
    file: str | None, results: list[str], host: str, port: int,
    say: Callable[[str], None] = lambda text: None,
) -> Served:  # fmt: skip
    """Open the page of a file on a port (0 takes a free one); nothing is served before `run`.

    Raises InputError where the file, a folder of results, the host or the port cannot be used.
    """
    listening = _listening(host, port)
    jobs: Jobs | None = None
    try:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        taken = listening.getsockname()[1]
        jobs = Jobs()
        jobs.warm("run")  # first: its processes come up while the rest is read
        site = open_site(file, results, jobs)
        if not is_loopback(host):
            say(
                f"warning: {host} is reached by other computers, and the page asks for no "
                "password; whoever reaches it can run cells and send files"
            )
        hosts = _hosts(host, taken)
        app = make_app(site, hosts)
        server = make_server(
            host, taken, app.server, threaded=True, request_handler=_Quiet, fd=listening.fileno()
        )
        server.daemon_threads = True
    except BaseException:
        listening.close()
        if jobs is not None:
            jobs.close()
        raise
    _first_run(site)
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    return Served(site, server, f"http://{f'[{shown}]' if ':' in shown else shown}:{taken}/")


def _first_run(site: Site) -> None:
    """Begin with what every page shows first."""
    try:
        designed = design_of(site.base, site.default, site.controls)
        for reference in (False, True):
            one, _ = asked_of(
                site.base, site.default, site.controls, designed, reference=reference
            )
            site.jobs.submit("", f"first-{reference}", "simulate", (one.text, one.folder), one.key)
    except InputError:  # told on the page
        return


def _hosts(host: str, port: int) -> frozenset[str] | None:
    if not is_loopback(host):
        return None
    names = {*NAMES, f"[{host}]" if ":" in host else host}
    bare = names if port == 80 else ()  # a browser leaves that port out
    return frozenset({*(f"{name}:{port}" for name in names), *bare})


def _listening(host: str, port: int) -> socket.socket:
    """A socket on the port; InputError with a sentence where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(QUEUE)
    except socket.gaierror:
        found.close()
        raise InputError(
            Fault(f'"{host}" is no address of this computer; write e.g. 127.0.0.1', "--host")
        ) from None
    except PermissionError:
        found.close()
        raise InputError(
            Fault(f"{port} is not for programs of users; take one from 1024 to 65535", "--port")
        ) from None
    except OSError as error:
        found.close()
        if "in use" in str(error):
            why = f"{port} is in use; name another one, or 0 for any that is free"
            raise InputError(Fault(why, "--port")) from None
        raise InputError(
            Fault(f"{host} cannot be listened on: {error.strerror or error}", "--host")
        ) from None
    return found
