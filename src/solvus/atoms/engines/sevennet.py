"""SevenNet: a learned equivariant potential, for screening."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from solvus.atoms.engines.kinds import Engine, Setting, elements_up_to, installed_version
from solvus.base.errors import MissingExtra

SETTINGS = (
    Setting("model", "7net-0", "", None, None, "Weights that the package carries.",
            ("7net-0", "7net-l3i5")),
)  # fmt: skip


_HEAVIEST = 94  # plutonium: the elements of its training data end there


def _make(settings: Mapping[str, Any], log: Path | None) -> Any:
    # that it could be quicker on other machines
    warnings.filterwarnings("ignore", message="No tensor product accelerator")
    return _library()(settings["model"], device="cpu")


def _version() -> str:
    return installed_version("sevenn", "SevenNet", "atoms-fast")


@cache
def _library() -> Any:
    try:
        import torch
        from sevenn.calculator import SevenNetCalculator
    except ImportError:
        raise MissingExtra("SevenNet", "atoms-fast") from None
    torch.set_num_threads(1)
    return SevenNetCalculator


ENGINE = Engine(
    name="sevennet",
    kind="potential",
    about="learned potential; screening only",
    settings=SETTINGS,
    make=_make,
    version=_version,
    elements=lambda: elements_up_to(_HEAVIEST),
    sampled=False,
    source="Park et al., J. Chem. Theory Comput. 20, 4857 (2024)",
)
