"""What ``solvus read`` says of a record: numbers for --json, and the same in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

MODES = ("rest", "constant current", "constant voltage")
_TEXTS = ("kind", "instrument", "technique", "started", "sha256", "sign_convention")
_MORE = {"": 1.0, "m": 1e3, "u": 1e6, "n": 1e9}
_PLAIN_UNITS = ("V", "A", "C", "Hz", "ohm", "s", "m", "eV")


def document(record: xr.Dataset) -> dict[str, Any]:
    """Everything worth knowing about a record, in the units of its names; no number that is not
    finite."""
    from solvus.analyse.readers import REGISTRY, notices_of

    attrs = record.attrs
    titles = {reader.name: reader.title for reader in REGISTRY}
    facts: dict[str, Any] = {
        "file": attrs["file"],
        "form": attrs["form"],
        "format": titles.get(attrs["form"], attrs["form"]),
    }
    facts |= {name: str(attrs.get(name, "")) for name in _TEXTS}
    facts["area_cm2"] = float(attrs["area_m2"]) * 1e4 if "area_m2" in attrs else None
    facts["mass_mg"] = float(attrs["mass_kg"]) * 1e6 if "mass_kg" in attrs else None
    facts["sizes"] = {str(name): int(size) for name, size in record.sizes.items()}
    facts["variables"] = {}
    for name, array in record.variables.items():
        if array.dtype.kind in "fiub" and array.size:
            facts["variables"][str(name)] = _range(array.values) | {
                "unit": str(array.attrs.get("units", "")),
                "name": str(array.attrs.get("long_name", name)),
            }
    if "mode" in record:
        modes = record["mode"].values
        facts["points_by_mode"] = {
            word: int((modes == number).sum()) for number, word in enumerate(MODES)
        }
    if "frequency" in record and "spectrum" in record.dims:
        per = record["frequency"].notnull().sum("frequency_point").values
        facts["points_per_spectrum"] = [int(per.min()), int(per.max())]
    facts["notices"] = notices_of(record)
    return facts


def lines(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """The facts as names and texts, in the order in which they are asked for."""
    made = [("what it is", str(facts["kind"]).replace("_", " "))]
    made += [(name, facts[name]) for name in ("instrument", "technique", "started") if facts[name]]
    if facts["area_cm2"] is not None:
        made.append(("area", f"{facts['area_cm2']:.6g} cm2"))
    if facts["mass_mg"] is not None:
        made.append(("mass", f"{facts['mass_mg']:.6g} mg"))
    sizes = facts["sizes"]
    if "point" in sizes:
        made.append(("points", f"{sizes['point']}{_by_mode(facts)}"))
    if "spectrum" in sizes and "points_per_spectrum" in facts:
        low, high = facts["points_per_spectrum"]
        each = f"{low}" if low == high else f"{low} to {high}"
        made.append(("spectra", f"{sizes['spectrum']} of {each} points"))
    others = [f"{name} {size}" for name, size in sizes.items()
              if name not in ("point", "spectrum", "frequency_point")]  # fmt: skip
    if others:
        made.append(("size", ", ".join(others)))
    made += [(name.replace("_", " "), _words(one)) for name, one in facts["variables"].items()
             if name not in ("mode", "unix_time")]  # fmt: skip
    made.append(("sha256", facts["sha256"][:16] + "..."))
    return made


def _range(values: np.ndarray) -> dict[str, Any]:
    good = values[abs(values) < float("inf")]
    if not good.size:
        return {"low": None, "high": None, "missing": int(values.size)}
    return {
        "low": good.min().item(),
        "high": good.max().item(),
        "missing": int(values.size - good.size),
    }


def _by_mode(facts: dict[str, Any]) -> str:
    there = [f"{number} {word}" for word, number in facts.get("points_by_mode", {}).items()
             if number]  # fmt: skip
    return f" ({', '.join(there)})" if there else ""


def _words(one: dict[str, Any]) -> str:
    """A range with its unit, in a multiple of it that reads well."""
    low, high, unit = one["low"], one["high"], one["unit"]
    if low is None:
        return "no value"
    if unit == "K":
        return f"{low - 273.15:.4g} to {high - 273.15:.4g} degC"
    shown = unit if unit != "1" else ""
    if unit == "s" and high - low >= 3600.0:
        low, high, shown = low / 3600.0, high / 3600.0, "h"
    elif unit == "C":
        low, high, shown = low / 3.6, high / 3.6, "mAh"
    elif unit in _PLAIN_UNITS:
        size = max(abs(low), abs(high))
        for prefix, factor in _MORE.items():
            if size * factor >= 1.0 or prefix == "n":
                low, high, shown = low * factor, high * factor, f"{prefix}{unit}"
                break
    text = f"{low:.5g}" if low == high else f"{low:.5g} to {high:.5g}"
    return f"{text} {shown}".strip()
