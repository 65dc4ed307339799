"""The look: colours by meaning, contrast, titles with units."""

from __future__ import annotations

import pytest

from solvus.report import theme


def luminance(colour: str) -> float:
    """Relative luminance of the WCAG."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of the WCAG, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


@pytest.mark.parametrize("name", theme.VERDICTS)
def test_text_on_a_verdict_can_be_read(name: str) -> None:
    look = theme.VERDICTS[name]
    assert contrast(look.colour, look.ink) >= 4.5


@pytest.mark.parametrize("ink", [theme.INK, theme.SOFT_INK, *theme.STATE_INK.values()])
def test_text_on_a_card_can_be_read(ink: str) -> None:
    assert contrast(ink, theme.CARD) >= 4.5


def test_verdicts_differ_in_colour_sign_and_class() -> None:
    looks = theme.VERDICTS.values()
    for field in ("colour", "sign", "css"):
        assert len({getattr(look, field) for look in looks}) == len(theme.VERDICTS)


def test_mechanisms_differ_in_colour_and_dash_together() -> None:
    assert len(set(theme.MECHANISMS.values())) == len(theme.MECHANISMS)


@pytest.mark.parametrize(
    ("name", "colour"),
    [
        ("Li", theme.GREY),
        ("Li || Li", theme.GREY),
        ("Ag", theme.BLUE),
        ("Li-Ag", theme.BLUE),
        ("Li-Mg || Li-Mg", theme.GREEN),
        ("H3v contact lost", theme.BLUE),
        ("", theme.BLUE),
    ],
)
def test_a_name_gives_its_colour(name: str, colour: str) -> None:
    assert theme.style_of(name).colour == colour


def test_unknown_names_take_turns() -> None:
    assert theme.style_of("law a", 0) != theme.style_of("law b", 1)


def test_axis_title_has_its_unit_in_brackets() -> None:
    assert theme.axis_title("Depth", "nm") == "Depth [nm]"
    assert theme.axis_title("Share", "1") == "Share"


def test_faded_keeps_the_colour() -> None:
    assert theme.faded("#0072B2", 0.25) == "rgba(0,114,178,0.25)"
