"""Formulas: worked out as arithmetic has it, and nothing but arithmetic."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvus.materials.formula import Formula

X = np.linspace(0.1, 0.9, 9)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4.2", np.full(9, 4.2)),
        (" 2 * x ** 2 - x/4 ", 2 * X**2 - X / 4),
        ("-x**2", -(X**2)),
        ("2**-1 + +x", 0.5 + X),
        ("exp(-x) + tanh(3*(x-0.5))", np.exp(-X) + np.tanh(3 * (X - 0.5))),
        ("log(x)*sqrt(x) - pi", np.log(X) * np.sqrt(X) - np.pi),
        ("1e-3*x + 1.5E2", 1e-3 * X + 150),
    ],
)
def test_values(text: str, expected: np.ndarray) -> None:
    assert Formula(text)(X) == pytest.approx(expected, rel=1e-14)


def test_where_it_has_no_value_there_is_no_warning(recwarn: pytest.WarningsRecorder) -> None:
    values = Formula("log(x - 0.5) + 1/(x - 0.5)")(X)
    assert np.isnan(values[0])
    assert not recwarn.list


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("__import__('os').system('true')", "is not allowed in a formula"),
        ("x.real", "is not allowed"),
        ("(lambda: x)()", "is not allowed"),
        ("[x for x in (1, 2)]", "is not allowed"),
        ("x if x > 0 else 1", "is not allowed"),
        ("exp(x, 2)", "is not allowed"),
        ("exp(x=2)", "is not allowed"),
        ("'a'*9", "is not allowed"),
        ("True", "is not allowed"),
        ("1j", "is not allowed"),
        ("open(x)", '"open" is not a function of a formula'),
        ("y + 1", '"y" means nothing in a formula'),
        ("x^2", "a power is written **"),
        ("x +", "cannot be read as a formula"),
        ("", "cannot be read"),
        ("x = 2", "cannot be read"),
        ("9" * 500 + "*x", "too large"),
        ("9" * 5000 + "*x", "cannot be read"),
        ("(" * 3000 + "x" + ")" * 3000, "formula"),
        ("-" * 9000 + "x", "nested too deeply"),
        ("+x" * 4000 + "\0", "cannot be read"),
        ("x+" * 6000 + "x", "at most 10000 characters"),
    ],
)
def test_what_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)) as caught:
        Formula(text)
    assert "\n" not in str(caught.value)


@given(st.text(alphabet="x0123456789.+-*/() expsintah^,\t[]'\"_", max_size=40))
def test_any_text_is_a_formula_or_a_sentence(text: str) -> None:
    try:
        formula = Formula(text)
    except ValueError:
        return
    assert formula(X).shape == (9,)
