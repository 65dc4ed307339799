"""The one place where compiler options are set.

`cache=True` keeps compiled code between processes; `fastmath` stays off because the solute balance
is tested to round-off; `error_model="numpy"` lets divisions vectorise.

Numba renews a cached kernel when its own file changes, but not when a kernel it calls does, and
would go on with old numbers. Compiled code is therefore kept in a folder named after the text of
all kernels: any change to any of them starts afresh.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba

OPTIONS: dict[str, Any] = {"cache": True, "error_model": "numpy", "nogil": True}


def _cache_folder() -> str:
    """Folder for this version of the kernels; "" (numba's own choice) where none can be written."""
    here = Path(__file__).parent
    text = b"".join(source.read_bytes() for source in sorted(here.glob("*.py")))
    folder = here / "__pycache__" / f"numba-{hashlib.sha256(text).hexdigest()[:12]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return ""
    return str(folder) if os.access(folder, os.W_OK) else ""


_FOLDER = _cache_folder()


_CONFIG: Any = numba.config


def _compiled(**options: Any) -> Callable[[Any], Any]:
    def decorate(function: Any) -> Any:
        before = _CONFIG.CACHE_DIR
        if _FOLDER and not os.environ.get("NUMBA_CACHE_DIR"):
            _CONFIG.CACHE_DIR = _FOLDER
        try:
            return numba.njit(**OPTIONS, **options)(function)
        finally:
            _CONFIG.CACHE_DIR = before

    return decorate


def _without_counting() -> Callable[[Any], Any]:
    """The decorator for kernels that take dozens of arrays and neither make nor keep any.

    Counting references to each of them at every call would cost more than a small kernel computes.
    A numba that no longer knows the option counts, and is slower.
    """
    try:
        # the option is not in numba's types
        numba.njit(_nrt=False)(lambda: None)  # type: ignore[call-overload]
    except (KeyError, TypeError):
        return njit
    return _compiled(_nrt=False)


njit = _compiled()
inline = _compiled(inline="always")
lean = _without_counting()
