"""A life put into a design: thickness adds up, energy follows, nothing changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
from designs import small

from solvus.pouch.energy import energies
from solvus.pouch.life import along_life


def test_a_life_that_changes_nothing_is_the_design() -> None:
    found, design = along_life(small(), np.arange(1.0, 4.0), 0.0, 1.0), energies(small())
    assert found.discharged.body == pytest.approx(np.full(3, design.built.body))
    assert found.charged.tabs == pytest.approx(np.full(3, design.charged.tabs))
    assert found.specific_energy == pytest.approx(np.full(3, design.specific_energy))
    assert found.thickness_charged == pytest.approx(np.full(3, design.thickness.charged))


def test_layers_add_one_growth_per_facing_pair() -> None:
    growth = np.array([0.0, 2e-6, 8e-6])
    found = along_life(small(), [1, 10, 50], growth, 1.0)
    assert found.thickness_discharged - found.thickness_discharged[0] == pytest.approx(6 * growth)
    assert np.all(np.diff(found.discharged.body) < 0.0)
    assert found.breath == pytest.approx(np.full(3, found.breath[0]))


def test_capacity_and_voltage_multiply() -> None:
    found = along_life(small(), [1, 50], 0.0, np.array([1.0, 0.9]), np.array([1.0, 0.95]))
    assert found.charge[1] / found.charge[0] == pytest.approx(0.9)
    assert found.energy[1] / found.energy[0] == pytest.approx(0.9 * 0.95)
    assert found.specific_energy[1] / found.specific_energy[0] == pytest.approx(0.9 * 0.95)
    assert found.breath[1] / found.breath[0] == pytest.approx(0.9)
