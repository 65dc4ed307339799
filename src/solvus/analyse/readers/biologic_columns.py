"""What EC-Lab's columns mean, for its text exports and for its own files alike.

Signs: EC-Lab counts oxidation of the working electrode positive, and so do records.
``Ewe`` is the working electrode against the reference; with two electrodes the reference lead is on
the counter electrode, so that it is the cell voltage. ``control/V/mA`` is a current in rows under
current control and a potential in rows under potential control: which of the two a row is, only
its mode says (1 current, 2 potential, 3 rest).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from solvus.analyse.readers.assemble import CONSTANT_CURRENT, CONSTANT_VOLTAGE, REST
from solvus.analyse.readers.titles import Column, unit_factor
from solvus.base.errors import Fault, InputError

VOLTAGES = ("Ewe", "<Ewe>", "Ecell", "<Ecell>", "Ewe-Ece", "<Ewe>-<Ece>")
CURRENTS = ("I", "<I>")
CHARGES = ("(Q-Qo)", "Q-Qo")
MODES = {1: CONSTANT_CURRENT, 2: CONSTANT_VOLTAGE, 3: REST}

# variable -> (names, SI unit), beside voltage, current and charge
_OTHERS: dict[str, tuple[tuple[str, ...], str]] = {
    "time": (("time",), "s"),
    "step_charge": (("dq", "dQ"), "C"),
    "control_mixed": (("control",), ""),  # control/V/mA
    "control_current": (("control",), "A"),
    "control_voltage": (("control",), "V"),
    "mode": (("mode",), "1"),
    "cycle": (("cycle number",), "1"),
    "half_cycle": (("half cycle",), "1"),
    "spectrum": (("z cycle",), "1"),
    "step_index": (("Ns",), "1"),
    "temperature": (("Temperature", "Temp"), "K"),
    "frequency": (("freq",), "Hz"),
    "z_real": (("Re(Z)",), "ohm"),
    "z_minus_imag": (("-Im(Z)",), "ohm"),
    "z_imag": (("Im(Z)",), "ohm"),
    "z_size": (("|Z|",), "ohm"),
    "z_phase": (("Phase(Z)",), ""),
    "counter_voltage": (("Ece", "<Ece>"), "V"),
    "cell_voltage": (("Ewe-Ece", "<Ewe>-<Ece>", "Ecell", "<Ecell>"), "V"),
}  # fmt: skip


class Found(NamedTuple):
    """Columns of an EC-Lab file by variable, and the sentences that go with the choice."""

    columns: dict[str, Column]
    notices: tuple[str, ...]


def name_and_unit(title: str) -> tuple[str, str]:
    """``Q charge/discharge/mA.h`` is (Q charge/discharge, mA.h); the last slash parts them."""
    name, slash, unit = title.strip().rpartition("/")
    return (name, unit) if slash else (title.strip(), "")


def _key(name: str) -> str:
    return "".join(name.split()).casefold()


def find(titles: Sequence[str], file: str, line: int = 0) -> Found:
    """Find the columns a record needs among EC-Lab's titles; InputError for a unit that is none."""
    index: dict[tuple[str, str], int] = {}
    for at, title in enumerate(titles):
        name, unit = name_and_unit(title)
        index.setdefault((_key(name), unit), at)

    def seek(names: Sequence[str], si: str) -> Column | None:
        for name in names:
            for (have, unit), at in index.items():
                if have != _key(name):
                    continue
                try:
                    return Column(at, titles[at], *unit_factor(unit, si))
                except ValueError:
                    continue
        return None

    columns: dict[str, Column] = {}
    for variable, (names, si) in _OTHERS.items():
        if variable == "control_mixed":
            if ("control/v", "mA") in index:
                columns[variable] = Column(index["control/v", "mA"], "control/V/mA")
        elif variable == "z_phase":
            if ("phase(z)", "deg") in index:
                columns[variable] = Column(index["phase(z)", "deg"], "Phase(Z)/deg")
        elif (column := seek(names, si)) is not None:
            columns[variable] = column
    for variable, names, si in (("voltage", VOLTAGES, "V"), ("current", CURRENTS, "A"),
                                ("charge", CHARGES, "C")):  # fmt: skip
        if (column := seek(names, si)) is not None:
            columns[variable] = column
    return _checked(columns, titles, file, line)


