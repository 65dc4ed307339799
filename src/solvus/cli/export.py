"""``solvus export``: a simulated cell as the file of an instrument, marked as simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from solvus.cli.outcome import AsJson, Debug, ending
from solvus.cli.progress import progress_bar
from solvus.cli.terminal import emit, say, show

if TYPE_CHECKING:
    import xarray as xr

MPT, BDF = ".mpt", (".bdf.csv", ".bdf.parquet")


def export(
    source: Annotated[
        str,
        typer.Argument(metavar="STUDY", help="Study file, or the record (.nc, .zarr) of its run."),
    ],
    to: Annotated[
        str, typer.Option(metavar="FILE", help="NEW.mpt (EC-Lab's text), .bdf.csv or .bdf.parquet.")
    ],
    area: Annotated[
        str | None, typer.Option(metavar="AREA", help="Of the electrodes, as 1.13cm2.")
    ] = None,
    noise: Annotated[
        str | None, typer.Option(metavar="VOLTAGE", help="White noise to add, as 0.1mV.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the noise.")] = 0,
    every: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="A row so often, as 10s.  [default: rows of the run]"),
    ] = None,
    change: Annotated[
        str, typer.Option(metavar="VOLTAGE", help="With --every: a row too when it moved so far.")
    ] = "1mV",
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Write a simulated cell as an instrument would have, to be read back like a measured one."""
    with ending(as_json, debug):
        from solvus.observe.cycler import Recording
        from solvus.study.export import exported

        _check_name(to)
        how = Recording(
            _amount("--every", every, "s"),
            _amount("--change", change, "V"),
            _amount("--noise", noise, "V"),
            seed,
        )
        size = _amount("--area", area, "m^2") or None
        with progress_bar("running") as tell:
            made = exported(source, size, how, lambda done, due: tell("running", done, due))
        _save(made.record, to)
        facts = {
            "saved": to,
            "simulated_by": made.record.attrs["simulated_by"],
            "points": made.record.sizes["point"],
            "spectra": made.record.sizes.get("spectrum", 0),
            "area_cm2": 1e4 * made.record.attrs["area_m2"],
            "notices": list(made.notices),
        }
        if as_json:
            emit(facts)
            return
        show(f"{facts['points']} points, {facts['spectra']} spectra, {facts['area_cm2']:g} cm2")
        show(*(f"- {sentence}" for sentence in made.notices))
        say(f"saved {to}, marked as simulated")


def _check_name(to: str) -> None:
    from solvus.base.errors import Fault, InputError

    if not to.lower().endswith((MPT, *BDF)):
        raise InputError(Fault("the name must end in .mpt, .bdf.csv or .bdf.parquet", "--to"))


def _amount(option: str, text: str | None, unit: str) -> float:
    """A positive amount in SI, 0 where none is given."""
    from solvus.base.errors import Fault, InputError
    from solvus.base.units import parse

    if text is None:
        return 0.0
    try:
        value = parse(text, unit)
    except ValueError as error:
        raise InputError(Fault(str(error), option)) from None
    if value <= 0.0:
        raise InputError(Fault(f'"{text}" is not above zero; leave {option} out instead', option))
    return value


def _save(record: xr.Dataset, to: str) -> None:
    from solvus.analyse.readers import bdf, mpt_write

    if to.lower().endswith(MPT):
        mpt_write.write_mpt(record, to)
    else:
        bdf.write(record, to)
