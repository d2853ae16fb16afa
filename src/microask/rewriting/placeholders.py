"""The brackets of a rewrite: questions to the sender, and the neutral words that stand for an answer while scoring."""

from __future__ import annotations

import re
from functools import cache

from ..lexicons import table

BRACKET = re.compile(r"\[([^\[\]\n]+)\]")


@cache
def _fillers() -> dict[str, str]:
    return {row["bracket"]: row["filler"] for row in table("rewrites")["placeholder"]}


def placeholders(text: str, known: str = "") -> tuple[str, ...]:
    """Return the brackets of a text in order, those of the text ``known`` (the draft's own) left out."""
    return tuple(match.group() for match in BRACKET.finditer(text) if match.group() not in known)


def fill(text: str) -> str:
    """Return a text with each bracket of the rewriting module filled by its neutral filler."""

    def filled(match: re.Match[str]) -> str:
        filler = _fillers().get(match.group(1), match.group())
        # A bracket that asks a whole question ends its sentence; its filler then needs a mark.
        ends = match.group(1).endswith("?") and re.match(r"\s+[A-Zia\d]|\s*$", match.string[match.end() :])
        return filler + ("?" if ends else "")

    return BRACKET.sub(filled, text)
