"""Candidates for whole rewrites: the sender's own ask cut to size, one ask of several, or the ask put anew by a strategy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ..lexicons import table
from ..measures import OPEN
from ..suggestions import Edit
from .beside import beside
from .compose import place
from .hanging import agrees, is_purposeless
from .joining import closed
from .lexicon import words_of
from .marks import BULLET
from .material import Material
from .openers import asking_at, asks_something, opened
from .parts import part_of
from .phrases import addressed, ask_of, sentence_of, styled, tail_of
from .placeholders import placeholders
from .places import Placed
from .subjects import new_subject, shorter_subject

#: A rewrite asks for a reason only where it then has at most so many brackets.
WITH_REASON = 2
#: A reason adds up to a tenth (rubric): it makes no vague ask a clear one, and is all that some middling ask wants.
CLEAR = 0.5
#: An ask of fewer words does not stand alone.
MIN_ALONE = 7
#: The bound that an edit puts in.
_FIFTEEN = re.compile(r"\b15[ -]minute")
#: Of an ask for a standing role or a relation no edit makes a small one.
_NOT_BY_EDITS = frozenset(("mentoring",))
#: What asks are for that the sender may be asked a reason for: what is done or given tells its reason itself.
_REASONED = frozenset(("advice", "work", "question"))
#: What a strategy may take from a draft.
_SLOTS = (
    "topic", "question", "thing", "things", "person", "sender", "task", "introduction", "vouching", "whom", "choice", "favour",
    "several", "divisible", "job", "for_anybody", "letter",
)  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A rewrite that is not scored yet."""

    strategy: str
    text: str
    subject: str | None
    changes: tuple[str, ...]


def candidates(material: Material, edits: Sequence[Edit], value: float) -> Iterator[Candidate]:
    """Yield the rewrites that fit a draft, the best fit first.

    Parameters
    ----------
    material : Material
    edits : sequence of Edit
        Of the same text.
    value : float
        Of the draft.
    """
    if material.nature is None:
        return
    slots = {name: words for name in _SLOTS if (words := getattr(material, name))}
    data = table("rewrites")
    for name in data["order"][material.nature]:
        if make := KEEPING.get(name):
            yield from make(name, material, edits, value)
            continue
        rows = (row for row in data["strategy"] if row["name"] == name and all(need in slots for need in row["needs"]))
        row = next(rows, None)
        if row is None:
            continue
        changes = _offers(*row["offers"])
        if row.get("keeps"):
            if material.ask:
                words, edited = _edited(material, edits)
                told = sentence_of(row, material, slots)
                yield _candidate(name, beside(material, words, told), material, (*edited, *changes), None)
            continue
        ask = addressed(ask_of(row, material, slots), material)
        placed = place(material, ask, at=material.points_back if "job" in row["needs"] else None)
        if material.ask:
            changes = (*changes, f"instead of: {' '.join(material.words(material.ask).split())}")
        yield _candidate(name, placed, material, changes, new_subject(name, material, slots))


def _offers(*names: str) -> tuple[str, ...]:
    return tuple(table("rewrites")["offers"][name] for name in names)


def _one_ask(name: str, material: Material, edits: Sequence[Edit], value: float) -> Iterator[Candidate]:
    """Yield the draft with only one of its asks, as it stands."""
    # Bullets and clauses that follow one another are parts of one ask.
    whole = all(
        not BULLET.match(words) and words[-1:] in ".?!" and not words_of("continuing").search(words)
        for words in map(material.words, material.asks)
    )
    if len(material.asks) > 1 and whole:
        for ask in material.own_asks:
            if not _stands_alone(material.words(ask)):
                continue
            placed = place(material, "", keep=(ask,))
            later = tuple(" ".join(material.words(other).split()) for other in material.asks if other is not ask)
            yield _candidate(name, Placed(placed.text, later, ()), material, (), None)
    words = material.words(material.ask) if material.ask else ""
    second = words_of("second_ask").search(words)
    if (
        second
        and len(material.asks) == 1
        and not words_of("continuing").search(words)
        and _stands_alone(first := words[: second.start()])
    ):
        other = " ".join(words[second.start() :].lstrip(" ,").split())
        yield _candidate(name, Placed(place(material, f"{first}?", live=True).text, (other,), ()), material, (), None)


def _stands_alone(words: str) -> bool:
    """Tell whether an ask can be the only one of a draft."""
    return (
        bool(opened(words))
        and not agrees(words)
        and len(words.split()) >= MIN_ALONE
        and not words_of("one_of_several").search(words)
    )


