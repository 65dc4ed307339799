"""What the columns of the per-cycle table mean, word for word as they are printed.

A column of one direction ends in its word: `charge_plate`, `plateau_discharge`.
"""

from __future__ import annotations

from typing import NamedTuple

from solvus.analyse.cycling_record import CyclerCell

PER_HALF = ("charge", "energy", "mean", "mid", "plateau", "end", "current")
WORDS = ("plate", "strip", "charge", "discharge")


class Column(NamedTuple):
    """Unit [SI], unit of the trade, definition, names of the options it depends on, and whether
    it is a count or a time without an error."""

    unit: str
    display: str
    definition: str
    options: tuple[str, ...] = ()
    exact: bool = False


_CUTS = ("rest", "blip", "long_gap")
COLUMNS = {
    "cycle": Column("1", "1", "cycles counted from 1 by the sign of the current", _CUTS, True),
    "file_cycle": Column("1", "1", "cycle as the file counts it, at the first row", (), True),
    "start": Column("s", "h", "time of the first row of the cycle", (), True),
    "charge": Column("C", "mAh", "charge passed: integral of |I| dt over the half-cycle", _CUTS),
    "charge_areal": Column("C/m^2", "mAh/cm2", "charge passed, per area", _CUTS),
    "charge_specific": Column("C/kg", "mAh/g", "charge passed, per mass of active material", _CUTS),
    "current": Column("A", "mA", "median of |I| over the charge of the half-cycle", _CUTS),
    "current_areal": Column("A/m^2", "mA/cm2", "median of |I| over the charge, per area", _CUTS),
    "rate": Column("1/s", "1/h", "median of |I| over the charge, by the nominal capacity", _CUTS),
    "energy": Column("J", "Wh", "energy: integral of V dq over the half-cycle", _CUTS),
    "plateau": Column(
        "V", "mV", "median over the charge of V, the first and last share `trim` left out",
        ("trim",),
    ),
    "end": Column("V", "mV", "voltage of the last row of the half-cycle"),
    "mean": Column("V", "mV", "mean voltage over the charge, E/Q"),
    "mid": Column("V", "mV", "voltage at half the charge of the half-cycle"),
    "mid_gap": Column("V", "mV", "mid voltage with I > 0 less mid voltage with I < 0"),
    "hysteresis_full": Column(
        "V", "mV", "full hysteresis: median V during +I less median V during -I", ("trim",)
    ),
    "polarisation_half": Column("V", "mV", "half of the full hysteresis", ("trim",)),
    "efficiency": Column("1", "%", "", _CUTS),
    "resistance": Column("ohm", "ohm", "", ("trim",)),
    "resistance_areal": Column("ohm*m^2", "ohm.cm2", "", ("trim",)),
    "tip": Column(
        "V", "mV", "tip: largest overpotential in the first share `early` of the charge",
        ("early",),
    ),
    "late_plateau": Column("V", "mV", "median overpotential over the last half of the charge"),
    "tip_less_plateau": Column("V", "mV", "tip less late plateau, whether it is one or not",
                               ("early",)),
    "nucleation": Column(
        "V", "mV", "nucleation overpotential: tip less late plateau; none (nan) where no interior "
        "maximum exceeds the plateau by the threshold", ("early", "sigmas"),
    ),
    "tip_charge": Column("C", "mAh", "charge passed at the tip", ("early",)),
    "tip_charge_areal": Column("C/m^2", "mAh/cm2", "charge at the tip, per area", ("early",)),
    "noise": Column("V", "mV", "noise of one voltage reading, from its neighbours", (), True),
    "class": Column("1", "1", "class of currents and window, counted from 1", ("classes",), True),
    "retention": Column("1", "%", "", ("reference_cycle", "classes")),
}  # fmt: skip

_EFFICIENCY = {
    "li_cu": "coulombic efficiency: charge stripped over the charge plated before it",
    "half cathode": "coulombic efficiency: discharge over the charge before it",
    "half anode": "coulombic efficiency: charge over the discharge before it (anode first)",
    "symmetric": "none: the charges of a symmetric cell are set and say nothing of efficiency",
}
_BY_PLATEAU = "full hysteresis over the sum of both currents"
_BY_MID = "mid voltage gap over the sum of both currents"


def told(name: str, cell: CyclerCell) -> Column:
    """What a column of the table of this cell is. Raises KeyError for one there is not."""
    stem, _, word = name.rpartition("_")
    base = stem if word in WORDS and stem in COLUMNS else name
    about = COLUMNS[base]
    if base == "efficiency":
        kind = f"half {cell.working}" if cell.kind == "half" else cell.kind
        about = about._replace(definition=_EFFICIENCY.get(kind, _EFFICIENCY["half cathode"]))
    elif base.startswith("resistance"):
        by = _BY_PLATEAU if cell.negative == "plate" else _BY_MID
        about = about._replace(definition=f"DC resistance: {by}")
    elif base == "retention":
        about = about._replace(
            definition="charge given back over that of the reference cycle, same class only"
        )
    elif base == "energy" and cell.negative == "plate":
        about = about._replace(definition="energy dissipated: integral of V I dt")
    if base in ("plateau", "end", "mean", "mid") and cell.negative == "discharge":
        about = about._replace(display="V")
    return about
