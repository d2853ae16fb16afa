"""Calendar dates, weekdays, clock times, and places in time told from today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .durations import UNIT_OF
from .numerals import CLOSED, DASH, NUMERAL, OPENING, any_of, cardinals, entries, fold, word_list, words_before


def _any(*keys: str) -> str:
    return any_of(word_list("date", *keys)) + r"\b"


def _context(*keys: str) -> frozenset[str]:
    return frozenset(word_list("date_context", *keys))


_VERBS = frozenset(word_list("date", "verbs"))
_NAMES = frozenset(word_list("date", "names"))
_SURE = frozenset(word_list("date", "months", "weekdays"))
_NEEDS = {"glued": _context("clock"), "minutes_to": _context("clock"), "slashed": _context("slashed")}
_CONTEXTS = {kind: (_context(kind + "_sure"), _context(kind + "_likely")) for kind in ("month", "weekday")}
_MONTH = _any("months", "months_doubtful")
_WEEKDAY = rf"(?:{_any('weekdays', 'weekdays_doubtful')}|{any_of(word_list('date', 'weekdays'))}s\b)"
_ORDINAL = r"(?:(?:3[01]|[12]?[0-9])(?:st|nd|rd|th)\b)"
_DAY = r"(?:(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![\w:]))"
_DAYS = rf"(?:{_DAY}(?:(?:[ ]?[-/\u2013][ ]?|[ ](?:to|or|and)[ ]){_DAY})?)"
_YEAR = r"(?:(?:19|20)[0-9]{2}(?!\w))"
_ANY_YEAR = rf"(?:{_YEAR}|'[0-9]{{2}}(?!\w))"
_SLASHED = r"(?:[0-3]?[0-9]/[0-3]?[0-9](?![\w/%]))"
_CLOCK = r"(?:(?:2[0-3]|[01]?[0-9]):[0-5][0-9](?![0-9:]))"
_HOUR = r"(?:1[0-2]|0?[1-9])"
_HALF_DAY = r"(?:[ ]?(?:[ap]m\b|[ap]\.m\.))"
_HOUR_WORD = rf"(?:(?:{any_of(cardinals(1, 12))}|{_HOUR})(?![\w:-]))"
_PAST = rf"(?:(?:{any_of(word_list('minutes_past'))}|[1-5]?[05])(?:[ ]minutes)?)"
_TO = rf"(?:[ ]?{DASH}[ ]?|[ ](?:to|and|or)[ ])"
_UNIT = rf"(?:(?!second\b(?!{CLOSED})){any_of({*UNIT_OF, *word_list('date', 'units')})}s?\b)"
_POINTER = _any("pointers")
_EDGE = rf"(?:(?:the[ ])?{_any('edges')}[ -](?:the[ ])?)"

# Groups name what is a date only in the right surroundings.
_CALENDAR = rf"""
    20[0-9]{{2}}-[01][0-9]-[0-3][0-9](?!\w)
  | [0-3]?[0-9]/[0-3]?[0-9]/(?:20)?[0-9]{{2}}(?![\w/])
  | [0-3]?[0-9](?P<sign>[.-])[01]?[0-9](?P=sign){_YEAR}
  | (?P<day>{_DAYS})(?:[ ]of)?[ ](?P<month>{_MONTH})(?P<year>\.?,?[ ]{_ANY_YEAR})?
  | {_MONTH}\.?[ ](?:(?:the[ ])?{_DAYS}(?!{_HALF_DAY})(?:,?[ ]{_ANY_YEAR})?|{_ANY_YEAR})
  | (?:(?P<near>{_POINTER})[ ])?(?P<weekday>{_WEEKDAY})
    (?P<detail>[ ]{_any("day_parts")}|,?[ ](?:the[ ])?(?:{_SLASHED}|{_DAY}{CLOSED}(?!{_HALF_DAY}|{_TO}|[./][0-9])))?
  | (?P<lead>in[ ]|{_EDGE}|{_POINTER}[ ])?
    (?P<period>{_MONTH}|q[1-4]\b|{_YEAR}|{_any("holidays")})(?P<of>[ ]{_ANY_YEAR})?
  | the[ ]{_ORDINAL}(?:(?![ ]of[ ]){CLOSED}|[ ]of[ ](?:{_MONTH}|(?:the|{_POINTER})[ ]month\b))
  | (?:the[ ])?{_any("ordinals")}[ ]of[ ]{_MONTH}
  | (?P<slashed>{_SLASHED})
