"""Who of all senders the user is."""

from __future__ import annotations

from ..errors import InputValueError
from .index import Index
from .linkedin import profile_key
from .records import CollectReport

#: How often somebody sent what the mailbox holds as sent; how often somebody wrote; in how many conversations somebody wrote.
_SENT = "SELECT sender, count(*) FROM messages WHERE channel = ? AND sent AND sender <> ''"
_WROTE = "SELECT sender, count(*) FROM messages WHERE channel = ? AND NOT automatic AND sender <> ''"
_TALKED = "SELECT sender, count(DISTINCT thread) FROM messages WHERE channel = ? AND NOT automatic AND sender <> ''"


def identify(index: Index, me: tuple[str, ...], report: CollectReport) -> None:
    """Mark the user's messages in the index, and say in the report who that is.

    Parameters
    ----------
    index : Index
        With its threads.
    me : tuple of str
        Addresses, names or profiles, as the user gave them; where none is given the senders tell.
    report : CollectReport

    Raises
    ------
    InputValueError
        Where nobody of that address wrote anything, or two senders are as likely.
    """
    wanted = {profile_key(person.strip()) for person in me}
    met: set[str] = set()
    for (channel,) in index.db.execute("SELECT DISTINCT channel FROM messages ORDER BY channel").fetchall():
        given = [
            (person, name)
            for person, name in index.db.execute(
                "SELECT person, name FROM people WHERE channel = ? ORDER BY person, name", (channel,)
            )
            if person in wanted or name.lower() in wanted
        ]
        met |= {text for person, name in given for text in (person, name.lower())}
        mine = sorted({person for person, _ in given})
        if not mine and (found := _find(index, channel, report)):
            mine = [found]
        index.db.executemany(
            "UPDATE messages SET mine = 1 WHERE channel = ? AND sender = ?", [(channel, person) for person in mine]
        )
        report.me[channel] = [_shown(index, person) for person in mine]
    if unknown := sorted(wanted - met):
        raise InputValueError(f"--me {unknown[0]}: there is nobody of that address or name in these messages; {_likely(index)}")


def _find(index: Index, channel: str, report: CollectReport) -> str:
    """Return the sender who is most likely the user, an empty string where nobody sent anything."""
    for query, reason in ((_SENT, "sent messages"), (_WROTE if channel == "email" else _TALKED, "")):
        rows = index.db.execute(f"{query} GROUP BY sender ORDER BY 2 DESC, 1 LIMIT 3", (channel,)).fetchall()
        if len(rows) > 1 and rows[0][1] == rows[1][1]:
            raise InputValueError(
                f"cannot tell whether {_shown(index, rows[0][0])} or {_shown(index, rows[1][0])} is you; say so with --me"
            )
        if rows:
            kind = reason or ("messages" if channel == "email" else "conversations")
            counted = f"in {rows[0][1]:,} {kind}, more than anybody"
            others = ", ".join(f"{_shown(index, person)} ({count:,})" for person, count in rows[1:]) if reason else ""
            more = f"; sent as well from {others}: add --me for each address of yours" if others else ""
            report.notes.append(f"you are taken to be {_shown(index, rows[0][0])} (sender {counted}){more}")
            return str(rows[0][0])
    return ""


def _shown(index: Index, person: str) -> str:
    return person if "@" in person else index.name_of(person) or person


def _likely(index: Index) -> str:
    rows = index.db.execute(f"{_WROTE.replace('channel = ?', 'TRUE')} GROUP BY sender ORDER BY 2 DESC, 1 LIMIT 3").fetchall()
    return "who wrote most: " + (", ".join(_shown(index, person) for person, _ in rows) or "nobody")
