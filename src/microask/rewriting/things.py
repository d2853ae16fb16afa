"""The concrete thing that a draft asks about, and the words of it that fit into a sentence of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .lexicon import words_of
from .openers import asking_at

if TYPE_CHECKING:
    from ..pipeline.state import Finding
    from .material import Material

#: A thing of more words does not fit into a sentence of ours.
MAX_THING = 7
#: No noun phrase ends with these.
_NO_END = frozenset(("ADP", "ADV", "AUX", "CCONJ", "DET", "PART", "PRON", "PUNCT", "SCONJ"))


def thing_of(material: Material) -> str | None:
    """Return the concrete thing of the ask, in the sender's words, with its determiner."""
    if material.ask is None:
        return None
    start, end = material.ask["start"], material.ask["end"]
    inside = [item for item in material.own("deliverable") if start <= item["start"] < end]
    opening = start + asking_at(material.words(material.ask))
    for item in sorted(inside, key=lambda item: item["start"] < opening):
        words = words_of("relative").split(" ".join(_noun(material, item).split()))[0]
        if words_of("clausal").search(material.text, start, item["start"]):
            continue
        if words_of("known_thing").match(words) and len(words.split()) <= MAX_THING:
            return without_whole(words[0].lower() + words[1:])
    return None


def without_whole(words: str) -> str:
    """Return words without those that speak of the whole: only a part of it is asked for."""
    return words_of("entirely").sub("", words)


def _noun(material: Material, item: Finding) -> str:
    """Return the words of a finding without what at its end is no part of a noun phrase."""
    inside = [token for token in material.tokens if item["start"] <= token.start < item["end"]]
    # A noun right behind goes with it: "the return of empty" pallets.
    for token in material.tokens:
        if inside and token.pos == "NOUN" and material.text[inside[-1].end : token.start] == " ":
            inside = [*inside, token]
    ends = [token.end for token in inside if token.pos not in _NO_END]
    return material.text[item["start"] : ends[-1]] if ends else ""
