"""Small invented inputs of the figures of a foil's face."""

from __future__ import annotations

import numpy as np

from solvus.report.figures.confocal_map import ConfocalMaps, ConfocalReading, confocal_map
from solvus.report.figures.coverage import CoverageDiagram, Mark, coverage
from solvus.report.figures.height_map import HeightMaps, Relief, height_map
from solvus.report.figures.sem_section import SectionImage, Sections, sem_section
from solvus.report.series import Line

DENSITY = np.geomspace(1e4, 1e9, 6)


def bumps(n: int = 32, height: float = 2.0) -> np.ndarray:
    """A map of round hills [um]."""
    x = np.arange(n)
    return height * np.add.outer(np.sin(0.6 * x), np.cos(0.4 * x))


def a_relief(name: str = "cycle 1", height: float = 2.0) -> Relief:
    """A map of 64 um."""
    return Relief(name, bumps(height=height), 2.0, "Li-Ag")


def a_reading(name: str = "cycle 1") -> ConfocalReading:
    """The same as read."""
    return ConfocalReading(name, bumps(), 2.0, 0.8, 1.0, 7.9, 12.0)


def an_image(name: str = "cycle 1", columns: int = 40, missing: int = 0) -> SectionImage:
    """Foil below, layer of 10 um in the middle, dark above."""
    image = np.full((60, columns), 0.05)
    image[20:40], image[40:] = 0.8, 0.42
    upper = np.full(columns, 20.0)
    upper[:missing] = np.nan
    return SectionImage(name, image, 0.5, 5.0, np.full(columns, 40.0), upper, 10.0, 0.5)


def a_diagram(**more: object) -> CoverageDiagram:
    """One deposit and one plating."""
    covered = Line("4.85 µm", DENSITY, np.linspace(20.0, 100.0, 6))
    sq = Line("4.85 µm", DENSITY, np.geomspace(10.0, 0.01, 6))
    mark = Mark("cycle 1", [2e7], [100.0], [0.2], "Li-Ag")
    given = {"coverage": [covered], "sq": [sq], "needed": [9.6e6], "marks": [mark]}
    return CoverageDiagram(**(given | more))  # type: ignore[arg-type]


BUILDERS = {
    "height_map": lambda: height_map(HeightMaps([a_relief()])),
    "confocal_map": lambda: confocal_map(ConfocalMaps([a_reading()], "ISO 25178-2")),
    "sem_section": lambda: sem_section(Sections([an_image()])),
    "coverage": lambda: coverage(a_diagram()),
}
