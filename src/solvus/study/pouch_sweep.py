"""A pouch file over ranges: sweeps of one or two numbers, and uncertain inputs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from solvus.base.errors import Fault, InputError
from solvus.pouch.energy import Energies, energies
from solvus.pouch.quantities import QUANTITIES
from solvus.pouch.uncertainty import (
    SAMPLES,
    Contribution,
    Spread,
    Uncertain,
    contributions,
    samples_of,
    spread_of,
)
from solvus.study.pouch_design import design_of
from solvus.study.pouch_inverse import ROUND_OFF, margin, number_of
from solvus.study.pouch_places import Place, place_of, read_values, uncertain_of, with_values
from solvus.study.pouch_schema import PouchFile

MOST_SWEPT = 2


@dataclass(frozen=True)
class Sweep:
    """One or two swept numbers, their values, and what comes of them.

    With two numbers the arrays of `energies` have an axis for each, in their order. `margin` is by
    how much the checks of the file are met.
    """

    places: tuple[Place, ...]
    values: tuple[np.ndarray, ...]
    energies: Energies
    margin: np.ndarray

    @property
    def allowed(self) -> np.ndarray:
        """Whether the checks of the file are met."""
        return self.margin >= -ROUND_OFF


def read_sweeps(pouch: PouchFile, texts: Mapping[str, str]) -> dict[str, np.ndarray]:
    """Key path -> values [SI] of sweeps as written; InputError with every fault."""
    found, faults = {}, []
    for path, text in texts.items():
        try:
            found[path] = read_values(place_of(pouch, path), text)
        except ValueError as error:
            faults.append(Fault(str(error), f"--sweep {path}"))
    if len(texts) > MOST_SWEPT:
        faults.append(Fault("at most two numbers are swept at once", "--sweep"))
    if faults:
        raise InputError(*faults)
    return found


def sweep(pouch: PouchFile, values: Mapping[str, np.ndarray]) -> Sweep:
    """What a file comes to over all combinations of the values [SI] of one or two numbers."""
    places = tuple(place_of(pouch, path) for path in values)
    grids = np.meshgrid(*values.values(), indexing="ij")
    moved = dict(zip(values, grids, strict=True))
    shape = grids[0].shape
    with np.errstate(all="ignore"):
        found = _full(energies(design_of(with_values(pouch, moved))), shape)
    return Sweep(places, tuple(values.values()), found, _full(margin(pouch, moved), shape))


def columns_of(found: Sweep, names: Sequence[str]) -> dict[str, tuple[str, list[Any]]]:
    """A sweep row by row: column -> (unit, values in it), the swept numbers, then quantities.

    None where a quantity has no finite value: at an end of a range where nothing is left of a cell.
    """
    grids = np.meshgrid(*found.values, indexing="ij")
    columns: dict[str, tuple[str, list[Any]]] = {}
    for place, grid in zip(found.places, grids, strict=True):
        unit = place.example.split()[-1] if place.basis else place.shown_in
        columns[place.path] = unit, [place.number(float(x)) for x in grid.ravel()]
    for name in names:
        quantity = QUANTITIES[name]
        values = np.asarray(quantity.of(found.energies), float)
        numbers = number_of(quantity, values).ravel().tolist()
        columns[name] = quantity.shown_in, [n if math.isfinite(n) else None for n in numbers]
    columns["passes_checks"] = "", found.allowed.ravel().tolist()
    return columns


def _full(found: Any, shape: tuple[int, ...]) -> Any:
    """The same tuple with every entry in full shape."""
    if isinstance(found, tuple):
        return type(found)(*(_full(one, shape) for one in found))
    return np.broadcast_to(np.asarray(found, float), shape)


@dataclass(frozen=True)
class Carried:
    """Uncertain inputs carried to quantities: the spread of each, and who contributes."""

    inputs: dict[str, Uncertain]
    spreads: dict[str, Spread]
    contributions: dict[str, tuple[Contribution, ...]]


def carried(
    pouch: PouchFile, names: tuple[str, ...] = (), count: int = SAMPLES
) -> Carried | None:
    """The uncertain inputs of a file carried to quantities; None where it states none.

    names : of quantities; left out, Wh/kg and Wh/L on the basis of the file
    """
    inputs = uncertain_of(pouch)
    if not inputs:
        return None
    asked = names or ("specific_energy", f"energy_density.{pouch.basis}")
    samples = samples_of(inputs, count)
    drawn = with_samples(pouch, samples)
    spreads = {name: spread_of(np.asarray(QUANTITIES[name].of(drawn), float)) for name in asked}

    def shares(name: str) -> tuple[Contribution, ...]:
        def quantity(values: Mapping[str, np.ndarray]) -> np.ndarray:
            return np.asarray(QUANTITIES[name].of(with_samples(pouch, values)), float)

        return contributions(quantity, inputs, min(count, 1024))

    return Carried(inputs, spreads, {name: shares(name) for name in asked})


def with_samples(pouch: PouchFile, samples: Mapping[str, Any]) -> Energies:
    """What a file comes to with arrays of samples in it: key path -> samples [SI].

    The samples may be those of stated ranges (`pouch.uncertainty.samples_of`) or of a posterior.
    """
    return energies(design_of(with_values(pouch, samples)))
