"""Circuits as text: the grammar, every fault, impedances against formulas, derivatives, fuzz."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvus.analyse.circuit_elements import ELEMENTS, UNITS
from solvus.analyse.circuits import MOST_CHARACTERS, Circuit, parse_circuit
from solvus.base.errors import InputError

F = np.geomspace(1e6, 1e-2, 41)
W = 2.0 * np.pi * F
TYPICAL = {
    "resistance": 3.0, "capacitance": 1e-4, "inductance": 1e-6, "lossy inductance": 1e-5,
    "admittance": 1e-3, "exponent": 0.8, "time": 0.1, "diffusion": 2.0,
}  # fmt: skip


def typical(circuit: Circuit) -> np.ndarray:
    rising = 1.0 + 0.1 * np.arange(len(circuit.names))
    values = np.array([TYPICAL[quantity] for quantity in circuit.quantities])
    exponents = np.array([quantity == "exponent" for quantity in circuit.quantities])
    return np.where(exponents, values, values * rising)


@pytest.mark.parametrize(
    ("text", "written", "names"),
    [
        ("R0", "R0", ["R0"]),
        ("R0-p(R1,CPE1)", "R0-p(R1,CPE1)", ["R0", "R1", "CPE1.Q", "CPE1.n"]),
        ("R-p(R,CPE)", "R0-p(R1,CPE0)", ["R0", "R1", "CPE0.Q", "CPE0.n"]),
        ("R-R0-R2", "R1-R0-R2", ["R1", "R0", "R2"]),
        (" R0 - p( R1 , C1 ) ", "R0-p(R1,C1)", ["R0", "R1", "C1"]),
        ("(R0-(L1))", "R0-L1", ["R0", "L1"]),
        ("p(p(R1,C1),p(R2-Wo1,C2),L1)", "p(p(R1,C1),p(R2-Wo1,C2),L1)",
         ["R1", "C1", "R2", "Wo1.R", "Wo1.tau", "C2", "L1"]),
        ("Zarc007", "Zarc7", ["Zarc7.R", "Zarc7.tau", "Zarc7.n"]),
    ],
)  # fmt: skip
def test_what_is_written_is_read(text: str, written: str, names: list[str]) -> None:
    circuit = parse_circuit(text)
    assert circuit.text == written
    assert list(circuit.names) == names
    assert len(circuit.units) == len(names)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", r"character 1: expected an element.*the end"),
        ("R0-", r"character 4: expected an element"),
        ("R0 R1", r"character 4: expected - between parts in series.*'R1'"),
        ("R0+R1", r"character 3: expected -"),
        ("p(R1)", r"character 1: a parallel part needs two branches"),
        ("(R1,R2)", r"character 1: branches in parallel are written p\("),
        ("R0-p(R1,CPE1", r"the bracket opened at character 4 is not closed.*the end"),
        ("R0)", r"character 3"),
        ("p(R1,)", r"character 6: expected an element"),
        ("X1", r'no element "X". Known: R, C, L'),
        ("cpe1", r'no element "cpe". Did you mean "CPE"\?'),
        ("R0-p(R0,C1)", r"R0 occurs twice"),
        ("R1-R01", r"R1 occurs twice"),
        ("R1000", r"character 5: expected -"),
        ("R0;R1", r"character 3"),
        ("__import__('os')", r"character 1: expected an element"),
        ("p(" * 60, r"nested deeper than 12 levels"),
        ("(" * (MOST_CHARACTERS + 1), r"401 characters is too long"),
        ("-".join(["R"] * 41), r"more than 40 elements"),
    ],
)
def test_a_fault_is_told_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        parse_circuit(text)


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(InputError, match="a circuit is text"):
        parse_circuit(None)  # type: ignore[arg-type]


@pytest.mark.parametrize("symbol", ELEMENTS)
def test_the_derivatives_of_every_element_are_those_of_differences(symbol: str) -> None:
    """In parallel to a resistor, so that the rule of the parallel part is tried as well."""
    circuit = parse_circuit(f"R0-p({symbol}5-R1,C9)")
    values = typical(circuit)
    _, slopes = circuit.with_derivatives(F, values)
    for place in range(len(values)):
        step = np.zeros(len(values))
        step[place] = 1e-6 * values[place]
        up, down = (circuit.impedance(F, values + sign * step) for sign in (1, -1))
        found = (up - down) / (2.0 * step[place])
        scale = np.abs(slopes[place]).max()
        assert np.abs(found - slopes[place]).max() < 1e-5 * scale + 1e-9


def value_of(text: str, *values: float) -> np.ndarray:
    return parse_circuit(text).impedance(F, values)


def test_impedances_are_those_of_the_formulas() -> None:
    jw = 1j * W
    assert value_of("R0-p(R1,C1)-L1", 4.0, 20.0, 1e-4, 1e-6) == pytest.approx(
        4.0 + 20.0 / (1.0 + jw * 2e-3) + jw * 1e-6
    )
    cpe = 20.0 / (1.0 + 20.0 * 1e-4 * jw**0.8)
    assert value_of("p(R1,CPE1)", 20.0, 1e-4, 0.8) == pytest.approx(cpe)
    tau = (20.0 * 1e-4) ** (1.0 / 0.8)
    assert value_of("Zarc1", 20.0, tau, 0.8) == pytest.approx(cpe)
    assert value_of("K1", 20.0, 2e-3) == pytest.approx(value_of("p(R1,C1)", 20.0, 1e-4))
    assert value_of("W1", 3.0) == pytest.approx(3.0 * (1.0 - 1j) / np.sqrt(W))
    assert value_of("G1", 3.0, 0.5) == pytest.approx(3.0 / np.sqrt(1.0 + jw * 0.5))
    assert value_of("La1", 2e-6, 0.9) == pytest.approx(2e-6 * jw**0.9)


def test_the_limits_of_finite_diffusion() -> None:
    """At high frequency as without an end; at low frequency a resistor, or R/3 with tau/R."""
    fast, slow = np.array([1e7]), np.array([1e-7])
    free = parse_circuit("W1").impedance(fast, [3.0 / np.sqrt(2.0 * 0.1)])
    for symbol in ("Wo1", "Ws1"):
        assert parse_circuit(symbol).impedance(fast, [3.0, 0.1]) == pytest.approx(free, rel=1e-6)
    assert parse_circuit("Ws1").impedance(slow, [3.0, 0.1]) == pytest.approx(3.0, abs=1e-6)
    end = parse_circuit("Wo1").impedance(slow, [3.0, 0.1])
    assert end.real == pytest.approx(1.0, rel=1e-6)
    assert end.imag == pytest.approx(-1.0 / (2.0 * np.pi * slow * 0.1 / 3.0), rel=1e-6)


def test_a_wrong_number_of_values_is_refused() -> None:
    with pytest.raises(ValueError, match="has 3 parameters, not 2"):
        parse_circuit("R0-p(R1,C1)").impedance(F, [1.0, 2.0])


def test_every_quantity_has_a_unit() -> None:
    used = {p.quantity for element in ELEMENTS.values() for p in element.parameters}
    assert used == set(UNITS)


ALPHABET = "RCLWGKpZaroseE0123456789(),- \t\n_'\"é\x00"


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), st.text(ALPHABET, max_size=MOST_CHARACTERS + 20)))
def test_any_text_is_a_circuit_or_one_sentence(text: str) -> None:
    begun = time.perf_counter()
    sentence = ""
    try:
        circuit = parse_circuit(text)
    except InputError as error:
        sentence = str(error)
    if sentence:
        assert "\n" not in sentence
    else:
        assert parse_circuit(circuit.text) == circuit
    assert time.perf_counter() - begun < 0.5


def nested(child: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(child, min_size=2, max_size=3)
    return st.one_of(several.map("-".join), several.map(lambda s: f"p({','.join(s)})"),
                     child.map(lambda one: f"({one})"))  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.recursive(st.sampled_from(sorted(ELEMENTS)), nested, max_leaves=12))
def test_every_circuit_of_the_grammar_is_read_and_has_an_impedance(text: str) -> None:
    circuit = parse_circuit(text)
    assert parse_circuit(circuit.text) == circuit
    z, slopes = circuit.with_derivatives(F, typical(circuit))
    assert z.shape == F.shape
    assert slopes.shape == (len(circuit.names), len(F))
    assert np.isfinite(z).all()
    assert np.isfinite(slopes).all()
