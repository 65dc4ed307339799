"""The whole porous electrode against an independent twin, and with the compiler against without."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from p2d_twin import Twin

from electrodes import Electrode, charge, electrode, particle, tabled, wavy
from solvus.kernels import porous_step as S

HERE = Path(__file__).parent
TIMES = (60.0, 400.0, 1200.0)
SCRIPT = """
import numba
assert numba.config.DISABLE_JIT
from test_porous_twin import lives
for one in lives():
    print(" ".join(float(value).hex() for value in [*one.theta.ravel(), *one.m.ravel()]))
"""


def kappa(c: np.ndarray) -> np.ndarray:
    """Conductivity [S/m] that has a maximum."""
    z = np.maximum(c, 1.0) / 1000.0
    return 1.3 * z * np.exp(-0.4 * z * z)


def d_salt(c: np.ndarray) -> np.ndarray:
    """Diffusivity of the salt [m2/s]."""
    return 4e-10 * np.exp(-0.4 * np.maximum(c, 1.0) / 1000.0)


def factor(c: np.ndarray) -> np.ndarray:
    """Thermodynamic factor [1]."""
    return 0.8 + 0.8 * np.maximum(c, 1.0) / 1000.0


def in_particles(x: np.ndarray) -> np.ndarray:
    """Diffusivity of lithium [m2/s]."""
    return 3e-14 * (1.3 - x)


@pytest.mark.parametrize("c_rate", [1.0, -0.7])
def test_voltage_and_salt_are_those_of_the_twin(c_rate: float) -> None:
    twin = Twin(wavy, in_particles, kappa, d_salt, factor, (2, 4), shells=40)
    made = electrode(
        separator=2, cathode=4, nodes=60, diffusivity=in_particles, tolerance=1e-6,
        kappa=tabled(kappa, 1.0, 4000.0), d_salt=tabled(d_salt, 1.0, 4000.0),
        factor=tabled(factor, 1.0, 4000.0),
    )  # fmt: skip
    current = charge(made, c_rate)
    volts, metal = twin.run(current, TIMES, 0.6)
    status, reached = S.DONE, 0.0
    for time, volt, salt in zip(TIMES, volts, metal, strict=True):
        status, more = made.run(current, time - reached, first=1e-3)
        reached += more
        assert status == S.DONE
        assert made.voltage(current) == pytest.approx(volt, abs=1e-4)
        assert made.rows[-1, S.SALT] == pytest.approx(salt, abs=0.1)
    assert abs(metal[-1] - 1000.0) > 50.0
    assert abs(volts[-1] - volts[0]) > 0.1


def lives() -> list[Electrode]:
    """A particle and a porous electrode: charged, at rest, discharged to a voltage."""
    made = [
        particle(nodes=5, tolerance=1e-3),
        electrode(separator=2, cathode=2, nodes=4, tolerance=1e-3, kappa=tabled(kappa, 1, 4000, 9)),
    ]
    for one in made:
        one.done(charge(one, 0.5), 900.0)
        one.done(0.0, 300.0)
        assert one.run(-charge(one, 0.5), 1e4, 3.6)[0] == S.LIMIT
    return made


def test_lives_are_the_same_without_the_compiler() -> None:
    path = os.pathsep.join([str(HERE), str(HERE.parent), *sys.path])
    env = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=True
    )
    made = lives()
    lines = done.stdout.splitlines()
    assert len(lines) == len(made)
    for line, one in zip(lines, made, strict=True):
        plain = np.array([float.fromhex(word) for word in line.split()])
        compiled = np.concatenate((one.theta.ravel(), one.m.ravel()))
        # a machine that contracts a*b + c may differ by an ulp, and the step length feels it
        np.testing.assert_allclose(plain, compiled, rtol=1e-7, atol=1e-9)
