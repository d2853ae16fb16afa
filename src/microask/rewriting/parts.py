"""A large task cut to one part of itself, in the sender's own words: "translate just one of the 640 cards: [which one?]"."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from ..lexicons import table

#: Words of the part at most; what stands behind it is left out with the rest of the task.
MAX_WORDS = 30


@cache
def _rules() -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    return tuple((re.compile(row["match"], re.IGNORECASE), row) for row in table("rewrites")["part"]["rule"])


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(table("rewrites")["part"][name], re.IGNORECASE)


def part_of(ask: str) -> tuple[str, str] | None:
    """Return an ask cut to one part of what it asks for, without its closing mark, and the bracket that asks which.

    Parameters
    ----------
    ask : str
        Of one task; None is returned where nothing in it tells of several or of a whole.
    """
    found = [(match, row) for pattern, row in _rules() if (match := pattern.search(ask))]
    for match, row in sorted(found, key=lambda one: one[0].start("object" if "object" in one[0].re.groupindex else 0)):
        if any(_pattern(name).search(ask[: match.start()]) for name in ("bound", "before")):
            continue
        stop = _pattern("end").search(ask, match.end() + 1)
        behind = _pattern("loose").sub("", ask[match.end() : stop.start() if stop else len(ask)]).rstrip(" .?!,;:")
        behind = _pattern("whole").sub("", behind)
        words = ask[: match.start()] + match.expand(row["replace"]) + behind
        if behind and "\n" not in words and len(words.split()) <= MAX_WORDS:
            return words, row["bracket"]
    return None
