"""What the components leave on a Doc: one plain dict, so that it survives ``nlp.pipe(n_process=2)``."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TypedDict, cast

from spacy.attrs import IDX
from spacy.tokens import Doc

#: Zones that can hold an ask; greeting, sign-off, signature and quotes count for nothing.
AUTHORED = ("subject", "body")
#: Key of ``doc.user_data`` under which a caller may name spans that HTML markup declares to be quoted.
QUOTED = "microask_quoted"


class Finding(TypedDict):
    """A span that some component found; offsets are characters of ``doc.text``."""

    kind: str
    start: int
    end: int
    scope: str  # "ask" or "context"
    value: float  # minutes of a duration, count of a number; else 0
    note: str  # noun of a number, role of a person, group of a phrase


class AskFound(TypedDict):
    """An ask; offsets are characters of ``doc.text``."""

    kind: str
    start: int
    end: int
    minutes: float | None
    strength: float  # 0..1: how surely this is a request


class State(TypedDict):
    """All that the components know of one Doc."""

    starts: list[int]  # first character of each token
    zones: list[tuple[str, int, int]]
    authored: str  # doc.text with all that is not subject line or body blanked out
    segments: list[tuple[str, int, int]]  # zone and tokens; every token lies in exactly one
    sentences: list[tuple[int, int]]  # tokens of the segments in authored zones, trimmed
    phrases: list[tuple[str, int, int]]  # lexicon matches: "file.group", start token, end token
    findings: list[Finding]
    asks: list[AskFound]
    scope: list[tuple[int, int]]  # character spans that belong to an ask
    scope_tokens: list[int]  # the tokens inside them


if not Doc.has_extension("microask"):
    Doc.set_extension("microask", default=None)


def fresh(doc: Doc, zones: list[tuple[str, int, int]], authored: str) -> None:
    """Give a Doc an empty state."""
    doc._.microask = State(
        starts=doc.to_array(IDX).tolist(),
        zones=zones,
        authored=authored,
        segments=[],
        sentences=[],
        phrases=[],
        findings=[],
        asks=[],
        scope=[],
        scope_tokens=[],
    )


def state(doc: Doc) -> State:
    """Return the state of a Doc; a Doc that has passed no zones component is all body."""
    if doc._.microask is None:
        fresh(doc, [("body", 0, len(doc.text))], doc.text)
    return cast(State, doc._.microask)


def token_range(doc: Doc, start: int, end: int) -> range:
    """Return the tokens that overlap a character span; ``Doc.char_span`` walks the whole Doc for it."""
    starts = state(doc)["starts"]
    first = max(0, bisect_right(starts, start) - 1)
    if first < len(starts) and starts[first] + len(doc[first]) <= start:
        first += 1
    return range(first, bisect_left(starts, end))


def phrase_ends(doc: Doc, *keys: str) -> frozenset[int]:
    """Return the tokens right behind a match of one of these phrase groups."""
    return frozenset(end for key, _, end in state(doc)["phrases"] if key in keys)


def found(kind: str, start: int, end: int, value: float = 0.0, note: str = "") -> Finding:
    """Make a finding; its scope is context until the ask finder says otherwise."""
    return {"kind": kind, "start": start, "end": end, "scope": "context", "value": value, "note": note}