"""
_CLOCK_TIME = rf"""
    {_CLOCK}(?:{_TO}{_CLOCK})?{_HALF_DAY}?(?:[ ]{_any("zones")})?
  | (?:{_HOUR}(?:[:.][0-5][0-9])?{_HALF_DAY}?{_TO})?{_HOUR}(?:[:.][0-5][0-9])?{_HALF_DAY}(?:[ ]{_any("zones")})?
  | (?P<glued>[0-2]?[0-9]h[0-5][0-9](?!\w))
  | {_HOUR_WORD}[ ]?o'clock\b
  | (?:half[ ]past|(?:a[ ])?quarter[ ](?:past|to)|{_PAST}[ ]past)[ ]{_HOUR_WORD}
  | (?P<minutes_to>{_PAST}[ ]to[ ]{_HOUR_WORD}{CLOSED})
  | (?P<hour>at[ ](?:{_HOUR}[.][0-5][0-9](?!\w)|{_HOUR_WORD})(?!{_HALF_DAY}))
"""
_RELATIVE = rf"""
    {_any("words", "phrases")}(?:[ ]{_any("day_parts")})?
  | {_EDGE}?{_POINTER}[ ]{_any("periods")}
  | {_EDGE}{_any("periods")}
  | {any_of(_context("season"))}[ ]the[ ]{_any("seasons", "day_parts")}(?:[ ](?:of[ ])?{_YEAR})?
  | (?:the[ ])?{_any("seasons")}[ ](?:of[ ])?{_YEAR}
  | {any_of(_context("span"))}[ ]the[ ]{_POINTER}[ ](?:(?:{NUMERAL}|few)[ ])?{_UNIT}
  | (?:in|within)[ ](?:{NUMERAL}|half[ ]an|an?)[ -]?{_UNIT}
  | within[ ]the[ ]{_UNIT}
  | (?:{NUMERAL}|half[ ]an|an?)[ ]?{_UNIT}[ ]{_any("offsets")}
"""


@cache
def _pattern() -> re.Pattern[str]:
    guard = r"(?<![\w$£€¥#'])(?<![0-9][.,:/\u2013\u2014-])"
    words = word_list("date", *(key for key in entries("date") if key != "offsets"))
    words += word_list("date_context", "season", "span")
    first = any_of({word.split()[0] for word in words} | {"the", "at", "half", "quarter", "q1", "q2", "q3", "q4"})
    opening = rf"(?:{OPENING}|(?={first}s?\b))"
    return re.compile(rf"{guard}{opening}(?:{_CLOCK_TIME}|{_RELATIVE}|{_CALENDAR})", re.VERBOSE)


@cache
def _joint() -> re.Pattern[str]:
    return re.compile(rf",?[ ](?:{any_of(_context('joints'))}[ ])?|[ ]?{DASH}[ ]?")


def dates(text: str) -> Iterator[tuple[int, int]]:
    """Yield the calendar dates, weekdays, clock times and other places in time.

    Parameters
    ----------
    text : str

    Yields
    ------
    tuple of int and int
        The span, without a preposition except where that makes the date: "in March", "within 48 hours". What belongs
        together is one span: "Friday, 6 June at 14:30".

    Examples
    --------
    >>> text = "May I call on Friday, 6 June at 3, or in May?"
    >>> [text[start:end] for start, end in dates(text)]
    ['Friday, 6 June at 3', 'in May']
    """
    folded = fold(text)
    begin, stop, sure = 0, 0, False
    for match in _pattern().finditer(folded):
        trust = _trust(text, folded, match)
        if trust is None:
            continue
        start, end = match.span()
        if stop and _joint().fullmatch(folded, stop, start):
            stop, sure = end, sure or trust
            continue
        if sure:
            yield begin, stop
        begin, stop, sure = start, end, trust
    if sure:
        yield begin, stop


def _trust(text: str, folded: str, match: re.Match[str]) -> bool | None:
    """Tell whether a match is a date: True for sure, False only next to another one, None if not."""
    if match["hour"]:
        return False
    lead = (match["lead"] or match["near"] or "").replace("-", " ").split()
    before = next(reversed(lead or words_before(folded, match.start())), "")
    for group, context in _NEEDS.items():
        if match[group]:
            return before in context or None
    name = next((group for group in ("month", "weekday", "period") if match[group]), None)
    if name is None or match["year"] or match["of"] or match["detail"] or match[name] in _SURE:
        return True
    return _trust_doubtful(text, match, name, before)


def _trust_doubtful(text: str, match: re.Match[str], name: str, before: str) -> bool | None:
    """Do the same for a word that is not only a date, by the word before it and its capital."""
    sure, likely = _CONTEXTS["weekday" if name == "weekday" else "month"]
    if before in sure or (name == "month" and match[name] not in _VERBS):
        return True
    start, end = match.span(name)
    if not text[start].isupper() or text[max(0, start - 20) : end + 20].isupper():  # among capitals one says nothing
        return None
    return name == "month" or before in likely or (name == "weekday" and match[name] not in _NAMES)
