"""Where the paper's studies are run: one set of values, each study once.

`theta` holds what calibration and uncertainty may move, by name, in SI units:

    floor                      y0 of the AES law, and of the signal that nucleation follows
    level_full, level_slope    the logarithmic nucleation level [V]
    sputter_scale, roughness   of the depth profile [1, m]
    solubility                 of Ag in Li [1]
    diffusivity_factor         on the diffusivity of Ag in Li [1]
    contact_charge             Q_v of mechanism H3v [C/m2]

and, where symmetric cells are meant, what `cycling` fits, by the names of symmetric_fit.yaml; where
full cells are meant, what `full_cells` fits or draws as well:

    cathode_resistance         of the NCM622 cathode [ohm m2]
    lithium_returned           the lithium content that its discharges end at [1]
    fade_ncm622, fade_span     share of its capacity that a cathode loses per cycle [1]
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from solvus.materials import library
from solvus.model.cell import FoilDesign, Numerics, make_electrode
from solvus.model.electrode import Window
from solvus.model.half_cycle import Curve, Snapshot
from solvus.observe import aes, depth_profile, epma
from solvus.observe.depth_profile import Profile
from solvus.study.installed import read_study
from solvus.study.places import with_values
from solvus.study.run import StudyRun, design_of, run_study
from solvus.study.schema import Foil, Study

STUDIES = Path(__file__).parent / "studies"
_PACKAGE = Path(__file__).parents[1]
_INSTALLED = _PACKAGE / "examples"  # where a wheel has them
EXAMPLES = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parents[1] / "examples"
FOIL_KEYS = ("solubility", "diffusivity_factor", "contact_charge")
VOLTAGE_KEYS = ("floor", "level_full", "level_slope")
LAYER_KEYS = (
    "closing_charge", "closing_exponent", "fresh_macmullin", "conductivity", "salt_diffusivity",
    "transference_number", "thermodynamic_factor",
)  # fmt: skip
CYCLING_KEYS = (
    "efficiency_li", "efficiency_ag", "packing_li", "packing_ag", "film", *LAYER_KEYS
)  # fmt: skip

CATHODE_KEYS = ("cathode_resistance", "lithium_returned", "fade_ncm622", "fade_span")
FITTED_CATHODE = "ncm622"  # of which resistance and lithium_returned are known

MOST_RUNS = 500  # kept in memory

Theta = Mapping[str, float]

_runs: dict[tuple[object, ...], StudyRun] = {}


@cache
def study(name: str) -> Study:
    """The study of that name as it is in the package."""
    return read_study(STUDIES / f"{name}.yaml")


class Laboratory:
    """Runs and instruments at one theta; runs are shared between laboratories that agree."""

    def __init__(self, theta: Theta, frames: int = 0) -> None:
        """Nothing runs until it is asked for."""
        self.theta = dict(theta)
        self.frames = frames

    def run(self, name: str) -> StudyRun:
        """The run of a study at this theta."""
        asked = study(name)
        keys: tuple[str, ...] = FOIL_KEYS
        if asked.cell.kind != "foil":
            keys += VOLTAGE_KEYS + CYCLING_KEYS
        if asked.cell.cathode is not None:
            keys += CATHODE_KEYS
        values = tuple(self.theta.get(key) for key in keys)
        key = (name, self.frames, *values)
        if key not in _runs:
            if len(_runs) >= MOST_RUNS:
                _runs.clear()
            _runs[key] = run_study(self._with_theta(asked), STUDIES, frames=self.frames)
        return _runs[key]

    def _with_theta(self, asked: Study) -> Study:
        working = self._foil(asked.cell.working)
        counter = asked.cell.counter
        other = None
        if counter is not None:
            other = working if counter is asked.cell.working else self._foil(counter)
        cell = asked.cell.model_copy(update={"working": working, "counter": other})
        given = dict(asked.interface.parameters)
        for key, name in zip(VOLTAGE_KEYS, ("reading_floor", *VOLTAGE_KEYS[1:]), strict=True):
            if key in self.theta:
                given[name] = self.theta[key]
        interface = asked.interface.model_copy(update={"parameters": given})
        moved = asked.model_copy(update={"cell": cell, "interface": interface})
        return with_cycling(moved, self.theta) if "closing_charge" in self.theta else moved

    def _foil(self, foil: Foil) -> Foil:
        if foil.mechanism != "H3v" or foil.solute is None:
            return foil
        given = dict(foil.parameters)
        for key in ("solubility", "contact_charge"):
            if key in self.theta:
                given[key] = self.theta[key]
        if "diffusivity_factor" in self.theta:
            known = library.solute(foil.solute).diffusivity
            assert known is not None
            given["diffusivity"] = known.at(298.15) * self.theta["diffusivity_factor"]
        return foil.model_copy(update={"parameters": given})

    def design(self, name: str) -> FoilDesign:
        """The working foil of a study."""
        return design_of(self._with_theta(study(name)).cell.working, STUDIES)

    def as_made(self, name: str) -> Snapshot:
        """The working foil of a study before anything is done to it."""
        electrode = make_electrode(
            self.design(name), Window(10.0, 3600.0), study(name).cell.temperature, Numerics()
        )
        return Snapshot(0, 0.0, 0.0, True, electrode.face())

    def ends(self, name: str) -> list[Snapshot]:
        """The working foil at the end of each step of a study."""
        return [s for s in self.run(name).run.snapshots if s.end_of_step]

    def aes(self, shot: Snapshot) -> float:
        """AES reading [1] of a snapshot."""
        return aes.read(shot.face, aes.INSTRUMENT.values("floor", self.theta))

    def profile(self, shot: Snapshot) -> Profile:
        """AES depth profile of a snapshot."""
        return depth_profile.read(shot.face, depth_profile.INSTRUMENT.values("floor", self.theta))

    def epma(self, shot: Snapshot) -> float:
        """EPMA signal [mol/m2] of a snapshot."""
        return epma.read(shot.face, epma.INSTRUMENT.values())

    def curve(self, name: str, half_cycle: int) -> Curve:
        """Voltage curve of one half-cycle of a study."""
        return self.run(name).run.curves[half_cycle]


def with_cycling(asked: Study, theta: Theta) -> Study:
    """A study with what the symmetric cells were fitted to; Li-Mg, which was not, keeps its own."""
    if asked.cell.kind == "foil":
        return asked
    moves: dict[str, float] = {
        "interface.parameters.film_resistance": theta["film"]
    }
    moves |= {f"layer.parameters.{key}": theta[key] for key in LAYER_KEYS}
    for which in ("working", "counter"):
        foil = getattr(asked.cell, which)
        if foil is None:
            continue
        bare = foil.content is not None and foil.content.value >= 1.0
        source = (asked.cell.counter or foil) if bare else foil  # whose lithium it is
        system = {None: "li", "Ag": "ag"}.get(source.solute)
        if system is None or (which == "counter" and foil is asked.cell.working):
            continue
        moves[f"cell.{which}.coulombic_efficiency"] = theta[f"efficiency_{system}"]
        moves[f"cell.{which}.packing"] = theta[f"packing_{system}"]
    return with_values(asked, moves | _of_the_cathode(asked, theta))


def _of_the_cathode(asked: Study, theta: Theta) -> dict[str, float]:
    """What theta says of the cathode of a study: key path -> value [SI]."""
    if asked.cell.cathode is None:
        return {}
    name = asked.cell.cathode.material
    keys = {f"fade_{name}": "fade"}
    if name == FITTED_CATHODE:
        keys |= {"cathode_resistance": "resistance", "lithium_returned": "lithium_returned"}
    return {f"cell.cathode.{key}": theta[given] for given, key in keys.items() if given in theta}
