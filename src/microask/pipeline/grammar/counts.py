"""Counts of things, each with the noun that is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import takewhile

from .lengths import TIME_UNITS, UNIT_OF
from .numerals import CLOSED, LINK, NUMERAL, VAGUE, Quantity, matches, number_value
from .words import any_of, any_pattern, fold, word_list, words_before

_MONTHS = frozenset(word_list("date", "months", "months_doubtful"))
_LABELS = _MONTHS.union(word_list("labels"))
_UNCOUNTED = _MONTHS.union(TIME_UNITS, word_list("uncounted"), word_list("date", "weekdays"))
_NOT_HEADS = frozenset(word_list("not_heads"))
_PLURALS = frozenset(word_list("irregular_plurals", "words"))
_SINGULARS = frozenset(word_list("irregular_plurals", "singulars"))
_NOT_PLURAL = tuple(word_list("not_plurals", "endings"))
_GROUPS = frozenset(word_list("groups"))
_OWNERS = frozenset(word_list("bare_counts", "owners"))
_LETTER_TO = frozenset(word_list("to_for_two"))
_IDLE_BEFORE = frozenset(word_list("idle_one", "words", "phrases"))
_IDLE_DETERMINERS = frozenset(word_list("idle_one", "determiners"))
_OPENERS = frozenset(word_list("bare_counts", "determiners"))
_TAKERS = frozenset(word_list("bare_counts", "verbs"))
_YEAR = re.compile(r"(?:19|20)(?!00)[0-9]{2}")
_FRACTIONAL = re.compile(r"[0-9]+\.(?!(?:50?|[27]5)\Z)[0-9]+")
_STOPS = (",", ".", ":", ";", "?", "!")
_LETTER = r"[^\W\d_]"
_RUN = re.compile(rf"(?: of {any_of(word_list('possessors'))}| [0-9]{{1,3}}-[a-z]+)?((?: {_LETTER}+(?:[-/']{_LETTER}+)*){{1,5}})")
_COMPOUND = re.compile(r"-([a-z]+)")


@cache
def _pattern() -> re.Pattern[str]:
    # Behind the figure no rest of a longer one (a date, a clock time, a telephone number) and no unit glued to it.
    return re.compile(
        rf"""(?!0[0-9])
        (?P<all>(?:between[ ](?P<from>{NUMERAL})[ ]and[ ]|(?P<low>{NUMERAL}){VAGUE}(?:{LINK}|[ ]or[ ]))?
        (?P<count>{NUMERAL}){VAGUE})(?![\w%°/:(]|[.,'\u2013\u2014][0-9]|[ ]°|[ -][0-9](?![0-9]*-[a-z]))
        """,
        re.VERBOSE,
    )


_verbal = cache(lambda: any_pattern("counted_verbs", " "))
_of_more = cache(lambda: re.compile(rf" of (?:{any_of(word_list('possessors'))} )?{NUMERAL}(?!\w)"))
_of_whom = cache(lambda: any_pattern("counted_of", " of "))
_repeated = cache(lambda: any_pattern("repeated", " times"))
_pieces = cache(lambda: any_pattern("pieces", " "))
_closed = cache(lambda: re.compile(CLOSED))
_stopped = cache(lambda: re.compile(r"(?=[.,;?!)](?![0-9])|\s*\Z|\s+(?:and|but|so)\b)"))
_idioms = cache(lambda: any_pattern("idioms"))
_slots = cache(lambda: any_pattern("slots"))


def numbers(text: str) -> Iterator[tuple[Quantity, str]]:
    """Yield the counts of things, each with the head noun of what is counted.

    Parameters
    ----------
    text : str

    Yields
    ------
    tuple of Quantity and str
        The upper end of a range; the noun in lower case, as written. Years, clock times, prices, versions, ordinals,
        addresses, identifiers, measures and tenure are left out.

    Examples
    --------
    >>> [(quantity.value, noun) for quantity, noun in numbers("Your take on 5 slides and two or three short emails")]
    [(5.0, 'slides'), (3.0, 'emails')]
    """
    text = " " + text
    folded = fold(text)
    for match in matches(_pattern(), folded):
        start, end = match.span("all")
        count, low = number_value(match["count"]), match["from"] or match["low"]
        # A range that runs downwards is a clock time, a score or a date.
        if 0 < count < 1 or (low and number_value(low) >= count) or _is_name(text, folded, match):
            continue
        after = folded[end : end + 80]
        noun = _noun(after, count)
        if noun and not (match["count"] == "one" and not low and _is_idle(text, folded, start, after)):
            yield Quantity(start - 1, end - 1, count), noun
        elif not noun and count > 1 and _is_bare(folded, match):
            yield Quantity(start - 1, end - 1, count), "times" if after.startswith(" times") else ""


def _is_name(text: str, folded: str, match: re.Match[str]) -> bool:
    """Tell figures that name or date a thing, numerals of proper names, and idioms."""
    start = match.start("all")
    *_, second, last = "", "", *words_before(folded, start)
    if last in _LABELS or (last == "or" and second in UNIT_OF) or _YEAR.fullmatch(match["count"]):
        return True
    version = _FRACTIONAL.fullmatch(match["count"]) and not folded.startswith((" million", " billion"), match.end())
    if version or (match["all"] == "2" and last in _LETTER_TO):
        return True
    if text[start : start + 2].istitle() and text[match.end() + 1 : match.end() + 2].isupper():
        return text[max(0, start - 1 - len(last)) : start - 1].islower()  # the Four Seasons, not: Three Things I Need
    return _idioms().match(folded, start) is not None


def _noun(after: str, count: float) -> str:
    compound = _COMPOUND.match(after)
    run = _RUN.match(after)
    if compound:
        words = [compound[1]]
    elif run:
        words = list(takewhile(lambda word: word not in _NOT_HEADS, run[1].split()))
    else:
        return ""
    if not compound:
        words = _up_to_verb(words) if count == 1 else _up_to_plural(words)
    if not words or words[-1] in _NOT_HEADS or not _UNCOUNTED.isdisjoint(words):
        return "times" if words[-1:] == ["times"] and _slots().match(after) else ""
    return words[-1]


def _is_plural(word: str) -> bool:
    return (word.endswith("s") and not word.endswith(_NOT_PLURAL)) or word in _PLURALS


def _up_to_plural(words: list[str]) -> list[str]:
    """Return the words up to the first plural, or up to the last of several in a row: two sales calls."""
    first = next((place for place, word in enumerate(words) if _is_plural(word)), None)
    if first is None:
        single = next((place for place, word in enumerate(words) if word in _SINGULARS), -1)
        return words[: single + 1]
    return words[:first] + list(takewhile(_is_plural, words[first:]))


def _up_to_verb(words: list[str]) -> list[str]:
    """Return a noun in the singular with what is before it: a word in -s is a verb, behind a noun one in -ed too."""
    nouns = list(takewhile(lambda word: not _is_plural(word), words[:3]))
    return nouns[:1] + list(takewhile(lambda word: not word.endswith("ed") or word.endswith("eed"), nouns[1:]))


def _is_bare(folded: str, match: re.Match[str]) -> bool:
    """Tell whether a count has its noun before it or understood: three of us, wrote four times, all of the two."""
    start, end = match.span("all")
    if any(follows().match(folded, end) for follows in (_of_whom, _of_more, _verbal, _repeated)):
        return True
    third, second, last = ["", "", "", *words_before(folded, start)][-3:]
    if last == "or":  # a line or two
        return third in ("a", "an", "one") and second not in UNIT_OF
    if last == "of" and (second in _GROUPS or second == "out"):  # a team of five, 8 out of 12
        return folded[end : end + 1] != "-" and _closed().match(folded, end) is not None
    figure = match["count"].isdigit()
    named = last == "the" and figure and second != "of"  # the 38 is a bus
    if last in _OPENERS and not match["low"] and not named:
        return folded[end : end + 1] not in ("-", "°") and (second == "of" or _closed().match(folded, end) is not None)
    return (last in _TAKERS or (last in _OWNERS and not figure)) and _stopped().match(folded, end) is not None


def _is_idle(text: str, folded: str, start: int, after: str) -> bool:
    """Tell whether "one" is a pronoun or a name's article: one of them, no one, the new one, I for one, one Mr Low."""
    before = words_before(folded, start)[-2:]
    if text[start] == "o" and text[start + 4 : start + 5].isupper() and text[start + 5 : start + 6].islower():
        return True
    if before and (before[-1][-1:] in _STOPS or (before[-1] in ("the", "this", "that") and _pieces().match(after))):
        return False
    if after.startswith(" of "):
        return True
    if after.startswith("-") or not before:
        return False
    if before[-1] in _IDLE_BEFORE or " ".join(before) in _IDLE_BEFORE:
        return True
    return before[0] in _IDLE_DETERMINERS and before[-1] not in _NOT_HEADS and len(before) == 2
