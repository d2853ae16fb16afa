"""What a draft offers to a rewrite: its asks, its topic, thing, person and reason, and how its sender writes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from ..lexicons import table
from ..pipeline.heads import PARTS_OF_SPEECH
from ..pipeline.state import AskFound, Finding, State, token_range
from ..textprep import ScoringCopy
from .openers import opened, opening_at
from .topics import Token, topic_of

_FORMAL = re.compile(r"\b(?:Dear|Respected|Sir|Madam|Yours|Sincerely|Mr|Mrs|Ms|Dr|Professor|Prof)\b")
#: Who writes two of these writes no formal letter.
_TEXTING = re.compile(
    r"\b(?:u|ur|r|pls|plz|thx|thanx|cd|cld|wd|wld|shd|abt|bc|bcz|w/|btw|tbh|lol|omg|ppl|rly|gonna|wanna|gotta|dunno|lemme|ya|yr|hv|b4|2day|2moro|ty|msg)\b"
    r"|\b[24] (?=u\b|me\b|a\b|the\b)",
    re.IGNORECASE,
)
#: Things that a rewrite may speak of: those of the sender, and those that both know.
_KNOWN_THING = re.compile(r"(?:my|our|this|these|the|your)\s+\S", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
#: A thing of more words does not fit into a sentence of ours.
MAX_THING = 7
#: What may stand between the beginning of an ask and the reader's name, and behind the name.
_GREETS = re.compile(
    r"(?:(?:hi|hello|hey|dear|good (?:morning|day|evening|afternoon)|greetings|hiya)\b)?[\w.]*(?: \w+\.?)?", re.IGNORECASE
)
_AFTER_NAME = re.compile(r"(?:[ ](?:ji|sir|madam|ma'am|bey|san|sama))?[ ]*[,:!;–-]*[ ]*", re.IGNORECASE)
_TITLE = re.compile(r"(?:sir|madam|ma'am|ma’am|professor|prof|doctor|doc|chief|boss|bro|sis|mate)\b", re.IGNORECASE)
MAX_BEFORE_NAME = 3
_SECOND_PERSON = re.compile(r"\b(?:you|your|yours|yourself|u|ur)\b", re.IGNORECASE)
_INTRODUCING = re.compile(r"\b(?:introduc\w+|intros?|connect\w*|in touch|put me (?:on|onto))\b", re.IGNORECASE)
#: A clause before the ask that is kept has at least so many words, and does not hang on it.
MIN_PREFACE = 4
_SUBORDINATE = re.compile(
    r"(?:if|when|whenever|since|as|because|after|before|although|though|while|once|until|given|unless|so|and|but|today|tomorrow)\b",
    re.IGNORECASE,
)
BULLET = re.compile(r"\s*(?:[-*•·–—]|\(?\d{1,2}[.)])\s")
#: Where a clause ends.
_REASON_END = re.compile(r"[,;:.!?–—\n]|\s-\s|\s(?:i would|i'd|could you|would you|can you|cd u|can u|please)\b", re.IGNORECASE)
CLAUSE_END = re.compile(r"[,;:.!?–—\n]|\s-\s")
#: A task of more words does not fit either.
MAX_TASK = 40
#: A reason of fewer words is a scrap.
MIN_REASON = 4


@dataclass(frozen=True)
class Material:
    """A draft as a rewrite sees it; all offsets are characters of ``text``.

    Attributes
    ----------
    text : str
    subject : str or None
        As the caller passed it beside the text.
    asks : tuple of AskFound
        Those in the text; none where only the subject line asks.
    findings : tuple of Finding
    sentences : tuple of (int, int)
        Those of the body, in order.
    zones : tuple of (str, int, int)
    tokens : tuple of Token
    kind : str
        Of the first ask.
    phrases : frozenset of str
        Groups of the lexicon that have a phrase in an ask.
    """

    text: str
    subject: str | None
    asks: tuple[AskFound, ...]
    findings: tuple[Finding, ...]
    sentences: tuple[tuple[int, int], ...]
    zones: tuple[tuple[str, int, int], ...]
    tokens: tuple[Token, ...]
    kind: str
    phrases: frozenset[str]

    @cached_property
    def ask(self) -> AskFound | None:
        """The ask that a rewrite puts anew: the first that is put as a question, else the first."""
        return next((ask for ask in self.asks if "?" in self.words(ask)), self.asks[0] if self.asks else None)

    @cached_property
    def register(self) -> str:
        """How the sender speaks: formal, neutral, or casual (a chat in lower case)."""
        texting = len(set(map(str.lower, _TEXTING.findall(self.text)))) > 1
        return "casual" if texting else "formal" if _FORMAL.search(self.text) else "casual" if self.is_lower else "neutral"

    @cached_property
    def is_lower(self) -> bool:
        """Whether the sender begins sentences in lower case."""
        greeting = max((end for name, _, end in self.zones if name == "greeting"), default=None)
        # "Hi Jen, could you" goes on in lower case whoever writes it, and so do bullets.
        begun = [span for span in self.sentences if not BULLET.match(self.text, *span)]
        begun = begun[1:] if greeting is not None else begun
        first = [match.group() for start, end in begun if (match := _LETTER.search(self.text, start, end))]
        if not first:
            return not any(char.isupper() for char in self.text)
        return 2 * sum(letter.islower() for letter in first) > len(first)

    @cached_property
    def topic(self) -> str | None:
        """What the ask is about, in the sender's words."""
        return topic_of(self)

    @cached_property
    def thing(self) -> str | None:
        """The concrete thing of the ask, in the sender's words, with its determiner."""
        for item in self._own("deliverable"):
            words = " ".join(self._noun(item).split())
            if _KNOWN_THING.match(words) and len(words.split()) <= MAX_THING:
                return words[0].lower() + words[1:]
        return None

    @cached_property
    def things(self) -> str | None:
        """The thing, where there are several of it."""
        last = self.thing.split()[-1] if self.thing else ""
        return self.thing if last.endswith("s") and not last.endswith("ss") else None

    @cached_property
    def task(self) -> str | None:
        """What the reader is asked to do, from its verb on, where it says nothing of "you"."""
        words = self.words(self.ask).strip() if self.ask else ""
        opening = opened(words)
        task = words[len(opening[0]) :].strip().rstrip(" .?!,;:") if opening else ""
        if not task or "\n" in task or len(task.split()) > MAX_TASK or _SECOND_PERSON.search(task) or self.ask is None:
            return None
        at = self.ask["start"] + self.words(self.ask).index(task)
        verb = any(token.start == at and token.pos == "VERB" for token in self.tokens)
        return task if verb and task.split()[0].casefold() not in table("rewrites")["task"]["not_verbs"].split() else None

    @cached_property
    def person(self) -> str | None:
        """The third person of the ask."""
        return next((self.words(item) for item in self._own("person") if item["note"] == "third"), None)

    @cached_property
    def introduction(self) -> str | None:
        """The word by which an introduction is asked for, whoever the other person is."""
        found = _INTRODUCING.search(self.words(self.ask)) if self.ask else None
        return found.group() if found else None

    @cached_property
    def reason(self) -> str | None:
        """The reason that stands inside the ask, and so has to be put anew with it."""
        for item in self._reasons:
            if not self._in_ask(item):
                continue
            last = next((end for start, end in self.sentences if start <= item["start"] < end), item["end"])
            mark = _REASON_END.search(self.text, item["end"], last)
            end = mark.start() if mark else last
            verbs = [token for token in self.tokens if item["start"] <= token.start < end and token.pos in ("VERB", "AUX")]
            if verbs:
                return " ".join(self.text[item["start"] : end].split()).rstrip(" .,;:!?")
        return None

    @cached_property
    def has_reason(self) -> bool:
        """Whether a reason stands outside the ask, and so stays."""
        return any(not self._in_ask(item) for item in self._reasons)

    @cached_property
    def sender(self) -> str | None:
        """The first name under the message."""
        closing = [(start, end) for name, start, end in self.zones if name in ("signoff", "signature")]
        for item in self.findings:
            if item["kind"] == "person" and any(start <= item["start"] < end for start, end in closing):
                return self.words(item).split()[0]
        return None

    def _noun(self, item: Finding) -> str:
        """Return the words of a finding up to its last noun."""
        inside = [token for token in self.tokens if item["start"] <= token.start < item["end"]]
        ends = [token.end for token in inside if token.pos in ("NOUN", "PROPN", "NUM")]
        return self.text[item["start"] : ends[-1]] if ends else ""

    def words(self, span: AskFound | Finding) -> str:
        """Return the words of a span."""
        return self.text[span["start"] : span["end"]]

    def found(self, kind: str, scope: str) -> list[Finding]:
        """Return the findings of a kind and scope."""
        return [item for item in self.findings if item["kind"] == kind and item["scope"] == scope]

    def _own(self, kind: str) -> list[Finding]:
        """Return the findings of a kind that belong to the ask that is put anew, and to no other."""
        others = [ask for ask in self.asks if ask is not self.ask]
        return [item for item in self.found(kind, "ask") if not any(ask["start"] <= item["start"] < ask["end"] for ask in others)]

    @cached_property
    def _reasons(self) -> list[Finding]:
        return [item for item in self.found("reason", "ask") if len(self.words(item).split()) >= MIN_REASON]

    def _in_ask(self, item: Finding) -> bool:
        return any(ask["start"] <= item["start"] and item["end"] <= ask["end"] for ask in self.asks)


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
    spans = (moved(starts[a], ends[b - 1]) for a, b in segments)
    sentences = tuple((start, start + len(words.rstrip())) for start, end in spans if (words := text[start:end]).strip())
    zones = tuple((name, *moved(start, end)) for name, start, end in known["zones"] if start >= head)
    asks = tuple(
        _without_preface(text, _without_salutation(text, _asked(ask, *moved(ask["start"], ask["end"])), findings))
        for ask in known["asks"]
        if ask["start"] >= head
    )
    kind = (asks[0] if asks else known["asks"][0])["kind"] if known["asks"] else "other"
    tokens = tuple(
        Token(*moved(a, b), PARTS_OF_SPEECH[pos])
        for a, b, pos, blank in zip(starts, ends, known["pos"], known["blank"], strict=True)
        if a >= head and not blank
    )
    inside = {i for ask in known["asks"] for i in token_range(known, ask["start"], ask["end"])}
    phrases = frozenset(group for group, a, b in known["phrases"] if a in inside and b - 1 in inside)
    return Material(text, subject, asks, findings, sentences, zones, tokens, kind, phrases)


