"""Fits: values found again, standard errors that cover, starts, weightings, warnings, speed."""

from __future__ import annotations

import json
import time
from math import comb

import numpy as np
import pytest

from instrument_files import instrument_file
from solvus.analyse.circuit_fit import KNOWN, CircuitFit, fit_circuit
from solvus.analyse.circuits import parse_circuit
from solvus.analyse.relaxation_times import relaxations
from solvus.analyse.spectrum import within
from solvus.base.errors import InputError

F = np.geomspace(1e6, 1e-2, 81)
CASES = {
    "R0-p(R1,C1)": [4.0, 20.0, 1e-4],
    "R0-p(R1,CPE1)": [4.0, 20.0, 1e-4, 0.8],
    "R0-p(R1,CPE1)-p(R2,CPE2)": [4.0, 20.0, 1e-5, 0.8, 10.0, 1e-2, 0.9],
    "R0-p(R1,CPE1)-W1": [4.0, 20.0, 1e-5, 0.8, 3.0],
    "R0-p(R1-Wo1,CPE1)": [4.0, 20.0, 30.0, 100.0, 1e-5, 0.8],
    "R0-CPE1": [4.0, 1e-5, 0.9],
    "L0-R0-p(R1,CPE1)-Ws1": [1e-6, 4.0, 20.0, 1e-5, 0.8, 20.0, 50.0],
    "R0-p(R1,C1)-p(R2,L2)": [4.0, 20.0, 1e-4, 10.0, 5.0],
    "R0-p(R1-p(R2,C2),C1)": [4.0, 20.0, 10.0, 1e-3, 1e-5],
    "R0-p(R1-W1,CPE1)": [4.0, 20.0, 5.0, 1e-5, 0.9],
    "R0-Zarc1-Zarc2-G1": [4.0, 10.0, 1e-5, 0.9, 10.0, 1e-3, 0.8, 20.0, 1.0],
    "R0-p(R1,C1)-p(R2,C2)-p(R3,C3)": [1.0, 5.0, 1e-5, 8.0, 1e-4, 3.0, 1e-1],
}


def spectrum(circuit: str, noise: float = 0.0, seed: int = 0, f: np.ndarray = F) -> np.ndarray:
    z = parse_circuit(circuit).impedance(f, CASES[circuit])
    rng = np.random.default_rng(seed)
    return z + noise * np.abs(z) * (rng.normal(size=len(f)) + 1j * rng.normal(size=len(f)))


@pytest.mark.parametrize("circuit", CASES)
def test_exact_spectra_give_their_values_back_without_a_hint(circuit: str) -> None:
    found = fit_circuit(circuit, F, spectrum(circuit))
    assert found.values == pytest.approx(CASES[circuit], rel=1e-5)
    assert found.converged
    assert found.warnings == ()
    assert found.fitted == pytest.approx(found.measured, rel=1e-7)


@pytest.mark.parametrize("circuit", CASES)
def test_noisy_spectra_give_them_within_their_errors(circuit: str) -> None:
    found = fit_circuit(circuit, F, spectrum(circuit, 0.005, 2))
    away = (found.values - CASES[circuit]) / [one.sigma for one in found.estimates]
    assert np.abs(away).max() < 4.0
    assert found.noise == pytest.approx(0.005, rel=0.2)
    assert found.order < 3.0


def within_binomial(hits: int, trials: int, share: float) -> bool:
    """Whether so many hits are no surprise, at a risk of 1e-4 each way."""
    miss = 1.0 - share
    chances = [comb(trials, k) * share**k * miss ** (trials - k) for k in range(trials + 1)]
    return sum(chances[: hits + 1]) > 1e-4 and sum(chances[hits:]) > 1e-4


