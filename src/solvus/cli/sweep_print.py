"""How ``solvus sweep`` shows designs on a terminal."""

from __future__ import annotations

from typing import Any

from solvus.cli.design_progress import duration
from solvus.cli.terminal import pairs, show, table


def _number(value: Any) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else f"{value:.4g}"


def print_plan(about: dict[str, Any]) -> None:
    """Axes, number of designs, the first few."""
    show(about["title"], style="bold")
    axes = table(("axis", "values", "from", "to", "unit"), right=("values", "from", "to"))
    for axis in about["axes"]:
        count = "drawn" if axis["values"] is None else str(axis["values"])
        axes.add_row(axis["name"], count, _number(axis["low"]), _number(axis["high"]), axis["unit"])
    show("", axes)
    how = f", {about['draws']} draws by {about['method']}" if about["method"] else ""
    drawn = "; of drawn axes the middle 95 % are shown" if how else ""
    show("", f"{about['designs']} designs{how}{drawn}")
    names = [axis["name"] for axis in about["axes"]]
    first = table(("design", *names), right=("design",))
    for number, row in enumerate(about["first"]):
        first.add_row(str(number), *(_number(row[name]) for name in names))
    show("", first)


def print_results(about: dict[str, Any]) -> None:
    """What came of the designs, and where they are."""
    show(about["title"], style="bold")
    show(f"{about['ok']} designs, {about['failed']} failed, {duration(about['seconds'])} of "
         "computing")  # fmt: skip
    made = table(("quantity", "lowest", "median", "highest", "unit"),
                 right=("lowest", "median", "highest"))  # fmt: skip
    for row in about["quantities"]:
        if row["known"]:
            numbers = (_number(row[key]) for key in ("low", "median", "high"))
            made.add_row(row["name"], *numbers, row["unit"])
    if about["ok"]:
        show("", made)
    print_reasons(about["reasons"])
    show("", pairs([(what, path) for what, path in about.get("files", {}).items()]))


def print_status(about: dict[str, Any]) -> None:
    """How far a folder is."""
    asked = about["asked"]
    of = f" of {asked}" if asked is not None else ""
    state = "being run" if about["running"] else "complete" if about["complete"] else (
        "stopped; the command that began it goes on from there"
    )  # fmt: skip
    show(about["title"], style="bold")
    show(pairs([
        ("designs", f"{about['designs']}{of}, {about['failed']} failed"),
        ("state", state),
        ("begun", about["begun"]),
        ("computing so far", duration(about["seconds"])),
        ("version", about["solvus_version"]),
    ]))  # fmt: skip
    print_reasons(about["reasons"])


def print_reasons(reasons: list[dict[str, Any]]) -> None:
    """Why designs failed, if any did."""
    if not reasons:
        return
    show("", "Why designs failed", style="bold")
    for reason in reasons:
        many = reason["designs"] > 1
        show(f"· {reason['designs']}{', e.g.' if many else ':'} {reason['example']}")
