"""What can be measured of the ask in a Doc that has passed the pipeline: pure functions ``Doc -> float``.

Only what belongs to the ask is measured; numbers, names and dates elsewhere in the message move no feature.
"""

from __future__ import annotations

import math

from spacy.tokens import Doc, Token

from .lexicons import table
from .pipeline.state import Finding, state

_GENERIC = frozenset(table("things")["generic"]["words"].split())
_LIVE_KINDS = frozenset(("meeting", "mentoring"))
_NOT_CONTENT = frozenset(("vague", "duration", "date", "channel", "recurrence", "number", "person"))
#: An ask with fewer words of content than this names nothing.
FEW_CONTENT = 4


def in_ask(doc: Doc, kind: str, note: str = "") -> list[Finding]:
    """Return the findings of a kind that belong to an ask."""
    return [
        finding
        for finding in state(doc)["findings"]
        if finding["kind"] == kind and finding["scope"] == "ask" and (not note or finding["note"] == note)
    ]


def scope_tokens(doc: Doc) -> list[Token]:
    """Return the tokens that belong to an ask."""
    return [doc[i] for i in state(doc)["scope_tokens"]]


def n_cues(doc: Doc, key: str) -> int:
    """Return how many different places of the ask match a phrase group."""
    known = state(doc)
    inside = set(known["scope_tokens"])
    return len({end for name, start, end in known["phrases"] if name == key and start in inside and end - 1 in inside})


def n_asks(doc: Doc) -> float:
    """Return the number of asking sentences."""
    return float(len(state(doc)["asks"]))


def ask_strength(doc: Doc) -> float:
    """Return how surely the strongest ask is one, 0 to 1."""
    return max((ask["strength"] for ask in state(doc)["asks"]), default=0.0)


def ask_minutes(doc: Doc) -> float:
    """Return the longest time asked for in minutes, 0 where none is stated."""
    return max((ask["minutes"] or 0.0 for ask in state(doc)["asks"]), default=0.0)


def has_kind(doc: Doc, *kinds: str) -> float:
    """Return 1.0 where one of the asks is of one of these kinds."""
    return float(any(ask["kind"] in kinds for ask in state(doc)["asks"]))


def unbounded_live(doc: Doc) -> float:
    """Return 1.0 where live time is asked for and no length is stated."""
    return float(not ask_minutes(doc) and bool(n_cues(doc, "cues.live") or has_kind(doc, *_LIVE_KINDS)))


def n_people(doc: Doc) -> float:
    """Return the number of third persons named in the ask."""
    return float(len({doc.text[f["start"] : f["end"]].lower() for f in in_ask(doc, "person", "third")}))


def largest_count(doc: Doc) -> float:
    """Return the logarithm (base 10) of the largest count in the ask, 0 where there is none."""
    return math.log10(max((f["value"] for f in in_ask(doc, "number")), default=1.0) or 1.0)


def n_content(doc: Doc) -> float:
    """Return the number of different words in the ask that say something: no stop words, no outreach words."""
    return float(len(content_words(doc)))


def content_words(doc: Doc) -> set[str]:
    """Return the words that `n_content` counts, in lower case.

    Left out is what says when, how long, by which medium or with whom the reader would act, since none of it says on what.
    """
    known = state(doc)
    spans = [(f["start"], f["end"]) for f in known["findings"] if f["kind"] in _NOT_CONTENT]
    live = {i for key, start, end in known["phrases"] if key == "cues.live" for i in range(start, end)}
    return {
        token.lower_
        for token in scope_tokens(doc)
        if token.is_alpha
        and not token.is_stop
        and len(token) > 2
        and token.lower_ not in _GENERIC
        and token.i not in live
        and not any(start <= token.idx < end for start, end in spans)
    }


def bare_live(doc: Doc) -> float:
    """Return 1.0 where live time or some minutes are asked for and the ask names nothing to spend them on."""
    live = bool(n_cues(doc, "cues.live") or ask_minutes(doc) or has_kind(doc, *_LIVE_KINDS))
    return float(live and not in_ask(doc, "deliverable") and n_content(doc) < FEW_CONTENT)


def bare_guidance(doc: Doc) -> float:
    """Return 1.0 where help, advice or contact is asked for in vague words and the ask names nothing that it is about."""
    return float(bool(in_ask(doc, "vague")) and not in_ask(doc, "deliverable") and n_content(doc) < FEW_CONTENT)


def named_introduction(doc: Doc) -> float:
    """Return 1.0 where an introduction is asked for and the person is named."""
    return float(has_kind(doc, "introduction") and bool(in_ask(doc, "person", "third")))


def n_words(doc: Doc) -> float:
    """Return the number of words in the scope of the ask."""
    return float(sum(token.is_alpha for token in scope_tokens(doc)))


def vague_ratio(doc: Doc) -> float:
    """Return the share of the ask's words that are vague."""
    words = n_words(doc)
    vague = sum(len(doc.text[f["start"] : f["end"]].split()) for f in in_ask(doc, "vague"))
    return min(1.0, vague / words) if words else 0.0


def has_question(doc: Doc) -> float:
    """Return 1.0 where an ask is a direct question, not about the reader's time or will."""
    return float(any(ask["kind"] == "question" and ask["strength"] >= 0.6 for ask in state(doc)["asks"]))
