"""What ``solvus run`` shows: how it ended, the cycles worth seeing, readings, files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from solvus.cli.full_summary import cell_lines, cycle_table
from solvus.cli.terminal import pairs, show, table

if TYPE_CHECKING:
    from solvus.study.run import StudyRun

MOST_ROWS = 14  # of the table of half-cycles on the terminal
PROFILE_DEPTHS_NM = (0, 100, 200, 400)  # of a depth profile on the terminal, SiO2-equivalent

# Columns that are left out where they are zero throughout: no skin, nothing on it, nothing lost.
OFTEN_ZERO = ("skin_solute_umol_per_cm2", "plated_on_top_um", "layer_um")

# So many columns of numbers leave room for the step in 80 characters; these go first, in order.
MOST_COLUMNS = 8
DISPENSABLE = ("end_mV", "duration_h", "plateau_mV", "open_percent")

# key of a reading -> heading and factor
SINGLE = {
    "eis_intercept": ("R at once\nohm.cm2", 1e4),
    "eis_total": ("R in all\nohm.cm2", 1e4),
    "xps": ("XPS\nof pure", 1.0),
    "tof_solute": ("SIMS\nof pure", 1.0),
}

# key of a row -> heading and digits
COLUMNS = {
    "charge_mAh_per_cm2": ("charge\nmAh/cm2", ".4g"),
    "duration_h": ("time\nh", ".4g"),
    "tip_mV": ("tip\nmV", ".1f"),
    "plateau_mV": ("flat\nmV", ".1f"),
    "end_mV": ("end\nmV", ".1f"),
    "metal_um": ("metal\num", ".2f"),
    "skin_solute_umol_per_cm2": ("skin\numol/cm2", ".3f"),
    "plated_on_top_um": ("on top\num", ".2f"),
    "layer_um": ("layer\num", ".1f"),
    "open_percent": ("open\n%", ".1f"),
    "aes_at_percent": ("AES\nat%", ".1f"),
}


def chosen(rows: Sequence[dict[str, Any]], prefer_read: bool) -> list[int]:
    """Places of the rows to show: all of a few, else the first, some between, the last cycles.

    With `prefer_read` the cycles between are those in which an instrument looked.
    """
    if len(rows) <= MOST_ROWS:
        return list(range(len(rows)))
    cycles: dict[int, list[int]] = {}
    for place, row in enumerate(rows):
        cycles.setdefault(row["cycle"], []).append(place)
    per_cycle = max(len(rows) / len(cycles), 1.0)
    shown = max(int(MOST_ROWS / per_cycle), 2)
    if len(cycles) <= 2 or shown < 3:
        half = MOST_ROWS // 2
        return [*range(half), *range(len(rows) - half, len(rows))]
    numbers = sorted(cycles)
    between = numbers[1:-1]
    if prefer_read:
        read = [n for n in between if any(rows[p]["aes_at_percent"] is not None for p in cycles[n])]
        between = read or between
    picks = min(shown - 2, len(between))
    inner = {between[(2 * i + 1) * len(between) // (2 * picks)] for i in range(picks)}
    kept = sorted({numbers[0], numbers[-1]} | inner)
    return [place for number in kept for place in cycles[number]]


def print_summary(done: StudyRun, about: dict[str, Any]) -> None:
    """Print how the run went, for a person."""
    show(about["title"], style="bold")
    show(pairs(_head(about)))
    if about["complete"]:
        show(f"Complete: {about['ended']}", style="green")
    else:
        show(f"NOT COMPLETE: {about['ended']}", style="bold yellow")
    for sentence in about.get("notices", ()):
        show(f"Notice: {sentence}", style="yellow")
    if about["per_cycle"]:
        show("", cycle_table(about["per_cycle"]))
    elif about["half_cycles"]:
        show("", _half_cycle_table(about["half_cycles"]))
    asked = set(done.study.instruments)
    if about["readings"] and asked - {"aes"}:
        show("", _reading_table(about["readings"], asked))
    if about["files"]:
        show("", pairs(list(about["files"].items())))


def _head(about: dict[str, Any]) -> list[tuple[str, str]]:
    lines = []
    for which, said in about["electrodes"].items():
        if which == "counter" and said == about["electrodes"]["working"]:
            lines.append((which, "the same foil"))
            continue
        lines.append((which, said["foil"]))
        if "mechanism" in said:
            lines += [("mechanism", said["mechanism"]), ("", said["trust"])]
    if "cathode" in about:
        lines += cell_lines(about)
    steps, cycles = about["steps"], about["cycles"]
    lines.append(
        (
            "done",
            f"{steps} of {about['steps_asked']} steps, {cycles} cycle{'' if cycles == 1 else 's'}, "
            f"{about['simulated_h']:.4g} h simulated in {about['seconds']:.2g} s",
        )
    )
    life = about["life"]
    if not life["censored"]:
        lines.append(("life", f"ended in cycle {life['cycles']} ({life['ended_by']})"))
    elif life["cycles"] > 1:
        lines.append(("life", f"{life['text']} cycles, nothing ended it"))
    if about["average_efficiency_percent"] is not None:
        came_back = f"{about['average_efficiency_percent']:.4g} % of what was plated was stripped"
        lines.append(("efficiency", came_back))
    return lines


def _half_cycle_table(rows: Sequence[dict[str, Any]]) -> Any:
    needed = [
        key
        for key in COLUMNS
        if any(row[key] if key in OFTEN_ZERO else row[key] is not None for row in rows)
    ]
    for key in DISPENSABLE:
        if len(needed) > MOST_COLUMNS and key in needed:
            needed.remove(key)
    headings = [COLUMNS[key][0] for key in needed]
    shown = table(["cycle", "step", *headings], right=["cycle", *headings])
    last = -1
    for place in chosen(rows, "aes_at_percent" in needed):
        if place != last + 1:
            shown.add_row("⋮")
        row = rows[place]
        numbers = [_number(row[key], COLUMNS[key][1]) for key in needed]
        shown.add_row(str(row["cycle"]), _short(row["step"]), *numbers)
        last = place
    return shown


def _short(step: str) -> str:
    """A step without its ends, which the charge and the time show: "Strip 1 mA/cm2"."""
    if step.split()[:1] and step.split()[0].lower() == "sweep":
        return step
    words = [word for word in step.split() if word.lower() != "at"]
    ends = [place for place, word in enumerate(words) if word.lower() in ("for", "until")]
    return " ".join(words[: ends[0]] if ends else words)


def _number(value: float | None, digits: str) -> str:
    return "–" if value is None else format(value, digits)


def _reading_table(readings: Sequence[dict[str, Any]], asked: set[str]) -> Any:
    """What the instruments read at the ends of the first and the last kept steps."""
    headings = ["half-cycle", "time\nh"]
    if "aes" in asked:
        headings.append("AES\nat%")
    if "epma" in asked:
        headings.append("EPMA\numol/cm2")
    keys = [key for key in SINGLE if any(key in row for row in readings)]
    headings += [SINGLE[key][0] for key in keys]
    if "depth_profile" in asked:
        headings += [f"at {depth} nm\nat%" for depth in PROFILE_DEPTHS_NM]
    shown = table(headings, right=headings, title="Readings at the ends of steps")
    half = MOST_ROWS // 2
    for place, row in enumerate(readings):
        if half <= place < len(readings) - half:
            if place == half:
                shown.add_row("⋮")
            continue
        cells = [str(row["half_cycle"]), f"{row['time'] / 3600.0:.4g}"]
        if "aes" in asked:
            cells.append(f"{100.0 * row['aes']:.1f}")
        if "epma" in asked:
            cells.append(f"{100.0 * row['epma']:.4g}")
        for key in keys:
            value = row.get(key)
            cells.append(_number(None if value is None else SINGLE[key][1] * value, ".4g"))
        if "depth_profile" in asked:
            cells += [_profile_at(row, 1e-9 * depth) for depth in PROFILE_DEPTHS_NM]
        shown.add_row(*cells)
    return shown


def _profile_at(row: dict[str, Any], depth: float) -> str:
    """The depth profile [at%] at the point nearest to a depth [m]."""
    depths = row["profile_depth"]
    nearest = min(range(len(depths)), key=lambda place: abs(depths[place] - depth))
    return f"{100.0 * row['profile_reading'][nearest]:.1f}"
