"""Which verbs a kind of cell knows, and currents that only a capacity or an area can tell."""

from __future__ import annotations

import math

import pytest

from solvus.base.errors import InputError
from solvus.model.protocol import Loop, Protocol, net_charge_extremes
from solvus.study.checks import cell_current_slips, verb_slips, voltage_slips
from solvus.study.load import load_text
from solvus.study.protocol_list import read_protocol
from solvus.study.registries import Registries

MAH_CM2 = 36000.0


def protocol_of(*steps: object) -> Protocol:
    protocol, slips = read_protocol(list(steps))
    assert not slips
    return protocol


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Strip at 1 mA/cm2 for 1 h", '"Discharge", which strips the foil'),
        ("Plate at 1 mA/cm2 for 1 h", '"Charge", which plates the foil'),
        ("Sweep from 0 V to 0.1 V at 1 mV/s", '"Hold at 4.3 V until C/20"'),
    ],
)
def test_a_full_cell_is_not_spoken_to_as_a_foil(text: str, told: str) -> None:
    protocol = protocol_of("Charge at C/10 until 4.3 V", {"repeat": 2, "steps": [text]})
    [(path, sentence)] = verb_slips("full", protocol)
    assert path == ("protocol", 1, "steps", 0)
    assert told in sentence


@pytest.mark.parametrize("kind", ["foil", "symmetric", "half"])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Charge at 1 mA/cm2 for 1 h", '"Strip" when lithium leaves the working foil'),
        ("Discharge at C/5 until 2.8 V", '"Plate" when it comes back, or kind: full'),
        ("Hold at 4.3 V for 1 h", "there is no cathode here"),
    ],
)
def test_a_foil_is_not_spoken_to_as_a_full_cell(kind: str, text: str, told: str) -> None:
    protocol = protocol_of("Rest for 1 h", text)
    [(path, sentence)] = [*verb_slips(kind, protocol), *voltage_slips(kind, protocol, {})]
    assert path == ("protocol", 1)
    assert told in sentence


def test_what_both_know_passes() -> None:
    assert not verb_slips("full", protocol_of("Rest for 1 h", "Charge at C/10 until 4.3 V"))
    assert not verb_slips("symmetric", protocol_of("Rest for 1 h", "Strip at C/10 for 1 h"))


def test_a_study_with_a_verb_it_does_not_know_is_told_so_with_its_place(known: Registries) -> None:
    text = (
        "title: Li\ncell: {working: {thickness: 50 um}}\nprotocol:\n"
        "  - Strip at 1 mA/cm2 for 1 h\n  - Charge at 1 mA/cm2 for 1 h\n  - Hold at 1 V for 1 h\n"
    )
    with pytest.raises(InputError) as caught:
        load_text(text, known)
    assert [(fault.line, fault.key) for fault in caught.value.faults] == [
        (5, "protocol[1]"),
        (6, "protocol[2]"),
    ]
    wrong = text.replace("50 um", "-50 um")  # what else is wrong does not hide it
    with pytest.raises(InputError) as caught:
        load_text(wrong, known)
    assert len(caught.value.faults) == 3


def test_amperes_want_an_area_and_c_rates_a_capacity() -> None:
    protocol = protocol_of("Charge at 1 A until 4.1 V", "Hold at 4.1 V until 50 mA")
    slips = cell_current_slips(protocol, 3.0 * MAH_CM2)
    assert [path for path, _ in slips] == [("protocol", 0), ("protocol", 1)]
    assert all("cell: {area: 10 cm2}" in sentence for _, sentence in slips)
    assert not cell_current_slips(protocol, 3.0 * MAH_CM2, area=0.01)
    charge, hold = (step.resolved(3.0 * MAH_CM2, 0.01) for step in protocol)
    assert (charge.current, hold.cut_current) == (pytest.approx(100.0), pytest.approx(5.0))
    assert charge.signed_current == -charge.current
    [(_, sentence)] = cell_current_slips(protocol_of("Charge at C/2 until 4.1 V"), 0.0)
    assert "the cathode has no capacity" in sentence


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Charge at 100 A until 4.1 V", "the largest current is 1 A/cm2: write less"),
        ("Charge at 1000C until 4.1 V", "write a smaller C-rate"),
        ("Hold at 4.1 V until 100 A", "the largest current is 1 A/cm2: write less"),
        ("Charge at 1 nA for 5 mAh/cm2", "takes longer than 100000 h"),
    ],
)
def test_currents_out_of_range_for_the_cell_are_told(text: str, told: str) -> None:
    [(_, sentence)] = cell_current_slips(protocol_of(text), 3.0 * MAH_CM2, area=5e-5)
    assert told in sentence


def test_the_charge_balance_of_foils_does_not_count_a_full_cell() -> None:
    protocol = protocol_of({"repeat": 2, "steps": ["Charge at C/10 until 4.3 V"]})
    assert isinstance(protocol[0], Loop)
    with pytest.raises(ValueError, match="full cell"):
        net_charge_extremes(protocol, 3.0 * MAH_CM2)
    [step] = protocol[0].body
    assert math.isinf(step.resolved(MAH_CM2).largest_charge)
