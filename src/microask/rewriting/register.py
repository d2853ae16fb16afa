"""How the sender of a draft speaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .lexicon import words_of
from .marks import BULLET

if TYPE_CHECKING:
    from .material import Material

_LETTER = re.compile(r"[^\W\d_]")


def register_of(material: Material) -> str:
    """Return how the sender speaks: formal, neutral, or casual (a chat in lower case)."""
    texting = len(set(map(str.lower, words_of("texting").findall(material.text)))) > 1
    plain = words_of("contracted").search(material.text) and not words_of("formal_greeting").search(material.text)
    formal = words_of("formal").search(material.text) and not plain
    chatty = texting or material.is_lower or words_of("chatty").search(material.text)
    return "formal" if formal and not texting else "casual" if chatty else "neutral"


def in_lower_case(material: Material) -> bool:
    """Tell whether the sender begins sentences in lower case."""
    greeting = max((end for name, _, end in material.zones if name == "greeting"), default=None)
    # "Hi Jen, could you" goes on in lower case whoever writes it, and so do bullets.
    begun = [span for span in material.sentences if not BULLET.match(material.text, *span)]
    begun = begun[1:] if greeting is not None else begun
    first = [match.group() for start, end in begun if (match := _LETTER.search(material.text, start, end))]
    if not first:
        return not any(char.isupper() for char in material.text)
    return 2 * sum(letter.islower() for letter in first) > len(first)
