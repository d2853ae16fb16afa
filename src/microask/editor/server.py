"""The language server: buffers, findings and actions in the terms of the protocol, over pygls."""

from __future__ import annotations

import logging
import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from .. import __version__
from .actions import Action, actions
from .buffers import Buffer, Buffers
from .drafts import LANGUAGES
from .findings import Analysis, findings, hover
from .lines import Lines
from .settings import Settings, read_settings

if TYPE_CHECKING:
    from ..analyzer import Analyzer

SOURCE = "microask"
_SEVERITY = {
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}
_KINDS = [types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorRewrite]


class _Protocol(LanguageServerProtocol):
    """Leaves the documents to the server's buffers.

    pygls would keep them too: it ends lines where the protocol does not (see `Lines`), and then moves the positions of a change
    in place.
    """

    _server: EditorServer

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        self._server.opened(params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        self._server.changed(params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self._server.closed(params)


class EditorServer(LanguageServer):
    """The server.

    Parameters
    ----------
    analyzer : Analyzer

    Attributes
    ----------
    buffers : Buffers
    settings : Settings
    exit_code : int
        1 where the client left without saying so first, as the protocol has it.
    """

    def __init__(self, analyzer: Analyzer) -> None:
        super().__init__(SOURCE, __version__, protocol_cls=_Protocol)
        self.buffers = Buffers(analyzer, self._publish, self._failed)
        self.settings = Settings()
        self.exit_code = 0
        self._told_to_end = False
        self._problems: list[str] = []
        for method, handler in (
            (types.INITIALIZE, self._initialize),
            (types.INITIALIZED, self._initialized),
            (types.SHUTDOWN, self._shutdown),
            (types.EXIT, self._exit),
            (types.TEXT_DOCUMENT_HOVER, self._hover),
        ):
            # pygls writes on what it registers, which a method does not allow.
            self.feature(method)(partial(handler))
        offered = types.CodeActionOptions(code_action_kinds=_KINDS)
        self.feature(types.TEXT_DOCUMENT_CODE_ACTION, offered)(partial(self._code_actions))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Say that something failed; pygls would say what, and that may hold the draft."""
        # A request has its answer already.
        if source is not FeatureRequestError:
            self._log(f"a message of the editor could not be handled ({type(error).__name__})")

    def _failed(self, error: Exception) -> None:
        self._log(f"microask failed on a document ({type(error).__name__}); please report it")

    def _log(self, told: str) -> None:
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, told))

    def _initialize(self, params: types.InitializeParams) -> None:
        self.settings, self._problems = read_settings(params.initialization_options)

    def _initialized(self, _: types.InitializedParams) -> None:
        for problem in self._problems:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"microask: {problem}"))

    def _shutdown(self, _: None) -> None:
        self._told_to_end = True

    def _exit(self, _: None) -> None:
        self.exit_code = 0 if self._told_to_end else 1

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        """Begin to read a document."""
        item = params.text_document
        if item.language_id in LANGUAGES - self.settings.off:
            lines = Lines(item.text, types.PositionEncodingKind(self.workspace.position_encoding).value)
            self.buffers.open(Buffer(item.uri, item.language_id, item.version, lines))

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """Read it anew, once its writer pauses."""
        document = params.text_document
        self.buffers.change(document.uri, document.version, params.content_changes, self.settings.delay / 1000)

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        """Let it go, and take the marks away."""
        uri = params.text_document.uri
        self.buffers.close(uri)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def _publish(self, buffer: Buffer, analysis: Analysis | None) -> None:
        diagnostics = [
            types.Diagnostic(
                buffer.lines.range(*finding.span),
                finding.words,
                severity=_SEVERITY[finding.severity],
                code=finding.name,
                source=SOURCE,
            )
            for finding in (findings(analysis, self.settings.stage) if analysis else ())
        ]
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(buffer.uri, diagnostics, buffer.version))

    async def _hover(self, params: types.HoverParams) -> types.Hover | None:
        if not (found := await self.buffers.analysis(params.text_document.uri)):
            return None
        buffer, analysis = found
        shown = hover(analysis, buffer.lines.offset(params.position), self.settings.stage)
        if not shown:
            return None
        # Not Markdown: what it quotes is the draft's, marks and all.
        return types.Hover(types.MarkupContent(types.MarkupKind.PlainText, shown[1]), buffer.lines.range(*shown[0]))

    async def _code_actions(self, params: types.CodeActionParams) -> list[types.CodeAction] | None:
        if not (found := await self.buffers.analysis(params.text_document.uri)):
            return None
        buffer, analysis = found
        selected = buffer.lines.offset(params.range.start), buffer.lines.offset(params.range.end)
        return [
            types.CodeAction(
                action.title,
                types.CodeActionKind(action.kind),
                diagnostics=_resolved(buffer, action, params.context.diagnostics),
                edit=self._edit(buffer, action),
            )
            for action in actions(analysis, selected)
            if _is_wanted(action.kind, params.context.only)
        ]

    def _edit(self, buffer: Buffer, action: Action) -> types.WorkspaceEdit:
        edits = [types.TextEdit(buffer.lines.range(start, end), new) for start, end, new in action.changes]
        workspace = self.client_capabilities.workspace
        if not (workspace and workspace.workspace_edit and workspace.workspace_edit.document_changes):
            return types.WorkspaceEdit(changes={buffer.uri: edits})
        # With the version, so that the client refuses it once the document has changed.
        document = types.OptionalVersionedTextDocumentIdentifier(buffer.uri, buffer.version)
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, edits)])


def serve(analyzer: Analyzer) -> None:
    """Serve over standard input and output until the editor ends it."""
    # pygls logs what it cannot handle, and that may be a draft.
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)
    server = EditorServer(analyzer)
    # Whatever else is printed must not come between the messages.
    sys.stdout.flush()
    with os.fdopen(os.dup(1), "wb") as protocol:
        os.dup2(2, 1)
        server.start_io(sys.stdin.buffer, protocol)
    if server.exit_code:
        raise SystemExit(server.exit_code)


def _is_wanted(kind: str, only: Any) -> bool:
    return not only or any(kind == each or kind.startswith(f"{each}.") for each in map(_plain, only))


def _plain(kind: Any) -> str:
    return str(getattr(kind, "value", kind))


def _resolved(buffer: Buffer, action: Action, shown: Any) -> list[types.Diagnostic] | None:
    """Return the diagnostics of ours, of those shown at the selection, that an edit of one phrase deals with."""
    if action.kind != types.CodeActionKind.QuickFix.value:
        return None
    start, end, _ = action.changes[0]
    places = [
        (each, buffer.lines.offset(each.range.start), buffer.lines.offset(each.range.end))
        for each in shown
        if each.source == SOURCE
    ]
    return [each for each, first, last in places if first < end and start < last] or None
