"""Height maps as text and through SurfaceTopography."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from instrument_files import instrument_file
from solvus.analyse.readers import notices_of, read
from solvus.analyse.roughness import roughness
from solvus.analyse.surface_records import height_of
from solvus.base.errors import InputError
from surface_files import written

Z = np.array([[1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 4.0, 5.0], [0.0, 0.5, 1.0, 1.5]])


def xyz(header: str = "", skip: int = -1) -> str:
    rows = [
        f"{10.0 + 0.5 * c:g} {20.0 + 0.25 * r:g} {Z[r, c]:g}"
        for r in range(3)
        for c in range(4)
        if r * 4 + c != skip
    ]
    return header + "\n".join(rows) + "\n"


def sdf(values: str, points: int = 4, profiles: int = 3) -> str:
    return (
        f"aISO-1.0\nManufacID = us\nNumPoints = {points}\nNumProfiles = {profiles}\n"
        "Xscale = 5e-7\nYscale = 2.5E-7\nZscale = 1E-6\nCompression = 0\nDataType = 7\n*\n"
        f"{values}\n*\n"
    )


def gwyddion(rows: str, unit: str = "nm") -> str:
    return f"# Channel: Topo\n# Width: 2,0 µm\n# Height: 750 nm\n# Value units: {unit}\n{rows}\n"


VALUES = "\n".join(" ".join(f"{z:g}" for z in row) for row in Z)


def test_xyz_with_units(tmp_path: Path) -> None:
    record = read(written(tmp_path, "a.xyz", xyz("# x [um] y [um] z [nm]\n")))
    grid = height_of(record)
    assert grid.values == pytest.approx(1e-9 * Z)
    assert grid.pixel == (pytest.approx(0.5e-6), pytest.approx(0.25e-6))


def test_xyz_without_units_waits_for_them(tmp_path: Path) -> None:
    record = read(written(tmp_path, "a.xyz", xyz()))
    assert any("no unit of length" in words for words in notices_of(record))
    with pytest.raises(ValueError, match="give it"):
        height_of(record)
    grid = height_of(record, unit=1e-6)
    assert grid.values == pytest.approx(1e-6 * Z)
    assert grid.pixel[0] == pytest.approx(0.5e-6)


def test_points_in_any_order_and_holes(tmp_path: Path) -> None:
    lines = xyz(skip=5).strip().split("\n")
    record = read(written(tmp_path, "a.xyz", "# unit: um\n" + "\n".join(lines[::-1])))
    values = height_of(record).values
    assert np.isnan(values[1, 1])
    assert np.isnan(values).sum() == 1
    assert values[2, 3] == pytest.approx(1.5e-6)
    assert any("no height" in words for words in notices_of(record))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (xyz() + "10 20 7\n", "two heights"),
        (xyz() + "10.21 20 7\n", "regular grid"),
        (xyz() + "10 20\n", "2 cells"),
        (xyz() + "10 20 high\n", '"high" is no number'),
        ("1 1 1\n1 2 1\n1 3 1\n", "one or two lines of x"),
        (xyz("# x [kg] y [um] z [nm]\n"), "a length is due"),
    ],
)
def test_points_that_are_no_map_are_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(written(tmp_path, "a.xyz", text))


def test_gwyddion_text_in_two_languages(tmp_path: Path) -> None:
    for text in (gwyddion(VALUES), gwyddion(VALUES).replace("Width", "Breite")):
        grid = height_of(read(written(tmp_path, "a.txt", text)))
        assert grid.values == pytest.approx(1e-9 * Z)
        assert grid.pixel == (pytest.approx(0.5e-6), pytest.approx(0.25e-6))
    latin = written(tmp_path, "b.txt", gwyddion(VALUES), "latin-1")
    assert height_of(read(latin)).pixel[0] == pytest.approx(0.5e-6)


def test_gwyddion_channels_that_are_no_heights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a length is due"):
        read(written(tmp_path, "a.txt", gwyddion(VALUES, "V")))
    with pytest.raises(InputError, match=r"a\.txt:7"):
        read(written(tmp_path, "a.txt", gwyddion(VALUES[:-4])))


def test_sdf_text(tmp_path: Path) -> None:
    grid = height_of(read(written(tmp_path, "a.sdf", sdf(VALUES))))
    assert grid.values == pytest.approx(1e-6 * Z)
    assert grid.pixel == (5e-7, 2.5e-7)
    holed = height_of(read(written(tmp_path, "b.sdf", sdf(VALUES.replace("0.5", "BAD")))))
    assert np.isnan(holed.values).sum() == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (sdf(VALUES, 5), "make 15 heights, the file has 12"),
        (sdf(VALUES).replace("Zscale", "Zscales"), "has no Zscale"),
        (sdf(VALUES).replace("Compression = 0", "Compression = 1"), "compressed"),
        (sdf(VALUES.replace("0.5", "half")), '"half" is no number'),
        (sdf(VALUES)[:80], "has no"),
        (sdf(VALUES).replace("= 4", "= -4"), "whole number"),
    ],
)
def test_sdf_files_that_do_not_agree_are_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(written(tmp_path, "a.sdf", text))


def test_sizes_that_no_microscope_has_are_told(tmp_path: Path) -> None:
    record = read(written(tmp_path, "a.xyz", xyz("# unit: m\n")))
    assert any("hardly one of a microscope" in words for words in notices_of(record))


def test_real_text_maps() -> None:
    sdf_file = height_of(read(instrument_file("surface/sdf-1.sdf")))
    assert sdf_file.values.shape == (4, 7)
    assert sdf_file.values[1, 1] == pytest.approx(0.99748e-6)
    gwy = read(instrument_file("surface/gwyddion-export-english.txt"))
    assert height_of(gwy).pixel[0] == pytest.approx(12.34e-6 / 3)
    assert any("heights range" in words for words in notices_of(gwy))
    assert height_of(read(instrument_file("surface/xyz-1.txt")), unit=1e-6).values.shape == (4, 4)


def test_real_instrument_maps() -> None:
    pytest.importorskip("SurfaceTopography")
    alicona = read(instrument_file("surface/al3d-1.al3d"))
    grid = height_of(alicona)
    assert alicona.attrs["form"] == "surface-topography"
    assert grid.values.shape == (296, 200)
    assert grid.pixel == (pytest.approx(4.38027e-7), pytest.approx(4.38027e-7))
    found = roughness(grid.values, grid.pixel, "none")
    assert found.sq == pytest.approx(7.688266e-6, rel=1e-6)
    x3p = height_of(read(instrument_file("surface/x3p-2.x3p")))
    assert x3p.pixel == (pytest.approx(1.27656509837346e-07), pytest.approx(3.14582113527746e-07))


def test_a_format_that_needs_a_library_says_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    from solvus.base.errors import MissingExtra

    monkeypatch.setitem(sys.modules, "SurfaceTopography", None)
    with pytest.raises(MissingExtra, match=r"solvus\[surface\]"):
        read(written(tmp_path, "a.vk4", b"VK4_" + bytes(100)))
    monkeypatch.setitem(sys.modules, "tifffile", None)
    with pytest.raises(MissingExtra, match=r"solvus\[sections\]"):
        read(written(tmp_path, "a.tif", b"II*\x00" + bytes(100)))
