"""Whatever is done to a study file, it is a study or it is told why not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solvus.base.errors import InputError
from solvus.study.load import load_text
from solvus.study.registries import Registries
from solvus.study.schema import Study
from solvus.study.template import template

FOLDER = Path(__file__).parents[2] / "examples"
# decide_*.yaml are plans, and what has no protocol is a pouch cell.
EXAMPLES = [path for path in sorted(FOLDER.glob("[!d]*.yaml")) if "protocol:" in path.read_text()]
TEXTS = [path.read_text(encoding="utf-8") for path in EXAMPLES] + [template()]

scalars = st.one_of(
    st.sampled_from(
        ["", "~", "true", "-1", "0", "1e999", ".nan", ".inf", "[]", "{}", "[[1]]", "{a: {b: c}}"]
    ),
    st.sampled_from(
        ["50", "50 um", "-5 um", "10 wt%", "1 mA", "&a x", "*a", "!!int x", "? x", "|"]
    ),
    st.integers().map(str),
    st.floats().map(str),
    st.text(max_size=12),
)


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """A valid study with a few tokens or lines deleted, repeated, moved or replaced."""
    lines = draw(st.sampled_from(TEXTS)).splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        tokens = lines[at].split(" ")
        word = draw(st.integers(0, len(tokens) - 1))
        match draw(st.sampled_from(["drop line", "repeat line", "move", "drop", "repeat", "put"])):
            case "drop line":
                del lines[at]
            case "repeat line":
                lines.insert(at, lines[at])
            case "move":
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
            case "drop":
                del tokens[word]
                lines[at] = " ".join(tokens)
            case "repeat":
                lines[at] = " ".join([*tokens[:word], tokens[word], *tokens[word:]])
            case "put":
                key, colon, _ = lines[at].partition(": ")
                whole = bool(colon) and draw(st.booleans())
                tokens[word] = draw(scalars)
                lines[at] = key + colon + tokens[word] if whole else " ".join(tokens)
        lines = lines or [""]
    return "\n".join(lines)


def check(text: str, known: Registries) -> None:
    study, faults = None, ()
    try:
        study = load_text(text, known)
    except InputError as error:
        faults = error.faults
    assert isinstance(study, Study) or faults
    for fault in faults:
        assert len(fault.message.split()) >= 2, f"not a sentence: {fault}"
        assert "Traceback" not in fault.message
        assert "Value error" not in fault.message
        str(fault).encode()


@given(mutations())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_mutated_study_loads_or_says_why_not(known: Registries, text: str) -> None:
    check(text, known)


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_loads_or_says_why_not(known: Registries, text: str) -> None:
    check(text, known)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8) | st.integers().map(str), inner, max_size=3)
    ),
    max_leaves=8,
)
PLACES = (
    *("title: {}", "cell: {}", "cell: {{working: {}}}", "interface: {}", "instruments: {}"),
    *("cell: {{working: {{thickness: {}}}}}", "cell: {{working: {{parameters: {}}}}}"),
    *("instruments: {{aes: {}}}", "protocol: {}", "protocol: [{{repeat: {}, steps: {}}}]"),
    *("run: {}", "run: {{curves: {}}}", "cell: {{counter: {}, kind: {}}}"),
    *("cell: {{kind: full, cathode: {}, separator: {}}}", "cell: {{cathode: {}}}"),
    "cell: {{kind: full, cathode: {{material: {}, loading: {}}}}}",
    "cell: {{kind: full, cathode: {{fade: {}, model: {}}}}}",
    "cell: {{kind: full, electrolyte_amount: {}, area: {}}}",
    "end_of_life: {{retention: {}, voltage: {}}}",
)


@given(st.sampled_from(PLACES), values, values)
@settings(max_examples=300, deadline=None)
def test_any_value_anywhere_loads_or_says_why_not(
    known: Registries, place: str, first: object, second: object
) -> None:
    check(place.format(json.dumps(first), json.dumps(second)), known)


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_the_examples_load(path: Path, known: Registries) -> None:
    assert load_text(path.read_text(encoding="utf-8"), known, str(path)).title
