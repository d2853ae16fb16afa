"""A mailbox turned into the table of past outreach: ``microask.collect``, ``microask collect``.

Mail is read twice. The first time only headers are, into a temporary index; the second time only what the user wrote, a message
at a time. So memory does not grow with the texts.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing

from ..errors import TableError
from .identity import identify
from .index import Index
from .records import CollectReport
from .sources import Sources
from .threads import Threads
from .writer import write_table

__all__ = ["CollectReport", "collect"]

Path = str | os.PathLike[str]


def collect(
    source: Path | Iterable[Path],
    target: Path,
    *,
    me: Iterable[str] = (),
    redact: bool = False,
    progress: Callable[[int], None] | None = None,
) -> CollectReport:
    """Turn mail or LinkedIn messages into a CSV of what the user sent, with what came of it.

    Parameters
    ----------
    source : str or path-like, or several of them
        An mbox (Google Takeout, Thunderbird, Apple Mail), a ``.eml`` file, a folder of these (nested, also Maildir), or
        ``messages.csv`` of a LinkedIn data export. Replies are found only in what is given: give the inbox beside the sent mail.
    target : str or path-like
        CSV in UTF-8 with the columns `writer.COLUMNS`, in order of date; appears whole or not at all. ``-``: standard output.
    me : iterable of str
        The user's own addresses, for LinkedIn the name or profile. Default: who sent most of what has the label, or lies in the
        folder, "Sent"; without such, who wrote most messages. For LinkedIn: who wrote in most conversations.
    redact : bool
        Replace addresses and names by stand-ins such as "Person 3"; see `redaction.LIMITS` for what that cannot promise.
    progress : callable, optional
        Called with the number of messages read, and of rows written behind that.

    Returns
    -------
    CollectReport

    Raises
    ------
    InputValueError
        Where the source holds no messages, or it cannot be told who the user is.
    TableError
        Where a LinkedIn export cannot be read, or the target or the temporary index not be written. Nothing is written then.

    Notes
    -----
    The contact of a message is its first recipient (To, then Cc, then Bcc) that is not the user. A reply is any later message
    of somebody else in the same thread, from whatever address; lists, notices, invitations and automatic answers are none.
    Messages of one thread name each other in ``References`` and ``In-Reply-To`` or bear one conversation number of Gmail or
    LinkedIn; a reply that names no message that is there belongs to the latest one of the same subject and people. So where the
    user wrote twice before somebody answered, both messages were replied to, after different hours.
    """
    report = CollectReport()
    paths = [source] if isinstance(source, (str, os.PathLike)) else list(source)
    own = (me,) if isinstance(me, str) else tuple(me)
    try:
        with closing(Sources(paths)) as sources, closing(Index()) as index:
            threads = Threads(index)
            for place, message in sources:
                report.messages += 1
                for kind in message.problems:
                    report.problem(kind, report.messages)
                if message.unsent:
                    report.left_out[message.unsent] += 1
                elif index.add(report.messages, place, message):
                    threads.add(report.messages, message)
                else:
                    report.left_out["doubles"] += 1
                if progress:
                    progress(report.messages)
            threads.finish()
            identify(index, own, report)
            redactor = None
            if redact:
                from ..api import default_analyzer  # noqa: PLC0415  # spaCy only where it is used
                from .redaction import LIMITS, Redactor  # noqa: PLC0415

                redactor = Redactor(index.people(), default_analyzer())
                report.notes.append(LIMITS)
            write_table(index, sources, os.fspath(target), report, redactor, progress)
    except sqlite3.Error as error:
        raise TableError(
            f"the temporary index cannot be kept ({error}); make room in the folder for temporary files, or name another one "
            "in the environment variable SQLITE_TMPDIR"
        ) from error
    return report
