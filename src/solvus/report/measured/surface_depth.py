"""Depth profiles: composition against depth, the plateau of an element, its interface."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.analyse.composition import Composition
from solvus.analyse.depth import Interface, Rate, depth_of, interface, plateau, profile
from solvus.analyse.region_series import series_of
from solvus.analyse.sensitivity import FACTORS
from solvus.analyse.surface_readings import of_interface, of_plateau
from solvus.analyse.surface_records import elements_of, regions_of
from solvus.analyse.uncertain import Reading, deviations, spread
from solvus.base.errors import Fault, InputError, suggestion
from solvus.base.record import Table
from solvus.base.units import from_si, parse
from solvus.report.blocks import Figure, Section
from solvus.report.figures.depth_profile import DepthProfile, ProfilePoints, depth_profile
from solvus.report.measured.part import Analysed
from solvus.report.measured.surface_asked import SurfaceAsked, told
from solvus.report.measured.surface_blocks import (
    file_of,
    notices_of,
    once,
    sentence,
)
from solvus.report.measured.words import reading_table
from solvus.report.theme import axis_title

if TYPE_CHECKING:
    import xarray as xr

_ETCH = re.compile("etch|sputter", re.IGNORECASE)
LEAST_PLATEAU = 3  # points of a plateau that is looked for


class _Rows(NamedTuple):
    """Depth [m], fractions [1] and errors by element (None: the file has none), the part of the
    errors from factors, the definition, relative error of all depths."""

    depth: np.ndarray
    fraction: dict[str, np.ndarray]
    sigma: dict[str, np.ndarray] | None
    scale: dict[str, np.ndarray] | None
    words: str
    rate: float


def is_series(record: xr.Dataset) -> bool:
    """Whether a record of spectra is a depth profile: lines taken again after times of etching."""
    if record.attrs.get("kind") != "spectrum":
        return False
    name = _etching(record)
    known = [region.about.get("experimental") or {} for region in regions_of(record)]
    return bool(name) and len({one[name] for one in known if one.get(name) is not None}) > 1


def _etching(record: xr.Dataset) -> str:
    """The experimental variable that counts the etching: a time where there is one."""
    known = [region.about.get("experimental") or {} for region in regions_of(record)]
    names = sorted({key for one in known for key in one if _ETCH.search(key)})
    return next((name for name in names if "time" in name.lower()), names[0] if names else "")


def profile_over_depth(record: xr.Dataset, asked: SurfaceAsked) -> Analysed:
    """Analyse a record of kind "depth_profile", or spectra with an etch time.

    Intensities become atomic fractions by the factors given or on file. The interface is that of
    the element asked for, or of the one that changes most; the plateau is the stretch asked for, or
    what lies before the interface. InputError for sputter times without a rate, intensities without
    factors, an element that is not there.
    """
    file, notices = file_of(record), notices_of(record)
    rows = _rows(record, asked, file, notices)
    element = asked.element or max(rows.fraction, key=lambda e: _change(rows.fraction[e]))
    if element not in rows.fraction:
        near = suggestion(element, rows.fraction)
        raise InputError(Fault(f'the profile has no "{element}".{near}', "element", file))
    found, readings = _read(rows, element, asked, file, notices)
    figure = _figure(rows, element, found)
    lines = ", ".join(rows.fraction)
    caption = f"Atomic fractions of {lines} in {file} against depth, SiO2-equivalent"
    if found is not None:
        caption += f"; the band is the interface of {element}, 16 to 84 %"
    table = reading_table([("", one) for one in readings])
    section = Section(f"Depth profile of {file}", "depth",
                      blocks=(Figure(figure, f"{caption}."), table))  # fmt: skip
    headline = ", ".join(sentence(one) for one in readings if "width" not in one.name)
    return Analysed(
        file, "depth_profile", headline or f"profile of {lines}",
        tuple(("", one) for one in readings), {"depth": _table(rows)}, (section,),
        once(notices),
    )  # fmt: skip


def _change(values: np.ndarray) -> float:
    """How much a profile changes: the range without the outermost twentieth of the points."""
    if not np.isfinite(values).any():
        return 0.0
    low, high = np.nanquantile(values, [0.05, 0.95])
    return float(high - low)


def _read(
    rows: _Rows, element: str, asked: SurfaceAsked, file: str, notices: list[str]
) -> tuple[Interface | None, list[Reading]]:
    value = rows.fraction[element]
    sigma = None if rows.sigma is None else rows.sigma[element]
    found, readings = None, []
    try:
        found = interface(rows.depth, value, sigma, asked.step, rows.rate)
        readings += of_interface(found, element)
        notices += [f"{element}: {text}" for text in found.notices]
    except ValueError as error:
        if asked.step:
            raise InputError(Fault(str(error), "step", file)) from None
        notices.append(f"{element} has no interface: {error}")
    stretch, chosen = asked.plateau, "as given"
    if stretch is None and found is not None:
        stretch = (float(rows.depth[0]), found.position - found.width)
        chosen = "from the first point to one width before the interface"
        inside = (rows.depth >= stretch[0]) & (rows.depth <= stretch[1])
        if inside.sum() < LEAST_PLATEAU:
            notices.append(f"{element}: fewer than {LEAST_PLATEAU} points before the interface: "
                           'no plateau is read; write one as in --set "plateau=20 nm, 150 nm"'
                           )  # fmt: skip
            stretch = None
    if stretch is not None:
        with told(file, "plateau"):
            level = plateau(rows.depth, value, stretch, sigma)
        for one in of_plateau(level, element):
            named = one._replace(name=f"atomic fraction of {element}, plateau")
            readings.append(_with_scale(named, rows, element, stretch, chosen))
        if abs(level.slope) > 3.0 * level.slope_error:
            notices.append(f"{element}: the plateau is not level, it changes by "
                           f"{100 * level.slope * (stretch[1] - stretch[0]):.2g} at% over its "
                           "length")  # fmt: skip
    return found, readings


def _with_scale(
    one: Reading, rows: _Rows, element: str, stretch: tuple[float, float], chosen: str
) -> Reading:
    """The plateau with what its sensitivity factors add, common to all rows."""
    options = dict(one.options) | {"stretch": chosen, "fraction": rows.words}
    if rows.scale is None:
        return one._replace(options=options)
    inside = (rows.depth >= min(stretch)) & (rows.depth <= max(stretch))
    common = float(np.nanmean(rows.scale[element][inside]))
    return one._replace(
        sigma=float(np.hypot(one.noise, common)), options=options,
        systematic={"sensitivity factors": common},
    )  # fmt: skip


def _rows(record: xr.Dataset, asked: SurfaceAsked, file: str, notices: list[str]) -> _Rows:
    if is_series(record):
        with told(file):
            series = series_of(record, _etching(record), asked.background)
        first = next(iter(series.values()))
        unit = first.variable.rpartition("[")[2].rstrip("]").strip() or "s"
        with told(file, first.variable):
            times = first.at * parse(f"1 {unit}", "s")
        made = _made({k: np.maximum(s.area, 0.0) for k, s in series.items()},
                     {k: s.error for k, s in series.items()}, asked, file)  # fmt: skip
        return _composed(made, _depth(times, asked, file, notices), asked.rate_error)
    if "depth" in record:
        depth, scale = record["depth"].to_numpy(), asked.rate_error
    else:
        depth = _depth(record["sputter_time"].to_numpy(), asked, file, notices)
        scale = asked.rate_error
    names = elements_of(record)
    values = {name: record[name].to_numpy().astype(float) for name in names}
    units = {name: str(record[name].attrs.get("units", "1")) for name in names}
    if all(record[name].attrs.get("long_name", "").startswith("atomic") for name in names):
        return _Rows(depth, values, None, None, "atomic fractions as the file has them", scale)
    if any((column < 0.0).any() for column in values.values()):
        notices.append("intensities below zero are taken as zero")
    sigma = {
        name: np.sqrt(np.maximum(column, 1.0)) if units[name] == "counts"
        else np.full(column.size, spread(deviations(depth, column)))
        for name, column in values.items()
    }  # fmt: skip
    made = _made({n: np.maximum(c, 0.0) for n, c in values.items()}, sigma, asked, file)
    return _composed(made, depth, scale)


def _composed(made: Composition, depth: np.ndarray, rate: float) -> _Rows:
    return _Rows(depth, made.fraction, {k: np.maximum(v, 1e-9) for k, v in
                 made.from_intensity.items()}, made.from_factors, made.words, rate)  # fmt: skip


def _made(
    values: dict[str, np.ndarray], sigma: dict[str, np.ndarray], asked: SurfaceAsked, file: str
) -> Composition:
    """Composition row by row. InputError, naming the option, for a line without a factor."""
    open_ = [name for name in values if name not in asked.factors and name not in FACTORS]
    if open_:
        raise InputError(
            Fault(f"no sensitivity factor is known for {', '.join(open_)}; write "
                  + " ".join(f'--set "factor={name}: 1.0 0.2"' for name in open_), "factor", file)
        )  # fmt: skip
    with told(file):
        return profile(values, sigma, asked.factors)


def _depth(times: np.ndarray, asked: SurfaceAsked, file: str, notices: list[str]) -> np.ndarray:
    if asked.rate is None:
        raise InputError(
            Fault("the file has sputter times and no depths; write the rate on SiO2 as in "
                  '--set "rate=2 nm/min"', "rate", file)
        )  # fmt: skip
    if not asked.rate_error:
        notices.append("the sputter rate has no error: that of the depths leaves it out")
    with told(file, "rate"):
        return depth_of(times, Rate(asked.rate, asked.rate_error, "given"))


def _figure(rows: _Rows, element: str, found: Interface | None) -> go.Figure:
    depth = np.array([from_si(float(d), "m", "nm") for d in rows.depth])
    profiles = []
    for name, value in rows.fraction.items():
        bars = None if rows.sigma is None else 100.0 * rows.sigma[name]
        at: tuple[tuple[float, float], ...] = ()
        if found is not None and name == element:
            at = ((from_si(found.position, "m", "nm"), from_si(found.width, "m", "nm")),)
        profiles.append(ProfilePoints(name, "", depth, 100.0 * value, bars, at))
    figure = depth_profile(DepthProfile((), (), element, profiles))
    figure.update_yaxes(title_text=axis_title("Atomic fraction", "at%"))
    return figure


def _table(rows: _Rows) -> Table:
    columns, units = {"depth": rows.depth}, {"depth": "m"}
    for name, value in rows.fraction.items():
        columns[name] = value
        if rows.sigma is not None and rows.scale is not None:
            columns[f"{name} noise"] = rows.sigma[name]
            columns[f"{name} from factors"] = rows.scale[name]
    units |= dict.fromkeys([name for name in columns if name != "depth"], "1")
    return Table(columns, units, {"definition": rows.words})
