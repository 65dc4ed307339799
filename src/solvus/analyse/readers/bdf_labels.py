"""The quantities of the Battery Data Format: their labels, machine names and units.

Reference: Battery Data Alliance, battery-data-format (ontology 1.1). Those below the comment are
not of BDF and are written in its style.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from solvus.analyse.readers.titles import plain


class Label(NamedTuple):
    """A quantity of BDF: variable of a record, SI unit there, label, its unit, machine name."""

    variable: str
    si: str
    label: str
    unit: str
    machine: str


LABELS = (
    Label("time", "s", "Test Time", "s", "test_time_second"),
    Label("voltage", "V", "Voltage", "V", "voltage_volt"),
    Label("current", "A", "Current", "A", "current_ampere"),
    Label("unix_time", "s", "Unix Time", "s", "unix_time_second"),
    Label("cycle", "1", "Cycle Count", "1", "cycle_count"),
    Label("step", "1", "Step Count", "1", "step_count"),
    Label("step_index", "1", "Step Index", "1", "step_index"),
    Label("step_id", "1", "Step ID", "1", "step_id"),
    Label("temperature", "K", "Ambient Temperature", "degC", "ambient_temperature_celsius"),
    Label("charge", "C", "Net Capacity", "Ah", "net_capacity_ah"),
    Label("charged", "C", "Charging Capacity", "Ah", "charging_capacity_ah"),
    Label("discharged", "C", "Discharging Capacity", "Ah", "discharging_capacity_ah"),
    Label("frequency", "Hz", "Frequency", "Hz", "frequency_hertz"),
    Label("z_real", "ohm", "Real Impedance", "ohm", "real_impedance_ohm"),
    Label("z_imag", "ohm", "Imaginary Impedance", "ohm", "imaginary_impedance_ohm"),
    # not of BDF, in its style
    Label("half_cycle", "1", "Half Cycle Count", "1", "half_cycle_count"),
    Label("mode", "1", "Control Mode", "1", "control_mode"),
    Label("set_current", "A", "Set Current", "A", "set_current_ampere"),
    Label("cell_voltage", "V", "Cell Voltage", "V", "cell_voltage_volt"),
    Label("counter_voltage", "V", "Counter Voltage", "V", "counter_voltage_volt"),
    Label("spectrum", "1", "Spectrum Count", "1", "spectrum_count"),
)
# Endings of machine names, which are their units; a name may end in another unit than ours.
ENDINGS = {
    "second": "s", "millisecond": "ms", "minute": "min", "hour": "h", "volt": "V",
    "millivolt": "mV", "ampere": "A", "milliampere": "mA", "microampere": "uA", "ah": "Ah",
    "mah": "mAh", "coulomb": "C", "celsius": "degC", "kelvin": "K", "hertz": "Hz", "ohm": "ohm",
}  # fmt: skip


def variables_of(titles: Sequence[str]) -> list[str]:
    """The variable each title stands for, "" for none."""
    by_label = {plain(one.label): one.variable for one in LABELS}
    by_machine = {one.machine.rpartition("_")[0]: one.variable for one in LABELS if one.unit != "1"}
    counts = {one.machine: one.variable for one in LABELS if one.unit == "1"}
    made = []
    for title in titles:
        name, slash, _ = title.strip().rpartition(" / ")
        low = title.strip().casefold()
        stem, _, ending = low.rpartition("_")
        if slash:
            made.append(by_label.get(plain(name), ""))
        elif low in counts:
            made.append(counts[low])
        else:
            made.append(by_machine.get(stem, "") if ending in ENDINGS else "")
    return made
