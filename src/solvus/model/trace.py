"""The voltage of a cell over one half-cycle of constant current: interface, layers, equilibrium."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.base.constants import F
from solvus.kernels import foil as kernel
from solvus.kernels import salt_layer
from solvus.model.cell import Cell
from solvus.model.electrode import Segment
from solvus.model.layer.kinds import Layer
from solvus.model.protocol import Step
from solvus.model.voltage import Polarisation

# Times, in time constants of the slower layer, at which a curve has a point for its salt's sake.
RELAXING = np.geomspace(1e-3, 4.0, 20)


class HalfRun(NamedTuple):
    """A step that the electrodes have run: its duration [s], the two segments, why it ended early,
    the time [s] that both managed, and the layers (working, counter) at start and end."""

    duration: float
    own: Segment
    other: Segment | None
    reason: str
    least: float
    before: tuple[Layer, Layer] | None = None
    after: tuple[Layer, Layer] | None = None


class Found(NamedTuple):
    """The surface that is about to be plated: its signal [1], its own level [V] if it has one."""

    signal: float
    level: float | None


class Trace(NamedTuple):
    """Voltage with sign [V], coverage [1] and lowest salt concentration at a metal [mol/m3] (inf
    without layers) at times [s] of a half-cycle. |V| is inf where a layer is closed or dry."""

    time: np.ndarray
    voltage: np.ndarray
    coverage: np.ndarray
    salt: np.ndarray


class Swept(NamedTuple):
    """Current density [A/m2] at the times of a curve where it is not constant, and its mean."""

    current: np.ndarray
    mean: float


class Voltmeter:
    """Reads the voltage of a cell; keeps the salt of its layers from one half-cycle to the next."""

    def __init__(self, cell: Cell) -> None:
        """At rest: the salt is spread evenly."""
        self.cell = cell
        self.modes = np.zeros((2, salt_layer.MODES))
        self._salt = cell.layers.transport if cell.layers is not None else None

    def layers(self) -> tuple[Layer, Layer] | None:
        """Both reaction layers as they are now."""
        cell = self.cell
        if cell.layers is None:
            return None
        other = cell.counter.lost if cell.counter is not None else 0.0
        return cell.layers.of((F * cell.working.lost, F * other))

    def polarise(self, step: Step, duration: float, found: Found | None) -> Polarisation:
        """|V| of the interface alone over `duration` [s], without equilibrium and layers.

        found : the surface plated on; None on a deposit that is plated on further.
        """
        assert self.cell.interface is not None
        if step.sign == 0 or duration <= 0.0:
            ends, nothing = np.array([0.0, duration]), np.zeros(2)
            return Polarisation(ends, nothing if step.sign == 0 else nothing + np.nan, np.ones(2))
        y, own = (None, None) if found is None else found
        return self.cell.interface.plate(
            step.current, duration, y, self.cell.temperature, self.cell.v_li, own
        )

    def trace(self, step: Step, half: HalfRun, shape: Polarisation) -> Trace:
        """The voltage at every time that interface, foil or layers give."""
        times = [shape.time, half.own.rows[:, kernel.TIME]]
        slowest = 0.0 if half.after is None else self.slowest(half.before or half.after)
        if slowest > 0.0:
            times.append(RELAXING[RELAXING * slowest < half.duration] * slowest)
        return self.at(step, half, shape, _merged(times))

    def at(self, step: Step, half: HalfRun, shape: Polarisation, time: np.ndarray) -> Trace:
        """The voltage at given times [s] of the half-cycle, array (n,)."""
        assert self.cell.counter is not None
        assert half.other is not None
        voltage = step.sign * np.interp(time, shape.time, shape.voltage)
        covered = np.interp(time, shape.time, shape.coverage)
        for electrode, segment, sign in (
            (self.cell.working, half.own, 1.0), (self.cell.counter, half.other, -1.0)
        ):  # fmt: skip
            if len(segment.rows) and electrode.has_potential:
                potential = electrode.potential(segment.rows)
                voltage += sign * np.interp(time, segment.rows[:, kernel.TIME], potential)
        if self._salt is None or half.after is None or not _laden(half.after):
            return Trace(time, voltage, covered, np.full(len(time), np.inf))
        out = self.salt_voltage(time, half.duration, step.signed_current, half.before, half.after)
        return Trace(time, voltage + out[:, 0], covered, out[:, 1])

    def layer_voltage(
        self, layers: tuple[Layer, Layer] | None, current: float = 0.0, time: float = 0.0
    ) -> float:
        """Voltage [V] across both layers after `time` [s] more at `current` [A/m2], signed as the
        current; at 0 A/m2 what the salt in them leaves. inf where no such current can pass."""
        if self._salt is None or layers is None or not _laden(layers):
            return 0.0
        out = self.salt_voltage(np.array([time]), time, current, layers, layers)
        return float(out[0, 0])

    def settle(self, current: float, half: HalfRun) -> None:
        """Carry the salt of the layers to the end of a half-cycle of signed `current` [A/m2]."""
        if self._salt is None or half.after is None or not _laden(half.after):
            return
        one, other = half.before or half.after
        salt_layer.relax(
            self.modes, current, half.duration,
            np.array([one.thickness, other.thickness]),
            np.array([one.open_share, other.open_share]),
            np.array([one.porosity, other.porosity]), self._salt,
        )  # fmt: skip

    def salt_voltage(
        self,
        time: np.ndarray,
        duration: float,
        current: float,
        before: tuple[Layer, Layer] | None,
        after: tuple[Layer, Layer],
    ) -> np.ndarray:
        """Voltage across the layers and lowest salt at a metal at times [s], array (n, 2)."""
        assert self._salt is not None
        assert self.cell.layers is not None
        (a, b), (c, d) = before or after, after
        s_before = self.cell.layers.open_shares((a.lost, b.lost))
        s_after = self.cell.layers.open_shares((c.lost, d.lost))
        out = np.zeros((len(time), 2))
        salt_layer.voltage(
            time, duration, current,
            np.array([[a.thickness, c.thickness], [b.thickness, d.thickness]]),
            np.array([s_before, s_after]).T.copy(),
            np.array([c.porosity, d.porosity]), self.modes, self._salt, out,
        )  # fmt: skip
        return out

    def slowest(self, layers: tuple[Layer, Layer]) -> float:
        """The larger time constant [s] of the salt in two layers, 0 without one."""
        if self._salt is None or not _laden(layers):
            return 0.0
        found = (
            layer.thickness**2 * layer.macmullin * layer.porosity
            for layer in layers
            if layer.open_share > 0.0
        )
        return max(found, default=0.0) / self._salt.diffusivity


def _laden(layers: tuple[Layer, Layer]) -> bool:
    """Whether any electrode has a layer."""
    return layers[0].lost > 0.0 or layers[1].lost > 0.0


def _merged(parts: list[np.ndarray]) -> np.ndarray:
    """All times of several rising arrays in order, each once."""
    time = np.concatenate(parts)
    time.sort()
    new = np.empty(len(time), dtype=bool)
    new[:1] = True
    np.not_equal(time[1:], time[:-1], out=new[1:])
    return time[new]


def mean_of(values: np.ndarray, times: np.ndarray) -> float:
    """Mean over time of values at times [s]."""
    span = times[-1] - times[0]
    if not span > 0.0:
        return float(values[-1])
    return float(0.5 * (values[1:] + values[:-1]) @ (times[1:] - times[:-1]) / span)
