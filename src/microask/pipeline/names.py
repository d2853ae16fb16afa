"""The names component: people and organizations by capital letters and context (rules; a trained component replaces them)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Token

from ..lexicons import table
from .state import Finding, State, found, phrase_ends, state

_DATA = table("names")
_NOT_NAMES = frozenset(_DATA["not_names"]["words"].split())
_ORG_WORDS = frozenset(_DATA["organization"]["words"].split())
_PLACE_BEFORE = frozenset(_DATA["place_before"]["words"].split())
_ORG_BEFORE = frozenset(_DATA["org_before"]["words"].split())
_TITLES = frozenset(_DATA["title"]["words"].split())
_JOINERS = frozenset(("de", "da", "van", "von", "der", "bin", "al", "el", "di", "-", "'", "la", "of", "&", "and"))
_WORD = re.compile(r"[^\W\d_][\w'’.\-]*$")
#: A lower-case word is a name behind one of these cues only if it is none of spaCy's stop words and has this length.
MIN_LOWER_NAME = 3


def find_names(doc: Doc) -> Doc:
    """Add people (with their role: reader, sender, third) and organizations."""
    known = state(doc)
    known["findings"] += list(_roles(doc, known))
    sentence_starts = {start for start, _ in known["sentences"]}
    named, people = phrase_ends(doc, "objects.named"), phrase_ends(doc, "objects.person")
    i = 0
    while i < len(doc):
        token = doc[i]
        if known["authored"][token.idx].isspace():
            i += 1
            continue
        if _capitalised(token, i in sentence_starts, doc) or (i in named and _lower_name(token)):
            end = _run_end(doc, i, lower=not token.text[0].isupper())
            kind = _kind(doc, i, end, i in named or i in people)
            if kind:
                last = doc[end - 1]
                known["findings"].append(found(kind, token.idx, last.idx + len(last), note="third"))
            i = end
        else:
            i += 1
    return doc


def _roles(doc: Doc, known: State) -> Iterator[Finding]:
    """Yield the reader's name in the greeting and the sender's in the sign-off."""
    for zone, start, end in known["zones"]:
        if zone in ("greeting", "signoff"):
            tokens = [t for t in doc if start <= t.idx < end and t.text[0].isalpha() and t.lower_ not in _NOT_NAMES]
            named = [t for t in tokens if t.text[0].isupper() or zone == "greeting"]
            if named:
                first = named[0] if zone == "greeting" else named[-1]
                yield found("person", first.idx, first.idx + len(first), note="reader" if zone == "greeting" else "sender")


def _capitalised(token: Token, opens: bool, doc: Doc) -> bool:
    text = token.text
    if not text[0].isupper() or not _WORD.match(text) or token.lower_ in _NOT_NAMES or token.is_stop:
        return False
    if len(text) < 2 or (text.isupper() and len(text) > 1):
        return False
    if not opens:
        return True
    # The first word of a sentence is a name where a surname, a verb of saying or a possessive follows.
    following = doc[token.i + 1] if token.i + 1 < len(doc) else None
    return following is not None and (
        (following.text[0].isupper() and following.lower_ not in _NOT_NAMES)
        or following.lower_
        in (
            "said",
            "told",
            "says",
            "mentioned",
            "suggested",
            "thinks",
            "is",
            "has",
            "was",
            "gave",
            "from",
            "recommended",
            "and",
            "'s",
        )
    )


def _lower_name(token: Token) -> bool:
    return token.is_alpha and not token.is_stop and len(token) >= MIN_LOWER_NAME and token.lower_ not in _NOT_NAMES


def _run_end(doc: Doc, i: int, lower: bool) -> int:
    end = i + 1
    while end < len(doc) and not lower:
        token = doc[end]
        if _capitalised(token, False, doc) or (token.lower_ in _ORG_WORDS and token.text[0].isupper()):
            end += 1
        elif token.lower_ in _JOINERS and end + 1 < len(doc) and _capitalised(doc[end + 1], False, doc) and token.lower_ != "and":
            end += 2
        else:
            break
    return end


def _kind(doc: Doc, start: int, end: int, cue: bool) -> str:
    """Tell a person from an organization; "" for a place or thing."""
    before = doc[start - 1].lower_ if start else ""
    if any(token.lower_ in _ORG_WORDS for token in doc[start:end]):
        return "organization"
    if before in _TITLES or cue:
        return "person"
    if before in _PLACE_BEFORE or before == "the":
        return ""
    # "I am from Larkspur" names a place or firm, "Brian from Larkspur" too; "a note from Brian" has no name before it.
    from_firm = before == "from" and not (start > 1 and doc[start - 2].text[0].isupper())
    return "organization" if before in _ORG_BEFORE or from_firm else "person"


@Language.component("microask_names", assigns=["doc._.microask"], requires=["doc._.microask"])
def create_names(doc: Doc) -> Doc:
    """Run `find_names` as a pipeline component."""
    return find_names(doc)
