"""The surface reading: laws, their limits, and what they make of a face."""

import numpy as np
import pytest

from cells import HOUR, MA, cell, design, lithium, silver
from solvus.base.errors import InputError
from solvus.model.electrode import Face
from solvus.observe import INSTRUMENTS, aes
from solvus.observe.kinds import SIGNAL_LAWS


def face(x_matrix: float, x_skin: float = 0.5, share: float = 0.0) -> Face:
    """A face that shows the skin on a share of its area."""
    depth, fraction = np.array([0.0, 25e-6]), np.full(2, x_matrix)
    layers = ((100e-9, x_skin, 5e4),) if share else ()
    return Face(share, layers, depth, fraction, 0.0, fraction / 1.3e-5, covered=share)


@pytest.mark.parametrize("law", list(SIGNAL_LAWS))
def test_a_surface_of_pure_solute_reads_one_under_every_law(law: str) -> None:
    assert aes.read(face(1.0), aes.INSTRUMENT.values(law)) == pytest.approx(1.0)


def test_what_each_law_reads_on_lithium_and_on_the_foil() -> None:
    floor = aes.INSTRUMENT.values("floor")["floor"]
    assert aes.read(face(0.0), aes.INSTRUMENT.values("floor")) == floor
    assert aes.read(face(0.0), aes.INSTRUMENT.values("ratio")) == 0.0
    assert aes.read(face(0.0), aes.INSTRUMENT.values("floor_ratio")) == floor
    assert aes.read(face(0.0071), aes.INSTRUMENT.values("literal")) == pytest.approx(0.0071)
    as_made = aes.read(face(0.0071), aes.INSTRUMENT.values())
    assert as_made == pytest.approx(0.073, abs=0.015)  # the reading that the floor was made for


def test_floor_and_ratio_together_contain_both() -> None:
    x = face(0.3)
    both = aes.INSTRUMENT.values("floor_ratio", {"floor": 0.0, "ratio": 3.0})
    assert aes.read(x, both) == aes.read(x, aes.INSTRUMENT.values("ratio", {"ratio": 3.0}))
    both = aes.INSTRUMENT.values("floor_ratio", {"floor": 0.1, "ratio": 1.0})
    assert aes.read(x, both) == aes.read(x, aes.INSTRUMENT.values("floor", {"floor": 0.1}))


def test_the_spot_averages_over_patches() -> None:
    values = aes.INSTRUMENT.values("literal")
    assert aes.read(face(0.01, 0.5, 0.25), values) == pytest.approx(0.25 * 0.5 + 0.75 * 0.01)


def test_a_substrate_reads_as_solute_until_it_is_plated() -> None:
    values = aes.INSTRUMENT.values("literal")
    working = cell(silver(), lithium()).working
    assert aes.read(working.face(), values) == 1.0
    working.advance(-MA, HOUR)
    assert aes.read(working.face(), values) == pytest.approx(0.0, abs=1e-9)


def test_the_readings_that_h3v_is_made_for() -> None:
    """As made, after 3 and after 5 mAh/cm2, and after plating 3: within two sigma of the text."""
    values = aes.INSTRUMENT.values()
    working = cell(design(), alone=True).working
    found = [aes.read(working.face(), values)]
    for current, hours in ((MA, 3), (MA, 2), (-MA, 3)):
        working.advance(current, hours * HOUR)
        found.append(aes.read(working.face(), values))
    assert found == pytest.approx([0.073, 0.199, 0.57, 0.17], abs=0.08)


def test_values_of_an_instrument() -> None:
    for instrument in INSTRUMENTS.values():
        assert set(instrument.values()) >= {p.name for p in instrument.parameters}
    with pytest.raises(InputError, match="outside its range"):
        aes.INSTRUMENT.values("floor", {"floor": 0.9})
    with pytest.raises(KeyError):
        aes.INSTRUMENT.values("flor")
    # one table of values may serve several instruments
    assert aes.INSTRUMENT.values("floor", {"roughness": 1.0}) == aes.INSTRUMENT.values("floor")
