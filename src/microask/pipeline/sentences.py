"""The sentences component: sentences as people write them in messages, with bullets, blank lines and no full stops."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from .state import AUTHORED, State, state

#: A place where a sentence may end: a run of closing marks, or a line end with the white space behind it.
_PLACE = re.compile(r"(?P<mark>[.!?…‼⁇。！？]+)(?P<closing>[\"')\]”’]*)|\n\s*")
_TERMINAL = frozenset([".", "!", "?", "…", "!!", "??", "!?", "?!", "...", "‼", "⁇", "。", "！", "？"])
_BULLET = re.compile(r"(?:[-*•·–—>]|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)])(?=\s|\Z)")
#: The stop of these ends no sentence where a number follows: "Ch. 6".
_NUMBERED = re.compile(r"\b(?:[Cc]h|[Nn]os|No|[Nn]r|[Vv]ol|[Ff]igs?|[Ss]ec|[Aa]rt|[Pp]p?|[Aa]pt|[Ee]xt?)\.\Z")
#: A line that ends well before the margin was ended by its writer, not by a mail program that wraps lines.
SHORT_LINE = 55


def find_sentences(doc: Doc) -> Doc:
    """Store the segments of the message: each sentence of the authored zones, and each other zone as one."""
    known = state(doc)
    starts = known["starts"]
    openings: list[tuple[int, str]] = []
    for name, start, end in known["zones"]:
        if name in AUTHORED:
            openings += [(at, name) for at in _openings(known, start, end)]
        else:
            openings.append((start, name))
    first = [bisect_left(starts, at) for at, _ in openings]
    if not first or first[0]:
        # White space, or the words "Subject:", before the first zone.
        first, openings = [0, *first], [(0, ""), *openings]
    ends = [*first[1:], len(doc)]
    known["segments"] = [(name, start, end) for (_, name), start, end in zip(openings, first, ends, strict=True) if start < end]
    return doc


def _openings(known: State, start: int, end: int) -> Iterator[int]:
    """Yield where the sentences of a zone begin."""
    text, starts, ends = known["text"], known["starts"], known["ends"]
    yield start
    line_start, terminal, opened = start, -1, start
    for place in _PLACE.finditer(text, start, end):
        if place["mark"]:
            mark_end = place.end("mark")
            # "e.g." and "9.30" are tokens of their own: only a mark that stands alone ends a sentence.
            token = bisect_right(starts, mark_end - 1) - 1
            if text[starts[token] : ends[token]] not in _TERMINAL:
                continue
            bullet = _BULLET.match(text, opened)
            if bullet and bullet.end() >= mark_end:
                continue
            terminal = place.end()
            if text[terminal : terminal + 1].isspace() and text[terminal] != "\n":
                following = terminal
                while following < end and text[following].isspace() and text[following] != "\n":
                    following += 1
                numbered = text[following : following + 1].isdigit() and _NUMBERED.search(text, opened, place.end("mark"))
                if following < end and text[following] != "\n" and opened < following and not numbered:
                    opened = following
                    yield following
            continue
        following = place.end()
        length = len(text[line_start : place.start()].rstrip())
        ended = terminal == line_start + length or place.group().count("\n") > 1 or length < SHORT_LINE
        if (ended or _BULLET.match(text, following)) and opened < following < end:
            opened = following
            yield following
        line_start = following


@Language.component("microask_sentences", requires=["doc._.microask_state"])
def create_sentences(doc: Doc) -> Doc:
    """Run `find_sentences` as a pipeline component."""
    return find_sentences(doc)
