"""``solvus morphology``: the face of a foil as a map, as instruments see it, and its roughness."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from solvus.cli.interrupts import GivenUp, Interrupts
from solvus.cli.outcome import AsJson, Debug, ending, fail
from solvus.cli.progress import progress_bar
from solvus.cli.run_files import check_folder
from solvus.cli.terminal import emit, pairs, show, table

if TYPE_CHECKING:
    from solvus.study.morphology import Look
    from solvus.study.morphology_block import Morphology
    from solvus.study.run import StudyRun

MAPS, PAGE = "height_map.nc", "morphology.html"


class Made(NamedTuple):
    """A run, how its face was asked for, and what was seen of it."""

    done: StudyRun
    asked: Morphology
    looks: list[Look]


def morphology(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="Study file.")],
    out: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Where to save.  [default: out/<name of the study>]"),
    ] = None,
    cycle: Annotated[
        list[int] | None,
        typer.Option(min=1, help="Map at the end of this cycle; may be given again.  "
                     "[default: those of the study, else the last]"),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of the random numbers, instead of the study's.")
    ] = None,
    no_save: Annotated[bool, typer.Option("--no-save", help="Write no files.")] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Run a study and map the face of its foil: height, cross-section, confocal, roughness.

    Illustrative: density, memory and smoothing of the nuclei are not constrained by any reading.
    """  # fmt: skip
    with ending(as_json, debug):
        from solvus.study.installed import read_study

        wanted = read_study(study)
        folder = Path(out) if out is not None else Path("out") / Path(study).stem
        if not no_save:
            check_folder(folder)
        try:
            made = _made(wanted, Path(study).parent, cycle or [], seed)
        except GivenUp:
            fail("given up; nothing is written", as_json)
        files = {} if no_save else _save(made, folder, study)
        about = _document(made, study, files)
        if as_json:
            emit(about)
        else:
            _print(about)


def _made(wanted: Any, folder: Path, cycles: list[int], seed: int | None) -> Made:
    from solvus.study.morphology import kept_of, look_at
    from solvus.study.morphology_block import Morphology
    from solvus.study.run import run_study

    asked: Morphology = wanted.morphology or Morphology()
    if seed is not None:
        asked = asked.model_copy(update={"seed": seed})
    with (
        Interrupts("stopping after this step; nothing will be written") as interrupts,
        progress_bar(wanted.title) as tell,
    ):

        def told(what: str, done: int, total: int) -> None:
            tell(what, done, total)
            interrupts.stop_if_asked()

        done = run_study(wanted, folder, progress=partial(told, wanted.title))
        interrupts.stop_if_asked()
        kept = kept_of(done, asked, cycles, folder, partial(told, "map"))
        looks = [look_at(one, asked) for one in kept]
    return Made(done, asked, looks)


def _save(made: Made, folder: Path, study: str) -> dict[str, str]:
    """Write the maps and the page; returns what -> path."""
    from solvus.base import record
    from solvus.report.morphology_page import Named, sections
    from solvus.report.page import write_page
    from solvus.study.morphology_record import record_of

    paths = {"maps": folder / MAPS, "page": folder / PAGE}
    kept = record_of(made.done, made.asked, made.looks)
    record.save(kept, paths["maps"])
    solute = getattr(made.done.study.cell, made.asked.electrode).solute
    system = f"Li-{solute}" if solute else "Li"
    named = [Named(f"cycle {look.kept.cycle}", look, system) for look in made.looks]
    about = [
        ("Study", study),
        ("Ended", made.done.run.ended),
        ("Solvus", kept.attrs["solvus_version"]),
        ("Date", kept.attrs["date_utc"]),
        ("Study text, SHA-256", kept.attrs["study_sha256"]),
    ]
    lead = (
        f"{made.done.study.title}: the face of the {made.asked.electrode} foil after "
        f"{', '.join(one.name for one in named)}."
    )
    write_page(paths["page"], "Morphology", lead, sections(named, made.asked), about)
    return {name: str(path) for name, path in paths.items()}


def _document(made: Made, study: str, files: dict[str, str]) -> dict[str, Any]:
    """What ``--json`` prints, and the terminal shows."""
    from solvus.model.coverage import PLANAR
    from solvus.model.nuclei import DENSITIES
    from solvus.study.morphology import ILLUSTRATIVE, values_of
    from solvus.study.records import finite

    asked = made.asked
    return finite(
        {
            "study": study,
            "title": made.done.study.title,
            "ended": made.done.run.ended,
            "complete": made.done.run.complete,
            "trust": ILLUSTRATIVE,
            "electrode": asked.electrode,
            "density_law": f"{asked.density}, {DENSITIES[asked.density].title}",
            "parameters_si": values_of(asked),
            "pixels": asked.pixels,
            "side_um": 1e6 * asked.side,
            "seed": asked.seed,
            "planar_from": PLANAR,
            "maps": [_map(look, asked) for look in made.looks],
            "files": files,
        }
    )


