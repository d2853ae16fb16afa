"""What an ask is about, in the sender's own words: a noun phrase behind "about", "on", "learn" and their like."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ..lexicons import table

if TYPE_CHECKING:
    from .material import Material

#: Words of a topic at most.
MAX_WORDS = 7
_TOKEN = re.compile(r"[^\W_]+(?:['’.&/+#-][^\W_]+)*[+#]{0,2}")
#: Findings that end a topic: it says what, not when, how long, how often or by which means.
_NOT_TOPIC = frozenset(("duration", "date", "recurrence", "channel"))


@cache
def _leads() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"\b(?:{row['pattern']})\s+", re.IGNORECASE) for row in table("topics")["lead"])


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(table("topics")[name]["words"].split())


@cache
def _empty() -> frozenset[str]:
    """Return the words of which alone no topic can be made."""
    return frozenset(table("generic")["generic"]["words"].split()) | _words("empty") | _words("ends")


def topic_of(material: Material) -> str | None:
    """Return the topic of a draft's ask, None where none is plain."""
    for pattern in _leads():
        for ask in material.asks:
            if topic := _behind(pattern, material, ask["start"], ask["end"]):
                return topic
    return None


def _behind(pattern: re.Pattern[str], material: Material, start: int, end: int) -> str | None:
    for match in pattern.finditer(material.text, start, end):
        others = [item["start"] for item in material.findings if item["kind"] in _NOT_TOPIC and item["start"] >= match.end()]
        if topic := phrase(material.text[match.end() : min(end, *others, end)]):
            return topic
    return None


def phrase(text: str) -> str | None:
    """Return the noun phrase at the beginning of a text, None where there is none that says something."""
    ends, joints, empty = _words("ends"), _words("joints"), _empty()
    words: list[tuple[str, int]] = []
    position = 0
    for match in _TOKEN.finditer(text):
        word = match.group().casefold().replace("’", "'")
        if text[position : match.start()].strip(" ") or (word in ends and (words or word != "how")) or len(words) == MAX_WORDS:
            break
        position = match.end()
        words.append((word, position))
    while words and words[-1][0] in joints:
        words.pop()
    found = text[: words[-1][1]] if words else ""
    if not any(word not in empty and len(word) > 2 for word, _ in words) or set("[]{}<>") & set(found) or found[:1].isdigit():
        return None
    return " ".join(found.split())
