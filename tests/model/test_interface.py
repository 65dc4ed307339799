"""Laws of the interface: end points, limits, and what the tip of a dip stands for."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
import pytest

from cells import HOUR, MA
from solvus.base.errors import InputError
from solvus.kernels.nucleation import transient
from solvus.materials import library
from solvus.model.interface import KINETICS, LAWS, LEVELS, TRANSIENTS, transient_full
from solvus.model.interface.kinds import LEAST_RESISTANCE
from solvus.model.surface import signal
from solvus.model.voltage import interface_parameters, make_interface

T = 298.15
V_LI = library.lithium().molar_volume.si
RT_F = 8.314462618 * T / 96485.33212
SIGNALS = (0.0687, 0.212, 0.534, 1.0)


def test_the_logarithmic_level_falls_by_b_each_e_fold() -> None:
    face = make_interface("log")
    level = face.level.level
    assert level(1.0, face.values) == face.values["level_full"]
    fall = level(0.1, face.values) - level(0.1 * math.e, face.values)
    assert fall == pytest.approx(face.values["level_slope"])
    assert math.isfinite(level(0.0, face.values))


def test_the_langmuir_level_ends_at_solute_and_lithium() -> None:
    face = make_interface("langmuir")
    level, values = face.level.level, face.values
    assert level(1.0, values) == values["level_solute"]
    assert level(0.0, values) == values["level_lithium"]
    # half of the lithiophilic sites count at y = K, which halves what the average would leave
    y = values["level_affinity"]
    share = (level(y, values) - values["level_solute"]) / (1.0 - y)
    assert share == pytest.approx(0.5 * (values["level_lithium"] - values["level_solute"]))


@pytest.mark.parametrize("k", [0.5, 3.7, 11.0])
def test_the_langmuir_level_does_not_know_the_ratio(k: float) -> None:
    face = make_interface("langmuir")
    level, values = face.level.level, face.values
    affinity = values["level_affinity"]
    on_composition = dict(values, level_affinity=affinity / (k + affinity * (k - 1.0)))
    for x in np.linspace(0.0, 1.0, 9):
        y = float(signal(np.array(x), 0.0, k))
        assert level(y, values) == pytest.approx(level(float(x), on_composition), abs=1e-15)


@pytest.mark.parametrize("current", [1e-5, 0.1, 10.0, 300.0])
def test_butler_volmer_behind_a_film_inverts(current: float) -> None:
    values = make_interface().values
    eta = KINETICS["butler_volmer"].overpotential(current, values, T)
    behind = eta - current * values["film_resistance"]
    through = 2.0 * values["exchange_current"] * math.sinh(behind / (2.0 * RT_F))
    assert through == pytest.approx(current, rel=1e-9)


def test_linear_kinetics_is_the_limit_of_small_currents() -> None:
    values = make_interface().values
    both = [KINETICS[name].overpotential(0.01, values, T) for name in sorted(KINETICS)]
    assert both[0] == pytest.approx(both[1], rel=1e-6)
    both = [KINETICS[name].overpotential(1e4, values, T) for name in sorted(KINETICS)]
    assert both[1] > 1.2 * both[0] > 0.0


@pytest.mark.parametrize("y", SIGNALS)
@pytest.mark.parametrize(("level", "transient"), list(product(LEVELS, ("full", "short"))))
def test_the_tip_at_1_ma_is_the_level(level: str, transient: str, y: float) -> None:
    face = make_interface(level, transient)
    shape = face.plate(MA, HOUR, y, T, V_LI)
    assert shape.voltage.max() == pytest.approx(face.level.level(y, face.values), abs=1e-3)


def tip(level: str, current: float, transient: str = "full", own: float | None = None) -> float:
    face = make_interface(level, transient)
    return float(face.plate(current, HOUR, 0.0687, T, V_LI, own).voltage.max())


@pytest.mark.parametrize("transient", ["full", "short"])
@pytest.mark.parametrize("own", [None, 0.06])
def test_a_film_doubles_with_the_current_and_a_barrier_does_not(
    transient: str, own: float | None
) -> None:
    values = make_interface("rate").values
    at_one = tip("log", MA, transient, own)
    assert tip("rate", MA, transient, own) == pytest.approx(at_one, rel=1e-9)
    assert tip("log", 2.0 * MA, transient, own) == pytest.approx(2.0 * at_one, rel=0.01)
    rest = make_interface().kinetics.overpotential
    others = [j * values["electrolyte_resistance"] + rest(j, values, T) for j in (MA, 2.0 * MA)]
    expected = at_one - others[0] + values["level_slope"] * math.log(2.0) + others[1]
    assert tip("rate", 2.0 * MA, transient, own) == pytest.approx(expected, rel=0.01)


def test_a_barrier_has_no_dip_at_a_current_small_enough() -> None:
    face = make_interface("rate")
    j = 1e-4 * MA
    assert face.resistance_found(0.0687, T, current=j) == LEAST_RESISTANCE
    shape = face.plate(j, HOUR, 0.0687, T, V_LI)
    assert shape.voltage.max() <= 1.001 * make_interface().plate(j, HOUR, None, T, V_LI).voltage[0]


def test_without_a_current_a_barrier_is_the_film_it_is_at_1_ma() -> None:
    film, barrier = (make_interface(level).resistance_found(0.2, T) for level in ("log", "rate"))
    assert barrier == pytest.approx(film)


@pytest.mark.parametrize(("transient", "kinetics"), list(product(TRANSIENTS, KINETICS)))
def test_the_plateau_is_what_resistances_and_kinetics_add_up_to(
    transient: str, kinetics: str
) -> None:
    face = make_interface("log", transient, kinetics)
    values = face.values
    j = 30.0
    reduced = j / (2.0 * values["exchange_current"])
    transfer = 2.0 * RT_F * (math.asinh(reduced) if kinetics == "butler_volmer" else reduced)
    each = j * values["film_resistance"] + transfer
    expected = j * values["electrolyte_resistance"] + 2.0 * each
    shape = face.plate(j, 5 * HOUR, 0.0687, T, V_LI)
    assert shape.voltage[-1] == pytest.approx(expected, rel=2e-5)
    assert shape.coverage[-1] == pytest.approx(1.0, abs=1e-4)


def test_a_deposit_plated_on_further_has_no_dip() -> None:
    shape = make_interface().plate(MA, HOUR, None, T, V_LI)
    assert np.ptp(shape.voltage) == 0.0
    assert np.all(shape.coverage == 1.0)


def test_the_full_transient_starts_with_an_empty_double_layer() -> None:
    face = make_interface()
    shape = face.plate(MA, HOUR, 0.0687, T, V_LI)
    rest = shape.voltage[-1] - face.kinetics.overpotential(MA, face.values, T)
    assert shape.time[0] == 0.0
    assert shape.coverage[0] == 0.0
    assert shape.voltage[0] == pytest.approx(rest, rel=1e-4)
    assert np.all(np.diff(shape.time) > 0.0)
    assert np.all(np.diff(shape.coverage) >= -1e-12)


@pytest.mark.parametrize("nuclei", [1e7, 1e12, 1e17])
@pytest.mark.parametrize("current", [0.1, 10.0, 300.0])
@pytest.mark.parametrize("duration", [1e-3, HOUR, 3.6e8])
def test_the_full_transient_reaches_the_end(nuclei: float, current: float, duration: float) -> None:
    face = make_interface(given={"nuclei": nuclei, "nucleation_rate": 1e4})
    shape = face.plate(current, duration, 0.0687, T, V_LI)
    assert shape.time[-1] == duration
    assert np.all(np.isfinite(shape.voltage))


def test_what_cannot_be_solved_is_not_invented(monkeypatch: pytest.MonkeyPatch) -> None:
    def gives_up(*arguments: Any) -> tuple[int, bool]:
        return transient(*arguments)[0] // 2, False

    monkeypatch.setattr(transient_full, "transient", gives_up)
    shape = make_interface().plate(MA, HOUR, 0.0687, T, V_LI)
    assert shape.time[-1] == HOUR
    assert np.isnan(shape.voltage[-1])
    assert np.all(np.isfinite(shape.voltage[:-1]))


def test_more_nuclei_recover_sooner_and_no_higher() -> None:
    halves = []
    for nuclei in (1e11, 1e12, 1e13):
        shape = make_interface(given={"nuclei": nuclei}).plate(MA, HOUR, 0.0687, T, V_LI)
        middle = 0.5 * (shape.voltage.max() + shape.voltage[-1])
        late = shape.time > shape.time[np.argmax(shape.voltage)]
        halves.append(float(shape.time[late][shape.voltage[late] < middle][0]))
    assert halves[0] > 2.0 * halves[1] > 4.0 * halves[2]


def test_every_law_names_a_source_or_says_assumed() -> None:
    for laws in LAWS.values():
        for law in laws.values():
            assert law.name in laws
            for parameter in law.parameters:
                assert parameter.meaning
                assert parameter.source or parameter.status == "assumed"


def test_values_outside_their_range_are_refused() -> None:
    with pytest.raises(InputError, match="outside its range"):
        make_interface(given={"exchange_current": -1.0})
    names = [p.name for p in interface_parameters("log", "full", "linear")]
    assert len(names) == len(set(names))
