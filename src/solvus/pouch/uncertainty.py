"""Uncertain inputs carried to what a design comes to: a band, and who contributes how much."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

QUANTILES = (0.05, 0.5, 0.95)
SAMPLES = 2048  # power of two: Sobol points keep their balance
SEED = 1


class Uncertain(NamedTuple):
    """An uncertain input [SI]: evenly between `low` and `high`, or normal with mean and `sd`.

    A normal input keeps within `low` and `high`, the range that the input may have at all.
    """

    low: float
    high: float
    mean: float = float("nan")
    sd: float = 0.0

    @property
    def normal(self) -> bool:
        """Whether the input is normal."""
        return self.sd > 0.0


class Spread(NamedTuple):
    """A quantity over samples: the samples, its quantiles 5, 50 and 95 %, its mean and sd."""

    samples: np.ndarray
    low: float
    median: float
    high: float
    mean: float
    sd: float


class Contribution(NamedTuple):
    """Share of the variance [1] that an input brings alone (`first`) and with others (`total`)."""

    name: str
    first: float
    total: float


def samples_of(inputs: Mapping[str, Uncertain], count: int = SAMPLES) -> dict[str, np.ndarray]:
    """Samples of the inputs, spread by a scrambled Sobol sequence with a fixed seed.

    count : rounded up to a power of two.
    """
    from scipy.stats import qmc

    power = max(int(np.ceil(np.log2(max(count, 2)))), 1)
    points = qmc.Sobol(len(inputs), seed=SEED).random_base2(power)
    return {
        name: _law(one).ppf(points[:, column])
        for column, (name, one) in enumerate(inputs.items())
    }


def spread_of(values: np.ndarray) -> Spread:
    """Quantiles, mean and standard deviation of samples; what is not finite is left out.

    Raises ValueError where no sample is finite.
    """
    kept = np.asarray(values, float)
    kept = kept[np.isfinite(kept)]
    if not kept.size:
        raise ValueError("no sample gives a finite value")
    low, median, high = (float(q) for q in np.quantile(kept, QUANTILES))
    sd = float(kept.std(ddof=1)) if kept.size > 1 else 0.0
    return Spread(kept, low, median, high, float(kept.mean()), sd)


def contributions(
    quantity: Callable[[Mapping[str, np.ndarray]], np.ndarray],
    inputs: Mapping[str, Uncertain],
    count: int = SAMPLES,
) -> tuple[Contribution, ...]:
    """Sobol indices of a quantity, the largest contribution first (estimator of scipy).

    quantity : values of the inputs by name -> the quantity, all as arrays of one shape.
    A quantity that no input moves has contributions of zero.
    """
    from scipy.stats import sobol_indices

    names = list(inputs)

    def by_rows(x: np.ndarray) -> np.ndarray:
        found = quantity(dict(zip(names, x, strict=True)))
        return np.array(np.broadcast_to(np.asarray(found, float), x.shape[1:]))

    trial = quantity(samples_of(inputs, 64))
    if np.ptp(np.asarray(trial, float)) <= 1e-12 * np.max(np.abs(trial)):
        return tuple(Contribution(name, 0.0, 0.0) for name in names)
    if len(names) == 1:  # all of the variance by definition; scipy wants two inputs or more
        return (Contribution(names[0], 1.0, 1.0),)
    points = 2 ** int(np.log2(max(count, 2)))  # Sobol points keep their balance
    laws: Sequence[Any] = [_law(one) for one in inputs.values()]
    found = sobol_indices(func=by_rows, n=points, dists=laws, random_state=SEED)
    rows = [
        Contribution(name, float(first), float(total))
        for name, first, total in zip(names, found.first_order, found.total_order, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: -row.total))


def _law(one: Uncertain) -> Any:
    from scipy import stats

    if not one.normal:
        return stats.uniform(one.low, one.high - one.low)
    a, b = (one.low - one.mean) / one.sd, (one.high - one.mean) / one.sd
    return stats.truncnorm(a, b, loc=one.mean, scale=one.sd)
