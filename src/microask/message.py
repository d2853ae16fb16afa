"""The zones of a message: subject line, greeting, body, sign-off, signature and quoted reply, by character offsets.

What a message looks like is data (``lexicons/message.toml``); this module only decides in which order the zones are cut:
quotes first, then subject and greeting from the top, then signature and sign-off from the bottom.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from .lexicons import table

#: Lines of a sign-off and signature; further up a closing phrase is taken for part of the body.
MAX_CLOSING_LINES = 16
#: A name under a sign-off has at most this many words.
MAX_NAME_WORDS = 6

_SUBJECT = re.compile(r"\s*(?:subject|subj|betreff|re)\s*:[ ]*(?P<subject>[^\n]*)(?:\n|$)", re.IGNORECASE)
_NAME_LINE = re.compile(r"\s*(?:[-–—~]\s?|x+\s)?(?P<name>[^\W\d_][\w.'’\-]*(?:\s[\w.'’()\"&,\-]+){0,4})[\s.!,]*(?:\W*)$")
_POSTSCRIPT = re.compile(r"\s*p\.?\s?(?:p\.?\s?)?s\b[.:,\s]", re.IGNORECASE)


class Zone(NamedTuple):
    """A zone of a message: its name and its span, stripped of surrounding white space."""

    name: str
    start: int
    end: int


class _Line(NamedTuple):
    start: int
    end: int
    text: str


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data = table("message")
    flags = re.IGNORECASE | re.MULTILINE
    opener = data["greeting"]["openers"]
    phrase = data["signoff"]["phrases"]
    return {
        # "Hi Sam, could you ..." keeps only "Hi Sam,"; a bare opener needs a line end or a mark behind it.
        "greeting": re.compile(
            rf"\s*(?:(?:{opener})\b"
            r"(?:,? (?!(?:i|we|you|can|could|do|is|are|it|my|just|quick|hope|thanks|thank|so|please|any|from|would|did|this)\b)"
            r"[\w.'’&/()\-]+){0,5}\s?"
            r"(?:[,!:;.]+(?!\w)|\s[-–—]+(?=\s|$)|(?=\s*(?:\n|$))|(?=\s[^\w\s]))[!,]*)",
            flags,
        ),
        "opener": re.compile(rf"\s*(?:{opener})\b", flags),
        "name_greeting": re.compile(r"\s*@?[^\W\d_][\w'’.\-]*(?: [^\W\d_][\w'’.\-]*){0,2}\s?(?:,|:|!|\s[-–—])(?=\s*\n)", flags),
        "signoff": re.compile(rf"\s*(?:{phrase})\s*[,.!~:)\-–—\s]*\W*$", flags),
        "signoff_inline": re.compile(
            rf"\s*(?:{phrase})\s*[,!.\-–—]+\s*(?P<name>[^\W\d_][\w.'’\-]*(?: [\w.'’\-]+){{0,2}})\W*$", flags
        ),
        "signature": re.compile("|".join(f"(?:{line})" for line in data["signature"]["lines"]), flags),
        "quote": re.compile("|".join(f"(?:^{line})" for line in data["quote"]["headers"]), flags),
    }


@cache
def not_names() -> frozenset[str]:
    """Return capitalised words, folded, that are no names of people."""
    return frozenset(table("names")["not_names"]["words"].split())


def split(text: str, quoted: Iterable[tuple[int, int]] = ()) -> list[Zone]:
    """Tell the zones of a message apart.

    Parameters
    ----------
    text : str
        A bare sentence or a whole message.
    quoted : iterable of (int, int)
        Spans already known to be quoted, from the markup of HTML mail.

    Returns
    -------
    list of Zone
        In the order of the text, not overlapping, none empty. There may be several ``body`` and ``quoted`` zones: replies
        between quoted lines, and a postscript. ``subject`` is the text behind a leading "Subject:".
    """
    lines, zones = _unquoted(text, quoted)
    first, last = 0, len(lines)
    while first < last and not lines[first].text.strip():
        first += 1
    if first < last and (match := _SUBJECT.match(lines[first].text)):
        zones += _zone("subject", text, lines[first].start + match.start("subject"), lines[first].end)
        first += 1
        while first < last and not lines[first].text.strip():
            first += 1
    body_start = lines[first].start if first < last else len(text)
    if first < last:
        greeting_end = _greeting_end(text, lines, first)
        if greeting_end:
            zones += _zone("greeting", text, body_start, greeting_end)
            body_start = greeting_end
    close, signature, postscript = _closing(lines, first, last, body_start)
    footer = next((i for i in range(postscript, last) if _is_footer(lines, i, last)), last)
    zones += _runs("body", text, lines[first:close], body_start)
    zones += _runs("signoff", text, lines[close:signature], body_start)
    zones += _runs("signature", text, lines[signature:postscript], body_start)
    zones += _runs("body", text, lines[postscript:footer], body_start)
    zones += _runs("signature", text, lines[footer:last], body_start)
    return sorted(zones, key=lambda zone: zone.start)


def _zone(name: str, text: str, start: int, end: int) -> list[Zone]:
    part = text[start:end]
    start, end = start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())
    return [Zone(name, start, end)] if start < end else []


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):
        yield _Line(start, start + len(line), line)
        start += len(line) + 1


def _unquoted(text: str, quoted: Iterable[tuple[int, int]]) -> tuple[list[_Line], list[Zone]]:
    """Return the lines that the sender wrote for this message, and the quoted zones."""
    header = next((match for match in _patterns()["quote"].finditer(text)), None)
    spans = [span for span in quoted if span[0] < span[1]]
    # Below a header all is quoted, unless it is marked line by line: then there may be replies between the lines.
    marked = re.search(r"^\s*>", text[header.end() :], re.MULTILINE) if header else None
    if header:
        spans.append((header.start(), header.end() if marked else len(text)))
    if not spans and ">" not in text:
        return list(_lines(text)), []
    kept: list[_Line] = []
    for line in _lines(text):
        if line.text.lstrip().startswith(">") and not line.text.lstrip().startswith((">>>", ">:")):
            spans.append((line.start, line.end))
        elif not any(start < line.end and line.start < end for start, end in spans):
            kept.append(line)
    merged: list[list[int]] = []
    for start, end in sorted(spans):
        if merged and not text[merged[-1][1] : start].strip():
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return kept, [zone for start, end in merged for zone in _zone("quoted", text, start, end)]


def _greeting_end(text: str, lines: list[_Line], first: int) -> int | None:
    line = lines[first]
    if match := _patterns()["greeting"].match(text, line.start, line.end):
        return match.end()
    if len(lines) > first + 1 and (match := _patterns()["name_greeting"].match(text, line.start)):
        words = match.group().lower().strip("@ \t\n,:!-–—").split()
        return None if set(words) & not_names() else match.end()
    return None


def _closing(lines: list[_Line], first: int, last: int, body_start: int) -> tuple[int, int, int]:
    """Return the line numbers at which sign-off, signature and postscript begin (``last`` where there is none)."""
    patterns = _patterns()
    postscript = next(
        (i for i in range(last - 1, max(first, last - MAX_CLOSING_LINES) - 1, -1) if _POSTSCRIPT.match(lines[i].text)),
        last,
    )
    end = postscript
    start = max(first + 1, end - MAX_CLOSING_LINES)
    for i in range(start, end):
        text = lines[i].text
        if not text.strip() or lines[i].start < body_start:
            continue
        if patterns["signoff_inline"].match(text) and len(text.split()) <= MAX_NAME_WORDS + 4:
            return i, _signature_start(lines, i + 1, end), postscript
        if patterns["signoff"].match(text) and _closes(lines, i, end):
            return i, _signature_start(lines, _after_name(lines, i + 1, end), end), postscript
        if _is_footer(lines, i, end):
            return _name_above(lines, i, start), i, postscript
    return _bare_name(lines, first, end), end, postscript


def _closes(lines: list[_Line], at: int, end: int) -> bool:
    """Tell whether a closing phrase ends the message: nothing longer than a name or a signature follows."""
    rest = [line.text for line in lines[at + 1 : end] if line.text.strip()]
    if not rest:
        return True
    return (bool(_NAME_LINE.match(rest[0])) and len(rest[0].split()) <= MAX_NAME_WORDS) or bool(
        _patterns()["signature"].match(rest[0])
    )


def _after_name(lines: list[_Line], at: int, end: int) -> int:
    """Skip the name under a sign-off, at most one blank line away."""
    i = at
    while i < end and not lines[i].text.strip():
        i += 1
    if (
        i < end
        and not _patterns()["signature"].match(lines[i].text)
        and _NAME_LINE.match(lines[i].text)
        and len(lines[i].text.split()) <= MAX_NAME_WORDS
    ):
        return i + 1
    return at


def _signature_start(lines: list[_Line], at: int, end: int) -> int:
    while at < end and not lines[at].text.strip():
        at += 1
    return at


def _is_footer(lines: list[_Line], at: int, end: int) -> bool:
    """Tell whether a signature begins here: a delimiter, a mobile footer, or lines that mostly are a signature's."""
    if not _patterns()["signature"].match(lines[at].text):
        return False
    rest = [line.text for line in lines[at:end] if line.text.strip()]
    if re.match(r"\s*--\s*$", rest[0]):
        return True
    if re.match(r"\s*(?:sent (?:from|via)|get outlook)", rest[0], re.IGNORECASE):
        return len(rest) <= 2
    marks = sum(bool(_patterns()["signature"].match(text)) for text in rest)
    return marks * 2 >= len(rest) and not any("?" in text for text in rest)


