"""An alloy foil under constant current: the front, the skin, the deposit on top, and their books.

State `s`, array (FIELDS,): thickness L of the matrix [m]; solute Gamma and Li S of the skin, Li on
top of the skin [mol/m2]; charge stripped and not yet plated back [C/m2]; flags `drained` (contact
of skin and matrix lost) and `present` (a skin exists); books of Li and solute lost [mol/m2]; last
step [s]. `u`, array (n,) [mol/m2], is the solute of the cells.

    dL/dt  = -v,   v = V_Li (j_b/F + dS/dt) + V_A dGamma/dt                       (volumes additive)
    dGamma/dt = c_sol v + D dc/dz at the face
    j_b = j on stripping once the Li on top is gone; lambda j on plating beneath a skin

The Li of the matrix is *defined* as (L - V_A sum(u))/V_Li, and S takes the difference between what
left the matrix and what passed outwards, so that Li is conserved identically. That S is also the Li
that the phase ladder asks for is the work of `settled_step`, and is tested apart from the sum.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.kernels.front import Work, error_of, try_step
from solvus.kernels.jit import lean
from solvus.kernels.skin import (
    CONTACT_LOST,
    NO_SKIN,
    lithium_held,
    lithium_limit,
    outer_lithium,
)
from solvus.kernels.solute import (
    BLOCKED,
    FREE,
    SKIN,
    Matrix,
    Mesh,
    face_concentration,
    face_conductance,
)

THICKNESS, GAMMA, SKIN_LI, TOP_LI, CHARGE, DRAINED, PRESENT, LOST_LI, LOST_SOLUTE, STEP = range(10)
FIELDS = 10

# columns of the record: time in the segment, face concentration, then the state
TIME, FACE, OUT_THICKNESS, OUT_GAMMA, OUT_SKIN_LI, OUT_TOP_LI, OUT_N, OUT_CHARGE = range(8)
COLUMNS = 8

DONE, RECORD_FULL, FOIL_SPENT, FACE_FULL, LI_LIMIT, NO_PROGRESS = range(6)

GROWTH, SHRINK, SAFETY = 6.0, 0.2, 0.9
LAG = 10.0  # volume by which front and skin may differ after a step: tolerances of the skin's own
SETTLING = 6  # speeds tried in a step
LANDED = 1e-4  # overshoot at which the face counts as having reached a threshold, and the share
# of gamma_scale below which what is left of a skin dissolves at once


class Rules(NamedTuple):
    """Constants of one foil and its mechanism."""

    kind: int  # NO_SKIN, SATURATED, FLUX_DRAINED, CONTACT_LOST
    c_nucleation: float  # [mol/m3] at which a skin appears
    c_cap: float  # [mol/m3] at which the matrix face has no Li left to give
    v_li: float  # [m3/mol]
    v_solute: float  # [m3/mol]
    n_drained: float  # Li per solute after contact is lost
    contact_charge: float  # [C/m2] stripped at which contact is lost
    riding: float  # lambda, share of the area where Li plates beneath the skin
    relaxation: float  # [s] of the skin's Li after a jump
    efficiency: float  # metal deposited per charge plated
    ladder_n: np.ndarray  # (p,) Li per solute, Li-rich (base) first
    ladder_k: np.ndarray  # (p,) [mol2/(m4 s)] permeances
    faraday: float
    tolerance: float
    c_scale: float  # [mol/m3] added to |c| in the error norm
    gamma_scale: float  # [mol/m2] added to Gamma in the error norm
    thickness_end: float  # [m] at which the foil counts as spent
    max_step: float  # [s]


@lean
def lithium_total(u: np.ndarray, s: np.ndarray, rules: Rules) -> float:
    """Li in matrix, skin and top deposit [mol/m2], without what was lost."""
    matrix = (s[THICKNESS] - rules.v_solute * u.sum()) / rules.v_li
    return matrix + s[SKIN_LI] + s[TOP_LI]


@lean
def solute_total(u: np.ndarray, s: np.ndarray) -> float:
    """Solute in matrix and skin [mol/m2], without what was lost."""
    return u.sum() + s[GAMMA]


@lean
def totals(u: np.ndarray, s: np.ndarray, rules: Rules) -> tuple:
    """(`lithium_total`, `solute_total`) in one call [mol/m2]."""
    return lithium_total(u, s, rules), solute_total(u, s)


@lean
def face_mode(s: np.ndarray, j: float, rules: Rules, matrix: Matrix) -> int:
    """The condition at the matrix face: FREE, SKIN or BLOCKED."""
    if s[PRESENT] == 0.0:
        return FREE
    if j == 0.0 and s[DRAINED] > 0.0:
        return BLOCKED  # contact lost: at rest nothing crosses (v = 0 as well)
    if j < 0.0 and rules.riding > 0.0 and matrix.partition < 1.0:
        return BLOCKED  # concerns Li that plates beneath: a buried skin is one at rest
    return SKIN


@lean
def may_appear(j: float, rules: Rules, matrix: Matrix) -> bool:
    """Whether a skin can appear at this current.

    Not while Li plates beneath a skin that takes less than the solubility (`partition` < 1): it
    would lose solute from its first moment.
    """
    blocked = j < 0.0 and rules.riding > 0.0 and matrix.partition < 1.0
    return rules.kind != NO_SKIN and not blocked


@lean
def front_speed(
    u: np.ndarray, s: np.ndarray, j: float, j_base: float, face: int, h: float,
    mesh: Mesh, matrix: Matrix, rules: Rules,
) -> tuple:  # fmt: skip
    """v [m/s] for a step of length h, with the skin's demand for Li and the solute's own volume.

    Returns (v, base, follows) of v = base + follows G, with the gain of the skin G [mol/(m2 s)] as
    it is at the start of the step; what G was over the step is known after it (`settled_step`).
    """
    carried = rules.v_li * j_base / rules.faraday
    if face == FREE or (face == BLOCKED and j == 0.0):
        return carried, carried, 0.0
    drained = s[DRAINED] > 0.0
    gamma = s[GAMMA]
    held = lithium_held(
        gamma, j, drained, rules.kind, rules.n_drained, rules.ladder_n, rules.ladder_k,
        rules.faraday,
    )  # fmt: skip
    catch_up = (held - s[SKIN_LI]) / max(h, rules.relaxation)
    if j_base != 0.0:  # a jump of the skin's Li is paid by the current: no front that turns back
        bound = abs(j_base) / rules.faraday
        catch_up = min(max(catch_up, -bound), bound)
    # nor by more than half of what is left or just plated: a spent foil has to stay alive
    spare = (s[THICKNESS] - rules.thickness_end) / max(h, rules.relaxation) - min(carried, 0.0)
    catch_up = min(catch_up, 0.5 * max(spare, 0.0) / rules.v_li)
    n = outer_lithium(
        gamma, j, drained, rules.kind, rules.n_drained, rules.ladder_n, rules.ladder_k,
        rules.faraday,
    )  # fmt: skip
    follows = rules.v_li * n + rules.v_solute  # volume that leaves the matrix per solute
    if face == BLOCKED:
        inflow = 0.0
        share = matrix.partition * matrix.c_sol
    else:
        c_first = u[0] * mesh.per_width[0] / s[THICKNESS]
        inflow = face_conductance(s[THICKNESS], mesh, matrix) * (c_first - matrix.c_sol)
        share = matrix.c_sol
    base = carried + rules.v_li * catch_up
    v = (base + follows * inflow) / (1.0 - follows * share)  # with G = share v + inflow
    if share * v + inflow < 0.0 and max(s[SKIN_LI], 0.0) < n * gamma:
        # a skin that dissolves before it has caught up gives the Li it has, not the Li it lacks
        follows = rules.v_li * max(s[SKIN_LI], 0.0) / gamma + rules.v_solute
        v = (base + follows * inflow) / (1.0 - follows * share)
    return v, base, follows


@lean
def settled_step(
    u: np.ndarray, s: np.ndarray, v: float, base: float, follows: float, face: int, h: float,
    mesh: Mesh, matrix: Matrix, rules: Rules, work: Work,
) -> float:  # fmt: skip
    """Try a step with the speed that its own gain of solute asks for; that speed, nan if none.

    In a long step the gain is not what it was at the start. The speed is mended until front and
    skin differ by less than a small share of the skin's volume; what is left of the difference the
    skin's Li takes, and the next step makes up for it.
    """
    allowed = LAG * rules.tolerance * follows * (s[GAMMA] + rules.gamma_scale)
    for _ in range(SETTLING):
        try_step(u, s[THICKNESS], v, face, h, mesh, matrix, work)
        if face != SKIN:
            return v
        needed = base - follows * work.total[0] / h
        if abs(needed - v) * h <= allowed:
            return v
        v = needed
        if not s[THICKNESS] - v * h > 0.5 * rules.thickness_end:
            return np.nan
    return np.nan


@lean
def record(
    out: np.ndarray, row: int, t: float, u: np.ndarray, s: np.ndarray, j: float, v: float,
    face: int, mesh: Mesh, matrix: Matrix, rules: Rules,
) -> None:  # fmt: skip
    """Write one row of the record."""
    out[row, TIME] = t
    out[row, FACE] = face_concentration(u, s[THICKNESS], v, face, mesh, matrix)
    out[row, OUT_THICKNESS] = s[THICKNESS]
    out[row, OUT_GAMMA] = s[GAMMA]
    out[row, OUT_SKIN_LI] = s[SKIN_LI]
    out[row, OUT_TOP_LI] = s[TOP_LI]
    out[row, OUT_N] = outer_lithium(
        s[GAMMA], j, s[DRAINED] > 0.0, rules.kind, rules.n_drained, rules.ladder_n,
        rules.ladder_k, rules.faraday,
    )  # fmt: skip
    out[row, OUT_CHARGE] = s[CHARGE]


@lean
def accept(
    u: np.ndarray, s: np.ndarray, j: float, j_base: float, j_top: float, v: float, h: float,
    rules: Rules, work: Work,
) -> None:  # fmt: skip
    """Move the state to the end of the step that `work` holds."""
    before = (s[THICKNESS] - rules.v_solute * u.sum()) / rules.v_li
    for k in range(u.size):
        u[k] = work.trial[k]
    s[THICKNESS] -= v * h
    if s[PRESENT] > 0.0:
        s[GAMMA] -= work.total[0]
        after = (s[THICKNESS] - rules.v_solute * u.sum()) / rules.v_li
        s[SKIN_LI] += before - after - j_base * h / rules.faraday
    s[TOP_LI] = max(0.0, s[TOP_LI] - j_top * h / rules.faraday)
    s[CHARGE] = max(0.0, s[CHARGE] + j * h)
    if j < 0.0:  # what is plated and does not become metal
        s[LOST_LI] -= (1.0 - rules.efficiency) * j * h / rules.faraday


@lean
def dissolve_rest(u: np.ndarray, s: np.ndarray, rules: Rules) -> None:
    """The last of the skin goes back: its solute to the first cell, its Li to the matrix."""
    u[0] += s[GAMMA]
    s[THICKNESS] += rules.v_li * s[SKIN_LI] + rules.v_solute * s[GAMMA]
    s[GAMMA] = 0.0
    s[SKIN_LI] = 0.0
    s[PRESENT] = 0.0
    s[DRAINED] = 0.0


@lean
def keep_skin(u: np.ndarray, s: np.ndarray, share: float) -> None:
    """A retention: the skin keeps `share` of its solute and Li, the rest is booked as lost."""
    s[LOST_SOLUTE] += (1.0 - share) * s[GAMMA]
    s[LOST_LI] += (1.0 - share) * s[SKIN_LI]
    s[GAMMA] *= share
    s[SKIN_LI] *= share


@lean
def split_current(s: np.ndarray, j: float, rules: Rules) -> tuple:
    """(j through the base of the skin, j of the Li on top, longest step) [A/m2, A/m2, s]."""
    if j < 0.0:
        metal = rules.efficiency * j
        if s[PRESENT] > 0.0:
            return rules.riding * metal, (1.0 - rules.riding) * metal, np.inf
        return metal, 0.0, np.inf
    if j > 0.0 and s[TOP_LI] > 0.0:
        j_top = (1.0 - rules.riding) * j
        return j - j_top, j_top, s[TOP_LI] * rules.faraday / j_top
    return j, 0.0, np.inf


@lean
def set_contact(s: np.ndarray, j: float, rules: Rules) -> float:
    """Contact of skin and matrix (H3v); the longest step [s] before it can be lost."""
    if rules.kind != CONTACT_LOST or s[PRESENT] == 0.0:
        return np.inf
    if j < 0.0:
        s[DRAINED] = 0.0  # plating restores contact
    if j > 0.0 and s[DRAINED] == 0.0:
        left = (rules.contact_charge - s[CHARGE]) / j
        if left <= 1e-9 * rules.contact_charge / j:
            s[DRAINED] = 1.0
            return np.inf
        return left
    return np.inf


@lean
def advance(
    u: np.ndarray, s: np.ndarray, j: float, start: float, duration: float,
    mesh: Mesh, matrix: Matrix, rules: Rules, work: Work, out: np.ndarray,
) -> tuple:  # fmt: skip
    """Carry a foil from `start` to `duration` [s] of a segment of constant current j [A/m2].

    Returns (status, rows written to out, time reached). j > 0 strips. RECORD_FULL: call again
    from the time reached. FOIL_SPENT, FACE_FULL, LI_LIMIT: the foil can give no more, the state
    is the last good one. Step sizes follow the local error; starts, jumps of the current and
    thresholds (appearance and end of the skin, contact charge, end of the top deposit) are landed
    on, not stepped over.
    """
    t, rows = start, 0
    h = s[STEP]
    end_slack = 1e-12 * max(duration, 1.0)
    appears = may_appear(j, rules, matrix)
    while t < duration - end_slack:
        if appears and u[0] * mesh.per_width[0] >= rules.c_nucleation * s[THICKNESS]:
            s[PRESENT] = 1.0  # more than the matrix can hold, from the start
        contact_left = set_contact(s, j, rules)
        face = face_mode(s, j, rules, matrix)
        j_base, j_top, top_left = split_current(s, j, rules)
        stop = min(min(duration - t, contact_left), top_left)
        h = min(min(h, rules.max_step), stop)
        if stop < 2.0 * h and h < stop:
            h = 0.5 * stop
        v, base, follows = front_speed(u, s, j, j_base, face, h, mesh, matrix, rules)
        if v > 0.0 and j > 0.0:
            room = (s[THICKNESS] - rules.thickness_end) / v
            if room <= 1e-9 * duration:
                return FOIL_SPENT, rows, t
            h = min(h, room)
        if j > 0.0 and s[GAMMA] >= lithium_limit(j, rules.kind, rules.ladder_k, rules.faraday):
            return LI_LIMIT, rows, t
        v = settled_step(u, s, v, base, follows, face, h, mesh, matrix, rules, work)
        error = error_of(u, s[THICKNESS], mesh, work, rules.c_scale, rules.tolerance)
        if np.isnan(v):
            error = np.inf
        elif face == SKIN:
            weight = rules.tolerance * (s[GAMMA] + rules.gamma_scale)
            error = max(error, abs(work.phi[5, 0]) / weight)
        if not error <= 1.0:  # also catches NaN
            h *= max(SHRINK, SAFETY * error**-0.25) if error < 1e30 else SHRINK
            if h < 1e-12 * duration:
                return NO_PROGRESS, rows, t
            continue
        landing = threshold(u, s, j, v, h, face, appears, mesh, matrix, rules, work)
        if landing < 1.0 and landing * h > 1e-12 * duration:
            h *= landing
            continue
        accept(u, s, j, j_base, j_top, v, h, rules, work)
        t += h
        h *= min(GROWTH, SAFETY * max(error, 1e-12) ** -0.25)
        s[STEP] = h
        set_contact(s, j, rules)  # lost at Q_v itself, also where the segment ends there
        record(out, rows, t, u, s, j, v, face, mesh, matrix, rules)
        rows += 1
        crossed = cross(u, s, out[rows - 1, FACE], work.total[0], face, appears, rules)
        if crossed:
            return FACE_FULL, rows, t
        if rows == out.shape[0] and t < duration - end_slack:
            return RECORD_FULL, rows, t
    return DONE, rows, t


@lean
def threshold(
    u: np.ndarray, s: np.ndarray, j: float, v: float, h: float, face: int, appears: bool,
    mesh: Mesh, matrix: Matrix, rules: Rules, work: Work,
) -> float:  # fmt: skip
    """Share of the step after which a threshold is met; 1 if none is overstepped."""
    if face == FREE:
        limit = min(rules.c_nucleation, rules.c_cap) if appears else rules.c_cap
        old = face_concentration(u, s[THICKNESS], v, face, mesh, matrix)
        new = face_concentration(work.trial, s[THICKNESS] - v * h, v, face, mesh, matrix)
        if new > limit * (1.0 + LANDED) and old < limit:
            return max(0.02, (limit * (1.0 + 0.5 * LANDED) - old) / (new - old))
    elif LANDED * rules.gamma_scale < s[GAMMA] < work.total[0]:
        return max(0.02, (s[GAMMA] - 0.5 * LANDED * rules.gamma_scale) / work.total[0])
    elif work.total[0] > s[GAMMA] + LANDED * rules.gamma_scale:  # there was next to nothing
        return max(0.02, (s[GAMMA] + 0.5 * LANDED * rules.gamma_scale) / work.total[0])
    else:
        limit = lithium_limit(j, rules.kind, rules.ladder_k, rules.faraday)
        gain = -work.total[0]
        if s[GAMMA] + gain > limit * (1.0 + LANDED):
            return max(0.02, (limit * (1.0 + 0.5 * LANDED) - s[GAMMA]) / gain)
    return 1.0


@lean
def cross(
    u: np.ndarray, s: np.ndarray, c_face: float, given: float, face: int, appears: bool,
    rules: Rules,
) -> bool:  # fmt: skip
    """Let the skin appear or vanish after an accepted step; True if the face is full of solute.

    given [mol/m2] is what the skin lost in the step: one that grows, however little, stays.
    """
    if face == FREE:
        if appears and c_face >= rules.c_nucleation:
            s[PRESENT] = 1.0
        elif c_face >= rules.c_cap:
            return True
    elif given > 0.0 and s[GAMMA] <= LANDED * rules.gamma_scale:
        dissolve_rest(u, s, rules)
    return False
