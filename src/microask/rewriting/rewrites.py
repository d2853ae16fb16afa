"""Whole rewrites: the draft with its ask put anew by one of a few strategies, the rest of it as the sender wrote it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..lexicons import table
from ..measures import Asked
from ..pipeline.state import State
from ..results import MICRO_FROM, Ask, Rewrite, Score
from .guard import invented
from .placeholders import fill, placeholders

if TYPE_CHECKING:
    from ..analyzer import Analyzer

#: A rewrite that gains less is not offered.
MIN_GAIN = 0.15
MAX_PLACEHOLDERS = 3
#: Words of a name or salutation before the ask in its sentence.
MAX_SALUTATION = 4
_TOPIC = re.compile(r"\b(?:about|on|regarding|into|around|re)\s+(?P<topic>(?:[\w'’&/-]+\s?){1,7})", re.IGNORECASE)
#: A topic ends before these words; one that starts with them is none.
_TOPIC_STOP = re.compile(
    r"\b(?:and|but|so|if|when|whenever|because|that|which|who|i|we|you|it|this|these|those|him|her|them|could|would|can|will|"
    r"is|are|was|for|from|over|with|at|by|before|after|soon|sometime|some|any|your|a call|zoom|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday|next|please|in|to|as|while|my own|everything|anything|something|things|stuff|how|what|"
    r"where|whether|one|or|whatever|board|time|linkedin|here|there|me|us)\b",
    re.IGNORECASE,
)
#: What is left of a sentence behind its ask.
_SCRAP = re.compile(r"\A[^.!?\n]{1,40}[.!?]+")


def propose_rewrites(analyzer: Analyzer, score: Score, known: State, subject: str | None) -> list[Rewrite]:
    """Propose rewrites, the largest gain first, one a strategy.

    Parameters
    ----------
    analyzer : Analyzer
    score : Score
        Of the draft.
    known : State
    subject : str or None

    Returns
    -------
    list of Rewrite
        Each passes the facts guard, has at most three brackets, gains at least ``MIN_GAIN`` and ends micro.
    """
    if not score.asks:
        return []
    slots = _slots(known)
    register = _register(known)
    best: dict[str, Rewrite] = {}
    for row in table("rewrites")["strategy"]:
        if main_ask(score).kind not in row["kinds"] or any(need not in slots for need in row["needs"]):
            continue
        ask = row[register].format(**slots)
        if register != "formal" and _has_reason(known):
            ask = _without_reason(ask)
        text, changes = _put(score, ask)
        brackets = placeholders(text, score.text)
        if len(brackets) > MAX_PLACEHOLDERS:
            text, changes = _put(score, _without_reason(ask))
            brackets = placeholders(text, score.text)
        if len(brackets) > MAX_PLACEHOLDERS or invented(f"{subject or ''}\n{score.text}", text):
            continue
        after = analyzer.score(fill(text), subject)
        gain = float(after) - float(score)
        offered = tuple(table("rewrites")["offers"][offer] for offer in row["offers"])
        rewrite = Rewrite(text, row["name"], (*offered, *changes), brackets, score, after, subject)
        if gain >= MIN_GAIN and float(after) >= MICRO_FROM and (row["name"] not in best or gain > best[row["name"]].gain):
            best[row["name"]] = rewrite
    return sorted(best.values(), key=lambda rewrite: -rewrite.gain)


def _slots(known: State) -> dict[str, str]:
    """Return the words of the ask that a rewrite may build on."""
    slots: dict[str, str] = {}
    asked = Asked(known)
    for finding in asked.found("deliverable"):
        thing = known["text"][finding["start"] : finding["end"]]
        if re.match(r"(?:my|our|this|these|the)\b", thing, re.IGNORECASE):
            slots.setdefault("thing", thing[0].lower() + thing[1:])
    people = asked.found("person", "third")
    if people:
        slots["person"] = known["text"][people[0]["start"] : people[0]["end"]]
    for ask in known["asks"]:
        for match in _TOPIC.finditer(known["text"], ask["start"], ask["end"]):
            topic = _TOPIC_STOP.split(match["topic"].strip())[0].strip()
            if len(topic) > 3 and not re.fullmatch(r"(?:the|my|a|an|your)", topic, re.IGNORECASE):
                slots.setdefault("topic", topic)
    if "cues.heavy" in asked.cues or len(known["asks"]) > 1:
        slots["heavy"] = "heavy"
    return slots


def _register(known: State) -> str:
    if re.search(r"\b(?:Dear|Respected|Sir|Madam|Yours|Sincerely|Mr|Mrs|Ms|Dr|Professor|Prof)\b", known["text"]):
        return "formal"
    letters = [char for char in known["authored"] if char.isalpha()]
    return "casual" if letters and not any(char.isupper() for char in letters) else "neutral"


def _has_reason(known: State) -> bool:
    return bool(Asked(known).found("reason"))


def _without_reason(ask: str) -> str:
    """Return an ask without its last sentence, the one that asks for the reason."""
    return re.sub(r"\s*(?:I ask|I'm asking|it's) because \[what hangs on it\?\]\.?$", "", ask)


def _put(score: Score, ask: str) -> tuple[str, tuple[str, ...]]:
    """Return the draft with its first ask replaced and its other asks taken out, and what that changed, in words."""
    text = score.text
    main = main_ask(score)
    before = [other for other in score.asks if other.end <= main.start]
    after = [other for other in score.asks if other.start >= main.end]
    head, tail = _without(text, 0, main.start, before), _without(text, main.end, len(text), after)
    if main.text[-1:] not in ".?!":
        # An ask that was cut short leaves no scrap of its sentence behind.
        tail = _SCRAP.sub("", tail, count=1)
    if _opens(head):
        # "Shirley, could you" and "Hi Sam, could you" go on in lower case.
        ask = ask[0].lower() + ask[1:] if head.rstrip(" ").endswith(",") and not ask.startswith("I") else ask
    else:
        head = f"{_closed(head)} "
    whole = re.sub(r"[ \t]+\n", "\n", head + ask + tail)
    whole = re.sub(r"\n{3,}", "\n\n", re.sub(r"(?<=\S) {2,}(?=\S)", " ", whole)).strip()
    others = len(before) + len(after)
    changes = (f"left for a later message: {others} more ask{'s' if others > 1 else ''}",) if others else ()
    return whole, changes


def main_ask(score: Score) -> Ask:
    """Return the ask that a rewrite replaces: the first that is put as a question, else the first."""
    return next((ask for ask in score.asks if "?" in ask.text), score.asks[0])


def _without(text: str, start: int, end: int, asks: list[Ask]) -> str:
    """Return a part of a text without some asks, what stood before each closed as a sentence."""
    part = ""
    for ask in asks:
        part = _closed(part + text[start : ask.start])
        start = ask.end
    return part + text[start:end]


def _opens(head: str) -> bool:
    """Tell whether nothing stands before the ask in its sentence but a name or salutation and a comma."""
    line = re.split(r"\n|[.!?]\s", head)[-1].strip()
    return not line or (line.endswith(",") and len(line.split()) <= MAX_SALUTATION)


def _closed(head: str) -> str:
    """Return what stands before an ask as sentences that end."""
    bare = re.sub(r"[\s,;:–—-]+(?:(?:and|but|so|or)\s*)?$", "", head)
    if not bare.strip() or "\n" in head[len(bare) :]:
        return head.rstrip(" ")
    return bare if bare[-1:] in ".?!" or not bare[-1:].isalnum() else bare + "."
