"""Text files of Scienta analysers (SES): blocks [Region n], [Info n], [Data n].

The scale of dimension 1 is an energy, binding or kinetic as its name says; "Excitation Energy"
turns one into the other. A second dimension (slices of the detector) is added up, and a notice
says so. The values are as the program writes them: sums over sweeps, not always whole counts, so
that nothing is said about counting noise.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np

from solvus.analyse.readers.plain_text import number, table_below, text_lines, whole
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.spectrum_regions import Region, measured
from solvus.analyse.readers.text_head import lines_of
from solvus.base.errors import Fault, InputError

_SECTION = re.compile(r"\[(Info|Region|Info|Data|Run Mode Information)\s*(\d*)\]\s*$")
MOST_REGIONS = 10_000
KEPT = ("Pass Energy", "Number of Sweeps", "Energy Step", "Acquisition Mode", "Lens Mode",
        "Sample", "Step Time")  # fmt: skip


def sniff(head: bytes, path: Path) -> bool:
    """Whether the first section is [Info] and a region with a dimension follows."""
    lines = lines_of(head[:65536])
    first = next((line.strip() for line in lines if line.strip()), "")
    return first == "[Info]" and any(line.startswith("Dimension 1 name=") for line in lines)


def read(path: Path, progress: Progress | None = None) -> Measured:
    """All regions of a file. InputError with the line for sizes that do not agree."""
    lines = text_lines(path)
    sections = _sections(lines)
    numbers = sorted(int(n) for name, n in sections if name == "Region" and n)
    if not numbers or len(numbers) > MOST_REGIONS:
        raise InputError(Fault("there is no [Region 1]", file=str(path), line=1))
    regions, notices = [], []
    for n in numbers:
        region, notice = _region(lines, sections, n, path)
        regions.append(region)
        notices += notice
        if progress is not None:
            progress(len(regions) / len(numbers))
    info = _entries(lines, sections.get(("Info", str(numbers[0]))))
    started = f"{info.get('Date', ('', 0))[0]}T{info.get('Time', ('', 0))[0]}".strip("T")
    attrs = {
        "instrument": f"Scienta {info.get('Instrument', ('', 0))[0]}".strip(),
        "started": started if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", started) else "",
    }
    return measured(regions, path, attrs, notices)


def _sections(lines: list[str]) -> dict[tuple[str, str], tuple[int, int]]:
    """First and last line index of every section, by name and number."""
    starts = [(i, match) for i, line in enumerate(lines) if (match := _SECTION.match(line))]
    ends = [i for i, _ in starts] + [len(lines)]
    return {(m[1], m[2]): (i + 1, end) for (i, m), end in zip(starts, ends[1:], strict=True)}


def _entries(lines: list[str], span: tuple[int, int] | None) -> dict[str, tuple[str, int]]:
    """Keys with their text and line number."""
    found = {}
    for at in range(*(span or (0, 0))):
        key, mark, text = lines[at].partition("=")
        if mark:
            found[key.strip()] = (text.strip(), at + 1)
    return found


def _region(
    lines: list[str], sections: dict[tuple[str, str], tuple[int, int]], n: int, path: Path
) -> tuple[Region, list[str]]:
    head = _entries(lines, sections[("Region", str(n))])
    info = _entries(lines, sections.get(("Info", str(n))))
    start = sections[("Region", str(n))][0]
    for key in ("Dimension 1 name", "Dimension 1 size", "Dimension 1 scale"):
        if key not in head:
            raise InputError(Fault(f'[Region {n}] has no "{key}"', file=str(path), line=start))
    if ("Data", str(n)) not in sections:
        raise InputError(Fault(f"there is no [Data {n}]: the file is cut", file=str(path),
                               line=len(lines)))  # fmt: skip
    text, at = head["Dimension 1 size"]
    size = whole(text, path, at, "Dimension 1 size")
    text, at = head["Dimension 1 scale"]
    scale = np.array([number(cell, path, at, "Dimension 1 scale") for cell in text.split()])
    first, last = sections[("Data", str(n))]
    width = next((len(line.split()) for line in lines[first:last] if line.strip()), 0)
    if width < 2:
        raise InputError(Fault(f"[Data {n}] holds no intensities", file=str(path), line=first))
    table = table_below(lines[:last], first, width, path)
    if not size == len(scale) == len(table):
        raise InputError(
            Fault(
                f"[Region {n}] states {size} energies, its scale has {len(scale)} and [Data {n}] "
                f"{len(table)} rows, as if the file were cut off",
                file=str(path),
                line=first,
            )
        )
    if not np.allclose(table[:, 0], scale, atol=1e-3, rtol=0):
        raise InputError(
            Fault(f"the energies of [Data {n}] are not those of its scale", file=str(path),
                  line=first + 1)
        )  # fmt: skip
    name = head.get("Region Name", (f"region {n}", 0))[0]
    notices = []
    if width > 2:
        notices.append(f'"{name}": {width - 1} slices of the detector were added up')
    photon = math.nan
    if "Excitation Energy" in info:
        photon = number(*_placed(info["Excitation Energy"], path), "Excitation Energy")
    about: dict[str, object] = {key: info[key][0] for key in KEPT if key in info}
    binding = "binding" in head["Dimension 1 name"][0].casefold()
    counts = table[:, 1:].sum(axis=1)
    if not np.isfinite(counts).all():
        raise InputError(Fault(f"[Data {n}] has gaps", file=str(path), line=first))
    return Region(name, scale, counts, binding, photon, "1", {}, about), notices


def _placed(entry: tuple[str, int], path: Path) -> tuple[str, Path, int]:
    return entry[0], path, entry[1]


READER = Reader("scienta-text", "Scienta SES text spectra", (".txt",), sniff, read)
