"""How a command ends: exit codes, faults of the input, and failures as one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from solvus.cli.terminal import emit, say

if TYPE_CHECKING:
    from solvus.base.errors import Fault

FAILED = 1
BAD_INPUT = 2

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document to stdout.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an internal error.")]


def tell_faults(faults: Sequence[Fault], as_json: bool) -> None:
    """Say every fault on stderr, file:line:column: key: message; with --json on stdout too."""
    for fault in faults:
        say(str(fault))
    if as_json:
        emit({"faults": [asdict(fault) for fault in faults]})


@contextmanager
def ending(
    as_json: bool, debug: bool, interrupted: str = "interrupted; nothing was written"
) -> Iterator[None]:
    """Turn whatever goes wrong in a command into a message and an exit code.

    `interrupted` is what an interrupt means here. With `debug` an internal error is not caught,
    and Python shows where it came from.
    """
    from solvus.base.errors import InputError, MissingExtra

    try:
        yield
    except InputError as error:
        tell_faults(error.faults, as_json)
        raise typer.Exit(BAD_INPUT) from None
    except KeyboardInterrupt:
        fail(interrupted, as_json)
    except MissingExtra as error:
        fail(str(error), as_json)
    except (typer.Exit, typer.Abort, typer.BadParameter, BrokenPipeError):
        raise
    except OSError as error:
        if debug:
            raise
        where = f"{error.filename}: " if error.filename else ""
        fail(f"{where}{error.strerror or error}", as_json)
    except Exception as error:
        if debug:
            raise
        what = " ".join(str(error).split()) or "no more is known"
        fail(
            f"internal error, a fault of Solvus: {type(error).__name__}: {what} "
            "(--debug shows where)",
            as_json,
        )


def fail(sentence: str, as_json: bool) -> NoReturn:
    """Say why the command could not be finished, and end it with exit code 1."""
    say(sentence)
    if as_json:
        with suppress(OSError):  # stdout itself may be what failed
            emit({"error": sentence})
    raise typer.Exit(FAILED) from None
