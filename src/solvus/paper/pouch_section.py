"""The page on pouch cells: Figure 5, what 836 Wh/L rests on, cut-offs, life in the design."""

from __future__ import annotations

from solvus.materials import library, open_circuit
from solvus.paper.claims import claim
from solvus.paper.full_cells import FullCells
from solvus.paper.full_drawings import capacities, curves_of, polarisations
from solvus.paper.full_features import POUCH_811_FILE, POUCH_FILE, lean, pouch
from solvus.paper.full_page import short, table_of
from solvus.paper.verdict import Verdict
from solvus.report import pouch_page
from solvus.report.blocks import Figure, Section
from solvus.report.cathode_curves import open_circuit_data
from solvus.report.figures.open_circuit import open_circuits
from solvus.report.pouch_figures import bases_figure, life_figure, solve_figure
from solvus.report.series import Measured
from solvus.study.pouch_life import life_from
from solvus.study.pouch_load import variants_of
from solvus.study.pouch_sweep import carried

LIFE_STUDY = "pouch_ag"


def sections(full: FullCells, verdicts: list[Verdict]) -> list[Section]:
    """The sections of the page."""
    mine = [v for v in verdicts if v.claim.group == "pouch"]
    cell = pouch(POUCH_FILE)
    asked = pouch_page.Asked(cell, variants_of(cell), carried(cell.file))
    own = pouch_page.sections(asked)
    return [
        short(mine, _TEXT),
        *[one for one in own if one.anchor not in ("short", "file")],
        _cut_offs(),
        _cycling(full, mine),
        _life(full),
        _large(),
        *[one for one in own if one.anchor == "file"],
        table_of(mine),
    ]


def _cut_offs() -> Section:
    measured = [
        Measured("printed", volts, claim(name).number, float(claim(name).sigma or 0.0),
                 claim(name).role)
        for volts, name in ((4.3, "cutoff.q.43"), (4.55, "cutoff.q.455"))
    ]  # fmt: skip
    windows = [
        (library.cathode("ncm622"), 2.8, 4.55),
        (library.cathode("ncm811"), 2.8, 4.3),
        (library.cathode("span"), 1.0, 3.0),
    ]
    ncm = windows[0][0]
    gains = [
        open_circuit.capacity_between(ncm, 2.8, v) * open_circuit.mid_voltage(ncm, 2.8, v)
        for v in (4.3, 4.55)
    ]
    text = (
        "Open circuit against lithium content, thick where it is cycled, and the capacity that a "
        f"cut-off gives at equilibrium. From 4.30 to 4.55 V the open circuit gains "
        f"{100.0 * (gains[1] / gains[0] - 1.0):.1f} % of energy at "
        f"equilibrium ({claim('cutoff.gain').printed} are printed). x = 0 of the published "
        "galleries is lithium that no voltage of the window reaches."
    )
    figure = Figure(
        open_circuits(open_circuit_data(windows, measured)),
        "Potential of the three cathodes, and capacity against the upper cut-off with the printed "
        "values (filled: used for the scale).",
        "Cathodes and cut-offs (Figures S23 to S25 via text)",
    )
    return Section("Cut-off voltage", "cutoff", text, (figure,))


def _cycling(full: FullCells, verdicts: list[Verdict]) -> Section:
    rise = next(v for v in verdicts if v.claim.id == "pouch.polar")
    assert rise.computed is not None
    current = abs(full.laboratory.run(LIFE_STUDY).run.half_cycles[-1].current)
    text = (
        "One face of the cell at its own current. The layer on the foil, as known from the coin "
        f"cells, adds {rise.computed:.1f} mV from cycle 20 to 50 where {rise.claim.printed} are "
        "printed. Should the little electrolyte of a pouch close the pores earlier, the rise "
        "would be the layer's; a cathode whose resistance grows by "
        f"{extra_resistance(rise.claim.number, rise.computed, current):.1f} ohm cm2 would do as "
        "well. Nothing in the paper tells these apart."
    )
    blocks = (
        Figure(capacities(full, ("pouch_ag",), retention=True),
               "Retention with its 68 % band (draws of both fits and of the fading of the "
               "cathode).", "Retention (Figure 5d)"),
        Figure(curves_of(full, ("pouch_ag",), (1, 20, 50)),
               "Charge and discharge of chosen cycles after activation.",
               "Voltage and capacity (Figure 5e)"),
        Figure(polarisations(full, ("pouch_ag",)), "Gap between charge and discharge at half the "
               "charge.", "Polarisation (Figure 5e)"),
    )  # fmt: skip
    return Section("Cycling", "cycling", text, blocks)


def extra_resistance(gap: float, explained: float, current: float) -> float:
    """Resistance [ohm cm2] that makes up for what is missing of a gap between charge and discharge.

    gap, explained : [mV], at the same |j| both ways; current : j [A/m2]. gap = 2 j R.
    """
    return 1e4 * 1e-3 * (gap - explained) / (2.0 * current)


def _life(full: FullCells) -> Section:
    cell = pouch(POUCH_FILE)
    done = full.laboratory.run(LIFE_STUDY)
    life = life_from(cell, done, f"{LIFE_STUDY}.yaml")
    text = (
        "The run above put into the bill: reaction layer and lithium make each face thicker, "
        "lost lithium and a fading cathode take capacity away. The layer is added to the stack as "
        "built; in a compressed cell it would take less room."
    )
    return Section("Life inside the design", "life", text, (life_figure(cell, life),))


def _large() -> Section:
    cell = pouch(POUCH_811_FILE)
    found = lean()
    text = (
        f"{claim('pouch.811.ed').printed} of the {claim('pouch.811.capacity').printed} cell with "
        "NCM811. Area, layers and specific capacity are not printed; with those assumed, "
        f"{found.sentence}."
    )
    blocks = (bases_figure(cell), solve_figure(cell, found))
    return Section("The NCM811 cell", "large", text, blocks)


_TEXT = (
    "What a pouch cell weighs and measures is arithmetic on its layers, most of which the paper "
    "leaves to its supporting information. The file below is one choice of them that is consistent "
    "with what is printed, and its table of variants has others; verdicts rest on the middle of "
    "the ranges. Capacity at the higher cut-off is a prediction from the open circuit of the "
    "cathode."
)
