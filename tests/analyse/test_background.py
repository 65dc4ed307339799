"""Backgrounds that are known: exact fixed points, CasaXPS's own curve, error bars that cover."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from instrument_files import FOLDER, instrument_file
from solvus.analyse.background import (
    CROSS_SECTIONS,
    NAMES,
    CrossSection,
    background,
    cumulated,
    cut,
    line_area,
    scattered,
)
from solvus.analyse.doublet_model import pseudo_voigt
from solvus.analyse.readers import casaxps_table, vamas
from solvus.analyse.readers.reader import Measured

E = np.arange(360.0, 382.0, 0.05)
LINES = 900.0 * pseudo_voigt(E - 368.2, 0.9, 0.0) + 600.0 * pseudo_voigt(E - 374.2, 0.9, 0.0)


def test_a_straight_line_is_its_own_background() -> None:
    line = 100.0 + 3.0 * (E - E[0])
    assert background("linear", E, line).values == pytest.approx(line)


def test_shirley_finds_the_background_it_was_made_with() -> None:
    true = 50.0 + 0.08 * cumulated(E, LINES)
    found = background("shirley", E, LINES + true)
    assert found.values == pytest.approx(true, abs=2e-4 * np.ptp(true))
    assert found.passes < 50
    assert "Shirley" in found.words
    assert "1e-06" in found.words


def test_tougaard_takes_off_the_electrons_that_lost_energy() -> None:
    """Signal made by scattering every electron again and again, as the equation says."""
    cross = CrossSection(551.0, 436.0, gap=3.0, b=300.0)
    signal = LINES.copy()
    for _ in range(30):
        signal = LINES + 300.0 * scattered(E, signal, cross)
    found = background("tougaard", E, signal + 40.0, cross_section=cross)
    assert signal + 40.0 - found.values == pytest.approx(LINES, abs=1e-6 * LINES.max())
    assert found.b == 300.0
    free = background("tougaard", E, signal + 40.0, cross_section=cross._replace(b=None))
    assert free.b == pytest.approx(300.0, rel=1e-3)
    assert "adjusted" in free.words


def test_losses_below_the_gap_do_not_happen() -> None:
    cross = CrossSection(551.0, 436.0, gap=3.0)
    assert cross(np.array([0.0, 2.99, 3.0])).tolist()[:2] == [0.0, 0.0]
    assert cross(np.array([3.0]))[0] == pytest.approx(3.0 / ((551.0 - 9.0) ** 2 + 436.0 * 9.0))


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_the_energies_does_not_matter(name: str) -> None:
    signal = LINES + 50.0 + 0.05 * cumulated(E, LINES)
    up = background(name, E, signal, ends=3).values
    down = background(name, E[::-1], signal[::-1], ends=3).values
    assert down[::-1] == pytest.approx(up)
    assert line_area(name, E[::-1], signal[::-1]) == line_area(name, E, signal)


def test_the_area_is_that_of_the_lines() -> None:
    signal = LINES + 50.0 + 0.08 * cumulated(E, LINES)
    assert line_area("shirley", E, signal).area == pytest.approx(1500.0, rel=1e-3)


@pytest.mark.parametrize("name", ["linear", "shirley", "tougaard"])
def test_error_bars_of_areas_cover_counting_noise(name: str) -> None:
    """Of 200 noisy spectra the deviations, over their error bars, have a spread of one."""
    rng = np.random.default_rng(5)
    mean = 4.0 * (LINES + 100.0)
    if name != "linear":
        mean = mean + 0.04 * cumulated(E, 4.0 * LINES)
    true = line_area(name, E, mean, ends=8).area
    pulls = []
    for _ in range(200):
        one = line_area(name, E, rng.poisson(mean).astype(float), ends=8)
        pulls.append((one.area - true) / one.error)
    assert abs(np.mean(pulls)) < 0.2
    assert 0.88 < np.std(pulls) < 1.12


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("shirley", {"counts": -LINES}, "no line stands above"),
        ("cubic", {}, "none of linear, shirley"),
        ("linear", {"ends": 300}, "write 1 to"),
        ("linear", {"energy": np.full(E.size, 1.0)}, "rise all along"),
        ("linear", {"counts": np.full(E.size, np.nan)}, "finite"),
        ("linear", {"energy": E[:5], "counts": LINES[:5]}, "at least 8"),
    ],
)
def test_windows_that_do_not_suit_are_refused(name: str, change: dict, words: str) -> None:
    given = {"energy": E, "counts": LINES, "ends": 1} | change
    with pytest.raises(ValueError, match=words):
        background(name, given["energy"], given["counts"], given["ends"])


def test_a_window_outside_the_spectrum_says_where_it_lies() -> None:
    with pytest.raises(ValueError, match="0 points lie between 10 and 20 eV"):
        cut(E, LINES, (20.0, 10.0))


def _feo() -> tuple[Measured, Measured]:
    table = instrument_file("xps_depth/FeO_analyzed_lineshapes_cols.txt")
    spectrum = instrument_file("xps_depth/FeO_analyzed.vms")
    return vamas.read(spectrum), casaxps_table.read(table)


def test_the_tougaard_background_is_that_of_casaxps() -> None:
    """Iron oxide: C, D and T0 from the file, B1 adjusted by both programs on their own."""
    file, curves = _feo()
    region = file.attrs["regions"][0]["casaxps"]["regions"][0]
    b, c, d, gap = region["tail"][3:7]
    energy, counts = cut(
        file.variables["binding_energy"].values,
        file.variables["counts"].values,
        region["window_eV"],
    )
    _, theirs = cut(
        curves.variables["binding_energy"].values, curves.variables["background"].values,
        region["window_eV"],
    )  # fmt: skip
    ours = background("tougaard", energy, counts, 5, CrossSection(c, d, gap))
    # the programs average the ends over other points: 58 of 9490 counts
    assert ours.b == pytest.approx(b, rel=1e-2)
    assert np.abs(ours.values - theirs).max() < 1e-2 * np.ptp(theirs)
    # from the same low end and B1 the curve is theirs to the digits of the file
    turned, low = slice(None, None, -1), theirs[-1]
    above = scattered(energy[turned], counts[turned] - low, CrossSection(c, d, gap))
    assert np.abs(low + b * above[turned] - theirs).max() < 5e-4 * np.ptp(theirs)


def test_vamas_and_the_exported_table_are_one_spectrum() -> None:
    file, curves = _feo()
    for name, tolerance in (("binding_energy", 1e-3), ("counts", 1e-5)):
        assert file.variables[name].values == pytest.approx(
            curves.variables[name].values, rel=tolerance
        )


def test_components_and_areas_are_those_expected() -> None:
    expected = json.loads((FOLDER / "expected.json").read_text()) if FOLDER.is_dir() else {}
    file, curves = _feo()
    known = expected["xps_FeO_casa"]
    for source in (file, curves):
        fitted = source.attrs["regions"][0]["casaxps"]["components"]
        for one, due in zip(fitted, known["components"], strict=True):
            assert one["position_eV"] == pytest.approx(due["pos"], abs=0.006)
            assert one["fwhm_eV"] == pytest.approx(due["fwhm"], abs=0.006)
            assert one["area"] == pytest.approx(due["area"], abs=0.01)
    # CasaXPS prints areas of counts per second
    seconds = curves.attrs["regions"][0]["seconds_per_point"]
    under = curves.variables["background"].values
    energy = curves.variables["kinetic_energy"].values
    for i, due in enumerate(known["trapz_of_exported_component_minus_background"], 1):
        part = curves.variables[f"component_{i}"].values - under
        assert np.trapezoid(part, energy) / seconds == pytest.approx(due, rel=1e-4)


def test_casaxps_rows_of_quantification() -> None:
    path: Path = instrument_file("xps_depth/FeO_analyzed_results.csv")
    rows = casaxps_table.quantification(path)
    assert [row.position for row in rows] == [709.03, 715.73, 722.18, 730.22]
    assert sum(row.fraction for row in rows) == pytest.approx(1.0, abs=1e-3)


def test_classes_of_solids_are_cross_sections() -> None:
    for cross in CROSS_SECTIONS.values():
        assert cross.c > 0.0
        assert cross.d > 0.0
        assert cross.b is None
