"""Porous electrodes to try the kernels on, from numbers alone; the open circuit is a function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from solvus.kernels import porous as K
from solvus.kernels import porous_step as S
from solvus.kernels.lookup import Lookup

F, R, T = 96485.33212, 8.314462618, 298.15
VOLT = R * T / F
Curve = Callable[[np.ndarray], np.ndarray]


def flat(value: float) -> Lookup:
    """The same everywhere."""
    return Lookup(0.0, 1.0, np.full(2, value), np.zeros(2))


def tabled(of: Curve, low: float, high: float, count: int = 2001) -> Lookup:
    """A function as a table, its slopes by differences that are far finer than the knots."""
    at = np.linspace(low, high, count)
    e = 1e-4 * (at[1] - at[0])
    slope = (of(at + e) - of(at - e)) / (2.0 * e)
    return Lookup(low, (count - 1) / (high - low), np.asarray(of(at), dtype=float), slope)


def falling(x: np.ndarray) -> np.ndarray:
    """An open circuit [V] that is a straight line: 4.2 V empty, 3.6 V full."""
    return 4.2 - 0.6 * x


def wavy(x: np.ndarray) -> np.ndarray:
    """An open circuit [V] with two slopes and ends that run away, as of a layered oxide."""
    room = np.log(x / (1.0 - x))
    return 4.0 - 0.35 * x - 0.1 * np.tanh(8.0 * (x - 0.45)) - VOLT * room


def psi_of(diffusivity: float | Curve) -> Lookup:
    """Integral of D over the content [m2/s]; D is linear between 401 knots."""
    at = np.linspace(0.0, 1.0, 401)
    d = diffusivity(at) if callable(diffusivity) else np.full(401, diffusivity)
    integral = np.append(0.0, np.cumsum(0.5 * (d[1:] + d[:-1]) / 400.0))
    return Lookup(0.0, 400.0, integral, d)


@dataclass
class Electrode:
    """One electrode, its state, and the rows of the last stretch."""

    p: K.Porous
    theta: np.ndarray
    m: np.ndarray
    work: K.Work
    resistance: float = 0.0
    tolerance: float = 1e-5
    rows: np.ndarray = field(default_factory=lambda: np.zeros((0, S.COLUMNS)))
    steps: int = 0

    def run(
        self, current: float, duration: float, limit: float = np.nan, max_step: float = np.inf,
        first: float | None = None, size: int = 2000,
        added: tuple[np.ndarray, np.ndarray] | None = None,
    ) -> tuple[int, float]:  # fmt: skip
        """(status, time reached [s]) of a stretch at `current` [A/m2]."""
        times, volts = added or (np.zeros(1), np.zeros(1))
        out, parts = np.zeros((size, S.COLUMNS)), []
        h, reached = min(duration, 1e-3) if first is None else first, 0.0
        while True:
            status, count, reached, h = S.advance(
                self.theta, self.m, current, reached, duration, h, max_step, self.tolerance,
                self.resistance, limit, times, volts, self.p, self.work, out,
            )  # fmt: skip
            parts.append(out[:count].copy())
            if status != S.RECORD_FULL:
                break
        self.rows = np.concatenate(parts)
        self.steps = len(self.rows)
        return status, reached

    def done(self, current: float, duration: float, **more: float) -> Electrode:
        """Run a stretch that has to end well."""
        status, reached = self.run(current, duration, **more)  # type: ignore[arg-type]
        assert status == S.DONE, status
        assert abs(reached - duration) <= 1e-9 * max(duration, 1.0)
        return self

    def fixed(self, current: float, duration: float, steps: int) -> Electrode:
        """Equal steps, whatever the error says."""
        assert S.consistent(self.theta, self.m, current, self.p, self.work)
        for _ in range(steps):
            S.try_step(self.theta, self.m, current, duration / steps, self.p, self.work)
            S.put(self.work.theta, self.theta)
            S.put(self.work.m, self.m)
        return self

    @property
    def mean(self) -> float:
        """Lithium content [1]."""
        return S.mean_content(self.theta, self.p)

    @property
    def salt(self) -> float:
        """Salt in the pores [mol/m2]."""
        return float(np.sum(self.p.porosity * self.p.width * self.m[:, K.C]))

    @property
    def full(self) -> float:
        """Charge between content 0 and 1 [C/m2]."""
        width = self.p.width[self.p.separator :].sum()
        return float(self.p.area * width * self.p.volume.sum() / self.p.release)

    def voltage(self, current: float) -> float:
        """Potential against lithium [V]."""
        return S.voltage(self.m, current, self.resistance, self.p)


def electrode(
    *, separator: int = 6, cathode: int = 10, nodes: int = 12, grading: float = 1.5,
    gap: float = 20e-6, thickness: float = 70e-6, porosity: float = 0.3, gap_porosity: float = 0.45,
    active: float = 0.6, radius: float = 5e-6, c_max: float = 45e3, content: float = 0.6,
    diffusivity: float | Curve = 2e-14, i0: float = 3.0, sigma: float = 1.0,
    kappa: float | Lookup = 0.9, d_salt: float | Lookup = 3e-10, factor: float | Lookup = 1.6,
    t_plus: float = 0.3, filled: float = 1000.0, open_circuit: Curve = wavy, low: float = 0.0,
    high: float = 1.0, tolerance: float = 1e-5, resistance: float = 0.0,
) -> Electrode:  # fmt: skip
    """A porous electrode at rest; i0 [A/m2] at half content, transport in the free electrolyte."""
    at = radius * (1.0 - (1.0 - np.linspace(0.0, 1.0, nodes)) ** grading)
    between = np.concatenate(([0.0], 0.5 * (at[1:] + at[:-1]), [radius]))
    width = np.concatenate(
        (np.full(separator, gap / max(separator, 1)), np.full(cathode, thickness / cathode))
    )
    pores = np.concatenate((np.full(separator, gap_porosity), np.full(cathode, porosity)))
    lookups = [x if isinstance(x, Lookup) else flat(x) for x in (kappa, d_salt, factor)]
    p = K.Porous(
        separator, width, pores, pores**1.5, sigma, 3.0 * active / radius,
        np.diff(between**3) / 3.0, np.append(between[1:-1] ** 2 / np.diff(at), 0.0),
        radius**2 / (F * c_max), 2.0 * i0, low, high, VOLT, 1.0 - t_plus, F,
        tabled(lambda z: open_circuit(1.0 / (1.0 + np.exp(-z))), -9.0, 14.0),
        psi_of(diffusivity), *lookups,
    )  # fmt: skip
    m = np.zeros((separator + cathode, 3))
    m[:, K.C] = filled
    made = Electrode(
        p, np.full((cathode, nodes), content), m, K.work_for(len(m), cathode, nodes), resistance,
        tolerance,
    )  # fmt: skip
    S.at_rest(made.theta, made.m, p)
    return made


def particle(**given: object) -> Electrode:
    """One particle without an electrolyte that resists; keywords as `electrode`."""
    short: dict[str, object] = {
        "separator": 0, "cathode": 1, "sigma": 1e9, "kappa": 1e9, "d_salt": 1e9, "factor": 0.0,
    }  # fmt: skip
    return electrode(**(short | given))  # type: ignore[arg-type]


def charge(made: Electrode, c_rate: float) -> float:
    """The current [A/m2] of a C-rate."""
    return c_rate * made.full / 3600.0


def depth(made: Electrode, radius: float = 5e-6, grading: float = 1.5) -> np.ndarray:
    """Radii [m] of the nodes of a particle."""
    nodes = made.theta.shape[1]
    return radius * (1.0 - (1.0 - np.linspace(0.0, 1.0, nodes)) ** grading)
