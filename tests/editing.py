"""An editor as the language server meets it: pygls' client, in a loop of its own, over standard input and output."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from lsprotocol import types
from pygls.lsp.client import LanguageClient

COMMAND = (sys.executable, "-m", "microask", "lsp")
#: Seconds that an answer may take on a busy machine.
PATIENCE = 120


class Editor:
    """Holds documents as an editor does, and all that the server says of them."""

    def __init__(self, portal: BlockingPortal, client: LanguageClient) -> None:
        self._portal = portal
        self._client = client
        self.published: list[types.PublishDiagnosticsParams] = []
        self.shown: list[str] = []
        self.initialized: Any = None
        client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(partial(self.published.append))
        client.feature(types.WINDOW_SHOW_MESSAGE)(lambda params: self.shown.append(params.message))
        client.feature(types.WINDOW_LOG_MESSAGE)(lambda params: self.shown.append(params.message))

    def start(self, params: types.InitializeParams) -> None:
        async def begin() -> types.InitializeResult:
            await self._client.start_io(*COMMAND)
            answer = await self._client.initialize_async(params)
            self._client.initialized(types.InitializedParams())
            return answer

        self.initialized = self._portal.call(begin)

    def open(self, uri: str, language: str, text: str, version: int = 1) -> None:
        item = types.TextDocumentItem(uri, language, version, text)
        self._portal.call(self._client.text_document_did_open, types.DidOpenTextDocumentParams(item))

    def change(self, uri: str, version: int, *changes: types.TextDocumentContentChangeEvent) -> None:
        document = types.VersionedTextDocumentIdentifier(version, uri)
        self._portal.call(self._client.text_document_did_change, types.DidChangeTextDocumentParams(document, list(changes)))

    def close(self, uri: str) -> None:
        document = types.TextDocumentIdentifier(uri)
        self._portal.call(self._client.text_document_did_close, types.DidCloseTextDocumentParams(document))

    def diagnostics(self, uri: str, version: int | None) -> list[types.Diagnostic]:
        """Wait for the diagnostics of a version."""

        async def wait() -> list[types.Diagnostic]:
            while True:
                for params in self.published:
                    if (params.uri, params.version) == (uri, version):
                        return list(params.diagnostics)
                await asyncio.sleep(0.01)

        return self._portal.call(asyncio.wait_for, wait(), PATIENCE)

    def hover(self, uri: str, line: int, character: int) -> types.Hover | None:
        params = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line, character))
        return self._portal.call(self._client.text_document_hover_async, params)

    def actions(self, uri: str, where: types.Range, shown: Any = (), only: Any = None) -> list[types.CodeAction]:
        context = types.CodeActionContext(list(shown), only)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), where, context)
        return list(self._portal.call(self._client.text_document_code_action_async, params) or ())  # type: ignore[arg-type]

    def request(self, method: str, params: Any) -> Any:
        async def ask() -> Any:
            return await asyncio.wait_for(self._client.protocol.send_request_async(method, params), PATIENCE)

        return self._portal.call(ask)

    def end(self) -> tuple[int, str]:
        """Leave as the protocol has it; give the exit code and what stood on standard error."""

        async def leave() -> tuple[int, str]:
            await self._client.shutdown_async(None)
            self._client.exit(None)
            process: Any = self._client._server
            errors = await process.stderr.read()
            return await process.wait(), errors.decode()

        return self._portal.call(leave)


@contextmanager
def editing(options: Any = None, capabilities: types.ClientCapabilities | None = None) -> Iterator[Editor]:
    """Run ``microask lsp`` with an editor that has opened nothing yet."""
    with start_blocking_portal() as portal:
        editor = Editor(portal, LanguageClient("test", "0"))
        editor.start(types.InitializeParams(capabilities or types.ClientCapabilities(), initialization_options=options))
        yield editor
        assert editor.end() == (0, "")
