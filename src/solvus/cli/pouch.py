"""``solvus pouch``: bill of materials, energies, inverse design, sweeps, life of a pouch cell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from solvus.cli.outcome import FAILED, AsJson, Debug, ending
from solvus.cli.pouch_document import (
    cell_document,
    inverse_document,
    life_document,
    sweep_document,
    uncertainty_document,
)
from solvus.cli.terminal import emit, say, show

if TYPE_CHECKING:
    from solvus.study.pouch_inverse import Inverse
    from solvus.study.pouch_life import PouchLife
    from solvus.study.pouch_load import Pouch
    from solvus.study.pouch_sweep import Sweep

DEFAULT_QUANTITIES = (
    "specific_energy", "energy_density.body", "energy_density.body.charged", "capacity", "n_to_p",
)  # fmt: skip


def pouch(
    file: Annotated[
        str | None,
        typer.Argument(metavar="FILE", help="Pouch file, e.g. examples/wang2023_1p4Ah.yaml."),
    ] = None,
    target: Annotated[
        str | None,
        typer.Option(help='Asked for, e.g. "400 Wh/kg" or "energy_density.stack = 900 Wh/L".'),
    ] = None,
    free: Annotated[
        str | None, typer.Option(metavar="KEY", help="Set free for it, e.g. anode.thickness.")
    ] = None,
    sweep: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=RANGE", help='e.g. anode.thickness="5 um to 50 um"; twice for '
                     "a map."),
    ] = None,
    quantity: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Quantity of the sweep; may be given again."),
    ] = None,
    life: Annotated[
        bool, typer.Option("--life", help="Run the study of the file and put its life in.")
    ] = False,
    page: Annotated[
        bool, typer.Option("--page", help="Write pouch.html: the cell in figures and tables.")
    ] = False,
    out: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Save pouch.json (and sweep.csv) there.  [default, with "
                     "--page: out/<name of the file>]"),
    ] = None,
    template: Annotated[
        str | None, typer.Option(metavar="NEW", help="Write a commented pouch file; - prints it.")
    ] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Bill of materials and energies of a pouch cell; inverse design, sweeps, life.

    Writes nothing unless --out, --page or --template is given.
    """  # fmt: skip
    with ending(as_json, debug):
        if template is not None:
            _write_template(template, as_json)
            return
        if file is None:
            raise typer.BadParameter("name a pouch file, or ask for --template")
        if (target is None) != (free is None):
            raise typer.BadParameter("--target and --free go together")
        made = _Asked(file)
        if target is not None and free is not None:
            made.solve(target, free)
        if sweep:
            made.sweep(sweep, quantity or [])
        if life:
            made.live()
        made.finish(out, page)
        if as_json:
            emit(made.document)
        else:
            made.print()
        if made.inverse is not None and not made.inverse.solutions:
            raise typer.Exit(FAILED)


class _Asked:
    """One call: the cell, whatever was asked of it, and the document that says so."""

    def __init__(self, file: str) -> None:
        from solvus.study.pouch_load import read_pouch, variants_of
        from solvus.study.pouch_sweep import carried

        self.name = file
        self.pouch: Pouch = read_pouch(file)
        self.variants = variants_of(self.pouch)
        self.carried = carried(self.pouch.file)
        self.inverse: Inverse | None = None
        self.swept: Sweep | None = None
        self.life: PouchLife | None = None
        self.document: dict[str, Any] = {"file": file, **cell_document(self.pouch)}
        self.document["variants"] = {
            name: cell_document(one) for name, one in self.variants.items()
        }
        if self.carried is not None:
            self.document["uncertainty"] = uncertainty_document(self.carried)

    def solve(self, target: str, free: str) -> None:
        from solvus.study.pouch_inverse import read_target, solve_for

        asked = read_target(target, self.pouch.file.basis)
        self.inverse = solve_for(self.pouch.file, asked, free)
        self.document["inverse"] = inverse_document(self.inverse)

    def sweep(self, texts: list[str], names: list[str]) -> None:
        from solvus.base.errors import Fault, InputError, suggestion
        from solvus.pouch.quantities import QUANTITIES
        from solvus.study.pouch_sweep import read_sweeps, sweep

        parted = [text.partition("=") for text in texts]
        faults = [
            Fault(f'"{key}" has no range; write e.g. anode.thickness="5 um to 50 um"', "--sweep")
            for key, equals, _ in parted if not equals
        ]  # fmt: skip
        faults += [Fault(f'"{name}" is no quantity.{suggestion(name, QUANTITIES)}', "--quantity")
                   for name in names if name not in QUANTITIES]  # fmt: skip
        if faults:
            raise InputError(*faults)
        values = read_sweeps(self.pouch.file, {key.strip(): text for key, _, text in parted})
        self.swept = sweep(self.pouch.file, values)
        self.document["sweep"] = sweep_document(self.swept, tuple(names) or DEFAULT_QUANTITIES)

    def live(self) -> None:
        from solvus.cli.progress import progress_bar
        from solvus.study.pouch_life import live

        with progress_bar(self.pouch.file.title) as tell:

            def told(done: int, total: int) -> None:
                tell(self.pouch.file.title, done, total)

            self.life = live(self.pouch, told)
        self.document["life"] = life_document(self.life)

    def finish(self, out: str | None, page: bool) -> None:
        """Save what there is to save."""
        if out is None and not page:
            return
        from solvus.cli.pouch_files import save

        folder = Path(out) if out is not None else Path("out") / Path(self.name).stem
        written = save(folder, self.document)
        if page:
            from solvus.report.pouch_page import Asked, write_pouch_page

            path = folder / "pouch.html"
            asked = Asked(self.pouch, self.variants, self.carried, self.inverse, self.swept,
                          self.life)  # fmt: skip
            write_pouch_page(path, asked, self.name)
            written["page"] = str(path)
        self.document["files"] = written

    def print(self) -> None:
        """Show it on the terminal."""
        from solvus.cli import pouch_print as shown

        about = self.document
        shown.print_cell(about)
        if about["variants"]:
            shown.print_variants(about["variants"], about)
        for part, how in (
            ("uncertainty", shown.print_uncertainty), ("inverse", shown.print_inverse),
            ("sweep", shown.print_sweep), ("life", shown.print_life),
        ):  # fmt: skip
            if part in about:
                how(about[part])
        for what, path in about.get("files", {}).items():
            show(f"{what}: {path}")


def _write_template(name: str, as_json: bool) -> None:
    from solvus.base.errors import Fault, InputError
    from solvus.base.files import write_text
    from solvus.study.pouch_template import template

    if name == "-":
        if as_json:
            emit({"pouch": template()})
        else:
            typer.echo(template(), nl=False)
        return
    path = Path(name)
    if path.exists():
        raise InputError(Fault("is already there; name a new file", "--template", name))
    try:
        write_text(path, template())
    except OSError as error:
        raise InputError(
            Fault(f"cannot be written: {error.strerror}", "--template", name)
        ) from None
    if as_json:
        emit({"written": name})
    else:
        say(f"{name} is written; try: solvus pouch {name}")