@pytest.mark.parametrize(
    ("circuit", "weighting", "noise"),
    [
        ("R0-p(R1,CPE1)", "modulus", 0.01),
        ("R0-p(R1,CPE1)-W1", "modulus", 0.003),
        ("R0-p(R1,CPE1)", "unit", 0.2),
        ("R0-p(R1,CPE1)", KNOWN, 0.01),
    ],
)
def test_standard_errors_cover_as_often_as_they_say(
    circuit: str, weighting: str, noise: float
) -> None:
    """Within one and two standard errors in 68.3 and 95.4 % of 200 simulated spectra."""
    f = F[::2]
    z = parse_circuit(circuit).impedance(f, CASES[circuit])
    size = np.full(len(f), noise) if weighting == "unit" else noise * np.abs(z)
    rng = np.random.default_rng(11)
    trials = 200
    away = []
    for _ in range(trials):
        noisy = z + size * (rng.normal(size=len(f)) + 1j * rng.normal(size=len(f)))
        if weighting == KNOWN:
            found = fit_circuit(circuit, f, noisy, sigma=size)
        else:
            found = fit_circuit(circuit, f, noisy, weighting=weighting)
        away.append((found.values - CASES[circuit]) / [one.sigma for one in found.estimates])
    for place, name in enumerate(parse_circuit(circuit).names):
        own = np.abs(np.array(away)[:, place])
        assert within_binomial(int((own < 1.0).sum()), trials, 0.683), name
        assert within_binomial(int((own < 2.0).sum()), trials, 0.954), name


def test_a_known_noise_makes_chi2_one() -> None:
    z = spectrum("R0-p(R1,CPE1)", 0.01, 4)
    found = fit_circuit("R0-p(R1,CPE1)", F, z, sigma=0.01 * np.abs(z))
    assert found.weighting == KNOWN
    assert found.noise == pytest.approx(1.0, rel=0.15)
    doubled = fit_circuit("R0-p(R1,CPE1)", F, z, sigma=0.02 * np.abs(z))
    assert doubled.of("R1").sigma == pytest.approx(2.0 * found.of("R1").sigma, rel=1e-4)
    apart = fit_circuit("R0-p(R1,CPE1)", F, z, sigma=np.abs(z) * (0.01 + 0.01j))
    assert apart.values == pytest.approx(found.values)


def test_a_smaller_sigma_of_one_part_draws_the_fit_to_it() -> None:
    z = spectrum("R0-p(R1,C1)").real + 1.02j * spectrum("R0-p(R1,C1)").imag
    real = fit_circuit("R0-p(R1,C1)", F, z, sigma=np.full(81, 1e-3 + 1.0j))
    imaginary = fit_circuit("R0-p(R1,C1)", F, z, sigma=np.full(81, 1.0 + 1e-3j))
    assert real.of("R1").value == pytest.approx(20.0, rel=1e-4)
    assert imaginary.of("R1").value == pytest.approx(20.4, rel=1e-4)


def test_units_and_order_of_the_frequencies_do_not_matter() -> None:
    z = spectrum("R0-p(R1,CPE1)", 0.003)
    one = fit_circuit("R0-p(R1,CPE1)", F, z)
    mixed = np.random.default_rng(1).permutation(81)
    turned = fit_circuit("R0-p(R1,CPE1)", F[mixed], 1e-4 * z[mixed])
    assert turned.values == pytest.approx(one.values * [1e-4, 1e-4, 1e4, 1.0], rel=1e-5)
    assert turned.of("R1").sigma == pytest.approx(1e-4 * one.of("R1").sigma, rel=1e-4)


def test_fixed_values_stay_and_carry_no_error() -> None:
    z = spectrum("R0-p(R1,CPE1)", 0.003)
    found = fit_circuit("R0-p(R1,CPE1)", F, z, fixed={"CPE1.n": 0.8, "R0": 4.0})
    assert (found.of("R0").value, found.of("R0").note) == (4.0, "fixed")
    assert np.isnan(found.of("R0").sigma)
    assert found.degrees == 2 * 81 - 2
    free = fit_circuit("R0-p(R1,CPE1)", F, z)
    assert found.of("R1").sigma < free.of("R1").sigma
    assert found.warnings == ()


def test_given_starting_values_are_used_by_name_or_in_order() -> None:
    z = spectrum("R0-p(R1,CPE1)")
    names = {"R0": 3.0, "R1": 30.0, "CPE1.Q": 1e-3, "CPE1.n": 0.9}
    by_name = fit_circuit("R0-p(R1,CPE1)", F, z, start=names)
    in_order = fit_circuit("R0-p(R1,CPE1)", F, z, start=list(names.values()))
    assert by_name.values == pytest.approx(CASES["R0-p(R1,CPE1)"], rel=1e-6)
    assert np.array_equal(by_name.values, in_order.values)
    assert by_name.starts == 1


