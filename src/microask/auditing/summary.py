"""From messages to an audit: every figure of the report, from what was read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from .drafts import owed, rewritten
from .ladder import climb, order_key
from .reading import Reading
from .replies import adjusted, bands, lifts, micro_macro, thirds
from .results import Audit, Message
from .shape import channels, histogram, periods

if TYPE_CHECKING:
    from ..analyzer import Analyzer


def summarize(reading: Reading, present: Collection[str], analyzer: Analyzer, note: str = "") -> Audit:
    """Return the audit of what was read.

    Parameters
    ----------
    reading : Reading
    present : collection of str
        Purposes for which the table has a column.
    analyzer : Analyzer
        Makes the rewrites and the report-backs.
    note : str
        On the table as a whole.
    """
    messages = reading.messages
    dates = [message.when for message in messages if message.when is not None]
    rows = thirds(messages)
    ladder = climb(messages)
    debts = [reading.last_answered(rung.contact) for rung in ladder if rung.owed]
    debts.sort(key=lambda draft: order_key(draft.message), reverse=True)
    return Audit(
        messages=len(messages),
        first=min(dates, default=None),
        last=max(dates, default=None),
        bands=bands(messages),
        histogram=histogram(messages),
        channels=channels(messages),
        periods=periods(messages),
        micro_macro=micro_macro(messages),
        thirds=rows,
        adjusted=adjusted(rows),
        lifts=lifts(messages),
        unanswered=tuple(rewritten(draft, analyzer) for draft in reading.most_macro),
        ladder=ladder,
        owed=tuple(owed(draft, analyzer) for draft in debts),
        notes=tuple(_notes(messages, reading, present, note)),
    )


def _notes(messages: Sequence[Message], reading: Reading, present: Collection[str], note: str) -> list[str]:
    notes = [note] if note else []
    for purpose, missing in (
        ("outcome", "nothing is known of replies: name the column that says yes or no with --outcome-column"),
        ("date", "nothing is shown over time, and rows are taken to be in order: name a --date-column"),
        ("contact", "there is no ladder: name a --contact-column"),
        ("channel", "nothing is shown by channel: name a --channel-column"),
    ):
        if purpose not in present:
            notes.append(f"no {purpose} column, so {missing}")
    counts = dict(reading.problems)
    if "outcome" in present:
        counts["outcome not known, left out of the reply rates"] = sum(message.replied is None for message in messages)
    if "date" in present:
        counts["without a date"] = sum(message.when is None for message in messages)
    if "contact" in present:
        counts["contact not stated, left out of the ladder"] = sum(not message.contact for message in messages)
    notes += [f"{count:,} {'row' if count == 1 else 'rows'}: {problem}" for problem, count in counts.items() if count]
    return notes
