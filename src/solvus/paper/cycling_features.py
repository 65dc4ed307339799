"""What the claims on symmetric cells are compared with: one function per feature, by name."""

from __future__ import annotations

import numpy as np

from solvus.analyse.nucleation import dip
from solvus.analyse.spectrum import SpectrumReading
from solvus.analyse.voltammetry import half_sweeps
from solvus.model.half_cycle import HalfCycle
from solvus.model.impedance import LayerConstants, layer_constants
from solvus.observe import eis
from solvus.observe.eis import Spectrum
from solvus.paper.claims import Claim
from solvus.paper.claims import claim as find_claim
from solvus.paper.found import Found
from solvus.paper.laboratory import Laboratory
from solvus.study.features import FEATURES, NotReached
from solvus.study.roughness_order import Order, roughness_order
from solvus.study.run import StudyRun

SPIKE = 3.0  # errors of a reading above the plateau, from which on a tip counts as a spike
PRISTINE_TIP = "nuc.0"  # the reading of plating on Li-Ag as made
EIS_CYCLE, ROUGH_CYCLE = 100, 50
CLEARLY = 0.05  # share by which an arc or a charge must differ to count as such


def _percent(part: float, whole: float) -> float:
    return 100.0 * (part / whole - 1.0)


def hysteresis(lab: Laboratory, claim: Claim, which: str) -> Found:
    """Median |V| of the half-cycles of a cycle."""
    return _read(lab, claim, "hysteresis", int(which), 1e3)


def layer(lab: Laboratory, claim: Claim, which: str) -> Found:
    """Thickness of the reaction layer after a cycle."""
    return _read(lab, claim, "layer_thickness", int(which), 1e6)


def _read(lab: Laboratory, claim: Claim, name: str, cycle: int, scale: float) -> Found:
    done = lab.run(claim.study)
    try:
        value = FEATURES[name].read(done, cycle)
    except NotReached as missing:
        return Found(None, str(missing))
    row = _end_of(done, cycle)
    assert row.layers is not None
    mine = row.layers[0]
    how = (
        f"layer of {1e6 * mine.thickness:.0f} um, {100 * mine.open_share:.0f} % of its pores open "
        f"(MacMullin {mine.macmullin:.1f})"
    )
    return Found(scale * value, how)


def life(lab: Laboratory, claim: Claim, which: str) -> Found:
    """Cycle in which the cell ends; the cycles done if nothing ended it, which is a bound."""
    run = lab.run(claim.study).run
    lived = run.life
    ended = f"ended by the {lived.rule}" if not lived.censored else "nothing ended it"
    note = "; efficiency and packing taken from Li-Ag" if claim.study == "life_mg" else ""
    how = f"{lived.text} cycles, {ended}{note}"
    return Found(float(lived.cycles), how, censored=lived.censored)


def efficiency(lab: Laboratory, claim: Claim, which: str) -> Found:
    """Average coulombic efficiency from the simulated charges, as from measured ones."""
    done = lab.run(claim.study)
    value = FEATURES["efficiency"].read(done, 1)
    strip = done.run.half_cycles[-1]
    left = abs(strip.current) * strip.duration / 36e3
    how = (
        f"method 3 of Adams et al. 2018 on a simulated run on Cu, final strip {left:.2f} mAh/cm2; "
        "the protocol of the paper is not in its text"
    )
    return Found(100.0 * value, how)


def spike(lab: Laboratory, claim: Claim, which: str) -> Found:
    """Whether the first half-cycle begins with a spike on Li and with none on Li-Ag."""
    heights, said = {}, []
    for name, system in (("life_li", "Li"), ("life_ag", "Li-Ag")):
        curve = lab.curve(name, 0)
        read = dip(curve.time, curve.voltage)
        heights[system] = read.tip - read.plateau
        said.append(f"{system} {1e3 * read.tip:.0f} mV, then {1e3 * read.plateau:.0f} mV")
    printed = find_claim(PRISTINE_TIP)
    least = SPIKE * 1e-3 * float(printed.sigma or 0.0)
    holds = heights["Li"] > least >= heights["Li-Ag"]
    how = (
        f"first half-cycle: {', '.join(said)}. The model follows the {printed.number:.0f} mV "
        f"printed for plating on Li-Ag as made ({printed.where}), which is a spike as well: the "
        "two figures cannot both be met"
    )
    return Found(None, how, holds=holds)


