"""Every material file loads, and every number in it has unit, range, status and source."""

from pathlib import Path

import pytest
import yaml

from solvus.base.constants import R
from solvus.base.errors import InputError
from solvus.materials import library, show
from solvus.materials.kinds import Diffusivity, Phase, Solute, Value

ALL = [(kind, name) for kind in library.kinds() for name in library.names(kind)]

LITTLE = """\
symbol: Cd
name: cadmium
molar_mass: {value: 112.414, unit: g/mol, low: 112.41, high: 112.42, status: compiled, source: s}
density: {value: 8.65, unit: g/cm3, low: 8.6, high: 8.7, status: compiled, source: s}
molar_volume: {value: 13.0, unit: cm3/mol, low: 12.9, high: 13.1, status: calculated, source: s}
partial_molar_volume_in_lithium:
  {value: 13, unit: cm3/mol, low: 8, high: 14, status: assumed}
solubility: {value: 1, unit: at%, low: 0, high: 3, status: assumed}
default_mechanism: saturated
metal_plateau: {value: 0.68, unit: V, low: 0.6, high: 0.7, status: measured, source: s}
phases:
  - name: LiCd
    formula: LiCd
    molar_volume_per_solute: {value: 22, unit: cm3/mol, low: 20, high: 24, status: assumed}
    plateau: {value: 55, unit: mV, low: 0, high: 80, status: measured, source: s}
"""


def test_the_expected_materials_are_there() -> None:
    assert set(library.names("solute")) == {"Ag", "Mg", "Zn", "Au", "Al", "In", "Sn", "Cu"}
    assert library.names("metal") == ("Li",)
    assert set(library.names("compound")) == {"agcl", "licl"}
    assert library.names("electrolyte") == ("lipf6_ec_dec_fec",)
    assert set(library.names("cathode")) == {"ncm622", "ncm811", "span"}


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_every_number_is_complete(kind: str, name: str) -> None:
    material = library.find(kind, name)
    values = dict(show.walk(material))
    assert values
    for key, value in values.items():
        assert value.unit, key
        assert value.low <= value.value <= value.high, key
        assert value.si_low <= value.si <= value.si_high, key
        assert value.si_unit, key
        assert value.source.strip() or value.status == "assumed", key


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_the_listing_sees_every_number_of_the_file(kind: str, name: str) -> None:
    path = library.DATA / f"{kind}s" / f"{name.lower()}.yaml"
    material = library.find(kind, name)
    seen = len(list(show.walk(material))) + hasattr(
        material, "open_circuit"
    )  # one status of its own
    assert path.read_text(encoding="utf-8").count("status: ") == seen


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_what_was_only_recalled_is_not_called_measured(kind: str, name: str) -> None:
    for key, value in show.walk(library.find(kind, name)):
        if "recalled" in value.source:
            assert value.status in ("compiled", "assumed"), key


def test_silver() -> None:
    ag = library.solute("ag")
    assert ag.default_mechanism == "H3v"
    assert [phase.name for phase in ag.phases] == ["Li11Ag2", "Li4Ag", "Li10Ag3", "Li9Ag4", "LiAg"]
    assert [round(phase.lithium_per_solute, 3) for phase in ag.phases] == [5.5, 4, 3.333, 2.25, 1]
    volumes = [phase.molar_volume_per_solute.si * 1e6 for phase in ag.phases]
    assert volumes == pytest.approx([70, 52, 45, 33.37, 19.15])
    assert ag.phase("LiAg").solute_fraction == 0.5
    with pytest.raises(KeyError):
        ag.phase("LiAg9")
    assert ag.diffusivity is not None
    assert ag.diffusivity.at(298.15) == pytest.approx(1.45e-14, rel=0.01)
    assert ag.xps[0].splitting.si == pytest.approx(6.0 * 1.602176634e-19)


def test_cell_volumes_follow_from_their_lattices() -> None:
    """Cubic cells: N_A a^3 / (solute atoms per cell); an independent evaluation."""
    avogadro = 6.02214076e23
    for solute, phase, a, atoms in [
        ("Ag", "LiAg", 3.168, 1), ("Ag", "Li9Ag4", 9.607, 16), ("Zn", "LiZn", 6.21, 8),
        ("Au", "Li15Au4", 10.76, 16), ("Au", "Li3Au", 6.30, 4), ("Au", "LiAu", 3.10, 1),
        ("Al", "LiAl", 6.37, 8), ("In", "LiIn", 6.79, 8), ("In", "Li13In3", 13.56, 24),
    ]:  # fmt: skip
        volume = avogadro * (a * 1e-10) ** 3 / atoms
        value = library.solute(solute).phase(phase).molar_volume_per_solute
        assert value.si == pytest.approx(volume, rel=0.01), phase


def test_diffusivity_follows_arrhenius() -> None:
    def number(value: float, unit: str) -> dict[str, object]:
        return {"value": value, "unit": unit, "low": 0, "high": 1e9, "status": "assumed"}

    energy = number(50, "kJ/mol")
    a = Diffusivity.model_validate(
        {"activation_energy": energy, "at_25_degc": number(1e-10, "cm2/s")}
    )
    assert a.at(298.15) == pytest.approx(1e-14)
    assert a.at(333.15) / a.at(298.15) == pytest.approx(
        2.718281828 ** (-50000 / R * (1 / 333.15 - 1 / 298.15))
    )
    b = Diffusivity.model_validate({"activation_energy": energy, "prefactor": number(1, "cm2/s")})
    assert b.at(300) == pytest.approx(1e-4 * 2.718281828 ** (-50000 / (R * 300)))


