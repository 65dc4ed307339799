"""``solvus foil``: what a foil is made of and what it can deliver, without a simulation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from solvus.cli.foil_facts import facts_of
from solvus.cli.outcome import AsJson, Debug, ending
from solvus.cli.terminal import emit, pairs, show, table

if TYPE_CHECKING:
    from solvus.study import schema

_MATERIAL_ENDINGS = (".yaml", ".yml")


def foil(
    solute: Annotated[
        str | None, typer.Option(help="Symbol or material file; left out: pure lithium.")
    ] = None,
    content: Annotated[
        str | None, typer.Option(help='Share of the solute (of AgCl), e.g. "10 wt%".')
    ] = None,
    thickness: Annotated[str | None, typer.Option(help='e.g. "30 um".  [default: 50 um]')] = None,
    route: Annotated[
        str | None, typer.Option(help="metal, or chloride (AgCl is melted in).  [default: metal]")
    ] = None,
    sides: Annotated[int | None, typer.Option(help="Faces worked, 1 or 2.  [default: 1]")] = None,
    study: Annotated[
        str | None, typer.Option(metavar="FILE", help="Take the foil of a study instead.")
    ] = None,
    counter: Annotated[
        bool, typer.Option("--counter", help="With --study: the counter foil.")
    ] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Composition, mass, capacity and phases of a foil."""
    with ending(as_json, debug):
        options = {
            "solute": solute,
            "content": content,
            "thickness": thickness,
            "route": route,
            "sides": sides,
        }
        given = {key: value for key, value in options.items() if value is not None}
        if study is None:
            asked, folder = _from_options(given, counter), Path()
        else:
            asked, folder = _from_study(study, given, counter), Path(study).parent
        facts = facts_of(asked, folder)
        if as_json:
            emit(facts)
        else:
            _print(facts)


def _from_options(given: dict[str, Any], counter: bool) -> schema.Foil:
    """The foil that the options describe, read as the same block of a study would be."""
    from solvus.base.errors import Fault, InputError
    from solvus.study.installed import registries
    from solvus.study.schema import Foil, ValidationError
    from solvus.study.sentences import slips_of

    if counter:
        raise InputError(Fault("goes with --study", "--counter"))
    try:
        return Foil.model_validate(
            {"thickness": "50 um"} | given, context={"registries": registries(Path())}
        )
    except ValidationError as error:
        slips = slips_of(error, Foil)
    raise InputError(*(Fault(message, f"--{'.'.join(map(str, path))}") for path, message in slips))


def _from_study(name: str, given: dict[str, Any], counter: bool) -> schema.Foil:
    from solvus.base.errors import Fault, InputError
    from solvus.study.installed import read_study

    if given:
        first = next(iter(given))
        raise InputError(Fault("--study names a foil already; give one of the two", f"--{first}"))
    cell = read_study(name).cell
    if not counter:
        return cell.working
    if cell.counter is None:
        raise InputError(Fault("a single foil has no counter electrode", "cell.counter", name))
    return cell.counter


def _print(facts: dict[str, Any]) -> None:
    show(facts["foil"], style="bold")
    show(pairs(_lines(facts)))
    if facts["phases"]:
        headings = (
            "compound",
            "solute\nat%",
            "\nstatus",
            "plateau\nmV",
            "range\nmV",
            "\nstatus",
            "if left\nmAh/g",
        )
        shown = table(headings, right=("plateau\nmV", "if left\nmAh/g"))
        for phase in facts["phases"]:
            low, high = phase["solute_at_percent_low"], phase["solute_at_percent_high"]
            span = f"{low:.3g}" if low == high else f"{low:.3g} to {high:.3g}"
            shown.add_row(
                phase["formula"],
                span,
                phase["range_status"],
                f"{phase['plateau_mV']:.3g}",
                f"{phase['plateau_mV_low']:.3g} to {phase['plateau_mV_high']:.3g}",
                phase["plateau_status"],
                f"{phase['capacity_mAh_per_g_if_left']:.4g}",
            )
        show("", shown)
        show(
            "Plateau: against Li, where the compound coexists with the next Li-richer phase. "
            "If left: capacity of the foil when the compound stays behind."
        )
    if facts["notes"]:
        show("", *facts["notes"])


def _lines(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """The facts in words, in the order in which they are asked for."""
    symbol = facts["solute"]
    lines = []
    if symbol is not None:
        lines += [
            ("solute in the metal", f"{facts['solute_at_percent']:.3g} at% {symbol}, "
                                    f"{facts['solute_wt_percent']:.4g} wt%"),
        ]  # fmt: skip
        if facts["lithium_per_solute"]:
            lines.append((f"Li : {symbol}", f"{facts['lithium_per_solute']:.4g}"))
        if facts["salt_volume_percent"]:
            lines.append(("LiCl", f"{facts['salt_volume_percent']:.3g} % of the volume"))
    lines += [
        ("density", f"{facts['density_g_per_cm3']:.4g} g/cm3"),
        ("mass", f"{facts['mass_mg_per_cm2']:.4g} mg/cm2"),
        ("capacity, all Li", f"{facts['capacity_mAh_per_g']:.4g} mAh/g"),
    ]
    whole = f"{facts['capacity_mAh_per_cm2']:.4g} mAh/cm2"
    if facts["sides"] == 2:
        whole += f" in all, {facts['capacity_mAh_per_cm2_per_side']:.4g} mAh/cm2 per side"
    lines.append(("", whole))
    if facts["foil_um_per_mAh_per_cm2"]:
        lines.append(("1 mAh/cm2 takes", f"{facts['foil_um_per_mAh_per_cm2']:.4g} um of this foil"))
    if symbol is not None and facts["solute_umol_per_mAh"]:
        lines.append(("and sets free", f"{facts['solute_umol_per_mAh']:.4g} umol/cm2 of {symbol}"))
    lines.append(("pure Li", f"{facts['lithium_um_per_mAh_per_cm2']:.4g} um per mAh/cm2"))
    return lines
