"""The frozen results of suggesting: problems, edits, rewrites, what the facts guard says, the report back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .errors import InputValueError
from .results import SUGGESTIONS_SCHEMA, Score, plain


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that holds an ask back.

    Attributes
    ----------
    name : str
        Such as ``"no object"``; one of the names in ``lexicons/diagnosis.toml``.
    words : str
        In plain words.
    effect : float
        What it takes from the value, negative; 0.0 where it is no matter of the score ("the ask is buried").
    spans : tuple of (int, int)
        Where it stands in the draft; empty for what is missing.
    """

    name: str
    words: str
    effect: float
    spans: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        return f"{self.words}: {self.effect:+.2f}" if self.effect else self.words


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement of one span of the draft as it stands.

    Attributes
    ----------
    start, end : int
        Character offsets into the draft; end exclusive.
    replacement : str
    why : str
    gain : float
        Change of ``value`` when this edit alone is applied, its brackets filled.
    """

    start: int
    end: int
    replacement: str
    why: str
    gain: float


@dataclass(frozen=True, slots=True)
class Check:
    """What the facts guard says of a rewrite.

    Attributes
    ----------
    invented : tuple of str
        Words, names and numbers that stand neither in the draft nor in a bracket, and are no offer of the method.
    offers : tuple of str
        Bounds that the rewrite offers and the draft does not: "bounded: 15 minutes".
    placeholders : tuple of str
        The ``[bracketed questions]`` to fill in, in order.
    reasons : tuple of str
        Why the rewrite is refused; empty where it passes.
    """

    invented: tuple[str, ...]
    offers: tuple[str, ...]
    placeholders: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the rewrite passes."""
        return not self.reasons

    def to_dict(self) -> dict[str, Any]:
        """Return the check as plain dicts, lists and strings, ready for JSON."""
        return {"ok": self.ok, **{name: list(getattr(self, name)) for name in self.__slots__}}


@dataclass(frozen=True, slots=True, repr=False)
class Rewrite:
    """A whole message that the sender could send once its brackets are filled.

    Attributes
    ----------
    text : str
    strategy : str
        How it makes the ask micro, such as "one question" or "named introduction"; "outside" for one from a rewriter.
    changes : tuple of str
        What was changed, which bounds the method offered, and what was left for a later message, in words.
    placeholders : tuple of str
        The ``[bracketed questions]`` to fill in, in order; at most three.
    before, after : Score
        The draft, and this text with each bracket filled by a neutral filler of its type.
    subject : str or None
        The subject line where the draft had one passed beside the text.
    """

    text: str
    strategy: str
    changes: tuple[str, ...]
    placeholders: tuple[str, ...]
    before: Score
    after: Score
    subject: str | None = None

    @property
    def gain(self) -> float:
        """Change of ``value`` from the draft to this rewrite."""
        return float(self.after) - float(self.before)

    def __repr__(self) -> str:
        return f"Rewrite(strategy={self.strategy!r}, gain={self.gain:+.2f}, placeholders={len(self.placeholders)})"

    def to_dict(self) -> dict[str, Any]:
        """Return the rewrite as plain dicts, lists, strings and numbers, ready for JSON."""
        return {
            "text": self.text,
            "subject": self.subject,
            "strategy": self.strategy,
            "changes": list(self.changes),
            "placeholders": list(self.placeholders),
            "gain": self.gain,
            "before": self.before.value,
            "after": self.after.value,
        }


@dataclass(frozen=True, slots=True, repr=False)
class Refusal:
    """A rewrite from outside that is not offered.

    Attributes
    ----------
    text : str
    reasons : tuple of str
        Why, in words.
    """

    text: str
    reasons: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Refusal({len(self.reasons)} reasons)"


@dataclass(frozen=True, slots=True, repr=False)
class Suggestions:
    """What would make the ask of a draft more micro.

    Attributes
    ----------
    score : Score
        Of the draft as it stands.
    problems : tuple of Problem
        What holds the ask back, the strongest first.
    edits : tuple of Edit
        None overlaps another.
    rewrites : tuple of Rewrite
        The best first.
    refused : tuple of Refusal
        Rewrites from outside that are not offered.
    """

    score: Score
    problems: tuple[Problem, ...] = ()
    edits: tuple[Edit, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    refused: tuple[Refusal, ...] = ()

    @property
    def advice(self) -> tuple[str, ...]:
        """The problems in words, each with its effect."""
        return tuple(map(str, self.problems))

    def apply(self, *edits: Edit) -> str:
        """Return the draft with some edits made.

        Parameters
        ----------
        *edits : Edit
            In any order; offsets are those of the draft.

        Raises
        ------
        InputValueError
            Where two edits overlap, or one reaches beyond the draft.
        """
        text, parts, at = self.score.text, [], 0
        for edit in sorted(set(edits), key=lambda edit: (edit.start, edit.end)):
            if not 0 <= edit.start <= edit.end <= len(text):
                raise InputValueError(f"edit at {edit.start}:{edit.end} lies outside the draft of {len(text)} characters")
            if edit.start < at:
                raise InputValueError(f"edit at {edit.start}:{edit.end} overlaps another; apply one of the two")
            parts += [text[at : edit.start], edit.replacement]
            at = edit.end
        return "".join([*parts, text[at:]])

    def __repr__(self) -> str:
        return f"Suggestions(edits={len(self.edits)}, rewrites={len(self.rewrites)}, score={self.score!r})"

    def to_dict(self) -> dict[str, Any]:
        """Return the suggestions ready for JSON, as ``microask.schema("suggestions")`` describes them."""
        return {
            "schema": SUGGESTIONS_SCHEMA,
            "score": self.score.to_dict(),
            "advice": list(self.advice),
            "problems": [{**plain(problem), "spans": [list(span) for span in problem.spans]} for problem in self.problems],
            "edits": [plain(edit) for edit in self.edits],
            "rewrites": [rewrite.to_dict() for rewrite in self.rewrites],
            "refused": [{"text": refusal.text, "reasons": list(refusal.reasons)} for refusal in self.refused],
        }


@dataclass(frozen=True, slots=True, repr=False)
class ReportBack:
    """The short message to send once the advice was taken.

    Attributes
    ----------
    text : str
    subject : str or None
    placeholders : tuple of str
        The ``[bracketed questions]`` to fill in, in order.
    """

    text: str
    subject: str | None
    placeholders: tuple[str, ...]

    def __repr__(self) -> str:
        return f"ReportBack(placeholders={len(self.placeholders)})"

    def to_dict(self) -> dict[str, Any]:
        """Return the message as plain strings and lists, ready for JSON."""
        return {"text": self.text, "subject": self.subject, "placeholders": list(self.placeholders)}
