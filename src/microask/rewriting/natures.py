"""What an ask is for: a question answers an ask for advice, and nothing that is to be done or given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..pipeline.forms import is_offer
from .lexicon import words_of
from .parts import part_of

if TYPE_CHECKING:
    from .material import Material

#: Kinds of ask that something is done or given for, those that are told, and those that a question may be.
_DONE = frozenset(("favour", "resource", "referral"))
_TOLD = frozenset(("mentoring", "meeting"))
_ASKED = frozenset(("question", "decision", "resource", "introduction", "other"))
#: Kinds of ask that are for a look at something only if they say so.
_SHOWN = frozenset(("favour", "question", "decision"))
#: A question of fewer words leans on others.
MIN_QUESTION = 3


def nature_of(material: Material) -> str | None:
    """Return what the ask is for: a row of ``[order]`` of the lexicon ``rewrites``; None for an offer or others' asks."""
    if material.asks_nothing or _is_offered(material):
        return None
    found = (
        ("question", is_question(material)),
        ("introduction", material.introduction or material.kind == "introduction"),
        ("reference", _is_vouching(material)),
        ("work", _is_work(material)),
        ("advice", not _is_by_hand(material)),
        ("task", material.kind in _DONE),
    )
    return next((nature for nature, holds in found if holds), "role")


def _is_offered(material: Material) -> bool:
    """Tell whether nothing is asked, and something offered."""
    return not material.asks and any(is_offer(material.text[start:end]) for start, end in material.sentences)


def _is_vouching(material: Material) -> bool:
    """Tell whether the reader is asked to stand up for the sender, and not to talk about that."""
    vouching = material.kind == "referral" or (material.kind in _DONE and material.vouching)
    return bool(vouching) and not (material.is_live or material.found("duration", "ask") or material.said("third"))


def _is_by_hand(material: Material) -> bool:
    """Tell whether something is to be done or given, and not told."""
    if material.kind == "mentoring":
        told = material.topic or material.said("advising")
        return not told and part_of(material.words(material.ask) if material.ask else "") is not None
    if material.wide:
        return False  # "how does one run a choir" asks nobody to run one
    return bool(material.said("hands")) or (_is_done(material) and not material.said("advising"))


def is_question(material: Material) -> bool:
    """Tell whether the ask already is one particular question, put as such."""
    if len(material.asks) != 1 or material.ask is None or material.kind not in _ASKED:
        return False
    ask = material.ask
    words = words_of("viewed").sub("", material.words(ask))
    vague = any(ask["start"] <= item["start"] < ask["end"] for item in material.found("vague", "ask"))
    return not vague and len(words.split()) >= MIN_QUESTION and bool(words_of("particular").match(words))


def _is_work(material: Material) -> bool:
    """Tell whether a piece of work is to be looked at."""
    if material.kind in _SHOWN:
        return material.said("reviewing") is not None and not material.said("hands")
    named = material.kind == "feedback" and material.own("deliverable")
    return bool(named) and not material.said("hands") and not material.is_live and not material.said("brief")


def _is_done(material: Material) -> bool:
    """Tell whether what is asked for is done or given, and not told."""
    return material.kind in _DONE or (material.kind not in _TOLD and not material.is_live and material.task is not None)
