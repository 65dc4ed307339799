"""A potential sweep: the voltage is given as a staircase, the current follows.

As a digital potentiostat does, the voltage is held for a short while at each of many small steps,
here at the middle of the stretch of the ramp that the step stands for. During each the interface is
integrated under that potential (see `kernels.nucleation`), the layers are an ohmic resistance and
the change of their salt's voltage with the current, and the foils then take the charge that passed.
Equilibrium potentials lag by one step. Where the driving voltage changes sign the electrodes change
roles: that begins another half-cycle, on the surface found then.

A sweep asks for a voltage, so none ends the life of the cell; a foil that gives out does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from solvus.base.parameters import resolve
from solvus.kernels import foil as kernel
from solvus.kernels.charge_transfer import current as driven
from solvus.kernels.nucleation import CHARGE, ETA, M2, NUCLEI, SIZE, Drive, Surface, transient
from solvus.model.electrode import Segment
from solvus.model.interface import TRANSIENTS
from solvus.model.interface.kinds import Plating, thermal_voltage
from solvus.model.interface.transient_full import PARAMETERS, ROWS, TOLERANCE, surface_of
from solvus.model.layer.kinds import Layer
from solvus.model.protocol import Step
from solvus.model.trace import Found, HalfRun, Swept, Trace

if TYPE_CHECKING:
    from solvus.model.runner import Runner

STAIR = 0.5e-3  # [V] of one step of the staircase
FEWEST_STAIRS = 20
COVERED = 20.0  # M2 at which no surface found is left
NOTHING = 1e-6  # of the current first guessed: as good as none
SETTLED = 1e-3  # of the current that the salt of the layers was asked at
MOST_TRIALS = 60
UNSOLVED = "the interface could not be integrated at this potential"
BLOCKED = "no current can pass the reaction layers"


@dataclass
class _Portion:
    """A stretch of a sweep without a change of sign, as it is being run."""

    sign: int
    found: Found | None
    surface: Surface
    before: tuple[Layer, Layer] | None
    state: np.ndarray
    buffer: np.ndarray
    passed: float = 0.0  # [C/m2], signed
    time: list[float] = field(default_factory=list)
    voltage: list[float] = field(default_factory=list)
    current: list[float] = field(default_factory=list)
    covered: list[float] = field(default_factory=list)
    own: list[np.ndarray] = field(default_factory=list)
    other: list[np.ndarray] = field(default_factory=list)
    reason: str = ""


def sweep(runner: Runner, step: Step) -> str:
    """Run a sweep; the reason why it ended early, or "".

    Raises ValueError for a cell without a voltage.
    """
    if runner.cell.counter is None or runner.cell.interface is None:
        raise ValueError(f'"{step.text}" sweeps a voltage, which a single foil does not have')
    count = max(int(np.ceil(abs(step.v_to - step.v_from) / STAIR)), FEWEST_STAIRS)
    stairs = step.v_from + (step.v_to - step.v_from) * (np.arange(count) + 0.5) / count
    duration = step.duration / count
    portion: _Portion | None = None
    for voltage in stairs.tolist():
        driving = voltage - _rest_potential(runner, duration)
        sign = 1 if driving >= 0.0 else -1
        if portion is None or sign != portion.sign:
            if portion is not None:
                _book(runner, step, portion)
            portion = _begin(runner, sign, abs(driving))
        _stair(runner, portion, voltage, abs(driving), duration)
        if portion.reason:
            break
    assert portion is not None
    _book(runner, step, portion)
    return portion.reason


def _rest_potential(runner: Runner, duration: float) -> float:
    """Voltage [V] at which no current flows: the foils' potentials, and what the salt of the layers
    would leave at the end of a stair of `duration` [s] without a current."""
    cell = runner.cell
    assert cell.counter is not None
    memory = runner.meter.layer_voltage(runner.layers, 0.0, duration)
    rest = memory if np.isfinite(memory) else 0.0
    for electrode, sign in ((cell.working, 1.0), (cell.counter, -1.0)):
        if electrode.has_potential:
            rest += sign * float(electrode.potential(electrode.row())[0])
    return rest


def _begin(runner: Runner, sign: int, driving: float) -> _Portion:
    """A portion on the surface found now; a covered electrode has its double layer charged."""
    cell = runner.cell
    assert cell.interface is not None
    found = runner.turn(sign)
    interface = cell.interface
    full = interface.transient is TRANSIENTS["full"]
    values = resolve(PARAMETERS, {}) | interface.values  # without the full law: its double layer
    resistance = 1.0
    if found is not None:
        resistance = interface.resistance_found(found.signal, cell.temperature, found.level)
    plating = Plating(0.0, 0.0, resistance, cell.temperature, cell.v_li)
    surface = surface_of(plating, values, interface.kinetics)
    state = np.zeros(SIZE + 1)
    state[NUCLEI] = surface.nuclei
    if found is None or not full:
        ohmic = 0.5 * values["electrolyte_resistance"]  # V/2 = j (R_el/2 + R_film) + transfer
        behind = values["film_resistance"] + ohmic
        j, _ = driven(0.5 * driving, surface.j0, behind, surface.volt)
        state[M2] = COVERED
        state[ETA] = 0.5 * driving - ohmic * j
    return _Portion(sign, found, surface, runner.layers, state, np.zeros((ROWS, 3)))


def _stair(
    runner: Runner, portion: _Portion, voltage: float, driving: float, duration: float
) -> None:
    """Hold one step of the staircase and let the foils take the charge."""
    asked, covered = _drawn(runner, portion, driving, duration)
    if portion.reason:
        return
    current = portion.sign * asked
    saved = runner.save()
    half = runner.advance(current, duration, pictures=False)
    if half.least < duration:
        runner.restore(saved)
        half = runner.advance(current, half.least, pictures=False)._replace(reason=half.reason)
    assert half.other is not None
    portion.reason = half.reason
    if half.duration <= 0.0:
        return
    runner.meter.settle(current, half)
    runner.layers = half.after
    portion.passed += current * half.duration
    portion.time.append((portion.time[-1] if portion.time else 0.0) + half.duration)
    portion.voltage.append(voltage)
    portion.current.append(current)
    portion.covered.append(covered)
    for segment, kept in ((half.own, portion.own), (half.other, portion.other)):
        row = segment.rows[-1:].copy()
        row[:, kernel.TIME] = portion.time[-1]
        kept.append(row)


def _drawn(
    runner: Runner, portion: _Portion, driving: float, duration: float
) -> tuple[float, float]:
    """(mean |current| [A/m2], coverage [1]) of a stair; leaves the interface at its end.

    The voltage of the salt in the layers is not linear in the current: it is taken as a resistance
    at a current that is then found to be the one drawn, between one that is too small and one that
    is too large; no larger one than the salt can carry.
    """
    cell, meter, layers = runner.cell, runner.meter, runner.layers
    assert cell.interface is not None
    values, stretch = cell.interface.values, cell.interface.kinetics.stretch
    series = values["electrolyte_resistance"] + values["film_resistance"]
    memory = meter.layer_voltage(layers, 0.0, duration)
    guess = _next(portion.current) or max(driving, 1e-9) / series
    portion.state[CHARGE] = 0.0  # its error is judged against what passes in this stair alone
    start, small, large = portion.state.copy(), 0.0, np.inf
    covered, nothing = 0.0, NOTHING * guess
    tried = False
    for _ in range(MOST_TRIALS):
        if large - small <= SETTLED * small:
            return small, covered
        if tried and guess <= nothing:  # the double layer gives back what passes
            return 0.0, covered
        across = meter.layer_voltage(layers, portion.sign * guess, duration) - memory
        if not np.isfinite(across):
            large, guess = guess, 0.5 * (small + guess)
            continue
        drive = Drive(
            True, driving, series + abs(across) / guess, values["exchange_current"] * stretch,
            thermal_voltage(cell.temperature) * stretch,
        )  # fmt: skip
        portion.state[:], tried = start, True
        rows, finished = transient(
            portion.state, drive, duration, portion.surface, TOLERANCE, portion.buffer
        )
        if not finished:
            portion.reason = UNSOLVED
            return 0.0, 0.0
        current = max(float(portion.state[CHARGE]), 0.0) / duration
        covered = float(portion.buffer[rows - 1, 2]) if rows else 0.0
        if across == 0.0 or abs(current - guess) <= SETTLED * guess:
            carried = np.isfinite(meter.layer_voltage(layers, portion.sign * current, duration))
            return current if carried else guess, covered
        # what is drawn falls as the guess rises: the answer lies between the two
        small, large = max(small, min(guess, current)), min(large, max(guess, current))
        guess = 0.5 * (small + large)
    portion.reason = BLOCKED
    return 0.0, 0.0


def _next(currents: list[float]) -> float:
    """|current| [A/m2] that the last two lead one to expect, 0 where they do not."""
    if len(currents) < 2:
        return abs(currents[-1]) if currents else 0.0
    before, last = abs(currents[-2]), abs(currents[-1])
    return 2.0 * last - before if 0.5 * last < before < 1.5 * last else last


def _book(runner: Runner, step: Step, portion: _Portion) -> None:
    """Leave a half-cycle behind for a portion that has run."""
    if not portion.time:
        return
    duration = portion.time[-1]
    own, other = (
        Segment(kernel.DONE, duration, np.concatenate(kept))
        for kept in (portion.own, portion.other)
    )
    reason, before = portion.reason, portion.before
    half = HalfRun(duration, own, other, reason, duration, before, runner.layers)
    time, current = np.array(portion.time), np.array(portion.current)
    trace = Trace(
        time, np.array(portion.voltage), np.array(portion.covered), np.full(len(time), np.inf)
    )
    if runner.keeps:
        runner.photograph(duration, portion.passed, end_of_step=True)
    runner.note(step, half, trace, portion.found, Swept(current, portion.passed / duration))
