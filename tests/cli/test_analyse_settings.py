"""--set of solvus analyse: units, and what is refused."""

from __future__ import annotations

import pytest

from solvus.base.errors import InputError
from solvus.cli.analyse_settings import NAMES, surface_of
from solvus.report.measured.surface_asked import SurfaceAsked


def test_every_setting_of_surfaces_can_be_set() -> None:
    assert set(NAMES) == (set(SurfaceAsked._fields) - {"factors"}) | {"factor"}


def test_values_are_in_si_and_energies_in_ev() -> None:
    made = surface_of([
        "pixel=0.5 um", "window=364, 380 eV", "box=1 um, 2 um, 3 um, 4 um", "states=2",
        "form=second-order", "upper=0 um, 5 um; 40 um, 6 um", "rate=3 nm/s", "rate_error=10 %",
        "reference=C 1s, 285.3, 284.8, 0.1", "factor=Li KLL: 0.03 0.006", "factor=Ag 3d: 5.99",
    ])  # fmt: skip
    assert made.pixel == pytest.approx(5e-7)
    assert made.window == (364.0, 380.0)
    assert made.box == pytest.approx((1e-6, 2e-6, 3e-6, 4e-6))
    assert made.states == 2
    assert made.form == "second-order"
    assert made.upper == (pytest.approx((0.0, 5e-6)), pytest.approx((4e-5, 6e-6)))
    assert made.rate == pytest.approx(3e-9)
    assert made.rate_error == pytest.approx(0.1)
    assert made.reference is not None
    assert made.reference[1:] == (285.3, 284.8, 0.1)
    assert {line: one[:2] for line, one in made.factors.items()} == {
        "Li KLL": (0.03, 0.006), "Ag 3d": (5.99, 0.0)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("pixel", "NAME=VALUE"),
        ("form=cubic", "none, plane, second-order"),
        ("states=2.5", "no whole number"),
        ("factor=Li KLL", "line: factor error"),
        ("factor=Li KLL: -1", "line: factor error"),
        ("reference=C 1s", "energy read"),
        ("box=1 um, 2 um", "4 are due"),
        ("rate=1 nm", "a length"),
    ],
)
def test_what_cannot_be_read_is_said(setting: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        surface_of([setting])
    assert said in str(caught.value)
