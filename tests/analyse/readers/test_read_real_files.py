"""Files that others measured, against what is known of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from instrument_files import FOLDER, instrument_file
from solvus.analyse.readers import notices_of, read
from solvus.base.errors import InputError, MissingExtra

MPT = "biologic/li_llzo_li_symmetric.mb.mpt"
MPR = "biologic/li_llzo_li_symmetric.mb.mpr"


@pytest.fixture
def llzo() -> dict[str, Any]:
    known: dict[str, Any] = json.loads(instrument_file("expected.json").read_text())
    return known["li_llzo_li_symmetric"]


@pytest.mark.parametrize("name", [MPT, MPR])
def test_li_llzo_li(llzo: dict[str, Any], name: str) -> None:
    if name == MPR:
        pytest.importorskip("galvani")
    record = read(instrument_file(name))
    assert record.attrs["area_m2"] == pytest.approx(llzo["area_cm2_in_file"] * 1e-4)
    assert record.sizes["spectrum"] == llzo["n_spectra"]
    assert record.frequency.notnull().sum("frequency_point").values.tolist() == (
        [llzo["points_per_spectrum"]] * llzo["n_spectra"]
    )
    assert float(record.frequency.max()) == pytest.approx(llzo["f_max_Hz"], rel=1e-6)
    assert float(record.frequency.min()) == pytest.approx(llzo["f_min_Hz"], rel=1e-6)
    size = np.hypot(record.z_real, record.z_imag).values
    for at, name_of in (("argmin", "absZ_at_fmin_ohm"), ("argmax", "absZ_at_fmax_ohm")):
        rows = getattr(record.frequency, at)("frequency_point").values
        picked = size[np.arange(size.shape[0]), rows]
        assert picked == pytest.approx(llzo[name_of], rel=1e-5)
    assert (record.z_imag.values < 0.0).all()  # capacitive throughout
    _halves(record, llzo)


def _halves(record: Any, llzo: dict[str, Any]) -> None:
    driven = record["mode"].values == 1
    sign = np.sign(record.current.values) * driven
    turns = np.flatnonzero(np.diff(sign)) + 1
    parts = [part for part in np.split(np.arange(sign.size), turns) if driven[part].all()]
    assert len(parts) == llzo["cc_halves"]
    for part, due in zip(parts, llzo["median_abs_V_mV"], strict=True):
        assert np.median(np.abs(record.voltage.values[part])) * 1e3 == pytest.approx(due, abs=0.02)
        passed = np.ptp(record.charge.values[part]) / 3.6
        assert passed == pytest.approx(llzo["Q_per_half_mAh"], rel=0.02)


@pytest.mark.parametrize("stem", ["biologic/li_llzo_li_symmetric.mb", "biologic/peis_4cycles"])
def test_the_maker_s_own_file_says_what_its_text_export_says(stem: str) -> None:
    pytest.importorskip("galvani")
    text, own = read(instrument_file(f"{stem}.mpt")), read(instrument_file(f"{stem}.mpr"))
    assert dict(own.sizes) == dict(text.sizes)
    assert own.attrs["kind"] == text.attrs["kind"]
    assert own.attrs["started"] == text.attrs["started"]
    shared = set(own.data_vars) & set(text.data_vars)
    assert {"frequency", "z_real", "z_imag", "spectrum_time"} <= shared
    for name in shared:
        due = text[name].values
        scale = float(np.nanmax(np.abs(due)))
        assert own[name].values == pytest.approx(due, rel=1e-6, abs=1e-6 * scale, nan_ok=True), name


def test_set_current_and_hold_of_a_full_cell() -> None:
    pytest.importorskip("galvani")
    record = read(instrument_file("biologic/lnmo_sigr_coin.gcpl.mpr"))
    assert record.attrs["area_m2"] == pytest.approx(0.95e-4)
    assert float(np.abs(record.current).max()) < 0.02  # 4.3 A, read naively
    held = record["mode"].values == 2
    assert held.any()
    assert np.isnan(record.set_current.values[held]).all()
    assert not any("charge grows" in one for one in notices_of(record))
    assert any("no measured current" in one for one in notices_of(record))
    passed = np.cumsum(record.current.values * np.diff(record.time.values, prepend=0.0))
    assert passed == pytest.approx(record.charge.values, abs=0.02 * np.ptp(record.charge.values))


def test_the_counter_of_half_cycles_skips_and_is_left_so() -> None:
    pytest.importorskip("galvani")
    name = "biologic/jdb11-1_c3_gcpl_5cycles_2V-3p8V_C-24_data_C09.mpr"
    halves = np.unique(read(instrument_file(name)).half_cycle.values)
    assert halves.size == 13
    assert 1 not in halves


@pytest.mark.parametrize(
    ("file", "table"),
    [("neware/nw4-120-1-6-53.ndax", "neware/nw4-120-1-6-53.parquet"),
     ("neware/new_nda_file.nda.zip", "neware/new_nda_file.parquet")],
)  # fmt: skip
def test_neware_against_the_maker_s_own_export(file: str, table: str) -> None:
    pytest.importorskip("fastnda")
    pandas = pytest.importorskip("pandas")
    record = read(instrument_file(file))
    due = pandas.read_parquet(instrument_file(table))
    assert record.sizes["point"] == len(due)
    assert np.abs(record.voltage.values - due["Voltage(mV)"].to_numpy() / 1e3).max() < 6e-5
    assert np.abs(record.current.values - due["Current(uA)"].to_numpy() / 1e6).max() < 1e-6
    assert record.time.values == pytest.approx(due["Total Time"].to_numpy(), abs=1e-3)
    assert record.step.values.tolist() == due["Step Count"].tolist()
    assert not any("charge grows" in one for one in notices_of(record))


def test_neware_without_rows_and_with_damaged_channels() -> None:
    pytest.importorskip("fastnda")
    with pytest.raises(InputError, match="no rows"):
        read(instrument_file("neware/empty.ndax"))
    record = read(instrument_file("neware/Unit27_Example_Corrupt.ndax"))
    assert record.sizes["point"] == 301
    assert any("channels" in one for one in notices_of(record))


def test_neware_binary_and_text_of_the_same_run() -> None:
    pytest.importorskip("fastnda")
    own = read(instrument_file("neware/interp-test.ndax"))
    text = read(instrument_file("neware/interp-test.csv"))
    assert own.sizes["point"] == text.sizes["point"] == 333
    assert own.voltage.values == pytest.approx(text.voltage.values, abs=1e-4)
    assert own.time.values == pytest.approx(text.time.values, abs=0.5)


def test_the_public_bdf_file_that_is_1000_times_too_small_is_told() -> None:
    told = notices_of(read(instrument_file("bdf/arbin_example.bdf.csv")))
    assert any("Current / A is 1/1000" in one for one in told)


def test_maccor_in_minutes_with_latin_1() -> None:
    record = read(instrument_file("text_cyclers/maccor_002.txt"))
    assert record.sizes["point"] == 7446
    assert float(record.time[-1]) == pytest.approx(3.5 * 86400.0, rel=0.3)
    assert float(record.current.min()) == pytest.approx(-1.6e-4, rel=0.02)
    assert not any("charge grows" in one for one in notices_of(record))


@pytest.mark.parametrize(
    ("name", "form", "points"),
    [
        ("biologic/Pt_poly_cv_CUT.mpt", "biologic-mpt", 223),
        ("biologic/Sample_data_biologic_no_header.mpt", "biologic-mpt", 13),
        ("bdf/sample.bdf.csv", "bdf", 3),
        ("text_cyclers/arbin_example.csv", "arbin", 2142),
        ("text_cyclers/sample_data_arbin.csv", "arbin", 13),
        ("text_cyclers/sample_data_basytec.txt", "basytec", 74),
        ("text_cyclers/sample_data_maccor.csv", "maccor", 15),
        ("text_cyclers/sample_data_novonix.csv", "novonix", 207),
    ],
)
def test_each_is_known_and_whole(name: str, form: str, points: int) -> None:
    record = read(instrument_file(name))
    assert record.attrs["form"] == form
    assert record.sizes["point"] == points
    assert np.isfinite(record.voltage.values).all()
    assert not any("charge grows" in one for one in notices_of(record))


def test_a_spectrum_without_frequencies_is_refused() -> None:
    with pytest.raises(InputError, match="freq/Hz"):
        read(instrument_file("eis/exampleDataBioLogic_MissingFreq.mpt"))


def test_every_file_is_read_or_refused_in_a_sentence() -> None:
    if not FOLDER.is_dir():
        pytest.skip("the instruments' files do not come with the package")
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file() and path.parent.name in ("biologic", "neware", "text_cyclers", "bdf"):
            told = _sentence(path)
            assert told == "" or (str(path) in told and len(told.splitlines()) == 1)


def _sentence(path: Path) -> str:
    try:
        read(path)
    except (InputError, MissingExtra) as error:
        return str(error) if isinstance(error, InputError) else ""
    return ""
