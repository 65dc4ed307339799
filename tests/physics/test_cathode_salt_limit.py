"""The current that the salt carries: the law of `salt_limit` against the porous electrode."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from electrodes import F, electrode
from full_cells import cathode, salt
from solvus.kernels import porous_step as S
from solvus.kernels.porous import C
from solvus.model.cathode import Spacer, salt_constant
from solvus.model.salt_limit import salt_limit

GAP, THICK = 25e-6, 90e-6
KNOWN = salt_constant(0.9, 3e-10, 1.6, 0.3, 1000.0)
DESIGN = SimpleNamespace(
    coating=SimpleNamespace(thickness=THICK, porosity=0.3), separator=Spacer(GAP, 0.45),
    bruggeman=1.5,
)  # fmt: skip


def settled(current: float) -> tuple[int, float]:
    """(status, lowest salt) long after a start, the reaction spread evenly by a steep potential."""
    made = electrode(
        separator=20, cathode=40, nodes=3, gap=GAP, thickness=THICK, kappa=1e7, sigma=1e7,
        c_max=45e5, open_circuit=lambda x: 20.0 - 18.0 * x, diffusivity=1e-10, content=0.5,
        tolerance=1e-4, i0=500.0,
    )  # fmt: skip
    status, _ = made.run(current, 1.2e4)
    return status, min(float(made.m[:, C].min()), float(made.rows[-1, S.SALT]))


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_just_below_it_the_salt_lasts_and_falls_with_the_current(sign: float) -> None:
    limits = salt_limit(DESIGN, KNOWN)  # type: ignore[arg-type]
    limit = limits.charge if sign > 0.0 else limits.discharge
    for share in (0.5, 0.8, 0.9):
        status, least = settled(sign * share * limit)
        assert status == S.DONE
        # of charge at the metal; of discharge in the last cell, half of which lies beyond
        assert least == pytest.approx(1000.0 * (1.0 - share), abs=20.0)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_beyond_it_the_salt_runs_out(sign: float) -> None:
    """And a stretch that goes on for ever in ever smaller steps is none."""
    limits = salt_limit(DESIGN, KNOWN)  # type: ignore[arg-type]
    limit = limits.charge if sign > 0.0 else limits.discharge
    status, least = settled(sign * 1.3 * limit)
    assert status == S.NO_PROGRESS
    assert least < 30.0


def test_a_thin_coating_against_metal_is_the_separator_alone() -> None:
    """Both limits then are those of a gap between two metals: 2 F D b c/((1 - t+) L)."""
    design = SimpleNamespace(
        coating=SimpleNamespace(thickness=1e-9, porosity=0.3), separator=Spacer(GAP, 0.45),
        bruggeman=1.5,
    )  # fmt: skip
    due = 2.0 * F * 3e-10 * 0.45**1.5 * 1000.0 / (0.7 * GAP)
    found = salt_limit(design, KNOWN)  # type: ignore[arg-type]
    assert found.charge == pytest.approx(due, rel=1e-3)
    assert found.discharge == pytest.approx(due, rel=1e-3)


def test_the_cathode_on_file_lives_far_below_it() -> None:
    made = cathode(model="porous")
    limits = salt_limit(made.design, salt())
    current = made.design.nominal / 3600.0
    assert np.isfinite(limits).all()
    made.advance(current, 1800.0)
    assert made.cell[:, C].min() > 1000.0 * (1.0 - 1.2 * current / limits.charge)
