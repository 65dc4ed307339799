"""ZPlot and ZView's .z ("ZPLOT2 ASCII"), and the older "Z60W Data File" that Autolab's FRA writes.

The line of titles stands over "End Comments" in the first, over the rows in the second. Z'(a) and
Z''(b) are Re Z and Im Z in ohm.
"""

from __future__ import annotations

import re
from pathlib import Path

from solvus.analyse.readers.eis_table import EisTable, impedance, refuse_joined, rows_from
from solvus.analyse.readers.moments import iso_moment
from solvus.analyse.readers.plain_text import as_number, text_lines
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.base.errors import Fault, InputError

_END = re.compile(r"\s*End Comments\s*$")
_PAIR = re.compile(r"\s*([^:]{2,40}?)\s*:\s*(.*?)\s*$")
_TITLES = ("Freq(Hz)", "Ampl", "Bias", "Time(Sec)", "Z'(a)", "Z''(b)", "GD", "Err", "Range")
ZPLOT_WORDS = ("ZPLOT2 ASCII", "ZPLOT ASCII", "ZVIEW")
AUTOLAB_WORDS = "Z60W Data File"
MOST_HEADER = 2000  # lines


def sniff_zplot(head: bytes, path: Path) -> bool:
    """Its first line says so."""
    return head.lstrip(b'\xef\xbb\xbf "').startswith(tuple(words.encode() for words in ZPLOT_WORDS))


def sniff_autolab(head: bytes, path: Path) -> bool:
    """Its first line says so."""
    return head.lstrip(b'\xef\xbb\xbf "').startswith(AUTOLAB_WORDS.encode())


def read_zplot(path: Path, progress: Progress | None = None) -> Measured:
    """The spectra of a .z file."""
    lines = text_lines(path)
    for words in ZPLOT_WORDS:
        refuse_joined(lines, words, path)
    ends = [at for at, line in enumerate(lines[:MOST_HEADER]) if _END.match(line)]
    if not ends:
        raise InputError(
            Fault('there is no line "End Comments" over the rows', file=str(path), line=1)
        )
    at = ends[0]
    facts = {
        m[1]: m[2] for m in map(_PAIR.match, (line[:400] for line in lines[:at])) if m is not None
    }
    titled = [line for line in lines[max(at - 3, 0) : at] if "Freq" in line]
    titles = [cell.strip() for cell in titled[-1].split("\t")] if titled else list(_TITLES)
    rows = rows_from(lines, at + 1, "," if "," in _first(lines, at + 1) else None, path)
    notices = []
    expected = as_number(facts.get("Data Points", ""))
    if expected is not None and expected > 0 and int(expected) != len(rows):
        notices.append(f"the header promises {int(expected)} points, the file has {len(rows)}")
    attrs: dict[str, object] = {
        "instrument": f"ZPlot {facts.get('Measured Data, ZPlot', '')}".strip(),
        "technique": facts.get("Experiment Type", "impedance"),
        "started": iso_moment(_us_date(f"{facts.get('Date', '')} {facts.get('Time', '')}")),
    }
    area = as_number(facts.get("Surface Area", ""))
    if area is not None and area > 0.0 and area != 1.0:
        attrs["area_m2"] = area * 1e-4
    elif area == 1.0:
        notices.append("the area of 1 cm2 is what the program writes where none was set")
    if progress is not None:
        progress(1.0)
    return impedance(EisTable(path, tuple(titles), at, rows), attrs, notices)


def read_autolab(path: Path, progress: Progress | None = None) -> Measured:
    """The spectrum of a Z60W file."""
    lines = text_lines(path)
    refuse_joined(lines, AUTOLAB_WORDS, path)
    titled = (at for at, line in enumerate(lines[:MOST_HEADER]) if "Freq" in line and "Z'" in line)
    at = next(titled, -1)
    if at < 0:
        raise InputError(
            Fault("there is no line with the column titles Freq, Z'(a), Z''(b)", file=str(path),
                  line=1)
        )  # fmt: skip
    titles = re.split(r"\s{2,}|\t|,", lines[at].strip().strip('"').strip())
    rows = rows_from(lines, at + 1, ",", path)
    notices = []
    expected = as_number(lines[at - 1]) if at else None
    if expected is not None and expected > 0 and int(expected) != len(rows):
        notices.append(f"the header promises {int(expected)} points, the file has {len(rows)}")
    if progress is not None:
        progress(1.0)
    attrs = {"instrument": "Autolab FRA"}
    return impedance(EisTable(path, tuple(titles), at + 1, rows), attrs, notices)


def _first(lines: list[str], at: int) -> str:
    return next((line for line in lines[at : at + 20] if line.strip()), "")


def _us_date(text: str) -> str:
    """10-12-2018 is the 12th of October in a program made in America."""
    return re.sub(r"^(\d{1,2})-(\d{1,2})-(\d{4})", r"\1/\2/\3", text.strip())


ZPLOT = Reader("zplot", "ZPlot / ZView .z", (".z",), sniff_zplot, read_zplot)
AUTOLAB = Reader("autolab", "Autolab FRA, Z60W text", (".txt",), sniff_autolab, read_autolab)
