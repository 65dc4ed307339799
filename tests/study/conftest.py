"""A small set of names, so that the study layer is tested without the other layers."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from solvus.base.errors import Fault, InputError
from solvus.base.parameters import Parameter
from solvus.base.units import Fraction
from solvus.study.registries import FoilLike, Registries

MAH_CM2 = 36000.0


def _row(name: str, unit: str, default: str | None, low: str, high: str) -> Parameter:
    return Parameter(name, unit, default, low, high, "assumed", "", "")


def _capacity(foil: FoilLike) -> float:
    """0.206 mAh/cm2 per um of lithium, by volume of a foil whose solute takes no room."""
    share = 1.0 if foil.content is None else 1.0 - foil.content.value
    return 0.206e6 * foil.thickness * share / foil.sides * MAH_CM2


def _content_fault(solute: str, route: str, content: Fraction) -> str | None:
    if solute == "Mg" and content.basis == "atom" and content.value > 0.669:
        return "the table ends at 66.9 at%; write less"
    return None


def _check_material(kind: str, path: str) -> None:
    if path != "own.yaml":
        raise InputError(Fault("there is no such file", file=path))


MECHANISMS = {
    "H0": SimpleNamespace(parameters=()),
    "H1": SimpleNamespace(
        parameters=(_row("diffusivity", "m^2/s", "1e-10 cm2/s", "1e-14 cm2/s", "1e-6 cm2/s"),)
    ),
    "H3v": SimpleNamespace(
        parameters=(
            _row("solubility", "1", "0.75 at%", "0.1 at%", "5 at%"),
            _row("diffusivity", "m^2/s", None, "1e-14 cm2/s", "1e-6 cm2/s"),
        )
    ),
}
KNOWN = Registries(
    solutes=("Ag", "Mg", "Zn", "Au", "Al", "In", "Sn", "Cu"),
    electrolytes=("lipf6_ec_dec_fec",),
    cathodes=("ncm622", "ncm811", "span"),
    check_material=_check_material,
    mechanisms=MECHANISMS,
    default_mechanism=lambda solute: {None: "H0", "Ag": "H3v"}.get(solute, "H1"),
    interface_laws={
        "nucleation_level": {
            "log": SimpleNamespace(parameters=(_row("slope", "V", "10 mV", "1 mV", "1 V"),)),
            "constant": SimpleNamespace(parameters=()),
        },
        "nucleation_transient": {
            name: SimpleNamespace(parameters=()) for name in ("full", "short", "none")
        },
        "kinetics": {
            "butler_volmer": SimpleNamespace(
                parameters=(
                    _row("r_electrolyte", "ohm*m^2", "4 ohm.cm2", "0 ohm.cm2", "1000 ohm.cm2"),
                )
            )
        },
    },
    layer_laws={
        "closure": {
            "per_electrode": SimpleNamespace(
                parameters=(
                    _row("porous", "1", "1.5", "1", "50"),
                    _row("closing", "C/m^2", "5 mAh/cm2", "0.1 mAh/cm2", "100 mAh/cm2"),
                )
            ),
            "inventory": SimpleNamespace(parameters=(_row("porous", "1", "1.5", "1", "50"),)),
        },
        "efficiency": {
            "constant": SimpleNamespace(parameters=()),
            "surface": SimpleNamespace(parameters=(_row("fold", "V", "20 mV", "1 mV", "1 V"),)),
        },
    },
    instruments={
        "aes": SimpleNamespace(
            parameters=(_row("background", "1", "6.7 at%", "0 at%", "20 at%"),),
            laws={"floor": SimpleNamespace(parameters=()), "ratio": SimpleNamespace(parameters=())},
        ),
        "depth_profile": SimpleNamespace(parameters=()),
        "epma": SimpleNamespace(parameters=()),
        "eis": SimpleNamespace(parameters=(_row("points_per_decade", "1", "10", "1", "100"),)),
    },
    capacity=_capacity,
    content_fault=_content_fault,
)


@pytest.fixture(scope="session")
def known() -> Registries:
    return KNOWN
