"""CHGNet: a learned potential, for screening sites before density functional theory."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from solvus.atoms.engines.kinds import Engine, Setting, elements_up_to, installed_version
from solvus.base.errors import MissingExtra

SETTINGS = (
    Setting("model", "0.3.0", "", None, None, "Weights that the package carries.",
            ("0.3.0", "0.2.0", "r2scan")),
)  # fmt: skip
_HEAVIEST = 94  # plutonium: the elements of its training data end there


# Of its libraries, and of no consequence here: ASE itself holds atoms and keeps symmetry.
_WARNINGS = ("Only FixAtoms and FixCartesian", "Converting a tensor with requires_grad")


def _make(settings: Mapping[str, Any], log: Path | None) -> Any:
    calculator, model = _library()
    for start in _WARNINGS:
        warnings.filterwarnings("ignore", message=start)
    with redirect_stdout(StringIO()):  # it says on which device it runs, each time
        return calculator(model=_weights(settings["model"], model), use_device="cpu")


@cache
def _weights(name: str, model: Any) -> Any:
    return model.load(model_name=name, use_device="cpu", verbose=False)


def _version() -> str:
    return installed_version("chgnet", "CHGNet", "atoms-fast")


@cache
def _library() -> tuple[Any, Any]:
    try:
        import torch
        from chgnet.model.dynamics import CHGNetCalculator
        from chgnet.model.model import CHGNet
    except ImportError:
        raise MissingExtra("CHGNet", "atoms-fast") from None
    torch.set_num_threads(1)  # tasks run side by side, one core each
    return CHGNetCalculator, CHGNet


ENGINE = Engine(
    name="chgnet",
    kind="potential",
    about="learned potential; screening only",
    settings=SETTINGS,
    make=_make,
    version=_version,
    elements=lambda: elements_up_to(_HEAVIEST),
    sampled=False,
    source="Deng et al., Nat. Mach. Intell. 5, 1031 (2023)",
)
