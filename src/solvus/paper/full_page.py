"""The page on full cells: Figure 4 redrawn, where the knee comes from, what was fitted."""

from __future__ import annotations

from typing import Any

from solvus.paper import full_drawings as drawings
from solvus.paper.front_page import verdict_table
from solvus.paper.full_cells import ACTIVATION, DRAWS, FullCells
from solvus.paper.laboratory import study
from solvus.paper.verdict import AGREES, BOUND_MET, DIFFERS, Verdict
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
)
from solvus.study.run import StudyRun

CHOSEN = (1, 50)
OHM_CM2 = 1e4
RANGES = (("resistance", "ohm.cm2", OHM_CM2), ("lithium_returned", "%", 100.0))


def sections(full: FullCells, verdicts: list[Verdict]) -> list[Section]:
    """The sections of the page."""
    mine = [v for v in verdicts if v.claim.group == "full"]
    runs = drawings.rivals(full)
    return [
        short(mine, _SHORT),
        _cycling(full),
        _knee(full, runs),
        _curves(full),
        _span(full),
        _fitted(full),
        table_of(mine),
        _studies(),
    ]


def short(verdicts: list[Verdict], text: str) -> Section:
    """How many claims of a group agree, and what the page says."""
    agree = sum(v.kind in (AGREES, BOUND_MET) for v in verdicts)
    weak = sum("weak" in v.text for v in verdicts)
    cards = Cards((
        Card(str(agree), "of its claims agree", AGREES),
        Card(str(sum(v.kind == DIFFERS for v in verdicts)), "differ", DIFFERS),
        Card(str(sum(v.claim.role == "fit" for v in verdicts)), "of them were fitted"),
        Card(str(weak), "are weak tests"),
    ))  # fmt: skip
    return Section("In short", "short", text, (cards,))


def table_of(verdicts: list[Verdict]) -> Section:
    """The claims of a group in a table."""
    return Section("Claims", "claims", "", (verdict_table(verdicts, verdicts[0].claim.group),))


def _cycling(full: FullCells) -> Section:
    names = ("full_li", "full_ag")
    blocks = (
        Figure(drawings.capacities(full, names),
               f"Discharge capacity at 0.5C after {ACTIVATION['full_li']} cycle at 0.1C, with its "
               f"68 % band from {DRAWS} draws; coulombic efficiency below. Filled points were "
               "fitted, open ones were not.", "Capacity (Figure 4a)"),
        Figure(drawings.capacities(full, names, retention=True),
               "The same over the first cycle at 0.5C.", "Retention (Figure 4b)"),
    )  # fmt: skip
    text = (
        "Both cells lose a little of their cathode in every cycle, at a rate that is assumed. What "
        "tells them apart is the foil: pure lithium loses 3.8 % of what is plated, and the layer "
        "that this leaves closes long before its lithium runs out."
    )
    return Section("NCM622 against Li and Li-Ag", "cycling", text, blocks)


def _knee(full: FullCells, runs: dict[str, StudyRun]) -> Section:
    lives = {name: done.run.life.text for name, done in runs.items()}
    text = (
        "Capacity falls below 80 % in cycle "
        f"{lives['per_electrode']} of the run if each electrode closes its own pores (the closure "
        f"fitted to symmetric cells), in cycle {lives['shared_electrolyte']} if the electrolyte of "
        "a coin cell of assumed filling dries out, and in cycle "
        f"{lives['inventory']} if nothing closes and the lithium of the foil runs out. The printed "
        "80 % at cycle 70 lies between. It would take another efficiency in this cell (it "
        "cycles 2.6 mAh/cm2 at 1.3 mA/cm2, not 1 at 1), part of the foil out of reach, or an "
        "electrolyte shared with a cathode to choose one of them; the data cannot."
    )
    figure = Figure(
        drawings.knees(runs), "NCM622 || Li under three closures, everything else the same.",
        "What makes the knee",
    )  # fmt: skip
    return Section("The knee of pure lithium", "knee", text, (figure,))


