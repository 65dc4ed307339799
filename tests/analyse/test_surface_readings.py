"""Results of surface analysis as readings: names, units, definitions, errors that add up."""

from __future__ import annotations

import math

import numpy as np
import pytest

from solvus.analyse import surface_readings as readings
from solvus.analyse.background import cumulated
from solvus.analyse.composition import composition
from solvus.analyse.depth import interface, plateau
from solvus.analyse.doublet import fit_doublet
from solvus.analyse.doublet_model import Options, pseudo_voigt
from solvus.analyse.element_map import enrichment, radial_correlation, uniformity
from solvus.analyse.roughness_error import roughness_with_error
from solvus.analyse.sensitivity import Factor
from solvus.analyse.surface_records import element_map_of, height_of, image_of, regions_of
from solvus.analyse.texture_layer import texture_layer
from solvus.analyse.uncertain import Reading
from solvus.base.record import Variable, dataset

RNG = np.random.default_rng(0)


def checked(found: list[Reading]) -> dict[str, Reading]:
    """The readings by name; every one with a unit, a definition, and a sigma that adds up."""
    for one in found:
        assert one.unit
        assert one.definition
        total = math.sqrt(one.noise**2 + sum(part**2 for part in one.systematic.values()))
        assert one.sigma == pytest.approx(total, nan_ok=True)
    return {one.name: one for one in found}


def test_a_doublet() -> None:
    e = np.arange(362.0, 381.0, 0.1)
    lines = 4000.0 * (pseudo_voigt(e - 368.2, 0.9, 0.3) + pseudo_voigt(e - 374.2, 0.9, 0.3) / 1.5)
    y = RNG.poisson(lines + 300.0 + 0.05 * cumulated(e, lines)).astype(float)
    found = checked(readings.of_doublet(fit_doublet(e, y), "Ag 3d"))
    assert found["Ag 3d binding energy"].value == pytest.approx(368.2, abs=0.02)
    assert found["Ag 3d area ratio"].sigma > 0.0
    assert "no reference" in found["Ag 3d splitting"].options["fit"]
    two = checked(readings.of_doublet(fit_doublet(e, y, Options(states=2)), "Ag 3d"))
    assert "Ag 3d state 2 binding energy" in two


def test_a_composition_keeps_factors_apart() -> None:
    made = composition(
        {"Li KLL": [200.0, 100.0], "Ag MNN": [1000.0, 500.0]},
        {"Li KLL": 20.0, "Ag MNN": 30.0},
        {"Li KLL": Factor(0.2, 0.04, "assumed", "x"), "Ag MNN": Factor(1.0, 0.0, "assumed", "y")},
    )
    second = checked(readings.of_composition(made, 1))["atomic fraction of Ag MNN"]
    assert second.value == pytest.approx(0.5)
    assert second.systematic["sensitivity factors"] == pytest.approx(0.05)
    assert second.noise > 0.0


def test_a_profile() -> None:
    d = np.arange(0.0, 4e-7, 5e-9)
    c = 0.5 - 0.4 / (1.0 + np.exp(-(d - 1.6e-7) / 1.5e-8)) + 0.01 * RNG.normal(size=d.size)
    step = checked(readings.of_interface(interface(d, c, 0.01, scale=0.1), "Ag"))
    place = step["Ag interface position"]
    assert place.systematic["sputter rate"] == pytest.approx(0.1 * place.value)
    assert place.unit == "m"
    level = checked(readings.of_plateau(plateau(d, c, (0.0, 1e-7)), "Ag"))["Ag plateau"]
    assert level.value == pytest.approx(0.5, abs=0.02)


def test_a_map_a_height_and_a_layer() -> None:
    counts = RNG.poisson(
        30.0 * np.exp(0.5 * np.sin(np.arange(64) / 3.0))[None, :] * np.ones((64, 1))
    )
    found = checked(
        readings.of_map(
            "Ag", uniformity(counts), enrichment(counts, counts > 40), radial_correlation(counts)
        )
    )
    assert set(found) == {"Ag spread beyond counting", "Ag enrichment", "Ag correlation length"}
    rough = checked(readings.of_roughness(roughness_with_error(RNG.normal(size=(40, 40)), 1.0)))
    assert rough["Sq"].sigma > 0.0
    assert math.isnan(rough["Sz"].sigma)
    image = np.full((80, 90), 100.0)
    image[30:60] += 30.0 * RNG.normal(size=(30, 90))
    layer = checked(readings.of_layer(texture_layer(image, 1e-6, 7e-6)))
    mean = layer["layer thickness, mean"]
    assert mean.value == pytest.approx(30e-6, rel=0.1)
    assert mean.systematic["window and level"] >= 0.0


def test_records_of_another_kind_are_refused() -> None:
    record = dataset({"grey": Variable(("y", "x"), np.ones((3, 3)), "1")}, {"kind": "image"})
    assert image_of(record, 1e-7).values.shape == (3, 3)
    for act in (regions_of, element_map_of, height_of):
        with pytest.raises(ValueError, match='kind "image"'):
            act(record)
