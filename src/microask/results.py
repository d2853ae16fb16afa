"""The frozen results that microask hands out; standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

Label = Literal["macro", "mixed", "micro", "no-ask"]
Verdict = Literal["rewrite", "tighten", "send", "nothing asked"]
Stage = Literal["first", "building", "established"]
Scope = Literal["ask", "context"]

#: Label thresholds on ``value``, from the rating rubric: below 34 a coach says "rewrite it", from 67 "send it".
MACRO_BELOW = 0.34
MICRO_FROM = 0.67

#: Names and versions of what `to_dict` gives (see `microask.schema`); within a version keys are added, never changed.
SCORE_SCHEMA = "score-1"
SUGGESTIONS_SCHEMA = "suggestions-1"

#: Evidence kinds, in the order in which they are listed where positions tie.
EVIDENCE_KINDS = (
    "ask", "duration", "number", "date", "person", "organization", "deliverable", "reason", "channel", "recurrence",
    "vague",
)  # fmt: skip

#: The verdict on each label by stage: with every stage the reader's goodwill carries one step more.
VERDICTS: Mapping[Stage, Mapping[Label, Verdict]] = MappingProxyType(
    {
        "first": {"macro": "rewrite", "mixed": "tighten", "micro": "send", "no-ask": "nothing asked"},
        "building": {"macro": "tighten", "mixed": "send", "micro": "send", "no-ask": "nothing asked"},
        "established": {"macro": "send", "mixed": "send", "micro": "send", "no-ask": "nothing asked"},
    }
)


def label_of(value: float | None) -> Label:
    """Return the label of a value.

    Parameters
    ----------
    value : float or None
        0.0 (macro) to 1.0 (micro); None where nothing is asked.

    Returns
    -------
    {"macro", "mixed", "micro", "no-ask"}
    """
    if value is None:
        return "no-ask"
    if value < MACRO_BELOW:
        return "macro"
    return "micro" if value >= MICRO_FROM else "mixed"


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that the draft asks for.

    Attributes
    ----------
    kind : str
        introduction, feedback, question, decision, meeting, mentoring, referral, resource, favour or other.
    text : str
        The words of the ask, equal to ``draft[start:end]``.
    start, end : int
        Character offsets into the string that the caller passed; end exclusive.
    minutes : float or None
        The time asked for, the upper end of a range; None where it is unbounded or unknown.
    """

    kind: str
    text: str
    start: int
    end: int
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of the draft that the score rests on.

    Attributes
    ----------
    kind : str
        One of ``EVIDENCE_KINDS``.
    text : str
        The words found, equal to ``draft[start:end]``.
    start, end : int
        Character offsets into the string that the caller passed; end exclusive.
    scope : {"ask", "context"}
        Whether it belongs to the ask or only to what stands around it.
    effect : float
        What it adds to ``Score.value`` (negative: takes away); 0.0 for context.
    """

    kind: str
    text: str
    start: int
    end: int
    scope: Scope
    effect: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What one feature adds to the value, in words.

    Attributes
    ----------
    feature : str
        Name in the feature table.
    words : str
        What was found, or missed, for people; "" where the absence of something says nothing to a person.
    effect : float
        Signed, on ``value``; over all effects the sum is ``value - base``.
    """

    feature: str
    words: str
    effect: float


@dataclass(frozen=True, slots=True, repr=False)
class Score:
    """How micro the ask of one draft is, and why.

    Attributes
    ----------
    value : float or None
        0.0 macro to 1.0 micro; None where nothing is asked. Not a probability of a reply.
    small, specific : float or None
        0 to 1: how little a yes costs the reader; how exactly the reader knows what to do.
    label : {"macro", "mixed", "micro", "no-ask"}
        ``value`` below 0.34, between, from 0.67 up, or None.
    verdict : {"rewrite", "tighten", "send", "nothing asked"}
        The label in the light of ``stage``.
    asks : tuple of Ask
    evidence : tuple of Evidence
        In the order of the text. Over all of them the effects add up to ``value - base``.
    effects : tuple of Effect
        The same sum by feature, the strongest first.
    base : float or None
        The value of an average ask, from which the effects lead to the value.
    features : Mapping of str to float
    warnings : tuple of str
    stage : {"first", "building", "established"}
    text : str
        The string that the caller passed.
    report_back : bool
        Nothing is asked, and the message tells what came of earlier advice or help.
    """

    value: float | None
    small: float | None
    specific: float | None
    label: Label
    verdict: Verdict
    asks: tuple[Ask, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    effects: tuple[Effect, ...] = ()
    base: float | None = None
    features: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    warnings: tuple[str, ...] = ()
    stage: Stage = "first"
    text: str = ""
    report_back: bool = False

    def __float__(self) -> float:
        return float("nan") if self.value is None else self.value

    def __repr__(self) -> str:
        # The draft stays out of the repr, since reprs end up in logs.
        number = "None" if self.value is None else f"{self.value:.2f}"
        return f"Score(value={number}, label={self.label!r}, verdict={self.verdict!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        # A mapping proxy cannot be pickled; results must cross processes.
        return _rebuild_score, ({**{name: getattr(self, name) for name in self.__slots__}, "features": dict(self.features)},)

    def to_dict(self) -> dict[str, Any]:
        """Return the score as plain dicts, lists, strings and numbers, ready for JSON.

        Returns
        -------
        dict
            All attributes but ``text``, as ``microask.schema("score")`` describes them.
        """
        return {
            "schema": SCORE_SCHEMA,
            "value": self.value,
            "small": self.small,
            "specific": self.specific,
            "label": self.label,
            "verdict": self.verdict,
            "stage": self.stage,
            "report_back": self.report_back,
            "base": self.base,
            "asks": [plain(ask) for ask in self.asks],
            "evidence": [plain(item) for item in self.evidence],
            "effects": [plain(effect) for effect in self.effects],
            "features": dict(self.features),
            "warnings": list(self.warnings),
        }

    def to_html(self) -> str:
        """Return the draft with its findings marked, as one self-contained HTML fragment.

        Returns
        -------
        str
            All text escaped; no scripts, no network.
        """
        from .html_view import score_to_html  # noqa: PLC0415  # keeps this module free of rendering

        return score_to_html(self)

    def _repr_html_(self) -> str:
        return self.to_html()


def plain(record: Any) -> dict[str, Any]:
    """Return a record with slots as a plain dict."""
    return {name: getattr(record, name) for name in record.__slots__}


def _rebuild_score(fields: dict[str, Any]) -> Score:
    return Score(**{**fields, "features": MappingProxyType(fields["features"])})
