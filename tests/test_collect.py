"""A mailbox becomes a table: known threads, replies and hours; every format; every way in which mail is broken."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import microask
from microask.cells import FORMULA
from microask.cli import main
from microask.collecting import decoding, records
from microask.collecting.bodies import own_text
from microask.collecting.charsets import decode, decode_words
from microask.collecting.redaction import Redactor
from microask.errors import InputValueError, TableError

from .conftest import ROOT, run_python

ME, ANA = "Maya Stone <maya@example.com>", "Ana Ruiz <ana@example.org>"
TAKEOUT, LINKEDIN = ROOT / "examples" / "takeout.mbox", ROOT / "examples" / "linkedin_messages.csv"
ASK = "Could you check the total on page 3?"


def mail(sender: str = ME, to: str = ANA, body: str = ASK, **headers: str) -> bytes:
    """Return a mail; ``in_reply_to="x"`` stands for ``In-Reply-To: <x>``, and likewise references and message_id."""
    lines = [f"From: {sender}", f"To: {to}"]
    for name, value in headers.items():
        written = name.replace("_", "-")
        lines += [f"{written}: {' '.join(f'<{part}>' for part in value.split())}" if written in IDS else f"{written}: {value}"]
    return "\n".join([*lines, "", body, ""]).encode()


IDS = ("message-id", "in-reply-to", "references")


def mbox(*mails: bytes) -> bytes:
    return b"".join(b"From x@example.com Tue Mar 05 14:22:11 +0000 2024\n" + one + b"\n" for one in mails)


def day(number: int, time: str = "12:00", zone: str = "+0000") -> str:
    return f"{number} Mar 2024 {time}:00 {zone}"


class Collected:
    """The rows of a table, and the report."""

    def __init__(self, folder: Path, source: object, **options: object) -> None:
        target = folder / "out.csv"
        self.report = microask.collect(source, target, **options)  # type: ignore[arg-type]
        self.written = target.read_bytes()
        self.rows = list(csv.DictReader(io.StringIO(self.written.decode(), newline="")))

    def column(self, name: str) -> list[str]:
        return [row[name] for row in self.rows]


def collected(folder: Path, *mails: bytes, **options: object) -> Collected:
    source = folder / "mail.mbox"
    source.write_bytes(mbox(*mails))
    return Collected(folder, source, **{"me": ["maya@example.com"], **options})


# Threads, replies, hours


@pytest.mark.parametrize(
    ("later", "replied", "hours"),
    [
        # By the ids, also from another address, and by an ancestor alone.
        (mail(ANA, ME, date=day(5, "13:30"), in_reply_to="a", subject="Re: Total"), "yes", "1.50"),
        (mail(ANA, ME, date=day(6), references="zero a one", subject="Something else"), "yes", "24.00"),
        (mail("office@example.net", ME, date=day(5, "14:00"), in_reply_to="a"), "yes", "2.00"),
        # Zones: 14:30 in Kolkata is nine o'clock, before the message; 18:30 is 13:00.
        (mail(ANA, ME, date=day(5, "14:30", "+0530"), in_reply_to="a"), "no", ""),
        (mail(ANA, ME, date=day(5, "18:30", "+0530"), in_reply_to="a"), "yes", "1.00"),
        # Before the message.
        (mail(ANA, ME, date=day(4), in_reply_to="a"), "no", ""),
        # Without ids, by subject and people.
        (mail(ANA, ME, date=day(5, "15:00"), subject="RE: total"), "yes", "3.00"),
        (mail(ANA, ME, date=day(5, "15:00"), subject="AW: Re: Total", in_reply_to="rewritten-by-the-server"), "yes", "3.00"),
        (mail("eve@example.net", ME, date=day(5, "15:00"), subject="Re: Total"), "no", ""),
        (mail(ANA, ME, date=day(5, "15:00"), subject="Total"), "no", ""),
        (mail(ANA, "other@example.net", date=day(5, "15:00"), subject="Re: Total"), "no", ""),
        # The user's own words are no reply.
        (mail(ME, ANA, date=day(6), in_reply_to="a"), "no", ""),
        # Nor are a machine's.
        (mail(ANA, ME, date=day(6), in_reply_to="a", auto_submitted="auto-replied"), "no", ""),
        (mail(ANA, ME, date=day(6), in_reply_to="a", auto_submitted="no"), "yes", "24.00"),
        (mail(ANA, ME, date=day(6), in_reply_to="a", precedence="bulk"), "no", ""),
        (mail(ANA, ME, date=day(6), in_reply_to="a", list_id="<l.example.org>"), "no", ""),
        (mail("No-Reply@example.org", ME, date=day(6), in_reply_to="a"), "no", ""),
        (mail("MAILER-DAEMON@example.org", ME, date=day(6), in_reply_to="a"), "no", ""),
        (mail(ANA, ME, date=day(6), in_reply_to="a", return_path="<>"), "no", ""),
        (mail(ANA, ME, date=day(6), in_reply_to="a", content_type="multipart/report; boundary=x"), "no", ""),
        (mail(ANA, ME, date=day(6), in_reply_to="a", content_type="text/calendar; method=REPLY"), "no", ""),
        # Gmail's number of the conversation.
        (mail(ANA, ME, date=day(6), x_gm_thrid="77"), "yes", "24.00"),
        (mail(ANA, ME, date=day(6), x_gm_thrid="78"), "no", ""),
        # Without a date an answer is known by the id.
        (mail(ANA, ME, in_reply_to="a"), "yes", ""),
        (mail(ANA, ME, date="soon", in_reply_to="a"), "yes", ""),
        (mail(ANA, ME, subject="Re: Total"), "no", ""),
        # Junk proves nothing.
        (mail(ANA, ME, date=day(6), in_reply_to="a", x_gmail_labels="Spam"), "no", ""),
    ],
)
@pytest.mark.parametrize("reverse", [False, True])
def test_what_counts_as_a_reply(tmp_path: Path, later: bytes, replied: str, hours: str, reverse: bool) -> None:
    first = mail(date=day(5), message_id="a", subject="Total", x_gm_thrid="77")
    got = collected(tmp_path, *((later, first) if reverse else (first, later)))
    assert (got.rows[0]["replied"], got.rows[0]["hours_to_reply"]) == (replied, hours)


def test_an_exchange(tmp_path: Path) -> None:
    got = collected(
        tmp_path,
        mail(date=day(1), message_id="1", subject="Total"),
        mail(ANA, ME, date=day(2), message_id="2", references="1", subject="Re: Total"),
        mail(date=day(3), message_id="3", references="1 2", subject="Re: Total"),
        mail(date=day(4), message_id="4", subject="Total"),
        mail(to="Bo <bo@example.net>", date=day(5), message_id="5", subject="Total"),
        mail("Cy <cy@example.net>", ME, date=day(6), message_id="6", subject="Hello"),
        mail(to="Cy <cy@example.net>", date=day(7), message_id="7", references="6", subject="Re: Hello"),
    )
    assert got.column("thread") == ["email-1", "email-1", "email-2", "email-3", "email-4"]
    assert got.column("replied") == ["yes", "no", "no", "no", "no"]
    assert got.column("first_contact") == ["yes", "no", "no", "yes", "no"]
    assert (got.report.messages, got.report.rows, got.report.threads, got.report.replied) == (7, 5, 4, 1)


def test_threads_meet_through_a_message_that_comes_last(tmp_path: Path) -> None:
    got = collected(
        tmp_path,
        mail(date=day(1), message_id="1"),
        mail(date=day(2), message_id="2"),
        mail(ANA, ME, date=day(3), message_id="3", references="1 2"),
    )
    assert got.column("thread") == ["email-1", "email-1"]
    assert got.column("hours_to_reply") == ["48.00", "24.00"]


def test_the_contact_is_the_first_recipient_that_is_not_the_user(tmp_path: Path) -> None:
    got = collected(
        tmp_path,
        mail(to=f"{ME}, Bo <BO@example.net>, {ANA}", date=day(1)),
        mail(to="", bcc="ana@example.org", date=day(2)),
        mail(to="undisclosed-recipients:;", date=day(3)),
        mail(to="Lind, Cy <cy@example.net>", date=day(4)),
        mail(ANA, ME, date=day(5)),
    )
    assert got.column("contact") == ["Bo <bo@example.net>", "Ana Ruiz <ana@example.org>", "", "Cy <cy@example.net>"]
    assert got.report.problems["no recipient"] == 1


def test_what_is_left_out(tmp_path: Path) -> None:
    crowd = ", ".join(f"p{i}@example.org" for i in range(decoding.MAX_RECIPIENTS + 1))
    got = collected(
        tmp_path,
        mail(date=day(1), message_id="1"),
        mail(date=day(1), message_id="1"),
        mail(to=ME, date=day(2)),
        mail(to=crowd, date=day(2)),
        mail(date=day(2), auto_submitted="auto-replied"),
        mail(date=day(2), x_gmail_labels="Drafts"),
        mail(date=day(2), x_gmail_labels="Spam"),
        mail(date=day(9), message_id="1", body="The same id on another message."),
    )
    assert got.report.left_out == {"doubles": 1, "to yourself": 1, "automatic or bulk": 2, "drafts": 1, "spam": 1}
    assert got.column("date") == ["2024-03-01T12:00:00+00:00", "2024-03-09T12:00:00+00:00"]


# Who the user is


@pytest.mark.parametrize(
    ("mails", "found"),
    [
        ([mail(x_gmail_labels="Sent"), *[mail(ANA, ME, message_id=str(i), x_gmail_labels="Inbox") for i in range(3)]], "maya"),
        ([mail(x_gmail_labels="Gesendet"), *[mail(ANA, ME, message_id=str(i)) for i in range(3)]], "maya"),
        ([mail(message_id="1"), mail(message_id="2"), mail(ANA, ME)], "maya"),
        ([mail("news@example.net", ME, message_id=str(i), list_id="<x>") for i in range(5)] + [mail()], "maya"),
    ],
)
def test_the_user_is_found_out(tmp_path: Path, mails: list[bytes], found: str) -> None:
    got = collected(tmp_path, *mails, me=())
    assert got.report.me == {"email": [f"{found}@example.com"]}
    assert "maya@example.com" in str(got.report)


def test_the_user_has_several_addresses(tmp_path: Path) -> None:
    mails = [mail(x_gmail_labels="Sent", message_id="1"), mail(message_id="2", x_gmail_labels="Sent"),
             mail("maya@work.example.net", x_gmail_labels="Sent", in_reply_to="1", date=day(3))]  # fmt: skip
    got = collected(tmp_path, *mails, me=())
    assert "sent as well from maya@work.example.net (1)" in str(got.report)
    assert set(got.column("replied")) == {"no"}
    assert collected(tmp_path, *mails, me=["MAYA@example.com", "maya@work.example.net"]).report.rows == 3


@pytest.mark.parametrize(
    ("mails", "me", "message"),
    [
        ([mail(), mail(ANA, ME)], (), "say so with --me"),
        ([mail()], ("mia@example.com",), "nobody of that address.*maya@example.com"),
    ],
)
def test_no_guess_where_the_user_cannot_be_told(tmp_path: Path, mails: list[bytes], me: tuple[str], message: str) -> None:
    with pytest.raises(InputValueError, match=message):
        collected(tmp_path, *mails, me=me)
    assert [path.name for path in tmp_path.iterdir()] == ["mail.mbox"]


def test_a_profile_is_not_another_that_begins_alike(tmp_path: Path) -> None:
    rows = (
        f"c1,,Maya Stone,{U}maya,Ana Ruiz,{U}ana,2024-03-05 14:22:11 UTC,,{ASK},INBOX",
        f"c1,,May Lee,{U}may,Ana Ruiz,{U}ana,2024-03-05 14:24:11 UTC,,Yes.,INBOX",
    )
    assert linkedin(tmp_path, *rows, me=[U + "maya"]).report.me == {"LinkedIn": ["Maya Stone"]}


# Formats


def test_every_way_to_keep_mail_gives_the_same_rows(tmp_path: Path) -> None:
    sent, reply = mail(date=day(5), message_id="a", subject="Total"), mail(ANA, ME, date=day(6), in_reply_to="a")
    draft = mail(date=day(7), message_id="d")
    (tmp_path / "one.mbox").write_bytes(mbox(sent, reply))
    apple = tmp_path / "apple" / "Sent.mbox"
    apple.mkdir(parents=True)
    (apple / "mbox").write_bytes(mbox(sent))
    (tmp_path / "apple" / "answer.eml").write_bytes(reply.replace(b"\n", b"\r\n"))
    thunderbird = tmp_path / "thunderbird" / "Mail" / "imap.example.com"
    thunderbird.mkdir(parents=True)
    (thunderbird / "INBOX").write_bytes(mbox(reply).replace(b"From x@example.com", b"From -"))
    (thunderbird / "Sent").write_bytes(mbox(sent))
    (thunderbird / "Drafts").write_bytes(mbox(draft))
    (thunderbird / "Sent.msf").write_bytes(b"// an index of the program\n")
    nested = tmp_path / "eml" / "2024" / "march"
    nested.mkdir(parents=True)
    (nested / "1.eml").write_bytes(sent)
    (nested.parent / "2.EML").write_bytes(b"\xef\xbb\xbf" + reply)
    (nested / "notes.txt").write_bytes(b"nothing of ours")
    maildir = tmp_path / "maildir"
    for folder in ("cur", "new", "tmp", ".Sent/cur", ".Sent/new", ".Sent/tmp"):
        (maildir / folder).mkdir(parents=True)
    (maildir / "new" / "2.host").write_bytes(reply)
    (maildir / ".Sent" / "cur" / "1.host:2,S").write_bytes(sent)
    (maildir / "cur" / "3.host:2,D").write_bytes(draft)
    pair = [thunderbird / "Sent", thunderbird / "INBOX"]
    sources = (tmp_path / "one.mbox", tmp_path / "apple", tmp_path / "thunderbird", tmp_path / "eml", maildir, pair)
    got = [Collected(tmp_path, source, me=["maya@example.com"]) for source in sources]
    assert len({one.written for one in got}) == 1
    assert got[0].column("hours_to_reply") == ["24.00"]
    assert [one.report.left_out["drafts"] for one in got] == [0, 0, 1, 0, 1, 0]
    assert Collected(tmp_path, tmp_path / "thunderbird").report.me == {"email": ["maya@example.com"]}


def test_an_mbox_is_cut_only_at_its_envelopes(tmp_path: Path) -> None:
    body = f"{ASK}\n\nFrom Monday on I am away.\n>From there I will call.\n\nFrom: me, with thanks."
    got = collected(tmp_path, mail(body=body, date=day(1), message_id="1"), mail(date=day(2), message_id="2"))
    assert got.report.messages == 2
    assert got.rows[0]["body"] == body.replace(">From", "From")


LINKEDIN_COLUMNS = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER"
)
U = "https://www.linkedin.com/in/"


def linkedin(tmp_path: Path, *rows: str, header: str = LINKEDIN_COLUMNS, **options: object) -> Collected:
    source = tmp_path / "messages.csv"
    source.write_text("\n".join([header, *rows]) + "\n")
    return Collected(tmp_path, source, **options)


def test_linkedin(tmp_path: Path) -> None:
    got = linkedin(
        tmp_path,
        f'c1,,Ana Ruiz,{U}ana,Maya Stone,{U}maya,2024-03-05 16:22:11 UTC,,"Yes, sure.",INBOX',
        f'c1,,Maya Stone,{U}maya,Ana Ruiz,{U}ana,2024-03-05 14:22:11 UTC,Total,"Ana, ""one"" thing:\n{ASK}",INBOX',
        f'c2,,Maya Stone,{U}maya,"Bo Lind, PhD",{U}bo,2024-03-06 10:00:00 UTC,,<p>{ASK}</p><p>Maya</p>,INBOX',
        f"c3,Sponsored Conversation,An Advertiser,,Maya Stone,{U}maya,2024-03-06 11:00:00 UTC,Buy,Buy now,INBOX",
        f"c4,,Maya Stone,{U}maya,Ana Ruiz,{U}another-ana,2024-03-07 10:00:00 UTC,,{ASK},INBOX",
        f"c5,,Maya Stone,{U}maya,Cy Moe,{U}cy,not a date,,{ASK},INBOX",
    )
    assert got.column("date") == [
        "2024-03-05T14:22:11+00:00", "2024-03-06T10:00:00+00:00", "2024-03-07T10:00:00+00:00", "",
    ]  # fmt: skip
    assert got.column("hours_to_reply") == ["2.00", "", "", ""]
    assert got.column("first_contact") == ["yes"] * 4
    assert got.column("contact")[1] == "Bo Lind, PhD"
    # Two people of one name stay two.
    assert got.column("contact")[0] != got.column("contact")[2]
    assert got.column("body")[:2] == [f'Ana, "one" thing:\n{ASK}', f"{ASK}\n\nMaya"]
    assert got.report.problems == {"date missing or unreadable": 1}
    assert got.report.me == {"LinkedIn": ["Maya Stone"]}


@pytest.mark.parametrize("me", ["Maya Stone", "maya stone", U + "maya/"])
def test_linkedin_users_may_say_who_they_are_and_drafts_are_left_out(tmp_path: Path, me: str) -> None:
    rows = (
        f"c1,,Maya Stone,{U}maya,Ana Ruiz,{U}ana,2024-03-05 14:22:11 UTC,,{ASK},INBOX,,No",
        f"c1,,Maya Stone,{U}maya,Ana Ruiz,{U}ana,2024-03-05 14:23:11 UTC,,{ASK},INBOX,,Yes",
        f"c1,,Ana Ruiz,{U}ana,Maya Stone,{U}maya,2024-03-05 14:24:11 UTC,,Yes.,INBOX,,No",
    )
    got = linkedin(tmp_path, *rows, header=LINKEDIN_COLUMNS + ",ATTACHMENTS,IS MESSAGE DRAFT", me=[me])
    assert (got.report.rows, got.report.left_out["drafts"], got.column("replied")) == (1, 1, ["yes"])


@pytest.mark.parametrize(
    ("name", "data", "error", "message"),
    [
        ("mail.zip", b"PK\x03\x04", InputValueError, "unpack it first"),
        ("mail.mbox", b"just some words\n", InputValueError, "expected an mbox"),
        ("messages.csv", b"a,b\n1,2\n", TableError, "CONVERSATION ID"),
        ("messages.csv", b"", TableError, "LinkedIn data export"),
    ],
)
def test_what_is_no_mailbox(tmp_path: Path, name: str, data: bytes, error: type[Exception], message: str) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "out.csv").write_text("old")
    with pytest.raises(error, match=message):
        microask.collect(tmp_path / name, tmp_path / "out.csv")
    with pytest.raises(InputValueError, match="check the path"):
        microask.collect(tmp_path / "none", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == "old"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "1.eml").write_bytes(mail())

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputValueError, match=r"cannot read .*1\.eml: Permission denied"):
        microask.collect(tmp_path, tmp_path / "out.csv")


# What the sender wrote


def _parts(*parts: tuple[str, str], kind: str = "alternative") -> bytes:
    message = EmailMessage()
    for subtype, text in parts:
        if not message.is_multipart() and not message.get_content_type().startswith("multipart"):
            getattr(message, f"make_{kind}")()
        getattr(message, f"add_{'alternative' if kind == 'alternative' else 'attachment'}")(
            text, subtype=subtype, **({} if kind == "alternative" else {"disposition": "inline"})
        )
    return message.as_bytes()


QUOTED = f"{ASK}\n\nOn Tue, 5 Mar 2024 at 09:12, Ana Ruiz <ana@example.org> wrote:\n\n> Can you?\n> Ana"


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (mail(body=QUOTED), ASK),
        (mail(body=f"> Which page?\n{ASK}\n> And when?\nBy Friday."), f"{ASK}\n\nBy Friday."),
        (mail(body=f"Hi Ana,\n\n{ASK}\n\nBest,\nMaya\n-- \nMaya Stone\nOffice 12, phone 0113 496 0147"), f"Hi Ana,\n\n{ASK}\n\nBest,\nMaya"),
        (mail(body=f"<html><body><p>{ASK}</p><blockquote>Can you?</blockquote></body></html>", content_type="text/html"), ASK),
        (mail(body="Q2Fmw6kgYXQgMz8=", content_type="text/plain; charset=utf-8", content_transfer_encoding="base64 "), "Café at 3?"),
        (mail(body="Caf=C3=A9 at =\n3?", content_type="text/plain; charset=utf-8", content_transfer_encoding="quoted-printable"), "Café at 3?"),
        (_parts(("plain", ASK), ("html", "<p>other</p>")), ASK),
        (_parts(("plain", "  \n"), ("html", f"<p>{ASK}</p>")), ASK),
        (_parts(("plain", ASK), ("plain", "By Friday."), kind="mixed"), f"{ASK}\n\nBy Friday."),
        (mail(content_type="multipart/mixed"), ASK),
        (mail(body="“Who’s in?” she asked – 5 €"), "“Who’s in?” she asked – 5 €"),
        (mail(body=""), ""),
    ],
)  # fmt: skip
def test_own_text(data: bytes, body: str) -> None:
    assert own_text(data)[0] == body


def test_attached_mails_and_files_are_not_the_senders_words() -> None:
    inner = EmailMessage()
    inner.set_content("Somebody else's words.")
    outer = EmailMessage()
    outer.set_content(ASK)
    outer.add_attachment(inner)
    outer.add_attachment("A file.", filename="file.txt")
    outer.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar")
    assert own_text(outer.as_bytes())[0] == ASK


# What is broken


@pytest.mark.parametrize(
    ("data", "charset", "text", "right"),
    [
        ("Café".encode(), "utf-8", "Café", True),
        ("Café".encode(), None, "Café", True),
        ("Café".encode(), "us-ascii", "Café", False),
        ("Café".encode(), "iso-8859-1", "Café", False),
        ("Café – 5 €".encode("cp1252"), "iso-8859-1", "Café – 5 €", True),
        ("Café".encode("cp1252"), "utf-8", "Café", False),
        ("Café".encode("cp1252"), "x-unknown", "Café", False),
        ("Café".encode("cp1252"), "unicode_escape", "Café", False),
        ("Café".encode("cp1252"), "a\0b", "Café", False),
        ("Cafe".encode("utf-16"), "utf-16", "Cafe", True),
        ("お世話になっております。".encode("iso-2022-jp"), "iso-2022-jp", "お世話になっております。", True),
        ("Здравствуйте, не могли бы вы прислать мне отчёт до пятницы? Заранее спасибо.".encode("cp1251"), "nowhere", "Здравствуйте, не могли бы вы прислать мне отчёт до пятницы? Заранее спасибо.", False),
        ("Chère Renée, votre exercice du café à Lyon, est-ce que je peux le reprendre ? À bientôt".encode("cp1252"), "", "Chère Renée, votre exercice du café à Lyon, est-ce que je peux le reprendre ? À bientôt", False),
        (b"", "utf-8", "", True),
    ],
)  # fmt: skip
def test_charsets(data: bytes, charset: str | None, text: str, right: bool) -> None:
    assert decode(data, charset) == (text, right)


@pytest.mark.parametrize(
    ("raw", "text", "fine"),
    [
        ("=?utf-8?q?Caf=C3=A9?= at =?utf-8?b?MyBvJ2Nsb2Nr?=", "Café at 3 o'clock", True),
        ("Café", "Café", True),
        (b"Caf\xe9".decode("ascii", "surrogateescape"), "Café", False),
        ("=?utf-8?b?a?=", "=?utf-8?b?a?=", False),
        ("=?nowhere?q?Caf=E9?=", "Café", False),
        ("=?utf-8*en?q?Caf=C3=A9?=", "Café", True),
        ("two\r\n lines", "two lines", True),
    ],
)
def test_header_words(raw: str, text: str, fine: bool) -> None:
    assert decode_words(raw) == (text, fine)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (mail(), "date missing or unreadable"),
        (mail(date="the day before"), "date missing or unreadable"),
        (mail(date="99 Mar 2024 12:00:00 +0000"), "date missing or unreadable"),
        (mail(date="5 Mar 2024 12:00:00"), "date without a time zone, taken as UTC"),
        (mail(date=day(5)), "no Message-ID"),
        (mail(date=day(5), subject="=?utf-8?b?abc?="), "broken header"),
        (mail(date=day(5), subject="Caf\udce9".encode("utf-8", "surrogateescape").decode("latin-1")), ""),
        (mail(date=day(5)).replace(ASK.encode(), b"Caf\xe9?"), "charset wrong or unknown, guessed"),
        (mail(date=day(5), content_type="text/plain; charset=x-nowhere").replace(ASK.encode(), b"Caf\xe9?"), "charset wrong or unknown, guessed"),
        (mail(date=day(5), body="word " * 3000), "longer than 10,000 characters, cut"),
        (mail(date=day(5), body="> quoted\n> only"), "no words of your own"),
    ],
)  # fmt: skip
def test_what_is_broken_is_counted_and_named_and_never_fatal(tmp_path: Path, data: bytes, problem: str) -> None:
    got = collected(tmp_path, mail(date=day(1), message_id="1"), data)
    assert got.report.rows == 2
    if problem:
        assert got.report.numbers[problem] == [2]
        assert f"{problem}: 1 message (no. 2)" in str(got.report)
    assert "Caf" not in str(got.report)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("Tue, 5 Mar 2024 15:22:11 +0100", "2024-03-05T15:22:11+01:00"),
        ("Tue, 5 Mar 2024 15:22:11 -0000", "2024-03-05T15:22:11+00:00"),
        ("Tue, 5 Mar 2024 15:22:11 EST (winter)", "2024-03-05T15:22:11-05:00"),
        ("5 Mar 24 15:22", "2024-03-05T15:22:00"),
    ],
)
def test_dates(written: str, iso: str) -> None:
    date, _ = decoding.read_date(written)
    assert date is not None
    assert date.isoformat() == iso


def test_the_report_names_only_the_first_numbers() -> None:
    report = records.CollectReport()
    for number in range(1, 30):
        report.problem("no sender", number)
    assert "no sender: 29 messages (nos. 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ...)" in str(report)


BROKEN = mbox(
    mail(date=day(1), message_id="1", subject="=?utf-8?q?Caf=C3=A9?=", body=QUOTED),
    mail(ANA, ME, date=day(2), references="1", content_type="text/html; charset=utf-8", body="<p>Yes</p>"),
    mail(date=day(3), content_type='multipart/mixed; boundary="b"', body=f"--b\n\n{ASK}\n--b\nContent-Type: text/html\n\n<b>\n--b--"),
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(BROKEN)), st.integers(0, 40), st.binary(max_size=40)), min_size=1, max_size=6))
def test_no_bytes_are_fatal(tmp_path: Path, splices: list[tuple[int, int, bytes]]) -> None:
    data = BROKEN
    for at, length, new in splices:
        data = data[:at] + new + data[at + length :]
    source = tmp_path / "mail.mbox"
    source.write_bytes(b"From x Tue Mar 05 14:22:11 2024\n" + data)
    try:
        got = Collected(tmp_path, source)
    except InputValueError as error:
        assert "--me" in str(error)
    else:
        assert all(len(row) == 9 and None not in row.values() for row in got.rows)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["From: ", "To: ", "Date: ", "Content-Type: ", "References: ", "Subject: "]))
def test_no_header_is_fatal(value: bytes, name: str) -> None:
    data = name.encode() + value + b"\n" + mail(date=day(1))
    assert isinstance(decoding.read_headers(data), records.Message)
    assert isinstance(own_text(data)[0], str)


# The table


def test_cells_are_no_formulas_and_stay_readable(tmp_path: Path) -> None:
    got = collected(
        tmp_path, mail(date=day(1), subject="=2+2", body="- one\n- two?"), mail("=x <maya@example.com>", "@Jo <jo@example.org>")
    )
    assert not any(cell.startswith(FORMULA) for row in got.rows for cell in row.values())
    assert got.rows[0]["body"] == "'- one\n- two?"


def test_two_runs_write_the_same_bytes_and_an_interrupt_leaves_the_old_file(tmp_path: Path) -> None:
    first = Collected(tmp_path, TAKEOUT)
    assert Collected(tmp_path, TAKEOUT).written == first.written

    def interrupt(done: int) -> None:
        if done > 80:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        microask.collect(TAKEOUT, tmp_path / "out.csv", progress=interrupt)
    assert (tmp_path / "out.csv").read_bytes() == first.written
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_the_mailbox_is_left_as_it_was(tmp_path: Path) -> None:
    source = tmp_path / "mail.mbox"
    source.write_bytes(TAKEOUT.read_bytes())
    source.chmod(0o444)
    before = source.stat().st_mtime_ns
    Collected(tmp_path, source)
    assert (source.read_bytes(), source.stat().st_mtime_ns) == (TAKEOUT.read_bytes(), before)


def test_the_example_mailbox(tmp_path: Path) -> None:
    got = Collected(tmp_path, TAKEOUT)
    assert got.report.messages >= 60
    assert got.report.threads >= 25
    assert got.report.me == {"email": ["nora.feld@example.com"]}
    assert got.report.problems == {"charset wrong or unknown, guessed": 1, "date missing or unreadable": 1}
    assert got.report.left_out == {"drafts": 1, "to yourself": 1}
    by_subject = {row["subject"]: row for row in reversed(got.rows)}
    for subject, first, replied, hours in (
        ("Mentorship?", "yes", "no", ""),
        ("Pick your brain?", "yes", "no", ""),
        ("The forecast workbook", "yes", "no", ""),
        ("Question on LAG() in Postgres", "yes", "yes", "0.70"),
        ("Reference for a part-time master's", "yes", "yes", "350.23"),
        ("Rückfrage Großhandel: Lieferzeiten Felgen", "yes", "yes", "1.42"),
        ("Which library drew your rain map?", "yes", "yes", "4.52"),
        ("Rail tickets for Mum's birthday", "yes", "yes", ""),
        ("Re: Analyst roles in West Yorkshire", "no", "yes", "12.97"),
    ):
        row = by_subject[subject]
        assert (row["first_contact"], row["replied"], row["hours_to_reply"]) == (first, replied, hours), subject
    assert by_subject["Atelier de Lyon"]["body"].startswith("Chère Renée")
    assert not any(">" in row["body"] or "wrote:" in row["body"] or "0113" in row["body"] for row in got.rows)


def test_both_examples_at_once_score(tmp_path: Path) -> None:
    got = Collected(tmp_path, [TAKEOUT, LINKEDIN])
    assert set(got.column("channel")) == {"email", "LinkedIn"}
    assert got.column("date")[:3] == ["2026-01-06T20:14:00+00:00", "2026-01-08T12:41:00+00:00", "2026-01-08T16:20:00+00:00"]
    report = microask.score_csv(tmp_path / "out.csv", tmp_path / "scored.csv", "body", subject_column="subject")
    assert report.rows == got.report.rows
    assert report.labels["macro"] >= 3
    assert report.labels["micro"] >= 3
    assert not report.problems


# Redaction


def test_redaction_of_the_examples(tmp_path: Path) -> None:
    got = Collected(tmp_path, [TAKEOUT, LINKEDIN], redact=True)
    text = got.written.decode()
    assert "@" not in text
    for name in ("Nora", "Feld", "Harriet", "Osei", "Tomasz", "Wilk", "Quiroga", "Lowe", "Ruth", "Kessler", "Renée", "Aubin", "Jürgen",
                 "Böhme", "Samira", "Haddad", "Mina", "Farrow", "Keiko", "Hugh"):  # fmt: skip
        assert name not in text, name
    plain = Collected(tmp_path, [TAKEOUT, LINKEDIN])
    assert [row["hours_to_reply"] for row in plain.rows] == got.column("hours_to_reply")
    # One contact, one stand-in, and the other way round; Jon has two addresses.
    pairs = {(row["contact"].split(" <")[0], new) for row, new in zip(plain.rows, got.column("contact"), strict=True)}
    assert len(pairs) == len({one for one, _ in pairs}) == len({new for _, new in pairs})
    assert "give a person away" in str(got.report)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Hi Ana, could you ask Ana's team?\n\nMaya", "Hi Person 2, could you ask Person 2's team?\n\nPerson 1"),
        ("hi ana, could you look?", "hi Person 2, could you look?"),
        ("Write to ana@example.org or maya@EXAMPLE.com.", "Write to Person 2 or Person 1."),
        ("My profile: https://www.linkedin.com/in/maya-stone/ has it.", "My profile: Person 3 has it."),
        ("Hi Will,\n\nwill you be there?", "Hi Person 3,\n\nwill you be there?"),
        ("Could you send me the total?", "Could you send me the total?"),
    ],
)
def test_redaction(analyzer: microask.Analyzer, text: str, redacted: str) -> None:
    people = [("maya@example.com", "Maya Stone"), ("ana@example.org", "Ruiz, Ana"), ("will@example.net", "Will Chen")]
    redactor = Redactor(people, analyzer)
    assert [redactor.stand_in(key) for key in ("maya@example.com", "ana@example.org")] == ["Person 1", "Person 2"]
    parties = ["ana@example.org", "maya@example.com", "will@example.net"]
    assert redactor.redact([text], parties) == [redacted]


def test_one_person_with_two_addresses_has_one_stand_in(analyzer: microask.Analyzer) -> None:
    redactor = Redactor([("a@example.org", "Ana Ruiz"), ("b@example.org", "Ruiz, Ana"), ("c@example.org", "Ana")], analyzer)
    assert [redactor.stand_in(f"{key}@example.org") for key in "abc"] == ["Person 1", "Person 1", "Person 2"]


# The command


def _run(*args: str) -> int:
    with pytest.raises(SystemExit) as done:
        main(list(args))
    return int(done.value.code or 0)


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = str(tmp_path / "sent.csv")
    assert _run("collect", str(TAKEOUT), "-o", target) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "you are taken to be nora.feld@example.com" in captured.err
    assert _run("collect", str(TAKEOUT), "-o", target, "--me", "nora.feld@example.com", "--json") == 0
    assert json.loads(capsys.readouterr().out)["problems"]["date missing or unreadable"] == 1
    assert _run("collect", str(LINKEDIN), "-o", "-") == 0
    assert capsys.readouterr().out.startswith("date,contact,channel")
    assert _run("collect", str(TAKEOUT)) == 2
    assert _run("collect", "missing.mbox", "-o", target) == 1
    assert "check the path" in capsys.readouterr().err


def test_collecting_loads_no_pipeline(tmp_path: Path) -> None:
    code = "import sys, microask; microask.collect(*sys.argv[1:]); print('spacy' in sys.modules, 'sklearn' in sys.modules)"
    assert run_python(code, str(TAKEOUT), str(tmp_path / "out.csv")).strip() == "False False"


def test_a_full_disk_is_an_error_that_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("microask.collecting.index.Index.add", fail)
    with pytest.raises(TableError, match=r"disk is full.*SQLITE_TMPDIR"):
        microask.collect(TAKEOUT, tmp_path / "out.csv")
    assert not list(tmp_path.iterdir())


# Memory

# Of this process alone: the peak that the standard library tells holds its parent's as well.
PEAK = """
import re, sys, microask
from pathlib import Path
report = microask.collect(sys.argv[1], sys.argv[2], me=["maya@example.com"])
print(report.rows, re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def _mails(count: int) -> Iterator[bytes]:
    attachment = b"A" * 76 + b"\n"
    for i in range(count):
        head = mail(*((ME, ANA) if i % 2 else (ANA, ME)), date=day(1 + i % 28), message_id=str(i), body=ASK + "\n> quoted" * 2000)
        yield mbox(head + attachment * 2000)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_texts(tmp_path: Path) -> None:
    peaks = []
    for count in (60, 600):
        source = tmp_path / "mail.mbox"
        with source.open("wb") as file:
            file.writelines(_mails(count))
        rows, peak = map(int, run_python(PEAK, str(source), str(tmp_path / "out.csv")).split())
        assert rows == count // 2
        peaks.append(peak)
    assert source.stat().st_size > 100_000_000
    assert peaks[1] < 1.25 * peaks[0]


@pytest.mark.parametrize(
    ("subject", "about", "marked"),
    [
        ("RE: Total", "total", True),
        ("Re: AW: Re[2]: Total", "total", True),
        ("Total: re: page 3", "total: re: page 3", False),
        ("Remember the total", "remember the total", False),
        ("", "", False),
    ],
)
def test_topics(subject: str, about: str, marked: bool) -> None:
    assert decoding.topic(subject) == (about, marked)
