"""Pouch files: the published benchmark, the cells of the paper, and what is refused where."""

from __future__ import annotations

from pathlib import Path

import pytest

from solvus.base.errors import InputError
from solvus.materials import library, open_circuit
from solvus.pouch.energy import density_on, volumes
from solvus.study.pouch_inverse import read_target, solve_for
from solvus.study.pouch_load import Pouch, is_pouch, read_pouch, read_text, variants_of
from solvus.study.pouch_sweep import sweep
from solvus.study.pouch_template import template

EXAMPLES = Path(__file__).parents[2] / "examples"
WH_L, WH_KG, AH = 3.6e6, 3600.0, 3600.0


@pytest.fixture(scope="module")
def benchmark() -> Pouch:
    return read_pouch(EXAMPLES / "li_metal_benchmark.yaml")


@pytest.fixture(scope="module")
def wang() -> Pouch:
    return read_pouch(EXAMPLES / "wang2023_1p4Ah.yaml")


@pytest.fixture(scope="module")
def ncm811() -> Pouch:
    return read_pouch(EXAMPLES / "ncm811_5p2Ah.yaml")


# What the published Li-metal cell prints: 64.4 Ah, 248.8 Wh, 746 g, 333 Wh/kg, 761 Wh/L, 9.01 mm.
def test_the_published_benchmark_to_the_digits_it_prints(benchmark: Pouch) -> None:
    found = benchmark.energies
    assert f"{found.charge / AH:.1f}" == "64.4"
    assert f"{found.energy / 3600.0:.1f}" == "248.8"
    assert f"{1e3 * found.mass:.0f}" == "746"
    assert f"{found.specific_energy / WH_KG:.0f}" == "333"
    assert f"{found.built.tabs / WH_L:.0f}" == "761"
    assert f"{1e3 * found.thickness.as_built:.2f}" == "9.01"
    # its 1.7 mL/Ah are more than its pores take, which its volume leaves out too
    (notice,) = benchmark.notices
    assert "more than the pores take" in notice.text


# The 1.4 Ah cell: Wh/L of stack, body, envelope and of the body charged, for each variant, as
# worked out by hand in the design study. That study let a charge plate the reversible capacity
# (184.3 mAh/g); the first charge plates 200 mAh/g, and what no discharge returns stays on the foil:
# the last column, also by hand, is what a charged cell then has.
TABLE = {
    "": (1003, 836, 594, 748, 741),
    "separator 12 um": (1024, 852, 605, 761, 754),
    "separator 16 um": (983, 821, 583, 735, 729),
    "separator 20 um": (945, 791, 562, 712, 706),
    "Cu 6 um, separator 12 um": (993, 828, 588, 741, 735),
    "Cu 6 um, separator 16 um": (954, 799, 567, 717, 711),
    "Cu 6 um, separator 20 um": (918, 771, 547, 695, 689),
    "one shared foil, separator 16 um": (1158, 953, 677, 840, 832),
}


@pytest.mark.parametrize("name", TABLE)
def test_the_1p4_ah_cell_on_every_basis(wang: Pouch, name: str) -> None:
    pouch = variants_of(wang)[name] if name else wang
    built, charged, thick = pouch.energies.built, pouch.energies.charged, pouch.energies.thickness
    breath = thick.charged - thick.discharged  # by the reversible capacity
    study = density_on(pouch.energies.energy, volumes(pouch.design, thick.as_built + breath))
    found = [built.stack, built.body, built.envelope, study.body, charged.body]
    assert [value / WH_L for value in found] == pytest.approx(TABLE[name], abs=0.75)


def test_a_charged_cell_holds_its_first_charge(wang: Pouch) -> None:
    """24 faces of 15.2 mg/cm2 x 200 mAh/g = 3.04 mAh/cm2, each 4.85 um/(mAh/cm2); a discharge takes
    184.3/200 of that away."""
    thick = wang.energies.thickness
    assert thick.charged - thick.as_built == pytest.approx(24 * 3.04 * 4.85e-6, rel=2e-3)
    left = (thick.discharged - thick.as_built) / (thick.charged - thick.as_built)
    assert left == pytest.approx(1.0 - 184.3 / 200.0)


def test_the_1p4_ah_cell_has_its_capacity_and_mass(wang: Pouch) -> None:
    assert wang.energies.charge / AH == pytest.approx(1.4, abs=0.005)
    assert wang.energies.specific_energy / WH_KG == pytest.approx(328, abs=3)


