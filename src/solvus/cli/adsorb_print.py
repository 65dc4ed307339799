"""Adsorption on the terminal: what would be computed, and what was found."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from solvus.cli.adsorb_document import solubilities
from solvus.cli.terminal import pairs, show, table

if TYPE_CHECKING:
    from solvus.atoms.found import Found, Solved, Tried
    from solvus.atoms.outcome import Outcome
    from solvus.study.adsorb_run import Done


def print_plan(about: Mapping[str, Any]) -> None:
    """Surfaces, their sites, and how many calculations they come to."""
    show(about["title"], style="bold")
    for surface in about["surfaces"]:
        shown = table(["site", "copies"], right=["copies"])
        for site in surface["sites"]:
            shown.add_row(site["label"], str(site["copies"]))
        show("", f"{surface['name']}: p({surface['n']}x{surface['n']}), {surface['layers']} "
             f"layers, {surface['atoms']} atoms", shown)  # fmt: skip
    show("", pairs([
        ("calculations", f"{about['most_calculations']} at most, {_engines(about)}"),
        *((f"variant {name}", f"{one['most_calculations']} at most, {_engines(one)}; those "
           "that it shares are run once") for name, one in about["variants"].items()),
    ]))  # fmt: skip
    _print_notices(about["notices"])


def _engines(about: Mapping[str, Any]) -> str:
    screen = about["screen"]
    return f"{about['engine']} after {screen}" if screen else str(about["engine"])


def print_result(title: str, done: Done, notices: Sequence[str], files: Mapping[str, str]) -> None:
    """Surfaces and sites at each level, variants, and what stands behind them."""
    show(title, style="bold")
    _print_level(done.solved.surfaces, "")
    if done.solved.screened:
        _print_level(done.solved.screened, "Screening: ")
    if done.variants:
        show("", "Variants", _variants(done))
    first = done.solved.surfaces[0]
    lines = [("engine", first.bulk.version), *_behind(first)]
    if done.solved.screened:
        screened = done.solved.screened[0]
        lines += [("screening", screened.bulk.version), *_behind(screened)]
    lines += [
        (f"solubility of {solute}", f"{one['at_percent']:.3g} at% in bcc lithium at 25 degC "
         f"({one['status']})") for solute, one in solubilities(done.solved.plan).items()
    ]  # fmt: skip
    lines += [
        ("reference", _reference(done.solved)),
        ("core hours", f"{done.hours:.3g}, of all calculations"),
        ("calculations", f"{done.found} found finished, {done.run} run"),
        *(("saved", path) for path in files.values()),
    ]
    show("", pairs(lines))
    _print_notices(notices)


def _print_level(surfaces: Sequence[Found], before: str) -> None:
    right = [
        "Li per\nsolute", "cover-\nage", "E_ad\neV", "E_seg\neV", "fmax\neV/A", "sites\nsound",
        "gained\nmeV",
    ]  # fmt: skip
    shown = table(["surface", right[0], right[1], "best site", *right[2:]], right=right)
    for found in surfaces:
        best = found.best
        sound = sum(math.isfinite(one.energy) for one in found.tried)
        ratio = found.surface.lithium_per_solute
        shown.add_row(
            found.surface.name, "–" if ratio is None else f"{ratio:.4g}",
            f"{found.surface.coverage:.3g}", _where(best) if best else "none converged",
            _number(found.energy, ".3f"), _number(found.segregation, ".3f"),
            _number(best.outcome.fmax if best else math.nan, ".4f"),
            f"{sound} of {len(found.tried)}", _number(1e3 * found.gained_again, ".1f"),
        )  # fmt: skip
    show("", f"{before}energies of adsorption at {surfaces[0].level.engine}", shown)
    for found in surfaces:
        show("", f"{before}{found.surface.name}", _sites(found))


def _where(tried: Tried) -> str:
    """A site, and where its atom went if it did not stay."""
    if tried.ends_at == tried.site.kind:
        return tried.site.label
    return f"{tried.site.label}, ends at {tried.ends_at}"


def _sites(found: Found) -> Any:
    right = ["copies", "E_ad\neV", "above the best\nmeV", "fmax\neV/A", "steps"]
    shown = table(["site", "copies", "ends at", *right[1:], "converged"], right=right)
    for one in found.tried:
        made = one.outcome
        above = 1e3 * (one.energy - found.energy)
        shown.add_row(
            one.site.label, str(one.site.copies), one.ends_at, _number(one.energy, ".3f"),
            _number(above, ".1f"), _number(made.fmax, ".4f"), str(made.steps),
            "yes" if made.converged else "no",
        )  # fmt: skip
    return shown


def _variants(done: Done) -> Any:
    right = ["E_ad\neV", "moved by\nmeV", "E_seg\neV"]
    shown = table(["variant", "surface", "best site", *right], right=right)
    as_it_is = {one.surface.name: one.energy for one in done.solved.surfaces}
    for name, solved in done.variants.items():
        for found in solved.surfaces:
            moved = found.energy - as_it_is.get(found.surface.name, math.nan)
            shown.add_row(
                name, found.surface.name, found.best.site.label if found.best else "–",
                _number(found.energy, ".3f"), _number(1e3 * moved, ".1f"),
                _number(found.segregation, ".3f"),
            )  # fmt: skip
    return shown


def _behind(found: Found) -> list[tuple[str, str]]:
    """Settings, lattice and slabs behind a level."""
    surface = found.surface
    fixed = "every atom" if surface.fixed is None else f"the lowest {surface.fixed}"
    return [
        ("", _settings(found.first) or "no settings"),
        ("", f"lattice constant {found.lattice:.4f} A, bulk modulus "
             f"{_number(found.bulk.bulk_modulus, '.1f')} GPa"),
        ("", f"first slab: p({surface.n}x{surface.n}), {surface.layers} layers, {fixed} held, "
             f"{surface.vacuum:g} A of vacuum on either side"),
    ]  # fmt: skip


def _settings(outcome: Outcome) -> str:
    from solvus.atoms.engines import ENGINES

    rows = ENGINES[outcome.engine].settings if outcome.engine in ENGINES else ()
    units = {row.name: f" {row.unit}" for row in rows if row.unit not in ("", "1")}
    return ", ".join(
        f"k-points {' x '.join(map(str, value))}" if name == "kpts"
        else f"{name} {value}{units.get(name, '')}"
        for name, value in outcome.settings.items()
    )  # fmt: skip


def _reference(solved: Solved) -> str:
    if solved.plan.reference == "atom":
        return "E(Li) is the energy of an isolated lithium atom, at the same settings"
    return "E(Li) is the energy per atom of bcc lithium, at the same settings"


def _number(value: float, digits: str) -> str:
    return format(value, digits) if math.isfinite(value) else "–"


def _print_notices(notices: Sequence[str]) -> None:
    for notice in notices:
        show("", f"Note: {notice}.")
