"""Element maps, depth profiles and images as files."""

from __future__ import annotations

import io
import pickle
from pathlib import Path

import numpy as np
import pytest

from instrument_files import instrument_file
from solvus.analyse.readers import notices_of, read
from solvus.analyse.surface_records import element_map_of, elements_of, image_of
from solvus.base.errors import InputError
from surface_files import written

COUNTS = np.arange(20.0).reshape(4, 5)
TABLE = "\n".join(",".join(f"{c:g}" for c in row) for row in COUNTS)


def npy(array: np.ndarray, **how: bool) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, **how)
    return buffer.getvalue()


@pytest.mark.parametrize("mark", [",", ";", "\t", " "])
def test_a_table_of_counts_is_a_map(tmp_path: Path, mark: str) -> None:
    record = read(written(tmp_path, "foil_Ag_La.csv", TABLE.replace(",", mark)))
    assert record.attrs["kind"] == "map"
    assert record.Ag.dims == ("y", "x")
    assert record.Ag.values == pytest.approx(COUNTS)
    assert record.Ag.attrs["units"] == "counts"
    assert not element_map_of(record).scaled
    assert element_map_of(record, pixel=1e-7).pixel == (1e-7, 1e-7)


def test_a_pixel_in_a_comment_is_read(tmp_path: Path) -> None:
    record = read(written(tmp_path, "map Ag L.csv", f"# pixel: 0.5 um\n{TABLE}"))
    assert element_map_of(record, "Ag").pixel == (pytest.approx(5e-7),) * 2
    with pytest.raises(InputError, match="a length is due"):
        read(written(tmp_path, "b.csv", f"# pixel: 0.5 kg\n{TABLE}"))


def test_arrays_of_numpy(tmp_path: Path) -> None:
    record = read(written(tmp_path, "Mg_Ka.npy", npy(COUNTS / 3.0)))
    assert record.Mg.values == pytest.approx(COUNTS / 3.0)
    assert record.Mg.attrs["units"] == "1"
    buffer = io.BytesIO()
    np.savez(buffer, Ag=COUNTS, Al=2.0 * COUNTS)
    both = read(written(tmp_path, "maps.npz", buffer.getvalue()))
    assert elements_of(both) == ["Ag", "Al"]
    with pytest.raises(ValueError, match="no map of"):
        element_map_of(both)


