"""The test of Kramers and Kronig: true spectra pass, noise is noise, every breach is found."""

from __future__ import annotations

import numpy as np
import pytest

from instrument_files import instrument_file
from solvus.analyse.circuits import parse_circuit
from solvus.analyse.kramers_kronig import (
    CONSISTENT,
    NOISY,
    VIOLATED,
    KramersKronig,
    kramers_kronig,
    order_of,
)

F = np.geomspace(1e6, 1e-2, 81)
CAUSAL = {
    "R0-p(R1,C1)": [4.0, 20.0, 1e-4],
    "R0-p(R1,CPE1)": [4.0, 20.0, 1e-4, 0.8],
    "R0-p(R1,CPE1)-p(R2,CPE2)": [4.0, 20.0, 1e-5, 0.8, 10.0, 1e-2, 0.9],
    "R0-p(R1,CPE1)-W1": [4.0, 20.0, 1e-5, 0.8, 3.0],
    "R0-p(R1-Wo1,CPE1)": [4.0, 20.0, 30.0, 100.0, 1e-5, 0.8],
    "R0-CPE1": [4.0, 1e-5, 0.9],
    "L0-R0-p(R1,CPE1)-Ws1": [1e-6, 4.0, 20.0, 1e-5, 0.8, 20.0, 50.0],
    "R0-p(R1,C1)-p(R2,L2)": [4.0, 20.0, 1e-4, 10.0, 5.0],
    "R0-G1": [4.0, 20.0, 3.0],
}


def spectrum(circuit: str = "R0-p(R1,CPE1)", noise: float = 0.0, seed: int = 0) -> np.ndarray:
    z = parse_circuit(circuit).impedance(F, CAUSAL[circuit])
    rng = np.random.default_rng(seed)
    return z + noise * np.abs(z) * (rng.normal(size=81) + 1j * rng.normal(size=81))


@pytest.mark.parametrize("circuit", CAUSAL)
def test_what_is_causal_passes_with_next_to_no_residuals(circuit: str) -> None:
    found = kramers_kronig(F, spectrum(circuit))
    assert found.verdict == CONSISTENT
    assert found.noise < 6e-4
    assert found.suspect.size == 0
    assert np.abs(found.residual_real).max() < 4e-3


@pytest.mark.parametrize("circuit", CAUSAL)
@pytest.mark.parametrize("noise", [0.01, 0.03])
def test_noise_is_found_in_its_size_and_not_held_against_the_cell(
    circuit: str, noise: float
) -> None:
    found = kramers_kronig(F, spectrum(circuit, noise, 3))
    assert found.verdict == NOISY
    assert found.noise == pytest.approx(noise, rel=0.25)
    assert found.scatter == pytest.approx(noise, rel=0.25)
    assert "noise, not a breach" in found.reason


def test_false_alarms_are_rare() -> None:
    verdicts = [kramers_kronig(F, spectrum(noise=0.01, seed=seed)).verdict for seed in range(100)]
    assert verdicts.count(VIOLATED) <= 1


def drifting(growth: float) -> np.ndarray:
    """The interface grows by a share while the sweep lasts, point after point."""
    share = 1.0 + growth * np.arange(81) / 80.0
    return 4.0 + 20.0 * share / (1.0 + (2j * np.pi * F * 0.1) ** 0.8)


@pytest.mark.parametrize("growth", [0.3, 1.0, -0.3])
@pytest.mark.parametrize("noise", [0.0, 0.003])
def test_drift_is_found(growth: float, noise: float) -> None:
    rng = np.random.default_rng(5)
    z = drifting(growth)
    z = z * (1.0 + noise * (rng.normal(size=81) + 1j * rng.normal(size=81)))
    found = kramers_kronig(F, z)
    assert found.verdict == VIOLATED
    assert found.order > 3.0


def test_a_drift_within_the_tolerance_is_mentioned() -> None:
    found = kramers_kronig(F, drifting(0.03))
    assert found.verdict == CONSISTENT
    assert "though in an order" in found.reason
    assert "order" not in kramers_kronig(F, spectrum(noise=0.003)).reason


@pytest.mark.parametrize(
    "breach",
    [
        lambda z: z.conj(),
        lambda z: z.real + 1.15j * z.imag,
        lambda z: z * np.exp(0.1j),
        lambda z: np.where(F < 10.0, 1.2, 1.0) * z,
        lambda z: 1.0 / z.conj(),
    ],
    ids=["sign of Im Z", "scale of Im Z", "phase", "range switched", "admittance"],
)
def test_spectra_that_no_cell_gives_are_found(breach: object) -> None:
    assert kramers_kronig(F, breach(spectrum())).verdict == VIOLATED  # type: ignore[operator]


def test_a_stray_point_is_found_and_named() -> None:
    z = spectrum(noise=1e-4)
    z[30] *= 1.15
    found = kramers_kronig(F, z)
    assert found.verdict == VIOLATED
    assert "stand out" in found.reason
    assert F[30] in found.suspect
    assert f"{F[30]:.3g}" in found.reason


def test_fewer_relaxations_than_points_and_mu_at_the_end() -> None:
    found = kramers_kronig(F, spectrum(noise=0.003))
    assert 3 <= found.relaxations < 42
    assert found.mu <= 1.0
    strict = kramers_kronig(F, spectrum(noise=0.003), mu_limit=0.5)
    assert strict.relaxations >= found.relaxations
    assert strict.options["mu_limit"] == 0.5


def test_unit_and_order_do_not_matter() -> None:
    z = spectrum(noise=0.002)
    one = kramers_kronig(F, z)
    turned = kramers_kronig(F[::-1], 1e-4 * z[::-1])
    assert np.array_equal(turned.frequency, one.frequency)
    assert turned.noise == pytest.approx(one.noise, rel=1e-6)
    assert turned.verdict == one.verdict


def test_the_order_of_noise_and_of_a_curve() -> None:
    """Standard normal for noise, by simulation; the root of the steps for a slow curve."""
    rng = np.random.default_rng(1)
    orders = [order_of(rng.normal(size=50), rng.normal(size=50)) for _ in range(400)]
    assert np.mean(orders) == pytest.approx(0.0, abs=0.2)
    assert np.std(orders) == pytest.approx(1.0, abs=0.12)
    assert order_of(np.sin(np.linspace(0.0, 6.0, 101))) == pytest.approx(10.0, rel=0.02)
    assert order_of(np.zeros(9)) == 0.0


@pytest.mark.parametrize(
    ("f", "z", "sentence"),
    [
        (F[:6], np.ones(6), "6 points is too short"),
        (F, np.where(F > 1.0, 1.0, 0.0), "a point where Z is zero"),
        (F, np.full(81, np.nan), "not numbers"),
        (np.ones(9), np.ones(9), "each occurs once"),
    ],
)
def test_what_cannot_be_tested_is_refused(f: np.ndarray, z: np.ndarray, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        kramers_kronig(f, z)
    with pytest.raises(ValueError, match="between 0 and 1"):
        kramers_kronig(F, spectrum(), tolerance=0.0)


def measured(name: str, **options: object) -> KramersKronig:
    table = np.loadtxt(instrument_file(name), **options)  # type: ignore[call-overload]
    return kramers_kronig(table[:, 0], table[:, 1] + 1j * table[:, 2])


def test_published_spectra_pass() -> None:
    assert measured("eis/LIB_data.txt").noise < 1e-3
    assert measured("eis/exampleData.csv", delimiter=",").verdict == CONSISTENT
