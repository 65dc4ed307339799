"""The parameter sets that Solvus registers with PyBaMM, by name.

``pybamm.ParameterValues("Solvus_NCM622_Li")`` finds them through the entry points of the group
``pybamm_parameter_sets`` (pyproject.toml); each function below is one of them.
"""

from __future__ import annotations

from typing import Any

from solvus.bridge.pybamm_values import parameter_values
from solvus.materials import library
from solvus.model.cathode import CathodeDesign

ELECTROLYTE = "lipf6_ec_dec_fec"
MG_CM2 = 1e-2  # [kg/m2]


def _set(cathode: str, loading: float, window: tuple[float, float]) -> dict[str, Any]:
    design = CathodeDesign(library.cathode(cathode), loading)
    values = parameter_values(design, library.electrolyte(ELECTROLYTE), window)
    return values | {"citations": []}


def ncm622_li() -> dict[str, Any]:
    """NCM622 after its first cycle, 15.2 mg/cm2 of active material, against lithium, 2.8 to 4.3 V.

    Loading and window are those of Wang et al., Adv. Funct. Mater. 2023, doi
    10.1002/adfm.202307281. One face of 1 cm2; a separator of 20 um with 40 % pores (assumed).
    """
    return _set("ncm622", 15.2 * MG_CM2, (2.8, 4.3))


def ncm811_li() -> dict[str, Any]:
    """NCM811 after its first cycle, 21 mg/cm2 of active material, against lithium, 2.8 to 4.3 V.

    The loading is that of Wang et al. 2023; the window is assumed. One face of 1 cm2; a separator
    of 20 um with 40 % pores (assumed).
    """
    return _set("ncm811", 21.0 * MG_CM2, (2.8, 4.3))


def span_li() -> dict[str, Any]:
    """Sulfurized polyacrylonitrile after its first cycle, 5 mg/cm2, against lithium, 1 to 3 V.

    Loading and window are those of Wang et al. 2023; the profile is assumed and is that of a
    discharge. One face of 1 cm2; a separator of 20 um with 40 % pores (assumed).
    """
    return _set("span", 5.0 * MG_CM2, (1.0, 3.0))
