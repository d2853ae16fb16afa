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
    ("Hi Amaru, we never talk. Would you mentor me? I'd be so glad.\n\nRuth from 312", "\n\nRuth from 312"),
    ("Hiya Pru, the fair is back 🎪 any chance u could run the whole stall?? ta 🙏 K", "ta 🙏 K"),
    ("Hi Pru 👋 could u mentor me this yr? i mean it 💛 xx M", "xx M"),
    ("so... the Monday plans, yours again weekly? tell me how they go. Gus", "Gus"),
    ("Dear Mr Oyelaran, could I have an hour on our accounts in general? Yours faithfully, Ines Falk", "Yours faithfully, Ines Falk"),
    ("Hello Bram! I am new here. Would you be my mentor for the course? A hug!", "A hug!"),
    ("hi lou!! we spoke at the fair. i'd love your thoughts on everything sometime. have a great weekend!!", "have a great weekend!!"),
    ("Charlene, bless you. Would you take my fundraising under your wing, this year and after?\n\nWill Butcher\nFlat three", "\n\nWill Butcher\nFlat three"),
    ("Good day Mr Bay, we sell raffle tickets. Would you guide me in general?\n\nRosa Cobos\nCoach, CD Los Gorriones", "\n\nRosa Cobos\nCoach, CD Los Gorriones"),
    ("dear ms. castellane, could you be my mentor for the next years? avi", " avi"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "end"), ENDINGS)
def test_the_senders_ending_stays(text: str, end: str) -> None:
    found = microask.suggest(text).rewrites
    assert found
    for rewrite in found:
        assert rewrite.text.lower().endswith(end.lower())
        assert not re.search(rf"{re.escape(end.strip())}\s*[?.]", rewrite.text)


def test_what_is_added_waits_until_the_ask_is_told() -> None:
    text = "Hi Ana, our fete is in July. Could you lend us your marquee, tables and chairs whenever we need them? They come back clean. Best, Tom"
    kept = [one.text for one in microask.suggest(text).rewrites if "Could you lend us your marquee" in one.text]
    assert kept
    assert all("whenever we need them? They come back clean. " in one and one.endswith("Best, Tom") for one in kept)


def test_a_list_stays_with_the_ask_that_leads_it_in() -> None:
    text = "Dear Dr Rao,\n\nMay I have 15 minutes of your time by phone to understand:\n- how firms see late starters\n- where I could fit in\n\nWarm regards,\nSol"
    kept = [one.text for one in microask.suggest(text).rewrites if "15 minutes of your time" in one.text]
    assert all("to understand:\n- how firms see late starters\n- where I could fit in" in one for one in kept)


def test_a_list_stays_with_the_sentence_behind_the_ask_that_leads_it_in() -> None:
    text = "Hi Col, thank you. Would you have ten minutes for me on Sunday? It could be about:\n- the choir\n- how to lead people\n\nBest, Wes"
    kept = [one.text for one in microask.suggest(text).rewrites if "ten minutes" in one.text]
    assert kept
    assert all("about:\n- the choir\n- how to lead people\n" in one for one in kept)


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


def test_once_stands_beside_no_words_for_how_long() -> None:
    for text in (
        "Hi Lamar, would you send me one exam problem every Monday, and mark it, through October?",
        "Hi Ganga, could you write a note to each of my buyers at the end of every month?",
        "Dear Mrs Oke, I'd like you to visit us every other Wednesday, thirty minutes, for the rest of the term.",
    ):
        found = microask.suggest(text)
        assert found.rewrites
        edited = [one.text for one in found.rewrites] + [found.apply(edit) for edit in found.edits]
        assert not any(re.search(r"\bonce\b[^.?!]*\b(?:through|rest)\b|end of once", one) for one in edited)


#: Words before or behind an ask that stay beside it: what is added comes behind them.
BESIDE = [
    ("I have been thinking about", "Good morning Doyin. I have been thinking about evening classes in weaving and would appreciate an hour to talk about them."),
    ("I am trying to", "Hi Leo. So anyway I am trying to change over to museum work, could we talk about it one evening, whenever you are free?"),
    ("also by night", "dear jean, would you have half an hour on the phone for me, about referrals in testing? also by night. pia"),
    ("About volunteering", "Folu, exams are done. Free for a call this evening? About volunteering in flood relief. Best, Ada"),
    ("Also on a Sunday", "Hello Ines, could I have 30 minutes of your time by phone to talk about grant writing? Also on a Sunday. Jo"),
]  # fmt: skip


def test_what_tells_of_the_ask_stays_before_what_is_added() -> None:
    kept = [(words, one.text) for words, text in BESIDE for one in microask.suggest(text).rewrites if words in one.text]
    assert len(kept) >= 3
    assert all(one.index(words) < one.index("[") for words, one in kept if "[" in one)