def test_836_is_the_body_as_built_and_nothing_else(wang: Pouch) -> None:
    """Of the eight volumes of this cell only the body as built gives the number printed."""
    close = [
        (basis, state)
        for state, found in (("as built", wang.energies.built), ("charged", wang.energies.charged))
        for basis, value in found._asdict().items()
        if abs(value / WH_L - 836) < 20
    ]
    assert close == [("body", "as built")]


def test_n_to_p_of_the_paper_counts_the_first_charge(wang: Pouch) -> None:
    """N/P 2 at 30 um and 2.6 at 40 um: both by some 200 mAh/g; a shared foil would have 1."""
    found = sweep(wang.file, {"anode.thickness": [30e-6, 40e-6]}).energies  # type: ignore[dict-item]
    assert found.n_to_p_first == pytest.approx([2.0, 2.66], abs=0.06)
    assert found.n_to_p_reversible[0] == pytest.approx(2.2, abs=0.01)
    shared = variants_of(wang)["one shared foil, separator 16 um"]
    assert shared.energies.n_to_p == pytest.approx(1.0, abs=0.02)


def test_charging_to_4p55_gains_16_percent(wang: Pouch) -> None:
    higher = variants_of(wang)["charged to 4.55 V"].energies
    assert higher.energy / wang.energies.energy == pytest.approx(1.159, abs=0.001)


def test_foil_thickness_against_energy(wang: Pouch) -> None:
    """Copper of 6 um, separator of 16 um."""
    copper = variants_of(wang)["Cu 6 um, separator 16 um"].file
    thickness = [5e-6, 10e-6, 15e-6, 20e-6, 25e-6, 30e-6, 40e-6, 50e-6]
    found = sweep(copper, {"anode.thickness": thickness}).energies  # type: ignore[dict-item]
    expected = [1031, 974, 924, 878, 836, 799, 733, 677]
    assert found.built.body / WH_L == pytest.approx(expected, abs=1.0)
    ratios = [0.37, 0.73, 1.10, 1.46, 1.83, 2.20, 2.93, 3.66]
    assert found.n_to_p_reversible == pytest.approx(ratios, abs=0.006)


def test_483_wh_per_kg_needs_lean_electrolyte(ncm811: Pouch) -> None:
    assert ncm811.energies.charge / AH == pytest.approx(5.2, abs=0.02)
    answer = solve_for(ncm811.file, read_target("483 Wh/kg"), "electrolyte.amount")
    (solution,) = answer.solutions
    needed = 3.6e6 * solution.value
    assert needed == pytest.approx(1.55, abs=0.06)
    assert solution.energies.specific_energy / WH_KG == pytest.approx(483, rel=1e-9)
    # more than the pores take, less than the 2.6 g/Ah of the 1.4 Ah cell, which gives 426 Wh/kg
    assert 3.6e6 * ncm811.energies.electrolyte_least < needed < 2.6
    assert ncm811.energies.specific_energy / WH_KG == pytest.approx(426, abs=3)
    lean = variants_of(ncm811)["225 mAh/g, Cu 6 um, 1.2 g/Ah"]
    assert lean.energies.specific_energy / WH_KG == pytest.approx(484, abs=2)


def test_the_pores_take_less_than_the_paper_fills(wang: Pouch, ncm811: Pouch) -> None:
    assert 3.6e6 * wang.energies.electrolyte_least == pytest.approx(0.88, abs=0.1)
    assert 3.6e6 * ncm811.energies.electrolyte_least == pytest.approx(0.59, abs=0.03)


def test_silver_costs_a_tenth_by_mass_and_next_to_nothing_by_volume(wang: Pouch) -> None:
    pure = read_text(
        wang.file.source_text.replace("  solute: Ag\n  content: 10 wt%\n", ""), "p", EXAMPLES
    )
    alloy, lithium = wang.design.anode, pure.design.anode
    assert alloy.capacity / lithium.capacity == pytest.approx(0.994, abs=0.002)
    per_mass = (alloy.capacity / alloy.density) / (lithium.capacity / lithium.density)
    assert per_mass == pytest.approx(0.90, abs=0.001)


def test_the_template_is_a_cell_without_fault() -> None:
    pouch = read_text(template(), "template")
    assert pouch.energies.charge > 0.0
    # 2.6 g/Ah, as the paper prints: more than pores take in any cell of this kind
    assert [one.path for one in pouch.notices] == [("electrolyte", "amount")]


