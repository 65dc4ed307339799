"""XPS: what is deep fades, what lies over it takes its share, the doublet is 3 to 2."""

from __future__ import annotations

import math

import numpy as np
import pytest

from solvus.materials import library
from solvus.model.electrode import Face
from solvus.observe import escape, xps

NM = 1e-9
EV = xps.JOULE_PER_EV
AG = library.solute("Ag")
PURE = 1.0 / AG.molar_volume.si
BARE = {"film_thickness": 0.0}


def values(**given: float) -> dict[str, float]:
    return xps.INSTRUMENT.values(given=given)


def face(
    *layers: tuple[float, float], matrix: float = 0.0, covered: float = 1.0, deposit: float = 0.0
) -> Face:
    """Layers of (thickness [nm], solute [mol/m3]) over a matrix of uniform solute."""
    depth = np.concatenate(([0.0], (np.arange(50) + 0.5) * 1e-6))
    made = tuple((nm * NM, 0.5, c) for nm, c in layers)
    inside = np.full(51, matrix)
    covered = covered if made else 0.0
    return Face(covered, made, depth, inside * 1.3e-5, deposit * NM, inside, covered=covered)


def test_bare_solute_reads_one_and_lithium_nothing() -> None:
    assert xps.area(face(matrix=PURE), values(**BARE), AG) == pytest.approx(1.0)
    assert xps.area(face((100.0, PURE)), values(**BARE), AG) == pytest.approx(1.0)
    assert xps.area(face(), values(), AG) == 0.0


@pytest.mark.parametrize("angle", [0.0, 45.0, 70.0])
def test_a_film_and_a_deposit_fade_the_signal_as_beer_and_lambert_say(angle: float) -> None:
    given = {"emission_angle": math.radians(angle), "film_attenuation_length": 3 * NM}
    path = math.cos(math.radians(angle))
    through = xps.area(face(matrix=PURE), values(film_thickness=10 * NM, **given), AG)
    assert through == pytest.approx(math.exp(-10.0 / (3.0 * path)))
    under = xps.area(face(matrix=PURE, deposit=6.0), values(**given | BARE), AG)
    assert under == pytest.approx(math.exp(-6.0 / (4.0 * path)))


def test_ten_nanometres_of_film_leave_eight_per_cent() -> None:
    assert xps.film_share(values()) == pytest.approx(0.08, abs=0.003)
    assert xps.information_depth(values()) == pytest.approx(12 * NM)
    top = xps.area(face((12.0, PURE)), values(**BARE), AG)
    assert top == pytest.approx(0.95, abs=0.001)


def test_a_thin_skin_shows_its_thickness_and_a_thick_one_only_its_composition() -> None:
    bare = values(**BARE)
    for nm in (0.5, 4.0, 20.0):
        expected = 1.0 - math.exp(-nm / 4.0)
        assert xps.area(face((nm, PURE)), bare, AG) == pytest.approx(expected)
    two = face((3.0, 0.2 * PURE), (5.0, 0.6 * PURE), matrix=0.1 * PURE)
    expected = 0.2 * (1 - math.exp(-0.75)) + 0.6 * (math.exp(-0.75) - math.exp(-2.0))
    assert xps.area(two, bare, AG) == pytest.approx(expected + 0.1 * math.exp(-2.0))


def test_places_add_by_their_share_of_the_area() -> None:
    bare = values(**BARE)
    part = face((100.0, PURE), matrix=0.05 * PURE, covered=0.3)
    assert xps.area(part, bare, AG) == pytest.approx(0.3 + 0.7 * 0.05)


def test_a_gradient_is_integrated_exactly_however_coarse_the_mesh() -> None:
    """c = exp(-z/d) on nodes far closer than the length, and straight lines where they are not."""
    length = 4 * NM
    depth = np.concatenate(([0.0], (np.arange(4000) + 0.5) * 0.01 * NM))
    c = np.exp(-depth / (8 * NM))
    fine = Face(0.0, (), depth, c, 0.0, c, covered=0.0)
    reach = fine.edges[-1] / NM
    rest = math.exp(-reach * (1 / 8 + 1 / 4))
    d = np.array([0.0, 5.0, 30.0]) * NM
    expected = (1.0 / 4.0) / (1 / 8 + 1 / 4) * np.exp(-d / (8 * NM))
    tail = rest * np.exp(d / length) * (1.0 / 4.0) / (1 / 8 + 1 / 4)
    assert escape.seen(fine, length, depth=d) == pytest.approx(expected - tail, rel=1e-6)
    coarse = Face(0.0, (), np.array([0.0, 40 * NM]), np.zeros(2), 0.0, np.array([2.0, 1.0]))
    line = 2.0 - length / (40 * NM) * (1 - math.exp(-10.0))
    end = math.exp(-coarse.edges[-1] / length)
    assert escape.seen(coarse, length)[0] == pytest.approx(line - end, rel=1e-6)


