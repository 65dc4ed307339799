"""Open circuit of a cathode: potential over lithium content and back, windows, capacities.

x is the lithium content on the scale of the cathode's `specific_capacity`; U [V] is against
lithium, falls strictly with x, and is that of 25 degC. Outside the galleries' or the table's range
the ends stand for what lies beyond them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from solvus.base.constants import F, R
from solvus.base.errors import Fault, InputError
from solvus.materials.cathode_kinds import Cathode, OpenCircuit
from solvus.materials.values import ROOM_TEMPERATURE

Array = np.ndarray

# Potential [V] beyond which galleries hold, to rounding, all or nothing.
_GALLERY_REACH = (0.0, 8.0)
_GUESS_ROWS = 2001
_ITERATIONS = 80


class _Cubic(NamedTuple):
    """A table and the slopes [V] of the monotone cubic through its rows."""

    x: Array
    potential: Array
    slope: Array


def potential(cathode: Cathode, x: float | Array) -> Array:
    """Return the potential U [V] at lithium contents x.

    Galleries: x = sum_j share_j/(1 + exp(F (U - U_j)/(R T width_j))) solved for U by Newton
    steps kept in a bracket. Table: monotone cubic (Fritsch and Butland 1984). x outside the
    range takes the potential at its end.
    """
    contents = np.atleast_1d(np.asarray(x, dtype=float))
    circuit = cathode.open_circuit
    if circuit.galleries:
        return _gallery_potential(circuit, contents).reshape(np.shape(x))
    cubic = _cubic(circuit)
    inside = np.clip(contents, cubic.x[0], cubic.x[-1])
    volts = _hermite(cubic, inside)[0]  # at its ends the cubic leaves the table by round-off
    return np.clip(volts, cubic.potential[-1], cubic.potential[0]).reshape(np.shape(x))


def lithium_at(cathode: Cathode, voltage: float | Array) -> Array:
    """Return the lithium content x [1] at potentials U [V]: the inverse of `potential`."""
    volts = np.atleast_1d(np.asarray(voltage, dtype=float))
    circuit = cathode.open_circuit
    if circuit.galleries:
        return _gallery_content(circuit, volts)[0].reshape(np.shape(voltage))
    return _table_content(_cubic(circuit), volts).reshape(np.shape(voltage))


def limits(cathode: Cathode) -> tuple[float, float]:
    """Return the least and the largest x at which the cathode's data hold."""
    low = float(lithium_at(cathode, cathode.voltage_high.si))
    return low, float(lithium_at(cathode, cathode.voltage_low.si))


def tabulated(cathode: Cathode, count: int = 2001) -> tuple[Array, Array]:
    """Return x, evenly spaced between its `limits`, and U(x) [V]: what a kernel reads."""
    x = np.linspace(*limits(cathode), count)
    return x, potential(cathode, x)


def window(cathode: Cathode, v_low: float, v_high: float) -> tuple[float, float]:
    """Return (largest x, least x) between two cut-off voltages [V] after the first cycle.

    The largest is that at `v_low` or `lithium_returned`, the least that at `v_high` or
    `lithium_retained`, whichever is met first. Raises InputError: voltages outside the data of
    the cathode, or in the wrong order.
    """
    _check_window(cathode, v_low, v_high)
    full = min(float(lithium_at(cathode, v_low)), cathode.lithium_returned.si)
    empty = max(float(lithium_at(cathode, v_high)), cathode.retained)
    if empty >= full:
        raise InputError(Fault(
            f"{cathode.name} holds no charge between {v_low:g} V and {v_high:g} V: a discharge "
            f"ends at {float(potential(cathode, full)):.3f} V (x = {full:.3f}), a charge at "
            f"{float(potential(cathode, empty)):.3f} V; write a window that contains both"
        ))  # fmt: skip
    return full, empty


def capacity_between(cathode: Cathode, v_low: float, v_high: float) -> float:
    """Return the reversible specific capacity [C/kg] between two cut-off voltages [V]."""
    full, empty = window(cathode, v_low, v_high)
    return cathode.specific_capacity.si * (full - empty)


class FirstCycle(NamedTuple):
    """Specific capacities [C/kg] of the first half-cycle and of the way back."""

    begins_with: str  # "charge" or "discharge"
    first: float
    back: float

    @property
    def efficiency(self) -> float:
        """Back over first [1]."""
        return self.back / self.first


