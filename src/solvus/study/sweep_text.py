"""A potential sweep in words: "Sweep from 0 V to 100 mV at 0.1 mV/s"."""

from __future__ import annotations

import re

from solvus.base.constants import SECONDS_PER_HOUR
from solvus.base.units import parse
from solvus.model.protocol import Step

VERB = "sweep"
EXAMPLE = "Sweep from 0 V to 100 mV at 0.1 mV/s"
WIDEST = 5.0  # [V]
SLOWEST, FASTEST = 1e-6, 1.0  # [V/s]
LONGEST = 1.0e5 * SECONDS_PER_HOUR  # [s]
_FORM = re.compile(r"\s*sweep\s+from\s+(.+?)\s+to\s+(.+?)\s+at\s+(.+?)\s*", re.IGNORECASE)


def is_sweep(text: str) -> bool:
    """Whether a sentence begins as a sweep does."""
    return text.split()[:1] != [] and text.split()[0].lower() == VERB


def parse_sweep(text: str) -> Step:
    """Read one sweep. Raises ValueError: what was given, why not, what to write instead."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(
            f'"{text}" is not a sweep: it needs a start, an end and a rate; write e.g. "{EXAMPLE}"'
        )
    start, end = _voltage(text, found[1]), _voltage(text, found[2])
    rate = _rate(text, found[3])
    if start == end:
        raise ValueError(f'"{text}" begins where it ends; write another voltage after "to"')
    duration = abs(end - start) / rate
    if duration > LONGEST:
        raise ValueError(f'"{text}" takes longer than 100000 h; write a faster rate')
    return Step("sweep", duration=duration, text=text, v_from=start, v_to=end, rate=rate)


def _voltage(text: str, given: str) -> float:
    try:
        volts = parse(given, "V")
    except ValueError:
        raise ValueError(
            f'"{text}": "{given}" is not a voltage; write e.g. "100 mV" or "-0.1 V"'
        ) from None
    if abs(volts) > WIDEST:
        raise ValueError(f'"{text}": {given} is beyond 5 V; lithium against lithium is near 0 V')
    return volts


def _rate(text: str, given: str) -> float:
    try:
        rate = parse(given, "V/s")
    except ValueError:
        raise ValueError(f'"{text}": "{given}" is not a rate; write e.g. "0.1 mV/s"') from None
    if not SLOWEST <= rate <= FASTEST:
        raise ValueError(
            f'"{text}": a rate of {given} is out of range; write a positive rate of 0.001 mV/s to '
            "1 V/s, the voltages give the direction"
        )
    return rate
