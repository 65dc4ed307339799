"""Files of strangers: bounded, read apart, put beside a run, told in sentences."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from explore.conftest import EXAMPLES
from solvus.base.errors import InputError
from solvus.explore.data_callbacks import area_of, decoded, key_of, shown
from solvus.explore.files import (
    MOST_BYTES,
    MOST_FILES,
    Files,
    Read,
    Sent,
    check_sent,
    plain_name,
    read_files,
)
from solvus.explore.jobs import DONE
from solvus.explore.site import Site, wanted

SYMMETRIC = EXAMPLES / "data" / "symmetric_li_ag.mpt"


def url(data: bytes) -> str:
    return "data:application/octet-stream;base64," + base64.b64encode(data).decode()


def files_of(site: Site, *sent: Sent, **changes: Any) -> Files:
    asked = wanted(site, site.default.moved({"cell": "symmetric", "cycles": 25, **changes})).main
    assert asked is not None
    return Files(sent, asked.text, asked.folder, None)


def read(site: Site, *sent: Sent) -> Read:
    return read_files(files_of(site, *sent), lambda what, done, total: None)


def test_a_file_is_read_and_drawn_over_the_run(site: Site) -> None:
    found = read(site, Sent("cell 17.mpt", SYMMETRIC.read_bytes()))
    assert found.faults == ()
    assert {one.name for one in found.files} == {"cell 17.mpt"}
    assert any(one.readings and "cycle" in one.headline for one in found.files)
    names = [str(t.get("name")) for _, figure in found.beside for t in figure["data"]]
    assert any("measured" in name for name in names)
    assert any("Li-Ag" in name and "measured" not in name for name in names)
    assert len(shown(found, False)) > 4


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\xff" * 500, b"a,b\n1,2\n", "time,voltage\n".encode("utf-16"), b"\n" * 5000,
        b"EC-Lab ASCII FILE\nNb header lines : 999999999\n", b"%PDF-1.7\n" + b"x" * 900,
        b"working: {solute: ../../etc/passwd}\n", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x "
        b"SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", b"1e999 nan\n" * 200,
    ],
)  # fmt: skip
def test_what_is_no_measurement_is_told_in_sentences(site: Site, data: bytes) -> None:
    found = read(site, Sent("../../x<b>.csv", data))
    assert found.faults
    assert not any("Traceback" in one or "solvus-" in one for one in found.faults)
    assert not any("root:" in one for one in found.faults)
    assert all(one.startswith("x_b_.csv") for one in found.faults)


def test_an_archive_that_unpacks_without_end_is_not_unpacked(site: Site) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../evil.csv", b"0" * (40 << 20))
    found = read(site, Sent("bomb.ndax", target.getvalue()), Sent("bomb.zip", target.getvalue()))
    assert len(found.faults) >= 2
    assert found.files == ()
    assert not (Path.cwd() / "evil.csv").exists()


def test_files_that_point_elsewhere_are_not_taken() -> None:
    for head in (b"\x89HDF\r\n\x1a\n", b"CDF\x01"):
        with pytest.raises(InputError, match="can point to other files"):
            check_sent((Sent("map.hspy", head + b"\0" * 50),))


def test_number_and_size_are_bounded() -> None:
    with pytest.raises(InputError, match="at most"):
        check_sent(tuple(Sent("a", b"x") for _ in range(MOST_FILES + 1)))
    with pytest.raises(InputError, match="MB at most"):
        check_sent((Sent("a", b"x" * (MOST_BYTES + 1)),))
    with pytest.raises(InputError, match="empty"):
        check_sent((Sent("a", b""),))
    with pytest.raises(InputError, match="MB"):
        decoded(["x" * (2 * MOST_BYTES)], ["a"])


@pytest.mark.parametrize("content", ["", "abc", "data:,x", "data:a;base64,!!!", None, 3, {}])
def test_what_is_no_data_url_did_not_arrive(content: Any) -> None:
    with pytest.raises(InputError, match="did not arrive whole"):
        decoded([content], ["a.csv"])


def test_what_arrives_is_what_was_sent() -> None:
    assert decoded([url(b"abc")], ["a.csv"]) == (Sent("a.csv", b"abc"),)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd"), ("C:\\data\\a.mpt", "a.mpt"), ("a<b>c.csv", "a_b_c.csv"),
        ("", "file"), ("/", "file"), ("x" * 300, "x" * 80), ("a\0b\nc", "a_b_c"),
    ],
)  # fmt: skip
def test_names_are_plain(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_the_folder_is_removed(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    read(site, Sent("a.csv", b"x\n1\n"), Sent("a.csv", b"y\n2\n"))
    assert list(tmp_path.iterdir()) == []


def test_it_is_read_in_a_process_of_its_own(site: Site) -> None:
    files = files_of(site, Sent("a.mpt", SYMMETRIC.read_bytes()))
    key = key_of(files)
    site.jobs.submit("a", "data", "analyse", files, key)
    assert site.jobs.wait(key, 90.0).status == DONE
    assert site.jobs.result(key).files


def test_a_key_is_that_of_the_content(site: Site) -> None:
    one = key_of(files_of(site, Sent("a", b"1")))
    others = [files_of(site, Sent("a", b"2")), files_of(site, Sent("b", b"1")),
              files_of(site, Sent("a", b"1"), thickness=44.0)]  # fmt: skip
    assert one not in {key_of(other) for other in others}
    assert one == key_of(files_of(site, Sent("a", b"1")))


@pytest.mark.parametrize("value", [0, -1, "x", 1e9, [], {}])
def test_an_area_must_be_one(value: Any) -> None:
    with pytest.raises(InputError, match="area"):
        area_of(value)


def test_an_area_is_in_cm2() -> None:
    assert area_of(1.13) == pytest.approx(1.13e-4)
    assert area_of(None) is None
