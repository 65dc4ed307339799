"""Doublets are recognised by the name of a region or by where its top stands, never by force."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.analyse.doublet_model import pseudo_voigt
from solvus.analyse.xps_levels import LEVELS, holds, level_in, level_named, line_named, window_of


def doublet(energy: np.ndarray, name: str, moved: float = 0.0) -> np.ndarray:
    at = LEVELS[name]
    strong = pseudo_voigt(energy - at.energy - moved, 0.9, 0.3)
    return 100.0 * (strong + pseudo_voigt(energy - at.energy - at.splitting - moved, 0.9, 0.3) / 2)


@pytest.mark.parametrize(
    ("name", "line"),
    [("Ag3d", "Ag 3d"), ("Ag 3d5/2", "Ag 3d"), ("clean_Au_4f", "Au 4f"), ("C1s scan", "C 1s"),
     ("scan 1", "scan 1"), ("Survey", "Survey"), ("S 2p", "S 2p"), (" Li 1s ", "Li 1s")],
)  # fmt: skip
def test_names_of_regions(name: str, line: str) -> None:
    assert line_named(name) == line


@pytest.mark.parametrize("name", sorted(LEVELS))
def test_a_doublet_is_seen_with_or_without_its_name(name: str) -> None:
    at = LEVELS[name]
    e = np.arange(at.energy - 8.0, at.energy + at.splitting + 10.0, 0.1)
    y = doublet(e, name, 1.5)
    assert level_in("scan", e, y) == name
    assert level_in(name.replace(" ", ""), e, y) == name
    assert level_in("O 1s", e, y) == ""
    assert holds(at, e)
    assert window_of(at, e, y) is None


def test_a_doublet_is_not_seen_where_the_top_is_elsewhere_or_a_line_is_missing() -> None:
    e = np.arange(360.0, 382.0, 0.1)
    assert level_in("scan", e, doublet(e, "Ag 3d", 5.0)) == ""
    short = e[e < 371.0]
    assert level_in("Ag 3d", short, doublet(short, "Ag 3d")) == ""


def test_a_window_is_cut_out_of_a_wide_scan() -> None:
    e = np.arange(0.0, 1100.0, 0.5)
    low, high = window_of(LEVELS["Ag 3d"], e, doublet(e, "Ag 3d", 2.0)) or (0.0, 0.0)
    assert low == pytest.approx(365.25, abs=0.5)
    assert high == pytest.approx(382.25, abs=0.5)
    assert window_of(LEVELS["Ag 3d"], e + 5000.0, e) is None


def test_an_unknown_doublet_is_refused_with_those_known() -> None:
    assert level_named("Ag3d") == "Ag 3d"
    with pytest.raises(ValueError, match='Did you mean "Ag 3d"'):
        level_named("Ag 3p")
