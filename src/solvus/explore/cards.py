"""The numbers at the top of the page, in words."""

from __future__ import annotations

from typing import NamedTuple

from solvus.explore.outcome import Outcome
from solvus.study.pouch_checks import first_half_cycle
from solvus.study.pouch_load import Pouch

WH_PER_KG, WH_PER_L = 3600.0, 3.6e6


class Card(NamedTuple):
    """A number that stands out, and what it is."""

    name: str
    value: str
    label: str


def bill_cards(pouch: Pouch) -> list[Card]:
    """What the bill gives: Wh/kg, Wh/L, N/P, capacity."""
    found, basis = pouch.energies, pouch.file.basis
    built = float(getattr(found.built, basis)) / WH_PER_L
    charged = float(getattr(found.charged, basis)) / WH_PER_L
    by = (
        f"by the {first_half_cycle(pouch.file)}"
        if pouch.file.n_to_p == "first_charge" else "by the reversible capacity"
    )  # fmt: skip
    return [
        Card("wh-kg", f"{float(found.specific_energy) / WH_PER_KG:.1f} Wh/kg",
             f"of the cell, {1e3 * float(found.mass):.3g} g"),
        Card("wh-l", f"{built:.0f} Wh/L", f"{basis}, as built; charged {charged:.0f}"),
        Card("np", f"{float(found.n_to_p):.2f} N/P", by),
        Card("capacity", f"{float(found.charge) / 3600.0:.3g} Ah",
             f"{float(found.energy) / 3600.0:.3g} Wh"),
    ]  # fmt: skip


def life_words(outcome: Outcome) -> str:
    """The life in cycles: the number, or a bound where nothing ended it."""
    life = outcome.life
    return f">{life.cycles}" if life.censored else str(life.cycles)


def life_card(outcome: Outcome, reference: Outcome | None) -> Card:
    """How long the cell lives, what ended it, and pure lithium beside it."""
    what = "cycles to 80 %" if outcome.full else "cycles of life"
    ended = "nothing ended it" if outcome.life.censored else f"ended by {outcome.life.rule}"
    beside = f"; pure Li {life_words(reference)}" if reference is not None else ""
    return Card("life", f"{life_words(outcome)} cycles", f"{what}: {ended}{beside}")


def life_sentences(outcome: Outcome) -> list[str]:
    """The event that ended the life, and what is to be known of the run."""
    ended = outcome.life.sentence
    first = [] if outcome.life.censored else [f"{ended[:1].upper()}{ended[1:]}."]
    return [*first, *outcome.notices]
