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
#: Parts of speech and kinds of finding that name something.
_NAMING = frozenset(("NOUN", "PROPN", "NUM", "SYM", "X"))
_NAMES = frozenset(("person", "organization", "date", "duration", "number"))
#: A word, number, address or link.
_WORD = re.compile(r"[^\W_]+(?:['’.,:/@&+-][^\W_]+)*")
_SLOT = re.compile(r"\{\w+\}")
_SUFFIX = re.compile(r"(?:'s|s'|ing|ed|es|s|ly|'d|'ll|'ve|'re)\Z")
#: Before a word that begins a sentence.
_OPENING = re.compile(r"(?:\A|[.!?…:\n\"“(\]]|[-*•]\s)\s*\Z")


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
    return frozenset(own | set(table("everyday")["everyday"]["words"].split()) | STOP_WORDS) - frozenset(_numbers())


@cache
def _offers() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"\b(?:{row['pattern']})\b", re.IGNORECASE), row["words"]) for row in table("rewrites")["bound"])


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
        ``ok`` where every name, number, date and thing of the rewrite stands in the draft, in a bracket, or is an offer of the
        method, and there are at most three brackets.
    """
    source, text = f"{subject or ''}\n{draft}", f"{new_subject or ''}\n{rewrite}"
    brackets = placeholders(text, source)
    bare = BRACKET.sub(lambda match: match.group() if match.group() in source else " [] ", text)
    offers: dict[str, str] = {}
    for pattern, words in _offers():
        for match in pattern.finditer(bare):
            if not re.search(rf"\b{re.escape(match.group())}\b", source, re.IGNORECASE):
                offers.setdefault(match.group(), words.format(match.group()))
    # What an offer says is no claim, so its words are not looked up.
    for offer in offers:
        bare = re.sub(rf"\b{re.escape(offer)}\b", " ", bare)
    invented = tuple(dict.fromkeys(_invented(source, bare, things)))
    reasons = []
    if invented:
        reasons.append(f"says what the draft does not: {', '.join(invented)}")
    if len(brackets) > MAX_PLACEHOLDERS:
        reasons.append(f"{len(brackets)} brackets to fill in, at most {MAX_PLACEHOLDERS} are offered")
    return Check(invented, tuple(dict.fromkeys(offers.values())), brackets, tuple(reasons))


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


def _invented(source: str, text: str, things: Collection[str] | None) -> Iterator[str]:
    known = {word for word, _ in _words(source)}
    known |= {_stem(word) for word in known}
    # 3 and three are the same fact.
    numbers = _numbers()
    known |= {numbers[word] for word in known if word in numbers} | {word for word in numbers if numbers[word] in known}
    for word, at in _words(text):
        if word in known or _stem(word) in known:
            continue
        written = text[at : at + len(word)]
        is_name = written[:1].isupper() and written not in ("I", "I'm", "I'd", "I've", "I'll") and not _OPENING.search(text[:at])
        plain = not is_name and not any(char.isdigit() for char in word) and word not in numbers
        if plain and things is not None and word not in things:
            continue
        if word in _free() or _stem(word) in _free():
            if not is_name or written.upper() == written:
                continue
            yield written
        else:
            yield written


def _words(text: str) -> list[tuple[str, int]]:
    found = [(match.group().replace("’", "'").casefold(), match.start()) for match in _WORD.finditer(text)]
    # "and/or" and "check-in" are two words as well as one.
    parts = []
    for word, at in found:
        if not any(char.isdigit() for char in word) and ("/" in word or "-" in word):
            parts += [(part.group(), at + part.start()) for part in re.finditer(r"[^/-]+", word)]
        else:
            parts.append((word, at))
    return parts


def _stem(word: str) -> str:
    return _SUFFIX.sub("", word) if len(word) > 4 and not any(char.isdigit() for char in word) else word
