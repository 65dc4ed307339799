"""The figures of the report, from runs at the calibrated values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from solvus.base import units
from solvus.model.interface import LEVELS
from solvus.paper.calibrate import PRIORS, Calibration
from solvus.paper.claims import claim
from solvus.paper.features import EPMA_CYCLES
from solvus.paper.laboratory import STUDIES, Laboratory, study
from solvus.paper.verdict import Verdict
from solvus.report.figures import (
    concentration_animation as animation,
)
from solvus.report.figures import (
    depth_profile,
    epma_cycles,
    nucleation_curves,
    nucleation_level,
    surface_bars,
    verdict_overview,
)
from solvus.report.run_figures import moment
from solvus.report.series import Line, Measured
from solvus.study.run import run_study

if TYPE_CHECKING:
    import plotly.graph_objects as go

FRAMES = 19
DRAWS = 60
BAND = (16.0, 84.0)
STRIPPED = (0, 3, 5, 7)


def charge(coulomb: float) -> float:
    """mAh/cm2 from C/m2."""
    return units.from_si(coulomb, "C/m^2", "mAh/cm2")


def draws(calibration: Calibration) -> Iterator[dict[str, float]]:
    """Values drawn from fit and priors, the same at every run; the tails of priors clipped."""
    random = np.random.default_rng(836)
    names = list(calibration.values)
    centre = np.array([calibration.values[n] for n in names])
    for _ in range(DRAWS):
        fitted = random.multivariate_normal(centre, calibration.covariance)
        theta = calibration.theta | dict(zip(names, np.maximum(fitted, 0.0), strict=True))
        for prior in PRIORS:
            low, high = 0.4 * prior.value, 2.5 * prior.value
            theta[prior.name] = float(np.clip(random.normal(prior.value, prior.sigma), low, high))
        theta["solubility"] = max(theta["solubility"], 0.0071)  # one phase as made
        yield theta


def profile_animation(calibration: Calibration) -> go.Figure:
    """Strip 5, plate 3: the concentration profile in motion (Figure 1)."""
    lab = Laboratory(calibration.theta, frames=FRAMES)
    done = lab.run("strip5_plate3")
    shots = [lab.as_made("strip5_plate3"), *done.run.snapshots]
    moments = [moment(done.run, shot, lab.aes(shot)) for shot in shots]
    return animation.concentration_animation(animation.ConcentrationAnimation(moments, "Ag"))


BARS = {
    "aes.pristine": ("as made", "Fig. 2d"),
    "aes.strip5": ("strip 5", "Fig. 2d"),
    "aes.strip5.plate3": ("strip 5<br>plate 3", "Fig. 2d"),
    "aes.series.3": ("strip 3", "series"),
    "aes.series.5": ("strip 5", "series"),
    "aes.series.7": ("strip 7", "series"),
    "aes.rest.before": ("strip 3", "rest"),
    "aes.rest.after": ("+ 72 h", "rest"),
}


def bars(verdicts: list[Verdict]) -> go.Figure:
    """AES readings, computed and printed (Figure 2d and its relatives)."""
    by_id = {v.claim.id: v for v in verdicts}
    readings = []
    for name, (label, group) in BARS.items():
        verdict = by_id[name]
        assert verdict.computed is not None
        assert verdict.claim.sigma is not None
        readings.append(
            surface_bars.SurfaceReading(
                label,
                group,
                verdict.computed,
                verdict.computed - verdict.model_sigma,
                verdict.computed + verdict.model_sigma,
                verdict.claim.number,
                verdict.claim.sigma,
                verdict.claim.role,
            )
        )
    return surface_bars.surface_bars(surface_bars.SurfaceBars(readings, "Ag", "computed, H3v"))


def profile(calibration: Calibration) -> go.Figure:
    """The sputter depth profile after 5 mAh/cm2 (Figure 2f)."""
    lab = Laboratory(calibration.theta)
    shown = lab.profile(lab.ends("strip5_plate3")[0])
    drawn = []
    for theta in draws(calibration):
        other = Laboratory(theta)
        drawn.append(other.profile(other.ends("strip5_plate3")[0]).reading)
    low, high = np.percentile(np.array(drawn), BAND, axis=0)
    line = Line(
        "computed, H3v", 1e9 * shown.depth, 100 * shown.reading, 100 * low, 100 * high, key="Ag"
    )
    points = {
        "aes.depth.plateau": ("0 to 120 nm", 0.0, 120.0),
        "aes.depth.160": ("160 nm", 160.0, 160.0),
        "aes.depth.200": ("200 nm and deeper", 200.0, 400.0),
    }
    stretches = [
        depth_profile.Stretch(label, start, stop, c.number, float(c.sigma or 0.0), c.role)
        for c, (label, start, stop) in ((claim(name), place) for name, place in points.items())
    ]
    return depth_profile.depth_profile(depth_profile.DepthProfile([line], stretches, "Ag"))


def level(calibration: Calibration) -> go.Figure:
    """Nucleation overpotential against the charge stripped before (Figure 4i)."""
    lab = Laboratory(calibration.theta, frames=FRAMES)
    shots = lab.run("strip_series").run.snapshots
    stripped = np.array([0.0, *(charge(s.charge) for s in shots)])
    faces = [lab.as_made("strip_series"), *shots]
    signal = np.array([lab.aes(s) for s in faces])
    shown = 1e3 * _log_levels(calibration.theta, signal)
    drawn = []
    for theta in draws(calibration):
        kept = calibration.theta | {k: theta[k] for k in calibration.values}
        other = Laboratory(kept, frames=FRAMES)
        y = np.array([other.aes(s) for s in faces])
        drawn.append(1e3 * _log_levels(theta, y))
    low, high = np.percentile(np.array(drawn), BAND, axis=0)
    rival = two_site(signal, stripped)
    laws = [
        Line("logarithmic law (fitted to 0 and 5)", stripped, shown, low, high, key="Ag"),
        Line("two-site law (end point on Ag given)", stripped, 1e3 * rival, dash="dash"),
    ]
    points = [
        Measured("printed", float(q), claim(f"nuc.{q}").number, float(claim(f"nuc.{q}").sigma or 0),
                 claim(f"nuc.{q}").role)
        for q in STRIPPED
    ]  # fmt: skip
    silver = claim("nuc.ag")
    reference = nucleation_level.Reference(
        "printed on a 1 um Ag foil", silver.number, float(silver.sigma or 0.0)
    )
    return nucleation_level.nucleation_level(
        nucleation_level.NucleationLevel(laws, points, reference)
    )


def _log_levels(theta: dict[str, float], signal: np.ndarray) -> np.ndarray:
    return np.array([LEVELS["log"].level(float(y), theta) for y in signal])


def two_site(signal: np.ndarray, stripped: np.ndarray) -> np.ndarray:
    """Levels [V] of the two-site law through the readings of role fit, Ag end point given.

    With eta_A at the reading on Ag, the readings at 0 and 5 mAh/cm2 fix eta_Li and K:
    (eta - eta_A)/(1 - y) = (eta_Li - eta_A)/(1 + y/K) at both.
    """
    end = 1e-3 * claim("nuc.ag").number
    y0, y5 = (float(np.interp(q, stripped, signal)) for q in (0.0, 5.0))
    r0, r5 = (
        (1e-3 * claim(name).number - end) / (1.0 - y) for name, y in (("nuc.0", y0), ("nuc.5", y5))
    )
    per_k = (r0 - r5) / (r5 * y5 - r0 * y0)
    span = r0 * (1.0 + y0 * per_k)
    values = {"level_solute": end, "level_lithium": end + span, "level_affinity": 1.0 / per_k}
    return np.array([LEVELS["langmuir"].level(float(y), values) for y in signal])


def dips(calibration: Calibration) -> go.Figure:
    """Voltage against plated capacity after 0, 3, 5 and 7 mAh/cm2 (Figure 4h)."""
    lab = Laboratory(calibration.theta)
    curves = []
    for q in STRIPPED:
        run = lab.run(f"nucleation_{q}").run
        curve = run.curves[-1]
        passed = (curve.time - curve.time[0]) * abs(run.half_cycles[-1].current)
        label = f"after {q} mAh/cm2" if q else "as made"
        curves.append(Line(label, charge(1.0) * passed, -1e3 * np.abs(curve.voltage)))
    return nucleation_curves.nucleation_curves(nucleation_curves.NucleationCurves(curves))


def epma(calibration: Calibration) -> go.Figure:
    """EPMA signal of the stripped state against cycle number, by what is kept."""
    lab = Laboratory(calibration.theta)
    asked = study("epma_cycles")
    lines = []
    for retention, label in ((0.985, "as much Ag lost as Li (98.5 %)"), (1.0, "all Ag kept")):
        working = asked.cell.working.model_copy(update={"retention": retention})
        changed = asked.model_copy(
            update={"cell": asked.cell.model_copy(update={"working": working})}
        )
        done = run_study(changed, STUDIES)
        shots = [s for s in done.run.snapshots if s.end_of_step][0::2]
        signal = np.array([lab.epma(s) for s in shots])
        lines.append(Line(label, np.arange(1, len(signal) + 1), signal / signal[0]))
    return epma_cycles.epma_cycles(epma_cycles.EpmaCycles(lines, EPMA_CYCLES))


def overview(verdicts: list[Verdict]) -> go.Figure:
    """Claims by group and verdict."""
    counts: dict[str, dict[str, int]] = {}
    for verdict in verdicts:
        group = counts.setdefault(verdict.claim.group, {})
        group[verdict.kind] = group.get(verdict.kind, 0) + 1
    return verdict_overview.verdict_overview(verdict_overview.VerdictOverview(counts))
