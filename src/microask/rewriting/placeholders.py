"""The brackets of a rewrite: questions to the sender, and the neutral words that stand for an answer while scoring."""

from __future__ import annotations

import re
from functools import cache

from ..lexicons import table

BRACKET = re.compile(r"\[([^\[\]\n]+)\]")
#: A place in a phrase that words of the draft fill.
SLOT = re.compile(r"\\\{\w+\\\}")


@cache
def _fillers() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the fillers of our own brackets, then those of the types of bracket that others may write."""
    data = table("rewrites")
    own = [(re.compile(SLOT.sub(".+", re.escape(row["bracket"])) + r"\Z"), row["filler"]) for row in data["placeholder"]]
    types = [(re.compile(rf".*?{row['words']}", re.IGNORECASE), row["filler"]) for row in data["type"]]
    return (*own, *types)


def placeholders(text: str, known: str = "") -> tuple[str, ...]:
    """Return the different brackets of a text in order, those of the text ``known`` (the draft's own) left out."""
    return tuple(dict.fromkeys(match.group() for match in BRACKET.finditer(text) if match.group() not in known))


def fill(text: str, known: str = "") -> str:
    """Return a text with each bracket filled by a neutral filler of its type.

    Parameters
    ----------
    text : str
    known : str
        The draft, whose own brackets stay.
    """

    def filled(match: re.Match[str]) -> str:
        if match.group() in known:
            return match.group()
        filler = next(filler for pattern, filler in _fillers() if pattern.match(match.group(1)))
        # A bracket that asks a whole question ends its sentence; its filler then needs a mark.
        ends = match.group(1).endswith("?") and re.match(r"\s+[A-Zia\d]|[\"”]|\s*$", match.string[match.end() :])
        return filler + ("?" if ends else "")

    return BRACKET.sub(filled, text)
