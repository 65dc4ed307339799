"""Pieces of the page: a labelled control, a card, a table, a list of sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from solvus.explore.cards import Card
from solvus.explore.charts import saying
from solvus.explore.controls import Choice, Number

GRAPH: dict[str, Any] = {
    "displaylogo": False, "responsive": True, "modeBarButtonsToRemove": ["select2d", "lasso2d"],
    "plotlyServerURL": "", "showSendToCloud": False,
}  # fmt: skip
TYPED = 0.5  # [s] of rest after which what was typed is taken


def number_id(name: str) -> str:
    """Id of the box of a number."""
    return f"n-{name}"


def slider_id(name: str) -> str:
    """Id of the slider of a number."""
    return f"s-{name}"


def choice_id(name: str) -> str:
    """Id of a choice."""
    return f"c-{name}"


def on_slider(number: Number, value: float) -> float:
    """Where the slider of a number stands for a value: within its window, on a step."""
    low, high = number.window
    inside = min(max(value, low), high)
    place = low + round((inside - low) / number.step) * number.step
    return float(f"{min(place, high):.9g}")


def pretty(unit: str) -> str:
    """A unit as people write it."""
    return unit.replace("um", "µm").replace("cm2", "cm²")


def span_words(number: Number) -> str:
    """From where to where a number may be."""
    unit = "" if number.unit == "1" else f" {pretty(number.unit)}"
    return f"{number.low:.4g} to {number.high:.4g}{unit}"


def number_control(number: Number, value: float) -> Component:
    """Label, box and slider of a number; both are reached by the keyboard."""
    unit = "" if number.unit == "1" else pretty(number.unit)
    low, high = number.window
    label = f"{number.label}{f' [{unit}]' if unit else ''}"
    hint = [html.Small(number.hint, className="hint")] if number.hint else []
    return html.Div(
        [
            html.Div(
                [
                    html.Label(label, htmlFor=number_id(number.name)),
                    dcc.Input(
                        # no min and max: beyond them the browser would send nothing at all, and
                        # the page could not say what is wrong
                        id=number_id(number.name), type="number", value=value, debounce=TYPED,
                        step="any", className="box", inputMode="decimal", autoComplete="off",
                    ),
                ],
                className="labelled",
            ),
            dcc.Slider(
                id=slider_id(number.name), min=low, max=high, step=number.step,
                value=on_slider(number, value), marks=None, updatemode="mouseup",
                allow_direct_input=False, tooltip={"placement": "top"}, className="slide",
            ),
            *hint,
        ],
        className="control", id=f"control-{number.name}", title=span_words(number),
        **{"data-label": label},
    )  # fmt: skip


def choice_control(choice: Choice, value: str) -> Component:
    """A choice as a list that opens, or as buttons where there are few."""
    label = html.Span(choice.label, id=f"label-{choice.name}", className="legend")
    if len(choice.options) > 4:
        picker: Component = dcc.Dropdown(
            id=choice_id(choice.name), value=value, clearable=False, searchable=False,
            options=[{"label": text, "value": key} for key, text in choice.options.items()],
        )  # fmt: skip
    else:
        picker = dcc.RadioItems(
            id=choice_id(choice.name), value=value, className="radios",
            options=[{"label": text, "value": key} for key, text in choice.options.items()],
        )  # fmt: skip
    group = {"role": "group", "aria-labelledby": f"label-{choice.name}"}
    return html.Div([label, picker], className="control", **group)


def card(one: Card) -> Component:
    """A number that stands out."""
    return html.Div(
        [html.Div(one.value, className="value", id=f"card-{one.name}"),
         html.Div(one.label, className="label")],
        className="card",
    )  # fmt: skip


def listed(sentences: Sequence[str], kind: str) -> Component | str:
    """Sentences as a list; nothing where there are none."""
    if not sentences:
        return ""
    return html.Ul([html.Li(text) for text in sentences], className=kind)


def table(
    head: Sequence[str], rows: Sequence[Sequence[Any]], caption: str, kind: str = ""
) -> Component:
    """A table that scrolls in itself where it is wider than the screen."""
    return html.Div(
        html.Table(
            [
                html.Caption(caption),
                html.Thead(html.Tr([html.Th(text, scope="col") for text in head])),
                html.Tbody([html.Tr([_cell(value) for value in row]) for row in rows]),
            ],
            className=kind,
        ),
        className="scroll", tabIndex="0", role="region", **{"aria-label": caption or "table"},
    )  # fmt: skip


def _cell(value: Any) -> Component:
    if isinstance(value, Component):
        return html.Td(value)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    return html.Td("–" if value is None or text == "nan" else text,
                   className="number" if number else "")  # fmt: skip


def graph(name: str, title: str, alt: str) -> Component:
    """A chart under its heading; `alt` says what it shows."""
    blank = saying("The first run is on its way").to_dict()
    return html.Section(
        [
            html.H2(title, id=f"head-{name}"),
            html.Div(dcc.Graph(id=name, figure=blank, config=GRAPH, responsive=True),
                     className="frame"),
            html.P(alt, className="alt"),
        ],
        className=f"panel panel-{name}", **{"aria-labelledby": f"head-{name}"},
    )  # fmt: skip


def still(figure: dict[str, Any], title: str) -> Component:
    """A chart that no callback changes."""
    height = f"{figure['layout'].get('height', 400)}px"
    drawn = dcc.Graph(figure=figure, config=GRAPH, responsive=True)
    frame = html.Div(drawn, className="frame", style={"height": height})
    return html.Section([html.H3(title), frame], className="panel")


def button(label: str, name: str, kind: str = "") -> Component:
    """A button."""
    look = f"button {kind}".strip()
    return html.Button(label, id=name, n_clicks=0, type="button", className=look)
