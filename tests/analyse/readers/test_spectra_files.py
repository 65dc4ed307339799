"""Spectra as instruments and programs write them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from instrument_files import instrument_file
from solvus.analyse.readers import notices_of, read
from solvus.analyse.surface_records import region_of, regions_of
from solvus.base.errors import InputError
from solvus.base.record import load, save
from surface_files import phi_binary, phi_header, scienta, vamas, written

KINETIC = np.arange(1110.0, 1120.0, 0.25)
COUNTS = np.round(100.0 + 50.0 * np.exp(-((KINETIC - 1118.3) ** 2)))
BINDING = 1486.6 - KINETIC


@pytest.mark.parametrize("irregular", [False, True])
def test_vamas_blocks_become_regions(tmp_path: Path, irregular: bool) -> None:
    blocks = [("Ag 3d", KINETIC, COUNTS), ("O 1s", KINETIC[:9] - 160.0, COUNTS[:9])]
    record = read(written(tmp_path, "a.vms", vamas(blocks, irregular=irregular)))
    assert record.attrs["kind"] == "spectrum"
    assert record.counts.dims == ("region", "energy_point")
    first, second = regions_of(record)
    assert (first.name, second.name) == ("Ag 3d", "O 1s")
    assert first.energy == pytest.approx(BINDING)
    assert first.counts == pytest.approx(COUNTS)
    assert second.energy.size == 9
    assert first.seconds == 2.0  # 0.5 s, 4 scans
    assert first.unit == "counts"
    assert record.attrs["started"] == "2026-03-14T15:09:26"
    assert region_of(record, "ag3d").name == "Ag 3d"
    with pytest.raises(ValueError, match=r"say which.*Ag 3d, O 1s"):
        region_of(record)


def test_one_region_has_one_dimension_and_survives_a_file(tmp_path: Path) -> None:
    record = read(written(tmp_path, "a.vms", vamas([("Ag 3d", KINETIC, COUNTS)])))
    assert record.counts.dims == ("energy_point",)
    assert record.binding_energy.attrs["units"] == "eV"
    save(record, tmp_path / "rec.nc")
    again = load(tmp_path / "rec.nc")
    assert region_of(again).counts == pytest.approx(COUNTS)
    assert region_of(again).about["pass_energy_eV"] == 20.0


def test_experimental_variables_are_kept(tmp_path: Path) -> None:
    blocks = [(f"Ag {k}", KINETIC, COUNTS + k) for k in range(3)]
    record = read(written(tmp_path, "a.vms", vamas(blocks, variable=[0.0, 30.0, 60.0])))
    times = [region.about["experimental"]["Etch Time [s]"] for region in regions_of(record)]
    assert times == [0.0, 30.0, 60.0]


def test_auger_lines_have_no_binding_energy(tmp_path: Path) -> None:
    text = vamas([("Ag MNN", KINETIC, COUNTS)], technique="AES dir")
    record = read(written(tmp_path, "a.vms", text))
    assert "binding_energy" not in record
    assert not region_of(record).binding
    assert region_of(record).energy == pytest.approx(KINETIC)
    assert record.attrs["technique"] == "AES dir"
    assert any("photon energy" in words for words in notices_of(record))


def test_casaxps_components_of_a_comment(tmp_path: Path) -> None:
    comment = [
        "CASA region (*Ag 3d*) (*Shirley*) 1110 1120 18.04 2 0 0 390 0",
        "CASA comp (*Ag 3d*) (*GL(30)*) Area 500.5 1e-020 1e7 -1 1 MFWHM 0.9 0.1 2 -1 1 "
        "Position 1118.3 1110 1120 -1 1 RSF 18.04 MASS 107.9 INDEX -1 (*Ag 3d*)",
        "CASA comp (*broken*) (*GL(30)*) Area 5..5 MFWHM",
    ]
    record = read(written(tmp_path, "a.vms", vamas([("Ag 3d", KINETIC, COUNTS)], comment=comment)))
    casa = region_of(record).about["casaxps"]
    assert len(casa["components"]) == 1
    assert casa["components"][0]["position_eV"] == pytest.approx(368.3)
    assert casa["components"][0]["area"] == 500.5
    assert casa["regions"][0]["window_eV"] == pytest.approx([366.6, 376.6])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda t: "\n".join(t.split("\n")[:-12]),
            "the block should have 40 values, the file ends after",
        ),
        (lambda t: t[:300], "the file ends where|is no number"),
        (lambda t: t.replace("NORM", "ODD", 1), "no experiment and scan mode"),
        (lambda t: t.replace("REGULAR", "MAPPING", 1), "mapping scans"),
        (lambda t: t.replace("\n0\n0\n0\n0\n1\n", "\n3\n0\n0\n0\n1\n", 1), "parameter list"),
        (lambda t: t.replace("\n100\n", "\n1E+37\n"), "not known"),
        (lambda t: t.replace("\n100\n", "\nmany\n", 1), '"many" is no number'),
        (lambda t: t.replace("eV", "nm"), '"nm", eV is due'),
        (lambda t: t.replace("\n1\nAg 3d", "\n0\nAg 3d", 1), "holds no spectrum"),
    ],
)
def test_vamas_files_that_are_wrong_say_where(tmp_path: Path, change: object, words: str) -> None:
    text = change(vamas([("Ag 3d", KINETIC, COUNTS)]))  # type: ignore[operator]
    with pytest.raises(InputError, match=words) as caught:
        read(written(tmp_path, "a.vms", text))
    assert caught.value.faults[0].file.endswith("a.vms")


def test_real_vamas_files() -> None:
    survey = read(instrument_file("xps_depth/regular.vms"))
    region = region_of(survey)
    assert region.name == "Survey"
    assert region.energy.size == 1351
    assert region.energy[0] == pytest.approx(1350.0)
    assert region.counts.max() == pytest.approx(10836.6)
    assert survey.attrs["started"] == "2023-08-24T14:19:47"
    assert "transmission" in survey


def test_scienta_text(tmp_path: Path) -> None:
    energy = np.arange(382.0, 364.0, -0.5)
    counts = 10.0 + np.arange(energy.size) / 7.0
    record = read(written(tmp_path, "a.txt", scienta(energy, counts)))
    assert record.attrs["form"] == "scienta-text"
    assert region_of(record).energy == pytest.approx(energy)
    assert region_of(record).counts == pytest.approx(counts)
    assert record.kinetic_energy.values == pytest.approx(520.0 - energy)
    assert record.attrs["started"] == "2026-03-14T15:09:26"
    sliced = read(written(tmp_path, "b.txt", scienta(energy, np.stack([counts, counts], axis=1))))
    assert region_of(sliced).counts == pytest.approx(2.0 * counts)
    assert any("2 slices" in words for words in notices_of(sliced))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Dimension 1 size=36", "Dimension 1 size=35", "states 35 energies"),
        ("Dimension 1 size=36", "Dimension 1 size=many", "no number"),
        ("[Data 1]", "[Date 1]", r"no \[Data 1\]"),
        (" 3.82000000000000E+02", " 3.99000000000000E+02", "not those of its scale"),
        ("1.00000000000000E+01", "what", '"what" is no number'),
    ],
)
def test_scienta_files_that_do_not_agree_are_refused(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    energy = np.arange(382.0, 364.0, -0.5)
    text = scienta(energy, 10.0 + np.arange(energy.size) / 7.0)
    assert old in text
    with pytest.raises(InputError, match=words):
        read(written(tmp_path, "a.txt", text.replace(old, new, 1)))


@pytest.mark.parametrize(("kind", "scans"), [("<f4", 1), ("<f8", 3)])
def test_phi_binary(tmp_path: Path, kind: str, scans: int) -> None:
    counts = np.arange(21.0) + 100.0 * np.arange(1, scans + 1)[:, None]
    body = phi_header(21, -0.1, 378.0, 376.0) + phi_binary(counts, kind)
    record = read(written(tmp_path, "a.spe", body))
    region = region_of(record)
    assert region.energy == pytest.approx(np.linspace(378.0, 376.0, 21))
    assert region.counts == pytest.approx(counts.mean(axis=0))
    assert region.name == "Ag 3d" or region.name == "Ag3d"
    assert region.about["photon_energy_eV"] == 1486.6
    assert region.about["pass_energy_eV"] == 55.0
    assert any("averaged" in words for words in notices_of(record)) == (scans > 1)


def test_phi_with_text_after_the_header(tmp_path: Path) -> None:
    body = "\n".join(f"{c:.1f}" for c in range(21)).encode()
    record = read(written(tmp_path, "a.spe", phi_header(21, 0.1, 378.0, 376.0, "\n") + body))
    assert region_of(record).counts == pytest.approx(np.arange(21.0))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (phi_header(41, -0.1, 378.0, 376.0) + phi_binary(np.ones((1, 41))), "do not reach"),
        (phi_header(21, -0.1, 378.0, 376.0) + phi_binary(np.ones((1, 20))), "in the directory"),
        (phi_header(21, -0.1, 378.0, 376.0) + phi_binary(np.ones((1, 21)))[:-1], "the file has"),
        (phi_header(21, -0.1, 378.0, 376.0) + b"\0" * 20, "cut at byte"),
        (phi_header(21, -0.1, 378.0, 376.0)[:-8], "no header from SOFH"),
        (phi_header(21, -0.1, 378.0, 376.0) + b"1\n2\n3\n", "announces 21 values, 3"),
        (b"SOFH\nEOFH\n", "no spectral region"),
    ],
)
def test_phi_files_that_do_not_agree_with_themselves(
    tmp_path: Path, content: bytes, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        read(written(tmp_path, "a.spe", content))


@pytest.mark.parametrize(
    ("header", "mark", "binding"),
    [
        ("Binding Energy (eV),Counts", ",", True),
        ("B.E.\tCPS", "\t", True),
        ("#E_kin, intensity, hv=520eV", ",", False),
        ("Kinetic energy / eV;I", ";", False),
        ("# K.E. counts, photon energy 520.0 eV", " ", False),
    ],
)
def test_two_columns_with_a_header(tmp_path: Path, header: str, mark: str, binding: bool) -> None:
    axis = BINDING if binding else 520.0 - BINDING
    rows = "\n".join(f"{e!r}{mark}{c:g}" for e, c in zip(axis.tolist(), COUNTS, strict=True))
    record = read(written(tmp_path, "Ag3d.csv", f"{header}\n{rows}\n"))
    assert record.attrs["form"] == "xy-text"
    region = region_of(record)
    name = "binding_energy" if binding else "kinetic_energy"
    assert record[name].values == pytest.approx(axis)
    assert region.binding == (binding or "520" in header)
    assert region.unit == ("counts/s" if "CPS" in header else "counts")


def test_two_columns_that_name_no_energy_are_no_spectrum(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "x,y\n1,2\n2,3\n3,4\n")
    with pytest.raises(InputError, match="no format"):
        read(path)
    with pytest.raises(InputError, match="does not say which energy"):
        read(path, form="xy-text")
    bad = written(tmp_path, "b.csv", "Binding Energy,Counts\n1,2\n2,3\n3,\n")
    with pytest.raises(InputError, match=r"b\.csv:4"):
        read(bad)


def test_casaxps_results_are_no_spectrum(tmp_path: Path) -> None:
    path = written(
        tmp_path, "r.csv", "f.vms\t\n\nName\tPosition\tFWHM\tRaw Area\nAg 3d\t368\t1\t5\n"
    )
    with pytest.raises(InputError, match="table of results"):
        read(path)


def test_gold_of_a_synchrotron() -> None:
    record = read(instrument_file("xps_depth/clean_Au_4f.csv"))
    region = region_of(record)
    strongest = region.energy[region.counts.argmax()]
    # Au 4f7/2 stands at 84.0 eV: the beamline has not taken off a work function of 3.7 eV
    assert strongest == pytest.approx(87.7, abs=0.1)
    assert json.loads(record.attrs["regions"])[0]["photon_energy_eV"] == 180.0
