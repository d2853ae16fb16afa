"""Where an ask is taken out of a longer sentence: what stays before and behind it begins and ends as sentences do."""

from __future__ import annotations

import re

from .hanging import finished
from .lexicon import words_of
from .marks import BULLET, CLAUSE_END
from .material import Material
from .openers import opened

_WORD = re.compile(r"[^\W\d_]")
#: Marks and what joins clauses, at the end of what stands before an ask.
_LINK = re.compile(r"[\s,;:–—-]+(?:(?:and|but|so|or|then)\s*)?\Z", re.IGNORECASE)
_CALLED = re.compile(r"\n+\w+(?: \w+)?,\Z")
_LEADS = re.compile(r"^([^\n]*):[ \t]*(\n|\Z)", re.MULTILINE)
_SENTENCES = re.compile(r"(?<=[.?!])\s+")
#: Words of a heading at most.
MAX_HEADING = 3


def before_ask(material: Material, start: int) -> tuple[int, str]:
    """Find out how the sentence before an ask goes on once another ask stands in its place.

    Parameters
    ----------
    material : Material
    start : int
        Where the ask begins.

    Returns
    -------
    (int, str)
        Where what stays of the sentence ends, and what then follows: "." where it is a sentence; "," where it is a clause that
        leans on the new ask ("as you are from there,"); "" where nothing is told before the ask, or nothing stays.
    """
    text, first = material.text, sentence_start(material, start)
    if not tells(material, first, start):
        return start, ""
    end = first + len(_LINK.sub("", text[first:start]))
    if not (text[end:start].strip() or opened(text[start:])):
        # No mark, no conjunction and no opening of its own: the clause that the ask would have gone on with goes too.
        joined = [match.start() for match in words_of("joined").finditer(text, first, start)]
        end = _clause(text, first, start)[0]
        end = joined[-1] if joined and end == first else end
    while end > first:
        begun = _clause(text, first, end)[1]
        if not words_of("subclause").match(text[begun:end]):
            return end, "."
        if words_of("subordinate").match(text[begun:end].lstrip()) and tells(material, begun, end):
            return end, ","
        end = first + len(_LINK.sub("", text[first:begun]))
    return first, ""


def behind_ask(material: Material, end: int, last: int) -> int:
    """Return where what can stand alone begins behind an ask in its sentence, which ends at ``last``."""
    text = material.text
    while end < last and words_of("dependent").match(text[end:last].lstrip(" \t,;:–—-")):
        mark = CLAUSE_END.search(text, next((i for i in range(end, last) if _WORD.match(text[i])), last), last)
        end = mark.start() if mark else last
    return end


def rest_of_lists(material: Material, cuts: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return cuts of the rest of each list of which some take a part, unless the new ask stands in it."""
    text = material.text
    # A bullet goes to the end of its line, however many sentences it has.
    bullets = [
        (a, max([b, *(y for x, y in material.sentences if b <= x and "\n" not in text[b:x])]))
        for a, b in material.sentences
        if BULLET.match(text, a, b)
    ]
    lists: list[list[tuple[int, int]]] = []
    for span in bullets:
        if lists and not material.text[lists[-1][-1][1] : span[0]].strip():
            lists[-1].append(span)
        else:
            lists.append([span])
    rest: list[tuple[int, int, str]] = []
    for spans in lists:
        inside = [cut for cut in cuts if cut[0] < spans[-1][1] and spans[0][0] < cut[1]]
        if inside and not any(new for *_, new in inside):
            for a, b in spans:
                # Of a bullet that is cut in part goes the rest.
                at = max([end for start, end, _ in inside if start < b and a < end], default=a)
                rest += [(at, b, "")] if at < b else []
            rest += [(a, b, "") for a, b in material.sentences if b <= spans[0][0] and _heads(text, (a, b), spans[0][0])]
    return rest


def _heads(text: str, line: tuple[int, int], at: int) -> bool:
    """Tell whether a line is the heading of a list that begins at a place right below: a few words without a mark."""
    words = text[line[0] : line[1]]
    alone = text[: line[0]].rstrip(" ")[-1:] in ("", "\n")
    return alone and words[-1:].isalnum() and len(words.split()) <= MAX_HEADING + 1 and text[line[1] : at].strip(" ") == "\n"


def without_leads(draft: str, text: str) -> str:
    """Return a text in which no line leads in a list that is gone, and that ends on no name called before an ask that is gone."""

    def closed(match: re.Match[str]) -> str:
        line = match[1]
        at = draft.find(f"{line}:")
        led = at >= 0 and BULLET.match(draft, at + len(line) + 1)
        if not led or BULLET.match(text, match.end()):
            return match.group()
        # A heading says nothing without its list, nor does the end of "you know them all, so please"; a sentence does.
        told = finished(line).rstrip(" ,;")
        if words_of("listed").search(last := _SENTENCES.split(told)[-1]):
            told = told[: len(told) - len(last)].rstrip()  # "it could be any of these" says nothing without them
            return f"{told}{match[2]}" if told else ""
        if not told or (match.start() and len(told.split()) <= MAX_HEADING):
            return ""
        return f"{told if told[-1] in '.?!' else told + '.'}{match[2]}"

    called = _CALLED.search(text)
    if called and not draft.rstrip().endswith(called.group().strip()):
        text = text[: called.start()]
    return re.sub(r"\n{3,}", "\n\n", _LEADS.sub(closed, text))


def _clause(text: str, first: int, end: int) -> tuple[int, int]:
    """Return where the clauses before the last one of a stretch end, and where the last begins."""
    marks = [mark for mark in CLAUSE_END.finditer(text, first, end) if mark.end() < end]
    return (marks[-1].start(), marks[-1].end()) if marks else (first, first)


def sentence_start(material: Material, at: int) -> int:
    """Return where the sentence begins that a place is in; the place itself where it is in none."""
    return next((a for a, b in material.sentences if a < at < b), at)


def tells(material: Material, start: int, end: int) -> bool:
    """Tell whether a verb stands in a stretch."""
    return any(start <= token.start < end and token.pos in ("VERB", "AUX") for token in material.tokens)
