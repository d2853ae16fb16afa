"""Which messages belong together, what replied to what, and who was written to for the first time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .index import BY_TIME, Entry, Index
from .records import Message

#: Earlier messages of the same subject that are looked at for one that answers without saying which.
MAX_CANDIDATES = 50


class Outreach(NamedTuple):
    """A message of the user with what came of it."""

    entry: Entry
    contact: str
    first_contact: bool
    replied: bool
    hours: float | None


class Threads:
    """Joins messages to threads, as ids name each other.

    Parameters
    ----------
    index : Index
    """

    def __init__(self, index: Index) -> None:
        self._db = index.db
        self._index = index
        #: Threads that turned out to be part of an earlier one.
        self._joined: dict[int, int] = {}

    def add(self, number: int, message: Message) -> None:
        """Put a message into its thread."""
        names = [f"{message.channel}:{name}" for name in (message.id, *message.references) if name]
        if message.conversation:
            names.append(f"{message.channel}/{message.conversation}")
        # Each id leads to the first message that bears or names it.
        self._db.executemany("INSERT OR IGNORE INTO ids VALUES (?, ?)", [(name, number) for name in names])
        self._join([number, *(self._db.execute("SELECT number FROM ids WHERE id = ?", (name,)).fetchone()[0] for name in names)])

    def _join(self, numbers: list[int]) -> None:
        roots = sorted({self._root(number) for number in numbers})
        self._joined |= dict.fromkeys(roots[1:], roots[0])

    def _root(self, number: int) -> int:
        path = []
        while number in self._joined:
            path.append(number)
            number = self._joined[number]
        self._joined |= dict.fromkeys(path, number)
        return number

    def finish(self) -> None:
        """Find a thread for replies that name no message that is there, by subject and people; then number all threads."""
        # What has no date was there before the first message that answers it.
        self._db.execute(
            "UPDATE messages SET moment = (SELECT min(later.moment) FROM answers JOIN messages AS later USING (number) "
            "WHERE answers.id = messages.id) WHERE moment IS NULL"
        )
        self._db.execute("CREATE INDEX by_topic ON messages (topic, moment)")
        orphans = (
            "marked AND channel = 'email' AND NOT EXISTS (SELECT 1 FROM answers "
            "JOIN messages AS earlier ON earlier.id = answers.id WHERE answers.number = messages.number)"
        )
        for entry in self._index.entries(orphans):
            if (earlier := self._answered(entry)) is not None:
                self._join([earlier.number, entry.number])
        self._db.create_function("root", 1, self._root)
        self._db.execute("UPDATE messages SET thread = root(number)")
        self._db.execute("CREATE INDEX by_thread ON messages (thread, moment)")

    def _answered(self, entry: Entry) -> Entry | None:
        """Return the latest earlier message of the same subject between the same people."""
        earlier = self._index.entries(
            "topic = ? AND channel = 'email' AND moment <= ? AND number <> ?",
            (entry.topic, entry.moment, entry.number),
            f"moment DESC, number LIMIT {MAX_CANDIDATES}",
        )
        for other in earlier:
            answer = other.sender in entry.recipients and entry.sender in other.recipients
            if answer or (other.sender == entry.sender and set(other.recipients) & set(entry.recipients)):
                return other
        return None


def outreach(index: Index) -> Iterator[tuple[Outreach | None, str]]:
    """Yield the user's messages in time with what came of each, or the reason why one is left out.

    Parameters
    ----------
    index : Index
        With its threads and the user's messages marked.
    """
    db = index.db
    me = {person for (person,) in db.execute("SELECT DISTINCT sender FROM messages WHERE mine")}
    met: set[str] = set()
    for entry in index.entries(order=BY_TIME):
        if not entry.mine:
            if not entry.automatic and not entry.sent:
                met.add(entry.sender)
            continue
        others = [person for person in entry.recipients if person not in me]
        if entry.automatic:
            yield None, "automatic or bulk"
        elif entry.recipients and not others:
            yield None, "to yourself"
        else:
            contact = next(iter(others), "")
            replied, hours = _reply(index, entry)
            yield Outreach(entry, contact, bool(contact) and contact not in met, replied, hours), ""
            met.update(others)


def _reply(index: Index, entry: Entry) -> tuple[bool, float | None]:
    """Tell whether somebody wrote after a message in its thread, and after how many hours."""
    person = "NOT mine AND NOT sent AND NOT automatic"
    later = f"SELECT moment, date FROM messages WHERE {person} AND thread = ? AND moment >= ? ORDER BY moment LIMIT 1"  # noqa: S608
    if row := index.db.execute(later, (entry.thread, entry.moment)).fetchone():
        return True, (row[0] - entry.moment) / 3600 if entry.date and row[1] and entry.moment is not None else None
    # An answer without a date is known by the id that it names.
    answers = f"SELECT 1 FROM answers JOIN messages USING (number) WHERE answers.id = ? AND {person} AND moment IS NULL"  # noqa: S608
    return index.db.execute(answers, (entry.id,)).fetchone() is not None, None
