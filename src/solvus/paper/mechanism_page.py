"""The page on rival mechanisms: every hypothesis against every surface reading."""

from __future__ import annotations

import math

import numpy as np
from markupsafe import Markup

from solvus.base.units import from_si
from solvus.model.cell import FoilDesign, make_cell
from solvus.model.electrode import AlloyFoil, Window
from solvus.model.protocol import Step
from solvus.model.simulate import Keep, simulate
from solvus.model.skin_history import SkinHistory, skin_history
from solvus.observe import aes
from solvus.paper.calibrate import MAH_PER_CM2
from solvus.paper.claims import claim
from solvus.paper.confront import READINGS, STRONG, Outcome, Samples
from solvus.paper.hypotheses import bounds_met
from solvus.report.blocks import Cell, Column, Figure, Section, Table, Text
from solvus.report.figures import chi2_table, surface_vs_charge
from solvus.report.series import Line, Measured

CHARGES = np.linspace(0.25, 7.5, 30)
SHORT = {
    "aes.pristine": "as made", "aes.strip5": "strip 5", "aes.strip5.plate3": "strip 5, plate 3",
    "aes.series.3": "series, strip 3", "aes.series.5": "series, strip 5",
    "aes.series.7": "series, strip 7", "aes.rest.before": "strip 3 at 3 mA/cm2",
    "aes.rest.after": "the same, 72 h later", "aes.depth.plateau": "0 to 120 nm after strip 5",
    "aes.depth.160": "160 nm after strip 5", "aes.depth.200": "200 nm after strip 5",
}  # fmt: skip
SERIES = {"aes.series.3": 3.0, "aes.strip5": 5.0, "aes.series.5": 5.0, "aes.series.7": 7.0}
UNIT_OF = {
    "diffusivity": ("m^2/s", "cm2/s"), "held_li11ag2": ("mol/m^2", "umol/cm2"),
    "coverage_onset": ("mol/m^2", "umol/cm2"), "roughness": ("m", "nm"),
}  # fmt: skip


def sections(outcomes: list[Outcome]) -> list[Section]:
    """The sections of the page."""
    return [_summary(outcomes), _table(outcomes), _charge(outcomes), _decide(outcomes)]


def _summary(outcomes: list[Outcome]) -> Section:
    rows = [_row(outcome) for outcome in outcomes]
    columns = (
        Column("hypothesis"), Column("what it says"), Column("chi2", numeric=True),
        Column("parameters", numeric=True), Column("AIC", numeric=True),
        Column("probability", numeric=True), Column("verdict"), Column("readings against it"),
        Column("fitted values"),
    )  # fmt: skip
    surviving = [o.hypothesis.label for o in outcomes if not o.rejected]
    text = (
        f"{len(READINGS)} surface readings of one foil, every one of them used: this page fits, "
        "the verdicts of the first page do not. A hypothesis counts as rejected where so large a "
        "chi2 would come by chance in less than 5 % of cases. Left standing: "
        f"{', '.join(surviving) or 'none'}.\n\n"
        "The sigmas are assigned, not measured; several readings may stem from one sample, so that "
        "the effective number of readings is nearer 8 than 11. A small chi2 is no proof. A value "
        "at its bound is set by the bound and not by the data. Patches (H4a, H4f) hold the solute "
        "on a small share of the area: below about 2 mAh/cm2 they would have to be taller than "
        "any skin, and the hypotheses say nothing there."
    )
    table = Table(
        columns,
        rows,
        "Every hypothesis at its best, from least squares in this run. Parameters count thresholds "
        "and currents chosen by hand as well.",
    )
    return Section("What survives", "summary", text, (table, Text(_time_argument(outcomes))))


def _row(outcome: Outcome) -> list[Cell | str | float]:
    verdict = Cell("rejected", "differs") if outcome.rejected else Cell("not rejected", "agrees")
    bound = bounds_met(outcome.hypothesis, outcome.values)
    values = ", ".join(
        _value(name, value) + (" (at its bound)" if name in bound else "")
        for name, value in outcome.values.items()
    )
    return [
        outcome.hypothesis.label,
        outcome.hypothesis.note,
        Cell(f"{outcome.total:.1f}", sort=outcome.total),
        outcome.parameters,
        Cell(f"{outcome.aic:.1f}", sort=outcome.aic),
        Cell(f"{outcome.probability:.2g}", sort=outcome.probability),
        verdict,
        ", ".join(outcome.against) or "none",
        values,
    ]


def _value(name: str, value: float) -> str:
    si, shown = UNIT_OF.get(name, ("1", ""))
    number = from_si(value, si, shown) if shown else value
    return f"{name.replace('_', ' ')} {number:.3g} {shown}".strip()


