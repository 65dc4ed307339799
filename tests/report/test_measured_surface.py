"""Files of surfaces analysed: known answers, refusals that name the setting, figures and tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
import xarray as xr

from instrument_files import instrument_file
from solvus.analyse.background import cumulated
from solvus.analyse.doublet import Reference
from solvus.analyse.doublet_model import pseudo_voigt
from solvus.analyse.readers import read
from solvus.analyse.sensitivity import Factor, factor
from solvus.analyse.uncertain import Reading
from solvus.base.errors import InputError
from solvus.base.record import Variable, dataset
from solvus.report.blocks import Figure
from solvus.report.measured.part import Analysed
from solvus.report.measured.surface import analysed
from solvus.report.measured.surface_asked import SurfaceAsked

SILVER, OXYGEN = np.arange(361.0, 381.0, 0.1), np.arange(525.0, 545.0, 0.1)


def record(kind: str, variables: dict[str, Variable], **attrs: object) -> xr.Dataset:
    return dataset(variables, {"kind": kind, "file": "foil.dat", "notices": [], **attrs})


def spectra(
    *regions: tuple[str, np.ndarray, np.ndarray],
    more: Sequence[Mapping[str, Any]] = (),
    name: str = "binding_energy",
) -> xr.Dataset:
    """A record of regions (name, energies, counts) of equally many points."""
    about: list[dict[str, Any]] = [{"name": region[0]} for region in regions]
    about = [one | dict(extra) for one, extra in zip(about, more or [{}] * len(about), strict=True)]
    dims = ("region", "energy_point")
    return record(
        "spectrum",
        {name: Variable(dims, np.array([r[1] for r in regions]), "eV"),
         "counts": Variable(dims, np.array([r[2] for r in regions]), "counts")},
        regions=about,
    )  # fmt: skip


def silver(area: float = 4000.0, energy: float = 368.2, seed: int = 0) -> np.ndarray:
    e = SILVER
    lines = area * (pseudo_voigt(e - energy, 0.9, 0.3) + pseudo_voigt(e - energy - 6.0, 0.9, 0.3)
                    / 1.5)  # fmt: skip
    rng = np.random.default_rng(seed)
    return rng.poisson(lines + 300.0 + 0.05 * cumulated(e, lines)).astype(float)


def oxygen(area: float, seed: int = 1) -> np.ndarray:
    lines = area * pseudo_voigt(OXYGEN - 532.0, 1.4, 0.1)
    return np.random.default_rng(seed).poisson(lines + 200.0).astype(float)


def by_name(found: Analysed) -> dict[str, Reading]:
    return {one.name: one for _, one in found.readings}


def checked(found: Analysed) -> dict[str, Reading]:
    """The readings; sections with figures that have traces, tables of equal columns."""
    assert found.headline
    assert found.file == "foil.dat"
    figures = [b for s in found.sections for b in s.blocks if isinstance(b, Figure)]
    assert figures
    assert all(one.figure.data and one.caption for one in figures)
    assert found.tables
    for table in found.tables.values():
        assert len({column.size for column in table.columns.values()}) == 1
        assert set(table.units) == set(table.columns)
        assert table.attrs["definition"]
    assert len({section.anchor for section in found.sections}) == len(found.sections)
    return by_name(found)


def test_a_doublet_is_recognised_and_fitted() -> None:
    found = analysed(spectra(("scan 1", SILVER, silver())))
    numbers = checked(found)
    energy = numbers["Ag 3d binding energy"]
    assert energy.value == pytest.approx(368.2, abs=4.0 * energy.sigma)
    assert energy.sigma < 0.02
    assert numbers["Ag 3d area ratio"].value == pytest.approx(1.5, abs=0.1)
    area = numbers["Ag 3d area of the lines"]
    assert area.unit == "counts eV"
    assert found.headline.startswith("Ag 3d binding energy 368.")
    assert any("no reference" in text for text in found.notices)
    fitted = found.tables["spectrum-scan-1"].columns
    assert np.abs(fitted["counts"] - fitted["fitted"]).mean() < 2.0 * np.sqrt(
        fitted["fitted"].max()
    )


def test_a_reference_moves_the_energies_and_their_axis() -> None:
    asked = SurfaceAsked(reference=Reference("C 1s", 286.0, 284.8, 0.1))
    found = analysed(spectra(("Ag3d", SILVER, silver(energy=369.4))), asked)
    energy = by_name(found)["Ag 3d binding energy"]
    assert energy.value == pytest.approx(368.2, abs=0.03)
    assert energy.sigma == pytest.approx(0.1, abs=0.02)
    assert found.tables["spectrum-ag3d"].columns["binding_energy"][0] == pytest.approx(359.8)
    assert not any("no reference" in text for text in found.notices)


def test_a_wide_scan_is_cut_about_the_doublet_that_is_asked_for() -> None:
    e = np.arange(200.0, 700.0, 0.25)
    lines = 4000.0 * (pseudo_voigt(e - 368.2, 1.2, 0.3) + pseudo_voigt(e - 374.2, 1.2, 0.3) / 1.5)
    y = np.random.default_rng(3).poisson(lines + 300.0).astype(float)
    found = analysed(spectra(("Survey", e, y)), SurfaceAsked(level="Ag 3d"))
    assert by_name(found)["Ag 3d binding energy"].value == pytest.approx(368.2, abs=0.05)
    assert found.tables["spectrum-survey"].columns["counts"].size < 80


def test_a_doublet_of_another_region_is_not_forced_on_oxygen() -> None:
    found = analysed(
        spectra(("Ag 3d", SILVER, silver()), ("O 1s", OXYGEN, oxygen(2000.0))),
        SurfaceAsked(level="Ag3d"),
    )
    numbers = checked(found)
    assert "O 1s binding energy" not in numbers
    assert numbers["O 1s area of the lines"].value == pytest.approx(2000.0, rel=0.1)


def test_a_composition_counts_the_time_of_each_line() -> None:
    """Areas in the ratio of the factors are equal amounts; twice the time is twice the area."""
    s = {line: factor(line).value for line in ("Ag 3d", "O 1s")}
    more = ({"seconds_per_point": 0.4}, {"seconds_per_point": 0.2})
    two = spectra(
        ("Ag 3d", SILVER, silver(2.0 * 3000.0 * s["Ag 3d"] / (5.0 / 3.0))),
        ("O 1s", OXYGEN, oxygen(3000.0 * s["O 1s"])), more=more,
    )  # fmt: skip
    numbers = checked(found := analysed(two))
    share = numbers["atomic fraction of Ag 3d"]
    assert share.value == pytest.approx(0.5, abs=0.03)
    assert share.systematic["sensitivity factors"] > share.noise
    assert any("transmission" in text for text in found.notices)
    assert "atomic fraction" in found.headline
    sharp = {"Ag 3d": Factor(4.0 * s["Ag 3d"], 0.0, "given", "test")}
    other = by_name(analysed(two, SurfaceAsked(factors=sharp)))["atomic fraction of Ag 3d"]
    assert other.value == pytest.approx(0.2, abs=0.03)


def test_no_composition_across_pass_energies_or_without_a_factor() -> None:
    regions = (("Ag 3d", SILVER, silver()), ("O 1s", OXYGEN, oxygen(2000.0)))
    found = analysed(spectra(*regions, more=({"pass_energy_eV": 20}, {"pass_energy_eV": 50})))
    assert any("pass energies" in text for text in found.notices)
    assert "atomic fraction of Ag 3d" not in by_name(found)
    found = analysed(spectra(regions[0], ("In 4d", OXYGEN, oxygen(2000.0))))
    assert any('--set "factor=In 4d' in text for text in found.notices)


@pytest.mark.parametrize(
    ("made", "asked", "says"),
    [
        (("Ag 3d", SILVER, silver()), SurfaceAsked(level="Au 4f"), "no region holds Au 4f"),
        (("Ag 3d", SILVER, silver()), SurfaceAsked(level="Ag 9z"), "Did you mean"),
        (("x", np.linspace(100.0, 250.0, 200), silver()), SurfaceAsked(), "no region has a line"),
        (("Ag 3d", SILVER, silver()), SurfaceAsked(window=(1.0, 2.0)), "points lie between"),
    ],
)
def test_spectra_that_cannot_be_read_are_refused(
    made: tuple[str, np.ndarray, np.ndarray], asked: SurfaceAsked, says: str
) -> None:
    with pytest.raises(InputError, match=says) as caught:
        analysed(spectra(made), asked)
    assert str(caught.value).startswith("foil.dat")
    assert "\n" not in str(caught.value)


def test_a_region_that_cannot_be_fitted_does_not_take_the_others_with_it() -> None:
    """A flat "Au 4f" beside good silver is told of, and the silver is read."""
    gold = np.linspace(80.0, 95.0, SILVER.size)
    found = analysed(spectra(("Ag 3d", SILVER, silver()), ("Au 4f", gold, np.full(gold.size, 9.0))))
    assert set(by_name(found)) >= {"Ag 3d binding energy", "Ag 3d area of the lines"}
    assert "Au 4f binding energy" not in by_name(found)
    assert any(text.startswith("Au 4f: Au 4f is not fitted") for text in found.notices)


def test_kinetic_energies_need_a_photon_energy() -> None:
    kinetic = spectra(("Ag 3d", 1486.6 - SILVER, silver()), name="kinetic_energy")
    with pytest.raises(InputError, match="--set photon_energy"):
        analysed(kinetic)
    found = analysed(kinetic, SurfaceAsked(photon_energy=1486.6))
    assert by_name(found)["Ag 3d binding energy"].value == pytest.approx(368.2, abs=0.03)


def profile(axis: str = "depth", counts: bool = False) -> xr.Dataset:
    """Silver of 75 at% to 160 nm, a Gaussian step of 2 s = 40 nm, 5 at% below."""
    from scipy.special import ndtr

    d = np.arange(0.0, 400e-9, 5e-9)
    ag = 0.75 - 0.70 * ndtr((d - 160e-9) / 20e-9)
    rng = np.random.default_rng(5)
    values = {"Ag": ag + 0.005 * rng.normal(size=d.size)}
    values["Li"] = 1.0 - values["Ag"]
    if counts:
        values = {"Ag": rng.poisson(10_000 * ag), "Li": rng.poisson(2_000 * (1.0 - ag))}
    unit = "counts" if counts else "1"
    what = "intensity" if counts else "atomic fraction"
    at = Variable(("depth_point",), d if axis == "depth" else d / 1e-10,
                  "m" if axis == "depth" else "s")  # fmt: skip
    return record("depth_profile", {axis: at} | {
        k: Variable(("depth_point",), np.asarray(v, float), unit, f"{what} of {k}")
        for k, v in values.items()
    })  # fmt: skip


def test_a_profile_has_a_plateau_and_an_interface() -> None:
    numbers = checked(found := analysed(profile()))
    place, width = numbers["Ag interface position"], numbers["Ag interface width"]
    assert place.value == pytest.approx(160e-9, abs=4.0 * place.sigma)
    assert width.value == pytest.approx(40e-9, abs=4.0 * width.sigma)
    level = numbers["atomic fraction of Ag, plateau"]
    assert level.value == pytest.approx(0.75, abs=0.005)
    assert "before the interface" in level.options["stretch"]
    assert found.kind == "depth_profile"
    chosen = by_name(analysed(profile(), SurfaceAsked(element="Li", plateau=(250e-9, 390e-9))))
    assert chosen["atomic fraction of Li, plateau"].value == pytest.approx(0.95, abs=0.005)


def test_counts_and_times_need_factors_and_a_rate() -> None:
    raw = profile("sputter_time", counts=True)
    with pytest.raises(InputError, match='--set "rate=2 nm/min"'):
        analysed(raw)
    with pytest.raises(InputError, match='--set "factor=Ag: '):
        analysed(raw, SurfaceAsked(rate=1e-10))
    factors = {"Ag": Factor(1.0, 0.0, "given", "test"), "Li": Factor(0.2, 0.02, "given", "test")}
    asked = SurfaceAsked(rate=1e-10, rate_error=0.1, factors=factors)
    numbers = checked(analysed(raw, asked))
    place = numbers["Ag interface position"]
    assert place.systematic["sputter rate"] == pytest.approx(0.1 * place.value)
    assert place.value == pytest.approx(160e-9, abs=2e-9)
    level = numbers["atomic fraction of Ag, plateau"]
    assert level.value == pytest.approx(0.75, abs=0.01)
    # x(1 - x) times the relative error of the factor
    assert level.systematic["sensitivity factors"] == pytest.approx(0.75 * 0.25 * 0.1, rel=0.05)
    with pytest.raises(InputError, match='no "Au"'):
        analysed(raw, asked._replace(element="Au"))


def test_spectra_taken_again_while_etching_are_a_profile() -> None:
    times = np.arange(0.0, 600.0, 60.0)
    share = 0.8 - 0.7 / (1.0 + np.exp(-(times - 300.0) / 40.0))
    regions, more = [], []
    for i, (t, x) in enumerate(zip(times, share, strict=True)):
        for name, e, y in (
            ("Ag 3d", SILVER, silver(40_000.0 * x * 0.6, seed=i)),
            ("O 1s", OXYGEN, oxygen(40_000.0 * (1 - x) * 2.93 / 18.04, i)),
        ):
            regions.append((f"{name} {t:g}", e, y))
            more.append({"species": name, "experimental": {"Etch Time [s]": float(t)}})
    found = analysed(spectra(*regions, more=more), SurfaceAsked(rate=1e-10))
    numbers = checked(found)
    assert found.kind == "depth_profile"
    assert numbers["Ag 3d interface position"].value == pytest.approx(30e-9, abs=2e-9)
    assert any("rate has no error" in text for text in found.notices)


def mapped(values: np.ndarray, pixel: float | None = 5e-7) -> xr.Dataset:
    units = "counts" if np.array_equal(values, np.round(values)) else "1"
    attrs = {} if pixel is None else {"pixel_m": pixel}
    notices = [] if pixel else ["the file states no size of a pixel: lengths are in pixels"]
    return record(
        "map", {"Ag": Variable(("y", "x"), values, units)}, **attrs | {"notices": notices}
    )


def waves(scale: float = 40.0) -> np.ndarray:
    """Counts of a sample with a relative spread of 0.3/sqrt 2 along one direction."""
    x = np.arange(64) / 64.0
    mean = scale * (1.0 + 0.3 * np.sin(2.0 * np.pi * 8.0 * x))[None, :] * np.ones((64, 1))
    return np.random.default_rng(7).poisson(mean).astype(float)


def test_a_map_of_counts() -> None:
    asked = SurfaceAsked(box=(0.0, 0.0, 16e-6, 32e-6))
    numbers = checked(found := analysed(mapped(waves()), asked))
    spread = numbers["Ag spread beyond counting"]
    assert spread.value == pytest.approx(0.3 / np.sqrt(2.0), abs=4.0 * spread.sigma)
    length = numbers["Ag correlation length"]
    assert length.unit == "m"
    assert 5e-7 < length.value < 4e-6
    assert numbers["Ag enrichment"].value == pytest.approx(1.0, abs=0.02)
    assert {"uniformity-ag", "correlation-ag"} == set(found.tables)
    with pytest.raises(InputError, match="pixels in both"):
        analysed(mapped(waves()), SurfaceAsked(box=(1.0, 1.0, 2.0, 2.0)))


def test_a_map_without_a_pixel_or_without_counts_says_so() -> None:
    found = analysed(mapped(waves(), None))
    assert by_name(found)["Ag correlation length"].unit == "pixel"
    assert any('--set "pixel=0.5 um"' in text for text in found.notices)
    told = analysed(mapped(waves(), None), SurfaceAsked(pixel=1e-6))
    assert not any("pixels" in text for text in told.notices)
    assert by_name(told)["Ag correlation length"].unit == "m"
    found = analysed(mapped(waves() + 0.5))
    assert "Ag spread beyond counting" not in by_name(found)
    assert any("no counts" in text for text in found.notices)
    flat = np.random.default_rng(8).poisson(np.full((64, 64), 5000.0)).astype(float)
    assert by_name(analysed(mapped(flat)))["Ag spread beyond counting"].value < 0.01


def test_heights() -> None:
    x = np.arange(128) * 1e-6
    z = 1e-6 * np.sin(2.0 * np.pi * x / 8e-6)[None, :] * np.ones((128, 1)) + 3e-3 * x[:, None]
    known = record("height", {"height": Variable(("y", "x"), z, "m")}, pixel_x_m=1e-6,
                   pixel_y_m=1e-6)  # fmt: skip
    numbers = checked(found := analysed(known))
    assert numbers["Sq"].value == pytest.approx(1e-6 / np.sqrt(2.0), rel=0.01)
    assert numbers["Sa"].value == pytest.approx(1e-6 * (1.0 + np.sqrt(2.0)) / 4.0, rel=0.01)
    assert set(numbers) == {"Sa", "Sq", "Sz", "Sdr"}
    assert "F-operator plane, no S-filter, no L-filter" in found.sections[0].text
    filtered = analysed(known, SurfaceAsked(s_index=16e-6, l_index=60e-6))
    assert by_name(filtered)["Sq"].value < 0.3e-6
    assert "S-filter 16 µm" in filtered.sections[0].text
    with pytest.raises(InputError, match="nesting index S"):
        analysed(known, SurfaceAsked(s_index=1e-9))


def test_heights_without_a_unit_are_refused_until_it_is_given() -> None:
    z = np.random.default_rng(0).normal(size=(32, 32))
    bare = record("height", {"height": Variable(("y", "x"), z, "file unit")},
                  pixel_x_file_unit=1.0, pixel_y_file_unit=1.0)  # fmt: skip
    with pytest.raises(InputError, match='--set "height_unit=1 um"'):
        analysed(bare)
    assert by_name(analysed(bare, SurfaceAsked(height_unit=1e-6)))["Sq"].value == pytest.approx(
        1e-6, rel=0.1
    )


def test_a_layer_on_a_section() -> None:
    rng = np.random.default_rng(2)
    grains = rng.integers(0, 2, (100, 200)).repeat(4, axis=0).repeat(4, axis=1).astype(float)
    grey = 0.5 + 0.01 * rng.normal(size=(400, 800))
    grey[150:250] = grains[150:250]
    image = record("image", {"grey": Variable(("y", "x"), grey, "1")})
    with pytest.raises(InputError, match='--set "pixel=50 nm"'):
        analysed(image)
    with pytest.raises(InputError, match='--set "texture_window=1 um"'):
        analysed(image, SurfaceAsked(pixel=1e-7))
    numbers = checked(found := analysed(image, SurfaceAsked(pixel=1e-7, texture_window=1.2e-6)))
    thickness = numbers["layer thickness, mean"]
    assert thickness.value == pytest.approx(10e-6, rel=0.05)
    assert thickness.systematic["window and level"] > 0.0
    shown = found.tables["thickness"].columns
    assert np.nanmedian(shown["upper"]) == pytest.approx(15e-6, abs=1e-6)
    assert np.nanmedian(shown["lower"]) == pytest.approx(25e-6, abs=1e-6)


def test_a_profile_that_does_not_change_or_has_no_numbers_says_so() -> None:
    flat = profile()
    for name in ("Ag", "Li"):
        flat[name][:] = 0.5
    found = analysed(flat)
    assert not found.readings
    assert any("no interface" in text for text in found.notices)
    flat["Ag"][:] = np.nan
    assert not analysed(flat).readings
    with pytest.raises(InputError, match="two are needed"):
        analysed(profile(), SurfaceAsked(plateau=(1.0, 2.0)))


def test_another_kind_is_refused() -> None:
    with pytest.raises(InputError, match='kind "cycling" is none of'):
        analysed(record("cycling", {}))


def test_what_the_reader_noticed_is_kept() -> None:
    noticed = spectra(("Ag 3d", SILVER, silver()))
    noticed.attrs["notices"] = json.dumps(["something odd"])
    assert "something odd" in analysed(noticed).notices


@pytest.mark.parametrize(
    ("name", "asked", "reading", "value", "within"),
    [
        ("xps_depth/Ag_0001.txt", SurfaceAsked(), "Ag 3d binding energy", 369.65, 0.1),
        ("xps_depth/Ag_0001.txt", SurfaceAsked(), "Ag 3d splitting", 6.01, 0.15),
        ("xps_depth/clean_Au_4f.csv", SurfaceAsked(), "Au 4f splitting", 3.67, 0.05),
        ("derived/bcf_v2_Ag_La_gross_counts.csv", SurfaceAsked(pixel=1e-6),
         "Ag spread beyond counting", 0.58, 0.03),
    ],
)  # fmt: skip
def test_files_of_others(
    name: str, asked: SurfaceAsked, reading: str, value: float, within: float
) -> None:
    found = analysed(read(instrument_file(name)), asked)
    assert by_name(found)[reading].value == pytest.approx(value, abs=within)


def test_a_height_map_of_others() -> None:
    pytest.importorskip("SurfaceTopography")
    found = analysed(read(instrument_file("surface/al3d-1.al3d")))
    assert by_name(found)["Sa"].value > 0.0
