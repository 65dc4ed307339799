"""Impedance files: each maker's layout written by the test, real files if present, bad ones."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instrument_files import instrument_file
from solvus.analyse.readers import REGISTRY, find_reader, notices_of, read
from solvus.base.errors import InputError

F = np.array([1e5, 1e4, 1e3, 1e2, 1e1, 1.0, 0.1])
Z = 4.0 + 20.0 / (1.0 + 2j * np.pi * F * 1e-3)

GAMRY = """EXPLAIN
TAG\tEISPOT
TITLE\tLABEL\tPotentiostatic EIS\tTest &Identifier
DATE\tLABEL\t4/23/2018\tDate
TIME\tLABEL\t16:43:15\tTime
PSTAT\tPSTAT\tREF3000-34128\tPotentiostat
AREA\tQUANT\t1.13000E+000\t&Area (cm^2)
OCVCURVE\tTABLE\t1
\tPt\tT\tVf
\t#\ts\tV
\t0\t0.25\t-3.4E-001
ZCURVE\tTABLE
\tPt\tTime\tFreq\tZreal\tZimag\tZsig\tZmod\tZphz\tIdc\tVdc\tIERange
\t#\ts\tHz\tohm\tohm\tV\tohm\t\xb0\tA\tV\t#
"""
PAR = """<Application>
Name=VersaStudio
Version=2.52.3.0
</Application>

<Action0>
Working Electrode Area (cm2)=0.5
</Action0>

<Instrument>
Type=VersaSTAT4
Model=-400
</Instrument>

<Experiment>
TimeAcquired=9:40:30 AM
DateAcquired=Thursday, July 19, 2018
</Experiment>

<Segment1>
Type=2
Definition=Segment #, Point #, E(V), I(A), Elapsed Time(s), Frequency(Hz), Z Real, Z Imag, 0
"""
ZPLOT = """ZPLOT2 ASCII
  Measured Data, ZPlot:       3.2c
  Experiment Type:            Sweep Frequency, Control Voltage
  Date:                       10-12-2018
  Time:                       11:04:34
  Begin Information:          Cell Information
    Surface Area:             0.785
  Data Points:                7
  Freq(Hz)\tAmpl\tBias\tTime(Sec)\tZ'(a)\tZ''(b)\tGD\tErr\tRange
End Comments
"""
Z60W = (
    '"Z60W Data File: Version 1.1"\n'
    + '""\n' * 7
    + """0,2,0,1,0.1,10000
7
"  Freq (Hz)    Ampl     Bias   Time(Sec)   Z'(a)    Z''(b)    GD   Err   Range"
"""
)
CHI = """Feb. 20, 2020   15:55:08
A.C. Impedance
File: c:\\some.bin
Instrument Model:  CHI660E

Init E (V) = 0
High Frequency (Hz) = 2e+6

Freq/Hz, Z'/ohm, Z"/ohm, Z/ohm, Phase/deg

