"""The language server over the protocol: encodings, versions, errors, and how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from lsprotocol import types

from microask.analyzer import Analyzer

from .editing import COMMAND, Editor, editing

ASK = "How do you feel about 90 more minutes of mentorship toward the end of Q1?"
MAIL = f"To: Ana <ana@example.org>\nSubject: Future Mentorship\n\nHi Ana 🎉,\n\n🎉👩‍🚀 {ASK} 🎉 Thanks.\n\nBest,\nTom\n"
#: Stands for what nobody but the sender may read.
WORD = "Xylophonist"

_CAPABLE = types.ClientCapabilities(
    workspace=types.WorkspaceClientCapabilities(workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True)),
    general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf8]),
)


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    """An editor that counts in UTF-16 and knows nothing of versioned edits."""
    with editing({"delay": 20}) as editor:
        yield editor


@pytest.fixture(scope="module")
def capable() -> Iterator[Editor]:
    """An editor that counts in UTF-8, and has wishes, some of them strange."""
    with editing({"stage": "building", "off": ["markdown"], "delay": -1, "sage": 1}, _CAPABLE) as editor:
        yield editor


def _cut(text: str, where: types.Range, codec: str, width: int) -> str:
    """Return what stands in a range, by way of bytes: independent of how the server counts."""
    lines = text.split("\n")[where.start.line : where.end.line + 1]
    assert len(lines) == 1
    return lines[0].encode(codec)[where.start.character * width : where.end.character * width].decode(codec)


def _ask(text: str, found: list[types.Diagnostic], codec: str, width: int) -> types.Diagnostic:
    """Return the mark of the ask, which may begin with the emoji before it."""
    assert _cut(text, found[0].range, codec, width).endswith(ASK)
    return found[0]


def _applied(text: str, edits: Any, codec: str, width: int) -> str:
    lines = text.encode(codec).split("\n".encode(codec))
    new_line = len("\n".encode(codec))

    def offset(position: types.Position) -> int:
        return sum(len(line) + new_line for line in lines[: position.line]) + position.character * width

    data = text.encode(codec)
    for edit in sorted(edits, key=lambda edit: -offset(edit.range.start)):
        data = data[: offset(edit.range.start)] + edit.new_text.encode(codec) + data[offset(edit.range.end) :]
    return data.decode(codec)


def test_marks_hovers_and_actions_are_right_after_emoji(editor: Editor, analyzer: Analyzer) -> None:
    assert editor.initialized.capabilities.position_encoding == types.PositionEncodingKind.Utf16
    uri = "file:///a.eml"
    editor.open(uri, "mail", MAIL)
    found = editor.diagnostics(uri, 1)
    assert [each.source for each in found] == ["microask"] * len(found)
    marked = {_cut(MAIL, each.range, "utf-16-le", 2): each for each in found}
    ask = _ask(MAIL, found, "utf-16-le", 2)
    assert ask.severity == types.DiagnosticSeverity.Warning
    assert marked["90 more minutes"].severity == types.DiagnosticSeverity.Hint
    shown = editor.hover(uri, 5, marked["90 more minutes"].range.start.character)
    assert shown is not None
    assert shown.range == marked["90 more minutes"].range
    draft = analyzer.suggest(MAIL.partition("\n\n")[2], "Future Mentorship")
    offered = editor.actions(uri, marked["90 more minutes"].range, found)
    edits = [action for action in offered if action.kind == types.CodeActionKind.QuickFix]
    assert len(edits) == len(draft.edits) > 0
    for action, edit in zip(edits, draft.edits, strict=True):
        assert action.edit is not None and action.edit.changes is not None
        assert _applied(MAIL, action.edit.changes[uri], "utf-16-le", 2).endswith(f"\n\n{draft.apply(edit)}")
        assert marked["90 more minutes"] in (action.diagnostics or ())
    rewrites = [action for action in offered if action.kind == types.CodeActionKind.RefactorRewrite]
    assert len(rewrites) == len(draft.rewrites) > 0
    for action, rewrite in zip(rewrites, draft.rewrites, strict=True):
        assert action.edit is not None and action.edit.changes is not None
        text = _applied(MAIL, action.edit.changes[uri], "utf-16-le", 2)
        head, _, body = text.partition("\n\n")
        assert body.strip() == rewrite.text.strip()
        assert head == f"To: Ana <ana@example.org>\nSubject: {rewrite.subject}"
    only = editor.actions(uri, ask.range, only=[types.CodeActionKind.Refactor])
    assert {action.kind for action in only} == {types.CodeActionKind.RefactorRewrite}
    assert editor.actions(uri, ask.range, only=[types.CodeActionKind.Source]) == []
    assert editor.hover(uri, 0, 0) is None


def test_the_encoding_the_stage_and_the_languages_are_the_editors(capable: Editor) -> None:
    assert capable.initialized.capabilities.position_encoding == types.PositionEncodingKind.Utf8
    uri = "file:///a.txt"
    capable.open("file:///off.md", "markdown", ASK)
    capable.open("file:///commit", "gitcommit", ASK)
    capable.open(uri, "plaintext", MAIL, 7)
    found = capable.diagnostics(uri, 7)
    marked = {_cut(MAIL, each.range, "utf-8", 1): each for each in found}
    ask = _ask(MAIL, found, "utf-8", 1)
    assert ask.severity == types.DiagnosticSeverity.Information
    assert "90 more minutes" in marked
    assert {params.uri for params in capable.published} == {uri}
    assert capable.hover("file:///off.md", 0, 3) is None
    assert capable.actions("file:///commit", ask.range) == []
    action = capable.actions(uri, ask.range)[0]
    assert action.edit is not None and action.edit.document_changes is not None
    change: Any = action.edit.document_changes[0]
    assert change.text_document.version == 7
    assert _applied(MAIL, change.edits, "utf-8", 1) != MAIL
    assert [told.split(";")[0] for told in capable.shown] == [
        "microask: delay should be milliseconds, 0 to 60000",
        "microask: there is no setting 'sage'",
    ]


def test_while_somebody_types_only_what_is_there_is_marked(editor: Editor) -> None:
    uri = "file:///typed.txt"
    texts = {1: "Hi Ana 🎉,\n\n\n\nBest,\nTom\n"}
    editor.open(uri, "plaintext", texts[1])
    for at, char in enumerate(f"🎉 {ASK}"):
        typed = f"🎉 {ASK}"[:at]
        units = len(typed.encode("utf-16-le")) // 2
        here = types.Range(types.Position(2, units), types.Position(2, units))
        texts[at + 2] = f"Hi Ana 🎉,\n\n{typed}{char}\n\nBest,\nTom\n"
        editor.change(uri, at + 2, types.TextDocumentContentChangePartial(here, char))
    last = max(texts)
    found = editor.diagnostics(uri, last)
    _ask(texts[last], found, "utf-16-le", 2)
    published = [params for params in editor.published if params.uri == uri]
    versions = [params.version or 0 for params in published]
    assert versions == sorted(set(versions))
    for params in published:
        for each in params.diagnostics:
            assert _cut(texts[params.version or 0], each.range, "utf-16-le", 2) in texts[params.version or 0]
    # All at once, several changes in one message, and a full text.
    editor.change(uri, 900, types.TextDocumentContentChangeWholeDocument("Thanks for the card."))
    assert editor.diagnostics(uri, 900) == []
    editor.close(uri)
    assert editor.diagnostics(uri, None) == []
    assert editor.hover(uri, 0, 0) is None


def test_a_form_feed_is_no_end_of_a_line(editor: Editor) -> None:
    uri, text = "file:///feed.txt", "Hi Ana,\n\nIt is\x0cme\u2028again.\n\n"
    editor.open(uri, "plaintext", text)
    end = types.Range(types.Position(4, 0), types.Position(4, 0))
    editor.change(uri, 2, types.TextDocumentContentChangePartial(end, ASK))
    found = editor.diagnostics(uri, 2)
    assert found[0].range.start.line == 4
    _ask(text + ASK, found, "utf-16-le", 2)


def test_a_novel_is_left_alone_and_the_next_mail_is_not_kept_waiting(editor: Editor) -> None:
    novel = f"# One\n\n{'She asked him whether he could meet her on Friday. ' * 40_000}\n"
    editor.open("file:///novel.md", "markdown", novel)
    editor.open("file:///next.eml", "mail", MAIL)
    assert editor.diagnostics("file:///novel.md", 1) == []
    assert editor.diagnostics("file:///next.eml", 1)


def test_what_it_does_not_know_is_an_error_without_the_text(editor: Editor) -> None:
    with pytest.raises(Exception, match="Method Not Found"):
        editor.request("microask/nothing", {"text": WORD})
    editor.change("file:///never-opened", 2, types.TextDocumentContentChangeWholeDocument(WORD))
    uri = "file:///after.eml"
    editor.open(uri, "mail", MAIL)
    assert editor.diagnostics(uri, 1)
    assert not any(WORD in told for told in editor.shown)


def _message(method: str, params: Any, number: int | None = None) -> bytes:
    body = {"jsonrpc": "2.0", "method": method, "params": params} | ({} if number is None else {"id": number})
    data = json.dumps(body).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(data), data)


_BEGIN = _message("initialize", {"capabilities": {}, "processId": None, "rootUri": None}, 1) + _message("initialized", {})


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (_BEGIN, 0),
        (_BEGIN + b"Content-Length: 1000\r\n\r\n{", 0),
        (
            _BEGIN
            + b"Content-Length: 14\r\n\r\n{"
            + WORD.encode()
            + b"}}"
            + _message("textDocument/hover", {"textDocument": WORD}, 3),
            0,
        ),
        (_BEGIN + _message("exit", None), 1),
    ],
    ids=["end of input", "in the middle of a message", "rubbish", "exit without shutdown"],
)
def test_it_ends_cleanly_and_says_nothing_but_the_protocol(sent: bytes, code: int) -> None:
    done = subprocess.run(COMMAND, input=sent, capture_output=True, timeout=120, check=False)
    assert done.returncode == code
    assert done.stderr == b""
    assert done.stdout.startswith(b"Content-Length: ")
    assert WORD.encode() not in done.stdout


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_cleanly(number: signal.Signals) -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(_BEGIN)
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"Content-Length: ")
        process.send_signal(number)
        assert process.wait(60) == 0
        assert process.stderr.read() == b""
