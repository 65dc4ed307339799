"""Doublets that are known are found again, within error bars that cover."""

from __future__ import annotations

import math

import numpy as np
import pytest

from instrument_files import instrument_file
from solvus.analyse.background import cumulated
from solvus.analyse.doublet import STATISTICAL, DoubletFit, Reference, fit_doublet
from solvus.analyse.doublet_model import Options, pseudo_voigt
from solvus.analyse.readers import scienta_text

E = np.arange(362.0, 381.0, 0.05)
TRUE = {"energy": 368.2, "splitting": 6.0, "ratio": 1.5, "width": 0.9, "mixing": 0.35}


def doublet(
    area: float, energy: float = 368.2, width: float = 0.9, ratio: float = 1.5
) -> np.ndarray:
    strong = pseudo_voigt(E - energy, width, TRUE["mixing"])
    weak = pseudo_voigt(E - energy - TRUE["splitting"], width, TRUE["mixing"])
    return area * (strong + weak / ratio)


def signal(area: float = 4000.0) -> np.ndarray:
    lines = doublet(area)
    return lines + 300.0 + 0.05 * cumulated(E, lines)


def values(fit: DoubletFit) -> dict[str, tuple[float, float]]:
    state = fit.states[0]
    return {
        "energy": state.energy, "area": state.area, "width": state.width,
        "splitting": fit.splitting, "ratio": fit.ratio, "mixing": fit.mixing,
    }  # fmt: skip


def test_lines_have_unit_area_and_the_width_they_say() -> None:
    x = np.linspace(-400.0, 400.0, 800_001)
    for mixing, due in ((0.0, 1.0), (1.0, 1.0 - 2.0 / math.pi * math.atan(1.0 / 800.0))):
        line = pseudo_voigt(x, 1.0, mixing)
        assert np.trapezoid(line, x) == pytest.approx(due, abs=1e-4)
        assert pseudo_voigt(np.array([0.5]), 1.0, mixing)[0] == pytest.approx(0.5 * line.max())


@pytest.mark.parametrize("turned", [False, True])
def test_without_noise_the_fit_is_exact(turned: bool) -> None:
    e, y = (E[::-1], signal()[::-1]) if turned else (E, signal())
    fit = fit_doublet(e, y, Options(noise="counts"))
    found = values(fit)
    for name, due in (TRUE | {"area": 4000.0}).items():
        assert found[name][0] == pytest.approx(due, rel=1e-4), name
    assert fit.fitted == pytest.approx(signal(), rel=1e-4)
    assert fit.parts.sum(axis=0) + fit.background == pytest.approx(fit.fitted)
    assert not fit.notices


@pytest.mark.parametrize("background", ["shirley", "linear", "tougaard"])
def test_standard_errors_cover(background: str) -> None:
    """Of 120 noisy spectra: deviations over error bars have a spread of one, for every number."""
    rng = np.random.default_rng(11)
    lines = doublet(4000.0)
    options = Options(background=background)
    mean = signal()
    if background == "linear":
        mean = lines + 300.0 + 10.0 * (E - E[0])
    if background == "tougaard":
        kernel = options.cross_section(E[:, None] - E[None, :])
        mean = lines + 300.0 + 400.0 * (kernel @ lines) * 0.05
    truth = TRUE | {"area": 4000.0}
    pulls = []
    for _ in range(120):
        found = values(fit_doublet(E, rng.poisson(mean).astype(float), options))
        pulls.append([(found[n][0] - truth[n]) / found[n][1] for n in truth])
    spread = np.std(pulls, axis=0)
    assert (np.abs(np.mean(pulls, axis=0)) < 0.35).all(), dict(zip(truth, spread, strict=True))
    assert ((spread > 0.8) & (spread < 1.25)).all(), dict(zip(truth, spread, strict=True))


def test_scatter_covers_where_data_are_no_counts() -> None:
    rng = np.random.default_rng(3)
    pulls = []
    for _ in range(80):
        y = 0.01 * signal() + 0.3 * rng.normal(size=E.size)
        fit = fit_doublet(E, y, Options(noise="scatter"))
        pulls.append((fit.states[0].energy.value - 368.2) / fit.states[0].energy.error)
    assert 0.75 < np.std(pulls) < 1.3


