"""What is remembered of every message while a mailbox is read: ids, people, dates and a place, in a temporary database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from .decoding import topic
from .records import Message, Party, timestamp
from .sources import Place

#: KiB of the database that are held in memory.
CACHE = 16_384
_SCHEMA = """
CREATE TABLE messages (
    number INTEGER PRIMARY KEY, channel TEXT, id TEXT UNIQUE, sender TEXT, recipients TEXT, date TEXT, moment REAL, subject TEXT,
    topic TEXT, marked INTEGER, sent INTEGER, automatic INTEGER, mine INTEGER DEFAULT 0, thread INTEGER,
    file INTEGER, first INTEGER, last INTEGER, body TEXT
);
CREATE TABLE ids (id TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
CREATE TABLE answers (number INTEGER, id TEXT, PRIMARY KEY (number, id)) WITHOUT ROWID;
CREATE INDEX answered ON answers (id);
CREATE TABLE people (
    person TEXT, name TEXT, channel TEXT, automatic INTEGER, times INTEGER, PRIMARY KEY (person, name)
) WITHOUT ROWID;
CREATE INDEX named ON people (name);
"""


class Entry(NamedTuple):
    """One message as the index holds it; people are the keys of `records.Party`."""

    number: int
    channel: str
    id: str
    sender: str
    recipients: tuple[str, ...]
    date: str
    moment: float | None
    subject: str
    topic: str
    sent: bool
    automatic: bool
    mine: bool
    thread: int
    place: Place
    body: str | None


_COLUMNS = (
    "number, channel, id, sender, recipients, date, moment, subject, topic, sent, automatic, mine, thread, "
    "file, first, last, body"
)
#: In time. What has no date comes before what answers it, else last.
BY_TIME = "moment IS NULL, moment, date <> '', number"


class Index:
    """A table of messages in a temporary file that the system removes by itself.

    Notes
    -----
    Only some megabytes of it are held in memory, however many messages there are.
    """

    def __init__(self) -> None:
        # The empty name is SQLite's for a private database on disk, which is gone when it is closed.
        self.db = sqlite3.connect("", isolation_level=None)
        self.db.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{CACHE}; BEGIN; {_SCHEMA}")

    def close(self) -> None:
        """Remove the database."""
        self.db.close()

    def add(self, number: int, place: Place, message: Message) -> bool:
        """Add a message; False where the same one is there already, as in a mailbox with a file for each label."""
        message_id = f"{message.channel}:{message.id}" if message.id else f"number:{number}"
        if (there := self._same_id(message_id)) is not None:
            if there[1:] == (message.sender.key, _date(message)):
                # Which of its folders a message was met in first says nothing.
                self.db.execute("UPDATE messages SET sent = max(sent, ?) WHERE number = ?", (message.sent, there[0]))
                return False
            message_id = f"number:{number}"
        about, marked = topic(message.subject)
        row = {
            "number": number, "channel": message.channel, "id": message_id, "sender": message.sender.key,
            "recipients": json.dumps([party.key for party in message.recipients]), "date": _date(message),
            "moment": None if message.date is None else timestamp(message.date), "subject": message.subject, "topic": about,
            "marked": marked, "sent": message.sent, "automatic": message.automatic, **place._asdict(), "body": message.body,
        }  # fmt: skip
        names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
        self.db.execute(f"INSERT INTO messages ({names}) VALUES ({values})", row)  # noqa: S608
        self.db.executemany(
            "INSERT OR IGNORE INTO answers VALUES (?, ?)", [(number, f"{message.channel}:{name}") for name in message.references]
        )
        for party in {message.sender, *message.recipients}:
            self._meet(party, message)
        return True

    def _same_id(self, message_id: str) -> tuple[int, str, str] | None:
        row: tuple[int, str, str] | None = self.db.execute(
            "SELECT number, sender, date FROM messages WHERE id = ?", (message_id,)
        ).fetchone()
        return row

    def _meet(self, party: Party, message: Message) -> None:
        if party.key:
            self.db.execute(
                "INSERT INTO people VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1, "
                "automatic = min(automatic, excluded.automatic)",
                (party.key, party.name, message.channel, message.automatic),
            )

    def entries(self, condition: str = "TRUE", values: tuple[object, ...] = (), order: str = BY_TIME) -> Iterator[Entry]:
        """Yield the messages that meet an SQL condition."""
        for row in self.db.execute(f"SELECT {_COLUMNS} FROM messages WHERE {condition} ORDER BY {order}", values):  # noqa: S608
            head, recipients, middle, place, body = row[:4], tuple(json.loads(row[4])), row[5:13], Place(*row[13:16]), row[16]
            yield Entry._make((*head, recipients, *middle, place, body))

    def name_of(self, person: str) -> str:
        """Return the name that somebody mostly goes by, empty where there is none."""
        row = self.db.execute(
            "SELECT name FROM people WHERE person = ? AND name <> '' ORDER BY times DESC, length(name) DESC, name LIMIT 1",
            (person,),
        ).fetchone()
        return row[0] if row else ""

    def is_shared(self, name: str) -> bool:
        """Tell whether several people go by one name."""
        return int(self.db.execute("SELECT count(DISTINCT person) FROM people WHERE name = ?", (name,)).fetchone()[0]) > 1

    def people(self) -> Iterator[tuple[str, str]]:
        """Yield the key and a name of everybody who is no machine, each name once."""
        yield from self.db.execute("SELECT person, name FROM people WHERE automatic = 0 ORDER BY person, times DESC, name")


def _date(message: Message) -> str:
    return message.date.isoformat() if message.date else ""
