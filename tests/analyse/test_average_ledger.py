"""What each half-cycle of an Adams protocol was, and the efficiency with its ledger."""

from __future__ import annotations

import numpy as np
import pytest
from synthetic_traces import HOUR, Step, flat, sloped, stepwise

from solvus.analyse.average_ledger import CONDITIONING, FINAL, RESERVOIR, SHORT, ledger_of, roles_of
from solvus.analyse.cycling_record import CyclerCell
from solvus.analyse.features import Options, features_of
from solvus.analyse.per_cycle import PerCycle
from solvus.analyse.uncertain import EXACT

CELL = CyclerCell("li_cu", "substrate", area=1e-4)


def step(charge: float, *, end: float = 0.02) -> Step:
    """A plating (negative) or strip of so many mAh at 0.5 mA."""
    size = abs(charge) / 0.5 * HOUR
    return (0.5e-3 if charge > 0 else -0.5e-3), size, sloped(np.sign(charge) * 0.02, end)


def protocol(final: float, end: float = 1.0) -> list[Step]:
    rest = (0.0, 600.0, flat(0.0))
    return [
        step(-5.0, end=-0.02), step(4.6, end=1.0), rest, step(-5.0, end=-0.02),
        *[step(1.0), step(-1.0, end=-0.02)] * 10, step(final, end=end), rest,
    ]  # fmt: skip


def read(steps: list[Step], cell: CyclerCell = CELL) -> PerCycle:
    return features_of(stepwise(steps, 40), cell, options=Options(EXACT))


def test_the_numbers_of_the_paper_from_a_trace() -> None:
    for final, expected in ((4.775, 0.985), (4.430, 0.962)):
        found = ledger_of(read(protocol(final)))
        assert found.efficiency.value == pytest.approx(expected)
        assert found.average.value == pytest.approx(found.efficiency.value)
        assert found.average.cycles == 10
        assert found.to_cut_off
        assert not found.average.above_one
        assert "Adams" in found.efficiency.definition
        roles = [row.role for row in found.rows]
        assert roles == [CONDITIONING] * 2 + [RESERVOIR] + [SHORT] * 20 + [FINAL]
        assert found.rows[2].charge == pytest.approx(18.0)
        assert found.rows[2].plated
        assert found.rows[-1].end == pytest.approx(1.0)


def test_a_strip_that_stopped_before_its_cut_off_is_told() -> None:
    assert not ledger_of(read(protocol(4.5, end=0.025))).to_cut_off
    assert ledger_of(read(protocol(5.4))).average.above_one


def test_without_conditioning_and_with_the_leads_turned() -> None:
    steps = protocol(4.775)[3:]
    found = ledger_of(read(steps))
    assert found.efficiency.value == pytest.approx(0.985)
    turned = [(-current, size, lambda s, v=shape: -v(s)) for current, size, shape in steps]
    other = ledger_of(read(turned, CyclerCell("li_cu", "lithium")))
    assert other.efficiency.value == pytest.approx(0.985)
    assert other.rows[0].role == RESERVOIR


def test_a_strip_ahead_of_everything_is_left_out() -> None:
    assert roles_of([False, True, False, True, False], [0.2, 5.0, 1.0, 1.0, 4.8]) == [
        "", RESERVOIR, SHORT, SHORT, FINAL,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("plated", "charge", "sentence"),
    [
        ([False], [1.0], "nothing is plated"),
        ([True, False, True], [5.0, 1.0, 1.0], "final strip to the cut-off is missing"),
        ([True, False], [5.0, 4.9], "no short cycles"),
        ([True, False, True, False], [5.0, 4.0, 1.0, 0.9], "no short cycles"),
        ([True, True, False, True, False], [5.0, 1.0, 1.0, 1.0, 4.0], "do not alternate"),
    ],
)
def test_what_is_no_such_protocol_says_what_is_missing(
    plated: list[bool], charge: list[float], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        roles_of(plated, charge)


def test_a_foil_is_no_substrate() -> None:
    with pytest.raises(ValueError, match="end point that is defined otherwise"):
        ledger_of(read(protocol(4.5), CyclerCell("symmetric")))
