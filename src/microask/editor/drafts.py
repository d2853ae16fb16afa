"""Which part of a document is the sender's message, and whether there is one at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import NamedTuple

from markdown_it import MarkdownIt

from ..message import split
from ..textprep import MAX_CHARS

#: Language ids that are read; Neovim says "text" and "mail", VS Code "plaintext".
MAIL = frozenset({"mail", "eml", "email"})
MARKDOWN = frozenset({"markdown"})
LANGUAGES = MAIL | MARKDOWN | {"plaintext", "text"}

#: Characters of a document that is looked at; a longer one is no message, whatever it looks like.
MAX_DOCUMENT = 50_000
#: Own words, in characters, of what may be a message where the editor does not say so.
MAX_MESSAGE = 5_000
#: Own words, in characters, of what may be a bare ask, without greeting, sign-off or subject line.
MAX_BARE = 1_000

_HEADER = re.compile(r"(?P<name>[A-Za-z][\w-]*):[ \t]*(?P<value>[^\r\n]*(?:\r?\n[ \t]+\S[^\r\n]*)*)(?:\r?\n|\Z)")
_MBOX = re.compile(r"From [^\r\n]*\r?\n")
_BLANK = re.compile(r"[ \t]*(?:\r?\n|\Z)")
#: One of these must stand among header lines, or they are text: "Question: may I call you?"
_KNOWN = frozenset({"from", "to", "cc", "bcc", "subject", "date", "reply-to", "message-id"})
_BLANKS = re.compile(r"(?:[ \t]*\r?\n)+")
_FRONT_MATTER = re.compile(r"(?P<mark>---|\+\+\+)[ \t]*\r?\n.*?^(?:(?P=mark)|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#{1,6} \S|^\S.*\n(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
_ENCODED = frozenset({"base64", "quoted-printable"})
#: Markdown that is not the sender's prose.
_NOT_PROSE = frozenset({"fence", "code_block", "html_block"})

Span = tuple[int, int]


class Draft(NamedTuple):
    """The message in a document.

    Attributes
    ----------
    text : str
        The sender's words: the pieces, joined.
    subject : str or None
        From a header line.
    pieces : tuple of (int, int)
        Spans of the document, in order.
    subject_span : (int, int) or None
        Of the value of that header line.
    document : str
    """

    text: str
    subject: str | None
    pieces: tuple[Span, ...]
    subject_span: Span | None
    document: str

    @property
    def span(self) -> Span:
        """From its first character in the document to its last, subject line included."""
        return (self.subject_span or self.pieces[0])[0], self.pieces[-1][1]

    def place(self, start: int, end: int) -> Span:
        """Return the span of the document that holds ``text[start:end]``."""
        if start == end:
            return self._at(start), self._at(start)
        return self._at(start), self._at(end - 1) + 1

    def _at(self, offset: int) -> int:
        for start, end in self.pieces:
            if offset < end - start:
                return start + offset
            offset -= end - start
        return self.pieces[-1][1]

    def changed(self, new: str) -> tuple[int, int, str] | None:
        """Return what to replace in the document so that its message becomes another: only what differs.

        None where something that is not part of the message (a code fence) stands within, and would be lost.
        """
        old = self.text
        # The white space around a message is the document's.
        new = old[: len(old) - len(old.lstrip())] + new.strip() + old[len(old.rstrip()) :]
        if "\r\n" in self.document:
            new = re.sub(r"\r?\n", "\r\n", new)
        head = _shared(old, new)
        tail = _shared(old[head:][::-1], new[head:][::-1])
        start, end = self.place(head, len(old) - tail)
        if self.document[start:end] != old[head : len(old) - tail]:
            return None
        return start, end, new[head : len(new) - tail]


def draft_of(document: str, language: str) -> Draft | None:
    """Return the message in a document.

    Parameters
    ----------
    document : str
    language : str
        The editor's language id.

    Returns
    -------
    Draft or None
        A mail buffer is a message: what stands below its header lines, its first 10,000 characters. Anything else is one where
        its own words (no front matter, no code) are at most ``MAX_MESSAGE`` characters and it has header lines, a subject line,
        a greeting or a sign-off; or, without these, at most ``MAX_BARE`` characters and no heading.
    """
    is_mail = language in MAIL
    if language not in LANGUAGES or (len(document) > MAX_DOCUMENT and not is_mail):
        return None
    headers, at = _headers(document)
    if is_mail and _is_encoded({name: document[slice(*span)].strip().lower() for name, span in headers.items()}):
        return None
    subject_span = headers.get("subject")
    pieces = [(at, min(len(document), at + MAX_CHARS))] if is_mail else [(at, len(document))]
    if language in MARKDOWN:
        pieces = list(_prose(document, at))
    pieces = [piece for piece in pieces if piece[0] < piece[1]]
    text = "".join(document[start:end] for start, end in pieces)
    if not text.strip() or not (is_mail or _is_message(text, bool(headers))):
        return None
    subject = _unfolded(document[slice(*subject_span)]) if subject_span else None
    return Draft(text, subject or None, tuple(pieces), subject_span, document)


def _headers(document: str) -> tuple[dict[str, Span], int]:
    """Return the header lines at the top, by name in lower case, and where the text below them begins."""
    mbox = _MBOX.match(document)
    at = mbox.end() if mbox else 0
    found: dict[str, Span] = {}
    while match := _HEADER.match(document, at):
        found.setdefault(match["name"].lower(), match.span("value"))
        at = match.end()
    blank = _BLANK.match(document, at)
    if not found.keys() & _KNOWN or not blank:
        return {}, 0
    return found, blank.end()


def _is_encoded(values: dict[str, str]) -> bool:
    """Tell whether what stands below cannot be read as it stands: several parts, or a transfer encoding."""
    return values.get("content-type", "").startswith("multipart/") or values.get("content-transfer-encoding", "") in _ENCODED


def _unfolded(value: str) -> str:
    with suppress(HeaderParseError, LookupError, UnicodeError, ValueError):
        value = str(make_header(decode_header(value)))
    return " ".join(value.split())


def _prose(document: str, at: int) -> Iterator[Span]:
    """Yield the spans of Markdown below an offset that are prose."""
    if at == 0 and (front := _FRONT_MATTER.match(document)):
        at = front.end()
    body = document[at:]
    starts = [at, *(at + match.end() for match in re.finditer(r"\r\n|\n|\r", body)), len(document)]
    for token in MarkdownIt("commonmark").disable("inline").parse(body):
        if token.type not in _NOT_PROSE or not token.map or starts[token.map[0]] < at:
            continue
        start, end = starts[token.map[0]], starts[min(token.map[1], len(starts) - 1)]
        # Of the blank lines around it those above part the paragraphs; a rewrite would join the two.
        blank = _BLANKS.match(document, end)
        above = document[at:start].replace("\r", "")
        yield at, start
        at = blank.end() if blank and (not above or above.endswith("\n\n")) else end
    yield at, len(document)


def _is_message(text: str, has_headers: bool) -> bool:
    if len(text) > MAX_MESSAGE:
        return False
    if has_headers or any(zone.name in ("subject", "greeting", "signoff") for zone in split(text)):
        return True
    return len(text) <= MAX_BARE and not _HEADING.search(text)


def _shared(one: str, other: str) -> int:
    """Return how many characters two strings share at their beginning."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
