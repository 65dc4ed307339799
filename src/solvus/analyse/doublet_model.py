"""The curve of a doublet fit: its options, its parameters with their bounds, and where it starts.

See `doublet` for the equations; this is the part that knows one set of parameters from another.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from solvus.analyse.background import CROSS_SECTIONS, CrossSection, cumulated, scattering

BACKGROUNDS = ("shirley", "linear", "tougaard", "none")
NOISES = ("auto", "counts", "scatter")
MOST_STATES = 4
LEAST_SPAN = 1.2  # of the window, by the splitting
WIDEST = 0.5  # of the window, for the width of a line


class Options(NamedTuple):
    """How a doublet is fitted.

    splitting [eV]: starting value, or the value if `splitting_free` is False; ratio: areas of the
    stronger by the weaker line (None: fitted); width_ratio: q (None: fitted); states: number of
    doublets; energies [eV]: where their stronger lines are looked for (left out: found);
    background, cross_section, subtracted, ends: see the module; noise: one of `NOISES` ("auto":
    counts where all are whole numbers); window [eV].
    """

    splitting: float = 6.0
    splitting_free: bool = True
    ratio: float | None = None
    width_ratio: float | None = 1.0
    states: int = 1
    energies: tuple[float, ...] = ()
    background: str = "shirley"
    cross_section: CrossSection = CROSS_SECTIONS["polymer"]
    subtracted: bool = False
    ends: int = 3
    noise: str = "auto"
    window: tuple[float, float] | None = None


class Model:
    """Names, places and bounds of the parameters, and the curve they make."""

    def __init__(self, energy: np.ndarray, options: Options) -> None:
        """Name the parameters of `options` on `energy` [eV], rising; ValueError if too many."""
        self.e, self.options = energy, options
        self.active = not options.subtracted and options.background != "none"
        self.names = []
        for i in range(options.states):
            self.names += [f"area{i}", f"energy{i}", f"width{i}"]
        if options.splitting_free:
            self.names.append("splitting")
        if options.ratio is None:
            self.names.append("ratio")
        if options.width_ratio is None:
            self.names.append("width_ratio")
        self.names.append("mixing")
        if self.active:
            self.names += ["b0", "b1"]
        self.matrix = np.zeros((0, 0))
        if self.active and options.background == "tougaard":
            self.matrix = scattering(energy, options.cross_section)
        span = float(energy[-1] - energy[0])
        if span < LEAST_SPAN * options.splitting:
            raise ValueError(
                f"a window of {span:.3g} eV does not hold two lines {options.splitting:g} eV apart"
            )
        if energy.size <= len(self.names):
            raise ValueError(
                f"{energy.size} points cannot fix {len(self.names)} parameters: widen the window"
            )

    def start(self, y: np.ndarray, base: np.ndarray) -> np.ndarray:
        """Starting values: the highest point as the stronger line, its width at half height."""
        options, above = self.options, y - base
        if not above.max() > 0.0:
            raise ValueError("nothing stands above the background in this window")
        places = list(options.energies) or self._places(above)
        at = {"splitting": options.splitting, "mixing": 0.4}
        at["ratio"], at["width_ratio"] = options.ratio or 1.5, options.width_ratio or 1.0
        at["b0"], at["b1"] = max(float(base[0]), 1e-9), 0.0
        if options.background == "linear":
            at["b1"] = float(base[-1] - base[0])
        for i, place in enumerate(places):
            height = max(float(np.interp(place, self.e, above)), 0.05 * float(above.max()))
            width = half_width(self.e, above, place)
            at |= {f"area{i}": height * width, f"energy{i}": place, f"width{i}": width}
        low, high = self.bounds()
        return np.clip([at[name] for name in self.names], low, high)

    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Least and greatest value of each parameter."""
        e, step = self.e, float(np.diff(self.e).min())
        span = float(e[-1] - e[0])
        known = {"area": (0.0, math.inf), "energy": (float(e[0]), float(e[-1]))}
        known |= {"width": (1.5 * step, WIDEST * span), "splitting": (step, span)}
        known |= {"ratio": (0.2, 10.0), "width_ratio": (0.3, 3.0), "mixing": (0.0, 1.0)}
        known |= {"b0": (-math.inf, math.inf), "b1": (-math.inf, math.inf)}
        pairs = [known.get(name) or known[name.rstrip("0123456789")] for name in self.names]
        return np.array([a for a, _ in pairs]), np.array([b for _, b in pairs])

    def value(self, p: np.ndarray, name: str) -> float:
        """A parameter by name, fitted or given."""
        if name in self.names:
            return float(p[self.names.index(name)])
        return float(getattr(self.options, name))

    def parts(self, p: np.ndarray) -> np.ndarray:
        """The lines, array (2 states, n)."""
        mixing, ratio = self.value(p, "mixing"), self.value(p, "ratio")
        splitting, wider = self.value(p, "splitting"), self.value(p, "width_ratio")
        lines = []
        for i in range(self.options.states):
            area, energy, width = (self.value(p, f"{n}{i}") for n in ("area", "energy", "width"))
            lines.append(area * pseudo_voigt(self.e - energy, width, mixing))
            weaker = pseudo_voigt(self.e - energy - splitting, width * wider, mixing)
            lines.append(area / ratio * weaker)
        return np.array(lines)

    def under(self, p: np.ndarray, lines: np.ndarray) -> np.ndarray:
        """The background fitted along with the lines."""
        if not self.active:
            return np.zeros_like(self.e)
        b0, b1 = self.value(p, "b0"), self.value(p, "b1")
        name, whole = self.options.background, lines.sum(axis=0)
        if name == "linear":
            return b0 + b1 * (self.e - self.e[0]) / (self.e[-1] - self.e[0])
        if name == "shirley":
            return b0 + b1 * cumulated(self.e, whole)
        return b0 + b1 * (self.matrix @ whole)

    def curve(self, p: np.ndarray) -> np.ndarray:
        """Lines and background together."""
        lines = self.parts(p)
        return np.asarray(lines.sum(axis=0) + self.under(p, lines))

    def _places(self, above: np.ndarray) -> list[float]:
        """The top of the stronger line; further states where most is left under the first."""
        splitting = self.options.splitting
        paired = above + np.interp(self.e + splitting, self.e, above, right=0.0)
        inside = self.e <= self.e[-1] - 0.5 * splitting
        top = float(self.e[np.argmax(np.where(inside, paired, -np.inf))])
        width = half_width(self.e, above, top)
        sides = [0.0, -0.6, 0.6, -1.2]
        return [top + side * width for side in sides[: self.options.states]]


