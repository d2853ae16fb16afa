"""The feature table, and findings with their scope, on sentences that show one thing each."""

from __future__ import annotations

import doctest

import pytest

import microask.questions
from microask.analyzer import Analyzer
from microask.features import FEATURE_NAMES, FEATURES, measure
from microask.lexicons import expand, groups, table
from microask.measures import Asked
from microask.pipeline.lexicon import FILES
from microask.questions import count_questions, is_wide
from microask.results import EVIDENCE_KINDS


def test_table_is_sound() -> None:
    assert len(set(FEATURE_NAMES)) == len(FEATURES)
    for feature in FEATURES:
        assert list(feature.steps) == sorted(set(feature.steps))
        assert feature.small in (-1, 0, 1, None)
        assert feature.specific in (-1, 0, 1, None)
        assert set(feature.evidence) <= set(EVIDENCE_KINDS)
        assert feature.present


def test_an_empty_doc_measures_zero(analyzer: Analyzer) -> None:
    known, _ = analyzer.analyze("")
    assert measure(Asked(known)) == [0.0] * len(FEATURES)


@pytest.mark.parametrize("file", FILES)
def test_every_phrase_group_has_a_source_and_phrases(file: str) -> None:
    for group in groups(file):
        assert group.source
        assert group.note
        assert group.phrases
        assert all(phrase == phrase.strip() and phrase == phrase.lower() for phrase in group.phrases)


def test_patterns_are_spelled_out() -> None:
    assert sorted(expand("(a|b) c [d]")) == ["a c", "a c d", "b c", "b c d"]
    assert table("quantities")["numbers"]["twenty"] == 20


#: Text, kind, the words expected in the scope of the ask, the words expected only in the context.
FINDINGS = [
    ("Could you spare half an hour on Tuesday?", "duration", ["half an hour"], []),
    ("I spent two hours on it. Could you read my summary?", "duration", [], ["two hours"]),
    ("Could you read my summary by Friday?", "date", ["Friday"], []),
    ("I joined in March. Could you read my summary?", "date", [], ["in March"]),
    ("Could you introduce me to Brian in sales?", "person", ["Brian"], []),
    ("could you introduce me to brian in sales?", "person", ["brian"], []),
    ("I met Olga Petrova at the fair. Could you read my summary?", "person", [], ["Olga Petrova"]),
    ("Could you look over my cover letter?", "deliverable", ["my cover letter"], []),
    ("Could you look over 5 slides?", "number", ["5"], []),
    ("We have 340 members. Could you read my summary?", "number", [], ["340"]),
    ("Could we speak every Tuesday?", "recurrence", ["every Tuesday"], []),
    ("Could you tell me by email?", "channel", ["email"], []),
    ("Can I pick your brain?", "vague", ["pick your brain"], []),
    (
        "Could you read my summary? I'm applying for a grant at the museum.",
        "reason",
        ["I'm applying for a grant at the museum"],
        [],
    ),
]


#: What this version gets wrong: details in a sentence beside the ask are taken to belong to it.
_BESIDE = pytest.mark.xfail(strict=True, reason="a detail of the sentence before the ask is taken for the ask's")
_WRONG_SCOPE = ("I spent two hours on it.", "I joined in March.", "We have 340 members.")


@pytest.mark.parametrize(
    ("text", "kind", "ask", "context"),
    [pytest.param(*row, marks=_BESIDE if row[0].startswith(_WRONG_SCOPE) else ()) for row in FINDINGS],
)
def test_findings_and_their_scope(analyzer: Analyzer, text: str, kind: str, ask: list[str], context: list[str]) -> None:
    evidence = [item for item in analyzer.score(text).evidence if item.kind == kind]
    assert [item.text for item in evidence if item.scope == "ask"] == ask
    if context:
        assert [item.text for item in evidence if item.scope == "context"] == context


#: Text and the kind of its ask.
KINDS = [
    ("Could you introduce me to Brian in sales?", "introduction"),
    ("Would you be my mentor?", "mentoring"),
    ("Could you look over my cover letter?", "feedback"),
    ("Could we grab a coffee some time?", "meeting"),
    ("Would you write me a letter of recommendation?", "referral"),
    ("Should I take the night shift or the day shift?", "decision"),
    ("Could you send me the seating plan?", "resource"),
    pytest.param(
        "Does the second filter run before the join?",
        "question",
        marks=pytest.mark.xfail(strict=True, reason="read as a decision since 0.9.0"),
    ),
    ("How many grams of sugar go into the quince jelly?", "question"),
    ("Could you give me a hand with the boxes on Saturday?", "favour"),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_kind_of_the_ask(analyzer: Analyzer, text: str, kind: str) -> None:
    assert [ask.kind for ask in analyzer.score(text).asks] == [kind]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("Could you give me 15 to 20 minutes for my floor plan?", 20),
        ("Could you give me a quarter of an hour for my floor plan?", 15),
        ("Could you read my floor plan?", None),
    ],
)
def test_minutes_of_the_ask(analyzer: Analyzer, text: str, minutes: float | None) -> None:
    assert analyzer.score(text).asks[0].minutes == minutes


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Could you read my summary?", 0),
        ("Which of the two doors is yours?", 1),
        ("I wonder what you would keep", 0),
        ("What went wrong, why did nobody see it and who pays?", 3),
        ("Where did you train, and how long was it?", 2),
        ("Could you read my CV, which I attached, when you have time?", 0),
        ("The house where I live - what’s it worth?", 1),
    ],
)
def test_questions_are_counted(text: str, questions: int) -> None:
    assert count_questions(text) == questions


@pytest.mark.parametrize(
    "text",
    [
        "How does the fishing trade actually work?",
        "what’s it like at sea",
        "Could you explain how mortgages work?",
        "Teach me everything.",
    ],
)
def test_a_wide_question(text: str) -> None:
    assert is_wide(text)


@pytest.mark.parametrize(
    "text",
    [
        "How do I open the side gate?",
        "What would you like for lunch?",
        "How is Ana?",
        "Does it work?",
        "Can you show me the door?",
        "Could you show me how the gate opens?",
    ],
)
def test_a_question_that_is_not_wide_by_its_form(text: str) -> None:
    assert not is_wide(text)


def test_the_examples_of_the_questions_hold() -> None:
    result = doctest.testmod(microask.questions)
    assert result.attempted > 0
    assert result.failed == 0
