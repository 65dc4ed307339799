"""Where the full cell of a study is not the pouch cell whose life it stands for."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from solvus.base.units import show
from solvus.pouch.geometry import areas, counts, foil_per_face
from solvus.study import full_cell, schema
from solvus.study.pouch_design import material_of
from solvus.study.pouch_load import Pouch
from solvus.study.run import design_of

_ALIKE = 1e-3  # relative: numbers are written to three or four digits


def misfits(pouch: Pouch, study: schema.Study, folder: Path | None = None) -> tuple[str, ...]:
    """A sentence for each part that study and design have differently: foil, alloy, cathode,
    loading, cut-offs, separator, electrolyte and its amount. What one of them leaves open fits.

    folder : where the material files of the study are sought
    """
    return (
        *_foil(pouch, study, folder), *_cathode(pouch, study, folder),
        *_cut_offs(pouch, study, folder), *_separator(pouch, study),
        *_electrolyte(pouch, study, folder),
    )  # fmt: skip


def _alike(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_ALIKE)


def _foil(pouch: Pouch, study: schema.Study, folder: Path | None) -> Iterator[str]:
    foil = design_of(study.cell.working, folder).foil
    per_face, own = foil.thickness / foil.sides, float(foil_per_face(pouch.design))
    if not _alike(per_face, own):
        yield (
            f"the study has {show(per_face, 'm', 'um')} of foil per face, the design "
            f"{show(own, 'm', 'um')}"
        )
    density, ours = foil.composition.density, float(pouch.design.anode.density)
    if not _alike(density, ours):
        yield (
            f"the foil of the study is another alloy than that of the design: it has "
            f"{show(density, 'kg/m^3', 'g/cm3', 3)}, the design {show(ours, 'kg/m^3', 'g/cm3', 3)}"
        )


def _cathode(pouch: Pouch, study: schema.Study, folder: Path | None) -> Iterator[str]:
    theirs, ours = full_cell.design_of(study.cell, folder), material_of(pouch.file)
    if ours is not None and ours.name != theirs.material.name:
        yield f"the cathode of the study is {theirs.material.name}, that of the design {ours.name}"
    loading = float(pouch.design.cathode.loading)
    if not _alike(theirs.loading, loading):
        yield (
            f"the study has {show(theirs.loading, 'kg/m^2', 'mg/cm2')} of active material per "
            f"face, the design {show(loading, 'kg/m^2', 'mg/cm2')}"
        )


def _cut_offs(pouch: Pouch, study: schema.Study, folder: Path | None) -> Iterator[str]:
    block, ours = pouch.file.cathode, material_of(pouch.file)
    low, high = full_cell.cut_offs(study.protocol, full_cell.design_of(study.cell, folder).material)
    own_high = block.upper_cutoff
    if own_high is None and block.measured:
        own_high = block.measured[0].upper_cutoff
    own_low = block.lower_cutoff
    if own_low is None and ours is not None and own_high is not None:
        own_low = ours.voltage_low.si
    rows = (("discharges to", low, own_low), ("charges to", high, own_high))
    apart = [(does, of, own) for does, of, own in rows if own is not None and not _alike(of, own)]
    if apart:
        theirs = " and ".join(f"{does} {of:.4g} V" for does, of, _ in apart)
        yield f"the study {theirs}, the design " + " and ".join(f"{own:.4g} V" for *_, own in apart)


def _separator(pouch: Pouch, study: schema.Study) -> Iterator[str]:
    theirs, ours = study.cell.separator, pouch.design.separator
    assert theirs is not None  # of every full cell
    pairs = ((theirs.thickness, float(ours.thickness)), (theirs.porosity, float(ours.porosity)))
    if not all(_alike(*pair) for pair in pairs):
        (thick, own_thick), (pores, own_pores) = pairs
        yield (
            f"the separator of the study has {show(thick, 'm', 'um')} and {100.0 * pores:.4g} % "
            f"pores, that of the design {show(own_thick, 'm', 'um')} and {100.0 * own_pores:.4g} %"
        )


def _electrolyte(pouch: Pouch, study: schema.Study, folder: Path | None) -> Iterator[str]:
    if study.cell.electrolyte != pouch.file.electrolyte.name:
        yield (
            f"the electrolyte of the study is {study.cell.electrolyte}, that of the design "
            f"{pouch.file.electrolyte.name}"
        )
    if study.cell.electrolyte_amount is None:
        return
    face = counts(pouch.design).pairs * areas(pouch.design).cathode
    amount = full_cell.balance_of(study, folder).amount
    own = float(pouch.bill.electrolyte.volume / face)
    if not math.isclose(amount, own, rel_tol=0.02):  # per capacity: each has its own capacity
        yield (
            f"the study has {1e5 * amount:.3g} uL/cm2 of electrolyte, the design {1e5 * own:.3g} "
            "uL/cm2"
        )
