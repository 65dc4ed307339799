"""Pages and figures of the maps of foils' faces: what is seen, what is measured, what is free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from solvus.model.coverage import PLANAR, density_needed
from solvus.model.coverage import coverage as covered
from solvus.model.nuclei import DENSITIES
from solvus.observe import confocal, sem
from solvus.report.blocks import Block, Card, Cards, Column, Figure, Section, Table, Text
from solvus.report.figures.confocal_map import ConfocalMaps, ConfocalReading, confocal_map
from solvus.report.figures.coverage import CoverageDiagram, Mark, coverage
from solvus.report.figures.height_map import HeightMaps, Relief, height_map
from solvus.report.figures.sem_section import SectionImage, Sections, sem_section
from solvus.report.run_tables import PARAMETER_COLUMNS, parameter_row
from solvus.report.series import Line
from solvus.study.morphology import ILLUSTRATIVE, Look, values_of
from solvus.study.morphology_block import Morphology, table_of

MOST_SIDE_BY_SIDE = 3
LEAST_DENSITY, MOST_DENSITY = 1e8, 1e13  # [1/m2] of the diagram of coverage
SAME_DEPOSIT = 0.02  # relative difference below which two platings share a line

MICRO = 1e6
_SENTENCE = ILLUSTRATIVE[0].upper() + ILLUSTRATIVE[1:]


class Named(NamedTuple):
    """A look with the name it has in figures and the system that sets its colour ("Li-Ag")."""

    name: str
    look: Look
    system: str = ""


def sections(named: Sequence[Named], asked: Morphology) -> list[Section]:
    """The page on the faces in `named`; where there are many, the last three are drawn."""
    drawn = list(named)[-MOST_SIDE_BY_SIDE:]
    return [
        Section("What came of it", "summary", _opening(asked), _summary(drawn, named)),
        Section(
            "Height map",
            "height-map",
            "The outer surface of the foil, residue included, from its mean height.",
            (height_figure(drawn),),
        ),
        Section("Cross-section", "section", _SECTION_TEXT, (section_figure(drawn),)),
        Section("Confocal map", "confocal", _CONFOCAL_TEXT, (confocal_figure(drawn),)),
        Section("Planar or not", "coverage", _COVERAGE_TEXT, (coverage_figure(named),)),
        Section("What is free", "parameters", _PARAMETER_TEXT, _parameters(asked)),
    ]


def _summary(drawn: Sequence[Named], named: Sequence[Named]) -> tuple[Block, ...]:
    return _cards(drawn[-1]), _platings(named), _roughness(named)


def height_figure(named: Sequence[Named]) -> Figure:
    """The surfaces of one to three faces."""
    reliefs = [
        Relief(
            one.name,
            MICRO * one.look.kept.face.surface(one.look.kept.inside.packing),
            MICRO * one.look.kept.face.pixel,
            one.system,
        )
        for one in named
    ]
    return Figure(
        height_map(HeightMaps(reliefs)),
        "Simulated height of the outer surface and a line across its middle. "
        f"{_SENTENCE}.",
    )


def section_figure(named: Sequence[Named]) -> Figure:
    """Virtual cross-sections of one to three faces."""
    images = []
    for one in named:
        seen, layer = one.look.section, one.look.layer
        columns = seen.image.shape[1]
        nowhere = np.full(columns, np.nan)
        images.append(
            SectionImage(
                one.name, seen.image, MICRO * seen.pixel, MICRO * seen.bottom,
                layer.lower if layer else nowhere, layer.upper if layer else nowhere,
                MICRO * layer.mean if layer else np.nan, MICRO * layer.sd if layer else np.nan,
            )
        )  # fmt: skip
    return Figure(
        sem_section(Sections(images, "illustrative; scales equal along both axes")),
        "Virtual SEM cross-section. Thickness and porosity of the layer follow from the run, its "
        "unevenness from the map, grains and greys are illustrative.",
    )


def confocal_figure(named: Sequence[Named]) -> Figure:
    """Virtual confocal maps of one to three faces."""
    readings = [
        ConfocalReading(
            one.name, MICRO * one.look.confocal.height, MICRO * one.look.confocal.pixel,
            MICRO * one.look.seen.sa, MICRO * one.look.seen.sq, MICRO * one.look.seen.sz,
            100.0 * one.look.seen.sdr,
        )
        for one in named
    ]  # fmt: skip
    settings = named[0].look.seen.settings.words
    return Figure(
        confocal_map(ConfocalMaps(readings, settings)),
        "Virtual confocal map. Roughness holds for the settings below it and for no others; its "
        "absolute value is not a prediction.",
    )


def coverage_figure(named: Sequence[Named]) -> Figure:
    """Coverage and Sq of one plating against N, with the last platings of the faces in it."""
    plated = [one for one in named if one.look.kept.plating is not None]
    deposits: list[float] = []
    for one in plated:
        assert one.look.kept.plating is not None
        t = one.look.kept.plating.deposit
        if not any(abs(t - known) <= SAME_DEPOSIT * known for known in deposits):
            deposits.append(t)
    deposits = deposits[:4] or [1e-6]
    density = np.geomspace(LEAST_DENSITY, MOST_DENSITY, 161)
    exact = [covered(density, t) for t in deposits]
    names = [f"deposit of {MICRO * t:.3g} µm" for t in deposits]
    x = 1e-4 * density
    diagram = CoverageDiagram(
        [Line(n, x, 100.0 * one.coverage) for n, one in zip(names, exact, strict=True)],
        [Line(n, x, MICRO * one.sq) for n, one in zip(names, exact, strict=True)],
        [1e-4 * density_needed(t) for t in deposits],
        _marks(plated),
    )
    return Figure(
        coverage(diagram),
        "Lines: exact for caps on nuclei at random places, on a flat face. Symbols: the last "
        "plating of each map, coverage as counted on it, Sq as theory has it on a flat face. "
        f"Planar: sqrt(N) t of at least {PLANAR:g}.",
    )


def _marks(plated: Sequence[Named]) -> list[Mark]:
    marks = []
    for one in plated:
        plating, exact = one.look.kept.plating, one.look.kept.exact
        if plating is None or exact is None:
            continue
        marks.append(
            Mark(
                one.name, [1e-4 * plating.density], [100.0 * plating.coverage],
                [MICRO * float(exact.sq)], one.system or one.name,
            )
        )  # fmt: skip
    return marks


def _cards(one: Named) -> Cards:
    look = one.look
    cards = [
        Card(f"{MICRO * look.seen.sa:.2f} µm", f"Sa, {one.name}, confocal (illustrative)"),
        Card(f"{100 * look.seen.sdr:.1f} %", "Sdr, developed area"),
    ]
    if look.kept.exact is not None:
        number = float(look.kept.exact.planarity)
        word = "planar" if number >= PLANAR else "not planar"
        cards.append(Card(f"{number:.2f}", f"sqrt(N) t of the last plating: {word}"))
    if look.layer is not None:
        label = f"layer on the virtual section, ± {MICRO * look.layer.sd:.1f} µm along it"
        cards.append(Card(f"{MICRO * look.layer.mean:.1f} µm", label))
    return Cards(cards)


def _platings(named: Sequence[Named]) -> Table:
    columns = [
        Column("face"), Column("state"), Column("N", "cm⁻²", True), Column("sqrt(N) t", "", True),
        Column("coverage", "%", True), Column("layer seen", "µm", True),
        Column("of the run", "µm", True),
    ]  # fmt: skip
    rows = []
    for one in named:
        kept, layer = one.look.kept, one.look.layer
        plating, exact = kept.plating, kept.exact
        rows.append([
            _unbroken(one.name), kept.state,
            "–" if plating is None else f"{1e-4 * plating.density:.2g}",
            "–" if exact is None else f"{float(exact.planarity):.2f}",
            "–" if plating is None else f"{100 * plating.coverage:.1f}",
            "–" if layer is None else f"{MICRO * layer.mean:.1f} ± {MICRO * layer.sd:.1f}",
            f"{MICRO * float(kept.face.residue.mean()) / kept.inside.packing:.1f}",
        ])  # fmt: skip
    return Table(
        columns, rows,
        "The last plating of each face, and its reaction layer: as measured on the virtual "
        "section, mean and standard deviation along it, and as the run has it, which is the mean "
        "of the map.",
    )  # fmt: skip


def _roughness(named: Sequence[Named]) -> Table:
    columns = [
        Column("face"), Column("of"), Column("Sa", "µm", True), Column("Sq", "µm", True),
        Column("Sz", "µm", True), Column("Sdr", "%", True), Column("Ssk", "", True),
        Column("Sku", "", True),
    ]  # fmt: skip
    rows = [
        [_unbroken(one.name), what, *(f"{MICRO * h:.3g}" for h in (found.sa, found.sq, found.sz)),
         f"{100 * found.sdr:.3g}", f"{found.ssk:.2f}", f"{found.sku:.2f}"]
        for one in named
        for what, found in (("surface", one.look.surface), ("confocal map", one.look.seen))
    ]  # fmt: skip
    first = named[0].look
    return Table(
        columns, rows,
        f"Surface: {first.surface.settings.words}. Confocal map: {first.seen.settings.words}.",
    )  # fmt: skip


def _unbroken(name: str) -> str:
    return name.replace(" ", "\u00a0")


def _parameters(asked: Morphology) -> tuple[Block, ...]:
    values = values_of(asked)
    seen = confocal.INSTRUMENT.values(given=asked.confocal)
    cut = sem.INSTRUMENT.values(given=asked.sem)
    rows = [
        parameter_row(who, parameter, known[parameter.name])
        for who, table, known in (
            ("map", table_of(asked.density), values),
            ("confocal", confocal.PARAMETERS, seen),
            ("section", sem.PARAMETERS, cut),
        )
        for parameter in table
    ]
    law = DENSITIES[asked.density]
    text = f"Law of the density of nuclei: {law.name}, {law.title}. Seed {asked.seed}."
    caption = "Everything the maps and instruments rest on."
    return Text(text), Table(PARAMETER_COLUMNS, rows, caption)


def _opening(asked: Morphology) -> str:
    side = MICRO * asked.side
    return (
        f"A square of {side:g} µm on {asked.pixels} x {asked.pixels} pixels of the "
        f"{asked.electrode} electrode, followed through every half-cycle. "
        f"{_SENTENCE}: compare maps that differ in one thing, and trust the "
        "criterion of coverage more than any absolute roughness."
    )


_SECTION_TEXT = (
    "A line of the map, with the layer that the lithium lost leaves on what is left of the foil, "
    "and its thickness as it would be measured on the image."
)
_CONFOCAL_TEXT = (
    "What a confocal microscope would read of the surface: blurred by the objective, on the "
    "pixels of the scanner, with noise."
)
_COVERAGE_TEXT = (
    "Whether a deposit of mean thickness t closes to a plane depends on sqrt(N) t alone. This "
    "needs none of the free numbers but N itself."
)
_PARAMETER_TEXT = (
    "N, m and l_c are free. The instruments' numbers are those of common instruments, as the paper "
    "states none."
)
