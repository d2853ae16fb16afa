"""Offers: sentences that hold out help to the reader, and ask for nothing."""

from __future__ import annotations

import re
from functools import cache

from ..lexicons import table


@cache
def _offer() -> re.Pattern[str]:
    row = table("offers")["offer"]
    patterns = "|".join(row["patterns"])
    return re.compile(rf"{row['before']}\b(?:{patterns}){row['behind']}", re.IGNORECASE)


def is_offer(sentence: str) -> bool:
    """Tell whether a sentence offers help: "let me know if you need anything"."""
    return _offer().match(sentence) is not None
