"""The nucleation transient: its peak, its plateau, and the charge of its recovery."""

import numpy as np
import pytest

from foils import MAH
from solvus.kernels.nucleation import Drive, Surface, transient

VOLT = 2.0 * 8.314462618 * 298.15 / 96485.33212
# R_p = 5 ohm cm2, j0 = 10 mA/cm2, 20 uF/cm2; the surface found asks for 66 mV at 1 mA/cm2
SURFACE = Surface(
    r_found=66e-4, r_deposit=5e-4, j0=100.0, volt=VOLT, double_layer=0.2, nuclei=1e12, rate=0.0,
    order=0.0, growth=13e-6 / 96485.33212,
)  # fmt: skip
PER_CM2 = 1e4


def run(p: Surface, j: float = 10.0, time: float = 3600.0) -> np.ndarray:
    y, out = np.array([0.0, p.nuclei, 0.0, 0.0]), np.zeros((5000, 3))
    rows, finished = transient(y, Drive(False, j), time, p, 1e-6, out)
    assert finished
    assert np.isfinite(out[:rows]).all()
    return out[:rows]


def plateau(j: float, p: Surface) -> float:
    return j * p.r_deposit + p.volt * np.arcsinh(j / (2.0 * p.j0))


def half_recovery(record: np.ndarray, j: float, p: Surface) -> float:
    """Charge [uAh/cm2] at which eta has fallen half way from its peak to its plateau."""
    time, eta = record[:, 0], record[:, 1]
    peak = int(np.argmax(eta))
    half = 0.5 * (eta[peak] + plateau(j, p))
    at = np.interp(-half, -eta[peak:], time[peak:])
    return j * at / (MAH / 1000.0)


def test_the_peak_is_ohms_law_on_the_surface_found() -> None:
    """eta_max -> j R_n as the nuclei get few, and falls short of it as they get many."""
    peaks = []
    for per_cm2 in (1e6, 1e8, 1e10, 1e11):
        record = run(SURFACE._replace(nuclei=per_cm2 * PER_CM2))
        peaks.append(record[:, 1].max() / (10.0 * SURFACE.r_found))
    assert peaks[0] == pytest.approx(1.0, abs=1e-4)
    assert (np.diff(peaks) < 0.0).all()
    assert all(peak < 1.0 for peak in peaks)


@pytest.mark.parametrize("j", [1.0, 10.0, 30.0])
def test_the_plateau_is_that_of_the_deposit(j: float) -> None:
    record = run(SURFACE, j, 36000.0 / j * 10.0)
    assert record[-1, 2] == pytest.approx(1.0, abs=1e-6)
    assert record[-1, 1] == pytest.approx(plateau(j, SURFACE), rel=1e-5)


@pytest.mark.parametrize(("per_cm2", "charge"), [(1e7, 11.0), (1e8, 4.0), (1e9, 1.0)])
def test_half_recovery(per_cm2: float, charge: float) -> None:
    """11, 4 and 1 uAh/cm2 as the prototype rounded them."""
    p = SURFACE._replace(nuclei=per_cm2 * PER_CM2)
    assert half_recovery(run(p), 10.0, p) == pytest.approx(charge, rel=0.35)


def test_the_recovery_scales_with_the_distance_of_the_nuclei() -> None:
    charges = []
    for per_cm2 in (1e7, 1e8, 1e9):
        p = SURFACE._replace(nuclei=per_cm2 * PER_CM2)
        charges.append(half_recovery(run(p), 10.0, p))
    ratio = np.array(charges[:-1]) / charges[1:]
    np.testing.assert_allclose(ratio, np.sqrt(10.0), rtol=0.06)


def test_early_coverage_is_that_of_growing_hemispheres() -> None:
    """While nuclei are apart: radius g t with eta at its peak, theta = pi N r^2."""
    p = SURFACE._replace(nuclei=1e7 * PER_CM2)
    record = run(p)
    pick = (record[:, 0] > 0.05) & (record[:, 2] < 4e-3)
    local = 10.0 * p.r_found
    from_peak = 2.0 * p.j0 * np.sinh(local / p.volt)
    i = from_peak
    for _ in range(200):  # through the film of the deposit as well
        i = 0.5 * (i + 2.0 * p.j0 * np.sinh((local - min(i * p.r_deposit, local)) / p.volt))
    radius = p.growth * i * record[pick, 0]
    assert pick.sum() > 3
    np.testing.assert_allclose(record[pick, 2], np.pi * p.nuclei * radius**2, rtol=0.03)


def test_without_nuclei_nothing_recovers_and_rate_makes_some() -> None:
    none = run(SURFACE._replace(nuclei=0.0))
    assert none[-1, 1] == pytest.approx(10.0 * SURFACE.r_found, rel=1e-9)
    assert none[-1, 2] == 0.0
    later = [
        half_recovery(run(p), 10.0, p)
        for p in (SURFACE._replace(nuclei=0.0, rate=rate, order=1.0) for rate in (1e9, 1e10, 1e11))
    ]
    assert later[0] > later[1] > later[2] > 0.0
