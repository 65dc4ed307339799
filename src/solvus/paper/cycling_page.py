"""The page on the symmetric cells: Figure 3 and its relatives, how they were fitted, how sure."""

from __future__ import annotations

from typing import Any

import numpy as np

from solvus.base import units
from solvus.infer.drawings import correlation_figure
from solvus.infer.identify import cautions
from solvus.infer.result import Reading, Result
from solvus.materials import library
from solvus.observe import tof_sims, xps
from solvus.paper import cycling_drawings as drawings
from solvus.paper.claims import claim
from solvus.paper.cycling import BAND, DRAWS, LATER, Cycling
from solvus.paper.cycling_features import EIS_CYCLE, ROUGH_CYCLE, layer_of, roughness
from solvus.paper.features import EPMA_CYCLES, epma_signals
from solvus.paper.laboratory import STUDIES, study
from solvus.paper.verdict import AGREES, DIFFERS, Verdict
from solvus.report import morphology_page
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
from solvus.report.figures.xps_doublet import PrintedLine, XpsDoublet, xps_doublet
from solvus.report.run_figures import doublet
from solvus.study.morphology import kept_of, look_at
from solvus.study.morphology_block import Morphology

CONTRASTS = ("sym.spike", "eis.order", "cv.order")


def sections(cycling: Cycling, verdicts: list[Verdict]) -> list[Section]:
    """The sections of the page."""
    mine = [v for v in verdicts if v.claim.group == "symmetric"]
    return [
        _short(cycling, mine),
        _life(cycling),
        _layer(cycling),
        _efficiency(cycling),
        _electrical(cycling, mine),
        _faces(cycling),
        _instruments(cycling),
        _fitted(cycling),
        _open(cycling),
    ]


def _short(cycling: Cycling, verdicts: list[Verdict]) -> Section:
    agree = sum(v.kind in (AGREES, "bound met") for v in verdicts)
    cards = Cards(
        (
            Card(str(agree), "of its claims agree or are met", AGREES),
            Card(str(sum(v.kind in (DIFFERS, "bound missed") for v in verdicts)),
                 "differ or are missed", DIFFERS),
            Card(str(cycling.fitted), "parameters fitted"),
            Card(str(len(cycling.result.readings)), "readings fitted"),
        )
    )  # fmt: skip
    by_id = {v.claim.id: v for v in verdicts}
    late, life = by_id[LATER], by_id["sym.li.life"]
    text = (
        "Lithium that is lost on plating stays in a porous layer; salt has to pass its pores, and "
        "as they fill or dry out the voltage rises, first slowly, then without bound. A foil that "
        "loses less closes its pores later: that is how the model explains a longer life.\n\n"
        "Six parameters meet six readings, so the fit itself proves nothing. What it predicts: "
        f"hysteresis of Li at cycle 120 of {late.computed:.0f} ± {late.model_sigma:.0f} mV against "
        f"{late.claim.number:.0f} printed; its life {life.computed:.0f} ± {life.model_sigma:.0f} "
        f"cycles against less than {life.claim.number:.0f}{_beyond(life)}. What would "
        "sharpen it is the open layer and the law of its closing, which no reading fixes."
    )
    return Section("In short", "short", text, (cards,))


def _beyond(life: Verdict) -> str:
    """How a life stands to its upper bound, in words."""
    assert life.computed is not None
    if life.computed < life.claim.number:
        return ""
    reaches = life.computed - life.model_sigma < life.claim.number
    band = "though its band reaches" if reaches else "and its band misses"
    return f": too long, {band} the bound"


