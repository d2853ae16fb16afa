"""A draft as material for rewrites: what was read of it in the sender's own text, its asks without what stands before them."""

from __future__ import annotations

import re

from ..pipeline.heads import PARTS_OF_SPEECH
from ..pipeline.state import AskFound, Finding, State, token_range
from ..textprep import ScoringCopy
from .lexicon import words_of
from .marks import PICTURE
from .material import Material
from .openers import asking_at, opened
from .salutation import salutation_end
from .signing import signed_at
from .topics import Token

#: Words before the reader's name at the beginning of an ask at most.
MAX_BEFORE_NAME = 3
#: A clause before the ask that is kept has at least so many words, and does not hang on it.
MIN_PREFACE = 4
_PICTURES = re.compile(rf"(?:{PICTURE}+\s*)+(?=\w)")


def material_of(known: State, copy: ScoringCopy, text: str, subject: str | None) -> Material:
    """Return the material of a message.

    Parameters
    ----------
    known : State
    copy : ScoringCopy
        That the state was read from; its offsets lead back to ``text``.
    text : str
        Plain text, as the sender wrote it.
    subject : str or None
    """

    def moved(start: int, end: int) -> tuple[int, int]:
        return copy.source_span(start, end) or (-1, -1)

    starts, ends, head = known["starts"], known["ends"], copy.head
    findings = tuple(_placed(item, *moved(item["start"], item["end"])) for item in known["findings"] if item["start"] >= head)
    segments = [(a, b) for name, a, b in known["segments"] if name == "body" and starts[a] >= head]
    spans = [moved(starts[a], ends[b - 1]) for a, b in segments]
    zones = tuple((name, *moved(start, end)) for name, start, end in known["zones"] if start >= head)
    greeting = next((text[start:end] for name, start, end in zones if name == "greeting"), "")
    body_end = max((end for _, end in spans), default=0)
    asked = [_asked(ask, *moved(ask["start"], ask["end"])) for ask in known["asks"] if ask["start"] >= head]
    signed = signed_at(text, body_end, findings, asked, greeting)
    sentences = tuple(
        (start, start + len(words.rstrip())) for start, end in spans if (words := text[start : min(end, signed)]).strip()
    )
    tokens = tuple(
        Token(*moved(a, b), PARTS_OF_SPEECH[pos])
        for a, b, pos, blank in zip(starts, ends, known["pos"], known["blank"], strict=True)
        if a >= head and not blank
    )
    asks = tuple(
        _trimmed(text, _asked(ask, ask["start"], min(ask["end"], signed)), findings, tokens)
        for ask in asked
        if not signed <= ask["start"] < body_end
    )
    found, asks = asks, tuple(ask for ask in asks if not _is_none(text, ask))
    kind = (asks[0] if asks else known["asks"][0])["kind"] if known["asks"] else "other"
    inside = {i for ask in known["asks"] for i in token_range(known, ask["start"], ask["end"])}
    phrases = frozenset(group for group, a, b in known["phrases"] if a in inside and b - 1 in inside)
    return Material(text, subject, asks, findings, sentences, zones, tokens, kind, phrases, asks_nothing=bool(found) and not asks)


def _is_none(text: str, ask: AskFound) -> bool:
    """Tell whether what reads as an ask is another's, in quotation marks, or a formula: "please find attached"."""
    before = text[text.rfind("\n", 0, ask["start"]) + 1 : ask["start"]]
    quoted = before.count('"') % 2 == 1 or before.count("“") > before.count("”")
    words = text[ask["start"] : ask["end"]]
    return quoted or bool(words_of("formula").match(words) or words_of("quoted").search(words))


def _placed(item: Finding, start: int, end: int) -> Finding:
    return Finding(**{**item, "start": start, "end": end})


def _asked(ask: AskFound, start: int, end: int) -> AskFound:
    return AskFound(**{**ask, "start": start, "end": end})


def _trimmed(text: str, ask: AskFound, findings: tuple[Finding, ...], tokens: tuple[Token, ...]) -> AskFound:
    called = _without_salutation(text, ask, findings, tokens)
    # A picture before the ask ends what stands before.
    picture = _PICTURES.match(text, called["start"], called["end"])
    bare = _asked(called, picture.end(), called["end"]) if picture else called
    return _without_end(text, _without_preface(text, bare, tokens), findings)


def _without_preface(text: str, ask: AskFound, tokens: tuple[Token, ...]) -> AskFound:
    """Return an ask from where it opens, if a clause of its own stands before: "we want to start a cafe, can you ..."."""
    opening = ask["start"] + asking_at(text[ask["start"] : ask["end"]])
    before = text[ask["start"] : opening].strip()
    says = any(ask["start"] <= token.start < opening and token.pos in ("VERB", "AUX") for token in tokens)
    if asking_at(f"so, {before}") or opened(before) or words_of("slot").search(before):
        return ask
    broken = bool(before) and not before[-1].isalnum() and before[-1] not in ",;:"
    if (says or broken) and len(before.split()) >= MIN_PREFACE and not words_of("subordinate").match(before):
        return _asked(ask, opening, ask["end"])
    # An emoji or a pause ends what stands before, whatever follows.
    pause = list(words_of("pause").finditer(text, ask["start"], opening))
    if pause and len(text[ask["start"] : pause[-1].start()].split()) >= MIN_PREFACE:
        return _asked(ask, pause[-1].end(), ask["end"])
    return ask


def _without_salutation(text: str, ask: AskFound, findings: tuple[Finding, ...], tokens: tuple[Token, ...]) -> AskFound:
    """Return an ask without the reader's name or title at its beginning, which is no part of what is asked."""
    start, end, greets = ask["start"], ask["end"], words_of("greets")
    names = [
        item["end"]
        for item in findings
        if item["kind"] == "person" and item["note"] == "reader" and start <= item["start"] < item["end"] < end
        and len(before := text[start : item["start"]].split()) <= MAX_BEFORE_NAME and greets.fullmatch(" ".join(before))
    ]  # fmt: skip
    title = words_of("title").match(text, start, end)
    called = salutation_end(text, start, end, tokens)
    for at in (*names, *([title.end()] if title else ()), *([called] if called > start else ())):
        behind = words_of("after_name").match(text, at)
        if behind and behind.end() < end:
            return _asked(ask, behind.end(), end)
    return ask


def _without_end(text: str, ask: AskFound, findings: tuple[Finding, ...]) -> AskFound:
    """Return an ask without an apology or thanks behind it in the same sentence, and without the sender's name."""
    start, end = ask["start"], ask["end"]
    signed = [
        item["start"]
        for item in findings
        if item["kind"] == "person" and item["note"] == "sender" and start < item["start"]
        and len(text[item["end"] : end].split()) <= 1 and not text[item["start"] - 1].isalnum()
    ]  # fmt: skip
    behind = words_of("behind").search(text, start, end)
    behind = None if behind and "?" in text[behind.start() : end] else behind
    at = min([*signed, *([behind.start()] if behind else []), end])
    return _asked(ask, start, start + len(text[start:at].rstrip())) if len(text[start:at].split()) >= MIN_PREFACE else ask
