"""Putting a new ask into a message: what it replaces goes, what the sender wrote around it stays, and sentences begin and end."""

from __future__ import annotations

from ..pipeline.state import AskFound
from .beside import told_on
from .hanging import commands, counts, goes_on, hangs_on_the_ask, is_courtesy, is_denied, is_fragment, stands, thanks_first
from .joining import MAX_SALUTATION, MAX_SCRAP, closed, cut, tidy
from .lexicon import words_of
from .marks import BULLET, CLAUSE_END
from .material import Material
from .openers import asks_something, opened
from .places import Placed, appended, behind_sentence, is_asked, led_list, list_end, listed, sentence_end
from .salutation import salutation_end
from .seams import behind_ask, rest_of_lists, tells, without_leads

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
    later, postponed = [], []
    led = _led(material, main) if live else 0
    for found in material.asks:
        if found in keep or _is_story(material, found, main) or main["end"] <= found["start"] < led:
            continue
        new = _alone(ask) if found is main else ""
        start, end = _with_scrap(material, found)
        # Words that stay keep the rest of their sentence.
        new += text[found["end"] : end] if live and new else ""
        if found is not main:
            later.append(" ".join(material.words(found).split()))
            postponed.append(found)
            start = _led_in(material, found, start, end) if ask else start
        cuts.append((_with_lead(material, start) if new and not behind else start, end, new))
    dropped = []
    gone, end_at = False, led or _sentence_told(material, cuts) if behind else 0
    stop = text.find("\n\n", end_at)
    told_end = told_on(material, end_at, stop if stop >= 0 else len(text)) if behind else 0
    for start, end in material.sentences:
        if any(found["start"] < end and start < found["end"] for found in material.asks):
            gone = True
            continue
        listed = bool(BULLET.match(text[start:end]))
        words = text[start:end].lstrip()
        continued = words[:1].islower() and not material.is_lower and not thanks_first(words)
        continued = continued or bool(words_of("answering").match(words))
        # A list goes with the line that leads it in, and what goes on in lower case with what it continues.
        if live or not (gone and (listed or continued)):
            told = counts(text[start:end]) and later if live else not stands(material, start, end)
            gone = not listed and (is_denied(material, start, end) or bool(told) or _tells_of(material, postponed, start, end))
        if gone:
            # Who is called stays.
            start = salutation_end(text, start, end, material.tokens) if start == material.sentences[0][0] else start  # noqa: PLW2901
            dropped.append(" ".join(text[start:end].split()))
            cuts.append((start, end, ""))
        elif behind and start >= end_at and not text[end_at:start].strip():
            end_at = end if end <= told_end or _belongs(material, start, end) else end_at
    if behind:
        cuts = _behind(material, cuts, behind, end_at, main, led)
    if not live:
        rest = rest_of_lists(material, cuts)
        dropped += [" ".join(text[start:end].split()) for start, end, _ in rest]
        cuts = _joined(material, sorted([*cuts, *rest]))
    return Placed(_unbroken(material, without_leads(text, tidy(cut(material, sorted(cuts))))), tuple(later), tuple(dropped))


def _led(material: Material, ask: AskFound) -> int:
    """Return where the list ends that an ask leads in, or the sentence behind it: "It could be about:"; 0 without one."""
    text, end = material.text, ask["end"]
    behind = next((b for a, b in material.sentences if end <= a and not text[end:a].strip() and not BULLET.match(text, a)), end)
    return led_list(text, end) or led_list(text, behind)


def _sentence_told(material: Material, cuts: list[tuple[int, int, str]]) -> int:
    """Return where the sentence of the new ask ends, or its list; where thanks or another ask follow in it, the new ask."""
    end = next(end for _, end, new in cuts if new)
    last = sentence_end(material, end)
    rest = material.text[end:last]
    clause = max((mark.end() for mark in CLAUSE_END.finditer(material.text, end, last - 1)), default=end) if rest else end
    signed = not tells(material, clause, last) and material.text[last - 1] not in ".?!"
    ends = thanks_first(rest.lstrip(" ,")) or signed or any(end <= start < last for start, _, _ in cuts)
    return list_end(material.text, end if ends else last)


