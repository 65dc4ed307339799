"""What dissolving the skin would find."""

from __future__ import annotations

import pytest

from solvus.study.features import FEATURES, NotReached
from solvus.study.installed import registries
from solvus.study.load import load_text
from solvus.study.run import StudyRun, run_study

STUDY = """\
title: patches
cell:
  kind: foil
  working:
    solute: Ag
    content: 10 wt%
    thickness: 50 um
    mechanism: H4f
    parameters: {{solubility: 0.71 at%, kept_share: {kept}}}
protocol: [Rest for 1 min, Strip at 1 mA/cm2 for 5 mAh/cm2]
run: {{cells: 30, curves: {curves}}}
"""


def run(kept: float = 1.0, curves: str = "all") -> StudyRun:
    return run_study(load_text(STUDY.format(kept=kept, curves=curves), registries()))


@pytest.mark.parametrize("kept", [1.0, 0.3])
def test_it_is_the_share_that_is_kept(kept: float) -> None:
    done = run(kept)
    held = FEATURES["skin_solute"].read(done, 2)
    assert held > 0.01
    assert FEATURES["dissolved_skin"].read(done, 2) == pytest.approx(kept * held)
    assert FEATURES["dissolved_skin"].read(done, 1) == 0.0


def test_it_needs_the_foil_as_it_was() -> None:
    with pytest.raises(NotReached, match="not kept"):
        FEATURES["dissolved_skin"].read(run(curves="none"), 2)
    with pytest.raises(NotReached, match="not reached"):
        FEATURES["dissolved_skin"].read(run(), 3)
