"""Linear kinetics behind a film: eta = i (R_film + RT/(F j0)), for |eta| well below 2RT/F."""

from __future__ import annotations

from solvus.model.interface.kinds import FILM, Kinetics, Values, thermal_voltage


def _eta(i: float, values: Values, temperature: float) -> float:
    transfer = 0.5 * thermal_voltage(temperature) / values["exchange_current"]
    return i * (values["film_resistance"] + transfer)


LAW = Kinetics("linear", "linear kinetics behind a film", FILM, _eta, 1e6)
