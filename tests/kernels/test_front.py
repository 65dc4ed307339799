"""One step of the front, and many, against the same semi-discrete system in SciPy."""

import numpy as np
import pytest
import twins

from foils import Foil, foil
from solvus.kernels.front import assemble, combine, error_of, try_step
from solvus.kernels.solute import BLOCKED, FREE, SKIN, flux_slopes, fluxes

FACES = (FREE, SKIN, BLOCKED)


def straight(c: np.ndarray) -> np.ndarray:
    """A diffusivity without kinks: the table of a straight line is that line."""
    return 1e-14 * (1.0 - 2e-5 * c)


def setting(cells: int = 20) -> Foil:
    return foil(
        cells=cells, thickness=20e-6, first=0.2 / cells, x0=0.01, x_sol=0.006, partition=0.7,
        diffusivity=straight,
    )  # fmt: skip


def stepped(one: Foil, v: float, face: int, time: float, steps: int) -> tuple[np.ndarray, float]:
    """(contents, passed through the face) after equal steps."""
    u, length, passed = one.u.copy(), float(one.s[0]), 0.0
    h = time / steps
    for _ in range(steps):
        try_step(u, length, v, face, h, one.mesh, one.matrix, one.work)
        u = one.work.trial.copy()
        passed += one.work.total[0]
        length -= v * h
    return u, passed


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("v", [1.35e-9, -1.35e-9])
def test_many_steps_reach_what_scipy_reaches(face: int, v: float) -> None:
    one = setting()
    due = twins.carried(one.u, 20e-6, v, face, 1000.0, one.mesh, one.matrix)
    u, passed = stepped(one, v, face, 1000.0, 400)
    np.testing.assert_allclose(u, due[:-1], rtol=2e-7)
    assert passed == pytest.approx(due[-1], rel=2e-6, abs=1e-12 * one.u.sum())


@pytest.mark.nojit
def test_the_twin_agrees_by_another_method() -> None:
    one = setting(8)
    first = twins.carried(one.u, 20e-6, 1.35e-9, SKIN, 300.0, one.mesh, one.matrix)
    second = twins.carried(
        one.u, 20e-6, 1.35e-9, SKIN, 300.0, one.mesh, one.matrix, method="Radau"
    )  # fmt: skip
    np.testing.assert_allclose(first, second, rtol=1e-7)


@pytest.mark.nojit
@pytest.mark.parametrize("face", FACES)
def test_a_step_is_the_same_in_python(face: int) -> None:
    one, two = setting(), setting()
    args = (20e-6, 1.35e-9, face, 30.0)
    try_step(one.u, *args, one.mesh, one.matrix, one.work)
    twins.python_of(try_step)(two.u, *args, two.mesh, two.matrix, two.work)
    np.testing.assert_allclose(one.work.trial, two.work.trial, rtol=1e-13)
    np.testing.assert_allclose(
        one.work.phi, two.work.phi, rtol=1e-9, atol=1e-12 * np.abs(one.work.phi).max()
    )


@pytest.mark.nojit
@pytest.mark.parametrize("face", FACES)
def test_a_step_conserves_to_rounding(face: int) -> None:
    one = setting(40)
    for h in (1e-3, 10.0, 1e5):  # well beyond any accuracy
        try_step(one.u, 20e-6, -1.35e-9, face, h, one.mesh, one.matrix, one.work)
        gained = one.work.trial.sum() - one.u.sum()
        scale = one.u.sum() + abs(one.work.total[0])
        assert gained == pytest.approx(one.work.total[0], abs=2e-15 * scale)
        assert one.work.total[-1] == 0.0


@pytest.mark.nojit
def test_the_factored_matrix_is_that_of_the_slopes() -> None:
    one = setting(12)
    w = one.work
    fluxes(one.u, 20e-6, 1e-9, SKIN, one.mesh, one.matrix, w.scratch, w.flux)
    flux_slopes(20e-6, 1e-9, SKIN, one.mesh, one.matrix, w.scratch, w.left, w.right, w.by_thickness)
    assemble(w.left, w.right, 3.0, w)
    got = twins.dense(w.lower, w.diagonal, w.upper)
    np.testing.assert_allclose(got, 3.0 * np.eye(12) - twins.jacobian(w.left, w.right), rtol=1e-12)


@pytest.mark.nojit
def test_combine() -> None:
    phi, out = np.arange(12.0).reshape(3, 4), np.ones(4)
    combine((2.0, 0.0, -1.0), 3, phi, out)
    np.testing.assert_array_equal(out, 2.0 * phi[0] - phi[2])
    combine((2.0, 0.0, -1.0), 0, phi, out)
    np.testing.assert_array_equal(out, 0.0)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("v", [1.35e-9, -1.35e-9])
def test_order_in_time(face: int, v: float) -> None:
    """Order 4 once the start has been smoothed; the time weights d_i and f_t are part of it."""
    one = setting(60)
    one.u, _ = stepped(one, v, face, 200.0, 400)
    one.s[0] -= v * 200.0
    reference, _ = stepped(one, v, face, 2000.0, 1024)
    errors = np.array(
        [np.abs(stepped(one, v, face, 2000.0, n)[0] / reference - 1.0).max() for n in (4, 8, 16)]
    )
    assert errors[-1] < 1e-7
    assert np.log2(errors[:-1] / errors[1:]).min() > 3.6, errors


@pytest.mark.nojit
@pytest.mark.parametrize("face", FACES)
def test_the_error_estimate_falls_as_h4_and_bounds_the_error(face: int) -> None:
    one = setting(30)
    one.u, _ = stepped(one, 1.35e-9, face, 200.0, 20)
    length = float(one.s[0]) - 1.35e-9 * 200.0
    one.s[0] = length
    estimates = []
    for h in (20.0, 10.0, 5.0):
        reference, _ = stepped(one, 1.35e-9, face, h, 16)
        try_step(one.u, length, 1.35e-9, face, h, one.mesh, one.matrix, one.work)
        off = np.abs(one.work.trial - reference).max()
        last = one.work.phi[-1]
        estimates.append(np.abs(last[:-1] - last[1:]).max())
        assert off < estimates[-1]
        weighed = error_of(one.u, length, one.mesh, one.work, 0.0, 1.0)
        due = np.sqrt(np.mean((np.diff(last) / one.u) ** 2))
        assert weighed == pytest.approx(due, rel=1e-12)
    ratio = np.log2(np.array(estimates[:-1]) / estimates[1:])
    assert ratio.min() > 3.4, ratio
