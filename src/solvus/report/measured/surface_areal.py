"""Element maps, height maps and sections: what they say, with figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from solvus.analyse.element_map import (
    Correlation,
    Uniformity,
    enrichment,
    radial_correlation,
    uniformity,
)
from solvus.analyse.roughness import scale_limited
from solvus.analyse.roughness_error import TILES, RoughnessError, roughness_with_error
from solvus.analyse.surface_readings import of_layer, of_map, of_roughness
from solvus.analyse.surface_records import (
    Grid,
    element_map_of,
    elements_of,
    height_of,
    image_of,
)
from solvus.analyse.texture_layer import Edges, TextureLayer, texture_layer
from solvus.analyse.uncertain import Reading
from solvus.base.errors import Fault, InputError
from solvus.base.record import Table
from solvus.base.units import from_si
from solvus.report.blocks import Figure, Section
from solvus.report.figures.element_map import MOST_MAPS, ElementMap, element_maps
from solvus.report.figures.height_map import HeightMaps, Relief, height_map
from solvus.report.figures.layer_thickness import Thicknesses, layer_thickness
from solvus.report.figures.map_correlation import MapCorrelation, map_correlation
from solvus.report.figures.sem_section import SectionImage, Sections, sem_section
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

SCALE_AT = 0.49  # of the width of the figure
LEAST_BLOCKS = 16  # along both sides together, of the largest block a spread is taken at


def element_map(record: xr.Dataset, asked: SurfaceAsked) -> Analysed:
    """Analyse a record of kind "map": spread of each element by size of block, radial
    autocorrelation, and enrichment of the box asked for.

    Lengths are in pixels, and a notice says so, where the file states no pixel and none is given.
    InputError for a box outside the map.
    """
    file, notices = file_of(record), notices_of(record)
    readings: list[tuple[str, Reading]] = []
    tables: dict[str, Table] = {}
    drawn, curves, scaled = [], [], False
    for element in elements_of(record):
        with told(file, element):
            grid = element_map_of(record, element, asked.pixel)
        scaled = grid.scaled
        counts = str(record[element].attrs.get("units", "")) == "counts"
        found, spreads, correlation = _of_map(grid, element, counts, asked, file, notices)
        readings += [(element, one) for one in found]
        if spreads:
            tables[slug("uniformity", element)] = _spread_table(spreads)
        words = sentence(found[0]).removeprefix(f"{element} ") if spreads else ""
        side = from_si(grid.pixel[0], "m", "um") if scaled else 0.0
        drawn.append(ElementMap(element, grid.values, side, "counts" if counts else "", words))
        if correlation is not None:
            tables[slug("correlation", element)] = _correlation_table(correlation, scaled)
            far = _micrometres(correlation.distance) if scaled else correlation.distance
            curves.append(MapCorrelation(element, far, correlation.value, correlation.error))
    if scaled:
        notices = [text for text in notices if "lengths are in pixels" not in text]
    else:
        notices.append('lengths are in pixels: write the side of one as in --set "pixel=0.5 um"')
    blocks = [
        Figure(element_maps(drawn[i : i + MOST_MAPS]), f"Element maps of {file}, gross counts.")
        for i in range(0, len(drawn), MOST_MAPS)
    ]
    if curves:
        figure = map_correlation(curves, "µm" if scaled else "pixels")
        caption = f"Radial autocorrelation of the maps of {file}, bands of one standard error."
        blocks.append(Figure(figure, caption))
    section = Section(f"Element map of {file}", "map",
                      blocks=(*blocks, reading_table(readings)))  # fmt: skip
    headline = ", ".join(sentence(one) for _, one in readings) or "no number could be read"
    return Analysed(file, "map", headline, tuple(readings), tables, (section,), once(notices))


def height(record: xr.Dataset, asked: SurfaceAsked) -> Analysed:
    """Analyse a record of kind "height": Sa, Sq, Sz, Sdr with F-operator, S- and L-filter.

    InputError for heights without a unit where none is given, or filters that do not suit the map.
    """
    file = file_of(record)
    stated = "pixel_x_m" in record.attrs
    if not stated and asked.height_unit is None:
        raise InputError(
            Fault('the file states no unit of length; write it as in --set "height_unit=1 um"',
                  "height_unit", file)
        )  # fmt: skip
    with told(file):
        grid = height_of(record, asked.height_unit)
        found = roughness_with_error(
            grid.values, grid.pixel, asked.form, asked.s_index, asked.l_index,
            lateral=asked.lateral, tiles=min(TILES, max(min(grid.values.shape) // 3, 2)),
        )  # fmt: skip
    notices = [text for text in notices_of(record) if "no unit of length" not in text]
    z = scale_limited(grid.values, found.found.settings)
    dx, dy = (from_si(side, "m", "um") for side in grid.pixel)
    relief = Relief(file, _micrometres(z), dx, "", dy)
    figure = height_map(HeightMaps((relief,), _three(found)))
    # clear of the long numbers that small heights put along the axis beside it
    figure.update_traces(colorbar_x=SCALE_AT, selector={"type": "surface"})
    caption = f"Heights of {file} after the filters, and the line through its middle."
    readings = of_roughness(found)
    section = Section(
        f"Roughness of {file}", "height", _settings(found),
        (Figure(figure, caption), reading_table([("", one) for one in readings])),
    )  # fmt: skip
    middle = z[z.shape[0] // 2]
    line = Table(
        {"distance": (np.arange(middle.size) + 0.5) * grid.pixel[0], "height": middle},
        {"distance": "m", "height": "m"}, {"definition": f"middle row, {found.words}"},
    )  # fmt: skip
    return Analysed(
        file, "height", ", ".join(sentence(one) for one in readings),
        tuple(("", one) for one in readings), {"line": line}, (section,),
        once([*notices, *found.notices]),
    )  # fmt: skip


def section_image(record: xr.Dataset, asked: SurfaceAsked) -> Analysed:
    """Analyse a record of kind "image" as a section: thickness of its rough layer.

    InputError for an image without a size of a pixel, without a window, or without a layer.
    """
    file = file_of(record)
    if asked.pixel is None and record.attrs.get("pixel_m") is None:
        raise InputError(
            Fault(
                'the file states no size of a pixel; write it as in --set "pixel=50 nm"',
                "pixel",
                file,
            )
        )
    if asked.texture_window is None:
        raise InputError(
            Fault("the thickness of a layer needs the window its texture is looked at through, two "
                  'to four grains wide; write it as in --set "texture_window=1 um"',
                  "texture_window", file)
        )  # fmt: skip
    with told(file):
        grid = image_of(record, asked.pixel)
        found = texture_layer(
            grid.values, grid.pixel[0], asked.texture_window, Edges(asked.upper, asked.lower),
            asked.texture_level, seed=asked.seed,
        )  # fmt: skip
    notices = [text for text in notices_of(record) if "size of a pixel" not in text]
    readings = of_layer(found)
    blocks = (
        Figure(_faces(grid, found, file), f"{file} with the faces of the layer as found: look "
               "whether they are where you see them."),
        Figure(_distribution(found, file), f"Thickness along {file}, column by column."),
        reading_table([("", one) for one in readings]),
    )  # fmt: skip
    section = Section(f"Layer on {file}", "section", blocks=blocks)
    by = found.thickness
    along = (np.arange(by.by_column.size) + 0.5) * grid.pixel[0]
    faces = {"upper": by.upper * grid.pixel[1], "lower": by.lower * grid.pixel[1]}
    table = Table(
        {"distance": along, "thickness": by.by_column, **faces},
        dict.fromkeys(("distance", "thickness", "upper", "lower"), "m"),
        {"definition": f"{found.words}; faces from the upper edge of the image"},
    )
    return Analysed(
        file, "image", sentence(readings[0]), tuple(("", one) for one in readings),
        {"thickness": table}, (section,), once([*notices, *found.notices]),
    )  # fmt: skip


def _of_map(
    grid: Grid, element: str, counts: bool, asked: SurfaceAsked, file: str, notices: list[str]
) -> tuple[list[Reading], list[Uniformity], Correlation | None]:
    """Readings of one map, its spread at each size of block, its autocorrelation."""
    spreads, correlation, ratio = [], None, None
    try:
        if counts:
            spreads = [uniformity(grid.values, block) for block in _blocks(grid.values.shape)]
        correlation = radial_correlation(grid.values, grid.pixel[0], poisson=counts)
    except ValueError as error:
        notices.append(f"{element}: {error}")
    if not counts:
        notices.append(f"{element}: no counts, so that its spread beyond counting is not known")
    if asked.box is not None:
        with told(file, "box"):
            ratio = enrichment(grid.values, _box(grid, asked.box), poisson=counts)
    if correlation is not None and not np.isfinite(correlation.length):
        notices.append(f"{element}: the autocorrelation does not fall to 1/e within a quarter of "
                       "the map: there is no correlation length, and the spread is that of this "
                       "field alone")  # fmt: skip
    unit = "m" if grid.scaled else "pixel"
    even = spreads[0] if spreads else None
    found = of_map(element, even, ratio, correlation, unit)
    return [one for one in found if np.isfinite(one.value)], spreads, correlation


def _blocks(shape: tuple[int, ...]) -> list[int]:
    """Sides of blocks [pixels]: powers of two, while `LEAST_BLOCKS` of them are left."""
    blocks = [1]
    while (shape[0] // (2 * blocks[-1])) * (shape[1] // (2 * blocks[-1])) >= LEAST_BLOCKS:
        blocks.append(2 * blocks[-1])
    return blocks


def _box(grid: Grid, box: tuple[float, float, float, float]) -> np.ndarray:
    """The pixels whose centres lie in a box (x0, y0, x1, y1)."""
    (x0, x1), (y0, y1) = sorted((box[0], box[2])), sorted((box[1], box[3]))
    rows, columns = grid.values.shape
    x = (np.arange(columns) + 0.5) * grid.pixel[0]
    y = (np.arange(rows)[:, None] + 0.5) * grid.pixel[1]
    return np.asarray((x >= x0) & (x <= x1) & (y >= y0) & (y <= y1))


def _spread_table(spreads: list[Uniformity]) -> Table:
    columns = {
        "block": np.array([one.block for one in spreads]),
        "spread": np.array([one.spread for one in spreads]),
        "error": np.array([one.error for one in spreads]),
        "dispersion": np.array([one.dispersion for one in spreads]),
        "dispersion_error_if_even": np.array([one.even_error for one in spreads]),
    }
    words = "relative spread of blocks beyond counting noise; dispersion is variance by mean"
    return Table(columns, dict.fromkeys(columns, "1") | {"block": "pixel"}, {"definition": words})


def _correlation_table(one: Correlation, scaled: bool) -> Table:
    columns = {"distance": one.distance, "correlation": one.value, "error": one.error}
    units = {"distance": "m" if scaled else "pixel", "correlation": "1", "error": "1"}
    return Table(columns, units, {"definition": one.words})


def _settings(found: RoughnessError) -> str:
    """The three settings that the numbers hang on, as a sentence."""
    return f"{_three(found)}. Compare numbers taken with the same three settings only."


def _three(found: RoughnessError) -> str:
    told_, s = found.found.settings, found.found.settings.s_index
    filters = [
        f"{name} {from_si(index, 'm', 'um'):.3g} µm" if index else f"no {name}"
        for name, index in (("S-filter", s), ("L-filter", told_.l_index))
    ]
    return f"F-operator {told_.form}, {filters[0]}, {filters[1]}"


def _faces(grid: Grid, found: TextureLayer, file: str) -> go.Figure:
    low, high = np.quantile(grid.values, [0.002, 0.998])
    grey = np.clip((grid.values - low) / max(float(high - low), 1e-12), 0.0, 1.0)
    layer = found.thickness
    image = SectionImage(
        file, grey, from_si(grid.pixel[0], "m", "um"), 0.0, layer.lower, layer.upper,
        from_si(found.mean, "m", "um"), from_si(layer.sd, "m", "um"),
    )  # fmt: skip
    return sem_section(Sections((image,), ""))


def _distribution(found: TextureLayer, file: str) -> go.Figure:
    thickness = _micrometres(found.thickness.by_column)
    mean, error = (from_si(v, "m", "um") for v in (found.mean, found.error))
    return layer_thickness([Thicknesses(file, "", thickness, mean, error)])


def _micrometres(values: np.ndarray) -> np.ndarray:
    return np.asarray(values, float) * from_si(1.0, "m", "um")
