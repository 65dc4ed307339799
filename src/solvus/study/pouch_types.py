"""The fields of a pouch file by name: what each measures, and the range it may have."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from solvus.base.errors import suggestion
from solvus.base.units import parse
from solvus.pouch.energy import BASES
from solvus.pouch.quantities import QUANTITIES
from solvus.study.fields import described
from solvus.study.pouch_fields import one_of, price, quantity, whole_number
from solvus.study.sentences import carry

MOST_CATHODES = 500

Length = quantity("m", "50 mm", "1 mm", "2 m", "Side of the cathode.")
Foil = quantity("m", "12 um", "1 um", "1 mm", "Thickness of a metal foil.")
Margin = quantity("m", "1 mm", "0 mm", "50 mm", "Margin on each side.")
Seal = quantity("m", "5 mm", "0 mm", "100 mm", "Width of a seal.")
Area = quantity("m^2", "1 cm2", "0 cm2", "500 cm2", "Area of bare foil.")
Density = quantity("kg/m^3", "4.7 g/cm3", "0.1 g/cm3", "25 g/cm3", "Density.")
MassPerArea = quantity("kg/m^2", "15.2 mg/cm2", "0 mg/cm2", "200 mg/cm2", "Mass per area.")
Loading = quantity("kg/m^2", "15.2 mg/cm2", "0.1 mg/cm2", "200 mg/cm2", "Loading per face.")
Specific = quantity("C/kg", "184.3 mAh/g", "1 mAh/g", "2000 mAh/g", "Specific capacity.")
Areal = quantity("C/m^2", "3.3 mAh/cm2", "0.01 mAh/cm2", "50 mAh/cm2", "Capacity per face.")
Cell = quantity("V", "3.77 V", "0.1 V", "6 V", "Voltage of the cell.")
Share = quantity("1", "40 %", "0 %", "99 %", "Share.")
Mass = quantity("kg", "1 g", "0 g", "10 kg", "Mass.")
Cathodes = whole_number(12, 1, MOST_CATHODES, "Cathodes.")
Ends = one_of("electrode to end with", "anode", "cathode")
Polarisation = quantity("V", "30 mV", "0 mV", "1 V", "Mean polarisation.")
Arrangement = one_of("arrangement of foils", "per_face", "shared")
EndFaces = one_of("choice of faces", "both", "inner")
SeparatorThickness = quantity("m", "16 um", "1 um", "1 mm", "Thickness of the separator.")
Wraps = whole_number(2, 0, 20, "Extra layers around the stack.")
Laminate = quantity("m", "113 um", "20 um", "1 mm", "Laminate.")
Cup = one_of("shape of the pouch", "drawn", "flat")
TabWidth = quantity("m", "6 mm", "0.5 mm", "500 mm", "Width of the tab.")
TabThickness = quantity("m", "0.1 mm", "0.01 mm", "5 mm", "Thickness of the tab.")
TabLength = quantity("m", "15 mm", "0 mm", "200 mm", "Length outside.")
AskedToRefuse = one_of("answer", "refuse", "warn")
AskedToWarn = one_of("answer", "warn", "refuse")
Basis = one_of("basis of N/P", "first_charge", "reversible")
VolumeBasis = one_of("basis of a volume", "body", *(b for b in BASES if b != "body"))
EnergyBy = one_of("voltage of the energy", "mid", "mean")
PricePerMass = price("kg", "20 $/kg")
PricePerArea = price("m^2", "0.5 $/m2")
LithiumFrom = one_of("source of the lithium", "cathode", "foil")


def read_uncertain(value: Any) -> dict[str, str]:
    """Key path -> its range as it is written."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(
            f"{described(value)} stands where a block is due; write e.g. "
            "{separator.thickness: 12 um to 20 um}"
        )
    wrong = [((key,), f'{described(one)} is no range; write e.g. "12 um to 20 um" or "+- 2 um"')
             for key, one in value.items() if not isinstance(one, str)]  # fmt: skip
    if wrong:
        raise carry(wrong)
    return dict(value)


def read_reported(value: Any) -> dict[str, float]:
    """Quantity -> what somebody printed for it [SI]; "energy_density" leaves the volume open."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"{described(value)} stands where a block is due; write e.g. "
                         "{energy_density: 836 Wh/L}")  # fmt: skip
    read, slips = {}, []
    for name, text in value.items():
        of = "energy_density.body" if name == "energy_density" else name
        if of not in QUANTITIES:
            near = suggestion(str(name), ("energy_density", *QUANTITIES))
            slips.append(((name,), f"is no quantity.{near}"))
            continue
        try:
            read[name] = parse(text, QUANTITIES[of].unit)
        except ValueError as error:
            slips.append(((name,), str(error)))
    if slips:
        raise carry(slips)
    return read


def read_variants(
    value: Any, example: str = "{with copper: {anode.collector: {thickness: 6 um}}}"
) -> dict[str, dict[str, Any]]:
    """Name of a variant -> key path -> what stands there instead."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(
            f"{described(value)} stands where a block of variants is due; write e.g. {example}"
        )
    wrong = [((key,), f"{described(one)} stands where key paths and values are due; write e.g. "
              f"{example}") for key, one in value.items() if not isinstance(one, dict)]  # fmt: skip
    if wrong:
        raise carry(wrong)
    return dict(value)


Reported = Annotated[
    dict[str, float], PlainValidator(read_reported), WithJsonSchema({"type": "object"})
]
Variants = Annotated[
    dict[str, dict[str, Any]],
    PlainValidator(lambda value: read_variants(value)),
    WithJsonSchema({"type": "object"}),
]
Uncertainties = Annotated[
    dict[str, str], PlainValidator(read_uncertain), WithJsonSchema({"type": "object"})
]
