"""Which of two foils is left smoother, for all one knows: the free numbers drawn from their ranges.

The density of nuclei N, the memory m and the smoothing length l_c are not constrained by any
reading, so that one map says little. Drawn from the ranges of their tables (N logarithmically, m
and l_c evenly; the same draw for both foils), they say in which share of all cases the one foil
ends smoother than the other, and under which law of N that holds. Which law is right decides:

    constant        both foils have as many nuclei; only the residue of their losses differs
    signal          N ~ y: an alloy has more, as the solute gathers at its surface
    overpotential   N ~ eta^3: an alloy has fewer, as its overpotential is lower

The sharper statement needs no map: a deposit of mean thickness t is planar from N = (1.5/t)^2 on
(see `model.coverage`), so that "the one planar, the other not" holds for a window of the free
number whose width is the ratio of the two densities, and for no other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from solvus.base.parameters import Parameter
from solvus.base.units import parse
from solvus.model.coverage import density_needed
from solvus.model.morphology import PARAMETERS, Domain, Surface
from solvus.model.nuclei import DENSITIES, Density, Values
from solvus.study.morphology import Move, inside_of, moves_of
from solvus.study.morphology_block import Morphology
from solvus.study.run import StudyRun

Progress = Callable[[int, int], None]

SMALL = Domain(pixels=64, side=128e-6)
"""A square large enough to tell two roughnesses apart, small enough to be drawn often."""

FREE = {"constant": "density", "signal": "density_full", "overpotential": "density_reference"}
"""The number that each law leaves free."""

SURE = 0.95  # share of draws from which on an order is taken to hold


class LawOrder(NamedTuple):
    """What the draws say under one law of the density of nuclei.

    smoother : share of the draws in which the first foil has the lower Sa [1]; ratio : median of
    Sa of the first by that of the second, with its 16 % and 84 % quantiles; densities : N of the
    first by that of the second [1]; window : the free number [1/m2] between which the first deposit
    is planar and the second is not, None where that never is.
    """

    law: str
    smoother: float
    ratio: tuple[float, float, float]
    densities: float
    window: tuple[float, float] | None


class Order(NamedTuple):
    """The order of two roughnesses.

    needed : N [1/m2] from which on the deposit is planar; deposit : its mean thickness [m], of the
    last plating; laws : by name; draws : how many; holds : whether the first foil is smoother
    under every law (True), under none (False), or whether that depends on the law (None).
    """

    needed: float
    deposit: float
    laws: dict[str, LawOrder]
    draws: int
    holds: bool | None

    @property
    def words(self) -> str:
        """The result in one sentence, for a verdict."""
        said = [
            f"{100 * one.smoother:.0f} % with {DENSITIES[name].title.split(',')[0]}"
            for name, one in self.laws.items()
        ]
        return (
            f"smoother in {', '.join(said)} ({self.draws} draws of N, m and l_c each); planar from "
            f"{self.needed / 1e4:.1e} nuclei per cm2 on, of which no reading tells"
        )


class _Cell(NamedTuple):
    moves: Sequence[Move]
    packing: float


def roughness_order(
    first: StudyRun,
    second: StudyRun,
    cycle: int = 50,
    draws: int = 40,
    seed: int = 0,
    laws: Sequence[str] = tuple(DENSITIES),
    progress: Progress | None = None,
) -> Order:
    """Whether the working foil of `first` ends `cycle` smoother (lower Sa) than that of `second`.

    Sa is that of the outer surface, no filter, mean taken off. About 0.06 s a draw and law for 50
    cycles. Raises InputError for runs that a law cannot read, ValueError for runs that plate
    nothing within `cycle`.
    """
    asked = Morphology()
    cells = [_cell(done, asked, cycle) for done in (first, second)]
    drawn = _draws(draws, seed)
    found = {}
    for place, name in enumerate(laws):
        rough = np.empty((draws, 2))
        for row, (share, memory, length, own) in enumerate(drawn):
            values = {"memory": memory, "smoothing_length": length, **_fixed(name)}
            values[FREE[name]] = _scaled(name, share)
            rough[row] = [_sa(cell, DENSITIES[name], values, own) for cell in cells]
            if progress is not None:
                progress(place * draws + row + 1, len(laws) * draws)
        found[name] = _law_order(name, rough, cells)
    shares = [one.smoother for one in found.values()]
    holds = None
    if min(shares) >= SURE or max(shares) <= 1.0 - SURE:
        holds = min(shares) >= SURE
    deposit = _last_plating(cells[0])[0]
    return Order(density_needed(deposit), deposit, found, draws, holds)


def _cell(done: StudyRun, asked: Morphology, cycle: int) -> _Cell:
    moves = [move for move in moves_of(done, asked) if move.cycle <= cycle]
    if not any(move.thickness > 0.0 for move in moves):
        raise ValueError(f"nothing is plated within {cycle} cycles")
    return _Cell(moves, inside_of(done, moves[-1].half_cycle, working=True).packing)


def _draws(count: int, seed: int) -> list[tuple[float, float, float, int]]:
    """Place of N in its range [0, 1], memory, smoothing length [m] and seed, evenly drawn."""
    rng = np.random.default_rng((seed, count))
    rows = []
    for _ in range(count):
        u = rng.random(3)
        low_high = [_range(parameter) for parameter in PARAMETERS]
        memory, length = (
            low + (high - low) * v for (low, high), v in zip(low_high, u[1:], strict=True)
        )
        rows.append((float(u[0]), float(memory), float(length), int(rng.integers(2**31))))
    return rows


def _range(parameter: Parameter) -> tuple[float, float]:
    low, high = (parse(str(bound), parameter.unit) for bound in (parameter.low, parameter.high))
    return low, high


def _free(name: str) -> Parameter:
    return next(p for p in DENSITIES[name].parameters if p.name == FREE[name])


def _fixed(name: str) -> dict[str, float]:
    """The other parameters of a law, at their defaults."""
    return {
        p.name: parse(p.default, p.unit)
        for p in DENSITIES[name].parameters
        if p.name != FREE[name] and p.default is not None
    }


def _scaled(name: str, share: float) -> float:
    low, high = _range(_free(name))
    return float(low * (high / low) ** share)


def _sa(cell: _Cell, law: Density, values: Values, seed: int) -> float:
    """Sa [m] of the outer surface at the end of the moves."""
    surface = Surface(SMALL, values, seed)
    for move in cell.moves:
        if move.thickness > 0.0:
            surface.plate(move.thickness, move.lost, _density(law, move, values, surface))
        else:
            surface.strip(-move.thickness)
    height = surface.map().surface(cell.packing)
    return float(np.abs(height - height.mean()).mean())


def _density(law: Density, move: Move, values: Values, surface: Surface) -> float:
    """N of the surface found; a plating that goes on keeps that of its beginning."""
    density = law.density(move.found, values)
    if math.isfinite(density) or surface.last is None:
        return density
    return surface.last.density


def _last_plating(cell: _Cell) -> tuple[float, Move]:
    """Mean thickness [m] of the last plating, and its first move."""
    total, begun = 0.0, None
    for move in cell.moves:
        if move.thickness > 0.0:
            total = total + move.thickness if begun is not None else move.thickness
            begun = begun or move
            last = total, begun
        else:
            begun = None
    return last


def _law_order(name: str, rough: np.ndarray, cells: Sequence[_Cell]) -> LawOrder:
    law = DENSITIES[name]
    unit = _fixed(name) | {FREE[name]: 1.0}
    platings = [_last_plating(cell) for cell in cells]
    per_unit = [law.density(move.found, unit) for _, move in platings]
    first, second = (
        density_needed(t) / n for (t, _), n in zip(platings, per_unit, strict=True)
    )
    ratios = rough[:, 0] / rough[:, 1]
    low, middle, high = (float(q) for q in np.quantile(ratios, (0.16, 0.5, 0.84)))
    return LawOrder(
        name,
        float(np.mean(rough[:, 0] < rough[:, 1])),
        (middle, low, high),
        per_unit[0] / per_unit[1],
        (first, second) if first < second else None,
    )
