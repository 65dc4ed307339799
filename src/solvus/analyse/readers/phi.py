"""PHI files (SOFH ... EOFH): .spe with counts in binary, or as text after the same header.

Each "SpectralRegDef:" states number, points, step, first and last binding energy, dwell time and
pass energy. After a binary header of 4 bytes come 24 words of 4 bytes for each spectrum, of which
word 8 is the number of points, 9 of scans, 22 and 23 length and place of its values (from the end
of the text); values are of 4 or 8 bytes, as the length tells. Scans are averaged. The header must
agree with itself and with the binary words, or the file is refused: a wrong axis over right counts
would look credible. Layout as other open readers found it (pynxtools-xps); no file of an
instrument was at hand to try it.

Depth profiles (.pro), with many cycles to a region, are not read: export them as a table.
"""

from __future__ import annotations

import math
import re
import struct
from pathlib import Path
from typing import NamedTuple

import numpy as np

from solvus.analyse.readers.plain_text import bytes_of, number, whole
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.spectrum_regions import Region, measured
from solvus.base.errors import Fault, InputError

WORDS = 24
_END = re.compile(rb"EOFH[ \t]*\r?\n?")


class _Definition(NamedTuple):
    name: str
    energy: np.ndarray
    seconds: float
    pass_energy: float
    line: int


def sniff(head: bytes, path: Path) -> bool:
    """Whether the file begins with SOFH."""
    return head.lstrip().startswith(b"SOFH")


def read(path: Path, progress: Progress | None = None) -> Measured:
    """All regions of a file. InputError with line or byte where it does not agree with itself."""
    data = bytes_of(path)
    end = _END.search(data)
    if not data.lstrip().startswith(b"SOFH") or end is None:
        raise InputError(Fault("there is no header from SOFH to EOFH", file=str(path), line=1))
    lines = data[: end.start()].decode("latin-1").replace("\r\n", "\n").split("\n")
    entries: dict[str, tuple[str, int]] = {}
    definitions = []
    for at, line in enumerate(lines, 1):
        key, _, text = line.partition(":")
        if key.strip() == "SpectralRegDef":
            definitions.append(_definition(text.split(), path, at))
        entries.setdefault(key.strip(), (text.strip(), at))
    if not definitions:
        raise InputError(Fault("the header defines no spectral region", file=str(path), line=1))
    areas = whole(*_entry(entries, "NoSpatialArea", "1", path))
    if areas > 1:
        raise InputError(Fault(f"{areas} analysis areas in one file are not read: export the "
                               "spectra one by one", file=str(path)))  # fmt: skip
    body = data[end.end() :]
    values, notices = _values(body, end.end(), definitions, path)
    photon = re.search(r"(\d{3,4}(?:\.\d+)?)", entries.get("XraySource", ("", 0))[0])
    energy = float(photon[1]) if photon else math.nan
    regions = [
        Region(d.name, d.energy, v, True, energy, "counts/s" if b"c/s" in body[:4096] else "1", {},
               {"seconds_per_point": d.seconds, "pass_energy_eV": d.pass_energy})
        for d, v in zip(definitions, values, strict=True)
    ]  # fmt: skip
    attrs = {"instrument": entries.get("InstrumentModel", ("PHI", 0))[0]}
    if regions[0].unit == "1":
        notices.append("the file does not say whether it holds counts or counts per second")
    return measured(regions, path, attrs, notices)


def _entry(
    entries: dict[str, tuple[str, int]], key: str, default: str, path: Path
) -> tuple[str, Path, int, str]:
    text, at = entries.get(key, (default, 0))
    return text, path, at, key


def _definition(words: list[str], path: Path, at: int) -> _Definition:
    """One line: number, 1, name, atomic number, points, step, first, last, ..., dwell, pass,
    name."""
    if len(words) < 10:
        raise InputError(Fault("the definition of the region is cut", "SpectralRegDef", str(path),
                               at))  # fmt: skip
    points = whole(words[4], path, at, "SpectralRegDef", 10**6)
    step, first, last = (number(word, path, at, "SpectralRegDef") for word in words[5:8])
    if points < 2 or abs(abs(first - last) - (points - 1) * abs(step)) > 0.6 * abs(step) + 1e-6:
        raise InputError(
            Fault(
                f"{points} points in steps of {step:g} eV do not reach from {first:g} to "
                f"{last:g} eV",
                "SpectralRegDef",
                str(path),
                at,
            )
        )
    numbers = [float(w) for w in words[8:] if re.fullmatch(r"\d{1,9}(\.\d{0,9})?", w)]
    seconds, passed = numbers[-2:] if len(numbers) >= 4 else (math.nan, math.nan)
    name = re.sub(r"(?<=[a-z])(?=\d[spdf])", " ", words[2])
    return _Definition(name, np.linspace(first, last, points), seconds, passed, at)


def _values(
    body: bytes, offset: int, definitions: list[_Definition], path: Path
) -> tuple[list[np.ndarray], list[str]]:
    """Intensities of each region, and notices."""
    words = _text_values(body)
    total = sum(d.energy.size for d in definitions)
    if words is not None:
        if words.size != total:
            raise InputError(
                Fault(
                    f"the header announces {total} values, {words.size} follow it", file=str(path)
                )
            )
        ends = np.cumsum([d.energy.size for d in definitions])[:-1]
        return list(np.split(words, ends)), []
    found, notices = [], []
    for i, definition in enumerate(definitions):
        at = 4 + 4 * WORDS * i
        if len(body) < at + 4 * WORDS:
            raise InputError(Fault(f"the file is cut at byte {offset + len(body)}, within the "
                                   "directory of its spectra", file=str(path)))  # fmt: skip
        head = struct.unpack_from(f"<{WORDS}I", body, at)
        points, scans, length, start = head[8], head[9], head[22], head[23]
        cells = points * scans
        if points != definition.energy.size or not 1 <= scans <= 10**6:
            raise InputError(
                Fault(
                    f'"{definition.name}" has {definition.energy.size} points in the header and '
                    f"{points} in {scans} scans in the directory at byte {offset + at}",
                    file=str(path),
                    line=definition.line,
                )
            )
        if length not in (4 * cells, 8 * cells) or start + length > len(body):
            raise InputError(
                Fault(f'the values of "{definition.name}" should lie at byte {offset + start}, '
                      f"{length} bytes of them; the file has {offset + len(body)} bytes",
                      file=str(path))
            )  # fmt: skip
        kind = "<f4" if length == 4 * cells else "<f8"
        block = np.frombuffer(body, kind, cells, start).reshape(scans, points).astype(float)
        if not np.isfinite(block).all():
            raise InputError(Fault(f'"{definition.name}" holds values that are no numbers at byte '
                                   f"{offset + start}", file=str(path)))  # fmt: skip
        if scans > 1:
            notices.append(f'"{definition.name}": {scans} scans were averaged')
        found.append(block.mean(axis=0))
    return found, notices


def _text_values(body: bytes) -> np.ndarray | None:
    """Values written as text, one a line or the last of each line; None for a binary body."""
    if b"\x00" in body[:4096] or not body.strip():
        return None
    try:
        rows = [line.replace(b",", b" ").split() for line in body.splitlines() if line.strip()]
        values = np.array([float(row[-1]) for row in rows])
    except (ValueError, IndexError):
        return None
    return values if np.isfinite(values).all() else None


READER = Reader("phi", "PHI spectra", (".spe",), sniff, read, text=False)
