"""What hangs on an ask: sentences that say nothing, or the contrary, once another ask stands in its place."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ..lexicons import table
from .lexicon import words_of
from .marks import BULLET, CLAUSE_END
from .signing import MAX_SIGNED, closing
from .topics import LOGISTICS

if TYPE_CHECKING:
    from .material import Material

#: A sentence behind the ask that only says when, how long or how to meet has at most so many words.
MAX_LOGISTICS = 30
#: One behind the ask of so few words, with a verb, is an answer or an echo: "I don't."
MAX_ECHO = 2
#: One right behind the ask that points back to it has at most so many.
MAX_LEANING = 14


@cache
def _phrases(kind: str) -> re.Pattern[str]:
    """Return the words by which a sentence agrees to an ask, points to it, or stands without it."""
    return re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in table("rewrites")["hanging"][kind]), re.IGNORECASE)


def finished(head: str) -> str:
    """Return what stands before an ask, without a clause that the ask would have ended: "what I'm after is for you to"."""
    bare = head.rstrip()
    if not _phrases("unfinished").search(bare):
        return head
    return head[: max((mark.end() for mark in CLAUSE_END.finditer(bare)), default=0)]


def counts(words: str) -> bool:
    """Tell whether words only say how many things are asked: "Three things, if I may"."""
    return bool(_phrases("counting").search(words))


def agrees(words: str) -> bool:
    """Tell whether words only agree to an ask, or ask for that: "Please give me a yes or no"."""
    return bool(_phrases("agreeing").search(words))


def is_purposeless(words: str) -> bool:
    """Tell whether words say that there is no one thing to ask."""
    return bool(_phrases("purposeless").search(words))


def is_denied(material: Material, start: int, end: int) -> bool:
    """Tell whether a sentence behind the ask says that there is no one thing to ask, or no reason."""
    words = material.text[start:end].rstrip(" .?!")
    return _is_after(material, start) and any(_phrases(kind).search(words) for kind in ("purposeless", "placebo"))


def hangs_on_the_ask(material: Material, start: int, end: int) -> bool:
    """Tell whether a sentence behind the ask says only when, how long or how to meet."""
    words = material.text[start:end]
    if BULLET.match(words) or len(words.split()) > MAX_LOGISTICS:
        return False
    inside = {item["kind"] for item in material.findings if start <= item["start"] < end and item["scope"] == "ask"}
    told = any(_phrases(kind).search(words) for kind in ("hosting", "size", "agreeing"))
    return told or ("reason" not in inside and bool(inside & LOGISTICS))


def goes_on(words: str) -> bool:
    """Tell whether a short sentence leans on the one before it by its first word: "It concerns cooking only."."""
    return len(words.split()) <= MAX_LEANING and words_of("following").match(words) is not None


def is_courtesy(words: str) -> bool:
    """Tell whether a sentence thanks, greets or excuses, and has no more to say."""
    return len(words.split()) <= MAX_LEANING and _phrases("standing").search(words) is not None


def thanks_first(words: str) -> bool:
    """Tell whether words begin with thanks, a greeting or an excuse."""
    return _phrases("standing").match(words) is not None


def stands(material: Material, start: int, end: int, ask: str = "") -> bool:
    """Tell whether a sentence without an ask says something when another ask stands in the place of the old one.

    Before the ask stands the sender's story, unless it already speaks of what was to be asked. Behind it stand courtesy and what
    is told of the past or of the reader; what agrees, offers, plans, points back or has no verb leans on the ask that is gone,
    but for "it" where the new one still names what that is.
    """
    words = material.text[start:end]
    if words.count("(") != words.count(")") or closing().match(words) or _signs(material, start, end):
        return True  # half of a bracket says nothing without the other
    if not _is_after(material, start):
        return not (_phrases("announcing").search(words) or counts(words))
    if _phrases("standing").search(words) and not words.endswith("?") and not _phrases("planning").search(words):
        return (thanks_first(words) and len(words.split()) <= MAX_LEANING) or not hangs_on_the_ask(material, start, end)
    if hangs_on_the_ask(material, start, end) or words.endswith("?") or _echoes(material, start, end):
        return False
    others = _phrases("named").sub("", words) if _names(material, ask) else words
    leans = _phrases("pointing").match(words) or (len(words.split()) <= MAX_LEANING and _phrases("leaning").search(others))
    planned = _phrases("planning").search(words) or (_phrases("reader").search(words) and not _phrases("history").search(words))
    return not (
        leans or planned or commands(material, start) or is_fragment(material, start, end) or _tells_of_others(material, start)
    )


def _names(material: Material, ask: str) -> bool:
    """Tell whether a new ask names the thing or the topic of the old one."""
    return any(named and named.casefold() in ask.casefold() for named in (material.thing, material.topic))


def _signs(material: Material, start: int, end: int) -> bool:
    """Tell whether a line says who or what the sender is: a few capitalised words without a mark at their end."""
    words = material.text[start:end].split()
    alone = material.text[:start].rstrip(" \t").endswith("\n") and material.text[end - 1].isalnum()
    return alone and len(words) <= MAX_SIGNED and all(word[0].isupper() for word in words)


def _echoes(material: Material, start: int, end: int) -> bool:
    """Tell whether a sentence is no more than a pronoun and a verb."""
    tokens = [token.pos for token in material.tokens if start <= token.start < end]
    return len(material.text[start:end].split()) <= MAX_ECHO and tokens[:1] == ["PRON"] and not {"VERB", "AUX"}.isdisjoint(tokens)


def commands(material: Material, start: int) -> bool:
    """Tell whether words begin with a verb: "Write here", "DM me"."""
    first = next((token for token in material.tokens if token.start >= start and material.text[token.start].isalpha()), None)
    return first is not None and first.pos == "VERB" and not material.text[first.start : first.end].endswith("ing")


def _is_after(material: Material, start: int) -> bool:
    return any(start >= ask["start"] for ask in material.asks)


def _tells_of_others(material: Material, start: int) -> bool:
    """Tell whether a sentence begins with "she" or the like, and only the ask that goes says who that is."""
    if material.ask is None or not re.match(r"(?:she|he|they)\b", material.text[start:], re.IGNORECASE):
        return False
    others = [item["start"] for item in material.findings if item["kind"] == "person" and item["note"] == "third"]
    return not any(at < material.ask["start"] for at in others)


def is_fragment(material: Material, start: int, end: int) -> bool:
    """Tell whether a sentence has no verb, and so leans on the one before; thanks and the like stand alone."""
    tokens = [token for token in material.tokens if start <= token.start < end]
    named = any(item["kind"] == "person" and start <= item["start"] < end for item in material.findings)
    if named or re.search(r"\n\s*\Z", material.text[:start]):
        return False
    words = sum(material.text[token.start : token.end].isalpha() for token in tokens)
    # One word before a comma is how a letter ends: "Gratefully,".
    return (
        words > 0
        and not (words == 1 and material.text[end - 1] == ",")
        and not any(token.pos in ("VERB", "AUX", "INTJ") for token in tokens)
        and not _phrases("standing").search(material.text[start:end])
    )
