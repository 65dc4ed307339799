"""A study: what is simulated, in SI floats, as read from a study file.

The models are frozen and refuse unknown keys.  Names and parameters are checked against the
:class:`~solvus.study.registries.Registries` that the loader passes as validation context.
"""

from __future__ import annotations

import math
from typing import Any

from pydantic import (
    Field,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from solvus.base.errors import suggestion
from solvus.model.protocol import Protocol, written_steps
from solvus.study.blocks import (
    Block,
    Name,
    OptionalName,
    Overrides,
    known,
    read_law_overrides,
    read_overrides,
)
from solvus.study.calibration_block import Calibration, Names
from solvus.study.cell_block import Cell as Cell
from solvus.study.cell_block import Foil as Foil
from solvus.study.fields import (
    Cells,
    Curves,
    Detail,
    EndVoltage,
    Percent,
    SkinDetail,
    Title,
    Tolerance,
    choice,
    described,
)
from solvus.study.measured_block import MeasuredFile, read_measured_block
from solvus.study.morphology_block import Morphology
from solvus.study.protocol_list import read_protocol
from solvus.study.registries import parameters_of
from solvus.study.sentences import Slip, carry, slips_of
from solvus.study.sweep_block import SweepBlock


class Interface(Block):
    """The laws between foil and electrolyte, by role, and the parameters given for them [SI]."""

    nucleation_level: Name = "log"
    nucleation_transient: Name = "full"
    kinetics: Name = "butler_volmer"
    parameters: Overrides = Field(default_factory=dict)

    @field_validator("nucleation_level", "nucleation_transient", "kinetics", mode="before")
    @classmethod
    def _law(cls, value: Any, info: ValidationInfo) -> str:
        role = str(info.field_name)
        laws = known(info).interface_laws[role]
        return choice(value, tuple(laws), f"law of {role}")

    @field_validator("parameters", mode="before")
    @classmethod
    def _parameters(cls, value: Any, info: ValidationInfo) -> dict[str, float]:
        roles = ("nucleation_level", "nucleation_transient", "kinetics")
        if any(role not in info.data for role in roles):
            return {}
        chosen = {role: info.data[role] for role in roles}
        return read_law_overrides(value, known(info).interface_laws, chosen)


class Layer(Block):
    """The laws of the reaction layers, by role, and the parameters given for them [SI]."""

    closure: Name = "per_electrode"
    efficiency: Name = "constant"
    parameters: Overrides = Field(default_factory=dict)

    @field_validator("closure", "efficiency", mode="before")
    @classmethod
    def _law(cls, value: Any, info: ValidationInfo) -> str:
        role = str(info.field_name)
        return choice(value, tuple(known(info).layer_laws[role]), f"law of {role}")

    @field_validator("parameters", mode="before")
    @classmethod
    def _parameters(cls, value: Any, info: ValidationInfo) -> dict[str, float]:
        if "closure" not in info.data or "efficiency" not in info.data:
            return {}
        chosen = {role: info.data[role] for role in ("closure", "efficiency")}
        return read_law_overrides(value, known(info).layer_laws, chosen)


class EndOfLife(Block):
    """What ends the life of a cell: |V| above `voltage` [V], None for the usual one (0.5 V of a
    symmetric cell, none of a half cell). Closed pores, no salt and no lithium always do. The life
    of a full cell ends when a discharge gives less than `retention` [1] of the first like it,
    whatever the cause, which is said beside it; the run goes on."""

    voltage: EndVoltage | None = None
    retention: Percent = 0.8


class Instrument(Block):
    """An instrument that looks at the foil: its law (None for its only one) and parameters."""

    law: OptionalName = Field(None, validate_default=True)
    parameters: Overrides = Field(default_factory=dict)

    @field_validator("law", mode="before")
    @classmethod
    def _law(cls, value: Any, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        laws = getattr(_instrument(info), "laws", ())
        if not laws:
            raise ValueError(f"{described(value)}: this instrument has one law; remove this line")
        return choice(value, tuple(laws), "law of this instrument")

    @field_validator("parameters", mode="before")
    @classmethod
    def _parameters(cls, value: Any, info: ValidationInfo) -> dict[str, float]:
        if "law" not in info.data:
            return {}
        instrument = _instrument(info)
        laws = getattr(instrument, "laws", ())
        owners = [instrument]
        if isinstance(laws, dict) and info.data["law"] in laws:
            owners.append(laws[info.data["law"]])
        given = read_overrides(value, parameters_of(*owners))
        if hasattr(instrument, "fault"):
            fault = instrument.fault(instrument.values(info.data["law"], given))
            if fault:
                raise ValueError(fault)
        return given


def _instrument(info: ValidationInfo) -> Any:
    # as in `known`
    return known(info).instruments[info.context["instrument"]]  # type: ignore[index]


FAST: dict[str, Any] = {"cells": 40, "curves": "none"}
"""Entries of ``run`` that ``detail: fast`` stands for, as a file would write them."""


class Run(Block):
    """How it is computed: finite volumes, relative tolerance, and curves kept.

    ``detail`` : "fast" puts `FAST` where the file is silent, and leaves out the nucleation
    transient where no step depends on it (`Study.transient`). ``curves`` : 1 keeps every cycle, n
    every n-th, 0 none. ``skin`` : "full" follows the Li in the skin of a flux-drained mechanism in
    space and time as well.
    """

    detail: Detail = "full"
    cells: Cells = 100
    tolerance: Tolerance = 1.0e-3
    curves: Curves = 1
    skin: SkinDetail = "quasi_steady"

    @model_validator(mode="before")
    @classmethod
    def _detailed(cls, value: Any) -> Any:
        if isinstance(value, dict) and str(value.get("detail")).strip().casefold() == "fast":
            return FAST | value
        return value


class Study(Block):
    """A whole study; every number in SI units.

    ``protocol`` is a tuple of :class:`~solvus.model.protocol.Step` and ``Loop``;
    ``instruments`` maps a name to its :class:`Instrument`.
    """

    title: Title = Field(examples=["Li-Ag 10 wt%, 1 mA/cm2"])
    cell: Cell = Field(examples=["{working: {solute: Ag, content: 10 wt%, thickness: 50 um}}"])
    interface: Interface = Field(default_factory=Interface)
    layer: Layer = Field(default_factory=Layer)
    end_of_life: EndOfLife = Field(default_factory=EndOfLife)
    protocol: Protocol = Field(examples=["[Strip at 1 mA/cm2 for 5 mAh/cm2]"])
    instruments: dict[str, Instrument] = Field(default_factory=dict)
    run: Run = Field(default_factory=Run)
    morphology: Morphology | None = None
    calibration: Calibration | None = None
    measured: dict[str, MeasuredFile] = Field(default_factory=dict)
    use: Names = ()
    sweep: SweepBlock | None = None
    _source_text: str = PrivateAttr("")
    _source_name: str = PrivateAttr("")
    _taken: tuple[tuple[tuple[str | int, ...], str], ...] = PrivateAttr(())

    @property
    def taken(self) -> tuple[tuple[tuple[str | int, ...], str], ...]:
        """Key path and value, as written, of everything that ``use`` gave."""
        return self._taken

    @property
    def source_text(self) -> str:
        """The study file as it was read."""
        return self._source_text

    @property
    def source_name(self) -> str:
        """Where the study was read from, for messages."""
        return self._source_name

    @property
    def transient(self) -> str:
        """The law of the nucleation transient in force: as written; if it is left out, "none" in a
        fast run, unless a step of a cell of foils ends at a voltage or follows one, which the
        transient decides together with the plateau."""
        laws = self.interface
        if self.run.detail != "fast" or "nucleation_transient" in laws.model_fields_set:
            return laws.nucleation_transient
        follows = any(
            step.kind == "sweep" or not math.isnan(step.voltage_limit)
            for _, step in written_steps(self.protocol)
        )
        return laws.nucleation_transient if follows and self.cell.kind != "full" else "none"

    @field_validator("interface", "layer", "end_of_life", "run", mode="before")
    @classmethod
    def _empty_block(cls, value: Any) -> Any:
        return {} if value is None else value

    @field_validator("measured", mode="wrap")
    @classmethod
    def _measured(cls, value: Any, _: Any, info: ValidationInfo) -> dict[str, MeasuredFile]:
        return read_measured_block(value, info)

    @field_validator("protocol", mode="plain")
    @classmethod
    def _protocol(cls, value: Any) -> Protocol:
        protocol, slips = read_protocol(value)
        if slips:
            raise carry(slips)
        return protocol

    @field_validator("instruments", mode="plain")
    @classmethod
    def _instruments(cls, value: Any, info: ValidationInfo) -> dict[str, Instrument]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise ValueError(f"{described(value)} stands where a block of instruments is due")
        allowed = known(info)
        slips: list[Slip] = []
        read: dict[str, Instrument] = {}
        for name, block in value.items():
            if name not in allowed.instruments:
                names = tuple(allowed.instruments)
                slips.append(((name,), f"is not an instrument.{suggestion(str(name), names)}"))
                continue
            context = {"registries": allowed, "instrument": name}
            try:
                read[name] = Instrument.model_validate(
                    {} if block is None else block, context=context
                )
            except ValidationError as error:
                slips += [((name, *path), text) for path, text in slips_of(error, Instrument)]
        if slips:
            raise carry(slips)
        return read
