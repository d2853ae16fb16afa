"""What the parts of a collection hand to each other: people, messages, and the report at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, NamedTuple

Channel = Literal["email", "LinkedIn"]

#: Message numbers that the report keeps of each problem.
NAMED = 10


class Party(NamedTuple):
    """Somebody in a header: a name, and an address (of mail in lower case, or of a LinkedIn profile); either may be empty."""

    name: str
    address: str

    @property
    def key(self) -> str:
        """By which the same person is known again."""
        return self.address or self.name.casefold()


@dataclass(frozen=True, slots=True)
class Message:
    """One message as its headers tell it.

    Attributes
    ----------
    channel : {"email", "LinkedIn"}
    id : str
        Of the message; empty where it has none.
    references : tuple of str
        Ids of the messages that it answers.
    conversation : str
        What the service itself calls the thread; empty where unknown.
    sender : Party
    recipients : tuple of Party
        To, then Cc, then Bcc.
    date : datetime or None
        Without a zone where none was written.
    subject : str
    sent : bool
        The mailbox holds it among what the user sent.
    automatic : bool
        Written or multiplied by a machine.
    unsent : str
        Why it is no message at all ("drafts", "spam"); else empty.
    body : str or None
        The text, where it came along with the headers; else it is read again when needed.
    problems : tuple of str
    """

    channel: Channel
    id: str
    references: tuple[str, ...]
    conversation: str
    sender: Party
    recipients: tuple[Party, ...]
    date: datetime | None
    subject: str
    sent: bool = False
    automatic: bool = False
    unsent: str = ""
    body: str | None = None
    problems: tuple[str, ...] = ()


def timestamp(date: datetime) -> float:
    """Return the seconds of a date since 1970; without a zone it is taken as UTC."""
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    return (aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()


@dataclass
class CollectReport:
    """What a collection met.

    Attributes
    ----------
    me : dict of str to list of str
        By channel, the addresses or names taken as the user's.
    messages : int
        Messages read.
    rows : int
        Messages written, one a row.
    threads : int
        Threads among those rows.
    replied : int
        Rows that got a reply.
    left_out : Counter
        The user's messages that have no row, and doubles and drafts, by reason.
    problems : Counter
        Messages by what is wrong with them; all the same they were read.
    numbers : dict of str to list of int
        For each problem the first messages that have it, counted from 1 in the order of the source.
    notes : list of str
        What holds for the whole collection.
    """

    me: dict[str, list[str]] = field(default_factory=dict)
    messages: int = 0
    rows: int = 0
    threads: int = 0
    replied: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def problem(self, kind: str, number: int) -> None:
        """Count a problem of a message."""
        self.problems[kind] += 1
        named = self.numbers.setdefault(kind, [])
        if len(named) < NAMED:
            named.append(number)

    def __str__(self) -> str:
        lines = [
            f"{_count(self.messages, 'message')} read, {self.rows:,} sent by you in {_count(self.threads, 'thread')}, "
            f"{self.replied:,} of them replied to"
        ]
        lines += self.notes
        if self.left_out:
            lines.append("left out: " + ", ".join(f"{reason} ({count:,})" for reason, count in sorted(self.left_out.items())))
        for kind, count in sorted(self.problems.items()):
            numbers = ", ".join(str(number) for number in self.numbers[kind])
            more = ", ..." if count > len(self.numbers[kind]) else ""
            lines.append(f"{kind}: {_count(count, 'message')} ({'no. ' if count == 1 else 'nos. '}{numbers}{more})")
        return "\n".join(lines)


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
