"""What the sender wrote in a mail: its text, whatever it is packed in, without quotes and signature."""

from __future__ import annotations

import re
from email.message import Message as Mail

from ..html_text import looks_like_html, reduce_html
from ..message import split
from ..textprep import MAX_CHARS, prepare
from .charsets import clean, decode
from .decoding import UNREADABLE, parse

WRONG_CHARSET, CUT, NO_TEXT = "charset wrong or unknown, guessed", "longer than 10,000 characters, cut", "no words of your own"
#: Zones that are not what the sender wrote for this message.
_FOREIGN = frozenset(("quoted", "signature"))
_READABLE = frozenset(("text/plain", "text/html"))


def own_text(data: bytes) -> tuple[str, list[str]]:
    """Return what the sender of a mail wrote, and what was wrong with it.

    Parameters
    ----------
    data : bytes
        The mail, or at least its beginning.

    Returns
    -------
    (str, list of str)
    """
    problems: list[str] = []
    try:
        text = _text(parse(data), problems)
    except Exception:
        # As in `decoding.read_headers`: the parser's errors on broken mail are of every kind.
        return "", [UNREADABLE]
    body, cut = without_quotes(text)
    if cut:
        problems.append(CUT)
    if not body:
        problems.append(NO_TEXT)
    return body, list(dict.fromkeys(problems))


def without_quotes(text: str) -> tuple[str, bool]:
    """Leave quotes and signature out of a message.

    Returns
    -------
    (str, bool)
        What remains, and whether it goes on behind the part that was looked at.
    """
    text = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    copy = prepare(text)
    zones = split(copy.text, copy.quoted)
    foreign = [zone for zone in zones if zone.name in _FOREIGN]
    kept, at = [], 0
    for zone in [*foreign, None]:
        end = zone.start if zone else len(copy.text)
        if copy.text[at:end].strip() and (span := copy.source_span(at, end)):
            kept.append(text[span[0] : span[1]].strip())
        at = zone.end if zone else end
    cut = len(copy.text) >= MAX_CHARS and bool(kept) and not (foreign and foreign[-1].end >= len(copy.text.rstrip()))
    lines = "\n".join(line.rstrip() for line in "\n\n".join(kept).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip(), cut


def _text(part: Mail, problems: list[str]) -> str:
    """Return the text of a part: of alternatives the plain one, of mixed parts all that are no attachment."""
    kind = part.get_content_type()
    children = part.get_payload()
    if part.get_content_maintype() == "multipart" and isinstance(children, list):
        texts = [(child, _text(child, problems)) for child in children if isinstance(child, Mail)]
        texts = [(child, text) for child, text in texts if text.strip()]
        if kind == "multipart/alternative":
            plain = [text for child, text in texts if child.get_content_type() == "text/plain"]
            return (plain or [text for _, text in texts[-1:]] or [""])[0]
        return "\n\n".join(text for _, text in texts)
    # A multipart without parts has lost its boundary; what it holds is read as text.
    if not (kind in _READABLE or part.get_content_maintype() == "multipart") or part.get_content_disposition() == "attachment":
        return ""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    text, right = decode(data, part.get_content_charset())
    if not right:
        problems.append(WRONG_CHARSET)
    return plain_text(text) if kind == "text/html" or looks_like_html(text) else text


def plain_text(markup: str) -> str:
    """Reduce HTML to its text, without what its markup calls a quote."""
    reduced = reduce_html(markup, 4 * MAX_CHARS)
    kept, at = [], 0
    for start, end in reduced.quoted:
        kept.append(reduced.text[at:start])
        at = max(at, end)
    return "\n".join([*kept, reduced.text[at:]])