def _life(cycling: Cycling) -> Section:
    text = (
        "Cells of 50 um foils at 1 mA/cm2 and 1 mAh/cm2, every half-cycle with its transient. "
        f"Bands are runs at {DRAWS} points drawn from the covariance of the fit "
        f"({BAND[0]:.0f} to {BAND[1]:.0f} %, paler 2.5 to 97.5 %). Li-Mg was not fitted: it is "
        "drawn with the efficiency and packing of Li-Ag."
    )
    blocks = (
        Figure(drawings.voltage(cycling), "Voltage of the three cells over their lives.",
               "Voltage against time (Figure 3a)"),
        Figure(drawings.hysteresis(cycling),
               "Hysteresis (|V|, median of a half-cycle) against cycle number, with the readings: "
               "filled were fitted, open were not. Below, the life computed and observed.",
               "Hysteresis and life (Figure 3b)"),
        Figure(drawings.enlarged(cycling),
               f"The 1st, 75th and 100th cycle. {_of_the_salt(cycling)}",
               "Chosen cycles (Figure 3c, d)"),
        Figure(drawings.rivals(cycling),
               "The same cell of Li under three closures: pores closed by each electrode's own "
               "loss (fitted), both drying out one electrolyte of assumed volume, and no closure.",
               "What closes the layer"),
    )  # fmt: skip
    return Section("Voltage and life", "life", text, blocks)


def _of_the_salt(cycling: Cycling) -> str:
    """What the layers of Li add at once and what only once their salt has moved, in words."""
    layer = layer_of(cycling.laboratory, "life_li", EIS_CYCLE)
    slowest = 4.0 * layer.tau / np.pi**2
    return (
        f"After {EIS_CYCLE} cycles each layer of Li adds {1e4 * layer.ohmic:.1f} ohm cm2 at once, "
        f"and {1e4 * layer.diffusion:.1f} ohm cm2 more as its salt gradient builds up, with a time "
        f"constant of {slowest:.0f} s."
    )


def _layer(cycling: Cycling) -> Section:
    figure = Figure(
        drawings.layers(cycling),
        "Thickness of the reaction layer with the readings, and the lithium of one electrode: in "
        "the foil, as metal cut off, bound in compounds.",
        "Layer and books (Figure 3e, f)",
    )
    text = (
        "The thickness follows from what is lost and from one packing per metal. How much of the "
        "loss is metal and how much is compounds cannot be told from thickness, efficiency or "
        "voltage: the split is assumed."
    )
    return Section("Reaction layer", "layer", text, (figure,))


def _efficiency(cycling: Cycling) -> Section:
    figure = Figure(
        drawings.ledger(cycling),
        "Voltage of the protocol and the charges it counts.",
        "Average coulombic efficiency (Figure S7 via text)",
    )
    text = (
        "The paper does not state its protocol; this is method 3 of Adams et al. 2018 with its "
        "usual charges. In the model the result is the efficiency put in, whatever the protocol."
    )
    return Section("Coulombic efficiency", "efficiency", text, (figure,))


def _electrical(cycling: Cycling, verdicts: list[Verdict]) -> Section:
    missed = [v.claim.says for v in verdicts if v.claim.id in CONTRASTS and v.kind == DIFFERS]
    text = (
        f"Of the contrasts between both metals the model does not explain: {'; '.join(missed)}. "
        "Film and reaction are the same on both here, because no reading of role fit tells them "
        "apart. The layer moves the intercept and adds a tail in the mHz, "
        "below the window of the measurement; a smaller arc needs a film that changes."
    )
    blocks = (
        Figure(drawings.nyquist_plot(cycling),
               "Impedance of the cells at rest after 1 and 100 cycles, 100 kHz to 1 mHz (the paper "
               "stops at 0.1 Hz).", "Nyquist (Figure S10 via text)"),
        Figure(drawings.bode_plot(cycling), "The same against frequency.", "Bode"),
        Figure(drawings.sweeps(cycling),
               "Cyclic voltammetry at 0.1 mV/s, the current following from the potential: the "
               "curves lie on one another but for the first sweep.",
               "Cyclic voltammetry (Figure S6 via text)"),
    )  # fmt: skip
    return Section("Impedance and voltammetry", "electrical", text, blocks)


