"""Scripts and figures as text that a browser unpacks: gzip, then base64."""

from __future__ import annotations

import base64
import gzip
from functools import cache

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs


def packed(text: str) -> str:
    """`text` compressed, in letters that no HTML parser trips over; the same text, same result."""
    return base64.b64encode(gzip.compress(text.encode("utf-8"), 9, mtime=0)).decode("ascii")


@cache
def packed_plotly() -> str:
    """The plotly.js of the installed plotly package, about 2 MB."""
    return packed(get_plotlyjs())


def packed_figure(figure: go.Figure) -> str:
    """Data, layout and frames of a figure."""
    return packed(str(figure.to_json()))