def test_the_subject_line_follows_a_time_that_is_cut() -> None:
    text = "Hi David, could I get about an hour of your time on the phone about saying no to coworkers? Tracy"
    cut = [one for one in microask.suggest(text, subject="An hour about coworkers").rewrites if "15 minutes" in one.text]
    assert cut
    assert {one.subject for one in cut} == {"15 minutes about coworkers"}


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("Kemi, from your old class. My father says you know all of Lagos. So let me greet you and mention that I am around.", "If it can't be you"),
        ("Dear Ms Thorn, would you review all my code throughout the bootcamp, daily if you like?", "one of my code"),
        ("Hi Owen, three floors, no lift. Somebody strong with a tow bar for all four Saturdays would make my year.", "part of my year"),
        ("Dear Tom, I rewrote the loader. Would you review the pull request, about 300 lines, mainly the locking?", "about 300 lines:"),
        ("Hi Joan, so sorry. I need a letter of two pages from you, on my years at the mill, by 3 May. Would you write it?", "Two or three lines are plenty"),
        ("Ma'am, please review all 6,200 lines of our model before the trial!", "thing, Ma'am"),
        ("Dear Jo,\n\nThree items. I would like an hour with you on code reviews. I would like a line to my manager, too.", "three items"),
        ("Sorry, me again. Could we have half an hour to speak about how you did the step from on-call to leading?", "from on-?"),
        ("Hi Ana, could we talk once a month, and you give me feedback about how I write my reports?", "lines how I write"),
    ],
)  # fmt: skip
def test_words_that_no_rewrite_leaves(text: str, never: str) -> None:
    found = microask.suggest(text).rewrites
    assert found
    assert not any(never.casefold() in one.text.casefold() for one in found)


def test_what_points_to_a_list_goes_with_it() -> None:
    text = "Hi Lou,\n\nI think of the two of us doing something. It could be any of these:\n- could you join me in a shop for old coats?\n- trunk shows, all year\n\nBest, Ray"
    found = microask.suggest(text).rewrites
    assert found
    assert not any("any of these" in one.text and "trunk shows" not in one.text for one in found)


def test_a_heading_without_a_mark_goes_with_its_list() -> None:
    text = "Ru, we run the shelter on your software.\n\nWhat I'm after\n- please introduce me to people. whoever is good for us\n- then keep us in mind, always\n\nSo would you open a few doors for us?"
    found = microask.suggest(text).rewrites
    assert found
    assert not any("What I'm after" in one.text and "introduce me" not in one.text for one in found)
    assert not any("whoever is good for us" in one.text and "introduce me" not in one.text for one in found)


def test_no_noun_is_left_behind_an_ask() -> None:
    found = microask.suggest(
        "Good evening Mr Souza. We hope that your company may kindly come in as our sponsor, amount as you wish. Regards, Ni"
    ).rewrites
    assert found
    assert not any("Amount as you wish" in one.text for one in found)


#: A draft, and how a rewrite of it ends that keeps its ask: what is told of the ask stands before what is added.
TOLD_BEFORE = [
    ("Hi Tove, it's Ben. Would you have half an hour for a call on my lesson plans? Marit says you wrote hers. Thanks so much, Ben", "Marit says you wrote hers. I have just one question:"),
    ("Hello Ines, could we talk for 45 minutes this week about running a stall? Mornings suit me best. Warm regards, Ola", "Mornings suit me best. I have just one question:"),
    ("Dear Mr Okoro, can I call you for half an hour about bookkeeping, Lena from the club said you know it well", "Lena from the club said you know it well. I have one question only:"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), TOLD_BEFORE)
def test_what_is_told_of_a_meeting_stands_before_what_is_added(text: str, told: str) -> None:
    assert any(told in one.text for one in microask.suggest(text).rewrites)


#: A draft, and what no rewrite of it holds, since it leans on what has gone.
LEFT_OVER = [
    ("Hi Pia, I'd like your guidance on choosing a school. Why you? Because I trust you. Best, Ann", "Because"),
    ("Hi Jo, would you be my mentor? This means weekly calls, reading all my drafts and helping me find work. Best, Al", "This means"),
    ("Dear Mr Falk, would you be kind enough to read the manuscript in full and send me all your comments? Yours, Ida", "manuscript in full"),
    ("Please mentor me next week and introduce me to Mr. Falk.", "? Falk."),
    ("Hi Gil, could you be my mentor for the next years? I don't. Best, Al", "I don't"),
    ("Hi Una, I know nobody there.\n\nWhat I need from you:\n- intros to firms\n- steady guidance\n\nBest, Al", "What I need from you"),
    ("Dear Ms Sato,\n\nI make three requests.\n\nFirst, please review my grant draft, all forty pages. Second, please lend us your projector. Ours broke in May. Third, join our board.\n\nRegards,\nKim", "Ours broke"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), LEFT_OVER)
def test_what_leans_on_the_old_ask_goes_with_it(text: str, words: str) -> None:
    found = microask.suggest(text).rewrites
    assert found
    assert words not in found[0].text


