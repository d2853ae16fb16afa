"""The deliverables component: the concrete thing the reader would look at, give, answer or act on (rules)."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc, Token

from ..lexicons import table
from .state import found, phrase_ends, state

_DATA = table("things")
_THINGS = frozenset(_DATA["things"]["words"].split())
_GENERIC = frozenset(_DATA["generic"]["words"].split())
_DETERMINERS = frozenset(
    [
        "the",
        "a",
        "an",
        "my",
        "our",
        "your",
        "ur",
        "his",
        "her",
        "their",
        "its",
        "this",
        "that",
        "these",
        "those",
        "each",
        "one",
        "both",
        "another",
        "which",
    ]
)
#: Stop words that may stand inside a noun phrase.
_INSIDE = frozenset(
    ("two", "three", "four", "five", "six", "first", "last", "own", "few", "other", "full", "front", "top", "bottom", "next")
)
_BEFORE_COUNT = frozenset(("on", "between", "of", "about", "through", "over", "at"))
#: A noun phrase is a determiner and at most this many words.
MAX_WORDS = 5
#: Things that are written and not described: a quoted string, a file name, a link, an identifier or inline code.
_LITERAL = re.compile(
    r'"[^"\n]{3,80}"|`[^`\n]{2,80}`|\bhttps?://\S+|\b[\w-]+\.(?:pdf|docx?|xlsx?|pptx?|csv|py|js|ts|json|md|txt|png|jpe?g|mp[34]|zip|ya?ml|ipynb|html)\b|(?<![\w#])#\d+\b|\b\w+_\w+\b|\b\w+\(\)'
)


def singular(word: str) -> str:
    """Return a rough singular of a lower-case English noun, enough to look it up."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def find_deliverables(doc: Doc) -> Doc:
    """Add deliverables: things of the lexicon, and the object of a verb of attention whatever its name."""
    known = state(doc)
    authored = known["authored"]
    counts = {finding["start"] for finding in known["findings"] if finding["kind"] == "number"}
    taken = [
        (finding["start"], finding["end"])
        for finding in known["findings"]
        if finding["kind"] in ("duration", "vague", "date", "person")
    ]
    for match in _LITERAL.finditer(authored):
        known["findings"].append(found("deliverable", *match.span(), note="literal"))
        taken.append(match.span())
    cues = phrase_ends(doc, "objects.attention")
    i = 0
    while i < len(doc):
        token = doc[i]
        opens = token.lower_ in _DETERMINERS or token.idx in counts
        cue = i in cues and (opens or (token.is_alpha and not token.is_stop))
        # A count of things behind one of these is what the reader is to look at: "a quick take on 3 partners".
        cue = cue or (token.idx in counts and i > 0 and doc[i - 1].lower_ in _BEFORE_COUNT)
        if authored[token.idx].isspace() or not (opens or cue):
            i += 1
            continue
        head = _head(doc, i, opens, cue, token.idx in counts)
        if head is None or any(a < doc[head].idx + len(doc[head]) and doc[head].idx < b for a, b in taken):
            i += 1
            continue
        known["findings"].append(found("deliverable", token.idx, doc[head].idx + len(doc[head]), note=doc[head].lower_))
        i = head + 1
    return doc


def _head(doc: Doc, start: int, opens: bool, cue: bool, counted: bool) -> int | None:
    """Return the token that heads the noun phrase at ``start``: the last thing in it, else with a cue its last word."""
    first = start + 1 if opens else start
    thing = last = None
    for i in range(first, min(first + MAX_WORDS, len(doc))):
        token = doc[i]
        if not _in_phrase(token):
            break
        word = token.lower_
        if singular(word) in _THINGS or word in _THINGS:
            thing = i
        # Generic words are concrete once they are counted: "3 partners".
        if token.is_alpha and (counted or word not in _GENERIC):
            last = i
    if thing is not None and (opens or cue):
        return thing
    return last if cue and opens else None


def _in_phrase(token: Token) -> bool:
    if token.is_stop:
        return token.lower_ in _INSIDE
    return token.is_alpha or token.like_num or token.text in ("-", "/", "&") or token.text.isalnum()


@Language.component("microask_deliverables", assigns=["doc._.microask"], requires=["doc._.microask"])
def create_deliverables(doc: Doc) -> Doc:
    """Run `find_deliverables` as a pipeline component."""
    return find_deliverables(doc)