def test_correlations_are_those_of_repeated_fits() -> None:
    f = F[::2]
    z = parse_circuit("R0-p(R1,CPE1)").impedance(f, CASES["R0-p(R1,CPE1)"])
    rng = np.random.default_rng(2)
    found = []
    for _ in range(300):
        noise = 0.005 * np.abs(z) * (rng.normal(size=len(f)) + 1j * rng.normal(size=len(f)))
        found.append(fit_circuit("R0-p(R1,CPE1)", f, z + noise))
    repeated = np.corrcoef(np.array([one.values for one in found]).T)
    assert found[0].correlation == pytest.approx(repeated, abs=0.12)


def warnings_of(circuit: str, f: np.ndarray, z: np.ndarray) -> tuple[CircuitFit, str]:
    found = fit_circuit(circuit, f, z)
    return found, "; ".join(found.warnings)


def test_an_exponent_at_one_is_at_its_bound() -> None:
    found, told = warnings_of("R0-p(R1,CPE1)", F, spectrum("R0-p(R1,C1)"))
    assert "CPE1.n = 1 is at its upper bound" in told
    assert np.isnan(found.of("CPE1.n").sigma)
    assert found.of("R1").value == pytest.approx(20.0, rel=1e-4)


@pytest.mark.parametrize(
    ("capacitance", "place"),
    [(1e-8, "at the edge of the band"), (1e-10, "outside the band"), (1.0, "outside the band")],
)
def test_an_arc_that_the_band_cuts_off_is_told(capacitance: float, place: str) -> None:
    circuit = parse_circuit("R0-p(R1,C1)")
    rng = np.random.default_rng(3)
    z = circuit.impedance(F, [4.0, 20.0, capacitance])
    z = z * (1.0 + 1e-3 * (rng.normal(size=81) + 1j * rng.normal(size=81)))
    _, told = warnings_of("R0-p(R1,C1)", F, z)
    assert place in told


def test_arcs_that_lie_upon_each_other_are_told() -> None:
    z = parse_circuit("R0-p(R1,C1)-p(R2,C2)").impedance(F, [4.0, 20.0, 1e-4, 15.0, 3e-4])
    rng = np.random.default_rng(3)
    z = z * (1.0 + 1e-3 * (rng.normal(size=81) + 1j * rng.normal(size=81)))
    _, told = warnings_of("R0-p(R1,C1)-p(R2,C2)", F, z)
    assert "their sum is better known than their shares" in told


def test_a_circuit_with_too_little_and_one_with_too_much_are_told() -> None:
    z = spectrum("R0-p(R1,CPE1)-p(R2,CPE2)", 0.002)
    short, told = warnings_of("R0-p(R1,CPE1)", F, z)
    assert "leaves something out" in told
    assert short.noise > 0.01
    z = spectrum("R0-p(R1,CPE1)", 0.002)
    long, told = warnings_of("R0-R9-p(R1,CPE1)", F, z)  # two resistors in series are one
    assert "not determined" in told
    assert np.isnan(long.of("R9").sigma)
    assert long.of("R1").sigma == pytest.approx(
        fit_circuit("R0-p(R1,CPE1)", F, z).of("R1").sigma, rel=5e-3
    )


def test_the_published_example() -> None:
    """The values that impedance.py asserts, from its starting values and without weights.

    Six are met to 1 %. Wo1.tau is not, because the published search ended early: our minimum lies
    lower, a third of a standard error away; held there, all others agree.
    """
    known = json.loads(instrument_file("expected.json").read_text())["eis_exampleData"]
    table = np.loadtxt(instrument_file("eis/exampleData.csv"), delimiter=",")
    f, z, dropped = within(table[:, 0], table[:, 1] + 1j * table[:, 2], capacitive=True)
    assert dropped == 9
    published = np.array(known["upstream_asserted"])
    circuit = parse_circuit(known["circuit"])
    begin = [0.01, 0.01, 100.0, 0.01, 0.05, 100.0, 1.0]  # as published
    found = fit_circuit(circuit, f, z, weighting="unit", start=begin)
    share = np.abs(found.values / published - 1.0)
    names = np.array(circuit.names)
    assert list(names[share > known["rtol"]]) == ["Wo1.tau"]
    tau = found.of("Wo1.tau")
    assert abs(tau.value - 233.0) < 0.35 * tau.sigma
    at_published = float(np.sum(np.abs(circuit.impedance(f, published) - z) ** 2))
    assert found.chi2 < at_published
    held = fit_circuit(circuit, f, z, weighting="unit", start=published, fixed={"Wo1.tau": 233.0})
    assert held.values == pytest.approx(published, rel=known["rtol"])
    # without a hint a minimum is found that lies lower still
    assert fit_circuit(circuit, f, z, weighting="unit").chi2 < found.chi2


