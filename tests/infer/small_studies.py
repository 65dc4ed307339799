"""Studies that run in a few milliseconds, with a calibration."""

from __future__ import annotations

from pathlib import Path

FOIL = """\
title: Li-Ag, {title}
cell:
  working:
    solute: Ag
    content: 10 wt%
    thickness: 50 um
    mechanism: H3v
    parameters: {{solubility: 0.75 at%}}
run: {{cells: 10}}
protocol:
  - Strip at 1 mA/cm2 for {charge} mAh/cm2
  - Plate at 1 mA/cm2 for 0.5 mAh/cm2
"""
BLOCK = """\
calibration:
  studies: {after_3: after_3.yaml}
  parameters:
    level_full: {sets: interface.parameters.level_full, start: 50 mV, low: 5 mV, high: 300 mV}
    level_slope: {sets: interface.parameters.level_slope, start: 10 mV, low: 0 mV, high: 200 mV}
  data:
    - {feature: tip, step: 1, value: 86 mV, sigma: 3 mV, source: Fig 4i}
    - {feature: tip, step: 2, value: 54 mV, sigma: 3 mV, source: Fig 4i}
    - {feature: tip, study: after_3, step: 2, value: 73 mV, sigma: 3 mV, source: Fig 4i}
  predict:
    - {feature: end_voltage, step: 2}
  fit: {starts: 2}
"""


def write(folder: Path, block: str = BLOCK, more: str = "") -> Path:
    """The study with the block, and the other one beside it; the path of the first."""
    path = folder / "own.yaml"
    path.write_text(FOIL.format(title="after 5", charge=5) + more + block)
    (folder / "after_3.yaml").write_text(FOIL.format(title="after 3", charge=3))
    return path
