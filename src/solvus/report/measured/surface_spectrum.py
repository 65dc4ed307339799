"""Spectra: the doublet of each region that shows one, the area of each line, the composition."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.analyse.background import background, cut, line_area
from solvus.analyse.composition import composition
from solvus.analyse.doublet import DoubletFit, fit_doublet
from solvus.analyse.doublet_model import Options
from solvus.analyse.sensitivity import FACTORS
from solvus.analyse.surface_readings import of_composition, of_doublet
from solvus.analyse.surface_records import Spectrum, regions_of
from solvus.analyse.uncertain import Reading, deviations, spread
from solvus.analyse.xps_levels import (
    LEVELS,
    holds,
    is_line,
    level_in,
    level_named,
    line_named,
    window_of,
)
from solvus.base.errors import Fault, InputError
from solvus.base.record import Table
from solvus.report.blocks import Block, Figure, Section
from solvus.report.figures.xps_area import XpsArea, xps_area
from solvus.report.figures.xps_fit import FittedState, XpsFit, xps_fit
from solvus.report.measured.part import Analysed
from solvus.report.measured.surface_asked import SurfaceAsked, told
from solvus.report.measured.surface_blocks import (
    file_of,
    notices_of,
    once,
    sentence,
    slug,
)
from solvus.report.measured.words import reading_table

if TYPE_CHECKING:
    import xarray as xr

ENDS = 3  # points averaged at each end of a background
SCAN = 60.0  # [eV], from which on a region holds more than one line and has no area
NO_REFERENCE = "no reference of the energy scale is given: binding energies are what the file says"


class _Region(NamedTuple):
    """What came of one region: line ("Ag 3d"), readings, area with its error per second (None: it
    has none), section, table."""

    line: str
    readings: list[Reading]
    area: tuple[float, float] | None
    section: Section
    table: Table
    notices: list[str]


def spectrum(record: xr.Dataset, asked: SurfaceAsked) -> Analysed:
    """Analyse a record of kind "spectrum".

    Every region that shows a doublet on file (`xps_levels.LEVELS`), or the one asked for, is
    fitted; every region of less than 60 eV has the area of its lines above the background; two or
    more lines with a sensitivity factor make a composition. InputError for kinetic energies without
    a photon energy, for a doublet that is asked for and not there, and where nothing can be read.
    """
    file = file_of(record)
    with told(file):
        regions = [_binding(region, asked, file) for region in regions_of(record)]
        wanted = level_named(asked.level) if asked.level else ""
    names = _names(regions)
    done = [
        _region(region, name, wanted, asked, file, len(regions) > 1)
        for region, name in zip(regions, names, strict=True)
    ]
    if wanted and not any(one.line == wanted and len(one.readings) > 1 for one in done):
        reach = ", ".join(
            f"{n} {r.energy.min():.4g} to {r.energy.max():.4g} eV"
            for n, r in zip(names, regions, strict=True)
        )
        level = LEVELS[wanted]
        raise InputError(
            Fault(f"no region holds {wanted}, {level.energy:g} and "
                  f"{level.energy + level.splitting:g} eV; there is {reach}", "level", file)
        )  # fmt: skip
    readings = [(name, one) for name, region in zip(names, done, strict=True)
                for one in region.readings]  # fmt: skip
    notices = notices_of(record) + [text for region in done for text in region.notices]
    atoms, more = _composition(record, regions, done, names, asked, file)
    if not readings:
        raise InputError(
            Fault("no region has a line to read: none is narrower than 60 eV and none shows a "
                  'doublet on file; write one as in --set "level=Ag 3d" or a window as in --set '
                  '"window=363, 379"', "", file)
        )  # fmt: skip
    readings = [("", one) for one in atoms] + readings
    sections = tuple(region.section for region in done)
    if atoms:
        table = reading_table([("", one) for one in atoms])
        sections = (
            Section(
                f"Composition of {file}",
                "composition",
                "Atomic fractions of a homogeneous solid, from the areas of the lines.",
                (table,),
            ),
            *sections,
        )
    tables = {
        slug("spectrum", name): region.table for name, region in zip(names, done, strict=True)
    }
    return Analysed(
        file, "spectrum", _headline(readings), tuple(readings), tables, sections,
        once(notices + more),
    )  # fmt: skip


def _headline(readings: list[tuple[str, Reading]]) -> str:
    atoms = [one for where, one in readings if one.name.startswith("atomic fraction")]
    if atoms:
        return ", ".join(sentence(one) for one in atoms)
    energies = [one for _, one in readings if one.name.endswith("binding energy")]
    if energies:
        return ", ".join(sentence(one) for one in energies)
    where, first = readings[0]
    return f"{where}: {sentence(first)}"


def _names(regions: list[Spectrum]) -> list[str]:
    """Names of the regions, numbered where one is there twice."""
    names = [region.name for region in regions]
    return [
        f"{name} ({names[: i + 1].count(name)})" if names.count(name) > 1 else name
        for i, name in enumerate(names)
    ]


def _binding(region: Spectrum, asked: SurfaceAsked, file: str) -> Spectrum:
    """The region with binding energies, rising."""
    energy = region.energy
    if not energy.size:
        raise InputError(Fault(f'the region "{region.name}" has no energies', "", file))
    if not region.binding:
        if asked.photon_energy is None:
            raise InputError(
                Fault(f'the region "{region.name}" has kinetic energies and no photon energy; '
                      "write it in eV as in --set photon_energy=1486.6", "photon_energy", file)
            )  # fmt: skip
        energy = asked.photon_energy - energy
    order = np.argsort(energy, kind="stable")
    return region._replace(energy=energy[order], counts=region.counts[order], binding=True)


def _region(
    region: Spectrum, name: str, wanted: str, asked: SurfaceAsked, file: str, others: bool
) -> _Region:
    """What one region gives; `others`: whether the file has more, so that this one may fail."""
    species = line_named(str(region.about.get("species") or region.name))
    level = level_in(species, region.energy, region.counts)
    notices: list[str] = []
    if wanted:
        other = is_line(species) and species != wanted
        level = wanted if holds(LEVELS[wanted], region.energy) and not other else ""
    area, words, under = _area(region, asked, bool(level), notices, name)
    readings = []
    if area is not None:
        readings.append(
            Reading(f"{level or species} area of the lines", area[0], area[1], area[1], {},
                    "eV" if region.unit == "1" else f"{region.unit} eV", words, {})
        )  # fmt: skip
    fit = None
    if level:
        try:
            fit = _fit(region, level, asked)
        except ValueError as error:
            if wanted or not others:
                raise InputError(Fault(str(error), name, file)) from None
            notices.append(f"{name}: {level} is not fitted: {error}")
    if fit is not None:
        unit = "eV" if region.unit == "1" else f"{region.unit} eV"
        fitted = [one._replace(unit=unit) if "area of" in one.name
                  else one._replace(value=round(one.value, 9))  # a bound that was met, to a hair
                  for one in of_doublet(fit, level)]  # fmt: skip
        readings = fitted + readings
        notices += [f"{level}: {text}" for text in fit.notices]
        if asked.reference is None:
            notices.append(NO_REFERENCE)
        figure = _fitted(fit, level, region.unit)
        table = _fit_table(fit, region.unit)
        caption = (
            f"{level} of {file}: measured points, components over their background, residuals."
        )
    else:
        figure = xps_area(XpsArea(species, region.energy, region.counts, under, region.unit))
        columns = {"binding_energy": region.energy, "counts": region.counts}
        if under is not None:
            columns["background"] = under
        units = dict.fromkeys(columns, region.unit) | {"binding_energy": "eV"}
        table = Table(columns, units, {"definition": words})
        caption = f"{name} of {file}: as measured" + (f"; {words}." if words else ".")
    rows = [(name, one) for one in readings]
    blocks: list[Block] = [Figure(figure, caption), *([reading_table(rows)] if rows else [])]
    made = Section(f"{level or name} of {file}", slug("spectrum", name), blocks=tuple(blocks))
    return _Region(level or species, readings, area, made, table, notices)


def _fit(region: Spectrum, level: str, asked: SurfaceAsked) -> DoubletFit:
    at = LEVELS[level]
    window = asked.window or window_of(at, region.energy, region.counts)
    options = Options(
        splitting=at.splitting, ratio=asked.ratio, states=asked.states,
        background=asked.background, window=window,
    )  # fmt: skip
    return fit_doublet(region.energy, region.counts, options, asked.reference)


def _area(
    region: Spectrum, asked: SurfaceAsked, fitted: bool, notices: list[str], name: str
) -> tuple[tuple[float, float] | None, str, np.ndarray | None]:
    """Area and its error, definition, background over the whole region; None where there is no
    single line to take it of."""
    energy, counts = region.energy, region.counts
    if asked.window:
        try:
            energy, counts = cut(energy, counts, asked.window)
        except ValueError:
            return None, "", None
    if float(np.ptp(energy)) > SCAN:
        if not fitted:
            notices.append(f"{name}: a scan over {np.ptp(energy):.4g} eV is shown, no line is read")
        return None, "", None
    noise = None
    if region.unit != "counts" or (counts < 0.0).any():
        noise = np.full(counts.size, max(spread(deviations(energy, counts)), 1e-12))
    try:
        found = line_area(asked.background, energy, counts, ENDS, noise=noise)
        under = background(asked.background, energy, counts, ENDS).values
    except ValueError as error:
        notices.append(f"{name}: no area of the lines: {error}")
        return None, "", None
    whole = under if energy.size == region.energy.size else None
    return (found.area, found.error), f"area above a {found.words}", whole


def _fitted(fit: DoubletFit, level: str, unit: str) -> go.Figure:
    states = []
    for i, state in enumerate(fit.states):
        name = f"state {i + 1}, " if len(fit.states) > 1 else ""
        energy = f"{state.energy.value:.2f} ± {state.energy.error:.2f} eV"
        states.append(FittedState(f"{name}{energy}", list(fit.parts[2 * i : 2 * i + 2])))
    data = XpsFit(
        fit.energy + fit.shift, fit.counts, fit.fitted, fit.background, states, fit.residuals,
        level, unit, fit.words,
    )  # fmt: skip
    return xps_fit(data)


def _fit_table(fit: DoubletFit, unit: str) -> Table:
    columns = {
        "binding_energy": fit.energy + fit.shift, "counts": fit.counts, "fitted": fit.fitted,
        "background": fit.background,
    }  # fmt: skip
    for i in range(len(fit.states)):
        columns |= {f"state_{i + 1}_stronger": fit.parts[2 * i]}
        columns |= {f"state_{i + 1}_weaker": fit.parts[2 * i + 1]}
    units = dict.fromkeys(columns, unit) | {"binding_energy": "eV", "residual": "1"}
    return Table(columns | {"residual": fit.residuals}, units, {"definition": fit.words})


def _composition(
    record: xr.Dataset, regions: list[Spectrum], done: list[_Region], names: list[str],
    asked: SurfaceAsked, file: str,
) -> tuple[list[Reading], list[str]]:  # fmt: skip
    """Atomic fractions of the lines with a factor, and what stands in the way of them."""
    if len(done) < 2:
        return [], []
    notices: list[str] = []
    areas: dict[str, tuple[float, float]] = {}
    seconds: list[float] = []
    for region, one, name in zip(regions, done, names, strict=True):
        if one.area is None:
            continue
        if one.line not in asked.factors and one.line not in FACTORS:
            notices.append(f'{name}: no sensitivity factor of "{one.line}", it is not in the '
                           f'composition; write --set "factor={one.line}: 1.0 0.2"')  # fmt: skip
        elif one.line in areas:
            notices.append(f"{one.line} was taken more than once: there is no composition")
            return [], notices
        elif one.area[0] <= 0.0:
            notices.append(f"{name}: no area above the background, it is not in the composition")
        else:
            areas[one.line] = one.area
            seconds.append(region.seconds)
    if len(areas) < 2:
        return [], notices
    per_second = seconds
    if not all(s > 0.0 for s in seconds):
        per_second = [1.0] * len(seconds)
        if any(r.unit == "counts" for r in regions):
            notices.append("the file states no time per point: the lines are taken as counted for "
                           "equal times")  # fmt: skip
    passes = {str(r.about.get("pass_energy_eV") or r.about.get("Pass Energy")) for r in regions}
    if len(passes) > 1:
        notices.append(f"the pass energies of the regions are {', '.join(sorted(passes))} eV: "
                       "their areas are not of one scale, and no composition is made")  # fmt: skip
        return [], notices
    timed = list(zip(areas.items(), per_second, strict=True))
    with told(file):
        made = composition(
            {line: area / s for (line, (area, _)), s in timed},
            {line: error / s for (line, (_, error)), s in timed},
            asked.factors,
        )
    notices.append("the areas are not corrected for the transmission of the analyser and the "
                   "escape depth: the factors must hold them")  # fmt: skip
    return of_composition(made), notices