def test_one_ask_of_a_row_is_not_called_the_first() -> None:
    text = (
        "Dear Ms Sato,\n\nFirst, please review my grant draft, all forty pages. Second, please join our board.\n\nRegards,\nKim"
    )
    for rewrite in microask.suggest(text).rewrites:
        assert "irst" not in rewrite.text


def test_how_long_a_thing_lasts_is_no_time_asked_for() -> None:
    found = microask.suggest("Bali, please play all 9 hours of our game till Sunday and list every crash.")
    assert not any("15 minutes" in edit.replacement for edit in found.edits)
    assert all("all 15 minutes" not in one.text for one in found.rewrites)


@pytest.mark.parametrize("call", ["Kari", "Professor Adair", "Hoi Bas"])
def test_who_is_called_stays(call: str) -> None:
    found = microask.suggest(f"{call}, any tips for new choir leaders? I started in May.").rewrites
    assert found
    assert all(one.text.startswith(f"{call}, ") for one in found)


def test_the_first_clause_of_a_run_of_clauses_stays() -> None:
    text = "Mira today our team won and everybody sang on the bus and I thought I want you as my mentor for life"
    found = microask.suggest(text).rewrites
    assert found
    assert all(one.text.startswith("Mira today our team won and everybody sang on the bus. ") for one in found)


def test_no_two_blanks_stand_side_by_side() -> None:
    for text in ("pick your brain sometime?", "Hi Jo, could I pick your brain sometime?"):
        assert all(not re.search(r"\]\s*\[|\?\]\?", one.text) for one in microask.suggest(text).rewrites)


def test_half_an_hour_goes_whole() -> None:
    found = microask.suggest("Mikael, could you give me half  an hour on selling fixed fees to dairy farmers? Laura").rewrites
    assert any("15 minutes" in one.text for one in found)
    assert all("half" not in one.text for one in found)


def test_a_question_ends_where_the_next_thing_is_asked() -> None:
    found = microask.suggest(
        "Please go through what you have in your store and send me a list of what you can share, anything."
    ).rewrites
    assert found
    assert all("and send me a list of what you can share:" not in one.text for one in found)


#: A draft of several asks, and the rewrite that puts the small one alone.
SMALL_ONE = [
    (
        "Hi Lena, two things: could you send me the 2023 budget file, and would you mentor our new hire through her first months?",
        "Hi Lena, could you send me the 2023 budget file?",
    ),
    (
        "Hi Lena, two things. Could you send me the 2023 budget file? And would you mentor our new hire for the year? Thanks, Bo",
        "Hi Lena. Could you send me the 2023 budget file? Thanks, Bo",
    ),
    (
        "Dear Omar, could you send me the plumber's note on our boiler, and would you manage all our finances from now on? Ines",
        "Dear Omar, could you send me the plumber's note on our boiler? Ines",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "alone"), SMALL_ONE)
def test_a_small_ask_beside_a_large_one_is_put_alone(text: str, alone: str) -> None:
    assert microask.suggest(text).rewrites[0].text == alone


def test_an_ask_that_leans_on_the_one_before_is_not_put_alone() -> None:
    text = "Hi Lena, could you read the draft of my whole novel, and would you tell me how you find it?"
    assert all(one.strategy != "one ask now, the others later" for one in microask.suggest(text).rewrites)


def test_nobody_is_told_of_two_things_who_is_asked_one() -> None:
    text = "Hi Lena, three things: would you coach me this year, would you help me find clients and could you check my site?"
    found = microask.suggest(text).rewrites
    assert found
    assert not any("three things" in one.text for one in found)


def test_a_year_is_no_number_of_things() -> None:
    text = "Hi Lena, could you translate the 2023 budget file and teach me all about it?"
    assert not any("just one of the 2023" in one.text for one in microask.suggest(text).rewrites)


def test_what_says_it_stays_where_that_is_still_named() -> None:
    text = "Hey Rob, could I get your thoughts on my pitch deck? It's 22 slides. Sending it to two funds on Thursday and I keep going round in circles."
    named = [one.text for one in microask.suggest(text).rewrites if "my pitch deck" in one.text]
    assert named
    assert all("It's 22 slides. Sending it to two funds on Thursday" in one for one in named)


@pytest.mark.parametrize("told", ["guidance you could offer on", "advice you have about", "tips you'd give on", "input on"])
def test_the_topic_of_what_the_reader_could_offer(told: str) -> None:
    text = f"Hi Jo, I'd appreciate any {told} fundraising. We're a small charity and I'm new at this."
    named = [one.text for one in microask.suggest(text).rewrites if "about fundraising" in one.text]
    assert named
    assert all(one.endswith("We're a small charity and I'm new at this.") for one in named)


def test_a_topic_that_goes_on_is_not_cut_by_an_edit() -> None:
    text = "Hey Sam, would you be open to a chat about your journey into product? Just curious!"
    assert not any(re.search(r"\] into\b", one.text) for one in microask.suggest(text).rewrites)
