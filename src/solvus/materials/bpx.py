"""The positive electrode of a BPX file (Battery Parameter eXchange, JSON) as a cathode.

Read are versions 0.x and 1.x, any of the models; of the file only what a cathode needs. BPX gives
volumes where Solvus has masses, and knows neither density nor recipe: those are assumed and marked
so. With c the maximum concentration, L the thickness, a the area per volume, r the radius, K the
reaction rate constant, c_e the salt concentration as filled:

    active share of the volume = a r/3        specific capacity = F c/density
    i0 at x = 1/2 and 1000 mol/m3 = F K/2 sqrt(1000/c_e)
    C-rates count in (nominal capacity)/(area pairs L (active share) density)

A cell of the file begins discharged, so that the cathode is as full as it gets (maximum
stoichiometry) when it is put together, and it comes back to that.

Format: https://bpxstandard.com, written against schema 1.1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from pydantic import ValidationError

from solvus.base.constants import SECONDS_PER_HOUR, F, R
from solvus.base.errors import Fault, InputError
from solvus.base.yaml_source import KeyPath
from solvus.materials.bpx_parts import (
    DIFFUSIVITY,
    OCP,
    Cell,
    Electrode,
    Part,
    Particle,
    Table,
    sentence,
)
from solvus.materials.cathode_kinds import Cathode
from solvus.materials.formula import Formula
from solvus.materials.json_file import JsonFile
from solvus.materials.values import ROOM_TEMPERATURE

Array = np.ndarray
Function = Callable[[Array], Array]
Of = TypeVar("Of", bound=Part)

DENSITY = (4.7e3, 3.4e3, 5.1e3)
"""Density of the active material [kg/m3]: assumed, least, largest. BPX has none."""

_ADDITIVES = ((1.9e3, 1.8e3, 2.0e3), (1.78e3, 1.75e3, 1.80e3))  # carbon, binder [kg/m3]
_POROSITY, _CONDUCTIVITY, _SALT = 0.3, 0.18, 1000.0  # where the file, of an SPM, has none
_HIGHEST = 20.0  # V, of an open circuit
_ROWS = 401  # of a formula laid out as a table
_SHAPE_ROWS = 41
_PARAMETERS = "Parameterisation"
_ELECTRODE = "Positive electrode"


def read(path: Path) -> Cathode:
    """Return the cathode of a BPX file; InputError with every fault found and its place."""
    return _Reader(path).cathode()


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path, self.faults = path, list[Fault]()
        self.file = JsonFile(path)
        self.data = self.file.data

    def cathode(self) -> Cathode:
        """Read the parts, then put them together."""
        here = (_PARAMETERS, _ELECTRODE)
        section = self._section(here)
        inside: KeyPath = here
        blend = section.get("Particle")
        if isinstance(blend, dict):
            if len(blend) != 1:
                message = f"has {len(blend)} particles; a cathode is read with one, so keep one"
                self._fault(message, (*here, "Particle"))
                raise InputError(*self.faults)
            inside = (*here, "Particle", *blend)
        electrode = self._part(Electrode, here)
        particle = self._part(Particle, inside)
        cell = self._part(Cell, (_PARAMETERS, "Cell"))
        if electrode is None or particle is None or cell is None:
            raise InputError(*self.faults)
        active = self._check(particle, electrode, here, inside)
        table = self._open_circuit(particle, inside)
        diffusivity = self._diffusivity(particle, cell, inside)
        if self.faults or table is None or diffusivity is None:
            raise InputError(*self.faults)
        raw = self._raw(electrode, particle, cell, active, table, diffusivity)
        try:
            return Cathode.model_validate(raw)
        except ValidationError as error:
            for found in error.errors():
                self._fault(found["msg"].removeprefix("Value error, "), here)
            raise InputError(*self.faults) from None

    def _check(
        self, particle: Particle, electrode: Electrode, here: KeyPath, inside: KeyPath
    ) -> float:
        active = particle.area * particle.radius / 3
        solid = 1 - (electrode.porosity if electrode.porosity is not None else _POROSITY)
        if active > solid * (1 + 1e-6):
            self._fault(
                f"area times radius over 3 is an active share of {active:.3g}, more than the pores "
                f"leave, {solid:.3g}; radius, area or porosity is wrong",
                (*inside, "Surface area per unit volume [m-1]"))  # fmt: skip
        if electrode.porosity is not None and electrode.porosity >= 1:
            self._fault("must be less than 1", (*here, "Porosity"))
        if particle.low >= particle.high:
            self._fault(
                f"{particle.low:g} must lie below the maximum stoichiometry, {particle.high:g}",
                (*inside, "Minimum stoichiometry"))  # fmt: skip
        return min(active, solid)

    def _open_circuit(self, particle: Particle, inside: KeyPath) -> tuple[Array, Array] | None:
        """The potential as rows that fall with x: all of the window, and beyond while it falls."""
        here = (*inside, OCP)
        if isinstance(particle.potential, float):
            self._fault("is one number; give a formula of x or a table of x and y", here)
            return None
        function = self._function(particle.potential, here)
        if function is None or particle.low >= particle.high:
            return None
        if isinstance(particle.potential, Table):
            x = np.array([one for one in particle.potential.x if 0 <= one <= 1])
            x = np.unique(np.concatenate((x, [particle.low, particle.high])))
            x = x[(x >= particle.potential.x[0]) & (x <= particle.potential.x[-1])]
        else:
            ends = [particle.low, particle.high]
            x = np.unique(np.concatenate((np.linspace(0, 1, _ROWS), ends)))
        volts = function(x)
        good = np.abs(volts) < _HIGHEST  # not a number is not good either
        volts = np.where(good, volts, 0.0)
        falls = np.concatenate(([True], good[1:] & good[:-1] & (np.diff(volts) < 0)))
        within = (x > particle.low) & (x <= particle.high)
        if not x.size or x[0] > particle.low or x[-1] < particle.high:
            window = f"{particle.low:g} to {particle.high:g}"
            self._fault(f"does not cover the stoichiometries {window}", here)
            return None
        if np.any(within & ~falls) or not good[x == particle.low].all():
            where = x[np.argmax(within & ~falls)] if np.any(within & ~falls) else particle.low
            self._fault(
                "must fall as the stoichiometry rises (the potential of a cathode that fills); "
                f"near x = {where:.4g} it does not", here)  # fmt: skip
            return None
        first = int(np.flatnonzero(x == particle.low)[0])
        last = int(np.flatnonzero(x == particle.high)[0])
        while first > 0 and falls[first] and good[first - 1]:
            first -= 1
        while last + 1 < x.size and falls[last + 1]:
            last += 1
        return x[first : last + 1], volts[first : last + 1]

    def _diffusivity(
        self, particle: Particle, cell: Cell, inside: KeyPath
    ) -> tuple[float, list[tuple[float, float]] | None] | None:
        """D [m2/s] at 25 degC in mid-window, and its shape over x."""
        here = (*inside, DIFFUSIVITY)
        if particle.low >= particle.high:
            return None
        function = self._function(particle.diffusivity, here)
        if function is None:
            return None
        x = np.linspace(particle.low, particle.high, _SHAPE_ROWS)
        values = function(x)
        if not np.all(np.isfinite(values) & (values > 0) & (values < 1)):
            where = x[np.argmin(np.isfinite(values) & (values > 0) & (values < 1))]
            self._fault(f"must be more than 0 (and below 1 m2/s); at x = {where:.4g} it is not",
                        here)  # fmt: skip
            return None
        middle = float(values[_SHAPE_ROWS // 2])
        inverse = 1 / ROOM_TEMPERATURE - 1 / cell.temperature
        at_room = middle * math.exp(-particle.diffusion_energy / R * inverse)
        if not 0 < at_room < 1:
            self._fault(f"is {at_room:g} m2/s at 25 degC with its activation energy", here)
            return None
        if np.allclose(values, middle, rtol=1e-9, atol=0):
            return at_room, None
        return at_room, [(float(a), float(b / middle)) for a, b in zip(x, values, strict=True)]

    def _function(self, given: float | str | Table, here: KeyPath) -> Function | None:
        try:
            if isinstance(given, float):
                return lambda x: np.full(x.shape, given)
            if isinstance(given, str):
                return Formula(given)
            return _interpolated(given)
        except ValueError as error:
            self._fault(str(error), here)
            return None

    def _raw(
        self, electrode: Electrode, particle: Particle, cell: Cell, active: float,
        table: tuple[Array, Array], diffusivity: tuple[float, list[tuple[float, float]] | None],
    ) -> dict[str, Any]:  # fmt: skip
        """The cathode as the data of a material file."""
        x, volts = table
        title = self._title()
        source = f"BPX file {self.path.name}: {title}"
        loading = electrode.thickness * active * DENSITY[0]
        per_mass = cell.capacity * SECONDS_PER_HOUR / (cell.area * cell.pairs * loading)
        salt = self._salt()

        def known(value: float, unit: str, note: str = "") -> dict[str, Any]:
            return {"value": value, "unit": unit, "low": value, "high": value,
                    "status": "calculated", "source": source, "note": note}  # fmt: skip

        def assumed(value: float, unit: str, low: float, high: float, note: str) -> dict[str, Any]:
            return {"value": value, "unit": unit, "low": low, "high": high, "status": "assumed",
                    "note": note}  # fmt: skip

        absent = "not part of a BPX file"
        by_density = "per volume as in the file; per mass by the assumed density"
        at_room, shape = diffusivity
        emptied = float(volts[x == particle.low][0])
        # The cell may go lower than the rows reach; the maximum stoichiometry ends it by then.
        lowest = min(float(volts[-1]), cell.lower or math.inf)
        conductivity = electrode.conductivity
        return {
            "name": title[:60],
            "composition": _ELECTRODE.lower(),
            "note": f"As in the cell of the file: {loading * 100:.3g} mg/cm2 of active material, "
            f"{electrode.thickness * 1e6:.4g} um. Mass fractions and densities are assumed.",
            "specific_capacity": known(
                F * particle.concentration / DENSITY[0] / 3600, "mAh/g", by_density),
            "one_c": known(per_mass / 3600, "mAh/g", by_density),
            "density": assumed(DENSITY[0], "kg/m3", DENSITY[1], DENSITY[2], absent),
            "particle_radius": known(particle.radius, "m"),
            "diffusivity": {
                "at_25_degc": known(at_room, "m2/s"),
                "activation_energy": known(particle.diffusion_energy, "J/mol"),
            },
            "diffusivity_shape": shape,
            "exchange_current": known(
                F * particle.rate / 2 * math.sqrt(1000.0 / salt), "A/m2"),
            "electronic_conductivity": known(conductivity, "S/m") if conductivity is not None
            else assumed(_CONDUCTIVITY, "S/m", 0.01, 100, "the model of the file has none"),
            "contact_resistance": assumed(0.0, "ohm m2", 0, 6e-3, absent),
            "open_circuit": {
                "table": self.path.name, "status": "calculated", "source": source,
                "x": tuple(map(float, x)), "potential": tuple(map(float, volts)),
            },
            "lithium_as_made": known(particle.high, "1"),
            "lithium_returned": known(particle.high, "1"),
            "voltage_low": known(lowest, "V"),
            "voltage_high": known(emptied, "V"),
            "fade": assumed(0.0, "1", 0, 0.01, absent),
            "slurry": _slurry(active, electrode.porosity, known, assumed),
        }  # fmt: skip

    def _title(self) -> str:
        header = self.data.get("Header")
        title = header.get("Title") if isinstance(header, dict) else None
        usable = isinstance(title, str) and title.strip() and title.isprintable()
        return str(title).strip() if usable else self.path.stem

    def _salt(self) -> float:
        """Salt concentration as filled [mol/m3]: of version 0.x or 1.x, else 1000."""
        places = (
            (_PARAMETERS, "Electrolyte", "Initial concentration [mol.m-3]"),
            ("State", "Initial conditions", "Initial electrolyte concentration [mol.m-3]"),
        )
        for path in places:
            found: Any = self.data
            for key in path:
                found = found.get(key) if isinstance(found, dict) else None
            number = isinstance(found, int | float) and not isinstance(found, bool)
            if number and 1.0 <= found <= 1e5:
                return float(found)
        return _SALT

    def _section(self, path: KeyPath) -> dict[str, Any]:
        found: Any = self.data
        for depth, key in enumerate(path, 1):
            if not isinstance(found, dict) or not isinstance(found.get(key), dict):
                missing = not isinstance(found, dict) or key not in found
                self._fault("is missing; this is not a BPX file, or one without it" if missing
                            else "must be an object, { ... }", path[:depth])  # fmt: skip
                raise InputError(*self.faults)
            found = found[key]
        assert isinstance(found, dict)
        return found

    def _part(self, kind: type[Of], path: KeyPath) -> Of | None:
        try:
            return kind.model_validate(self._section(path))
        except ValidationError as error:
            told = set()
            for found in error.errors():
                key = found["loc"][0]
                if key not in told:
                    self._fault(sentence(found), (*path, key))
                told.add(key)
            return None

    def _fault(self, message: str, path: KeyPath) -> None:
        self.faults.append(self.file.fault(message, path))


def _interpolated(table: Table) -> Function:
    x, y = np.array(table.x, dtype=float), np.array(table.y, dtype=float)
    if x.size != y.size or x.size < 2:
        raise ValueError(f"the table has {x.size} x and {y.size} y; both need as many, at least 2")
    if not (np.all(np.isfinite(x)) and np.all(np.isfinite(y))):
        raise ValueError("the table has an entry that is not a finite number")
    if any(two <= one for one, two in pairwise(table.x)):
        raise ValueError("x of the table must rise from entry to entry")
    return lambda at: np.interp(at, x, y)


def _slurry(
    active: float, porosity: float | None, known: Callable[..., Any], assumed: Callable[..., Any]
) -> dict[str, Any]:
    """Mass fractions: what is neither active nor pore is taken as carbon and binder, by halves."""
    pores = _POROSITY if porosity is None else porosity
    rest = max(1 - pores - active, 0.0)
    masses = [active * DENSITY[0], *(rest / 2 * additive[0] for additive in _ADDITIVES)]
    total = sum(masses)
    halves = "what is neither active nor pore, by halves of the volume"
    shares = {
        key: assumed(mass / total, "1", 0, 1, halves)
        for key, mass in zip(("active", "carbon", "binder"), masses, strict=True)
    }
    kinds = zip(("carbon_density", "binder_density"), _ADDITIVES, strict=True)
    densities = {key: assumed(one[0], "kg/m3", one[1], one[2], "") for key, one in kinds}
    given = known(pores, "1") if porosity is not None else assumed(
        pores, "1", 0.2, 0.45, "the model of the file has none")  # fmt: skip
    return shares | densities | {"porosity": given}
