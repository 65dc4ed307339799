"""BPX files: what is read, how it is turned into a cathode, what is said of those that are not."""

from __future__ import annotations

import copy
import json
import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from solvus.base.constants import F, R
from solvus.base.errors import InputError
from solvus.materials import library, open_circuit

# Invented, in the shape of a small file of version 0.x.
CELL = {
    "Lower voltage cut-off [V]": 2.7,
    "Nominal cell capacity [A.h]": 0.1,
    "Electrode area [m2]": 0.0025,
    "Number of electrode pairs connected in parallel to make a cell": 1,
    "Reference temperature [K]": 298.15,
}
ELECTRODE = {
    "Thickness [m]": 60e-6,
    "Porosity": 0.3,
    "Transport efficiency": 0.16,
    "Conductivity [S.m-1]": 0.5,
    "Particle radius [m]": 4e-6,
    "Surface area per unit volume [m-1]": 480000,
    "Maximum concentration [mol.m-3]": 50000,
    "Minimum stoichiometry": 0.3,
    "Maximum stoichiometry": 0.95,
    "Reaction rate constant [mol.m-2.s-1]": 2e-5,
    "Diffusivity [m2.s-1]": 1e-14,
    "Diffusivity activation energy [J.mol-1]": 20000,
    "OCP [V]": "4.5 - 0.9*x - 0.05*tanh(30*(x - 0.97))",
}
INPUT: dict[str, Any] = {
    "Header": {"BPX": 0.4, "Title": "An invented oxide", "Model": "DFN"},
    "Parameterisation": {
        "Cell": CELL,
        "Electrolyte": {"Initial concentration [mol.m-3]": 1200},
        "Positive electrode": ELECTRODE,
    },
}


def written(tmp_path: Path, data: Any) -> str:
    path = tmp_path / "cell.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data, indent=1))
    return str(path)


def changed(**values: Any) -> dict[str, Any]:
    """The file with other values in its positive electrode; None leaves a key out."""
    data = copy.deepcopy(INPUT)
    electrode = data["Parameterisation"]["Positive electrode"]
    for key, value in values.items():
        full = next(one for one in ELECTRODE if one.split(" [")[0].replace(" ", "_") == key)
        if value is None:
            del electrode[full]
        else:
            electrode[full] = value
    return data


def test_volumes_become_masses(tmp_path: Path) -> None:
    cathode = library.cathode(written(tmp_path, INPUT))
    assert cathode.name == "An invented oxide"
    # What the file fixes is the charge per volume of active material: F c_max.
    assert cathode.specific_capacity.si * cathode.density.si == pytest.approx(F * 50000)
    active = 480000 * 4e-6 / 3
    charge = cathode.one_c.si * cathode.density.si * active * 60e-6 * 0.0025
    assert charge == pytest.approx(0.1 * 3600)
    assert cathode.exchange_current.si == pytest.approx(F * 2e-5 / 2 * math.sqrt(1000 / 1200))
    assert cathode.particle_radius.si == pytest.approx(4e-6)
    assert cathode.diffusivity.at(298.15) == pytest.approx(1e-14)
    assert cathode.diffusivity.activation_energy.si == 20000
    assert cathode.density.status == "assumed"
    assert cathode.specific_capacity.source == "BPX file cell.json: An invented oxide"
    assert "18 mg/cm2 of active material, 60 um" in cathode.note


def test_the_coating_has_the_volumes_of_the_file(tmp_path: Path) -> None:
    """Mass fractions over densities give back the active share next to the porosity."""
    slurry = library.cathode(written(tmp_path, INPUT)).slurry
    volumes = np.array([
        slurry.active.si / 4700,
        slurry.carbon.si / slurry.carbon_density.si,
        slurry.binder.si / slurry.binder_density.si,
    ])  # fmt: skip
    assert volumes[0] / volumes.sum() * (1 - slurry.porosity.si) == pytest.approx(0.64)


