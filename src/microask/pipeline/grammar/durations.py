"""Lengths of time that somebody could be asked to give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .numerals import (
    CLOSED,
    FRACTION,
    GUARD,
    LINK,
    NUMERAL,
    OPENING,
    VAGUE,
    Quantity,
    any_of,
    any_pattern,
    entries,
    fold,
    number_value,
    word_list,
    words_before,
)

_MINUTES: dict[str, float] = entries("minutes")
_LETTERS: dict[str, str] = entries("unit_letters")
_SPELLINGS = {unit: word_list("units", unit) for unit in _MINUTES}
UNIT_OF = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings} | _LETTERS
_LONG = {unit for unit, minutes in _MINUTES.items() if minutes > _MINUTES["hour"]}
_GOVERNORS = frozenset(word_list("duration_not_before"))
_HEDGES = frozenset(word_list("hedges"))
_RATES = frozenset(word_list("rates"))
_CLOCK = frozenset(word_list("date_context", "clock"))


def _unit(*units: str) -> str:
    words = any_of(spelling for unit in units for spelling in _SPELLINGS[unit])
    letters = "".join(letter for letter, unit in _LETTERS.items() if unit in units)
    # A letter alone is a unit only behind a figure.
    behind_figure = rf"|(?:(?<=[0-9½¼¾])|(?<=[0-9½¼¾][ ]))[{letters}]" if letters else ""
    return rf"(?:{words}{behind_figure})(?![^\W\d_])"


_SIZE = any_of(word_list("sizes"))
_PAST = rf"(?:{any_of(word_list('minutes_past'))}\b|[1-5][05])(?![0-9])"


def _count(name: str = "") -> str:
    """Return the pattern of all that stands before a unit."""
    part, count = (rf"?P<part{name}>", rf"?P<count{name}>") if name else ("?:", "?:")
    return rf"""(?:
        (?:an?[ -](?:{_SIZE}[ -])?)?({part}{FRACTION})(?:[ -]of)?(?:[ -]an?)?(?:[ -]|(?<![a-z]))
      | ({count}{NUMERAL}|an?\b){VAGUE}(?:[ -](?:{_SIZE}[ -]){{0,2}}|(?<![a-z]))
    )"""


def _length(name: str) -> str:
    """Return the pattern of a length of time, with its tail: "and a half", "or two", the minutes behind the hours."""
    others = [unit for unit in _MINUTES if unit != "hour"]
    return rf"""{_count(name)}
      (?: (?P<hour{name}>{_unit("hour")})
          (?: (?P<glued{name}>[0-5][0-9])(?![0-9])(?:[ ]?{_unit("minute")})?
            | (?:,?[ ]and[ ]|,?[ ]|)(?P<minutes{name}>{NUMERAL})[ -]?{_unit("minute")}(?![0-9])
            | [ ](?:and[ ])?(?P<past{name}>{_PAST}){CLOSED}
            | (?![0-9])
          )
        | (?P<unit{name}>{_unit(*others)})(?![0-9])
      )
      (?:[ ](?:and|&)[ ]an?[ ](?P<more{name}>half|quarter)\b|[ ]or[ ](?P<or{name}>two|three|2|3)\b(?![ -]\w+s\b))?"""


@cache
def _pattern() -> re.Pattern[str]:
    any_unit = _unit(*_MINUTES)
    return re.compile(
        rf"""{GUARD}(?:{OPENING}|(?=between[ ]))(?:
            (?P<prime>[0-9]{{1,3}})'(?=[\s,.?!)]|\Z)
          | (?: between[ ]{_count()}(?:{any_unit})?[ ]and[ ]
              | {NUMERAL}(?:\+|[- ]?ish)?(?:{LINK}|/)
            )?
            {_length("1")}
            (?: (?:{LINK}|/|[ ]or[ ]){_length("2")} )?
        )""",
        re.VERBOSE,
    )


_not_after = cache(lambda: any_pattern("duration_not_after", r"(?:'s?)?[ -]"))
_work = cache(lambda: any_pattern("work"))
_closed = cache(lambda: re.compile(CLOSED))
_opening_quote = cache(lambda: re.compile(r"(?<!\w)'\w"))


def durations(text: str) -> Iterator[Quantity]:
    """Yield the lengths of time that somebody could be asked to give.

    Parameters
    ----------
    text : str

    Yields
    ------
    Quantity
        Value in minutes, the upper end of a range. Days, weeks and months count as working time and only where the text
        speaks of somebody's work. Offsets ("in ten minutes"), deadlines, rates and time gone by are left out.

    Examples
    --------
    >>> [quantity.value for quantity in durations("Half an hour to 45 min? I wrote two hours ago.")]
    [45.0]
    """
    folded = fold(text)
    for match in _pattern().finditer(folded):
        start, end = match.span()
        minutes = _minutes(match)
        if minutes > 0 and _is_length(text, folded, match) and _is_asked(folded, match):
            yield Quantity(start, end, minutes)


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
    return count * _MINUTES[_unit_of(match, name)] + (number_value(beyond) if beyond else 0.0)


def _unit_of(match: re.Match[str], name: str) -> str:
    return "hour" if match["hour" + name] else UNIT_OF[match["unit" + name]]


def _is_length(text: str, folded: str, match: re.Match[str]) -> bool:
    """Tell a length of time from a closing quotation mark, "3M", "60 miles an hour", "a second opinion", "at 15h30"."""
    start, end = match.span()
    if match["prime"]:
        return not _opening_quote().search(folded, max(0, start - 200), start)
    unit = "hour1" if match["hour1"] else "unit1"
    if match[unit] in _LETTERS and text[match.start(unit)].isupper():
        return False
    before = next(reversed(words_before(folded, start)), "")
    if match["count1"] in ("a", "an"):
        if before in _RATES or before[-1:].isdigit():
            return False
        return match[unit] != "second" or _closed().match(folded, end) is not None
    return not (match["glued1"] and before in _CLOCK)


def _is_asked(folded: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    if not match["prime"] and _unit_of(match, "1") in _LONG and not _work().match(folded, end):
        return False
    if _not_after().match(folded, end):
        return False
    governor = next((word for word in reversed(words_before(folded, start)) if word not in _HEDGES), "")
    return governor not in _GOVERNORS
