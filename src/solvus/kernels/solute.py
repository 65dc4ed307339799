"""Solute fluxes in a foil whose face moves: finite volumes on a mesh that rides with the face.

The foil lies in 0 <= z <= L(t), z = 0 the moving face and z = L the back. With xi = z/L, the edges
move at w = v (1 - xi), v = ds/dt = -dL/dt the recession of the face. The flux through an edge,
relative to that edge and positive away from the face, is

    Phi = -D(c) dc/dz - w c      [mol/(m2 s)],     d(content_i)/dt = Phi_i - Phi_{i+1}

No volume flows in the foil itself, so nothing else is carried. Advection is exponentially fitted:
D is multiplied by phi(p) = p/2 + 1/(1 + p/2 + p^2/6), p = |w| dz/D, within p^3/24 of the
Scharfetter-Gummel factor (p/2) coth(p/2); it is second order, does not oscillate, and nearly
reproduces the steady boundary layer exp(-v z/D) ahead of the face.

The face has three conditions: FREE (no skin: no solute passes, Phi_0 = 0), SKIN (local equilibrium
with a skin: c = c_sol) and BLOCKED (a skin that passes only `partition` of c_sol with the Li that
goes through: Phi_0 = -partition c_sol v).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.kernels.jit import inline, lean

FREE, SKIN, BLOCKED = 0, 1, 2


class Mesh(NamedTuple):
    """Cells on 0 <= xi <= 1 [1]; arrays (n,) of cells, (n+1,) of edges."""

    edge: np.ndarray  # (n+1,)
    width: np.ndarray  # (n,)
    per_width: np.ndarray  # (n,)
    outward: np.ndarray  # (n+1,), 1 - xi: the mesh velocity in units of v
    distance: np.ndarray  # (n+1,), between the centres beside an edge
    per_distance: np.ndarray  # (n+1,)
    weight: np.ndarray  # (n+1,), of the left cell in the value at an edge


class Matrix(NamedTuple):
    """What the matrix is made of: D(c) as a uniform table [m2/s], c_sol [mol/m3], partition [1]."""

    table: np.ndarray
    slope: np.ndarray
    per_step: float
    c_sol: float
    partition: float


def mesh_from(edge: np.ndarray) -> Mesh:
    """The mesh with the given edges, array (n+1,) from 0 to 1."""
    width = np.diff(edge)
    distance, weight = np.ones_like(edge), np.ones_like(edge)
    distance[1:-1] = 0.5 * (width[:-1] + width[1:])
    weight[1:-1] = width[1:] / (width[:-1] + width[1:])
    return Mesh(edge, width, 1.0 / width, 1.0 - edge, distance, 1.0 / distance, weight)


def matrix_from(table: np.ndarray, c_max: float, c_sol: float, partition: float) -> Matrix:
    """A matrix whose D(c) [m2/s] is given on a uniform grid over 0 <= c <= c_max [mol/m3]."""
    slope = np.append(np.diff(table), 0.0)
    return Matrix(table, slope, (table.size - 1) / c_max, float(c_sol), float(partition))


@inline
def lookup(table: np.ndarray, slope: np.ndarray, per_step: float, c: float) -> tuple:
    """D(c) [m2/s] and dD/dc from a uniform table over 0 <= c <= (n-1)/per_step, flat outside."""
    # the bounds come first: a comparison with NaN is false, so that even NaN finds a place
    at = min(table.size - 1.0, max(0.0, c * per_step))
    i = int(at)
    return table[i] + slope[i] * (at - i), slope[i] * per_step


class Scratch(NamedTuple):
    """What `fluxes` leaves for `flux_slopes`; arrays (n+1,), index k belongs to edge k."""

    c: np.ndarray  # of cell k [mol/m3]
    c_edge: np.ndarray  # [mol/m3]
    d: np.ndarray  # D(c_edge) [m2/s]
    d_slope: np.ndarray  # dD/dc


def scratch_for(cells: int) -> Scratch:
    """Scratch arrays for `cells` cells."""
    return Scratch(*(np.zeros(cells + 1) for _ in range(4)))


@lean
def fluxes(
    u: np.ndarray,
    thickness: float,
    v: float,
    face: int,
    mesh: Mesh,
    matrix: Matrix,
    scratch: Scratch,
    out: np.ndarray,
) -> None:
    """Phi [mol/(m2 s)] on all edges, into out, array (n+1,).

    u : array (n,) [mol/m2], contents; thickness L [m]; v [m/s]; face : FREE, SKIN or BLOCKED.
    Several short loops instead of one, because each of them can be vectorised.
    """
    n = u.size
    c, c_edge, d, d_slope = scratch.c, scratch.c_edge, scratch.d, scratch.d_slope
    table, slope, per_step = matrix.table, matrix.slope, matrix.per_step
    per_length = 1.0 / thickness
    for k in range(n):
        c[k] = u[k] * mesh.per_width[k] * per_length
    for k in range(1, n):
        c_edge[k] = c[k] + (c[k - 1] - c[k]) * mesh.weight[k]
    for k in range(1, n):
        d[k], d_slope[k] = lookup(table, slope, per_step, c_edge[k])
    for k in range(1, n):
        # D phi(p) with p = a/D, written with a single division
        a = abs(v) * mesh.outward[k] * mesh.distance[k] * thickness
        out[k] = 0.5 * a + d[k] * d[k] * d[k] / (d[k] * (d[k] + 0.5 * a) + a * a * (1.0 / 6.0))
    for k in range(1, n):
        drop = (c[k - 1] - c[k]) * (mesh.per_distance[k] * per_length)
        out[k] = out[k] * drop - v * mesh.outward[k] * c_edge[k]
    out[0], out[n] = 0.0, 0.0
    if face == SKIN:
        conductance = face_conductance(thickness, mesh, matrix)
        out[0] = -conductance * (c[0] - matrix.c_sol) - v * matrix.c_sol
    elif face == BLOCKED:
        out[0] = -matrix.partition * matrix.c_sol * v


@lean
def face_conductance(thickness: float, mesh: Mesh, matrix: Matrix) -> float:
    """D over half the first cell [m/s], at the concentration beneath a skin."""
    d, _ = lookup(matrix.table, matrix.slope, matrix.per_step, matrix.c_sol)
    return 2.0 * d * mesh.per_width[0] / thickness


@lean
def flux_slopes(
    thickness: float, v: float, face: int, mesh: Mesh, matrix: Matrix, scratch: Scratch,
    left: np.ndarray, right: np.ndarray, by_thickness: np.ndarray,
) -> None:  # fmt: skip
    """Exact derivatives of the fluxes that `fluxes` has just given with the same `scratch`.

    left, right : arrays (n+1,) [1/s], d Phi_k / d u_{k-1} and d Phi_k / d u_k.
    by_thickness : array (n+1,) [mol/(m3 s)], d Phi_k / d L at fixed contents and v.
    """
    n = mesh.width.size
    c, d, d_slope, per_width = scratch.c, scratch.d, scratch.d_slope, mesh.per_width
    per_length = 1.0 / thickness
    for k in range(1, n):
        p = abs(v) * mesh.outward[k] * mesh.distance[k] * thickness / d[k]
        bottom = 1.0 / (1.0 + p * (0.5 + p * (1.0 / 6.0)))
        phi = 0.5 * p + bottom
        by_d = phi - p * (0.5 - (0.5 + p * (1.0 / 3.0)) * bottom * bottom)  # d (D phi) / d D
        steep = (c[k] - c[k - 1]) * (mesh.per_distance[k] * per_length)
        by_c = d_slope[k] * by_d * steep + v * mesh.outward[k]
        conductance = d[k] * phi * (mesh.per_distance[k] * per_length)
        left[k] = conductance - by_c * mesh.weight[k]
        right[k] = -conductance - by_c * (1.0 - mesh.weight[k])
        by_thickness[k] = by_d * d[k] * steep
    for k in range(1, n):
        # contents fixed: c falls as 1/L; at fixed c the conductance D phi(p)/dz falls as by_d
        fall = by_thickness[k] - left[k] * c[k - 1] - right[k] * c[k]
        by_thickness[k] = fall * per_length
        left[k] *= per_width[k - 1] * per_length
        right[k] *= per_width[k] * per_length
    left[0], right[0], by_thickness[0] = 0.0, 0.0, 0.0
    left[n], right[n], by_thickness[n] = 0.0, 0.0, 0.0
    if face == SKIN:
        conductance = face_conductance(thickness, mesh, matrix)
        right[0] = -conductance * per_width[0] * per_length
        # -conductance (c - c_sol): both c and the conductance fall as 1/L
        by_thickness[0] = conductance * (2.0 * c[0] - matrix.c_sol) * per_length


@lean
def face_concentration(
    u: np.ndarray, thickness: float, v: float, face: int, mesh: Mesh, matrix: Matrix
) -> float:
    """c at the matrix side of the face [mol/m3].

    A free face passes no solute, so that ahead of it c ~ exp(-v z/D): carried from the centre of
    the first cell to the face. With a skin it is c_sol; behind a blocked face, the first cell's.
    """
    if face == SKIN:
        return matrix.c_sol
    c = u[0] * mesh.per_width[0] / thickness
    if face == BLOCKED:
        return c
    d, _ = lookup(matrix.table, matrix.slope, matrix.per_step, c)
    return c * np.exp(min(0.5 * v * mesh.width[0] * thickness / d, 3.0))
