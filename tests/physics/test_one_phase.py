"""One phase, constant D: stripping, plating on top, rest and both limits against closed forms."""

import exact
import numpy as np
import pytest

from foils import Foil, foil, speed
from solvus.kernels import foil as K
from solvus.kernels.mesh import first_width

D = 1e-15
ALPHAS = (0.1, 0.3, 0.7, 1.5, 3.0)


def half_infinite(alpha: float, cells: int, j: float) -> tuple[Foil, float, float]:
    """(foil deep enough for its back not to be felt, v [m/s], time [s]) to reach alpha."""
    v = speed(j)
    time = exact.time_of(alpha, v, D)
    deep = max(v, 0.0) * time + 12.0 * np.sqrt(D * time) + (5.0 * D / v if v > 0.0 else 0.0)
    one = foil(
        cells=cells, thickness=deep, x0=1e-4, diffusivity=D, c_cap=1e30,
        first=first_width(cells, deep, D, v, time),
    )  # fmt: skip
    one.first_step = 1e-3 * time
    return one, v, time


def stripped(alpha: float, cells: int) -> tuple[float, float]:
    """Relative errors of the face and of the worst cell."""
    one, v, time = half_infinite(alpha, cells, 10.0)
    c0 = one.c[0]
    one.done(10.0, time)
    assert one.rows < 100
    of_profile = np.abs(one.c / c0 / exact.profile(one.depth, v, D, time) - 1.0).max()
    return one.record[-1, K.FACE] / c0 / exact.face(alpha) - 1.0, of_profile


def plated(alpha: float, cells: int) -> tuple[float, float]:
    """Errors of the face and of the worst cell, in units of the concentration at the start."""
    one, v, time = half_infinite(alpha, cells, -10.0)
    c0 = one.c[0]
    one.done(-10.0, time)
    of_profile = np.abs(one.c / c0 - exact.profile(one.depth, v, D, time)).max()
    return one.record[-1, K.FACE] / c0 - exact.face(-alpha), of_profile


def test_the_closed_form_is_a_solution() -> None:
    """The profile itself: its equation, its face, its start and its balance, by differences."""
    for v in (1.3e-9, -1.3e-9):
        time, z = 400.0, np.linspace(0.0, 4e-6, 4001)
        dz, dt = z[1], 0.01
        c = exact.profile(z, v, D, time)
        later, before = (exact.profile(z, v, D, time + s * dt) for s in (1, -1))
        rate = (later - before) / (2 * dt)
        by_z = np.gradient(c, dz, edge_order=2)
        by_zz = np.gradient(by_z, dz, edge_order=2)
        off = rate - D * by_zz - v * by_z
        assert np.abs(off[3:-3]).max() < 1e-5 * np.abs(rate).max()
        assert D * by_z[0] + v * c[0] == pytest.approx(0.0, abs=1e-5 * abs(v))
        assert c[0] == pytest.approx(exact.face(exact.alpha_of(v, D, time)), rel=1e-12)
        excess = np.trapezoid(exact.profile(np.linspace(0, 2e-5, 20001), v, D, time) - 1, dx=1e-9)
        assert excess == pytest.approx(v * time, rel=1e-5)


@pytest.mark.parametrize("alpha", ALPHAS)
def test_stripping_gives_t4(alpha: float) -> None:
    face, profile = stripped(alpha, 100)
    assert abs(face) < (1e-3 if alpha <= 1.5 else 2e-3)
    assert profile < (1e-3 if alpha <= 1.5 else 3e-3)


@pytest.mark.parametrize("alpha", ALPHAS)
def test_stripping_is_second_order_in_space(alpha: float) -> None:
    errors = np.array([stripped(alpha, cells) for cells in (25, 50, 100, 200)])
    slopes = np.log2(np.abs(errors[:-1] / errors[1:]))
    assert slopes.min() > 1.9, slopes


@pytest.mark.parametrize("alpha", ALPHAS)
def test_plating_buries_the_solute_as_the_closed_form_says(alpha: float) -> None:
    face, profile = plated(alpha, 100)
    assert abs(face) < 1e-4
    assert profile < (1e-3 if alpha <= 1.5 else 6e-3)


@pytest.mark.parametrize("alpha", [0.1, 0.7, 1.5])
def test_plating_is_second_order_in_space(alpha: float) -> None:
    errors = np.array([plated(alpha, cells)[1] for cells in (25, 50, 100)])
    assert np.log2(errors[:-1] / errors[1:]).min() > 1.8, errors


@pytest.mark.parametrize("share", [0.05, 0.3, 1.0, 5.0])
def test_strip_then_rest(share: float) -> None:
    """The rest is the heat equation on the foil that is left, started from the exact profile."""
    one, v, time = half_infinite(0.7, 100, 10.0)
    c0 = one.c[0]
    one.done(10.0, time).done(0.0, share * time)
    at = np.append(0.0, one.depth)
    due = exact.relaxed(
        at, lambda z: exact.profile(z, v, D, time), one.s[K.THICKNESS], D, share * time
    )  # fmt: skip
    np.testing.assert_allclose(one.c / c0, due[1:], rtol=5e-4)
    assert one.record[-1, K.FACE] / c0 == pytest.approx(due[0], rel=5e-4)


def test_without_diffusion_the_front_ploughs() -> None:
    """D -> 0: what was rejected lies within D/v, the rest has felt nothing."""
    slow = 1e-19  # a layer of 0.07 nm
    one = foil(cells=80, diffusivity=slow, c_cap=1e30)
    c0, v, time = one.c[0], speed(10.0), 3600.0
    one.done(10.0, time)
    layer = slow / v
    excess = (one.c - c0) * np.diff(one.mesh.edge) * one.s[K.THICKNESS]
    assert excess[one.depth < 12 * layer].sum() == pytest.approx(c0 * v * time, rel=1e-4)
    assert np.abs(one.c[one.depth > 30 * layer] / c0 - 1.0).max() < 1e-3
    centre = (excess * one.depth).sum() / excess.sum()
    assert centre == pytest.approx(layer, rel=0.02)
    assert one.record[-1, K.FACE] / c0 == pytest.approx(1 + v * v * time / slow, rel=0.02)


def test_with_fast_diffusion_the_foil_is_uniform() -> None:
    one = foil(cells=40, diffusivity=1e-6)
    inventory = one.solute
    for j, time in ((10.0, 7200.0), (-10.0, 3600.0), (20.0, 5400.0)):
        one.done(j, time)
        uniform = inventory / one.s[K.THICKNESS]
        np.testing.assert_allclose(one.c, uniform, rtol=1e-6)
        assert one.record[-1, K.FACE] == pytest.approx(uniform, rel=1e-6)
