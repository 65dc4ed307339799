"""Spectrum images and images written by the library that HyperSpy reads with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from solvus.analyse.readers import notices_of, read
from solvus.base.errors import InputError

hspy = pytest.importorskip("rsciio.hspy", reason="needs RosettaSciIO: pip install -e .[maps]")


def axis(name: str, size: int, scale: float, units: str, offset: float = 0.0) -> dict[str, Any]:
    return {"name": name, "size": size, "scale": scale, "offset": offset, "units": units,
            "navigate": units == "um", "is_binned": False}  # fmt: skip


def written(
    path: Path, data: np.ndarray, axes: list[dict[str, Any]], **metadata: dict[str, Any]
) -> Path:
    signal = {
        "data": data, "axes": axes, "original_metadata": {}, "attributes": {"_lazy": False},
        "metadata": {"General": {"title": "foil"}, "Signal": {"signal_type": ""}} | metadata,
        "package_info": {"package": "", "package_version": ""}, "models": {},
        "learning_results": {}, "tmp_parameters": {},
    }  # fmt: skip
    hspy.file_writer(str(path), signal, show_progressbar=False)
    return path


def test_counts_around_the_line_of_each_element(tmp_path: Path) -> None:
    """Silver in the left half; a flat continuum of one count a channel of 10 eV everywhere."""
    cube = np.ones((6, 8, 500), np.uint16)
    cube[:, :4, 298] += 100  # 2980 eV
    axes = [axis("y", 6, 0.5, "um"), axis("x", 8, 0.5, "um"), axis("E", 500, 0.01, "keV")]
    file = written(tmp_path / "a.hspy", cube, axes, Sample={"elements": ["Ag", "Li"]})
    record = read(file)
    assert record.attrs["kind"] == "map"
    assert record.attrs["pixel_m"] == pytest.approx(0.5e-6)
    half = np.sqrt(130.0**2 + 2.5 * (2984.0 - 5898.7))
    channels = np.sum(np.abs(10.0 * np.arange(500) - 2984.0) <= half)
    assert record["Ag"].shape == (6, 8)
    assert (record["Ag"].values[:, :4] == 100 + channels).all()
    assert (record["Ag"].values[:, 4:] == channels).all()
    said = " ".join(notices_of(record))
    assert "gross counts" in said
    assert "Li: no line" in said


def test_an_image_is_the_map_of_the_element_in_its_title(tmp_path: Path) -> None:
    image = np.arange(30.0).reshape(5, 6)
    axes = [axis("y", 5, 20.0, "nm"), axis("x", 6, 20.0, "nm")]
    file = written(tmp_path / "b.hspy", image, axes, General={"title": "Ag La"})
    record = read(file)
    (name,) = [str(one) for one in record.data_vars]
    assert name.startswith("Ag")
    assert np.array_equal(record[name].values, image)
    assert record.attrs["pixel_m"] == pytest.approx(2e-8)


def test_spectra_without_elements_are_refused(tmp_path: Path) -> None:
    axes = [axis("y", 4, 0.5, "um"), axis("x", 4, 0.5, "um"), axis("E", 50, 0.1, "keV")]
    file = written(tmp_path / "c.hspy", np.ones((4, 4, 50)), axes)
    with pytest.raises(InputError, match="names no elements"):
        read(file)


@pytest.mark.parametrize("suffix", [".hspy", ".bcf", ".emd", ".dm3", ".dm4"])
def test_spoilt_bytes_are_refused_in_a_sentence(tmp_path: Path, suffix: str) -> None:
    draw = np.random.default_rng(7)
    for size in (1, 300, 5000):
        file = tmp_path / f"spoilt{suffix}"
        file.write_bytes(draw.bytes(size))
        with pytest.raises(InputError) as caught:
            read(file)
        assert len(str(caught.value).splitlines()) == 1


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    axes = [axis("y", 5, 20.0, "nm"), axis("x", 6, 20.0, "nm")]
    file = written(tmp_path / "d.hspy", np.arange(30.0).reshape(5, 6), axes)
    file.write_bytes(file.read_bytes()[:-500])
    with pytest.raises(InputError):
        read(file)
