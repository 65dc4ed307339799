"""The hypotheses of the mechanism page: which mechanism, which AES law, what is free.

Each is confronted with all surface readings, so it may fit all of them; the verdicts of the claims
do not use any of this. Currents of the 5 and 7 mAh/cm2 samples are not stated in the paper, nor is
the time between stop and AES: both are part of the hypothesis.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from solvus.paper.calibrate import MAH_PER_CM2

FOIL_FRACTION = 0.0071  # solubility at the composition of the foil: the skin neither grows nor
# dissolves at rest
UMOL_PER_CM2 = 1e-2  # [mol/m2]


class Free(NamedTuple):
    """A fitted parameter of a hypothesis: where it acts, start, bounds.

    acts : "foil" (the foil must be run again), "surface" (only its face is read again) or
    "instrument". log : its logarithm is fitted. scan : readings are steps in it, so that a slope
    says nothing; it is tried on a grid of that many values instead.
    """

    name: str
    acts: str
    start: float
    low: float
    high: float
    log: bool = False
    scan: int = 0


@dataclass(frozen=True)
class Hypothesis:
    """One column of the table."""

    label: str
    mechanism: str
    free: tuple[Free, ...]
    law: str = "floor"
    fixed_foil: dict[str, float] = field(default_factory=dict)
    fixed_instrument: dict[str, float] = field(default_factory=dict)
    series_current: float = 10.0  # [A/m2] of the 5 and 7 mAh/cm2 samples
    all_at_three: bool = False
    relaxed: float = 0.0  # [s] of rest before AES
    discrete: int = 0  # thresholds and currents chosen by hand, counted as parameters
    note: str = ""


FLOOR = Free("floor", "instrument", 0.067, 0.0, 0.3)
RATIO = Free("ratio", "instrument", 4.0, 1.0, 30.0, True)
SCALE = Free("sputter_scale", "instrument", 1.4, 0.5, 3.0)
ROUGH = Free("roughness", "instrument", 17e-9, 5e-9, 25e-9)
DIFFUSIVITY = Free("diffusivity", "foil", 8e-16, 1e-17, 1e-12, True)
HELD = Free("held_li11ag2", "foil", 0.9 * UMOL_PER_CM2, 0.3e-2, 6e-2, True, scan=14)
ONSET = Free("coverage_onset", "surface", 1.0 * UMOL_PER_CM2, 0.2e-2, 4e-2, True)
STEEP = Free("coverage_steepness", "surface", 6.0, 0.5, 12.0)
SHARE = Free("riding", "surface", 0.3, 0.0, 1.0)
KEPT = Free("kept_share", "surface", 0.3, 0.05, 1.0, True)

SATURATION = {"solubility": FOIL_FRACTION}

HYPOTHESES = (
    Hypothesis(
        "H1", "H1", (DIFFUSIVITY, FLOOR, RATIO, SCALE, ROUGH), law="floor_ratio",
        note="one phase, 1 mA/cm2 but for the rest sample",
    ),
    Hypothesis(
        "H1, all at 3 mA/cm2", "H1", (DIFFUSIVITY, FLOOR, RATIO, SCALE, ROUGH),
        law="floor_ratio", series_current=30.0, all_at_three=True, discrete=1,
        note="one phase, every sample stripped at 3 mA/cm2",
    ),
    Hypothesis(
        "H2 frozen, 5/7 at 3", "H2", (HELD, FLOOR, SCALE, ROUGH), fixed_foil=SATURATION,
        series_current=30.0, discrete=1, note="skin drained by the flux and buried on plating",
    ),
    Hypothesis(
        "H3 frozen", "H3", (HELD, FLOOR, SCALE, ROUGH), fixed_foil=SATURATION,
        note="skin drained by the flux, read as the current stopped",
    ),
    Hypothesis(
        "H3 frozen, 5/7 at 3", "H3", (HELD, FLOOR, SCALE, ROUGH), fixed_foil=SATURATION,
        series_current=30.0, discrete=1, note="the same, with 5 and 7 mAh/cm2 stripped at 3 mA/cm2",
    ),
    Hypothesis(
        "H3 relaxed", "H3", (HELD, FLOOR, RATIO, SCALE, ROUGH), law="floor_ratio",
        fixed_foil=SATURATION, relaxed=6 * 3600.0, note="the same, 6 h between stop and AES",
    ),
    Hypothesis(
        "H3v", "H3v", (FLOOR, SCALE, ROUGH),
        fixed_foil=SATURATION | {"contact_charge": 4.0 * MAH_PER_CM2}, relaxed=6 * 3600.0,
        discrete=1, note="contact lost between 3 and 5 mAh/cm2",
    ),
    Hypothesis(
        "H4a", "H4a", (FLOOR, SCALE, ROUGH, ONSET, STEEP, SHARE), fixed_foil=SATURATION,
        note="patches of LiAg, literal reading",
    ),
    Hypothesis(
        "H4f", "H4f", (FLOOR, RATIO, ROUGH, ONSET, SHARE, KEPT), law="floor_ratio",
        fixed_foil=SATURATION, fixed_instrument={"sputter_scale": 1.0},
        note="patches of Li9Ag4 in equilibrium, ratio law",
    ),
)  # fmt: skip


def bounds_met(hypothesis: Hypothesis, values: dict[str, float]) -> list[str]:
    """Names of the parameters whose best value lies at a bound: the bound speaks, not the data."""
    met = []
    for free in hypothesis.free:
        span = 1e-3 * (free.high - free.low)
        value = values[free.name]
        if value <= free.low + span or value >= free.high - span:
            met.append(free.name)
    return met
