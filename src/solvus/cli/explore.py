"""``solvus explore``: the web page of a cell, on this computer."""

from __future__ import annotations

import importlib.util
import webbrowser
from typing import Annotated

import typer

from solvus.cli.outcome import Debug, ending
from solvus.cli.terminal import say, show


def explore(
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="Pouch file, or study of a full or symmetric cell.  "
                       "[default: examples/wang2023_1p4Ah.yaml]"),
    ] = None,
    results: Annotated[
        list[str] | None,
        typer.Option(metavar="FOLDER", help="Folder of a sweep to show; may be given again."),
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port; 0 takes any that is free.")
    ] = 8050,
    host: Annotated[
        str, typer.Option(help="Address to listen on; other computers reach any but this one.")
    ] = "127.0.0.1",
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Do not open the browser.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Change a cell by hand on a web page and see its bill, its life and its curves follow.

    Ctrl-C ends it. Nothing leaves this computer.
    """  # fmt: skip
    with ending(as_json=False, debug=debug, interrupted="ended"):
        _need_dash()
        from solvus.explore.server import serve

        served = serve(file, results or [], host, port, say)
        show(f"Solvus is at {served.url}   (Ctrl-C ends it)")
        if not no_open:
            webbrowser.open(served.url)
        served.run()  # returns on an interrupt
        say("ended")


def _need_dash() -> None:
    from solvus.base.errors import MissingExtra

    if importlib.util.find_spec("dash") is None:
        raise MissingExtra("dash", "ui")