def _faces(cycling: Cycling) -> Section:
    named = []
    asked = Morphology(cycles=(ROUGH_CYCLE,))
    for name, system in (("life_li", "Li"), ("life_ag", "Li-Ag")):
        done = cycling.laboratory.run(name)
        kept = kept_of(done, asked, (ROUGH_CYCLE,), STUDIES)[-1]
        title = f"{system}, {ROUGH_CYCLE} cycles"
        named.append(morphology_page.Named(title, look_at(kept, asked), system))
    order = roughness(cycling.laboratory)
    text = (
        "Illustrative. Maps of nuclei that grow, are stripped and leave their residue; the density "
        "of nuclei, how far a surface remembers it and how far it smoothes are three numbers that "
        f"no reading fixes. Over their ranges Li-Ag is {order.words}."
    )
    blocks = (
        morphology_page.height_figure(named),
        morphology_page.section_figure(named),
        morphology_page.confocal_figure(named),
        morphology_page.coverage_figure(named),
    )
    return Section("Morphology (Figure 3e to h), illustrative", "morphology", text, blocks)


def _instruments(cycling: Cycling) -> Section:
    lab = cycling.laboratory
    shots = [s for s in lab.run("life_ag").run.snapshots if s.end_of_step]
    silver = library.solute("Ag")
    values = xps.INSTRUMENT.values()
    stripped, plated = shots[2 * ROUGH_CYCLE - 2], shots[2 * ROUGH_CYCLE - 1]
    spectra = [
        doublet("stripped, cycle 50", "Ag", xps.read(stripped.face, values, silver)),
        doublet("plated, cycle 50", "Ag", xps.read(plated.face, values, silver)),
    ]
    printed = claim("xps.ag3d").value
    assert isinstance(printed, list)
    lines = [PrintedLine("printed", value) for value in printed]
    figure = Figure(
        xps_doublet(XpsDoublet(spectra, [], lines)),
        "Ag 3d of the computed surface, relative to bare silver. The computed lines stand at the "
        "metal's reference energy; the printed ones lie higher, which charging or an unreferenced "
        "scale would do.",
        "XPS after 50 cycles (Figure S12 via text)",
    )
    known = tof_sims.INSTRUMENT.values()
    rows: list[Row] = []
    for name, shot in (("stripped, cycle 50", stripped), ("plated, cycle 50", plated)):
        signal = tof_sims.read(shot.face, known, silver)
        rows.append([name, Cell(f"{signal.solute:.3f}"), Cell(f"{signal.lithium:.3f}")])
    tof = Table(
        ("state", Column("Ag", numeric=True), Column("Li", numeric=True)), rows,
        "TOF-SIMS signal at the surface, relative to the pure elements (Figure S8 via text). The "
        "model is the same everywhere along the surface where a skin covers it.",
    )  # fmt: skip
    signals = epma_signals(lab, "epma_cycles")
    fast = lab.ends("epma_high_rate")
    epma_rows: list[Row] = [
        [f"{cycle} cycles, 1 mA/cm2, 1 mAh/cm2", Cell(f"{one / signals[0]:.2f}")]
        for cycle, one in zip(EPMA_CYCLES, signals, strict=True)
    ]
    epma_rows.append(
        ["100 cycles, 3 mA/cm2, 3 mAh/cm2", Cell(f"{lab.epma(fast[-2]) / signals[0]:.2f}")]
    )
    epma = Table(
        ("stripped state after", Column("signal", numeric=True)), epma_rows,
        "EPMA signal of Ag relative to cycle 10 (Figures S11 and S14 via text).",
    )  # fmt: skip
    text = "Virtual instruments on the cycled Li-Ag foil, each with its own depth."
    return Section("Ag on the cycled surface", "instruments", text, (figure, tof, epma))