def test_two_states_are_parted_and_one_state_is_owned_up_to() -> None:
    rng = np.random.default_rng(2)
    lines = doublet(4000.0) + doublet(2500.0, 367.3)
    y = rng.poisson(lines + 300.0).astype(float)
    one = fit_doublet(E, y, Options(background="linear"))
    two = fit_doublet(E, y, Options(background="linear", states=2))
    assert two.chi2 < 1.3 < one.chi2
    assert any("hang together" in words for words in one.notices)
    assert not two.notices
    for state, energy in zip(sorted(two.states), (367.3, 368.2), strict=True):
        assert abs(state.energy.value - energy) < 4.0 * state.energy.error < 0.2
    assert one.states[0].energy.error > two.splitting.error


def test_what_is_held_has_no_error_and_what_is_said_is_done() -> None:
    options = Options(splitting_free=False, ratio=STATISTICAL["d"], width_ratio=None)
    fit = fit_doublet(E, np.round(signal()), options)
    assert fit.splitting == (6.0, 0.0)
    assert fit.ratio == (1.5, 0.0)
    assert fit.width_ratio.error > 0.0
    for words in (
        "splitting held at 6 eV",
        "ratio held at 1.5",
        "Shirley background fitted along",
        "no reference",
    ):
        assert words in fit.words


def test_a_reference_moves_the_scale_and_adds_its_error() -> None:
    y = np.round(signal())
    plain = fit_doublet(E, y).states[0].energy
    tied = fit_doublet(E, y, reference=Reference("C 1s", 286.0, 284.8, 0.1))
    assert tied.states[0].energy.value == pytest.approx(plain.value - 1.2)
    assert tied.states[0].energy.error == pytest.approx(math.hypot(plain.error, 0.1))
    assert "C 1s read at 286 set to 284.8 eV (-1.20 eV)" in tied.words


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (Options(background="cubic"), "none of shirley"),
        (Options(noise="loud"), "none of auto"),
        (Options(states=9), "1 to 4 states"),
        (Options(states=2, energies=(368.0,)), "1 energies for 2 states"),
        (Options(splitting=-6.0), "splitting of a doublet is positive"),
        (Options(ratio=0.0), "ratio is positive"),
        (Options(window=(100.0, 120.0)), "0 points lie between"),
        (Options(window=(368.0, 370.5)), "does not hold two lines"),
    ],
)
def test_orders_that_cannot_be_met_are_refused(options: Options, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        fit_doublet(E, signal(), options)


def test_a_flat_spectrum_has_no_doublet() -> None:
    with pytest.raises(ValueError, match=r"no line stands|nothing stands"):
        fit_doublet(E, np.full(E.size, 7.0))


def test_silver_of_a_real_sample() -> None:
    """Known answer: one doublet on a Shirley background, 364 to 378 eV."""
    read = scienta_text.read(instrument_file("xps_depth/Ag_0001.txt"))
    energy, counts = (read.variables[n].values for n in ("binding_energy", "counts"))
    assert energy.size == 361
    assert (energy[0], energy[-1]) == (382.0, 364.0)
    assert counts.max() == pytest.approx(49.1230640411377)
    assert energy[counts.argmax()] == pytest.approx(369.9)
    window = (364.0, 378.0)
    one = fit_doublet(
        energy, counts, Options(window=window, subtracted=True, width_ratio=None, ends=10)
    )
    assert one.states[0].energy.value == pytest.approx(369.65, abs=0.02)
    assert one.splitting.value == pytest.approx(6.008, abs=0.01)
    assert one.ratio.value == pytest.approx(1.72, abs=one.ratio.error)
    assert one.r2 == pytest.approx(0.978, abs=0.003)
    assert any("hang together" in words for words in one.notices)
    two = fit_doublet(energy, counts, Options(window=window, states=2))
    assert two.r2 > 0.995
    first, second = (state.energy.value for state in two.states)
    assert first - second == pytest.approx(0.85, abs=0.1)
    assert two.ratio.value == pytest.approx(1.59, abs=0.06)
