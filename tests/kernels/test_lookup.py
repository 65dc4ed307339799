"""Tables: exact at the knots and for cubics, smooth, straight beyond the ends, of fourth order."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.kernels.lookup import Lookup, look, look_all

pytestmark = pytest.mark.nojit


def made(of: np.polynomial.Polynomial | None = None, count: int = 6) -> tuple[Lookup, object]:
    """A table of a polynomial over -1 <= x <= 2, and the polynomial."""
    curve = of or np.polynomial.Polynomial([0.3, -1.1, 0.7, 0.25])
    x = np.linspace(-1.0, 2.0, count)
    return Lookup(-1.0, (count - 1) / 3.0, curve(x), curve.deriv()(x)), curve


def test_a_cubic_is_met_everywhere_with_its_slope() -> None:
    table, curve = made()
    for x in np.linspace(-1.0, 2.0, 23):
        value, slope = look(table, x)
        assert value == pytest.approx(curve(x), abs=1e-13)
        assert slope == pytest.approx(curve.deriv()(x), abs=1e-12)


def test_knots_are_met_to_the_last_bit() -> None:
    table, _ = made(count=4)
    for i in range(4):
        assert look(table, -1.0 + i)[0] == table.value[i]
        assert look(table, -1.0 + i)[1] == pytest.approx(table.slope[i], abs=1e-14)


@pytest.mark.parametrize("x", [-30.0, -1.5, 2.25, 40.0])
def test_beyond_its_ends_a_table_goes_on_straight(x: float) -> None:
    table, _ = made()
    end = 0 if x < 0.0 else -1
    at = -1.0 if x < 0.0 else 2.0
    value, slope = look(table, x)
    assert value == pytest.approx(table.value[end] + table.slope[end] * (x - at))
    assert slope == table.slope[end]


def test_the_slope_is_that_of_the_value_whatever_the_slopes_say() -> None:
    """Also where the slopes at the knots are not those of the function: a Jacobian needs that."""
    values, slopes = np.array([0.0, 2.0, -1.0, 0.5]), np.array([9.0, -4.0, 0.0, 30.0])
    table = Lookup(10.0, 5.0, values, slopes)
    for x in (9.0, 10.03, 10.11, 10.21, 10.399, 10.5, 10.59, 11.0):
        e = 1e-6
        ahead, behind = look(table, x + e)[0], look(table, x - e)[0]
        assert look(table, x)[1] == pytest.approx((ahead - behind) / (2 * e), rel=1e-6, abs=1e-6)


def test_value_and_slope_are_continuous_over_a_knot() -> None:
    table, _ = made(np.polynomial.Polynomial([0.0, 0.0, 0.0, 0.0, 0.0, 1.0]))
    for knot in (-1.0, -0.4, 0.2, 1.4, 2.0):
        before, after = look(table, knot - 1e-12), look(table, knot + 1e-12)
        assert before == pytest.approx(after, abs=1e-9)


def test_the_error_of_a_smooth_function_falls_with_the_fourth_power() -> None:
    at = np.linspace(0.0, 3.0, 200)
    errors = []
    for count in (11, 21, 41):
        x = np.linspace(0.0, 3.0, count)
        table = Lookup(0.0, (count - 1) / 3.0, np.sin(x), np.cos(x))
        errors.append(max(abs(look(table, a)[0] - np.sin(a)) for a in at))
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert orders == pytest.approx(4.0, abs=0.3)


def test_what_is_no_number_gives_none() -> None:
    assert np.isnan(look(made()[0], np.nan)[0])


def test_many_at_once_are_each_alone() -> None:
    table, _ = made()
    x = np.array([-3.0, -1.0, 0.123, 1.9, 2.0, 7.0])
    value, slope = np.empty(6), np.empty(6)
    look_all(table, x, value, slope)
    assert [(v, s) for v, s in zip(value, slope, strict=True)] == [look(table, a) for a in x]
