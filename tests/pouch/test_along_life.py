"""A life put into a design: thickness adds up, energy follows, nothing changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
from pouch_cells import small

from solvus.pouch.energy import energies
from solvus.pouch.geometry import lithium_volume_per_charge
from solvus.pouch.life import along_life


@pytest.mark.parametrize("holds_lithium", [1.0, 0.0])
def test_a_life_that_changes_nothing_is_the_design(holds_lithium: float) -> None:
    """Grown by the lithium that the first charge leaves on the foil, or thinner by that of the
    first discharge: nothing else happens, and the cell is the design charged and discharged."""
    cell = small()
    cell = cell._replace(cathode=cell.cathode._replace(holds_lithium=holds_lithium))
    first, used = 0.15 * 200.0 * 3600.0, 0.15 * 180.0 * 3600.0
    growth = lithium_volume_per_charge() * (first - used if holds_lithium else -first)
    found, design = along_life(cell, np.arange(1.0, 4.0), growth, 1.0), energies(cell)
    assert found.thickness_discharged == pytest.approx(np.full(3, design.thickness.discharged))
    assert found.thickness_charged == pytest.approx(np.full(3, design.thickness.charged))
    assert found.discharged.body == pytest.approx(np.full(3, design.discharged.body))
    assert found.charged.tabs == pytest.approx(np.full(3, design.charged.tabs))
    assert found.specific_energy == pytest.approx(np.full(3, design.specific_energy))
    assert found.share.tolist() == [1.0] * 3


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
