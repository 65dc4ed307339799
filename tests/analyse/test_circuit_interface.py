"""Arcs, effective capacitances, the resistance of one interface, and series of spectra."""

from __future__ import annotations

import json

import numpy as np
import pytest

from instrument_files import instrument_file
from solvus.analyse.circuit_fit import fit_circuit
from solvus.analyse.circuit_interface import interface_resistance
from solvus.analyse.circuits import parse_circuit
from solvus.analyse.impedance_series import (
    MeasuredSpectrum,
    fit_series,
    series_table,
    spectra_of,
)
from solvus.analyse.readers import read
from solvus.base.constants import F as FARADAY
from solvus.base.constants import R as GAS
from solvus.base.errors import InputError
from solvus.base.record import Variable, dataset
from solvus.observe import eis

F = np.geomspace(1e6, 1e-2, 81)
TWO = "R0-p(R1,CPE1)-p(R2,CPE2)"


def noisy(circuit: str, values: list[float], noise: float, seed: int = 0) -> np.ndarray:
    z = parse_circuit(circuit).impedance(F, values)
    rng = np.random.default_rng(seed)
    return z * (1.0 + noise * (rng.normal(size=81) + 1j * rng.normal(size=81)))


def test_the_arc_of_a_capacitor() -> None:
    found = fit_circuit("R0-p(R1,C1)", F, noisy("R0-p(R1,C1)", [4.0, 20.0, 1e-4], 1e-3))
    (arc,) = found.arcs
    assert (arc.text, arc.resistor, arc.place) == ("p(R1,C1)", "R1", "inside the band")
    assert arc.tau.value == pytest.approx(2e-3, rel=1e-2)
    assert arc.apex == pytest.approx(1.0 / (2.0 * np.pi * 2e-3), rel=1e-2)
    for capacitance in (arc.brug, arc.hsu_mansfeld):
        assert capacitance.value == pytest.approx(found.of("C1").value, rel=1e-9)
        assert capacitance.sigma == pytest.approx(found.of("C1").sigma, rel=1e-3)


def test_effective_capacitances_are_those_of_the_papers() -> None:
    r0, r1, q, n = 4.0, 20.0, 1e-4, 0.8
    found = fit_circuit("R0-p(R1,CPE1)", F, noisy("R0-p(R1,CPE1)", [r0, r1, q, n], 0.0))
    (arc,) = found.arcs
    assert arc.brug.value == pytest.approx((q * (1 / r0 + 1 / r1) ** (n - 1)) ** (1 / n), rel=1e-5)
    assert arc.hsu_mansfeld.value == pytest.approx(q ** (1 / n) * r1 ** ((1 - n) / n), rel=1e-5)
    zarc = fit_circuit("R0-Zarc1", F, noisy("R0-p(R1,CPE1)", [r0, r1, q, n], 0.0)).arcs[0]
    assert zarc.resistor == "Zarc1.R"
    for one, other in ((zarc.brug, arc.brug), (zarc.hsu_mansfeld, arc.hsu_mansfeld)):
        assert one.value == pytest.approx(other.value, rel=1e-5)


def test_errors_of_what_is_derived_are_those_of_repeated_fits() -> None:
    values = [4.0, 20.0, 1e-4, 0.8]
    fits = [fit_circuit("R0-p(R1,CPE1)", F, noisy("R0-p(R1,CPE1)", values, 0.005, seed))
            for seed in range(150)]  # fmt: skip
    for name in ("tau", "brug", "hsu_mansfeld"):
        derived = [getattr(fit.arcs[0], name) for fit in fits]
        spread = np.std([one.value for one in derived])
        assert np.median([one.sigma for one in derived]) == pytest.approx(spread, rel=0.2)


def test_without_a_series_resistance_there_is_no_brug() -> None:
    found = fit_circuit("p(R1,CPE1)", F, noisy("p(R1,CPE1)", [20.0, 1e-4, 0.8], 0.001))
    assert np.isnan(found.arcs[0].brug.value)
    assert found.arcs[0].hsu_mansfeld.sigma > 0.0


