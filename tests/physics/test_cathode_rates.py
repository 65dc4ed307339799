"""What a cathode gives at a rate: less when faster, thicker, colder, duller; and why."""

from __future__ import annotations

import numpy as np
import pytest

from full_cells import ROOM, cathode, salt
from solvus.kernels import porous_step as S
from solvus.materials import library, open_circuit
from solvus.model.cathode import CathodeDesign, CathodeElectrode, Mesh, Model, Spacer

MODELS: tuple[Model, ...] = ("particle", "porous")
MESH = Mesh(4, 8)


def given(made: CathodeElectrode, rate: float, low: float = 2.8, high: float = 4.3) -> float:
    """Charge [C/m2] of a discharge at a C-rate after a slow charge."""
    one_c = made.design.nominal / 3600.0
    made.advance(0.1 * one_c, 1e6, limit=high)
    made.advance(0.0, 36000.0)
    return rate * one_c * made.advance(-rate * one_c, 1e6, limit=low).time


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", ["ncm622", "ncm811"])
def test_the_faster_the_less(name: str, model: Model) -> None:
    low, high = (library.cathode(name).voltage_low.si, 4.2)
    charges = [given(cathode(name, model, mesh=MESH), c, low, high) for c in (0.05, 0.3, 1.0, 3.0)]
    assert np.all(np.diff(charges) < 0.0)
    material = library.cathode(name)
    held = open_circuit.capacity_between(material, low, high) * 0.152
    assert 0.95 * held < charges[0] < held


@pytest.mark.parametrize("model", MODELS)
def test_the_thicker_the_less_of_its_share(model: Model) -> None:
    """One C-rate on more material is more current through more pores."""
    shares = []
    for loading in (0.05, 0.15, 0.3):
        made = cathode(model=model, loading=loading, mesh=MESH)
        shares.append(given(made, 1.0) / made.design.nominal)
    assert np.all(np.diff(shares) < 0.0)


def test_the_colder_the_less() -> None:
    """Diffusion slows down with the temperature; its activation energy is on file."""
    design = CathodeDesign(library.cathode("ncm622"), 0.152, fade=0.0)
    charges = [given(CathodeElectrode(design, salt(), t), 1.0) for t in (273.15, ROOM, 323.15)]
    assert np.all(np.diff(charges) > 0.0)


def test_a_denser_separator_costs_its_resistance() -> None:
    """t/(kappa e^1.5): 20 um at 20 % instead of 40 % porosity."""
    current, volts = 10.0, []
    for porosity in (0.4, 0.2):
        design = CathodeDesign(library.cathode("ncm622"), 0.152, separator=Spacer(20e-6, porosity))
        volts.append(CathodeElectrode(design, salt(), ROOM).instant(current))
    kappa = library.electrolyte("lipf6_ec_dec_fec").conductivity.si
    due = current * 20e-6 / kappa * (0.2**-1.5 - 0.4**-1.5)
    assert volts[1] - volts[0] == pytest.approx(due, rel=1e-3)


@pytest.mark.parametrize("model", MODELS)
def test_a_current_that_is_cut_shows_the_ohmic_drop_at_once_and_diffusion_later(
    model: Model,
) -> None:
    """Charge, then rest: a jump, then a decay to the open circuit of the mean, never beyond it."""
    made = cathode(model=model, mesh=MESH)
    one_c = made.design.nominal / 3600.0
    made.advance(one_c, 1500.0)
    under = made.voltage(one_c)
    rows = made.advance(0.0, 36000.0).rows
    jump = under - rows[0, S.VOLTAGE]
    assert jump > one_c * made.resistance
    volts = rows[:, S.VOLTAGE]
    due = float(open_circuit.potential(made.design.material, made.mean))
    assert np.all(np.diff(volts) < 2e-4)
    assert volts[-1] == pytest.approx(due, abs=2e-4)
    assert volts[0] - due > 2e-3


def test_small_pulses_up_and_down_cost_the_same() -> None:
    """Near one content the electrode is linear: no preferred direction, no drift."""
    made = cathode()
    one_c = made.design.nominal / 3600.0
    made.advance(one_c, 1500.0)
    made.advance(0.0, 1e5)
    still = made.voltage(0.0)
    ends = []
    for sign in (1.0, -1.0):
        saved = made.save()
        made.advance(sign * 0.01 * one_c, 60.0)
        ends.append(made.voltage(sign * 0.01 * one_c) - still)
        made.restore(saved)
    # the charge that follows the first has a lost end: its kinetics differ by a few per cent
    assert ends[0] == pytest.approx(-ends[1], rel=0.1)
