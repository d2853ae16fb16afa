"""HTML mail reduced to text, each character with its place in the markup; on the standard library's parser."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

_DOCUMENT = re.compile(r"\s*<(?:!doctype|html|head|body|div|p|table|span|meta|blockquote)\b[^>]*>", re.IGNORECASE)
_MARKUP = re.compile(r"<br\s*/?>|</(?:p|div|td|li|html|body|blockquote)>", re.IGNORECASE)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "table",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "hr",
        "section",
        "article",
        "header",
        "footer",
    ]
)
_SKIPPED = frozenset(("script", "style", "head", "title"))
_QUOTE_CLASS = re.compile(r"\b(?:gmail_quote|moz-cite-prefix|yahoo_quoted|protonmail_quote)\b")


def looks_like_html(text: str) -> bool:
    """Tell whether a text is HTML mail, rather than a message that mentions a tag."""
    return "<" in text and ">" in text and bool(_DOCUMENT.match(text) or len(_MARKUP.findall(text, 0, 20_000)) > 1)


@dataclass(slots=True)
class ReducedHtml:
    """The text of an HTML document and, for each character, its span in the markup."""

    text: str = ""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    quoted: tuple[tuple[int, int], ...] = ()


class _Reducer(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.line_starts = [0] + [m.end() for m in re.finditer("\n", source)]
        self.chars: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.skipping = 0
        self.quote_tags: list[tuple[str, int]] = []
        self.depth: dict[str, int] = {}
        self.quoted: list[tuple[int, int]] = []
        # The standard library raises AssertionError on some broken declarations; what was read before it stands.
        # Its time is quadratic in tags that are never closed; behind the last ">" there is no tag, only text.
        markup_end = source.rfind(">") + 1
        with suppress(AssertionError):
            self.feed(source[:markup_end])
            self.close()
        self._text(source[markup_end:], markup_end)

    def _offset(self) -> int:
        line, column = self.getpos()
        return self.line_starts[line - 1] + column

    def _put(self, chars: str, start: int, end: int) -> None:
        for char in chars:
            self.chars.append(char)
            self.starts.append(start)
            self.ends.append(end)

    def _break_line(self) -> None:
        # Each block ends its line once; a second <br> makes the blank line of a paragraph.
        if self.chars and "".join(self.chars[-2:]) != "\n\n":
            at = self._offset()
            self._put("\n", at, at)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self.skipping += 1
        if tag in _BLOCKS:
            self._break_line()
        if tag == "li":
            self._break_line()
            self._put("- ", self._offset(), self._offset())
        self.depth[tag] = self.depth.get(tag, 0) + 1
        if tag == "blockquote" or (tag == "div" and _QUOTE_CLASS.search(dict(attrs).get("class") or "")):
            self.quote_tags.append((f"{tag}{self.depth[tag]}", len(self.chars)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._break_line()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED and self.skipping:
            self.skipping -= 1
        if self.quote_tags and self.quote_tags[-1][0] == f"{tag}{self.depth.get(tag, 0)}":
            self.quoted.append((self.quote_tags.pop()[1], len(self.chars)))
        self.depth[tag] = max(0, self.depth.get(tag, 0) - 1)
        if tag in _BLOCKS and tag != "br":
            self._break_line()

    def handle_data(self, data: str) -> None:
        self._text(data, self._offset())

    def _text(self, data: str, at: int) -> None:
        if self.skipping:
            return
        for i, char in enumerate(data):
            # White space in markup is one blank.
            if char.isspace():
                if self.chars and not self.chars[-1].isspace():
                    self._put(" ", at + i, at + i + 1)
            else:
                self._put(char, at + i, at + i + 1)

    def _reference(self, written: str) -> None:
        if not self.skipping:
            at = self._offset()
            self._put(unescape(written), at, at + len(written))

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name};")


def reduce_html(source: str, limit: int) -> ReducedHtml:
    """Reduce HTML to its text.

    Parameters
    ----------
    source : str
        HTML as passed by the caller; broken markup is read as browsers do, as far as the standard library can.
    limit : int
        Characters of text after which the rest is left out.

    Returns
    -------
    ReducedHtml
    """
    reducer = _Reducer(source[: 20 * limit])
    open_quotes = [(start, len(reducer.chars)) for _, start in reducer.quote_tags]
    return ReducedHtml("".join(reducer.chars), reducer.starts, reducer.ends, tuple(sorted(reducer.quoted + open_quotes)))
