"""The grammar of quantities and dates against its gold files, and its behaviour on any text at all."""

from __future__ import annotations

import csv
import doctest
import math
import time
import timeit
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microask.pipeline.grammar import dates, durations, number_value, numbers

Row = dict[str, str]
Spans = Callable[[str], Iterator[tuple[int, int]]]


def _read(name: str) -> list[Row]:
    with (Path(__file__).parent / "gold" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


QUANTITIES = _read("quantities.tsv")
DATES = _read("dates.tsv")


def _duration_values(phrase: str) -> list[object]:
    return [round(quantity.value, 2) for quantity in durations(phrase)]


def _number_values(phrase: str) -> list[object]:
    return [(quantity.value, noun) for quantity, noun in numbers(phrase)]


def _duration_gold(row: Row) -> object:
    return round(float(row["value"]), 2)


def _number_gold(row: Row) -> object:
    return float(row["value"]), row["unit"]


def _f1(hits: int, found: int, wanted: int) -> float:
    return 2 * hits / (found + wanted)


@pytest.mark.parametrize(
    ("kind", "find", "gold", "floor"),
    [
        ("duration", _duration_values, _duration_gold, 0.98),
        ("number", _number_values, _number_gold, 0.95),
    ],
)
def test_quantities_reach_their_f1(
    kind: str, find: Callable[[str], list[object]], gold: Callable[[Row], object], floor: float
) -> None:
    hits = found = wanted = 0
    wrong = []
    for row in QUANTITIES:
        values = find(row["phrase"])
        expected = [gold(row)] if row["kind"] == kind else []
        hits += sum(value in values for value in expected)
        found += len(values)
        wanted += len(expected)
        if values != expected:
            wrong.append((row["phrase"], values))
    assert _f1(hits, found, wanted) >= floor, wrong


def test_quantity_spans_are_those_of_the_gold() -> None:
    rows = [row for row in QUANTITIES if row["kind"] != "none"]
    wrong = []
    for row in rows:
        phrase = row["phrase"]
        found = durations(phrase) if row["kind"] == "duration" else (quantity for quantity, _ in numbers(phrase))
        spans = [phrase[quantity.start : quantity.end] for quantity in found]
        if row["span"] not in spans:
            wrong.append((phrase, spans))
    assert 1 - len(wrong) / len(rows) >= 0.95, wrong


def test_near_misses_stay_unread() -> None:
    rows = [row["phrase"] for row in QUANTITIES if row["kind"] == "none"]
    wrong = [phrase for phrase in rows if _duration_values(phrase) or _number_values(phrase)]
    assert len(wrong) / len(rows) <= 0.03, wrong


def test_dates_reach_their_overlap_f1() -> None:
    hits = found = wanted = 0
    wrong = []
    for row in DATES:
        phrase, span = row["phrase"], row["span"]
        start = phrase.index(span)
        spans = list(dates(phrase))
        hit = bool(span) and any(begin < start + len(span) and start < end for begin, end in spans)
        hits += hit
        found += len(spans)
        wanted += bool(span)
        if len(spans) != hit or hit != bool(span):
            wrong.append((phrase, [phrase[begin:end] for begin, end in spans]))
    assert _f1(hits, found, wanted) >= 0.95, wrong


@pytest.mark.parametrize(
    ("flags", "positives", "near_misses"),
    [
        ([row["kind"] != "none" for row in QUANTITIES], 300, 100),
        ([bool(row["span"]) for row in DATES], 80, 40),
    ],
    ids=["quantities", "dates"],
)
def test_gold_files_are_large_enough(flags: list[bool], positives: int, near_misses: int) -> None:
    assert sum(flags) >= positives
    assert len(flags) - sum(flags) >= near_misses


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("5", 5),
        ("1,200", 1200),
        ("1,5", 1.5),
        ("2½", 2.5),
        ("1 1/2", 1.5),
        ("two and a half", 2.5),
        ("three quarters", 0.75),
        ("Twenty-Five", 25),
        ("half a dozen", 6),
        ("one hundred and twenty", 120),
        ("two thousand five hundred", 2500),
        ("a few", 3),
    ],
)
def test_numbers_in_words_and_figures_have_their_value(written: str, value: float) -> None:
    assert number_value(written) == value


@pytest.mark.parametrize("written", ["", "a", "and", "slides", "five slides", "4th"])
def test_what_is_no_number_has_no_value(written: str) -> None:
    assert math.isnan(number_value(written))


def _duration_spans(text: str) -> Iterator[tuple[int, int]]:
    return ((quantity.start, quantity.end) for quantity in durations(text))


def _number_spans(text: str) -> Iterator[tuple[int, int]]:
    return ((quantity.start, quantity.end) for quantity, _ in numbers(text))


ALL_SPANS = pytest.mark.parametrize("spans", [_duration_spans, _number_spans, dates])

# Texts that come near to the grammar, since arbitrary characters hardly ever do.
_FRAGMENTS = sorted({word for row in QUANTITIES + DATES for word in row["phrase"].split()} | {"½", "-", "1/2", "İ", "'"})
_TEXTS = st.text() | st.lists(st.sampled_from(_FRAGMENTS) | st.text(max_size=3)).flatmap(
    lambda parts: st.sampled_from([" ", "", "-", "\n", ", "]).map(lambda joint: joint.join(parts))
)


@ALL_SPANS
@given(text=_TEXTS)
@settings(deadline=None)
def test_spans_are_ordered_and_inside_any_text(spans: Spans, text: str) -> None:
    last = 0
    for start, end in spans(text):
        assert last <= start < end <= len(text)
        last = end


@given(text=_TEXTS)
@settings(deadline=None)
def test_no_string_makes_the_value_of_a_number_fail(text: str) -> None:
    assert isinstance(number_value(text), float)


@ALL_SPANS
@pytest.mark.parametrize(
    "pattern",
    ["1", "-", "1-", "1 ", "½", "15' ", "1,111", "a hour and ", "one to two ", "Two Things ", "1 may ", "MAY ", " "],
)
def test_time_grows_with_the_length_of_the_text_only(spans: Spans, pattern: str) -> None:
    def seconds(length: int) -> float:
        text = (pattern * length)[:length]
        return min(timeit.repeat(lambda: list(spans(text)), timer=time.thread_time, number=1, repeat=5))

    assert seconds(40_000) < 12 * seconds(10_000)


@pytest.mark.parametrize("module", ["numerals", "durations", "terms", "counts", "dates"])
def test_examples_in_the_docstrings_hold(module: str) -> None:
    result = doctest.testmod(import_module(f"microask.pipeline.grammar.{module}"))
    assert result.attempted > 0
    assert result.failed == 0
