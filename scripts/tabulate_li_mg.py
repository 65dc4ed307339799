"""Tabulate the thermodynamics of bcc Li-Mg at 25 degC from the COST 507 database.

The database (N. Saunders' Li-Mg assessment, COST 507 round II, January 1999) comes with the
pycalphad package, among its test databases; this script reads it there and writes only what it
computes: electrode potential against bcc Li and thermodynamic factor, with a header that names
source, versions and date. Run it in an environment of its own:

    pip install "solvus[thermo]"
    python scripts/tabulate_li_mg.py

Equations, per mole of atoms, x the mole fraction of Mg:

    mu_Li = G - x dG/dx                       E = -(mu_Li - G_bcc-Li)/F
    thermodynamic factor = x (1 - x)/(R T) d2G/dx2

It takes no argument but the file to write.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from importlib import metadata, resources
from pathlib import Path

import numpy as np
import symengine
from pycalphad import Database, Model, equilibrium
from pycalphad import variables as v

FARADAY = 96485.33212  # C/mol, CODATA 2018
GAS_CONSTANT = 8.314462618  # J/mol/K, CODATA 2018
TEMPERATURE = 298.15  # K
STEP = 0.0025
COMPONENTS = ["LI", "MG", "VA"]
PHASES = ["LIQUID", "BCC_A2", "HCP_A3", "FCC_A1"]
TARGET = Path(__file__).parents[1] / "src/solvus/materials/data/tables/li_mg_cost507.csv"


def tie_line(database: Database) -> tuple[float, float]:
    """Return the Mg fractions of bcc and hcp that coexist at 25 degC."""
    state = {v.T: TEMPERATURE, v.P: 101325, v.N: 1, v.X("MG"): 0.75}
    result = equilibrium(database, COMPONENTS, PHASES, state)
    phases = result.Phase.values.squeeze()
    fractions = result.X.sel(component="MG").values.squeeze()
    found = {str(phase): float(x) for phase, x in zip(phases, fractions, strict=True) if phase}
    if set(found) != {"BCC_A2", "HCP_A3"}:
        raise SystemExit(f"bcc + hcp expected at x_Mg = 0.75, found {found}")
    return found["BCC_A2"], found["HCP_A3"]


def bcc_energy(database: Database) -> tuple[symengine.Symbol, symengine.Expr]:
    """Return the symbol x (Mg fraction) and G(x) of bcc at 25 degC [J/mol of atoms]."""
    model = Model(database, COMPONENTS, "BCC_A2")
    x = symengine.Symbol("x")
    at_site = {
        v.SiteFraction("BCC_A2", 0, "LI"): 1 - x,
        v.SiteFraction("BCC_A2", 0, "MG"): x,
        v.SiteFraction("BCC_A2", 1, "VA"): 1,
        v.T: TEMPERATURE,
        v.P: 101325,
    }
    return x, symengine.sympify(model.GM).subs(at_site)


def main() -> None:
    """Write the table."""
    path = resources.files("pycalphad") / "tests/databases/COST507.tdb"
    database = Database(str(path))
    limit, hcp = tie_line(database)
    x, energy = bcc_energy(database)
    slope, curve = energy.diff(x), energy.diff(x, 2)

    def value(expression: symengine.Expr, at: float) -> float:
        return float(expression.subs({x: at}).n(53, real=True))

    pure = value(energy, 1e-300)
    grid = [*np.round(np.arange(1, int(limit / STEP) + 1) * STEP, 6), limit]
    rows = [(0.0, 0.0, 1.0)]
    for at in map(float, grid):
        chemical_potential = value(energy, at) - at * value(slope, at)
        factor = at * (1 - at) * value(curve, at) / (GAS_CONSTANT * TEMPERATURE)
        rows.append((at, -(chemical_potential - pure) / FARADAY, factor))

    header = f"""\
# title: thermodynamics of bcc Li-Mg at 25 degC
# source: Li-Mg assessment of N. Saunders, COST 507 round II (January 1999), file COST507.tdb
# database: shipped in the pycalphad package, tests/databases (not copied here)
# made by: scripts/tabulate_li_mg.py, pycalphad {metadata.version("pycalphad")}
# date: {datetime.now(UTC).date().isoformat()}
# temperature: {TEMPERATURE} K (below the temperatures that the assessment was fitted to)
# bcc limit: x_mg = {limit:.6f}, in equilibrium with hcp of x_mg = {hcp:.6f}
# potential: of the alloy against bcc Li; thermodynamic factor: of bcc
# first row: the exact limit of infinite dilution
"""
    lines = [f"{a:.6f},{e:.9f},{f:.7f}\n" for a, e, f in rows]
    columns = "x_mg [1],potential [V],thermodynamic_factor [1]\n"
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.write_text(header + columns + "".join(lines), encoding="utf-8")
    print(f"{target}: {len(rows)} rows, bcc to {limit:.4f}, {rows[-1][1] * 1e3:.2f} mV there")


if __name__ == "__main__":
    main()
