"""Units: pint itself as the oracle, and refusals that say what to write."""

import math
import re
import subprocess
import sys

import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvus.base import units

ORACLE = pint.UnitRegistry()
SAME = [  # our spelling, pint's spelling, SI unit
    ("um", "micrometer", "m"),
    ("nm", "nanometer", "m"),
    ("µm", "micrometer", "m"),
    ("mA/cm2", "milliampere/centimeter**2", "A/m^2"),
    ("mA cm-2", "milliampere/centimeter**2", "A/m^2"),
    ("A·m⁻²", "ampere/meter**2", "A/m^2"),
    ("mAh/cm2", "milliampere*hour/centimeter**2", "C/m^2"),
    ("mAh/cm^2", "milliampere*hour/centimeter**2", "C/m^2"),
    ("mA.h/cm2", "milliampere*hour/centimeter**2", "C/m^2"),
    ("mA·h/cm²", "milliampere*hour/centimeter**2", "C/m^2"),
    ("uAh/cm2", "microampere*hour/centimeter**2", "C/m^2"),
    ("C/m2", "coulomb/meter**2", "C/m^2"),
    ("mAh/g", "milliampere*hour/gram", "C/kg"),
    ("ohm.cm2", "ohm*centimeter**2", "ohm*m^2"),
    ("Ω cm2", "ohm*centimeter**2", "ohm*m^2"),
    ("umol/cm2", "micromole/centimeter**2", "mol/m^2"),
    ("cm3/mol", "centimeter**3/mole", "m^3/mol"),
    ("cm2/s", "centimeter**2/second", "m^2/s"),
    ("um2/s", "micrometer**2/second", "m^2/s"),
    ("kJ/mol", "kilojoule/mole", "J/mol"),
    ("mV", "millivolt", "V"),
    ("h", "hour", "s"),
    ("days", "day", "s"),
    ("1/h", "1/hour", "1/s"),
    ("degC", "degree_Celsius", "K"),
    ("°C", "degree_Celsius", "K"),
    ("g/cm3", "gram/centimeter**3", "kg/m^3"),
    ("%", "percent", "1"),
    ("umol2 cm-4 s-1", "micromole**2/centimeter**4/second", "mol^2/m^4/s"),
]


@settings(max_examples=300, deadline=None)
@given(
    number=st.floats(min_value=0, max_value=1e9).filter(lambda x: x == 0 or x > 1e-9),
    row=st.sampled_from(SAME),
    gap=st.sampled_from(["", " ", "  "]),
)
def test_agrees_with_pint(number: float, row: tuple[str, str, str], gap: str) -> None:
    ours, pints, si = row
    expected = ORACLE.Quantity(number, pints).to("" if si == "1" else si).magnitude
    if ours[0].isdigit() and not gap:
        gap = " "
    assert units.parse(f"{number!r}{gap}{ours}", si) == pytest.approx(expected, rel=1e-12)


