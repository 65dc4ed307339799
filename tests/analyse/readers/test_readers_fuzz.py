"""Whatever the bytes: a record or one sentence; no traceback, no hanging, nothing executed."""

from __future__ import annotations

import random
import sys
import warnings
from pathlib import Path

import pytest
from ec_lab import text
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_cycler_texts import MAKERS

from instrument_files import FOLDER
from solvus.analyse.readers import REGISTRY, read
from solvus.base.errors import InputError, MissingExtra

BITS = [b"\t", b",", b"\n", b'"', b"\r", b"\x00", b"nan", b"1e999", b"-", b"inf", b"9" * 25, b";",
        b"\xff\xfe", b"::", b"/", b"\xb0", b"=1+1", b"__import__('os')", b"1_0"]  # fmt: skip


def seeds() -> dict[str, tuple[bytes, str]]:
    """A sound file of each text format, and the beginnings of real binary ones where they are."""
    ec = text({
        "mode": [3, 1, 1, 2], "time/s": [0.0, 1.0, 2.0, 3.0], "Ewe/V": [3.0, 3.1, 3.2, 3.2],
        "I/mA": [0.0, 1.0, 1.0, 0.5], "freq/Hz": [0.0, 0.0, 10.0, 1.0],
        "Re(Z)/Ohm": [0.0, 0.0, 1.0, 2.0], "-Im(Z)/Ohm": [0.0, 0.0, 1.0, 2.0],
    })  # fmt: skip
    made = {"mpt": (ec.encode("latin-1"), ".mpt")}
    made["bdf"] = (b"Test Time / s,Voltage / V,Current / A\n0,3.7,0.1\n1,3.6,0.1\n", ".csv")
    for maker, (content, encoding) in MAKERS.items():
        made[maker] = (content().encode(encoding), ".csv")
    for name in ("biologic/peis_4cycles.mpr", "neware/interp-test.ndax",
                 "neware/new_nda_file.nda.zip"):  # fmt: skip
        path = FOLDER / name
        if path.is_file():
            made[name] = (path.read_bytes(), path.suffix)
    return made


SEEDS = seeds()


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few cuts, flips, insertions and repetitions."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(out) + 1)
        match chance.randrange(5):
            case 0:
                del out[at:]
            case 1 if at < len(out):
                out[at] = chance.randrange(256)
            case 2:
                out[at:at] = chance.choice(BITS)
            case 3:
                out[at:at] = out[: chance.randrange(80)]
            case _:
                del out[at : at + chance.randint(1, 40)]
    return bytes(out)


def judged(path: Path, form: str = "") -> None:
    """Read; one sentence is the only other outcome."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        try:
            read(path, form=form)
        except MissingExtra:
            return
        except InputError as error:
            told = str(error)
            assert len(told.splitlines()) == 1, told
            assert len(told) < 600, told
            assert path.name in told, told


@pytest.mark.parametrize("name", sorted(SEEDS))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_spoilt_files(name: str, seed: int, tmp_path: Path) -> None:
    data, suffix = SEEDS[name]
    path = tmp_path / f"spoilt{suffix}"
    path.write_bytes(spoilt(data, random.Random(seed)))
    judged(path)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    data=st.binary(min_size=1, max_size=300),
    suffix=st.sampled_from([".mpt", ".mpr", ".csv", ".txt", ".nda", ".ndax", ".parquet", ".zip"]),
    start=st.sampled_from([b"", b"EC-Lab ASCII FILE\n", b"BIO-LOGIC MODULAR FILE\x1a", b"NEWARE",
                           b"PK\x03\x04", b"PAR1", b"\xff\xfe", b"\xef\xbb\xbf"]),
)  # fmt: skip
def test_any_bytes(data: bytes, suffix: str, start: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(start + data)
    judged(path)


CYCLERS = ("biologic-mpt", "biologic-mpr", "neware", "bdf", "novonix", "basytec", "maccor", "landt",
           "arbin", "neware-text")  # fmt: skip


@pytest.mark.parametrize("form", CYCLERS)
def test_every_format_refuses_what_it_is_not(form: str, tmp_path: Path) -> None:
    assert form in {reader.name for reader in REGISTRY}
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    judged(path, form)
    path.write_text("name,age\nAda,36\n")
    judged(path, form)


@pytest.mark.parametrize("content", [b"", b"\n", b"\n\n\n"])
def test_empty_files(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "empty.mpt"
    path.write_bytes(content)
    with pytest.raises(InputError):
        read(path)


def test_no_such_file_a_folder_and_no_such_format(tmp_path: Path) -> None:
    for path, form, told in (
        (tmp_path / "none.mpt", "", "no such file"), (tmp_path, "", "is not a file"),
        (Path(__file__), "biologic", "biologic-mpt"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=told):
            read(path, form=form)


def test_names_of_formats_are_their_own() -> None:
    names = [reader.name for reader in REGISTRY]
    assert len(names) == len(set(names))
    for reader in REGISTRY:
        assert reader.title
        for suffix in reader.suffixes:
            assert suffix.startswith(".")
            assert suffix == suffix.lower()


@pytest.mark.parametrize(
    ("library", "start", "suffix", "extra"),
    [("galvani", b"BIO-LOGIC MODULAR FILE\x1a", ".mpr", "biologic"),
     ("fastnda", b"NEWARE", ".nda", "neware")],
)  # fmt: skip
def test_a_library_that_is_not_installed_is_named(
    library: str, start: bytes, suffix: str, extra: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setitem(sys.modules, library, None)
    path = tmp_path / f"a{suffix}"
    path.write_bytes(start + bytes(100))
    with pytest.raises(MissingExtra, match=extra):
        read(path)
