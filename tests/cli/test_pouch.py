"""``solvus pouch``: what it prints, writes and refuses."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Call, document

EXAMPLES = Path(__file__).parents[2] / "examples"
WANG = EXAMPLES / "wang2023_1p4Ah.yaml"
BENCHMARK = EXAMPLES / "li_metal_benchmark.yaml"


def test_the_benchmark_in_json(call: Call) -> None:
    about = document(call("pouch", BENCHMARK, "--json"))
    assert about["capacity_Ah"] == pytest.approx(64.4, abs=0.05)
    assert about["mass_g"] == pytest.approx(746, abs=0.5)
    assert about["energy_density_as_built_Wh_per_L"]["tabs"] == pytest.approx(761, abs=0.5)
    assert sum(row["mass_g"] for row in about["bill"]) == pytest.approx(about["mass_g"])
    assert sum(row["mass_percent"] for row in about["bill"]) == pytest.approx(100.0)
    assert sum(row["cost"] for row in about["bill"]) == pytest.approx(about["cost"])
    beside = {row["quantity"]: row for row in about["reported"]}
    for row in beside.values():
        assert row["computed"] == pytest.approx(row["reported"], rel=1.5e-3)
    assert "files" not in about


@pytest.mark.parametrize("columns", [80, 120])
def test_it_fits_the_terminal(call: Call, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = call("pouch", WANG, "--target", "350 Wh/kg", "--free", "electrolyte.amount",
                 "--sweep", "anode.thickness=5 um to 50 um in 4")  # fmt: skip
    assert shown.exit_code == 0, shown.stderr
    assert max(map(len, shown.stdout.splitlines())) <= columns
    for word in (
        "836", "body, seals folded flat *", "cathode coating", "one shared foil", "not met",
        "electrolyte.amount = 1.923 g/Ah", "share of the variance",
    ):  # fmt: skip
        assert word in " ".join(shown.stdout.split()), word


def test_a_target_out_of_reach_is_answered_and_told_by_the_exit_code(call: Call) -> None:
    done = call("pouch", WANG, "--target", "400 Wh/kg", "--free", "anode.thickness", "--json")
    assert done.exit_code == 1
    inverse = document(done)["inverse"]
    assert inverse["reachable"] is False
    assert inverse["best"] == pytest.approx(340, abs=1)
    assert inverse["best_at"] == pytest.approx(14.8, abs=0.1)
    assert "out of reach" in inverse["sentence"]


def test_a_target_that_is_met(call: Call) -> None:
    asked = ("--target", "energy_density.body = 836 Wh/L", "--free", "separator.thickness")
    inverse = document(call("pouch", WANG, *asked, "--json"))["inverse"]
    (one,) = inverse["solutions"]
    assert one["value"] == pytest.approx(14.0, abs=0.1)
    assert one["energy_density_as_built_Wh_per_L"]["body"] == pytest.approx(836)


def test_sweeps_are_columns(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "made"
    about = document(call(
        "pouch", WANG, "--sweep", "anode.thickness=10 um to 50 um in 3", "--sweep",
        "cathode.upper_cutoff=4.3 V, 4.55 V", "--quantity", "energy_density.body", "--quantity",
        "n_to_p", "--out", out, "--json",
    ))  # fmt: skip
    found = about["sweep"]
    assert found["shape"] == [3, 2]
    columns = found["columns"]
    assert list(columns) == ["anode.thickness", "cathode.upper_cutoff", "energy_density.body",
                             "n_to_p", "passes_checks"]  # fmt: skip
    assert columns["anode.thickness"]["values"] == pytest.approx([10, 10, 30, 30, 50, 50])
    assert columns["passes_checks"]["values"] == [False, False, True, True, True, True]
    with open(out / "sweep.csv", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][0] == "anode.thickness [um]"
    assert [float(row[2]) for row in rows[1:]] == pytest.approx(
        columns["energy_density.body"]["values"]
    )
    assert sorted(path.name for path in out.iterdir()) == ["bill.csv", "pouch.json", "sweep.csv"]


def test_a_page_is_written(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "made"
    about = document(call("pouch", WANG, "--page", "--out", out, "--json"))
    page = Path(about["files"]["page"]).read_text(encoding="utf-8")
    for word in ("Bill of materials", "One repeat unit", "Uncertainty", "one shared foil"):
        assert word in page or word == "One repeat unit"
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_a_life_is_run_and_put_in(call: Call) -> None:
    shown = call("pouch", WANG, "--life")
    assert shown.exit_code == 0, shown.stderr
    assert "Along ncm622_liag_pouch.yaml" in shown.stdout


def test_the_template_is_written_once(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "cell.yaml"
    assert call("pouch", "--template", path).exit_code == 0
    assert document(call("pouch", path, "--json"))["capacity_Ah"] == pytest.approx(1.4, abs=0.01)
    assert call("pouch", "--template", path).exit_code == 2
    assert call("pouch", "--template", "-").stdout == path.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name a pouch file"),
        ((WANG, "--target", "400 Wh/kg"), "go together"),
        ((WANG, "--target", "400", "--free", "anode.thickness"), "which quantity"),
        ((WANG, "--target", "400 Wh/kg", "--free", "anode.thicknes"), "Did you mean"),
        ((WANG, "--sweep", "anode.thickness"), "has no range"),
        ((WANG, "--sweep", "anode.thickness=5 um to 50 g"), "a length is due"),
        ((WANG, "--sweep", "anode.thickness=5 um, 6 um", "--quantity", "wh"), "is no quantity"),
        ((BENCHMARK, "--life"), "life: is missing"),
        ((EXAMPLES / "nowhere.yaml",), "no such file"),
        ((EXAMPLES / "strip_then_plate.yaml",), "is a study, not a pouch file"),
    ],
)
def test_what_is_wrong_is_bad_input(
    call: Call, arguments: tuple[object, ...], said: str
) -> None:
    done = call("pouch", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_check_knows_a_pouch_file(call: Call, tmp_path: Path) -> None:
    (one,) = document(call("check", WANG, "--json"))["studies"]
    assert one["valid"] is True
    assert one["capacity_Ah"] == pytest.approx(1.4, abs=0.01)
    bad = tmp_path / "bad.yaml"
    bad.write_text(WANG.read_text().replace("thickness: 30 um", "thickness: 30 mg"))
    assert call("check", bad).exit_code == 2


def test_help_imports_nothing_slow() -> None:
    code = (
        "import sys; from solvus.cli.app import main; main(['pouch', '--help']);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "--target" in done.stdout
    assert not {"numpy", "scipy", "pint", "yaml", "plotly"} & set(done.stderr.split())
