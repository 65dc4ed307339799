"""What a reader of instrument files is, and what it hands over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from solvus.base.record import Variable

Progress = Callable[[float], None]
"""Told the share of the file that is read, 0 to 1, now and then."""

HEAD_BYTES = 1 << 18
"""As much of a file's beginning as a reader may look at to know its own [bytes]."""

KINDS = (
    "cycling", "impedance", "cycling+impedance", "spectrum", "depth_profile", "map", "height",
    "image",
)  # fmt: skip


class Measured(NamedTuple):
    """A measurement as read.

    kind : one of `KINDS`. variables : arrays with dimensions and SI units (a binding energy in
    eV). attrs : instrument, technique, started (ISO), sign_convention, area_m2 and mass_kg where
    the file states them credibly, and what else it says. notices : sentences the user must see:
    what was left out, assumed or looks wrong.
    """

    kind: str
    variables: Mapping[str, Variable]
    attrs: Mapping[str, Any]
    notices: tuple[str, ...] = ()


class Reader(NamedTuple):
    """One format: one module each.

    name : as ``--form`` takes it. title : in words. suffixes : of file names, with the dot, lower
    case. sniff(head, path) : whether the first `HEAD_BYTES` bytes are of this format; never raises.
    read(path, progress) : the measurement; InputError with file and line, or byte, if it cannot be
    had whole; MissingExtra if a library is not installed. text : whether the format is text, so
    that a last line that does not end is doubted.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    sniff: Callable[[bytes, Path], bool]
    read: Callable[[Path, Progress | None], Measured]
    text: bool = True
