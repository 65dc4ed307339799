"""Electron spectra of a file, one region or several, as one measurement.

One region gives arrays (energy_point,); several give arrays (region, energy_point), the shorter
ones filled up with nan at the end. `regions_of` in `analyse.spectra` takes either apart again.

Binding energy = photon energy - kinetic energy, both from the Fermi level, as instruments write
them that have taken the work function off; energies are kept in eV and in the order of the file.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from solvus.analyse.readers.reader import Measured
from solvus.base.errors import Fault, InputError
from solvus.base.record import Variable


class Region(NamedTuple):
    """One spectrum.

    name; energy [eV], counts : arrays (n,); binding : whether the energy is a binding energy (else
    kinetic); photon_energy [eV], nan where unknown; unit : of the counts ("counts", "counts/s",
    "1"); more : further arrays (n,) by name (transmission, components, ...); about : what else is
    known.
    """

    name: str
    energy: np.ndarray
    counts: np.ndarray
    binding: bool
    photon_energy: float = math.nan
    unit: str = "counts"
    more: Mapping[str, np.ndarray] = {}
    about: Mapping[str, Any] = {}


def measured(
    regions: Sequence[Region], path: Path, attrs: Mapping[str, Any], notices: Sequence[str] = ()
) -> Measured:
    """The regions as a measurement of kind "spectrum".

    InputError where there is none, one without points, or their units differ.
    """
    if not regions:
        raise InputError(Fault("the file holds no spectrum", file=str(path)))
    for region in regions:
        if region.energy.size == 0 or not np.isfinite(region.energy).all():
            raise InputError(Fault(f'the spectrum "{region.name}" has no energies', file=str(path)))
    units = {region.unit for region in regions}
    if len(units) > 1:
        raise InputError(
            Fault(f"the spectra have different units: {', '.join(sorted(units))}", file=str(path))
        )
    unit, notices = units.pop(), list(notices)
    single = len(regions) == 1
    length = max(region.energy.size for region in regions)
    dims = ("energy_point",) if single else ("region", "energy_point")

    def stacked(arrays: Sequence[np.ndarray | None]) -> np.ndarray:
        out = np.full((len(arrays), length), math.nan)
        for row, array in zip(out, arrays, strict=True):
            if array is not None:
                row[: array.size] = array
        return out[0] if single else out

    variables: dict[str, Variable] = {}
    binding = [_binding(region) for region in regions]
    kinetic = [_kinetic(region) for region in regions]
    if any(array is not None for array in binding):
        variables["binding_energy"] = Variable(dims, stacked(binding), "eV", "binding energy")
    if any(array is not None for array in kinetic):
        variables["kinetic_energy"] = Variable(dims, stacked(kinetic), "eV", "kinetic energy")
    if any(array is None for array in binding):
        notices.append(
            "the file does not state the photon energy of "
            + ", ".join(r.name for r, b in zip(regions, binding, strict=True) if b is None)
            + ": kinetic energies are given and no binding energies"
        )
    counts = stacked([region.counts for region in regions])
    variables["counts"] = Variable(dims, counts, unit, "intensity")
    for name in dict.fromkeys(key for region in regions for key in region.more):
        arrays = [region.more.get(name) for region in regions]
        variables[name] = Variable(dims, stacked(arrays), "1" if name == "transmission" else unit,
                                   name.replace("_", " "))  # fmt: skip
    if not single:
        names = np.array([region.name for region in regions])
        variables["region"] = Variable(("region",), names, "", "region")
    about = [{"name": r.name, "points": r.energy.size, "photon_energy_eV": _plain(r.photon_energy),
              **r.about} for r in regions]  # fmt: skip
    more = {
        "technique": "XPS",
        "regions": about,
        "sign_convention": "binding energy = hv - kinetic",
    }
    return Measured("spectrum", variables, more | dict(attrs), tuple(notices))


def _binding(region: Region) -> np.ndarray | None:
    if region.binding:
        return region.energy
    return region.photon_energy - region.energy if math.isfinite(region.photon_energy) else None


def _kinetic(region: Region) -> np.ndarray | None:
    if not region.binding:
        return region.energy
    return region.photon_energy - region.energy if math.isfinite(region.photon_energy) else None


def _plain(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