def _map(look: Look, asked: Morphology) -> dict[str, Any]:
    from solvus.model.coverage import PLANAR, density_needed
    from solvus.model.morphology import Domain

    kept, layer = look.kept, look.layer
    row: dict[str, Any] = {"cycle": kept.cycle, "half_cycle": kept.half_cycle, "state": kept.state}
    if kept.plating is not None and kept.exact is not None:
        density = kept.plating.density
        row |= {
            "deposit_um": 1e6 * kept.plating.deposit,
            "nuclei_per_cm2": 1e-4 * density,
            "nuclei_needed_per_cm2": 1e-4 * density_needed(kept.plating.deposit),
            "resolution": Domain(asked.pixels, asked.side).resolution(density),
            "planarity": float(kept.exact.planarity),
            "planar": bool(kept.exact.planarity >= PLANAR),
            "coverage_percent": 100.0 * kept.plating.coverage,
            "coverage_exact_percent": 100.0 * float(kept.exact.coverage),
        }
    row["surface"] = _roughness(look.surface)
    row["confocal"] = _roughness(look.seen)
    row["layer_mean_um"] = 1e6 * float(kept.face.residue.mean()) / kept.inside.packing
    row["layer_measured_um"] = None if layer is None else 1e6 * layer.mean
    row["layer_measured_sd_um"] = None if layer is None else 1e6 * layer.sd
    return row


def _roughness(found: Any) -> dict[str, Any]:
    lengths = {f"{key}_um": 1e6 * getattr(found, key) for key in ("sa", "sq", "sz")}
    shares = {"sdr_percent": 100.0 * found.sdr, "ssk": found.ssk, "sku": found.sku}
    return lengths | shares | {"settings": found.settings.words}


COLUMNS = {
    "nuclei_per_cm2": ("nuclei\n1/cm2", ".2g"),
    "planarity": ("sqrt(N) t\n", ".2f"),
    "coverage_percent": ("covered\n%", ".1f"),
    "sa_um": ("Sa\num", ".3g"),
    "sq_um": ("Sq\num", ".3g"),
    "sz_um": ("Sz\num", ".3g"),
    "sdr_percent": ("Sdr\n%", ".3g"),
    "layer_measured_um": ("layer seen\num", ".1f"),
    "layer_measured_sd_um": ("sd\num", ".1f"),
    "layer_mean_um": ("of the run\num", ".1f"),
}


def _print(about: dict[str, Any]) -> None:
    shown = table(
        ["cycle", "state", *(heading for heading, _ in COLUMNS.values())],
        right=["cycle", *(heading for heading, _ in COLUMNS.values())],
    )
    for row in about["maps"]:
        values = row | row["confocal"]
        cells = [
            "–" if values.get(key) is None else format(values[key], digits)
            for key, (_, digits) in COLUMNS.items()
        ]
        shown.add_row(str(row["cycle"]), row["state"], *cells)
    last = about["maps"][-1]
    lines = [
        ("run", about["ended"]),
        ("square", f"{about['side_um']:g} um, {about['pixels']} x {about['pixels']} pixels, "
                   f"{about['electrode']} electrode, seed {about['seed']}"),
        ("density of nuclei", about["density_law"]),
        ("planar", f"from sqrt(N) t = {about['planar_from']:g} on{_needed(last)}"),
        ("roughness", f"confocal, {last['confocal']['settings']}"),
        *(("", f"on the map of cycle {row['cycle']} nuclei are {row['resolution']}")
          for row in about["maps"] if row.get("resolution", "resolved") != "resolved"),
        ("trust", about["trust"]),
        *(("saved", path) for path in about["files"].values()),
    ]  # fmt: skip
    show(about["title"], style="bold")
    show(shown, "", pairs(lines))


def _needed(row: dict[str, Any]) -> str:
    if "nuclei_needed_per_cm2" not in row:
        return ""
    return (
        f": {row['nuclei_needed_per_cm2']:.2g} nuclei per cm2 for the last deposit of "
        f"{row['deposit_um']:.3g} um; it has {row['nuclei_per_cm2']:.2g}"
    )
