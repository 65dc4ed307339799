"""Counts, areas and thicknesses of the stack in its pouch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.base.constants import F
from solvus.materials import library
from solvus.model.coating import thickness_of
from solvus.pouch.design import Design, Values


def lithium_volume_per_charge() -> float:
    """Volume of lithium metal that a charge plates, V_Li / F [m3/C]; 4.85 um per mAh/cm2."""
    return library.lithium().molar_volume.si / F


class Counts(NamedTuple):
    """Numbers in the stack: cathodes and anodes, facing pairs, separator layers with the wraps,
    coated cathode faces, foil faces."""

    cathodes: Values
    anodes: Values
    pairs: Values
    separators: Values
    coated: Values
    foil_faces: Values


def counts(design: Design) -> Counts:
    """Counts of a stack of n cathodes.

    Anode-ended: n + 1 anodes, 2 n facing pairs. Cathode-ended: n - 1 anodes, the two end cathodes
    coated on their inner face alone, 2 (n - 1) pairs. There is a separator in every pair, and the
    wraps around the stack. The end anodes of an anode-ended stack have a foil on their outer face
    too, unless `outer_faces` is 0.
    """
    stack, anode = design.stack, design.anode
    n, anode_ended = stack.cathodes, stack.anode_ended
    anodes = n - 1.0 + 2.0 * anode_ended
    pairs = 2.0 * n - 2.0 * (1.0 - anode_ended)
    foil_faces = 2.0 * anodes - 2.0 * anode_ended * (1.0 - anode.outer_faces)
    return Counts(n, anodes, pairs, pairs + design.separator.wraps, pairs, foil_faces)


class Areas(NamedTuple):
    """Areas [m2] of one cathode face, one anode face, one separator layer."""

    cathode: Values
    anode: Values
    separator: Values


def areas(design: Design) -> Areas:
    """Areas of the electrodes: width times height, with the overhang on each side [m2]."""
    w, h = design.stack.width, design.stack.height
    a, s = 2.0 * design.anode.overhang, 2.0 * design.separator.overhang
    return Areas(w * h, (w + a) * (h + a), (w + s) * (h + s))


def foil_per_face(design: Design) -> Values:
    """Thickness of foil that one cathode face has opposite to it [m]: half of a shared foil."""
    return design.anode.thickness * (1.0 - 0.5 * design.anode.shared)


def coating_thickness(design: Design) -> Values:
    """Thickness of the cathode coating on one face [m], as `model.coating.thickness_of`."""
    cathode = design.cathode
    return thickness_of(cathode.loading, cathode.active, cathode.coating_density)


class Thicknesses(NamedTuple):
    """Thickness of the whole cell [m]: as it is built, before its first half-cycle; charged and
    discharged, after it."""

    as_built: Values
    charged: Values
    discharged: Values


def built_thickness(design: Design) -> Values:
    """Thickness of the cell as it is built, laminate included [m]: the sum of its layers."""
    n = counts(design)
    cathode, anode = design.cathode, design.anode
    return (
        n.coated * coating_thickness(design)
        + n.cathodes * cathode.foil_thickness
        + n.foil_faces * foil_per_face(design)
        + n.anodes * anode.collector_thickness
        + n.separators * design.separator.thickness
        + 2.0 * design.envelope.laminate_thickness
    )


def thicknesses(design: Design, first: Values, reversible: Values) -> Thicknesses:
    """Thickness of the cell as built, charged and discharged [m].

    first, reversible : what the first half-cycle moves between a facing pair, and every later one
        [C/m2]; each charge plates V_Li/F on the foil, the cathode keeps its thickness.

    A cathode that holds the lithium is charged first: charged = built + first, and
    discharged = charged - reversible: lithium that no discharge returns stays on the foil. Where
    the foil holds it the cell is discharged first: discharged = built - first, and
    charged = discharged + reversible: what the cathode retains the foil has lost.
    """
    cathode_first = design.cathode.holds_lithium
    built, per_charge = built_thickness(design), counts(design).pairs * lithium_volume_per_charge()
    breath = reversible * per_charge
    moved = cathode_first * first + (1.0 - cathode_first) * (reversible - first)
    charged = built + moved * per_charge
    return Thicknesses(built, charged, charged - breath)


class Outline(NamedTuple):
    """Plan of the cell [m]: body (with the seals folded flat) and envelope (seals as they lie),
    and how far the longer tab stands out."""

    body_width: Values
    body_height: Values
    envelope_width: Values
    envelope_height: Values
    tab_length: Values


def outline(design: Design) -> Outline:
    """Outline of the cell [m]: the separator is the widest layer; laminate goes round the body."""
    pouch, s = design.envelope, 2.0 * design.separator.overhang
    w, h = design.stack.width + s, design.stack.height + s
    wall = 2.0 * pouch.laminate_thickness
    longer = np.maximum(design.positive_tab.length, design.negative_tab.length)
    return Outline(
        w + wall, h + wall, w + 2.0 * pouch.side, h + pouch.top + pouch.bottom, longer
    )
