"""A calibration of the whole symmetric group: six parameters, nine readings, four studies.

Li || Li over 120 cycles, Li-Ag || Li-Ag over 100, and the average efficiency of both against Cu,
with eight starts. Wall time on the cores that there are, compilation left out.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from solvus.infer.calibrate import Wishes, calibrate
from solvus.infer.plan import read_plan

CELL = """\
title: {name} || {name}
cell:
  working: {{{foil}thickness: 50 um}}
interface: {{nucleation_transient: none}}
run: {{cells: 40}}
protocol:
  - repeat: {cycles}
    steps: [Strip at 1 mA/cm2 for 1 mAh/cm2, Plate at 1 mA/cm2 for 1 mAh/cm2]
"""
ACE = """\
title: {name} || Cu
cell:
  kind: half
  working: {{solute: Cu, content: 100 wt%, thickness: 10 um, coulombic_efficiency: 97 %}}
  counter: {{thickness: 500 um}}
interface: {{nucleation_transient: none}}
run: {{cells: 40}}
protocol:
  - Plate at 0.5 mA/cm2 for 5 mAh/cm2
  - Strip at 0.5 mA/cm2 for 20 h or until 1 V or until exhausted
  - Plate at 0.5 mA/cm2 for 5 mAh/cm2
  - repeat: 10
    steps: [Strip at 0.5 mA/cm2 for 1 mAh/cm2, Plate at 0.5 mA/cm2 for 1 mAh/cm2]
  - Strip at 0.5 mA/cm2 for 20 h or until 1 V or until exhausted
"""
BLOCK = """\
calibration:
  studies: {ag: ag.yaml, ace_li: ace_li.yaml, ace_ag: ace_ag.yaml}
  parameters:
    efficiency_li:
      {sets: cell.working.coulombic_efficiency, study: [this, ace_li], start: 97 %, low: 90 %,
       high: 99.9 %}
    efficiency_ag:
      {sets: cell.working.coulombic_efficiency, study: [ag, ace_ag], start: 97 %, low: 90 %,
       high: 99.9 %}
    packing_li: {sets: cell.working.packing, study: this, low: 5 %, high: 90 %, scale: log}
    packing_ag: {sets: cell.working.packing, study: ag, low: 5 %, high: 90 %, scale: log}
    fresh_macmullin:
      {sets: layer.parameters.fresh_macmullin, study: [this, ag], start: 1.5, low: 1, high: 10,
       scale: log}
    closing_charge:
      {sets: layer.parameters.closing_charge, study: [this, ag], start: 7 mAh/cm2, low: 1 mAh/cm2,
       high: 50 mAh/cm2, scale: log}
  data:
    - {feature: hysteresis, cycle: 1, value: 25 mV, sigma: 4 mV}
    - {feature: hysteresis, cycle: 100, value: 50 mV, sigma: 6 mV}
    - {feature: hysteresis, cycle: 120, value: 100 mV, sigma: 12 mV}
    - {feature: layer_thickness, cycle: 50, value: 39 um, sigma: 4 um}
    - {feature: layer_thickness, cycle: 100, value: 70 um, sigma: 7 um}
    - {feature: layer_thickness, study: ag, cycle: 50, value: 8 um, sigma: 2 um}
    - {feature: layer_thickness, study: ag, cycle: 100, value: 21 um, sigma: 4 um}
    - {feature: efficiency, study: ace_li, conditioning: 1, value: 96.2 %, sigma: 0.4 %}
    - {feature: efficiency, study: ace_ag, conditioning: 1, value: 98.5 %, sigma: 0.3 %}
  fit: {starts: 8}
"""
SILVER = "solute: Ag, content: 10 wt%, parameters: {solubility: 0.75 at%}, "


def write_studies(folder: Path) -> Path:
    """The four study files in `folder`; the path of the one with the calibration."""
    path = folder / "li.yaml"
    path.write_text(CELL.format(name="Li", foil="", cycles=120) + BLOCK)
    (folder / "ag.yaml").write_text(CELL.format(name="Li-Ag", foil=SILVER, cycles=100))
    for solute, name in (("li", "Li"), ("ag", "Li-Ag")):
        (folder / f"ace_{solute}.yaml").write_text(ACE.format(name=name))
    return path


def main() -> list[str]:
    """Wall time of the fit with its eight starts, and of the profiles of all parameters."""
    with tempfile.TemporaryDirectory() as name:
        plan = read_plan(write_studies(Path(name)))
        begun = time.perf_counter()
        done = calibrate(plan, Path(name), Wishes())
        seconds = time.perf_counter() - begun
    parts = ", ".join(f"{what} {one:.1f} s" for what, one in done.seconds.items())
    return [
        f"calibration of 6 parameters on 9 readings in 4 studies, 8 starts and profiles: "
        f"{seconds:.1f} s wall, {done.runs} runs ({parts})"
    ]


if __name__ == "__main__":
    print("\n".join(main()))