def _bounded(name: str, material: Material, edits: Sequence[Edit], value: float) -> Iterator[Candidate]:
    """Yield the draft with its edits applied, and its first ask alone where there are several."""
    if material.kind in _NOT_BY_EDITS or not material.ask:
        return
    words, changes = _edited(material, edits)
    # To name the day makes no ask for advice smaller, unless it says what is to be told then.
    settled = material.nature == "advice" and not material.question and set(changes) <= _settling()
    if changes and not settled:
        yield _candidate(name, place(material, words, live=True), material, changes, _shortened(material, words))
    clear = (
        value >= CLEAR
        and not material.wide
        and material.nature in _REASONED
        and not material.phrases & OPEN
        and material.wants_reason
    )
    if clear and len(placeholders(words, material.text)) < WITH_REASON:
        whole = f"{closed(words)} {styled(tail_of('reason', material), material)}"
        yield _candidate(name, place(material, whole, live=True), material, (*changes, "room for the reason"), None)


def _with_purpose(name: str, material: Material, edits: Sequence[Edit], value: float) -> Iterator[Candidate]:
    """Yield the draft with its slot of time kept or cut to size, and one thing to spend it on."""
    if (
        not material.ask
        or not (material.is_live and (material.kind == "meeting" or material.found("duration", "ask")))
        or words_of("working").search(words := material.words(material.ask))
        or is_purposeless(words)
    ):
        return
    asks = not material.question and not material.is_bodily
    # One thing to fill in is enough: where there is a question, the day can be settled in the answer.
    words, changes = _edited(material, [edit for edit in edits if not asks or edit.why not in _settling()])
    timed = material.found("duration", "ask") or _FIFTEEN.search(words)
    tails, offers = [], []
    if asks and not placeholders(words, material.text):
        tails.append(tail_of("purpose" if timed else "short purpose", material))
        offers += ["question"] if timed else ["time", "question"]
    if not material.is_bodily:
        tails.append(tail_of("instead", material))
        offers.append("lines")
    if (tails or changes) and not words_of("large").search(words):
        placed = place(material, words, live=True, behind=" ".join(styled(tail, material) for tail in tails))
        yield _candidate(name, placed, material, (*changes, *_offers(*offers)), _shortened(material, words))


def _shortened(material: Material, words: str) -> tuple[str, str] | None:
    """Return the old and the new subject line, where the ask has been cut to fifteen minutes and the subject line has not."""
    return shorter_subject(material) if _FIFTEEN.search(words) and not _FIFTEEN.search(material.text) else None


@cache
def _settling() -> frozenset[str]:
    """Return why those edits are made that only settle when."""
    return frozenset(row["why"] for row in table("rewrites")["edit"] if row["unless"] == "date")


def _part(name: str, material: Material, edits: Sequence[Edit], value: float) -> Iterator[Candidate]:
    """Yield the draft with its task cut to one part of itself."""
    words = material.words(material.ask) if material.ask else ""
    # A clause before the request tells how things are.
    opening = asking_at(words)
    found = part_of(words[opening:]) if asks_something(words) else None
    if found:
        part, bracket = found
        words = words[:opening] + part
        yield _candidate(name, place(material, f"{words}: {bracket}", live=True), material, _offers("part"), None)


def _edited(material: Material, edits: Sequence[Edit]) -> tuple[str, tuple[str, ...]]:
    """Return the words of the ask with the edits inside it applied, and why each."""
    if material.ask is None:
        return "", ()
    start, end = material.ask["start"], material.ask["end"]
    inside = sorted((edit for edit in edits if start <= edit.start and edit.end <= end), key=lambda edit: edit.start)
    words, at = "", start
    for edit in inside:
        words += material.text[at : edit.start] + edit.replacement
        at = edit.end
    return words + material.text[at:end], tuple(dict.fromkeys(edit.why for edit in inside))


#: Strategies that keep the sender's own ask.
KEEPING: dict[str, Callable[[str, Material, Sequence[Edit], float], Iterator[Candidate]]] = {
    "one ask now, the others later": _one_ask,
    "your own words, bounded": _bounded,
    "your own words, for one thing": _with_purpose,
    "one part of it": _part,
}


def _candidate(
    strategy: str, placed: Placed, material: Material, changes: tuple[str, ...], subject: tuple[str, str] | None
) -> Candidate:
    text, line = placed.text, material.subject
    if subject:
        # The subject line stands in the text or was passed beside it.
        old, new = subject
        changes += (f"subject line: {new}",)
        if material.subject is None:
            text = text.replace(old, new, 1)
        else:
            line = new
    if placed.later:
        changes += tuple(f"left for a later message: {words}" for words in placed.later)
    if placed.dropped:
        changes += tuple(f"left out with the old ask: {words}" for words in placed.dropped)
    return Candidate(strategy, text, line, changes)
