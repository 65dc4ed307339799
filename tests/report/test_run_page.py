"""The page on one run: what it shows follows from what the run has, and its numbers are the run's.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from solvus.report.blocks import Block, Card, Cards, Details, Figure, Listing, Section, Table
from solvus.report.run_figures import cell_ledger, cell_life, hysteresis_line, spread
from solvus.report.run_page import cell_name, sections, system_of, write_run_page
from solvus.report.run_tables import laws_of, parameter_table
from solvus.study.features import FEATURES, NotReached
from solvus.study.installed import read_study
from solvus.study.run import StudyRun, run_study

LI_AG = "working: {solute: Ag, content: 10 wt%, thickness: 50 um}"
TWO_STEPS = "[Strip at 1 mA/cm2 for 1 mAh/cm2, Plate at 1 mA/cm2 for 1 mAh/cm2]"
LOSING = "cell: {working: {thickness: 50 um, coulombic_efficiency: 90 %}}"
CYCLED = f"protocol: [{{repeat: 8, steps: {TWO_STEPS}}}]"

Do = Callable[..., StudyRun]


@pytest.fixture
def do(tmp_path: Path) -> Do:
    """Run a study given as lines of YAML."""

    def run(*lines: str, frames: int = 0) -> StudyRun:
        path = tmp_path / "study.yaml"
        coarse = "run: {cells: 20}"
        made = lines if any(line.startswith("run:") for line in lines) else (*lines, coarse)
        path.write_text("\n".join(["title: t", *made, ""]))
        return run_study(read_study(path), tmp_path, frames=frames)

    return run


def named(page: list[Section]) -> dict[str, Section]:
    return {section.anchor: section for section in page}


def figures(section: Section) -> list[str]:
    return [block.title for block in section.blocks if isinstance(block, Figure)]


def inside(blocks: tuple[Block, ...] | list[Block], kind: type) -> list:
    found = []
    for block in blocks:
        found += [block] if isinstance(block, kind) else []
        found += inside(list(block.blocks), kind) if isinstance(block, Details) else []
    return found


def cards(section: Section) -> list[Card]:
    return list(inside(list(section.blocks), Cards)[0].cards)


def test_a_short_run_of_an_alloy_moves(do: Do) -> None:
    done = do(f"cell: {{{LI_AG}}}", f"protocol: {TWO_STEPS}", "instruments: {aes: , xps: , eis: }")
    page = named(sections(done))
    assert list(page) == [
        "short", "voltage", "impedance", "readings", "motion", "half-cycles", "parameters",
        "materials", "study",
    ]  # fmt: skip
    assert figures(page["voltage"]) == ["Voltage against time"]
    assert figures(page["impedance"]) == ["Nyquist", "Bode"]
    assert figures(page["readings"]) == ["Surface, AES", "XPS"]
    moving = page["motion"].blocks[0]
    assert isinstance(moving, Figure)
    assert len(moving.figure.frames) > 20
    assert len(done.run.snapshots) == 2  # the run itself stays as it was asked for
    tip = max(half.tip for half in done.run.half_cycles)
    assert cards(page["short"])[2].value == f"{1e3 * tip:.1f} mV"


def test_snapshots_that_were_kept_are_the_ones_that_move(do: Do) -> None:
    done = do(f"cell: {{{LI_AG}}}", f"protocol: {TWO_STEPS}", frames=2)
    moving = named(sections(done))["motion"].blocks[0]
    assert isinstance(moving, Figure)
    assert len(moving.figure.frames) == 1 + 2 * 3


def test_what_is_lost_is_drawn_cycle_by_cycle(do: Do) -> None:
    done = do(LOSING, CYCLED)
    page = named(sections(done))
    assert figures(page["voltage"]) == ["Voltage against time", "Chosen cycles"]
    assert figures(page["cycles"]) == ["Hysteresis", "Reaction layer", "Pores and foils"]
    assert "motion" not in page
    layer = page["cycles"].blocks[1]
    assert isinstance(layer, Figure)
    assert layer.figure.data[0].y[-1] == pytest.approx(
        1e6 * FEATURES["layer_thickness"].read(done, 8)
    )
    last = FEATURES["hysteresis"].read(done, 8)
    assert cards(page["short"])[2].value == f"{1e3 * last:.1f} mV"


def test_without_losses_there_is_no_layer(do: Do) -> None:
    done = do("cell: {working: {thickness: 50 um}}", CYCLED)
    assert figures(named(sections(done))["cycles"]) == ["Hysteresis"]


def test_a_life_that_lithium_ends_does_not_rise_to_the_limit(do: Do) -> None:
    thin = LOSING.replace("50 um", "20 um")
    done = do(thin, CYCLED.replace("8", "60"), "run: {cells: 20, curves: none}")
    life = done.run.life
    assert life.rule == "inventory"
    line = hysteresis_line(done, "Li", 300)
    assert line.end == life.cycles
    assert np.isfinite(line.line.y).all()
    page = named(sections(done))
    assert "No curves were kept" in page["voltage"].text
    assert "inventory" in cards(page["short"])[1].label
    events = inside(list(page["short"].blocks), Table)[0]
    assert events.rows[0][1] == life.cycles


def test_curves_of_some_cycles_stay_in_their_cycles(do: Do) -> None:
    done = do(LOSING, CYCLED, "run: {cells: 20, curves: every 3 cycles}")
    cell = cell_life(done.run, "Li || Li", "Li")
    number = np.searchsorted(np.asarray(cell.begins), np.asarray(cell.time), "right")
    assert set(number.tolist()) == {1, 4, 7}
    assert len(cell.begins) == 8
    voltage = named(sections(done))["voltage"]
    assert figures(voltage) == ["Voltage against time", "Chosen cycles"]


def test_a_single_foil_has_no_voltage(do: Do) -> None:
    done = do(f"cell: {{kind: foil, {LI_AG}}}", f"protocol: {TWO_STEPS}")
    page = named(sections(done))
    assert not {"voltage", "cycles", "impedance"} & set(page)
    assert cell_name(done) == "Li-Ag foil"


def test_a_rest_alone_is_drawn(do: Do) -> None:
    page = named(sections(do("cell: {working: {thickness: 50 um}}", "protocol: [Rest for 1 h]")))
    assert figures(page["voltage"]) == ["Voltage against time"]


def test_a_sweep_shows_its_current(do: Do) -> None:
    done = do(f"cell: {{{LI_AG}}}", "protocol: [Sweep from 0 V to 20 mV at 1 mV/s]")
    page = named(sections(done))
    assert figures(page["voltage"]) == ["Voltage against time", "Current against voltage"]
    drawn = page["voltage"].blocks[1]
    assert isinstance(drawn, Figure)
    assert drawn.figure.data[0].x[-1] == pytest.approx(20.0, abs=0.5)


HALF = (
    "cell: {kind: half, working: {solute: Cu, content: 100 wt%, thickness: 10 um, "
    "coulombic_efficiency: 90 %}, counter: {thickness: 200 um}}"
)
ALL = "Strip at 1 mA/cm2 for 20 h or until exhausted"
SHORT = "{repeat: 3, steps: [Strip at 1 mA/cm2 for 0.5 mAh/cm2, Plate at 1 mA/cm2 for 0.5 mAh/cm2]}"


def test_a_half_cell_has_its_ledger(do: Do) -> None:
    plate = "Plate at 1 mA/cm2 for 3 mAh/cm2"
    done = do(HALF, f"protocol: [{plate}, {ALL}, {plate}, {SHORT}, {ALL}]")
    ledger = cell_ledger(done, "Li || Cu", "Li")
    assert [step.kind for step in ledger.steps] == ["conditioning", "reservoir", "cycles", "strip"]
    assert (ledger.reservoir, ledger.cycled_plated) == pytest.approx((3.0, 1.5))
    assert ledger.cycled_stripped == pytest.approx(1.5)
    assert ledger.efficiency == pytest.approx(90.0, abs=0.1)
    # what came back of it all
    stripped = ledger.cycled_stripped + ledger.final
    assert 100.0 * stripped / 4.5 == pytest.approx(ledger.efficiency)
    assert (cell_name(done), system_of(done)) == ("Li || Cu", "Li")
    assert figures(named(sections(done))["efficiency"]) == ["Average coulombic efficiency"]


def test_a_half_cell_without_such_a_protocol_says_so(do: Do) -> None:
    done = do(HALF, "protocol: [Plate at 1 mA/cm2 for 3 mAh/cm2]")
    with pytest.raises(NotReached):
        cell_ledger(done, "Li || Cu", "Li")
    assert "no average-efficiency protocol" in named(sections(done))["efficiency"].text


def test_long_tables_show_their_ends(do: Do) -> None:
    done = do(LOSING, CYCLED.replace("8", "20"))
    table = named(sections(done))["half-cycles"].blocks[0]
    assert isinstance(table, Table)
    assert len(table.rows) == 24
    assert "of 40 half-cycles" in table.caption
    assert [row[0].text for row in (table.rows[0], table.rows[-1])] == ["1", "20"]  # type: ignore[union-attr]
    metal = [column.name for column in table.columns].index("foil")  # type: ignore[union-attr]
    expected = 1e6 * done.run.half_cycles[-1].working.thickness
    assert table.rows[-1][metal].sort == pytest.approx(expected)  # type: ignore[union-attr]


def test_parameters_tell_what_the_study_gives_from_what_is_assumed(do: Do) -> None:
    given = "interface: {parameters: {film_resistance: 12 ohm.cm2}}"
    done = do(f"cell: {{{LI_AG}}}", given, f"protocol: {TWO_STEPS}", "instruments: {aes: }")
    rows = {(row[0], row[1]): row for row in parameter_table(laws_of(done)).rows}
    film = rows["interface", "film_resistance"]
    assert film[2] == "12 ohm cm2"
    assert film[5].text == "given"  # type: ignore[union-attr]
    assert rows["interface", "exchange_current"][5] == "assumed"
    assert rows["working foil", "solubility"][2] == "0.75 at%"
    assert ("aes", "floor") in rows
    assert len({key for key in rows if key[1] == "double_layer"}) == 1


def test_the_page_is_one_file_with_the_study_in_it(do: Do, tmp_path: Path) -> None:
    done = do(f"cell: {{{LI_AG}}}", f"protocol: {TWO_STEPS}", "# <script>alert(1)</script>")
    path = tmp_path / "run.html"
    write_run_page(path, done, "study.yaml", tmp_path)
    text = path.read_text()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert" not in text
    assert "https://" not in text.partition('id="plotly-packed"')[0]
    assert done.run.ended in text
    listing = inside(list(named(sections(done))["study"].blocks), Listing)[0]
    assert listing.text == done.study.source_text


def test_a_run_that_did_nothing_has_no_page(do: Do) -> None:
    done = do(f"cell: {{{LI_AG}}}", f"protocol: {TWO_STEPS}")
    done.run.half_cycles.clear()
    with pytest.raises(ValueError, match="half-cycle"):
        sections(done)


@pytest.mark.parametrize(("count", "most"), [(1, 3), (2, 3), (7, 3), (1000, 300)])
def test_spread_has_both_ends(count: int, most: int) -> None:
    numbers = spread(count, most)
    assert (numbers[0], numbers[-1]) == (1, count)
    assert len(numbers) == min(count, most)
