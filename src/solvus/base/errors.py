"""Errors that say where, what, why and what to write instead."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in what the user gave.

    Its text is ``file:line:column: key: message``; parts that are not known are left out.
    """

    message: str
    key: str = ""
    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place = f"{place or 'line'}:{self.line}"
            if self.column:
                place += f":{self.column}"
        return ": ".join(part for part in (place, self.key, self.message) if part)


class InputError(Exception):
    """What the user gave cannot be used; carries every fault found, not only the first."""

    def __init__(self, *faults: Fault | str) -> None:
        """Take one or more faults; a plain sentence becomes a fault without a place."""
        self.faults: tuple[Fault, ...] = tuple(
            Fault(fault) if isinstance(fault, str) else fault for fault in faults
        )
        super().__init__(*self.faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class MissingExtra(Exception):
    """An optional library is not installed."""

    def __init__(self, library: str, extra: str) -> None:
        """Name the library and the extra of Solvus that brings it."""
        super().__init__(library, extra)
        self.library = library
        self.extra = extra

    def __str__(self) -> str:
        return (
            f"this needs {self.library}, which is not installed; "
            f'install it with: pip install "solvus[{self.extra}]" '
            f"(in a clone: pip install -e '.[{self.extra}]')"
        )


def nearest(name: str, choices: Iterable[str]) -> str | None:
    """Return the choice spelt most like `name` (case is ignored), or None if none is close."""
    by_folded = {choice.casefold(): choice for choice in choices}
    close = difflib.get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def suggestion(name: str, choices: Iterable[str]) -> str:
    """Return `` Did you mean "x"?`` for a near miss, `` Known: a, b, c.`` otherwise."""
    known = list(choices)
    close = nearest(name, known)
    if close is not None:
        return f' Did you mean "{close}"?'
    return f" Known: {', '.join(known)}." if known else ""
