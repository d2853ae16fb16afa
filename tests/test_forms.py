"""Sentences that by their form ask for nothing, or for something."""

from __future__ import annotations

import re

import pytest

from microask.analyzer import Analyzer
from microask.pipeline.forms import is_offer, is_request
from microask.training.corpus import load_corpus

OFFERS = [
    "Let me know if you need anything.", "lmk if u need a lift from the ferry",
    "Just let me know if I can help.", "Happy to help with the stall.", "If you ever want company on the night shift, just call.",
    "I'm here if you need to talk.", "Let us know if there's anything we can do.",
]  # fmt: skip
OTHERS = [
    "Let me know if you can come on Friday.", "Please let me know if you need the van on Tuesday or not.", "Would you be happy to help me with the stall?",
    "Can you tell me if you need a ticket?", "Let me know if you want to join us.", "Let me know if the van is free.", "If you need the van, could you say so by noon?",
]  # fmt: skip


@pytest.mark.parametrize("text", OFFERS)
def test_an_offer_is_no_ask(analyzer: Analyzer, text: str) -> None:
    assert is_offer(text)
    assert analyzer.score(text).label == "no-ask"


@pytest.mark.parametrize("text", OTHERS)
def test_what_shares_its_words_is_no_offer(text: str) -> None:
    assert not is_offer(text)


def test_an_ask_beside_an_offer_stays(analyzer: Analyzer) -> None:
    score = analyzer.score("Thanks for last night. Let me know if you need anything. Could you send me Friday's rota?")
    assert [ask.text for ask in score.asks] == ["Could you send me Friday's rota?"]


REQUESTS = [
    "Could you water the beans while we're away?", "Ines, would you sign the form by noon?", "please return the ladder to number 9",
    "So, can u drop the keys at mine?", "May I use your photo on our poster?", "Kindly initial the corrected sheet.", "Also please just call the bank.",
    "I need you to run the fair.", "We'd like you to chair the panel.", "I would kindly request the keys for Monday.", "I must ask you to move the van.",
    "I was wondering if you could feed the cat.", "I'd be very grateful if you could sign it.", "Do you have ten minutes on Friday?",
]  # fmt: skip
NO_REQUESTS = [
    "Can you believe it?", "Please find the minutes attached.", "Please accept my thanks.", "May I say how much I liked the soup?",
    "Please don't feel this needs an answer.", "One parent said, and I quote, can you start earlier?", "I could help if you like.",
    "Would you imagine the mess?", "Please give my love to Anna.",
    "I want you to know how much it meant.", "We need you to know that all is well.", "The request was granted.", "I'd love you to see the garden.",
]  # fmt: skip


@pytest.mark.parametrize("text", REQUESTS)
def test_a_request_is_an_ask(analyzer: Analyzer, text: str) -> None:
    assert is_request(text)
    score = analyzer.score(text)
    assert score.value is not None
    assert len(score.asks) == 1


@pytest.mark.parametrize("text", NO_REQUESTS)
def test_what_has_the_words_of_a_request_is_none(text: str) -> None:
    assert not is_request(text)


def test_hardly_a_message_that_asks_nothing_holds_a_request() -> None:
    # What is quoted below a message is no part of it: the zones see to that.
    held = [
        (draft.has_ask, any(is_request(part.strip()) for part in re.split(r"(?<=[.?!])\s+|\n", draft.text)))
        for draft in load_corpus()
        if draft.split != "test" and draft.fields.get("hard_type") != "quoted_only"
    ]
    asking = [request for asks, request in held if asks]
    assert sum(asking) > 0.25 * len(asking)
    assert sum(request for asks, request in held if not asks) < 0.01 * (len(held) - len(asking))
