"""The units of time and the pattern of a length of time; `durations` judges what it matches."""

from __future__ import annotations

import re
from functools import cache

from .numerals import CLOSED, FRACTION, LINK, NUMERAL, VAGUE
from .words import any_of, entries, word_list

MINUTES: dict[str, float] = entries("minutes")
LETTERS: dict[str, str] = entries("unit_letters")
_SPELLINGS = {unit: word_list("units", unit) for unit in MINUTES}
UNIT_OF = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings} | LETTERS
# What a stretch of the calendar is told in; evenings, seasons and the like can also be counted.
TIME_UNITS = frozenset(word for word, unit in UNIT_OF.items() if unit not in ("sitting", "season") and len(word) > 1)

# "Our" for "hour" only where no owner can be meant: half an our, a half our.
_OUR = rf"(?:(?:(?<=[ ]an[ ])|(?<=[ae][ ]half[ ]))our\b|(?<=[ ]one[ ])our\b{CLOSED})"


def _unit(*units: str) -> str:
    words = any_of(spelling for unit in units for spelling in _SPELLINGS[unit])
    letters = "".join(letter for letter, unit in LETTERS.items() if unit in units)
    # A letter alone is a unit only behind a figure.
    behind_figure = rf"|(?:(?<=[0-9½¼¾])|(?<=[0-9½¼¾][ ]))[{letters}]" if letters else ""
    return rf"(?:{words}{behind_figure})(?![^\W\d_])"


_SIZE = any_of(word_list("sizes"))
_PAST = rf"(?:{any_of(word_list('minutes_past'))}\b|[1-5][05])(?![0-9])"


def _count(name: str = "") -> str:
    """Return the pattern of all that stands before a unit."""
    part, count = (rf"?P<part{name}>", rf"?P<count{name}>") if name else ("?:", "?:")
    return rf"""(?:
        (?:an?[ -](?:{_SIZE}[ -])?)?({part}{FRACTION})(?:[ -]+of)?(?:[ -]+(?:an?|and)\b)?(?:[ -]+|(?<![a-z]))
      | ({count}{NUMERAL}|an?\b){VAGUE}(?:[ -](?:{_SIZE}[ -]){{0,2}}|(?<![a-z]))
    )"""


def _length(name: str) -> str:
    """Return the pattern of a length of time, with its tail: "and a half", "or two", the minutes behind the hours."""
    others = [unit for unit in MINUTES if unit != "hour"]
    return rf"""{_count(name)}
      (?: (?P<hour{name}>{_unit("hour")}|{_OUR})
          (?: (?P<glued{name}>[0-5][0-9])(?![0-9])(?:[ ]?{_unit("minute")})?
            | (?:,?[ ]and[ ]|,?[ ]|)(?P<minutes{name}>{NUMERAL})[ -]?{_unit("minute")}(?![0-9])
            | [ ](?:and[ ])?(?P<past{name}>{_PAST}){CLOSED}
            | (?![0-9])
          )
        | (?P<unit{name}>{_unit(*others)})(?![0-9])
      )
      (?:[ ](?:and|&)[ ]an?[ ](?P<more{name}>half|quarter)\b|[ ]or[ ](?P<or{name}>two|three|2|3)\b(?![ -]\w+s\b))?"""


@cache
def length_pattern() -> re.Pattern[str]:
    """Return the pattern of a length of time, the group "all"."""
    any_unit = _unit(*MINUTES)
    return re.compile(
        rf"""(?P<all>
            (?P<prime>[0-9]{{1,3}})'(?=[\s,.?!)]|\Z)
          | (?: between[ ]{_count()}(?:{any_unit})?[ ]and[ ]
              | {NUMERAL}(?:\+|[- ]?ish)?(?:{LINK}|/)
            )?
            {_length("1")}
            (?: (?:{LINK}|/|[ ]or[ ]){_length("2")} )?
        )""",
        re.VERBOSE,
    )
