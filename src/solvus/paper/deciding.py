"""Measurements nobody made, as each surviving hypothesis predicts them.

Where two predictions lie further apart than the reading error, the measurement decides.
"""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

import numpy as np

from solvus.observe import aes
from solvus.paper.calibrate import MAH_PER_CM2
from solvus.paper.confront import GaveOut, Outcome, Samples

READING_ERROR = 4.0  # [at%], sigma of an AES reading of an Ag-rich surface
HOURS = 3600.0


class Measurement(NamedTuple):
    """A measurement: label, steps as (current [A/m2], charge [C/m2] or rest [s])."""

    label: str
    steps: tuple[tuple[float, float], ...]


class Prediction(NamedTuple):
    """AES reading [at%] of a measurement under a hypothesis."""

    measurement: str
    hypothesis: str
    reading: float


MEASUREMENTS = (
    Measurement("strip 3 at 0.2 mA/cm2", ((2.0, 3 * MAH_PER_CM2),)),
    Measurement("strip 5 at 0.2 mA/cm2", ((2.0, 5 * MAH_PER_CM2),)),
    Measurement("strip 4", ((10.0, 4 * MAH_PER_CM2),)),
    Measurement("strip 5, rest 72 h", ((10.0, 5 * MAH_PER_CM2), (0.0, 72 * HOURS))),
    Measurement("strip 7, plate 7", ((10.0, 7 * MAH_PER_CM2), (-10.0, 7 * MAH_PER_CM2))),
)


def predictions(outcomes: list[Outcome]) -> list[Prediction]:
    """Every measurement under every hypothesis that the readings do not reject."""
    found = []
    for outcome in outcomes:
        if outcome.rejected:
            continue
        hypothesis = outcome.hypothesis
        samples = Samples(hypothesis)
        foil, surface, instrument = outcome.by_place
        law = aes.INSTRUMENT.values(hypothesis.law, instrument)
        for measurement in MEASUREMENTS:
            with suppress(GaveOut):
                electrode = samples.after(foil | surface, list(measurement.steps))
                reading = 100 * aes.read(electrode.face(), law)
                found.append(Prediction(measurement.label, hypothesis.label, reading))
    return found


def spread(found: list[Prediction]) -> dict[str, float]:
    """Largest distance between two hypotheses, in sigma of a reading, by measurement."""
    table: dict[str, list[float]] = {}
    for one in found:
        table.setdefault(one.measurement, []).append(one.reading)
    return {name: float(np.ptp(readings)) / READING_ERROR for name, readings in table.items()}
