"""Profiles made of spectra after spectra."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from solvus.analyse.depth import profile
from solvus.analyse.doublet_model import pseudo_voigt
from solvus.analyse.readers import read
from solvus.analyse.region_series import series_of
from solvus.analyse.sensitivity import Factor
from surface_files import vamas

KINETIC = np.arange(1105.0, 1125.0, 0.1)
TIMES = [60.0, 0.0, 30.0]  # as an operator may have taken them


def spectrum(area: float, rng: np.random.Generator) -> np.ndarray:
    return rng.poisson(200.0 + area * pseudo_voigt(KINETIC - 1116.0, 1.2, 0.2))


def file_of(folder: Path, times: list[float] = TIMES) -> Path:
    rng = np.random.default_rng(0)
    blocks = [("Ag 3d", KINETIC, spectrum(2000.0 + 100.0 * t, rng)) for t in TIMES]
    path = folder / "p.vms"
    path.write_text(vamas(blocks, variable=times))
    return path


def test_areas_in_the_order_of_the_times(tmp_path: Path) -> None:
    found = series_of(read(file_of(tmp_path)), "etch", windows={"Ag 3d": (364.0, 379.0)})["Ag 3d"]
    assert found.at.tolist() == [0.0, 30.0, 60.0]
    assert found.variable == "Etch Time [s]"
    pulls = (found.area - [2000.0, 5000.0, 8000.0]) / found.error
    assert (np.abs(pulls) < 4.0).all()
    assert (found.error < 250.0).all()
    assert "Shirley" in found.words


def test_a_profile_goes_on_to_fractions(tmp_path: Path) -> None:
    found = series_of(read(file_of(tmp_path)), background="linear")["Ag 3d"]
    one = Factor(1.0, 0.0, "test", "")
    made = profile(
        {"Ag 3d": found.area, "C 1s": np.full(3, 5000.0)},
        {"Ag 3d": found.error, "C 1s": np.full(3, 50.0)},
        {"Ag 3d": one, "C 1s": one},
    )
    assert made.fraction["Ag 3d"][1] == pytest.approx(0.5, abs=0.03)


def test_what_makes_no_profile_is_refused(tmp_path: Path) -> None:
    record = read(file_of(tmp_path))
    with pytest.raises(ValueError, match='has no variable "depth"'):
        series_of(record, "depth")
    with pytest.raises(ValueError, match=r"Ag 3d at Etch Time \[s\] 0: 0 points"):
        series_of(record, windows={"Ag 3d": (1.0, 2.0)})
    (tmp_path / "q.vms").write_text(vamas([("Ag 3d", KINETIC, np.ones(KINETIC.size))]))
    with pytest.raises(ValueError, match="no experimental variable"):
        series_of(read(tmp_path / "q.vms"))
