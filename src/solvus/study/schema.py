"""A study: what is simulated, in SI floats, as read from a study file.

The models are frozen and refuse unknown keys.  Names and parameters are checked against the
:class:`~solvus.study.registries.Registries` that the loader passes as validation context.
"""

from __future__ import annotations

from typing import Any, Self

from pydantic import (
    Field,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from solvus.base.errors import suggestion
from solvus.base.units import Fraction
from solvus.model.layer.reaction_layer import DEFAULT_PACKING
from solvus.model.protocol import Protocol
from solvus.study.blocks import (
    Block,
    Name,
    OptionalName,
    Overrides,
    known,
    material,
    read_law_overrides,
    read_overrides,
)
from solvus.study.calibration_block import Calibration, Names
from solvus.study.fields import (
    CellKind,
    Cells,
    Content,
    Curves,
    EndVoltage,
    Packing,
    Percent,
    Route,
    Sides,
    SkinDetail,
    Temperature,
    Thickness,
    Title,
    Tolerance,
    choice,
    described,
)
from solvus.study.morphology_block import Morphology
from solvus.study.protocol_list import read_protocol
from solvus.study.registries import parameters_of
from solvus.study.sentences import Slip, carry, slips_of

_ROOM_TEMPERATURE = 298.15


class Foil(Block):
    """One foil as it is put into the cell.

    Attributes
    ----------
    solute : symbol of a solute, or the path of its material file; None for pure lithium
    route : "metal", or "chloride" (the salt is melted into lithium and leaves LiCl)
    content : Fraction(value, basis) of the solute, or of the salt on the chloride route
    thickness : float [m], of the whole foil
    sides : 1 or 2 faces worked
    mechanism : name in the registry of mechanisms (filled in when the file leaves it out)
    parameters : the parameters of the mechanism that the file gives, in SI units
    coulombic_efficiency : float [1], in (0, 1]
    retention : float [1], share of the solute that the skin keeps per cycle
    packing : float [1], share of the reaction layer that the lost lithium would fill if dense
    """

    solute: OptionalName = Field(None, examples=["Ag"])
    route: Route = "metal"
    content: Content | None = Field(None, validate_default=True, examples=["10 wt%"])
    thickness: Thickness = Field(examples=["50 um"])
    sides: Sides = 1
    mechanism: Name = Field("", validate_default=True)
    parameters: Overrides = Field(default_factory=dict)
    coulombic_efficiency: Percent = 1.0
    retention: Percent = Field(None, validate_default=True)
    packing: Packing = DEFAULT_PACKING

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

    @field_validator("mechanism", mode="before")
    @classmethod
    def _mechanism(cls, value: Any, info: ValidationInfo) -> str:
        if value not in (None, ""):
            return choice(value, tuple(known(info).mechanisms), "mechanism")
        if "solute" not in info.data:
            raise carry([])  # the solute is already at fault: nothing to say about its mechanism
        default = known(info).default_mechanism(info.data["solute"])
        if default not in known(info).mechanisms:
            raise ValueError(
                f'the file of this solute names "{default}", which is no mechanism.'
                f"{suggestion(default, known(info).mechanisms)}"
            )
        return default

    @field_validator("parameters", mode="before")
    @classmethod
    def _parameters(cls, value: Any, info: ValidationInfo) -> dict[str, float]:
        if "mechanism" not in info.data:
            return {}
        mechanism = known(info).mechanisms[info.data["mechanism"]]
        return read_overrides(value, parameters_of(mechanism))

    @field_validator("retention", mode="wrap")
    @classmethod
    def _retention(cls, value: Any, read: Any, info: ValidationInfo) -> float:
        if value is None:
            return float(info.data.get("coulombic_efficiency", 1.0))
        return float(read(value))

    @model_validator(mode="after")
    def _fits(self, info: ValidationInfo) -> Self:
        faults = known(info).foil_faults(self)
        if faults:
            raise carry([((key,), sentence) for key, sentence in faults])
        return self


class Cell(Block):
    """What is put together.

    Attributes
    ----------
    kind : "symmetric" (two foils, a voltage), "half" (a substrate without lithium against a foil)
        or "foil" (one foil, no voltage)
    temperature : float [K]
    electrolyte : name of an electrolyte
    working, counter : Foil; ``counter`` is None for a foil, and like ``working`` in a symmetric
        cell whose file leaves it out
    """

    kind: CellKind = "symmetric"
    temperature: Temperature = _ROOM_TEMPERATURE
    electrolyte: Name = "lipf6_ec_dec_fec"
    working: Foil = Field(examples=["{solute: Ag, content: 10 wt%, thickness: 50 um}"])
    counter: Foil | None = Field(None, validate_default=True)

    @field_validator("electrolyte", mode="before")
    @classmethod
    def _electrolyte(cls, value: Any, info: ValidationInfo) -> str:
        return material(value, "electrolyte", known(info).electrolytes, info)

    @model_validator(mode="after")
    def _half(self) -> Self:
        content = self.working.content
        if self.kind == "half" and (content is None or content.value < 1.0):
            raise carry([(
                ("working",),
                "the working electrode of a half cell holds no lithium as made; write e.g. "
                "{solute: Cu, content: 100 wt%, thickness: 10 um}, or kind: symmetric",
            )])  # fmt: skip
        return self

    @field_validator("counter", mode="wrap")
    @classmethod
    def _counter(cls, value: Any, read: Any, info: ValidationInfo) -> Foil | None:
        if value is None:
            if info.data.get("kind") == "half":
                raise ValueError(
                    "is missing; a half cell needs the foil that gives the lithium, e.g. "
                    "counter: {thickness: 500 um}"
                )
            symmetric = info.data.get("kind") == "symmetric"
            return info.data.get("working") if symmetric else None
        if info.data.get("kind") == "foil":
            raise ValueError(
                "a single foil has no counter electrode; remove this block or write kind: symmetric"
            )
        foil: Foil = read(value)
        return foil


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
    symmetric cell, none of a half cell). Closed pores, no salt and no lithium always do."""

    voltage: EndVoltage | None = None


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
    return known(info).instruments[info.context["instrument"]]  # type: ignore[index]


class Run(Block):
    """How it is computed: finite volumes, relative tolerance, and curves kept.

    ``curves`` : 1 keeps every cycle, n every n-th, 0 none. ``skin`` : "full" follows the Li in
    the skin of a flux-drained mechanism in space and time as well.
    """

    cells: Cells = 100
    tolerance: Tolerance = 1.0e-3
    curves: Curves = 1
    skin: SkinDetail = "quasi_steady"


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
    use: Names = ()
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

    @field_validator("interface", "layer", "end_of_life", "run", mode="before")
    @classmethod
    def _empty_block(cls, value: Any) -> Any:
        return {} if value is None else value

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
