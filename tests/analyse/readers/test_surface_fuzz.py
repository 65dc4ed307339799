"""Bytes that are cut, flipped or made up: a sentence or a record, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instrument_files import FOLDER
from solvus.analyse.readers import (
    casaxps_table,
    depth_text,
    gwyddion_text,
    image,
    map_table,
    phi,
    scienta_text,
    sdf_text,
    surface_topography,
    xy_text,
    xyz_text,
)
from solvus.analyse.readers import vamas as vamas_reader
from solvus.analyse.readers.reader import KINDS, Measured, Reader
from solvus.base.errors import InputError, MissingExtra
from surface_files import phi_binary, phi_header, scienta, vamas, written

KINETIC = np.arange(1110.0, 1115.0, 0.25)
COUNTS = np.round(100.0 + 50.0 * np.exp(-((KINETIC - 1112.0) ** 2)))


def _npy() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.arange(20.0).reshape(4, 5))
    return buffer.getvalue()


def _image(name: str) -> bytes:
    grey = (np.arange(300).reshape(15, 20) % 251).astype(np.uint8)
    buffer = io.BytesIO()
    if name == "tif":
        pytest.importorskip("tifffile").imwrite(buffer, grey)
    else:
        pytest.importorskip("PIL.Image").fromarray(grey).save(buffer, "PNG")
    return buffer.getvalue()


def _x3p() -> bytes:
    pytest.importorskip("SurfaceTopography")
    path = FOLDER / "surface/al3d-1.al3d"
    if not path.is_file():
        pytest.skip("al3d-1.al3d does not come with the package (set SOLVUS_INSTRUMENTS)")
    return path.read_bytes()[:60_000]


CASA = (
    "Cycle 0:FeO:Fe2p\n\tCharacteristic Energy eV\t1.4866e+003\tAcquisition Time s\t2\n"
    "Name\t\tFe 2p\nPosition\t\t709\nK.E.\tCounts\tFe 2p\tBackground\t\tB.E.\tCPS\n"
    + "".join(f"{700 + k}\t{50 + k}\t{40 + k}\t{30}\t\t{786 - k}\t{25}\n" for k in range(9))
)
XYZ = "# unit: um\n" + "".join(f"{c} {r} {r * c}\n" for r in range(4) for c in range(4))
GWY = "# Channel: T\n# Width: 2 um\n# Height: 750 nm\n# Value units: nm\n1 2 3\n4 5 6\n7 8 9\n"
SDF = (
    "aISO-1.0\nNumPoints = 3\nNumProfiles = 3\nXscale = 1e-6\nYscale = 1e-6\nZscale = 1e-6\n*\n"
    "1 2 3\n4 5 6\n7 8 9\n*\n"
)
DEPTH = "Sputter Time (min),Li,Ag\n0,900,100\n1,850,160\n2,500,480\n"
XY = "Binding Energy (eV),Counts\n" + "".join(f"{360 + k},{100 + k}\n" for k in range(12))
SEEDS: dict[str, tuple[Reader, str, Callable[[], bytes]]] = {
    "vamas": (vamas_reader.READER, ".vms", lambda: vamas([("Ag", KINETIC, COUNTS)]).encode()),
    "scienta": (scienta_text.READER, ".txt", lambda: scienta(KINETIC, COUNTS).encode()),
    "phi": (
        phi.READER,
        ".spe",
        lambda: phi_header(20, -0.1, 378.0, 376.1) + phi_binary(COUNTS[None, :]),
    ),
    "casaxps": (casaxps_table.READER, ".txt", CASA.encode),
    "xy": (xy_text.READER, ".csv", XY.encode),
    "depth": (depth_text.READER, ".csv", DEPTH.encode),
    "map": (map_table.READER, ".csv", lambda: b"1,2,3,4\n5,6,7,8\n9,10,11,12\n"),
    "npy": (map_table.READER, ".npy", _npy),
    "xyz": (xyz_text.READER, ".xyz", XYZ.encode),
    "gwyddion": (gwyddion_text.READER, ".txt", GWY.encode),
    "sdf": (sdf_text.READER, ".sdf", SDF.encode),
    "png": (image.READER, ".png", lambda: _image("png")),
    "tif": (image.READER, ".tif", lambda: _image("tif")),
    "al3d": (surface_topography.READER, ".al3d", _x3p),
}
BYTES = st.binary(max_size=40)
MUTATION = st.tuples(
    st.sampled_from(["cut", "flip", "insert", "drop", "swap"]), st.floats(0, 1), BYTES
)


def changed(data: bytes, mutations: list[tuple[str, float, bytes]]) -> bytes:
    """The data after the mutations, each at a share of its length."""
    for act, share, given_bytes in mutations:
        at = int(share * len(data))
        if act == "cut":
            data = data[:at]
        elif act == "insert":
            data = data[:at] + given_bytes + data[at:]
        elif act == "drop":
            data = data[:at] + data[at + len(given_bytes) :]
        elif act == "flip":
            data = data[:at] + given_bytes + data[at + len(given_bytes) :]
        else:
            data = data[at:] + data[:at]
    return data


def outcome(reader: Reader, path: Path) -> Measured | None:
    """The measurement, or None where it is refused in a sentence; anything else comes through."""
    reader.sniff(path.read_bytes()[: 1 << 18], path)
    try:
        return reader.read(path, None)
    except MissingExtra:
        return None
    except InputError as error:
        for fault in error.faults:
            assert fault.message
            assert len(str(fault)) < 700
            assert "\n" not in str(fault)
        return None


@pytest.mark.parametrize("name", SEEDS)
def test_what_is_not_changed_is_read(name: str, tmp_path: Path) -> None:
    reader, suffix, make = SEEDS[name]
    path = written(tmp_path, f"a{suffix}", make())
    if name == "al3d":
        return  # cut to its beginning
    assert reader.sniff(path.read_bytes(), path)
    assert outcome(reader, path) is not None


@pytest.mark.parametrize("name", SEEDS)
@settings(
    max_examples=40,
    deadline=4000,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(mutations=st.lists(MUTATION, min_size=1, max_size=4))
def test_changed_bytes_give_a_sentence_or_a_record(
    name: str, tmp_path: Path, mutations: list[tuple[str, float, bytes]]
) -> None:
    reader, suffix, make = SEEDS[name]
    made = outcome(reader, written(tmp_path, f"a{suffix}", changed(make(), mutations)))
    if made is not None:
        assert made.kind in KINDS
        assert all(np.asarray(one.values).ndim <= 2 for one in made.variables.values())


@settings(
    max_examples=40,
    deadline=4000,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.binary(min_size=1, max_size=400), name=st.sampled_from(sorted(SEEDS)))
def test_made_up_bytes_give_a_sentence_or_a_record(tmp_path: Path, data: bytes, name: str) -> None:
    reader, suffix, _ = SEEDS[name]
    outcome(reader, written(tmp_path, f"a{suffix}", data))


@pytest.mark.parametrize("name", SEEDS)
def test_empty_files_have_their_sentence(name: str, tmp_path: Path) -> None:
    reader, suffix, _ = SEEDS[name]
    with pytest.raises(InputError, match=r"empty|no rows|cannot be read"):
        reader.read(written(tmp_path, f"a{suffix}", b""), None)
