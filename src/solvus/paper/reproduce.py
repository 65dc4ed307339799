"""The main job: run the paper's studies, judge every claim, write the report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solvus.base import record
from solvus.base.files import write_text
from solvus.infer.deciding_page import worked_sections
from solvus.materials import library
from solvus.materials.kinds import Material
from solvus.materials.show import sources_used
from solvus.paper import (
    adsorption_page,
    cycling_page,
    front_page,
    full_page,
    mechanism_page,
    pouch_section,
)
from solvus.paper.calibrate import Calibration, calibrate
from solvus.paper.claims import all_claims
from solvus.paper.confront import Outcome, confront
from solvus.paper.cycling import Cycling, calibrate_cycling
from solvus.paper.full_cells import FullCells, calibrate_full
from solvus.paper.hypotheses import HYPOTHESES
from solvus.paper.laboratory import EXAMPLES
from solvus.paper.verdict import Verdict, judge
from solvus.report.blocks import PageLink, Section
from solvus.report.page import write_page
from solvus.report.run_tables import STATUSES, material_table, software
from solvus.study.records import finite

Progress = Callable[[str, int, int], None]

PAPER = "Wang et al., Adv. Funct. Mater. 2023, doi 10.1002/adfm.202307281"
MECHANISMS, CYCLING, DECIDING = "mechanisms.html", "cycling.html", "deciding.html"
FULL, POUCH, ADSORPTION = "full.html", "pouch.html", "adsorption.html"
LONG = (MECHANISMS, DECIDING)  # left out of a quick report
LINKS = (
    PageLink("The paper, judged", "index.html"),
    PageLink("Symmetric cells", CYCLING),
    PageLink("Full cells", FULL),
    PageLink("Pouch cells", POUCH),
    PageLink("Adsorption", ADSORPTION),
    PageLink("Rival mechanisms", MECHANISMS),
    PageLink("What to measure next", DECIDING),
    PageLink("Materials and sources", "materials.html"),
)


@dataclass(frozen=True)
class Reproduction:
    """What came of it, for the terminal and for tests."""

    calibration: Calibration
    cycling: Cycling
    full: FullCells
    verdicts: list[Verdict]
    outcomes: list[Outcome]
    report: Path

    def rows(self) -> list[dict[str, Any]]:
        """One row a claim."""
        return [verdict.row() for verdict in self.verdicts]

    @property
    def fitted(self) -> list[dict[str, Any]]:
        """The fitted parameters: name, value, sigma, unit."""
        return [
            *front_page.fitted_rows(self.calibration),
            *cycling_page.fitted_rows(self.cycling),
            *full_page.fitted_rows(self.full),
        ]

    def counts(self) -> dict[str, int]:
        """Claims by kind of verdict."""
        return dict(Counter(verdict.kind for verdict in self.verdicts))


def reproduce(out: Path, progress: Progress | None = None, *, quick: bool = False) -> Reproduction:
    """Calibrate, judge, confront, draw; writes index.html and more pages into `out`.

    `quick` leaves out the rival mechanisms and the ranking of experiments, with their pages.

    What is computed is written as soon as it is there (calibration.json, verdicts.json,
    verdicts.csv, mechanisms.json), so that an interrupt loses no finished part. `progress` is
    called with (what, done, in all).
    """
    tell = progress or (lambda what, done, total: None)
    claims = all_claims()
    hypotheses = () if quick else HYPOTHESES
    links = tuple(link for link in LINKS if not quick or link.href not in LONG)
    total = 4 + len(claims) + len(hypotheses) + len(links)
    out.mkdir(parents=True, exist_ok=True)
    tell("calibrating on readings of role fit", 0, total)
    calibration = calibrate()
    _write_json(out / "calibration.json", _calibration(calibration))
    cycling = calibrate_cycling(calibration.theta, lambda what: tell(what, 1, total))
    _write_json(out / "cycling.json", cycling_page.document(cycling))
    full = calibrate_full(cycling, lambda what: tell(what, 3, total))
    _write_json(out / "full.json", full_page.document(full))
    verdicts = []
    for number, claim in enumerate(claims):
        tell(f"judging {claim.id}", 4 + number, total)
        verdicts.append(judge(claim, calibration, cycling, full))
    _write_verdicts(out, verdicts)
    outcomes = []
    for number, hypothesis in enumerate(hypotheses):
        tell(f"confronting {hypothesis.label}", 4 + len(claims) + number, total)
        outcomes.append(confront(hypothesis))
    if outcomes:
        _write_json(out / "mechanisms.json", [_outcome(o) for o in outcomes])
    done = total - len(links)
    tell("drawing the paper's figures", done, total)
    about = _about(calibration, cycling, full, verdicts)
    index = out / "index.html"
    write_page(
        index, "Wang 2023, judged",
        "Dynamic concentration of an alloying element at the surface of a lithium anode: the "
        "experiments of the paper, simulated, and every number it prints compared.",
        front_page.sections(calibration, cycling, full, verdicts), about, links,
    )  # fmt: skip
    tell("drawing the symmetric cells", done + 1, total)
    write_page(
        out / CYCLING, "Symmetric cells",
        "Why the alloy foil lives longer: lost lithium, the layer it leaves, and the voltage.",
        cycling_page.sections(cycling, verdicts), about, links,
    )  # fmt: skip
    tell("drawing the full cells", done + 2, total)
    write_page(
        out / FULL, "Full cells",
        "NCM622 and SPAN against a thin foil: what the lithium that is lost does to a whole cell.",
        full_page.sections(full, verdicts), about, links,
    )  # fmt: skip
    tell("drawing the pouch cells", done + 3, total)
    write_page(
        out / POUCH, "Pouch cells",
        "What the energy of a pouch cell rests on, and how it moves with the life of its anode.",
        pouch_section.sections(full, verdicts), about, links,
    )  # fmt: skip
    tell("drawing adsorption", done + 4, total)
    write_page(
        out / ADSORPTION, "Adsorption",
        "Why the solute works: how strongly a face holds a lithium atom, from first principles.",
        adsorption_page.sections(verdicts), about, links,
    )  # fmt: skip
    if outcomes:
        tell("drawing the mechanisms", done + 5, total)
        write_page(
            out / MECHANISMS, "Rival mechanisms",
            "Where does the silver go, and what do the surface readings allow?",
            mechanism_page.sections(outcomes), about, links,
        )  # fmt: skip
        tell("ranking the experiments that would decide", done + 6, total)
        write_page(
            out / DECIDING, "What to measure next",
            "Rival explanations of what the paper saw, and the measurements that would tell them "
            "apart.",
            worked_sections(EXAMPLES), about, links,
        )  # fmt: skip
    tell("listing materials", total - 1, total)
    write_page(
        out / "materials.html", "Materials and sources",
        "Every number the report rests on, with its range, status and source.",
        [_materials()], about, links,
    )  # fmt: skip
    tell("done", total, total)
    return Reproduction(calibration, cycling, full, verdicts, outcomes, index)


def _materials() -> Section:
    used: list[Material] = [
        library.lithium(),
        library.solute("Ag"),
        library.solute("Mg"),
        library.electrolyte("lipf6_ec_dec_fec"),
        library.cathode("ncm622"),
        library.cathode("ncm811"),
        library.cathode("span"),
    ]
    return Section("Materials", "materials", STATUSES, (material_table(sources_used(used)),))


def _about(
    calibration: Calibration, cycling: Cycling, full: FullCells, verdicts: list[Verdict]
) -> list[tuple[str, str]]:
    known = record.provenance()
    return [
        ("Paper", PAPER),
        *software(known),
        ("Fitted parameters",
         f"{len(calibration.values)} on {len(calibration.readings)} readings of surface and "
         f"nucleation, {cycling.fitted} on {len(cycling.result.readings)} of symmetric cells, "
         f"{len(full.values)} on {len(full.readings)} of full cells"),
        ("Claims", f"{len(verdicts)} in all"),
    ]  # fmt: skip


def _calibration(calibration: Calibration) -> dict[str, Any]:
    return {
        "fitted": front_page.fitted_rows(calibration),
        "values_si": calibration.values,
        "covariance_si": calibration.covariance.tolist(),
        "chi2": calibration.chi2,
        "degrees_of_freedom": calibration.freedom,
        "readings": calibration.readings,
        "contact_charge_bracket_C_m2": calibration.bracket,
        "provenance": record.provenance(),
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "hypothesis": outcome.hypothesis.label,
        "mechanism": outcome.hypothesis.mechanism,
        "values_si": outcome.values,
        "chi2": outcome.total,
        "parameters": outcome.parameters,
        "aic": outcome.aic,
        "probability": outcome.probability,
        "rejected": outcome.rejected,
        "against": outcome.against,
        "predicted_at_percent": outcome.predicted,
        "chi2_by_reading": outcome.chi2,
    }


def _write_verdicts(out: Path, verdicts: list[Verdict]) -> None:
    rows = [verdict.row() for verdict in verdicts]
    _write_json(out / "verdicts.json", rows)
    names = (
        "group", "id", "where", "role", "printed", "reading_sigma", "computed", "sigma", "unit",
        "verdict",
    )  # fmt: skip
    columns = {name: [row[name] for row in rows] for name in names}
    for name in ("reading_sigma", "computed"):
        columns[name] = [float("nan") if c is None else c for c in columns[name]]
    record.save_table(columns, out / "verdicts.csv")


def _write_json(path: Path, data: Any) -> None:
    write_text(path, json.dumps(finite(data), ensure_ascii=False, indent=1))