def test_open_circuit_window_and_ends(tmp_path: Path) -> None:
    cathode = library.cathode(written(tmp_path, INPUT))
    x = np.linspace(0.3, 0.95, 201)
    exact = 4.5 - 0.9 * x - 0.05 * np.tanh(30 * (x - 0.97))
    assert open_circuit.potential(cathode, x) == pytest.approx(exact, abs=2e-5)
    assert cathode.voltage_high.si == pytest.approx(4.28)
    assert cathode.voltage_low.si == pytest.approx(2.7)
    full, empty = open_circuit.window(cathode, 2.7, cathode.voltage_high.si)
    assert (full, empty) == (pytest.approx(0.95), pytest.approx(0.3))
    first = open_circuit.first_cycle(cathode, 2.7, cathode.voltage_high.si)
    assert (first.begins_with, first.efficiency) == ("charge", pytest.approx(1.0))


def test_tables_and_functions_of_the_stoichiometry(tmp_path: Path) -> None:
    table = {"x": [0.2, 0.5, 0.8, 0.96], "y": [4.4, 4.0, 3.7, 3.5]}
    shape = "1e-14*(1 - 0.5*x)"
    cathode = library.cathode(written(tmp_path, changed(OCP=table, Diffusivity=shape)))
    assert float(open_circuit.potential(cathode, 0.5)) == pytest.approx(4.0)
    assert cathode.open_circuit.x[0] == 0.2
    assert cathode.diffusivity_shape is not None
    factors = {round(x, 4): factor for x, factor in cathode.diffusivity_shape}
    middle = 0.625
    assert factors[middle] == pytest.approx(1)
    assert factors[0.95] == pytest.approx((1 - 0.475) / (1 - middle / 2))
    assert cathode.diffusivity.at(298.15) == pytest.approx(1e-14 * (1 - middle / 2))


def test_a_rising_end_outside_the_window_is_left_out(tmp_path: Path) -> None:
    cathode = library.cathode(written(tmp_path, changed(OCP="4.2 - 0.5*x + 3*exp(400*(x - 1))")))
    assert 0.95 <= cathode.open_circuit.x[-1] < 0.995
    assert cathode.open_circuit.x[0] == 0


def test_version_1_a_blend_of_one_and_another_temperature(tmp_path: Path) -> None:
    data = copy.deepcopy(INPUT)
    data["Header"]["BPX"] = "1.0.0"
    part = data["Parameterisation"]
    del part["Electrolyte"]
    data["State"] = {"Initial conditions": {"Initial electrolyte concentration [mol.m-3]": 4000}}
    part["Cell"]["Reference temperature [K]"] = 318.15
    own = ("Thickness [m]", "Porosity", "Transport efficiency", "Conductivity [S.m-1]")
    electrode = part["Positive electrode"]
    particle = {key: electrode.pop(key) for key in ELECTRODE if key not in own}
    electrode["Particle"] = {"Large": particle}
    cathode = library.cathode(written(tmp_path, data))
    assert cathode.exchange_current.si == pytest.approx(F * 2e-5 / 4)
    colder = math.exp(-20000 / R * (1 / 298.15 - 1 / 318.15))
    assert cathode.diffusivity.at(298.15) == pytest.approx(1e-14 * colder)
    electrode["Particle"]["Small"] = particle
    with pytest.raises(InputError, match="has 2 particles"):
        library.cathode(written(tmp_path, data))


