"""Markers that all folders share."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "nojit: small enough to run as plain Python too (NUMBA_DISABLE_JIT=1)"
    )
