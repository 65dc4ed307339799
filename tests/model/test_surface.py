"""The signal of a surface: end points, inverse, average."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.model.surface import averaged, signal

X = np.linspace(0.0, 1.0, 11)


@pytest.mark.parametrize("floor", [0.0, 0.067, 0.5])
@pytest.mark.parametrize("ratio", [0.1, 1.0, 3.7, 50.0])
def test_ends_and_order(floor: float, ratio: float) -> None:
    y = signal(X, floor, ratio)
    assert y[0] == floor
    assert y[-1] == pytest.approx(1.0)
    assert np.all(np.diff(y) > 0.0)


def test_a_ratio_law_multiplies_the_ratio_of_the_atoms() -> None:
    y = signal(X[1:-1], 0.0, 3.7)
    assert y / (1.0 - y) == pytest.approx(3.7 * X[1:-1] / (1.0 - X[1:-1]))


def test_the_reciprocal_ratio_undoes_it() -> None:
    assert signal(signal(X, 0.0, 3.7), 0.0, 1 / 3.7) == pytest.approx(X)


def test_literal_is_the_composition() -> None:
    assert signal(X, 0.0, 1.0) == pytest.approx(X)


def test_an_average_over_area_lies_between_its_parts() -> None:
    x_matrix, x_skin = np.array([0.0071]), np.array([0.5])
    ends = [averaged(x_matrix, x_skin, np.array([w]), 0.067, 2.0)[0] for w in (0.0, 0.25, 1.0)]
    assert ends[0] == signal(x_matrix, 0.067, 2.0)[0]
    assert ends[2] == signal(x_skin, 0.067, 2.0)[0]
    assert ends[1] == pytest.approx(0.75 * ends[0] + 0.25 * ends[2])