def _placed(item: Finding, start: int, end: int) -> Finding:
    return Finding(**{**item, "start": start, "end": end})


def _asked(ask: AskFound, start: int, end: int) -> AskFound:
    return AskFound(**{**ask, "start": start, "end": end})


def _without_preface(text: str, ask: AskFound) -> AskFound:
    """Return an ask from where it opens, if a clause of its own stands before: "we want to start a cafe, can you ..."."""
    opening = opening_at(text[ask["start"] : ask["end"]])
    before = text[ask["start"] : ask["start"] + opening].strip() if opening else ""
    if opening and len(before.split()) >= MIN_PREFACE and not _SUBORDINATE.match(before):
        return _asked(ask, ask["start"] + opening, ask["end"])
    return ask


def _without_salutation(text: str, ask: AskFound, findings: tuple[Finding, ...]) -> AskFound:
    """Return an ask without the reader's name or title at its beginning, which is no part of what is asked."""
    start, end = ask["start"], ask["end"]
    names = [
        item["end"]
        for item in findings
        if item["kind"] == "person" and item["note"] == "reader" and start <= item["start"] < item["end"] < end
        and len(before := text[start : item["start"]].split()) <= MAX_BEFORE_NAME and _GREETS.fullmatch(" ".join(before))
    ]  # fmt: skip
    title = _TITLE.match(text, start, end)
    for at in (*names, *([title.end()] if title else ())):
        behind = _AFTER_NAME.match(text, at)
        if behind and behind.end() < end:
            return _asked(ask, behind.end(), end)
    return ask