def test_arrays_that_would_run_code_are_refused(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple:
            return (Path.touch, (tmp_path / "sprung",))

    trap = np.array([[Trap()] * 3] * 3, dtype=object)
    for name, content in (
        ("a.npy", npy(trap, allow_pickle=True)),
        ("b.npy", pickle.dumps(trap)),
    ):
        with pytest.raises(InputError):
            read(written(tmp_path, name, content))
    buffer = io.BytesIO()
    np.savez(buffer, Ag=trap)
    with pytest.raises(InputError, match="cannot be read"):
        read(written(tmp_path, "c.npz", buffer.getvalue()))
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", f"{TABLE}\n1,2\n", r"a\.csv:5: the row has 2 cells"),
        ("a.csv", f"{TABLE}\n1,2,3,4,many\n", '"many" is no number'),
        ("a.npy", npy(np.arange(5.0)), "rows and columns"),
        ("a.npy", npy(COUNTS)[:-3], "cannot be read"),
        ("a.npy", npy(np.full((4, 4), np.nan)), "no finite"),
        ("a.npy", npy(np.full((4, 4), "x")), "no map of numbers"),
        ("a.npz", b"PK\x03\x04" + bytes(40), "cannot be read"),
    ],
)
def test_files_that_are_no_map_say_why(
    tmp_path: Path, name: str, content: str | bytes, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        read(written(tmp_path, name, content))


DEPTH = "Sputter Time (min),Li KLL,Ag MNN\n0,900,100\n1,850,160\n2,500,480\n"


def test_a_depth_profile(tmp_path: Path) -> None:
    record = read(written(tmp_path, "p.csv", DEPTH))
    assert record.attrs["kind"] == "depth_profile"
    assert record.sputter_time.values == pytest.approx([0.0, 60.0, 120.0])
    assert record.Ag.values == pytest.approx([100.0, 160.0, 480.0])
    assert record.Ag.attrs["units"] == "counts"
    assert elements_of(record) == ["Li", "Ag"]


def test_a_depth_profile_in_atomic_per_cent(tmp_path: Path) -> None:
    text = "Depth [nm];Li (at%);Ag (at%)\n0;50,0;50,0\n10;81,1;19,9\n20;90;10\n"
    record = read(written(tmp_path, "p.csv", text))
    assert record.depth.values == pytest.approx([0.0, 1e-8, 2e-8])
    assert record.depth.attrs["units"] == "m"
    assert record.Ag.values == pytest.approx([0.5, 0.199, 0.1])
    assert not notices_of(record)
    off = read(written(tmp_path, "q.csv", text.replace("81,1", "85,1")))
    assert any("row 2 with 105.0" in words for words in notices_of(off))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Depth,Li,Ag\n0,1,2\n1,2,3\n", "has no unit"),
        ("Depth [kg],Li,Ag\n0,1,2\n1,2,3\n", "a length is due"),
        ("Depth [nm],Li,Li 1s\n0,1,2\n1,2,3\n", "two columns are of Li"),
        ("Depth [nm],Li,Ag\n0,1,2\n0,2,3\n", "do not rise from row 1 to row 2"),
        ("Depth [nm],Li,Ag\n0,1,2\n1,2\n", r"p\.csv:3"),
        ("Depth [nm],Li,Ag\n", "no rows"),
    ],
)
def test_profiles_that_are_wrong_say_where(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(written(tmp_path, "p.csv", text))


def test_a_cycler_file_is_no_depth_profile(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no format"):
        read(written(tmp_path, "p.csv", "Time [s],Voltage [V],Co\n0,1,2\n1,2,3\n"))


GREY = (np.arange(300).reshape(15, 20) % 251).astype(np.uint8)


def test_tiff_images_and_their_pixels(tmp_path: Path) -> None:
    tifffile = pytest.importorskip("tifffile")
    tifffile.imwrite(tmp_path / "plain.tif", GREY, resolution=(72, 72), resolutionunit="INCH")
    plain = read(tmp_path / "plain.tif")
    assert plain.grey.values == pytest.approx(GREY)
    with pytest.raises(ValueError, match="no size of a pixel"):
        image_of(plain)  # 72 dots an inch are those of a printer
    assert image_of(plain, 5e-8).pixel == (5e-8, 5e-8)
    tifffile.imwrite(
        tmp_path / "ij.tif", GREY, imagej=True, resolution=(20.0, 20.0), metadata={"unit": "um"}
    )
    assert image_of(read(tmp_path / "ij.tif")).pixel[0] == pytest.approx(0.05e-6)
    tifffile.imwrite(tmp_path / "foil_Ag_La.tif", GREY.astype(np.uint16))
    assert read(tmp_path / "foil_Ag_La.tif").attrs["kind"] == "map"


def test_png_images_and_the_file_jeol_writes_beside(tmp_path: Path) -> None:
    images = pytest.importorskip("PIL.Image")
    images.fromarray(GREY).save(tmp_path / "a.png")
    record = read(tmp_path / "a.png")
    assert record.grey.values == pytest.approx(GREY)
    assert any("no size of a pixel" in words for words in notices_of(record))
    (tmp_path / "a.txt").write_text("$CM_MAG 2000\n$$SM_MICRON_BAR 100\n$$SM_MICRON_MARKER 10um\n")
    assert image_of(read(tmp_path / "a.png")).pixel[0] == pytest.approx(1e-7)
    colours = np.stack([GREY, GREY // 2, GREY // 3], axis=-1)
    images.fromarray(colours).save(tmp_path / "c.png")
    record = read(tmp_path / "c.png")
    assert record.grey.values == pytest.approx(colours.mean(axis=-1), rel=1e-6)
    assert any("averaged to grey" in words for words in notices_of(record))


def test_grey_of_16_bits_and_palettes(tmp_path: Path) -> None:
    images = pytest.importorskip("PIL.Image")
    deep = 200 * GREY.astype(np.uint16)
    images.fromarray(deep).save(tmp_path / "a.png")
    assert read(tmp_path / "a.png").grey.values == pytest.approx(deep)
    images.fromarray(GREY).convert("P").save(tmp_path / "b.png")
    assert read(tmp_path / "b.png").grey.values == pytest.approx(GREY, abs=8)


def test_damaged_images_are_refused(tmp_path: Path) -> None:
    pytest.importorskip("tifffile")
    pytest.importorskip("PIL.Image").fromarray(GREY).save(tmp_path / "a.png")
    whole = (tmp_path / "a.png").read_bytes()
    with pytest.raises(InputError, match="cannot be read as an image"):
        read(written(tmp_path, "b.png", whole[:60]))
    with pytest.raises(InputError, match="cannot be read as TIFF"):
        read(written(tmp_path, "b.tif", b"II*\x00" + bytes(20)))
    huge = whole[:16] + (2**31 - 1).to_bytes(4, "big") * 2 + whole[24:]
    with pytest.raises(InputError, match="too large"):
        read(written(tmp_path, "c.png", huge))


def test_a_real_map_knows_its_element() -> None:
    record = read(instrument_file("derived/bcf_v2_Ag_La_gross_counts.csv"))
    assert elements_of(record) == ["Ag"]
    assert record.Ag.shape == (50, 50)
