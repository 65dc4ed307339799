"""Write the open-circuit tables of NCM811 and SPAN.

    python scripts/tabulate_cathodes.py

NCM811: the fit of Chen et al. 2020 (doi 10.1149/1945-7111/ab9050, as `nmc_LGM50_ocp_Chen2020` in
PyBaMM, BSD-3) in their stoichiometry s. That scale is not a lithium content: the charge per s that
their cell gives exceeds what the formula holds. It is laid on x by a straight line through two
capacities (both assumed): 230 mAh/g charged to 4.3 V from x = 1, 205 mAh/g discharged to
s = 0.9084, where the fit ends. Beyond, the potential is closed by 3 (RT/F) ln(1 - x^40), a filling
of the last sites, which takes less than 2 mV at that end.

SPAN: no data file was found. Points are drawn (assumed) from the shape of published discharge
curves after the first cycle, 0.03 V higher than such a curve at a low rate; the first fifth of x,
which only the first discharge fills, rises in a straight line to 3 V at x = 0. A monotone cubic
through the points, on a grid.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.optimize import brentq

from solvus.base.constants import F, R
from solvus.base.record import save_table

TABLES = Path(__file__).parents[1] / "src/solvus/materials/data/tables"
THERMAL = R * 298.15 / F  # V

THEORETICAL = 275.5  # mAh/g, F/(97.28 g/mol)
FIRST_CHARGE, DISCHARGE = 230.0, 205.0  # mAh/g to and from 4.3 V, assumed
LAST = 0.9084  # stoichiometry of the discharged electrode in Chen et al. 2020
CLOSING_WIDTH, CLOSING_POWER = 3.0, 40.0
LOWEST, HIGHEST = 2.7, 4.55  # V, reach of the table

# Share of the reversible capacity and potential [V] against lithium on discharge.
SPAN_POINTS = (
    (0.0, 2.59), (0.05, 2.29), (0.2, 2.06), (0.4, 1.91), (0.6, 1.78),
    (0.8, 1.60), (0.9, 1.45), (0.97, 1.22), (1.0, 1.0),
)  # fmt: skip
SPAN_KEPT, SPAN_CHARGED = 0.2, 3.0


def chen2020(s: np.ndarray) -> np.ndarray:
    """Return the potential [V] of NCM811 at stoichiometries s, fit of Chen et al. 2020."""
    return (
        -0.8090 * s
        + 4.4875
        - 0.0428 * np.tanh(18.5138 * (s - 0.5542))
        - 17.7326 * np.tanh(15.7890 * (s - 0.3117))
        + 17.5842 * np.tanh(15.9308 * (s - 0.3120))
    )


def ncm811() -> tuple[np.ndarray, np.ndarray]:
    """Return x and U [V] of NCM811."""
    charged = float(brentq(lambda s: chen2020(s) - 4.3, 0.1, 0.5))
    empty = 1 - FIRST_CHARGE / THEORETICAL
    full = empty + DISCHARGE / THEORETICAL

    def potential(x: np.ndarray) -> np.ndarray:
        s = charged + (x - empty) * (LAST - charged) / (full - empty)
        return chen2020(s) + CLOSING_WIDTH * THERMAL * np.log(-np.expm1(CLOSING_POWER * np.log(x)))

    first = float(brentq(lambda x: potential(x) - HIGHEST, 0.01, 0.5))
    last = float(brentq(lambda y: potential(1 - 10**y) - LOWEST, -9, -2))
    x = np.concatenate((np.linspace(first, 0.94, 120), 1 - np.geomspace(0.055, 10**last, 40)))
    return x, potential(x)


def span() -> tuple[np.ndarray, np.ndarray]:
    """Return x and U [V] of SPAN."""
    depth, volts = np.array(SPAN_POINTS).T
    share = np.array([0.0, 0.25, 0.5, 0.75])
    x = np.concatenate((SPAN_KEPT * share, SPAN_KEPT + (1 - SPAN_KEPT) * depth))
    above = SPAN_CHARGED + (volts[0] - SPAN_CHARGED) * share
    grid = np.linspace(0, 1, 101)
    return grid, PchipInterpolator(x, np.concatenate((above, volts)))(grid)


def write(name: str, x: np.ndarray, volts: np.ndarray, **about: str) -> None:
    """Write one table, rounded to what linear plots and an exact inverse both bear."""
    columns = {"x": np.round(x, 10), "potential": np.round(volts, 6)}
    if np.any(np.diff(columns["x"]) <= 0) or np.any(np.diff(columns["potential"]) >= 0):
        raise SystemExit(f"{name}: x must rise and the potential fall")
    attrs = about | {"made by": "scripts/tabulate_cathodes.py"}
    save_table(columns, TABLES / f"{name}.csv", {"potential": "V"}, attrs)


def main() -> None:
    """Write both tables."""
    fit = "fit of Chen et al. 2020, doi 10.1149/1945-7111/ab9050; scale of x and end assumed"
    drawn = "assumed: drawn from the shape of published curves"
    write("ncm811_chen2020", *ncm811(), title="open circuit of NCM811 at 25 degC", source=fit)
    write("span", *span(), title="open circuit of SPAN on discharge", source=drawn)


if __name__ == "__main__":
    main()
