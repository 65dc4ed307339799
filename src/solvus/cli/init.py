"""``solvus init``: a first study, with a word on every key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from solvus.cli.outcome import AsJson, Debug, ending
from solvus.cli.terminal import emit, say


def init(
    file: Annotated[str, typer.Argument(help="File to write; - prints it.")] = "study.yaml",
    full: Annotated[
        bool, typer.Option("--full", help="A full cell, with a cathode, instead of foils.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Write a commented study to begin with."""
    with ending(as_json, debug):
        from solvus.base.errors import Fault, InputError
        from solvus.base.files import write_text
        from solvus.study.template import template

        text = template(full)
        if file == "-":
            if as_json:
                emit({"study": text})
            else:
                typer.echo(text, nl=False)
            return
        path = Path(file)
        if path.is_dir():
            raise InputError(Fault("is a folder; write the name of a file", file=file))
        if path.exists() and not force:
            raise InputError(Fault("is already there; add --force to replace it", file=file))
        try:
            write_text(path, text)
        except OSError as error:
            raise InputError(Fault(f"cannot be written: {error.strerror}", file=file)) from None
        if as_json:
            emit({"written": file})
        else:
            say(f"{file} is written; try: solvus run {file}")
