"""Numbers with error bars: what is common to all of a measurement kept apart from its noise.

A number y read from a trace carries

    value       y
    noise       its standard error from what differs from one reading to the next
    systematic  the change of y by one standard error of each of `SOURCES`, with its sign

    sigma^2 = noise^2 + sum over sources of systematic^2

The five sources are the same for every row of a file: the gain and the offset of the ammeter, the
gain and the offset of the voltmeter, and the area. As their changes keep their signs, they cancel
or add as they do in the laboratory: a gain drops out of an efficiency, an offset of the current
counts twice in it, an offset of the voltage drops out of a hysteresis (first-order propagation,
JCGM 100:2008, 5.2). Valid for errors that are small against what they divide.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

SOURCES = ("current gain", "current offset", "voltage gain", "voltage offset", "area")
CURRENT_GAIN, CURRENT_OFFSET, VOLTAGE_GAIN, VOLTAGE_OFFSET, AREA = range(5)
TO_NORMAL = 1.482602218505602  # median |x| of a normal distribution -> its standard deviation


class Uncertain(NamedTuple):
    """Numbers with error bars: value and noise, arrays (n,); systematic, array (n, 5)."""

    value: np.ndarray
    noise: np.ndarray
    systematic: np.ndarray

    @property
    def sigma(self) -> np.ndarray:
        """Standard error, noise and all systematics, array (n,)."""
        return np.asarray(np.sqrt(self.noise**2 + (self.systematic**2).sum(axis=-1)))

    def at(self, index: ArrayLike) -> Uncertain:
        """The numbers at these places, nan where the place is -1."""
        places = np.asarray(index, int)
        if not self.value.size:
            return without_error(np.full(places.shape, np.nan))
        gone = places < 0
        value, noise = (np.where(gone, np.nan, part[places]) for part in self[:2])
        return Uncertain(value, noise, np.where(gone[:, None], np.nan, self.systematic[places]))


class Reading(NamedTuple):
    """One number with its error bar, the name of its definition and the options it was read with.

    value, sigma, noise [unit]; systematic : the change of the value by one standard error of each
    source; options : name -> value as printed.
    """

    name: str
    value: float
    sigma: float
    noise: float
    systematic: Mapping[str, float]
    unit: str
    definition: str
    options: Mapping[str, str]


class Accuracy(NamedTuple):
    """What the instrument and the cell are good for.

    Limits, as data sheets print them, are taken as the half-width of an even distribution, so that
    the standard error is the limit over sqrt 3 (JCGM 100:2008, 4.3.7).

    current_reading : limit of the gain of the current, share of the reading [1].
    current_range : limit of the offset of the current, share of the range [1].
    range : of the ammeter [A]; None for the next power of ten above the largest current.
    voltage_reading : limit of the gain of the voltage, share of the reading [1].
    voltage_offset : limit of the offset of the voltage [V].
    area : standard error of the area, share of it [1].
    source : where these come from, in words.
    """

    current_reading: float = 1e-3
    current_range: float = 5e-4
    range: float | None = None
    voltage_reading: float = 1e-3
    voltage_offset: float = 1e-3
    area: float = 0.02
    source: str = "assumed, an ordinary cycler and a punched disc"

    def sources(self, largest: float) -> np.ndarray:
        """Standard errors of the five sources, array (5,), with the largest current [A]."""
        for name, value in zip(self._fields[:-1], self[:-1], strict=True):
            if value is not None and not 0.0 <= float(value) < math.inf:
                raise ValueError(f"the accuracy {name} is {value:g}; it is finite and not negative")
        top = self.range
        if top is None:
            top = 10.0 ** math.ceil(math.log10(largest) - 1e-9) if largest > 0.0 else 0.0
        limits = (
            self.current_reading, self.current_range * top, self.voltage_reading,
            self.voltage_offset,
        )  # fmt: skip
        return np.array([*(limit / math.sqrt(3.0) for limit in limits), self.area])

    @property
    def words(self) -> str:
        """The accuracy in words, for whatever prints an error bar."""
        if not any(value for value in self[:-1]):
            return self.source
        top = "the decade above the largest current" if self.range is None else f"{self.range:g} A"
        return (
            f"current {100 * self.current_reading:g} % of the reading and "
            f"{100 * self.current_range:g} % of the range ({top}), voltage "
            f"{100 * self.voltage_reading:g} % and {1e3 * self.voltage_offset:g} mV (limits); "
            f"area {100 * self.area:g} % (standard error); {self.source}"
        )


EXACT = Accuracy(0.0, 0.0, None, 0.0, 0.0, 0.0, "exact: no instrument took part")


def without_error(value: ArrayLike) -> Uncertain:
    """Numbers that have no error, or whose error is not counted."""
    v = np.asarray(value, float)
    return Uncertain(v, np.where(np.isnan(v), np.nan, 0.0), np.zeros((*v.shape, len(SOURCES))))


def combined(*terms: tuple[float, Uncertain]) -> Uncertain:
    """The sum of factor times number: noise in quadrature, systematics with their signs."""
    value = sum(factor * term.value for factor, term in terms)
    noise = np.sqrt(sum((factor * term.noise) ** 2 for factor, term in terms))
    systematic = sum(factor * term.systematic for factor, term in terms)
    return Uncertain(np.asarray(value), np.asarray(noise), np.asarray(systematic))


def quotient(part: Uncertain, whole: Uncertain) -> Uncertain:
    """One number over another, nan where the other is not positive."""
    below = np.where(whole.value > 0.0, whole.value, np.nan)
    value = part.value / below
    noise = np.hypot(part.noise, value * whole.noise) / below
    systematic = (part.systematic - value[:, None] * whole.systematic) / below[:, None]
    return Uncertain(value, noise, systematic)


def summed(numbers: Uncertain) -> Uncertain:
    """The sum of all, as an array of one."""
    return Uncertain(
        numbers.value.sum(keepdims=True),
        np.array([np.linalg.norm(numbers.noise)]),
        numbers.systematic.sum(axis=0, keepdims=True),
    )


def per_area(numbers: Uncertain, area: float, error: float, power: int = -1) -> Uncertain:
    """Numbers over the area [m2], or times it with power 1; error : its standard error [1]."""
    scale = area**power
    systematic = numbers.systematic * scale
    systematic[..., AREA] += power * error * numbers.value * scale
    return Uncertain(numbers.value * scale, numbers.noise * scale, systematic)


def reading(
    numbers: Uncertain,
    place: int,
    name: str,
    unit: str,
    definition: str,
    options: Mapping[str, str],
) -> Reading:
    """One of the numbers as a `Reading`."""
    return Reading(
        name,
        float(numbers.value[place]),
        float(numbers.sigma[place]),
        float(numbers.noise[place]),
        dict(zip(SOURCES, (float(s) for s in numbers.systematic[place]), strict=True)),
        unit,
        definition,
        options,
    )


def deviations(time: np.ndarray, values: np.ndarray) -> np.ndarray:
    """How far each reading lies off the line through its two neighbours, scaled so that white
    noise of standard deviation s gives numbers of standard deviation s; array (n - 2,).

    Readings that share a time with a neighbour on either side give nan.
    """
    before, after = np.diff(time)[:-1], np.diff(time)[1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = before / (before + after)  # weight of the later neighbour
        off = values[1:-1] - (1.0 - share) * values[:-2] - share * values[2:]
        off /= np.sqrt(1.0 + share**2 + (1.0 - share) ** 2)
    off[(before <= 0.0) | (after <= 0.0)] = np.nan
    return np.asarray(off)


def spread(deviation: np.ndarray) -> float:
    """Standard deviation of the noise from `deviations`, by their median: steps and bends, which
    are few, do not count. 0 where there are fewer than three."""
    known = np.abs(deviation[~np.isnan(deviation)])
    if known.size < 3:
        return 0.0
    middle = known.size // 2
    known.partition(middle)
    return float(TO_NORMAL * known[middle])


def resolution(values: np.ndarray, most: int = 5000) -> float:
    """The smallest step between two readings, which is the digit of a converter where there is
    one and next to nothing where there is none."""
    some = np.unique(values[:: max(1, values.size // most)])
    return float(np.diff(some).min()) if some.size > 1 else 0.0
