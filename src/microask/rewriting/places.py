"""Where things stand in a message: where a list, a sentence or the body ends, and what is put there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .joining import closed
from .lexicon import words_of
from .marks import BULLET
from .material import Material
from .openers import opened


@dataclass(frozen=True)
class Placed:
    """A message with its ask put anew, the words of the asks and of the sentences that were left out."""

    text: str
    later: tuple[str, ...]
    dropped: tuple[str, ...]


def appended(material: Material, ask: str) -> str:
    """Return the text with the ask behind its body."""
    end = max((end for name, _, end in material.zones if name == "body"), default=0) or max(
        (end for name, _, end in material.zones if name == "greeting"), default=0
    )
    head, tail = material.text[:end].rstrip(), material.text[end:]
    gap = "\n\n" if "\n" in material.text or not head else " "
    return f"{closed(head)}{gap if head else ''}{ask}{tail}"


def sentence_end(material: Material, at: int) -> int:
    """Return where the sentence ends that a place is in; the place itself where it is in none."""
    return max(at, next((b for a, b in material.sentences if a < at <= b), at))


def paragraph_end(text: str, at: int) -> int:
    """Return where the paragraph ends that a place is in."""
    stop = text.find("\n\n", at)
    return stop if stop >= 0 else len(text)


def list_end(text: str, at: int) -> int:
    """Return where the list ends that a place is in; the place itself where it is in none."""
    line = text.rfind("\n", 0, at) + 1
    while BULLET.match(text, line):
        stop = text.find("\n", line)
        at = max(at, stop if stop >= 0 else len(text.rstrip()))
        if stop < 0:
            break
        line = stop + 1
    return at


def led_list(text: str, at: int) -> int:
    """Return where the list ends that an ask leads in which ends at a place: "I'd like to know:"; 0 without a list."""
    lead = re.match(r"\s*:?[ \t]*\n+", text[at:]) if ":" in text[at - 1 : at + 2] else None
    line = at + lead.end() if lead else at
    return list_end(text, line) if lead and BULLET.match(text, line) else 0


def listed(material: Material, words: str, at: int) -> str:
    """Return sentences that stand behind a place, as a line of their own where it is in a list."""
    bullet = BULLET.match(material.text[material.text.rfind("\n", 0, at) + 1 :])
    return f"\n{bullet.group()}{words}" if bullet else f" {words}"


def behind_sentence(rest: str) -> str:
    """Return the rest of a text behind a sentence that has ended: a name behind a comma stands alone."""
    return re.sub(r"\A\s*,\s*", " ", rest)


def is_asked(text: str) -> bool:
    """Tell whether the last sentence of a text is a question without its mark."""
    last = re.split(r"[.?!\n]\s+|,\s", text)[-1]
    found = opened(last)
    return bool(words_of("questioning").match(last)) if found is None else found[1] == "?"
