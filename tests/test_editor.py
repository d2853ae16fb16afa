"""What the language server makes of a document, without the protocol: positions, drafts, findings, actions, buffers."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from lsprotocol.types import Position, Range, TextDocumentContentChangePartial

from microask.analyzer import Analyzer
from microask.editor.actions import actions
from microask.editor.buffers import Buffer, Buffers
from microask.editor.drafts import MAX_MESSAGE, draft_of
from microask.editor.findings import Analysis, findings, hover
from microask.editor.lines import Lines
from microask.editor.settings import Settings, read_settings
from microask.errors import InputValueError

ASK = "How do you feel about 30 more minutes of mentorship toward the end of Q1?"
MAIL = (
    f"From: Tom <tom@example.org>\nTo: Ana <ana@example.org>\nSubject: Future Mentorship\n\nHi Ana 🎉,\n\n{ASK}\n\nBest,\nTom\n"
)


# Positions.

TEXTS = [
    "",
    "a",
    "a\n",
    "one\ntwo\r\nthree\rfour",
    "👩‍🚀 é\n🎉🎉\n",
    "form\x0cfeed\u2028line\x85next\x0bend\nlast",
    "\ud800 x\ny",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    ("encoding", "codec", "width"), [("utf-8", "utf-8", 1), ("utf-16", "utf-16-le", 2), ("utf-32", "utf-32-le", 4)]
)
def test_positions_lead_there_and_back(text: str, encoding: str, codec: str, width: int) -> None:
    lines = Lines(text, encoding)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n":
            continue
        position = lines.position(offset)
        assert lines.offset(position) == offset
        before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
        assert position.line == before.count("\n")
        assert position.character * width == len(before.rpartition("\n")[2].encode(codec, "surrogatepass"))


@pytest.mark.parametrize(
    ("line", "character", "offset"),
    [(0, 99, 3), (1, 3, 6), (1, 4, 6), (1, 5, 7), (1, 99, 7), (2, 0, 8), (9, 9, 8)],
    ids=["beyond the line", "before", "within an emoji", "behind", "beyond", "last line", "beyond the text"],
)
def test_a_position_that_is_none_is_read_as_the_protocol_says(line: int, character: int, offset: int) -> None:
    assert Lines("abc\n🎉 🎉\n", "utf-16").offset(Position(line, character)) == offset


@pytest.mark.parametrize(
    ("where", "new", "expected"),
    [
        ((0, 2, 0, 4), "🚀", "🎉🚀\nb\x0cc\n"),
        ((0, 4, 1, 0), "", "🎉🎉b\x0cc\n"),
        ((1, 2, 1, 3), "x", "🎉🎉\nb\x0cx\n"),
        ((2, 0, 2, 0), "end", "🎉🎉\nb\x0cc\nend"),
        ((0, 0, 9, 0), "", ""),
    ],
)
def test_changes_are_applied_where_the_editor_made_them(where: tuple[int, int, int, int], new: str, expected: str) -> None:
    line, character, last_line, last_character = where
    changed = Lines("🎉🎉\nb\x0cc\n", "utf-16").replaced(
        Range(Position(line, character), Position(last_line, last_character)), new
    )
    assert changed.text == expected


# Which part of a document is the message.

DRAFTS = [
    ("a mail", "mail", MAIL, f"Hi Ana 🎉,\n\n{ASK}\n\nBest,\nTom\n", "Future Mentorship"),
    ("a mail with a line before the header", "eml", "From tom@example.org Mon Mar  4\n" + MAIL, MAIL.partition("\n\n")[2], "Future Mentorship"),
    ("CRLF", "eml", "To: ana@example.org\r\nSubject: Two\r\n lines\r\n\r\nMay I?\r\n", "May I?\r\n", "Two lines"),
    ("an encoded subject", "eml", "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\nMay I?", "May I?", "Grüße"),
    ("a broken encoded subject", "eml", "Subject: =?x-none?b?!!?=\n\nMay I?", "May I?", "=?x-none?b?!!?="),
    ("an empty subject", "mail", "To: ana@example.org\nSubject:\n\nMay I?", "May I?", None),
    ("a mail without header lines", "mail", "May I?\n", "May I?\n", None),
    ("header lines in plain text", "plaintext", "Subject: Slides\nTo: Ana\n\nMay I?", "May I?", "Slides"),
    ("no header line but a colon", "text", "Question: may I?\n\nThanks", "Question: may I?\n\nThanks", None),
    ("front matter", "markdown", "---\ntitle: Will you be my mentor?\n---\nHi Ana,\n\nMay I?", "Hi Ana,\n\nMay I?", None),
    ("toml front matter", "markdown", "+++\na = 1\n+++\nHi Ana,\n\nMay I?", "Hi Ana,\n\nMay I?", None),
    ("code", "markdown", "Hi Ana,\n\n```\nWill you?\n```\nMay I?\n\n    Will you?\n\n<!-- Will you? -->\n", "Hi Ana,\n\nMay I?\n\n", None),
    ("code in a list", "markdown", "Hi Ana,\n\n- a\n  ~~~\n  Will you?\n  ~~~\n\nMay I?", "Hi Ana,\n\n- a\n\nMay I?", None),
    ("a fence that is never closed", "markdown", "Hi Ana,\n\nMay I?\n\n```\nWill you?", "Hi Ana,\n\nMay I?\n\n", None),
    ("a fence in plain text is text", "plaintext", "Hi Ana,\n\n```\nMay I?", "Hi Ana,\n\n```\nMay I?", None),
]  # fmt: skip


@pytest.mark.parametrize(("language", "document", "text", "subject"), [row[1:] for row in DRAFTS], ids=[row[0] for row in DRAFTS])
def test_the_senders_words_are_found(language: str, document: str, text: str, subject: str | None) -> None:
    draft = draft_of(document, language)
    assert draft is not None
    assert draft.text == text
    assert draft.subject == subject
    for offset, char in enumerate(draft.text):
        start, end = draft.place(offset, offset + 1)
        assert document[start:end] == char


LONG = "It rained on the harbour that night. " * 200
NO_DRAFTS = [
    ("gitcommit", "Hi Ana,\n\nMay I?"),
    ("python", "Hi Ana,\n\nMay I?"),
    ("plaintext", ""),
    ("mail", "To: ana@example.org\nSubject: x\n\n  \n"),
    ("markdown", "---\na: 1\n---\n```\ncode\n```\n"),
    ("markdown", "# Install\n\nCan you run `make`? Good."),
    ("markdown", "Install\n=======\n\nCan you run `make`? Good."),
    ("plaintext", "He asked her what she was doing there. " * 40),
    ("plaintext", f"Hi Ana,\n\n{LONG}"),
    ("markdown", f"Hi Ana,\n\n{'x ' * 200_000}"),
    ("eml", "To: ana@example.org\nContent-Transfer-Encoding: base64\n\nTWF5IEk/"),
    ("eml", "To: ana@example.org\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nMay I?"),
]


@pytest.mark.parametrize(("language", "document"), NO_DRAFTS)
def test_what_is_no_message_is_left_alone(language: str, document: str) -> None:
    assert draft_of(document, language) is None


def test_of_a_long_mail_the_beginning_is_read() -> None:
    draft = draft_of(f"To: ana@example.org\n\nMay I?\n\n{LONG * 40}", "mail")
    assert draft is not None
    assert len(draft.text) == 10_000 > MAX_MESSAGE


# Findings and actions.


def _analysis(analyzer: Analyzer, document: str, language: str = "mail") -> Analysis:
    draft = draft_of(document, language)
    assert draft is not None
    return Analysis(draft, analyzer.suggest(draft.text, draft.subject))


def _applied(document: str, changes: tuple[tuple[int, int, str], ...]) -> str:
    for start, end, new in sorted(changes, reverse=True):
        document = document[:start] + new + document[end:]
    return document


@pytest.mark.parametrize(("stage", "severity"), [("first", "warning"), ("building", "information"), ("established", None)])
def test_the_stage_says_how_loud_an_ask_is(analyzer: Analyzer, stage: Any, severity: str | None) -> None:
    found = list(findings(_analysis(analyzer, MAIL), stage))
    assert [each.severity for each in found[:1]] == ([severity] if severity else [])
    assert not any(each.severity != "hint" for each in found[1:])


def test_the_ask_and_its_phrases_are_marked_with_the_reason(analyzer: Analyzer) -> None:
    analysis = _analysis(analyzer, MAIL)
    ask, *phrases = findings(analysis, "first")
    assert MAIL[slice(*ask.span)] == ASK
    assert ask.words.splitlines()[1:] == [f"- {problem}" for problem in analysis.suggestions.problems]
    marked = {MAIL[slice(*each.span)]: each for each in phrases}
    assert len(marked) == len(phrases)
    assert "30 more minutes" in marked["30 more minutes"].words
    assert marked["30 more minutes"].name == "long time"


def test_an_ask_to_send_and_a_text_without_one_are_not_marked(analyzer: Analyzer) -> None:
    for text in (
        "Could you check the two figures on page 3 of my poster by Friday? It goes to print on Monday.",
        "Thanks for the card.",
    ):
        analysis = _analysis(analyzer, text)
        assert analysis.suggestions.score.verdict in ("send", "nothing asked")
        assert not list(findings(analysis, "first"))


def test_an_ask_that_stands_in_the_subject_alone_is_marked_there(analyzer: Analyzer) -> None:
    document = "To: ana@example.org\nSubject: Will you be my mentor?\n\nBest,\nTom\n"
    analysis = _analysis(analyzer, document)
    assert not analysis.suggestions.score.asks
    assert analysis.suggestions.score.value is not None
    found = list(findings(analysis, "first"))
    assert document[slice(*found[0].span)] == "Will you be my mentor?"


def test_a_hover_says_why(analyzer: Analyzer) -> None:
    analysis = _analysis(analyzer, MAIL)
    for word, span, words in [
        ("30 more", "30 more minutes", "a long time"),
        ("How", ASK, "macro 0."),
        ("Q1", "the end of Q1", "date: "),
    ]:
        shown = hover(analysis, MAIL.index(word), "first")
        assert shown is not None
        assert MAIL[slice(*shown[0])] == span
        assert words in shown[1].splitlines()[0]
        assert "a length of time is stated" in shown[1]
    assert hover(analysis, MAIL.index("Best"), "first") is None
    assert hover(_analysis(analyzer, "Thanks for the card."), 0, "first") is None


def test_edits_are_offered_where_they_apply_and_rewrites_everywhere(analyzer: Analyzer) -> None:
    analysis = _analysis(analyzer, MAIL)
    at = MAIL.index("minutes")
    found = list(actions(analysis, (at, at)))
    edits = [action for action in found if action.kind == "quickfix"]
    draft = analysis.suggestions
    assert (
        [_applied(MAIL, action.changes) for action in edits]
        == [MAIL.replace(draft.score.text, draft.apply(edit)) for edit in draft.edits]
        != []
    )
    rewrites = [action for action in found if action.kind == "refactor.rewrite"]
    assert len(rewrites) == len(draft.rewrites) > 0
    for action, rewrite in zip(rewrites, draft.rewrites, strict=True):
        head = MAIL.partition("\n\n")[0].replace("Future Mentorship", rewrite.subject or "Future Mentorship")
        assert _applied(MAIL, action.changes) == f"{head}\n\n{rewrite.text.strip()}\n"
        assert all(bracket in _applied(MAIL, action.changes) for bracket in rewrite.placeholders)
    greeting = MAIL.index("Hi Ana")
    assert {action.kind for action in actions(analysis, (greeting, greeting))} == {"refactor.rewrite"}
    assert not list(actions(analysis, (0, 0)))


def test_a_rewrite_keeps_line_ends_front_matter_and_code(analyzer: Analyzer) -> None:
    document = f"---\nto: Ana\n---\n\nHi Ana,\n\n{ASK}\n\n```\nx = 1\n```\n\nBest,\nTom\n".replace("\n", "\r\n")
    rewritten = [_applied(document, each.changes) for each in actions(_analysis(analyzer, document, "markdown"), (30, 30))]
    assert rewritten
    for text in rewritten:
        assert text.startswith("---\r\nto: Ana\r\n---\r\n\r\nHi Ana,\r\n\r\n")
        assert text.endswith("\r\n\r\n```\r\nx = 1\r\n```\r\n\r\nBest,\r\nTom\r\n")
        assert text.count("\n") == text.count("\r\n")
        assert text != document
    assert any(ASK not in text for text in rewritten)


def test_a_rewrite_that_would_lose_code_is_not_offered(analyzer: Analyzer) -> None:
    document = (
        "Hi Ana,\n\nCould I pick your brain some time?\n\n```\nx = 1\n```\n\nI would love any advice you have.\n\nBest,\nTom\n"
    )
    for action in actions(_analysis(analyzer, document, "markdown"), (0, len(document))):
        assert "x = 1" in _applied(document, action.changes)


# Buffers.


class _Slow:
    """An Analyzer that waits to be let go, and counts."""

    def __init__(self, analyzer: Analyzer) -> None:
        self.analyzer = analyzer
        self.read: list[str] = []
        self.go = threading.Event()

    def suggest(self, text: str, subject: str | None) -> Any:
        self.read.append(text)
        assert self.go.wait(60)
        if "rubbish" in text:
            raise InputValueError("told by nobody")
        return self.analyzer.suggest(text, subject, 0)


def _append(text: str) -> list[Any]:
    return [TextDocumentContentChangePartial(Range(Position(99, 0), Position(99, 0)), text)]


def _buffer(text: str) -> Buffer:
    return Buffer("file:///a", "plaintext", 1, Lines(text, "utf-16"))


def test_a_stale_analysis_is_never_published(analyzer: Analyzer) -> None:
    slow, published = _Slow(analyzer), []

    async def run() -> None:
        buffers = Buffers(slow, lambda buffer, analysis: published.append((buffer.version, analysis)), _raise)  # type: ignore[arg-type]
        buffers.open(_buffer("Will you be my mentor?"))
        asked = asyncio.create_task(buffers.analysis("file:///a"))
        while not slow.read:
            await asyncio.sleep(0.01)
        # The first version is being read; another comes, and the first is done after it.
        buffers.change("file:///a", 2, _append(" Please?"), 0)
        slow.go.set()
        assert await asked is None
        found = await buffers.analysis("file:///a")
        assert found is not None
        assert found[1].draft.text == "Will you be my mentor? Please?"
        buffers.close("file:///a")
        assert await buffers.analysis("file:///a") is None

    asyncio.run(run())
    assert [version for version, _ in published] == [2]
    assert published[0][1].draft.text == "Will you be my mentor? Please?"


def test_what_was_closed_is_not_published(analyzer: Analyzer) -> None:
    slow, published = _Slow(analyzer), []

    async def run() -> None:
        buffers = Buffers(slow, lambda *each: published.append(each), _raise)  # type: ignore[arg-type]
        buffers.open(_buffer("Will you be my mentor?"))
        while not slow.read:
            await asyncio.sleep(0.01)
        buffers.close("file:///a")
        slow.go.set()
        buffers.open(Buffer("file:///b", "plaintext", 1, Lines("May I?", "utf-16")))
        await buffers.analysis("file:///b")

    asyncio.run(run())
    assert [buffer.uri for buffer, _ in published] == ["file:///b"]


def test_a_document_is_read_once_its_writer_pauses(analyzer: Analyzer) -> None:
    slow, published = _Slow(analyzer), []
    slow.go.set()

    async def run() -> None:
        buffers = Buffers(slow, lambda *each: published.append(each), _raise)  # type: ignore[arg-type]
        buffers.open(_buffer("May I?"))
        await buffers.analysis("file:///a")
        for version in range(2, 50):
            buffers.change("file:///a", version, _append("!"), 0.05)
            await asyncio.sleep(0)
        await buffers.analysis("file:///a")

    asyncio.run(run())
    assert slow.read == ["May I?", "May I?" + "!" * 48]


def test_a_failure_is_told_and_takes_the_marks_away(analyzer: Analyzer) -> None:
    slow, published, failures = _Slow(analyzer), [], []
    slow.go.set()

    async def run() -> None:
        buffers = Buffers(slow, lambda *each: published.append(each), failures.append)  # type: ignore[arg-type]
        buffers.open(_buffer("Hi Ana,\n\nrubbish"))
        assert await buffers.analysis("file:///a") is None

    asyncio.run(run())
    assert [type(error) for error in failures] == [InputValueError]
    assert [analysis for _, analysis in published] == [None]


def _raise(error: Exception) -> None:
    raise error


# Settings.

SETTINGS: list[tuple[Any, Settings, list[str]]] = [
    (None, Settings(), []),
    ({}, Settings(), []),
    ({"stage": "building", "off": ["markdown"], "delay": 0}, Settings("building", frozenset({"markdown"}), 0.0), []),
    ({"stage": "third"}, Settings(), ["stage should be one of first, building, established; it is ignored"]),
    ({"stage": ["first"]}, Settings(), ["stage should be one of first, building, established; it is ignored"]),
    ({"off": "markdown", "delay": True}, Settings(), ['off should be a list of language ids, such as ["markdown"]; it is ignored',
                                                     "delay should be milliseconds, 0 to 60000; it is ignored"]),
    ({"delay": -1, "stage": "building"}, Settings("building"), ["delay should be milliseconds, 0 to 60000; it is ignored"]),
    ({"sage": "first"}, Settings(), ["there is no setting 'sage'; there are: stage, off, delay; it is ignored"]),
    ([1], Settings(), ["initializationOptions should be an object with stage, off, delay; they are ignored"]),
]  # fmt: skip


@pytest.mark.parametrize(("options", "settings", "problems"), SETTINGS)
def test_settings_are_read_and_wrong_ones_told(options: Any, settings: Settings, problems: list[str]) -> None:
    assert read_settings(options) == (settings, problems)
