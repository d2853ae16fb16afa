"""The words by which a draft tells what a rewrite may take from it."""

from __future__ import annotations

import re
from functools import cache

from ..lexicons import table


@cache
def words_of(name: str) -> re.Pattern[str]:
    """Return a pattern of the lexicon ``material``."""
    return re.compile(table("material")["words"][name], 0 if name == "formal" else re.IGNORECASE)