def test_the_template_shows_the_defaults() -> None:
    """What the template says it would be, were it left out."""
    lines = template().splitlines()
    kept = [line for line in lines if not line.startswith(("  density: 0.95", "  areal_mass"))]
    for block in ("formation", "n_to_p", "basis", "extra_mass"):
        kept = [line for line in kept if not line.startswith(f"{block}:")]
    assert read_text("\n".join(kept)).energies.mass == pytest.approx(
        read_text(template()).energies.mass, rel=2e-2
    )


def test_what_the_template_keeps_quiet_is_valid_too() -> None:
    """Its blocks of comments at the end, taken as they stand, but the study of a life."""
    text = template().partition("# life:")[0]
    head, prices, rest = text.partition("# prices:")
    spoken = "\n".join(line.removeprefix("# ") if line.startswith("# ") else line
                       for line in (prices + rest).splitlines())  # fmt: skip
    plain, whole = read_text(template()), read_text(head + spoken)
    assert set(whole.file.uncertain) == {"separator.thickness", "anode.thickness"}
    assert list(whole.file.variants) == ["with copper"]
    assert float(whole.energies.cost) == pytest.approx(float(plain.energies.cost))


def test_a_pouch_file_is_told_from_a_study(tmp_path: Path) -> None:
    assert is_pouch(EXAMPLES / "wang2023_1p4Ah.yaml")
    assert not is_pouch(EXAMPLES / "strip_then_plate.yaml")
    assert not is_pouch(tmp_path / "nowhere.yaml")


