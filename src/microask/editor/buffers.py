"""The open documents, each with the analysis of its latest version."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from lsprotocol.types import TextDocumentContentChangeEvent, TextDocumentContentChangePartial

from .drafts import draft_of
from .findings import Analysis
from .lines import Lines

if TYPE_CHECKING:
    from ..analyzer import Analyzer

Reading = asyncio.Task[Analysis | None]


class Buffer:
    """An open document.

    Attributes
    ----------
    uri, language : str
    version : int
    lines : Lines
        Its text.
    reading : Task
        Gives the analysis of this version; cancelled before there is another, so that nothing stale ever comes out of it.
    """

    def __init__(self, uri: str, language: str, version: int, lines: Lines) -> None:
        self.uri = uri
        self.language = language
        self.version = version
        self.lines = lines
        self.reading: Reading | None = None


class Buffers:
    """Reads documents as they change, one after the other, in a thread of its own.

    Parameters
    ----------
    analyzer : Analyzer
    publish : callable
        Called with a buffer and the analysis of its latest version; with None where there is no message.
    failed : callable
        Called with the error where microask fails on a text.
    """

    def __init__(
        self, analyzer: Analyzer, publish: Callable[[Buffer, Analysis | None], None], failed: Callable[[Exception], None]
    ) -> None:
        self._analyzer = analyzer
        self._publish = publish
        self._failed = failed
        self._open: dict[str, Buffer] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="microask")

    def open(self, buffer: Buffer) -> None:
        """Hold a document, and read it at once."""
        self.close(buffer.uri)
        self._open[buffer.uri] = buffer
        self._read(buffer, 0)

    def change(self, uri: str, version: int, changes: Iterable[TextDocumentContentChangeEvent], delay: float) -> None:
        """Apply changes to a document, and read it once it has not changed for some seconds."""
        if not (buffer := self._open.get(uri)):
            return
        for change in changes:
            if isinstance(change, TextDocumentContentChangePartial):
                buffer.lines = buffer.lines.replaced(change.range, change.text)
            else:
                buffer.lines = Lines(change.text, buffer.lines.encoding)
        buffer.version = version
        self._read(buffer, delay)

    def close(self, uri: str) -> None:
        """Let a document go."""
        if (buffer := self._open.pop(uri, None)) and buffer.reading:
            buffer.reading.cancel()

    async def analysis(self, uri: str) -> tuple[Buffer, Analysis] | None:
        """Return a document and the analysis of its present version.

        None where it holds no message, or changes before it is read.
        """
        if not (buffer := self._open.get(uri)) or not (reading := buffer.reading):
            return None
        await asyncio.wait({reading})
        if reading.cancelled() or buffer.reading is not reading or not (analysis := reading.result()):
            return None
        return buffer, analysis

    def _read(self, buffer: Buffer, delay: float) -> None:
        if buffer.reading:
            buffer.reading.cancel()
        buffer.reading = asyncio.get_running_loop().create_task(self._reading(buffer, buffer.lines.text, delay))

    async def _reading(self, buffer: Buffer, text: str, delay: float) -> Analysis | None:
        await asyncio.sleep(delay)
        analysis = None
        try:
            analysis = await asyncio.get_running_loop().run_in_executor(self._thread, self._analyse, text, buffer.language)
        except Exception as error:
            self._failed(error)
        self._publish(buffer, analysis)
        return analysis

    def _analyse(self, text: str, language: str) -> Analysis | None:
        draft = draft_of(text, language)
        return Analysis(draft, self._analyzer.suggest(draft.text, draft.subject)) if draft else None