def _fitted(cycling: Cycling) -> Section:
    text = (
        "solvus calibrate does the same with the study below. Readings of role fit only; the "
        "electrolyte and the open layer keep priors, whose widths are carried into every band. "
        f"Fitted with {LATER} as well, parameters come out as in the second table and the life of "
        f"Li as {cycling.life_with_later.text} cycles; no verdict rests on that."
    )
    blocks = (
        _parameters(cycling.result, "Fitted to readings of role fit."),
        Table(
            ("reading", Column("printed", numeric=True), Column("sigma", numeric=True),
             Column("fitted", numeric=True), "unit"),
            [_reading(r) for r in cycling.result.readings], "The readings and what the fit makes "
            "of them.",
        ),
        Figure(correlation_figure(cycling.result),
               "Correlation of the parameters: near 1 or −1, two are known together.",
               "Correlation"),
        Text("\n\n".join(cautions(cycling.result)) or "Every parameter is determined."),
        _parameters(cycling.later, f"With {LATER} as a seventh reading."),
        Details("The study", (Listing(study("symmetric_fit").source_text, "symmetric_fit.yaml"),)),
    )  # fmt: skip
    return Section("What was fitted", "fitted", text, blocks)


def _parameters(result: Result, caption: str) -> Table:
    rows: list[Row] = []
    for one in result.estimates:
        unit = one.free.display
        shown = [units.from_si(v, one.free.unit, unit) for v in (one.value, one.sigma)]
        prior = "" if one.free.prior is None else f"{100 * one.by_prior:.0f} %"
        rows.append(
            [one.free.name, Cell(f"{shown[0]:.4g}"), Cell(f"{shown[1]:.2g}"),
             "" if unit == "1" else unit, prior,
             f"at its {one.bound} bound" if one.bound else ""]
        )  # fmt: skip
    columns = (
        "parameter", Column("value", numeric=True), Column("sigma", numeric=True), "unit",
        "known by its prior", "note",
    )  # fmt: skip
    freedom = f"{result.freedom:g} degrees of freedom, chi2 {result.chi2:.2f}"
    return Table(columns, rows, f"{caption} {len(result.estimates)} parameters, {freedom}.")


def _reading(r: Reading) -> Row:
    values = (r.value, r.sigma, r.predicted)
    shown = [units.from_si(value, r.asked.unit, r.asked.display) for value in values]
    return [r.source, *(Cell(f"{v:.3g}") for v in shown), r.asked.display]


def _open(cycling: Cycling) -> Section:
    at = cycling.result.values
    later = cycling.later.values
    text = (
        "Not identifiable from these readings: the split of the loss into metal and compounds; the "
        "exponent of the closure, which has a prior; whether pores fill, dry out or lose salt; "
        "film, reaction and electrolyte one by one (only their sum shows at cycle 1); the density "
        "of nuclei. The closing charge of "
        f"{at['closing_charge'] / 36e3:.1f} mAh/cm2 becomes {later['closing_charge'] / 36e3:.1f} "
        "once the reading at cycle 120 is used."
    )
    return Section("What stays open", "open", text)


def fitted_rows(cycling: Cycling) -> list[dict[str, Any]]:
    """Name, value, sigma, unit of the parameters that the readings fix, in display units."""
    rows = []
    for one in cycling.result.estimates:
        if one.free.prior is None:
            unit = one.free.display
            value, sigma = (units.from_si(v, one.free.unit, unit) for v in (one.value, one.sigma))
            rows.append({"name": one.free.name, "value": value, "sigma": sigma, "unit": unit})
    return rows


def document(cycling: Cycling) -> dict[str, Any]:
    """The calibration as plain data, SI units."""
    return {
        name: {
            "values_si": result.values,
            "sigmas_si": result.sigmas,
            "correlation": result.correlation.tolist(),
            "chi2": result.chi2,
            "degrees_of_freedom": result.freedom,
            "readings": [r.source for r in result.readings],
        }
        for name, result in (("fit", cycling.result), ("with_cycle_120", cycling.later))
    }
