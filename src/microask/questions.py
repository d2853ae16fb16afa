"""The questions that an ask puts: how many, and whether one of them has no edges."""

from __future__ import annotations

import re
from functools import cache

from .lexicons import table


def _any(name: str) -> str:
    return "|".join(map(re.escape, table("questions")[name]["words"].split()))


@cache
def _beginning() -> re.Pattern[str]:
    begun = rf"(?:\A|[^\w\s',]\s*|(?<![^\W_])(?:{_any('leads')})\s+)(?:{_any('words')})"
    return re.compile(rf"(?:{begun}|,\s*(?:{_any('behind_commas')}))(?![\w'-])", re.IGNORECASE)


@cache
def _wide() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'-])(?:{'|'.join(table('questions')['wide']['patterns'])})", re.IGNORECASE)


def count_questions(text: str) -> int:
    """Return how many questions begin in a text: at its start, behind a mark or behind "and", not within a sentence.

    Parameters
    ----------
    text : str

    Returns
    -------
    int

    Examples
    --------
    >>> count_questions("Do you know what it costs, how long it takes and who signs?")
    2
    """
    return len(_beginning().findall(text.replace("’", "'")))


def is_wide(text: str) -> bool:
    """Tell whether a text puts a question that a book could answer.

    Examples
    --------
    >>> is_wide("How does the music industry work?"), is_wide("How do I open the side gate?")
    (True, False)
    """
    return _wide().search(text.replace("’", "'")) is not None
