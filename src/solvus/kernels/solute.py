"""Solute fluxes in a foil whose face moves: finite volumes on a mesh that rides with the face.

The foil lies in 0 <= z <= L(t), z = 0 the moving face and z = L the back. With xi = z/L, the edges
move at w = v (1 - xi), v = ds/dt = -dL/dt the recession of the face. The flux through an edge,
relative to that edge and positive away from the face, is

    Phi = -D(c) dc/dz - w c      [mol/(m2 s)],     d(content_i)/dt = Phi_i - Phi_{i+1}

No volume flows in the foil itself, so nothing else is carried. Advection is exponentially fitted:
D is multiplied by phi(p) = p/2 + 1/(1 + p/2 + p^2/6), p = |w| dz/D, within p^3/24 of the
Scharfetter-Gummel factor (p/2) coth(p/2); it is second order, never overshoots, and nearly
reproduces the steady boundary layer exp(-v z/D) ahead of the face.

The face has three conditions: FREE (no skin: no solute passes, Phi_0 = 0), SKIN (local equilibrium
with a skin: c = c_sol) and BLOCKED (a skin that passes only `partition` of c_sol with the Li that
goes through: Phi_0 = -partition c_sol v).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.kernels.jit import inline, njit

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


@njit
def fluxes(
    u: np.ndarray,
    thickness: float,
    v: float,
    face: int,
    mesh: Mesh,
    matrix: Matrix,
    out: np.ndarray,
) -> None:
    """Phi [mol/(m2 s)] on all edges, into out, array (n+1,).

    u : array (n,) [mol/m2], contents; thickness L [m]; v [m/s]; face : FREE, SKIN or BLOCKED.
    """
    n = u.size
    table, slope, per_step = matrix.table, matrix.slope, matrix.per_step
    per_length = 1.0 / thickness
    c_left = u[0] * mesh.per_width[0] * per_length
    out[0] = 0.0
    if face == SKIN:
        d, _ = lookup(table, slope, per_step, matrix.c_sol)
        conductance = 2.0 * d * mesh.per_width[0] * per_length
        out[0] = -conductance * (c_left - matrix.c_sol) - v * matrix.c_sol
    elif face == BLOCKED:
        out[0] = -matrix.partition * matrix.c_sol * v
    for k in range(1, n):
        c_right = u[k] * mesh.per_width[k] * per_length
        c = c_right + (c_left - c_right) * mesh.weight[k]
        d, _ = lookup(table, slope, per_step, c)
        dz = mesh.distance[k] * thickness
        w = v * mesh.outward[k]
        a = abs(w) * dz
        # D phi(p) with p = a/D, written with a single division
        fitted = 0.5 * a + d * d * d / (d * (d + 0.5 * a) + a * a / 6.0)
        out[k] = fitted * (c_left - c_right) * (mesh.per_distance[k] * per_length) - w * c
        c_left = c_right
    out[n] = 0.0


@njit
def flux_slopes(
    u: np.ndarray, thickness: float, v: float, face: int, mesh: Mesh, matrix: Matrix,
    left: np.ndarray, right: np.ndarray, by_thickness: np.ndarray,
) -> None:  # fmt: skip
    """Exact derivatives of the fluxes that `fluxes` gives.

    left, right : arrays (n+1,) [1/s], d Phi_k / d u_{k-1} and d Phi_k / d u_k.
    by_thickness : array (n+1,) [mol/(m3 s)], d Phi_k / d L at fixed contents and v.
    """
    n = u.size
    table, slope, per_step = matrix.table, matrix.slope, matrix.per_step
    per_length = 1.0 / thickness
    left[0], right[0], by_thickness[0] = 0.0, 0.0, 0.0
    left[n], right[n], by_thickness[n] = 0.0, 0.0, 0.0
    c_left = u[0] * mesh.per_width[0] * per_length
    if face == SKIN:
        d, _ = lookup(table, slope, per_step, matrix.c_sol)
        conductance = 2.0 * d * mesh.per_width[0] * per_length
        right[0] = -conductance * mesh.per_width[0] * per_length
        # -conductance (c - c_sol): both c and the conductance fall as 1/L
        by_thickness[0] = conductance * (2.0 * c_left - matrix.c_sol) * per_length
    for k in range(1, n):
        c_right = u[k] * mesh.per_width[k] * per_length
        weight = mesh.weight[k]
        gradient = c_right - c_left
        c = c_right - gradient * weight
        d, d_slope = lookup(table, slope, per_step, c)
        dz = mesh.distance[k] * thickness
        w = v * mesh.outward[k]
        per_dz = mesh.per_distance[k] * per_length
        p = abs(w) * dz / d
        bottom = 1.0 / (1.0 + p * (0.5 + p / 6.0))
        phi = 0.5 * p + bottom
        by_d = phi - p * (0.5 - (0.5 + p / 3.0) * bottom * bottom)  # d (D phi) / d D
        by_c = d_slope * by_d * gradient * per_dz + w
        by_left = d * phi * per_dz - by_c * weight
        by_right = -d * phi * per_dz - by_c * (1.0 - weight)
        left[k] = by_left * mesh.per_width[k - 1] * per_length
        right[k] = by_right * mesh.per_width[k] * per_length
        # contents fixed: c falls as 1/L; at fixed c the conductance D phi(p)/dz falls as by_d
        fall = by_d * d * per_dz * gradient - by_left * c_left - by_right * c_right
        by_thickness[k] = fall * per_length
        c_left = c_right


@njit
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
