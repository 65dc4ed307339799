"""The one place where compiler options are set.

`cache=True` keeps compiled code between processes; `fastmath` stays off because the solute balance
is tested to round-off; `error_model="numpy"` lets divisions vectorise.
"""

from __future__ import annotations

from typing import Any

import numba

OPTIONS: dict[str, Any] = {"cache": True, "fastmath": False, "error_model": "numpy", "nogil": True}

njit = numba.njit(**OPTIONS)
inline = numba.njit(inline="always", **OPTIONS)
