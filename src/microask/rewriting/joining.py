"""Joining what stays of a message to what is put into it: sentences begin and end, and nothing is left alone."""

from __future__ import annotations

import re

from .hanging import finished
from .lexicon import words_of
from .marks import BULLET
from .material import Material
from .seams import before_ask, sentence_start, tells
from .topics import LOGISTICS

#: Words of a name or salutation before the ask in its sentence.
MAX_SALUTATION = 4
#: What is left of a sentence behind its ask is dropped up to so many words.
MAX_SCRAP = 6
#: A new ask that begins with so many characters of the old one goes on in its sentence.
SAME = 6
#: One that holds so many characters of its end is the old one, edited.
OWN = 12
#: What joins an ask without a closing mark to the rest of its sentence.
_JOINT = re.compile(r"[ \t]*[,;:–—-]*[ \t]*(?:(?:and|but|so|then)\b)?[ \t]*(?=[^\W\d_])")
_BLANKS = re.compile(r"[ \t]*")
_MARKS = re.compile(r"[ \t]*[.?!]+[ \t]*")
_OPEN_END = re.compile(r"(?:,\s*well)?[\s,;:–—-]+(?:(?:and|but|so|or|then|btw|anyway|also|plus)\s*)?$", re.IGNORECASE)


def cut(material: Material, cuts: list[tuple[int, int, str]]) -> str:
    """Return the text with spans replaced; what stands before each is closed as a sentence, what follows begins one."""
    out, at = "", 0
    for start, end, new in cuts:
        if start < at:
            continue
        out += material.text[at:start]
        if start == end:
            out, at = (out if new.startswith("\n") else closed(out)) + new, start
            continue
        out = re.sub(r"(?<=\n)[ \t]+\Z", "", out)
        out, new = _joint(material, out, (start, end), new)  # noqa: PLW2901
        out += new
        at = end
        if material.text[end - 1 : end] in tuple(".?!") or material.text[end : end + 1] in ("", "\n"):
            if not new and out[-1:].isspace():
                # Between two sentences that a cut has joined stays one blank.
                at = _BLANKS.match(material.text, at).end()  # type: ignore[union-attr]
        elif out.rstrip()[-1:] in tuple(".?!" if not new else ".?!]") and (mark := _MARKS.match(material.text, at)):
            at = mark.end()
        elif new and new.endswith(material.text[max(start, end - OWN) : end]):
            pass  # the old ask, edited, goes on as it did
        elif rest := _JOINT.match(material.text, at):
            # The sentence goes on behind the ask: what is left begins one of its own, unless the body has ended.
            letter = material.text[rest.end()]
            kept = material.is_lower or at >= max((last for _, last in material.sentences), default=at)
            out += (" " if out and not out[-1].isspace() else "") + (letter if kept else letter.upper())
            at = rest.end() + 1
    return out + material.text[at:]


def _joint(material: Material, out: str, span: tuple[int, int], new: str) -> tuple[str, str]:
    """Return the text before an ask as it ends, and the new ask as it begins there."""
    text, (start, end) = material.text, span
    if new.startswith(text[start : start + SAME]):
        return out, _lowered(new) if out.rstrip(" ").endswith(",") and not text[:start].rstrip().endswith(",") else new
    kept, follows = before_ask(material, start)
    if out.endswith(text[kept:start]):
        out = out[: len(out) - (start - kept)]
    if follows == "," and new:
        return f"{out}, ", _lowered(new)
    out = out if follows else finished(out)
    called = not follows and _calls(material, start)
    first = sentence_start(material, start)
    if not follows and (called or (_opens(out) and not tells(material, first, start))):
        # "Shirley, could you" and "Hi Sam, could you" go on in lower case.
        out += " " if out.endswith(",") else ""
        return out, _lowered(new) if called or out.rstrip(" ").endswith(",") else new
    # The old ask, edited, keeps the date that stands before it.
    edited = bool(new) and text[max(start, end - OWN) : end] in new
    begun = None if edited else _begun(material, start, out)
    out = closed(out[:begun] if begun is not None else out)
    return out + (" " if new and out and not out[-1].isspace() else ""), new


def _lowered(words: str) -> str:
    """Return words as they go on in a sentence."""
    return words if not words or words.startswith(("I ", "I'", "I’")) else words[0].lower() + words[1:]


def _begun(material: Material, start: int, head: str) -> int | None:
    """Return where in the text so far the sentence of an ask begins, if only a date stands before the ask: "Thursday, 6 pm"."""
    first = sentence_start(material, start)
    tells = any(first <= token.start < start and token.pos in ("VERB", "AUX", "INTJ") for token in material.tokens)
    dated = any(first <= item["start"] < start and item["kind"] in LOGISTICS for item in material.findings)
    scrap = material.text[first:start]
    fits = len(scrap.split()) <= MAX_SCRAP and head.endswith(scrap)
    return len(head) - len(scrap) if dated and not tells and fits else None


def _opens(head: str) -> bool:
    """Tell whether nothing stands before the ask in its sentence but a name, a salutation or the matter, or a bullet."""
    line = re.split(r"\n|[.!?]\s", head)[-1].strip()
    named = len(line.split()) <= MAX_SALUTATION or words_of("regarding").match(line)
    return not line or bool(BULLET.fullmatch(line + " ")) or (line.endswith(",") and bool(named))


def _calls(material: Material, start: int) -> bool:
    """Tell whether only a word or two without a verb stand before the ask in its sentence: "Sir please", "btw can you"."""
    first = sentence_start(material, start)
    head = material.text[first:start]
    verbs = any(first <= token.start < start and token.pos in ("VERB", "AUX") for token in material.tokens)
    return 0 < len(head.split()) <= 2 and head[-1:].isspace() and head.strip()[-1:].isalnum() and not verbs and "\n" not in head


def closed(head: str) -> str:
    """Return what stands before an ask as sentences that end."""
    bare = _OPEN_END.sub("", head)
    if not bare.strip() or "\n" in head[len(bare) :]:
        return head.rstrip(" ")
    return bare if bare[-1:] in ".?!" or not bare[-1:].isalnum() else bare + "."


def tidy(text: str) -> str:
    """Return a text without the empty bullets and lines that cuts have left, and without a mark behind a question to fill in."""
    text = re.sub(r"\?\]\?", "?]", text)
    text = re.sub(r"(?m)^[ \t]*(?:[-*•·–—]|\(?\d{1,2}[.)])[ \t]*$\n?", "", text)
    text = re.sub(r"[ \t]+\n", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
