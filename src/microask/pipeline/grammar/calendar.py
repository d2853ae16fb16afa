"""The patterns of dates and clock times; `dates` judges what they match by its surroundings."""

from __future__ import annotations

import re
from functools import cache

from .lengths import TIME_UNITS
from .numerals import BEGINNINGS, CLOSED, DASH, GLYPHS, NUMERAL, OPENING, cardinals
from .words import any_of, entries, word_list


def _any(*keys: str) -> str:
    return any_of(word_list("date", *keys)) + r"\b"


_MONTH = _any("months", "months_doubtful")
_WEEKDAY = rf"(?:{_any('weekdays', 'weekdays_doubtful')}|{any_of(word_list('date', 'weekdays'))}s\b)"
_ORDINAL = r"(?:(?:3[01]|[12]?[0-9])(?:st|nd|rd|th)\b)"
_DAY = r"(?:(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![\w:]))"
_DAYS = rf"(?:{_DAY}(?:(?:[ ]?[-/\u2013][ ]?|[ ](?:to|or|and)[ ]){_DAY})?)"
_YEAR = r"(?:(?:1[89]|20)[0-9]{2}(?!\w))"
_ANY_YEAR = rf"(?:{_YEAR}|'[0-9]{{2}}(?!\w))"
_SLASHED = r"(?:[0-3]?[0-9]/[0-3]?[0-9](?![\w/%]))"
_CLOCK = r"(?:(?:2[0-3]|[01]?[0-9]):[0-5][0-9](?![0-9:]))"
_HOUR = r"(?:1[0-2]|0?[1-9])"
_HALF_DAY = r"(?:[ ]?(?:[ap]m\b|[ap]\.m\.))"
_HOUR_WORD = rf"(?:(?:{any_of(cardinals(1, 12))}|{_HOUR})(?![\w:-]))"
_PAST = rf"(?:(?:{any_of(word_list('minutes_past'))}|[1-5]?[05])(?:[ ]minutes)?)"
_TO = rf"(?:[ ]?{DASH}[ ]?|[ ](?:to|and|or)[ ])"
_UNIT = rf"(?:(?!second\b(?!{CLOSED})){any_of({*TIME_UNITS, *word_list('date', 'units')})}s?\b)"
_END = rf"(?:{CLOSED}|(?=[ ](?:[0-9]|{any_of(word_list('date_context', 'subjects'))}\b)))"
_TIME = rf"(?:{_HOUR}[.:][0-5][0-9](?![\w.:])|{_HOUR_WORD}(?![.,/][0-9]))"
_GLUED = r"(?:(?:2[0-4]|[01]?[0-9])[ ]?h(?:[0-5][0-9])?(?!\w))"
_POINTER = _any("pointers")
_EDGE = rf"(?:(?:the[ ])?{_any('edges')}[ -](?:the[ ])?)"

