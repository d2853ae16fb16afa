"""Where a sender signs inside the body of a message: a name in the last line, or behind the last sentence, a comma or thanks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from ..lexicons import table
from ..pipeline.state import AskFound, Finding
from .marks import PICTURE

#: Words of a name alone in the last line at most.
MAX_NAME = 3
#: Words of a name and of where or what the sender is at most: "Omolabake, your Surulere customer".
MAX_SIGNED = 5
_BEFORE = re.compile(rf"(?:[,.!?…)\n–—-]|{PICTURE})[ \t]*\Z")
_WHERE = re.compile(r"\s*(?:[,(–—-]|(?:from|at|in|of)\b)")
#: A name in lower case stands alone behind the last sentence.
_LOWER = re.compile(r"[.?!…][ \t]+([a-z]{2,})[ \t]*\Z")
_KISSES = re.compile(r"[ \t]+[xX]{1,4}[ .!]*\Z")
_BEHIND = re.compile(rf"(?:[\s.,!]|\b[xX]+\b|{PICTURE})*\Z")


@cache
def closing() -> re.Pattern[str]:
    """Return the phrases that close a letter, up to its end or to the name behind them."""
    phrases = f"{table('message')['signoff']['phrases']}|{table('material')['words']['closing']}"
    before, behind = r"(?:\A|[\s,–—-]+|(?<=[.!?…]))(?:with )?", rf"(?:[\s,.!–—-]|{PICTURE})*\Z"
    return re.compile(rf"{before}(?:{phrases}){behind}", re.IGNORECASE)


@cache
def _signed() -> re.Pattern[str]:
    name = table("material")["words"]["name"]
    return re.compile(rf"(?:[\s,]|{PICTURE})({name})(?:[\s.]|\b[xX]+\b|{PICTURE})*\Z")


def signed_at(text: str, end: int, findings: Iterable[Finding], asks: Iterable[AskFound], greeting: str) -> int:
    """Return where a body that ends at a place ends before its sender's name, and the thanks before it; the place itself without.

    Parameters
    ----------
    text : str
    end : int
        Where the body ends.
    findings : iterable of Finding
    asks : iterable of AskFound
        None that is more than a name begins behind one.
    greeting : str
        Who is greeted does not sign.
    """
    at = min(_names(text, end, list(findings), greeting), default=end)
    closes = closing().search(text, 0, at)
    if at == end and (kisses := _KISSES.search(text, 0, end)):
        return kisses.start()
    if at == end or not text[:at].strip() or not (closes or _BEFORE.search(text, 0, at)):
        return end
    if any(ask["start"] >= at and len(text[at:end].split()) > 1 for ask in asks):
        return end
    before = text[: closes.start() if closes else at]
    # A comma at the end of a line belongs to it, one before a name to the name.
    return len(before.rstrip() if "\n" in before[len(before.rstrip()) :] else before.rstrip(" ,"))


def _names(text: str, end: int, findings: list[Finding], greeting: str) -> Iterator[int]:
    """Yield where names begin that end a body."""
    line = text.rfind("\n", 0, end) + 1
    for item in findings:
        if item["kind"] == "person" and item["note"] == "sender" and item["end"] <= end:
            # "Julian from 212" by itself names the sender and says where to find them.
            ended = text[: item["start"]].rstrip(" ")[-1:] in tuple(".!?…\n")
            alone = ended and len(text[item["start"] : end].split()) <= MAX_SIGNED and _WHERE.match(text, item["end"])
            if alone or _BEHIND.fullmatch(text, item["end"], end):
                yield item["start"]
    if line > 0 and len(text[line:end].split()) <= MAX_NAME and text[line:end].replace(" ", "").isalpha():
        yield line
    name = _signed().search(text, 0, end) or _LOWER.search(text, 0, end)
    if name is None:
        return
    readers = [item for item in findings if item["note"] == "reader" and item["end"] <= name.start(1)]
    called = " ".join([greeting, *(text[item["start"] : item["end"]] for item in readers)]).strip()
    if name[1] in called:
        return
    over = [item for item in findings if item["start"] < name.end(1) and name.start(1) < item["end"]]
    if any(item["kind"] not in ("person", "vague") or item["start"] < name.start(1) for item in over):
        return  # no name, or the end of one: "Mr. Khoa"
    closes = closing().search(text, 0, name.start(1))
    ended = text[: name.start(1)].rstrip()[-1:] not in ("", ",")
    if closes or (ended and _BEFORE.search(text, 0, name.start(1))) or (called and not ended):
        yield name.start(1)