def first_cycle(cathode: Cathode, v_low: float, v_high: float) -> FirstCycle:
    """Return what a cell as made passes first between two cut-offs [V], and on the way back.

    An oxide (made full) is charged from `lithium_as_made` and comes back to `lithium_returned`;
    first less back is lithium that the anode keeps. A charged cathode (made empty) is discharged
    from `lithium_as_made` and comes back to `lithium_retained`: that lithium the anode has lost.
    """
    return first_between(cathode, *window(cathode, v_low, v_high))


def first_between(cathode: Cathode, full: Any, empty: Any) -> FirstCycle:
    """Return `first_cycle` between two lithium contents of a `window`, numbers or arrays."""
    made, scale = cathode.lithium_as_made.si, cathode.specific_capacity.si
    if np.all(made > empty):
        return FirstCycle("charge", scale * (made - empty), scale * (full - empty))
    return FirstCycle("discharge", scale * (full - made), scale * (full - empty))


def mid_voltage(cathode: Cathode, v_low: float, v_high: float) -> float:
    """Return U [V] half-way through the charge between two cut-off voltages [V]."""
    full, empty = window(cathode, v_low, v_high)
    return float(potential(cathode, 0.5 * (full + empty)))


def mean_voltage(cathode: Cathode, v_low: float, v_high: float) -> float:
    """Return U [V] averaged over the charge between two cut-offs [V]: energy over charge."""
    return float(mean_between(cathode, *window(cathode, v_low, v_high)))


def mean_between(cathode: Cathode, full: Any, empty: Any) -> Array:
    """Return U [V] averaged between two lithium contents, numbers or arrays.

    mean = (G(full) - G(empty))/(full - empty), G the integral of U dx in closed form.
    """
    return (_integral(cathode, full) - _integral(cathode, empty)) / np.subtract(full, empty)


def _integral(cathode: Cathode, x: Any) -> Array:
    """Return G(x) [V], the integral of U dx up to x, but for a constant.

    Galleries: sum_j share_j [U_j t_j - (R T width_j/F) (t_j ln t_j + (1 - t_j) ln(1 - t_j))], t_j
    the filling of a gallery. Table: the quartics of its cubics, added up row by row.
    """
    contents = np.asarray(x, dtype=float)
    circuit = cathode.open_circuit
    if circuit.galleries:
        shares, levels, widths = _gallery_columns(circuit)
        above, filling = _filling(potential(cathode, contents), levels, widths)
        bare = above * filling  # 1 - t
        entropy = filling * np.log(filling) + bare * np.log(bare)
        return np.sum(shares * (levels * filling - widths * entropy), axis=-1)
    return _table_integral(_cubic(circuit), contents)


def _check_window(cathode: Cathode, v_low: float, v_high: float) -> None:
    low, high = cathode.voltage_low.si, cathode.voltage_high.si
    if not v_low < v_high:
        raise InputError(Fault(
            f"the window of {cathode.name} runs from {v_low:g} V to {v_high:g} V; "
            "the upper cut-off must lie above the lower one"
        ))  # fmt: skip
    for voltage in (v_low, v_high):
        if not low <= voltage <= high:
            raise InputError(Fault(
                f"{voltage:g} V lies outside {low:g} to {high:g} V, where the data of "
                f"{cathode.name} hold; write a cut-off within them"
            ))  # fmt: skip


def _gallery_content(circuit: OpenCircuit, volts: Array) -> tuple[Array, Array]:
    """Return x and dx/dU [1/V] of the galleries; shares that add up to 0.9999 count as 1."""
    shares, levels, widths = _gallery_columns(circuit)
    above, filling = _filling(volts, levels, widths)
    content = np.sum(shares * filling, axis=-1)
    slope = -np.sum(shares / widths * filling * (above * filling), axis=-1)
    return content, slope


def _gallery_columns(circuit: OpenCircuit) -> tuple[Array, Array, Array]:
    """Return shares [1], adding up to 1, levels [V] and widths R T w/F [V] of the galleries."""
    shares = np.array([gallery.share for gallery in circuit.galleries])
    levels = np.array([gallery.potential for gallery in circuit.galleries])
    widths = np.array([gallery.width for gallery in circuit.galleries])
    return shares / shares.sum(), levels, R * ROOM_TEMPERATURE / F * widths


def _filling(volts: Array, levels: Array, widths: Array) -> tuple[Array, Array]:
    """Return exp((U - U_j)/w_j) and the filling t_j = 1/(1 + that), a column a gallery."""
    above = np.exp(np.clip((volts[..., None] - levels) / widths, -700, 700))
    return above, 1 / (1 + above)


