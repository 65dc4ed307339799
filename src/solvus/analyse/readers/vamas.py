"""VAMAS files (ISO 14976): XPS, UPS and Auger spectra, with the fit that CasaXPS stores in them.

A file is one item a line in a fixed order: a header, then blocks. Numbers of 1e37 mean "not known".
The abscissa of a regular scan is start and increment, of an irregular one the first column. Kinetic
energies become binding energies with the source energy of the block. Counts are those of all scans
together; seconds = collection time x scans. Signs: none.

What CasaXPS writes into the block comment (regions with their background, components) is kept as
attribute "casaxps", positions as binding energies. Files that leave block entries out by a
parameter inclusion list are refused: hardly a program writes them.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from solvus.analyse.readers.casa_comment import casa_of
from solvus.analyse.readers.plain_text import number, text_lines, whole
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.spectrum_regions import Region, measured
from solvus.analyse.readers.text_head import shown
from solvus.base.errors import Fault, InputError

MAGIC = b"VAMAS Surface Chemical Analysis Standard Data Transfer Format"
UNKNOWN = 1e36
MAPS = ("MAP", "MAPDP")
MODES = ("MAP", "MAPDP", "MAPSV", "MAPSVDP", "NORM", "SDP", "SDPSV", "SEM", "NOEXP")
SCANS = ("REGULAR", "IRREGULAR", "MAPPING")
IONS = ("FABMS", "FABMS energy spec", "ISS", "SIMS", "SIMS energy spec", "SNMS", "SNMS energy spec")
SPUTTERED = ("AES diff", "AES dir", "EDX", "ELS", "UPS", "XPS", "XRF")
SUPPORTED = ("XPS", "UPS", "AES dir", "AES diff", "ELS")


class _Lines:
    """The lines of the file, taken one by one."""

    def __init__(self, path: Path) -> None:
        self.path, self.at = path, 0
        self.lines = text_lines(path)

    def text(self, what: str) -> str:
        if self.at >= len(self.lines) or (
            self.at == len(self.lines) - 1 and not self.lines[self.at].strip()
        ):
            raise InputError(
                Fault(f"the file ends where {what} is due", file=str(self.path), line=self.at + 1)
            )
        self.at += 1
        return self.lines[self.at - 1].strip()

    def skip(self, count: int, what: str) -> list[str]:
        return [self.text(what) for _ in range(count)]

    def number(self, what: str) -> float:
        value = number(self.text(what), self.path, self.at, what)
        return math.nan if abs(value) >= UNKNOWN else value

    def count(self, what: str, most: int = 10**6) -> int:
        text = self.text(what)
        return whole(text, self.path, self.at, what, most)

    def fault(self, words: str) -> InputError:
        return InputError(Fault(words, file=str(self.path), line=self.at))


def sniff(head: bytes, path: Path) -> bool:
    """Whether the file begins with the words of the standard."""
    return head.lstrip(b"\xef\xbb\xbf \r\n").startswith(MAGIC)


def read(path: Path, progress: Progress | None = None) -> Measured:
    """All blocks of a VAMAS file. InputError with the line where it departs from the standard."""
    lines = _Lines(path)
    if not lines.text("the format identifier").startswith(MAGIC.decode()):
        raise lines.fault("the first line is not that of a VAMAS file")
    institution, instrument, _, experiment = lines.skip(4, "the header")
    comment = lines.skip(lines.count("number of comment lines"), "a comment")
    mode, scan = lines.text("experiment mode"), lines.text("scan mode")
    if mode not in MODES or scan not in SCANS:
        raise lines.fault(f'"{shown(mode)}", "{shown(scan)}" are no experiment and scan mode')
    if scan == "MAPPING":
        raise lines.fault("mapping scans are not read; export the map as a table")
    if mode in ("MAP", "MAPDP", "NORM", "SDP"):
        lines.text("number of spectral regions")
    if mode in MAPS:
        lines.skip(3, "number of analysis positions")
    variables = [lines.skip(2, "experimental variable")
                 for _ in range(lines.count("number of experimental variables"))]  # fmt: skip
    if lines.number("number of entries in the parameter list") != 0:
        raise lines.fault("the file leaves block entries out by a parameter list: not supported")
    lines.skip(lines.count("number of manually entered items"), "a manual item")
    future, block_future = (lines.count("number of future upgrade entries") for _ in range(2))
    lines.skip(future, "a future upgrade entry")
    blocks = lines.count("number of blocks")
    regions, notices = [], []
    for done in range(blocks):
        region = _block(lines, mode, scan, variables, block_future)
        if region.about["technique"] in SUPPORTED:
            regions.append(region)
        else:
            notices.append(f'block "{region.name}" ({region.about["technique"]}) was left out')
        if progress is not None:
            progress((done + 1) / blocks)
    techniques = dict.fromkeys(str(region.about["technique"]) for region in regions)
    attrs = {
        "instrument": _known(instrument), "institution": _known(institution),
        "experiment": _known(experiment), "comment": "\n".join(comment)[:2000],
        "technique": ", ".join(techniques),
        "started": str(regions[0].about["started"]) if regions else "",
    }  # fmt: skip
    return measured(regions, path, attrs, notices)


def _block(lines: _Lines, mode: str, scan: str, variables: list[list[str]], future: int) -> Region:
    name, sample = lines.text("block identifier"), lines.text("sample identifier")
    date = [lines.text("date and time") for _ in range(7)]
    comment = lines.skip(lines.count("number of comment lines of the block"), "a block comment")
    technique = lines.text("technique")
    if mode in MAPS:
        lines.skip(2, "position")
    given = {label: lines.number(label) for label, _ in variables}
    lines.text("analysis source")
    if mode in ("MAPDP", "MAPSVDP", "SDP", "SDPSV") or technique in IONS:
        lines.skip(3, "sputtering particle")
    source = lines.number("source energy")
    lines.skip(3, "source strength and width")
    if mode in ("MAP", "MAPDP", "MAPSV", "MAPSVDP", "SEM"):
        lines.skip(2, "field of view")
    if mode in ("MAPSV", "MAPSVDP", "SEM"):
        lines.skip(6, "line scan")
    lines.skip(2, "source angles")
    analyser, pass_energy = lines.text("analyser mode"), lines.number("pass energy")
    if technique == "AES diff":
        lines.text("differential width")
    lines.text("magnification")
    work, _ = lines.number("work function"), lines.text("target bias")
    lines.skip(4, "analyser width and angles")
    species, level = lines.text("species"), lines.text("transition")
    lines.text("charge of the detected particle")
    energy, counts, more, seconds = _values(lines, mode, scan, technique, future)
    label, unit, axis = energy
    casa = casa_of(comment, source)
    about: dict[str, Any] = {
        "sample": sample, "technique": technique, "species": f"{species} {level}".strip(),
        "analyser_mode": analyser, "pass_energy_eV": _or_none(pass_energy),
        "work_function_eV": _or_none(work), "seconds_per_point": _or_none(seconds),
        "started": _moment(date), "source_energy_eV": _or_none(source),
    }  # fmt: skip
    if given:
        about["experimental"] = {f"{lab} [{uni}]": _or_none(given[lab]) for lab, uni in variables}
    if casa:
        about["casaxps"] = casa
    binding = "binding" in label.casefold()
    photon = source if technique in ("XPS", "UPS") else math.nan
    if unit.casefold() not in ("ev", "e v"):
        raise lines.fault(f'the energies are in "{shown(unit)}", eV is due')
    return Region(name, axis, counts, binding, photon, "counts", more, about)


def _values(
    lines: _Lines, mode: str, scan: str, technique: str, future: int
) -> tuple[tuple[str, str, np.ndarray], np.ndarray, dict[str, np.ndarray], float]:
    """Energies with label and unit, counts, further columns, seconds per point."""
    label, unit, start, step = "", "", math.nan, math.nan
    if scan == "REGULAR":
        label, unit = lines.text("abscissa label"), lines.text("abscissa units")
        start, step = lines.number("abscissa start"), lines.number("abscissa increment")
    width = lines.count("number of corresponding variables", 20)
    columns = [lines.skip(2, "corresponding variable") for _ in range(width)]
    lines.text("signal mode")
    time, scans = lines.number("collection time"), lines.number("number of scans")
    lines.text("time correction")
    if technique in SPUTTERED and mode in ("MAPDP", "MAPSVDP", "SDP", "SDPSV"):
        lines.skip(7, "sputtering source")
    lines.skip(3, "sample angles")
    lines.skip(3 * lines.count("number of additional parameters", 10**4), "additional parameter")
    lines.skip(future, "future upgrade entry of the block")
    size = lines.count("number of ordinate values", 10**8)
    lines.skip(2 * width, "least and greatest value")
    least = 1 if scan == "REGULAR" else 2
    if width < least or size % width or not size:
        raise lines.fault(f"{size} values do not make up {width} columns")
    if lines.at + size > len(lines.lines):
        raise InputError(
            Fault(
                f"the block should have {size} values, the file ends after "
                f"{max(len(lines.lines) - lines.at, 0)}",
                file=str(lines.path),
                line=len(lines.lines),
            )
        )
    values = np.array([lines.number("a value") for _ in range(size)]).reshape(-1, width)
    if scan == "REGULAR":
        axis, first = start + step * np.arange(len(values)), 0
    else:
        (label, unit), axis, first = columns[0], values[:, 0], 1
    if not np.isfinite(axis).all() or not np.isfinite(values[:, first]).all():
        raise lines.fault("an energy or a count of the block is not known (1e37)")
    more = {}
    for (title, _), column in zip(columns[first + 1 :], values[:, first + 1 :].T, strict=True):
        key = "".join(c if c.isalnum() else "_" for c in title.casefold()).strip("_") or "column"
        more[key] = column
    return (label, unit, axis), values[:, first], more, time * scans


def _moment(date: list[str]) -> str:
    try:
        year, month, day, hour, minute, second = (int(float(part)) for part in date[:6])
    except (ValueError, OverflowError):
        return ""
    if not (1900 < year < 2200 and 1 <= month <= 12 and 1 <= day <= 31):
        return ""
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}"


def _known(text: str) -> str:
    return "" if text.casefold() in ("not specified", "n/a", "none") else text


def _or_none(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


READER = Reader("vamas", "VAMAS (ISO 14976) spectra", (".vms", ".vamas"), sniff, read)
