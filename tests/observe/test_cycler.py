"""The record of a cycler from that of a run: exact, for a run small enough to know by heart."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from solvus.analyse.readers import notices_of
from solvus.base.errors import InputError
from solvus.base.record import Variable, dataset
from solvus.observe.cycler import PERIODS, Recording, Spectrum, as_measured

AREA = 2e-4
POINT, HALF = ("point",), ("half_cycle",)


def run(**drop: object) -> xr.Dataset:
    """10 s at 3 A/m2, 10 s of a hold in which the current falls to 1, 5 s of rest, 10 s back."""
    time = np.array([0.0, 5.0, 10.0, 20.0, 20.0, 25.0, 25.0, 35.0])
    current = np.array([3.0, 3.0, 3.0, 1.0, 0.0, 0.0, -2.0, -2.0])
    voltage = np.array([0.1, 0.2, 0.3, 0.3, 0.0, 0.0, -0.1, -0.2])
    half = np.array([0, 0, 0, 0, 1, 1, 2, 2])
    variables = {
        "time": Variable(POINT, time, "s"),
        "current_density": Variable(POINT, current, "A/m^2"),
        "voltage": Variable(POINT, voltage, "V"),
        "curve_half_cycle": Variable(POINT, half, "1"),
        "half_cycle": Variable(HALF, np.arange(3), "1"),
        "half_cycle_cycle": Variable(HALF, np.array([1, 1, 1]), "1"),
    }
    kept = {name: one for name, one in variables.items() if name not in drop}
    return dataset(kept, {"solvus_version": "1.2.3", "title": "by heart"})


def test_current_charge_and_control_of_each_row() -> None:
    made = as_measured(run(), AREA)
    np.testing.assert_allclose(made["current"], AREA * run()["current_density"])
    np.testing.assert_array_equal(made["mode"], [1, 1, 1, 2, 0, 0, 1, 1])
    # 3 A/m2 for 10 s, 2 A/m2 on the mean for 10 s, and back
    due = AREA * np.array([0.0, 15.0, 30.0, 50.0, 50.0, 50.0, 50.0, 30.0])
    np.testing.assert_allclose(made["charge"], due, atol=1e-6)
    np.testing.assert_array_equal(made["half_cycle"], [0, 0, 0, 0, 1, 1, 2, 2])
    assert made.attrs["area_m2"] == AREA
    assert made.attrs["simulated"] == 1
    assert notices_of(made) == ["simulated by Solvus 1.2.3; nothing in it was measured"]


def test_the_clock_runs_on_while_a_spectrum_is_taken() -> None:
    f = np.array([100.0, 1.0, 0.5])
    z = np.array([1.0 - 1.0j, 2.0 - 2.0j, 3.0 - 0.5j])
    made = as_measured(run(), AREA, [Spectrum(0, f, z)])
    later = PERIODS * (0.01 + 1.0 + 2.0)
    np.testing.assert_allclose(made["time"], run()["time"] + later * (np.arange(8) > 3))
    assert made["spectrum_time"].values.tolist() == [20.0]
    np.testing.assert_allclose(made["z_real"][0], z.real / AREA)
    np.testing.assert_allclose(made["z_imag"][0], z.imag / AREA)


def test_rows_every_so_often_and_when_the_voltage_moves() -> None:
    made = as_measured(run(), AREA, how=Recording(every=4.0, change=0.15))
    first = made["time"].values[made["half_cycle"].values == 0]
    # the grid, the row at 10 s where 0.2 V have passed, and the last row
    assert first.tolist() == [0.0, 4.0, 8.0, 10.0, 12.0, 16.0, 20.0]
    assert made["voltage"].values[1] == pytest.approx(0.18)


@pytest.mark.parametrize(
    ("record", "area", "how", "told"),
    [
        (run(voltage=0), AREA, None, "no voltage"),
        (run().isel(point=slice(0, 4)), AREA, None, "1 of 3 half-cycles"),
        (run(), 0.0, None, "positive area"),
        (run(), AREA, Recording(noise=-1.0), "noise"),
        (run(), AREA, Recording(every=float("nan")), "every"),
        (run(), AREA, Recording(every=1e-6), "rows"),
        (run(), AREA, Recording(every=1.0, change=0.0), "change"),
    ],
)
def test_refusals(record: xr.Dataset, area: float, how: Recording | None, told: str) -> None:
    with pytest.raises(InputError, match=told):
        as_measured(record, area, how=how)
