"""Formulas of one variable x, as BPX files write them, worked out without running them as code.

Allowed are numbers, x, pi, + - * / **, brackets, and the functions of `FUNCTIONS` of one argument;
nothing else is looked up, called or executed.
"""

from __future__ import annotations

import ast
import math
import warnings
from collections.abc import Callable

import numpy as np

Array = np.ndarray

LONGEST = 10_000
"""Most characters of a formula."""

FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "exp": np.exp, "log": np.log, "log10": np.log10, "sqrt": np.sqrt, "abs": np.abs,
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "sinh": np.sinh, "cosh": np.cosh,
    "tanh": np.tanh, "arctan": np.arctan, "atan": np.arctan, "erf": np.vectorize(math.erf),
}  # fmt: skip

_OPERATORS: dict[type[ast.operator], Callable[[Array, Array], Array]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
_NAMES = {"pi": math.pi}


class Formula:
    """A formula of x; calling it gives its values, which may be nan where it has none."""

    def __init__(self, text: str) -> None:
        """Read the formula; ValueError with a sentence if it is none of those allowed."""
        if len(text) > LONGEST:
            raise ValueError(f"a formula has at most {LONGEST} characters, not {len(text)}")
        self.text = text
        try:
            with warnings.catch_warnings():  # Python warns of "1exp(x)" and the like
                warnings.simplefilter("ignore")
                self._root = ast.parse(text.strip(), mode="eval").body
            self(np.array([0.5]))
        except (RecursionError, MemoryError):
            raise ValueError("the formula is nested too deeply") from None
        except SyntaxError as error:
            where = f" at character {error.offset}" if error.offset else ""
            raise ValueError(
                f'"{_shown(text)}" cannot be read as a formula{where}; write e.g. '
                '"4.4 - 0.8*x + 0.04*tanh(18*(0.55 - x))"'
            ) from None

    def __call__(self, x: Array) -> Array:
        """Return the values at x."""
        values = np.asarray(x, dtype=float)
        with np.errstate(all="ignore"):
            return np.broadcast_to(_value(self._root, values), values.shape).astype(float)


def _value(node: ast.expr, x: Array) -> Array:
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() as number):
            try:
                return np.asarray(float(number))
            except OverflowError:
                raise ValueError("a number of the formula is too large") from None
        case ast.Name(id="x"):
            return x
        case ast.Name(id=name) if name in _NAMES:
            return np.asarray(_NAMES[name])
        case ast.Name(id=name):
            raise ValueError(f'"{_shown(name)}" means nothing in a formula; its variable is x')
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return np.negative(_value(operand, x))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand, x)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left, x), _value(right, x))
        case ast.BinOp(op=ast.BitXor()):
            raise ValueError("a power is written ** in a formula, not ^")
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]):
            if name in FUNCTIONS:
                return FUNCTIONS[name](_value(argument, x))
            known = ", ".join(FUNCTIONS)
            raise ValueError(f'"{_shown(name)}" is not a function of a formula; there are {known}')
    part = _shown(ast.unparse(node))
    raise ValueError(
        f'"{part}" is not allowed in a formula; it has numbers, x, + - * / ** and functions of one '
        "argument"
    )


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:37] + "..."