def test_the_resistance_of_one_interface_with_its_error() -> None:
    """The sum of two arcs that lie near each other is known better than each of them."""
    z = noisy(TWO, [4.0, 20.0, 1e-4, 0.85, 15.0, 1e-3, 0.85], 0.003)
    found = fit_circuit(TWO, F, z)
    read_ = interface_resistance(found, area=1.13e-4, area_sigma=0.02e-4)
    assert read_.value == pytest.approx(0.5 * 35.0 * 1.13e-4, rel=0.03)
    assert read_.unit == "ohm*m^2"
    assert read_.definition == "R A/2 per electrode of a symmetric cell"
    assert read_.options["resistors"] == "R1+R2"
    apart = [found.of(name).sigma for name in ("R1", "R2")]
    assert read_.noise < 0.5 * 1.13e-4 * np.hypot(*apart)
    assert read_.systematic["area"] == pytest.approx(read_.value * 0.02 / 1.13)
    assert read_.sigma == pytest.approx(np.hypot(read_.noise, read_.systematic["area"]))
    one = interface_resistance(found, ["R1"])
    assert (one.unit, one.value) == ("ohm", pytest.approx(0.5 * found.of("R1").value))
    assert one.noise == pytest.approx(0.5 * found.of("R1").sigma, rel=1e-3)
    assert "R/2" in one.definition


def test_what_has_no_interface_is_refused() -> None:
    found = fit_circuit("R0-W1", F, noisy("R0-W1", [4.0, 3.0], 0.001))
    with pytest.raises(InputError, match="has no arc such as"):
        interface_resistance(found)
    with pytest.raises(InputError, match='"R5", of which it has none; its resistances are R0'):
        interface_resistance(found, ["R5"])
    with pytest.raises(ValueError, match="no area"):
        interface_resistance(found, ["R0"], area=0.0)
    with pytest.raises(ValueError, match="not negative"):
        interface_resistance(found, ["R0"], area=1.0, area_sigma=-1.0)


def test_the_spectrum_of_the_model_gives_its_parameters_back() -> None:
    """Film and charge transfer of both electrodes, as `observe.eis` shows them, with noise."""
    interface = {"film_resistance": 8e-4, "exchange_current": 20.0, "electrolyte_resistance": 4e-4}
    given = eis.INSTRUMENT.values(given={"f_max": 1e6, "film_capacitance": 0.01})
    seen = eis.read(given, interface, None, None).parts
    rng = np.random.default_rng(8)
    n = len(seen.frequency)
    z = seen.total * (1.0 + 0.002 * (rng.normal(size=n) + 1j * rng.normal(size=n)))
    found = fit_circuit("R0-Zarc1-Zarc2", seen.frequency, z)
    transfer = GAS * 298.15 / (FARADAY * 20.0)
    for estimate, exact in (("Zarc1.R", 2 * 8e-4), ("Zarc2.R", 2 * transfer), ("R0", 4e-4)):
        one = found.of(estimate)
        assert abs(one.value - exact) < 4.0 * one.sigma
        assert one.sigma < 0.1 * exact
    per_electrode = interface_resistance(found)
    assert abs(per_electrode.value - 8e-4 - transfer) < 4.0 * per_electrode.noise


def ageing(count: int, noise: float = 0.003) -> list[MeasuredSpectrum]:
    return [
        MeasuredSpectrum(
            i, 3600.0 * i, float(2 * i), F,
            noisy("R0-p(R1,CPE1)", [4.0, 20.0 + 3.0 * i, 1e-4, 0.8], noise, i),
        )
        for i in range(count)
    ]  # fmt: skip


