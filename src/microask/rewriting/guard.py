"""The facts guard: what a rewrite says must stand in the draft, in a bracket, or be an offer of the method."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from ..lexicons import table
from .placeholders import BRACKET

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: A place in a phrase that words of the draft fill.
_SLOT = re.compile(r"\{\w+\}")


@cache
def own_words() -> frozenset[str]:
    """Return the words, numbers included, that the rewriting module may add."""
    data = table("rewrites")
    phrases = [row[register] for row in data["strategy"] for register in ("formal", "neutral", "casual")]
    phrases += [row["replace"] for row in data["edit"]]
    return frozenset(word for phrase in phrases for word in _words(_SLOT.sub(" ", BRACKET.sub(" ", phrase))))


def invented(draft: str, rewrite: str, allowed: Iterable[str] | None = None) -> tuple[str, ...]:
    """Return the words of a rewrite that come from nowhere.

    Parameters
    ----------
    draft : str
        The draft, with its subject line where it has one.
    rewrite : str
    allowed : iterable of str, optional
        Lower-case words that may be added; default: those of the rewriting module's own phrases.

    Returns
    -------
    tuple of str
        In order, empty where the rewrite invents nothing. What stands in ``[brackets]`` is a question to the sender and
        counts for nothing.
    """
    known = set(_words(draft)) | (own_words() if allowed is None else frozenset(allowed))
    return tuple(word for word in _words(BRACKET.sub(" ", rewrite)) if word not in known)


def _words(text: str) -> list[str]:
    return [word.replace("’", "'").casefold() for word in _WORD.findall(text)]
