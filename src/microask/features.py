"""The feature table: what the scorer looks at, each row a pure function of a Doc that has passed the pipeline.

Only what belongs to the ask is measured; numbers, names and dates elsewhere in the message move no feature.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token

from .lexicons import table
from .pipeline.state import Finding, state

_GENERIC = frozenset(table("things")["generic"]["words"].split())
_LIVE_KINDS = frozenset(("meeting", "mentoring"))
_NOT_CONTENT = frozenset(("vague", "duration", "date", "channel", "recurrence", "number", "person"))
#: An ask with fewer words of content than this names nothing.
FEW_CONTENT = 4


@dataclass(frozen=True, slots=True)
class Feature:
    """One row of the feature table.

    Attributes
    ----------
    name : str
    present, absent : str
        What a person is told where the feature is above zero, and where it is zero ("" where that says nothing).
    steps : tuple of float
        Thresholds at which the score may change; between two of them it is constant.
    small, specific : {-1, 0, 1} or None
        Direction of the effect: toward macro, free, toward micro; None where the feature plays no part.
    evidence : tuple of str
        Kinds of the findings, in the scope of the ask, that share the effect; empty: it falls to the ask itself.
    measure : callable
        ``Doc -> float``.
    """

    name: str
    present: str
    absent: str
    steps: tuple[float, ...]
    small: int | None
    specific: int | None
    evidence: tuple[str, ...]
    measure: Callable[[Doc], float]


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


def _count(kind: str, note: str = "") -> Callable[[Doc], float]:
    return lambda doc: float(len(in_ask(doc, kind, note)))


def _cues(key: str) -> Callable[[Doc], float]:
    return lambda doc: float(n_cues(doc, key))


def _kind(*kinds: str) -> Callable[[Doc], float]:
    return lambda doc: has_kind(doc, *kinds)


#: The table, in the order of the columns. ``steps`` and directions are decisions; what each step is worth is learned.
FEATURES: tuple[Feature, ...] = (
    Feature("ask_strength", "it plainly asks", "it only hints at an ask", (0.5, 0.7, 0.9), 0, 0, ("ask",), ask_strength),
    Feature("n_asks", "several things are asked", "", (2, 3, 4), -1, -1, ("ask",), n_asks),
    Feature("ask_minutes", "the time asked for", "", (6, 16, 31, 46, 61, 121, 481), -1, None, ("duration",), ask_minutes),
    Feature("n_durations", "a length of time is stated", "", (1,), 0, 1, ("duration",), _count("duration")),
    Feature("unbounded_live", "live time without a length", "", (1,), -1, -1, ("ask",), unbounded_live),
    Feature("bare_live", "time is asked for and nothing to spend it on", "", (1,), 0, -1, ("ask",), bare_live),
    Feature("bare_guidance", "help is asked for and nothing it is about", "", (1,), 0, -1, ("ask",), bare_guidance),
    Feature("n_recurrences", "it recurs", "", (1, 2), -1, 0, ("recurrence",), _count("recurrence")),
    Feature("n_heavy", "large work or a standing commitment", "", (1, 2, 3, 4), -1, 0, ("ask",), _cues("cues.heavy")),
    Feature("n_light", "a small, bounded action", "", (1, 2, 3), 1, 1, ("ask",), _cues("cues.light")),
    Feature("largest_count", "a large number of things", "", (0.6, 1, 1.4, 2), -1, 0, ("number",), largest_count),
    Feature("n_numbers", "a bounded count", "", (1, 2), 0, 1, ("number",), _count("number")),
    Feature("n_people", "a person is named", "", (1, 2), 0, 1, ("person",), n_people),
    Feature("n_organizations", "an organization is named", "", (1,), 0, 1, ("organization",), _count("organization")),
    Feature("n_deliverables", "a concrete thing to deal with", "no concrete thing to deal with", (1, 2, 3), 0, 1, ("deliverable",), _count("deliverable")),
    Feature("n_reasons", "it says what it is for", "it does not say what it is for", (1, 2), 0, 1, ("reason",), _count("reason")),
    Feature("n_dates", "a date or deadline", "", (1, 2), 0, 1, ("date",), _count("date")),
    Feature("n_vague", "vague words", "", (1, 2, 3, 4), 0, -1, ("vague",), _count("vague")),
    Feature("vague_ratio", "mostly vague words", "", (0.1, 0.2, 0.35), 0, -1, ("vague",), vague_ratio),
    Feature("n_relationship", "an open-ended role or relation", "", (1, 2), -1, -1, ("vague",), _count("vague", "relationship")),
    Feature("n_area", "a broad area only", "", (1, 2), 0, -1, ("vague",), _count("vague", "area")),
    Feature("n_placebo", "a reason that says nothing", "", (1,), 0, -1, ("vague",), _count("vague", "placebo")),
    Feature("n_content", "words that say what it is about", "few words say what it is about", (2, 4, 6, 9, 13, 18), 0, 1, ("ask",), n_content),
    Feature("n_live", "live contact", "", (1, 2), -1, 0, ("ask",), _cues("cues.live")),
    Feature("n_choices", "a choice to pick from", "", (1,), 0, 1, ("ask",), _cues("cues.choice")),
    Feature("has_question", "one precise question", "", (1,), 1, 1, ("ask",), has_question),
    Feature("named_introduction", "an introduction to a named person", "", (1,), 1, 1, ("person",), named_introduction),
    Feature("is_introduction", "an introduction", "", (1,), 1, 0, ("ask",), _kind("introduction")),
    Feature("is_feedback", "a view on a piece of work", "", (1,), 0, 0, ("ask",), _kind("feedback")),
    Feature("is_decision", "a choice between options", "", (1,), 0, 0, ("ask",), _kind("decision")),
    Feature("is_meeting", "a meeting", "", (1,), -1, 0, ("ask",), _kind("meeting")),
    Feature("is_mentoring", "mentoring", "", (1,), -1, -1, ("ask",), _kind("mentoring")),
    Feature("is_referral", "a referral", "", (1,), 0, 0, ("ask",), _kind("referral")),
    Feature("is_resource", "something to send or lend", "", (1,), 0, 0, ("ask",), _kind("resource")),
    Feature("is_favour", "something to do for the sender", "", (1,), 0, 0, ("ask",), _kind("favour")),
)  # fmt: skip

#: Names of the columns.
FEATURE_NAMES: tuple[str, ...] = tuple(feature.name for feature in FEATURES)


def measure(doc: Doc) -> list[float]:
    """Return the feature vector of a Doc, in the order of ``FEATURE_NAMES``."""
    return [feature.measure(doc) for feature in FEATURES]


@cache
def index_of(name: str) -> int:
    """Return the column of a feature."""
    return FEATURE_NAMES.index(name)
