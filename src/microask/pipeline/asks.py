"""The asks component: which sentences ask, what kind of ask each makes, and what in the message belongs to an ask."""

from __future__ import annotations

from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from ..lexicons import groups, words
from .state import AskFound, State, state, token_range

_CONTINUES = words("asks", "continue")
_QUESTION_WORDS = words("asks", "question")
_KINDS = tuple(group.name for group in groups("kinds"))
#: Words that point back at what was said before.
_POINTS_BACK = frozenset(["this", "it", "that", "these", "those", "them", "here", "above", "below", "one", "ones"])
#: An ask of fewer content words than this that points back takes the sentence before into its scope.
FEW_WORDS = 5
#: How surely a sentence with each sign is a request.
STRENGTH = {"request?": 1.0, "request": 0.8, "imperative": 0.7, "question": 0.6, "hint": 0.4}
#: Sentences from this strength on are asks; weaker ones only where there is no other.
SURE = 0.6


class _Sentence(NamedTuple):
    position: int
    start: int  # tokens
    end: int
    strength: float
    cue: int  # first token of the request form, or of the sentence


def find_asks(doc: Doc) -> Doc:
    """Find the asks, then give each finding its scope."""
    known = state(doc)
    sentences = [_read(doc, known, index) for index in range(len(known["sentences"]))]
    strongest = max((sentence.strength for sentence in sentences), default=0.0)
    asking = [s for s in sentences if s.strength >= min(SURE, strongest) and s.strength > 0]
    # A subject line repeats the ask of the body; it is an ask of its own only where there is no other.
    asking = [s for s in asking if not _in_subject(doc, known, s)] or asking
    for sentence in asking:
        begin = _clause_start(doc, sentence)
        known["scope"] += _scope(doc, known, sentence, begin, asking)
        known["asks"].append(_ask(doc, known, sentence, begin))
    known["scope"] = _merge(known["scope"])
    known["scope_tokens"] = [i for start, end in known["scope"] for i in token_range(doc, start, end)]
    for finding in known["findings"]:
        inside = any(start <= finding["start"] and finding["end"] <= end for start, end in known["scope"])
        near = finding["kind"] == "reason" and _adjacent(doc, known, finding["start"], asking)
        finding["scope"] = "ask" if inside or near else "context"
    for ask in known["asks"]:
        minutes = [
            f["value"]
            for f in known["findings"]
            if f["kind"] == "duration"
            and f["scope"] == "ask"
            and (len(known["asks"]) == 1 or ask["start"] <= f["start"] < ask["end"])
        ]
        ask["minutes"] = max(minutes) if minutes else None
    known["findings"].sort(key=lambda finding: (finding["start"], finding["end"]))
    return doc


def _in_subject(doc: Doc, known: State, sentence: _Sentence) -> bool:
    return any(name == "subject" and start <= doc[sentence.start].idx < end for name, start, end in known["zones"])


def _read(doc: Doc, known: State, index: int) -> _Sentence:
    """Tell how surely a sentence asks, and where its request form begins."""
    start, end = known["sentences"][index]
    inside = [(key, a, b) for key, a, b in known["phrases"] if start <= a and b <= end and key.startswith("asks.")]
    blocks = [(a, b) for key, a, b in inside if key == "asks.block"]

    def free(a: int, b: int) -> bool:
        # A ritual or offer swallows the request forms that it covers, and those right behind it that it governs.
        return not any(x <= a and (b <= y or a <= y) for x, y in blocks)

    requests = sorted((a, b) for key, a, b in inside if key == "asks.request" and free(a, b))
    hints = sorted((a, b) for key, a, b in inside if key == "asks.hint" and free(a, b))
    asks_mark = any(token.text.startswith(("?", "!?")) or token.text.endswith("?") for token in doc[max(start, end - 3) : end])
    first = _first_word(doc, start, end)
    imperative = any(key == "asks.imperative" and a == first and free(a, b) for key, a, b in inside)
    if requests:
        strength = STRENGTH["request?" if asks_mark else "request"]
        return _Sentence(index, start, end, strength, requests[0][0])
    if imperative:
        return _Sentence(index, start, end, STRENGTH["imperative"], first)
    if asks_mark and not any(a <= first + 1 for a, _ in blocks):
        return _Sentence(index, start, end, STRENGTH["question"], _question_start(doc, start, end))
    if hints:
        return _Sentence(index, start, end, STRENGTH["hint"], hints[0][0])
    if not blocks and _names_a_time(doc, known, start, end):
        # "Half an hour on Friday, you and me": a length of time that somebody is to give is hinted at.
        return _Sentence(index, start, end, STRENGTH["hint"], start)
    return _Sentence(index, start, end, 0.0, start)


