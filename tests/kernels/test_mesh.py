"""Meshes: they fill the foil, grow geometrically, and are fine where they are asked to be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvus.kernels.mesh import first_width, graded_edges
from solvus.kernels.solute import mesh_from

pytestmark = pytest.mark.nojit


@given(cells=st.integers(2, 400), first=st.floats(1e-8, 2.0))
@settings(max_examples=60, deadline=None)
def test_edges(cells: int, first: float) -> None:
    edge = graded_edges(cells, first)
    width = np.diff(edge)
    assert edge.shape == (cells + 1,)
    assert edge[0] == 0.0
    assert edge[-1] == 1.0
    assert (width > 0.0).all()
    assert width[0] == pytest.approx(min(first, 1.0 / cells), rel=1e-6)
    ratio = width[1:] / width[:-1]
    assert ratio.min() > 1.0 - 1e-6
    # widths are differences of edges near 1, so the ratio carries their rounding
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-6)


def test_a_wide_first_cell_gives_the_uniform_mesh() -> None:
    for first in (1.0 / 50, 0.5):
        np.testing.assert_allclose(np.diff(graded_edges(50, first)), 1.0 / 50, rtol=1e-12)


def test_first_width_follows_the_thinner_layer() -> None:
    cells, thickness, diffusivity = 100, 50e-6, 1e-15
    by_front = first_width(cells, thickness, diffusivity, 1e-9, 1e9)
    by_time = first_width(cells, thickness, diffusivity, 1e-9, 1.0)
    assert by_front == pytest.approx(1.2 / cells * (diffusivity / 1e-9) / thickness)
    assert by_time == pytest.approx(1.2 / cells * np.sqrt(diffusivity) / thickness)
    assert first_width(cells, thickness, diffusivity, 0.0, 1.0) == by_time
    assert first_width(cells, thickness, 1.0, 1e-9, 1e9) == 1.0 / cells


def test_mesh_geometry() -> None:
    edge = graded_edges(20, 0.01)
    mesh = mesh_from(edge)
    middle = 0.5 * (edge[1:] + edge[:-1])
    np.testing.assert_allclose(mesh.distance[1:-1], np.diff(middle), rtol=1e-12)
    np.testing.assert_allclose(mesh.outward, 1.0 - edge)
    np.testing.assert_allclose(mesh.per_width * mesh.width, 1.0)
    # the value at an edge is exact for a straight line
    line = 3.0 + 2.0 * middle
    at = line[1:] + (line[:-1] - line[1:]) * mesh.weight[1:-1]
    np.testing.assert_allclose(at, 3.0 + 2.0 * edge[1:-1], rtol=1e-12)
