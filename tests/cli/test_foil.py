"""solvus foil: the numbers of a foil against arithmetic done here."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import SMALL, Call, document

F = 96485.33212
M_LI, M_AG = 6.94, 107.868  # g/mol
REL = 1e-5  # what is left out of the digits here
V_LI = 12.996  # cm3/mol


def test_li_ag_by_hand(call: Call) -> None:
    facts = document(
        call("foil", "--solute", "Ag", "--content", "10 wt%", "--thickness", "30 um", "--json")
    )
    silver, lithium = 0.1 / M_AG, 0.9 / M_LI
    assert facts["solute_at_percent"] == pytest.approx(100 * silver / (silver + lithium), rel=REL)
    assert facts["lithium_per_solute"] == pytest.approx(lithium / silver, rel=REL)
    assert facts["capacity_mAh_per_g"] == pytest.approx(lithium * F / 3.6, rel=REL)
    # additive volumes, 10.3 cm3/mol for Ag
    density = 1.0 / (silver * 10.3 + lithium * V_LI)
    assert facts["density_g_per_cm3"] == pytest.approx(density, rel=REL)
    assert facts["mass_mg_per_cm2"] == pytest.approx(density * 30e-4 * 1e3, rel=REL)
    assert facts["capacity_mAh_per_cm2"] == pytest.approx(
        facts["capacity_mAh_per_g"] * facts["mass_mg_per_cm2"] / 1e3
    )
    assert facts["foil_um_per_mAh_per_cm2"] == pytest.approx(30 / facts["capacity_mAh_per_cm2"])
    assert facts["solute_umol_per_mAh"] == pytest.approx(silver / lithium * 3.6 / F * 1e6, rel=REL)
    assert facts["lithium_um_per_mAh_per_cm2"] == pytest.approx(V_LI * 3.6 / F * 1e4, rel=REL)
    left = facts["phases"][-1]
    assert left["formula"] == "LiAg"
    assert left["capacity_mAh_per_g_if_left"] == pytest.approx(
        (lithium - silver) * F / 3.6, rel=REL
    )


def test_the_solute_set_free_is_what_a_run_finds(call: Call, tmp_path: Path) -> None:
    """Books of a run against the estimate: a foil saturated from the start keeps nothing."""
    path = tmp_path / "s.yaml"
    path.write_text(
        SMALL.replace("50 um}", "50 um, mechanism: saturated, parameters: {solubility: 0.71 at%}}")
    )
    strip = document(call("run", path, "--no-save", "--json"))["half_cycles"][0]
    freed = document(call("foil", "--study", path, "--json"))["solute_umol_per_mAh"]
    assert strip["skin_solute_umol_per_cm2"] == pytest.approx(freed, rel=0.05)


def test_two_sides_share_the_foil(call: Call) -> None:
    one = document(call("foil", "--sides", "1", "--json"))
    two = document(call("foil", "--sides", "2", "--json"))
    assert one["solute"] is None
    assert two["capacity_mAh_per_cm2"] == pytest.approx(one["capacity_mAh_per_cm2"])
    assert two["capacity_mAh_per_cm2_per_side"] == pytest.approx(two["capacity_mAh_per_cm2"] / 2)
    assert two["foil_um_per_mAh_per_cm2"] == pytest.approx(one["foil_um_per_mAh_per_cm2"])


def test_chloride_leaves_less_lithium(call: Call) -> None:
    facts = document(
        call("foil", "--solute", "Ag", "--content", "10 wt%", "--route", "chloride", "--json")
    )
    chloride = 0.1 / 143.32
    lithium = 0.9 / M_LI - chloride
    assert facts["solute_at_percent"] == pytest.approx(
        100 * chloride / (chloride + lithium), rel=1e-4
    )
    assert facts["capacity_mAh_per_g"] == pytest.approx(lithium * F / 3.6, rel=1e-4)
    assert facts["salt_volume_percent"] > 0.0
    assert facts["phases"][-1]["capacity_mAh_per_g_if_left"] == pytest.approx(
        (lithium - chloride) * F / 3.6, rel=1e-4
    )


def test_a_substrate_holds_no_lithium(call: Call) -> None:
    facts = document(call("foil", "--solute", "Ag", "--content", "100 wt%", "--json"))
    assert facts["capacity_mAh_per_cm2"] == 0.0
    assert facts["foil_um_per_mAh_per_cm2"] is None
    assert facts["solute_umol_per_mAh"] is None
    assert call("foil", "--solute", "Ag", "--content", "100 wt%").exit_code == 0


def test_the_foils_of_a_study(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(SMALL.replace("protocol:", "  counter: {thickness: 20 um}\nprotocol:"))
    assert document(call("foil", "--study", path, "--json"))["thickness_um"] == pytest.approx(50)
    other = document(call("foil", "--study", path, "--counter", "--json"))
    assert (other["thickness_um"], other["solute"]) == (pytest.approx(20), None)


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (("--solute", "Agg", "--content", "10 wt%"), ["--solute"]),
        (("--solute", "Ag"), ["--content"]),
        (("--content", "10 wt%"), ["--content"]),
        (
            ("--solute", "Ag", "--content", "10 %", "--thickness", "30"),
            ["--content", "--thickness"],
        ),
        (("--sides", "3"), ["--sides"]),
        (("--counter",), ["--counter"]),
        (("--study", "nowhere.yaml"), [""]),
        (("--study", "nowhere.yaml", "--sides", "2"), ["--sides"]),
    ],
)
def test_what_is_no_foil_is_refused(
    call: Call, arguments: tuple[str, ...], keys: list[str]
) -> None:
    result = call("foil", *arguments, "--json")
    assert result.exit_code == 2
    assert [one["key"] for one in document(result)["faults"]] == keys


@pytest.mark.parametrize("columns", [80, 120])
def test_it_fits_the_terminal(call: Call, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = call("foil", "--solute", "Ag", "--content", "10 wt%").stdout
    assert max(map(len, shown.splitlines())) <= columns
    assert "0.71 at% Ag" in shown
    assert "assumed" in shown
