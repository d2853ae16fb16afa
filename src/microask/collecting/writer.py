"""The table: a row for each message of outreach."""

from __future__ import annotations

from collections.abc import Callable

from ..cells import write_cells
from ..targets import open_target
from .bodies import own_text
from .index import Entry, Index
from .records import CollectReport
from .redaction import Redactor
from .sources import Sources
from .threads import Outreach, outreach

COLUMNS = ("date", "contact", "channel", "subject", "body", "thread", "first_contact", "replied", "hours_to_reply")
NO_RECIPIENT = "no recipient"


def write_table(
    index: Index,
    sources: Sources,
    target: str,
    report: CollectReport,
    redactor: Redactor | None,
    progress: Callable[[int], None] | None,
) -> None:
    """Write the table, whole or not at all.

    Parameters
    ----------
    index : Index
        With its threads and the user's messages marked.
    sources : Sources
        From which the texts are read again.
    target : str
    report : CollectReport
        Counts what is written and left out.
    redactor : Redactor or None
    progress : callable or None
    """
    numbers: dict[int, int] = {}
    with open_target(target) as out:

        def put(cells: list[str]) -> None:
            out.write((write_cells(cells, ",") + "\n").encode("utf-8"))

        put(list(COLUMNS))
        for found, reason in outreach(index):
            if found is None:
                report.left_out[reason] += 1
                continue
            body, subject = _text(found.entry, sources, report), found.entry.subject
            contact = _contact(index, found.contact, found.entry.channel)
            if redactor is not None:
                parties = [found.contact, found.entry.sender, *found.entry.recipients]
                # The user is the first person, whoever the first message was sent to.
                redactor.stand_in(found.entry.sender)
                contact = redactor.stand_in(found.contact)
                subject, body = redactor.redact((subject, body), parties)
            put(_cells(found, contact, subject, body, numbers.setdefault(found.entry.thread, len(numbers) + 1)))
            report.rows += 1
            report.replied += found.replied
            if not found.contact:
                report.problem(NO_RECIPIENT, found.entry.number)
            if progress:
                progress(report.messages + report.rows)
    report.threads = len(numbers)


def _text(entry: Entry, sources: Sources, report: CollectReport) -> str:
    if entry.body is not None:
        return entry.body
    body, problems = own_text(sources.read(entry.place))
    for kind in problems:
        report.problem(kind, entry.number)
    return body


def _contact(index: Index, person: str, channel: str) -> str:
    name = index.name_of(person)
    if channel == "LinkedIn" and name and not index.is_shared(name):
        return name
    return f"{name} <{person}>" if name and name.casefold() != person else name or person


def _cells(found: Outreach, contact: str, subject: str, body: str, thread: int) -> list[str]:
    return [
        found.entry.date,
        contact,
        found.entry.channel,
        subject,
        body,
        f"{found.entry.channel.lower()}-{thread}",
        "yes" if found.first_contact else "no",
        "yes" if found.replied else "no",
        "" if found.hours is None else f"{found.hours:.2f}",
    ]
