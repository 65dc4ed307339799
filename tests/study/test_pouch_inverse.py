"""Targets, free variables, sweeps and uncertain inputs of a pouch file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvus.base.errors import InputError
from solvus.pouch.energy import energies
from solvus.pouch.quantities import QUANTITIES
from solvus.study.pouch_design import design_of
from solvus.study.pouch_inverse import Target, read_target, show_quantity, solve_for
from solvus.study.pouch_load import read_pouch, read_text
from solvus.study.pouch_places import place_of, read_uncertain, read_values, with_values
from solvus.study.pouch_schema import PouchFile
from solvus.study.pouch_sweep import carried, read_sweeps, sweep, with_samples

EXAMPLES = Path(__file__).parents[2] / "examples"
FILE = read_pouch(EXAMPLES / "wang2023_1p4Ah.yaml").file


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("400 Wh/kg", "specific_energy", 1.44e6),
        ("0.4 kWh/kg", "specific_energy", 1.44e6),
        ("836 Wh/L", "energy_density.body", 3.0096e9),
        ("5 Ah", "capacity", 18000.0),
        ("20 Wh", "energy", 72000.0),
        ("15 g", "mass", 0.015),
        ("3 mm", "thickness", 0.003),
        ("3 mAh/cm2", "areal_capacity", 108000.0),
        ("2 g/Ah", "electrolyte_ratio", 2e-3 / 3600.0),
        ("100 $/kWh", "cost_per_energy", 100.0 / 3.6e6),
        ("0.5 $", "cost", 0.5),
        ("n_to_p = 1.5", "n_to_p", 1.5),
        ("energy_density = 700 Wh/L", "energy_density.body", 2.52e9),
        ("energy_density.envelope.charged=500 Wh/L", "energy_density.envelope.charged", 1.8e9),
        ("cost_per_energy: 80 $/kWh", "cost_per_energy", 80.0 / 3.6e6),
    ],
)
def test_a_target_is_known_by_its_unit_or_name(text: str, name: str, value: float) -> None:
    found = read_target(text)
    assert found.quantity.name == name
    assert found.value == pytest.approx(value)


def test_the_basis_of_the_file_is_meant() -> None:
    assert read_target("700 Wh/L", "stack").quantity.name == "energy_density.stack"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("400", "which quantity"), ("400 W/kg", "which quantity"), ("", "which quantity"),
        ("energie = 4 Wh", "is no quantity"), ("mass = 4 Wh", "a mass is due"),
        ("cost = 4", "not in $"), ("lots of Wh/kg", "which quantity"),
    ],
)  # fmt: skip
def test_a_target_that_says_nothing_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_target(text)
    (fault,) = caught.value.faults
    assert said in fault.message
    assert fault.key == "--target"


def test_400_wh_per_kg_is_out_of_reach_with_numbers() -> None:
    found = solve_for(FILE, read_target("400 Wh/kg"), "anode.thickness")
    assert found.solutions == ()
    assert "out of reach" in found.sentence
    assert "where the checks of the file are met" in found.sentence
    # the most with the checks is at N/P = 1; without them at the thinnest foil there is
    at = solve_for(FILE, read_target("n_to_p = 1"), "anode.thickness").solutions[0].value
    assert found.solved.best_at == pytest.approx(at, rel=1e-6)
    best = energies(design_of(with_values(FILE, {"anode.thickness": at}))).specific_energy
    assert show_quantity(QUANTITIES["specific_energy"], best) in found.sentence
    assert place_of(FILE, "anode.thickness").show(1e-7) in found.sentence


PATHS = ("anode.thickness", "separator.thickness", "electrolyte.amount", "cathode.loading",
         "cathode.coating_density", "cell.width", "pouch.areal_mass", "cathode.upper_cutoff",
         "anode.content", "cathode.foil.thickness", "pouch.seals.top",
         "tabs.positive.thickness")  # fmt: skip


@given(st.sampled_from(PATHS), st.floats(0.05, 0.95), st.sampled_from(sorted(QUANTITIES)))
@settings(max_examples=60, deadline=None)
def test_what_is_solved_gives_the_target(path: str, share: float, name: str) -> None:
    place = place_of(FILE, path)
    value = place.now * (0.9 + 0.2 * share)
    if not place.low <= value <= place.high:
        value = place.low + share * (place.high - place.low)
    quantity = QUANTITIES[name]
    target = float(quantity.of(energies(design_of(with_values(FILE, {path: value})))))
    other = with_values(FILE, {path: 0.5 * (value + place.high)})
    found = solve_for(FILE, Target(quantity, target), path)
    if abs(target / float(quantity.of(energies(design_of(other)))) - 1.0) < 1e-9:
        assert "is met whatever" in found.sentence
        return
    assert any(one.value == pytest.approx(value, rel=1e-6) for one in found.solutions)
    for one in found.solutions:
        assert float(quantity.of(one.energies)) == pytest.approx(target, rel=1e-9)


def test_a_number_that_moves_nothing_is_said_so() -> None:
    found = solve_for(FILE, read_target("capacity = 2 Ah"), "separator.thickness")
    assert "does not move it" in found.sentence


def test_more_than_one_answer_is_said() -> None:
    """A cut-off measured to gain less and less, then lose: two cut-offs give the same energy."""
    rows = (
        "    - {upper_cutoff: 4.2 V, specific_capacity: 170 mAh/g, mid_voltage: 3.75 V}\n"
        "    - {upper_cutoff: 4.4 V, specific_capacity: 195 mAh/g, mid_voltage: 3.75 V}\n"
        "    - {upper_cutoff: 4.6 V, specific_capacity: 180 mAh/g, mid_voltage: 3.75 V}\n"
    )
    text = FILE.source_text
    begin, end = text.index("    - upper_cutoff: 4.3 V"), text.index("  loading:")
    file = read_text(text[:begin] + rows + text[end : text.index("variants:")]).file
    target = Target(QUANTITIES["areal_capacity"], 0.152 * 185.0 * 3600.0)
    found = solve_for(file, target, "cathode.upper_cutoff")
    expected = [4.2 + 0.2 * 15.0 / 25.0, 4.4 + 0.2 * 10.0 / 15.0]
    assert [one.value for one in found.solutions] == pytest.approx(expected)
    assert "more than once" in found.sentence
    assert "4.32 V and 4.533 V" in found.sentence


def test_the_number_of_cathodes_is_counted() -> None:
    found = solve_for(FILE, read_target("5 Ah"), "cell.cathodes")
    (one,) = found.solutions
    assert one.value == 43.0
    assert one.energies.charge >= 18000.0
    fewer = energies(design_of(with_values(FILE, {"cell.cathodes": 42})))
    assert fewer.charge < 18000.0
    assert "with which it is 5.011 Ah" in found.sentence


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("anode.thicknes", 'Did you mean "thickness"'), ("anode", "is no number"),
        ("cathode.areal_capacity", "has no value"), ("title", "is no number"),
        ("anode.foil", "is no number"), ("", "names nothing"), ("cell.cathodes.x", "not a key"),
        ("prices.solute", "has no value"),
    ],
)  # fmt: skip
def test_a_path_that_is_no_number_is_refused(path: str, said: str) -> None:
    with pytest.raises(InputError, match="--free") as caught:
        solve_for(FILE, read_target("400 Wh/kg"), path)
    assert said in str(caught.value)


def numbers_below(block: object, path: str = "") -> list[str]:
    found = []
    for name in type(block).model_fields:  # type: ignore[attr-defined]
        value = getattr(block, name)
        here = f"{path}.{name}" if path else name
        if hasattr(type(value), "model_fields"):
            found += numbers_below(value, here)
        elif isinstance(value, float | int) or hasattr(value, "_replace"):
            found.append(here)
    return found


@pytest.mark.parametrize("path", numbers_below(FILE))
def test_every_number_of_a_file_can_be_moved(path: str) -> None:
    place = place_of(FILE, path)
    assert place.low <= place.now <= place.high
    assert place.read(place.example.replace("3.77 V", "4.4 V")) >= place.low
    moved = with_values(FILE, {path: place.now})
    assert isinstance(moved, PouchFile)
    assert energies(design_of(moved)).mass == pytest.approx(energies(design_of(FILE)).mass)


def test_sweep_values_as_written() -> None:
    place = place_of(FILE, "anode.thickness")
    assert read_values(place, "5 um to 50 um") == pytest.approx(np.linspace(5e-6, 50e-6, 11))
    assert read_values(place, "5 um to 50 um in 4") == pytest.approx([5e-6, 20e-6, 35e-6, 50e-6])
    assert read_values(place, "5 um, 7 um") == pytest.approx([5e-6, 7e-6])
    count = place_of(FILE, "cell.cathodes")
    assert read_values(count, "2 to 5").tolist() == [2, 3, 4, 5]
    for wrong in ("5 um to", "5 to 50", "5 um to 5 um", "5 um to 50 um in 1", "5 um to 90 mm", ""):
        if wrong == "":
            assert read_values(place, wrong).size == 0
            continue
        with pytest.raises(ValueError, match=r"\w+ \w+"):
            read_values(place, wrong)


def test_sweeps_of_two_numbers_are_a_map() -> None:
    values = read_sweeps(
        FILE, {"anode.thickness": "10 um to 50 um in 5", "separator.thickness": "12 um, 16 um"}
    )
    found = sweep(FILE, values)
    assert found.energies.built.body.shape == (5, 2)
    assert found.allowed.tolist() == [[False] * 2, *[[True] * 2] * 4]
    one = with_values(FILE, {"anode.thickness": 40e-6, "separator.thickness": 16e-6})
    assert found.energies.built.body[3, 1] == pytest.approx(energies(design_of(one)).built.body)
    with pytest.raises(InputError, match="at most two"):
        read_sweeps(FILE, {"anode.thickness": "1 um, 2 um", "separator.thickness": "12 um",
                           "cell.width": "4 cm"})  # fmt: skip


def test_uncertain_inputs_as_written() -> None:
    place = place_of(FILE, "separator.thickness")
    assert read_uncertain(place, "12 um to 20 um")[:2] == pytest.approx((12e-6, 20e-6))
    spread = read_uncertain(place, "+- 2 um")
    assert spread.normal
    assert (spread.mean, spread.sd) == pytest.approx((14e-6, 2e-6))
    assert read_uncertain(place, "± 5 %").sd == pytest.approx(0.7e-6)
    assert read_uncertain(place, "+/- 1 um").sd == pytest.approx(1e-6)


def test_uncertainty_is_carried_and_ranked() -> None:
    found = carried(FILE, count=512)
    assert found is not None
    for name, spread in found.spreads.items():
        now = float(QUANTITIES[name].of(energies(design_of(FILE))))
        assert spread.low < spread.median < spread.high
        assert 0.9 * now < spread.median < 1.1 * now
        shares = [one.total for one in found.contributions[name]]
        assert shares == sorted(shares, reverse=True)
        assert sum(shares) == pytest.approx(1.0, abs=0.1)
    mass = {one.name for one in found.contributions["specific_energy"][:2]}
    assert "electrolyte.amount" in mass
    volume = {one.name: one.total for one in found.contributions["energy_density.body"]}
    assert volume["electrolyte.amount"] == pytest.approx(0.0, abs=1e-9)  # it lies in the pores


def test_a_file_without_ranges_carries_nothing() -> None:
    assert carried(FILE.model_copy(update={"uncertain": {}})) is None


def test_linear_propagation_agrees_where_the_ranges_are_small() -> None:
    small = {"separator.thickness": "+- 0.1 um", "anode.thickness": "+- 0.2 um"}
    found = carried(FILE.model_copy(update={"uncertain": small}), ("energy_density.body",))
    assert found is not None
    sd = 0.0
    for path, by in (("separator.thickness", 0.1e-6), ("anode.thickness", 0.2e-6)):
        now = place_of(FILE, path).now
        up, down = (
            energies(design_of(with_values(FILE, {path: now + sign * by}))).built.body
            for sign in (1, -1)
        )
        sd += (0.5 * float(up - down)) ** 2
    assert found.spreads["energy_density.body"].sd == pytest.approx(np.sqrt(sd), rel=0.02)


def test_samples_of_a_posterior_go_straight_in() -> None:
    drawn = {"cathode.loading": np.array([0.15, 0.152, 0.154])}
    found = with_samples(FILE, drawn)
    assert found.charge.shape == (3,)
    assert found.charge / found.charge[1] == pytest.approx(drawn["cathode.loading"] / 0.152)
