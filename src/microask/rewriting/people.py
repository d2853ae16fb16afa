"""The people of a draft: whom the sender wants to meet, and who signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .lexicon import words_of

if TYPE_CHECKING:
    from .material import Material

#: Words of whom the sender wants to meet at most.
MAX_WHOM = 40


def person_of(material: Material) -> str | None:
    """Return the third person of the ask, or the last one before it that it calls "him" or "her"."""
    inside = (
        item for item in material.own("person") if material.ask and material.ask["start"] <= item["start"] < material.ask["end"]
    )
    named = next((material.words(item) for item in inside if item["note"] == "third"), None)
    if named or material.ask is None or not words_of("pronoun").search(material.words(material.ask)):
        return named
    before = [item for item in material.findings if item["kind"] == "person" and item["start"] < material.ask["start"]]
    return next((material.words(item) for item in reversed(before) if item["note"] == "third"), None)


def whom_of(material: Material) -> str | None:
    """Return whom the sender wants to be introduced to, in the sender's words, where that is not one person by name."""
    words = material.words(material.ask) if material.ask else ""
    found = words_of("whom").search(words)
    if not found or material.person:
        return None
    end = words_of("whom_end").search(words, found.end() + 1)
    whom = " ".join(words[found.end() : end.start() if end else len(words)].split()).rstrip(" .,;:!?")
    return whom if 1 < len(whom.split()) <= MAX_WHOM else None


def sender_of(material: Material) -> str | None:
    """Return the first name under the message."""
    closing = [(start, end) for name, start, end in material.zones if name in ("signoff", "signature")]
    for item in material.findings:
        if item["kind"] == "person" and any(start <= item["start"] < end for start, end in closing):
            return material.words(item).split()[0]
    return None
