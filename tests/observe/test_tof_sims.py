"""TOF-SIMS: shallow, relative, and flat where the model is."""

from __future__ import annotations

import math

import numpy as np
import pytest

from solvus.materials import library
from solvus.model.electrode import Face
from solvus.observe import tof_sims

NM, UM = 1e-9, 1e-6
AG = library.solute("Ag")
V_AG, V_LI = AG.molar_volume.si, library.lithium().molar_volume.si


def values(**given: float) -> dict[str, float]:
    return tof_sims.INSTRUMENT.values(given=given)


def face(*layers: tuple[float, float, float], covered: float = 1.0, deposit: float = 0.0) -> Face:
    """Layers of (thickness [nm], atom fraction, solute [mol/m3]) over pure lithium."""
    depth = np.array([0.0, 25 * UM])
    made = tuple((nm * NM, x, c) for nm, x, c in layers)
    covered = covered if made else 0.0
    return Face(covered, made, depth, np.zeros(2), deposit * NM, np.zeros(2), covered=covered)


def test_pure_elements_read_one() -> None:
    assert tof_sims.read(face(), values(), AG) == pytest.approx((0.0, 1.0))
    silver = face((1000.0, 1.0, 1.0 / V_AG))
    assert tof_sims.read(silver, values(), AG) == pytest.approx((1.0, 0.0))


def test_a_compound_reads_as_its_share_of_each() -> None:
    found = tof_sims.read(face((100.0, 0.2, 2e4)), values(), AG)
    assert found.solute == pytest.approx(2e4 * V_AG)
    assert found.lithium == pytest.approx(4.0 * 2e4 * V_LI)


def test_only_the_outermost_layers_are_seen() -> None:
    skin = (100.0, 0.5, 5e4)
    whole = tof_sims.read(face(skin), values(), AG).solute
    under = tof_sims.read(face(skin, deposit=3.0), values(), AG)
    assert under.solute == pytest.approx(whole * math.exp(-3.0 / 1.5))
    deeper = tof_sims.read(face(skin, deposit=3.0), values(escape_depth=5 * NM), AG)
    assert deeper.solute > 3.0 * under.solute
    buried = tof_sims.read(face(skin, deposit=100.0), values(), AG)
    assert buried.solute < 1e-20
    assert buried.lithium == pytest.approx(1.0)


def test_sputtering_walks_through_the_layers() -> None:
    stack = face((10.0, 0.5, 5e4), (20.0, 0.2, 2e4))
    found = tof_sims.depth(stack, values(), AG, np.array([0.0, 8.5, 20.0, 29.0, 60.0]) * NM)
    fade = [math.exp(-d / 1.5) for d in (1.5, 10.0, 1.0)]
    expected = [5e4, 5e4 + fade[0] * (2e4 - 5e4), 2e4 * (1 - fade[1]), 2e4 * (1 - fade[2]), 0.0]
    assert found.solute == pytest.approx(V_AG * np.array(expected), rel=2e-3)
    assert found.lithium[-1] == pytest.approx(1.0)
    assert found.lithium[0] == pytest.approx(5e4 * V_LI, rel=2e-3)


def test_one_sort_of_place_gives_a_flat_line() -> None:
    found = tof_sims.line(face((100.0, 0.2, 2e4)), values(), AG)
    assert found.shares == (1.0,)
    assert found.solute == pytest.approx(np.full(found.position.size, 2e4 * V_AG))
    assert found.position[-1] == pytest.approx(50 * UM, abs=0.1 * UM)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_patches_keep_their_share_and_their_levels(share: float) -> None:
    patchy = face((100.0, 0.2, 2e4), covered=share)
    found = tof_sims.line(patchy, values(beam_width=0.05 * UM), AG, 100 * UM)
    assert found.shares == pytest.approx((share, 1.0 - share))
    mean = tof_sims.read(patchy, values(), AG)
    assert found.solute.mean() == pytest.approx(mean.solute, rel=0.01)
    assert found.lithium.mean() == pytest.approx(mean.lithium, rel=0.01)
    assert found.solute.max() == pytest.approx(2e4 * V_AG, rel=1e-6)
    assert found.solute.min() == pytest.approx(0.0, abs=1e-9)
    above = np.mean(found.solute > 1e4 * V_AG)
    assert above == pytest.approx(share, abs=0.01)
    # patch after patch, once a period
    rises = np.flatnonzero(np.diff((found.solute > 1e4 * V_AG).astype(int)) == 1)
    assert np.diff(found.position[rises]) == pytest.approx(10 * UM, abs=0.02 * UM)


def test_a_wide_beam_shows_the_mean() -> None:
    patchy = face((100.0, 0.2, 2e4), covered=0.3)
    found = tof_sims.line(patchy, values(beam_width=10 * UM, patch_period=1 * UM), AG)
    assert found.solute == pytest.approx(np.full(found.solute.size, 0.3 * 2e4 * V_AG), rel=1e-6)


@pytest.mark.parametrize("length", [0.0, -1.0, np.nan, np.inf])
def test_a_line_needs_a_length(length: float) -> None:
    with pytest.raises(ValueError, match="cannot be scanned"):
        tof_sims.line(face(), values(), AG, length)