"""
PARSTAT = (
    "Potential (V)\tCurrent (A)\tElapsed Time (s)\tFrequency (Hz)\tZre (ohms)\tZim (ohms)\t"
    "|Vac| (V)\t|Iac| (A)\t\n"
)
NOVA = "Index;Frequency (Hz);Z' (Ω);-Z'' (Ω);Z (Ω);-Phase (°);Time (s)\n"


def rows(line: str, **more: object) -> str:
    """One line a point; i, f, re, im, up (-im), size and phase [deg] can be named."""
    return "".join(
        line.format(i=i, f=f, re=z.real, im=z.imag, up=-z.imag, size=abs(z),
                    phase=np.degrees(np.angle(z)), t=2.0 * i, **more)
        for i, (f, z) in enumerate(zip(F, Z, strict=True))
    )  # fmt: skip


LAYOUTS = {
    "gamry": ("a.DTA", GAMRY + rows("\t{i}\t{t}\t{f}\t{re}\t{im}\t1\t{size}\t{phase}\t0\t0.1\t9\n")
              + "EXPERIMENTABORTED\tTOGGLE\tF\n"),
    "versastudio": ("a.par", PAR + rows("0,{i},0.1,0,{t},{f},{re},{im},0\n") + "</Segment1>\n"),
    "zplot": ("a.z", ZPLOT + rows("{f:.8e}\t1e-2\t0\t{t}\t{re:.12e}\t{im:.12e}\t0\t0\t3\n")),
    "autolab": ("a.txt", Z60W + rows("{f},0,0,{t},{re},{im},0,0,0\n")),
    "eis-text": ("a.txt", CHI + rows("{f:.9e}, {re:.9e}, {im:.9e}, {size:.9e}, {phase}\n")),
}  # fmt: skip
TEXTS = {
    "parstat": PARSTAT + rows("0.1\t0.2\t{t}\t{f}\t{re}\t{im}\t0.01\t0.01\n"),
    "powersuite": "Frequency\t Zre\t Zimg\r\r\n" + rows("{f}\t {re}\t {im}\r\r\n"),
    "nova": NOVA + rows("{i};{f};{re};{up};{size};{phase};{t}\n"),
    "nova, decimal comma": NOVA + rows("{i};{f};{re};{up};{size};{phase};{t}\n").replace(".", ","),
    "ec-lab columns": "freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm\n" + rows("{f}\t{re}\t{up}\n"),
    "kilohm": "f (kHz), Re(Z) (kOhm), Im(Z) (mohm)\n"
    + "".join(f"{f / 1e3}, {z.real / 1e3}, {z.imag * 1e3}\n" for f, z in zip(F, Z, strict=True)),
    "polar": "Freq(Hz)\t|Z|(ohm)\tPhase(deg)\n" + rows("{f}\t{size}\t{phase}\n"),
    "bdf": "Frequency / Hz,Real Impedance / ohm,Imaginary Impedance / ohm\n"
    + rows("{f},{re},{im}\n"),
    "blanks": "# freq z_real z_imag\n" + rows("{f}  {re}  {im}\n"),
    "bare": rows("{f} \t{re} \t{im} \n"),
    "bare, commas": rows("{f},{re},{im}\n"),
    "two bare words": "real f imag\n"
    + "".join(f"{z.real} {f} {z.imag}\n" for f, z in zip(F, Z, strict=True)),
}


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def check(record: object) -> None:
    f, re, im = (record[name].values for name in ("frequency", "z_real", "z_imag"))  # type: ignore[index]
    assert f.shape == (1, 7)
    assert f[0] == pytest.approx(F, rel=1e-7)
    assert re[0] == pytest.approx(Z.real, rel=1e-7)
    assert im[0] == pytest.approx(Z.imag, rel=1e-7)
    assert record["z_imag"].attrs["units"] == "ohm"  # type: ignore[index]


@pytest.mark.parametrize("form", LAYOUTS)
def test_each_maker_is_known_by_its_content(form: str, tmp_path: Path) -> None:
    name, text = LAYOUTS[form]
    encoding = "latin-1" if form == "gamry" else "utf-8"
    record = read(written(tmp_path, name, text, encoding))
    assert record.attrs["form"] == form
    assert record.attrs["kind"] == "impedance"
    check(record)
    elsewhere = written(tmp_path, "b.dat", text, encoding)
    assert find_reader(elsewhere).name == form


@pytest.mark.parametrize("name", TEXTS)
def test_tables_of_text_are_read_by_their_titles(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", TEXTS[name])
    record = read(path, form="eis-text")
    check(record)
    own = "biologic-mpt" if name == "ec-lab columns" else "eis-text"
    assert find_reader(path).name == own


def test_what_the_header_says_is_kept(tmp_path: Path) -> None:
    gamry = read(written(tmp_path, *LAYOUTS["gamry"], "latin-1"))
    assert gamry.attrs["instrument"] == "Gamry REF3000-34128"
    assert gamry.attrs["started"] == "2018-04-23T16:43:15"
    assert gamry.attrs["area_m2"] == pytest.approx(1.13e-4)
    assert gamry["spectrum_voltage"].values == pytest.approx([0.1])
    par = read(written(tmp_path, *LAYOUTS["versastudio"]))
    assert (par.attrs["instrument"], par.attrs["started"]) == (
        "VersaSTAT4 -400", "2018-07-19T09:40:30",
    )  # fmt: skip
    assert par.attrs["area_m2"] == pytest.approx(0.5e-4)
    assert "not calibrated" in notices_of(par)[0]
    zplot = read(written(tmp_path, *LAYOUTS["zplot"]))
    assert (zplot.attrs["started"], zplot.attrs["area_m2"]) == (
        "2018-10-12T11:04:34", pytest.approx(0.785e-4),
    )  # fmt: skip
    chi = read(written(tmp_path, *LAYOUTS["eis-text"]))
    assert (chi.attrs["instrument"], chi.attrs["started"]) == ("CHI660E", "2020-02-20T15:55:08")


@pytest.mark.parametrize(
    ("form", "old", "new"),
    [
        ("gamry", "1.13000E+000", "1.00000E+000"),
        ("versastudio", "(cm2)=0.5", "(cm2)=1"),
        ("zplot", "0.785", "1"),
    ],
)
def test_an_area_that_nobody_set_is_left_out(form: str, old: str, new: str, tmp_path: Path) -> None:
    name, text = LAYOUTS[form]
    record = read(written(tmp_path, name, text.replace(old, new), "latin-1"))
    assert "area_m2" not in record.attrs
    assert any("where none was set" in sentence for sentence in notices_of(record))


def test_several_sweeps_become_several_spectra(tmp_path: Path) -> None:
    text = "Time (s)\tFrequency (Hz)\tZre (ohms)\tZim (ohms)\n"
    text += "".join(
        f"{100 * k + i}\t{f}\t{(k + 1) * z.real}\t{(k + 1) * z.imag}\n"
        for k in range(3)
        for i, (f, z) in enumerate(zip(F, Z, strict=True))
    )
    record = read(written(tmp_path, "a.txt", text))
    assert record.sizes["spectrum"] == 3
    assert record["z_real"].values[2] == pytest.approx(3.0 * Z.real)
    assert record["spectrum_time"].values == pytest.approx([0.0, 100.0, 200.0])


def test_rows_without_a_frequency_are_a_trace(tmp_path: Path) -> None:
    rest = "".join(f"3.{i}\t-0.15\t{10 * i}\t0\t0\t0\t0\t0\t\n" for i in range(5))
    text = PARSTAT + rest + rows("0.1\t0.2\t{t}\t{f}\t{re}\t{im}\t0.01\t0.01\n")
    record = read(written(tmp_path, "a.txt", text))
    assert record.attrs["kind"] == "cycling+impedance"
    assert record["current"].values == pytest.approx([-0.15] * 5)
    check(record)
    bare = "f,Re,Im\n0,1,1\n" + rows("{f},{re},{im}\n")
    record = read(written(tmp_path, "b.csv", bare))
    check(record)
    assert "1 rows without a frequency were left out" in notices_of(record)


def test_a_column_that_may_have_the_other_sign_is_doubted(tmp_path: Path) -> None:
    record = read(written(tmp_path, "a.csv", "f,Re,Im\n" + rows("{f},{re},{up}\n")))
    assert any("if the file holds -Im Z" in sentence for sentence in notices_of(record))
    assert not notices_of(read(written(tmp_path, "b.csv", "f,Re,Im\n" + rows("{f},{re},{im}\n"))))


def gone(text: str, title: str) -> str:
    """The text of a tab list without a column."""
    lines = [line.split("\t") for line in text.splitlines()]
    place = lines[0].index(title)
    return "\n".join("\t".join(c for i, c in enumerate(line) if i != place) for line in lines)


EC_LAB = TEXTS["ec-lab columns"]
FAULTS = {
    "no frequency": (gone(EC_LAB, "freq/Hz"), r"a.txt:1: .*no spectrum without a column of the f"),
    "no imaginary part": (gone(EC_LAB, "-Im(Z)/Ohm"), r"a.txt:1: .*real and the imaginary part"),
    "a word": (EC_LAB.replace("\n1000.0\t", "\nx\t"), r'a.txt:4: column "freq/Hz": "x" is no num'),
    "an overload": (EC_LAB.replace("\n1000.0\t", "\nnan\t"), r'a.txt:4: .*"nan" is no number'),
    "an empty cell": (EC_LAB.replace("\n1000.0\t", "\n\t"), r"a.txt:4: .*is no number"),
    "cut off": (EC_LAB[:-25], r"a.txt:8: the row has 2 cells and the first row 3"),
    "negative": (EC_LAB.replace("\n1000.0\t", "\n-1000.0\t"), r"a.txt:4: a frequency is negative"),
    "zero": (EC_LAB + "0.01\t0\t0\n", r"a.txt:9: Z is zero at this point"),
    "two points": ("\n".join(EC_LAB.splitlines()[:3]), r"there are 2 points with a frequency"),
    "no rows": ("freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm\n", r"a.txt:1: there are no rows"),
    "per area": (EC_LAB.replace("Re(Z)/Ohm", "Re(Z) (ohm.cm2)"), r'a.txt:1: column "Re\(Z\) \(ohm'),
    "two columns": (rows("{f} {re}\n"), r"a.txt:1: a table of 2 columns needs titles"),
    "huge": (EC_LAB + "0.01\t1.7e308\t1.7e308\n", r"too large a number"),
    "nothing": ("hello\n", r"a.txt:1: there are no rows of numbers"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_its_line(name: str, tmp_path: Path) -> None:
    text, sentence = FAULTS[name]
    with pytest.raises(InputError, match=sentence) as caught:
        read(written(tmp_path, "a.txt", text), form="eis-text")
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize(
    ("form", "cut", "sentence"),
    [
        ("gamry", "ZCURVE", r"a.DTA:12: the file ends before its table ZCURVE"),
        ("gamry", "\t#\ts\tHz", "ends before the rows of ZCURVE"),
        ("versastudio", "Definition", 'no line "Definition="'),
        ("zplot", "End Comments", 'no line "End Comments"'),
        ("zplot", "1.00000000e+05", "there are no rows"),
        ("autolab", "100000.0,", "there are no rows"),
    ],
)
def test_a_file_that_ends_too_early_is_refused(
    form: str, cut: str, sentence: str, tmp_path: Path
) -> None:
    name, text = LAYOUTS[form]
    path = written(tmp_path, name, text[: text.index(cut)], "latin-1")
    with pytest.raises(InputError, match=sentence):
        read(path, form=form)


def test_another_experiment_of_gamry_is_refused_by_its_name(tmp_path: Path) -> None:
    text = GAMRY.partition("ZCURVE")[0].replace("EISPOT", "CHRONOA")
    with pytest.raises(InputError, match='the experiment "CHRONOA" is no impedance'):
        read(written(tmp_path, "a.DTA", text, "latin-1"))


@pytest.mark.parametrize("form", ["gamry", "versastudio", "zplot", "autolab"])
@pytest.mark.parametrize("ended", [True, False])
def test_two_files_in_one_are_refused(form: str, ended: bool, tmp_path: Path) -> None:
    name, text = LAYOUTS[form]
    both = text + text if ended else text.rstrip() + text
    line = text.count("\n") + ended
    with pytest.raises(InputError, match=f"{name}:{line}: .* stands here again, as if two files"):
        read(written(tmp_path, name, both, "latin-1"))


def test_a_sweep_that_was_stopped_is_told(tmp_path: Path) -> None:
    for form in ("zplot", "autolab"):
        name, text = LAYOUTS[form]
        lines = text.splitlines(keepends=True)[:-2]
        told = notices_of(read(written(tmp_path, name, "".join(lines))))
        assert "the header promises 7 points, the file has 5" in told


SIGNS = " \t,;:=/()-'\"0123456789eZfR\n"
ALL = {**{form: text for form, (_, text) in LAYOUTS.items()}, "text": EC_LAB}


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    form=st.sampled_from(sorted(ALL)),
    place=st.floats(0.0, 1.0),
    length=st.integers(0, 40),
    junk=st.binary(max_size=30),
)
def test_damaged_files_give_a_record_or_one_sentence(
    form: str, place: float, length: int, junk: bytes, tmp_path: Path
) -> None:
    data = ALL[form].encode("latin-1", "replace")
    at = int(place * len(data))
    path = tmp_path / "a.txt"
    path.write_bytes(data[:at] + junk + data[at + length :])
    try:
        record = read(path, form="eis-text" if form == "text" else form)
        sentence = ""
    except InputError as error:
        sentence = str(error)
    if sentence:
        assert "\n" not in sentence
    else:
        assert np.isfinite(record["z_real"].values[0, 0])


@settings(max_examples=200, deadline=None)
@given(junk=st.one_of(st.binary(max_size=400), st.text(SIGNS).map(str.encode)))
def test_no_bytes_make_a_reader_raise_while_it_looks(junk: bytes) -> None:
    for reader in REGISTRY:
        if reader.name in (*LAYOUTS, "eis-text"):
            assert reader.sniff(junk, Path("a.txt")) in (True, False)


def test_long_lines_do_not_hold_up(tmp_path: Path) -> None:
    begun = time.perf_counter()
    blank = " " * 20000
    for form, (name, text) in LAYOUTS.items():
        for junk in (f"a{blank}b\n", f"a : {blank}b\n", f"a{blank}(\n", "(" * 20000 + "\n"):
            path = written(tmp_path, name, text.replace("\n", "\n" + junk, 3), "latin-1")
            with contextlib.suppress(InputError):
                read(path, form=form)
    for title in (f"Re(Z{blank}", f"f{blank}x", "Z" + "'" * 20000):
        with contextlib.suppress(InputError):
            read(written(tmp_path, "a.csv", f"f,{title},Im\n1,2,3\n"), form="eis-text")
    assert time.perf_counter() - begun < 10.0


REAL = {
    "exampleDataGamry.DTA": ("gamry", 72, 200015.6, 825.8584 - 1367.239j),
    "exampleDataAutolab.txt": ("autolab", 41, 10000.0, 0.013785863964281 + 0.007191946305823j),
    "exampleDataVersaStudio.par": ("versastudio", 61, 1e5, 55.31571 + 4.575431j),
    "exampleDataZPlot.z": ("zplot", 21, 3e5, 147.77 - 11.335j),
    "exampleDataCHInstruments.txt": ("eis-text", 73, 99610.0, 98.91 - 2.748j),
    "exampleDataParstat.txt": ("eis-text", 31, 1e4, -0.00049816280376104 + 0.0175143479976367j),
    "exampleDataPowersuite.txt": ("eis-text", 30, 0.1, 423929.46 - 49014.063j),
    "exampleData.csv": ("eis-text", 66, 3.1623e-3, 0.0494998977640506 - 0.0204386985444189j),
    "LIB_data.txt": ("eis-text", 107, 999.040405, 0.112362966 + 0.00318273902j),
}


@pytest.mark.parametrize("name", REAL)
def test_published_files(name: str) -> None:
    form, points, first, z = REAL[name]
    record = read(instrument_file(f"eis/{name}"))
    assert record.attrs["form"] == form
    assert record["frequency"].values.shape == (1, points)
    assert np.isfinite(record["frequency"].values).all()
    assert record["frequency"].values[0, 0] == pytest.approx(first)
    found = record["z_real"].values[0, 0] + 1j * record["z_imag"].values[0, 0]
    assert found == pytest.approx(z, rel=1e-6)
    assert json.loads(record.attrs["notices"]) == notices_of(record)


def test_a_published_file_without_frequencies_is_refused() -> None:
    path = instrument_file("eis/exampleDataBioLogic_MissingFreq.mpt")
    for form in ("", "eis-text"):
        with pytest.raises(InputError, match="frequency"):
            read(path, form=form)
