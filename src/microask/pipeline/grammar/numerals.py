"""Numerals in figures and in words, and what the other modules of the grammar share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from math import isnan
from typing import NamedTuple

from .words import any_of, entries, fold, word_list


class Quantity(NamedTuple):
    """A quantity in a text: its span and its value (minutes, or a count)."""

    start: int
    end: int
    value: float


_HOUR_LEADS = frozenset(word_list("date_context", "hour"))
_DAY_WORDS = frozenset(word_list("date", "weekdays", "weekdays_doubtful", "words"))


def is_clock(written: str, before: str) -> bool:
    """Tell whether hours with an "h" are a time of the day, by what is before them: at 9h, Thursday 18h, 14h-16h."""
    hours = [int(hour) for hour in re.findall(r"(?<![h0-9])([0-9]+)", written)]
    late = min(hours, default=0) >= 7  # an early hour is more often a length of time
    day = before.rstrip(",").removesuffix("s") in _DAY_WORDS
    if before == "at" or (late and (len(hours) > 1 or before in _HOUR_LEADS or day)):
        return True
    return min(hours, default=0) >= 13 and not written.endswith("h")


_NUMBERS: dict[str, float] = entries("numbers")
_SCALES: dict[str, float] = entries("scales")
_FRACTIONS: dict[str, float] = entries("fractions")
_AMOUNTS: dict[str, float] = entries("amounts")
_FRACTION_WORDS = {word: value for word, value in _FRACTIONS.items() if word.isalpha()}
GLYPHS = "".join(sign for sign in _FRACTIONS if len(sign) == 1)

_TENS = any_of(word for word, value in _NUMBERS.items() if value >= 20)
_ONES = any_of(word for word, value in _NUMBERS.items() if 0 < value < 10)
_SMALL = rf"(?:{_TENS}(?:[- ]{_ONES})?|{any_of(word for word, value in _NUMBERS.items() if value < 20)})"
_SCALED = rf"(?:[- ]{any_of(_SCALES)}(?:[- ](?:and[- ])?{_SMALL})?)"
_PARTS = any_of(_FRACTION_WORDS)

SLASHED = rf"(?:{any_of(sign for sign in _FRACTIONS if '/' in sign)}(?![0-9/]))"
FIGURE = (
    rf"(?:{SLASHED}|[{GLYPHS}]"
    r"|(?:[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,6}(?:[.,][0-9]{1,2})?)"
    rf"(?:[ ]?[{GLYPHS}]|[ ]{SLASHED})?)(?![0-9])"
)
WORD = rf"(?:(?:{any_of(_AMOUNTS)}|(?:(?:an?[- ])?half(?:[- ]an?)?|an?|{_SMALL}){_SCALED}{{1,3}}|{_SMALL})\b)"
# Atomic, so that a range cannot begin inside "twenty-five" or "1/2".
NUMERAL = rf"(?>(?:{FIGURE}|{WORD})(?:[- ]and[- ](?:(?:an?|three)[- ])?{_PARTS}\b)?)"
FRACTION = rf"(?:{SLASHED}|[{GLYPHS}]|(?:three|3)[- ]quarters|half|quarter)"
# What cannot stand right before a quantity: signs of prices and names, the rest of a longer figure, a compound.
# The guard takes the one character before the quantity, since a search for a set of characters is much faster than a look back
# from every place; so each text is read behind one blank. The rest is looked back for last, where a quantity can begin.
GUARD = r"[^\w$£€¥₹#@+=']"
NO_REST = r"(?<![0-9][.,:/\u2013\u2014])(?<!\w-)"
DASH = r"[-\u2013\u2014]"
# A cheap look at what a quantity can begin with; most places of a text fail it.
BEGINNINGS = {*_NUMBERS, *_FRACTION_WORDS, *(amount.split()[0] for amount in _AMOUNTS), "a", "an"}
OPENING = rf"(?=[0-9{GLYPHS}]|{any_of(BEGINNINGS)}\b)"
# A figure said again in brackets, and signs of vagueness: 5 (five), 30+, 15-ish, twenty-odd.
VAGUE = r"(?:[ ]?\([a-z0-9][a-z0-9 -]{0,30}\))?(?:\+|[- ]?ish\b|[- ]odd\b)?"
# What may follow a complete quantity that would otherwise belong to the next word: 1 hr 15 on Monday.
CLOSED = rf"(?=[ ]{any_of(word_list('closers'))}\b|[ ]?[^\w\s]|\s*\Z)"
LINK = rf"(?:[ ]?{DASH}[ ]?|-?[ ](?:to|or|till)[ ])"

_PLACES = re.compile(rf"{GUARD}(?:{OPENING}|(?=between[ ])){NO_REST}")


@lru_cache(maxsize=4)
def _places(folded: str) -> tuple[int, ...]:
    return tuple(match.end() for match in _PLACES.finditer(folded))


def matches(pattern: re.Pattern[str], folded: str) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern at the places where a quantity can begin, which are searched once a text."""
    end = 0
    for place in _places(folded):
        match = pattern.match(folded, place) if place >= end else None
        if match:
            yield match
            end = match.end()


_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_DECIMAL = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_GLYPH = re.compile(rf"[{GLYPHS}]")


def cardinals(low: int, high: int) -> list[str]:
    """Return the number words of a range of values."""
    return [word for word, value in _NUMBERS.items() if low <= value <= high]


def number_value(written: str) -> float:
    """Return the value of a number as written.

    Parameters
    ----------
    written : str
        Figures, a fraction, number words, a mixture ("1 1/2", "two and a half"), or a loose amount such as "a few".

    Returns
    -------
    float
        nan where it is none of these.

    Examples
    --------
    >>> number_value("1,200"), number_value("2½"), number_value("half a dozen"), number_value("a hundred and five")
    (1200.0, 2.5, 6.0, 105.0)
    """
    plain = _plain_value(written)
    if not isnan(plain):
        return plain
    words = _GLYPH.sub(r" \g<0>", fold(written).replace("-", " ")).split()
    amount = _AMOUNTS.get(" ".join(words))
    if amount is not None:
        return float(amount)
    total = current = 0.0
    counted = False
    for word in words:
        if word == "and":
            total, current = total + current, 0.0
        elif word not in ("a", "an"):
            counted = True
            scale = _SCALES.get(word) or _FRACTION_WORDS.get(word)
            if scale is None:
                current += _plain_value(word)
            elif scale < 1000:
                current = (current or 1.0) * scale
            else:
                total, current = (total + current or 1.0) * scale, 0.0
    return total + current if counted else float("nan")


def _plain_value(word: str) -> float:
    value = _NUMBERS.get(word, _FRACTIONS.get(word))
    if value is not None:
        return float(value)
    if _THOUSANDS.fullmatch(word):
        return float(word.replace(",", ""))
    return float(word.replace(",", ".")) if _DECIMAL.fullmatch(word) else float("nan")
