"""Neware's own files (.nda, .ndax, and a zip of one), by the library fastnda, an extra.

Sign: charge is positive. Counters are the file's own. Capacity counts up within a step.
"""

from __future__ import annotations

import logging
import tempfile
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from solvus.analyse.readers.assemble import cycling, net_charge
from solvus.analyse.readers.maker_text import modes
from solvus.analyse.readers.moments import iso_moment
from solvus.analyse.readers.neware_text import MAKER
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.text_columns import Words
from solvus.base.errors import Fault, InputError, MissingExtra

NDA_MAGIC = b"NEWARE"
ZIP_MAGIC = b"PK\x03\x04"
MOST_UNPACKED = 1 << 32  # bytes; more than any test writes
_MEMBERS = {"data.ndc", "step.xml", "testinfo.xml", "versioninfo.xml"}
# column of fastnda -> (variable, divisor to SI)
_COLUMNS = {
    "total_time_s": ("time", 1.0), "voltage_V": ("voltage", 1.0), "current_mA": ("current", 1e3),
    "cycle_count": ("cycle", 1.0), "step_count": ("step", 1.0), "step_index": ("step_index", 1.0),
    "unix_time_s": ("unix_time", 1.0),
}  # fmt: skip
_COULOMB_PER_MAH = 3.6


def sniff(head: bytes, path: Path) -> bool:
    """An .nda by its first bytes; a zip by the names of what is in it."""
    if head.startswith(NDA_MAGIC):
        return True
    return head.startswith(ZIP_MAGIC) and _zip_kind(path) != ""


def read(path: Path, progress: Progress | None = None) -> Measured:
    """Read a Neware file; MissingExtra without fastnda, InputError for a file it cannot read."""
    try:
        import fastnda
    except ImportError:
        raise MissingExtra("fastnda", "neware") from None
    with _plain_file(path) as file, _heard() as heard:
        try:
            frame = fastnda.read(file, cycle_mode="raw")
        except Exception as error:  # reverse-engineered: it fails in any way it likes
            raise InputError(_refused(path, error)) from None
        about = _about(fastnda, file)
    if progress is not None:
        progress(1.0)
    if not frame.height:
        raise InputError(Fault("the file holds no rows: no record was taken", file=str(path)))
    have = {
        name: np.asarray(frame[column].to_numpy(), float) / divisor
        for column, (name, divisor) in _COLUMNS.items() if column in frame.columns
    }  # fmt: skip
    capacity = np.asarray(frame["capacity_mAh"].to_numpy(), float) * _COULOMB_PER_MAH
    have["charge"] = net_charge([(np.abs(capacity), np.sign(capacity))], have.get("step"))
    if "step_type" in frame.columns:
        names, codes = np.unique(frame["step_type"].cast(str).fill_null("").to_numpy().astype(str),
                                 return_inverse=True)  # fmt: skip
        have["mode"] = modes(Words(codes, tuple(names.tolist())), have["current"], MAKER)
    notices = [f"the library that reads this file says: {sentence}" for sentence in heard]
    for column in frame.columns:
        if column.startswith("aux") and "temperature" in column and "temperature" not in have:
            values = np.asarray(frame[column].to_numpy(), float)
            if np.isfinite(values).any():
                have["temperature"] = values + 273.15
    return cycling(have, {"instrument": "Neware", **about}, notices, str(path))


def _zip_kind(path: Path) -> str:
    """"ndax", or the name of the .nda or .ndax within a zip, or "" for another zip."""
    try:
        with zipfile.ZipFile(path) as opened:
            names = opened.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeError):
        return "ndax" if path.suffix.lower() == ".ndax" else ""
    if any(name.casefold() in _MEMBERS or name.casefold().endswith(".ndc") for name in names):
        return "ndax"
    inner = [name for name in names if name.casefold().endswith((".nda", ".ndax"))]
    return inner[0] if len(inner) == 1 else ""


@contextmanager
def _plain_file(path: Path) -> Iterator[Path]:
    """The file itself, under a name with the ending the library goes by; unpacked if need be."""
    with open(path, "rb") as file:
        start = file.read(len(NDA_MAGIC))
    kind = _zip_kind(path) if start.startswith(ZIP_MAGIC) else "nda"
    if kind == "ndax":
        _refuse_bomb(path)
    if kind in ("ndax", "nda") and path.suffix.lower() == f".{kind}":
        yield path
        return
    if kind == "":
        raise InputError(Fault("is a zip without one .nda or .ndax file in it", file=str(path)))
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / f"inner.{kind.rpartition('.')[2]}"
        if kind in ("ndax", "nda"):
            plain.write_bytes(path.read_bytes())
        else:
            _refuse_bomb(path)
            try:
                with zipfile.ZipFile(path) as opened:
                    plain.write_bytes(opened.read(kind))
            except Exception as error:  # of zipfile, of the decompressors, of a password
                raise InputError(_refused(path, error)) from None
        yield plain


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as opened:
            size = sum(one.file_size for one in opened.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(_refused(path, error)) from None
    if size > MOST_UNPACKED:
        raise InputError(Fault(f"would unpack to {size} bytes, which no test writes",
                               file=str(path)))  # fmt: skip


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What the library logs and warns of, as sentences, instead of on stderr."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            sentence = " ".join(record.getMessage().split())[:200]
            if record.levelno >= logging.WARNING and sentence not in said:
                said.append(sentence)

    logger, listener = logging.getLogger("fastnda"), Listener()
    before = logger.propagate
    logger.propagate = False
    logger.addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            yield said
        said += [" ".join(str(one.message).split())[:200] for one in warned]
    finally:
        logger.removeHandler(listener)
        logger.propagate = before


def _about(fastnda: Any, file: Path) -> dict[str, str]:
    """Start and name of the test, where the file has them readable."""
    try:
        test = fastnda.read_metadata(file)["TestInfo"]["TestInfo"]
        found = {"started": iso_moment(str(test.get("StartTime", ""))),
                 "technique": str(test.get("StepName", ""))}  # fmt: skip
    except Exception:  # damaged, or of a version without it: the data do not hang on it
        return {}
    return {key: text for key, text in found.items() if text}


def _refused(path: Path, error: Exception) -> Fault:
    what = " ".join(str(error).split()).replace(str(path), "")[:120] or type(error).__name__
    return Fault(
        f"cannot be read ({what}): it is cut off, damaged or of a version that is not known; "
        "export it from BTSDA as csv", file=str(path),
    )  # fmt: skip


READER = Reader("neware", "Neware binary file", (".nda", ".ndax", ".zip"), sniff, read, text=False)
