"""What a full cell should be told of before it is trusted: sentences that are no faults."""

from __future__ import annotations

import math
from pathlib import Path

from solvus.base.units import show
from solvus.materials import library
from solvus.materials.values import ROOM_TEMPERATURE
from solvus.model.protocol import written_steps
from solvus.model.salt_limit import salt_limit
from solvus.study import full_cell, schema
from solvus.study.full_cell import Balance, balance_of, design_of
from solvus.study.full_cycles import passed
from solvus.study.run import StudyRun

AT_ONCE = 0.01  # of the charge of 1C for an hour: a step that passed less was over as it began
THICK = 150e-6  # [m] of a coating on one face, beyond what cells are built with


def notices(study: schema.Study, folder: Path | None = None) -> list[str]:
    """Sentences on a full cell: lithium, coating, currents that the salt does not carry for long.

    None for other cells. Raises InputError as `balance_of`.
    """
    if study.cell.kind != "full":
        return []
    balance = balance_of(study, folder)
    said = [
        _lithium(balance), _coating(study, folder), _salt(study, folder), _temperature(study)
    ]  # fmt: skip
    return [sentence for sentence in said if sentence]


def notices_of_run(done: StudyRun, folder: Path | None = None) -> list[str]:
    """The notices of a study that was run, and the first step that was over as it began."""
    said = notices(done.study, folder)
    return [*said, *_at_once(done), *_dry(done, folder)]


def _dry(done: StudyRun, folder: Path | None) -> list[str]:
    """The cycle from which on the pores hold more electrolyte than there is, the layer's too."""
    if done.study.cell.kind != "full" or done.study.cell.electrolyte_amount is None:
        return []
    balance = balance_of(done.study, folder)
    for half in done.run.half_cycles:
        if half.layers is None:
            continue
        layer = half.layers[0]
        needed = balance.pores + layer.porosity * layer.thickness
        if needed > balance.amount:
            return [
                f"from cycle {half.cycle} on coating, separator and reaction layer have pores for "
                f"{1e5 * needed:.3g} uL/cm2 of electrolyte and there are "
                f"{1e5 * balance.amount:.3g}: the model takes them as filled all the same"
            ]
    return []


def _at_once(done: StudyRun) -> list[str]:
    if done.cell.cathode is None:
        return []
    nominal = done.cell.cathode.design.nominal
    area = done.study.cell.area or math.nan
    longest = {  # a step that its time ended was not over too early
        step.text: step.resolved(nominal, area).longest
        for _, step in written_steps(done.study.protocol)
    }
    for half in done.run.half_cycles:
        if half.cathode is None or half.text.lower().startswith(("hold", "rest")):
            continue
        early = half.duration < (1.0 - 1e-9) * longest.get(half.text, math.inf)
        if early and passed(half) < AT_ONCE * nominal:
            return [
                f'"{half.text}" in cycle {half.cycle} was over after {_charge(passed(half))}: the '
                "cell was at its cut-off almost at once, for want of lithium that could move or "
                "for what the current costs; see whether the cell begins charged or discharged, "
                "whether lithium is left, or write a smaller current"
            ]
    return []


def _lithium(balance: Balance) -> str:
    if balance.n_to_p >= 1.0:
        return ""
    return (
        f"N/P is {balance.n_to_p:.2f}: the foil holds {_charge(balance.foil)} and the cathode "
        f"moves {_charge(balance.reversible)} between its cut-offs; what can be lost before it is "
        f"missed is {_charge(balance.reserve)}"
    )


def _temperature(study: schema.Study) -> str:
    if abs(study.cell.temperature - ROOM_TEMPERATURE) < 0.5:
        return ""
    return (
        f"at {study.cell.temperature - 273.15:.0f} degC only diffusion in foil and particles and "
        "RT/F follow the temperature: open circuit, kinetics, film and electrolyte are those of "
        "25 degC"
    )


def _coating(study: schema.Study, folder: Path | None) -> str:
    coating = design_of(study.cell, folder).coating
    if coating.thickness <= THICK:
        return ""
    return (
        f"the coating is {show(coating.thickness, 'm', 'um')} thick on one face, more than the "
        f"{show(THICK, 'm', 'um')} that cells are built with"
    )


def _salt(study: schema.Study, folder: Path | None) -> str:
    """The step furthest beyond the current that the salt carries at steady state."""
    design = design_of(study.cell, folder)
    limit = salt_limit(design, full_cell.salt_of(
        library.electrolyte(study.cell.electrolyte, folder)
    ))  # fmt: skip
    worst, text, most = 1.0, "", 0.0
    for _, step in written_steps(study.protocol):
        current = step.resolved(design.nominal, study.cell.area or math.nan).current
        carried = limit.charge if step.sign < 0 else limit.discharge
        if step.sign and current / carried > worst:
            worst, text, most = current / carried, step.text, carried
    if not text:
        return ""
    said = (
        f'"{text}" is {worst:.2g} times the {show(most, "A/m^2", "mA/cm2")} that the salt carries '
        "for long through separator and coating"
    )
    if design.model == "porous":
        return said
    return f"{said}; write model: porous, the particle model does not see it"


def _charge(value: float) -> str:
    return show(value, "C/m^2", "mAh/cm2")
