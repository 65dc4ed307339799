"""EPMA counts the solute of the top micrometres, wherever in them it is."""

from __future__ import annotations

import numpy as np
import pytest

from cells import HOUR, MA, UMOL, books, cell, design, lithium, silver
from solvus.materials import library
from solvus.model.electrode import Face
from solvus.model.mechanisms import NAMES
from solvus.observe import epma

KEV = 1.602176634e-16


def at(kev: float) -> dict[str, float]:
    return epma.INSTRUMENT.values(given={"beam_energy": kev * KEV})


@pytest.mark.parametrize(("kev", "um"), [(5, 0.97), (10, 5.3), (15, 11.4), (20, 19.1)])
def test_the_sampling_depth_is_that_of_kanaya_and_okayama(kev: float, um: float) -> None:
    assert 1e6 * epma.sampling_depth(at(kev)) == pytest.approx(um, rel=0.02)


def test_below_the_excitation_nothing_is_seen() -> None:
    values = epma.INSTRUMENT.values(given={"beam_energy": 5 * KEV, "excitation_energy": 10 * KEV})
    assert epma.sampling_depth(values) == 0.0
    assert epma.read(cell(design(), alone=True).working.face(), values) == 0.0


def foil(c: np.ndarray, layers: tuple[tuple[float, float, float], ...] = ()) -> Face:
    """Cells of 1 um with concentrations c [mol/m3]."""
    depth = np.concatenate(([0.0], (np.arange(len(c)) + 0.5) * 1e-6))
    inside = np.concatenate((c[:1], c))
    return Face(float(bool(layers)), layers, depth, inside * 1.3e-5, 0.0, inside, bool(layers))


def test_the_same_solute_reads_the_same_wherever_it_is() -> None:
    spread = foil(np.concatenate((np.full(10, 100.0), np.zeros(10))))
    gathered = foil(np.concatenate(([1000.0], np.zeros(19))))
    as_skin = foil(np.zeros(20), ((20e-9, 0.5, 5e4),))
    readings = [epma.read(face, at(15)) for face in (spread, gathered, as_skin)]
    assert readings == pytest.approx([1e-3] * 3)
    deep = foil(np.concatenate((np.zeros(10), np.full(10, 200.0))))
    assert epma.read(deep, at(5)) == 0.0


def test_readings_add() -> None:
    a, b = np.linspace(10, 200, 20), np.linspace(300, 0, 20)
    layer = (100e-9, 0.5, 5e4)
    together = epma.read(foil(a + b), at(15))
    assert together == pytest.approx(epma.read(foil(a), at(15)) + epma.read(foil(b), at(15)))
    matrix = epma.read(foil(a), at(10))
    skin = epma.read(foil(np.zeros(20), (layer,)), at(10))
    assert skin == pytest.approx(100e-9 * 5e4)
    assert matrix < epma.read(foil(a, (layer,)), at(10)) < matrix + skin  # a little lies deeper


@pytest.mark.parametrize("mechanism", sorted(NAMES))
def test_a_range_beyond_the_foil_counts_all_of_it(mechanism: str) -> None:
    """Stripped and plated, covered, in patches or buried: no solute counted twice or missed."""
    # a foil this thin holds little solute: patches of it have to be small ones
    patches = {"coverage_onset": 0.1 * UMOL} if mechanism.startswith("H4") else {}
    electrode = cell(design("Ag", mechanism, um=8.0, **patches), alone=True).working
    for current, hours in ((0.0, 1.0), (MA, 0.7), (-MA, 0.3)):
        electrode.advance(current, hours * HOUR)
        assert epma.read(electrode.face(), at(20)) == pytest.approx(books(electrode)[1], rel=1e-9)


def test_a_substrate_is_as_thick_as_it_is() -> None:
    molar_volume = library.solute("Ag").molar_volume.si
    for um in (1.0, 3.0):
        electrode = cell(silver(um), lithium()).working
        assert epma.read(electrode.face(), at(20)) == pytest.approx(um * 1e-6 / molar_volume)
        electrode.advance(-MA, 0.1 * HOUR)
        assert epma.read(electrode.face(), at(20)) == pytest.approx(um * 1e-6 / molar_volume)


def test_a_line_scan_holds_what_lies_along_it() -> None:
    electrode = cell(design("Ag", "H3v"), alone=True).working
    electrode.advance(MA, 5 * HOUR)
    scan = epma.line(electrode.face(), at(15), reach=60e-6)
    # the half of a layer at the edge that is blurred out of the section is lost to the scan
    skin = electrode.face().layers[0]
    lost = 0.5 * skin[0] * skin[2]
    whole = float(np.sum(scan.signal) * (scan.depth[1] - scan.depth[0]))
    assert whole + lost == pytest.approx(books(electrode)[1], rel=0.05)
    assert int(np.argmax(scan.signal)) < 20
    assert np.all(scan.signal >= 0.0)
