"""Spaces small enough to walk through in a blink."""

from __future__ import annotations

from pathlib import Path

import pytest

SMALL = """\
title: Two steps
cell:
  working: {solute: Ag, content: 10 wt%, thickness: 50 um}
protocol:
  - Strip at 1 mA/cm2 for 1 mAh/cm2
  - Plate at 1 mA/cm2 for 1 mAh/cm2
run: {cells: 20}
sweep:
  over:
    cell.working.thickness: 20 um to 60 um
    cell.working.content: [5 wt%, 10 wt%, 99 wt%]
  draws: 4
"""
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A study whose third content cannot be."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    return path


@pytest.fixture
def pouch() -> Path:
    """The pouch cell of the paper, with the study of its life."""
    return EXAMPLES / "wang2023_1p4Ah.yaml"
