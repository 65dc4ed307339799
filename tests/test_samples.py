"""The files of examples/data: small, marked as simulated, remade by the script to the digits."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from solvus.analyse.cycling_record import CyclerCell
from solvus.analyse.features import features_of
from solvus.analyse.impedance_series import fit_series, spectra_of
from solvus.analyse.readers import notices_of, read

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "examples" / "data"
NAMES = ("symmetric_li_ag.mpt", "symmetric_li.mpt", "ncm622_li.bdf.csv")
MOST_BYTES = 300_000
# The last digits may differ between processors; the solver's own tolerance is coarser.
DIGITS = 2e-6
_VERSION = re.compile(r"(?<=Solvus )\d+\.\d+\S*?(?=[; ,]|$)")


@pytest.fixture(scope="module")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("samples")
    script().make(folder)
    return folder


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("samples", ROOT / "scripts" / "make_samples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cells(path: Path) -> list[list[str]]:
    text = _VERSION.sub("VERSION", path.read_text(encoding="latin-1"))
    return [re.split(r"[\t,]", line) for line in text.splitlines()]


def number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def test_the_folder_holds_what_the_script_makes() -> None:
    assert set(script().SAMPLES) == set(NAMES)
    assert {path.name for path in DATA.iterdir()} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_small_and_says_what_it_is(name: str) -> None:
    path = DATA / name
    assert path.stat().st_size <= MOST_BYTES
    record = read(path)
    assert record.attrs["simulated"] == 1
    assert any(line.startswith("simulated by Solvus") for line in notices_of(record))
    assert "simulated by solvus" in path.read_text(encoding="latin-1")[:2000].casefold()


@pytest.mark.parametrize("name", NAMES)
def test_remaking_gives_the_same_text(remade: Path, name: str) -> None:
    shipped, made = cells(DATA / name), cells(remade / name)
    assert len(shipped) == len(made)
    apart = 0.0
    for line, (ours, theirs) in enumerate(zip(shipped, made, strict=True), start=1):
        assert len(ours) == len(theirs), line
        for one, other in zip(ours, theirs, strict=True):
            if one == other:
                continue
            have, want = number(one), number(other)
            assert have is not None, (line, one, other)
            assert want is not None, (line, one, other)
            apart = max(apart, abs(have - want) / max(abs(have), abs(want), 1e-2))
    assert apart <= DIGITS


@pytest.mark.parametrize("name", NAMES[:2])
def test_the_symmetric_cells_have_twenty_cycles_and_as_many_spectra(name: str) -> None:
    record = read(DATA / name)
    found = features_of(record, CyclerCell("symmetric"))
    assert found.cycles == 20
    assert found.flags == ((),) * 20
    assert found.rows.area == pytest.approx(1.13e-4)
    assert (found.numbers["hysteresis_full"].value > 0.0).all()
    series = fit_series("R0-p(R1,CPE1)", spectra_of(record))
    assert len(series.fits) == 20
    assert all(test is not None and test.verdict == "consistent" for test in series.tests)
    sizes = np.array([fit.of("R1").value for fit in series.fits if fit is not None])
    # film and charge transfer of both electrodes, of which one arc is left
    assert ((sizes > 15.0) & (sizes < 25.0)).all()


def test_silver_lowers_the_hysteresis_and_the_full_cell_fades() -> None:
    with_silver, without = (
        features_of(read(DATA / name), CyclerCell("symmetric")).numbers["hysteresis_full"].value
        for name in NAMES[:2]
    )
    assert with_silver[-1] < without[-1]
    full = features_of(read(DATA / NAMES[2]), CyclerCell("full", "cathode", area=1.13e-4))
    assert full.cycles == 20
    given = full.numbers["charge_discharge"].value
    assert given[2] < given[0]  # 0.5C gives less than 0.1C
    assert (full.numbers["efficiency"].value[1:] < 1.0).all()
