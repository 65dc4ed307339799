"""EC-Lab's text layout out: what is written comes back, and a simulation says that it is one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from solvus.analyse.readers import bdf, notices_of, read
from solvus.analyse.readers.mpt_write import write_mpt
from solvus.analyse.readers.simulated import mark_in, simulated_by
from solvus.base.errors import InputError
from solvus.base.record import Variable, dataset

POINT, SPECTRA = ("point",), ("spectrum", "frequency_point")


def small(**attrs: object) -> xr.Dataset:
    """Two half-cycles of four rows with a spectrum between them and one at the end."""
    rng = np.random.default_rng(3)
    time = np.array([0.0, 1 / 3, 2.0, 3600.0, 3700.0, 3701.25, 5000.0, 7300.0])
    frequency = np.array([[1e5, 1e3, 10.0], [1e4, 10.0, np.nan]])
    z = np.where(np.isfinite(frequency), rng.uniform(1.0, 9.0, frequency.shape), np.nan)
    half = np.repeat([0, 1], 4)
    columns = {
        "time": (time, "s"),
        "voltage": (rng.normal(0.0, 0.05, 8), "V"),
        "current": (np.where(half == 0, 1e-3, -1e-3), "A"),
        "charge": (rng.normal(0.0, 3.0, 8), "C"),
        "half_cycle": (half, "1"),
        "cycle": (np.ones(8, int), "1"),
        "mode": (np.array([1, 1, 1, 2, 0, 1, 1, 1]), "1"),
    }
    made = {name: Variable(POINT, values, unit) for name, (values, unit) in columns.items()}
    made |= {
        "frequency": Variable(SPECTRA, frequency, "Hz"),
        "z_real": Variable(SPECTRA, z, "ohm"),
        "z_imag": Variable(SPECTRA, -2.0 * z, "ohm"),
        "spectrum_time": Variable(("spectrum",), np.array([3600.0, 7300.0]), "s"),
        "spectrum_cycle": Variable(("spectrum",), np.array([1, 1]), "1"),
        "spectrum_voltage": Variable(("spectrum",), np.array([0.25, 0.5]), "V"),
    }
    return dataset(made, {"kind": "cycling+impedance", "area_m2": 1.13e-4, **attrs})


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    given, path = small(), tmp_path / "a.mpt"
    write_mpt(given, path)
    back = read(path)
    assert back.attrs["form"] == "biologic-mpt"
    assert back.attrs["kind"] == "cycling+impedance"
    assert back.attrs["area_m2"] == pytest.approx(1.13e-4, rel=1e-12)
    assert "simulated" not in back.attrs
    for name in ("time", "charge"):  # 16 digits
        np.testing.assert_allclose(back[name], given[name], rtol=1e-14, err_msg=name)
    for name in ("voltage", "current", "frequency", "z_real", "z_imag"):  # 8 digits
        np.testing.assert_allclose(back[name], given[name], rtol=6e-8, err_msg=name)
    for name in ("half_cycle", "cycle", "mode", "spectrum_time", "spectrum_cycle"):
        np.testing.assert_array_equal(back[name], given[name], err_msg=name)
    np.testing.assert_allclose(back["spectrum_voltage"], given["spectrum_voltage"], rtol=1e-7)


def test_the_header_says_how_long_it_is_and_spectra_lie_where_they_were_taken(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.mpt"
    write_mpt(small(), path)
    lines = path.read_text(encoding="latin-1").splitlines()
    count = int(lines[1].rpartition(":")[2])
    assert lines[count - 1].startswith("mode\tox/red\t")
    modes = [line.split("\t")[0] for line in lines[count:]]
    assert modes == ["1", "1", "1", "2", "2", "2", "2", "3", "1", "1", "1", "2", "2"]
    cells = dict(zip(lines[count - 1].split("\t"), lines[count + 4].split("\t"), strict=False))
    assert float(cells["-Im(Z)/Ohm"]) > 0.0  # capacitive
    assert float(cells["I/mA"]) == 0.0


def test_galvani_reads_the_same(tmp_path: Path) -> None:
    biologic = pytest.importorskip("galvani").BioLogic
    given, path = small(), tmp_path / "a.mpt"
    write_mpt(given, path)
    rows, _ = biologic.MPTfile(str(path))
    trace = rows[rows["freq/Hz"] == 0.0]
    np.testing.assert_allclose(trace["time/s"], given["time"], rtol=1e-12)
    np.testing.assert_allclose(trace["I/mA"], 1e3 * given["current"], rtol=1e-6)
    assert len(rows) == 13


@pytest.mark.parametrize("name", ["a.mpt", "a.bdf.csv", "a.bdf.parquet"])
def test_a_simulation_stays_one_through_every_format(tmp_path: Path, name: str) -> None:
    mark = simulated_by("Solvus 1.2.3")
    mark.pop("notice")
    record = small(**mark)
    for style in ("preferred", "machine"):
        path = tmp_path / f"{style}.{name}"
        if name.endswith(".mpt"):
            write_mpt(record, path)
        else:
            bdf.write(record, path, style)
        record = read(path)
        assert record.attrs["simulated"] == 1
        assert record.attrs["simulated_by"].startswith("Solvus 1.2.3"), style
        told = [line for line in notices_of(record) if "simulated by Solvus 1.2.3" in line]
        assert len(told) == 1


def test_what_is_no_mark() -> None:
    for text in ("", "Simulated / 1", "Voltage / V", "not simulated by anyone", "simulated by "):
        assert mark_in([text]) == {}, text


def test_refusals(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"must end in \.mpt"):
        write_mpt(small(), tmp_path / "a.txt")
    with pytest.raises(InputError, match="no current"):
        write_mpt(small().drop_vars("current"), tmp_path / "a.mpt")
    holed = small()
    holed["voltage"][2] = np.nan
    with pytest.raises(InputError, match="rows without a voltage"):
        write_mpt(holed, tmp_path / "a.mpt")
    assert not list(tmp_path.iterdir())
