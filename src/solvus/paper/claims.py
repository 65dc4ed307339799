"""The claims of the paper: every number it prints, with a role, a study and a feature."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from solvus.base import yaml_source

FOLDER = Path(__file__).parent / "claims"
GROUPS = ("foil", "surface", "nucleation", "adsorption", "symmetric", "full", "pouch")


class Claim(BaseModel):
    """One claim.

    says : in our words; printed : as the paper prints it; value : to compare with, in `unit`;
    sigma : uncertainty we assign (none for arithmetic); op : "<" or ">" for a bound;
    role : fit, predict, check or limit; study, feature, arguments : how it is decided.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    group: str = ""
    says: str
    value: float | str | list[float]
    unit: str
    printed: str
    sigma: float | None = None
    op: Literal["<", ">"] | None = None
    where: str
    role: Literal["fit", "predict", "check", "limit"]
    study: str = ""
    feature: str = ""
    arguments: dict[str, Any] = {}
    note: str = ""

    @property
    def number(self) -> float:
        """The value of a claim that is one number."""
        if not isinstance(self.value, float):
            raise TypeError(f"claim {self.id} is not one number")
        return self.value


@cache
def all_claims() -> tuple[Claim, ...]:
    """Every claim, in the order of the groups."""
    found = []
    for group in GROUPS:
        data, _ = yaml_source.load(FOLDER / f"{group}.yaml", group)
        rows: list[dict[str, Any]] = data["claims"]
        found += [Claim.model_validate(row | {"group": group}) for row in rows]
    return tuple(found)


def claim(name: str) -> Claim:
    """The claim of that id; KeyError if there is none."""
    for one in all_claims():
        if one.id == name:
            return one
    raise KeyError(name)
