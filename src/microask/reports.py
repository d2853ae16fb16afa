"""The report back, recognised: a message that asks nothing and tells what came of the reader's advice or help."""

from __future__ import annotations

import re
from functools import cache

from .lexicons import table


@cache
def _pattern(group: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in table("reports")[group]["patterns"]), re.IGNORECASE)


def reports_back(authored: str) -> bool:
    """Tell whether a message that asks nothing tells what came of earlier advice or help.

    Parameters
    ----------
    authored : str
        The sender's own words.
    """
    return bool(_pattern("help").search(authored)) and bool(_pattern("outcome").search(authored))
