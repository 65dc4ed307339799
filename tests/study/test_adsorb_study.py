"""Studies of adsorption: what a file means, and one sentence for each thing that is wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvus.atoms.engines import ENGINES
from solvus.atoms.plan import Level
from solvus.atoms.surface import Surface
from solvus.base.errors import InputError
from solvus.study.adsorb_load import Adsorption, calculations, read_adsorption, read_text
from solvus.study.file_kinds import ADSORPTION, kind_of_file

EXAMPLES = sorted(
    path for path in (Path(__file__).parents[2] / "examples").glob("*.yaml")
    if kind_of_file(path) == ADSORPTION
)  # fmt: skip
SMALL = """\
title: small
engine: toy
slab: {n: 2, layers: 4, fixed: 1, vacuum: 8 A}
surfaces:
  - name: Li(100)
  - {name: Li15Ag(100), solute: Ag}
"""


def faults_of(text: str) -> dict[str, str]:
    """Key -> sentence of every fault of a text."""
    with pytest.raises(InputError) as caught:
        read_text(text, "s.yaml")
    assert all(fault.file == "s.yaml" for fault in caught.value.faults)
    return {fault.key: fault.message for fault in caught.value.faults}


def with_line(line: str) -> str:
    """The small study with a key of its top replaced, or added."""
    key = line.partition(":")[0]
    kept = [one for one in SMALL.splitlines() if not one.startswith(f"{key}:")]
    return "\n".join([line, *kept]) + "\n"


def with_surface(text: str) -> str:
    """The small study on one other surface."""
    return SMALL.partition("surfaces:")[0] + f"surfaces:\n  - {text}\n"


def surface_of(text: str) -> Surface:
    return read_text(with_surface(text)).plan.surfaces[0]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_can_be_planned(path: Path) -> None:
    assert calculations(read_adsorption(path).plan) > 3


def test_a_small_study_in_angstrom_and_ev() -> None:
    plan = read_text(SMALL).plan
    pure = Surface("Li(100)", 2, 4, fixed=1, vacuum=8.0)
    assert plan.surfaces == (pure, pure._replace(name="Li15Ag(100)", solute="Ag", solute_count=1))
    assert plan.level == Level("toy", ENGINES["toy"].defaults())
    assert (plan.fmax, plan.steps, plan.rattle, plan.symmetry, plan.reference, plan.ranks) == (
        0.01, 200, 0.02, True, "bulk", 1,
    )  # fmt: skip
    # bulk; clean twice and three sites; the same, with six sites and the silver below
    assert calculations(plan) == 1 + (2 + 3) + (2 + 6 + 1)


def test_settings_carry_their_units() -> None:
    line = "engine: {name: gpaw, cutoff: 0.34 keV, smearing: 50 meV, bands: 200 %, k_times_n: 12}"
    settings = read_text(with_line(line)).plan.level.settings
    own = {"cutoff": 340.0, "smearing": 0.05, "bands": 200, "k_times_n": 12}
    assert settings == ENGINES["gpaw"].defaults() | own
    assert type(settings["cutoff"]) is float
    assert type(settings["bands"]) is int


@pytest.mark.parametrize("text", ["9 A", "9 Å", "0.9 nm", "9 angstrom"])
def test_an_a_is_an_angstrom_here(text: str) -> None:
    assert surface_of(f"{{name: a, vacuum: {text}}}").vacuum == pytest.approx(9.0)


def test_a_force_is_in_ev_per_angstrom() -> None:
    for text in ("0.02 eV/A", "20 meV/A", "0.2 eV/nm"):
        assert read_text(with_line(f"fmax: {text}")).plan.fmax == pytest.approx(0.02)


def test_a_surface_may_differ_from_the_slab() -> None:
    own = surface_of("{name: a, n: 3, fixed: all, solute: Mg, count: 2, placement: second}")
    assert own == Surface("a", 3, 4, "Mg", 2, "second", fixed=None, vacuum=8.0)
    pattern = surface_of("{name: a, solute: Mg, placement: pattern, sites: [[1, 0, 0], [2, 1, 1]]}")
    assert pattern.solute_count == 2
    assert pattern.pattern == ((1, 0, 0), (2, 1, 1))
    drawn = surface_of(
        "{name: a, solute: Mg, count: 3, placement: random, random_layers: [1, 2], seed: 3}"
    )
    assert (drawn.random_layers, drawn.seed, drawn.solute_count) == ((1, 2), 3, 3)


def test_a_screening_and_how_many_calculations_it_comes_to() -> None:
    text = with_line("screen: chgnet") + "best: 2\nrefine: single\nmost_sites: 4\n"
    plan = read_text(text.replace("engine: toy", "engine: gpaw")).plan
    assert plan.screen == Level("chgnet", ENGINES["chgnet"].defaults())
    assert (plan.best, plan.refine, plan.most_sites) == (2, "single", 4)
    screened = 1 + (2 + 3) + (2 + 4 + 1)
    assert calculations(plan) == screened + 1 + (2 + 2) + (2 + 2 + 1)


def test_variants_are_the_study_with_keys_changed() -> None:
    text = SMALL + (
        "variants:\n"
        "  stronger: {engine.strength: 2}\n"
        "  deeper: {slab.layers: 6}\n"
        "  more silver: {'surfaces[1].count': 2}\n"
    )
    made = read_text(text)
    assert made.variants["stronger"].level.settings["strength"] == 2.0
    assert made.variants["deeper"].surfaces[0].layers == 6
    assert made.variants["more silver"].surfaces[1].solute_count == 2
    assert made.plan == read_text(SMALL).plan


def test_faults_of_variants_stand_at_the_variant() -> None:
    found = faults_of(SMALL + "variants: {a: {engine.strenth: 2}, b: {slab.layers: 2}, c: 3}\n")
    assert list(found) == ["variants.c"]
    found = faults_of(SMALL + "variants: {a: {engine.strenth: 2}, b: {slab.fixed: 4}}\n")
    assert "strength" in found["variants.a.engine.strenth"]
    assert "none is free" in found["variants.b.slab.fixed"]


TOP = [
    ("engine: tooy", "engine", 'Did you mean "toy"?'),
    ("engine: 3", "engine", "where a text is due"),
    ("engine: {cutoff: 250 eV}", "engine", "without a name"),
    ("engine: nowhere_at_all:make", "engine", "ModuleNotFoundError"),
    ("engine: math:nothing", "engine", "AttributeError"),
    ("engine: math:pi", "engine", "is not a function"),
    ("engine: {name: toy, strenth: 1}", "engine.strenth", 'Did you mean "strength"?'),
    ("engine: {name: toy, strength: 99}", "engine.strength", "from 0.1 to 10"),
    ("engine: {name: toy, fails_from: 1.5}", "engine.fails_from", "whole number"),
    ("engine: {name: math:floor, cutoff: 1}", "engine.cutoff", "takes none"),
    ("engine: {name: gpaw, cutoff: 250}", "engine.cutoff", '"250 eV"'),
    ("engine: {name: gpaw, cutoff: 250 A}", "engine.cutoff", "an energy is due"),
    ("engine: {name: gpaw, bands: 170}", "engine.bands", '"170 %"'),
    ("engine: {name: gpaw, xc: PBF}", "engine.xc", 'Did you mean "PBE"?'),
    ("engine: {name: gpaw, dipole: true}", "engine.dipole", "true stands where a text is due"),
    ("screen: toy", "screen", "the reported numbers itself"),
    ("best: 3", "best", "nothing screens"),
    ("refine: single", "refine", "nothing screens"),
    ("sites: [hollow, brige]", "sites[1]", 'Did you mean "bridge"?'),
    ("sites: [top, top]", "sites[1]", "twice"),
    ("sites: hollow", "sites", "[hollow, bridge, top]"),
    ("sites: []", "sites", "an empty list"),
    ("most_sites: 0", "most_sites", "write 1 to"),
    ("fmax: 0.5 eV/A", "fmax", "from 0.001 eV/A to 0.1 eV/A"),
    ("fmax: 0.01", "fmax", "has no unit"),
    ("fmax: 0.01 eV", "fmax", "a force is due"),
    ("rattle: 1 nm", "rattle", "from 0 A to 0.2 A"),
    ("symmetry: of", "symmetry", 'Did you mean "off"?'),
    ("segregation: true", "segregation", '"yes"'),
    ("reference: vacuum", "reference", "Known: bulk, atom."),
    ("mpi: 2", "mpi", "toy runs in one process"),
    ("slab: {n: 9}", "slab.n", "write 1 to 8"),
    ("slab: {layers: 2}", "slab.layers", "write 3 to"),
    ("slab: {layers: [1, 2]}", "slab.layers", "random_layers: [1, 2]"),
    ("slab: {fixed: al}", "slab.fixed", "all to hold"),
    ("slab: {vacuum: 50 A}", "slab.vacuum", "from 5 A to 30 A"),
    ("slab: {layers: 4, fixed: 4}", "slab.fixed", "none is free"),
    ("surface: []", "surface", 'Did you mean "surfaces"?'),
    ("variants: [1]", "variants", "{cut-off 340 eV: {engine.cutoff: 340 eV}}"),
]
OF_A_SURFACE = [
    ("{solute: Ag}", "surfaces[0].name", "is missing; write e.g. name: Li31Ag(100)"),
    ("{name: a, solut: Ag}", "surfaces[0].solut", 'Did you mean "solute"?'),
    ("{name: a, solute: Li}", "surfaces[0].solute", "is the host"),
    ("{name: a, solute: Silver}", "surfaces[0].solute", "is no element"),
    ("{name: a, solute: Au}", "surfaces[0].solute", "toy does not know Au; it knows Ag, Li, Mg"),
    ("{name: a, count: 2}", "surfaces[0].count", "none is given; add e.g. solute: Ag"),
    ("{name: a, solute: Ag, count: 5}", "surfaces[0].count", "do not fit on 4 sites of layer 1"),
    ("{name: a, solute: Ag, count: 0}", "surfaces[0].count", "write 1 to"),
    ("{name: a, solute: Ag, placement: fourth}", "surfaces[0].placement", "no"),
    ("{name: a, solute: Ag, placement: pattern}", "surfaces[0].placement", "sites: [[1, 0, 0]]"),
    ("{name: a, solute: Ag, sites: [[1, 0, 0]]}", "surfaces[0].sites", "placement: pattern"),
    ("{name: a, solute: Ag, placement: pattern, sites: [[5, 0, 0]]}", "surfaces[0].sites",
     "is not there"),
    ("{name: a, solute: Ag, placement: pattern, sites: [[1, 0]]}", "surfaces[0].sites[0]",
     "[layer, i, j]"),
    ("{name: a, solute: Ag, count: 2, placement: pattern, sites: [[1, 0, 0]]}",
     "surfaces[0].sites", "1 different sites for 2 atoms"),
    ("{name: a, solute: Ag, placement: random, random_layers: [0]}",
     "surfaces[0].random_layers", "above the face"),
    ("{name: a, solute: Ag, placement: random, random_layers: [9]}",
     "surfaces[0].random_layers", "the slab has 4 layers"),
    ("{name: a, solute: Ag, seed: 1}", "surfaces[0].seed", "placement: random"),
    ("{name: a, fixed: 4}", "surfaces[0].fixed", "none is free"),
    ("{name: a}\n  - {name: a}", "surfaces[1].name", "give each its own"),
    ("Li(100)", "surfaces[0]", "stands where a block is due"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "key", "said"), TOP)
def test_a_fault_at_the_top(line: str, key: str, said: str) -> None:
    assert said in faults_of(with_line(line))[key]


@pytest.mark.parametrize(("text", "key", "said"), OF_A_SURFACE)
def test_a_fault_of_a_surface(text: str, key: str, said: str) -> None:
    found = faults_of(with_surface(text))
    assert said in found[key]
    assert len(found) == 1


def test_every_fault_at_once() -> None:
    text = SMALL.replace("engine: toy", "engine: {name: toy, strength: 99}\nmpi: 0")
    text = text.replace("layers: 4, fixed: 1", "layers: 4, fixed: 5") + "  - {name: Li(100)}\n"
    assert set(faults_of(text)) == {
        "engine.strength", "mpi", "slab.fixed", "surfaces[2].name",
    }  # fmt: skip


def test_a_calculator_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my_own_calculator.py").write_text("def make():\n    return None\n")
    monkeypatch.syspath_prepend(tmp_path)
    made = read_text(with_line("engine: my_own_calculator:make"))
    assert made.plan.level == Level("my_own_calculator:make", {})
    sys.modules.pop("my_own_calculator")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("engine: toy", "no physics"),
        ("engine: chgnet", "screening sites"),
        ("engine: {name: gpaw, k_times_n: 6}", "0.04 to 0.13 eV"),
        ("fmax: 0.05 eV/A", "reported values want 0.01"),
        ("reference: atom", "-1.3 eV"),
        ("engine: chgnet\nreference: atom", "trained on"),
        ("engine: gpaw\nscreen: chgnet\nrefine: single", "not relaxed"),
    ],
)
def test_what_a_reader_should_know(lines: str, said: str) -> None:
    text = SMALL
    for line in lines.splitlines():
        key = line.partition(":")[0]
        kept = [one for one in text.splitlines() if not one.startswith(f"{key}:")]
        text = "\n".join([line, *kept]) + "\n"
    assert any(said in notice for notice in read_text(text).notices)


def test_good_settings_need_no_word() -> None:
    assert read_text(with_line("engine: gpaw")).notices == ()


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)
PLACES = (
    "engine", "screen", "best", "refine", "sites", "fmax", "steps", "seed", "mpi", "slab", "title",
    "surfaces", "variants", "reference", "rattle", "symmetry",
)  # fmt: skip


@given(st.sampled_from(PLACES), values)
@settings(max_examples=150, deadline=None)
def test_any_data_in_any_place(key: str, value: object) -> None:
    check(with_line(f"{key}: {json.dumps(value)}"))


@given(
    st.dictionaries(
        st.sampled_from(["name", "solute", "count", "sites", "layers", "fixed"]), values
    )
)
@settings(max_examples=80, deadline=None)
def test_any_data_in_a_surface(block: dict[str, object]) -> None:
    check(with_surface(json.dumps({"name": "a", "solute": "Ag"} | block)))


def check(text: str) -> None:
    try:
        assert isinstance(read_text(text), Adsorption)
    except InputError as error:
        for fault in error.faults:
            assert len(fault.message.split()) >= 2
            assert "Value error" not in fault.message


@pytest.mark.parametrize(
    ("slab", "surface", "said"),
    [
        ("layers: 4, fixed: 2", "placement: third", "lies in a layer that is held"),
        ("layers: 3, fixed: 2", "placement: surface", "layer 2, where segregation puts the Ag"),
        ("layers: 4, fixed: 2", "placement: surface", ""),
        ("layers: 3, fixed: all", "placement: third", ""),
    ],
)
def test_a_solute_that_cannot_move_is_noticed(slab: str, surface: str, said: str) -> None:
    text = (
        f"title: t\nengine: toy\nslab: {{n: 2, {slab}}}\n"
        f"surfaces: [{{name: LiAg, solute: Ag, {surface}}}]\n"
    )
    told = [notice for notice in read_text(text).notices if "held" in notice]
    assert len(told) == bool(said)
    assert all(said in notice for notice in told)
