"""Where the nearest nucleus lies, and how thick the patches of a plating are.

A patch is the cap of a sphere of radius r about its nucleus, and patches that meet grow into one
another: the deposit at a distance d from the nearest nucleus is sqrt(r^2 - d^2). All nuclei of a
plating share one r, which follows from the mean deposit.
"""

from __future__ import annotations

import numpy as np

from solvus.kernels.jit import njit

PER_CELL = 2.0  # nuclei aimed at in a cell of the search
MOST_STEPS = 200  # of the search for r; bisection alone needs 60


@njit
def sorted_into_cells(
    x: np.ndarray, y: np.ndarray, side: float, cells: int, first: np.ndarray
) -> tuple:
    """Nuclei in the order of square cells, row by row.

    first : array (cells^2 + 1,), filled with the place of each cell's first nucleus. Returns their
    coordinates in that order.
    """
    n = x.size
    width = side / cells
    home = np.empty(n, np.int64)
    first[:] = 0
    for k in range(n):
        column = min(int(x[k] / width), cells - 1)
        row = min(int(y[k] / width), cells - 1)
        home[k] = row * cells + column
        first[home[k] + 1] += 1
    for c in range(cells * cells):
        first[c + 1] += first[c]
    place = first[:-1].copy()
    xs, ys = np.empty(n), np.empty(n)
    for k in range(n):
        at = place[home[k]]
        xs[at], ys[at] = x[k], y[k]
        place[home[k]] = at + 1
    return xs, ys


@njit
def nearest_squared(x: np.ndarray, y: np.ndarray, side: float, out: np.ndarray) -> None:
    """Squared distance [m2] from the centre of every pixel to the nearest nucleus.

    x, y : arrays (n,), n >= 1, in [0, side) [m]; the square repeats itself on all sides.
    out : array (pixels, pixels), rows along y. The nuclei are sought in rings of cells about that
    of the pixel until no cell further out can hold a nearer one.
    """
    pixels = out.shape[0]
    step = side / pixels
    cells = max(1, int(np.sqrt(x.size / PER_CELL)))
    width = side / cells
    first = np.empty(cells * cells + 1, np.int64)
    xs, ys = sorted_into_cells(x, y, side, cells, first)
    for row in range(pixels):
        py = (row + 0.5) * step
        cy = min(int(py / width), cells - 1)
        for column in range(pixels):
            px = (column + 0.5) * step
            cx = min(int(px / width), cells - 1)
            # from the pixel to the nearest edge of its own cell
            inside = min(
                min(px - cx * width, (cx + 1) * width - px),
                min(py - cy * width, (cy + 1) * width - py),
            )
            best = np.inf
            ring = 0
            while ring <= cells // 2 + 1:
                for i in range(cy - ring, cy + ring + 1):
                    turn_y = i // cells
                    base = (i - turn_y * cells) * cells
                    at_y = py - turn_y * side
                    stride = 1 if i == cy - ring or i == cy + ring else max(2 * ring, 1)
                    for j in range(cx - ring, cx + ring + 1, stride):
                        turn_x = j // cells
                        cell = base + j - turn_x * cells
                        at_x = px - turn_x * side
                        for k in range(first[cell], first[cell + 1]):
                            dx, dy = xs[k] - at_x, ys[k] - at_y
                            best = min(best, dx * dx + dy * dy)
                reach = inside + ring * width
                if best <= reach * reach:
                    break
                ring += 1
            out[row, column] = best


@njit
def mean_deposit(squared: np.ndarray, r_squared: float) -> tuple:
    """Mean of sqrt(r^2 - d^2) over the pixels nearer than r, and its derivative by r^2."""
    total, slope = 0.0, 0.0
    for d_squared in squared.flat:
        rest = r_squared - d_squared
        if rest > 0.0:
            root = np.sqrt(rest)
            total += root
            slope += 0.5 / root
    return total / squared.size, slope / squared.size


@njit
def radius_squared(squared: np.ndarray, mean: float, tolerance: float) -> float:
    """r^2 [m2] at which the patches hold the mean deposit `mean` [m] on these pixels.

    The mean rises with r^2 from at most `mean` at r^2 = mean^2 to at least it at
    mean^2 + max d^2: Newton between these two, and bisection where Newton leaves them.
    """
    low = mean * mean
    high = low + squared.max()
    at = low + squared.mean()
    for _ in range(MOST_STEPS):
        found, slope = mean_deposit(squared, at)
        wrong = found - mean
        if abs(wrong) <= tolerance * mean or high - low <= 1e-15 * high:
            break
        if wrong > 0.0:
            high = at
        else:
            low = at
        at = at - wrong / slope if slope > 0.0 else low
        if not low < at < high:
            at = 0.5 * (low + high)
    return at


@njit
def patches(squared: np.ndarray, mean: float, out: np.ndarray) -> tuple:
    """Thickness [m] of the patches, of the mean `mean` [m] to round-off.

    squared : array (pixels, pixels) of squared distances [m2]; out : array of the same shape.
    Returns (r [m], share of the pixels that is covered [1]).
    """
    if mean <= 0.0:
        out[:] = 0.0
        return 0.0, 0.0
    r_squared = radius_squared(squared, mean, 1e-10)
    covered, total = 0, 0.0
    flat, d_squared = out.reshape(-1), squared.reshape(-1)
    for k in range(flat.size):
        rest = r_squared - d_squared[k]
        flat[k] = np.sqrt(rest) if rest > 0.0 else 0.0
        covered += rest > 0.0
        total += flat[k]
    flat *= mean * flat.size / total
    return np.sqrt(r_squared), covered / flat.size
