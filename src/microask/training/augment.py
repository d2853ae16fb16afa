"""Variations of an annotated draft: another name, another number, lower case, a typo. What its spans mean stays the same."""

from __future__ import annotations

import random
from collections.abc import Sequence

from .spans import Span

#: Share of the drafts that get each variation.
LOWER, TYPOS, NAMES, NUMBERS = 0.12, 0.25, 0.5, 0.15
#: One letter in one of this many is mistyped in a draft with typos.
PER_TYPO = (35, 90)
#: First and last names from many places, none taken from a person.
FIRST = """
    Amara Ben Chloe Dmitri Esther Farid Greta Hugo Ines Jamal Kirsten Luca Mei Nadia Oscar Pilar Quentin Rosa Sanjay
    Tamsin Umar Vera Wanda Xavier Yusuf Zainab Bola Callum Deepa Emeka Freya Gustavo Hana Ivan Joanne Kofi Leila Marek
    Ngozi Owen Priya Rafael Siobhan Tunde Ursula Viktor Wen Yara Zoltan Aoife Bruno Carmen Dale Elena Finn Grace Hassan
    Imogen Jorge Kim Lars Mina Noah Olu Petra Rhys Sofia Tom
""".split()  # noqa: SIM905  # a list of words reads better so
LAST = """
    Adeyemi Bauer Castillo Doyle Eriksson Fontaine Gupta Hughes Ivanova Jansen Kowalski Lopez Marsh Nakamura Okafor Park
    Quinn Rossi Schmidt Tanaka Underwood Vargas Whitaker Xu Young Zhang Abbott Bianchi Chowdhury Dunn Eze Farrell Grant
    Hoang Iyer Jensen Khan Lindqvist Mbeki Novak Osei Pereira Rahman Silva Torres Uzun Varga Wolfe Yilmaz Ziegler
""".split()  # noqa: SIM905  # a list of words reads better so


def augmented(
    text: str, subject: str | None, spans: Sequence[Span], rng: random.Random
) -> tuple[str, str | None, tuple[Span, ...]]:
    """Return a draft with none, one or several variations, its spans moved along.

    Parameters
    ----------
    text : str
    subject : str or None
    spans : sequence of Span
    rng : random.Random

    Returns
    -------
    (str, str or None, tuple of Span)
    """
    changes: list[tuple[int, int, str]] = []
    if rng.random() < NAMES:
        changes += _names(text, spans, rng)
    if rng.random() < NUMBERS:
        changes += [
            (span.start, span.end, str(rng.randint(2, 9) * (10 if len(text[span.start : span.end]) > 1 else 1)))
            for span in spans
            if span.kind == "number" and text[span.start : span.end].isdigit()
        ]
    if rng.random() < TYPOS:
        changes += _typos(text, rng)
    text, spans = replaced(text, spans, changes)
    if rng.random() < LOWER:
        lowered = text.lower()
        if len(lowered) == len(text):
            text, subject = lowered, subject and subject.lower()
    return text, subject, tuple(spans)


def replaced(text: str, spans: Sequence[Span], changes: Sequence[tuple[int, int, str]]) -> tuple[str, list[Span]]:
    """Apply replacements (those that overlap an earlier one are left out) and move the spans."""
    kept: list[tuple[int, int, str]] = []
    for change in sorted(changes):
        if not kept or change[0] >= kept[-1][1]:
            kept.append(change)
    parts, at = [], 0
    for start, end, new in kept:
        parts += [text[at:start], new]
        at = end

    def moved(offset: int, is_end: bool) -> int:
        shift = 0
        for start, end, new in kept:
            if end <= offset and not (end == offset and start == offset):
                shift += len(new) - (end - start)
            elif start < offset:
                return start + shift + (len(new) if is_end else 0)
        return offset + shift

    return "".join([*parts, text[at:]]), [
        Span(span.kind, span.scope, moved(span.start, False), moved(span.end, True), span.detail) for span in spans
    ]


def _names(text: str, spans: Sequence[Span], rng: random.Random) -> list[tuple[int, int, str]]:
    """Give every person another name, the same one wherever it stands."""
    other: dict[str, str] = {}
    changes = []
    for span in spans:
        if span.kind != "person":
            continue
        at = span.start
        for i, word in enumerate(text[span.start : span.end].split(" ")):
            if word.isalpha() and word[0].isupper() and len(word) > 2:
                new = other.setdefault(word, rng.choice(FIRST if i == 0 else LAST))
                changes.append((at, at + len(word), new))
            at += len(word) + 1
    return changes


def _typos(text: str, rng: random.Random) -> list[tuple[int, int, str]]:
    """Swap, drop or double some letters inside words."""
    changes = []
    per_typo = rng.choice(PER_TYPO)
    for i in range(1, len(text) - 2):
        if text[i - 1 : i + 3].isalpha() and rng.random() < 1 / per_typo:
            a, b = text[i], text[i + 1]
            changes.append((i, i + 2, rng.choice((b + a, a, a + a + b))))
    return changes
