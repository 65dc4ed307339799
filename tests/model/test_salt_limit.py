"""Where the salt ends, against the porous model that follows it."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.kernels import porous
from solvus.materials import library
from solvus.model.cathode import CathodeDesign, CathodeElectrode, Mesh, Spacer
from solvus.model.salt_limit import salt_limit
from solvus.study.full_cell import salt_of

SALT = salt_of(library.electrolyte("lipf6_ec_dec_fec"))


def thick(model: str, loading: float = 0.2) -> CathodeDesign:
    """A coating of which the reaction is spread evenly: little potential to spare along it."""
    material = library.cathode("ncm622")
    return CathodeDesign(material, loading, None, model, Spacer(20e-6, 0.4))  # type: ignore[arg-type]


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_below_the_limit_salt_is_left_where_it_says(sign: float) -> None:
    """The salt at the poorer end, extrapolated over current, ends near the current told."""
    design = thick("porous")
    limit = salt_limit(design, SALT)
    told = limit.charge if sign > 0.0 else limit.discharge
    electrode = CathodeElectrode(design, SALT, 298.15, mesh=Mesh(8, 24), nodes=8)
    electrode.theta[:] = 0.6
    part = 0.3
    electrode.advance(sign * part * told, 300.0)
    end = electrode.cell[0 if sign > 0.0 else -1, porous.C]
    drawn = (1.0 - end / SALT.filled) / part
    assert drawn == pytest.approx(1.0, abs=0.1)


def test_a_thicker_coating_carries_less() -> None:
    thin, wide = (salt_limit(thick("particle", loading), SALT) for loading in (0.1, 0.2))
    assert wide.charge < thin.charge
    assert wide.discharge < thin.discharge
    assert np.isfinite([*thin, *wide]).all()


def test_of_a_separator_alone_it_is_the_textbook_current() -> None:
    """4 F D c/((1 - t) L): without a coating to speak of, half of the salt on either side."""
    design = CathodeDesign(library.cathode("ncm622"), 1e-5, None, "particle", Spacer(100e-6, 0.4))
    found = salt_limit(design, SALT)
    d = porous.look(SALT.diffusivity, SALT.filled)[0]
    book = 2.0 * 96485.33212 * d * 0.4**1.5 * SALT.filled / ((1.0 - SALT.transference) * 100e-6)
    assert found.charge == pytest.approx(book, rel=1e-3)
    assert found.discharge == pytest.approx(book, rel=1e-3)
