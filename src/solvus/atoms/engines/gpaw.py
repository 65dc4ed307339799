"""GPAW: density functional theory with projector-augmented waves, the reference.

One electron per lithium makes plane waves cheap; localised orbitals are slower here and less
exact. Adsorption energies of lithium move by less than 0.1 meV between 250 and 340 eV of cut-off.

GPAW's own 4e-8 eV^2 for the states is not met on slabs of a hundred atoms long after energy and
density are, and its own number of bands cuts the tail of the Fermi function there.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from solvus.atoms.engines.kinds import Engine, Setting, installed_version
from solvus.base.errors import MissingExtra

_FUNCTIONALS = ("PBE", "RPBE", "LDA", "revPBE")  # with data sets of their own in gpaw-data

SETTINGS = (
    Setting("xc", "PBE", "", None, None, "Exchange and correlation.", _FUNCTIONALS),
    Setting("cutoff", 250.0, "eV", 150.0, 1000.0, "Cut-off of the plane waves."),
    Setting("smearing", 0.1, "eV", 0.01, 0.5, "Width of the Fermi function."),
    Setting("k_times_n", 8, "", 1, 32, "k-points along a side times cells along it.", level=False),
    Setting("bulk_k", 16, "", 4, 32, "k-points along each axis for bulk lithium.", level=False),
    Setting("dipole", "no", "", None, None, "Dipole correction across the vacuum.", ("no", "yes")),
    Setting("symmetry", "on", "", None, None, "Use the symmetry of the slab.", ("on", "off"),
            level=False),
    Setting("bands", 170, "%", 110, 400, "Bands, of those that are filled."),
    Setting("scf_energy", 1e-5, "eV", 1e-8, 1e-2, "Change of the energy per valence electron."),
    Setting("scf_density", 1e-4, "1", 1e-8, 1e-2, "Change of the density per valence electron."),
    Setting("scf_states", 1e-5, "eV^2", 1e-10, 1e-2, "Residue of the states per electron."),
    Setting("max_scf", 120, "", 20, 1000, "Iterations to self-consistency.", level=False,
            limit=True),
)  # fmt: skip


def _make(settings: Mapping[str, Any], log: Path | None) -> Any:
    GPAW, PW, FermiDirac = _library()
    return GPAW(
        mode=PW(settings["cutoff"]),
        xc=settings["xc"],
        kpts={"size": tuple(settings["kpts"]), "gamma": False},
        occupations=FermiDirac(settings["smearing"]),
        nbands=f"{settings['bands']}%",
        convergence={
            "energy": settings["scf_energy"],
            "density": settings["scf_density"],
            "eigenstates": settings["scf_states"],
        },
        maxiter=settings["max_scf"],
        symmetry="off" if settings["symmetry"] == "off" else {},
        poissonsolver={"dipolelayer": "xy"} if settings["dipole"] == "yes" else {},
        txt=str(log) if log is not None else None,
    )


def _version() -> str:
    return installed_version("gpaw", "GPAW", "atoms")


@cache
def _elements() -> frozenset[str]:
    """Elements with a data set of this functional among GPAW's own."""
    _library()
    from gpaw import setup_paths

    names = (path.name for folder in setup_paths for path in Path(folder).glob("*.PBE*"))
    return frozenset(name.split(".")[0] for name in names)


@cache
def _library() -> tuple[Any, Any, Any]:
    try:
        from gpaw import GPAW, PW, FermiDirac
    except ImportError:
        raise MissingExtra("GPAW", "atoms") from None
    return GPAW, PW, FermiDirac


ENGINE = Engine(
    name="gpaw",
    kind="dft",
    about="plane waves and projector-augmented waves; the reference",
    settings=SETTINGS,
    make=_make,
    version=_version,
    elements=_elements,
    sampled=True,
    source="Mortensen et al., J. Chem. Phys. 160, 092503 (2024)",
)
