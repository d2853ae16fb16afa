"""How asks open: "Could you", "I was wondering if you might"."""

from __future__ import annotations

import re
from functools import cache

from ..lexicons import table

#: Words of a title or story at least.
MIN_STORY = 5


@cache
def _openers() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = table("rewrites")["opener"]
    return tuple((re.compile(rf"(?:{row['pattern']})(?=\s+\w)", re.IGNORECASE), row["mark"]) for row in rows)


@cache
def _asking(name: str) -> re.Pattern[str]:
    return re.compile(table("rewrites")["asking"][name], re.IGNORECASE)


def asking_at(ask: str) -> int:
    """Return where in an ask a question or request opens behind a clause of its own; 0 where it does not."""
    for break_ in _asking("breaks").finditer(ask):
        rest = ask[break_.end() :]
        found = opened(rest)
        if (found and found[1] == "?") or _asking("pattern").match(rest):
            return break_.end()
    return 0


def asks_something(words: str) -> bool:
    """Tell whether words have the form of a request or a question, and are no mere title or story."""
    return (
        "?" in words
        or len(words.split()) < MIN_STORY
        or opened(words) is not None
        or bool(_asking("pattern").search(words))
        or (asking_at(words) > 0)
    )


def opened(ask: str) -> tuple[str, str] | None:
    """Return how an ask opens, and the mark that ends such a sentence; None for an opening that is not known.

    A verb follows. A name before it does not belong to the opening.
    """
    return next(((match.group(), mark) for pattern, mark in _openers() if (match := pattern.match(ask))), None)
