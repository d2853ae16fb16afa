"""What the components leave on a Doc: one plain dict."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any, TypedDict, cast

from spacy.attrs import IDX, IS_ALPHA, IS_ASCII, IS_SPACE, IS_STOP, LENGTH
from spacy.tokens import Doc

#: Zones that can hold an ask; greeting, sign-off, signature and quotes count for nothing.
AUTHORED = ("subject", "body")
#: Key of ``doc.user_data`` under which a caller may name spans that HTML markup declares to be quoted.
QUOTED = "microask_quoted"
#: Another under which a caller may leave the text of the Doc, which would join it anew.
TEXT = "microask_text"


class Finding(TypedDict):
    """A span that some component found; offsets are characters of ``doc.text``."""

    kind: str
    start: int
    end: int
    scope: str  # "ask" or "context"
    value: float  # minutes of a duration, count of a number; else 0
    note: str  # noun of a number, role of a person


class AskFound(TypedDict):
    """An ask; offsets are characters of ``doc.text``."""

    kind: str
    start: int
    end: int
    minutes: float | None
    strength: float  # 0..1: how surely this is a request


class State(TypedDict):
    """All that the components know of one Doc."""

    text: str  # of the Doc, which would join it anew each time
    starts: list[int]  # first character of each token
    ends: list[int]  # and the one behind its last
    blank: bytes  # by token, 1 where it is white space; likewise the next three
    alpha: bytes
    stop: bytes
    ascii: bytes
    pos: bytes  # number of its part of speech in `heads.PARTS_OF_SPEECH`; empty until the reader has been there
    zones: list[tuple[str, int, int]]
    authored: str  # the text with all that is not subject line or body blanked out
    segments: list[tuple[str, int, int]]  # zone and tokens; every token lies in exactly one
    phrases: list[tuple[str, int, int]]  # lexicon matches: "file.group", start token, end token
    findings: list[Finding]
    asks: list[AskFound]
    readings: tuple[float, float, float]  # log odds of asking, of `small` and of `specific`, by the words alone
    scope_tokens: list[int]  # the tokens that belong to an ask


# Apart from ``doc._.microask``, which is what users get (`microask.spacy`).
if not Doc.has_extension("microask_state"):
    Doc.set_extension("microask_state", default=None)
# Where spaCy keeps ``doc._.microask_state``; the way there through ``doc._`` is a dozen times as long.
_PLACE: Any = ("._.", "microask_state", None, None)


def fresh(doc: Doc, text: str, zones: list[tuple[str, int, int]], authored: str) -> None:
    """Give a Doc an empty state."""
    starts, lengths, *flags = doc.to_array([IDX, LENGTH, IS_SPACE, IS_ALPHA, IS_STOP, IS_ASCII]).T
    blank, alpha, stop, ascii_ = (column.astype("u1").tobytes() for column in flags)
    doc._.microask_state = State(
        text=text,
        starts=starts.tolist(),
        ends=(starts + lengths).tolist(),
        blank=blank,
        alpha=alpha,
        stop=stop,
        ascii=ascii_,
        pos=b"",
        zones=zones,
        authored=authored,
        segments=[],
        phrases=[],
        findings=[],
        asks=[],
        readings=(-10.0, 0.0, 0.0),
        scope_tokens=[],
    )


def state(doc: Doc) -> State:
    """Return the state of a Doc; a Doc that has passed no zones component is all body."""
    known = doc.user_data.get(_PLACE)
    if known is None:
        fresh(doc, doc.text, [("body", 0, len(doc.text))], doc.text)
        known = doc.user_data[_PLACE]
        known["segments"] = [("body", 0, len(doc))] if len(doc) else []
    return cast(State, known)


def token_range(known: State, start: int, end: int) -> range:
    """Return the tokens that overlap a character span; ``Doc.char_span`` walks the whole Doc for it."""
    return range(bisect_right(known["ends"], start), bisect_left(known["starts"], end))


def trimmed(known: State, start: int, end: int) -> tuple[int, int]:
    """Drop white space at the ends of a span of tokens."""
    blank = known["blank"]
    while start < end and blank[start]:
        start += 1
    while end > start and blank[end - 1]:
        end -= 1
    return start, end


def found(kind: str, start: int, end: int, value: float = 0.0, note: str = "") -> Finding:
    """Make a finding; its scope is context until the reader says otherwise."""
    return {"kind": kind, "start": start, "end": end, "scope": "context", "value": value, "note": note}