def _curves(full: FullCells) -> Section:
    blocks = (
        Figure(drawings.first_charge(full),
               "The first minutes of the first charge, and below what the foil adds to it: both "
               "foils as made have nearly the same level of nucleation.",
               "First charge (Figure 4c)"),
        Figure(drawings.curves_of(full, ("full_li", "full_ag"), CHOSEN),
               "Charge and discharge of the first and the fiftieth cycle at 0.5C.",
               "Voltage and capacity (Figure 4d)"),
        Figure(drawings.polarisations(full, ("full_li", "full_ag")),
               "Gap between charge and discharge at half the charge, cycle by cycle.",
               "Polarisation"),
    )  # fmt: skip
    text = (
        "A bump on Li and none on Li-Ag is not what the model gives: it takes the 86 mV that the "
        "paper prints for plating on Li-Ag as made, and pure lithium lies close to it. The order "
        "of the polarisation at cycle 50 comes out: the layer on Li is five times thicker."
    )
    return Section("Voltage", "voltage", text, blocks)


def _span(full: FullCells) -> Section:
    names = ("full_span_ag", "full_span_li")
    text = (
        "SPAN is made without lithium: the foil gives all of it, and a fifth stays in the cathode "
        "after the first discharge, so that the reserve is small. Its profile, its first-cycle "
        "loss and its fading are assumed."
    )
    blocks = (
        Figure(drawings.capacities(full, names), "Discharge capacity at 0.5C after three cycles at "
               "0.1C. For SPAN || Li the paper gives no number.", "Capacity (Figure 4g)"),
        Figure(drawings.capacities(full, names, retention=True), "Retention.", "Retention"),
    )  # fmt: skip
    return Section("SPAN", "span", text, blocks)


def _fitted(full: FullCells) -> Section:
    rows: list[Row] = [
        [row["name"], Cell(f"{row['value']:.4g}"), Cell(f"{row['sigma']:.2g}"), row["unit"]]
        for row in fitted_rows(full)
    ]
    readings: list[Row] = [
        [r.id, Cell(f"{r.value:.4g}"), Cell(f"{r.sigma:.2g}"), Cell(f"{r.fitted:.5g}"), r.unit]
        for r in full.readings
    ]
    text = (
        "Two numbers of the cathode on three readings of role fit. A reading without uncertainty "
        "counts to half its last printed digit. The resistance stands for everything that the "
        "kinetics on file do not give; it is known to within its own size."
    )
    blocks = (
        Table(("parameter", Column("value", numeric=True), Column("sigma", numeric=True), "unit"),
              rows, f"Fitted, chi2 {full.chi2:.2f} at one degree of freedom."),
        Table(("reading", Column("printed", numeric=True), Column("sigma", numeric=True),
               Column("fitted", numeric=True), "unit"), readings, "What the fit makes of them."),
    )  # fmt: skip
    return Section("What was fitted", "fitted", text, blocks)


def _studies() -> Section:
    listed = tuple(
        Details(study(name).title, (Listing(study(name).source_text, f"{name}.yaml"),))
        for name in ACTIVATION
    )
    return Section("Studies", "studies", "Each runs with solvus run.", listed)


def fitted_rows(full: FullCells) -> list[dict[str, Any]]:
    """Name, value, sigma, unit of the fitted numbers, in display units."""
    return [
        {"name": f"cathode_{name}" if name == "resistance" else name,
         "value": scale * float(value), "sigma": scale * float(sigma), "unit": unit}
        for (name, unit, scale), value, sigma in zip(
            RANGES, full.values, full.sigmas, strict=True
        )
    ]  # fmt: skip


def document(full: FullCells) -> dict[str, Any]:
    """The fit as plain data, SI units."""
    return {
        "cathode_resistance_si": float(full.values[0]),
        "lithium_returned": float(full.values[1]),
        "covariance_si": full.covariance.tolist(),
        "chi2": full.chi2,
        "readings": [reading._asdict() for reading in full.readings],
    }


_SHORT = (
    "The foil, its layer and its film as known from surfaces and symmetric cells, put against a "
    "cathode that two numbers were fitted of. What comes out without being fitted: Li-Ag keeps "
    "its capacity for a hundred cycles, pure lithium has a knee between the fiftieth and the "
    "hundredth. Where exactly, the closing of its layer decides, which is known to a third only."
)
