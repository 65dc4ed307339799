"""The page on full cells: Figure 4 redrawn, where the knee comes from, what was fitted."""

from __future__ import annotations

from typing import Any

from solvus.materials import library
from solvus.paper import full_drawings as drawings
from solvus.paper.claims import claim
from solvus.paper.front_page import verdict_table
from solvus.paper.full_cells import ACTIVATION, DRAWS, FullCells, cycles_of
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
    weak = sum("weak" in v.text for v in verdicts)
    agree = sum(v.kind in (AGREES, BOUND_MET) for v in verdicts) - weak
    cards = Cards((
        Card(str(agree), "of its claims agree", AGREES),
        Card(str(sum(v.kind == DIFFERS for v in verdicts)), "differ", DIFFERS),
        Card(str(sum(v.claim.role == "fit" for v in verdicts)), "of them were fitted"),
        Card(str(weak), "agree only because little is known (weak tests)"),
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
        "tells them apart is the foil: pure lithium loses "
        f"{100.0 * (1.0 - full.theta['efficiency_li']):.1f} % of what is plated, Li-Ag "
        f"{100.0 * (1.0 - full.theta['efficiency_ag']):.1f} %. At the fitted values {_ends(full)}."
    )
    return Section("NCM622 against Li and Li-Ag", "cycling", text, blocks)


def _ends(full: FullCells) -> str:
    """Which of the two cells has ended by when, in words."""
    said = []
    for name, system in (("full_li", "Li"), ("full_ag", "Li-Ag")):
        life = full.laboratory.run(name).run.life
        said.append(
            f"{system} has given less than 80 % from cycle {life.cycles} of the run on"
            if not life.censored
            else f"{system} has not fallen below 80 % by cycle {life.cycles}"
        )
    return ", ".join(said)


def _knee(full: FullCells, runs: dict[str, StudyRun]) -> Section:
    lives = {name: done.run.life.text for name, done in runs.items()}
    text = (
        "Capacity falls below 80 % in cycle "
        f"{lives['per_electrode']} of the run if each electrode closes its own pores (the closure "
        f"fitted to symmetric cells), in cycle {lives['shared_electrolyte']} if the electrolyte of "
        "a coin cell of assumed filling dries out, and in cycle "
        f"{lives['inventory']} if nothing closes and the lithium of the foil runs out. The printed "
        f"80 % is at cycle {_printed_cycle()} after activation. Another efficiency in this cell "
        f"(it cycles {_charge(full):.1f} mAh/cm2 where the efficiency was read on 1), part of the "
        "foil out of reach, or an electrolyte shared with a cathode would move each of them; the "
        "data cannot choose."
    )
    figure = Figure(
        drawings.knees(runs), "NCM622 || Li under three closures, everything else the same.",
        "What makes the knee",
    )  # fmt: skip
    return Section("The knee of pure lithium", "knee", text, (figure,))


def _printed_cycle() -> int:
    return int(claim("full.ncm622.li.ret").feature.rpartition(":")[2])


def _charge(full: FullCells) -> float:
    """What a cycle passes [mAh/cm2], the first after activation."""
    found = cycles_of(full.laboratory.run("full_li")).cycles.discharge
    return float(found[ACTIVATION["full_li"]]) / 36e3


def _layers(full: FullCells, cycle: int) -> tuple[float, float]:
    """Reaction layers on Li and on Li-Ag at the end of a cycle of the run [um]."""
    found = []
    for name in ("full_li", "full_ag"):
        rows = [h for h in full.laboratory.run(name).run.half_cycles if h.cycle == cycle]
        assert rows[-1].layers is not None
        found.append(1e6 * rows[-1].layers[0].thickness)
    return found[0], found[1]


def _curves(full: FullCells) -> Section:
    li, ag = _layers(full, CHOSEN[-1] + ACTIVATION["full_li"])
    blocks = (
        Figure(drawings.first_charge(full),
               "The first minutes of the first charge, and below what the foil adds to it.",
               "First charge (Figure 4c)"),
        Figure(drawings.curves_of(full, ("full_li", "full_ag"), CHOSEN),
               "Charge and discharge of the first and the fiftieth cycle at 0.5C.",
               "Voltage and capacity (Figure 4d)"),
        Figure(drawings.polarisations(full, ("full_li", "full_ag")),
               "Gap between charge and discharge at half the charge, cycle by cycle.",
               "Polarisation"),
    )  # fmt: skip
    text = (
        f"A bump on Li and none on Li-Ag is not what the model gives: it takes the "
        f"{claim('nuc.0').printed} that the paper prints for plating on Li-Ag as made, and pure "
        "lithium lies close to it. The polarisation of Li grows faster: by cycle "
        f"{CHOSEN[-1]} after activation its layer is {li:.0f} um thick, that of Li-Ag {ag:.0f}."
    )
    return Section("Voltage", "voltage", text, blocks)


def _span(full: FullCells) -> Section:
    names = ("full_span_ag", "full_span_li")
    kept = library.cathode("span").retained
    text = (
        f"SPAN is made without lithium: the foil gives all of it, and {100.0 * kept:.0f} % of what "
        "the cathode can hold stays there after the first discharge, so that the reserve is small. "
        "Its profile, its first-cycle loss and its fading are assumed."
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
        "kinetics on file do not give."
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
    "cathode that two numbers were fitted of; no retention and nothing about Li-Ag was fitted. In "
    "which cycle the capacity of pure lithium breaks down, the closing of its layer decides, whose "
    "uncertainty makes the band below."
)