def test_unknown_names_get_the_nearest() -> None:
    with pytest.raises(InputError, match=r'"Agg" is not a known solute\. Did you mean "Ag"'):
        library.solute("Agg")
    with pytest.raises(InputError, match="Known: Ag, Al, Au, Cu, In, Mg, Sn, Zn"):
        library.solute("unobtainium")
    with pytest.raises(InputError, match='Did you mean "solute"'):
        library.find("solutes", "Ag")


def test_a_new_solute_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "cd.yaml").write_text(LITTLE)
    found = library.solute("./cd.yaml", tmp_path)
    assert found.symbol == "Cd"
    assert found.solubility.si == pytest.approx(0.01)
    assert found.phases[0].plateau.si == pytest.approx(0.055)
    assert library.solute(str(tmp_path / "cd.yaml")) == found


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("unit: g/cm3", "unit: g/cm4", ":4:1: density", "a density is due"),
        ("unit: g/cm3", "unit: g/cmm3", ":4:1: density", 'unknown unit "cmm"'),
        ("value: 1, unit: at%", "value: 5, unit: at%", "solubility", "lies outside 0 to 3"),
        ("status: compiled, source: s}\ndensity", "status: compiled}\ndensity", ":3:1: molar_mass",
         "needs a source"),
        ("status: calculated", "status: guessed", ":5:", "Input should be"),
        ("name: cadmium", "nam: cadmium", ":2:1: nam", "is not a key here"),
        ("name: cadmium", "nam: cadmium", "name", "is missing"),
        ("value: 8.65", "value: 7.65", "", "outside"),
        ("density: {value: 8.65", "density: {value: 8.65, si_unit: m", "density", "si_unit"),
        ("formula: LiCd", "formula: LiAg", "", "is not a compound of Cd"),
        ("formula: LiCd", "formula: CdLi", ":13:5: phases[0].formula", "lithium first"),
        ("value: 13.0, unit: cm3/mol, low: 12.9", "value: 1.0, unit: cm3/mol, low: 0.9", "",
         "does not fit"),
        ("symbol: Cd", "symbol: 5", ":1:1: symbol", "valid string"),
        ("value: 22", "value: .nan", "molar_volume_per_solute", "finite"),
        ("solubility: {value: 1, unit: at%, low: 0, high: 3, status: assumed}",
         "solubility: 1 at%", ":8:1: solubility", "a number alone is not enough"),
    ],
)  # fmt: skip
def test_faults_of_a_file_have_a_place(
    tmp_path: Path, old: str, new: str, place: str, says: str
) -> None:
    assert old in LITTLE
    path = tmp_path / "cd.yaml"
    path.write_text(LITTLE.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        library.solute(str(path))
    lines = [line for line in str(caught.value).splitlines() if says in line]
    assert lines, str(caught.value)
    assert lines[0].startswith(str(path))
    assert place in lines[0]


@pytest.mark.parametrize(
    ("table", "rows", "says"),
    [
        ("none.csv", "", "there is no table"),
        ("../x.csv", "", "without a path"),
        ("t.csv", "x,e,f\n0,0,a\n", "three columns of numbers"),
        ("t.csv", "x,e\n0,0\n", "three columns of numbers"),
        ("t.csv", "x,e,f\n0,0,1\n", "two rows or more"),
        ("t.csv", "x,e,f\n0.2,0,1\n0.1,0,1\n", "x must rise"),
    ],
)
def test_faults_of_a_table(tmp_path: Path, table: str, rows: str, says: str) -> None:
    (tmp_path / "t.csv").write_text(rows)
    text = LITTLE + f"thermodynamics: {{table: {table}, source: s}}\n"
    (tmp_path / "cd.yaml").write_text(text)
    with pytest.raises(InputError, match=says):
        library.solute(str(tmp_path / "cd.yaml"))


def test_phases_must_be_in_order() -> None:
    raw = yaml.safe_load((library.DATA / "solutes/zn.yaml").read_text(encoding="utf-8"))
    raw["phases"].reverse()
    with pytest.raises(ValueError, match="must come after"):
        Solute.model_validate(raw)


def test_a_phase_lies_inside_its_own_range() -> None:
    def at(value: float) -> dict[str, object]:
        return {"value": value, "unit": "at%", "low": 0, "high": 100, "status": "assumed"}

    raw = {
        "name": "LiAg", "formula": "LiAg",
        "molar_volume_per_solute": {"value": 19, "unit": "cm3/mol", "low": 1, "high": 99,
                                    "status": "assumed"},
        "plateau": {"value": 60, "unit": "mV", "low": 0, "high": 99, "status": "assumed"},
    }  # fmt: skip
    assert Phase.model_validate(raw).solute_fraction == 0.5
    with pytest.raises(ValueError, match="homogeneity range"):
        Phase.model_validate(raw | {"solute_fraction_low": at(10), "solute_fraction_high": at(20)})
    with pytest.raises(ValueError, match="or neither"):
        Phase.model_validate(raw | {"solute_fraction_low": at(10)})


def test_a_value_is_frozen() -> None:
    value = library.lithium().density
    assert isinstance(value, Value)
    assert value.si == pytest.approx(534.0)
    with pytest.raises(ValueError, match="frozen"):
        value.value = 1.0  # type: ignore[misc]


def test_salts_add_up() -> None:
    chlorine = 35.45e-3
    ag, li = library.solute("Ag").molar_mass.si, library.lithium().molar_mass.si
    assert library.compound("AgCl").molar_mass.si == pytest.approx(ag + chlorine, abs=1e-5)
    assert library.compound("licl").molar_mass.si == pytest.approx(li + chlorine, abs=1e-5)
    assert library.electrolyte("lipf6_ec_dec_fec").salt_concentration.si == pytest.approx(1000)
