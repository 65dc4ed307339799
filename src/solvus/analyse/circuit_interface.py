"""The resistance of one interface from a fitted circuit.

R_int = A/2 sum R_i      over the arcs of the interface, two equal electrodes in series
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solvus.analyse.circuit_arcs import derived
from solvus.analyse.circuit_fit import CircuitFit
from solvus.analyse.spectrum import per_electrode
from solvus.analyse.uncertain import Reading
from solvus.base.errors import Fault, InputError


def interface_resistance(
    fit: CircuitFit,
    resistors: Sequence[str] | None = None,
    area: float | None = None,
    area_sigma: float = 0.0,
) -> Reading:
    """R A/2 of one of the two equal electrodes of a symmetric cell [ohm m2], or R/2 [ohm].

    resistors : names of the resistances that make up the interface; those of all arcs if not given.
    area, area_sigma [m2]; the noise is that of the fit, with the correlation of the resistances;
    the area is a systematic, the same for all spectra of a cell.

    Raises InputError for a circuit without arcs and unknown names, ValueError for an area that is
    none.
    """
    circuit = fit.circuit
    named = tuple(arc.resistor for arc in fit.arcs) if resistors is None else tuple(resistors)
    if not named:
        raise InputError(
            Fault(f"{circuit.text} has no arc such as p(R1,CPE1): name the resistors to add")
        )
    ohmic = [name for name, unit in zip(circuit.names, circuit.units, strict=True) if unit == "ohm"]
    for name in named:
        if name not in ohmic:
            what = "that is no resistance" if name in circuit.names else "of which it has none"
            listed = f"; its resistances are {', '.join(ohmic)}" if ohmic else ""
            raise InputError(Fault(f'{circuit.text}: "{name}", {what}{listed}'))
    if not area_sigma >= 0.0:
        raise ValueError("the standard deviation of an area is not negative")
    places = [circuit.names.index(name) for name in named]
    total = derived(lambda p: float(p[places].sum()), places, fit.values, fit.covariance)
    known = 1.0 if area is None else area
    value, noise = (per_electrode(x, known) for x in total)
    of_area = abs(value) * area_sigma / known if area is not None else 0.0
    return Reading(
        "interface resistance",
        value,
        float(np.hypot(noise, of_area)),
        noise,
        {"area": of_area},
        "ohm" if area is None else "ohm*m^2",
        f"{'R/2' if area is None else 'R A/2'} per electrode of a symmetric cell",
        {
            "circuit": circuit.text, "resistors": "+".join(named), "weighting": fit.weighting,
            "area": "not given" if area is None else f"{area:g} m^2",
        },
    )  # fmt: skip
