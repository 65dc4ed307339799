"""A cathode in motion: lithium in its particles, salt in its pores, its potential against lithium.

Two models of one electrode (see `kernels.porous`):

* "porous": Newman's porous electrode, with the separator, resolved over the thickness;
* "particle": one particle for all, the electrolyte as it was filled. What the current loses on its
  way through separator and pores is then a resistance, t_s/(kappa b_s) + t_c/(3 kappa b_c), that of
  a reaction spread evenly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from solvus.base.constants import F, R
from solvus.kernels import porous, porous_step
from solvus.kernels.lookup import Lookup
from solvus.kernels.porous import Porous
from solvus.materials import open_circuit
from solvus.materials.cathode_kinds import Cathode
from solvus.model.coating import Coating, Recipe, coat, recipe_of

Model = Literal["particle", "porous"]
MODELS: tuple[Model, ...] = ("particle", "porous")

NODES = 16  # of a particle
GRADING = 1.5  # its nodes crowd towards the surface
LOGIT = (-9.0, 14.0, 921)  # knots of the open circuit over ln(x/(1 - x))
CONTENTS = 401  # knots over 0 <= x <= 1
SALT = (1.0, 6000.0, 601)  # knots [mol/m3] of the electrolyte
SHORT_CUT = 1e9  # conductivity [S/m], diffusivity [m2/s] of what a particle model does not resolve
ROWS = 512
STEPS = 30  # at least so many over the charge that an electrode can take at the current
CLEAR = 1e-3  # of lithium content, from an end that a first cycle has left behind
NEAR = 1e-7  # of lithium content, that an end keeps from what is there already

REASONS = {
    porous_step.NO_PROGRESS: "the cathode cannot take this current any longer: its particles are "
    "full or empty at their surface, or the salt is used up",
    porous_step.NO_START: "the cathode cannot take this current: no potential drives it",
}
FULL = "the cathode is full of lithium: it can take no more"
EMPTY = "the cathode is empty of lithium: it can give no more"


class SaltTables(NamedTuple):
    """Transport of the salt over its concentration: conductivity [S/m], diffusivity [m2/s],
    thermodynamic factor [1]; transference number [1], concentration as filled [mol/m3]."""

    conductivity: Lookup
    diffusivity: Lookup
    factor: Lookup
    transference: float
    filled: float


class Spacer(NamedTuple):
    """The separator: thickness [m], porosity [1]."""

    thickness: float
    porosity: float


SPACER = Spacer(20e-6, 0.4)


@dataclass(frozen=True)
class CathodeDesign:
    """A cathode as it is built: material, active material per area of face [kg/m2], recipe, model,
    separator; `fade` [1] and `resistance` [ohm m2] where not those on file."""

    material: Cathode
    loading: float
    recipe: Recipe | None = None
    model: Model = "particle"
    separator: Spacer = SPACER
    fade: float | None = None
    resistance: float | None = None
    bruggeman: float = 1.5

    @property
    def coating(self) -> Coating:
        """Its one face."""
        return coat(self.material, self.loading, self.recipe or recipe_of(self.material))

    @property
    def nominal(self) -> float:
        """Charge [C/m2] that a C-rate counts in."""
        return self.material.one_c.si * self.loading

    @property
    def full(self) -> float:
        """Charge [C/m2] between lithium content 0 and 1."""
        return self.material.specific_capacity.si * self.loading


class Mesh(NamedTuple):
    """Cells of separator and cathode, for the porous model."""

    separator: int = 8
    cathode: int = 16


class Stretch(NamedTuple):
    """What a stretch of constant current gave; columns of `rows` as in `kernels.porous_step`."""

    status: int
    time: float
    rows: np.ndarray


class Saved(NamedTuple):
    """The state of a cathode, as in `CathodeElectrode`."""

    theta: np.ndarray
    cell: np.ndarray
    constants: Porous
    ends: tuple[float, float]
    share: float
    lost: float


class CathodeElectrode:
    """A cathode with its separator; the current is positive on charge."""

    def __init__(
        self, design: CathodeDesign, salt: SaltTables, temperature: float,
        tolerance: float = 1e-3, mesh: Mesh | None = None, nodes: int = NODES,
    ) -> None:  # fmt: skip
        """As made: the lithium evenly spread, the salt as filled."""
        self.design, self.tolerance, self.temperature = design, tolerance, temperature
        resolved = design.model == "porous"
        cells = (mesh or Mesh()) if resolved else Mesh(0, 1)
        self.constants = _constants(design, salt, temperature, cells, nodes)
        self.resistance = design.material.contact_resistance.si
        if design.resistance is not None:
            self.resistance = design.resistance
        if not resolved:
            self.resistance += ohmic(design, salt)
        made = min(max(design.material.lithium_as_made.si, 1e-6), 1.0 - 1e-6)
        self.made = made  # its lithium content to begin with
        self.theta = np.full((cells.cathode, nodes), made)
        self.cell = np.zeros((cells.separator + cells.cathode, 3))
        self.cell[:, porous.C] = salt.filled
        porous_step.at_rest(self.theta, self.cell, self.constants)
        self.work = porous.work_for(len(self.cell), cells.cathode, nodes)
        self.buffer = np.zeros((ROWS, porous_step.COLUMNS))
        self.share = 1.0  # of the active material that is still connected
        self.lost = 0.0  # lithium cut off with the rest [mol/m2]
        self.ends = (0.0, 1.0)  # of the lithium contents that are not lost

    def advance(
        self, current: float, duration: float, *, limit: float = np.nan,
        times: np.ndarray | None = None, volts: np.ndarray | None = None,
    ) -> Stretch:  # fmt: skip
        """Carry it through `duration` [s] at `current` [A/m2] (> 0 charges), or to a voltage.

        limit : [V] of its potential plus `volts` [V] at `times` [s], what the other electrode adds.
        """
        times = np.zeros(1) if times is None else times
        volts = np.zeros(1) if volts is None else volts
        self.ends = self._ends(current)
        self.constants = self._open_to(current)
        most, first = np.inf, min(1e-3 * duration, 1.0)
        if current != 0.0:
            whole = self.share * self.design.full / abs(current)
            most, first = whole / STEPS, min(1e-5 * whole, duration)
        parts, reached, h = [], 0.0, first
        while True:
            status, count, reached, h = porous_step.advance(
                self.theta, self.cell, current, reached, duration, h, most, self.tolerance,
                self.resistance, limit, times, volts, self.constants, self.work, self.buffer,
            )  # fmt: skip
            parts.append(self.buffer[:count].copy())
            if status == porous_step.NO_START:  # a step that ends before it begins
                parts.append(np.array([[0.0, np.nan, self.theta[-1, -1], self.mean, np.nan]]))
            if status != porous_step.RECORD_FULL:
                return Stretch(status, reached, np.concatenate(parts))

    def _ends(self, current: float) -> tuple[float, float]:
        """Least and largest lithium content that a charge and a discharge can lead to: see
        `Cathode`. An end that the first cycle loses is lost, for good, once it was left behind."""
        (low, high), material = self.ends, self.design.material
        if current < 0.0 and self.theta.max() < material.lithium_returned.si - CLEAR:
            high = material.lithium_returned.si
        if current > 0.0 and self.theta.min() > material.retained + CLEAR:
            low = material.retained
        return low, high

    def _open_to(self, current: float) -> Porous:
        """With the end that a current leads to; away from an end nothing holds the lithium back."""
        low, high = self._ends(current)
        if current > 0.0:
            return self.constants._replace(low=min(low, float(self.theta.min()) - NEAR), high=1.0)
        if current < 0.0:
            return self.constants._replace(low=0.0, high=max(high, float(self.theta.max()) + NEAR))
        return self.constants._replace(low=0.0, high=1.0)

    def fade(self) -> None:
        """Lose a cycle's share of the active material, with the lithium in it."""
        share = self.design.material.fade.si if self.design.fade is None else self.design.fade
        if share <= 0.0:
            return
        self.lost += share * self.lithium
        self.share *= 1.0 - share
        self.constants = self.constants._replace(area=self.constants.area * (1.0 - share))

    @property
    def mean(self) -> float:
        """Lithium content averaged over the electrode [1]."""
        return float(porous_step.mean_content(self.theta, self.constants))

    @property
    def lithium(self) -> float:
        """Lithium in the connected particles [mol/m2], on the scale of the open circuit."""
        return self.share * self.design.full / F * self.mean

    @property
    def salt(self) -> float:
        """Salt in the pores of cathode and separator [mol/m2]."""
        p = self.constants
        return float(np.sum(p.porosity * p.width * self.cell[:, porous.C]))

    def voltage(self, current: float) -> float:
        """Potential against lithium [V] at the end of the last stretch, of that current."""
        return float(porous_step.voltage(self.cell, current, self.resistance, self.constants))

    def instant(self, current: float) -> float:
        """Potential against lithium [V] the moment a current begins; nan where none can."""
        cell, constants = self.cell.copy(), self._open_to(current)
        if not porous_step.consistent(self.theta, cell, current, constants, self.work):
            return np.nan
        return float(porous_step.voltage(cell, current, self.resistance, constants))

    def save(self) -> Saved:
        """A copy of the state."""
        return Saved(
            self.theta.copy(), self.cell.copy(), self.constants, self.ends, self.share, self.lost
        )

    def restore(self, saved: Saved) -> None:
        """Return to a saved state."""
        self.theta[:], self.cell[:], self.constants = saved.theta, saved.cell, saved.constants
        self.ends, self.share, self.lost = saved.ends, saved.share, saved.lost


