"""The first page of the report: the paper's figures redrawn, and a verdict on every claim."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from markupsafe import Markup

from solvus.base.units import from_si
from solvus.model.voltage import make_interface
from solvus.observe import epma
from solvus.paper import cycling_drawings, drawings
from solvus.paper.calibrate import FREE, MAH_PER_CM2, PRIORS, Calibration
from solvus.paper.claims import GROUPS
from solvus.paper.cycling import Cycling
from solvus.paper.full_cells import FullCells
from solvus.paper.laboratory import Laboratory, study
from solvus.paper.verdict import (
    AGREES,
    BOUND_MET,
    BOUND_MISSED,
    DIFFERS,
    NOT_DECIDABLE,
    NOT_PRINTED,
    Verdict,
)
from solvus.report.blocks import (
    Card,
    Cards,
    Cell,
    Column,
    Details,
    Figure,
    Listing,
    Row,
    Section,
    Table,
    Text,
)

DISPLAY = {"V": "mV", "m": "nm"}
SHOWN_STUDIES = ("strip5_plate3", "strip_series", "rest_72h", "nucleation_5", "epma_cycles")


def sections(
    calibration: Calibration, cycling: Cycling, full: FullCells, verdicts: list[Verdict]
) -> list[Section]:
    """The sections of the page."""
    return [
        _overview(calibration, cycling, full, verdicts),
        _surface(calibration, verdicts),
        _nucleation(calibration),
        _cells(cycling),
        _verdicts(verdicts),
        _calibration(calibration),
        _studies(),
    ]


def _overview(
    calibration: Calibration, cycling: Cycling, full: FullCells, verdicts: list[Verdict]
) -> Section:
    decided = [v for v in verdicts if v.kind not in (NOT_PRINTED, NOT_DECIDABLE)]
    counts = Counter(v.kind for v in decided)
    cards = Cards(
        (
            Card(str(len(decided)), "claims decided here"),
            Card(str(counts[AGREES] + counts[BOUND_MET]), "agree, or are bounds met", AGREES),
            Card(str(counts[DIFFERS] + counts[BOUND_MISSED]), "differ, or are missed", DIFFERS),
            Card(str(len(calibration.values) + cycling.fitted + len(full.values)),
                 "parameters fitted"),
            Card(str(len(calibration.readings) + len(cycling.result.readings)
                     + len(full.readings)), "readings fitted"),
        )
    )
    fitted = sum(v.kind == AGREES and v.claim.role == "fit" for v in decided)
    weak = sum("weak" in v.text for v in decided)
    text = (
        "Every claim is decided by computation, or said not to be decidable. Parameters were "
        "fitted to readings of role fit and to nothing else. One caution: the mechanism (H3v) was "
        "chosen by people who had seen every surface reading, so that a prediction here means that "
        "no parameter was adjusted to it, not that the model was built blind.\n\n"
        f"Of the agreements {fitted} were fitted and {weak} are weak tests. On symmetric cells six "
        "parameters meet six readings: those agreements are no test at all, the predictions beside "
        "them are. Of full cells two numbers of the cathode meet three readings. Several repeat "
        "one another: H3v knows two surface compositions, so that the readings after 5 and 7 "
        "mAh/cm2, or the two nucleation levels there, are one prediction and not two; at most 8 of "
        "the surface and nucleation readings are independent."
    )
    figure = Figure(drawings.overview(verdicts), "Claims by group and verdict.")
    return Section("In short", "short", text, (cards, figure))


def _surface(calibration: Calibration, verdicts: list[Verdict]) -> Section:
    foil = Laboratory(calibration.theta).design("strip5_plate3").foil
    recedes = 1e6 * foil.depth / foil.capacity * MAH_PER_CM2
    free = 1e2 * foil.initial_concentration * foil.depth / foil.capacity * MAH_PER_CM2
    text = (
        f"Li leaves, Ag stays. Each mAh/cm2 takes {recedes:.2f} um of foil and sets free "
        f"{free:.2f} umol/cm2 "
        "of Ag, which gathers in a skin at the surface; when Li is plated it passes beneath the "
        "skin, and part of the Ag goes back into it."
    )
    blocks = (
        Figure(
            drawings.profile_animation(calibration),
            "Concentration of Ag while 5 mAh/cm2 are stripped and 3 plated back (mechanism H3v). "
            "Press play, or drag the slider.",
            "Strip and plate",
        ),
        Figure(
            drawings.bars(verdicts),
            "AES readings: computed, with the uncertainty of fit and assumptions, and printed. "
            "Filled markers were fitted, open ones were not.",
            "Surface readings",
        ),
        Figure(
            drawings.profile(calibration),
            "Sputter depth profile after 5 mAh/cm2. The band (16 to 84 %) is wide because the "
            "sputter scale and the roughness are assumed, not fitted: the thickness of the slab "
            "is hardly a test.",
            "Depth profile",
        ),
        Figure(
            drawings.epma(calibration),
            "EPMA signal of the stripped state over 50 cycles. The probe sees "
            f"{1e6 * epma.sampling_depth(epma.INSTRUMENT.values()):.0f} um deep: it "
            "weighs the Ag near the surface, and does not read the surface itself.",
            "Ag over cycles",
        ),
    )
    return Section("The surface (Figures 1 and 2)", "surface", text, blocks)


def _nucleation(calibration: Calibration) -> Section:
    nuclei = 1e-4 * make_interface().values["nuclei"]
    text = (
        "The more Ag at the surface, the lower the voltage at which Li starts to plate. The "
        "logarithmic law is fitted to the readings at 0 and 5 mAh/cm2 alone; 3, 7 and pure Ag are "
        "predictions. The two-site law needs the reading on Ag as an input and cannot predict it."
    )
    blocks = (
        Figure(
            drawings.level(calibration),
            "Nucleation overpotential against the charge stripped before plating.",
            "Level",
        ),
        Figure(
            drawings.dips(calibration),
            "Voltage of the plating that follows. The depth of the dip follows from the level; "
            f"its width rests on an assumed density of nuclei ({nuclei:.0e} per cm2).",
            "The dip",
        ),
    )
    return Section("Nucleation (Figure 4h, i)", "nucleation", text, blocks)


def _cells(cycling: Cycling) -> Section:
    text = Markup(
        "Symmetric cells of 50 um foils at 1 mA/cm2 and 1 mAh/cm2. What is lost on plating builds "
        'a layer that the salt has to pass. <a href="cycling.html">The page on symmetric cells</a> '
        "has their voltage, layers, efficiency, impedance and faces, and how they were fitted."
    )
    figure = Figure(
        cycling_drawings.hysteresis(cycling),
        "Hysteresis against cycle number with predictive bands; filled readings were fitted, open "
        "ones were not. Below, the life computed and observed.",
        "Hysteresis and life",
    )
    return Section("Symmetric cells (Figure 3)", "cells", "", (Text(text), figure))


VERDICT_COLUMNS = (
    Column("claim"), Column("where"), Column("role"), Column("printed"),
    Column("computed"), Column("verdict"), Column("how, and what to note"),
)  # fmt: skip


def computed_text(verdict: Verdict) -> str:
    """The computed value with its sigma, in the unit of the claim."""
    if verdict.computed is None:
        return ""
    unit = verdict.claim.unit if verdict.claim.unit not in ("1", "") else ""
    number = f"{verdict.computed:.4g}"
    if verdict.model_sigma > 0.0:
        digits = max(0, 1 - math.floor(math.log10(verdict.model_sigma)))
        digits = min(digits, 2)
        number = f"{verdict.computed:.{digits}f} ± {verdict.model_sigma:.{digits}f}"
    return f"{number} {unit}".strip()


def printed_text(verdict: Verdict) -> str:
    """The claim as printed, with the sigma that we assign to it."""
    sigma = verdict.claim.sigma
    return verdict.claim.printed + (f" (± {sigma:g})" if sigma else "")


def _verdicts(verdicts: list[Verdict]) -> Section:
    blocks = [verdict_table(verdicts, group) for group in GROUPS]
    text = (
        "Agreement means within 2 sigma of reading and model together. Weak test: the model is "
        "less certain than twice the reading; for a fitted reading its own sigma alone counts. "
        "The sigmas of the readings (in brackets) are ours; the paper prints none."
    )
    return Section("Every claim", "claims", text, blocks)


def verdict_table(verdicts: list[Verdict], group: str) -> Table:
    """The claims of a group with what was printed, what was computed and the verdict."""
    rows: list[Row] = [
        [
            Cell(v.claim.says, note=v.claim.id),
            v.claim.where,
            v.claim.role,
            printed_text(v),
            computed_text(v),
            Cell(v.text, v.kind),
            "; ".join(part for part in (v.how, v.claim.note) if part),
        ]
        for v in verdicts
        if v.claim.group == group
    ]
    return Table(VERDICT_COLUMNS, rows, f"Claims of group {group}.")


def fitted_rows(calibration: Calibration) -> list[dict[str, Any]]:
    """Name, value, sigma, unit of the fitted parameters, in display units."""
    rows = []
    for free in FREE:
        unit = DISPLAY.get(free.unit, free.unit)
        value, sigma = calibration.values[free.name], calibration.sigma[free.name]
        if unit != free.unit:
            value, sigma = from_si(value, free.unit, unit), from_si(sigma, free.unit, unit)
        rows.append(
            {"name": free.name, "meaning": free.meaning, "value": value, "sigma": float(sigma),
             "unit": unit}
        )  # fmt: skip
    return rows


def _calibration(calibration: Calibration) -> Section:
    rows: list[Row] = [
        [row["name"], row["meaning"], Cell(f"{row['value']:.4g}", sort=row["value"]),
         Cell(f"{row['sigma']:.2g}", sort=row["sigma"]), row["unit"].replace("1", "")]
        for row in fitted_rows(calibration)
    ]  # fmt: skip
    table = Table(
        ("parameter", "meaning", Column("value", numeric=True), Column("sigma", numeric=True),
         "unit"), rows, "Fitted to readings of role fit.",
    )  # fmt: skip
    sigma = calibration.sigma
    names = list(calibration.values)
    correlation: list[Row] = [
        [a, *(f"{calibration.covariance[i, j] / (sigma[a] * sigma[b]):+.2f}"
              for j, b in enumerate(names))]
        for i, a in enumerate(names)
    ]  # fmt: skip
    matrix = Table(("", *names), correlation, "Correlation of the fitted parameters.")
    priors = Table(
        ("parameter", Column("value", numeric=True), Column("sigma", numeric=True), "why"),
        [[p.name, f"{p.value:.3g}", f"{p.sigma:.2g}", p.why] for p in PRIORS],
        "Assumed, not fitted; the width is carried into the predictions (SI units).",
    )
    low, high = (q / MAH_PER_CM2 for q in calibration.bracket)
    text = (
        f"Least squares on {len(calibration.readings)} readings "
        f"({', '.join(calibration.readings)}): chi2 {calibration.chi2:.2f} at "
        f"{calibration.freedom} degrees of freedom, {len(calibration.values)} parameters. The "
        f"threshold charge of H3v is a bracket and no fit: every value from {low:.2f} to "
        f"{high:.2f} mAh/cm2 (grid of 0.25) serves these readings as well. Not fitted and not "
        "derived: that the skin is Li11Ag2 in contact and LiAg when drained, and that all of it "
        "rides on plated Li."
    )
    return Section("What was fitted", "fitted", text, (table, Details("More", (matrix, priors))))


def _studies() -> Section:
    blocks = [
        Details(name, (Listing(study(name).source_text, f"{name}.yaml"),)) for name in SHOWN_STUDIES
    ]
    text = "The studies behind the figures; each runs on its own with solvus run."
    return Section("Studies", "studies", text, (Text(text), *blocks))
