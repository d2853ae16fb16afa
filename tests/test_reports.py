"""The report back: drafted from a sent ask, recognised when met."""

from __future__ import annotations

import pytest

import microask
from microask.analyzer import Analyzer
from microask.rewriting.placeholders import BRACKET
from microask.training.corpus import load_corpus

from .conftest import RUBRIC

DONE = {
    "[what did you do?]": "I moved the second slide to the front",
    "[what happened?]": "we spoke on Tuesday",
    "[what came of it?]": "the board said yes on Monday",
}


def _filled(text: str) -> str:
    return BRACKET.sub(lambda match: DONE[match.group()], text)


@pytest.mark.parametrize(("subject", "text"), [(row[0], row[1]) for row in RUBRIC], ids=range(len(RUBRIC)))
def test_a_report_back_asks_nothing_and_is_recognised(subject: str | None, text: str) -> None:
    report = microask.report_back(text, subject)
    assert set(report.placeholders) <= set(DONE)
    score = microask.score(_filled(report.text), report.subject)
    assert score.label == "no-ask"
    assert score.report_back
    assert score.to_dict()["report_back"]


def test_what_is_the_senders_stays() -> None:
    text = "Dear Ms Okoro,\n\nWould you be willing to introduce me to Brian Hale by email?\n\nKind regards,\nTom"
    report = microask.report_back(text, "An introduction")
    assert report.text.startswith("Dear Ms Okoro,\n\nThank you for the introduction to Brian Hale.")
    assert report.text.endswith("Kind regards,\nTom")
    assert report.subject == "Re: An introduction"
    assert microask.report_back(text, "Re: An introduction").subject == "Re: An introduction"
    assert microask.report_back(f"Subject: Hello\n\n{text}").text.startswith("Subject: Re: Hello\n\nDear Ms Okoro,")
    casual = microask.report_back("hey sam could you look at my logo and say if the green works? ta")
    assert casual.text == casual.text.lower()


def test_reports_on_many_asks_are_recognised(analyzer: Analyzer) -> None:
    asks = [draft for draft in load_corpus() if draft.split == "dev" and draft.has_ask and draft.mean("micro") > 0.67][:150]
    reports = [
        analyzer.report_back(draft.text, draft.subject) for draft in asks if analyzer.score(draft.text, draft.subject).asks
    ]
    scores = list(analyzer.score_pairs((_filled(report.text), report.subject) for report in reports))
    assert len(reports) > 130
    assert sum(score.report_back for score in scores) >= 0.97 * len(scores)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quick update: I took your advice and cut the deck to 5 slides. My boss signed it off on Monday. Thank you!", True),
        ("Hi Jo, I did what you suggested and rang the landlord first. It worked, we keep the flat. No reply needed.", True),
        ("You told me to ask Brian before the audit. I asked him on Friday and he moved the date. Thanks again.", True),
        ("Thanks to your intro I spoke with Dana on Tuesday, and she hired two of our apprentices.", True),
        ("Thanks for the lovely card, it made my day.", False),
        ("The office is closed on Monday. The side door stays open.", False),
        ("Congratulations on the new job! Well deserved.", False),
        ("I took your advice and moved the date. Could you now be my mentor?", False),
    ],
)
def test_reports_and_other_messages_without_an_ask(text: str, expected: bool) -> None:
    assert microask.score(text).report_back is expected


def test_nothing_asked_is_a_clear_error() -> None:
    with pytest.raises(microask.InputValueError, match="nothing is asked"):
        microask.report_back("Thanks for the lovely card, it made my day.")