def test_a_series_follows_the_interface() -> None:
    series = fit_series("R0-p(R1,CPE1)", ageing(8))
    assert series.faults == ()
    assert [fit.starts for fit in series.fits if fit] == [1] * 8
    table = series_table(series, area=1e-4)
    exact = 0.5e-4 * (20.0 + 3.0 * np.arange(8))
    assert np.abs((table.columns["R_int"] - exact) / table.columns["R_int noise"]).max() < 4.0
    assert table.units["R_int"] == "ohm*m^2"
    assert list(table.columns["cycle"]) == list(2.0 * np.arange(8))
    assert set(table.columns["kk_verdict"]) == {"consistent"}
    assert table.units["CPE1.Q"] == "s^n/ohm"
    assert table.attrs["circuit"] == "R0-p(R1,CPE1)"


def test_a_jump_is_fitted_anew_and_a_bad_spectrum_leaves_a_gap() -> None:
    spectra = ageing(4)
    z = noisy("R0-p(R1,CPE1)", [300.0, 2000.0, 1e-7, 0.7], 0.003, 9)
    spectra[2] = spectra[2]._replace(impedance=z)
    spectra[1] = spectra[1]._replace(frequency=F[:2], impedance=z[:2])
    series = fit_series("R0-p(R1,CPE1)", spectra)
    assert series.fits[1] is None
    assert series.faults[0][0] == 1
    assert "too short" in series.faults[0][1]
    assert series.fits[2] is not None
    assert series.fits[2].of("R1").value == pytest.approx(2000.0, rel=0.02)
    assert np.isnan(series_table(series).columns["R_int"][1])


def test_a_series_without_any_fit_and_one_without_arcs() -> None:
    short = [one._replace(frequency=F[:2], impedance=one.impedance[:2]) for one in ageing(2)]
    table = series_table(fit_series("R0-p(R1,CPE1)", short))
    assert "R_int" not in table.columns
    assert len(table.columns["time"]) == 2
    table = series_table(fit_series("R0-W1", ageing(2)))
    assert "R_int" not in table.columns
    assert "W1 sigma" in table.columns


def test_spectra_come_out_of_a_record_without_their_padding() -> None:
    grid = np.array([[1e3, 1e2, 1.0], [1e3, 1.0, np.nan]])
    dims = ("spectrum", "frequency_point")
    record = dataset(
        {
            "frequency": Variable(dims, grid, "Hz"),
            "z_real": Variable(dims, 2.0 * grid, "ohm"),
            "z_imag": Variable(dims, -grid, "ohm"),
            "spectrum_time": Variable(("spectrum",), np.array([0.0, 60.0]), "s"),
        },
        {},
    )
    one, other = spectra_of(record)
    assert (len(one.frequency), len(other.frequency), other.time) == (3, 2, 60.0)
    assert np.isnan(one.cycle)
    assert other.impedance[1] == 2.0 - 1.0j
    with pytest.raises(InputError, match="no impedance spectra"):
        spectra_of(record.drop_vars("z_imag"))


def test_the_real_symmetric_cell() -> None:
    """Li | LLZO | Li: eight spectra between half cycles, |Z| as known, the arc at the edge."""
    answers = json.loads(instrument_file("expected.json").read_text())
    known = answers["li_llzo_li_symmetric"]
    path = instrument_file("biologic/li_llzo_li_symmetric.mb.mpt")
    spectra = spectra_of(read(path))
    assert [len(one.frequency) for one in spectra] == [known["points_per_spectrum"]] * 8
    slow = [abs(one.impedance[-1]) for one in spectra]
    assert slow == pytest.approx(known["absZ_at_fmin_ohm"], rel=1e-4)
    series = fit_series(TWO, spectra)
    assert series.faults == ()
    table = series_table(series, area=known["area_cm2_in_file"] * 1e-4)
    total = table.columns["R_int"] / (0.5 * known["area_cm2_in_file"] * 1e-4)
    assert total == pytest.approx(slow, rel=0.06)  # the arcs make up the resistance of the cell
    assert all("at the edge of the band" in "".join(f.warnings) for f in series.fits if f)
    assert "violated" in table.columns["kk_verdict"]  # stray points above 600 kHz
