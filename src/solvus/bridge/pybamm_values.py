"""A cathode against lithium metal as parameter values for PyBaMM.

The values go with PyBaMM's half cells (``SPM``, ``SPMe``, ``DFN`` with ``{"working electrode":
"positive", "contact resistance": "true"}``), which solve the equations of
:mod:`solvus.kernels.porous`: same open circuit, kinetics, diffusion, salt. The lithium electrode
is a plain one, Butler-Volmer behind a film; a foil, its skin and its reaction layer have no
counterpart there. Functions of a concentration are written for PyBaMM's symbols.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from solvus.base.constants import F, R
from solvus.base.errors import Fault, InputError
from solvus.materials import open_circuit
from solvus.materials.cathode_kinds import Cathode
from solvus.materials.kinds import Electrolyte
from solvus.materials.values import ROOM_TEMPERATURE
from solvus.model.cathode import CathodeDesign
from solvus.model.voltage import make_interface

REFERENCE_SALT = 1000.0  # [mol/m3] at which an exchange current is stated
LITHIUM_THICKNESS = 500e-6  # [m] of the counter electrode, which PyBaMM does not let run out
LITHIUM_CONDUCTIVITY = 1.0776e7  # [S/m] of the metal
LITHIUM_VOLUME = 1.3e-5  # [m3/mol]
LOGIT_KNOTS = np.linspace(-9.0, 14.0, 921)  # ln(x/(1 - x)) of the open circuit, where U bends least
END_WIDTH = 2e-3  # of lithium content, over which U runs to a cut-off at an end that is lost
STEEPEST = 5.0  # END_WIDTHs beyond an end up to which U follows, so that it stays finite
LEAST_ROOM = 1e-12  # [1], so that a root stays real while a solver tries


class LostEnd(NamedTuple):
    """An end that the first cycle has lost: lithium content [1], and how far U [V] lies from its
    own value there (below at a high end, above at a low one)."""

    at: float
    volts: float


@dataclass(frozen=True)
class OpenCircuit:
    """U [V] of the lithium content x [1] of a PyBaMM symbol: a cubic through knots in ln(x/(1-x)).

    Beyond the last knots (x below 1.2e-4, above 1 - 8.3e-7) it goes on as a straight line, like the
    tables of the kernels. At an end that the first cycle has lost U runs to the cut-off within a
    per cent of the lithium, as

        U + volts exp(-|x - at|/END_WIDTH),

    where the kernels of Solvus let the exchange current vanish: a solver that knows no voltage
    limit in advance needs a slope.
    """

    at: np.ndarray
    volts: np.ndarray
    lost_low: LostEnd | None = None
    lost_high: LostEnd | None = None
    __name__ = "open_circuit"

    def __call__(self, sto: Any) -> Any:
        """U [V] at lithium content `sto`, as a symbol."""
        import pybamm

        logit = pybamm.log(sto / (1.0 - sto))
        inside = pybamm.maximum(pybamm.minimum(logit, self.at[-1]), self.at[0])
        volts = pybamm.Interpolant(self.at, self.volts, inside, interpolator="cubic")
        for i, beyond in ((0, pybamm.minimum(logit - self.at[0], 0.0)),
                          (-2, pybamm.maximum(logit - self.at[-1], 0.0))):  # fmt: skip
            rise = self.volts[i + 1] - self.volts[i]
            volts += rise / (self.at[i + 1] - self.at[i]) * beyond
        for end, side in ((self.lost_low, -1.0), (self.lost_high, 1.0)):
            if end is not None:
                beyond = side * (sto - end.at) / END_WIDTH
                volts += end.volts * pybamm.exp(pybamm.minimum(beyond, STEEPEST))
        return volts


@dataclass(frozen=True)
class Diffusion:
    """D(x, T) [m2/s] of a PyBaMM symbol, by straight lines between rows of x and factor."""

    at_25_degc: float
    activation_energy: float
    rows: tuple[tuple[float, float], ...]
    __name__ = "diffusivity"

    def __call__(self, sto: Any, temperature: Any) -> Any:
        """D [m2/s] at lithium content `sto` and `temperature` [K], as a symbol."""
        import pybamm

        slowed = self.activation_energy / R * (1.0 / temperature - 1.0 / ROOM_TEMPERATURE)
        known = self.at_25_degc * pybamm.exp(-slowed)
        if not self.rows:
            return known
        x, factor = (np.array(column) for column in zip(*self.rows, strict=True))
        inside = pybamm.maximum(pybamm.minimum(sto, x[-1]), x[0])
        return known * pybamm.Interpolant(x, factor, inside, interpolator="linear")


class Ends(NamedTuple):
    """Least and largest lithium content [1] that the particles can take."""

    low: float
    high: float


def formed(material: Cathode) -> Ends:
    """What is left to a cathode after its first cycle."""
    return Ends(material.retained, material.lithium_returned.si)


def exchange_current(material: Cathode) -> Callable[..., Any]:
    """i0 [A/m2] = 2 i0_ref sqrt(x (1 - x)) sqrt(c/1000 mol/m3), as PyBaMM calls it."""
    twice = 2.0 * material.exchange_current.si

    def i0(c_e: Any, c_s_surf: Any, c_s_max: Any, temperature: Any) -> Any:
        import pybamm

        x = c_s_surf / c_s_max
        room = pybamm.maximum(x * (1.0 - x), LEAST_ROOM)
        return twice * pybamm.sqrt(room * c_e / REFERENCE_SALT)

    return i0


def parameter_values(
    design: CathodeDesign,
    electrolyte: Electrolyte,
    window: tuple[float, float],
    *,
    area: float = 1e-4,
    ends: Ends | None = None,
    content: float | None = None,
    lithium: dict[str, float] | None = None,
) -> dict[str, Any]:
    """The dictionary that ``pybamm.ParameterValues`` takes.

    window : lower and upper cut-off [V].  area : of the electrodes [m2].
    ends : those of a cathode after its first cycle where None; Ends(0, 1) as it is made.
    content : lithium content x at the start; where None as charged, at the upper cut-off.
    lithium : exchange_current [A/m2] and film_resistance [ohm m2] of the lithium electrode,
        each that of the interface laws where left out.

    "Contact resistance [Ohm]" holds that of the cathode and the film of the lithium; it counts in
    models with the option "contact resistance".  C-rates count in the cathode's `one_c`.
    """
    material = design.material
    bounds = ends or formed(material)
    contents = _contents(material, bounds, window)
    start = contents[0] if content is None else content
    if not bounds.low <= start <= bounds.high:
        raise InputError(Fault(
            f"a lithium content of {start:g} lies outside {bounds.low:g} to {bounds.high:g}, "
            f"which {material.name} can take; write a content within them"
        ))  # fmt: skip
    c_max = material.specific_capacity.si * material.density.si / F
    nominal = design.nominal * area / 3600.0
    return {
        "chemistry": "lithium_ion",
        "Electrode height [m]": area**0.5,
        "Electrode width [m]": area**0.5,
        "Nominal cell capacity [A.h]": nominal,
        "Current function [A]": nominal,
        "Number of electrodes connected in parallel to make a cell": 1.0,
        "Number of cells connected in series to make a battery": 1.0,
        "Lower voltage cut-off [V]": window[0],
        "Upper voltage cut-off [V]": window[1],
        "Open-circuit voltage at 0% SOC [V]": window[0],
        "Open-circuit voltage at 100% SOC [V]": window[1],
        "Ambient temperature [K]": ROOM_TEMPERATURE,
        "Reference temperature [K]": ROOM_TEMPERATURE,
        "Initial temperature [K]": ROOM_TEMPERATURE,
        "Initial concentration in positive electrode [mol.m-3]": c_max * start,
        **_cathode(design, c_max),
        "Positive electrode OCP [V]": _open_circuit(material, contents, window),
        **_electrolyte(design, electrolyte),
        **_lithium(design, area, lithium or {}),
    }


def _contents(material: Cathode, ends: Ends, window: tuple[float, float]) -> tuple[float, float]:
    """Lithium contents at the upper and the lower cut-off [V], or at an end that comes before."""
    low, high = material.voltage_low.si, material.voltage_high.si
    if not low <= window[0] < window[1] <= high:
        raise InputError(Fault(
            f"the window of {material.name} runs from {window[0]:g} V to {window[1]:g} V; write "
            f"two rising voltages within {low:g} to {high:g} V, where its data hold"
        ))  # fmt: skip
    at = open_circuit.lithium_at(material, np.array([window[1], window[0]]))
    empty, full = np.clip(at, ends.low, ends.high)
    return float(empty), float(full)


def _open_circuit(
    material: Cathode, contents: tuple[float, float], window: tuple[float, float]
) -> OpenCircuit:
    """U, with an end put where a cut-off is not reached before one."""
    x = 1.0 / (1.0 + np.exp(-LOGIT_KNOTS))
    own = open_circuit.potential(material, np.array(contents))
    lost = [
        LostEnd(content, volts - float(there)) if abs(volts - there) > 1e-6 else None
        for content, volts, there in zip(contents, window[::-1], own, strict=True)
    ]
    return OpenCircuit(LOGIT_KNOTS, open_circuit.potential(material, x), *lost)


def _cathode(design: CathodeDesign, c_max: float) -> dict[str, Any]:
    material, coating = design.material, design.coating
    known = material.diffusivity
    return {
        "Positive electrode thickness [m]": coating.thickness,
        "Positive electrode porosity": coating.porosity,
        "Positive electrode active material volume fraction": coating.active_volume,
        "Positive electrode Bruggeman coefficient (electrolyte)": design.bruggeman,
        "Positive electrode Bruggeman coefficient (electrode)": 0.0,  # given as an effective value
        "Positive electrode conductivity [S.m-1]": material.electronic_conductivity.si,
        "Positive particle radius [m]": material.particle_radius.si,
        "Maximum concentration in positive electrode [mol.m-3]": c_max,
        "Positive particle diffusivity [m2.s-1]": Diffusion(
            known.at(ROOM_TEMPERATURE), known.activation_energy.si, material.diffusivity_shape or ()
        ),
        "Positive electrode OCP entropic change [V.K-1]": 0.0,
        "Positive electrode charge transfer coefficient": 0.5,
        "Positive electrode double-layer capacity [F.m-2]": 0.2,
        "Positive electrode exchange-current density [A.m-2]": exchange_current(material),
    }


def _electrolyte(design: CathodeDesign, electrolyte: Electrolyte) -> dict[str, Any]:
    """Transport as it is at the concentration filled; the conductivity goes with the salt."""
    filled, conductivity = electrolyte.salt_concentration.si, electrolyte.conductivity.si
    diffusivity = electrolyte.salt_diffusivity.si
    return {
        "Separator thickness [m]": design.separator.thickness,
        "Separator porosity": design.separator.porosity,
        "Separator Bruggeman coefficient (electrolyte)": design.bruggeman,
        "Separator Bruggeman coefficient (electrode)": design.bruggeman,
        "Initial concentration in electrolyte [mol.m-3]": filled,
        "Cation transference number": electrolyte.transference_number.si,
        "Thermodynamic factor": electrolyte.thermodynamic_factor.si,
        "Electrolyte diffusivity [m2.s-1]": diffusivity,
        "Electrolyte conductivity [S.m-1]": lambda c_e, temperature: conductivity / filled * c_e,
    }


def _lithium(design: CathodeDesign, area: float, given: dict[str, float]) -> dict[str, Any]:
    values = dict(make_interface().values) | given
    contact = design.resistance
    if contact is None:
        contact = design.material.contact_resistance.si
    i0 = values["exchange_current"]
    return {
        "Contact resistance [Ohm]": (contact + values["film_resistance"]) / area,
        "Negative electrode thickness [m]": LITHIUM_THICKNESS,
        "Negative electrode conductivity [S.m-1]": LITHIUM_CONDUCTIVITY,
        "Negative electrode OCP [V]": 0.0,
        "Negative electrode OCP entropic change [V.K-1]": 0.0,
        "Negative electrode charge transfer coefficient": 0.5,
        "Negative electrode double-layer capacity [F.m-2]": 0.2,
        "Lithium metal partial molar volume [m3.mol-1]": LITHIUM_VOLUME,
        "Exchange-current density for lithium metal electrode [A.m-2]": i0,
    }