@settings(max_examples=100, deadline=None)
@given(number=st.floats(min_value=1e-6, max_value=1e6), row=st.sampled_from(SAME))
def test_from_si_is_the_inverse(number: float, row: tuple[str, str, str]) -> None:
    ours, _, si = row
    gap = " "
    value = units.parse(f"{number!r}{gap}{ours}", si)
    assert units.from_si(value, si, ours) == pytest.approx(number, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("50 um", "m", 5e-5),
        ("1 mA/cm2", "A/m^2", 10.0),
        ("5 mAh/cm^2", "C/m^2", 180000.0),
        ("1e-10 cm2/s", "m^2/s", 1e-14),
        ("25 degC", "K", 298.15),
        ("98.5 %", "1", 0.985),
        ("0.75 at%", "1", 0.0075),
        ("10 wt%", "kg/kg", 0.1),
        (0.5, "1", 0.5),
        ("5 C", "C", 5.0),
        ("−0.5 V", "V", -0.5),
    ],
)
def test_round_numbers_are_exact(text: str | float, unit: str, value: float) -> None:
    assert units.parse(text, unit) == value


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("50", "m", '"50" has no unit; write e.g. "50 um"'),
        (50, "m", "has no unit"),
        ("50 umm", "m", 'unknown unit "umm"; did you mean "um"?'),
        ("1 mah/cm2", "C/m^2", 'did you mean "mAh"?'),
        ("1 h", "m", "is a time, but a length is due"),
        ("5 mAh/cm2", "A/m^2", "is a charge per area, but a current density is due"),
        ("0.2C", "A/m^2", "reads as a C-rate, but a current density is due"),
        ("5C", "A", "reads as a C-rate, but a current is due"),
        ("5 C", "C/m^2", "reads as a C-rate"),
        ("25 C", "K", 'write e.g. "25 degC"'),
        ("10 wt%", "1", "is a fraction by mass"),
        ("10 at%", "kg/kg", "is a fraction by atom"),
        ("10 at%", "m", "is a fraction by atom"),
        ("nan um", "m", "not a finite number"),
        (math.inf, "1", "not a finite number"),
        ("1e999 um", "m", "too large"),
        ("1e308 km", "m", "too large"),
        ("1,5 um", "m", "decimal mark is a point"),
        ("um", "m", "does not begin with a number"),
        ("", "m", "does not begin with a number"),
        ("-300 degC", "K", "absolute zero"),
        (True, "1", "is not a quantity"),
        (None, "1", "is not a quantity"),
        ("5 2 um", "m", "unknown unit"),
        ("5 __import__('os')", "m", "unknown unit"),
        ("5 m^99999999999", "m", "a length is due"),
        ("5 (", "m", "unknown unit"),
        ("9" * 500 + " um", "m", "too long"),
    ],
)
def test_refusals_say_what_and_why(text: object, unit: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        units.parse(text, unit)  # type: ignore[arg-type]


def test_fraction() -> None:
    assert units.parse_fraction("10 wt%") == (0.1, "mass")
    assert units.parse_fraction("0.71 at%").value == pytest.approx(0.0071, rel=1e-15)
    assert units.parse_fraction("0.71 at%").basis == "atom"
    for bad, says in [("10 %", "10 wt%"), ("10", "by mass or by atoms"), ("120 wt%", "outside"),
                      ("-1 at%", "outside"), ("abc", "10 wt%")]:  # fmt: skip
        with pytest.raises(ValueError, match=says):
            units.parse_fraction(bad)


@pytest.mark.parametrize(
    ("text", "rate"), [("0.2C", 0.2), ("C/5", 0.2), ("1 C", 1.0), ("C", 1.0), ("2C/4", 0.5)]
)
def test_c_rate(text: str, rate: float) -> None:
    assert units.parse_c_rate(text) == pytest.approx(rate, rel=1e-15)
    assert units.is_c_rate(text)


@pytest.mark.parametrize("text", ["0.2 mA/cm2", "C/0", "0C", "-1C", "5 Coulomb", "1e999C", ""])
def test_not_a_c_rate(text: str) -> None:
    with pytest.raises(ValueError, match="C-rate"):
        units.parse_c_rate(text)


def test_show() -> None:
    assert units.show(5e-5, "m", "um") == "50 um"
    assert units.show(298.15, "K", "degC") == "25 degC"
    assert units.show(0.00712, "1", "at%") == "0.712 at%"
    assert units.show(0.5, "1", "1") == "0.5"


def test_pint_waits_for_the_first_unit() -> None:
    code = (
        "import sys; from solvus.base import units, parameters, errors; assert 'pint' not in "
        "sys.modules; units.parse('3 um', 'm'); assert 'pint' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_an_a_is_an_angstrom_among_atoms_and_an_ampere_elsewhere() -> None:
    assert units.parse("10 A", "angstrom") == units.parse("1 nm", "angstrom") == 10.0
    assert units.parse("0.02 eV/Å", "eV/angstrom") == 0.02
    assert units.parse("10 A", "A") == 10.0
    with pytest.raises(ValueError, match="a current"):
        units.parse("10 A", "m")
