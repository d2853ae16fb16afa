"""The sentences component: sentences as people write them in messages, with bullets, blank lines and no full stops."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from .state import state

_TERMINAL = frozenset([".", "!", "?", "…", "!!", "??", "!?", "?!", "...", "‼", "⁇", "。", "！", "？"])
_CLOSING = frozenset(['"', "'", ")", "]", "”", "’"])
_BULLET = re.compile(r"(?:[-*•·–—>]|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)])$")
#: A line that ends well before the margin was ended by its writer, not by a mail program that wraps lines.
SHORT_LINE = 55


def find_sentences(doc: Doc) -> Doc:
    """Store the sentences of the authored text as token spans."""
    known = state(doc)
    authored = known["authored"]
    starts: list[int] = []
    begin, line_start, terminal = True, 0, False
    for token in doc:
        text = token.text
        if authored[token.idx : token.idx + 1].isspace() and not text.isspace():
            begin = True  # outside the authored zones
            continue
        if text.isspace():
            if "\n" in text:
                end = authored.find("\n", token.idx)
                begin = begin or terminal or text.count("\n") > 1 or end - line_start < SHORT_LINE
                line_start = token.idx + len(text)
                if not begin and token.i + 1 < len(doc) and _BULLET.match(doc[token.i + 1].text):
                    begin = True
            continue
        if begin or (terminal and text not in _CLOSING and text not in _TERMINAL):
            starts.append(token.i)
            begin = False
        terminal = text in _TERMINAL or (terminal and text in _CLOSING)
    ends = [*starts[1:], len(doc)] if starts else []
    known["sentences"] = [(start, _trim(doc, authored, start, end)) for start, end in zip(starts, ends, strict=True)]
    return doc


def _trim(doc: Doc, authored: str, start: int, end: int) -> int:
    """Drop white space, and tokens outside the authored text, from the end of a sentence."""
    while end > start + 1 and authored[doc[end - 1].idx : doc[end - 1].idx + len(doc[end - 1])].isspace():
        end -= 1
    return end


@Language.component("microask_sentences", requires=["doc._.microask"])
def create_sentences(doc: Doc) -> Doc:
    """Run `find_sentences` as a pipeline component."""
    return find_sentences(doc)