def test_behind_the_back_there_is_nothing() -> None:
    thin = Face(0.0, (), np.array([0.0, 1 * NM]), np.ones(2), 0.0, np.full(2, PURE), covered=0.0)
    expected = 1.0 - math.exp(-2.0 / 4.0)  # the foil is 2 nm thick
    assert xps.area(thin, values(**BARE), AG) == pytest.approx(expected)
    assert escape.seen(thin, 4 * NM, depth=np.array([3 * NM]))[0] == 0.0


def test_the_doublet_is_that_of_the_file() -> None:
    found = xps.read(face(matrix=PURE), values(**BARE), AG)
    assert found.level == "Ag 3d"
    assert found.intensity.max() == pytest.approx(1.0)
    step = found.energy[1] - found.energy[0]
    areas = found.parts.sum(axis=1) * step
    assert areas[0] / areas[1] == pytest.approx(1.5, rel=1e-3)
    tops = [found.energy[np.argmax(part)] / EV for part in found.parts]
    assert tops == pytest.approx([368.2, 374.2], abs=0.02)
    assert found.intensity == pytest.approx(found.parts.sum(axis=0))
    # the signal scales the whole spectrum and moves nothing
    part = xps.read(face(matrix=0.3 * PURE), values(**BARE), AG)
    assert part.area == pytest.approx(0.3)
    assert part.intensity == pytest.approx(0.3 * found.intensity)


def test_a_shift_moves_both_lines_to_the_printed_ones() -> None:
    found = xps.read(face(matrix=PURE), values(shift=1.4 * EV), AG)
    assert [c.energy / EV for c in found.components] == pytest.approx([369.6, 375.6])
    assert [c.share for c in found.components] == pytest.approx([0.6, 0.4])


@pytest.mark.parametrize(("gauss", "lorentz"), [(0.9, 0.01), (0.1, 0.8)])
def test_the_width_is_that_of_the_wider_part(gauss: float, lorentz: float) -> None:
    given = {"gaussian_width": gauss * EV, "lorentzian_width": lorentz * EV}
    found = xps.read(face(matrix=PURE), values(**given), AG)
    strong = found.parts[0]
    wide = found.energy[strong >= 0.5 * strong.max()]
    # Voigt width after Olivero and Longbothum
    expected = 0.5346 * lorentz + math.sqrt(0.2166 * lorentz**2 + gauss**2)
    assert (wide[-1] - wide[0]) / EV == pytest.approx(expected, abs=0.045)


def test_other_levels_have_their_own_ratio() -> None:
    line = AG.xps[0]
    for level, share in (("2p", 2 / 3), ("4f", 4 / 7), ("1s", 1.0)):
        other = AG.model_copy(update={"xps": (line.model_copy(update={"level": level}),)})
        found = xps.read(face(matrix=PURE), values(), other)
        assert found.components[0].share == pytest.approx(share)
        assert len(found.parts) == (1 if level == "1s" else 2)
    odd = AG.model_copy(update={"xps": (line.model_copy(update={"level": "3x"}),)})
    with pytest.raises(ValueError, match="must end in one of s, p, d, f"):
        xps.read(face(matrix=PURE), values(), odd)


def test_a_solute_without_a_line_is_refused() -> None:
    with pytest.raises(ValueError, match="Mg has no photoelectron line on file"):
        xps.read(face(), values(), library.solute("Mg"))
    with pytest.raises(ValueError, match="Ag 4f is not on file; known: 3d"):
        xps.read(face(), values(), AG, "4f")
    assert xps.read(face(), values(), AG, "3d").area == 0.0
