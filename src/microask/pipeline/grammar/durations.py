"""Lengths of time that somebody could be asked to give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .lengths import LETTERS, MINUTES, UNIT_OF, length_pattern
from .numerals import CLOSED, Quantity, is_clock, matches, number_value
from .sentence import is_done, is_requested
from .terms import terms
from .words import any_pattern, fold, word_list, words_before

_LONG = {unit for unit, minutes in MINUTES.items() if minutes > MINUTES["hour"]}
_TERM_UNITS = ("day", "week", "month")
_GOVERNORS = frozenset(word_list("duration_not_before"))
_HEDGES = frozenset(word_list("hedges"))
_SPENDING = frozenset(word_list("spending"))
_CLOCK = frozenset(word_list("date_context", "clock"))
_OVER = ("for", "during")
_SKIPPED = _HEDGES.union(word_list("whole_terms"))
_BEFORE_LETTER = frozenset(word_list("before_seconds"))
_RATES = frozenset(word_list("rates"))
_shares = cache(lambda: re.compile(r" (?:an?|per|each|every|in the|of the) (?:week|wk|month|mth|fortnight|term)\b"))
_not_after = cache(lambda: any_pattern("duration_not_after", r"(?:'s?)?[ -]"))
_whenever = cache(lambda: re.compile(r" (?:before|after)(?:hand|wards)\b"))  # an offset, but not behind "for"
_work = cache(lambda: any_pattern("work"))
_ahead = cache(lambda: re.compile(r"(?<!\w)for (?:the )?next (?:about )?\Z"))
_before_term = cache(lambda: re.compile(r"(?:[.,:;(?!\u2013\u2014-]|\A) *(?:about |around |say )?\Z"))
_terms = cache(lambda: any_pattern("terms", " "))
_stop = cache(lambda: re.compile(r" *(?:[.,:;)?!]|\Z)"))
_once = cache(lambda: re.compile(r" (?:this|next|soon)\b"))
_closed = cache(lambda: re.compile(CLOSED))
_lasting = cache(lambda: re.compile(r"(?:long|short)[ -]terms?\Z"))
_opening_quote = cache(lambda: re.compile(r"(?<!\w)'\w"))


def durations(text: str) -> Iterator[Quantity]:
    """Yield the lengths of time that somebody could be asked to give.

    Parameters
    ----------
    text : str

    Yields
    ------
    Quantity
        Value in minutes, the upper end of a range. Days and longer count as working time and only where the text speaks of
        somebody's work, of what something took, or asks for it. Offsets ("in ten minutes"),
        deadlines, rates and time gone by are left out.
        Those without a count ("all winter") only where it asks for them.

    Examples
    --------
    >>> [quantity.value for quantity in durations("Half an hour to 45 min? I wrote two hours ago.")]
    [45.0]
    """
    counted = list(_counted(" " + text))
    whole = (term for term in terms(text) if not any(term.start < end and start < term.end for start, end, _ in counted))
    yield from sorted([*counted, *whole])


def _counted(text: str) -> Iterator[Quantity]:
    folded = fold(text)
    for match in matches(length_pattern(), folded):
        start, end = match.span("all")
        minutes = _minutes(match)
        if minutes > 0 and _is_length(text, folded, match) and _is_asked(folded, match):
            yield Quantity(start - 1, end - 1, minutes)


def _minutes(match: re.Match[str]) -> float:
    """Return the minutes of a match, of the upper end where it is a range."""
    if match["prime"]:
        return float(match["prime"])
    last = "2" if match["hour2"] or match["unit2"] else "1"
    return max(_minutes_of(match, name) for name in {"1", last})


def _minutes_of(match: re.Match[str], name: str) -> float:
    written = match["or" + name] or match["part" + name] or match["count" + name]
    count = 1.0 if written in ("a", "an") else number_value(written)
    if match["more" + name]:
        count += number_value(match["more" + name])
    beyond = match["glued" + name] or match["minutes" + name] or match["past" + name]
    return count * MINUTES[_unit_of(match, name)] + (number_value(beyond) if beyond else 0.0)


def _unit_of(match: re.Match[str], name: str) -> str:
    return "hour" if match["hour" + name] else UNIT_OF[match["unit" + name]]


def _is_length(text: str, folded: str, match: re.Match[str]) -> bool:
    """Tell a length of time from a closing quotation mark, a long-term plan, "3M", "60 miles an hour", "at 15h30"."""
    start, end = match.span("all")
    if match["prime"]:
        return not _opening_quote().search(folded, max(0, start - 200), start)
    unit = "hour1" if match["hour1"] else "unit1"
    before = next(reversed(words_before(folded, start)), "")
    if (
        match["all"] == "2day"
        or _lasting().search(match["all"])
        or (match[unit] in LETTERS and text[match.start(unit)].isupper())
    ):
        return False
    if match[unit] == "s" and before not in _BEFORE_LETTER:
        return False
    if match["count1"] in ("a", "an"):
        if before in _RATES or before[-1:].isdigit():
            return False
        return match[unit] != "second" or (_closed().match(folded, end) is not None and folded[end : end + 1] != "-")
    return not ((match["glued1"] and before in _CLOCK) or (match["hour1"] == "h" and is_clock(match["all"], before)))


def _is_asked(folded: str, match: re.Match[str]) -> bool:
    start, end = match.span("all")
    if not match["prime"] and _unit_of(match, "1") in _LONG and not (_work().match(folded, end) or _is_given(folded, match)):
        return False
    governor = next((word for word in reversed(words_before(folded, start)) if word not in _HEDGES), "")
    if _not_after().match(folded, end) and not (governor == "for" and _whenever().match(folded, end)):
        return False
    if governor == "next" and _ahead().search(folded, max(0, start - 15), start):
        return True
    if governor == "in":  # "in four-hour shifts", "in a ten minute call", "we built it in two days"
        article = next(reversed(words_before(folded, start)), "") in ("a", "an")
        return article or re.search(r"[a-z0-9]-[a-z]+$", match["all"]) is not None or is_done(folded, start)
    return governor not in _GOVERNORS or (governor == "by" and folded.startswith(" of ", end))


def _is_given(folded: str, match: re.Match[str]) -> bool:
    """Tell whether days and longer are given to something: it took two weeks, two days a week, mentor me for a year."""
    start, end = match.span("all")
    if match["count1"] == "one" and _once().match(folded, end):  # some day
        return False
    if _shares().match(folded, end):
        return match["count1"] is None or number_value(match["count1"]) > 1 or _unit_of(match, "1") == "sitting"
    before = words_before(folded, start)
    last = next(reversed(before), "")
    governor = next((word for word in reversed(before) if word not in _HEDGES), "")
    served = "spent" in before[-3:] and _unit_of(match, "1") == "year"
    spent = last in ("all", "those") or not (served or _SPENDING.isdisjoint(before[-3:]))
    if spent or _is_term(folded, match) or (governor == "in" and is_done(folded, start)):
        return True
    over = next((word for word in reversed(before) if word in _OVER or word not in _SKIPPED), "") in _OVER
    return over and is_requested(folded, start, end)


def _is_term(folded: str, match: re.Match[str]) -> bool:
    """Tell whether a length of time stands alone as the term of something: two weeks, unpaid; 18 months from 1 March."""
    start, end = match.span("all")
    if not _before_term().search(folded, max(0, start - 12), start):
        return False
    if not (_stop().match(folded, end) or _terms().match(folded, end)):
        return False
    alone = not folded[:start].strip() and not folded[end:].strip()
    return alone or _unit_of(match, "1") in _TERM_UNITS or _terms().match(folded, end) is not None
