"""Fluxes against NumPy, their slopes against finite differences, the fitting against its source."""

import numpy as np
import pytest
import twins
from hypothesis import given, settings
from hypothesis import strategies as st

from foils import Foil, foil
from solvus.kernels.solute import (
    BLOCKED,
    FREE,
    SKIN,
    face_concentration,
    flux_slopes,
    fluxes,
    mesh_from,
    scratch_for,
)

FACES = (FREE, SKIN, BLOCKED)


def uneven(cells: int, seed: int) -> Foil:
    """A foil with a rough profile and a diffusivity that varies with it, without kinks."""
    rng = np.random.default_rng(seed)
    one = foil(
        cells=cells, first=10.0 ** rng.uniform(-4, -1), x0=0.05, x_sol=0.04,
        partition=rng.uniform(), diffusivity=lambda c: 1e-14 * (1.0 - 8e-6 * c),
    )  # fmt: skip
    one.u *= rng.uniform(0.2, 3.0, cells)
    return one


def flux_of(one: Foil, u: np.ndarray, length: float, v: float, face: int) -> np.ndarray:
    out = np.zeros(u.size + 1)
    fluxes(u, length, v, face, one.mesh, one.matrix, scratch_for(len(u)), out)
    return out


speeds = st.sampled_from([0.0, 1.35e-9, -1.35e-9, 3e-7, -3e-7])


@pytest.mark.nojit
@given(cells=st.integers(2, 40), seed=st.integers(0, 999), v=speeds, face=st.sampled_from(FACES))
@settings(max_examples=40, deadline=None)
def test_fluxes_are_those_of_the_twin(cells: int, seed: int, v: float, face: int) -> None:
    one = uneven(cells, seed)
    got = flux_of(one, one.u, 50e-6, v, face)
    due = twins.edge_fluxes(one.u, 50e-6, v, face, one.mesh, one.matrix)
    np.testing.assert_allclose(got, due, rtol=1e-10, atol=1e-12 * np.abs(due).max())
    plain = np.zeros(cells + 1)
    scratch = scratch_for(cells)
    twins.python_of(fluxes)(one.u, 50e-6, v, face, one.mesh, one.matrix, scratch, plain)
    np.testing.assert_allclose(got, plain, rtol=1e-14, atol=1e-15 * np.abs(due).max())


@pytest.mark.nojit
@given(cells=st.integers(2, 25), seed=st.integers(0, 999), v=speeds, face=st.sampled_from(FACES))
@settings(max_examples=25, deadline=None)
def test_slopes_are_finite_differences(cells: int, seed: int, v: float, face: int) -> None:
    one = uneven(cells, seed)
    length = 50e-6
    left, right, by_length = np.zeros(cells + 1), np.zeros(cells + 1), np.zeros(cells + 1)
    scratch = scratch_for(cells)
    fluxes(one.u, length, v, face, one.mesh, one.matrix, scratch, np.zeros(cells + 1))
    flux_slopes(length, v, face, one.mesh, one.matrix, scratch, left, right, by_length)
    by_u = np.zeros((cells + 1, cells))
    for k in range(cells):
        step = np.zeros(cells)
        step[k] = 1e-7 * one.u[k]
        up = flux_of(one, one.u + step, length, v, face)
        down = flux_of(one, one.u - step, length, v, face)
        by_u[:, k] = (up - down) / (2.0 * step[k])
    due = by_u[:-1] - by_u[1:]
    got = twins.jacobian(left, right)
    noise = 1e-8 * np.abs(flux_of(one, one.u, length, v, face)).max() / one.u.min()
    np.testing.assert_allclose(got, due, rtol=1e-5, atol=1e-5 * np.abs(due).max() + noise)
    dl = 1e-6 * length
    up = flux_of(one, one.u, length + dl, v, face)
    down = flux_of(one, one.u, length - dl, v, face)
    due = (up - down) / (2 * dl)
    np.testing.assert_allclose(by_length, due, rtol=1e-5, atol=1e-6 * np.abs(due).max())


def test_what_leaves_a_cell_enters_the_next() -> None:
    one = uneven(30, 3)
    for face in FACES:
        phi = flux_of(one, one.u, 50e-6, 1e-8, face)
        assert phi[-1] == 0.0
        if face == FREE:
            assert phi[0] == 0.0
        if face == BLOCKED:
            assert phi[0] == -one.matrix.partition * one.matrix.c_sol * 1e-8


def test_the_fitted_factor_is_scharfetter_gummel() -> None:
    p = np.logspace(-3, 0, 50)
    ours = p / 2 + 1 / (1 + p / 2 + p**2 / 6)
    exact = (p / 2) / np.tanh(p / 2)
    np.testing.assert_allclose(ours - exact, p**3 / 24, rtol=0.7, atol=1e-14)
    assert (np.abs(ours - exact) <= p**3 / 24 + 1e-14).all()
    large = np.array([1e2, 1e4])
    np.testing.assert_allclose(large / 2 + 1 / (1 + large / 2 + large**2 / 6), large / 2, rtol=1e-3)


@pytest.mark.parametrize("peclet", [0.1, 0.5, 2.0])
def test_the_layer_ahead_of_a_steady_front_carries_no_flux(peclet: float) -> None:
    """c ~ exp(-v z/D): diffusion and sweeping cancel, up to the p^3/24 of the fitted factor."""
    v, d, cells = 1e-9, 1e-15, 20
    dz = peclet * d / v
    # only the first cells are filled; the back is so far away that the mesh there moves at v too
    one = foil(cells=cells + 1, thickness=1.0, diffusivity=d, x0=1e-3)
    edge = np.append(np.arange(cells + 1) * dz, 1.0)
    one.mesh = mesh_from(edge)
    middle = 0.5 * (edge[1:] + edge[:-1])
    c = 500.0 * np.exp(-v * middle / d)
    phi = flux_of(one, c * np.diff(edge), 1.0, v, FREE)[1:cells]
    most = d / dz * (c[:-1] - c[1:])[: cells - 1] * peclet**3 / 24
    assert (np.abs(phi) <= 1.01 * most + 1e-12 * v * c[: cells - 1]).all()
    assert (np.abs(phi) < 0.07 * v * c[: cells - 1]).all()
    v_upwind = flux_of(one, c * np.diff(edge), 1.0, -v, FREE)[1:cells]
    assert (np.abs(v_upwind) > v * c[1:cells]).all()  # the other way they add up


@pytest.mark.nojit
def test_face_concentration() -> None:
    one = foil(cells=20, x0=0.01, x_sol=0.02)
    args = (one.mesh, one.matrix)
    c0 = one.c[0]
    assert face_concentration(one.u, 50e-6, 1e-9, SKIN, *args) == one.matrix.c_sol
    assert face_concentration(one.u, 50e-6, 1e-9, BLOCKED, *args) == pytest.approx(c0)
    assert face_concentration(one.u, 50e-6, 0.0, FREE, *args) == pytest.approx(c0)
    half = 0.5 * one.mesh.width[0] * 50e-6
    due = c0 * np.exp(1e-9 * half / 1.5e-14)
    assert face_concentration(one.u, 50e-6, 1e-9, FREE, *args) == pytest.approx(due)
    assert face_concentration(one.u, 50e-6, 1.0, FREE, *args) == pytest.approx(c0 * np.exp(3.0))