# Groups name what is a date only in the right surroundings. What begins with a figure and what does not are kept apart, so
# that no place of a text is tried with both.
_CLOCK_FIGURES = rf"""
    {_CLOCK}(?:{_TO}{_CLOCK})?{_HALF_DAY}?(?:[ ]{_any("zones")})?
  | (?:{_HOUR}(?:[:.][0-5][0-9])?{_HALF_DAY}?{_TO})?{_HOUR}(?:[:.][0-5][0-9])?{_HALF_DAY}(?:[ ]{_any("zones")})?
  | (?P<glued>(?:[0-2]?[0-9]h?(?:[0-5][0-9])?{_TO})?{_GLUED})
"""
_CLOCK_WORDS = rf"""
    {_HOUR_WORD}[ ]?o'clock\b
  | (?:half[ ]past|(?:a[ ])?quarter[ ](?:past|to)|{_PAST}[ ]past)[ ]{_HOUR_WORD}
  | (?P<minutes_to>{_PAST}[ ]to[ ]{_HOUR_WORD}{CLOSED})
  | (?P<hours>{_TIME}(?:{_TO}|(?P<till>[ ](?:til|till|until)[ ])){_TIME}(?!{_HALF_DAY}){_END})
  | (?P<hour>(?P<at_hour>at[ ])?(?:half[ ])?{_TIME}(?!{_HALF_DAY}|[ ](?:of|to|or)[ ]){_END})
  | (?P<at>at[ ]{_TIME}(?!{_HALF_DAY}))
"""
_RELATIVE = rf"""
    {_any("words", "phrases")}(?:[ ]{_any("day_parts")})?
  | {_EDGE}?{_POINTER}[ ]{_any("periods")}
  | {_EDGE}{_any("periods")}
  | (?:the[ ])?{_any("seasons")}[ ](?:of[ ])?{_ANY_YEAR}
  | (?P<season>the[ ]{_any("seasons", "day_parts")})
  | (?P<bare_season>{_any("bare_seasons")})
  | (?P<meal>{_any("meals")})
  | (?P<span>the[ ]{_POINTER}[ ](?:(?:{NUMERAL}|few)[ ])?{_UNIT})
  | weeks?[ ][0-9]{{1,2}}(?![\w.])
  | (?:in|within)[ ](?:{NUMERAL}|half[ ]an|an?)[ ]?(?<!in[ ]a){_UNIT}
  | within[ ]the[ ]{_UNIT}
"""
_CALENDAR_WORDS = rf"""
    {_MONTH}\.?[ ](?:(?:the[ ])?{_DAYS}(?!{_HALF_DAY})(?:,?[ ]{_ANY_YEAR})?|{_ANY_YEAR})
  | (?:(?P<near>{_POINTER})[ ])?(?P<weekday>{_WEEKDAY})
    (?P<detail>[ ]{_any("day_parts")}|,?[ ](?:the[ ])?(?:{_SLASHED}|{_DAY}{CLOSED}(?!{_HALF_DAY}|{_TO}|[./][0-9])))?
  | (?P<lead>in[ ]|{_EDGE}|{_POINTER}[ ])?
    (?P<period>{_MONTH}|q[1-4]\b|{_YEAR}|{_any("holidays")})(?P<of>[ ]{_ANY_YEAR})?
  | the[ ]{_ORDINAL}(?:(?![ ]of[ ]){_END}|[ ]of[ ](?:{_MONTH}|(?:the|{_POINTER})[ ]month\b))
  | (?:the[ ])?{_any("ordinals")}[ ]of[ ]{_MONTH}
"""
_OFFSET = rf"(?:{NUMERAL}|half[ ]an|an?)[ ]?{_UNIT}[ ]{_any('offsets')}"
_CALENDAR_FIGURES = rf"""
    20[0-9]{{2}}-[01][0-9]-[0-3][0-9](?!\w)
  | [0-3]?[0-9]/[0-3]?[0-9]/(?:20)?[0-9]{{2}}(?![\w/])
  | [0-3]?[0-9](?P<sign>[.-])[01]?[0-9](?P=sign){_YEAR}
  | (?P<day>{_DAYS})(?:[ ]of)?[ ](?P<month>{_MONTH})(?P<year>\.?,?[ ]{_ANY_YEAR})?
  | (?P<bare_year>{_YEAR})
  | (?P<ordinal>{_ORDINAL}{_END})
  | (?P<slashed>{_SLASHED})
  | (?P<short_year>'[0-9]{{2}}(?![\w']))
"""


@cache
def date_pattern() -> re.Pattern[str]:
    """Return the pattern of what may be a date, the group "all", behind one character of anything else."""
    guard, no_rest = r"[^\w$£€¥#']", r"(?<![0-9][.,:/\u2013\u2014-])"
    words = word_list("date", *(key for key in entries("date") if key not in ("offsets", "units", "periods", "verbs", "names")))
    starts = {"the", "at", "in", "within", "week", "half", "quarter", "q1", "q2", "q3", "q4"}
    starts |= {word.split()[0] for word in words}
    first = any_of(starts)
    # Most places of a text hold nothing that any of the patterns begins with: one look tells.
    look = rf"(?=[0-9'{GLYPHS}]|{any_of(starts | BEGINNINGS)})"
    return re.compile(
        rf"""{guard}{look}{no_rest}(?P<all>
            (?=[0-9'])(?:{_CLOCK_FIGURES})
          | (?:(?=[0-9]|at[ ]|half[ ]|quarter[ ])|{OPENING})(?:{_CLOCK_WORDS})
          | {OPENING}{_OFFSET}
          | (?={first}s?\b)(?:{_RELATIVE}|{_CALENDAR_WORDS})
          | (?=[0-9'])(?:{_CALENDAR_FIGURES})
        )""",
        re.VERBOSE,
    )
