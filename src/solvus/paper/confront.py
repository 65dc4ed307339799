"""Fit every hypothesis to every surface reading, and say which reading rejects which.

Three samples of one foil are run: stripped 3, 5 and 7 mAh/cm2; stripped 5 and plated 3; stripped 3
at 3 mA/cm2 and rested 72 h. Foils are run again only when a parameter that changes them moves.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from solvus.base.units import Fraction
from solvus.kernels.foil import DONE
from solvus.materials import library
from solvus.model.cell import FoilDesign, Numerics, make_electrode
from solvus.model.electrode import REASONS, AlloyFoil, Face, Window
from solvus.model.foil import Foil, compose
from solvus.observe import aes, depth_profile
from solvus.paper.calibrate import MAH_PER_CM2
from solvus.paper.claims import Claim, claim
from solvus.paper.hypotheses import Free, Hypothesis

THICKNESS = 50e-6
TEMPERATURE = 298.15
REST = 72 * 3600.0
REJECTED_BELOW = 0.05  # probability of so large a chi2 by chance
MISSED = 10.0  # sigma counted for a reading whose foil gave out before it could be taken
STRONG = 4.0  # a reading whose share of chi2 exceeds this speaks against the hypothesis

READINGS = (
    "aes.pristine", "aes.strip5", "aes.strip5.plate3", "aes.series.3", "aes.series.5",
    "aes.series.7", "aes.rest.before", "aes.rest.after", "aes.depth.plateau", "aes.depth.160",
    "aes.depth.200",
)  # fmt: skip


@dataclass
class Outcome:
    """A hypothesis at its best: predictions [at%], chi2 by reading, parameters, AIC."""

    hypothesis: Hypothesis
    values: dict[str, float]
    predicted: dict[str, float]
    chi2: dict[str, float]
    faces: dict[str, Face] = field(default_factory=dict)

    @property
    def total(self) -> float:
        """Sum of chi2."""
        return float(sum(self.chi2.values()))

    @property
    def parameters(self) -> int:
        """Fitted parameters, thresholds chosen by hand included."""
        return len(self.hypothesis.free) + self.hypothesis.discrete

    @property
    def aic(self) -> float:
        """Akaike's criterion, chi2 + 2 k."""
        return self.total + 2.0 * self.parameters

    @property
    def probability(self) -> float:
        """Probability of a chi2 as large by chance, at readings minus parameters."""
        from scipy.stats import chi2

        return float(chi2.sf(self.total, len(self.chi2) - self.parameters))

    @property
    def rejected(self) -> bool:
        """Whether the readings reject it."""
        return self.probability < REJECTED_BELOW

    @property
    def by_place(self) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
        """Parameters of foil, surface and instrument, the fixed ones included."""
        return _by_place(self.hypothesis, self.values)

    @property
    def against(self) -> list[str]:
        """The readings that speak against it."""
        return [name for name, part in self.chi2.items() if part > STRONG]


class GaveOut(Exception):
    """A foil that could not be taken to where its sample was."""


class Samples:
    """The samples of the paper under one hypothesis; foils are run once per set of parameters."""

    def __init__(self, hypothesis: Hypothesis) -> None:
        """Nothing runs yet."""
        self.hypothesis = hypothesis
        solute = library.solute("Ag")
        self.foil = Foil(compose(solute, Fraction(0.1, "mass")), THICKNESS)
        self._runs: dict[tuple[float, ...], dict[str, AlloyFoil]] = {}

    def electrode(self, values: dict[str, float], current: float) -> AlloyFoil:
        """The foil as made, under the hypothesis at these parameters."""
        design = FoilDesign(self.foil, self.hypothesis.mechanism, values)
        window = Window(current, 7.0 * MAH_PER_CM2 / current)
        made = make_electrode(design, window, TEMPERATURE, Numerics())
        assert isinstance(made, AlloyFoil)
        return made

    def after(self, values: dict[str, float], steps: list[tuple[float, float]]) -> AlloyFoil:
        """The foil after (current [A/m2], charge [C/m2] or seconds of rest) steps.

        Raises GaveOut where the hypothesis lets the foil stop before.
        """
        electrode = self.electrode(values, max(abs(j) for j, _ in steps))
        for current, amount in steps:
            done = electrode.advance(current, amount / abs(current) if current else amount)
            if done.status != DONE:
                raise GaveOut(REASONS[done.status])
        if self.hypothesis.relaxed and steps[-1][0] != 0.0:
            electrode.advance(0.0, self.hypothesis.relaxed)
        return electrode

    def faces(self, foil: dict[str, float], surface: dict[str, float]) -> dict[str, Face]:
        """What stands at the face of each sample."""
        key = (*foil.values(), surface.get("riding", -1.0))
        if key not in self._runs:
            self._runs[key] = self._run(foil | surface)
        found = {}
        for name, electrode in self._runs[key].items():
            electrode.values.update(surface)
            found[name] = electrode.face()
        return found

    def _run(self, values: dict[str, float]) -> dict[str, AlloyFoil]:
        h = self.hypothesis
        slow = 30.0 if h.all_at_three else 10.0
        fast, q = h.series_current, MAH_PER_CM2
        steps = {
            "3": [(slow, 3 * q)],
            "5": [(fast, 5 * q)],
            "7": [(fast, 7 * q)],
            "5-3": [(fast, 5 * q), (-slow, 3 * q)],
            "3 at 3": [(30.0, 3 * q)],
            "rest": [(30.0, 3 * q), (0.0, REST)],
        }
        made = {"pristine": self.electrode(values, slow)}
        for name, taken in steps.items():
            with suppress(GaveOut):
                made[name] = self.after(values, taken)
        return made


