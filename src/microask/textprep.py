"""From the caller's string to the copy that is scored, with honest offsets back.

The copy is what the pipeline reads: HTML reduced to text, quotes straightened, invisible characters dropped, length and
unbroken runs capped. The caps keep every input fast: the tokenizer is quadratic on runs without white space.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from .html_text import looks_like_html, reduce_html

#: Characters that are scored; a message of this length has some 1,700 words.
MAX_CHARS = 10_000
#: Characters of a subject line that are scored.
MAX_SUBJECT = 300
#: Longest run without white space that is kept; long enough for links.
MAX_RUN = 200

#: Of the dropped characters those that nobody types: worth a warning.
_HIDDEN = re.compile("[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069]")
_LONG_RUN = re.compile(rf"\S{{{MAX_RUN + 1},}}")
# Soft hyphen, zero-width characters, bidirectional controls, byte order mark, variation selectors; and the CR of CRLF.
_DROPPED = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]|\r(?=\n)")
#: White space longer than this is cut without a word: nothing is lost, and patterns on lines stay fast.
MAX_BLANK = 40
_LONG_BLANK = re.compile(rf"\s{{{MAX_BLANK + 1},}}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def _one_to_one() -> dict[int, str]:
    table = dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u02bc\u0060\u00b4"), "'")
    table |= dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u00ab\u00bb"), '"')
    table |= dict.fromkeys([*map(ord, "\u00a0\u202f\u205f\u3000\t\u2028\u2029"), *range(0x2000, 0x200B)], " ")
    table[ord("\r")] = "\n"
    # Letters that people paste for bold or italics, and full-width forms.
    for code in [*range(0x1D400, 0x1D800), *range(0xFF01, 0xFF5F)]:
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1:
            table[code] = plain
    return table


_TABLE = _one_to_one()


@dataclass(frozen=True, slots=True)
class ScoringCopy:
    """The text that is scored, and where each of its characters comes from.

    Attributes
    ----------
    text : str
    starts, ends : sequence of int, or None
        For each character its span in the caller's string; None where the two are aligned one to one.
    quoted : tuple of (int, int)
        Spans of ``text`` that the markup itself declares to be a quoted message.
    warnings : tuple of str
    head : int
        Length of the subject line put before the text, which has no place in the caller's string.
    """

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None
    quoted: tuple[tuple[int, int], ...] = ()
    warnings: tuple[str, ...] = ()
    head: int = 0

    def source_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the span of the caller's string that holds ``text[start:end]``, for a span that is not empty.

        None for a span that begins in the subject line, which is not part of that string.
        """
        start, end = start - self.head, end - self.head
        if start < 0:
            return None
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def prepare(source: str, subject: str | None = None) -> ScoringCopy:
    """Make the scoring copy of a text.

    Parameters
    ----------
    source : str
        Any string: plain text or HTML, of any length, with any characters.
    subject : str, optional
        A subject line from elsewhere; it is put before the text as a message has it.

    Returns
    -------
    ScoringCopy
        At most ``MAX_CHARS`` characters with no run over ``MAX_RUN``.
    """
    warnings: list[str] = []
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None
    quoted: tuple[tuple[int, int], ...] = ()
    text = source
    if looks_like_html(source):
        reduced = reduce_html(source, 4 * MAX_CHARS)
        text, starts, ends, quoted = reduced.text, reduced.starts, reduced.ends, reduced.quoted
        warnings.append("HTML: reduced to text; offsets refer to the markup as passed")
    if not text.isascii() and _HIDDEN.search(text):
        warnings.append("invisible characters were left out")
    considered = text[: 4 * MAX_CHARS]
    drops = [] if text.isascii() and "\r" not in text else [match.span() for match in _DROPPED.finditer(considered)]
    cut_runs, blanks = _long_runs(considered)
    if cut_runs:
        warnings.append(f"truncated: unbroken runs of more than {MAX_RUN} characters were cut")
    kept = _complement(sorted(drops + cut_runs + blanks), len(considered))
    if len(kept) > 1 or (kept and kept[0] != (0, len(text))):
        index = [i for start, end in kept for i in range(start, end)][:MAX_CHARS]
        if kept[-1][1] < len(text) or len(index) < sum(end - start for start, end in kept):
            warnings.append(f"truncated: only the first {MAX_CHARS:,} characters were scored; send a shorter text")
        starts, ends = (
            (index, [i + 1 for i in index])
            if starts is None or ends is None
            else ([starts[i] for i in index], [ends[i] for i in index])
        )
        quoted = tuple(_project(span, index) for span in quoted)
        text = "".join([text[i] for i in index])
    elif len(text) > MAX_CHARS:
        warnings.append(f"truncated: only the first {MAX_CHARS:,} characters were scored; send a shorter text")
        text = text[:MAX_CHARS]
    if not text.isascii():
        text = text.translate(_TABLE)
    if _CONTROL.search(text):
        text = _CONTROL.sub(" ", text)
        warnings.append("control characters or lone surrogates were read as blanks")
    head = ""
    if subject and subject.strip():
        head = f"Subject: {' '.join(prepare(subject).text[:MAX_SUBJECT].split())}\n\n"
        quoted = tuple((start + len(head), end + len(head)) for start, end in quoted)
    return ScoringCopy(head + text.replace("\t", " "), starts, ends, quoted, tuple(dict.fromkeys(warnings)), len(head))


def _long_runs(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return what is too much of each run without white space, and of each run of white space."""
    # Words are cheap to measure: most texts have none that is too long, and hardly more white space than one blank between two.
    words = [*map(len, text.split())]
    cut_runs, blanks = [], []
    if max(words, default=0) > MAX_RUN:
        cut_runs = [(match.start() + MAX_RUN, match.end()) for match in _LONG_RUN.finditer(text)]
    if len(text) - sum(words) - (len(words) - 1) >= MAX_BLANK:
        blanks = [(match.start() + MAX_BLANK, match.end()) for match in _LONG_BLANK.finditer(text)]
    return cut_runs, blanks


def _complement(spans: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    kept, position = [], 0
    for start, end in spans:
        if start > position:
            kept.append((position, start))
        position = max(position, end)
    if position < length:
        kept.append((position, length))
    return kept


def _project(span: tuple[int, int], index: list[int]) -> tuple[int, int]:
    """Return where the characters ``span`` of a text went when only those at ``index`` (ascending) were kept."""
    return bisect_left(index, span[0]), bisect_left(index, span[1])
