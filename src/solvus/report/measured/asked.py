"""What is said of measured files beside what they hold: the cell, its area, how to read them."""

from __future__ import annotations

from dataclasses import dataclass, field

from solvus.analyse.cycling_record import CyclerCell
from solvus.base.errors import Fault, InputError
from solvus.report.measured.surface_asked import SurfaceAsked

CIRCUIT = "R0-p(R1,CPE1)"


@dataclass(frozen=True)
class Asked:
    """SI units throughout.

    kind, working : of the cell, see `CyclerCell`; "" where only files of other instruments come.
    area [m2], mass [kg], nominal capacity [C] : None for what the file says, if it does.
    reference_cycle, least [1] : of a life by capacity; limit [V], factor [1] : of a life of a
    symmetric cell by polarisation. circuit, resistors : of impedance spectra. series [ohm] : R_s
    of a voltammogram, without which its R_p and j0 are not read. surface : of other instruments.
    """

    kind: str = ""
    working: str = ""
    area: float | None = None
    mass: float | None = None
    nominal: float | None = None
    reference_cycle: int | None = None
    least: float = 0.8
    limit: float | None = None
    factor: float | None = None
    circuit: str = CIRCUIT
    resistors: tuple[str, ...] = ()
    series: float | None = None
    surface: SurfaceAsked = field(default_factory=SurfaceAsked)

    def cell(self) -> CyclerCell:
        """The cell; InputError where nothing, or too little, is said of it."""
        if not self.kind:
            raise InputError(
                Fault("holds the cycles of a cell, and what cell it was is not said: write --cell "
                      "symmetric, li_cu, half, full or pouch", "--cell")
            )  # fmt: skip
        return CyclerCell(self.kind, self.working, self.area, self.mass, self.nominal)
