"""Where a rewrite puts what it adds, and what of the sender's it leaves where it stands."""

from __future__ import annotations

import re

import pytest

import microask
from microask.rewriting.rewrites import doubled

#: A draft, and what each rewrite of it ends with.
ENDINGS = [
    ("Hello Ilka, our bee day is on 9 May and we are too few, would you come for the whole day and run things, Brad", "Brad"),
    ("Dear Professor, my school would like to do something together with your institute. A call would help me.\nmira okonta", "\nmira okonta"),
    ("dear mr hale, could you mentor me over the coming years. it would mean a lot to me. warm regards, giuseppe", "warm regards, giuseppe"),
    ("Sam, could you coach my team for the season. They are keen. Gratefully, Abha", "Gratefully, Abha"),
    ("Hi Jo, could you look after the whole stall for us this summer, thank you and take care", "take care"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "end"), ENDINGS)
def test_the_senders_ending_stays(text: str, end: str) -> None:
    found = microask.suggest(text).rewrites
    assert found
    for rewrite in found:
        assert rewrite.text.lower().endswith(end.lower())
        assert not re.search(rf"{re.escape(end.strip())}\s*[?.]", rewrite.text)


def test_what_is_added_waits_until_the_ask_is_told() -> None:
    text = "Hi Ana, our fete is in July. Could you lend us your marquee, tables and chairs all summer? They come back clean. Best, Tom"
    kept = [one.text for one in microask.suggest(text).rewrites if "Could you lend us your marquee" in one.text]
    assert kept
    assert all("all summer? They come back clean. " in one and one.endswith("Best, Tom") for one in kept)


def test_a_list_stays_with_the_ask_that_leads_it_in() -> None:
    text = "Dear Dr Rao,\n\nMay I have 15 minutes of your time by phone to understand:\n- how firms see late starters\n- where I could fit in\n\nWarm regards,\nSol"
    kept = [one.text for one in microask.suggest(text).rewrites if "15 minutes of your time" in one.text]
    assert all("to understand:\n- how firms see late starters\n- where I could fit in" in one for one in kept)


def test_a_heading_goes_with_its_list() -> None:
    text = "Hi Fay\n\n- 40 years in funds\n- done at Christmas\n\nWhat I want:\n- a person to steer me through the next years\n- wherever that ends\n\nWayne"
    for rewrite in microask.suggest(text).rewrites:
        assert "steer me" in rewrite.text or "What I want" not in rewrite.text


def test_how_the_reader_is_called_stays() -> None:
    found = microask.suggest("I hand over the keys on 30 June. In your view, sir, what should a man like me do next?").rewrites
    assert found
    assert all(re.search(r"\bsir\b", one.text) for one in found)


def test_a_series_becomes_one_time() -> None:
    text = (
        "Hello Marco, could the library have your two rooms every Wednesday afternoon from now till the summer? The floor is up."
    )
    edits = {edit.replacement for edit in microask.suggest(text).edits}
    assert edits <= {"one Wednesday afternoon"}
    for rewrite in microask.suggest(text).rewrites:
        assert "once afternoon" not in rewrite.text
        assert "one Wednesday afternoon from now" not in rewrite.text


def test_what_led_in_a_list_ends_as_a_sentence() -> None:
    text = "Dear Kofi,\n\nYou have sold more meters than anybody, so please:\n- become my partner in this thing\n- climb every stage with me\n\nYours,\nOlu"
    found = microask.suggest(text).rewrites
    assert found
    assert not any("so please." in one.text for one in found)
    assert any("You have sold more meters than anybody.\n" in one.text for one in found)


def test_no_word_is_doubled_at_a_seam() -> None:
    assert doubled("One question about about drones, that that") == {"about", "that"}
    assert not doubled("about drones: about 20 of them")