def pseudo_voigt(offset: np.ndarray, width: float, mixing: float) -> np.ndarray:
    """Pseudo-Voigt line of unit area: `mixing` [1] of a Lorentzian, the rest Gaussian, both of the
    full width at half maximum `width`, at `offset` from the centre (same unit)."""
    x = np.asarray(offset, float) / width
    lorentz = 2.0 / math.pi / (1.0 + 4.0 * x**2)
    gauss = 2.0 * math.sqrt(math.log(2.0) / math.pi) * np.exp(-4.0 * math.log(2.0) * x**2)
    return np.asarray((mixing * lorentz + (1.0 - mixing) * gauss) / width)


def half_width(energy: np.ndarray, above: np.ndarray, place: float) -> float:
    """Full width at half the height that the signal has at `place`, at least three steps."""
    top = int(np.argmin(np.abs(energy - place)))
    low = above < 0.5 * above[top]
    left = top - int(np.argmax(low[top::-1])) if low[: top + 1].any() else 0
    right = top + int(np.argmax(low[top:])) if low[top:].any() else energy.size - 1
    least = 3.0 * float(np.diff(energy).min())
    return float(np.clip(energy[right] - energy[left], least, 0.2 * (energy[-1] - energy[0])))


def check(options: Options) -> None:
    """Raise ValueError, saying what to write, for options that make no sense."""
    if options.background not in BACKGROUNDS:
        raise ValueError(f'background "{options.background}" is none of {", ".join(BACKGROUNDS)}')
    if options.noise not in NOISES:
        raise ValueError(f'noise "{options.noise}" is none of {", ".join(NOISES)}')
    if not 1 <= options.states <= MOST_STATES:
        raise ValueError(f"1 to {MOST_STATES} states can be fitted, not {options.states}")
    if options.energies and len(options.energies) != options.states:
        raise ValueError(f"{len(options.energies)} energies for {options.states} states")
    if not options.splitting > 0.0:
        raise ValueError("the splitting of a doublet is positive")
    for name, value in (("ratio", options.ratio), ("width ratio", options.width_ratio)):
        if value is not None and not value > 0.0:
            raise ValueError(f"the {name} is positive, or left out to be fitted")
