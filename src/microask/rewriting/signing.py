"""Where a sender signs inside the body of a message: a name in the last line, or behind a comma in the last sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..pipeline.state import AskFound, Finding
from .lexicon import words_of

#: Words of a name alone in the last line at most.
MAX_NAME = 3


def signed_at(text: str, end: int, findings: Iterable[Finding], asks: Iterable[AskFound], greeting: str) -> int:
    """Return where a body that ends at a place ends before its sender's name, and the thanks before it; the place itself without.

    Parameters
    ----------
    text : str
    end : int
        Where the body ends.
    findings : iterable of Finding
    asks : iterable of AskFound
        None begins behind a name.
    greeting : str
        Who is greeted does not sign.
    """
    people = [item for item in findings if item["kind"] == "person"]
    at = min(_names(text, end, people, greeting), default=end)
    before = text[:at].rstrip(" ")
    if at == end or before[-1:] not in tuple(",.!?\n–—-") or not before.strip() or any(ask["start"] >= at for ask in asks):
        return end
    closing = words_of("closing").search(text, 0, at)
    before = text[: closing.start() if closing else at]
    # A comma at the end of a line belongs to it, one before a name to the name.
    return len(before.rstrip() if "\n" in before[len(before.rstrip()) :] else before.rstrip(" ,"))


def _names(text: str, end: int, people: list[Finding], greeting: str) -> Iterator[int]:
    """Yield where names begin that end a body."""
    for item in people:
        if item["note"] == "sender" and item["end"] <= end and not text[item["end"] : end].strip(" .,!xX"):
            yield item["start"]
    line = text.rfind("\n", 0, end) + 1
    if line > 0 and len(text[line:end].split()) <= MAX_NAME and text[line:end].replace(" ", "").isalpha():
        yield line
    name = words_of("signed").search(text, 0, end)
    if name and (words_of("closing").search(text, 0, name.start()) or (greeting and name[1] not in greeting)):
        yield name.start(1)
