"""Edits and rewrites: nothing invented, each scored, each applying to the draft as it stands."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

import microask
from microask.analyzer import Analyzer
from microask.lexicons import table
from microask.results import MICRO_FROM
from microask.rewriting.guard import invented
from microask.rewriting.placeholders import fill, placeholders
from microask.rewriting.rewrites import MAX_PLACEHOLDERS, MIN_GAIN

from .conftest import gold

CASES = gold("traps.toml")
MACRO = [
    case
    for name in ("plain_macro", "short_slot_vague", "vague_with_irrelevant_numbers", "precise_but_huge")
    for case in CASES[name]
]


@pytest.mark.parametrize("case", MACRO, ids=range(len(MACRO)))
def test_rewrites_of_macro_drafts(analyzer: Analyzer, case: dict[str, str]) -> None:
    text, subject = case["text"], case.get("subject")
    found = analyzer.suggest(text, subject)
    for rewrite in found.rewrites:
        assert invented(f"{subject or ''}\n{text}", rewrite.text) == ()
        assert len(rewrite.placeholders) <= MAX_PLACEHOLDERS
        assert all(bracket in rewrite.text for bracket in rewrite.placeholders)
        assert rewrite.gain >= MIN_GAIN
        assert float(rewrite.after) >= MICRO_FROM
        assert rewrite.after == analyzer.score(fill(rewrite.text), subject)
        assert rewrite.changes
        assert not re.search(r"\S {2,}\S|\s[,.;:?!](?:\s|$)", rewrite.text) or re.search(r"\S {2,}\S|\s[,.;:?!](?:\s|$)", text)
    for edit in found.edits:
        edited = text[: edit.start] + edit.replacement + text[edit.end :]
        assert float(analyzer.score(fill(edited), subject)) == pytest.approx(float(found.score) + edit.gain, abs=1e-9)
    bounds = [(edit.start, edit.end) for edit in found.edits]
    assert all(a[1] <= b[0] for a, b in pairwise(bounds))


def test_most_macro_drafts_get_a_rewrite(analyzer: Analyzer) -> None:
    drafts = [case for case in MACRO if float(analyzer.score(case["text"])) < MICRO_FROM]
    served = sum(bool(analyzer.suggest(case["text"]).rewrites) for case in drafts)
    assert len(drafts) > 40
    assert served >= 0.9 * len(drafts)


def test_what_is_the_senders_stays() -> None:
    text = "Hi Priya,\n\nWe met at the Leeds fair. I'd love to pick your brain about packaging.\n\nBest,\nTom"
    for rewrite in microask.suggest(text).rewrites:
        assert rewrite.text.startswith("Hi Priya,\n\nWe met at the Leeds fair. ")
        assert rewrite.text.endswith("Best,\nTom")
        assert "pick your brain" not in rewrite.text


def test_a_lower_case_chat_stays_one() -> None:
    for rewrite in microask.suggest("hey maya can i pick your brain about ceramics some time").rewrites:
        assert rewrite.text == rewrite.text.lower()


def test_micro_and_no_ask_get_no_rewrite() -> None:
    assert not microask.suggest("Is it possible to introduce me to Brian? I'd love to ask him about his career path.").rewrites
    nothing = microask.suggest("Thanks for the lovely card, it made my day.")
    assert (nothing.edits, nothing.rewrites, nothing.advice) == ((), (), ())


@pytest.mark.parametrize(
    ("draft", "rewrite", "words"),
    [
        ("Could we talk?", "Could we talk for 45 minutes with Anna?", ("for", "45", "minutes", "with", "anna")),
        ("Could we talk?", "Could we talk [about which slide, Anna?]", ()),
        ("See Anna's plan, 45 pages.", "Could you read 45 pages of Anna's plan?", ("could", "you", "read", "of")),
    ],
)
def test_guard_names_what_comes_from_nowhere(draft: str, rewrite: str, words: tuple[str, ...]) -> None:
    assert invented(draft, rewrite, allowed=()) == words


def test_every_bracket_has_a_filler_and_every_offer_its_words() -> None:
    data = table("rewrites")
    known = {row["bracket"] for row in data["placeholder"]}
    used = set()
    for row in data["strategy"]:
        assert set(row["offers"]) <= set(data["offers"])
        for register in ("formal", "neutral", "casual"):
            used |= {bracket[1:-1] for bracket in placeholders(row[register])}
    used |= {bracket[1:-1] for row in data["edit"] for bracket in placeholders(row["replace"])}
    assert used == known


def test_a_filled_bracket_ends_its_sentence() -> None:
    filled = fill("Could you tell me [what exactly do you want to know about it?] It needs 15 minutes.")
    assert re.fullmatch(r"Could you tell me [a-z ]+\? It needs 15 minutes\.", filled)


def test_an_ask_in_the_subject_alone_gets_no_rewrite() -> None:
    found = microask.suggest("I am trying to move into design.\n", "Can I pick your brain over coffee some time?")
    assert found.rewrites == () or all("design" in rewrite.text for rewrite in found.rewrites)


def test_what_html_quotes_is_not_rewritten() -> None:
    html = (
        "<p>Hi Ana, can I pick your brain some time?</p><blockquote><p>Could you send me the slides?</p>"
        "<p>Could you call Brian?</p></blockquote>"
    )
    found = microask.suggest(html)
    assert found.rewrites
    assert not any("slides" in rewrite.text or "Brian" in rewrite.text for rewrite in found.rewrites)


@pytest.mark.parametrize("case", MACRO, ids=range(len(MACRO)))
def test_sentences_of_rewrites_begin_as_the_sender_begins_them(analyzer: Analyzer, case: dict[str, str]) -> None:
    text = case["text"]
    if not re.search(r"(?:^|[.?!]\s)[a-z]", text):
        for rewrite in analyzer.suggest(text, case.get("subject")).rewrites:
            assert not re.search(r"(?:^|[.?!]\s)[a-z]", rewrite.text), rewrite.text