def spectrum(lab: Laboratory, name: str, cycle: int, **values: float) -> Spectrum:
    """Impedance of a cell at rest after a cycle."""
    done = lab.run(name)
    cell, row = done.cell, _end_of(done, cycle)
    assert cell.layers is not None
    assert cell.interface is not None
    known = eis.INSTRUMENT.values(None, values)
    return eis.read(known, cell.interface.values, row.layers, cell.layers.salt, cell.temperature)


def layer_of(lab: Laboratory, name: str, cycle: int) -> LayerConstants:
    """The constants of the layer of the working electrode after a cycle."""
    done = lab.run(name)
    cell, row = done.cell, _end_of(done, cycle)
    assert cell.layers is not None
    assert row.layers is not None
    return layer_constants(row.layers[0], cell.layers.salt, cell.temperature)


def _end_of(done: StudyRun, cycle: int) -> HalfCycle:
    """The last half-cycle of a cycle."""
    return next(h for h in reversed(done.run.half_cycles) if h.cycle == cycle)


def eis_order(lab: Laboratory, claim: Claim, which: str) -> Found:
    """Whether the arc of Li-Ag is narrower than that of Li after 100 cycles."""
    read: dict[str, SpectrumReading] = {}
    for name in ("life_li", "life_ag"):
        found = spectrum(lab, name, EIS_CYCLE).reading
        if found is None:
            return Found(None, f"{name} passes no current after {EIS_CYCLE} cycles")
        read[name] = found
    li, ag = read["life_li"], read["life_ag"]
    how = (
        f"arc {1e4 * ag.interface:.1f} against {1e4 * li.interface:.1f} ohm cm2: the same, as film "
        "and reaction are the same in both by assumption. What the layer adds on Li lies in the "
        f"intercept, {1e4 * ag.intercept.resistance:.1f} against "
        f"{1e4 * li.intercept.resistance:.1f}; the whole cell at 0.1 Hz has {1e4 * ag.total:.1f} "
        f"against {1e4 * li.total:.1f}. A narrower arc needs a film that changes with cycling"
    )
    return Found(None, how, holds=ag.interface < (1.0 - CLEARLY) * li.interface)


def cv_order(lab: Laboratory, claim: Claim, which: str) -> Found:
    """Whether every half-sweep of Li-Ag passes clearly more charge than that of Li."""
    passed = {}
    for name in ("cv_li", "cv_ag"):
        curves = lab.run(name).run.curves
        time = np.concatenate([c.time for c in curves])
        current = np.concatenate([c.current for c in curves])
        passed[name] = np.array([abs(s.charge) for s in half_sweeps(time, current)])
    li, ag = passed["cv_li"], passed["cv_ag"]
    more = [_percent(a, b) for a, b in zip(ag, li, strict=True)]
    how = (
        f"charge of the half-sweeps against Li: {', '.join(f'{m:+.1f} %' for m in more)}, the "
        "sign, and far too little to be seen. Film and reaction are the same in both by "
        "assumption, only the surface found differs"
    )
    return Found(None, how, holds=bool(min(more) > 100.0 * CLEARLY))


def roughness(lab: Laboratory) -> Order:
    """Order of the roughness of both foils after 50 cycles, over the free numbers of the map."""
    return roughness_order(lab.run("life_ag"), lab.run("life_li"), ROUGH_CYCLE)


def rough_order(lab: Laboratory, claim: Claim, which: str) -> Found:
    """Whether Li-Ag ends smoother than Li, whatever the free numbers of the map."""
    order = roughness(lab)
    how = f"{order.words}; Sa itself rests on numbers that nothing here fixes"
    return Found(None, how, holds=order.holds)


CYCLING_FEATURES = {
    "cycles.hysteresis": hysteresis,
    "cycles.layer": layer,
    "cycles.life": life,
    "cycles.efficiency": efficiency,
    "cycles.spike": spike,
    "cycles.eis": eis_order,
    "cycles.cv": cv_order,
    "cycles.rough": rough_order,
}
