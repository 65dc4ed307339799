"""A (100) face of bcc lithium, and which lattice sites of its slab the solute takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

HOST = "Li"
PLACEMENTS = ("surface", "second", "third", "pattern", "random")
_LAYER_OF = {"surface": 1, "second": 2, "third": 3}
LEAST_LAYERS = 3

LatticeSite = tuple[int, int, int]  # layer (1 is the face), i, j


class Surface(NamedTuple):
    """A face to adsorb on: n x n cells wide, `layers` deep, the lowest `fixed` layers held.

    placement : where the `solute_count` atoms of the solute sit: ``surface``, ``second`` and
    ``third`` spread them evenly in that layer; ``pattern`` takes the lattice sites of `pattern`;
    ``random`` draws from the layers `random_layers` with `seed`.
    fixed : None holds every atom of the slab (only the adsorbed atom moves).
    vacuum : on either side [angstrom].
    """

    name: str
    n: int
    layers: int
    solute: str | None = None
    solute_count: int = 0
    placement: str = "surface"
    pattern: tuple[LatticeSite, ...] = ()
    random_layers: tuple[int, ...] = (1,)
    seed: int = 0
    fixed: int | None = 2
    vacuum: float = 10.0

    @property
    def atoms(self) -> int:
        """Atoms of the slab."""
        return self.n * self.n * self.layers

    @property
    def lithium_per_solute(self) -> float | None:
        """The n of Li_n A; None for pure lithium."""
        return (self.atoms - self.solute_count) / self.solute_count if self.solute_count else None

    @property
    def coverage(self) -> float:
        """Adsorbed atoms per atom of the face, one of them in the cell."""
        return 1.0 / self.n**2


def solute_sites(surface: Surface) -> tuple[LatticeSite, ...]:
    """The lattice sites that the solute takes.

    Raises ValueError where they do not fit: more atoms than sites, or a site that is not there.
    """
    n, count = surface.n, surface.solute_count
    if count == 0 or surface.solute is None:
        return ()
    if surface.placement == "pattern":
        _check_pattern(surface)
        return surface.pattern
    if surface.placement == "random":
        layers: Sequence[int] = surface.random_layers
    else:
        layers = (_LAYER_OF[surface.placement],)
    room = n * n * len(layers)
    if max(layers) > surface.layers:
        raise ValueError(f"layer {max(layers)} is not there; the slab has {surface.layers} layers")
    if count > room:
        raise ValueError(
            f"{count} atoms of {surface.solute} do not fit on {room} sites of "
            f"{_layers_in_words(layers)}"
        )
    if surface.placement == "random":
        free = [(k, i, j) for k in layers for i in range(n) for j in range(n)]
        chosen = np.random.default_rng(surface.seed).choice(len(free), count, replace=False)
        return tuple(sorted(free[c] for c in chosen))
    return tuple((layers[0], i, j) for i, j in _spread(n, count))


def below(surface: Surface) -> Surface | None:
    """The same slab with the solute of its face one layer down; None if the face has none there.

    An atom (1, i, j) goes to (2, i, j), the nearest site of that layer.
    """
    sites = solute_sites(surface)
    if not any(layer == 1 for layer, _, _ in sites) or surface.layers < 2:
        return None
    moved = tuple((2 if layer == 1 else layer, i, j) for layer, i, j in sites)
    if len(set(moved)) < len(moved):
        return None
    return surface._replace(
        name=f"{surface.name}, solute below", placement="pattern", pattern=moved
    )


def _check_pattern(surface: Surface) -> None:
    sites = surface.pattern
    if len(set(sites)) != surface.solute_count:
        raise ValueError(
            f"the pattern names {len(set(sites))} different sites for "
            f"{surface.solute_count} atoms of {surface.solute}"
        )
    n = surface.n
    for layer, i, j in sites:
        if not (1 <= layer <= surface.layers and 0 <= i < n and 0 <= j < n):
            raise ValueError(
                f"site [{layer}, {i}, {j}] is not there; layers go from 1 to {surface.layers}, "
                f"i and j from 0 to {n - 1}"
            )


def _spread(n: int, count: int) -> list[tuple[int, int]]:
    """`count` points of an n x n torus, each new one as far from the others as can be."""
    points = [(i, j) for i in range(n) for j in range(n)]
    chosen = [(0, 0)]
    while len(chosen) < count:
        free = [p for p in points if p not in chosen]
        # the furthest; among equals the one with most room to all, then the first
        chosen.append(max(free, key=lambda p: _room(p, chosen, n)))
    return chosen


def _room(point: tuple[int, int], chosen: list[tuple[int, int]], n: int) -> tuple[float, float]:
    def along(u: int, v: int) -> int:
        return min((u - v) % n, (v - u) % n)

    squares = [along(point[0], i) ** 2 + along(point[1], j) ** 2 for i, j in chosen]
    return (min(squares), sum(squares))


def _layers_in_words(layers: Sequence[int]) -> str:
    if len(layers) == 1:
        return f"layer {layers[0]}"
    return f"layers {', '.join(map(str, layers))}"
