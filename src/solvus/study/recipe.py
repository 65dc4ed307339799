"""What a foil is made of: solute, route and content, as every file that has a foil writes them."""

from __future__ import annotations

from typing import Any

from pydantic import Field, ValidationInfo, field_validator

from solvus.base.units import Fraction
from solvus.study.blocks import Block, OptionalName, known, material
from solvus.study.fields import Content, Route, described


class Recipe(Block):
    """The melt that a foil is made of.

    Attributes
    ----------
    solute : symbol of a solute, or the path of its material file; None for pure lithium
    route : "metal", or "chloride" (the salt is melted into lithium and leaves LiCl)
    content : Fraction(value, basis) of the solute, or of the salt on the chloride route
    """

    solute: OptionalName = Field(None, examples=["Ag"])
    route: Route = "metal"
    content: Content | None = Field(None, validate_default=True, examples=["10 wt%"])

    @field_validator("solute", mode="before")
    @classmethod
    def _solute(cls, value: Any, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        return material(value, "solute", known(info).solutes, info)

    @field_validator("route")
    @classmethod
    def _route(cls, value: str, info: ValidationInfo) -> str:
        if value == "chloride" and info.data.get("solute", "Ag") != "Ag":
            raise ValueError('"chloride" makes its solute from AgCl; write solute: Ag')
        return value

    @field_validator("content", mode="wrap")
    @classmethod
    def _content(cls, value: Any, read: Any, info: ValidationInfo) -> Fraction | None:
        content = None if value is None else read(value)
        if "solute" not in info.data or "route" not in info.data:
            return content
        solute = info.data["solute"]
        if solute is None and content is not None:
            raise ValueError(
                f"{described(value)} of what? Write solute: Ag (or another), or leave content out "
                "for pure lithium"
            )
        if solute is not None and content is None:
            raise ValueError(f"is missing; say how much {solute}, e.g. content: 10 wt%")
        if solute is not None and content is not None:
            fault = known(info).content_fault(solute, info.data["route"], content)
            if fault:
                raise ValueError(f"{described(value)}: {fault}")
        return content
