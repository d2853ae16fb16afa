"""The statistics of the audit on messages with given scores: known answers, planted effects found, nothing found in noise."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from datetime import datetime

import pytest
from scipy import stats

from microask.auditing.ladder import climb
from microask.auditing.replies import FINDINGS, adjusted, bands, lifts, micro_macro, thirds
from microask.auditing.results import Message
from microask.auditing.shape import channels, histogram, periods
from microask.auditing.statistics import fisher, holm, newcombe, stratified, wilson
from microask.results import label_of

VALUES = {"macro": 0.1, "mixed": 0.5, "micro": 0.9, "no-ask": None}


def _message(label: str = "micro", replied: bool | None = None, **more: object) -> Message:
    value = VALUES[label]
    return Message(**{"line": 2, "label": label_of(value), "value": value, "replied": replied, **more})  # type: ignore[arg-type]


# Newcombe (1998), tables of the two papers: Wilson's interval, and the eight examples of method 10.
@pytest.mark.parametrize(
    ("replies", "messages", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson(replies: int, messages: int, low: float, high: float) -> None:
    rate = wilson(replies, messages)
    assert (rate.low, rate.high) == pytest.approx((low, high), abs=6e-5)
    scipys = stats.binomtest(replies, messages).proportion_ci(method="wilson")
    assert (rate.low, rate.high) == pytest.approx((scipys.low, scipys.high), abs=1e-12)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe(first: tuple[int, int], second: tuple[int, int], low: float, high: float) -> None:
    difference = newcombe(wilson(*first), wilson(*second))
    assert (difference.low, difference.high) == pytest.approx((low, high), abs=6e-5)


def test_without_messages_nothing_is_known() -> None:
    empty = wilson(0, 0)
    assert math.isnan(empty.rate)
    assert (empty.low, empty.high) == (0, 1)
    difference = newcombe(empty, wilson(5, 10))
    assert math.isnan(difference.difference)
    assert difference.too_few
    assert not difference.clear
    assert stratified([(empty, wilson(5, 10))]) is None


def test_one_stratum_is_newcombe_and_the_average_is_that_of_mantel_and_haenszel() -> None:
    alone, newcombes = stratified([(wilson(56, 70), wilson(48, 80))]), newcombe(wilson(56, 70), wilson(48, 80))
    assert alone is not None
    assert (alone.difference, alone.low, alone.high) == pytest.approx((newcombes.difference, newcombes.low, newcombes.high))
    # Weights n1 n2 / (n1 + n2): 8 and 4.8 for differences of 0.5 and 0.25.
    both = stratified([(wilson(15, 20), wilson(10, 40)), (wilson(6, 12), wilson(2, 8))])
    first, second = 20 * 40 / 60, 12 * 8 / 20
    assert both is not None
    assert both.difference == pytest.approx((first * 0.5 + second * 0.25) / (first + second))
    assert both.low < both.difference < both.high
    # Nobody replied: no difference is seen, and little is known.
    nothing = stratified([(wilson(0, 5), wilson(0, 5)), (wilson(0, 5), wilson(0, 5))])
    assert nothing is not None
    assert nothing.low < -0.2 < 0.2 < nothing.high


def test_holm() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def test_fisher() -> None:
    # The lady tasting tea: 3 of 4 against 1 of 4.
    assert fisher(wilson(3, 4), wilson(1, 4)) == pytest.approx(34 / 70)


def _sent(rng: random.Random, n: int, rate: dict[str, float]) -> list[Message]:
    """Return messages whose findings hang together, as they do in real asks, and whose replies hang on the label alone."""
    rows = []
    for line in range(n):
        label = rng.choice(("macro", "mixed", "micro"))
        share = {"macro": 0.2, "mixed": 0.4, "micro": 0.6}[label]
        findings = tuple(name for name in FINDINGS if rng.random() < share)
        rows.append(_message(label, rng.random() < rate[label], line=line, words=rng.randint(5, 120), findings=findings))
    return rows


def _at_most(alarms: int, runs: int, share: float) -> bool:
    """Whether as many alarms are to be expected of a rate that is no higher than the share."""
    return stats.binomtest(alarms, runs, share, alternative="greater").pvalue > 0.01


@pytest.mark.parametrize("planted", [(0.2, 0.4, 0.65), (0.4, 0.4, 0.4), (0.05, 0.1, 0.1)])
def test_planted_rates_lie_in_their_intervals(planted: tuple[float, float, float]) -> None:
    rates = dict(zip(("macro", "mixed", "micro"), planted, strict=True))
    runs, outside = 400, dict.fromkeys(("macro", "mixed", "micro", "difference", "adjusted"), 0)
    for seed in range(runs):
        messages = _sent(random.Random(seed), 120, rates)
        for band in bands(messages)[:3]:
            outside[band.label] += not band.rate.low <= rates[band.label] <= band.rate.high
        found = micro_macro(messages), adjusted(thirds(messages))
        for name, difference in zip(("difference", "adjusted"), found, strict=True):
            assert difference is not None
            outside[name] += not difference.low <= rates["micro"] - rates["macro"] <= difference.high
    assert all(_at_most(count, runs, 0.05) for count in outside.values()), outside


def test_in_noise_hardly_a_finding_stands_out() -> None:
    runs = 120
    alarms = 0
    for seed in range(runs):
        messages = _sent(random.Random(1000 + seed), 120, dict.fromkeys(VALUES, 0.4))
        rows = lifts(messages)
        assert len(rows) > 20
        alarms += any(row.clear for row in rows)
    assert _at_most(alarms, runs, 0.05), alarms


def test_a_planted_finding_stands_out_and_its_lift_is_in_the_interval() -> None:
    rng = random.Random(7)
    messages = []
    for line in range(400):
        findings = tuple(name for name in FINDINGS if rng.random() < 0.5)
        replied = rng.random() < (0.7 if "n_deliverables" in findings else 0.3)
        messages.append(_message("micro", replied, line=line, findings=findings))
    rows = lifts(messages)
    assert [row.finding for row in rows if row.clear] == ["n_deliverables"]
    assert rows[0].finding == "n_deliverables"
    assert rows[0].words == "a concrete thing to deal with"
    assert rows[0].lift.low <= 0.4 <= rows[0].lift.high
    assert rows[0].p_value < 0.001


def test_findings_on_few_messages_are_not_looked_at() -> None:
    messages = [_message(replied=i % 2 == 0, findings=("n_dates",) if i < 9 else ()) for i in range(60)]
    assert lifts(messages) == ()
    messages.append(_message(replied=True, findings=("n_dates",)))
    assert [row.finding for row in lifts(messages)] == ["n_dates"]


def test_length_cannot_pass_for_the_cause() -> None:
    rng = random.Random(3)
    messages = []
    for line in range(900):
        words = rng.choice((20, 60, 180))
        label = "micro" if rng.random() < {20: 0.85, 60: 0.5, 180: 0.15}[words] else "macro"
        messages.append(_message(label, rng.random() < {20: 0.7, 60: 0.4, 180: 0.1}[words], line=line, words=words))
    rows = thirds(messages)
    assert [(row.shortest, row.longest) for row in rows] == [(20, 20), (60, 60), (180, 180)]
    held = adjusted(rows)
    assert held is not None
    assert micro_macro(messages).clear
    assert not held.clear


def test_thirds_split_the_asks_whose_outcome_is_known() -> None:
    messages = [_message("macro" if i % 2 else "micro", replied=True, words=i) for i in range(1, 31)]
    messages += [_message("no-ask", replied=True, words=500), _message("micro", words=900)]
    rows = thirds(messages)
    assert [(row.shortest, row.longest) for row in rows] == [(1, 10), (11, 20), (21, 30)]
    assert sum(row.micro_macro.first.messages + row.micro_macro.second.messages for row in rows) == 30
    assert len(thirds([_message(replied=True, words=8)] * 30)) == 1
    assert thirds([_message()]) == ()


def test_unknown_outcomes_are_left_out_and_counted() -> None:
    messages = [_message("macro", True), _message("macro", False), _message("macro"), _message("no-ask", True)]
    macro, mixed, micro, no_ask = bands(messages)
    assert (macro.messages, macro.unknown, macro.rate.replies, macro.rate.messages) == (3, 1, 1, 2)
    assert macro.rate.too_few
    assert (mixed.messages, micro.messages, no_ask.rate.messages) == (0, 0, 1)


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_shape() -> None:
    rows = [
        _message("macro", when=_day("2026-01-05"), channel="email"),
        _message("micro", when=_day("2026-03-01T09:30"), channel="email"),
        _message("no-ask", channel="chat"),
        _message("micro", channel=""),
    ]
    assert histogram(rows) == (0, 1, 0, 0, 0, 0, 0, 0, 0, 2)
    assert histogram([Message(2, "micro", 1.0, None)])[9] == 1
    assert [(group.name, group.messages, group.micro_share) for group in channels(rows)] == [
        ("email", 2, 0.5), ("chat", 1, None), ("not stated", 1, 1.0),
    ]  # fmt: skip
    assert [(group.name, group.messages, group.mean) for group in periods(rows)] == [
        ("2026-01", 1, 0.1), ("2026-02", 0, None), ("2026-03", 1, 0.9),
    ]  # fmt: skip
    assert [group.name for group in periods([*rows, _message(when=_day("2019-07-01"))])] == [str(y) for y in range(2019, 2027)]
    assert channels([_message()]) == periods([_message()]) == ()


#: What was sent to one contact in order (m micro, M macro, x mixed, r report-back, n other no-ask; + answered, - not, ? unknown),
#: and micro asks made, answered, reported back, answered asks owed a report, and the stage.
LADDER = [
    ("m+", (1, 1, 0, 1), "building"),
    ("m-", (1, 0, 0, 0), "first"),
    ("m?", (1, 0, 0, 0), "first"),
    ("M-", (0, 0, 0, 0), "first"),
    ("M+", (0, 0, 0, 1), "first"),
    ("n+", (0, 0, 0, 0), "first"),
    ("m+ r-", (1, 1, 1, 0), "building"),
    ("r- m+", (1, 1, 0, 1), "building"),
    ("m+ n+", (1, 1, 0, 1), "building"),
    ("m+ r+ m+ r-", (2, 2, 2, 0), "established"),
    ("m+ m+ r-", (2, 2, 2, 0), "established"),
    ("m+ r- m+", (2, 2, 1, 1), "building"),
    ("m+ r- m+ r- m-", (3, 2, 2, 0), "building"),
    ("m+ r- m+ r- M+", (2, 2, 2, 1), "building"),
    ("m+ r- m+ r- M+ r-", (2, 2, 2, 0), "established"),
    ("x+ r- x+ r-", (0, 0, 0, 0), "first"),
    ("m- m- m+ r- m+ r+", (4, 2, 2, 0), "established"),
]


def _history(steps: str) -> list[Message]:
    labels = {"m": "micro", "M": "macro", "x": "mixed", "r": "no-ask", "n": "no-ask"}
    return [
        _message(
            labels[step[0]], {"+": True, "-": False, "?": None}[step[1]], line=100 - day, contact="Ada",
            when=datetime(2026, 1, day), report_back=step[0] == "r",
        )
        for day, step in enumerate(steps.split(), 1)
    ]  # fmt: skip


@pytest.mark.parametrize(("steps", "counts", "stage"), LADDER)
def test_ladder(steps: str, counts: Sequence[int], stage: str) -> None:
    # The order of the table, here backwards, plays no part where there are dates.
    (rung,) = climb(_history(steps)[::-1])
    assert (rung.micro, rung.answered, rung.reported, rung.owed) == counts
    assert rung.stage == stage
    assert rung.larger_ask_welcome == (stage == "established")


def test_ladder_takes_contacts_apart_and_spellings_together() -> None:
    history = _history("m+ r- m+ r-")
    other = [_message(replied=True, contact=name) for name in ("Bo", " bo", "BO  ")]
    rungs = climb([*other, *history, _message(contact="")])
    assert [(rung.contact, rung.messages) for rung in rungs] == [("Ada", 4), ("BO  ", 3)]
    # Without dates the order of the table counts.
    undated = [_message(replied=True, contact="C", line=2), _message("no-ask", contact="C", line=3, report_back=True)]
    assert climb(undated[::-1])[0].reported == 1
