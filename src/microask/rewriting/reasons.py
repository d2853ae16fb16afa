"""The reason that a draft gives inside its ask, and whether it gives one at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .lexicon import words_of

if TYPE_CHECKING:
    from ..pipeline.state import Finding
    from .material import Material

#: A longer message tells why in some way.
MAX_BARE = 25
#: A reason of fewer words is a scrap.
MIN_REASON = 4
#: What is read as a reason and is more than this share of an ask is the ask.
MAX_SHARE = 0.7


def reason_of(material: Material) -> tuple[int, str] | None:
    """Return where the reason stands that the ask holds, and its words; it has to be put anew with the ask."""
    for item in _reasons(material):
        if not _in_ask(material, item) or material.ask is None:
            continue
        last = next((end for start, end in material.sentences if start <= item["start"] < end), item["end"])
        mark = words_of("reason_end").search(material.text, item["end"], last)
        end = mark.start() if mark else last
        verbs = [token for token in material.tokens if item["start"] <= token.start < end and token.pos in ("VERB", "AUX")]
        if verbs and end - item["start"] <= MAX_SHARE * len(material.words(material.ask)):
            return item["start"], " ".join(material.text[item["start"] : end].split()).rstrip(" .,;:!?")
    return None


def wants_reason(material: Material) -> bool:
    """Tell whether no reason is given, nor anything told that may be one."""
    told = material.found("reason", "ask") or material.found("reason", "context") or words_of("reasoning").search(material.text)
    return not told and len(material.text.split()) <= MAX_BARE


def _reasons(material: Material) -> list[Finding]:
    return [item for item in material.found("reason", "ask") if len(material.words(item).split()) >= MIN_REASON]


def _in_ask(material: Material, item: Finding) -> bool:
    return any(ask["start"] <= item["start"] and item["end"] <= ask["end"] for ask in material.asks)
