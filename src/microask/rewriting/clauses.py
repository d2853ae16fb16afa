"""What an ask is about where it is told by a clause of the sender's own: how one speaks to journalists, keeping young people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from ..lexicons import table
from .topics import LOGISTICS, Token, is_telling, lead, split_words

if TYPE_CHECKING:
    from .material import Material

#: Words of a clause at least, but for a gerund, and at most; a longer one does not fit into a sentence of ours.
MIN_WORDS, MAX_WORDS = 2, 18


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(table("topics")["clause"][name].split())


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(table("topics")["clause"][name], re.IGNORECASE)


def question_of(material: Material) -> tuple[int, str] | None:
    """Return where the first question stands that the ask holds as a clause, and its words: how your office works."""
    return next(_clauses(material, _asks_something), None)


def doing_of(material: Material) -> tuple[int, str] | None:
    """Return where a clause stands that says what the ask is about, and its words: keeping young people in a programme."""
    return next(_clauses(material, _does_something), None)


def _asks_something(material: Material, tokens: Sequence[Token], i: int, before: str) -> bool:
    word = material.text[tokens[i].start : tokens[i].end].casefold()
    following = material.text[tokens[i + 1].start : tokens[i + 1].end].casefold() if i + 1 < len(tokens) else ""
    if i == 0 or following in _words("turned"):
        return False  # a question of its own: "how does one ..."
    if _pattern("judged").search(before) and following in ("i", "we", "my", "our"):
        return False  # "feedback on how I write" is no question about that
    if word == "how" and before.endswith(","):
        return True
    return word in _words("questions") and bool(_pattern("told").search(before) or lead().search(before))


def _does_something(material: Material, tokens: Sequence[Token], i: int, before: str) -> bool:
    word = material.text[tokens[i].start : tokens[i].end].casefold()
    return tokens[i].pos == "VERB" and word.endswith("ing") and bool(lead().search(before))


def _clauses(material: Material, begins: Callable[[Material, Sequence[Token], int, str], bool]) -> Iterator[tuple[int, str]]:
    ask = material.ask
    if ask is None:
        return
    tokens = [token for token in material.tokens if ask["start"] <= token.start < ask["end"]]
    for i, token in enumerate(tokens):
        if begins(material, tokens, i, material.text[ask["start"] : token.start].rstrip()):
            words = finished_clause(material, token.start, ask["end"])
            if words:
                yield token.start, words


def finished_clause(material: Material, start: int, end: int, before: str = "") -> str | None:
    """Return the clause that begins at a place, None where it says too little, stops too late or leans on other words.

    Parameters
    ----------
    material : Material
    start, end : int
        The clause ends with the ask at the latest.
    before : str
        Words with which the clause begins, and which lean on nothing.
    """
    stop = _pattern("ends").search(material.text, start if before else start + 1, end)
    end = stop.start() if stop else end
    # A clause ends before what says when, how long or how to meet.
    logistics = [
        item["start"]
        for item in material.findings
        if item["kind"] in LOGISTICS and start < item["start"] < end and material.text[item["start"] - 1].isspace()
    ]
    whole = material.text[start : min([end, *logistics])]
    rest = " ".join(_pattern("loose").sub("", f" {whole}").split())
    words = f"{before} {rest}".strip()
    telling = [word for word in split_words(words) if word not in _words("empty") and len(word) > 2]
    # The "it" of "what it's like" leans on nothing.
    asked = f"what {rest}" if before.startswith("what it") else words
    alone = len(words.split()) < MIN_WORDS and not (words.endswith("ing") and is_telling(words.casefold()))
    if alone or len(words.split()) > MAX_WORDS or not telling or _pattern("leaning").search(asked):
        return None
    return None if set('[]{}<>"“”()') & set(words) else words[0].lower() + words[1:]
