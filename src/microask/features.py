"""The feature table: what the scorer looks at, each row with its words, its thresholds and the direction of its effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .measures import (
    Asked,
    ask_strength,
    bare_guidance,
    bare_live,
    has_question,
    largest_count,
    n_people,
    n_questions,
    named_introduction,
    unbounded_live,
    vague_ratio,
    wide_question,
)


@dataclass(frozen=True, slots=True)
class Feature:
    """One row of the feature table.

    Attributes
    ----------
    name : str
    present, absent : str
        What a person is told where the feature reaches its first step, and where it does not ("" where that says nothing).
    steps : tuple of float
        Thresholds at which the score may change; between two of them it is constant.
    small, specific : {-1, 0, 1} or None
        Direction of the effect: toward macro, free, toward micro; None where the feature plays no part.
    evidence : tuple of str
        Kinds of the findings, in the scope of the ask, that share the effect; empty: it falls to the ask itself.
    measure : callable
        ``Asked -> float``.
    """

    name: str
    present: str
    absent: str
    steps: tuple[float, ...]
    small: int | None
    specific: int | None
    evidence: tuple[str, ...]
    measure: Callable[[Asked], float]


def _count(kind: str) -> Callable[[Asked], float]:
    return lambda asked: float(len(asked.found(kind)))


def _cues(key: str) -> Callable[[Asked], float]:
    return lambda asked: float(asked.cues.get(key, 0))


def _kind(kind: str) -> Callable[[Asked], float]:
    return lambda asked: float(kind in asked.kinds)


#: The table, in the order of the columns. ``steps`` and directions are decisions; what each step is worth is learned.
FEATURES: tuple[Feature, ...] = (
    Feature("ask_strength", "it plainly asks", "it hardly asks", (0.7, 0.9), 0, 0, ("ask",), ask_strength),
    Feature(
        "n_asks", "several things are asked", "one thing is asked",
        (2, 3, 4), -1, -1, ("ask",), lambda asked: float(len(asked.asks)),
    ),
    Feature(
        "ask_minutes", "the time asked for", "",
        (3, 6, 11, 16, 21, 31, 46, 61, 91, 121, 241, 481), -1, None, ("duration",), lambda asked: asked.minutes,
    ),
    Feature("n_durations", "a length of time is stated", "", (1,), 0, 1, ("duration",), _count("duration")),
    Feature("unbounded_live", "live time without a length", "", (1,), -1, -1, ("ask",), unbounded_live),
    Feature("bare_live", "time is asked for and nothing to spend it on", "", (1,), 0, -1, ("ask",), bare_live),
    Feature("bare_guidance", "help is asked for and nothing it is about", "", (1,), 0, -1, ("ask",), bare_guidance),
    Feature("n_recurrences", "it recurs", "it is asked once", (1, 2), -1, 0, ("recurrence",), _count("recurrence")),
    Feature(
        "n_heavy", "large work or a standing commitment", "no large work",
        (1, 2, 3, 4), -1, 0, ("ask",), _cues("cues.heavy"),
    ),
    Feature("n_light", "a small, bounded action", "", (1, 2, 3), 1, 1, ("ask",), _cues("cues.light")),
    Feature("largest_count", "a large number of things", "", (1, 1.4, 2), -1, 0, ("number",), largest_count),
    Feature("n_numbers", "a bounded count", "", (1, 2), 0, 1, ("number",), _count("number")),
    Feature("n_people", "a person is named", "", (1, 2), 0, 1, ("person",), n_people),
    Feature("n_organizations", "an organization is named", "", (1,), 0, 1, ("organization",), _count("organization")),
    Feature(
        "n_deliverables", "a concrete thing to deal with", "no concrete thing to deal with",
        (1, 2, 3), 0, 1, ("deliverable",), _count("deliverable"),
    ),
    Feature("n_reasons", "it says what it is for", "it does not say what it is for", (1, 2), 0, 1, ("reason",), _count("reason")),
    Feature("n_dates", "a date or deadline", "", (1, 2), 0, 1, ("date",), _count("date")),
    Feature("n_vague", "vague words", "no vague words", (1, 2, 3, 4), 0, -1, ("vague",), lambda asked: float(asked.vague)),
    Feature("vague_ratio", "mostly vague words", "", (0.1, 0.2, 0.35), 0, -1, ("vague",), vague_ratio),
    Feature(
        "n_relationship", "an open-ended role or relation", "no open-ended role",
        (1, 2), -1, -1, ("vague",), _cues("vague.relationship"),
    ),
    Feature("n_area", "a broad area only", "", (1, 2), 0, -1, ("vague",), _cues("vague.area")),
    Feature("n_placebo", "a reason that says nothing", "", (1,), 0, -1, ("vague",), _cues("vague.placebo")),
    Feature(
        "n_content", "words that say what it is about", "few words say what it is about",
        (2, 4, 6, 9, 13, 18), 0, 1, ("ask",), lambda asked: float(len(asked.content)),
    ),
    Feature("n_live", "live contact", "no live contact", (1, 2), -1, 0, ("ask",), _cues("cues.live")),
    Feature("n_choices", "a choice to pick from", "", (1,), 0, 1, ("ask",), _cues("cues.choice")),
    Feature("has_question", "a question to answer", "", (1,), 1, 1, ("ask",), has_question),
    Feature("n_questions", "several questions in one", "", (2, 3, 4), -1, 0, ("ask",), n_questions),
    Feature("wide_question", "a question that a book could answer", "", (1,), -1, -1, ("ask",), wide_question),
    Feature("named_introduction", "an introduction to a named person", "", (1,), 1, 1, ("person",), named_introduction),
    Feature("is_introduction", "an introduction", "", (1,), 1, 0, ("ask",), _kind("introduction")),
    Feature("is_feedback", "a view on a piece of work", "", (1,), 0, 0, ("ask",), _kind("feedback")),
    Feature("is_decision", "a choice between options", "", (1,), 0, 0, ("ask",), _kind("decision")),
    Feature("is_meeting", "a meeting", "", (1,), -1, 0, ("ask",), _kind("meeting")),
    Feature("is_mentoring", "mentoring", "", (1,), -1, -1, ("ask",), _kind("mentoring")),
    Feature("is_referral", "a referral", "", (1,), 0, 0, ("ask",), _kind("referral")),
    Feature("is_resource", "something to send or lend", "", (1,), 0, 0, ("ask",), _kind("resource")),
    Feature("is_favour", "something to do for the sender", "", (1,), 0, 0, ("ask",), _kind("favour")),
)  # fmt: skip

#: Names of the columns.
FEATURE_NAMES: tuple[str, ...] = tuple(feature.name for feature in FEATURES)


def measure(asked: Asked) -> list[float]:
    """Return the feature vector of an ask, in the order of ``FEATURE_NAMES``."""
    return [feature.measure(asked) for feature in FEATURES]
