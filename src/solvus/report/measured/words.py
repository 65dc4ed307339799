"""Readings in words and as a table of a page."""

from __future__ import annotations

import math
from collections.abc import Sequence

from solvus.analyse.uncertain import Reading
from solvus.base.units import from_si
from solvus.report import blocks

DISPLAY = {
    "V": "mV", "C": "mAh", "C/m^2": "mAh/cm2", "C/kg": "mAh/g", "A": "mA", "A/m^2": "mA/cm2",
    "ohm*m^2": "ohm.cm2", "s": "h", "J": "Wh", "m": "um", "1/s": "1/h",
}  # fmt: skip
PERCENT = ("efficiency", "average_efficiency", "retention")
SIGNS = {"ohm.cm2": "Ω cm²", "ohm": "Ω", "1": "", "mAh/cm2": "mAh/cm²", "mA/cm2": "mA/cm²",
         "um": "µm"}  # fmt: skip
MOST_PLACES, LARGE = 9, 1e6
MICRON = 1e-6  # [m] below which a length is in nm
VOLTS = 1.0  # [V] from which on a voltage is in volts


def displayed(one: Reading) -> tuple[float, float, str]:
    """Value, standard error and unit as people read them."""
    unit = DISPLAY.get(one.unit, one.unit)
    if one.name in PERCENT or "fraction" in one.name or one.name in ("Sdr",):
        return 100.0 * one.value, 100.0 * one.sigma, "%"
    if one.unit == "V" and abs(one.value) >= VOLTS:
        return one.value, one.sigma, "V"
    if one.unit == "m" and abs(one.value) < MICRON:
        return 1e9 * one.value, 1e9 * one.sigma, "nm"
    factor = 1.0 if unit == one.unit else from_si(1.0, one.unit, unit)
    return factor * one.value, factor * one.sigma, SIGNS.get(unit, unit)


def words_of(one: Reading) -> str:
    """ "25.0 ± 0.8 mV": the value to the digits that its error leaves."""
    return with_error(*displayed(one))


def with_error(value: float, sigma: float, unit: str) -> str:
    """The same of a value and its standard error, both in `unit`."""
    if not math.isfinite(value):
        return "none"
    if not (math.isfinite(sigma) and sigma > 0.0):
        return f"{value:.4g} {unit}".strip()
    places = min(max(0, 1 - math.floor(math.log10(sigma))), MOST_PLACES)
    if abs(value) >= LARGE:
        return f"{value:.4g} ± {sigma:.2g} {unit}".strip()
    return f"{value:.{places}f} ± {sigma:.{places}f} {unit}".strip()


def reading_table(readings: Sequence[tuple[str, Reading]]) -> blocks.Table:
    """Every number with its error bar, definition and options."""
    rows = []
    for where, one in readings:
        options = "; ".join(f"{key} {value}" for key, value in one.options.items())
        parts = ", ".join(f"{key} {value:.2g}" for key, value in one.systematic.items() if value)
        note = f"noise {one.noise:.2g}{f'; common: {parts}' if parts else ''} [{one.unit}]"
        rows.append((where, one.name.replace("_", " "), blocks.Cell(words_of(one), note=note),
                     blocks.Cell(one.definition, note=options)))  # fmt: skip
    columns = ("Where", "Reading", blocks.Column("Value", "", True), "Definition")
    return blocks.Table(
        columns, rows, "One standard error; its parts, and the options, under the pointer.",
        "Readings",
    )  # fmt: skip
