"""Figures of a pouch cell, from what is known of it; each can stand in any report."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from solvus.pouch.bill import TITLES
from solvus.pouch.energy import BASES
from solvus.pouch.geometry import coating_thickness, counts, foil_per_face, outline
from solvus.pouch.quantities import QUANTITIES, STATES, density_name
from solvus.report.blocks import Figure
from solvus.report.figures.pouch_bases import Basis, PouchBases, pouch_bases
from solvus.report.figures.pouch_bill import Part, PouchBill, pouch_bill
from solvus.report.figures.pouch_life import CellLife, PouchLives, pouch_life
from solvus.report.figures.pouch_map import PouchMap, pouch_map
from solvus.report.figures.pouch_solve import PouchSolve, pouch_solve
from solvus.report.figures.pouch_stack import Layer, PouchStack, Rectangle, pouch_stack
from solvus.report.figures.pouch_sweep import PouchSweep, pouch_sweep
from solvus.report.figures.pouch_uncertainty import Carried as Drawn
from solvus.report.figures.pouch_uncertainty import PouchUncertainty, pouch_uncertainty
from solvus.report.series import Line
from solvus.report.theme import GREEN, axis_title
from solvus.study.pouch_design import lithium_from
from solvus.study.pouch_inverse import Inverse, number_of
from solvus.study.pouch_life import PouchLife
from solvus.study.pouch_load import Pouch
from solvus.study.pouch_places import Place
from solvus.study.pouch_sweep import Carried, Sweep

UM, MM, WH_PER_L, WH_PER_KG = 1e6, 1e3, 3.6e6, 3600.0
BASIS_NAMES: Mapping[str, str] = {
    "stack": "stack", "body": "body,<br>seals folded", "envelope": "envelope,<br>seals flat",
    "tabs": "envelope<br>with tabs",
}  # fmt: skip
PLACES: Mapping[str, str] = {
    "anode.thickness": "Thickness of a foil",
    "cathode.upper_cutoff": "Upper cut-off voltage",
    "electrolyte.amount": "Electrolyte per capacity",
    "separator.thickness": "Thickness of the separator",
    "cathode.loading": "Active material per face",
    "cathode.coating_density": "Density of the coating",
    "cell.cathodes": "Number of cathodes",
    "anode.content": "Content of the foil",
}


def title_of(place: Place) -> str:
    """The title of an axis along a number of the file."""
    unit = place.example.split()[-1] if place.basis else "" if place.whole else place.shown_in
    return axis_title(PLACES.get(place.path, place.path), unit.replace("um", "µm"))


def stack_figure(pouch: Pouch) -> Figure:
    """Plan, all layers and one repeat unit, each to its own scale."""
    drawn = pouch_stack(PouchStack(_plan(pouch), _layers(pouch), _unit(pouch)))
    n = counts(pouch.design)
    return Figure(
        drawn,
        f"Each drawing is to scale in itself: {n.cathodes:g} cathodes, {n.anodes:g} anodes, "
        f"{n.separators:g} layers of separator. The repeat unit runs from the middle of an anode "
        "to the middle of the next.",
        "To scale",
    )


def _plan(pouch: Pouch) -> list[Rectangle]:
    design, plan = pouch.design, outline(pouch.design)
    w, h = float(plan.envelope_width) * MM, float(plan.envelope_height) * MM
    tabs = []
    for tab, name, at in ((design.positive_tab, "positive tab", 0.28),
                          (design.negative_tab, "negative tab", 0.72)):  # fmt: skip
        wide, top = float(tab.width) * MM, float(design.envelope.top) * MM
        tabs.append(Rectangle("tabs", name, at * w - 0.5 * wide, h - top, wide,
                              top + float(tab.length) * MM))  # fmt: skip
    found = [*tabs, Rectangle("laminate", "pouch with its seals", 0.0, 0.0, w, h)]
    left = float(design.envelope.side) * MM
    bottom = float(design.envelope.bottom) * MM
    s, a = float(design.separator.overhang) * MM, float(design.anode.overhang) * MM
    width, height = float(design.stack.width) * MM, float(design.stack.height) * MM
    for part, name, inset in (
        ("separator", "separator", 0.0), ("anode_foil", "anode", s - a),
        ("cathode_coating", "cathode", s),
    ):  # fmt: skip
        found.append(Rectangle(
            part, name, left + inset, bottom + inset,
            width + 2.0 * (s - inset), height + 2.0 * (s - inset),
        ))  # fmt: skip
    return found


def _anode(pouch: Pouch, faces: int) -> list[Layer]:
    """An anode with foil on one or two faces, or a shared foil."""
    anode = pouch.design.anode
    per_face = UM * float(foil_per_face(pouch.design))
    foil = Layer("anode_foil", "alloy foil", per_face)
    if anode.shared:
        return [foil._replace(thickness=faces * per_face)]
    metal = Layer("anode_collector", "collector", UM * float(anode.collector_thickness))
    middle = [metal] if metal.thickness > 0.0 else []
    return [foil, *middle, foil] if faces == 2 else [*middle, foil]


def _cathode(pouch: Pouch) -> list[Layer]:
    thick = UM * float(coating_thickness(pouch.design))
    coating = Layer("cathode_coating", "coating", thick)
    foil = Layer("cathode_foil", "cathode foil", UM * float(pouch.design.cathode.foil_thickness))
    return [coating, foil, coating]


def _unit(pouch: Pouch) -> list[Layer]:
    """From the middle of an anode to the middle of the next."""
    anode = pouch.design.anode
    foil = Layer("anode_foil", "alloy foil", UM * float(foil_per_face(pouch.design)))
    half = Layer("anode_collector", "½ collector", 0.5 * UM * float(anode.collector_thickness))
    ends = [half] if half.thickness > 0.0 else []
    spacer = Layer("separator", "separator", UM * float(pouch.design.separator.thickness))
    return [*ends, foil, spacer, *_cathode(pouch), spacer, foil, *ends]


def _layers(pouch: Pouch) -> list[Layer]:
    """Everything from the lower laminate to the upper one."""
    design, n = pouch.design, counts(pouch.design)
    spacer = Layer("separator", "separator", UM * float(design.separator.thickness))
    laminate = Layer("laminate", "laminate", UM * float(design.envelope.laminate_thickness))
    wraps = int(design.separator.wraps)
    below, above = [spacer] * (wraps - wraps // 2), [spacer] * (wraps // 2)
    inside: list[Layer] = []
    outer = 2 if design.anode.outer_faces else 1
    cathodes = int(n.cathodes)
    if design.stack.anode_ended:
        inside += _anode(pouch, outer)
        for number in range(cathodes):
            last = number == cathodes - 1
            anode = _anode(pouch, outer if last else 2)
            inside += [spacer, *_cathode(pouch), spacer, *(anode[::-1] if last else anode)]
    else:
        coating, foil, _ = _cathode(pouch)
        inside += [foil, coating]
        for number in range(cathodes - 1):
            end = [coating, foil] if number == cathodes - 2 else _cathode(pouch)
            inside += [spacer, *_anode(pouch, 2), spacer, *end]
    return [laminate, *below, *inside, *above, laminate]


def bill_figure(pouch: Pouch) -> Figure:
    """The bill as bars."""
    parts = []
    for key, item in pouch.bill._asdict().items():
        thickness = float(item.number * item.thickness) * UM
        if key == "tabs":  # they lie beside the stack
            thickness = 0.0
        parts.append(Part(key, TITLES[key], 1e3 * float(item.mass), thickness, float(item.cost)))
    return Figure(
        pouch_bill(PouchBill(parts)),
        "Mass, thickness of the stack and cost of the materials, part by part. Electrolyte sits in "
        "pores and adds no thickness. Prices are assumed unless the file gives them.",
        "Bill of materials",
    )


def bases_figure(pouch: Pouch) -> Figure:
    """Wh/L on the four bases, beside what was printed of them, or of none of them."""
    found, thick = pouch.energies, pouch.energies.thickness

    def of(name: str) -> Basis:
        reported = {words: value for state, words in STATES.items()
                    if (value := reported_density(pouch, name, state)) is not None}  # fmt: skip
        return Basis(BASIS_NAMES[name], {
            words: float(getattr(getattr(found, state), name)) / WH_PER_L
            for state, words in STATES.items()
        }, reported)  # fmt: skip

    bases = [of(name) for name in BASES]
    everywhere = reported_density(pouch)
    caption = (
        "The same cell on four volumes. Body: separator and laminate round it, seals folded flat. "
        f"It is {MM * float(thick.as_built):.3g} mm thick as built and, after its first "
        f"{'charge' if lithium_from(pouch.file) == 'cathode' else 'discharge'}, "
        f"{MM * float(thick.charged):.3g} mm charged and {MM * float(thick.discharged):.3g} mm "
        "discharged, by the lithium on its foils."
    )
    if everywhere is not None:
        caption += " The line was printed without saying of which volume it is."
    if any(basis.reported for basis in bases):
        caption += " A mark was printed of the volume that it stands on."
    return Figure(pouch_bases(PouchBases(bases, everywhere)), caption, "Energy per volume")


def reported_density(pouch: Pouch, basis: str = "", state: str = "built") -> float | None:
    """Wh/L that was printed for the cell on a basis and in a state, or without a basis; None where
    the file reports none."""
    name = density_name(basis, state) if basis else "energy_density"
    value = pouch.file.reported.get(name)
    return None if value is None else value / WH_PER_L


def sweep_figure(pouch: Pouch, found: Sweep) -> Figure:
    """One number swept: curves. Two: a map of Wh/L on the basis of the file."""
    return _map_figure(pouch, found) if len(found.places) == 2 else _curves_figure(pouch, found)


def _curves_figure(pouch: Pouch, found: Sweep) -> Figure:
    (place,), basis = found.places, pouch.file.basis
    x = np.array([place.number(value) for value in found.values[0]])
    built, charged = getattr(found.energies.built, basis), getattr(found.energies.charged, basis)
    drawn = pouch_sweep(PouchSweep(
        [Line("as built", x, built / WH_PER_L), Line("charged", x, charged / WH_PER_L)],
        [Line("per mass", x, np.asarray(found.energies.specific_energy) / WH_PER_KG, colour=GREEN)],
        title_of(place), found.allowed, _now(place, x),
    ))  # fmt: skip
    here = "" if _now(place, x) is None else " The dotted line is where the file stands."
    return Figure(drawn, f"Wh/L of the {basis}.{here}", PLACES.get(place.path, place.path))


def _now(place: Place, x: np.ndarray) -> float | None:
    now = place.number(place.now)
    return now if x.min() <= now <= x.max() else None


def _map_figure(pouch: Pouch, found: Sweep) -> Figure:
    first, second = found.places
    basis = pouch.file.basis
    x = np.array([first.number(value) for value in found.values[0]])
    y = np.array([second.number(value) for value in found.values[1]])
    now = (first.number(first.now), second.number(second.now))
    inside = x.min() <= now[0] <= x.max() and y.min() <= now[1] <= y.max()
    z = np.asarray(getattr(found.energies.built, basis)).T / WH_PER_L
    printed = reported_density(pouch, basis)  # of this volume, else of one that is not said
    printed = reported_density(pouch) if printed is None else printed
    drawn = pouch_map(PouchMap(
        x, y, z, title_of(first), title_of(second), f"Wh/L of the {basis}, as built",
        found.margin.T, now if inside else None, printed,
    ))  # fmt: skip
    line = ""
    if printed is not None and z.min() <= printed <= z.max():
        line = f" Dashed: the {printed:.4g} Wh/L that were printed."
    return Figure(
        drawn, f"Wh/L of the {basis}, as built, over two numbers of the file.{line}",
        f"{PLACES.get(first.path, first.path)} and {_lower(PLACES.get(second.path, second.path))}",
    )  # fmt: skip


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def solve_figure(pouch: Pouch, found: Inverse) -> Figure:
    """The curve of an inverse design with its solutions."""
    quantity, place = found.target.quantity, found.place
    x = np.array([place.number(value) for value in found.solved.x])
    y = np.asarray(number_of(quantity, found.solved.y))
    nearest = None
    if not found.solutions and np.isfinite(found.solved.best):
        nearest = (place.number(found.solved.best_at), number_of(quantity, found.solved.best))
    now = (place.number(place.now), float(number_of(quantity, quantity.of(pouch.energies))))
    drawn = pouch_solve(PouchSolve(
        x, y, title_of(place), axis_title(quantity.title.capitalize(), quantity.shown_in),
        number_of(quantity, found.target.value),
        [place.number(one.value) for one in found.solutions], nearest, now, place.whole,
    ))  # fmt: skip
    return Figure(drawn, f"{found.sentence[0].upper()}{found.sentence[1:]}.", "Inverse design")


def uncertainty_figure(pouch: Pouch, found: Carried) -> Figure:
    """Spread of the quantities and who contributes."""
    drawn = []
    for name, spread in found.spreads.items():
        quantity = QUANTITIES[name]
        reported = pouch.file.reported.get(name)
        if reported is None and name.startswith("energy_density"):
            reported = pouch.file.reported.get("energy_density")
        drawn.append(Drawn(
            quantity.title, quantity.shown_in, number_of(quantity, spread.samples),
            number_of(quantity, spread.low), number_of(quantity, spread.median),
            number_of(quantity, spread.high),
            {one.name: one.total for one in found.contributions[name]},
            None if reported is None else number_of(quantity, reported),
        ))  # fmt: skip
    count = next(iter(found.spreads.values())).samples.size
    return Figure(
        pouch_uncertainty(PouchUncertainty(drawn)),
        f"The ranges of the file carried through the bill in {count} samples (Sobol points). "
        "Below: share of the variance that goes back to an input, alone and with others."
        + (" A dashed line is what was printed." if any(one.reported is not None for one in drawn)
           else ""),
        "Uncertainty",
    )  # fmt: skip


def life_figure(pouch: Pouch, found: PouchLife) -> Figure:
    """The cell along its life."""
    life, basis = found.life, pouch.file.basis
    cell = CellLife(
        pouch.file.title, life.cycle, MM * life.thickness_discharged, MM * life.thickness_charged,
        getattr(life.discharged, basis) / WH_PER_L, getattr(life.charged, basis) / WH_PER_L,
        100.0 * life.share,
    )  # fmt: skip
    return Figure(
        pouch_life(PouchLives([cell], basis)),
        "Thick line discharged, thin line charged; the shade between them is what a cell breathes. "
        f"Layers and lithium from the simulated life; 100 % is the discharge of cycle "
        f"{found.reference}, which stands for the design.",
        "Along the life",
    )
