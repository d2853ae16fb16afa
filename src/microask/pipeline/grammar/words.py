"""Word lists of the lexicon, and reading a text as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from ...lexicons import table

_DATA = table("quantities")


def entries(name: str) -> dict[str, Any]:
    """Return one table of the lexicon without its note."""
    return {key: value for key, value in _DATA[name].items() if key != "note"}


def word_list(name: str, *keys: str) -> list[str]:
    """Return the words of a table, by default its ``words`` and ``phrases``; a string is split at its blanks."""
    entry = _DATA[name]
    lists = [entry[key] for key in keys] if keys else [entry["words"], entry.get("phrases", [])]
    return [word for each in lists for word in (each.split() if isinstance(each, str) else each)]


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of these words, the longest first, with their common beginnings tried only once."""
    tails: dict[str, list[str]] = {}
    for word in words:
        tails.setdefault(word[:1], []).append(word[1:])
    # The end of a word has no head and so is sorted last.
    heads = sorted(tails, reverse=True)
    return "(?:" + "|".join(re.escape(head) + (any_of(tails[head]) if any(tails[head]) else "") for head in heads) + ")"


def any_pattern(name: str, lead: str = "") -> re.Pattern[str]:
    """Return the patterns of a table as one behind a lead; each has to end where a word ends."""
    return re.compile(rf"{lead}(?:{'|'.join(_DATA[name]['patterns'])})(?!\w)")


@lru_cache(maxsize=4)
def fold(text: str) -> str:
    """Return the text in lower case and with plain apostrophes and blanks, every character in its place."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters, such as the Turkish dotted I, grow when lowered
        lowered = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    return lowered.replace("\u2019", "'").replace("\u2011", "-").replace("\n", " ").replace("\xa0", " ")


def words_before(folded: str, start: int) -> list[str]:
    """Return the last few words before a place, the nearest last; a comma or stop stays on its word and so bars it."""
    return [word.strip("(\"'*_") for word in folded[max(0, start - 40) : start].split()]
