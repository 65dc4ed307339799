"""What docs/surface-analysis.md shows runs, and names the formats there are."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from solvus.analyse.doublet_model import pseudo_voigt
from solvus.analyse.readers import REGISTRY
from solvus.analyse.readers.reader import Reader
from surface_files import vamas

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "surface-analysis.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
CYCLERS = re.compile(r"biologic|neware|bdf|novonix|basytec|maccor|landt|arbin|gamry|eis|zplot"
                     r"|autolab|versastudio")  # fmt: skip


def test_the_examples_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kinetic = np.arange(1105.0, 1125.0, 0.05)
    offset = 1486.6 - kinetic - 369.4
    lines = pseudo_voigt(offset, 0.9, 0.3) + pseudo_voigt(offset - 6.0, 0.9, 0.3) / 1.5
    counts = np.random.default_rng(0).poisson(300.0 + 4000.0 * lines)
    blocks = [("Ag 3d", kinetic, counts), ("O 1s", kinetic - 160.0, counts)]
    (tmp_path / "foil.vms").write_text(vamas(blocks))
    monkeypatch.chdir(tmp_path)
    for block in BLOCKS:
        exec(compile(block, "surface-analysis.md", "exec"), {})
    printed = capsys.readouterr().out
    found = re.search(r"binding energy: ([\d.]+) ± ([\d.]+) eV", printed)
    assert found
    assert float(found[1]) == pytest.approx(368.2, abs=0.03)  # moved by the reference
    assert float(found[2]) == pytest.approx(0.1, abs=0.02)
    assert re.search(r"Ag: 25\.9 ± \d", printed)


@pytest.mark.parametrize("reader", [r for r in REGISTRY if not CYCLERS.match(r.name)])
def test_every_format_is_on_the_page(reader: Reader) -> None:
    row = next((line for line in PAGE.split("\n") if line.startswith(f"| `{reader.name}`")), "")
    assert row
    assert any(suffix in row for suffix in reader.suffixes)
