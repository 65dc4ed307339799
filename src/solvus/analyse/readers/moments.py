"""Dates and times as instruments write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from solvus.base.errors import Fault, InputError

_DATE = re.compile(r"\s*(\d{1,4})([./-])(\d{1,2}|[A-Za-z]{3})\2(\d{2,4})(.*)", re.DOTALL)
_TIME = re.compile(
    r"[T\s]*(\d{1,2}):(\d{2})(?::(\d{2}))?([.,]\d+)?\s*([AaPp][Mm])?\s*(Z|[+-]\d\d:?\d\d)?\s*"
)


def moment_format(text: str, day_first: bool | None = None) -> str | None:
    """The strptime format of a date with or without a time of day; None if it is no date.

    Slashes mean the month first, as American software writes, unless the first number exceeds 12;
    points and dashes the day first; a four-digit number at the front is the year. ``day_first``
    says otherwise.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    first, mark, second, third, rest = match.groups()
    if len(first) > 2:
        order = ["%Y", "%m", "%d"]
    else:
        year = "%Y" if len(third) == 4 else "%y"
        turned = mark != "/" if day_first is None else day_first
        if int(first) > 12:
            turned = True
        elif second.isdigit() and int(second) > 12:
            turned = False
        order = ["%d", "%m", year] if turned else ["%m", "%d", year]
    if not second.isdigit():
        order = [order[0] if order[0] == "%Y" else "%d", "%b", order[2]]
    date = mark.join(order)
    if not rest.strip():
        return date
    time = _TIME.fullmatch(rest)
    if time is None:
        return None
    gap = rest[: len(rest) - len(rest.lstrip())] or ("T" if rest.startswith("T") else "")
    clock = "%I:%M" if time[5] else "%H:%M"
    clock += ":%S" if time[3] else ""
    clock += ".%f" if time[4] else ""
    return f"{date}{gap}{clock}" + (" %p" if time[5] else "") + ("%z" if time[6] else "")


def iso_moment(text: str, day_first: bool | None = None) -> str:
    """A date and time as ISO text; empty where the text is none."""
    tidy = text.strip().replace(",", ".")
    form = moment_format(tidy, day_first)
    if form is None:
        return ""
    try:
        return datetime.strptime(_six_digits(tidy), form).isoformat()
    except ValueError:
        return ""


def seconds_of(texts: Sequence[str | None], form: str, file: str, first: int) -> np.ndarray:
    """Dates of a column in seconds since 1970, as if the clock were UTC; nan where there is none.

    InputError, with about the line, for a cell that is no date of this format.
    """
    import pandas as pd

    tidy = [None if text is None else text.strip().replace(",", ".") for text in texts]
    series: Any = pd.Series(tidy, dtype="object")
    made = pd.to_datetime(series, format=form, errors="coerce", utc="%z" in form)
    wrong = np.flatnonzero(made.isna().to_numpy() & series.notna().to_numpy())
    for again in ("ISO8601", "mixed"):
        if wrong.size:  # a second without a fraction among such with one
            kwargs: dict[str, Any] = {"dayfirst": form.startswith("%d")} if again == "mixed" else {}
            part = pd.to_datetime(
                series.iloc[wrong], format=again, errors="coerce", utc="%z" in form, **kwargs
            )
            try:
                made.iloc[wrong] = part
            except ValueError:  # a date of the first century
                break
            wrong = wrong[part.isna().to_numpy()]
    if wrong.size:
        at = int(wrong[0])
        raise InputError(
            Fault(f'"{tidy[at]}" is no date like the first of its column', file=file,
                  line=first + at)
        )  # fmt: skip
    since = made.dt.tz_localize(None) if "%z" in form else made
    moments = since.to_numpy().astype("datetime64[us]")
    return np.asarray((moments - np.datetime64(0, "us")) / np.timedelta64(1, "s"), float)


def _six_digits(text: str) -> str:
    """Cut a fraction of a second to the six digits that strptime takes."""
    return re.sub(r"(:\d{2}\.\d{6})\d+", r"\1", text)