def ohmic(design: CathodeDesign, salt: SaltTables) -> float:
    """Resistance [ohm m2] of separator and pores with the salt as filled, even reaction."""
    from_table = porous.look(salt.conductivity, salt.filled)[0]
    gap, coating = design.separator, design.coating
    through = gap.thickness / gap.porosity**design.bruggeman
    half = coating.thickness / (3.0 * coating.porosity**design.bruggeman)
    solid = coating.thickness / (3.0 * design.material.electronic_conductivity.si)
    return float((through + half) / from_table + solid)


def _constants(
    design: CathodeDesign, salt: SaltTables, temperature: float, mesh: Mesh, nodes: int
) -> Porous:
    material, coating = design.material, design.coating
    radius = material.particle_radius.si
    at = radius * (1.0 - (1.0 - np.linspace(0.0, 1.0, nodes)) ** GRADING)
    between = np.concatenate(([0.0], 0.5 * (at[1:] + at[:-1]), [radius]))
    resolved = design.model == "porous"
    c_max = material.specific_capacity.si * material.density.si / F
    cells, gap = mesh.separator + mesh.cathode, design.separator
    width, porosity = np.empty(cells), np.empty(cells)
    width[mesh.separator :] = coating.thickness / mesh.cathode
    porosity[mesh.separator :] = coating.porosity
    if mesh.separator:
        width[: mesh.separator] = gap.thickness / mesh.separator
        porosity[: mesh.separator] = gap.porosity
    short = flat(SHORT_CUT)
    return Porous(
        separator=mesh.separator,
        width=width,
        porosity=porosity,
        passage=porosity**design.bruggeman,
        sigma=material.electronic_conductivity.si if resolved else SHORT_CUT,
        area=3.0 * coating.active_volume / radius,
        volume=np.diff(between**3) / 3.0,
        passing=np.append(between[1:-1] ** 2 / np.diff(at), 0.0),
        release=radius**2 / (F * c_max),
        rate=2.0 * material.exchange_current.si,
        low=0.0,
        high=1.0,
        volt=R * temperature / F,
        carried=1.0 - salt.transference,
        faraday=F,
        open_circuit=open_circuit_table(material),
        psi=_psi(material, temperature),
        conductivity=salt.conductivity if resolved else short,
        diffusivity=salt.diffusivity if resolved else short,
        factor=salt.factor if resolved else flat(0.0),
    )


