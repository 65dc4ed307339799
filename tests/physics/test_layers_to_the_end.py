"""The last cycles of a cell against finite volumes that let both layers grow and close in time."""

from __future__ import annotations

import numpy as np
from scipy.integrate import solve_ivp

from cells import design, layered, plate, strip
from solvus.base.constants import F, R
from solvus.model.cell import Cell
from solvus.model.half_cycle import HalfCycle, Run
from solvus.model.layer.kinds import Layer
from solvus.model.simulate import Keep, simulate

LI = design(None, "H1", 50.0, efficiency=0.962)
CELLS, BACK = 40, 24  # half-cycles before the end at which the check begins
Pair = tuple[Layer, Layer]


def layers_of(half: HalfCycle) -> Pair:
    assert half.layers is not None
    return half.layers


class Pores:
    """Both layers, working first, and the free electrolyte: deviations from c0 on a mesh."""

    def __init__(self, made: Cell) -> None:
        assert made.layers is not None
        self.values, self.salt = made.layers.values, made.layers.salt
        self.now = np.zeros(2 * CELLS + 1)

    def shapes(self, before: Pair, after: Pair, share: float) -> list[tuple[float, float, float]]:
        """(thickness, N_M, porosity) of each layer after a share of a half-cycle."""
        found = []
        for a, b in zip(before, after, strict=True):
            s = a.open_share + share * (b.open_share - a.open_share)
            number = self.values["fresh_macmullin"] * s ** -self.values["closing_exponent"]
            found.append((a.thickness + share * (b.thickness - a.thickness), number, b.porosity))
        return found

    def carry(self, half: HalfCycle, before: Pair) -> float:
        """|V| of the layers at the end of a half-cycle [V], inf where the salt is gone."""
        after, j, d = layers_of(half), half.current, self.salt.salt_diffusivity
        enters = (1.0 - self.salt.transference_number) * j / F

        def rate(time: float, c: np.ndarray) -> np.ndarray:
            slopes, gained = [], 0.0
            shapes = self.shapes(before, after, time / half.duration)
            for e, (thickness, number, porosity) in enumerate(shapes):
                part, width = c[e * CELLS : (e + 1) * CELLS], thickness / CELLS
                inner = -d / number * np.diff(part) / width
                out = -d / number * (c[-1] - part[-1]) / (0.5 * width)
                flux = np.concatenate(([(enters, -enters)[e]], inner, [out]))
                slopes.append(-np.diff(flux) / (porosity * width))
                gained += out
            return np.concatenate((*slopes, [gained / self.values["free_electrolyte"]]))

        run = solve_ivp(rate, (0.0, half.duration), self.now, method="BDF", rtol=1e-5, atol=1e-3)
        assert run.success
        self.now = run.y[:, -1]
        at_metal, path = [], 0.0
        for e, (thickness, number, _) in enumerate(self.shapes(before, after, 1.0)):
            slope = (enters, -enters)[e] * number / d
            at_metal.append(self.now[e * CELLS] + 0.5 * thickness / CELLS * slope)
            path += thickness * number
        working, counter = (self.salt.salt_concentration + c for c in at_metal)
        if min(working, counter) <= 0.0:
            return np.inf
        volt = 2.0 * R * 298.15 / F * (1.0 - self.salt.transference_number)
        volt *= self.salt.thermodynamic_factor
        return float(abs(j * path / self.salt.conductivity + volt * np.log(working / counter)))


def followed(made: Cell, run: Run) -> np.ndarray:
    """(|V| of the layers by the model, by finite volumes) at the ends of the last half-cycles."""
    interface = run.half_cycles[0].end  # no layer yet but that of one plating
    pores, pairs = Pores(made), []
    for number in range(len(run.half_cycles) - BACK, len(run.half_cycles)):
        half = run.half_cycles[number]
        due = pores.carry(half, layers_of(run.half_cycles[number - 1]))
        pairs.append((half.end - interface, due))
    return np.array(pairs)[2:]  # the first ones know nothing of what was before


def test_the_voltage_to_the_end_of_a_life() -> None:
    """Layers held still over each half-cycle: one per cent of a voltage of 0.2 V, a few at 0.3 V,
    and the end within a cycle."""
    made = layered(LI, dead=0.5)
    run = simulate(made, [strip(1), plate(1)] * 300, Keep(0))
    assert [event.name for event in run.events] == ["voltage limit"]
    model, due = followed(made, run).T
    assert due[0] < 0.2 < due[-1]
    calm, late = due < 0.2, (due >= 0.2) & (due < 0.31)
    assert calm.sum() >= 8
    assert late.sum() >= 4
    np.testing.assert_allclose(model[calm], due[calm], rtol=0.012)
    np.testing.assert_allclose(model[late], due[late], rtol=0.05)
    dead = 0.5 - run.half_cycles[0].end
    assert (due[:-3] < dead).all()
    assert due[-1] > 0.9 * dead