SAMPLE_OF = {
    "aes.pristine": "pristine", "aes.strip5": "5", "aes.strip5.plate3": "5-3",
    "aes.series.3": "3", "aes.series.5": "5", "aes.series.7": "7", "aes.rest.before": "3 at 3",
    "aes.rest.after": "rest",
}  # fmt: skip


def readings_of(
    faces: dict[str, Face], hypothesis: Hypothesis, given: dict[str, float]
) -> dict[str, float]:
    """What AES prints for each reading [at%]; nan where the foil gave out before."""
    surface = aes.INSTRUMENT.values(hypothesis.law, given)
    found = {
        name: 100 * aes.read(faces[sample], surface) if sample in faces else math.nan
        for name, sample in SAMPLE_OF.items()
    }
    if "5" not in faces:
        return found | dict.fromkeys(READINGS[-3:], math.nan)
    known = {
        k: v for k, v in given.items() if k in ("floor", "ratio", "sputter_scale", "roughness")
    }
    profile = depth_profile.read(faces["5"], depth_profile.INSTRUMENT.values(hypothesis.law, known))
    plateau = profile.depth <= 120e-9
    found["aes.depth.plateau"] = 100 * float(profile.reading[plateau].mean())
    for name, depth in (("aes.depth.160", 160e-9), ("aes.depth.200", 200e-9)):
        found[name] = 100 * float(np.interp(depth, profile.depth, profile.reading))
    return found


def confront(hypothesis: Hypothesis) -> Outcome:
    """The best that a hypothesis can do with all readings.

    Least squares from three starts, repeated for every value of a parameter that is scanned.
    """
    samples = Samples(hypothesis)
    smooth = tuple(f for f in hypothesis.free if not f.scan)
    best: tuple[float, dict[str, float]] | None = None
    for scanned in _grid(tuple(f for f in hypothesis.free if f.scan)):
        cost, values = _fit(hypothesis, samples, smooth, scanned)
        if best is None or cost < best[0]:
            best = cost, values
    assert best is not None
    values = best[1]
    found, faces = _predict(hypothesis, samples, values)
    chi2 = {name: _residual(claim(name), found[name]) ** 2 for name in READINGS}
    return Outcome(hypothesis, values, found, chi2, faces)


def _fit(
    hypothesis: Hypothesis,
    samples: Samples,
    free: tuple[Free, ...],
    scanned: dict[str, float],
) -> tuple[float, dict[str, float]]:
    from scipy.optimize import least_squares

    claims = [claim(name) for name in READINGS]

    def values_at(vector: np.ndarray) -> dict[str, float]:
        return scanned | {f.name: _decode(f, float(v)) for f, v in zip(free, vector, strict=True)}

    def cost(vector: np.ndarray) -> np.ndarray:
        found, _ = _predict(hypothesis, samples, values_at(vector))
        return np.array([_residual(c, found[c.id]) for c in claims])

    low, high = (np.array([_encode(f, getattr(f, end)) for f in free]) for end in ("low", "high"))
    best = None
    for start in _starts(free, low, high):
        trial = least_squares(
            cost, start, bounds=(low, high), x_scale=(high - low) / 10, diff_step=1e-4, max_nfev=60
        )
        if best is None or trial.cost < best.cost:
            best = trial
    assert best is not None
    return float(best.cost), values_at(best.x)


def _predict(
    hypothesis: Hypothesis, samples: Samples, values: dict[str, float]
) -> tuple[dict[str, float], dict[str, Face]]:
    foil, surface, instrument = _by_place(hypothesis, values)
    faces = samples.faces(foil, surface)
    return readings_of(faces, hypothesis, instrument), faces


def _grid(scanned: tuple[Free, ...]) -> Iterator[dict[str, float]]:
    axes = [
        np.exp(np.linspace(np.log(f.low), np.log(f.high), f.scan))
        if f.log
        else np.linspace(f.low, f.high, f.scan)
        for f in scanned
    ]
    for point in product(*axes):
        yield {f.name: float(v) for f, v in zip(scanned, point, strict=True)}


def _residual(one: Claim, value: float) -> float:
    assert one.sigma is not None
    return MISSED if math.isnan(value) else (value - one.number) / one.sigma


def _encode(free: Free, value: float) -> float:
    return float(np.log(value)) if free.log else value


def _decode(free: Free, value: float) -> float:
    return float(np.exp(value)) if free.log else value


def _starts(free: tuple[Free, ...], low: np.ndarray, high: np.ndarray) -> list[np.ndarray]:
    """The start of the table and two drawn between the bounds, the same at every run."""
    first = np.array([_encode(f, f.start) for f in free])
    drawn = np.random.default_rng(7281).uniform(0.25, 0.75, (2, len(free)))
    return [first, *(low + share * (high - low) for share in drawn)]


def _by_place(
    hypothesis: Hypothesis, values: dict[str, float]
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Values of (foil, surface, instrument), the fixed ones included."""
    foil, surface = dict(hypothesis.fixed_foil), dict[str, float]()
    instrument = dict(hypothesis.fixed_instrument)
    places = {"foil": foil, "surface": surface, "instrument": instrument}
    for free in hypothesis.free:
        places[free.acts][free.name] = values[free.name]
    return foil, surface, instrument
