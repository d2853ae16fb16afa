"""Calendar dates, weekdays, clock times, and places in time told from today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .calendar import date_pattern
from .numerals import DASH, is_clock
from .words import any_of, fold, word_list, words_before


def _context(*keys: str) -> frozenset[str]:
    return frozenset(word_list("date_context", *keys))


_VERBS = frozenset(word_list("date", "verbs"))
_NAMES = frozenset(word_list("date", "names"))
_SURE = frozenset(word_list("date", "months", "weekdays"))
_NEEDS = {"minutes_to": _context("clock"), "slashed": _context("slashed")}
_NEEDS |= {group: _context(group) for group in ("hour", "ordinal", "short_year", "season", "bare_season", "meal", "span")}
_RECURRING = _context("recurring")
_LABELS = frozenset(word_list("labels")).difference(word_list("date_context", "dated"))
_DATED_HOURS = _context("clock").union(word_list("date", "weekdays", "weekdays_doubtful", "day_parts", "words"), ("between",))
_CONTEXTS = {kind: (_context(kind + "_sure"), _context(kind + "_likely")) for kind in ("month", "weekday")}


@cache
def _list() -> re.Pattern[str]:
    return re.compile(r"(?:,?[ ](?:and|or|to|&)[ ]|,[ ]|[ ]?[/-][ ]?)")


@cache
def _monthly() -> re.Pattern[str]:
    return re.compile(rf"[ ](?:{any_of(word_list('date', 'day_parts'))}s\b|of[ ](?:every|each|the)[ ]month\b|monthly\b)")


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
    text = " " + text
    folded = fold(text)
    begin, stop, sure, barred = 0, 0, False, -1
    for match in date_pattern().finditer(folded):
        start, end = match.span("all")
        if match["weekday"] and (_recurs(folded, match) or (barred > 0 and _list().fullmatch(folded, barred, start))):
            barred = end
            continue
        trust = _trust(text, folded, match)
        if trust is None:
            continue
        if stop and _joint().fullmatch(folded, stop, start):
            stop, sure = end, sure or trust
            continue
        if sure:
            yield begin - 1, stop - 1
        begin, stop, sure = start, end, trust
    if sure:
        yield begin - 1, stop - 1


def _recurs(folded: str, match: re.Match[str]) -> bool:
    """Tell whether a weekday makes something repeat: on Mondays, every other Monday, Monday nights, Monday of each month."""
    if match["weekday"].endswith("days") and not match["detail"]:
        return True
    return not _RECURRING.isdisjoint(words_before(folded, match.start("all"))[-2:]) or bool(_monthly().match(folded, match.end()))


def _trust(text: str, folded: str, match: re.Match[str]) -> bool | None:
    """Tell whether a match is a date: True for sure, False only next to another one, None if not."""
    lead = (match["lead"] or match["near"] or "").replace("-", " ").split()
    before = next(reversed(lead or words_before(folded, match.start("all"))), "")
    if match["at"] or match["hours"]:
        return bool(match["till"]) or (match["at"] is None and before.rstrip(",s") in _DATED_HOURS)
    if match["glued"]:
        return is_clock(match["glued"], before) or None
    needed = next((context for group, context in _NEEDS.items() if match[group]), None)
    if needed is not None:
        return match["at_hour"] is not None or before in needed or None
    return _trust_calendar(text, match, before)


def _trust_calendar(text: str, match: re.Match[str], before: str) -> bool | None:
    """Do the same for years, months, weekdays and the rest of the calendar."""
    name = next((group for group in ("month", "weekday", "period") if match[group]), None)
    if match["bare_year"]:
        return before not in _LABELS or None
    if name is None or match["year"] or match["of"] or match["detail"] or match[name] in _SURE:
        return before not in _RECURRING or None
    return match[name].isdigit() or _trust_doubtful(text, match, name, before)


def _trust_doubtful(text: str, match: re.Match[str], name: str, before: str) -> bool | None:
    """Do the same for a word that is not only a date, by the word before it and its capital."""
    sure, likely = _CONTEXTS["weekday" if name == "weekday" else "month"]
    if before in sure or (name == "month" and match[name] not in _VERBS):
        return True
    start, end = match.span(name)
    if not text[start].isupper() or text[max(0, start - 20) : end + 20].isupper():  # among capitals one says nothing
        return None
    return name == "month" or before in likely or (name == "weekday" and match[name] not in _NAMES)
