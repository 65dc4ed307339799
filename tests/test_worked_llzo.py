"""docs/worked_llzo.md runs, and prints what it says where the measured file is there."""

from __future__ import annotations

import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from instrument_files import instrument_file

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "worked_llzo.md").read_text(encoding="utf-8")
FILE = "li_llzo_li_symmetric.mb.mpt"
SAMPLE = ROOT / "examples" / "data" / "symmetric_li.mpt"
CODE = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
PRINTED = "".join(re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL))


def run_page(path: Path) -> str:
    """What the python lines of the page print for a file."""
    text = "\n".join(CODE)
    assert text.count(f'"{FILE}"') == 1
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(text.replace(f'"{FILE}"', repr(str(path))), "page", "exec"), {})
    return out.getvalue()


def test_the_page_runs_on_the_shipped_sample() -> None:
    printed = run_page(SAMPLE)
    assert "simulated by Solvus" in printed
    assert len(re.findall(r"^cycle \d+: ", printed, re.MULTILINE)) == 20
    assert len(re.findall(r"R2 A/2 = ", printed)) == 20
    assert "nan ohm cm2" not in printed.replace("± nan", "")


def test_the_page_prints_what_it_says() -> None:
    assert run_page(instrument_file(f"biologic/{FILE}")) == PRINTED


def test_its_numbers_are_those_known_of_the_file() -> None:
    known = json.loads(instrument_file("expected.json").read_text())["li_llzo_li_symmetric"]
    medians = known["median_abs_V_mV"]
    assert f"{min(medians):.3f} to {max(medians):.3f} mV" in PAGE
    assert f"{known['Rdc_from_median_ohm']} ohm" in PAGE
    assert f"current of {known['current_uA']} µA" in PAGE
    assert f"{known['n_spectra']} spectra of {known['points_per_spectrum']} points" in PAGE
    low, high = known["absZ_at_fmin_ohm"], known["absZ_at_fmax_ohm"]
    for one, other in zip(high, low, strict=True):
        assert f"{one:.1f} to {other:.1f} ohm" in PRINTED
    found = [float(one) for one in re.findall(r"cycle \d: ([\d.]+)", PRINTED)]
    # the sum of two medians, without the first and last 5 % of the charge that the page leaves out
    for value, strip, plate in zip(found, medians[::2], medians[1::2], strict=True):
        assert value == pytest.approx(strip + plate, abs=0.03)
