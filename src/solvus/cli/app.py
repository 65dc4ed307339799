"""The program ``solvus``: its commands, and what becomes of a wrong command line.

Nothing heavy is imported here or at the top of a command's file, so that ``--help`` is quick.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated

import typer

from solvus import __version__
from solvus.cli.adsorb import adsorb
from solvus.cli.analyse import analyse
from solvus.cli.calibrate import calibrate
from solvus.cli.check import check
from solvus.cli.decide import decide
from solvus.cli.explore import explore
from solvus.cli.export import export
from solvus.cli.foil import foil
from solvus.cli.init import init
from solvus.cli.materials import materials
from solvus.cli.morphology import morphology
from solvus.cli.outcome import BAD_INPUT, FAILED, tell_faults
from solvus.cli.parameters import parameters
from solvus.cli.pareto import pareto
from solvus.cli.pouch import pouch
from solvus.cli.read import read
from solvus.cli.reproduce import reproduce
from solvus.cli.run import run
from solvus.cli.sensitivity import sensitivity
from solvus.cli.sweep import sweep
from solvus.cli.terminal import drop_stdout, say

PROGRAM = "solvus"
QUIET_GC = 50_000  # objects between two sweeps: importing the libraries makes 10^5 that all stay

app = typer.Typer(
    name=PROGRAM,
    help="Lithium-alloy anodes from the surface atom to the pouch cell.",
    epilog="Exit codes: 0 done, 1 could not be finished, 2 bad input.",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
for command in (
    init, check, run, calibrate, decide, morphology, pouch, sweep, sensitivity, pareto, adsorb,
    foil, read, analyse, export, materials, parameters, reproduce, explore,
):  # fmt: skip
    app.command()(command)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"{PROGRAM} {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code: 0 done, 1 could not be finished, 2 bad input."""
    given = sys.argv[1:] if arguments is None else arguments
    # The kernels use one core; a pool of threads for linear algebra only costs start-up time.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(QUIET_GC)
    try:
        status = app(given, prog_name=PROGRAM, standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of a pipe has seen enough, as in `solvus ... | head`
        drop_stdout()
        return FAILED
    except (KeyboardInterrupt, typer.Abort):
        say("interrupted")
        return FAILED
    except OSError as error:  # what was printed could not be written: a full disk, say
        if "--debug" in given:
            raise
        say(f"stdout: {error.strerror or error}")
        drop_stdout()
        return FAILED
    except Exception as error:
        if not hasattr(error, "format_message"):  # not a slip on the command line: --debug asked
            raise
        return _tell_slip(error, "--json" in given)
    return status if isinstance(status, int) else 0


def _tell_slip(error: Exception, as_json: bool) -> int:
    """Say what is wrong with the command line itself."""
    from solvus.base.errors import Fault

    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else PROGRAM
    # the caller passes exceptions of click alone, which have it
    tell_faults([Fault(error.format_message(), path)], as_json)  # type: ignore[attr-defined]
    say(f"Try: {path} --help")
    return BAD_INPUT