def relaxation_minutes(outcome: Outcome) -> tuple[float, SkinHistory]:
    """Time [min] in which a drained skin's face is Li-rich again after the current stops.

    Full Li transport through the skin of the fitted hypothesis, 5 mAh/cm2 stripped and 2 h of
    rest; nan if it does not come back.
    """
    hypothesis = outcome.hypothesis
    foil, surface, _ = outcome.by_place
    current = hypothesis.series_current
    samples = Samples(hypothesis)
    design = FoilDesign(samples.foil, hypothesis.mechanism, foil | surface)
    stripping = 5 * MAH_PER_CM2 / current
    cell = make_cell(design, None, None, Window(current, stripping))
    steps = [
        Step("strip", current, charge=5 * MAH_PER_CM2, text="strip 5 mAh/cm2"),
        Step("rest", 0.0, duration=7200.0, text="rest"),
    ]
    run = simulate(cell, steps, Keep(curves=1, frames=3))
    assert isinstance(cell.working, AlloyFoil)
    history = skin_history(run, cell.working)
    rich = 0.9 * cell.working.phases[0].lithium_per_solute
    back = (history.time > stripping) & (history.outer > rich)
    if not back.any():
        return math.nan, history
    return float(history.time[np.argmax(back)] - stripping) / 60.0, history


def _time_argument(outcomes: list[Outcome]) -> str:
    drained = next(o for o in outcomes if o.hypothesis.label == "H3 frozen, 5/7 at 3")
    minutes, _ = relaxation_minutes(drained)
    return (
        "A skin drained by the flux (H3) does not wait for the spectrometer. With the values "
        "fitted here and Li transport through the skin solved in full, its outer face is Li-rich "
        f"again {minutes:.1f} minutes after the current stops. H3 read later than that is the "
        "column named relaxed."
    )


def _table(outcomes: list[Outcome]) -> Section:
    observations = [
        chi2_table.Observation(SHORT[c.id], c.number, float(c.sigma or 0.0), "fit")
        for c in map(claim, READINGS)
    ]
    data = chi2_table.ChiSquared(
        observations,
        [o.hypothesis.label for o in outcomes],
        np.array([[o.chi2[name] for o in outcomes] for name in READINGS]),
        np.array([[o.predicted[name] for o in outcomes] for name in READINGS]),
    )
    figure = Figure(
        chi2_table.chi2_table(data),
        "Contribution of each reading to chi2 (colour) and predicted reading in at% (text). Every "
        "reading is used in every fit on this page; charges in mAh/cm2, depths SiO2-equivalent.",
    )
    lines = [
        f"{o.hypothesis.label} is rejected by {', '.join(o.against)}."
        for o in outcomes
        if o.rejected and o.against
    ]
    told = (
        f"A reading that contributes more than {STRONG:.0f} to chi2 speaks against a hypothesis. "
        + " ".join(lines)
    )
    return Section("Reading by reading", "readings", told, (figure,))


def _charge(outcomes: list[Outcome]) -> Section:
    chosen = ("H1", "H3 frozen", "H3v", "H4a", "H4f")
    lines = [_line(o) for o in outcomes if o.hypothesis.label in chosen]
    points = [
        Measured("printed", q, claim(name).number, float(claim(name).sigma or 0.0), "fit")
        for name, q in SERIES.items()  # every reading is used in every fit on this page
    ]
    data = surface_vs_charge.SurfaceVsCharge(lines, points, "Ag")
    figure = Figure(
        surface_vs_charge.surface_vs_charge(data),
        "AES reading against charge stripped in one go, each hypothesis at its best fit.",
    )
    return Section("Surface against charge", "charge", "", (figure,))


def _line(outcome: Outcome) -> Line:
    hypothesis = outcome.hypothesis
    samples = Samples(hypothesis)
    foil, surface, instrument = outcome.by_place
    law = aes.INSTRUMENT.values(hypothesis.law, instrument)
    current = hypothesis.series_current
    electrode = samples.electrode(foil | surface, current)
    readings = [100 * aes.read(electrode.face(), law)]
    done = 0.0
    for q in CHARGES:
        electrode.advance(current, (q - done) * MAH_PER_CM2 / current)
        readings.append(100 * aes.read(electrode.face(), law))
        done = q
    return Line(
        hypothesis.label, np.array([0.0, *CHARGES]), np.array(readings), key=hypothesis.mechanism
    )


def _decide(outcomes: list[Outcome]) -> Section:
    kept = next(o for o in outcomes if o.hypothesis.label == "H4f").values["kept_share"]
    text = Markup(
        "<p>Measurements nobody has made, ranked by how far apart they take the survivors: "
        '<a href="deciding.html">what to measure next</a>. Not there, as the model has one '
        "dimension: an Auger map after 3 mAh/cm2 (uniform under H3v, spots under H4a and H4f) and "
        "diffraction for LiAg. By dissolution H4f would find "
        f"{100 * kept:.0f} % of the Ag that the others hold in the skin.</p>"
    )
    return Section("What would decide", "decide", "", (Text(text),))

