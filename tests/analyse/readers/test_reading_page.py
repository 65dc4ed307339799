"""docs/reading.md names what there is."""

from __future__ import annotations

from pathlib import Path

from solvus.analyse.readers import REGISTRY, assemble

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "reading.md").read_text(encoding="utf-8")


def test_every_format_is_on_the_page() -> None:
    missing = [reader.name for reader in REGISTRY if f"`{reader.name}`" not in PAGE]
    assert not missing


def test_every_variable_of_a_trace_and_of_spectra_is_on_the_page() -> None:
    names = [*assemble.CYCLING, *assemble.IMPEDANCE, *assemble.PER_SPECTRUM]
    assert not [name for name in names if f"`{name}`" not in PAGE]
