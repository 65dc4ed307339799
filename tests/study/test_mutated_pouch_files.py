"""Whatever is done to a pouch file, it is a cell or it is told why not."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from solvus.base.errors import InputError
from solvus.study.pouch_load import Pouch, read_text
from solvus.study.pouch_template import template

FOLDER = Path(__file__).parents[2] / "examples"
NAMES = ("wang2023_1p4Ah.yaml", "ncm811_5p2Ah.yaml", "li_metal_benchmark.yaml")
TEXTS = [(FOLDER / name).read_text(encoding="utf-8") for name in NAMES] + [template()]

scalars = st.one_of(
    st.sampled_from(
        ["", "~", "true", "-1", "0", "1e999", ".nan", ".inf", "[]", "{}", "[[1]]", "{a: {b: c}}",
         "50", "50 um", "-5 um", "10 wt%", "100 wt%", "1 g/Ah", "1e300 um", "0 %", "99 %", "&a x",
         "*a", "!!int x", "|", "none", "shared", "foil", "cathode", "5 $/kg", "1 um to 2 um",
         "+- 5 %", "+- -1 um", "ncm622", "span", "4.4 V", "0.1 V"]
    ),
    st.integers().map(str),
    st.floats().map(str),
    st.text(max_size=12),
)  # fmt: skip


KINDS = ("drop line", "repeat line", "move", "drop", "uncomment", "put")


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """A valid file with a few tokens or lines deleted, repeated, moved or replaced."""
    lines = draw(st.sampled_from(TEXTS)).splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        tokens = lines[at].split(" ")
        word = draw(st.integers(0, len(tokens) - 1))
        match draw(st.sampled_from(KINDS)):
            case "drop line":
                del lines[at]
            case "repeat line":
                lines.insert(at, lines[at])
            case "move":
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
            case "drop":
                del tokens[word]
                lines[at] = " ".join(tokens)
            case "uncomment":
                lines[at] = lines[at].replace("# ", "", 1)
            case "put":
                key, colon, _ = lines[at].partition(": ")
                whole = bool(colon) and draw(st.booleans())
                tokens[word] = draw(scalars)
                lines[at] = key + colon + tokens[word] if whole else " ".join(tokens)
        lines = lines or [""]
    return "\n".join(lines)


def check(text: str) -> None:
    pouch, faults = None, ()
    try:
        pouch = read_text(text, "cell.yaml", FOLDER)
    except InputError as error:
        faults = error.faults
    assert isinstance(pouch, Pouch) or faults
    for fault in faults:
        assert len(fault.message.split()) >= 2, f"not a sentence: {fault}"
        assert "Traceback" not in fault.message
        assert "Value error" not in fault.message
        str(fault).encode()
    if pouch is not None:
        found = pouch.energies
        assert np.isfinite([found.mass, found.energy, found.specific_energy, found.cost]).all()
        assert found.mass > 0.0
        assert min(found.built) > 0.0


@given(mutations())
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_mutated_file_loads_or_says_why_not(text: str) -> None:
    check(text)


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
@example("anode: {}\n")
def test_any_text_loads_or_says_why_not(text: str) -> None:
    check(text)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8) | st.integers().map(str), inner, max_size=3)
    ),
    max_leaves=8,
)
PLACES = (
    "title: {}", "cell: {}", "cathode: {}", "anode: {}", "cathode: {{measured: {}}}",
    "cathode: {{measured: [{}]}}", "anode: {{collector: {}, content: {}}}", "electrolyte: {}",
    "separator: {}", "pouch: {{seals: {}}}", "tabs: {{positive: {}, negative: {}}}", "prices: {}",
    "uncertain: {}", "variants: {}", "variants: {{a: {}}}", "reported: {}", "checks: {}",
    "life: {}", "n_to_p: {}", "formation: {}",
)  # fmt: skip


@given(st.sampled_from(PLACES), values, values)
@settings(max_examples=200, deadline=None)
def test_any_data_in_any_block(place: str, one: object, other: object) -> None:
    text = place.format(json.dumps(one), json.dumps(other))
    rest = "\n".join(
        line for line in TEXTS[1].splitlines() if not line.startswith(place.partition(":")[0])
    )
    check(text + "\n" + rest)
    check(text)
