"""``solvus read``: what an instrument's file holds, and the same as a record or as BDF."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from solvus.cli.outcome import AsJson, Debug, ending
from solvus.cli.progress import progress_bar
from solvus.cli.read_document import document, lines
from solvus.cli.terminal import emit, pairs, say, show

if TYPE_CHECKING:
    import xarray as xr

RECORD_ENDINGS = (".nc", ".zarr")
BDF_ENDINGS = (".csv", ".parquet")


class Labels(StrEnum):
    """How the columns of a BDF file are titled."""

    PREFERRED = "preferred"
    MACHINE = "machine"


def read(
    file: Annotated[str, typer.Argument(metavar="FILE", help="File of an instrument.")],
    out: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Save as .nc (record), .bdf.csv or .bdf.parquet."),
    ] = None,
    form: Annotated[
        str, typer.Option(metavar="NAME", help="Format, if it is not to be found out.")
    ] = "",
    labels: Annotated[
        Labels, typer.Option(help="Titles of BDF columns: Voltage / V, or voltage_volt.")
    ] = Labels.PREFERRED,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Read a file of an instrument: what it is, its ranges, and what looks wrong in it."""
    with ending(as_json, debug):
        from solvus.analyse.readers import read as read_file

        _check_out(out)
        with progress_bar("reading") as tell:
            record = read_file(
                file, form=form, progress=lambda share: tell("reading", int(100 * share), 100)
            )
        facts = document(record)
        if out is not None:
            _save(record, out, labels.value)
            facts["saved"] = out
        if as_json:
            emit(facts)
            return
        show(f"{facts['file']}: {facts['format']}", style="bold")
        show(pairs(lines(facts)))
        if facts["notices"]:
            show("", "Please note:")
            show(*(f"- {sentence}" for sentence in facts["notices"]))
        if out is not None:
            say(f"saved {out}")


def _check_out(out: str | None) -> None:
    """Refuse a name that says no format before the file is read."""
    from solvus.base.errors import Fault, InputError

    if out is not None and not out.lower().endswith(RECORD_ENDINGS + BDF_ENDINGS):
        told = "the name must end in .nc, .zarr, .bdf.csv or .bdf.parquet"
        raise InputError(Fault(told, "--out"))


def _save(record: xr.Dataset, out: str, labels: str) -> None:
    from solvus.analyse.readers import bdf
    from solvus.base.record import save

    if out.lower().endswith(RECORD_ENDINGS):
        save(record, out)
    else:
        bdf.write(record, out, labels)
