"""A wide question of the sender's as a clause: "how does one get testimonials?" asks how to get testimonials.

Only changes are made that leave a grammatical clause whatever the words are; all other words stay as and where they are.
"Do" goes ("how do charities find trustees": how charities find trustees), "to" takes the place of whoever it may be, a pronoun
changes places with "should" and its like, and "work" becomes "works", which the facts guard knows for the same word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from ..lexicons import table
from .clauses import finished_clause
from .topics import LOGISTICS, Token, split_words, time_at

if TYPE_CHECKING:
    from ..pipeline.state import AskFound
    from .material import Material

#: Parts of speech of which the name of what works is made.
_NAMING = frozenset(("DET", "ADJ", "NOUN", "PROPN", "NUM", "ADP"))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(table("topics")["wide"][name], re.IGNORECASE)


def wide_of(material: Material, asks: tuple[AskFound, ...]) -> tuple[int, str] | None:
    """Return where the first wide question stands that some asks put, and its words as a clause: how to get good testimonials."""
    return next((found for ask in asks for found in _clauses(material, ask)), None)


def _clauses(material: Material, ask: AskFound) -> Iterator[tuple[int, str]]:
    begun = [found.end() for found in _pattern("begins").finditer(material.text, ask["start"], ask["end"])]
    for start in (ask["start"], *begun):
        for turn in _TURNS:
            if made := turn(material, start, ask["end"]):
                before, at = made
                stop = _pattern("ends").search(material.text, at, ask["end"])
                end = stop.start() if stop else ask["end"]
                end = time_at(material.text, at, end)
                words = None if _is_split(material, at, end) else finished_clause(material, at, end, before)
                if words and not _pattern("leaning").search(words):
                    yield start, words
                break


def _is_split(material: Material, start: int, end: int) -> bool:
    """Tell whether a clause goes on behind what says when, and cannot be cut there: "tell my boss on Monday that ..."."""
    dates = [item["end"] for item in material.findings if item["kind"] in LOGISTICS and start < item["start"] < end]
    return bool(dates) and bool(split_words(material.text[min(dates) : end]))


def _like(material: Material, at: int, end: int) -> tuple[str, int] | None:
    """Turn "what's it like": what it's like."""
    found = _pattern("like").match(material.text, at, end)
    if not found:
        return None
    return f"what it{found['verb'].casefold()} like", found.end()


def _working(material: Material, at: int, end: int) -> tuple[str, int] | None:
    """Turn "how does the scheme work": how the scheme works."""
    found = _pattern("working").match(material.text, at, end)
    if not found:
        return None
    start, stop = found.span("what")
    named = [token for token in material.tokens if start <= token.start < stop]
    if not named or not all(_names(material, token, i) for i, token in enumerate(named)):
        return None
    works = "works" if found["do"].casefold() == "does" else "work"
    return f"how {' '.join(found['what'].split())} {works}", found.end()


def _names(material: Material, token: Token, i: int) -> bool:
    word = material.text[token.start : token.end].casefold()
    gerund = i == 0 and token.pos == "VERB" and word.endswith("ing")
    return gerund or token.pos in _NAMING or word in table("topics")["possessive"]["words"].split() or not word.isalpha()


def _whoever(material: Material, at: int, end: int) -> tuple[str, int] | None:
    """Turn "how does one find": how to find."""
    found = _pattern("whoever").match(material.text, at, end)
    # "How do you keep your clients" asks of the reader's, and "to" would leave nobody whose they are.
    stop = found and _pattern("ends").search(material.text, found.end(), end)
    rest = material.text[found.end() : stop.start() if stop else end] if found else ""
    if not found or set(split_words(rest)) & _owned(found["who"]):
        return None
    return f"{found.group().split()[0].casefold()} to", found.end()


def _owned(who: str) -> set[str]:
    """Return the words by which something is called somebody's, where it cannot be without them."""
    owner = "reader" if who.casefold().startswith(("you", "u", "ya")) else "others"
    return set() if who.casefold() in ("i", "we") else set(table("topics")["wide"]["owned"][owner].split())


def _plural(material: Material, at: int, end: int) -> tuple[str, int] | None:
    """Turn "how do small charities find": how small charities find."""
    found = _pattern("plural").match(material.text, at, end)
    return (found["ask"].casefold(), found.end()) if found else None


def _turned(material: Material, at: int, end: int) -> tuple[str, int] | None:
    """Turn "what should I do": what I should do."""
    found = _pattern("turned").match(material.text, at, end)
    if not found:
        return None
    who = found["who"] if found["who"] == "I" else found["who"].casefold()
    return f"{found['ask'].casefold()} {who} {found['verb'].casefold()}", found.end()


_TURNS = (_like, _working, _whoever, _plural, _turned)
