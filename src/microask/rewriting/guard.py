"""The facts guard: what a rewrite says must stand in the draft, in a bracket, or be an offer of the method."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from spacy.lang.en.stop_words import STOP_WORDS

from ..lexicons import table
from ..pipeline.heads import PARTS_OF_SPEECH
from ..pipeline.state import State
from ..suggestions import Check
from .placeholders import BRACKET, placeholders

MAX_PLACEHOLDERS = 3
#: Words of a bracket at most: it asks, and tells no story.
MAX_QUESTION = 15
#: Words behind a number of the draft that may be what it counts; a rewrite of which offers were taken out has a few more between.
COUNTED = 6
#: Parts of speech and kinds of finding that name something.
_NAMING = frozenset(("NOUN", "PROPN", "NUM", "SYM", "X"))
_NAMES = frozenset(("person", "organization", "date", "duration", "number"))
#: A link, an address, a number with its sign, a word.
_WORD = re.compile(
    r"https?://\S+|[\w.+-]+@[\w-]+\.[\w.-]*\w|[£$€¥#]?\d+(?:[.,:/]\d+)*%?(?:[^\W\d_]+)?|[^\W_]+(?:['’&+/-][^\W_]+)*"
)
_LINK = re.compile(r"https?://|www\.|\w@\w|[£$€]")
_SLOT = re.compile(r"\{\w+\}")
_SUFFIX = re.compile(r"(?:'s|s'|ing|ed|es|s|ly|'d|'ll|'ve|'re)\Z")
#: Before a word that begins a sentence.
_OPENING = re.compile(r"(?:\A|[.!?…:\n\"“(\]]|[-*•]\s)\s*\Z")
_ALWAYS_CAPITAL = frozenset(("I", "I'm", "I'd", "I've", "I'll", "I’m", "I’d", "I’ve", "I’ll", "OK", "A", "Q"))


@cache
def _numbers() -> dict[str, str]:
    """Return number words and the digits for which they stand."""
    words = {**table("quantities")["numbers"], **table("quantities")["scales"]}
    return {word: str(value) for word, value in words.items() if isinstance(value, int)}


@cache
def _free() -> frozenset[str]:
    """Return the words that a rewrite may use though the draft does not."""
    data = table("rewrites")
    phrases = [phrase for row in data["strategy"] for register in ("formal", "neutral", "casual") for phrase in row[register]]
    phrases += [phrase for row in data["tails"].values() for options in row.values() for phrase in options]
    phrases += [phrase for options in (*data["openers"].values(), *data["subjects"].values()) for phrase in options]
    phrases += [row["replace"] for row in data["edit"]]
    own = {word for phrase in phrases for word, _ in _words(_SLOT.sub(" ", BRACKET.sub(" ", phrase)))}
    free = own | set(table("everyday")["everyday"]["words"].split()) | STOP_WORDS
    return frozenset(word for word in free if word not in _numbers() and not _has_digit(word))


@cache
def _offers() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = table("rewrites")["bound"]
    return tuple((re.compile(rf"(?<![\w£$€-])(?:{row['pattern']})(?![\w%])", re.IGNORECASE), row["words"]) for row in rows)


def check(
    draft: str, rewrite: str, subject: str | None = None, new_subject: str | None = None, things: Collection[str] | None = None
) -> Check:
    """Check that a rewrite invents nothing.

    Parameters
    ----------
    draft, rewrite : str
    subject, new_subject : str, optional
        Subject lines of the two.
    things : collection of str, optional
        The words of the rewrite, in lower case, that can name something; default: all, which is right for our own phrases. Words
        with a digit or a capital inside a sentence always count.

    Returns
    -------
    Check
    """
    source, text = f"{subject or ''}\n{draft}", f"{new_subject or ''}\n{rewrite}"
    brackets = placeholders(text, source)
    bare = BRACKET.sub(lambda match: match.group() if match.group() in source else " [] ", text)
    offers: dict[str, None] = {}
    for pattern, words in _offers():
        for match in pattern.finditer(bare):
            if not re.search(rf"(?<!\w){re.escape(match.group())}(?!\w)", source, re.IGNORECASE):
                offers.setdefault(words.format(match.group().lower()))
        # What an offer says is no claim, so its words are not looked up.
        bare = pattern.sub(" ", bare)
    known = _Known(source)
    invented = tuple(dict.fromkeys([*_invented(known, bare, things), *_in_brackets(known, brackets)]))
    reasons = []
    if invented:
        reasons.append(f"says what the draft does not: {', '.join(invented)}")
    if len(brackets) > MAX_PLACEHOLDERS:
        reasons.append(f"{len(brackets)} brackets to fill in, at most {MAX_PLACEHOLDERS} are offered")
    if any(len(bracket.split()) > MAX_QUESTION or _LINK.search(bracket) for bracket in brackets):
        reasons.append("a bracket should ask the sender one short question")
    return Check(invented, tuple(offers), brackets, tuple(reasons))


def things_of(known: State) -> set[str]:
    """Return the words of a text that can name something: nouns, names, numbers, and whatever the reader takes for a name."""
    text = known["text"]
    words = {
        text[start:end].casefold().replace("’", "'")
        for start, end, pos in zip(known["starts"], known["ends"], known["pos"], strict=True)
        if PARTS_OF_SPEECH[pos] in _NAMING
    }
    for item in known["findings"]:
        if item["kind"] in _NAMES:
            words |= {word for word, _ in _words(text[item["start"] : item["end"]])}
    return words


class _Known:
    """The words of a draft, their stems, and what its numbers count."""

    def __init__(self, source: str) -> None:
        found = _words(source)
        self.words = {word for word, _ in found}
        self.stems = {_stem(word) for word in self.words}
        self.counted: dict[str, set[str]] = {}
        for i, (word, _) in enumerate(found):
            if number := _value(word):
                after = {_stem(other) for other, _ in found[i + 1 : i + 1 + COUNTED]}
                self.counted.setdefault(number, set()).update(after)

    def has(self, word: str, *, exactly: bool) -> bool:
        """Tell whether a word stands in the draft, in another form unless it is a name."""
        return word in self.words or (not exactly and _stem(word) in self.stems)


def _invented(known: _Known, text: str, things: Collection[str] | None) -> Iterator[str]:
    found = _words(text)
    for i, (word, at) in enumerate(found):
        written = text[at : at + len(word)]
        is_name = written[:1].isupper() and written not in _ALWAYS_CAPITAL and not _OPENING.search(text[:at])
        if number := _value(word):
            # The same number of something else is another fact.
            following = {_stem(other) for other, _ in found[i + 1 : i + 4] if other not in _free()}
            counts = known.counted.get(number)
            if counts is None or (following and counts and not counts & following):
                yield written
            continue
        if known.has(word, exactly=is_name):
            continue
        plain = not is_name and not _has_digit(word) and not _LINK.search(word)
        if plain and ((things is not None and word not in things) or word in _free() or _stem(word) in _free()):
            continue
        yield written


def _in_brackets(known: _Known, brackets: Collection[str]) -> Iterator[str]:
    """Yield the names in brackets that come from nowhere; their other words only ask."""
    for bracket in brackets:
        inside = bracket[1:-1]
        for word, at in _words(inside):
            written = inside[at : at + len(word)]
            capital = written[:1].isupper() and written not in _ALWAYS_CAPITAL and not _OPENING.search(inside[:at])
            if capital and not known.has(word, exactly=True):
                yield written


def _words(text: str) -> list[tuple[str, int]]:
    """Return the words of a text in lower case, with where they stand; the parts of "and/or" and "check-in" are words."""
    parts = []
    for match in _WORD.finditer(text):
        word, at = match.group().replace("’", "'").casefold(), match.start()
        if not _has_digit(word) and not _LINK.search(word) and re.search(r"[/-]", word):
            parts += [(part.group(), at + part.start()) for part in re.finditer(r"[^/-]+", word)]
        else:
            parts.append((word, at))
    return parts


def _value(word: str) -> str | None:
    """Return the number that a word is, None where it is none: 3 and three are the same, £3 is another."""
    if word in _numbers():
        return _numbers()[word]
    return word.replace(",", "") if word[:1].isdigit() or (_has_digit(word) and word[:1] in "£$€¥#") else None


def _has_digit(word: str) -> bool:
    return any(char.isdigit() for char in word)


def _stem(word: str) -> str:
    if len(word) <= 3 or _has_digit(word):
        return word
    bare = re.sub(r"ies\Z", "y", word) if word.endswith("ies") else _SUFFIX.sub("", word)
    bare = bare.removesuffix("e")
    return bare[:-1] if len(bare) > 3 and bare[-1] == bare[-2] and bare[-1] not in "aeiou" else bare