def _name_above(lines: list[_Line], at: int, start: int) -> int:
    """Return the line of a name (with a blank line or sentence end above) that stands over a signature block, else ``at``."""
    i = at - 1
    while i >= start and not lines[i].text.strip():
        i -= 1
    top = i
    while (
        top >= start
        and lines[top].text.strip()
        and len(lines[top].text.split()) <= MAX_NAME_WORDS + 2
        and _NAME_LINE.match(lines[top].text)
    ):
        top -= 1
    blank = top < start or not lines[top].text.strip()
    return top + 1 if top < i and blank else at


def _bare_name(lines: list[_Line], first: int, end: int) -> int:
    """Return the line of a name that closes a message without a closing phrase, else ``end``."""
    i = end - 1
    while i > first and not lines[i].text.strip():
        i -= 1
    if i <= first:
        return end
    text = lines[i].text.strip()
    dashed = re.match(r"[-–—~]\s?[^\W\d_][\w'’.]*(?: [^\W\d_][\w'’.]*){0,2}$|x+ [^\W\d_]\w*$", text)
    words = text.rstrip(".!,").split()
    named = len(words) <= 3 and all(
        word[:1].isupper() and word.replace("'", "").replace("-", "").replace(".", "").isalpha() for word in words
    )
    ends_sentence = not text.endswith("?") and (not lines[i - 1].text.strip() or lines[i - 1].text.rstrip()[-1:] in ".?!)")
    return i if dashed or (named and ends_sentence) else end


def _runs(name: str, text: str, lines: list[_Line], not_before: int) -> list[Zone]:
    """Return one zone for each run of neighbouring lines; quoted lines between them part the runs."""
    zones: list[Zone] = []
    run_start = run_end = -1
    for line in lines:
        if run_start >= 0 and line.start > run_end + 1:
            zones += _zone(name, text, max(run_start, not_before), run_end)
            run_start = -1
        if run_start < 0:
            run_start = line.start
        run_end = line.end
    if run_start >= 0:
        zones += _zone(name, text, max(run_start, not_before), run_end)
    return zones
