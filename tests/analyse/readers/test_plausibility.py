"""Wrong units are told, right ones are not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from solvus.analyse.readers.plausibility import disagreement, implausible


def trace(**change: Any) -> dict[str, np.ndarray]:
    """Ten half-cycles of an hour at 1 mA, a row every 10 s, with the charge that belongs to it."""
    time = np.arange(3600) * 10.0
    current = np.where((time // 3600) % 2 == 0, 1e-3, -1e-3)
    charge = np.concatenate(([0.0], np.cumsum(0.5 * (current[1:] + current[:-1]) * 10.0)))
    return {
        "time": time, "current": current, "charge": charge, "voltage": 20.0 * current,
        "unix_time": 1.7e9 + time, "temperature": np.full(time.size, 298.15),
    } | change  # fmt: skip


def test_a_sound_trace_raises_no_doubt() -> None:
    assert implausible(trace()) == []


@pytest.mark.parametrize("factor", [60.0, 1000.0, 3600.0, 1e-3, 1.0 / 3600.0])
@pytest.mark.parametrize("column", ["charge", "current"])
def test_a_wrong_unit_of_charge_or_current(column: str, factor: float) -> None:
    sound = trace()
    (told,) = implausible(sound | {column: sound[column] * factor})
    shown = factor if column == "charge" else 1.0 / factor
    assert (f"{shown:g} times" if shown > 1.0 else f"1/{1 / shown:g} of") in told


def test_a_time_3600_times_too_long() -> None:
    sound = trace()
    told = implausible(sound | {"time": sound["time"] * 3600.0})
    assert any("1/3600" in one for one in told)  # charge against current times time
    assert any("3600 times" in one for one in told)  # against the clock
    bare = {name: sound[name] for name in ("current", "voltage")}
    told = implausible(bare | {"time": sound["time"] * 3600.0})
    assert any("unit of the time" in one for one in told)  # nothing but the time itself


def test_a_time_3600_times_too_short() -> None:
    sound = trace()
    bare = {name: sound[name] for name in ("current", "voltage")}
    (told,) = implausible(bare | {"time": sound["time"] / 3600.0})
    assert "a half-cycle takes" in told


def test_signs_and_times_that_fall() -> None:
    sound = trace()
    (told,) = implausible(sound | {"charge": -sound["charge"]})
    assert "sign" in told
    broken = sound["time"].copy()
    broken[1000:] -= 5000.0
    told = implausible({"time": broken, **{n: sound[n] for n in ("current", "voltage")}})
    assert any("falls 1 times" in one for one in told)


def test_voltage_current_and_temperature_out_of_reach() -> None:
    sound = trace()
    assert "mV" in implausible(sound | {"voltage": sound["voltage"] * 0.0 + 3700.0})[0]
    assert "degC" in implausible(sound | {"temperature": sound["temperature"] * 0.0})[0]


def test_a_sweep_and_short_pulses_raise_no_doubt() -> None:
    time = np.linspace(0.0, 40.0, 400)
    sweep = {"time": time, "voltage": 0.1 * np.sin(time), "current": 1e-3 * np.sin(time)}
    assert implausible(sweep) == []
    pulses = np.where((np.arange(400) // 20) % 2 == 0, 0.0, 1.0)
    assert implausible({"time": np.arange(400) * 0.5, "voltage": pulses, "current": pulses}) == []


def test_columns_that_agree_disagree() -> None:
    values = np.linspace(0.0, 1.0, 50)
    assert disagreement(values, values * 1.001, "a", "b") == ""
    assert "1/1000 of b" in disagreement(values / 1000.0, values, "a", "b")
    assert disagreement(values * 0.0, values, "a", "b") == ""