SMALL = """\
title: small
cell: {cathodes: 3, width: 40 mm, height: 50 mm}
cathode:
  loading: 15 mg/cm2
  specific_capacity: 180 mAh/g
  mid_voltage: 3.8 V
  active: 92 %
  coating_density: 3.2 g/cm3
anode: {solute: Ag, content: 10 wt%, thickness: 30 um}
electrolyte: {amount: 2.6 g/Ah}
"""


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ("thickness: 30 um", "thickness: 10 um", "anode.thickness", "below 1"),
        ("coating_density: 3.2", "coating_density: 6", "cathode.coating_density", "porosity of -"),
        ("cathodes: 3", "cathodes: 0", "cell.cathodes", "out of range"),
        ("cathodes: 3", "cathodes: 2.5", "cell.cathodes", "whole number"),
        ("cathodes: 3", "cathodes: 1, ends: cathode", "cell.cathodes", "both sides"),
        ("thickness: 30 um", "thickness: 30 um, overhang: -1 mm", "anode.overhang", "out of range"),
        ("thickness: 30 um", "thickness: 30", "anode.thickness", "has no unit"),
        ("thickness: 30 um", "thickness: 30 mg", "anode.thickness", "a length is due"),
        ("thickness: 30 um", "thicknes: 30 um", "anode.thicknes", 'Did you mean "thickness"'),
        ("thickness: 30 um", "thickness: 30 um, foil: shard", "anode.foil", '"shared"'),
        ("thickness: 30 um", "thickness: 60 um, foil: shared, collector: {thickness: 6 um}",
         "anode.collector", "no collector"),
        ("2.6 g/Ah", "2.6 g", "electrolyte.amount", "g/Ah"),
        ("loading: 15 mg/cm2", "loading: 15 mg/cm2\n  areal_capacity: 3 mAh/cm2",
         "cathode.areal_capacity", "beside loading"),
        ("  loading: 15 mg/cm2\n", "", "cathode.loading", "is missing"),
        ("  mid_voltage: 3.8 V\n", "", "cathode.mid_voltage", "is missing beside"),
        ("active: 92 %", "active: 92 %\n  carbon: 9 %", "cathode.carbon", "101 %"),
        ("active: 92 %", "active: 92 %\n  first_charge: 150 mAh/g", "cathode.first_charge",
         "gives back"),
        ("active: 92 %", "active: 92 %\n  material: ncm", "cathode.material", "not a known"),
        ("active: 92 %", "active: 92 %\n  upper_cutoff: 4.3 V", "cathode.upper_cutoff",
         "moves nothing"),
        ("title: small", "title: small\nuncertain: {anode.thicknes: 1 um to 2 um}",
         "uncertain.anode.thicknes", "Did you mean"),
        ("title: small", "title: small\nuncertain: {anode.thickness: 40 um to 20 um}",
         "uncertain.anode.thickness", "does not rise"),
        ("title: small", "title: small\nuncertain: {anode.thickness: some}",
         "uncertain.anode.thickness", "no range"),
        ("title: small", "title: small\nuncertain: {cell.cathodes: 2 to 5}",
         "uncertain.cell.cathodes", "counted"),
        ("title: small", "title: small\nvariants: {b: {anode.thickness: 30 mg}}",
         "variants.b.anode.thickness", "a length is due"),
        ("title: small", "title: small\nreported: {energy: 4 Ah}", "reported.energy", "an energy"),
        ("title: small", "title: small\nprices: {active: 20}", "prices.active", "not a price"),
        ("title: small", "title: small\ntabs: {positive: {width: 39 mm}}", "tabs", "wide together"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place(old: str, new: str, key: str, said: str) -> None:
    assert old in SMALL
    with pytest.raises(InputError) as caught:
        read_text(SMALL.replace(old, new), "cell.yaml")
    told = {fault.key: fault for fault in caught.value.faults}
    assert key in told, str(caught.value)
    assert said in told[key].message
    assert told[key].file == "cell.yaml"
    assert told[key].line > 0
    assert len(told) == 1


def test_every_fault_is_told_at_once() -> None:
    wrong = (
        SMALL.replace("cathodes: 3", "cathodes: 0").replace("30 um", "30 mg")
        .replace("  mid_voltage: 3.8 V\n", "").replace("2.6 g/Ah", "2.6 V")
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        read_text(wrong)
    keys = [fault.key for fault in caught.value.faults]
    assert keys == ["cell.cathodes", "cathode.mid_voltage", "anode.thickness", "electrolyte.amount"]


def test_a_lean_cell_may_be_asked_for() -> None:
    thin = SMALL.replace("thickness: 30 um", "thickness: 10 um")
    pouch = read_text(thin + "checks: {n_to_p: warn}\n")
    (notice,) = (one for one in pouch.notices if one.path != ("electrolyte", "amount"))
    assert "below 1" in notice.text
    assert "um would give 1" in notice.text
    needed = float(notice.text.split("; ")[-1].split(" um")[0]) * 1e-6
    at_one = read_text(SMALL.replace("30 um", f"{1e6 * needed * 1.001:.4f} um"))
    assert at_one.energies.n_to_p == pytest.approx(1.0, abs=5e-3)


def test_too_little_electrolyte_is_told_or_refused() -> None:
    lean = SMALL.replace("2.6 g/Ah", "0.4 g/Ah")
    (notice,) = read_text(lean).notices
    assert "0.4 g/Ah do not fill the pores" in notice.text
    with pytest.raises(InputError, match="write at least"):
        read_text(lean + "checks: {electrolyte: refuse}\n")


def test_a_separator_that_does_not_cover_the_anode_is_told() -> None:
    notices = read_text(SMALL + "separator: {overhang: 0.2 mm}\n").notices
    assert sorted(one.path for one in notices) == [
        ("electrolyte", "amount"), ("separator", "overhang")
    ]  # fmt: skip
    assert ["does not cover" in one.text for one in notices].count(True) == 1


def test_a_cathode_of_the_library_moves_with_its_cutoff() -> None:
    text = SMALL.replace("  specific_capacity: 180 mAh/g\n  mid_voltage: 3.8 V\n",
                         "  material: ncm622\n  upper_cutoff: 4.3 V\n")  # fmt: skip
    pouch = read_text(text)
    cathode = pouch.design.cathode
    assert cathode.specific_capacity / 3600.0 == pytest.approx(184.3, abs=1.0)
    # measured at a current: 3.77 V; the open circuit lies above it by the polarisation
    assert 3.77 < cathode.voltage < 3.82
    polarised = read_text(text.replace("4.3 V", "4.3 V\n  polarisation: 25 mV")).design.cathode
    assert polarised.voltage == pytest.approx(cathode.voltage - 0.025)
    assert cathode.first_charge > cathode.specific_capacity
    made = library.cathode("ncm622")
    low = made.voltage_low.si
    assert cathode.specific_capacity == open_circuit.capacity_between(made, low, 4.3)
    assert cathode.voltage == open_circuit.mid_voltage(made, low, 4.3)
    higher = read_text(text.replace("4.3 V", "4.5 V")).design.cathode
    assert higher.specific_capacity > cathode.specific_capacity
    with pytest.raises(InputError, match="lies outside"):
        read_text(text.replace("4.3 V", "5.5 V"))
    for porosity in (20.0, 40.0):
        told = read_text(text.replace("coating_density: 3.2 g/cm3", f"porosity: {porosity} %"))
        assert told.design.cathode.porosity == pytest.approx(porosity / 100.0)
