"""Butler-Volmer kinetics behind a film: i = 2 j0 sinh(F (eta - i R_film)/2RT)."""

from __future__ import annotations

from solvus.kernels.charge_transfer import overpotential
from solvus.model.interface.kinds import FILM, Kinetics, Values, thermal_voltage


def _eta(i: float, values: Values, temperature: float) -> float:
    return float(
        overpotential(
            i, values["exchange_current"], values["film_resistance"], thermal_voltage(temperature)
        )
    )


LAW = Kinetics("butler_volmer", "Butler-Volmer behind a film", FILM, _eta)
