"""One mail to a record of its headers; the parsing is the standard library's."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import Message as Mail
from email.parser import BytesParser
from email.policy import EmailPolicy
from email.utils import getaddresses, parsedate_to_datetime
from functools import cache

from ..lexicons import table
from .charsets import clean, decode_words
from .records import Message, Party

#: A message to more people than this is a circular.
MAX_RECIPIENTS = 20
#: Ids of earlier messages that are kept of a long thread: the first and the latest.
MAX_REFERENCES = 30
_ID = re.compile(r"<([^<>\s]+)>")
_PRECEDENCE = frozenset(("bulk", "list", "junk", "auto_reply"))
NOT_DATED, NO_ZONE, NO_ID, NO_SENDER = (
    "date missing or unreadable",
    "date without a time zone, taken as UTC",
    "no Message-ID",
    "no sender",
)
BROKEN_HEADER, UNREADABLE = "broken header", "not readable as mail"


class _RawHeaders(EmailPolicy):
    """Headers as they stand: the standard library's header objects fail on broken ones, some of them with odd errors."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return re.sub(r"[\r\n]+", "", value).strip()


_PARSER = BytesParser(_class=Mail, policy=_RawHeaders())


def parse(data: bytes) -> Mail:
    """Parse a mail, or the beginning of one.

    The policy hands out each header as a single raw line, bytes that are not ASCII as surrogates.
    """
    # Files that were exported with a byte order mark, or with blank lines on top.
    return _PARSER.parsebytes(data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"))


def read_headers(data: bytes, folders: tuple[str, ...] = (), *, draft: bool = False) -> Message:
    """Make the record of a mail.

    Parameters
    ----------
    data : bytes
        The mail, or at least its headers.
    folders : tuple of str
        Names of the folders that it lay in, in lower case; labels of Gmail in the mail itself go before them.
    draft : bool
        Marked as a draft by the folder itself.

    Returns
    -------
    Message
        Whatever the bytes are; what was wrong with them stands in its ``problems``.
    """
    try:
        mail = parse(data)
        return _record(mail, folders, draft)
    except Exception:
        # On broken mail the standard library has raised TypeError, IndexError and others; their messages may quote the mail.
        nobody = Party("", "")
        return Message("email", "", (), "", nobody, (), None, "", problems=(UNREADABLE,))


def _record(mail: Mail, folders: tuple[str, ...], draft: bool) -> Message:
    problems: list[str] = []

    def raw(name: str) -> str:
        return clean(mail.get(name, ""))

    def text(name: str) -> str:
        value, fine = decode_words(mail.get(name, ""))
        if not fine:
            problems.append(BROKEN_HEADER)
        return value

    def parties(*names: str) -> tuple[Party, ...]:
        values = [value for name in names for value in mail.get_all(name, [])]
        found, fine = _parties(values)
        if not fine:
            problems.append(BROKEN_HEADER)
        return found

    sender = next(iter(parties("From") or parties("Sender")), Party("", ""))
    recipients = tuple(dict.fromkeys(parties("To") + parties("Cc") + parties("Bcc")))
    date, problem = read_date(mail.get("Date", ""))
    message_ids = _ID.findall(raw("Message-ID")) or raw("Message-ID").split()[:1]
    if problem:
        problems.append(problem)
    if not message_ids:
        problems.append(NO_ID)
    if not sender.key:
        problems.append(NO_SENDER)
    earlier = list(dict.fromkeys(_ID.findall(f"{raw('References')} {raw('In-Reply-To')}")))
    labels = frozenset(label.strip(' "').lower() for label in text("X-Gmail-Labels").split(",")) - {""} or frozenset(folders)
    unsent = "drafts" if draft or labels & _names("drafts") else "spam" if labels & _names("spam") else ""
    return Message(
        channel="email",
        id=message_ids[0] if message_ids else "",
        references=tuple(earlier[:1] + earlier[1:][1 - MAX_REFERENCES :]),
        conversation=raw("X-GM-THRID"),
        sender=sender,
        recipients=recipients,
        date=date,
        subject=text("Subject"),
        sent=bool(labels & _names("sent")),
        automatic=_is_automatic(mail, sender) or len(recipients) > MAX_RECIPIENTS,
        unsent=unsent,
        problems=tuple(dict.fromkeys(problems)),
    )


def _parties(values: list[str]) -> tuple[tuple[Party, ...], bool]:
    fine, found = True, []
    for written_name, written_address in getaddresses(values):
        name, right = decode_words(written_name)
        fine = fine and right
        # An address in quotes is no name.
        name, address = name.strip("'\" "), decode_words(written_address)[0].strip().lower()
        if "@" not in address:
            name, address = name or address, ""
        if name or address:
            found.append(Party("" if name.lower() == address else name, address))
    # Since 3.11.10 the standard library returns one empty pair for a header that it finds to be broken.
    fine = fine and (bool(found) or not any("@" in value for value in values))
    # "Ruiz, Ana <ana@example.org>" without quotes falls into two; only the one with the address is somebody.
    return tuple([party for party in found if party.address] or found), fine


def read_date(value: str) -> tuple[datetime | None, str]:
    """Read a date as mail has it; returns it with the problem that it has, or an empty string."""
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None, NOT_DATED
    if date.tzinfo is None:
        # RFC 5322: -0000 is UTC at an unknown place.
        return (date.replace(tzinfo=UTC), "") if value.rstrip().endswith("-0000") else (date, NO_ZONE)
    return date, ""


def _is_automatic(mail: Mail, sender: Party) -> bool:
    """Tell whether a machine wrote or multiplied this: lists, notices, invitations, answers out of office."""
    if mail.get("List-Id") or mail.get("List-Unsubscribe") or mail.get("X-Autoreply") or mail.get("X-Autorespond"):
        return True
    if mail.get("Auto-Submitted", "no").split(";")[0].strip().lower() not in ("", "no"):
        return True
    if mail.get("Precedence", "").strip().lower() in _PRECEDENCE or mail.get("Return-Path", "").strip() == "<>":
        return True
    if _automatic_sender().fullmatch(sender.address.partition("@")[0]):
        return True
    return mail.get_content_type() == "multipart/report" or any(
        part.get_content_type() == "text/calendar" for part in mail.walk()
    )


@cache
def _automatic_sender() -> re.Pattern[str]:
    return re.compile("|".join(table("mail")["automatic"]["senders"]))


@cache
def _names(section: str) -> frozenset[str]:
    return frozenset(table("mail")[section]["names"])


@cache
def _marks() -> re.Pattern[str]:
    marks = "|".join(re.escape(mark) for mark in table("mail")["reply"]["marks"])
    return re.compile(rf"\s*(?:(?:{marks})\s*(?:\[\d{{1,3}}\]|\(\d{{1,3}}\))?\s*[:：]\s*)+", re.IGNORECASE)


def topic(subject: str) -> tuple[str, bool]:
    """Return a subject without reply marks and in one case, and whether it had any."""
    marks = _marks().match(subject)
    return " ".join(subject[marks.end() if marks else 0 :].casefold().split()), bool(marks)
