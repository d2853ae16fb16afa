"""What a draft offers to a rewrite: its asks, its topic, thing, person and reason, and how its sender writes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..pipeline.state import AskFound, Finding
from .clauses import doing_of, question_of
from .lexicon import words_of
from .natures import nature_of
from .people import person_of, sender_of, whom_of
from .reasons import reason_of, wants_reason
from .register import in_lower_case, register_of
from .tasks import for_anybody, is_put, pointing_back, several_of, task_of
from .things import thing_of, without_whole
from .topics import Token, is_large, own_matter, topic_of, without_time
from .wide import wide_of

#: Words before one that the ask begins with at most: "so anyway".
MAX_LEAD = 2


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
    asks_nothing : bool
        Whether all that reads as an ask is another's, or a formula.
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
    asks_nothing: bool = False

    @cached_property
    def ask(self) -> AskFound | None:
        """The ask that a rewrite puts anew: the first that is put as a question, else the first.

        One that only settles when, or points to another, is neither.
        """
        asks = self.own_asks or self.asks
        return next((ask for ask in asks if "?" in self.words(ask)), asks[0] if asks else None)

    @cached_property
    def own_asks(self) -> tuple[AskFound, ...]:
        """The asks that ask for something by themselves."""
        leaning = (words_of("scheduling"), words_of("pointing"))
        return tuple(ask for ask in self.asks if not any(pattern.search(self.words(ask)) for pattern in leaning))

    @cached_property
    def nature(self) -> str | None:
        """What the ask is for: a row of ``[order]`` in the lexicon ``rewrites``; None for an offer and where only others ask."""
        return nature_of(self)

    @cached_property
    def vouching(self) -> str | None:
        """The word by which the reader is asked to stand up for the sender."""
        anywhere = words_of("vouching").search(self.text) if self.kind == "referral" else None
        return self.said("vouching") or (anywhere.group() if anywhere else None)

    @cached_property
    def letter(self) -> str | None:
        """The word by which the reader is asked to stand up for the sender at some length, in a letter of pages."""
        return self.vouching if self.vouching and words_of("lengthy").search(self.text) else None

    @cached_property
    def whom(self) -> str | None:
        """Whom the sender wants to be introduced to, in the sender's words, where that is not one person by name."""
        return whom_of(self)

    @cached_property
    def register(self) -> str:
        """How the sender speaks: formal, neutral, or casual (a chat in lower case)."""
        return register_of(self)

    @cached_property
    def is_lower(self) -> bool:
        """Whether the sender begins sentences in lower case."""
        return in_lower_case(self)

    @cached_property
    def topic(self) -> str | None:
        """What the ask is about, in the sender's words: what stands first of a noun phrase, a clause and a wide question."""
        found = [doing_of(self), topic_of(self), question_of(self), self.wide]
        fitting = [one for one in found if one and not is_large(one[1])]
        if fitting:
            return without_time(without_whole(min(fitting, key=lambda one: one[0])[1]))
        # What is to be looked at is what a question would be about.
        matter = self.thing if self.kind == "feedback" and self.thing else own_matter(self)
        other = None if matter else wide_of(self, self.asks)
        return without_time(without_whole(other[1])) if other and not is_large(other[1]) else matter

    @cached_property
    def wide(self) -> tuple[int, str] | None:
        """Where a wide question stands in the ask, and its words as a clause."""
        return wide_of(self, (self.ask,)) if self.ask else None

    @cached_property
    def question(self) -> str | None:
        """The question that the ask holds as a clause: how one speaks to journalists."""
        found = question_of(self)
        return found[1] if found else None

    @cached_property
    def favour(self) -> str | None:
        """The word by which an unnamed favour is asked for, which may begin the draft's sentence and never ours."""
        said = self.said("favour")
        return said and said.lower()

    @cached_property
    def choice(self) -> str | None:
        """The word by which the reader is asked to choose."""
        return self.said("choosing")

    @cached_property
    def thing(self) -> str | None:
        """The concrete thing of the ask, in the sender's words, with its determiner."""
        return thing_of(self)

    @cached_property
    def things(self) -> str | None:
        """The thing, where there are several of it."""
        last = self.thing.split()[-1] if self.thing else ""
        return self.thing if last.endswith("s") and not last.endswith(("ss", "is", "us")) else None

    @cached_property
    def divisible(self) -> str | None:
        """The words of the ask, where a part of it can be done."""
        return self.words(self.ask) if self.ask and is_put(self) and not self.said("indivisible") else None

    @cached_property
    def for_anybody(self) -> str | None:
        """The words of the ask, where they ask to do something that somebody else might do as well."""
        return for_anybody(self)

    @cached_property
    def points_back(self) -> AskFound | None:
        """An ask that only points back to the one before, which is a statement: "We need a host. Will you do it?"."""
        return pointing_back(self)

    @cached_property
    def job(self) -> str | None:
        """The words of an ask that points back."""
        return self.words(self.points_back) if self.points_back else None

    @cached_property
    def several(self) -> str | None:
        """The words of the second ask, where there are several in a list."""
        return several_of(self)

    @cached_property
    def task(self) -> str | None:
        """What the reader is asked to do, from its verb on, where it says nothing of "you"."""
        return task_of(self)

    @cached_property
    def person(self) -> str | None:
        """The third person of the ask, or the last one before it that it calls "him" or "her"."""
        return person_of(self)

    @cached_property
    def introduction(self) -> str | None:
        """The word by which an introduction is asked for, whoever the other person is."""
        return self.said("introducing")

    @cached_property
    def reason(self) -> str | None:
        """The reason that stands inside the ask, and so has to be put anew with it."""
        return self._told_inside[1] if self._told_inside else None

    @cached_property
    def reason_leads(self) -> bool:
        """Whether the ask begins with its reason."""
        at = self._told_inside
        return bool(at and self.ask and len(self.text[self.ask["start"] : at[0]].split()) <= MAX_LEAD)

    @cached_property
    def _told_inside(self) -> tuple[int, str] | None:
        return reason_of(self)

    @cached_property
    def wants_reason(self) -> bool:
        """Whether no reason is given, nor anything told that may be one."""
        return wants_reason(self)

    @cached_property
    def is_live(self) -> bool:
        """Whether the ask is for time to talk, once or at times."""
        return self.said("together") is not None

    @cached_property
    def is_bodily(self) -> bool:
        """Whether the ask is for what no letter replaces: a test, a meal, a practice."""
        return self.said("bodily") is not None

    @cached_property
    def sender(self) -> str | None:
        """The first name under the message."""
        return sender_of(self)

    def said(self, name: str) -> str | None:
        """Return what in the ask a pattern of the lexicon finds first."""
        found = words_of(name).search(self.words(self.ask)) if self.ask else None
        return found.group() if found else None

    def words(self, span: AskFound | Finding) -> str:
        """Return the words of a span."""
        return self.text[span["start"] : span["end"]]

    def found(self, kind: str, scope: str) -> list[Finding]:
        """Return the findings of a kind and scope."""
        return [item for item in self.findings if item["kind"] == kind and item["scope"] == scope]

    def own(self, kind: str) -> list[Finding]:
        """Return the findings of a kind that belong to the ask that is put anew, and to no other."""
        others = [ask for ask in self.asks if ask is not self.ask]
        return [item for item in self.found(kind, "ask") if not any(ask["start"] <= item["start"] < ask["end"] for ask in others)]
