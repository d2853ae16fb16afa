"""What can be measured of the ask in a message that has passed the pipeline.

Only what belongs to the ask is measured; numbers, names and dates elsewhere in the message move no feature.
"""

from __future__ import annotations

import math
from bisect import bisect_left

from .lexicons import table
from .pipeline.state import Finding, State
from .questions import count_questions, is_wide

_GENERIC = frozenset(table("generic")["generic"]["words"].split())
#: Groups of phrases for help, contact or a role without an object.
OPEN = frozenset(("vague.brain", "vague.connect", "vague.guidance", "vague.relationship"))
_LIVE_KINDS = frozenset(("meeting", "mentoring"))
_NOT_CONTENT = frozenset(("vague", "duration", "date", "channel", "recurrence", "number", "person"))
#: An ask with fewer words of content than this names nothing.
FEW_CONTENT = 4


class Asked:
    """The ask of a message: its findings by kind, its cues, its words.

    Parameters
    ----------
    known : State
        What the pipeline knows of a message.

    Attributes
    ----------
    text : str
        Of the message.
    asks : list of AskFound
    findings : dict of str to list of Finding
        Those that belong to an ask, by kind.
    kinds : set of str
        Of the asks.
    minutes : float
        The longest time asked for, 0 where none is stated.
    cues : dict of str to int
        By phrase group, at how many different places of the ask it matches.
    vague : int
        Vague phrases that the reader has found, and phrases of the lexicon for help, contact or a role without an object.
    words : int
        Number of words in the scope of the ask.
    content : set of str
        Words of the ask that say something, in lower case: no stop words, no outreach words, and none of what says when, how
        long, by which medium or with whom the reader would act, since none of it says on what.
    """

    def __init__(self, known: State) -> None:
        self.text = known["text"]
        self.asks = known["asks"]
        self.kinds = {ask["kind"] for ask in self.asks}
        self.minutes = max((ask["minutes"] or 0.0 for ask in self.asks), default=0.0)
        self.findings: dict[str, list[Finding]] = {}
        for finding in known["findings"]:
            if finding["scope"] == "ask":
                self.findings.setdefault(finding["kind"], []).append(finding)
        inside = known["scope_tokens"]
        covered = set(inside)
        phrases = [(key, a, b) for key, a, b in known["phrases"] if a in covered and b - 1 in covered]
        self.cues: dict[str, int] = {}
        for key, _ in {(key, b) for key, _, b in phrases}:
            self.cues[key] = self.cues.get(key, 0) + 1
        marked = [(finding["start"], finding["end"]) for finding in self.findings.get("vague", ())]
        for start, end in sorted({(known["starts"][a], known["ends"][b - 1]) for key, a, b in phrases if key in OPEN}):
            if not any(start < last and first < end for first, last in marked):
                marked.append((start, end))
        self.vague = len(marked)
        alpha, stop, starts, ends = known["alpha"], known["stop"], known["starts"], known["ends"]
        words = [i for i in inside if alpha[i]]
        self.words = len(words)
        idle = {i for key, start, end in known["phrases"] if key == "cues.live" for i in range(start, end)}
        for kind in _NOT_CONTENT:
            for finding in self.findings.get(kind, ()):
                idle.update(range(bisect_left(starts, finding["start"]), bisect_left(starts, finding["end"])))
        said = [self.text[starts[i] : ends[i]] for i in words if not stop[i] and i not in idle]
        self.content = {word.lower() for word in said if len(word) > 2} - _GENERIC

    def found(self, kind: str, note: str = "") -> list[Finding]:
        """Return the findings of a kind that belong to an ask."""
        rows = self.findings.get(kind, [])
        return [row for row in rows if row["note"] == note] if note else rows

    @property
    def is_live(self) -> bool:
        """Whether live time with the reader is asked for."""
        return "cues.live" in self.cues or bool(self.kinds & _LIVE_KINDS)

    @property
    def is_open(self) -> bool:
        """Whether the ask has words for help or contact without an object, or for a role without an end."""
        return not OPEN.isdisjoint(self.cues)


def has_question(asked: Asked) -> float:
    """Return 1.0 where a question is to be answered, and no live time or standing role is asked for in the form of one."""
    return float("question" in asked.kinds and not (asked.is_live or asked.is_open))


def n_questions(asked: Asked) -> float:
    """Return the most questions that one ask puts."""
    return float(max((count_questions(asked.text[ask["start"] : ask["end"]]) for ask in asked.asks), default=0))


def wide_question(asked: Asked) -> float:
    """Return 1.0 where an ask puts a question that has no edges."""
    return float(any(is_wide(asked.text[ask["start"] : ask["end"]]) for ask in asked.asks))


def ask_strength(asked: Asked) -> float:
    """Return how surely the strongest ask is one, 0 to 1."""
    return max((ask["strength"] for ask in asked.asks), default=0.0)


def unbounded_live(asked: Asked) -> float:
    """Return 1.0 where live time is asked for and no length is stated."""
    return float(not asked.minutes and asked.is_live)


def n_people(asked: Asked) -> float:
    """Return the number of third persons named in the ask."""
    text = asked.text
    return float(len({text[f["start"] : f["end"]].lower() for f in asked.found("person", "third")}))


def largest_count(asked: Asked) -> float:
    """Return the logarithm (base 10) of the largest count in the ask, 0 where there is none."""
    return math.log10(max((f["value"] for f in asked.found("number")), default=1.0) or 1.0)


def bare_live(asked: Asked) -> float:
    """Return 1.0 where live time or some minutes are asked for and the ask names nothing to spend them on."""
    live = asked.is_live or bool(asked.minutes)
    return float(live and not asked.found("deliverable") and len(asked.content) < FEW_CONTENT)


def bare_guidance(asked: Asked) -> float:
    """Return 1.0 where help, advice or contact is asked for in vague words and the ask names nothing that it is about."""
    return float(asked.vague > 0 and not asked.found("deliverable") and len(asked.content) < FEW_CONTENT)


def named_introduction(asked: Asked) -> float:
    """Return 1.0 where an introduction is asked for and the person is named."""
    return float("introduction" in asked.kinds and bool(asked.found("person", "third")))


def vague_ratio(asked: Asked) -> float:
    """Return the share of the ask's words that are vague."""
    text = asked.text
    vague = sum(len(text[f["start"] : f["end"]].split()) for f in asked.found("vague"))
    return min(1.0, vague / asked.words) if asked.words else 0.0
