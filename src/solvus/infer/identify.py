"""What a calibration could not find out, in words."""

from __future__ import annotations

import math

from solvus.base import units
from solvus.infer.result import Direction, Estimate, Result

PRIOR_LED = 0.5  # share of the knowledge from the prior, above which that is said
PARTNERS = 0.25  # component from which on a parameter is named in a direction
CORRELATED = 0.9
POOR_P, GOOD_P = 0.01, 0.99
NEAR = 4.0  # of chi2, within which another optimum matters


def cautions(result: Result) -> list[str]:
    """Everything a reader must know before using the values, one sentence each."""
    said = [_open(one) for one in result.directions if one.open]
    for one in result.estimates:
        said += _of_parameter(one)
    said += _correlated(result)
    said += _of_fit(result)
    said += [_missed(one.asked.name) for one in result.readings if math.isnan(one.predicted)]
    said += [note + "." if not note.endswith(".") else note for note in result.notes]
    return list(dict.fromkeys(said))


def shown(value: float, estimate: Estimate) -> str:
    """A value of a parameter with its unit."""
    return units.show(value, estimate.free.unit, estimate.free.display)


def _open(one: Direction) -> str:
    parts = {name: x for name, x in one.parts.items() if abs(x) >= PARTNERS}
    if len(parts) == 1:
        return f"{next(iter(parts))} is not determined: no reading changes enough with it."
    first = next(iter(parts.values()))
    with_it = [name for name, x in parts.items() if x * first > 0.0]
    against = [name for name, x in parts.items() if x * first < 0.0]
    move = f"{' and '.join(with_it)} up"
    move += f", {' and '.join(against)} down" if against else " together"
    return (
        f"The combination of {', '.join(parts)} is not determined: moving {move} changes no "
        "reading enough."
    )


def _of_parameter(one: Estimate) -> list[str]:
    name, said = one.free.name, []
    if one.bound:
        edge = one.free.low if one.bound == "low" else one.free.high
        said.append(
            f"{name} ended at its {one.bound} bound, {shown(edge, one)}: its value is that bound, "
            "and its standard deviation says little."
        )
    if one.by_prior > PRIOR_LED:
        said.append(f"{name} is known by its prior ({100 * one.by_prior:.0f} %), not by the data.")
    return said


def _correlated(result: Result) -> list[str]:
    said = []
    for i, one in enumerate(result.estimates):
        for j, other in enumerate(result.estimates[:i]):
            r = float(result.correlation[i, j])
            if abs(r) >= CORRELATED and not (one.open or other.open):
                said.append(
                    f"{other.free.name} and {one.free.name} are known together rather than each: "
                    f"correlation {r:+.2f}."
                )
    return said


def _of_fit(result: Result) -> list[str]:
    said = []
    p = result.score.p_value
    if p < POOR_P:
        said.append(
            f"The readings lie further from the model than their sigmas allow (p = {p:.1g}): the "
            "model or the sigmas are wrong, and the standard deviations are too small."
        )
    if p > GOOD_P:
        said.append(
            f"The readings lie closer to the model than their sigmas say (p = {p:.3f}): the sigmas "
            "are generous."
        )
    if result.freedom <= 0:
        said.append("There is no reading to spare: how well the model fits cannot be said.")
    best, *rest = result.fit.optima
    others = sum(one.finished and one.cost < best.cost + NEAR for one in rest)
    if others and not any(one.open for one in result.directions):
        count = "1 other optimum lies" if others == 1 else f"{others} other optima lie"
        said.append(
            f"{count} within {NEAR:g} of the best chi2: the standard deviations know one only."
        )
    return said


def _missed(name: str) -> str:
    return f"The model never came to {name}; it counts as missed by ten sigma or more."