def _checked(columns: dict[str, Column], titles: Sequence[str], file: str, line: int) -> Found:
    """Refuse what has no time or no frequency; say which voltage was taken."""
    impedance = {"z_real", "z_minus_imag", "z_imag", "z_size"} & columns.keys()
    if impedance and "frequency" not in columns:
        raise InputError(
            Fault("the file has impedances but no column freq/Hz, so they belong nowhere; "
                  "export it again with the frequency", file=file, line=line)
        )  # fmt: skip
    if "time" not in columns:
        raise InputError(Fault("there is no column time/s", file=file, line=line))
    notices = []
    same = columns.get("cell_voltage"), columns.get("voltage")
    if same[0] is not None and same[1] is not None and same[0].at == same[1].at:
        columns.pop("cell_voltage")
    elif same[0] is not None and same[1] is not None:
        notices.append(
            f"the voltage is {name_and_unit(same[1].title)[0]}, against the reference electrode; "
            f"{name_and_unit(same[0].title)[0]} is kept as cell_voltage"
        )
    parts = "z_real" in columns and {"z_minus_imag", "z_imag"} & columns.keys()
    if "frequency" in columns and not parts and not {"z_size", "z_phase"} <= columns.keys():
        columns.pop("frequency")
    return Found(columns, tuple(notices))


def to_si(
    found: Mapping[str, Column], read: Callable[[int], np.ndarray]
) -> dict[str, np.ndarray]:
    """Every column found in SI, by variable; `read` gives the numbers of a column as in the file.

    The imaginary part is turned to the usual sign; magnitude and phase stand in where the parts are
    not in the file.
    """
    have = {variable: column.si(read(column.at)) for variable, column in found.items()}
    if "z_minus_imag" in have:
        have["z_imag"] = -have.pop("z_minus_imag")
    if "frequency" in have and not {"z_real", "z_imag"} <= have.keys():
        angle = np.radians(have["z_phase"])
        have["z_real"] = have["z_size"] * np.cos(angle)
        have["z_imag"] = have["z_size"] * np.sin(angle)
    for name in ("z_size", "z_phase"):
        have.pop(name, None)
    return have


def resolve(have: dict[str, np.ndarray], file: str) -> tuple[dict[str, np.ndarray], list[str]]:
    """Settle mode, set current and current of the rows; columns of the record, and notices.

    A measured current is taken as it is. Where there is none, it is the set current in rows under
    current control, the charge of the row over its time in rows under potential control, and zero
    at rest.
    """
    notices: list[str] = []
    mixed, mode = have.pop("control_mixed", None), have.pop("mode", None)
    set_current = have.pop("control_current", None)
    have.pop("control_voltage", None)
    step_charge = have.pop("step_charge", None)
    if "charge" not in have and step_charge is not None:
        have["charge"] = np.cumsum(np.nan_to_num(step_charge))
    if mode is not None:
        have["mode"] = _modes(mode)
    if mixed is not None and set_current is None and mode is not None:
        set_current = np.where(have["mode"] == CONSTANT_CURRENT, mixed / 1000.0, np.nan)
    if set_current is not None and mode is not None:
        have["set_current"] = np.where(have["mode"] == CONSTANT_CURRENT, set_current, np.nan)
    elif set_current is not None:
        have["set_current"] = set_current
    if "current" not in have:
        have["current"] = _current_without(have, set_current, step_charge, file)
        notices.append(
            "the file holds no measured current: it is the set current under current control, "
            "charge over time under potential control, and zero at rest"
        )
    return have, notices


def _modes(mode: np.ndarray) -> np.ndarray:
    out = np.full(mode.shape, np.nan)
    for theirs, ours in MODES.items():
        out[mode == theirs] = ours
    return out


def _current_without(
    have: Mapping[str, np.ndarray],
    set_current: np.ndarray | None,
    step_charge: np.ndarray | None,
    file: str,
) -> np.ndarray:
    """The current of a file that has none measured, array (n,) [A]."""
    time = have["time"]
    if step_charge is None and "charge" in have:
        step_charge = np.diff(have["charge"], prepend=have["charge"][:1])
    passed = None
    if step_charge is not None:
        seconds = np.diff(time, prepend=time[:1])
        passed = np.divide(step_charge, seconds, out=np.zeros_like(time), where=seconds > 0.0)
    if "mode" not in have:
        if passed is None:
            raise InputError(
                Fault("there is no current: no I/mA, <I>/mA, mode with control/V/mA, or charge",
                      file=file)
            )  # fmt: skip
        return passed
    mode = have["mode"]
    out = np.where(mode == REST, 0.0, np.nan)
    if set_current is not None:
        out = np.where(mode == CONSTANT_CURRENT, set_current, out)
    if passed is not None:
        out = np.where(np.isnan(out), passed, out)
    if np.isnan(out).all():
        raise InputError(Fault("no row has a current, set or measured", file=file))
    return out
