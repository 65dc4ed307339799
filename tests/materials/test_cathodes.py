"""Cathode files: the shape they must have, and what is said of those that have not."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from solvus.base.errors import InputError
from solvus.materials import cathode_view, library, open_circuit, show

OWN = (library.DATA / "cathodes" / "ncm622.yaml").read_text(encoding="utf-8")
SPAN = (library.DATA / "cathodes" / "span.yaml").read_text(encoding="utf-8")


def load(tmp_path: Path, text: str) -> str:
    """The faults of a cathode file, "" if it has none."""
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        library.cathode("./own.yaml", tmp_path)
    except InputError as error:
        return str(error)
    return ""


def test_what_the_files_say_in_si() -> None:
    cathode = library.cathode("NCM622")
    assert cathode.one_c.si == pytest.approx(175 * 3600)
    assert cathode.density.si == pytest.approx(4700)
    assert cathode.particle_radius.si == pytest.approx(5.3e-6)
    assert cathode.contact_resistance.si == pytest.approx(20e-4)
    assert cathode.diffusivity.at(298.15) == pytest.approx(1e-14)
    assert (cathode.lithium_as_made.si, cathode.retained) == (1, 0)
    assert library.cathode("span").retained == pytest.approx(0.2)


def test_exchange_currents_follow_from_the_rate_constants() -> None:
    """Xu 2019: m = 5.76e-11 F; Chen 2020: m = 3.42e-6; i0 = m sqrt(c_e) c_max/2."""
    xu = 5.76e-11 * 96485.33 * np.sqrt(1000) * 48230 / 2
    chen = 3.42e-6 * np.sqrt(1000) * 63104 / 2
    assert library.cathode("ncm622").exchange_current.si == pytest.approx(xu, rel=2e-3)
    assert library.cathode("ncm811").exchange_current.si == pytest.approx(chen, rel=2e-3)


@pytest.mark.parametrize("name", library.names("cathode"))
def test_the_ends_of_the_first_cycle_lie_within_the_data(name: str) -> None:
    cathode = library.cathode(name)
    low, high = open_circuit.limits(cathode)
    assert low <= cathode.lithium_returned.si <= high + 1e-9
    assert cathode.lithium_retained is None or cathode.retained >= low - 1e-9


def test_a_file_of_the_user_with_its_own_table(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("x,potential [V]\n0,3\n0.3,2.5\n0.7,2\n1,1\n")
    assert load(tmp_path, SPAN.replace("span.csv", "mine.csv")) == ""
    found = library.cathode(str(tmp_path / "own.yaml"))
    assert float(open_circuit.potential(found, 0.3)) == 2.5


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("potential: 3.62274 V", "potential: 3.62274",
         "galleries[0].potential: \"3.62274\" has"),
        ("share: 0.13442", "share: 0.23442", "open_circuit: the shares of the galleries add up to"),
        ("width: 0.96710", "width: 0", "open_circuit.galleries[0].width: Input should be greater"),
        ("width: 0.96710", "broad: 1", "open_circuit.galleries[0].broad: is not a key here"),
        ("value: 0.9117", "value: 0.9017\n  hihg: 1", "lithium_returned.hihg: is not a key here"),
        ("value: 235\n  unit: mAh/g", "value: 235\n  unit: mAh/cm2",
         "specific_capacity: \"235.0 mAh/cm2\" is"),
        ("{value: 0.92, unit: \"1\", low: 0.92, high: 0.92", "{value: 0.5, unit: \"1\", low: 0, "
         "high: 1", "slurry: active, carbon and binder add up to 0.58, not to 1"),
        ("{value: 0.27, unit: \"1\", low: 0.2", "{value: -0.27, unit: \"1\", low: -1",
         "slurry: porosity must lie between 0 and 1"),
        ("value: 2.8\n  unit: V\n  low: 2.5\n  high: 3.0",
         "value: 5\n  unit: V\n  low: 2\n  high: 9",
         "voltage_low must lie below voltage_high"),
        ("name: NCM622\n", "name: NCM622\ndiffusivity_shape: [[0, 1], [0, 2]]\n",
         "diffusivity_shape: x must rise"),
        ("name: NCM622\n", "name: NCM622\ndiffusivity_shape: [[0, 1], [1, -2]]\n",
         "the factor is more than 0"),
        ("  galleries:", "  table: t.csv\n  galleries:", "there is no table \"t.csv\""),
        ("  status: fitted\n  source: \"Verbrugge", "  status: fitted\n  note: \"Verbrugge",
         "open_circuit: status \"fitted\" needs a source"),
        ("value: 5.3\n", "value: 0\n", "particle_radius: value 0 lies outside"),
    ],
)  # fmt: skip
def test_faults_have_a_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in OWN
    told = load(tmp_path, OWN.replace(old, new, 1))
    assert says in told, told
    assert all(line.startswith(str(tmp_path / "own.yaml")) for line in told.splitlines())


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("0,3\n0.5,2\n1,1\n", "four rows or more"),
        ("0,3\n0.2,2.5\n0.4,2.6\n1,1\n", "potential must fall from row to row; row 3 has 2.6 V"),
        ("0,3\n0.2,2.5\n0.2,2.4\n1,1\n", "x must rise from row to row; row 3 has 0.2"),
        ("0,3\n0.2,2.5\n0.4,2.4\n1.2,1\n", "x must lie within 0 to 1, not 0 to 1.2"),
        ("0,3\n0.2,nan\n0.4,2.4\n1,1\n", "not a finite number"),
        ("0,3,1\n", "lines have different numbers of columns"),
        ("0,a\n0.5,b\n", "two columns of numbers: x, potential [V]"),
    ],
)
def test_faults_of_a_table(tmp_path: Path, rows: str, says: str) -> None:
    (tmp_path / "span.csv").write_text("x,potential [V]\n" + rows)
    assert says in load(tmp_path, SPAN)


def test_spoilt_files_never_raise_anything_else(tmp_path: Path) -> None:
    """Lines dropped, doubled and characters changed: an InputError or a cathode, nothing else."""
    chance = random.Random(4)
    spoilt = 0
    for _ in range(150):
        lines = OWN.splitlines()
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(lines))
            match chance.randrange(3):
                case 0:
                    del lines[at]
                case 1:
                    lines.insert(at, lines[chance.randrange(len(lines))])
                case _:
                    line = list(lines[at] or " ")
                    line[chance.randrange(len(line))] = chance.choice("x-0:{[]}\"'\t#9e ")
                    lines[at] = "".join(line)
        spoilt += bool(load(tmp_path, "\n".join(lines)))
    assert spoilt > 50


def test_the_listing_counts_the_open_circuit() -> None:
    row = next(row for row in show.listing() if row["name"] == "span")
    assert row["title"] == "sulfurised polyacrylonitrile"
    assert row["values"] == "15 assumed, 7 compiled"
    keys = {row["key"]: row for row in show.view(library.cathode("ncm622"))}
    assert keys["open_circuit"]["range"] == "centred at 3.62274 to 4.22955 V"
    assert keys["slurry.porosity"]["status"] == "assumed"


@pytest.mark.parametrize("name", library.names("cathode"))
def test_the_curve_may_be_joined_by_straight_lines(name: str) -> None:
    cathode = library.cathode(name)
    columns = cathode_view.curve(cathode)
    x, volts = columns["x"], columns["potential"]
    fine = np.linspace(x[0], x[-1], 20001)
    exact = open_circuit.potential(cathode, fine)
    assert np.max(np.abs(np.interp(fine, x, volts) - exact)) < 2e-3
    charge = open_circuit.capacity_between(cathode, cathode.voltage_low.si, cathode.voltage_high.si)
    assert columns["capacity"][-1] * 3600 == pytest.approx(charge)
    assert columns["capacity"][0] == 0


@pytest.mark.parametrize(("name", "varied"), [("ncm811", "from_V"), ("span", "to_V")])
def test_windows_vary_the_end_that_matters(name: str, varied: str) -> None:
    rows = cathode_view.cut_offs(library.cathode(name))
    assert len({row[varied] for row in rows}) == len(rows) == 5
    capacities = [float(row["discharge_mAh_g"]) for row in rows]
    assert capacities == sorted(capacities)
    assert len(set(capacities)) == 5
