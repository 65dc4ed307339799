"""Where one atom can sit on a (100) face of bcc: top, bridge and hollow, told apart by symmetry.

The lattice is known, so sites are counted on it rather than found by triangulation, which calls
the four-fold hollow of a square lattice a bridge.
"""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

import numpy as np

from solvus.atoms.surface import Surface, solute_sites

KINDS = ("hollow", "bridge", "top")
_SEEN = 3  # layers in which the solute is looked for
_SQUARE = [
    np.array(m)
    for m in (
        ((1, 0), (0, 1)), ((-1, 0), (0, -1)), ((0, -1), (1, 0)), ((0, 1), (-1, 0)),
        ((1, 0), (0, -1)), ((-1, 0), (0, 1)), ((0, 1), (1, 0)), ((0, -1), (-1, 0)),
    )
]  # fmt: skip


class Operation(NamedTuple):
    """A symmetry of a slab: atom k goes to the place of atom permutation[k], its displacement is
    turned by `rotation` (2, 2)."""

    permutation: list[int]
    rotation: np.ndarray


class Site(NamedTuple):
    """A site of a face.

    label : e.g. "hollow, 1 Ag"; x, y : in lattice constants from the atom (1, 0, 0);
    neighbours : atoms of the solute among those of the face that it touches;
    beneath : solute straight below (hollow only); distance : in the plane to the nearest atom of
    the solute within three layers, in lattice constants (inf without any); copies : equal sites.
    """

    label: str
    kind: str
    x: float
    y: float
    neighbours: int
    beneath: int
    distance: float
    copies: int


def symmetries(surface: Surface) -> list[Operation]:
    """Operations of the plane that bring the ideal slab onto itself, translations of the lattice
    among them."""
    return [Operation(permutation, m) for permutation, m, _ in _operations(surface)]


def enumerate_sites(surface: Surface) -> list[Site]:
    """One of each kind of site that no symmetry of the slab brings onto another.

    Pure lithium has three; one solute atom in the face of a p(2x2) cell makes six, in p(4x4)
    fifteen. In order of kind, then of distance to the solute.
    """
    n = surface.n
    half = 2 * n  # positions are counted in halves of a lattice constant, so that they are whole
    operations = [(m, shift) for _, m, shift in _operations(surface)]
    seen: set[tuple[int, int]] = set()
    found: list[Site] = []
    for kind, u, v in _points(n):
        if (u, v) in seen:
            continue
        images = [(m @ np.array((u, v)) + shift) % half for m, shift in operations]
        orbit = {(int(x), int(y)) for x, y in images}
        seen |= orbit
        found.append(_site(surface, kind, u, v, len(orbit)))
    found.sort(key=lambda s: (KINDS.index(s.kind), -s.neighbours, s.distance, -s.beneath))
    return _labelled(found, surface.solute)


def _points(n: int) -> list[tuple[str, int, int]]:
    """All sites of the face, in halves of a lattice constant."""
    found = []
    for i, j in itertools.product(range(n), range(n)):
        u, v = 2 * i, 2 * j
        found += [("hollow", u + 1, v + 1), ("bridge", u + 1, v), ("bridge", u, v + 1)]
        found += [("top", u, v)]
    return found


def _operations(surface: Surface) -> list[tuple[list[int], np.ndarray, np.ndarray]]:
    n, depth = surface.n, surface.layers
    half = 2 * n
    taken = set(solute_sites(surface))
    lattice = list(itertools.product(range(1, depth + 1), range(n), range(n)))
    at = {
        (k, 2 * i + (k - 1) % 2, 2 * j + (k - 1) % 2): index
        for index, (k, i, j) in enumerate(lattice)
    }
    spots = list(at)
    is_solute = {spot: lattice[index] in taken for spot, index in at.items()}
    found = []
    for m in _SQUARE:
        for i, j in itertools.product(range(n), range(n)):
            shift = np.array((2 * i, 2 * j))
            permutation = []
            for k, u, v in spots:
                x, y = (int(c) % half for c in m @ np.array((u, v)) + shift)
                if is_solute[k, u, v] != is_solute[k, x, y]:
                    break
                permutation.append(at[k, x, y])
            else:
                found.append((permutation, m, shift))
    return found


def _site(surface: Surface, kind: str, u: int, v: int, count: int) -> Site:
    half = 2 * surface.n
    taken = solute_sites(surface)
    face = {(2 * i, 2 * j) for layer, i, j in taken if layer == 1}
    neighbours = sum((x % half, y % half) in face for x, y in _touched(u, v))
    beneath, nearest = 0, math.inf
    for layer, i, j in taken:
        shift = (layer - 1) % 2
        du, dv = (2 * i + shift - u) % half, (2 * j + shift - v) % half
        square = min(du, half - du) ** 2 + min(dv, half - dv) ** 2
        if layer == 2 and square == 0:
            beneath += 1
        if layer <= _SEEN:
            nearest = min(nearest, 0.5 * math.sqrt(square))
    return Site("", kind, 0.5 * u, 0.5 * v, neighbours, beneath, nearest, count)


def _touched(u: int, v: int) -> list[tuple[int, int]]:
    """The atoms of the face about a site, in halves; on p(1x1) one stands for several."""
    return [
        (u + i, v + j) for i in ((-1, 1) if u % 2 else (0,)) for j in ((-1, 1) if v % 2 else (0,))
    ]


def _labelled(sites: list[Site], solute: str | None) -> list[Site]:
    """Sites with labels that say what they touch; letters tell equal ones apart."""
    plain = []
    for site in sites:
        text = site.kind
        if solute is not None:
            text += f", {site.neighbours} {solute}"
            if site.beneath:
                text += f", {solute} below"
        plain.append(text)
    labels = []
    for index, text in enumerate(plain):
        if plain.count(text) > 1:
            text += f" ({_letters(plain[:index].count(text))})"
        labels.append(text)
    return [site._replace(label=label) for site, label in zip(sites, labels, strict=True)]


def _letters(count: int) -> str:
    """a to z, then aa, ab and so on."""
    above, last = divmod(count, 26)
    return (_letters(above - 1) if above else "") + chr(ord("a") + last)
