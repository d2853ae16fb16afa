"""Behaviour as a table of rules, each on 20 texts written without sight of the library (tests/gold/behaviour)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from microask.analyzer import Analyzer
from microask.results import MACRO_BELOW, MICRO_FROM

from .conftest import gold

SAME = gold("behaviour/same.toml")
DIRECTION = gold("behaviour/direction.toml")
ENDS = gold("behaviour/ends.toml")
#: Share of the texts on which a rule may fail.
ALLOWED = 0.05
#: Rules that this version breaks more often, with the share it may reach; a share may only go down.
SHORT_OF: dict[str, float] = {
    "apology": 0.10, "irrelevant_facts": 0.10, "give_reason": 0.10, "split_off": 0.10, "introduction_macro": 0.10, "feedback_macro": 0.15, "question_macro": 0.20, "decision_macro": 0.10, "resource_macro": 0.15,
}  # fmt: skip
#: Rules that this version breaks more often than an earlier one did, with the share.
STEPS_BACK = {
    "spelling": 0.20, "flattery": 0.20, "three_typos": 0.07, "give_reason": 0.20, "split_off": 0.15, "once_not_often": 0.10, "feedback_macro": 0.30, "mentoring_macro": 0.10, "referral_macro": 0.20, "resource_macro": 0.25, "no_ask": 0.10,
}  # fmt: skip
#: How far apart the values of two versions of one message may lie.
TOLERANCE = {
    "digits_or_words": 0.05, "spelling": 0.05, "flattery": 0.05, "apology": 0.05, "irrelevant_facts": 0.05,
    "greeting_and_signature": 0.05, "quoted_reply": 0.03, "another_name": 0.05, "lower_case": 0.10, "curly_quotes": 0.0,
    "crlf": 0.0, "three_typos": 0.15,
}  # fmt: skip
#: A text that asks nothing has this value in comparisons: it is as far as can be from any ask.
NOTHING = -1.0


def _typos(text: str) -> str:
    """Swap two neighbouring letters in each of three words."""
    rng = random.Random(text)
    words = text.split(" ")
    for i in rng.sample([i for i, word in enumerate(words) if word.isalpha() and len(word) > 4], 3):
        at = rng.randrange(1, len(words[i]) - 2)
        words[i] = words[i][:at] + words[i][at + 1] + words[i][at] + words[i][at + 2 :]
    return " ".join(words)


#: Versions that a program can make, of texts from both ends.
MADE: dict[str, Callable[[str], str]] = {
    "lower_case": str.lower,
    "curly_quotes": lambda text: text.replace("'", "’"),
    "crlf": lambda text: text.replace(". ", ".\n").replace("\n", "\r\n"),
    "three_typos": _typos,
}


def _pairs(rule: str) -> Iterator[tuple[str, str]]:
    if rule in SAME:
        yield from ((case["one"], case["other"]) for case in SAME[rule])
        return
    texts = [case["text"] for kind in ("feedback", "meeting", "question", "favour", "introduction")
             for end in ("macro", "micro") for case in ENDS[f"{kind}_{end}"][:6]]  # fmt: skip
    texts = [text for text in texts if sum(word.isalpha() and len(word) > 4 for word in text.split(" ")) >= 3][:40]
    for text in texts:
        plain = text.replace(". ", ".\n") if rule == "crlf" else text
        yield plain, MADE[rule](text)


def _value(analyzer: Analyzer, text: str) -> float:
    value = analyzer.score(text).value
    return NOTHING if value is None else value


def _check(rule: str, failed: list[str], total: int) -> None:
    assert total >= 20
    assert len(failed) / total <= SHORT_OF.get(rule, ALLOWED), f"{rule}: {len(failed)} of {total}\n" + "\n".join(failed)


def _rules(names: Iterable[str]) -> list[Any]:
    back = {rule: pytest.mark.xfail(strict=True, reason=f"{share:.0%} of the texts") for rule, share in STEPS_BACK.items()}
    return [pytest.param(rule, marks=back.get(rule, ())) for rule in names]


@pytest.mark.parametrize("rule", _rules(TOLERANCE))
def test_same(analyzer: Analyzer, rule: str) -> None:
    pairs = list(_pairs(rule))
    values = [(_value(analyzer, one), _value(analyzer, other)) for one, other in pairs]
    failed = [
        f"{a:.2f} {b:.2f} {other[:90]!r}"
        for (a, b), (_, other) in zip(values, pairs, strict=True)
        if abs(a - b) > TOLERANCE[rule] + 1e-9 or a == b == NOTHING
    ]
    _check(rule, failed, len(pairs))


@pytest.mark.parametrize("rule", _rules(DIRECTION))
def test_direction(analyzer: Analyzer, rule: str) -> None:
    failed = []
    for case in DIRECTION[rule]:
        before, after = _value(analyzer, case["before"]), _value(analyzer, case["after"])
        if not NOTHING < before < after:
            failed.append(f"{before:.2f} {after:.2f} {case['after'][:90]!r}")
    _check(rule, failed, len(DIRECTION[rule]))


@pytest.mark.parametrize("rule", _rules(ENDS))
def test_ends(analyzer: Analyzer, rule: str) -> None:
    failed = []
    for case in ENDS[rule]:
        value = _value(analyzer, case["text"])
        end = rule.rsplit("_", 1)[1]
        right = value == NOTHING if rule == "no_ask" else NOTHING < value < MACRO_BELOW if end == "macro" else value >= MICRO_FROM
        if not right:
            failed.append(f"{value:.2f} {case['text'][:90]!r}")
    _check(rule, failed, len(ENDS[rule]))


def test_rules_are_enough() -> None:
    assert len(TOLERANCE) + len(DIRECTION) + len(ENDS) >= 25
