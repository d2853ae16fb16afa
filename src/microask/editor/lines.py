"""Positions as the Language Server Protocol counts them: lines, and code units within a line.

pygls has this too, and takes what ``str.splitlines`` takes for the end of a line: in a text with a form feed or a line
separator, all that follows would be marked a line too low, and edits applied there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from lsprotocol.types import Position, Range

_END = re.compile(r"\r\n|\n|\r")
#: Length of a string in the code units of each encoding of positions.
_UNITS: dict[str, Callable[[str], int]] = {
    "utf-8": lambda part: len(part.encode("utf-8", "surrogatepass")),
    "utf-16": lambda part: len(part.encode("utf-16-le", "surrogatepass")) // 2,
    "utf-32": len,
}


class Lines:
    """A text whose characters are found by position.

    Parameters
    ----------
    text : str
    encoding : {"utf-16", "utf-8", "utf-32"}
        What client and server agreed to count in.
    """

    def __init__(self, text: str, encoding: str) -> None:
        self.text = text
        self.encoding = encoding
        self._units = _UNITS[encoding]
        ends = list(_END.finditer(text))
        self._starts = [0, *(match.end() for match in ends)]
        self._ends = [*(match.start() for match in ends), len(text)]

    def offset(self, position: Position) -> int:
        """Return the offset of a position; one beyond its line is the end of the line, as the protocol has it."""
        if position.line >= len(self._starts):
            return len(self.text)
        start = self._starts[position.line]
        line = self.text[start : self._ends[position.line]]
        if line.isascii():
            return start + min(position.character, len(line))
        units = 0
        for at, char in enumerate(line):
            units += self._units(char)
            # Within a character: before it.
            if units > position.character:
                return start + at
        return start + len(line)

    def position(self, offset: int) -> Position:
        """Return the position of an offset."""
        line = bisect_right(self._starts, offset) - 1
        start = self._starts[line]
        return Position(line, self._units(self.text[start : max(start, min(offset, self._ends[line]))]))

    def range(self, start: int, end: int) -> Range:
        """Return the range of a span."""
        return Range(self.position(start), self.position(end))

    def replaced(self, where: Range, new: str) -> Lines:
        """Return the text with a range replaced."""
        start, end = self.offset(where.start), self.offset(where.end)
        return Lines(self.text[:start] + new + self.text[end:], self.encoding)
