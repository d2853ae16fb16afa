"""Putting sentences beside an ask that stays as the sender wrote it."""

from __future__ import annotations

from .hanging import is_courtesy, thanks_first
from .joining import closed
from .lexicon import words_of
from .marks import BULLET
from .material import Material
from .places import Placed, appended, behind_sentence, is_asked, led_list, list_end, paragraph_end, sentence_end
from .signing import MAX_SIGNED

#: Words behind an ask that stays, up to which what we add waits until all is told.
MAX_TOLD = 45


def beside(material: Material, words: str, told: str) -> Placed:
    """Put sentences behind an ask that stays, and behind the other asks of its paragraph.

    Parameters
    ----------
    material : Material
    words : str
        Of the ask, as it is to stand.
    told : str
    """
    text, main = material.text, material.ask
    if main is None:
        return Placed(appended(material, told), (), ())
    start, end = main["start"], main["end"]
    stop = paragraph_end(text, end)
    ends = [ask["end"] for ask in material.own_asks if end <= ask["end"] <= stop]
    at = list_end(text, sentence_end(material, max([end, *ends])))
    thanks = text[end:at].lstrip(" ,")
    if thanks and thanks_first(thanks):
        # "Could you ..., thank you and God bless" thanks for what we add too.
        return Placed(f"{closed(text[:start] + words)} {told} {thanks[0].upper()}{thanks[1:]}{text[at:]}", (), ())
    at = told_on(material, at, stop)
    at = max(at, led_list(text, at))
    head = text[:start] + words + text[end:at]
    told = f"\n{told}" if BULLET.match(text[text.rfind("\n", 0, at) + 1 :]) else f" {told}"
    if head[-1:].isalnum() and not told.startswith("\n"):
        head += "?" if end == at and is_asked(text[:end]) else "."
    return Placed(head + told + behind_sentence(text[at:]), (), ())


def told_on(material: Material, at: int, stop: int) -> int:
    """Return where sentences behind the ask end that go on with it: what the task is, when, why."""
    end = at
    for a, b in material.sentences:
        if at <= a and b <= stop and not BULLET.match(material.text, a):
            words = material.text[a:b]
            signs = all(word[:1].isupper() or not word[:1].isalpha() for word in words.split()) or material.is_lower
            if signs and words[-1:].isalnum() and len(words.split()) <= MAX_SIGNED and not material.text[b:].strip():
                break  # the sender's name, and where they are found
            ends = is_courtesy(words) or thanks_first(words) or words_of("turning").match(words)
            if ends or len(material.text[at:b].split()) > MAX_TOLD:
                break
            end = b
    return end
