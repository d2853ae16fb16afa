"""Lengths of time without a count: all winter, the whole season, some months, most of a weekend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .lengths import MINUTES, UNIT_OF
from .numerals import CLOSED, Quantity, number_value
from .sentence import is_requested
from .words import any_of, any_pattern, fold

_UNITS = any_of(word for word, unit in UNIT_OF.items() if unit != "second" and len(word) > 1)
#: What "some" is worth.
_SOME = number_value("a few")


@cache
def _pattern() -> re.Pattern[str]:
    kinds = (
        rf"{any_pattern('wholes').pattern} (?P<whole>{_UNITS})(?<!s)",
        rf"(?<=for )the (?:(?P<hour>hour|hr)|next (?P<next>{_UNITS})(?<!s))",
        rf"some (?P<some>{_UNITS})(?<=s)",
    )
    # A search for one character of a set is much faster than a look back from every place.
    return re.compile(rf"[^\w'-](?P<term>{'|'.join(kinds)})(?![\w'-]| [0-9]){CLOSED}")


def terms(text: str) -> Iterator[Quantity]:
    """Yield the lengths of time without a count that the text asks for.

    Parameters
    ----------
    text : str

    Yields
    ------
    Quantity
        Value in minutes; days and longer count as working time.

    Examples
    --------
    >>> [quantity.value for quantity in terms("Could you help us all weekend? It rained all week.")]
    [240.0]
    """
    folded = fold(" " + text)
    for match in _pattern().finditer(folded):
        start, end = match.span("term")
        if is_requested(folded, start, end):
            unit = next(filter(None, match.group("whole", "hour", "next", "some")))
            yield Quantity(start - 1, end - 1, MINUTES[UNIT_OF[unit]] * (_SOME if match["some"] else 1.0))