@lru_cache(maxsize=32)
def _gallery_guess(circuit: OpenCircuit) -> tuple[Array, Array]:
    volts = np.linspace(*_GALLERY_REACH, _GUESS_ROWS)
    return _gallery_content(circuit, volts)[0], volts


def _gallery_potential(circuit: OpenCircuit, contents: Array) -> Array:
    content, volts = _gallery_guess(circuit)
    target = np.clip(contents, content[-1], content[0])
    row = np.clip(np.searchsorted(-content, -target) - 1, 0, volts.size - 2)
    return _falling_root(
        lambda at: _gallery_content(circuit, at), target, volts[row], volts[row + 1], 1e-14
    )


def _falling_root(
    function: Callable[[Array], tuple[Array, Array]],
    target: Array,
    low: Array,
    high: Array,
    tolerance: float,
) -> Array:
    """Where a falling function, given with its slope, is `target`: Newton, halving where it strays.

    low, high : bracket each root; tolerance : of the last step.
    """
    found = 0.5 * (low + high)
    for _ in range(_ITERATIONS):
        value, slope = function(found)
        above = value > target  # the root lies higher
        low, high = np.where(above, found, low), np.where(above, high, found)
        with np.errstate(divide="ignore", invalid="ignore"):
            newton = found - (value - target) / slope
        inside = (newton > low) & (newton < high)
        after = np.where(inside, newton, 0.5 * (low + high))
        done = np.max(np.abs(after - found), initial=0.0) < tolerance
        found = after
        if done:
            break
    return found


@lru_cache(maxsize=32)
def _cubic(circuit: OpenCircuit) -> _Cubic:
    """Slopes by Fritsch and Butland: the weighted harmonic mean of the neighbouring secants."""
    x, volts = np.array(circuit.x), np.array(circuit.potential)
    step, secant = np.diff(x), np.diff(volts) / np.diff(x)
    left, right = step[:-1] + 2 * step[1:], 2 * step[:-1] + step[1:]
    inner = (left + right) / (left / secant[1:] + right / secant[:-1])
    return _Cubic(x, volts, np.concatenate(([secant[0]], inner, [secant[-1]])))


def _hermite(cubic: _Cubic, x: Array) -> tuple[Array, Array]:
    """Return U [V] and dU/dx [V] of the cubic at x within the table."""
    row = np.clip(np.searchsorted(cubic.x, x, side="right") - 1, 0, cubic.x.size - 2)
    step, first, before, a, b = _stretches(cubic, row)
    t = (x - cubic.x[row]) / step
    return first + t * (before + t * (a + t * b)), (before + t * (2 * a + 3 * t * b)) / step


def _stretches(cubic: _Cubic, row: Array) -> tuple[Array, ...]:
    """Return of rows of the table their width in x and the coefficients [V] of their cubic in t."""
    step = cubic.x[row + 1] - cubic.x[row]
    first, second = cubic.potential[row], cubic.potential[row + 1]
    rise, before, after = second - first, cubic.slope[row] * step, cubic.slope[row + 1] * step
    return step, first, before, 3 * rise - 2 * before - after, before + after - 2 * rise


def _table_integral(cubic: _Cubic, x: Array) -> Array:
    """Return the integral of U dx [V] from the first row; beyond the table its ends go on."""

    def within(row: Array, t: Array | float) -> Array:
        step, first, before, a, b = _stretches(cubic, row)
        return step * t * (first + t * (before / 2 + t * (a / 3 + t * b / 4)))

    rows = np.arange(cubic.x.size - 1)
    added = np.concatenate(([0.0], np.cumsum(within(rows, 1.0))))
    inside = np.clip(x, cubic.x[0], cubic.x[-1])
    row = np.clip(np.searchsorted(cubic.x, inside, side="right") - 1, 0, cubic.x.size - 2)
    share = (inside - cubic.x[row]) / (cubic.x[row + 1] - cubic.x[row])
    end = np.where(x < inside, cubic.potential[0], cubic.potential[-1])
    return added[row] + within(row, share) + end * (x - inside)


def _table_content(cubic: _Cubic, volts: Array) -> Array:
    target = np.clip(volts, cubic.potential[-1], cubic.potential[0])
    row = np.clip(np.searchsorted(-cubic.potential, -target) - 1, 0, cubic.x.size - 2)
    return _falling_root(
        lambda at: _hermite(cubic, at), target, cubic.x[row], cubic.x[row + 1], 1e-15
    )
