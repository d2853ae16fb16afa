"""Putting a new ask into a message: what it replaces goes, what the sender wrote around it stays, and sentences begin and end."""

from __future__ import annotations

from ..pipeline.state import AskFound
from .beside import told_on
from .extent import alone, belongs, is_story, led_in, list_led, sentence_told, tells_of, with_lead, with_scrap
from .hanging import counts, is_denied, stands, thanks_first
from .joining import closed, cut, tidy
from .lexicon import words_of
from .marks import BULLET
from .material import Material
from .places import Placed, appended, behind_sentence, is_asked, listed, paragraph_end
from .salutation import salutation_end, without_count
from .seams import rest_of_lists, without_leads

#: And between two asks of one sentence.
MAX_BETWEEN = 12


def place(
    material: Material,
    ask: str,
    *,
    live: bool = False,
    keep: tuple[AskFound, ...] = (),
    at: AskFound | None = None,
    behind: str = "",
) -> Placed:
    """Put a new ask into a message.

    Parameters
    ----------
    material : Material
    ask : str
        Whole sentences; "" only takes asks out.
    live : bool
        The new ask is met live too: when and how to meet still counts.
    keep : tuple of AskFound
        Asks that stay.
    at : AskFound, optional
        The ask that is replaced, and all others stay; default: the ask of the material, and all others go.
    behind : str
        Sentences that stand behind the ask and what tells of when, where and how to meet.

    Returns
    -------
    Placed
    """
    text, main, live = material.text, at or material.ask, live or at is not None
    if main is None:
        return Placed(tidy(appended(material, ask)), (), ())
    keep = tuple(found for found in material.asks if found is not at) if at else keep
    cuts: list[tuple[int, int, str]] = []
    postponed: list[AskFound] = []
    led = list_led(material, main) if live else 0
    for found in material.asks:
        if found in keep or is_story(material, found, main) or main["end"] <= found["start"] < led:
            continue
        new = (ask if at else alone(ask)) if found is main else ""
        start, end = with_scrap(material, found)
        # Words that stay keep the rest of their sentence.
        new += text[found["end"] : end] if live and new else ""
        if found is not main:
            postponed.append(found)
            start = led_in(material, found, start, end) if ask else start
        cuts.append((with_lead(material, start) if new and not behind else start, end, new))
    dropped = []
    gone, end_at = False, led or sentence_told(material, cuts) if behind else 0
    told_end = told_on(material, end_at, paragraph_end(text, end_at)) if behind else 0
    for start, end in material.sentences:
        if any(found["start"] < end and start < found["end"] for found in material.asks):
            gone = True
            continue
        listed = bool(BULLET.match(text[start:end]))
        words = text[start:end].lstrip()
        goes_on = words[:1].islower() and not material.is_lower and not thanks_first(words)
        continued = goes_on or words_of("answering").match(words)
        # A list goes with the line that leads it in, and what goes on in lower case with what it continues.
        if live or not (gone and (listed or continued)):
            told = counts(text[start:end]) and postponed if live else not stands(material, start, end, ask)
            gone = not listed and (is_denied(material, start, end) or bool(told) or tells_of(material, postponed, start, end))
        if gone:
            # Who is called at the beginning stays.
            begun = salutation_end(text, start, end, material.tokens) if start == material.sentences[0][0] else start
            dropped.append(" ".join(text[begun:end].split()))
            cuts.append((begun, end, ""))
        elif behind and start >= end_at and not text[end_at:start].strip():
            end_at = end if end <= told_end or belongs(material, start, end) else end_at
    if behind:
        cuts = _behind(material, cuts, behind, end_at, main, led)
    if not live:
        rest = rest_of_lists(material, cuts)
        dropped += [" ".join(text[start:end].split()) for start, end, _ in rest]
        cuts = _joined(material, sorted([*cuts, *rest]))
    later = tuple(" ".join(material.words(found).split()) for found in postponed)
    new = _unbroken(material, without_leads(text, tidy(cut(material, sorted(cuts)))))
    first = material.sentences[0][0] if material.sentences else 0
    return Placed(new if at else without_count(text, first, new), later, tuple(dropped))


def _unbroken(material: Material, text: str) -> str:
    """Return a new text whose last sentence, where it is ours, is not joined by a comma to the sender's name."""
    tail = material.text[max((end for _, end in material.sentences), default=0) :]
    if not tail.startswith(",") or not text.endswith(tail):
        return text
    head = text.removesuffix(tail)
    return head + behind_sentence(tail) if head[-1:] in tuple(".?!]") else text


def _behind(
    material: Material, cuts: list[tuple[int, int, str]], behind: str, end_at: int, main: AskFound, led: int
) -> list[tuple[int, int, str]]:
    """Return cuts with sentences that follow the new ask and what tells of meeting."""
    first = next(i for i, (start, end, new) in enumerate(cuts) if new and end <= end_at)
    start, end, new = cuts[first]
    told = listed(material, behind, main["start"])
    if not told.startswith("\n") and new[-1:].isalnum() and is_asked(material.text[:end]):
        new += "?"
    new = new if told.startswith("\n") or led else closed(new)
    told = f"\n{told.lstrip()}" if led and led == end_at else told
    put = (start, end, f"{new}{told}" if end_at == end else new)
    return [*cuts[:first], put, *cuts[first + 1 :], *([(end_at, end_at, told)] if end_at > end else [])]


def _joined(material: Material, cuts: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return cuts with the scraps between two of one sentence, and those in a row on one line as one."""
    joined: list[tuple[int, int, str]] = []
    for start, end, new in cuts:
        if joined:
            before, at, old = joined[-1]
            within = any(a <= before and start < b for a, b in material.sentences)
            between = material.text[at:start]
            # What goes in a row on one line goes at once.
            row = not old and not between.strip() and "\n" not in between
            if not new and at <= start and (row or (within and len(between.split()) <= MAX_BETWEEN)):
                joined[-1] = (before, end, old)
                continue
        joined.append((start, end, new))
    return joined
