"""How asks open: "Could you", "I was wondering if you might"."""

from __future__ import annotations

import re
from functools import cache

from ..lexicons import table


@cache
def _openers() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = table("rewrites")["opener"]
    return tuple((re.compile(rf"(?:{row['pattern']})(?=\s+\w)", re.IGNORECASE), row["mark"]) for row in rows)


def opening_at(ask: str) -> int:
    """Return where in an ask a question or request opens behind a comma, semicolon, dash or conjunction; 0 where it does not."""
    for break_ in re.finditer(r"[,;:–—]\s+(?:so |and |but )?|\s(?:so|and|but)\s", ask):
        found = opened(ask[break_.end() :])
        if found and found[1] == "?":
            return break_.end()
    return 0


def opened(ask: str) -> tuple[str, str] | None:
    """Return how an ask opens, and the mark that ends such a sentence; None for an opening that is not known.

    A verb follows. A name before it does not belong to the opening.
    """
    return next(((match.group(), mark) for pattern, mark in _openers() if (match := pattern.match(ask))), None)
