"""Parameter tables: defaults, overrides, all faults at once."""

import math

import pytest

from solvus.base.errors import InputError
from solvus.base.parameters import Parameter, resolve

TABLE = (
    Parameter("diffusivity", "m^2/s", "1.5e-10 cm2/s", "1e-14 cm2/s", "1e-8 cm2/s"),
    Parameter("solubility", "1", None, "0 at%", "3 at%"),
    Parameter("threshold", "C/m^2", "4 mAh/cm2"),
)


def test_override_beats_given_beats_default() -> None:
    values = resolve(
        TABLE, {"solubility": "0.75 at%"}, given={"solubility": 0.01, "threshold": 3.0}
    )
    assert values == {"diffusivity": 1.5e-14, "solubility": 0.0075, "threshold": 3.0}
    assert resolve(TABLE, {}, given={"solubility": 0.01})["threshold"] == 144000.0
    assert resolve(TABLE, {"solubility": 0.03})["solubility"] == 0.03


def test_a_bound_itself_is_inside() -> None:
    values = resolve(TABLE, {"solubility": "3 at%", "diffusivity": "1e-18 m2/s"})
    assert values["solubility"] == pytest.approx(0.03)


def test_all_faults_at_once() -> None:
    overrides = {"difusivity": "1 cm2/s", "diffusivity": "1 cm2/s", "threshold": "4"}
    with pytest.raises(InputError) as caught:
        resolve(TABLE, overrides, ("cell", "working", "parameters"))
    texts = [str(fault) for fault in caught.value.faults]
    assert len(texts) == 4
    here = "cell.working.parameters."
    assert texts[0].startswith(f"{here}difusivity: ")
    assert 'Did you mean "diffusivity"?' in texts[0]
    assert "1e-14 cm2/s to 1e-8 cm2/s" in texts[1]
    assert f"{here}solubility: has no default" in texts[2]
    assert 'write e.g. "4 mAh/cm2"' in texts[3]


@pytest.mark.parametrize("bad", [True, None, [1], math.nan, -0.1, "10 wt%"])
def test_values_that_are_no_fraction(bad: object) -> None:
    with pytest.raises(InputError):
        resolve(TABLE, {"solubility": bad})  # type: ignore[dict-item]
    with pytest.raises(InputError):
        resolve(TABLE, {}, given={"solubility": math.nan})