def flat(value: float) -> Lookup:
    """A table that says the same everywhere."""
    return Lookup(0.0, 1.0, np.full(2, value), np.zeros(2))


def table(low: float, high: float, values: np.ndarray) -> Lookup:
    """A table of values at equally spaced knots, with the slopes of a smooth curve through them."""
    step = (high - low) / (len(values) - 1)
    return Lookup(low, 1.0 / step, values, np.gradient(values, step, edge_order=2))


def open_circuit_table(material: Cathode) -> Lookup:
    """U [V] over ln(x/(1 - x)): the ends of the range are spread out, where U runs away."""
    at = np.linspace(*LOGIT[:2], LOGIT[2])
    x = 1.0 / (1.0 + np.exp(-at))
    return table(LOGIT[0], LOGIT[1], open_circuit.potential(material, x))


def _psi(material: Cathode, temperature: float) -> Lookup:
    """Integral of D over the lithium content [m2/s]; its slope is D itself."""
    x = np.linspace(0.0, 1.0, CONTENTS)
    known = material.diffusivity.at(temperature)
    rows = material.diffusivity_shape
    factor = np.ones_like(x)
    if rows:
        known_x, known_factor = np.array(rows).T
        factor = np.interp(x, known_x, known_factor)
    d = known * factor
    step = x[1] - x[0]
    return Lookup(0.0, 1.0 / step, np.append(0.0, np.cumsum(0.5 * (d[1:] + d[:-1]) * step)), d)


def salt_constant(
    conductivity: float, diffusivity: float, factor: float, transference: float, filled: float
) -> SaltTables:
    """Transport as it is at the concentration filled [SI]; conductivity goes with the salt there is
    (an electrolyte without salt does not conduct)."""
    low, high, count = SALT
    c = np.linspace(low, high, count)
    return SaltTables(
        table(low, high, conductivity * c / filled), flat(diffusivity), flat(factor),
        transference, filled,
    )  # fmt: skip
