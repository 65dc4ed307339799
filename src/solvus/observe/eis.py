"""Impedance spectroscopy of the cell at rest: the model's impedance at an instrument's frequencies.

The spectrum is that of `model.impedance`, without noise, cables or drift, and is read by the
function that reads measured ones. What lies below the lowest frequency does not show: the salt
gradient in a layer (some mHz) is mostly outside 100 kHz to 0.1 Hz, its ohmic part is inside the
high-frequency intercept, and neither is part of the arc.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.analyse.spectrum import SpectrumReading, read_spectrum
from solvus.base.parameters import Parameter
from solvus.model.impedance import PARAMETERS as CAPACITIES
from solvus.model.impedance import Impedance, complete, impedance
from solvus.model.layer.kinds import Layer, Salt
from solvus.observe.kinds import Instrument, Values

PARAMETERS = (
    Parameter(
        "f_max", "Hz", "100 kHz", "1 Hz", "10 MHz", "measured",
        "Wang et al., Adv. Funct. Mater. 2023, doi 10.1002/adfm.202307281, methods",
        "highest frequency",
    ),
    Parameter(
        "f_min", "Hz", "0.1 Hz", "0.001 mHz", "1 MHz", "measured",
        "Wang et al., Adv. Funct. Mater. 2023, doi 10.1002/adfm.202307281, methods",
        "lowest frequency",
    ),
    Parameter(
        "points_per_decade", "1", "20", "2", "100", "assumed", "6 to 20 are usual",
        "points per decade, rounded so that both ends are met",
    ),
    *CAPACITIES,
)  # fmt: skip



def _fault(values: Values) -> str:
    if values["f_min"] < values["f_max"]:
        return ""
    return f"f_min, {values['f_min']:g} Hz, must lie below f_max, {values['f_max']:g} Hz"


INSTRUMENT = Instrument(
    "eis", "electrochemical impedance spectroscopy", PARAMETERS, fault=_fault
)


class Spectrum(NamedTuple):
    """A spectrum from high to low frequency, and its reading; the reading is None where a layer
    has closed and the cell passes no current."""

    parts: Impedance
    reading: SpectrumReading | None


def frequencies(values: Values) -> np.ndarray:
    """The frequencies [Hz], falling, equal steps of the logarithm; array (n,), n >= 3.

    Raises ValueError where the lowest does not lie below the highest.
    """
    top, bottom = values["f_max"], values["f_min"]
    if _fault(values):
        raise ValueError(_fault(values))
    decades = np.log10(top / bottom)
    count = max(round(decades * values["points_per_decade"]), 2) + 1
    return np.geomspace(top, bottom, count)


def read(
    values: Values,
    interface: Values,
    layers: tuple[Layer, Layer] | None,
    salt: Salt | None,
    temperature: float = 298.15,
) -> Spectrum:
    """The spectrum of a cell.

    values : from `INSTRUMENT.values`; film_capacitance and cpe_exponent come from here.
    interface : parameters of the interface [SI], as `model.voltage.Interface.values`; a double
        layer that its laws do not have is the default one.
    layers, salt, temperature [K] : as `model.impedance.impedance`.

    Raises ValueError as `frequencies`.
    """
    own = {parameter.name: values[parameter.name] for parameter in CAPACITIES}
    parts = impedance(
        frequencies(values), complete({**interface, **own}), layers, salt, temperature
    )
    whole = bool(np.isfinite(parts.total).all())
    return Spectrum(parts, read_spectrum(parts.frequency, parts.total) if whole else None)
