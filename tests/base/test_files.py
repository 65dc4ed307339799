"""Files are whole or not there."""

import os
import stat
from pathlib import Path

import pytest

from solvus.base import files


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "out.nc"
    files.write_text(path, "old")

    def interrupted() -> None:
        with files.temporary_beside(path) as temporary:
            temporary.write_text("half of the ne")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.nc"]


def test_an_interrupted_first_write_leaves_no_file(tmp_path: Path) -> None:
    def interrupted() -> None:
        with files.temporary_beside(tmp_path / "new.zarr") as temporary:
            temporary.mkdir()
            (temporary / "chunk").write_bytes(b"x")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        interrupted()
    assert os.listdir(tmp_path) == []


def test_a_body_that_made_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), files.temporary_beside(tmp_path / "a.txt"):
        pass


def test_a_folder_takes_the_place_of_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "r.zarr"
    for content in ("one", "two"):
        with files.temporary_beside(path) as temporary:
            assert temporary.suffix == ".zarr"
            temporary.mkdir()
            (temporary / content).write_text(content)
    assert os.listdir(path) == ["two"]
    assert os.listdir(tmp_path) == ["r.zarr"]


def test_text_is_utf8_with_its_own_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "µ.txt"
    files.write_text(path, "50 µm\n")
    assert path.read_bytes() == "50 µm\n".encode()
    mode = stat.S_IMODE(path.stat().st_mode)
    plain = tmp_path / "plain"
    plain.write_text("")
    assert mode == stat.S_IMODE(plain.stat().st_mode)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "real.txt")
    files.write_text(link, "new")
    assert link.is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b""),
        (b"one\n", b"one\n"),
        (b"one\ntwo", b"one\n"),
        (b"torn", b""),
        (b"one\r\ntwo\n\0\0", b"one\r\ntwo\n"),
    ],
)
def test_a_torn_last_line_is_cut_off(before: bytes, after: bytes, tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_bytes(before)
    files.cut_torn_line(path)
    assert path.read_bytes() == after


def test_a_file_that_is_not_there_has_no_torn_line(tmp_path: Path) -> None:
    files.cut_torn_line(tmp_path / "lines")
    assert not (tmp_path / "lines").exists()