def test_a_particle_model_lacks_porosity_and_conductivity(tmp_path: Path) -> None:
    data = changed(Porosity=None, Conductivity=None, Transport_efficiency=None)
    cathode = library.cathode(written(tmp_path, data))
    assert (cathode.slurry.porosity.si, cathode.slurry.porosity.status) == (0.3, "assumed")
    assert cathode.electronic_conductivity.status == "assumed"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"OCP": "__import__('os')"}, 'OCP [V]: "__import__" is not a function of a formula'),
        ({"OCP": "4 + x"}, "OCP [V]: must fall as the stoichiometry rises"),
        ({"OCP": 3.7}, "OCP [V]: is one number"),
        ({"OCP": [1, 2]}, 'OCP [V]: [1, 2] is not a number, a formula of x, or {"x"'),
        ({"OCP": {"x": [0, 1], "y": [4, 3, 2]}}, "the table has 2 x and 3 y"),
        ({"OCP": {"x": [0.4, 1], "y": [4, 3]}}, "does not cover the stoichiometries 0.3 to 0.95"),
        ({"OCP": {"x": [0.4, 0.4], "y": [4, 3]}}, "x of the table must rise"),
        ({"OCP": "4 - log(x - 0.5)"}, "must fall as the stoichiometry rises"),
        ({"OCP": None}, "OCP [V]: is missing"),
        ({"Diffusivity": "1e-14*(0.5 - x)"}, "Diffusivity [m2.s-1]: must be more than 0"),
        ({"Diffusivity": -1.0}, "Diffusivity [m2.s-1]: must be more than 0"),
        ({"Particle_radius": 0}, "Particle radius [m]: 0 cannot be: at least 1e-09 is due"),
        ({"Particle_radius": "4 um"}, "Particle radius [m]: '4 um' is not a number"),
        ({"Porosity": 0.9}, "active share of 0.64, more than the pores leave, 0.1"),
        ({"Minimum_stoichiometry": 0.96}, "0.96 must lie below the maximum stoichiometry, 0.95"),
        ({"Maximum_stoichiometry": 1.2}, "1.2 cannot be: at most 1 is due"),
        ({"Maximum_concentration": 10**400}, "Maximum concentration [mol.m-3]: "),
        ({"Diffusivity_activation_energy": True}, "True is not a number that can be used"),
    ],
)
def test_faults_name_the_key(tmp_path: Path, values: dict[str, Any], says: str) -> None:
    path = written(tmp_path, changed(**values))
    with pytest.raises(InputError) as caught:
        library.cathode(path)
    told = str(caught.value)
    assert says in told, told
    assert told.startswith(f"{path}:")
    assert "Parameterisation.Positive electrode" in told


def test_every_fault_at_once_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, changed(Particle_radius=-1, Thickness="a", Porosity=None))
    with pytest.raises(InputError) as caught:
        library.cathode(path)
    lines = Path(path).read_text().splitlines()
    for fault in caught.value.faults:
        assert fault.key.rpartition(".")[2].split(" [")[0] in lines[fault.line - 1]
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not JSON"),
        ("{\n \"a\": 1,\n}", ":3:1: is not JSON: "),
        ("[1]", "must be one JSON object"),
        ("{}", "Parameterisation: is missing; this is not a BPX file"),
        ('{"Parameterisation": 3}', "Parameterisation: must be an object"),
        ('{"Parameterisation": {"Positive electrode": {}}}', "Thickness [m]: is missing"),
        ('{"a": 1, "a": 2}', "a: this key is given twice"),
        ("[" * 100000, "nested too deeply"),
        ('{"a": ' + "9" * 5000 + "}", "too many digits"),
    ],
)  # fmt: skip
def test_what_is_no_bpx_file(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        library.cathode(written(tmp_path, text))
    assert says in str(caught.value)


def test_a_missing_file_and_another_kind(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        library.cathode("none.json", tmp_path)
    with pytest.raises(InputError, match="read as a cathode only"):
        library.solute("cell.json", tmp_path)


def test_spoilt_files_never_raise_anything_else(tmp_path: Path) -> None:
    """Values of every kind at every key, and characters changed: an InputError or a cathode."""
    chance = random.Random(7)
    strange = [None, True, -1, 0, 1e308, -1e308, 1e-320, 10**400, "", "x", "1/0", "x**x**x**-999",
               "exp(999*x)", [], {}, {"x": [], "y": []}, {"x": [0, 1], "y": [None, 2]},
               {"x": [0, 1], "y": [1e308, -1e308]}, float("nan"), float("inf")]  # fmt: skip
    refused = 0
    for _ in range(300):
        data = copy.deepcopy(INPUT)
        section = data["Parameterisation"][chance.choice(["Cell", "Positive electrode"])]
        for _ in range(chance.randint(1, 2)):
            section[chance.choice(list(section))] = chance.choice(strange)
        text = json.dumps(data, indent=1)
        if chance.random() < 0.3:
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice('{}[]",:0eX\\') + text[at + 1 :]
        try:
            cathode = library.cathode(written(tmp_path, text))
        except InputError:
            refused += 1
            continue
        x, volts = open_circuit.tabulated(cathode, 51)
        assert np.all(np.isfinite(x))
        assert np.all(np.isfinite(volts))
    assert 150 < refused < 300
