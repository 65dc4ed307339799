"""Parameter sets for PyBaMM: what they hold without it, and what it makes of them."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from solvus.base.constants import F
from solvus.base.errors import InputError
from solvus.bridge import pybamm_sets
from solvus.bridge.pybamm_values import Ends, LostEnd, parameter_values
from solvus.materials import library, open_circuit
from solvus.model.cathode import CathodeDesign

ROOT = Path(__file__).resolve().parents[2]
SETS: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "ncm622": ("Solvus_NCM622_Li", pybamm_sets.ncm622_li),
    "ncm811": ("Solvus_NCM811_Li", pybamm_sets.ncm811_li),
    "span": ("Solvus_SPAN_Li", pybamm_sets.span_li),
}
OPTIONS = {"working electrode": "positive", "contact resistance": "true"}
SALT = library.electrolyte("lipf6_ec_dec_fec")
AREA = 1e-4


def lithium_held(values: dict[str, Any]) -> float:
    """Charge [C/m2] between lithium content 0 and 1, from what PyBaMM is told."""
    return (
        F
        * values["Maximum concentration in positive electrode [mol.m-3]"]
        * values["Positive electrode active material volume fraction"]
        * values["Positive electrode thickness [m]"]
    )


def start_of(values: dict[str, Any]) -> float:
    start = values["Initial concentration in positive electrode [mol.m-3]"]
    return float(start / values["Maximum concentration in positive electrode [mol.m-3]"])


def test_every_set_is_registered_under_its_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    registered = project["entry-points"]["pybamm_parameter_sets"]
    assert set(registered) == {name for name, _ in SETS.values()}
    for name, function in SETS.values():
        module, _, attribute = registered[name].partition(":")
        assert getattr(import_module(module), attribute) is function
        assert function.__doc__


def test_nothing_but_a_symbol_needs_pybamm() -> None:
    code = (
        "import sys; sys.modules['pybamm'] = None\n"
        "from solvus.bridge import experiment, pybamm_sets\n"
        "for make in (pybamm_sets.ncm622_li, pybamm_sets.ncm811_li, pybamm_sets.span_li):\n"
        "    assert len(make()) > 30\n"
        "assert len(experiment.protocol_of(['Rest for 1 hour'])) == 1\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", SETS)
def test_the_lithium_is_that_of_the_loading(name: str) -> None:
    material, values = library.cathode(name), SETS[name][1]()
    nominal = values["Nominal cell capacity [A.h]"] * 3600.0 / AREA
    loading = nominal / material.one_c.si
    assert lithium_held(values) == pytest.approx(loading * material.specific_capacity.si, rel=1e-12)
    area = values["Electrode height [m]"] * values["Electrode width [m]"]
    assert area == pytest.approx(AREA)
    assert values["Current function [A]"] == values["Nominal cell capacity [A.h]"]


@pytest.mark.parametrize("name", SETS)
def test_a_formed_cathode_starts_charged_and_its_ends_meet_the_window(name: str) -> None:
    material, values = library.cathode(name), SETS[name][1]()
    low, high = values["Lower voltage cut-off [V]"], values["Upper voltage cut-off [V]"]
    full, empty = open_circuit.window(material, low, high)
    assert start_of(values) == pytest.approx(empty, abs=1e-9)
    circuit = values["Positive electrode OCP [V]"]
    x = 1.0 / (1.0 + np.exp(-circuit.at))
    assert np.allclose(circuit.volts, open_circuit.potential(material, x), rtol=0.0, atol=1e-12)
    for end, content, volts in (
        (circuit.lost_low, empty, high),
        (circuit.lost_high, full, low),
    ):
        own = float(open_circuit.potential(material, content))
        if abs(own - volts) < 1e-6:
            assert end is None
        else:
            assert end == LostEnd(pytest.approx(content), pytest.approx(volts - own))


def test_a_cathode_as_made_has_no_lost_end_where_its_voltage_gets_there() -> None:
    design = CathodeDesign(library.cathode("ncm622"), 0.152)
    values = parameter_values(design, SALT, (2.8, 4.3), ends=Ends(0.0, 1.0), content=0.5)
    assert values["Positive electrode OCP [V]"].lost_low is None
    assert start_of(values) == pytest.approx(0.5)


def test_resistances_are_those_of_cathode_and_film() -> None:
    design = CathodeDesign(library.cathode("ncm622"), 0.152, resistance=3e-3)
    given = {"film_resistance": 1e-3, "exchange_current": 50.0}
    values = parameter_values(design, SALT, (2.8, 4.3), area=2.0, lithium=given)
    assert values["Contact resistance [Ohm]"] == pytest.approx(2e-3)
    assert values["Exchange-current density for lithium metal electrode [A.m-2]"] == 50.0


def test_what_cannot_be_is_told() -> None:
    design = CathodeDesign(library.cathode("ncm622"), 0.152)
    with pytest.raises(InputError, match="write a content within them"):
        parameter_values(design, SALT, (2.8, 4.3), content=0.99)
    with pytest.raises(InputError, match="two rising voltages"):
        parameter_values(design, SALT, (2.8, 5.3))
    with pytest.raises(InputError, match="two rising voltages"):
        parameter_values(design, SALT, (4.3, 2.8))


@pytest.fixture(scope="module")
def pybamm() -> Any:
    return pytest.importorskip("pybamm", reason="PyBaMM is not installed; make bench has it")


@pytest.mark.parametrize("name", SETS)
def test_functions_of_a_symbol_are_those_of_the_material(pybamm: Any, name: str) -> None:
    material, values = library.cathode(name), SETS[name][1]()
    x = np.linspace(0.3, 0.8, 41)  # away from the ends that are lost
    sto = pybamm.Vector(x)
    circuit = values["Positive electrode OCP [V]"]
    volts = circuit(sto).evaluate().ravel()
    assert np.abs(volts - open_circuit.potential(material, x)).max() < 2e-5
    warm = 310.0
    d = values["Positive particle diffusivity [m2.s-1]"](sto, pybamm.Scalar(warm))
    rows = material.diffusivity_shape or ((0.0, 1.0), (1.0, 1.0))
    due = material.diffusivity.at(warm) * np.interp(x, *zip(*rows, strict=True))
    assert np.allclose(np.broadcast_to(d.evaluate().ravel(), x.shape), due, rtol=1e-9)
    i0 = values["Positive electrode exchange-current density [A.m-2]"]
    found = i0(pybamm.Scalar(800.0), sto, pybamm.Scalar(1.0), pybamm.Scalar(298.15))
    due = 2.0 * material.exchange_current.si * np.sqrt(0.8 * x * (1.0 - x))
    assert np.allclose(found.evaluate().ravel(), due, rtol=1e-12)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("model", ["SPM", "SPMe", "DFN"])
def test_pybamm_cycles_the_set_by_its_name(pybamm: Any, name: str, model: str) -> None:
    registered = SETS[name][0]
    if registered not in pybamm.parameter_sets:
        pytest.skip("Solvus was installed before it registered the set; install it again")
    values = pybamm.ParameterValues(registered)
    low, high = values["Lower voltage cut-off [V]"], values["Upper voltage cut-off [V]"]
    cycle = (
        f"Discharge at C/20 until {low} V",
        f"Charge at C/20 until {high} V",
        f"Hold at {high} V until C/50",
    )
    simulation = pybamm.Simulation(
        getattr(pybamm.lithium_ion, model)(OPTIONS),
        parameter_values=values,
        experiment=pybamm.Experiment([cycle]),
    )
    solution = simulation.solve(calc_esoh=False)
    passed = solution["Discharge capacity [A.h]"].entries * 3600.0 / AREA
    material = library.cathode(name)
    whole = lithium_held(dict(values)) * np.diff(open_circuit.window(material, low, high)).item()
    assert passed.max() == pytest.approx(-whole, rel=0.02)  # C/20 leaves little behind
    assert abs(passed[-1]) < 0.02 * passed.max()
    assert float(solution["Voltage [V]"].entries[-1]) == pytest.approx(high, abs=1e-4)
