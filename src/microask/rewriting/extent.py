"""How far an ask reaches: what stands before it, in its sentence and behind it that comes and goes with it."""

from __future__ import annotations

from ..pipeline.state import AskFound
from .hanging import commands, goes_on, hangs_on_the_ask, is_courtesy, is_fragment, stands, thanks_first
from .joining import MAX_SALUTATION, MAX_SCRAP
from .lexicon import words_of
from .marks import BULLET, CLAUSE_END
from .material import Material
from .openers import asks_something, opened
from .places import led_list, list_end, sentence_end
from .seams import behind_ask, sentence_start, tells


def list_led(material: Material, ask: AskFound) -> int:
    """Return where the list ends that an ask leads in, or the sentence behind it: "It could be about:"; 0 without one."""
    text, end = material.text, ask["end"]
    behind = next((b for a, b in material.sentences if end <= a and not text[end:a].strip() and not BULLET.match(text, a)), end)
    return led_list(text, end) or led_list(text, behind)


def belongs(material: Material, start: int, end: int) -> bool:
    """Tell whether a sentence behind the ask is told of it: when, how to meet, what it is about."""
    words = material.text[start:end]
    told = hangs_on_the_ask(material, start, end) or goes_on(words) or is_fragment(material, start, end)
    return told and not is_courtesy(words)


def led_in(material: Material, ask: AskFound, start: int, end: int) -> int:
    """Return where an ask that goes begins, with what leads it in, unless that says something by itself or holds another ask."""
    begun = sentence_start(material, start)
    alone = not any(other is not ask and begun < other["end"] and other["start"] < end for other in material.asks)
    return begun if alone and not stands(material, begun, start) else start


def alone(ask: str) -> str:
    """Return an ask without the word that says it is one in a row, since no other follows: "First, please ..."."""
    first = words_of("in_row").match(ask)
    return ask[first.end()].upper() + ask[first.end() + 1 :] if first and ask[0].isupper() else ask[first.end() if first else 0 :]


def tells_of(material: Material, postponed: list[AskFound], start: int, end: int) -> bool:
    """Tell whether a sentence stands right behind an ask in a row that is left for later: "Second, ... Our login is gone"."""
    text = material.text
    last = max((ask["end"] for ask in material.asks if ask["end"] <= start), default=0)
    told = any(ask["end"] == last and words_of("in_row").match(material.words(ask)) for ask in postponed)
    return told and "\n\n" not in text[last:start] and not is_courtesy(text[start:end])


def is_story(material: Material, ask: AskFound, main: AskFound) -> bool:
    """Tell whether what reads as an ask before the main one has the form of none."""
    before, words = ask is not main and ask["start"] < main["start"], material.words(ask)
    return before and not (asks_something(words) or words_of("wished").match(words) or commands(material, ask["start"]))


def with_lead(material: Material, start: int) -> int:
    """Return where an ask begins with the line that leads in a list of asks: "Could you please:"."""
    before = material.text[:start].rstrip(" \t\n-*•·–—")
    line = before.rpartition("\n")[2]
    leads = line.rstrip().endswith(":") and len(line.split()) <= MAX_SALUTATION and opened(f"{line.rstrip(' :')} x")
    return len(before) - len(line) if leads else start


def with_scrap(material: Material, ask: AskFound) -> tuple[int, int]:
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


def sentence_told(material: Material, cuts: list[tuple[int, int, str]]) -> int:
    """Return where the sentence of the new ask ends, or its list; where thanks or another ask follow in it, the new ask."""
    end = next(end for _, end, new in cuts if new)
    last = sentence_end(material, end)
    rest = material.text[end:last]
    clause = max((mark.end() for mark in CLAUSE_END.finditer(material.text, end, last - 1)), default=end) if rest else end
    signed = not tells(material, clause, last) and material.text[last - 1] not in ".?!"
    ends = thanks_first(rest.lstrip(" ,")) or signed or any(end <= start < last for start, _, _ in cuts)
    return list_end(material.text, end if ends else last)
