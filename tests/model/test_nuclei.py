"""The laws of the density of nuclei, and that each says how far it can be trusted."""

from __future__ import annotations

import math

import pytest

from solvus.base.parameters import resolve
from solvus.model.nuclei import DENSITIES, Found

PER_CM2 = 1e4


def density(name: str, signal: float, overpotential: float, **given: float) -> float:
    law = DENSITIES[name]
    return law.density(Found(signal, overpotential), resolve(law.parameters, {}, given=given))


def test_constant_is_blind() -> None:
    assert density("constant", math.nan, math.nan) == pytest.approx(1e7 * PER_CM2)


def test_more_solute_more_nuclei() -> None:
    assert density("signal", 0.3, math.nan) == pytest.approx(0.3e8 * PER_CM2)
    assert density("signal", 0.3, math.nan, density_full=2e10) == pytest.approx(0.6e10)


def test_a_lower_barrier_means_fewer_nuclei() -> None:
    """Cubic: 54 against 86 mV leaves a quarter."""
    at_reference = density("overpotential", math.nan, 0.086)
    assert at_reference == pytest.approx(1e7 * PER_CM2)
    lower = density("overpotential", math.nan, 0.054)
    assert lower / at_reference == pytest.approx(0.2476, abs=1e-3)


@pytest.mark.parametrize("name", sorted(DENSITIES))
def test_every_free_number_is_called_illustrative(name: str) -> None:
    assumed = [p for p in DENSITIES[name].parameters if p.status == "assumed"]
    assert assumed
    assert all("illustrative" in p.source for p in assumed)


def test_a_law_says_what_it_needs() -> None:
    unknown = Found(math.nan, math.nan)
    for law in DENSITIES.values():
        known = law.density(unknown, resolve(law.parameters, {}))
        assert math.isnan(known) == bool(law.needs)
