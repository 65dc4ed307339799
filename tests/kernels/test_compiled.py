"""The compiler changes nothing: whole lives of a foil with it and without it."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from test_foil_kernel import scenario

HERE = Path(__file__).parent
SCRIPT = """
import numba
assert numba.config.DISABLE_JIT
from test_foil_kernel import scenario
for one in scenario():
    print(" ".join(float(value).hex() for value in [*one.u, *one.s, one.rows]))
"""


def test_lives_are_the_same_without_the_compiler() -> None:
    path = os.pathsep.join([str(HERE), str(HERE.parent), *sys.path])
    env = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=True
    )  # fmt: skip
    lines = done.stdout.splitlines()
    lives = scenario()
    assert len(lines) == len(lives)
    for line, one in zip(lines, lives, strict=True):
        plain = np.array([float.fromhex(word) for word in line.split()])
        compiled = np.array([*one.u, *one.s, one.rows])
        scale = np.maximum(np.abs(compiled[:-1]), 1e-12)
        # The same to the last bit where this was written. A machine that contracts a*b + c may
        # differ by an ulp, and landing on a threshold makes more of it; single kernels are held
        # to rounding beside this.
        assert np.abs((plain[:-1] - compiled[:-1]) / scale).max() < 1e-3
        assert abs(plain[-1] - compiled[-1]) <= 2
