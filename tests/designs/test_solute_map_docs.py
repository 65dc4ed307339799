"""What docs/sweeps.md says moves a life, run again with the example's study."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from solvus.base import yaml_source
from solvus.base.yaml_source import key_path
from solvus.designs.job import FAST
from solvus.study.installed import registries
from solvus.study.load import load_data
from solvus.study.run import run_study
from solvus.study.variant import write_entry

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "examples" / "solute_map_life.yaml"
SECTION = (ROOT / "docs" / "sweeps.md").read_text(encoding="utf-8").partition("## Solute maps")[2]
FOIL = "cell.working."
LITHIUM: dict[str, Any] = {"solute": None, "content": None}
MOST_APART = 2  # cycles


def _life(foil: dict[str, Any], rate: str = "0.5C", others: dict[str, Any] | None = None) -> int:
    data, _ = yaml_source.load(STUDY)
    changes: dict[str, Any] = {FOIL + name: entry for name, entry in foil.items()} | (others or {})
    changes |= {"protocol[1].repeat": 190,  # beyond every life
                "protocol[1].steps[0]": f"Charge at {rate} until 4.3 V",
                "protocol[1].steps[1]": f"Discharge at {rate} until 2.8 V"}  # fmt: skip
    for path, entry in (changes | FAST).items():
        write_entry(data, key_path(path), entry)
    done = run_study(load_data(data, {}, registries(STUDY.parent), "", str(STUDY)), STUDY.parent)
    assert not done.run.life.censored
    return done.run.life.cycles


@pytest.mark.parametrize(
    ("life", "foil", "rate"),
    [
        (67, LITHIUM | {"coulombic_efficiency": "96.2 %", "packing": "25 %"}, "0.5C"),
        (178, LITHIUM, "0.5C"),
        (131, LITHIUM | {"thickness": "20 um"}, "0.5C"),
        (129, {"content": "30 wt%", "thickness": "20 um", "mechanism": "H1"}, "0.5C"),
        (112, {"content": "30 wt%", "thickness": "20 um"}, "0.5C"),
        (173, {}, "0.5C"),
        (109, {"content": "45 wt%", "thickness": "60 um"}, "0.5C"),
        (178, {"content": "45 wt%", "thickness": "60 um", "retention": "100 %"}, "0.5C"),
        (16, {"solute": "Mg", "content": "45 wt%", "thickness": "60 um"}, "1C"),
        (183, {"solute": "Mg", "content": "45 wt%", "thickness": "60 um",
               "parameters": {"diffusivity": "6e-11 cm2/s"}}, "1C"),
        (119, {"thickness": "20 um"}, "0.2C"),
        (140, {"thickness": "20 um"}, "1C"),
    ],
)  # fmt: skip
def test_a_life_is_what_the_page_says(life: int, foil: dict[str, Any], rate: str) -> None:
    assert f"{life}" in SECTION
    assert abs(_life(foil, rate) - life) <= MOST_APART


def test_the_dip_does_not_move_a_life() -> None:
    assert _life({}, others={"interface.parameters": {"level_full": "5 mV"}}) == _life({})