def _names_a_time(doc: Doc, known: State, start: int, end: int) -> bool:
    first, last = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
    return any(f["kind"] == "duration" and first <= f["start"] < last for f in known["findings"])


def _first_word(doc: Doc, start: int, end: int) -> int:
    """Return the first word of a sentence behind bullets, connectives and a name with a comma."""
    i = start
    while i < end - 1 and (
        not doc[i].is_alpha
        or doc[i].lower_
        in (
            "so",
            "and",
            "then",
            "also",
            "but",
            "just",
            "now",
            "ok",
            "okay",
            "well",
            "or",
            "do",
            "maybe",
            "first",
            "second",
            "finally",
            "anyway",
            "please",
            "kindly",
            "pls",
        )
    ):
        i += 1
    if i + 2 < end and doc[i + 1].text == "," and doc[i].text[0].isupper():
        return i + 2
    return i


def _question_start(doc: Doc, start: int, end: int) -> int:
    """Return the last token that opens a clause with a question word, so that "X, Y, does it run?" starts at "does"."""
    for i in range(end - 1, start, -1):
        if doc[i].lower_ in _QUESTION_WORDS and doc[i - 1].text in (",", ";", ":", "-", "–", "—", "(", "..."):
            return i
    return start


def _clause_start(doc: Doc, sentence: _Sentence) -> int:
    """Return where the clause of the request begins: behind the last mark before it, if that leaves a clause before."""
    for i in range(sentence.cue - 1, sentence.start, -1):
        if doc[i].text in (",", ";", ":", "-", "–", "—", "(", "...") or (
            doc[i].lower_ in ("so", "but") and i + 3 >= sentence.cue
        ):
            return i + 1
    return sentence.start


def _scope(doc: Doc, known: State, sentence: _Sentence, begin: int, asking: list[_Sentence]) -> list[tuple[int, int]]:
    """Return the character spans that belong to an ask: its clause, what goes on with it, what it points back at."""
    indices = {other.position for other in asking}
    last = sentence.end
    if sentence.position + 1 < len(known["sentences"]) and sentence.position + 1 not in indices:
        start, end = known["sentences"][sentence.position + 1]
        first = doc[_first_word(doc, start, end)].norm_
        if doc[start].lower_ in _CONTINUES or first in _CONTINUES:
            last = end
    spans = [(doc[begin].idx, doc[last - 1].idx + len(doc[last - 1]))]
    clause = doc[begin : sentence.end]
    content = sum(token.is_alpha and not token.is_stop for token in clause)
    points = any(token.lower_ in _POINTS_BACK for token in clause)
    vague = any(f["kind"] == "vague" and spans[0][0] <= f["start"] < spans[0][1] for f in known["findings"])
    if points and content < FEW_WORDS and not vague and sentence.position and sentence.position - 1 not in indices:
        start, _ = known["sentences"][sentence.position - 1]
        spans.append((doc[start].idx, spans[0][0]))
    return spans


def _ask(doc: Doc, known: State, sentence: _Sentence, begin: int) -> AskFound:
    keys = {key for key, a, b in known["phrases"] if begin <= a and b <= sentence.end and key.startswith("kinds.")}
    kind = next(
        (kind for kind in _KINDS if f"kinds.{kind}" in keys),
        "question" if sentence.strength == STRENGTH["question"] else "other",
    )
    last = doc[sentence.end - 1]
    return {
        "kind": kind,
        "start": doc[begin].idx,
        "end": last.idx + len(last),
        "minutes": None,
        "strength": sentence.strength,
    }


def _adjacent(doc: Doc, known: State, offset: int, asking: list[_Sentence]) -> bool:
    """Tell whether a character lies in an asking sentence or in one of its neighbours."""
    for index, (start, end) in enumerate(known["sentences"]):
        if doc[start].idx <= offset < doc[end - 1].idx + len(doc[end - 1]):
            return any(abs(index - sentence.position) <= 1 for sentence in asking)
    return False


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


@Language.component("microask_asks", assigns=["doc._.microask"], requires=["doc._.microask"])
def create_asks(doc: Doc) -> Doc:
    """Run `find_asks` as a pipeline component."""
    return find_asks(doc)
