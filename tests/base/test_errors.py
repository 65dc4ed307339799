"""Errors: their text, their place, near misses."""

import pickle

from solvus.base.errors import Fault, InputError, MissingExtra, nearest, suggestion


def test_fault_leaves_out_what_is_not_known() -> None:
    assert str(Fault("is wrong")) == "is wrong"
    assert str(Fault("is wrong", "a.b")) == "a.b: is wrong"
    assert str(Fault("is wrong", "a.b", "s.yaml")) == "s.yaml: a.b: is wrong"
    assert str(Fault("is wrong", "a.b", "s.yaml", 3)) == "s.yaml:3: a.b: is wrong"
    assert str(Fault("is wrong", "a.b", "s.yaml", 3, 7)) == "s.yaml:3:7: a.b: is wrong"


def test_input_error_holds_all_faults_and_survives_a_process_boundary() -> None:
    error = InputError(Fault("one", "a"), "two")
    assert str(error) == "a: one\ntwo"
    again = pickle.loads(pickle.dumps(error))
    assert again.faults == error.faults
    extra = pickle.loads(pickle.dumps(MissingExtra("pycalphad", "thermo")))
    assert 'pip install "solvus[thermo]"' in str(extra)
    assert "pip install -e '.[thermo]'" in str(extra)


def test_near_misses() -> None:
    assert nearest("thicknes", ["content", "thickness"]) == "thickness"
    assert nearest("ag", ["Ag", "Au"]) == "Ag"
    assert nearest("qqq", ["Ag", "Au"]) is None
    assert suggestion("agg", ["Ag", "Mg"]) == ' Did you mean "Ag"?'
    assert suggestion("qqq", ["Ag", "Mg"]) == " Known: Ag, Mg."
    assert suggestion("qqq", []) == ""
