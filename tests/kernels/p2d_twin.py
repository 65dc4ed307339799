"""Newman's porous cathode once more: short and slow, written from the equations and not the code.

An ordinary differential system for lithium and salt; the potentials are solved for at every call.
Particles on equal shells, so that nothing of the kernel's mesh is shared but the cells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import fsolve

F, VOLT = 96485.33212, 8.314462618 * 298.15 / 96485.33212
Curve = Callable[[np.ndarray], np.ndarray]


@dataclass
class Twin:
    """A half cell against lithium; the current [A/m2] is positive on charge."""

    open_circuit: Curve
    diffusivity: Curve
    kappa: Curve
    d_salt: Curve
    factor: Curve
    cells: tuple[int, int]
    shells: int = 24
    gap: float = 20e-6
    thickness: float = 70e-6
    gap_porosity: float = 0.45
    porosity: float = 0.3
    active: float = 0.6
    radius: float = 5e-6
    c_max: float = 45e3
    i0: float = 3.0
    sigma: float = 1.0
    t_plus: float = 0.3

    def __post_init__(self) -> None:
        """The two meshes."""
        s, n = self.cells
        self.dx = np.concatenate((np.full(s, self.gap / s), np.full(n, self.thickness / n)))
        self.eps = np.concatenate((np.full(s, self.gap_porosity), np.full(n, self.porosity)))
        edge = np.linspace(0.0, self.radius, self.shells + 1)
        self.edge, self.shell = edge, np.diff(edge**3) / 3.0
        self.a = 3.0 * self.active / self.radius
        self.guess = np.zeros(s + 2 * n)

    def between(self, property_of: Curve, c: np.ndarray) -> np.ndarray:
        """Conductance [per m] from centre to centre: two halves in series."""
        half = 0.5 * self.dx / (property_of(c) * self.eps**1.5)
        return 1.0 / (half[1:] + half[:-1])

    def surface(self, theta: np.ndarray, j: np.ndarray) -> np.ndarray:
        """Content at the surface: half a shell beyond the last centre, by the known flux."""
        half = 0.5 * (self.edge[-1] - self.edge[-2])
        found = theta[:, -1].copy()
        for _ in range(4):
            d = self.diffusivity(0.5 * (found + theta[:, -1]))
            found = theta[:, -1] - j / (F * self.c_max) * half / d
        return found

    def kinetics(self, theta: np.ndarray, c: np.ndarray, j: np.ndarray) -> np.ndarray:
        """phi_s - phi_e [V] that drives j."""
        x = self.surface(theta, j)
        i0 = self.i0 * 2.0 * np.sqrt(x * (1.0 - x)) * np.sqrt(c / 1000.0)
        return self.open_circuit(x) + 2.0 * VOLT * np.arcsinh(j / (2.0 * i0))

    def electrolyte(self, c: np.ndarray, current: float, j: np.ndarray) -> np.ndarray:
        """phi_e [V] of the cells: integrated from the metal on."""
        s = self.cells[0]
        inside = np.zeros(len(c))
        inside[s:] = self.a * j * self.dx[s:]
        i = -current + np.cumsum(inside)  # i_e at the right edge of each cell
        w = 2.0 * VOLT * (1.0 - self.t_plus)
        half = 0.5 * self.dx[0] / self.eps[0] ** 1.5
        metal = self.at_metal(c, current)
        first = current * half / self.kappa(c[:1])[0]
        first += w * self.factor(c[:1])[0] * np.log(c[0] / metal)
        mean = 0.5 * (self.factor(c[1:]) + self.factor(c[:-1]))
        step = -i[:-1] / self.between(self.kappa, c) + w * mean * np.log(c[1:] / c[:-1])
        return first + np.concatenate(([0.0], np.cumsum(step)))

    def at_metal(self, c: np.ndarray, current: float) -> float:
        """Salt at the lithium [mol/m3]."""
        half = 0.5 * self.dx[0] / self.eps[0] ** 1.5
        return float(c[0] - (1.0 - self.t_plus) * current / F * half / self.d_salt(c[:1])[0])

    def split(self, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(theta, c) of the state."""
        held = self.cells[1] * self.shells
        return y[:held].reshape(self.cells[1], self.shells), y[held:]

    def reaction(self, y: np.ndarray, current: float) -> tuple[np.ndarray, float]:
        """(j of every cell, phi_s at the collector), by the gaps of phi_s and one balance."""
        theta, c = self.split(y)
        s, n = self.cells
        dx = self.dx[s:]

        def off(unknown: np.ndarray) -> np.ndarray:
            j, top = unknown[:n], unknown[n]
            solid = self.kinetics(theta, c[s:], j) + self.electrolyte(c, current, j)[s:]
            passed = np.cumsum(self.a * j * dx)[:-1]  # solid current that has entered so far
            gaps = np.diff(solid) - passed * dx[:-1] / self.sigma
            last = top - solid[-1] - current * 0.5 * dx[-1] / self.sigma
            return np.concatenate((gaps, [self.a * j @ dx / current - 1.0, last]))

        start = np.concatenate((np.full(n, current / (self.a * dx.sum())), [3.8]))
        if self.guess[0] != 0.0:
            start = self.guess
        found, _, good, why = fsolve(off, start, full_output=True, xtol=1e-12)
        assert good == 1 or np.abs(off(found)).max() < 1e-8, why
        self.guess = found
        return found[:n], float(found[n])

    def rate(self, y: np.ndarray, current: float) -> np.ndarray:
        """d(theta, c)/dt."""
        theta, c = self.split(y)
        j, _ = self.reaction(y, current)
        d = self.diffusivity(0.5 * (theta[:, 1:] + theta[:, :-1]))
        flux = np.zeros((len(theta), self.shells + 1))
        inner = -d * np.diff(theta, axis=1) / (self.edge[1] - self.edge[0])
        flux[:, 1:-1] = inner * self.edge[1:-1] ** 2
        flux[:, -1] = j / (F * self.c_max) * self.radius**2
        by_theta = -np.diff(flux, axis=1) / self.shell
        salt, carried = -self.between(self.d_salt, c) * np.diff(c), 1.0 - self.t_plus
        gain = -np.diff(np.concatenate(([-carried * current / F], salt, [0.0])))
        gain[self.cells[0] :] += carried * self.a * j * self.dx[self.cells[0] :] / F
        return np.concatenate((by_theta.ravel(), gain / (self.eps * self.dx)))

    def run(
        self, current: float, times: Sequence[float], content: float, filled: float = 1000.0
    ) -> tuple[np.ndarray, np.ndarray]:
        """(voltage, salt at the metal) at times [s] of a constant current."""
        start = np.full(self.cells[1] * self.shells + len(self.dx), content)
        start[self.cells[1] * self.shells :] = filled
        run = solve_ivp(
            lambda _, y: self.rate(y, current), (0.0, times[-1]), start, method="LSODA",
            t_eval=times, rtol=1e-6, atol=np.where(start == filled, 1e-3, 1e-7), first_step=1e-2,
        )  # fmt: skip
        assert run.success
        volts = [self.reaction(y, current)[1] for y in run.y.T]
        metal = [self.at_metal(self.split(y)[1], current) for y in run.y.T]
        return np.array(volts), np.array(metal)
