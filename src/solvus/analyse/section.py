"""Thickness of a reaction layer on the image of a cross-section, column by column.

On an electron micrograph the layer on lithium is a texture of bright solid and dark pores between
a smooth grey foil below and the dark outside above. Noise is taken off by a median over 3 x 3.
In each column

    the lower face is where the grey of the foil ends, going up from the lower edge of the image
        (where no foil stands there: the lowest solid),
    the upper face is the outermost solid, its profile closed over `gap`: bays narrower than that
        are taken to be pores that are open to the outside, as an eye would.

The greys that part foil from dark and from solid, and the gap, belong to the number. A mask of the
layer, drawn by hand or found otherwise, is measured by `thickness_by_column` alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

RUN = 2  # rows that must differ from the foil before it has ended


class Greys(NamedTuple):
    """What parts an image: foil lies between `dark` and `bright`, solid of the layer above
    `bright`; pores and the outside lie below `dark`. In the units of the image."""

    dark: float
    bright: float


class LayerThickness(NamedTuple):
    """Thickness of a layer along a section.

    mean, sd [m] over the columns that show it; by_column [m], array, nan where there is none;
    lower, upper : rows (from the top of the image, of the edges of pixels) of its faces by column;
    missing [1], share of the columns without it.
    """

    mean: float
    sd: float
    by_column: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    missing: float


def layer_thickness(image: np.ndarray, pixel: float, greys: Greys, gap: float) -> LayerThickness:
    """Thickness of the layer on an image.

    image : grey scale, array (rows, columns), foil below; pixel : its side [m]; gap [m].
    Raises ValueError where it is no such image, or shows no solid.
    """
    from scipy import ndimage

    grey = np.asarray(image, float)
    if grey.ndim != 2 or not pixel > 0.0 or gap < 0.0:
        raise ValueError("an image has rows and columns, a pixel a positive side, a gap no sign")
    if not greys.dark < greys.bright:
        raise ValueError("the grey of the solid must lie above that of pores")
    grey = ndimage.median_filter(grey, size=3, mode="nearest")
    solid = grey > greys.bright
    if not solid.any():
        raise ValueError(f"nothing in the image is brighter than {greys.bright:g}: no layer found")
    lower = _lower_face((grey >= greys.dark) & ~solid, solid)
    upper = _upper_face(solid, gap / pixel)
    return _thickness(upper, lower, pixel)


def thickness_by_column(mask: np.ndarray, pixel: float) -> LayerThickness:
    """Thickness of the layer that `mask`, array (rows, columns), is True on; pixel: its side [m].

    From the first to the last pixel of a column, pores between them included. Raises ValueError
    where no column shows the layer.
    """
    layer = np.asarray(mask, bool)
    if layer.ndim != 2 or not pixel > 0.0:
        raise ValueError("a mask has rows and columns, a pixel a positive side")
    upper = np.where(layer.any(axis=0), layer.argmax(axis=0), np.nan)
    return _thickness(upper, _last(layer), pixel)


def _thickness(upper: np.ndarray, lower: np.ndarray, pixel: float) -> LayerThickness:
    by_column = (lower - upper) * pixel
    by_column = np.where(by_column > 0.0, by_column, np.nan)
    shown = np.isfinite(by_column)
    if not shown.any():
        raise ValueError("no column shows the layer")
    found = by_column[shown]
    missing = 1.0 - float(shown.mean())
    return LayerThickness(
        float(found.mean()), float(found.std()), by_column, lower, upper, missing
    )


def _lower_face(foil: np.ndarray, solid: np.ndarray) -> np.ndarray:
    """Edge between foil and layer by column: `RUN` rows in a row above it are no foil."""
    upwards = ~foil[::-1]
    ended = upwards.copy()
    for shift in range(1, RUN):
        ended[:-shift] &= upwards[shift:]
    rows = len(foil)
    edge = np.where(ended.any(axis=0), rows - ended.argmax(axis=0), np.nan)
    return np.where(edge == rows, _last(solid), edge)  # no foil at the lower edge


def _upper_face(solid: np.ndarray, gap: float) -> np.ndarray:
    """Outermost solid by column, closed over `gap` columns; bays at the sides are kept open."""
    from scipy import ndimage

    rows = len(solid)
    top = np.where(solid.any(axis=0), solid.argmax(axis=0), rows).astype(float)
    width = 2 * int(0.5 * gap) + 1
    # rows count downwards, so that closing the profile is opening in rows
    closed = ndimage.grey_opening(top, size=width, mode="nearest") if width > 1 else top
    return np.where(closed < rows, closed, np.nan)


def _last(mask: np.ndarray) -> np.ndarray:
    """Lower edge of the last True pixel by column, nan where there is none."""
    last = len(mask) - mask[::-1].argmax(axis=0)
    return np.where(mask.any(axis=0), last, np.nan)