def test_a_fit_takes_less_than_a_tenth_of_a_second() -> None:
    z = spectrum("R0-p(R1,CPE1)-p(R2,CPE2)", 0.003)
    fit_circuit("R0-p(R1,CPE1)-p(R2,CPE2)", F, z)
    took = []
    for seed in range(5):
        z = spectrum("R0-p(R1,CPE1)-p(R2,CPE2)", 0.003, seed)
        begun = time.process_time()
        fit_circuit("R0-p(R1,CPE1)-p(R2,CPE2)", F, z)
        took.append(time.process_time() - begun)
    assert np.median(took) < 0.1


def test_peaks_stand_at_the_relaxation_times() -> None:
    z = parse_circuit("R0-p(R1,C1)-p(R2,C2)").impedance(F, [4.0, 20.0, 1e-5, 10.0, 1e-2])
    seen = relaxations(F, z)
    assert [peak.tau for peak in seen.peaks] == pytest.approx([2e-4, 0.1], rel=0.2)
    assert [peak.resistance for peak in seen.peaks] == pytest.approx([20.0, 10.0], rel=0.05)
    assert seen.resistance == pytest.approx(4.0, rel=0.05)


@pytest.mark.parametrize(
    ("change", "error", "sentence"),
    [
        ({"circuit": "R0-p(R1"}, InputError, "is not closed"),
        ({"weighting": "modulo"}, InputError, r'no weighting "modulo". Did you mean "modulus"'),
        ({"fixed": {"R7": 1.0}}, InputError, 'no parameter "R7"'),
        ({"fixed": {"R0": -1.0}}, ValueError, "is a positive number"),
        ({"fixed": {"R0": 1.0, "R1": 1.0, "C1": 1.0}}, ValueError, "nothing to fit"),
        ({"start": {"R0": 1.0}}, InputError, "missing for R1, C1"),
        ({"start": [1.0, 2.0]}, ValueError, "3 positive numbers"),
        ({"start": [1.0, 2.0, -1.0]}, ValueError, "3 positive numbers"),
        ({"sigma": np.ones(4)}, ValueError, "do not pair up"),
        ({"sigma": np.zeros(81)}, ValueError, "is a positive number"),
        ({"impedance": np.where(F > 1.0, 1.0, 0.0)}, ValueError, "Z is zero"),
        ({"impedance": np.full(81, np.nan)}, ValueError, "not numbers"),
        ({"frequency": F[:3], "impedance": np.ones(3), "circuit": "R0-p(R1,CPE1)-p(R2,CPE2)"},
         ValueError, "3 points are too few for the 7 parameters"),
    ],
)  # fmt: skip
def test_what_cannot_be_fitted_is_refused(
    change: dict[str, object], error: type[Exception], sentence: str
) -> None:
    given = {"circuit": "R0-p(R1,C1)", "frequency": F, "impedance": spectrum("R0-p(R1,C1)")}
    with pytest.raises(error, match=sentence):
        fit_circuit(**{**given, **change})  # type: ignore[arg-type]


def test_a_parameter_that_is_not_there_is_refused() -> None:
    found = fit_circuit("R0-p(R1,C1)", F, spectrum("R0-p(R1,C1)"))
    with pytest.raises(InputError, match=r'no parameter "R3"'):
        found.of("R3")


@pytest.mark.filterwarnings("error")
def test_numbers_that_are_no_spectrum_give_a_fit_or_one_sentence() -> None:
    """Random points over many orders of magnitude, negative resistances among them."""
    rng = np.random.default_rng(0)
    circuits = ("R0-p(R1,CPE1)", "p(R1-Ws1,C1)-L1", "R0-G1", "Zarc1-W1", "p(L1,R1)-La1-Wo1")
    for draw in range(40):
        n = int(rng.integers(2, 50))
        f = 10.0 ** rng.uniform(-3.0, 6.0, n)
        z = 10.0 ** rng.uniform(-6.0, 9.0) * (rng.normal(size=n) + 1j * rng.normal(size=n))
        z *= 10.0 ** (rng.choice([0, 1, 5]) * rng.normal(size=n))
        refused = ""
        try:
            found = fit_circuit(circuits[draw % 5], f, z)
        except ValueError as error:
            refused = str(error)
        assert refused or np.isfinite(found.values).all()
        assert not refused or n < 5
