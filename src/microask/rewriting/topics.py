"""What an ask is about, in the sender's own words: a noun phrase of the ask that says something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ..lexicons import table

if TYPE_CHECKING:
    from .material import Material

#: Words of a topic at most.
MAX_WORDS = 8
#: Findings that say when, how long, how often or by which means.
LOGISTICS = frozenset(("duration", "date", "recurrence", "channel"))
#: Findings that are no topic: it says what, and not who either.
_NOT_TOPIC = LOGISTICS | {"person"}
_INSIDE = frozenset(("DET", "ADJ", "NOUN", "PROPN", "NUM"))
_HEADS = frozenset(("NOUN", "PROPN"))


class Token(NamedTuple):
    """A word of the draft: its span and its part of speech."""

    start: int
    end: int
    pos: str


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(table("topics")[name]["words"].split())


@cache
def lead() -> re.Pattern[str]:
    """Return what stands before a topic, up to its end."""
    return re.compile(rf"(?:{table('topics')['lead']['pattern']})\Z", re.IGNORECASE)


@cache
def _when() -> re.Pattern[str]:
    return re.compile(table("topics")["clause"]["when"], re.IGNORECASE)


@cache
def _empty() -> frozenset[str]:
    """Return the words of which alone no topic can be made."""
    return frozenset(table("generic")["generic"]["words"].split()) | _words("empty")


def topic_of(material: Material) -> tuple[int, str] | None:
    """Return where a noun phrase stands that says what the ask is about, and its words: what follows "about" and its like."""
    text = material.text
    for start, whole, asked in _of_the_ask(material):
        end = _undated(material, start, whole)
        work = re.compile(table("topics")["clause"]["worked"]).match(text, end)
        verbs = {token.start for token in material.tokens if token.pos == "VERB"}
        if end == whole and work and work.start() + 1 in verbs:
            end = work.end()
        words = split_words(text[start:end])
        cut = "-" in (text[start - 1 : start], text[end : end + 1]) or set("[]{}<>") & set(text[start:end])
        empty = all(word in _words("empty") or len(word) < 3 for word in words)
        # "On the porch" says where.
        place = asked.endswith(" on") and len(words) == 2 and words[0] in ("the", "my", "your")
        # And so does "your experience in Leeds".
        place = place or (asked.endswith((" experience in", " experiences in")) and text[start].isupper())
        # "About 300 lines" says how many.
        place = place or (asked.endswith(" about") and bool(words) and words[0].isdigit())
        if not (cut or empty or place or _overlaps(material, start, end)) and lead().search(asked):
            if re.match(table("topics")["clause"]["narrowed"], text[end:]):
                return None
            return start, without_time(text[start:end])
    return None


def is_large(words: str) -> bool:
    """Tell whether words speak of all there is."""
    return bool(re.search(table("topics")["clause"]["large"], words, re.IGNORECASE))


def own_matter(material: Material) -> str | None:
    """Return what of the sender's own the ask speaks of: our festival, my pitch."""
    text = material.text
    for start, end, asked in _of_the_ask(material):
        words = split_words(text[start:end])
        before = split_words(asked)[-1:]
        tells = (
            words[:1] in (["my"], ["our"])
            and before
            and before[0] in _words("before")
            and not set(words) & _words("persons")
            and any(map(is_telling, words[1:]))
        )
        if tells and not set("[]{}<>") & set(text[start:end]) and not _overlaps(material, start, end):
            return without_time(text[start:end])
    return None


def _of_the_ask(material: Material) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of the noun phrases of the ask, and what it says before each."""
    ask, text = material.ask, material.text
    if ask is not None:
        tokens = [token for token in material.tokens if ask["start"] <= token.start < ask["end"]]
        for start, end in noun_phrases(text, tokens):
            yield start, end, text[ask["start"] : start].rstrip()


def _undated(material: Material, start: int, end: int) -> int:
    """Return where a noun phrase ends without what says when: "fundraising in March"."""
    for item in material.findings:
        if item["kind"] in LOGISTICS and start < item["start"] < end:
            before, dated = material.text[start : item["start"]].rstrip(), material.text[item["start"] : end]
            joint = [word for word in (*split_words(before)[-1:], split_words(dated)[0]) if word in _words("joints")]
            if joint:
                return start + len(re.sub(rf"\s+{joint[0]}\Z", "", before, flags=re.IGNORECASE))
    return end


def time_at(text: str, start: int, end: int) -> int:
    """Return where words begin at the end of a stretch that say when or how often; its end where there are none."""
    found = _when().search(text, start, end)
    return found.start() if found else end


def without_time(words: str) -> str:
    """Return a topic on one line, without what says when or how often at its end."""
    return _when().sub("", " ".join(words.split()))


def noun_phrases(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the spans of noun phrases, with what "of", "for" and their like hang on them.

    Parameters
    ----------
    text : str
    tokens : sequence of Token
        In order.
    """
    at = 0
    while at < len(tokens):
        end = _simple(text, tokens, at)
        if end == at:
            at += 1
            continue
        begun, at = at, end
        while at < len(tokens) and text[tokens[at].start : tokens[at].end].casefold() in _words("joints"):
            further = _simple(text, tokens, at + 1)
            if further == at + 1 or further - begun > MAX_WORDS or not _tells(text, tokens[begun:at]):
                break
            if not _tells(text, tokens[at + 1 : further]):
                break
            at = further
        while begun < at and text[tokens[begun].start : tokens[begun].end].casefold() in _words("leading"):
            begun += 1
        if at - begun <= MAX_WORDS and begun < at:
            yield tokens[begun].start, tokens[at - 1].end


def _simple(text: str, tokens: Sequence[Token], at: int) -> int:
    """Return where a plain noun phrase that begins at a token ends; the token itself where none begins there."""
    end = at
    for i in range(at, len(tokens)):
        token = tokens[i]
        word = text[token.start : token.end].casefold()
        if i > at and "\n" in text[tokens[i - 1].end : token.start]:
            break
        if token.pos in _HEADS:
            end = i + 1
        elif _is_hyphen(text, token):
            continue
        elif not (token.pos in _INSIDE or word in _words("possessive") or (word in ("'s", "’s") and end == i)):
            break
        elif i > at and end == i and token.pos in ("DET", "NUM"):
            if token.pos == "NUM" and text[tokens[i - 1].start : tokens[i - 1].end].casefold() in _words("numbered"):
                end = i + 1
                continue
            break  # "the slides the board" are two
    return end


def split_words(text: str) -> list[str]:
    """Return the words of a text, folded."""
    return [word.casefold() for word in re.findall(r"[^\W_]+", text)]


def is_telling(word: str) -> bool:
    """Tell whether a word says by itself what an ask is about."""
    return word not in _empty() and len(word) > 2


def _tells(text: str, tokens: Sequence[Token]) -> bool:
    return any(is_telling(word) for token in tokens for word in split_words(text[token.start : token.end]))


def _is_hyphen(text: str, token: Token) -> bool:
    around = text[token.start - 1 : token.start] + text[token.end : token.end + 1]
    return text[token.start : token.end] == "-" and len(around) > 1 and not any(map(str.isspace, around))


def _overlaps(material: Material, start: int, end: int) -> bool:
    return any(item["kind"] in _NOT_TOPIC and item["start"] < end and start < item["end"] for item in material.findings)
