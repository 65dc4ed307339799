"""What a virtual instrument is: laws and parameters, and a reading of a face."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from solvus.base.parameters import Parameter, resolve

Values = Mapping[str, float]


@dataclass(frozen=True)
class ReadingLaw:
    """One way in which an instrument turns composition into a reading."""

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    fixed: dict[str, float]


@dataclass(frozen=True)
class Instrument:
    """A virtual instrument; `laws` is empty where there is only one way to read. `fault` says why
    values that are each within their range cannot be together, "" where they can."""

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    laws: dict[str, ReadingLaw] = field(default_factory=dict)
    default_law: str = ""
    fault: Callable[[Values], str] = lambda values: ""

    def values(self, law: str | None = None, given: Values | None = None) -> dict[str, float]:
        """Every parameter [SI] of the instrument and its law; `given` wins over the defaults.

        Names in `given` that are no parameters here are passed over: one table of values may serve
        several instruments.
        """
        if not self.laws:
            return resolve(self.parameters, {}, given=given or {})
        chosen = self.laws[law or self.default_law]
        table = (*self.parameters, *chosen.parameters)
        return chosen.fixed | resolve(table, {}, given=given or {})


FLOOR = Parameter(
    "floor", "1", "0.0687", "0", "0.5", "fitted",
    "AES readings of role fit, solvus reproduce", "y0, solute signal of a surface without solute",
)  # fmt: skip
RATIO = Parameter(
    "ratio", "1", "3.7", "0.1", "50", "assumed",
    "preferential sputtering of Li after Sigmund, 2 to 5", "k, factor on the solute:Li ratio",
)  # fmt: skip

SIGNAL_LAWS = {
    law.name: law
    for law in (
        ReadingLaw("floor", "y = y0 + (1 - y0) x", (FLOOR,), {"ratio": 1.0}),
        ReadingLaw("ratio", "y = k x/(1 + (k - 1) x)", (RATIO,), {"floor": 0.0}),
        ReadingLaw("floor_ratio", "y = y0 + (1 - y0) k x/(1 + (k - 1) x)", (FLOOR, RATIO), {}),
        ReadingLaw("literal", "y = x", (), {"floor": 0.0, "ratio": 1.0}),
    )
}
"""Laws of a surface-sensitive signal; `model.surface.signal` evaluates them."""
