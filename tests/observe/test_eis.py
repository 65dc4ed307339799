"""The spectrometer: its frequencies, what it leaves to the model, what it reads."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.analyse.spectrum import LOWEST, MINIMUM, read_spectrum
from solvus.base.errors import InputError
from solvus.model.impedance import complete, impedance
from solvus.model.interface.kinds import FILM
from solvus.model.layer.kinds import Layer, Salt
from solvus.observe import eis

SALT = Salt(0.8, 3e-10, 0.35, 1.6, 1000.0)
INTERFACE = {
    "film_resistance": 8e-4,
    "exchange_current": 100.0,
    "electrolyte_resistance": 4e-4,
    "nuclei": 1e12,
}
THICK = (Layer(136800.0, 73.3e-6, 0.31, 6.98, 0.75),) * 2


def values(**given: float) -> dict[str, float]:
    return eis.INSTRUMENT.values(given=given)


def test_the_band_is_met_at_both_ends_from_the_top() -> None:
    f = eis.frequencies(values())
    assert (f[0], f[-1], len(f)) == (pytest.approx(1e5), pytest.approx(0.1), 121)
    assert np.diff(np.log10(f)) == pytest.approx(-0.05)
    f = eis.frequencies(values(f_max=3e4, f_min=7.0, points_per_decade=7))
    assert (f[0], f[-1]) == (pytest.approx(3e4), pytest.approx(7.0))
    assert -1.0 / np.diff(np.log10(f)) == pytest.approx(7.0, rel=0.05)
    assert len(eis.frequencies(values(f_max=10.0, f_min=9.0, points_per_decade=2))) == 3


@pytest.mark.parametrize("bottom", [1e3, 2e3])
def test_a_band_upside_down_is_refused(bottom: float) -> None:
    with pytest.raises(ValueError, match=r"f_min, .* must lie below f_max, 1000 Hz"):
        eis.frequencies(values(f_max=1e3, f_min=bottom))


def test_it_shows_the_impedance_of_the_model() -> None:
    given = values(film_capacitance=0.02, cpe_exponent=0.85)
    found = eis.read(given, INTERFACE, THICK, SALT, 308.15)
    own = complete({**INTERFACE, "film_capacitance": 0.02, "cpe_exponent": 0.85})
    expected = impedance(eis.frequencies(given), own, THICK, SALT, 308.15)
    assert np.array_equal(found.parts.total, expected.total)
    assert found.reading == read_spectrum(expected.frequency, expected.total)
    # a capacitance among the parameters of the interface does not win over the instrument's
    same = eis.read(given, {**INTERFACE, "film_capacitance": 9.0}, THICK, SALT, 308.15)
    assert np.array_equal(same.parts.total, found.parts.total)


def test_the_interface_is_read_without_the_layer() -> None:
    """The layer shows in the intercept and below the band, hardly in the arc."""
    bare = eis.read(values(), INTERFACE, None, SALT)
    thick = eis.read(values(), INTERFACE, THICK, SALT)
    assert bare.reading is not None
    assert thick.reading is not None
    resistance = 2.0 * (8e-4 + 8.314 * 298.15 / 96485.0 / 100.0)
    assert bare.reading.method == LOWEST
    assert bare.reading.interface == pytest.approx(resistance, rel=0.02)
    assert thick.reading.method == MINIMUM
    assert thick.reading.interface == pytest.approx(resistance, rel=0.03)
    ohmic = 2 * 73.3e-6 * 6.98 / 0.8
    grown = thick.reading.intercept.resistance - bare.reading.intercept.resistance
    assert grown == pytest.approx(ohmic, rel=0.02)
    wide = eis.read(values(f_min=1e-5), INTERFACE, THICK, SALT)
    assert wide.reading is not None
    assert wide.reading.total - thick.reading.total > 8e-4


def test_a_closed_layer_has_no_reading() -> None:
    closed = Layer(2e5, 106e-6, 0.0, np.inf, 0.75)
    found = eis.read(values(), INTERFACE, (closed, THICK[0]), SALT)
    assert found.reading is None
    assert np.isinf(found.parts.total.real).all()


def test_the_defaults_are_the_band_of_the_paper_and_within_their_ranges() -> None:
    assert values()["f_max"] == 1e5
    assert values()["f_min"] == 0.1
    with pytest.raises(InputError, match="cpe_exponent"):
        values(cpe_exponent=1.3)
    assert {p.name for p in FILM} <= set(INTERFACE)