def _belongs(material: Material, start: int, end: int) -> bool:
    """Tell whether a sentence behind the ask is told of it: when, how to meet, what it is about."""
    words = material.text[start:end]
    told = hangs_on_the_ask(material, start, end) or goes_on(words) or is_fragment(material, start, end)
    return told and not is_courtesy(words)


def _unbroken(material: Material, text: str) -> str:
    """Return a new text whose last sentence, where it is ours, is not joined by a comma to the sender's name."""
    tail = material.text[max((end for _, end in material.sentences), default=0) :]
    if not tail.startswith(",") or not text.endswith(tail):
        return text
    head = text.removesuffix(tail)
    return head + behind_sentence(tail) if head[-1:] in tuple(".?!]") else text


def _led_in(material: Material, ask: AskFound, start: int, end: int) -> int:
    """Return where an ask that goes begins, with what leads it in, unless that says something by itself or holds another ask."""
    begun = next((a for a, b in material.sentences if a < start < b), start)
    alone = not any(other is not ask and begun < other["end"] and other["start"] < end for other in material.asks)
    return begun if alone and not stands(material, begun, start) else start


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


def _alone(ask: str) -> str:
    """Return an ask without the word that says it is one in a row, since no other follows: "First, please ..."."""
    first = words_of("in_row").match(ask)
    return ask[first.end()].upper() + ask[first.end() + 1 :] if first and ask[0].isupper() else ask[first.end() if first else 0 :]


def _tells_of(material: Material, postponed: list[AskFound], start: int, end: int) -> bool:
    """Tell whether a sentence stands right behind an ask in a row that is left for later: "Second, ... Our login is gone"."""
    text = material.text
    last = max((ask["end"] for ask in material.asks if ask["end"] <= start), default=0)
    told = any(ask["end"] == last and words_of("in_row").match(material.words(ask)) for ask in postponed)
    return told and "\n\n" not in text[last:start] and not is_courtesy(text[start:end])


def _is_story(material: Material, ask: AskFound, main: AskFound) -> bool:
    """Tell whether what reads as an ask before the main one has the form of none."""
    before, words = ask is not main and ask["start"] < main["start"], material.words(ask)
    return before and not (asks_something(words) or words_of("wished").match(words) or commands(material, ask["start"]))


def _with_lead(material: Material, start: int) -> int:
    """Return where an ask begins with the line that leads in a list of asks: "Could you please:"."""
    before = material.text[:start].rstrip(" \t\n-*•·–—")
    line = before.rpartition("\n")[2]
    leads = line.rstrip().endswith(":") and len(line.split()) <= MAX_SALUTATION and opened(f"{line.rstrip(' :')} x")
    return len(before) - len(line) if leads else start


def _with_scrap(material: Material, ask: AskFound) -> tuple[int, int]:
    """Return the span of an ask; where it stops inside a clause, with the rest of the clause, or of a short sentence."""
    start, end = ask["start"], ask["end"]
    last = next((b for a, b in material.sentences if a <= start < b), end)
    if end >= last or material.text[end - 1] in ".?!":
        return start, end
    rest = material.text[end:last]
    if len(rest.split()) <= MAX_SCRAP and not thanks_first(rest.lstrip(" ,")) and not rest.rstrip().endswith(":"):
        return start, last
    mark = CLAUSE_END.search(material.text, end, last)
    behind = behind_ask(material, mark.start(), last) if mark else last
    # What has no verb does not stand behind the ask: "amount as you wish".
    stands_alone = thanks_first(material.text[behind:last].lstrip(" ,")) or not is_fragment(material, behind, last)
    return start, behind if stands_alone else last
