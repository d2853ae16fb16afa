"""Zones of a message, HTML, and offsets."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microask.html_text import looks_like_html
from microask.message import split
from microask.textprep import MAX_CHARS, MAX_RUN, prepare

from .conftest import gold

MESSAGES = gold("zones.toml")["message"]
ZONES = ("subject", "greeting", "body", "signoff", "signature", "quoted")


def _expected(message: dict[str, object], zone: str) -> list[str]:
    many = {"body": "bodies", "quoted": "quotes"}.get(zone)
    if many in message:
        return list(message[many])  # type: ignore[call-overload]
    found = [str(message[zone])] if zone in message else []
    return [*found, str(message["ps"])] if zone == "body" and "ps" in message else found


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_zones_agree_with_gold(line_end: str) -> None:
    wrong, total = [], 0
    for message in MESSAGES:
        source = message["text"].replace("\r\n", "\n").replace("\n", line_end)
        copy = prepare(source)
        zones = split(copy.text)
        for zone in ZONES:
            total += 1
            spans = [copy.source_span(z.start, z.end) for z in zones if z.name == zone]
            got = [source[span[0] : span[1]].replace("\r\n", "\n") for span in spans if span]
            if got != [text.replace("\r\n", "\n") for text in _expected(message, zone)]:
                wrong.append((message["id"], zone))
    assert len(MESSAGES) >= 40
    assert len(wrong) <= 0.02 * total, wrong


@given(st.text(max_size=400) | st.text(alphabet="Hi,>\n-wrote:On 3\r PSBest", max_size=200))
def test_zones_tile_the_text(text: str) -> None:
    position = 0
    for zone in split(text):
        assert position <= zone.start < zone.end <= len(text)
        assert text[zone.start : zone.end].strip() == text[zone.start : zone.end]
        position = zone.end


@given(st.text(max_size=300) | st.text(alphabet="<p/>&amp;div br\n=\"'x!-", max_size=200))
def test_offsets_of_the_copy_lie_in_the_source(text: str) -> None:
    copy = prepare(text)
    for i in range(len(copy.text)):
        span = copy.source_span(i, i + 1)
        assert span is not None
        assert 0 <= span[0] <= span[1] <= len(text)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hi Sam,</p><p>Could I get <b>15&nbsp;minutes</b>?</p>", "15 minutes"),
        ("<div>Tom &amp; Jerry<br>need help</div>", "Tom & Jerry"),
        ("<p>Hi Sam,</p><p>hello</p> and a word behind the markup", "and a word behind the markup"),
        ("<html><head><style>p{color:red}</style></head><body><p>Call me</p></body></html>", "Call me"),
    ],
)
def test_html_is_reduced_with_a_warning(html: str, text: str) -> None:
    copy = prepare(html)
    assert text in copy.text
    assert "color:red" not in copy.text
    assert any(warning.startswith("HTML") for warning in copy.warnings)


def test_html_spans_point_into_the_markup() -> None:
    html = "<p>Could I get <b>15&nbsp;minutes</b> for my &quot;deck&quot;?</p>"
    copy = prepare(html)
    start = copy.text.index("15 minutes")
    span = copy.source_span(start, start + len("15 minutes"))
    assert span is not None
    assert html[span[0] : span[1]] == "15&nbsp;minutes"


def test_quotes_of_html_mail_are_no_text_of_the_sender() -> None:
    html = "<div>Thanks!</div><div class='gmail_quote'>On Monday you wrote:<blockquote>Can I have 30 minutes?</blockquote></div>"
    copy = prepare(html)
    bodies = [copy.text[z.start : z.end] for z in split(copy.text, copy.quoted) if z.name == "body"]
    assert bodies == ["Thanks!"]


@pytest.mark.parametrize("text", ["How do I center a <div>?", "Is 3 < 5 and 7 > 2?", "x <y@example.com> wrote"])
def test_a_message_that_mentions_a_tag_is_no_html(text: str) -> None:
    assert not looks_like_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "(" * 20_000,
        "a b " * 300_000,
        "<a " * 20_000 + ">",
        "<p>" + "<a " * 20_000,
        "<![" * 9_000 + "</p></p>",
    ],
)
def test_caps(text: str) -> None:
    started = time.perf_counter()
    copy = prepare(text)
    assert time.perf_counter() - started < 1
    assert len(copy.text) <= MAX_CHARS
    assert max(map(len, copy.text.split()), default=0) <= MAX_RUN
    assert len(text) <= MAX_CHARS or copy.warnings


def test_invisible_characters_do_not_split_words() -> None:
    copy = prepare("15\u200b min\u00adutes \u201cok\u201d \U0001d5d4")
    assert copy.text == '15 minutes "ok" A'
